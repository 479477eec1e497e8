"""What a player can choose from: time zones, locales and themes."""

from functools import lru_cache
from zoneinfo import available_timezones

from total_bankroll.values import value

THEMES = ("system", "light", "dark")
UTC = "UTC"
REGIONS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@value
class LocaleChoice:
    """A way to write numbers and dates, by the name of the language and its country.

    `example` is written out: making it takes loading the whole locale, and there are many.
    """

    code: str
    name: str
    example: str


LOCALES = tuple(
    LocaleChoice(code, name, example)
    for code, name, example in (
        ("en", "English (international)", "1,234,567.89 \xb7 1 Mar 2026"),
        ("en_US", "English (United States)", "1,234,567.89 \xb7 Mar 1, 2026"),
        ("en_GB", "English (United Kingdom)", "1,234,567.89 \xb7 1 Mar 2026"),
        ("en_AU", "English (Australia)", "1,234,567.89 \xb7 1 Mar 2026"),
        ("en_CA", "English (Canada)", "1,234,567.89 \xb7 Mar 1, 2026"),
        ("en_IE", "English (Ireland)", "1,234,567.89 \xb7 1 Mar 2026"),
        ("en_IN", "English (India)", "12,34,567.89 \xb7 1 Mar 2026"),
        ("en_NZ", "English (New Zealand)", "1,234,567.89 \xb7 1 Mar 2026"),
        ("en_ZA", "English (South Africa)", "1\xa0234\xa0567,89 \xb7 01 Mar 2026"),
        ("bg", "Bulgarian", "1\xa0234\xa0567,89 \xb7 1.03.2026\u202f\u0433."),
        ("cs", "Czech", "1\xa0234\xa0567,89 \xb7 1. 3. 2026"),
        ("da", "Danish", "1.234.567,89 \xb7 1. mar. 2026"),
        ("de", "German (Germany)", "1.234.567,89 \xb7 01.03.2026"),
        ("de_AT", "German (Austria)", "1.234.567,89 \xb7 01.03.2026"),
        ("de_CH", "German (Switzerland)", "1\u2019234\u2019567.89 \xb7 01.03.2026"),
        ("el", "Greek", "1.234.567,89 \xb7 1 \u039c\u03b1\u03c1 2026"),
        ("es", "Spanish (Spain)", "1.234.567,89 \xb7 1 mar 2026"),
        ("es_AR", "Spanish (Argentina)", "1.234.567,89 \xb7 1 mar 2026"),
        ("es_MX", "Spanish (Mexico)", "1,234,567.89 \xb7 1 mar 2026"),
        ("et", "Estonian", "1\xa0234\xa0567,89 \xb7 1. m\xe4rts 2026"),
        ("fi", "Finnish", "1\xa0234\xa0567,89 \xb7 1.3.2026"),
        ("fr", "French (France)", "1\u202f234\u202f567,89 \xb7 1 mars 2026"),
        ("fr_CA", "French (Canada)", "1\xa0234\xa0567,89 \xb7 1 mars 2026"),
        ("fr_CH", "French (Switzerland)", "1\u202f234\u202f567,89 \xb7 1 mars 2026"),
        ("he", "Hebrew", "1,234,567.89 \xb7 1 \u05d1\u05de\u05e8\u05e5 2026"),
        ("hr", "Croatian", "1.234.567,89 \xb7 1. o\u017eu 2026."),
        ("hu", "Hungarian", "1\xa0234\xa0567,89 \xb7 2026. m\xe1rc. 1."),
        ("is", "Icelandic", "1.234.567,89 \xb7 1. mar. 2026"),
        ("it", "Italian (Italy)", "1.234.567,89 \xb7 1 mar 2026"),
        ("it_CH", "Italian (Switzerland)", "1\u2019234\u2019567.89 \xb7 1 mar 2026"),
        ("ja", "Japanese", "1,234,567.89 \xb7 2026/03/01"),
        ("ko", "Korean", "1,234,567.89 \xb7 2026. 3. 1."),
        ("lt", "Lithuanian", "1\xa0234\xa0567,89 \xb7 2026-03-01"),
        ("lv", "Latvian", "1\xa0234\xa0567,89 \xb7 2026. gada 1. marts"),
        ("nb", "Norwegian", "1\xa0234\xa0567,89 \xb7 1. mars 2026"),
        ("nl", "Dutch", "1.234.567,89 \xb7 1 mrt 2026"),
        ("nl_BE", "Dutch (Belgium)", "1.234.567,89 \xb7 1 mrt 2026"),
        ("pl", "Polish", "1\xa0234\xa0567,89 \xb7 1 mar 2026"),
        ("pt_BR", "Portuguese (Brazil)", "1.234.567,89 \xb7 1 de mar. de 2026"),
        ("pt_PT", "Portuguese (Portugal)", "1\xa0234\xa0567,89 \xb7 01/03/2026"),
        ("ro", "Romanian", "1.234.567,89 \xb7 1 mar. 2026"),
        ("ru", "Russian", "1\xa0234\xa0567,89 \xb7 1 \u043c\u0430\u0440. 2026\u202f\u0433."),
        ("sk", "Slovak", "1\xa0234\xa0567,89 \xb7 1. 3. 2026"),
        ("sl", "Slovenian", "1.234.567,89 \xb7 1. mar. 2026"),
        ("sr_Latn", "Serbian", "1.234.567,89 \xb7 1. 3. 2026."),
        ("sv", "Swedish", "1\xa0234\xa0567,89 \xb7 1 mars 2026"),
        ("th", "Thai", "1,234,567.89 \xb7 1 \u0e21\u0e35.\u0e04. 2026"),
        ("tr", "Turkish", "1.234.567,89 \xb7 1 Mar 2026"),
        ("uk", "Ukrainian", "1\xa0234\xa0567,89 \xb7 1 \u0431\u0435\u0440. 2026\u202f\u0440."),
        ("vi", "Vietnamese", "1.234.567,89 \xb7 1 thg 3, 2026"),
        ("zh_Hans", "Chinese (simplified)", "1,234,567.89 \xb7 2026\u5e743\u67081\u65e5"),
        ("zh_Hant", "Chinese (traditional)", "1,234,567.89 \xb7 2026\u5e743\u67081\u65e5"),
    )
)
LOCALE_CODES = frozenset(choice.code for choice in LOCALES)


@lru_cache(maxsize=1)
def timezones() -> tuple[str, ...]:
    """The zones to choose from: UTC and those named after a place."""
    places = (name for name in available_timezones() if name.partition("/")[0] in REGIONS)
    return (UTC, *sorted(places))


@lru_cache(maxsize=1)
def known_timezones() -> frozenset[str]:
    """Every zone that can be kept, old names included: a browser may still use one."""
    return frozenset(available_timezones())

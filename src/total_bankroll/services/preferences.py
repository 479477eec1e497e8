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
    """A way to write numbers and dates, by the name of the language and its country."""

    code: str
    name: str


LOCALES = tuple(
    LocaleChoice(code, name)
    for code, name in (
        ("en", "English (international)"),
        ("en_US", "English (United States)"),
        ("en_GB", "English (United Kingdom)"),
        ("en_AU", "English (Australia)"),
        ("en_CA", "English (Canada)"),
        ("en_IE", "English (Ireland)"),
        ("en_IN", "English (India)"),
        ("en_NZ", "English (New Zealand)"),
        ("en_ZA", "English (South Africa)"),
        ("bg", "Bulgarian"),
        ("cs", "Czech"),
        ("da", "Danish"),
        ("de", "German (Germany)"),
        ("de_AT", "German (Austria)"),
        ("de_CH", "German (Switzerland)"),
        ("el", "Greek"),
        ("es", "Spanish (Spain)"),
        ("es_AR", "Spanish (Argentina)"),
        ("es_MX", "Spanish (Mexico)"),
        ("et", "Estonian"),
        ("fi", "Finnish"),
        ("fr", "French (France)"),
        ("fr_CA", "French (Canada)"),
        ("fr_CH", "French (Switzerland)"),
        ("he", "Hebrew"),
        ("hr", "Croatian"),
        ("hu", "Hungarian"),
        ("is", "Icelandic"),
        ("it", "Italian (Italy)"),
        ("it_CH", "Italian (Switzerland)"),
        ("ja", "Japanese"),
        ("ko", "Korean"),
        ("lt", "Lithuanian"),
        ("lv", "Latvian"),
        ("nb", "Norwegian"),
        ("nl", "Dutch"),
        ("nl_BE", "Dutch (Belgium)"),
        ("pl", "Polish"),
        ("pt_BR", "Portuguese (Brazil)"),
        ("pt_PT", "Portuguese (Portugal)"),
        ("ro", "Romanian"),
        ("ru", "Russian"),
        ("sk", "Slovak"),
        ("sl", "Slovenian"),
        ("sr_Latn", "Serbian"),
        ("sv", "Swedish"),
        ("th", "Thai"),
        ("tr", "Turkish"),
        ("uk", "Ukrainian"),
        ("vi", "Vietnamese"),
        ("zh_Hans", "Chinese (simplified)"),
        ("zh_Hant", "Chinese (traditional)"),
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

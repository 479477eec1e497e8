"""Names of accounts: what is allowed, and when two of them are the same."""

import unicodedata

from total_bankroll.errors import InvalidName

MAX_LENGTH = 255
_MAX_KEY = 600
_FORBIDDEN = {"Cc", "Cs", "Co", "Zl", "Zp"}
_BIDI = set("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


def clean_name(text: str) -> str:
    """The name as it is kept; raises InvalidName with what to do about it."""
    name = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(c) in _FORBIDDEN or c in _BIDI for c in name):
        raise InvalidName("Leave out control and text-direction characters.")
    if not any(unicodedata.category(c)[0] not in "ZC" for c in name):
        raise InvalidName("Enter a name.")
    if len(name) > MAX_LENGTH or len(name_key(name)) > _MAX_KEY:
        raise InvalidName(f"Enter at most {MAX_LENGTH} characters.")
    return name


def name_key(name: str) -> str:
    """The form in which names are compared: NFKC, case-folded, one space between words."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return " ".join(folded.split())


def numbered(name: str, number: int) -> str:
    """`name` with a number behind it, still no longer than a name may be."""
    ending = f" ({number})"
    return name[: MAX_LENGTH - len(ending)] + ending

"""Names of accounts: what is allowed, and when two of them are the same."""

import unicodedata

from total_bankroll.characters import NONCHARACTERS
from total_bankroll.composing import composed
from total_bankroll.errors import InvalidName

MAX_LENGTH = 255
_MAX_KEY = 600
_FORBIDDEN = {"Cc", "Cs", "Co", "Zl", "Zp"}
_UNSEEN = NONCHARACTERS | set(
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"
)
_JOINERS = "\u200c\u200d"
_JOINED = {"Lo", "Mc", "Mn", "So", "Sk"}
"""The categories of emoji, and of scripts whose letters take their form from their neighbours."""
_FLAG = "\U0001f3f4"
_FLAG_TAGS = {chr(code) for code in range(0xE0020, 0xE0080)}


def clean_name(text: str, longest: int = MAX_LENGTH) -> str:
    """The name as it is kept; raises InvalidName with what to do about it."""
    name = composed(text.strip(), longest).strip()
    if any(unicodedata.category(c) in _FORBIDDEN or c in _UNSEEN for c in name):
        raise InvalidName("Leave out control and text-direction characters.")
    if not any(unicodedata.category(c)[0] not in "ZC" for c in name):
        raise InvalidName("Enter a name.")
    if len(name) > longest or len(name_key(name)) > _MAX_KEY:
        raise InvalidName(f"Enter at most {longest} characters.")
    return name


def name_key(name: str) -> str:
    """The form in which names are compared: NFKC, case-folded, one space between words.

    Format characters, which nobody sees, are left out, but where they make another sign of others.
    """
    folded = _compatible(_compatible(name).casefold())
    return " ".join(_compatible(_without_unseen(folded)).split())


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _without_unseen(text: str) -> str:
    kept = ""
    for char, behind in zip(text, f"{text[1:]} ", strict=False):
        if unicodedata.category(char) != "Cf" or _is_seen(kept[-1:], char, behind):
            kept += char
    return kept


def _is_seen(before: str, char: str, behind: str) -> bool:
    """Whether a format character joins its neighbours, or belongs to a flag such as Scotland's."""
    if char in _JOINERS:
        return all(unicodedata.category(c) in _JOINED for c in (before or " ", behind))
    return char in _FLAG_TAGS and before in _FLAG_TAGS | {_FLAG}


def numbered(name: str, number: int) -> str:
    """`name` with a number behind it, still no longer than a name may be."""
    ending = f" ({number})"
    return name[: MAX_LENGTH - len(ending)] + ending

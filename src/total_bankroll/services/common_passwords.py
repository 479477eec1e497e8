"""Passwords that guessers try first: those on lists of stolen ones, and one's own address."""

import re
import unicodedata
from functools import cache
from pathlib import Path

LIST = Path(__file__).with_suffix(".txt")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_SIGNS = re.compile(r"[\W_]+")
OF_THIS_PLACE = frozenset(
    {"bankroll", "mybankroll", "totalbankroll", "pokerbankroll", "poker", "mypoker", "pokerroom"}
    | {"pokerplayer", "pokermoney", "playpoker", "onlinepoker", "texasholdem", "holdem"}
)
"""What players here would think of first; docs/security.md names them."""
MOST_CUT = 4
SHORTEST_NAME = 3


def is_common(password: str) -> bool:
    """Whether it stands on the list, in any case, or does but for a few digits and signs around.

    Or whether, but for digits around it and signs, it is a word of this place.
    """
    if _letters(password) in OF_THIS_PLACE:
        return True
    folded = _folded(password)
    bare = _EDGES.sub("", folded)
    return folded in _common() or (len(folded) - len(bare) <= MOST_CUT and bare in _common())


def is_address(password: str, email: str) -> bool:
    """Whether it is an e-mail address or a part of it, but for signs and the digits at its ends."""
    local, _, domain = email.partition("@")
    parts = (email, local, domain, local + domain.partition(".")[0])
    typed = _letters(password)
    return typed in {_letters(part) for part in parts} - {""} and len(typed) >= SHORTEST_NAME


def _letters(text: str) -> str:
    return _SIGNS.sub("", _EDGES.sub("", _folded(text)))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _common() -> frozenset[str]:
    """Read where a password is first set; signing in never needs it."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))

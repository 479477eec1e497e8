"""Beancount's words: texts, numbers, commodities and tags, as its grammar takes them."""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import count

COMMODITY = re.compile(r"[A-Z][A-Z0-9]*")
TAG = re.compile(r"[A-Za-z0-9_/.-]+")
RESERVED = frozenset({"TRUE", "FALSE", "NULL"})
"""What the grammar reads as something else than a commodity."""

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def quoted(text: str) -> str:
    """`text` as a string on one line, which is read back as it was."""
    return f'"{text.translate(_ESCAPES)}"'


def one_line(text: str) -> str:
    """`text` without line breaks and with single blanks."""
    return " ".join(text.split())


def number(value: Decimal) -> str:
    """A plain decimal, never with an exponent."""
    return format(value, "f")


def commodities(codes: Iterable[str]) -> dict[str, str]:
    """A commodity for each code: the code itself, or where that is none, one like it.

    The same codes have the same commodities, in whatever order they come.
    """
    wanted = sorted(set(codes))
    found = {code: code for code in wanted if _is_commodity(code)}
    taken = set(found)
    for code in wanted:
        if code not in found:
            found[code] = _free(code, taken)
            taken.add(found[code])
    return found


def _is_commodity(code: str) -> bool:
    return COMMODITY.fullmatch(code) is not None and code not in RESERVED


def _free(code: str, taken: set[str]) -> str:
    like = "X" + re.sub(r"[^A-Z0-9]", "", code.upper())
    names = (like if number == 1 else f"{like}X{number}" for number in count(1))
    return next(name for name in names if name not in taken)


def tag_of(name: str) -> str | None:
    """A tag for a name, blanks as hyphens; None where it has characters that tags cannot have."""
    word = "-".join(name.split())
    return word if TAG.fullmatch(word) else None

"""One form for a text however its keyboard composes letters, of texts that may be long enough."""

import unicodedata
from typing import Literal

SHRINKS = 4
"""Of so many characters at most a normal form makes one."""


def composed(text: str, longest: int, form: Literal["NFC", "NFKC"] = "NFC") -> str:
    """`text` in its normal form; as it is where that is longer than `longest` in any case.

    Putting a run of combining marks in order takes the square of its length: half a minute for
    half a megabyte.
    """
    return unicodedata.normalize(form, text) if len(text) <= longest * SHRINKS else text

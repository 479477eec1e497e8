"""QR codes as the path of an SVG, which a page may hold where its policy allows no picture."""

from dataclasses import dataclass
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET = 4  # modules of white around it, which readers need


@dataclass(frozen=True)
class Picture:
    """A square of `size` modules, and the path that is black in it."""

    size: int
    path: str


def qr_picture(text: str) -> Picture:
    """The QR code of a text."""
    code: QRCode[object] = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    return Picture(len(rows), "".join(_stroke(y, row) for y, row in enumerate(rows)))


def _stroke(y: int, row: list[bool]) -> str:
    """The black runs of one row."""
    found, x = "", 0
    for is_black, run in groupby(row):
        length = len(list(run))
        if is_black:
            found += f"M{x} {y}h{length}v1h-{length}z"
        x += length
    return found

"""The path of a QR code, painted back into modules."""

import re

import pytest
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from total_bankroll.qr import QUIET, qr_picture

RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z")


def painted(size: int, path: str) -> list[list[bool]]:
    rows = [[False] * size for _ in range(size)]
    for x, y, length, back in (map(int, run) for run in RUN.findall(path)):
        assert length == back
        rows[y][x : x + length] = [True] * length
    return rows


@pytest.mark.parametrize("text", ["", "a", "otpauth://totp/Total%20Bankroll:" + "ü" * 200])
def test_the_path_paints_every_black_module_and_no_other(text: str) -> None:
    found = qr_picture(text)
    assert not RUN.sub("", found.path)
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    assert painted(found.size, found.path) == code.get_matrix()


def test_white_is_all_around_it() -> None:
    found = qr_picture("a")
    rows = painted(found.size, found.path)
    edges = [*rows[:QUIET], *rows[-QUIET:], *([*row[:QUIET], *row[-QUIET:]] for row in rows)]
    assert not any(any(edge) for edge in edges)

"""One form for a text, however its keyboard composes letters."""

import pytest

from total_bankroll.composing import SHRINKS, composed


@pytest.mark.parametrize("text", ["é" * 8, "e\u0301" * 8, "\u1fa7" * 8, "ω\u0314\u0342\u0345" * 8])
def test_what_may_be_short_enough_is_composed(text: str) -> None:
    found = composed(text, 8)
    assert len(found) == 8
    assert composed(found, 8) == found


def test_what_is_too_long_in_any_case_stays_as_it_was() -> None:
    text = "e\u0301" * (8 * SHRINKS)
    assert composed(text, 8) == text


def test_what_looks_alike_is_one_where_that_is_asked_for() -> None:
    assert composed("\ufb01ne", 8) == "\ufb01ne"
    assert composed("\ufb01ne", 8, "NFKC") == "fine"

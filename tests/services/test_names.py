"""Names of accounts: what is allowed, and when two are the same."""

import pytest

from total_bankroll.errors import InvalidName
from total_bankroll.services.names import MAX_LENGTH, clean_name, name_key, numbered


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("PokerStars", "PokerStars"),
        ("  GGPoker \n", "GGPoker"),
        ("🃏 Home game", "🃏 Home game"),
        ("👩‍👧", "👩‍👧"),  # a zero-width joiner is part of an emoji
        ("Cafe\u0301", "Café"),  # a combining accent is composed
        ("<script>", "<script>"),
        ("{{7*7}}", "{{7*7}}"),
        ("x" * MAX_LENGTH, "x" * MAX_LENGTH),
    ],
)
def test_a_name_is_kept_as_typed(typed: str, kept: str) -> None:
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\u00a0\u2003",
        "\u200b",
        "\u200d",
        "a\0b",
        "a\tb",
        "a\u202eb",
        "a\u2066b",
        "a\u2028b",
        "a\ufdd0b",
        "a\U0001fffeb",
    ],
)
def test_a_name_that_nobody_could_read_is_refused(typed: str) -> None:
    with pytest.raises(InvalidName) as error:
        clean_name(typed)
    assert error.value.field == "name"


def test_a_name_that_is_too_long_is_refused_not_cut() -> None:
    with pytest.raises(InvalidName, match="255"):
        clean_name("x" * (MAX_LENGTH + 1))


def test_a_name_whose_compared_form_is_too_long_is_refused() -> None:
    # U+FDFA is one character, and eighteen in NFKC: 255 of them would not fit the column.
    with pytest.raises(InvalidName):
        clean_name("\ufdfa" * 200)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("PokerStars", "POKERSTARS"),
        ("Straße", "STRASSE"),
        ("ＧＧ", "gg"),  # full-width letters
        ("ﬁsh", "FISH"),  # a ligature
        ("Café", "Cafe\u0301"),
        ("Two  words", "two words"),
        ("Two\u00a0words", "Two words"),
        ("Club\u200b", "Club"),  # a zero-width space
        ("Club \u200b", "Club"),
        ("Cl\u00adub", "Club"),  # a soft hyphen
        ("Cl\u200dub", "Club"),  # a joiner that joins nothing
        ("Club\u200d", "Club"),
        ("Cafe\u2060\u0301", "Café"),  # a word joiner
        ("Ⓒ\u200dⒹ", "CD"),
    ],
)
def test_names_that_look_alike_are_the_same(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Café", "Cafe"),
        ("Stars", "Stars 2"),
        ("ı", "i"),
        ("👩\u200d👧", "👩👧"),  # a joiner makes one sign of two
        ("❤\ufe0f\u200d🔥", "❤\ufe0f🔥"),
        ("می\u200cخواهم", "میخواهم"),  # in Persian a non-joiner parts what is joined
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴"),  # a flag
    ],
)
def test_names_that_differ_are_not(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_number_behind_a_long_name_keeps_it_within_the_limit() -> None:
    assert numbered("Stars", 2) == "Stars (2)"
    assert numbered("x" * MAX_LENGTH, 12) == "x" * (MAX_LENGTH - 5) + " (12)"

"""Which passwords guessers try first, and where they are refused."""

from pathlib import Path

import pytest
from flask import Flask

from total_bankroll.errors import Invalid
from total_bankroll.services.common_passwords import LIST, OF_THIS_PLACE, is_address, is_common
from total_bankroll.services.credentials import SHORTEST_PASSWORD, check_password
from total_bankroll.services.people_service import PeopleService

EMAIL = "ada.lovelace@example.org"


@pytest.mark.parametrize(
    "password",
    [
        "password",
        "PassWord",
        "12345678",
        "qwertyuiop",
        "iloveyou1",
        "Password1!",
        "!!password",
        "\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44",  # in full-width letters
    ],
)
def test_what_is_on_the_list_is_common(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "password and a lot more", "пароль пароль", "🃏" * 8, ""]
)
def test_what_is_not_on_the_list_is_not(password: str) -> None:
    assert not is_common(password)


def test_the_list_is_long_enough_for_what_may_be_chosen() -> None:
    lines = [line for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    assert len(lines) >= 3_000
    assert all(len(line) >= SHORTEST_PASSWORD and line == line.casefold() for line in lines)


@pytest.mark.parametrize(
    "password",
    [
        EMAIL,
        EMAIL.upper(),
        "ada.lovelace",
        "AdaLovelace",
        "ada_lovelace1815",
        "1815-ada.lovelace!",
        "example.org",
        "adalovelace-example",
    ],
)
def test_ones_own_address_is_no_password(password: str) -> None:
    assert is_address(password, EMAIL)


@pytest.mark.parametrize(
    "password", ["ada was here first", "lovelace and babbage", "12345-67890", "", "...", "@"]
)
def test_what_only_reminds_of_it_is(password: str) -> None:
    assert not is_address(password, EMAIL)


def test_a_short_name_is_no_reason() -> None:
    assert not is_address("a1234567", "a@example.org")


@pytest.mark.parametrize("password", ["password1", EMAIL])
def test_they_are_refused_beside_the_field(password: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_password(password, EMAIL)
    assert refusal.value.field == "password"
    assert password not in refusal.value.message


def test_the_host_sets_none_of_them_either(app: Flask) -> None:
    with pytest.raises(Invalid, match="stolen"):
        PeopleService().create_player(EMAIL, "password1")
    PeopleService().create_player(EMAIL, "correct horse battery")
    for password in ("password1", "ada.lovelace"):
        with pytest.raises(Invalid):
            PeopleService().set_password(EMAIL, password)


@pytest.mark.parametrize(
    "password", ["bankroll", "Total-Bankroll!", "total bankroll 2026", "poker12345"]
)
def test_a_word_of_this_place_is_common(password: str) -> None:
    assert is_common(password)


def test_every_word_of_this_place_is_documented() -> None:
    said = (Path(__file__).parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
    row = next(line for line in said.splitlines() if line.startswith("| 6.2.11"))
    assert set(row.partition("(")[2].partition(")")[0].split(", ")) == OF_THIS_PLACE


def test_other_words_with_them_are_not() -> None:
    assert not is_common("bankroll of a quiet horse")

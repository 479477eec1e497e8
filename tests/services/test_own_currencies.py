"""Currencies of a player's own: added, renamed, deleted while nothing needs them."""

from decimal import Decimal
from typing import Any

import pytest

from tests.support.rates import FRIDAY, SERVICE, view
from total_bankroll.errors import (
    BankrollError,
    Conflict,
    Invalid,
    InvalidName,
    NotFound,
)
from total_bankroll.extensions import db
from total_bankroll.models import Currency, User
from total_bankroll.money import Unit
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.usefixtures("rates")
def test_a_currency_of_ones_own(player: int, other_player: int) -> None:
    assert SERVICE.add_currency(player, " chips ", "Club chips", "©", 3) == "CHIPS"
    SERVICE.add_manual_rate(player, "CHIPS", FRIDAY, Decimal(5))
    assert SERVICE.convert(Decimal(10), "CHIPS", "USD", user_id=player) == Decimal("2.5")
    assert view("CHIPS", player).own
    assert SERVICE.get_unit(player, "CHIPS") == Unit("CHIPS", "©", 3)
    assert "CHIPS" not in SERVICE.get_units(other_player)
    assert "CHIPS" not in SERVICE.get_units()


@pytest.mark.usefixtures("app")
def test_two_players_may_have_the_same_code(player: int, other_player: int) -> None:
    for user_id, name in ((player, "Mine"), (other_player, "Theirs")):
        SERVICE.add_currency(user_id, "CHIPS", name)
    assert SERVICE.get_own_currency(player, "CHIPS").name == "Mine"
    assert SERVICE.get_own_currency(other_player, "CHIPS").name == "Theirs"


@pytest.mark.usefixtures("app")
def test_a_currency_without_a_sign_shows_its_code(player: int) -> None:
    SERVICE.add_currency(player, "VERYLONGCODE", "Points")
    assert SERVICE.get_unit(player, "VERYLONGCODE").symbol == "VERYLONG"


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("change", "error", "field"),
    [
        ({"code": "USD"}, Conflict, "code"),
        ({"code": "usdt"}, Conflict, "code"),
        ({"code": "HELD"}, Conflict, "code"),
        ({"code": ""}, Invalid, "code"),
        ({"code": "A"}, Invalid, "code"),
        ({"code": "A" * 13}, Invalid, "code"),
        ({"code": "A B"}, Invalid, "code"),
        ({"code": "ÄÖ"}, Invalid, "code"),
        ({"code": "AB\0"}, Invalid, "code"),
        ({"name": ""}, InvalidName, "name"),
        ({"name": "n" * 81}, InvalidName, "name"),
        ({"name": "a\u202eb"}, InvalidName, "name"),
        ({"symbol": "123456789"}, Invalid, "symbol"),
        ({"symbol": "a b"}, Invalid, "symbol"),
        ({"symbol": "x5"}, Invalid, "symbol"),
        ({"symbol": "-"}, Invalid, "symbol"),
        ({"symbol": "\u202e"}, Invalid, "symbol"),
        ({"decimals": -1}, Invalid, "decimals"),
        ({"decimals": 9}, Invalid, "decimals"),
    ],
)
def test_a_currency_that_cannot_be_is_refused(
    player: int, change: dict[str, object], error: type[BankrollError], field: str
) -> None:
    SERVICE.add_currency(player, "HELD", "There already")
    wanted: dict[str, Any] = {
        "code": "CHIPS",
        "name": "Chips",
        "symbol": "c",
        "decimals": 2,
    } | change
    with pytest.raises(error) as refused:
        SERVICE.add_currency(player, **wanted)
    assert refused.value.field == field
    assert db.session.query(Currency).filter_by(user_id=player).count() == 1


@pytest.mark.usefixtures("app")
def test_a_currency_is_renamed(player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips", "c")
    SERVICE.update_currency(player, "CHIPS", name="Tokens", symbol="")
    found = SERVICE.get_own_currency(player, "CHIPS")
    assert (found.name, found.symbol) == ("Tokens", "CHIPS")


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("code", ["CHIPS", "USD", "XXX"])
def test_only_ones_own_currency_is_changed(player: int, other_player: int, code: str) -> None:
    SERVICE.add_currency(other_player, "CHIPS", "Chips")
    for attempt in (
        lambda: SERVICE.get_own_currency(player, code),
        lambda: SERVICE.update_currency(player, code, name="Mine", symbol=""),
        lambda: SERVICE.delete_currency(player, code),
    ):
        with pytest.raises(NotFound):
            attempt()


@pytest.mark.usefixtures("app")
def test_an_unused_currency_is_deleted_and_can_be_added_again(player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips", "c", 3)
    gone = SERVICE.delete_currency(player, "CHIPS")
    assert "CHIPS" not in SERVICE.get_units(player)
    SERVICE.add_currency(player, gone.code, gone.name, gone.symbol, gone.decimals)
    assert SERVICE.get_unit(player, "CHIPS") == Unit("CHIPS", "c", 3)


@pytest.mark.usefixtures("app")
def test_a_currency_with_rates_stays(player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips")
    rate = SERVICE.add_manual_rate(player, "CHIPS", FRIDAY, Decimal(1))
    with pytest.raises(Conflict, match="rates"):
        SERVICE.delete_currency(player, "CHIPS")
    SERVICE.delete_manual_rate(player, rate.id)
    SERVICE.delete_currency(player, "CHIPS")


@pytest.mark.usefixtures("app")
def test_the_currency_that_totals_are_read_in_stays(player: int) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips")
    db.session.get_one(User, player).display_currency = "CHIPS"
    db.session.commit()
    with pytest.raises(Conflict, match="Settings"):
        SERVICE.delete_currency(player, "CHIPS")


@pytest.mark.parametrize("is_deleted", [False, True])
def test_the_currency_of_an_account_stays(
    player: int, service: BankrollService, is_deleted: bool
) -> None:
    SERVICE.add_currency(player, "CHIPS", "Chips")
    account_id = service.add_site(player, "Club", "CHIPS")
    if is_deleted:
        service.delete_site(player, account_id)
    with pytest.raises(Conflict, match="account"):
        SERVICE.delete_currency(player, "CHIPS")


@pytest.mark.parametrize("code", ["CHIP ", " CHIP", "chip", "CHI"])
def test_an_own_currency_is_found_by_its_code_alone(player: int, code: str) -> None:
    SERVICE.add_currency(player, "CHIP", "Chips")
    with pytest.raises(NotFound):
        SERVICE.get_own_currency(player, code)

"""Sites and assets: added, renamed, ordered, archived, deleted and brought back."""

import pytest

from tests.support.bankroll import D, account, balance, changes, entries, march
from total_bankroll.errors import (
    Conflict,
    InvalidAmount,
    InvalidDate,
    InvalidName,
    NotFound,
    UnknownCurrency,
)
from total_bankroll.money import Amount
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService

pytestmark = pytest.mark.usefixtures("noon")


# -- adding


def test_a_site_holds_its_opening_balance(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "PokerStars", "USD", D("1250.50"))
    view = account(service, player, site)
    assert (view.kind, view.name, view.currency, view.symbol) == ("site", "PokerStars", "USD", "$")
    assert (view.balance, view.decimals, view.updated_on) == (D("1250.50"), 2, march(10))
    assert not view.archived
    assert not view.deleted


def test_an_account_without_a_balance_has_no_entry(service: BankrollService, player: int) -> None:
    asset = service.add_asset(player, "Cash", "EUR")
    assert account(service, player, asset).updated_on is None
    assert not service.account_has_entries(player, asset)


def test_an_opening_balance_of_zero_is_an_entry(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(0), date=march(1))
    assert service.account_has_entries(player, site)
    assert account(service, player, site).updated_on == march(1)


def test_a_sites_balance_is_never_below_zero(service: BankrollService, player: int) -> None:
    with pytest.raises(InvalidAmount) as error:
        service.add_site(player, "Stars", "EUR", D(-1))
    assert error.value.field == "balance"
    assert service.list_accounts(player) == ()


def test_an_assets_balance_may_be_a_debt(service: BankrollService, player: int) -> None:
    asset = service.add_asset(player, "Stake from a friend", "EUR", D("-300"))
    assert balance(service, player, asset) == D(-300)


@pytest.mark.parametrize("code", ["XXX", "eur", "", "E\0R"])
def test_an_unknown_currency_is_refused(service: BankrollService, player: int, code: str) -> None:
    with pytest.raises(UnknownCurrency):
        service.add_site(player, "Stars", code)


def test_a_strangers_own_currency_is_unknown(
    service: BankrollService, player: int, other_player: int
) -> None:
    CurrencyService().add_currency(other_player, "CHIP", "Chips")
    service.add_site(other_player, "Club", "CHIP")
    with pytest.raises(UnknownCurrency):
        service.add_site(player, "Club", "CHIP")


@pytest.mark.parametrize(
    ("code", "amount"),
    [("USD", "0.001"), ("JPY", "0.5"), ("USDT", "0.0000001"), ("BTC", "0.000000001")],
)
def test_more_decimals_than_the_currency_has_are_refused(
    service: BankrollService, player: int, code: str, amount: str
) -> None:
    with pytest.raises(InvalidAmount):
        service.add_asset(player, "Wallet", code, D(amount))


@pytest.mark.parametrize(
    ("code", "amount"),
    [("USD", "0.01"), ("JPY", "99999999999999"), ("BTC", "0.00000001"), ("BTC", "999999.99999999")],
)
def test_the_smallest_and_the_largest_amount_are_kept_exactly(
    service: BankrollService, player: int, code: str, amount: str
) -> None:
    asset = service.add_asset(player, "Wallet", code, D(amount))
    assert balance(service, player, asset) == D(amount)


@pytest.mark.parametrize("amount", ["1e400", "1000000000000", "NaN", "sNaN", "Infinity"])
def test_amounts_past_the_limit_are_refused(
    service: BankrollService, player: int, amount: str
) -> None:
    with pytest.raises(InvalidAmount):
        service.add_asset(player, "Cash", "EUR", D(amount))


def test_an_amount_of_another_currency_is_refused(service: BankrollService, player: int) -> None:
    with pytest.raises(InvalidAmount, match="USD"):
        service.add_site(player, "Stars", "USD", Amount(D(5), "EUR"))
    site = service.add_site(player, "Stars", "USD", Amount(D(5), "USD"))
    assert balance(service, player, site) == D(5)


def test_a_future_opening_is_refused_and_leaves_nothing(
    service: BankrollService, player: int
) -> None:
    with pytest.raises(InvalidDate):
        service.add_site(player, "Stars", "USD", D(5), date=march(11))
    assert service.list_accounts(player, archived=None) == ()


# -- names


@pytest.mark.parametrize("name", ["Stars", "STARS", " stars ", "Ｓtars"])
def test_a_name_is_taken_in_any_case(service: BankrollService, player: int, name: str) -> None:
    service.add_site(player, "Stars", "EUR")
    with pytest.raises(InvalidName) as error:
        service.add_asset(player, name, "USD")
    assert error.value.field == "name"


def test_another_player_may_use_the_same_name(
    service: BankrollService, player: int, other_player: int
) -> None:
    service.add_site(player, "Stars", "EUR")
    service.add_site(other_player, "Stars", "EUR")
    assert [a.name for a in service.list_accounts(other_player)] == ["Stars"]


def test_an_accent_makes_another_name(service: BankrollService, player: int) -> None:
    service.add_site(player, "Cafe", "EUR")
    service.add_site(player, "Café", "EUR")
    assert [a.name for a in service.list_accounts(player)] == ["Cafe", "Café"]


def test_an_account_may_take_its_own_name_in_another_case(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "stars", "EUR")
    service.update_site(player, site, name="STARS")
    assert account(service, player, site).name == "STARS"


def test_a_rename_to_a_taken_name_is_refused(service: BankrollService, player: int) -> None:
    service.add_site(player, "Stars", "EUR")
    other = service.add_asset(player, "Cash", "EUR")
    with pytest.raises(InvalidName):
        service.update_asset(player, other, name="STARS")
    assert account(service, player, other).name == "Cash"


def test_an_archived_account_keeps_its_name(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR")
    service.archive_site(player, site)
    with pytest.raises(InvalidName):
        service.add_site(player, "Stars", "EUR")


def test_a_deleted_account_frees_its_name_and_comes_back_numbered(
    service: BankrollService, player: int
) -> None:
    first = service.add_site(player, "Stars", "EUR")
    service.delete_site(player, first)
    second = service.add_site(player, "STARS", "EUR")
    service.delete_site(player, second)
    service.add_site(player, "stars", "EUR")
    service.restore_site(player, first)
    service.restore_site(player, second)
    assert [a.name for a in service.list_accounts(player)] == ["Stars (2)", "STARS (3)", "stars"]


# -- changing


def test_the_currency_can_change_while_there_is_no_entry(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR")
    service.update_site(player, site, currency_code="JPY")
    view = account(service, player, site)
    assert (view.currency, view.decimals) == ("JPY", 0)


def test_the_currency_is_fixed_once_there_is_an_entry(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(0))
    with pytest.raises(Conflict) as error:
        service.update_site(player, site, currency_code="USD")
    assert error.value.field == "currency"
    service.update_site(player, site, currency_code="EUR", name="Stars EU")
    assert account(service, player, site).name == "Stars EU"


def test_the_currency_stays_fixed_while_a_deleted_entry_can_come_back(
    service: BankrollService, player: int
) -> None:
    # 12.34 euros are 1234 cents; brought back on a yen account they would be 1,234 yen.
    site = service.add_site(player, "Stars", "EUR", D("12.34"))
    entry = entries(service, player, site)[0].id
    service.delete_entry(player, entry)
    with pytest.raises(Conflict):
        service.update_site(player, site, currency_code="JPY")
    service.restore_entry(player, entry)
    assert balance(service, player, site) == D("12.34")


def test_a_balance_typed_with_the_edit_is_todays(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    service.update_site(player, site, balance=D(150))
    assert changes(service, player, site) == [("balance", D(100)), ("balance", D(50))]
    assert entries(service, player, site)[1].day == march(10)


def test_a_site_is_no_asset(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR")
    for call in (
        lambda: service.update_asset(player, site, name="x"),
        lambda: service.delete_asset(player, site),
        lambda: service.archive_asset(player, site),
        lambda: service.restore_asset(player, site),
        lambda: service.move_asset(player, site, 1),
        lambda: service.get_account(player, site, kind="asset"),
    ):
        with pytest.raises(NotFound):
            call()
    assert service.get_account(player, site, kind="site").name == "Stars"


# -- order


@pytest.mark.parametrize(
    ("position", "order"),
    [(1, "CAB"), (2, "ACB"), (3, "ABC"), (99, "ABC"), (0, "CAB"), (-5, "CAB")],
)
def test_an_account_moves_to_a_position(
    service: BankrollService, player: int, position: int, order: str
) -> None:
    ids = {name: service.add_site(player, name, "EUR") for name in "ABC"}
    service.add_asset(player, "Cash", "EUR")
    service.move_site(player, ids["C"], position)
    assert "".join(a.name for a in service.list_accounts(player, kind="site")) == order


def test_a_new_account_is_the_last_and_sites_come_first(
    service: BankrollService, player: int
) -> None:
    service.add_asset(player, "Cash", "EUR")
    first = service.add_site(player, "A", "EUR")
    service.add_site(player, "B", "EUR")
    service.move_site(player, first, 2)
    service.add_site(player, "C", "EUR")
    assert [a.name for a in service.list_accounts(player)] == ["B", "A", "C", "Cash"]

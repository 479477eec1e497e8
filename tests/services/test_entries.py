"""Balances and flows: what they do to an account, in whatever order they come."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support.bankroll import D, account, balance, changes, entries, figures, march
from total_bankroll.errors import InvalidAmount, NotFound
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import Then

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def site(service: BankrollService, player: int) -> int:
    """An empty site in euros."""
    return service.add_site(player, "Stars", "EUR")


# -- recording


def test_every_kind_moves_the_balance_its_way(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(1))
    service.record_deposit(player, site, D(50), march(2))
    service.record_withdrawal(player, site, D(20), march(3))
    service.record_bonus(player, site, D("7.50"), march(4))
    service.record_expense(player, site, D("2.50"), march(5))
    service.record_balance(player, site, D(140), march(6))
    # 100 + 50 − 20 + 7.50 − 2.50 = 135; the balance of 140 says that play won 5.
    assert changes(service, player, site) == [
        ("balance", D(100)),
        ("deposit", D(50)),
        ("withdrawal", D(-20)),
        ("bonus", D("7.50")),
        ("expense", D("-2.50")),
        ("balance", D(5)),
    ]
    row = figures(service.get_bankroll_breakdown(player), site)
    assert (row.balance, row.capital, row.deposits, row.withdrawals) == (140, 130, 50, 20)
    assert row.profit == D(10)  # 5 from play, 7.50 bonus, 2.50 expense


def test_what_was_saved_shows_old_and_new(service: BankrollService, player: int, site: int) -> None:
    service.record_balance(player, site, D(100))
    saved = service.record_balance(player, site, D("87.55"))
    assert (saved.account_name, saved.currency) == ("Stars", "EUR")
    assert (saved.old, saved.new, saved.difference) == (D(100), D("87.55"), D("-12.45"))
    assert not saved.overdrawn


def test_a_back_dated_entry_says_what_it_did_to_the_balance_of_today(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(5))
    saved = service.record_deposit(player, site, D(30), march(4))
    assert (saved.old, saved.new) == (D(100), D(100))


@pytest.mark.parametrize("amount", ["0", "-5", "0.001", "NaN", "Infinity", "1e400"])
def test_a_flow_that_is_none_is_refused(
    service: BankrollService, player: int, site: int, amount: str
) -> None:
    for record in (
        service.record_deposit,
        service.record_withdrawal,
        service.record_bonus,
        service.record_expense,
    ):
        with pytest.raises(InvalidAmount):
            record(player, site, D(amount))
    assert entries(service, player, site) == []


def test_zero_is_a_balance(service: BankrollService, player: int, site: int) -> None:
    service.record_balance(player, site, D(100), march(1))
    service.record_balance(player, site, D(0), march(2))
    assert changes(service, player, site) == [("balance", D(100)), ("balance", D(-100))]


def test_a_withdrawal_may_overdraw_and_says_so(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_deposit(player, site, D(10))
    saved = service.record_withdrawal(player, site, D(25))
    assert (saved.new, saved.overdrawn) == (D(-15), True)
    corrected = service.record_balance(player, site, D(5))
    assert (corrected.difference, corrected.overdrawn) == (D(20), False)


def test_a_debt_of_an_asset_is_not_overdrawn(service: BankrollService, player: int) -> None:
    asset = service.add_asset(player, "Loan", "EUR", D(-100))
    assert not service.record_withdrawal(player, asset, D(10)).overdrawn


def test_a_note_is_kept_clean(service: BankrollService, player: int, site: int) -> None:
    typed = "  for\0\U0001fffe Sunday\r\nnight  " + "x" * 600
    saved = service.record_deposit(player, site, D(1), note=typed)
    note = service.get_entry(player, saved.entry_id).note
    assert note.startswith("for Sunday\nnight")
    assert len(note) == 500


def test_a_balance_past_the_limit_is_refused(
    service: BankrollService, player: int, site: int
) -> None:
    # 10^14 cents less one are the most of one entry, 10^15 cents less one of an account.
    most = D("999999999999.99")
    for _ in range(10):
        service.record_deposit(player, site, most)
    assert balance(service, player, site) == D("9999999999999.90")
    with pytest.raises(InvalidAmount, match="can hold"):
        service.record_deposit(player, site, most)
    service.record_deposit(player, site, D("0.09"))
    assert balance(service, player, site) == D("9999999999999.99")


def test_undoing_what_kept_a_balance_below_the_limit_is_refused(
    service: BankrollService, player: int, site: int
) -> None:
    most = D("999999999999.99")
    taken = service.record_withdrawal(player, site, most).entry_id
    for _ in range(11):
        service.record_deposit(player, site, most)
    with pytest.raises(InvalidAmount, match="can hold"):
        service.delete_entry(player, taken)
    assert balance(service, player, site) == D("9999999999999.90")


def test_several_balances_are_saved_together(service: BankrollService, player: int) -> None:
    one = service.add_site(player, "A", "EUR", D(10), date=march(1))
    two = service.add_asset(player, "B", "JPY", D(1000), date=march(1))
    saved = service.record_balances(player, {one: D(15), two: D(900)}, march(3))
    assert [(s.account_id, s.difference) for s in saved] == [(one, D(5)), (two, D(-100))]
    assert account(service, player, two).updated_on == march(3)


def test_several_balances_are_saved_all_or_none(
    service: BankrollService, player: int, other_player: int
) -> None:
    one = service.add_site(player, "A", "EUR", D(10))
    theirs = service.add_site(other_player, "A", "EUR", D(10))
    with pytest.raises(NotFound):
        service.record_balances(player, {one: D(15), theirs: D(1)})
    with pytest.raises(InvalidAmount):
        service.record_balances(player, {one: D(-1)})
    assert balance(service, player, one) == D(10)
    assert balance(service, other_player, theirs) == D(10)


# -- order and back-dating


def test_the_order_of_typing_does_not_matter_for_different_days(
    service: BankrollService, player: int
) -> None:
    # Deposit 100 on 1 March, balance 150 on 2 March: capital 100, profit 50.
    first = service.add_site(player, "A", "EUR")
    service.record_deposit(player, first, D(100), march(1))
    service.record_balance(player, first, D(150), march(2))
    second = service.add_site(player, "B", "EUR")
    service.record_balance(player, second, D(150), march(2))
    service.record_deposit(player, second, D(100), march(1))
    found = service.get_bankroll_breakdown(player)
    for site in (first, second):
        row = figures(found, site)
        assert (row.balance, row.capital, row.profit) == (150, 100, 50)


def test_an_opening_balance_is_capital(service: BankrollService, player: int, site: int) -> None:
    service.record_balance(player, site, D(200), march(1))
    row = figures(service.get_bankroll_breakdown(player), site)
    assert (row.capital, row.profit, row.deposits) == (200, 0, 0)
    assert entries(service, player, site)[0].opening


def test_a_flow_before_the_opening_makes_it_a_result(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(200), march(5))
    service.record_withdrawal(player, site, D(30), march(4))
    # The account was worth 0 before: −30, and then 200, so 230 were won.
    assert changes(service, player, site) == [("withdrawal", D(-30)), ("balance", D(230))]
    assert not any(entry.opening for entry in entries(service, player, site))
    row = figures(service.get_bankroll_breakdown(player), site)
    assert (row.capital, row.profit) == (-30, 230)


def test_an_earlier_balance_becomes_the_opening(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(200), march(5))
    service.record_balance(player, site, D(120), march(2))
    assert [entry.opening for entry in entries(service, player, site)] == [True, False]
    row = figures(service.get_bankroll_breakdown(player), site)
    assert (row.capital, row.profit) == (120, 80)


def test_a_back_dated_deposit_lowers_the_later_result_only(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(1))
    service.record_balance(player, site, D(180), march(5))
    service.record_balance(player, site, D(150), march(8))
    service.record_deposit(player, site, D(50), march(3))
    # The 80 won by 5 March are 30 now; the 30 lost by 8 March stay.
    assert changes(service, player, site) == [
        ("balance", D(100)),
        ("deposit", D(50)),
        ("balance", D(30)),
        ("balance", D(-30)),
    ]
    assert balance(service, player, site) == D(150)


def test_a_result_lies_wholly_on_its_balances_day(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), date(2026, 1, 1))
    service.record_balance(player, site, D(400), march(10))
    for day, total in ((date(2026, 2, 28), 100), (march(9), 100), (march(10), 400)):
        assert service.calculate_total_bankroll(player, on=day) == total


def test_at_one_instant_the_order_of_typing_counts(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(3))
    service.record_deposit(player, site, D(10), march(3))
    service.record_balance(player, site, D(120), march(3))
    service.record_deposit(player, site, D(1), march(3))
    assert [change for _, change in changes(service, player, site)] == [100, 10, 10, 1]
    assert balance(service, player, site) == D(121)


def test_a_balance_covers_what_precedes_it_and_what_comes_after_adds(
    service: BankrollService, player: int, site: int
) -> None:
    noon = datetime(2026, 3, 9, 12, tzinfo=UTC)
    service.record_balance(player, site, D(100), noon)
    service.record_deposit(player, site, D(5), noon + timedelta(hours=1))
    service.record_deposit(player, site, D(7), noon - timedelta(hours=1))
    assert balance(service, player, site) == D(105)


def test_a_balance_of_an_earlier_day_says_what_it_did_at_that_time(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(3))
    today = service.record_balance(player, site, D(180), march(9))
    assert today.then is None
    earlier = service.record_balance(player, site, D(130), march(5))
    assert (earlier.old, earlier.new) == (D(180), D(180))
    assert earlier.then == Then(march(5), D(100), D(130))
    taken_in = service.record_deposit(player, site, D(30), march(4))
    assert (taken_in.difference, taken_in.then) == (0, Then(march(4), D(100), D(130)))
    assert service.record_deposit(player, site, D(30), march(9)).then is None


def test_a_balance_below_later_flows_says_what_it_did_to_todays(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_balance(player, site, D(100), march(3))
    service.record_deposit(player, site, D(50), march(9))
    earlier = service.record_balance(player, site, D(130), march(5))
    assert (earlier.old, earlier.new) == (D(150), D(180))
    assert earlier.then == Then(march(5), D(100), D(130))

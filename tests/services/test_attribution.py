"""Why the bankroll changed: cases worked out by hand, to the last digit."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from tests.conftest import add_player
from tests.support.bankroll import D, march
from total_bankroll.errors import Invalid, NotFound, UnknownCurrency
from total_bankroll.services.attribution_views import STEPS, Attribution
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.selection import Selection

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


def nonzero(found: Attribution) -> dict[str, Any]:
    """What happened: the pieces that are not zero, with the values at both ends."""
    pieces = {name: getattr(found, name) for name in STEPS if getattr(found, name)}
    assert found.closing - found.opening == sum(found.steps)
    return {"opening": found.opening, **pieces, "closing": found.closing}


# -- golden cases


def test_a_withdrawal_in_a_falling_currency(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", date(2026, 2, 28), "1.25")  # a dollar is 0.80 euros
    set_rate("USD", march(3), "1.5625")  # 0.64
    set_rate("USD", march(6), "2")  # 0.50
    gg = service.add_site(player, "GG", "USD", D(1000), date=date(2026, 2, 28))
    service.record_withdrawal(player, gg, D(400), march(4))
    service.record_balance(player, gg, D(650), march(5))
    found = service.get_attribution(player, start=march(1)).whole
    # 1000 × 0.80 = 800 at the beginning, 650 × 0.50 = 325 at the end.
    # 400 × 0.64 = 256 taken out, 50 × 0.64 = 32 won.
    # The dollar's fall: 1000 × (0.64 − 0.80) = −160, then 650 × (0.50 − 0.64) = −91.
    # 800 − 256 + 32 − 160 − 91 = 325.
    assert nonzero(found) == {
        "opening": 800,
        "capital_out": 256,
        "results": 32,
        "fx": -251,
        "closing": 325,
    }
    assert found.profit == -219


def test_a_selections_transfers_count_from_its_first_day_and_only_while_they_are_there(
    service: BankrollService, player: int
) -> None:
    stars, unibet = (
        service.add_site(player, name, "EUR", D(100), date=march(1)) for name in ("Stars", "Unibet")
    )
    bank = service.add_asset(player, "Bank", "EUR", D(100), date=march(1))
    service.record_transfer(player, bank, stars, D(30), date=march(5))
    service.record_transfer(player, stars, unibet, D(10), D(9), march(5))
    gone = service.record_transfer(player, bank, unibet, D(50), date=march(6))
    service.delete_transfer(player, gone.transfer_id)
    sites = service.get_attribution(player, start=march(5), selection=Selection(kind="site")).whole
    # 30 came from the bank, 1 of 10 was lost on the way; the 50 came and are gone again.
    assert nonzero(sites) == {"opening": 200, "costs": 1, "moved": 30, "closing": 229}
    later = service.get_attribution(player, start=march(6), selection=Selection(kind="site")).whole
    assert nonzero(later) == {"opening": 229, "closing": 229}


def test_a_transfer_across_currencies_with_a_spread(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")  # 0.80
    set_rate("USD", march(8), "1.6")  # 0.625
    bank = service.add_asset(player, "Bank", "EUR", D(1000), date=march(1))
    gg = service.add_site(player, "GG", "USD", D(100), date=march(1))
    service.record_transfer(player, bank, gg, D(500), D(600), march(5))
    found = service.get_attribution(player)
    # 500 euros left, 600 × 0.80 = 480 arrived: the exchange cost 20.
    # From the 8th on, 700 dollars are worth 0.175 less each: −122.50.
    # 1000 + 80 − 20 − 122.50 = 937.50 = 500 + 700 × 0.625.
    assert nonzero(found.whole) == {
        "opening": 0,
        "capital_in": 1080,
        "costs": 20,
        "fx": D("-122.5"),
        "closing": D("937.5"),
    }
    assert [(t.currency, t.amount) for t in found.fx_by_currency] == [("USD", D("-122.5"))]
    # Seen from one side of it, the same money was moved, and cost nothing.
    site = service.get_attribution(player, selection=Selection(kind="site")).whole
    assert nonzero(site) == {
        "opening": 0,
        "capital_in": 80,
        "moved": 480,
        "fx": D("-122.5"),
        "closing": D("437.5"),
    }
    alone = {row.account.id: row.whole.moved for row in found.accounts}
    assert alone == {bank: -500, gg: 480}


def test_an_account_opened_emptied_and_archived(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")  # 0.80
    set_rate("USD", march(5), "1")
    gg = service.add_site(player, "GG", "USD", D(200), date=march(2))
    service.record_bonus(player, gg, D(10), march(3))
    service.record_expense(player, gg, D(5), march(3))
    service.record_withdrawal(player, gg, D(205), march(6))
    service.archive_site(player, gg)
    found = service.get_attribution(player)
    # 200 × 0.80 = 160 in; 10 × 0.80 = 8 and 5 × 0.80 = 4; 205 × (1 − 0.80) = 41; 205 out.
    assert nonzero(found.whole) == {
        "opening": 0,
        "capital_in": 160,
        "capital_out": 205,
        "bonuses": 8,
        "expenses": 4,
        "fx": 41,
        "closing": 0,
    }
    assert found.whole.profit == 45 == service.get_bankroll_breakdown(player).profit
    later = service.get_attribution(player, start=march(7))
    assert (nonzero(later.whole), later.left_out) == ({"opening": 0, "closing": 0}, ())


def test_profit_over_a_year_end(service: BankrollService, player: int, set_rate: SetRate) -> None:
    set_rate("USD", date(2025, 12, 20), "1.25")  # 0.80
    set_rate("USD", date(2025, 12, 27), "1.25")
    set_rate("USD", date(2026, 1, 2), "1")
    gg = service.add_site(player, "GG", "USD", D(100), date=date(2025, 12, 20))
    service.record_balance(player, gg, D(150), date(2025, 12, 31))
    service.record_balance(player, gg, D(180), date(2026, 1, 1))
    service.record_balance(player, gg, D(170), date(2026, 1, 3))
    found = service.get_attribution(player, period="year", end=date(2026, 1, 5))
    old, new = found.periods
    assert (old.start, old.end) == (date(2025, 12, 20), date(2025, 12, 31))
    assert (new.start, new.end) == (date(2026, 1, 1), date(2026, 1, 5))
    # The old year: 100 × 0.80 put in, 50 × 0.80 won.
    assert nonzero(old) == {"opening": 0, "capital_in": 80, "results": 40, "closing": 120}
    # The new one: 30 × 0.80 won, 180 × (1 − 0.80) by the dollar, 10 × 1 lost.
    assert nonzero(new) == {"opening": 120, "results": 14, "fx": 36, "closing": 170}
    assert found.whole.profit == old.profit + new.profit == 90


# -- what lacks a rate, and who else there is


def test_many_accounts_of_a_currency_are_told_each_as_by_itself(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    for n, rate in enumerate(("1.25", "1.1", "1.2", "1.6", "1.5")):
        set_rate("USD", march(1 + 2 * n), rate)
    rooms = [
        service.add_site(player, f"Room {n}", "USD", D(100 * n), date=march(n)) for n in range(1, 6)
    ]
    for n, room in enumerate(rooms):
        service.record_balance(player, room, D(50 * n), march(6 + n % 3))
        service.record_deposit(player, room, D(10), march(10 - n))
    service.record_transfer(player, rooms[1], rooms[2], D(5), date=march(9))
    for start, period in ((march(1), "whole"), (march(1), "month"), (march(6), "whole")):
        found = service.get_attribution(player, start=start, period=period)
        assert [row.account.id for row in found.accounts] == rooms
        for row in found.accounts:
            itself = service.get_attribution(
                player, start=start, period=period, selection=Selection(row.account.id)
            )
            assert row.whole == itself.whole
        assert nonzero(found.whole)["fx"] == sum(row.whole.fx for row in found.accounts)


def test_what_lacks_a_rate_is_left_out_on_both_sides_and_named(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(1), "1.25")
    stars = service.add_site(player, "Stars", "USD", D(100), date=march(1))
    bank = service.add_asset(player, "Bank", "EUR", D(50), date=march(1))
    yen = service.add_site(player, "Yen", "JPY", D(1000), date=march(2))
    set_rate("JPY", march(4), "160")
    service.record_transfer(player, bank, yen, D(10), D(1600), march(5))
    found = service.get_attribution(player)
    assert [(m.account_id, m.day) for m in found.left_out] == [(yen, march(2))]
    assert [row.account.id for row in found.accounts] == [stars, bank]
    # The ten euros went to an account that is not counted.
    assert nonzero(found.whole) == {
        "opening": 0,
        "capital_in": 130,
        "moved": -10,
        "closing": 120,
    }
    # Once its rates are there, it is in; 2600 yen at 160 a euro.
    assert service.get_attribution(player, start=march(5)).whole.closing == D("136.25")


def test_another_players_account_is_not_there(service: BankrollService, player: int) -> None:
    stranger = add_player("someone.else@example.org")
    theirs = service.add_site(stranger, "Stars", "EUR", D(5))
    with pytest.raises(NotFound):
        service.get_attribution(player, selection=Selection(theirs))
    assert service.get_attribution(player).accounts == ()


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"period": "week"}, Invalid),
        ({"selection": Selection(kind="bank")}, Invalid),
        ({"currency_code": "XXX"}, UnknownCurrency),
    ],
)
def test_what_is_not_offered_is_refused(
    service: BankrollService, player: int, wrong: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        service.get_attribution(player, **wrong)  # type: ignore[arg-type]  # refused at run time


def test_an_empty_bankroll_has_one_period_of_nothing(service: BankrollService, player: int) -> None:
    found = service.get_attribution(player, period="month")
    assert [(p.start, p.end, p.closing) for p in found.periods] == [(march(10), march(10), 0)]

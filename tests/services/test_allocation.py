"""What a bankroll was made of: parts that begin with nothing, gaps, and who is left out."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from tests.support.bankroll import D, march
from total_bankroll.errors import Invalid, NotFound
from total_bankroll.services.allocation import MOST_DAYS
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.selection import Selection

pytestmark = pytest.mark.usefixtures("noon")

SetRate = Callable[[str, date, str], None]


@pytest.fixture
def three(service: BankrollService, player: int, set_rate: SetRate) -> list[int]:
    set_rate("USD", march(6), "1.25")
    return [
        service.add_site(player, "Stars", "EUR", D(100), date=march(7)),
        service.add_site(player, "GG", "USD", D(50), date=march(9)),
        service.add_asset(player, "Owed", "EUR", D(-30), date=march(10)),
    ]


def test_a_part_is_worth_nothing_before_its_first_entry(
    service: BankrollService, player: int, three: list[int]
) -> None:
    found = service.get_allocation(player)
    assert found.days == tuple(march(day) for day in (7, 8, 9, 10))
    assert [(part.key, part.name, part.values) for part in found.parts] == [
        (str(three[0]), "Stars", (100, 100, 100, 100)),
        (str(three[1]), "GG", (0, 0, 40, 40)),
        (str(three[2]), "Owed", (0, 0, 0, -30)),
    ]


def test_parts_are_kinds_or_currencies(
    service: BankrollService, player: int, three: list[int]
) -> None:
    def last(by: str) -> list[tuple[str, str, Decimal | None]]:
        parts = service.get_allocation(player, parts_by=by).parts
        return [(part.key, part.name, part.values[-1]) for part in parts]

    assert last("kind") == [("site", "Sites", 140), ("asset", "Assets", -30)]
    assert last("currency") == [("EUR", "EUR", 70), ("USD", "USD", 40)]


def test_a_selection_begins_with_its_own_first_entry(
    service: BankrollService, player: int, three: list[int]
) -> None:
    found = service.get_allocation(player, selection=Selection(currency="USD"))
    assert (found.days, len(found.parts)) == ((march(9), march(10)), 1)
    assert len(service.get_allocation(player, selection=Selection(kind="site")).parts) == 2
    assert len(service.get_allocation(player, selection=Selection(three[2])).parts) == 1


def test_a_time_begins_with_the_first_day_on_which_anything_was_there(
    service: BankrollService, player: int, three: list[int]
) -> None:
    gone = service.add_site(player, "Gone", "EUR", D(5), date=march(1))
    service.record_withdrawal(player, gone, D(5), march(2))
    assert service.get_allocation(player, start=march(4)).days[0] == march(7)
    assert service.get_allocation(player, start=march(2)).days[0] == march(2)
    assert service.get_allocation(player, start=march(8)).parts[0].values == (100, 100, 100)


def test_days_without_a_rate_are_gaps_and_named(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("USD", march(9), "1.25")
    gg = service.add_site(player, "GG", "USD", D(50), date=march(7))
    found = service.get_allocation(player)
    assert found.parts[0].values == (None, None, 40, 40)
    assert [(gap.account_id, gap.day) for gap in found.gaps] == [(gg, march(7))]
    assert found.left_out == ()


def test_a_gap_is_named_by_its_first_day_though_the_drawing_passes_over_it(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    set_rate("ARS", date(2020, 1, 1), "500")
    set_rate("USD", march(10), "1.25")
    service.add_site(player, "Old", "ARS", D(500), date=date(2020, 1, 1))
    opened = date(2024, 1, 15)
    service.add_site(player, "GG", "USD", D(50), date=opened)
    found = service.get_allocation(player)
    assert opened not in found.days
    assert [gap.day for gap in found.gaps] == [opened]


def test_what_lacks_its_rate_at_the_end_is_left_out_of_all_days(
    service: BankrollService, player: int, three: list[int]
) -> None:
    wallet = service.add_asset(player, "Wallet", "USDT", D(9), date=march(7))
    found = service.get_allocation(player)
    assert [part.name for part in found.parts] == ["Stars", "GG", "Owed"]
    assert [(one.account_id, one.day) for one in found.left_out] == [(wallet, march(10))]
    assert found.gaps == ()


def test_nothing_is_made_of_nothing(service: BankrollService, player: int) -> None:
    found = service.get_allocation(player, start=march(1))
    assert (found.parts, found.days[-1]) == ((), march(10))


def test_a_long_time_is_sampled_from_its_first_day_to_its_last(
    service: BankrollService, player: int
) -> None:
    service.add_site(player, "Stars", "EUR", D(100), date=date(2016, 3, 1))
    days = service.get_allocation(player).days
    assert len(days) <= MOST_DAYS
    assert (days[0], days[-1]) == (date(2016, 3, 1), march(10))


def test_an_allocation_refuses_what_there_is_not(service: BankrollService, player: int) -> None:
    with pytest.raises(Invalid):
        service.get_allocation(player, parts_by="room")
    with pytest.raises(NotFound):
        service.get_allocation(player, selection=Selection(1))

"""What a form says before an entry is moved is what then happens to the results of balances."""

from random import Random

import pytest

from tests.support.bankroll import D, march
from tests.support.tiers import share
from total_bankroll.errors import Conflict, InvalidAmount, InvalidDate, NotFound
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import BackDating

pytestmark = pytest.mark.usefixtures("noon")

Results = dict[int, tuple[str, object, object]]


def results(service: BankrollService, player: int) -> Results:
    """What each balance entry leaves unexplained, by the entry's id."""
    rows = [row for row in service.list_entries(player).rows if row.kind == "balance"]
    return {r.id: (r.account_name, r.day, D(0) if r.opening else r.change) for r in rows}


def said(found: tuple[BackDating, ...]) -> set[tuple[object, ...]]:
    return {(f.account_name, f.balance_day, f.result_before, f.result_after) for f in found}


def happened(before: Results, after: Results, moved: set[int]) -> set[tuple[object, ...]]:
    return {
        (*before[key], after[key][2])
        for key in before
        if key not in moved and before[key][2] != after[key][2]
    }


def test_a_deposit_that_moves_before_a_balance_lowers_its_result(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    service.record_balance(player, site, D(180), march(5))
    deposit = service.record_deposit(player, site, D(50), march(7)).entry_id
    found = service.preview_update_entry(player, deposit, D(50), march(3), site)
    assert said(found) == {("Stars", march(5), 80, 30)}
    assert service.preview_update_entry(player, deposit, D(50), march(6), site) == ()
    assert service.preview_update_entry(player, deposit, D(50), None, site) == ()


def test_one_that_leaves_its_place_behind_gives_the_result_back(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    deposit = service.record_deposit(player, site, D(50), march(3)).entry_id
    service.record_balance(player, site, D(180), march(5))
    service.record_balance(player, site, D(200), march(8))
    found = service.preview_update_entry(player, deposit, D(60), march(6), site)
    assert said(found) == {("Stars", march(5), 30, 80), ("Stars", march(8), 20, -40)}


@pytest.mark.thorough
@pytest.mark.parametrize("seed", share(range(12), 0))
def test_what_is_said_is_what_happens(service: BankrollService, player: int, seed: int) -> None:
    dice = Random(seed)
    site = service.add_site(player, "Stars", "EUR")
    bank = service.add_asset(player, "Bank", "EUR")
    kinds = ("balance", "balance", "deposit", "withdrawal", "expense")
    for _ in range(10):
        record = getattr(service, f"record_{dice.choice(kinds)}")
        record(player, dice.choice((site, bank)), D(dice.randint(1, 50)), march(dice.randint(1, 9)))
    service.record_transfer(player, site, bank, D(20), D(19), march(dice.randint(1, 9)))
    for _ in range(4):
        row = dice.choice(service.list_entries(player).rows)
        amount, day = D(dice.randint(1, 50)), march(dice.randint(1, 9))
        before = results(service, player)
        if row.transfer_id is None:
            account = dice.choice((site, bank))
            found = service.preview_update_entry(player, row.id, amount, day, account)
            service.update_entry(player, row.id, amount=amount, date=day, account_id=account)
        else:
            change = (player, row.transfer_id, *dice.sample((site, bank), 2), amount, None, day)
            found = service.preview_update_transfer(*change)
            service.update_transfer(*change)
        assert said(found) == happened(before, results(service, player), {row.id})


def test_what_the_change_would_refuse_is_refused(
    service: BankrollService, player: int, other_player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(180), date=march(5))
    bank = service.add_asset(player, "Bank", "EUR")
    deposit = service.record_deposit(player, site, D(5), march(6)).entry_id
    transfer = service.record_transfer(player, site, bank, D(5), date=march(6)).transfer_id
    leg = next(row.id for row in service.list_entries(player).rows if row.transfer_id)
    with pytest.raises(InvalidAmount):
        service.preview_update_entry(player, deposit, D(0), march(3), site)
    with pytest.raises(InvalidDate):
        service.preview_update_entry(player, deposit, D(1), march(11), site)
    with pytest.raises(Conflict):
        service.preview_update_entry(player, leg, D(1), march(3), site)
    with pytest.raises(NotFound):
        service.preview_update_entry(other_player, deposit, D(1), march(3), site)
    with pytest.raises(NotFound):
        service.preview_update_transfer(other_player, transfer, site, bank, D(1))
    service.delete_entry(player, deposit)
    with pytest.raises(NotFound):
        service.preview_update_entry(player, deposit, D(1), march(3), site)

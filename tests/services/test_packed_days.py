"""Days read as two texts an account: whole, in order, or not at all."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support.bankroll import march
from total_bankroll.services import packed_days
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.packed_days import AccountDays, read_days

TEXT = "100,2026-03-01,-5,2026-03-02"


@pytest.mark.usefixtures("noon")
def test_every_day_with_a_change_and_every_flow_is_read(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR", Decimal("1.50"), date=march(1))
    bank = service.add_asset(player, "Bank", "EUR", Decimal(-3), date=march(1))
    service.record_balance(player, site, Decimal(2), march(2))
    service.record_deposit(player, site, Decimal(4), march(3))
    service.record_withdrawal(player, site, Decimal(1), march(3))
    service.record_transfer(player, site, bank, Decimal(2), None, march(4))
    assert read_days([site, bank]) == {
        site: AccountDays(
            [march(1), march(2), march(3), march(4)],
            [150, 50, 300, -200],
            [
                (march(1), 150, 0, 0, 0, 0),
                (march(3), 0, 400, 100, 0, 0),
                (march(4), 0, 0, 0, 0, 200),
            ],
        ),
        bank: AccountDays(
            [march(1), march(4)],
            [-300, 200],
            [(march(1), -300, 0, 0, 0, 0), (march(4), 0, 0, 0, 200, 0)],
        ),
    }


def test_an_account_without_days_is_not_there(service: BankrollService, player: int) -> None:
    assert read_days([service.add_site(player, "Stars", "EUR")]) == {}
    assert read_days([]) == {}


@pytest.mark.parametrize("length", range(1, len(TEXT)))
def test_a_text_that_was_cut_off_is_refused(length: int) -> None:
    with pytest.raises(RuntimeError, match="group_concat_max_len"):
        packed_days._split(TEXT[:length], 2, 1)


def test_a_whole_text_is_taken_apart() -> None:
    assert packed_days._split(TEXT, 2, 1) == [["100", "-5"], ["2026-03-01", "2026-03-02"]]
    assert packed_days._split(None, 0, 5) == [[]] * 6


def test_days_are_in_order_whatever_the_database_does() -> None:
    days = {text: date.fromisoformat(text) for text in ("2026-03-01", "2026-03-02")}
    changes = [["-5", "100"], ["2026-03-02", "2026-03-01"]]
    flows = [["7", "8"], ["0", "0"], ["0", "0"], ["0", "0"], ["0", "0"], changes[1]]
    assert packed_days._account_days(changes, flows, days) == AccountDays(
        [march(1), march(2)],
        [100, -5],
        [(march(1), 8, 0, 0, 0, 0), (march(2), 7, 0, 0, 0, 0)],
    )

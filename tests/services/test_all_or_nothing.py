"""A write that fails at any of its statements: nothing of it is there, and the next one counts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from sqlalchemy import event

from tests.support.walks import everything
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService

CHANGING = ("INSERT", "UPDATE", "DELETE")
DAY, D = date(2026, 3, 1), Decimal
Write = Callable[[BankrollService, int, int, int], object]
WRITES: dict[str, Write] = {
    "a deposit with tags": lambda service, player, site, _: service.record_deposit(
        player, site, D(5), DAY, note="first", tags=("live", "cash")
    ),
    "a transfer": lambda service, player, site, bank: service.record_transfer(
        player, bank, site, D(5), D(4), DAY
    ),
    "balances": lambda service, player, site, bank: service.record_balances(
        player, {site: D(7), bank: D(8)}
    ),
    "a deleted account": lambda service, player, site, _: service.delete_site(player, site),
    "a currency": lambda _, player, *__: CurrencyService().add_currency(player, "CHIPS", "Chips"),
    "a rate": lambda _, player, *__: CurrencyService().add_manual_rate(player, "USDT", DAY, D(1)),
}
"""Of a player, a site and an asset."""


class Fault(Exception):
    """What a database might say at the worst moment."""


@contextmanager
def failing_at(number: int) -> Iterator[list[str]]:
    """The statement of this number, of those that change rows, fails; gives those that ran."""
    ran: list[str] = []

    def look(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.startswith(CHANGING):
            ran.append(statement)
            if len(ran) == number:
                raise Fault

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        yield ran
    finally:
        event.remove(db.engine, "before_cursor_execute", look)


@pytest.mark.parametrize("name", WRITES)
def test_a_fault_at_any_statement_leaves_nothing(
    service: BankrollService, player: int, name: str
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=DAY)
    bank = service.add_asset(player, "Bank", "EUR", D(100), date=DAY)
    before = everything()
    for number in count(1):
        with failing_at(number) as ran:
            try:
                WRITES[name](service, player, site, bank)
            except Fault:
                assert everything() == before, ran[-1]
                db.session.remove()
            else:
                break
    assert number == len(ran) + 1 > 2, "it was tried at each of them"
    assert everything() != before

"""A past day is what the ledger is without all that came after it."""

import os
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from tests.conftest import add_player
from tests.support.ledgers import LONG, Player, ago, publish
from tests.support.rates import SetRates
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_views import EntryFilter

# PAST_EXAMPLES=500 looks at more ledgers, others every time, and shrinks what it finds.
EXAMPLES = int(os.environ.get("PAST_EXAMPLES", "0"))
CUTS = 3
SETTINGS = settings(
    max_examples=EXAMPLES or 6,
    phases=[Phase.generate, Phase.shrink] if EXAMPLES else [Phase.generate],
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
SERVICE = BankrollService()
PRESENT = ("account",)
"""What a figure's account says of itself is of today, whichever day is looked at."""

seen: Counter[str] = Counter()


def figures(thing: Any) -> Any:
    """An answer without what it says of the present."""
    if is_dataclass(thing) and not isinstance(thing, type):
        names = [f.name for f in fields(thing) if f.name not in PRESENT]
        return {name: figures(getattr(thing, name)) for name in names}
    return tuple(map(figures, thing)) if isinstance(thing, tuple) else thing


READS: dict[str, Callable[[int, date], Any]] = {
    "breakdown": lambda user, on: SERVICE.get_bankroll_breakdown(user, on=on),
    "change": lambda user, on: SERVICE.get_change(user, before=on - timedelta(days=9), on=on),
    "history": lambda user, on: SERVICE.get_history(user, end=on, by="currency"),
    "months": lambda user, on: SERVICE.get_monthly_profit(user, months=3, on=on),
    "entries": lambda user, on: SERVICE.list_entries(user, EntryFilter(on=on)),
    "bankroll list": lambda user, on: SERVICE.list_entries(
        user, EntryFilter(figure="bankroll", on=on)
    ),
    "month list": lambda user, on: SERVICE.list_entries(
        user, EntryFilter(figure="profit", from_day=on.replace(day=1), on=on)
    ),
    "attribution": lambda user, on: SERVICE.get_attribution(user, end=on, period="month"),
    "best and worst": lambda user, on: SERVICE.get_extreme_months(user, end=on),
    "performance": lambda user, on: SERVICE.get_performance(user, end=on),
    "returns": lambda user, on: SERVICE.get_returns(user, end=on),
    "allocation": lambda user, on: SERVICE.get_allocation(user, end=on),
    "profit": lambda user, on: SERVICE.get_profit_line(user, end=on),
    "days": lambda user, on: SERVICE.get_daily_results(user, start=ago(LONG), end=on),
}


def cut(user_id: int, on: date) -> None:
    """Delete every entry of a later day."""
    later = select(Entry.id, Entry.kind).where(
        Entry.user_id == user_id, Entry.day > on, Entry.deleted_at.is_(None)
    )
    present = select(Account.id).where(Account.user_id == user_id, Account.deleted_at.is_(None))
    for entry_id, kind in db.session.execute(later.where(Entry.account_id.in_(present))).all():
        if kind != Kind.TRANSFER_IN:  # it goes with the other half
            SERVICE.delete_entry(user_id, entry_id)
            seen["cut"] += 1


@SETTINGS
@given(dice=st.integers(0, 2**32))
def ask_about_the_past(dice: int) -> None:
    seen["ledgers"] += 1
    player = Player(add_player(f"past-{seen['ledgers']}@example.org"), Random(dice))
    player.play(30)
    for account in SERVICE.list_accounts(player.user_id, archived=True):
        restore = SERVICE.restore_site if account.kind == "site" else SERVICE.restore_asset
        restore(player.user_id, account.id)
    days = sorted({ago(player.dice.randint(0, LONG)) for _ in range(CUTS)}, reverse=True)
    before = {
        (name, on): figures(read(player.user_id, on)) for on in days for name, read in READS.items()
    }
    for on in days:
        cut(player.user_id, on)
        for name, read in READS.items():
            assert figures(read(player.user_id, on)) == before[name, on], (name, on)
            seen[name] += 1


@pytest.mark.slow
def test_a_past_day_is_the_ledger_cut_off_behind_it(
    app: Flask, noon: time_machine.Traveller, set_rates: SetRates
) -> None:
    publish(set_rates)
    ask_about_the_past()
    assert not [name for name in (*READS, "cut") if not seen[name]], seen

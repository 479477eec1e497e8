"""An independent bookkeeper: Beancount accepts every ledger, and finds the same in it as we do."""

import os
from collections import Counter
from datetime import date
from decimal import localcontext
from random import Random

import pytest
import time_machine
from beancount.core import data
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.conftest import add_player
from tests.support.beans import WIDE, ZERO, Ledger, Row, exported
from tests.support.ledgers import LONG, Player, ago, publish
from tests.support.rates import SetRates
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.views import Breakdown

# ORACLE_EXAMPLES=500 asks about more ledgers, others every time, and shrinks what it finds.
EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "0"))
DATES = 10
NOTHING = Row({}, {}, {})

SETTINGS = settings(
    max_examples=EXAMPLES or 10,
    phases=[Phase.generate, Phase.shrink] if EXAMPLES else [Phase.generate],
    derandomize=not EXAMPLES,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

seen: Counter[str] = Counter()


@pytest.fixture
def market(app: Flask, noon: time_machine.Traveller, set_rates: SetRates) -> None:
    publish(set_rates)
    seen.clear()


def test_beancount_accepts_every_ledger_and_finds_the_same_figures(market: None) -> None:
    ask_about_ledgers()
    wanted = (
        "accounts",
        "foreign",
        "totals",
        "capital",
        "missing",
        "@@",
        "balance",
        "note",
    )
    assert not [name for name in wanted if not seen[name]], seen
    assert not seen["transit"], "a transfer's legs lie on one day"


@SETTINGS
@given(dice=st.randoms(use_true_random=False))
def ask_about_ledgers(dice: Random) -> None:
    seen["ledgers"] += 1
    user_id = add_player(f"player-{seen['ledgers']}@example.org")
    Player(user_id, dice).play(steps=30)
    days = [ago(back) for back in dice.sample(range(LONG), DATES)]
    text = exported(user_id)
    ledger = Ledger(text)
    assert ledger.errors == []
    assert not ledger.options["inferred_tolerance_default"]
    assert ledger.options["tolerance_multiplier"] == 0
    count_directives(ledger)
    for day in days:
        found = BankrollService().get_bankroll_breakdown(user_id, on=day)
        with localcontext(WIDE):
            compare(ledger, found, day)


def compare(ledger: Ledger, found: Breakdown, day: date) -> None:
    """Balances always; values, capital and profit wherever there is a rate."""
    rows, valued = ledger.rows(day), []
    for figure in found.accounts:
        account = figure.account
        name = f"Assets:{account.kind.capitalize()}s:A{account.id}"
        row = rows.get(name, NOTHING)
        assert row.held.get(ledger.commodity(account.currency), ZERO) == figure.balance
        assert len(row.held) == bool(figure.balance)
        seen["accounts"] += bool(figure.balance)
        if figure.value is None:
            continue
        valued.append(name)
        assert only(row.worth, ledger.display) == figure.value
        seen["foreign"] += bool(figure.value) and account.currency != found.currency
    worth = only(ledger.worth(valued, day), ledger.display) if valued else ZERO
    assert worth == found.total
    seen["totals"] += len(valued) > 1
    compare_capital(rows, found, ledger.display)


def compare_capital(rows: dict[str, Row], found: Breakdown, display: str) -> None:
    if any(missing.figure != "fx" for missing in found.missing):
        seen["missing"] += 1
        return
    capital = -sum(
        only(rows.get(name, NOTHING).flows, display)
        for name in ("Equity:Opening", "Equity:Outside")
    )
    assert capital == found.capital
    assert found.total - capital == found.profit
    seen["capital"] += bool(capital)


def only(amounts: dict[str, object], commodity: str) -> object:
    """The amount of the one commodity that there may be."""
    assert set(amounts) <= {commodity}
    return amounts.get(commodity, ZERO)


def count_directives(ledger: Ledger) -> None:
    """What kinds of things the ledgers were about, so that none is left out unnoticed."""
    seen["@@"] += ledger.text.count("@@ ")
    seen["transit"] += ledger.text.count("  Equity:Transit")
    seen["closed"] += len(ledger.of(data.Close))
    seen["balance"] += len(ledger.of(data.Balance))
    seen["note"] += len(ledger.of(data.Note))
    seen["transactions"] += len(ledger.of(data.Transaction))

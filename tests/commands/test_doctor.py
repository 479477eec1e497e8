"""`flask doctor`: each thing that must agree is broken once, and reported."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
import time_machine
from click.testing import Result
from flask import Flask

from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.doctor import CHECKS

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
Break = Callable[..., Result]


@pytest.fixture(autouse=True)
def bankroll(
    app: Flask, player: int, other_player: int, set_rate: Callable[[str, date, str], None]
) -> None:
    """Two sites with a transfer between them, an asset in dollars that was deleted, rates."""
    service, currencies = BankrollService(), CurrencyService()
    with time_machine.travel(NOON, tick=False):
        set_rate("USD", date(2026, 3, 2), "1.25")
        stars = service.add_site(player, "Stars", "EUR", Decimal(100), date=date(2026, 3, 1))
        gg = service.add_site(player, "GG", "EUR", Decimal(50), date=date(2026, 3, 1))
        service.record_deposit(player, stars, Decimal(30), date(2026, 3, 2))
        service.record_transfer(player, stars, gg, Decimal(20), None, date(2026, 3, 3))
        service.record_balance(player, stars, Decimal(140))
        cash = service.add_asset(player, "Cash", "USD", Decimal(10))
        service.record_transfer(player, gg, cash, Decimal(5), Decimal(6))
        service.delete_asset(player, cash)
        currencies.add_manual_rate(player, "USDT", date(2026, 3, 1), Decimal("1.1"))
        currencies.add_currency(other_player, "CHIP", "Chips")
    db.session.remove()


@pytest.fixture
def examined(app: Flask) -> Break:
    """Runs the command, after SQL that no rule of the application or database stops."""

    def run(statement: str = "") -> Result:
        db.session.remove()
        with sqlite3.connect(app.config["TEST_DATABASE"]) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            connection.execute("PRAGMA ignore_check_constraints = ON")
            assert connection.execute(statement).rowcount != 0
        connection.close()
        return app.test_cli_runner().invoke(args=["doctor"])

    return run


def test_a_sound_instance_passes_every_check(examined: Break) -> None:
    result = examined()
    assert result.exit_code == 0, result.output
    assert [line.split()[-1] for line in result.output.splitlines()] == ["good"] * len(CHECKS)


STARS = "(SELECT id FROM accounts WHERE name = 'Stars')"
GG = "(SELECT id FROM accounts WHERE name = 'GG')"
CASH = "(SELECT id FROM accounts WHERE name = 'Cash')"
CHIP = "(SELECT id FROM currencies WHERE code = 'CHIP')"
EURO = "(SELECT id FROM currencies WHERE code = 'EUR')"

BROKEN = {
    "a stored balance": (
        f"UPDATE accounts SET balance = balance + 1 WHERE id = {STARS}",
        "stores a balance of 14001, its entries say 14000",
    ),
    "the day of the last update": (
        f"UPDATE accounts SET updated_on = '2026-03-01' WHERE id = {STARS}",
        "says it was updated on 2026-03-01, not 2026-03-10",
    ),
    "a change": (
        f"UPDATE entries SET change = 1 WHERE kind = 'deposit' AND account_id = {STARS}",
        "stores a change of 1, the replay says 3000",
    ),
    "an opening balance": (
        f"UPDATE entries SET opening = 0 WHERE account_id = {GG} AND kind = 'balance'",
        "says that it is not the opening balance",
    ),
    "a second opening balance": (
        f"UPDATE entries SET opening = 1 WHERE account_id = {STARS} AND day = '2026-03-10'",
        "says that it is the opening balance",
    ),
    "a day's sum": (
        f"UPDATE account_days SET results = results + 1 WHERE account_id = {STARS}",
        "has a sum of 2026-03-01 that is not that of its entries",
    ),
    "a day that is missing": (
        f"DELETE FROM account_days WHERE account_id = {GG} AND day = '2026-03-03'",
        "has a sum of 2026-03-03 that is not",
    ),
    "a day too many": (
        "INSERT INTO account_days (account_id, day, user_id, change, opening, deposits,"
        " withdrawals, results, bonuses, expenses, moved_in, moved_out)"
        f" SELECT {GG}, '2026-03-05', user_id, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM accounts"
        f" WHERE id = {GG}",
        "has a sum of 2026-03-05 that is not",
    ),
    "an entry's day": (
        "UPDATE entries SET day = '2026-03-04' WHERE kind = 'deposit' AND day = '2026-03-02'",
        "is of 2026-03-04, and its instant",
    ),
    "a timed entry's day": (
        f"UPDATE entries SET day = '2026-03-09' WHERE account_id = {STARS} AND timed = 1",
        "is of 2026-03-09, and its instant",
    ),
    "a site below zero": (
        f"UPDATE entries SET amount = -5 WHERE account_id = {GG} AND kind = 'balance'",
        "is a site's balance below zero",
    ),
    "a deposit of nothing": (
        "UPDATE entries SET amount = 0 WHERE kind = 'deposit' AND day = '2026-03-02'",
        "is a deposit of nothing, or less",
    ),
    "a balance out of bounds": (
        f"UPDATE entries SET amount = 1000000000000000 WHERE account_id = {STARS}"
        " AND day = '2026-03-10'",
        "holds more than an account can hold",
    ),
    "a deleted account with a balance": (
        f"UPDATE accounts SET balance = 1 WHERE id = {CASH}",
        "is deleted and still holds entries, days or a balance",
    ),
    "a deleted account with an entry": (
        f"UPDATE entries SET deleted_at = NULL WHERE account_id = {CASH} AND kind = 'balance'",
        "is deleted and still holds entries, days or a balance",
    ),
    "a shared token": (
        "DELETE FROM cache_tokens WHERE scope = 'rates'",
        "scope rates: has no token",
    ),
    "a player's token": (
        "UPDATE users SET cache_token = '' WHERE email = 'other@example.org'",
        "has no token",
    ),
    "a time zone": (
        "UPDATE users SET timezone = 'Mars/Olympus' WHERE email = 'player@example.org'",
        "lives in an unknown time zone, 'Mars/Olympus'",
    ),
    "a display currency": (
        "UPDATE users SET display_currency = 'CHIP' WHERE email = 'player@example.org'",
        "reads totals in an unknown currency, 'CHIP'",
    ),
    "a name": (
        f"UPDATE accounts SET name = 'Moons' WHERE id = {STARS}",
        "has a name that is compared as another",
    ),
    "a deleted account's name": (
        f"UPDATE accounts SET name_key = 'cash' WHERE id = {CASH}",
        "is deleted and still keeps its name",
    ),
    "an entry of somebody else": (
        "UPDATE entries SET user_id = (SELECT id FROM users WHERE email = 'other@example.org')"
        " WHERE kind = 'deposit' AND day = '2026-03-02'",
        "has 1 rows of entries of another player",
    ),
    "a day of somebody else": (
        "UPDATE account_days SET user_id = (SELECT id FROM users WHERE email ="
        f" 'other@example.org') WHERE account_id = {GG} AND day = '2026-03-01'",
        "has 1 rows of account_days of another player",
    ),
    "an account in somebody else's currency": (
        f"UPDATE accounts SET currency_id = {CHIP} WHERE id = {STARS}",
        "is in CHIP, another player's currency",
    ),
    "a rate of somebody else's currency": (
        f"UPDATE manual_rates SET currency_id = {CHIP}",
        "is in CHIP, another player's currency",
    ),
    "a key that leads nowhere": (
        "UPDATE entries SET account_id = 999 WHERE kind = 'deposit' AND day = '2026-03-02'",
        "entries.account_id: 1 rows lead to no row of accounts",
    ),
    "a rate of zero": ("UPDATE rates SET rate = '0'", "rates: USD on 2026-03-02: is '0'"),
    "a rate that is no number": ("UPDATE rates SET rate = 'NaN'", "is 'NaN', not a rate"),
    "a rate that is no text of one": ("UPDATE rates SET rate = 'x'", "is 'x', not a rate"),
    "a manual rate below zero": (
        "UPDATE manual_rates SET rate = '-1'",
        "manual_rates: USDT on 2026-03-01: is '-1', not a rate",
    ),
    "a fetched rate of a player's currency": (
        f"UPDATE rates SET currency_id = {CHIP}",
        "rates: CHIP: has 1 rates and may have none",
    ),
    "a rate of the euro": (
        f"UPDATE manual_rates SET currency_id = {EURO}",
        "manual_rates: EUR: has 1 rates and may have none",
    ),
    "a currency's owner": (
        "UPDATE currencies SET owner = 0 WHERE code = 'CHIP'",
        "(CHIP) does not say whose it is",
    ),
    "a currency's decimals": (
        "UPDATE currencies SET decimals = 9 WHERE code = 'CHIP'",
        "(CHIP) has 9 decimals",
    ),
    "the euro": (
        "UPDATE currencies SET code = 'EUX' WHERE code = 'EUR'",
        "currency EUR: is missing",
    ),
    "a leg of no transfer": (
        "UPDATE entries SET transfer_id = NULL WHERE kind = 'transfer_in'",
        "is a transfer_in of no transfer",
    ),
    "a leg without its partner": (
        "UPDATE entries SET deleted_at = '2026-03-10' WHERE kind = 'transfer_in'",
        "has not one outgoing and one incoming leg",
    ),
    "a transfer to itself": (
        f"UPDATE entries SET account_id = {STARS} WHERE kind = 'transfer_in'",
        "leads from an account to itself",
    ),
    "more arriving than was sent": (
        "UPDATE entries SET amount = 2001 WHERE kind = 'transfer_in'",
        "brings more than was sent",
    ),
    "legs that are not tied": (
        "UPDATE entries SET kind = CASE kind WHEN 'transfer_in' THEN 'deposit' ELSE 'withdrawal'"
        f" END WHERE kind IN ('transfer_in', 'transfer_out') AND account_id <> {CASH}",
        "has two legs that are not tied together",
    ),
    "somebody else's transfer": (
        "UPDATE transfers SET user_id = (SELECT id FROM users WHERE email = 'other@example.org')",
        "has a leg of another player",
    ),
}


@pytest.mark.parametrize(("statement", "said"), BROKEN.values(), ids=BROKEN)
def test_it_reports(examined: Break, statement: str, said: str) -> None:
    result = examined(statement)
    assert result.exit_code == 1
    assert said in result.output


def test_a_long_list_of_one_kind_is_cut(
    app: Flask, examined: Break, service: BankrollService, player: int
) -> None:
    cash = service.add_asset(player, "Cash", "EUR")
    for _ in range(12):
        service.record_deposit(player, cash, Decimal(1))
    result = examined("UPDATE entries SET change = 7 WHERE amount = 100")
    assert "and 7 more like it" in result.output


def test_it_changes_nothing(app: Flask, examined: Break) -> None:
    path = app.config["TEST_DATABASE"]
    examined(BROKEN["a stored balance"][0])
    before = path.read_bytes()
    app.test_cli_runner().invoke(args=["doctor"])
    assert path.read_bytes() == before


def test_it_prints_no_secret(app: Flask, examined: Break) -> None:
    result = examined("UPDATE users SET timezone = 'x'")
    assert app.config["SECRET_KEY"] not in result.output

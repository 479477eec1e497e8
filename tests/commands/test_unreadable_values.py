"""`flask doctor` where SQLite holds what no column of that kind can: named, and no traceback."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask

from tests.commands.faulty import STARS
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.doctor import CHECKS

Break = Callable[..., Result]

LAST = "(SELECT max(id) FROM changes WHERE subject = 'entry' AND after IS NOT NULL)"
MENDED = {
    "account_days": "UPDATE account_days SET day = '3.3.2026' WHERE day = '2026-03-10'",
    "account_days 1": f"UPDATE account_days SET results = 'x' WHERE account_id = {STARS}",
    "account_years": "UPDATE account_years SET flow_days = 'x'",
    "balance": f"UPDATE accounts SET balance = 'much' WHERE id = {STARS}",
    "updated_on": f"UPDATE accounts SET updated_on = '10 March' WHERE id = {STARS}",
    "change": "UPDATE entries SET change = 1.5 WHERE kind = 'deposit'",
    "opening": "UPDATE entries SET opening = 'yes' WHERE kind = 'balance'",
    "before": f"UPDATE changes SET before = '{{' WHERE id = {LAST}",
    "after": f"UPDATE changes SET after = 'by hand' WHERE id = {LAST}",
    "rates": "UPDATE rates SET day = '2026-02-30'",
}
LEFT = {
    "day": "UPDATE entries SET day = '2026-3-2' WHERE kind = 'deposit'",
    "at": "UPDATE entries SET at = 'noon' WHERE kind = 'deposit'",
    "amount": "UPDATE entries SET amount = '30,00' WHERE kind = 'deposit'",
    "deleted_at": "UPDATE entries SET deleted_at = 'yes' WHERE kind = 'deposit'",
    "kind": "UPDATE entries SET kind = 'gift' WHERE kind = 'deposit'",
    "archived_at": f"UPDATE accounts SET archived_at = 'no' WHERE id = {STARS}",
    "created_at": "UPDATE users SET created_at = 'long ago' WHERE email = 'player@example.org'",
}
AMOUNTS = {"amount": "UPDATE entries SET amount = 12.5 WHERE kind = 'deposit'"}


def ended_as_it_should(result: Result) -> bool:
    """Whether the command has said its verdict, and raised nothing."""
    return result.exception is None or isinstance(result.exception, SystemExit)


@pytest.mark.parametrize("name", sorted(MENDED))
def test_what_follows_from_the_rest_is_worked_out_anew(
    app: Flask, examined: Break, player: int, name: str
) -> None:
    result = examined(MENDED[name])
    assert ended_as_it_should(result), result.exception
    assert result.exit_code == 1
    assert name.split(maxsplit=1)[0] in result.output
    assert "holds what cannot be read: " in result.output
    repaired = app.test_cli_runner().invoke(args=["doctor", "--repair"])
    assert repaired.exit_code == 0, repaired.output
    assert "that could not be read are" in repaired.output
    assert [line.split()[-1] for line in repaired.output.splitlines()[-len(CHECKS) :]] == [
        "good"
    ] * len(CHECKS)
    db.session.remove()
    assert BankrollService().list_accounts(player)[0].balance == 140
    assert BankrollService().list_changes(player).rows


@pytest.mark.parametrize("statement", [*LEFT.values(), *AMOUNTS.values()])
def test_what_somebody_typed_is_named_and_left(examined: Break, statement: str) -> None:
    examined("UPDATE cache_tokens SET token = '' WHERE scope = 'articles'")
    result = examined(statement, "--repair")
    assert ended_as_it_should(result), result.exception
    assert result.exit_code == 1
    column = statement.split(" SET ")[1].split(maxsplit=1)[0]
    (line,) = [x for x in result.output.splitlines() if f"cannot be read: {column}" in x]
    assert "a backup" in line
    assert "scope articles: has a new token" in result.output  # the rest is repaired


def test_a_long_list_of_rows_is_cut(app: Flask, examined: Break, player: int) -> None:
    cash = BankrollService().add_asset(player, "Till", "EUR")
    for _ in range(12):
        BankrollService().record_deposit(player, cash, 1)
    result = examined("UPDATE entries SET day = '1.1.2026' WHERE amount = 100")
    assert "entries: … and 7 rows more" in result.output

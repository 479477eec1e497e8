"""`flask export`: a player's bankroll as a file."""

from decimal import Decimal
from pathlib import Path

from flask import Flask

from tests.support.beans import Ledger
from total_bankroll.services.bankroll_service import BankrollService

EMAIL = "player@example.org"


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["export", "beancount", *words])
    return result.exit_code, result.output


def test_a_ledger_is_printed(app: Flask, player: int, service: BankrollService) -> None:
    service.add_site(player, "Käse", "EUR", Decimal("12.50"))
    code, output = run(app, "--email", EMAIL)
    assert code == 0
    assert Ledger(output).errors == []
    assert '"Käse"' in output
    assert "12.50 EUR" in output


def test_a_ledger_is_written_into_a_file(
    app: Flask, player: int, service: BankrollService, tmp_path: Path
) -> None:
    service.add_site(player, "Käse", "EUR", Decimal("12.50"))
    path = tmp_path / "bankroll.beancount"
    code, output = run(app, "--email", EMAIL.upper(), "--output", str(path))
    assert (code, output) == (0, "")
    assert Ledger(path.read_text(encoding="utf-8")).errors == []
    assert path.read_text(encoding="utf-8") == run(app, "--email", EMAIL)[1]


def test_a_player_who_is_not_there_is_named_and_nothing_is_written(
    app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "bankroll.beancount"
    code, output = run(app, "--email", "nobody@example.org", "--output", str(path))
    assert code == 1
    assert output == "Error: There is no player with the address nobody@example.org.\n"
    assert not path.exists()


def test_it_needs_an_address(app: Flask) -> None:
    code, output = run(app)
    assert code == 2
    assert "--email" in output

"""`flask doctor`: each thing that must agree is broken once, and reported."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from click.testing import Result
from flask import Flask

from tests.commands.faulty import BROKEN
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.doctor import CHECKS

Break = Callable[..., Result]


def test_a_sound_instance_passes_every_check(examined: Break) -> None:
    result = examined()
    assert result.exit_code == 0, result.output
    assert [line.split()[-1] for line in result.output.splitlines()] == ["good"] * len(CHECKS)


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


def test_a_tag_in_other_letters_is_no_change_by_hand(
    examined: Break, service: BankrollService, player: int
) -> None:
    cash = service.add_asset(player, "Till", "EUR")
    for tags in (["series", "Live"], ["Series"]):
        service.record_deposit(player, cash, Decimal(1), tags=tags)
    result = examined("SELECT 1")
    assert result.exit_code == 0, result.output
    result = examined("DELETE FROM entry_taggings")
    assert "is not what its last change says: tags" in result.output


def test_what_was_purged_is_known_to_be_gone(
    examined: Break, service: BankrollService, player: int
) -> None:
    cash = next(row.id for row in service.list_trash(player).accounts)
    service.purge_account(player, cash)
    db.session.remove()
    result = examined("SELECT 1")
    assert result.exit_code == 0, result.output

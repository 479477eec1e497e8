"""`flask rebuild`: everything stored is worked out anew, and the time that it took is said."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from tests.commands.faulty import STARS
from total_bankroll.extensions import db
from total_bankroll.models import Account
from total_bankroll.services import account_days, rebuilding
from total_bankroll.services.account_days import Told
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.rebuilding import RebuildService

Break = Callable[..., Result]


@pytest.fixture
def rebuilt(app: Flask) -> Break:
    def run(*arguments: str) -> Result:
        db.session.remove()
        return app.test_cli_runner().invoke(args=["rebuild", *arguments])

    return run


def test_what_was_stored_wrong_is_right_again(examined: Break, rebuilt: Break, player: int) -> None:
    examined(f"UPDATE accounts SET balance = 5 WHERE id = {STARS}")
    result = rebuilt("--email", "Player@Example.org")
    assert result.exit_code == 0, result.output
    assert "Stars: something else was stored; it is right now." in result.output
    assert BankrollService().list_accounts(player)[0].balance == 140
    assert examined("SELECT 1").exit_code == 0


def test_it_says_how_much_and_how_long(bankroll: None, rebuilt: Break) -> None:
    lines = rebuilt("--email", "player@example.org").output.splitlines()
    assert lines[:2] == ["Stars: 4 entries", "GG: 3 entries"]
    assert re.fullmatch(r"player@example.org: 2 accounts, 7 entries, \d+\.\d s\.", lines[2])


def test_on_a_terminal_it_shows_how_far_it_is(bankroll: None, rebuilt: Break) -> None:
    with (
        patch("total_bankroll.commands.rebuild._is_terminal", return_value=True),
        patch("click._termui_impl.isatty", return_value=True),
    ):
        output = rebuilt("--email", "player@example.org").output
    assert "[####################################]  7/7" in output
    assert "2 accounts, 7 entries" in output


def test_the_bar_moves_within_an_account_of_many_entries(
    app: Flask, player: int, service: BankrollService
) -> None:
    site = service.add_site(player, "Stars", "EUR", Decimal(100))
    for n in range(5):
        service.record_deposit(player, site, Decimal(n + 1))
    told: list[int] = []
    with patch.object(account_days, "AT_ONCE", 4):
        for step in RebuildService().rebuild("player@example.org", told.append):
            assert (step.entries, told) == (6, [4, 2])
    assert told == [4, 2]
    assert account_days.AT_ONCE <= 1_000


def test_everybody_without_an_address(bankroll: None, rebuilt: Break) -> None:
    output = rebuilt().output
    assert "player@example.org: 2 accounts" in output
    assert "other@example.org: 0 accounts, 0 entries" in output


def test_nobody_by_that_address(bankroll: None, rebuilt: Break) -> None:
    result = rebuilt("--email", "nobody@example.org")
    assert result.exit_code == 1
    assert "There is no player with the address nobody@example.org." in result.output


def test_it_leaves_no_trail(bankroll: None, rebuilt: Break, player: int) -> None:
    before = BankrollService().list_changes(player)
    rebuilt()
    db.session.remove()
    assert BankrollService().list_changes(player) == before


def test_days_alone_that_were_wrong_are_told(examined: Break, rebuilt: Break) -> None:
    examined(f"UPDATE account_days SET results = results + 1 WHERE account_id = {STARS}")
    result = rebuilt("--email", "player@example.org")
    assert "Stars: something else was stored; it is right now." in result.output
    assert "something else" not in rebuilt().output


@pytest.mark.parametrize("purged", [False, True])
def test_an_account_that_goes_meanwhile_is_passed_over(
    examined: Break, player: int, service: BankrollService, purged: bool
) -> None:
    steps = RebuildService().rebuild("player@example.org")
    assert next(steps).name == "Stars"
    gg = next(account.id for account in service.list_accounts(player) if account.name == "GG")
    service.delete_site(player, gg)
    if purged:
        service.purge_account(player, gg)
    assert list(steps) == []
    assert examined("SELECT 1").exit_code == 0


def test_stopped_midway_it_leaves_every_account_whole(
    examined: Break, rebuilt: Break, player: int, service: BankrollService
) -> None:
    examined("UPDATE accounts SET balance = 5 WHERE deleted_at IS NULL")
    whole = rebuilding.rebuild

    def stopped(session: Session, account: Account, told: Told | None) -> None:
        whole(session, account, told)
        if account.name == "GG":
            raise KeyboardInterrupt

    with (
        patch("total_bankroll.services.rebuilding.rebuild", stopped),
        pytest.raises(KeyboardInterrupt),
    ):
        list(RebuildService().rebuild("player@example.org"))
    db.session.remove()
    assert [account.balance for account in service.list_accounts(player)] == [140, Decimal("0.05")]
    assert "GG: something else was stored" in rebuilt().output
    assert examined("SELECT 1").exit_code == 0


def test_what_is_written_between_two_accounts_counts(
    examined: Break, player: int, service: BankrollService
) -> None:
    for step in RebuildService().rebuild("player@example.org"):
        for account in service.list_accounts(player):
            service.record_deposit(player, account.id, Decimal(1), date(2026, 3, 2))
        assert not step.changed
    assert examined("SELECT 1").exit_code == 0

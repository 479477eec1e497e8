"""`flask doctor --repair`: what can be decided is put right, and all that was done is said."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from unittest.mock import patch

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.commands.faulty import BROKEN, CASH, EURO, GG, STARS
from tests.support.facts import Facts
from tests.support.trail import lost
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry
from total_bankroll.services import ledger_repairs, row_repairs, trail_repairs
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.doctor import CHECKS
from total_bankroll.services.faults import Repaired
from total_bankroll.services.writing import write
from total_bankroll.trail_states import COLUMNS

Break = Callable[..., Result]

LEFT = {
    "a site below zero": "It is what was typed",
    "a deposit of nothing": "It is what was typed",
    "a balance out of bounds": "It is what was typed",
    "an account in somebody else's currency": "What its amounts are in is not known",
    "a currency's decimals": "Every amount in it would mean something else",
    "a key that leads nowhere": "Only a backup knows",
}
"""What nobody but a person can decide, and why."""

MENDED = sorted(BROKEN.keys() - LEFT.keys())


@pytest.mark.parametrize("fault", MENDED)
def test_it_is_repaired_and_said_and_sound_afterwards(examined: Break, fault: str) -> None:
    statement, _ = BROKEN[fault]
    result = examined(statement, "--repair")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0].startswith("repaired  "), lines
    assert [line.split()[-1] for line in lines[-len(CHECKS) :]] == ["good"] * len(CHECKS)


@pytest.mark.parametrize("fault", sorted(LEFT))
def test_what_cannot_be_decided_is_left_and_says_why(examined: Break, fault: str) -> None:
    statement, said = BROKEN[fault]
    result = examined(statement, "--repair")
    assert result.exit_code == 1
    (line,) = [line for line in result.output.splitlines() if said in line]
    assert f"Not repaired: {LEFT[fault]}" in line


def test_a_sound_instance_is_left_alone(app: Flask, examined: Break) -> None:
    before = list(app.config["TEST_DATABASE"].read_bytes())
    result = examined("SELECT 1", "--repair")
    assert "There is nothing to repair." in result.output
    assert list(app.config["TEST_DATABASE"].read_bytes()) == before


def test_a_second_time_changes_nothing(examined: Break) -> None:
    examined(BROKEN["a stored balance"][0], "--repair")
    assert "There is nothing to repair." in examined("SELECT 1", "--repair").output


def test_a_balance_is_what_its_entries_say(examined: Break, player: int) -> None:
    result = examined(f"UPDATE accounts SET balance = 5 WHERE id = {STARS}", "--repair")
    assert "is replayed from its entries, its balance from 5 to 14000" in result.output
    assert BankrollService().list_accounts(player)[0].balance == 140


def test_legs_without_partners_become_deposits_and_withdrawals(
    examined: Break, player: int
) -> None:
    examined(BROKEN["a leg without its partner"][0], "--repair")
    kinds = [row.kind for row in BankrollService().list_entries(player).rows]
    assert "transfer_out" not in kinds
    assert kinds.count("withdrawal") == 2


def test_legs_on_two_days_become_a_deposit_and_a_withdrawal(examined: Break, player: int) -> None:
    result = examined(BROKEN["legs on two days"][0], "--repair")
    assert "has legs that are deposit and withdrawal now" in result.output
    kinds = {row.kind for row in BankrollService().list_entries(player).rows}
    assert not kinds & {"transfer_out", "transfer_in"}


def test_of_two_names_one_gets_a_number(examined: Break, player: int) -> None:
    examined(f"UPDATE accounts SET name = 'gg', name_key = 'other' WHERE id = {STARS}", "--repair")
    assert sorted(a.name for a in BankrollService().list_accounts(player)) == ["GG", "gg (2)"]


def test_an_orphan_that_says_nothing_alone_is_removed(examined: Break) -> None:
    statement = (
        "INSERT INTO entry_taggings (entry_id, tag_id, user_id)"
        f" SELECT 999, 999, user_id FROM accounts WHERE id = {GG}"
    )
    result = examined(statement, "--repair")
    assert result.exit_code == 0, result.output
    assert "1 rows that led to no row of entries are removed" in result.output


def test_a_key_that_may_be_empty_is_emptied(examined: Break) -> None:
    statement = f"UPDATE entries SET transfer_id = 999 WHERE account_id = {GG} AND kind = 'balance'"
    result = examined(statement, "--repair")
    assert result.exit_code == 0, result.output
    assert "entries.transfer_id: 1 rows that led to no row of transfers" in result.output


def test_a_removed_rate_is_named_with_its_value(examined: Break) -> None:
    output = examined(f"UPDATE manual_rates SET currency_id = {EURO}", "--repair").output
    assert "manual_rates: EUR on 2026-03-01: is removed: '1.1'" in output


def test_what_a_repair_changes_is_told_as_its_doing(examined: Break, player: int) -> None:
    examined("UPDATE entries SET transfer_id = NULL WHERE kind = 'transfer_in'", "--repair")
    db.session.remove()
    acts = BankrollService().list_changes(player).rows
    assert acts[0].actor == "flask doctor --repair"
    assert acts[0].action == "edited"


def test_several_faults_at_once(examined: Break) -> None:
    for fault in ("a player's token", "a change", "a day too many", "a time zone", "a name"):
        examined(BROKEN[fault][0])
    result = examined(BROKEN["a deleted account with an entry"][0], "--repair")
    assert result.exit_code == 0, result.output


def test_without_the_option_it_says_how_to_repair(examined: Break) -> None:
    result = examined(BROKEN["a stored balance"][0])
    assert "flask doctor --repair" in result.output
    assert not [line for line in result.output.splitlines() if line.startswith("repaired")]


# -- what was changed past the application


HAND_MADE = ["an amount that was typed", "a note", "an entry that is gone"]
HAND_MADE += ["an entry that was deleted by hand", "an entry on another account"]
HAND_MADE += ["an account's place", "an account that is back"]


def typed() -> list[object]:
    """All that a person can change of all rows, past the application."""
    entries = select(Entry.id, *(getattr(Entry, name) for name in COLUMNS["entry"]))
    accounts = select(Account.id, *(getattr(Account, name) for name in COLUMNS["account"]))
    with db.engine.connect() as connection:
        return [
            [tuple(row) for row in connection.execute(query.order_by("id"))]
            for query in (entries, accounts)
        ]


@pytest.mark.parametrize("fault", HAND_MADE)
def test_what_a_hand_has_changed_is_told_and_stays(app: Flask, examined: Break, fault: str) -> None:
    examined(BROKEN[fault][0])
    db.session.remove()
    assert lost(Facts(db.engine)) != []
    before, records = typed(), Facts(db.engine).changes
    said = list(trail_repairs.trail())
    db.session.remove()
    assert typed() == before
    assert lost(Facts(db.engine)) == []
    assert len(Facts(db.engine).changes) - len(records) == len(said) >= 1
    assert list(trail_repairs.trail()) == []


def test_it_is_told_as_the_doctor_s_doing_with_both_values(examined: Break, player: int) -> None:
    result = examined(BROKEN["an amount that was typed"][0], "--repair")
    said = "was changed past the application (amount): stays as it is, and its changes tell of it"
    assert said in result.output
    (edited,) = BankrollService().list_changes(player).rows[:1]
    assert (edited.actor, edited.action) == ("flask doctor --repair", "edited")
    (amount,) = edited.fields
    assert amount.before is not None
    assert amount.after is not None
    assert (amount.before.amount, amount.after.amount) == (30, 31)


def test_an_entry_that_a_hand_has_moved_stands_with_both_accounts(
    app: Flask, examined: Break, player: int
) -> None:
    examined(BROKEN["an entry on another account"][0], "--repair")
    stars, gg = (account.id for account in BankrollService().list_accounts(player))
    newest = [BankrollService().list_changes(player, account_id=key).rows[0] for key in (stars, gg)]
    assert newest[0] == newest[1]
    assert [field.field for field in newest[0].fields] == ["account"]


def test_an_entry_that_is_gone_still_says_what_it_was(examined: Break, player: int) -> None:
    examined(BROKEN["an entry that is gone"][0], "--repair")
    (gone,) = [row for row in BankrollService().list_changes(player).rows if row.action == "purged"]
    told = {field.field: field.before for field in gone.fields}
    assert told["amount"] is not None
    assert told["amount"].amount == 30


def test_rows_that_were_never_told_of_are_sound(examined: Break) -> None:
    result = examined("DELETE FROM changes")
    assert result.exit_code == 0, result.output


# -- while others write


@contextmanager
def meanwhile(module: str, change: Callable[[], object]) -> Iterator[None]:
    """Lets somebody else write once between what a repair has read and its own write."""
    whole, done = write, list[bool]()

    @contextmanager
    def late(user_id: int) -> Iterator[Session]:
        if not done:
            done.append(True)
            db.session.rollback()
            change()
        with whole(user_id) as session:
            yield session

    with patch(f"total_bankroll.services.{module}.write", late):
        yield
    assert done


def test_a_day_that_its_player_has_put_right_meanwhile_stays(examined: Break, player: int) -> None:
    examined(BROKEN["an entry's day"][0])
    db.session.remove()
    service = BankrollService()
    entry = next(row for row in service.list_entries(player).rows if row.kind == "deposit")

    def edit() -> None:
        service.update_entry(player, entry.id, date=date(2026, 3, 5))

    with meanwhile("ledger_repairs", edit):
        assert list(ledger_repairs.moments()) == []
    assert service.get_entry(player, entry.id).day == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("fault", "module", "repair"),
    [
        ("a deleted account with a balance", "ledger_repairs", ledger_repairs.ledger),
        ("a deleted account's name", "row_repairs", row_repairs.names),
        ("a note of what is gone", "trail_repairs", trail_repairs.trail),
    ],
)
def test_what_is_purged_meanwhile_is_passed_over(
    examined: Break, player: int, fault: str, module: str, repair: Callable[[], Iterator[Repaired]]
) -> None:
    statement = f"UPDATE entries SET note = 'x' WHERE account_id = {CASH} AND kind = 'balance'"
    examined(BROKEN[fault][0] if fault in BROKEN else statement)
    db.session.remove()
    service = BankrollService()
    cash = next(row.id for row in service.list_trash(player).accounts)
    with meanwhile(module, lambda: service.purge_account(player, cash)):
        assert list(repair()) == []
    assert "There is nothing to repair." in examined("SELECT 1", "--repair").output


def test_legs_of_two_players_are_tied_no_longer(
    examined: Break, player: int, other_player: int
) -> None:
    theirs = BankrollService().add_site(other_player, "Theirs", "EUR", 100, date=date(2026, 3, 1))
    leg = f"kind = 'transfer_in' AND account_id = {GG}"
    statement = f"UPDATE entries SET user_id = {other_player}, account_id = {theirs} WHERE {leg}"
    result = examined(statement, "--repair")
    assert "had legs of two players, which are tied no longer" in result.output
    db.session.remove()
    (row,) = [row for row in BankrollService().list_entries(other_player).rows if not row.opening]
    assert (row.kind, row.transfer_id, row.amount) == ("deposit", None, 20)
    assert "There is nothing to repair." in examined("SELECT 1", "--repair").output


def test_a_transfer_that_is_gone_and_a_zone_that_is_none_are_passed_over(
    examined: Break, player: int
) -> None:
    with patch.object(ledger_repairs, "faulty_transfers", lambda: iter([10**6])):
        assert list(ledger_repairs.transfers()) == []
    examined(f"UPDATE users SET timezone = 'Mars/Olympus' WHERE id = {player}")
    db.session.remove()
    assert list(ledger_repairs.moments()) == []

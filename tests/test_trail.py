"""Every change of an entry or account is told, in the transaction that makes it."""

import json
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, select, update

from tests.support.facts import Facts
from tests.support.trail import lost
from total_bankroll.cache_policy import bulk
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, RecordedChange
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.people_service import PeopleService
from total_bankroll.services.writing import write
from total_bankroll.trail import acting_as

D = Decimal
DAY = date(2026, 1, 5)


@pytest.fixture
def site(service: BankrollService, player: int) -> int:
    return service.add_site(player, "Stars", "EUR", D(100), date=DAY)


@pytest.fixture
def deposit(service: BankrollService, player: int, site: int) -> int:
    return service.record_deposit(player, site, D("12.50"), date(2026, 1, 6), note="x").entry_id


def records(subject: str = "entry") -> list[RecordedChange]:
    """The records of the last transaction, about a kind of row."""
    db.session.remove()
    rows = db.session.scalars(select(RecordedChange).order_by(RecordedChange.id)).all()
    batch = rows[-1].batch
    return [row for row in rows if row.batch == batch and row.subject == subject]


def told(subject: str = "entry") -> tuple[str, Any, Any]:
    """The only one of them: what was done, and what it was before and after."""
    (row,) = records(subject)
    return row.action, *(text and json.loads(text) for text in (row.before, row.after))


def complete() -> None:
    """The records say what every row is now."""
    db.session.remove()
    assert lost(Facts(db.engine)) == []


ADDED = {
    "kind": "deposit",
    "when": "2026-01-06",
    "amount": "12.50",
    "currency": "EUR",
    "note": "x",
}


def test_what_is_recorded_is_told_with_its_amount_as_it_is(site: int, deposit: int) -> None:
    assert told() == ("added", None, ADDED | {"account": site})
    (row,) = records()
    assert (row.actor, row.account_id, row.subject_id) == ("player", site, deposit)


def test_an_edit_is_told_once_from_what_was_to_what_is(
    service: BankrollService, player: int, site: int, deposit: int
) -> None:
    service.update_entry(player, deposit, amount=D(13), note="", tags=["Sunday"])
    before = ADDED | {"account": site}
    after = {**before, "amount": "13.00", "tags": ["Sunday"]}
    del after["note"]
    assert told() == ("edited", before, after)
    complete()


def test_tags_that_go_are_told(service: BankrollService, player: int, deposit: int) -> None:
    service.update_entry(player, deposit, tags=["b", "A"])
    service.update_entry(player, deposit, tags=["b"])
    action, before, after = told()
    assert (action, before["tags"], after["tags"]) == ("edited", ["A", "b"], ["b"])


def test_an_edit_that_changes_nothing_is_not_told(
    service: BankrollService, player: int, deposit: int
) -> None:
    count = len(db.session.scalars(select(RecordedChange.id)).all())
    service.update_entry(player, deposit, amount=D("12.5"), note="x")
    assert len(db.session.scalars(select(RecordedChange.id)).all()) == count


def test_an_entry_that_moves_to_another_currency_keeps_both_amounts(
    service: BankrollService, player: int, deposit: int
) -> None:
    wallet = service.add_asset(player, "Wallet", "BTC")
    service.update_entry(player, deposit, account_id=wallet, amount=D("0.0012"))
    _, before, after = told()
    assert (before["amount"], before["currency"]) == ("12.50", "EUR")
    assert (after["amount"], after["currency"]) == ("0.00120000", "BTC")


def test_deleting_and_restoring_are_told(
    service: BankrollService, player: int, site: int, deposit: int
) -> None:
    state = ADDED | {"account": site}
    service.delete_entry(player, deposit)
    assert told() == ("deleted", state, None)
    service.restore_entry(player, deposit)
    assert told() == ("restored", None, state)


def test_an_account_s_life_is_told(service: BankrollService, player: int) -> None:
    cash = service.add_asset(player, "Cash", "EUR")
    state = {"kind": "asset", "name": "Cash", "currency": "EUR", "position": 1, "archived": False}
    assert told("account") == ("added", None, state)
    service.update_asset(player, cash, name="Drawer", currency_code="USD")
    drawer = state | {"name": "Drawer", "currency": "USD"}
    assert told("account") == ("edited", state, drawer)
    service.archive_asset(player, cash)
    assert told("account") == ("archived", drawer, drawer | {"archived": True})
    service.unarchive_asset(player, cash)
    assert told("account") == ("unarchived", drawer | {"archived": True}, drawer)
    service.delete_asset(player, cash)
    assert told("account") == ("deleted", drawer, None)
    service.restore_asset(player, cash)
    assert told("account") == ("restored", None, drawer)


def test_moving_an_account_tells_of_all_that_moved(
    service: BankrollService, player: int, site: int
) -> None:
    other = service.add_site(player, "GG", "EUR")
    service.move_site(player, other, 1)
    assert {(r.subject_id, r.action) for r in records("account")} == {
        (site, "moved"),
        (other, "moved"),
    }


def test_a_deleted_account_is_one_record_and_its_transfers_other_side(
    service: BankrollService, player: int, site: int, deposit: int
) -> None:
    cash = service.add_asset(player, "Cash", "EUR")
    service.record_transfer(player, site, cash, D(5))
    service.delete_site(player, site)
    assert told("account")[0] == "deleted"
    action, before, after = told()
    assert (action, before["kind"], after["kind"]) == ("edited", "transfer_in", "deposit")
    complete()
    service.restore_site(player, site)
    complete()


def test_a_time_zone_that_moves_days_is_one_record(
    service: BankrollService, player: int, site: int
) -> None:
    service.record_deposit(player, site, D(1))
    PeopleService().update_settings(player, timezone="Asia/Tokyo", theme="dark")
    assert told("player") == ("edited", {"timezone": "UTC"}, {"timezone": "Asia/Tokyo"})
    assert records() == []
    complete()


def test_who_acts_is_named(service: BankrollService, player: int, site: int) -> None:
    with acting_as("flask doctor --repair"):
        service.record_deposit(player, site, D(1))
    assert [row.actor for row in records()] == ["flask doctor --repair"]
    service.record_deposit(player, site, D(1))
    assert [row.actor for row in records()] == ["player"]


def test_what_fails_is_not_told(player: int, site: int) -> None:
    with suppress(InterruptedError), write(player) as session:
        session.get_one(Account, site).name = "Never"
        session.flush()
        raise InterruptedError
    with write(player) as session:
        session.get_one(Account, site).name = "Moons"
    action, before, after = told("account")
    assert (action, before["name"], after["name"]) == ("edited", "Stars", "Moons")


def test_a_savepoint_that_is_taken_back_is_not_told(player: int, site: int) -> None:
    with write(player) as session:
        account = session.get_one(Account, site)
        account.position = 7
        point = session.begin_nested()
        account.name = "Never"
        session.flush()
        point.rollback()
    action, before, after = told("account")
    assert (action, before["name"], after["name"]) == ("moved", "Stars", "Stars")


def test_a_savepoint_that_stays_is_told(player: int, site: int) -> None:
    with write(player) as session:
        with session.begin_nested():
            session.get_one(Account, site).name = "Moons"
        assert (
            session.scalar(select(RecordedChange.id).where(RecordedChange.action == "edited"))
            is None
        )
    assert told("account")[2]["name"] == "Moons"


def test_a_row_that_was_expired_keeps_its_former_values(player: int, deposit: int) -> None:
    with write(player) as session:
        entry = session.get_one(Entry, deposit)
        session.expire_all()
        entry.note = "later"
    _, before, after = told()
    assert (before["note"], after["note"]) == ("x", "later")


def test_a_bulk_write_names_its_rows_and_is_told(player: int, site: int, deposit: int) -> None:
    statement = update(Entry).where(Entry.account_id == site).values(note="all")
    with write(player) as session, pytest.raises(RuntimeError, match="says which rows"):
        bulk(session, statement)
    with write(player) as session:
        ids = session.scalars(select(Entry.id).where(Entry.account_id == site)).all()
        bulk(session, statement, of=ids)
    assert [(row.action, row.subject_id) for row in records()] == [("edited", i) for i in ids]
    complete()


def test_many_changes_of_one_write_are_one_statement(
    app: Flask, service: BankrollService, player: int, site: int
) -> None:
    with write(player) as session:
        own: dict[str, Any] = {"user_id": player, "account_id": site, "kind": "bonus", "day": DAY}
        at = session.scalars(select(Entry.at).limit(1)).one()
        rows = [{**own, "at": at, "timed": False, "amount": 1, "note": ""} for _ in range(800)]
        bulk(session, insert(Entry), rows, derived=True)
    statements: list[str] = []

    def seen(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    with write(player) as session:
        ids = session.scalars(select(Entry.id).where(Entry.kind == "bonus")).all()
        event.listen(db.engine, "before_cursor_execute", seen)
        bulk(session, update(Entry).where(Entry.kind == "bonus").values(note="all"), of=ids)
        session.commit()
        event.remove(db.engine, "before_cursor_execute", seen)
    assert len(records()) == 800
    assert len([one for one in statements if one.startswith("INSERT")]) == 1
    assert len(statements) <= 12


def test_another_player_s_trail_stays_apart(
    service: BankrollService, player: int, other_player: int, deposit: int
) -> None:
    service.add_site(other_player, "Stars", "EUR", D(1))
    assert {row.user_id for row in records()} == {other_player}

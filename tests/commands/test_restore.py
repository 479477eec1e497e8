"""`flask restore`: what was backed up is there again, all of it, or nothing was changed."""

import json
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.support.backups import (
    EMAIL,
    ask,
    facts,
    fill,
    instance,
    manifest,
    members,
    own_data,
    rewrite,
    run,
)
from tests.support.databases import application
from tests.support.pages import CheckingClient
from tests.support.people import browser, letters, link_in
from total_bankroll.extensions import db
from total_bankroll.models import CacheToken, SignIn, User
from total_bankroll.services import restore_loading
from total_bankroll.services.bankroll_service import BankrollService

NOON = "2026-03-10 12:00:00Z"
PEOPLE = "2 players"
LATER = {"invitations", "second_factors", "recovery_codes", "passkeys"}
"""Tables that version 0005 had not, so that going back to it loses their rows."""


def player(email: str = EMAIL) -> User:
    db.session.remove()
    return db.session.scalars(select(User).where(User.email == email)).one()


def players() -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(User)) or 0


# -- and back


@settings(max_examples=3)
@given(st.integers(0, 10**6))
def test_what_is_restored_is_what_was_backed_up(seed: int) -> None:
    with TemporaryDirectory() as name, time_machine.travel(NOON, tick=True):
        folder = Path(name)
        with instance(f"sqlite:///{folder}/here.db") as here:
            player_id = fill(seed)[0]
            taken_along = own_data(player_id)
            run(here, "backup", folder / "a.zip")
        with instance(f"sqlite:///{folder}/there.db") as there:
            run(there, "restore", folder / "a.zip")
            run(there, "doctor")
            run(there, "backup", folder / "b.zip")
            assert own_data(player_id) == taken_along
        assert facts(folder / "a.zip") == facts(folder / "b.zip")


def test_it_makes_the_tables_where_there_are_none(backup_file: Path, tmp_path: Path) -> None:
    with application(f"sqlite:///{tmp_path}/new.db") as app, app.app_context():
        said = run(app, "restore", backup_file).output
        assert PEOPLE in said
        assert "signed out" in said
        run(app, "doctor")
        run(app, "backup", tmp_path / "b.zip")
    assert facts(backup_file) == facts(tmp_path / "b.zip")


def test_players_are_never_replaced_unasked(here: Flask, backup_file: Path) -> None:
    user_id = player().id
    BankrollService().add_site(user_id, "Since then", "EUR", 5)
    result = ask(here, "restore", backup_file)
    assert (result.exit_code, "There are players here already (2)" in result.output) == (1, True)
    result = ask(here, "restore", backup_file, "--replace", typed="n\n")
    assert (result.exit_code, "This deletes 2 players" in result.output) == (1, True)
    names = [account.name for account in BankrollService().list_accounts(user_id)]
    assert "Since then" in names
    run(here, "restore", backup_file, "--replace", typed="y\n")
    names = [account.name for account in BankrollService().list_accounts(user_id)]
    assert "Since then" not in names
    assert "Go on?" not in run(here, "restore", backup_file, "--replace", "--yes").output


def test_an_older_state_is_never_served_from_a_cache(here: Flask, backup_file: Path) -> None:
    user_id, service = player().id, BankrollService()
    before = service.get_bankroll_breakdown(user_id)
    account = next(a for a in service.list_accounts(user_id) if not a.archived)
    service.record_deposit(user_id, account.id, 1000)
    db.session.remove()
    assert service.get_bankroll_breakdown(user_id) != before
    tokens = player().cache_token, *db.session.scalars(select(CacheToken.token))
    run(here, "restore", backup_file, "--replace", "--yes")
    assert service.get_bankroll_breakdown(user_id) == before
    after = player().cache_token, *db.session.scalars(select(CacheToken.token))
    assert not set(tokens) & set(after)


def test_everybody_is_signed_out(here: Flask, backup_file: Path, folder: Path) -> None:
    client = here.test_client()
    assert isinstance(client, CheckingClient)
    client.sign_in(player().id)
    run(here, "backup", folder / "signed-in.zip")
    assert client.get("/settings").status == 200
    run(here, "restore", folder / "signed-in.zip", "--replace", "--yes")
    assert client.get("/settings").status == 302
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_links_in_letters_open_nothing_any_more(here: Flask, folder: Path) -> None:
    here.extensions["mailman"].outbox = []
    (letter,) = letters(here, browser(here).post("/reset", data={"email": EMAIL}))
    run(here, "backup", folder / "asked.zip")
    assert browser(here).get(link_in(letter)).status == 200
    run(here, "restore", folder / "asked.zip", "--replace", "--yes")
    assert browser(here).get(link_in(letter)).location == "/reset"


def test_ids_that_were_purged_are_not_given_again(here: Flask, folder: Path, there: Flask) -> None:
    service = BankrollService()
    with here.app_context():
        user_id = player().id
        gone = service.add_site(user_id, "Gone", "EUR", 5)
        service.delete_site(user_id, gone)
        service.purge_account(user_id, gone)
        run(here, "backup", folder / "b.zip")
        db.session.remove()
    run(there, "restore", folder / "b.zip")
    assert service.add_site(user_id, "New", "EUR", 5) > gone
    db.session.remove()
    former = service.add_site(user_id, "Newer", "EUR", 5)
    run(there, "restore", folder / "b.zip", "--replace", "--yes")
    assert service.add_site(user_id, "Newest", "EUR", 5) > former


def test_another_salt_is_said(there: Flask, backup_file: Path) -> None:
    there.config["SECURITY_PASSWORD_SALT"] = "another"
    result = run(there, "restore", backup_file)
    assert "Nobody's password will be taken" in result.output


def test_amounts_and_odd_characters_come_through(there: Flask, here: Flask, folder: Path) -> None:
    with here.app_context():
        user_id = player().id
        BankrollService().add_asset(user_id, "Débt ♠ 🂡 中文 \\", "JPY", Decimal(-123456789012))
        run(here, "backup", folder / "b.zip")
        db.session.remove()
    run(there, "restore", folder / "b.zip")
    found = BankrollService().list_accounts(user_id)
    assert ("Débt ♠ 🂡 中文 \\", Decimal(-123456789012)) in {(a.name, a.balance) for a in found}


# -- versions


def test_an_older_backup_is_brought_up_to_date(here: Flask, folder: Path, there: Flask) -> None:
    with here.app_context():
        run(here, "backup", folder / "new.zip")
        run(here, "db", "downgrade", "0005")
        run(here, "backup", folder / "old.zip")
        db.session.remove()
    assert manifest(folder / "old.zip")["revision"] == "0005"
    said = run(there, "restore", folder / "old.zip").output
    assert "brought from version 0005 to" in said
    run(there, "doctor")
    run(there, "backup", folder / "again.zip")
    new, again = facts(folder / "new.zip"), facts(folder / "again.zip")
    assert new.keys() == again.keys()
    assert {name for name in new if new[name] != again[name]} <= {"submissions", "users"} | LATER
    assert [name for name in LATER if again[name]] == []


def test_a_newer_backup_is_refused(there: Flask, backup_file: Path) -> None:
    said = manifest(backup_file) | {"revision": "9999"}
    rewrite(backup_file, {"manifest.json": as_json(said)})
    result = ask(there, "restore", backup_file)
    assert "Update the application first" in result.output
    assert players() == 0


def test_a_backup_of_a_newer_form_is_refused(there: Flask, backup_file: Path) -> None:
    rewrite(backup_file, {"manifest.json": as_json(manifest(backup_file) | {"format_version": 2})})
    assert "was written by a newer version" in ask(there, "restore", backup_file).output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": "players"}, "other tables: players, users"),
        ({"columns": {"id": "integer"}}, "other columns of users"),
    ],
)
def test_what_fits_no_table_changes_nothing(
    there: Flask, backup_file: Path, change: dict[str, Any], said: str
) -> None:
    found = manifest(backup_file)
    (part,) = [part for part in found["tables"] if part["name"] == "users"]
    part |= change
    table = members(backup_file)["tables/users.jsonl"]
    renamed = {"tables/users.jsonl": None, f"tables/{part['name']}.jsonl": table}
    rewrite(backup_file, {"manifest.json": as_json(found), **renamed})
    result = ask(there, "restore", backup_file)
    assert (result.exit_code, said in result.output) == (1, True), result.output
    assert players() == 0


def test_rows_that_were_not_stored_as_they_were_sent_are_not_kept(
    there: Flask, backup_file: Path
) -> None:
    with patch.object(restore_loading, "lines", lambda *_: iter(())):
        result = ask(there, "restore", backup_file)
    assert "holds other rows of" in result.output
    assert players() == 0


def test_a_database_that_is_behind_is_migrated_first(there: Flask, backup_file: Path) -> None:
    run(there, "db", "downgrade", "0005")
    result = ask(there, "restore", backup_file)
    assert (result.exit_code, "Run `flask init` first" in result.output) == (1, True)
    assert players() == 0


def as_json(thing: object) -> bytes:
    return json.dumps(thing).encode()

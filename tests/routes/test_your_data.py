"""Everything as a ZIP: whose it is, what is in it, and that no spreadsheet runs any of it."""

import csv
import io
import json
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
import time_machine
from flask import Flask

from tests.support.ledgers import Player
from tests.support.pages import CheckingClient
from total_bankroll.cells import FORMULA
from total_bankroll.extensions import db
from total_bankroll.models import Account, Currency, Entry, ManualRate, RecordedChange, User
from total_bankroll.models.base import Model
from total_bankroll.services import player_tables
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.player_export import PlayerExportService
from total_bankroll.services.player_tables import COLUMNS, TABLES, PlayerReader

PAGE, PATH = "/settings/data", "/settings/data/download"
NOT_TAKEN = {
    "users": {"id", "password", "active", "fs_uniquifier", "confirmed_at", "cache_token"},
    "accounts": {"user_id", "name_key", "currency_id"},  # the code stands for the currency
    "entries": {"user_id", "account_id", "transfer_id", "timed"},  # by other names; `at` or none
    "changes": {"user_id", "account_id", "from_account_id"},
    "currencies": {"id", "user_id", "owner"},
    "manual_rates": {"user_id", "currency_id"},
    "entry_tags": {"user_id", "name_key"},
    "transfers": {"user_id"},
}
"""Columns that a player does not take along: secrets, and what others stand for."""
DERIVED = {"account_days", "account_years", "entry_taggings"}
OURS = {"submissions", "sign_ins", "roles_users", "second_factors", "recovery_codes", "passkeys"}
"""Tables with rows of players that tell nothing of a bankroll."""
NAMES = {"users": "settings", "manual_rates": "rates", "entry_tags": "tags"}


def export(user_id: int) -> dict[str, bytes]:
    with PlayerExportService().everything(user_id) as file, ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def lines(found: dict[str, bytes], table: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in found[f"json/{table}.jsonl"].splitlines()]


def sheet(found: dict[str, bytes], table: str) -> list[dict[str, str]]:
    text = found[f"csv/{table}.csv"].decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def typed(app: Flask, player: int, service: BankrollService) -> int:
    """A player with one of everything; the account's id."""
    CurrencyService().add_currency(player, "SAT", "=Sat", symbol="₿", decimals=0)
    CurrencyService().add_manual_rate(player, "SAT", date(2026, 3, 1), Decimal("1.10"))
    site = service.add_site(player, "=cmd|'/c calc'!A1", "EUR", Decimal("12.50"))
    bank = service.add_asset(player, "Bank", "SAT", Decimal(-7))
    service.record_deposit(player, site, 5, note="+1\n@x", tags=("-a", "b"))
    service.record_transfer(player, site, bank, 1, 3)
    db.session.remove()
    return site


def test_it_is_a_file_named_for_the_players_day(
    noon: time_machine.Traveller, signed_in: CheckingClient
) -> None:
    page = signed_in.get(PATH)
    assert page.status == 200
    assert page.headers["Content-Type"] == "application/zip"
    assert page.headers["Content-Disposition"].endswith("filename=total-bankroll-2026-03-10.zip")
    assert page.headers["Cache-Control"] == "no-store, private"
    with ZipFile(io.BytesIO(page.response.get_data())) as archive:
        assert archive.testzip() is None
        said = json.loads(archive.read("manifest.json"))
    assert (said["format"], said["schema_version"]) == ("total-bankroll-player", 1)
    assert said["tables"].keys() == TABLES.keys()


def test_it_is_for_who_has_typed_the_password_lately(
    client: CheckingClient, signed_in: CheckingClient
) -> None:
    assert urlsplit(client.get(PATH).location).path == "/login"
    with signed_in.session_transaction() as session:
        session.pop("fs_paa", None)
    assert "/verify" in signed_in.get(PATH).location
    assert signed_in.get(PAGE).all(f'main a[href="{PATH}"]')


def test_amounts_are_exact_and_say_their_currency(player: int, typed: int) -> None:
    found = export(player)
    accounts = {row["name"]: row for row in lines(found, "accounts")}
    assert accounts["=cmd|'/c calc'!A1"]["balance"] == "16.50"
    assert (accounts["Bank"]["balance"], accounts["Bank"]["currency"]) == ("-4", "SAT")
    deposit = next(row for row in lines(found, "entries") if row["kind"] == "deposit")
    assert deposit | {"amount": "5.00", "note": "+1\n@x", "tags": ["-a", "b"]} == deposit
    (rate,) = lines(found, "rates")
    assert (rate["currency"], rate["day"], rate["rate"]) == ("SAT", "2026-03-01", "1.1")
    assert {row["code"]: row["own"] for row in lines(found, "currencies")} == {
        "EUR": False,
        "SAT": True,
    }
    names = [row["after"].get("name") for row in lines(found, "changes")]
    assert "=cmd|'/c calc'!A1" in names


def test_a_spreadsheet_is_given_no_formula(player: int, typed: int) -> None:
    found = export(player)
    cells = [
        (name, value)
        for table in TABLES
        for row in sheet(found, table)
        for name, value in row.items()
    ]
    amounts = {"amount", "change", "balance"}
    started = {(name, value) for name, value in cells if value.startswith(FORMULA)}
    assert {name for name, _ in started} <= amounts
    assert ("name", "'=cmd|'/c calc'!A1") in cells
    assert ("note", "'+1\n@x") in cells
    assert ("tags", "'-a, b") in cells
    assert ("balance", "-4") in cells  # a number is one


def test_both_forms_say_the_same(player: int, typed: int) -> None:
    found = export(player)
    said = json.loads(found["manifest.json"])["tables"]
    for table, columns in COLUMNS.items():
        rows, cells = lines(found, table), sheet(found, table)
        assert len(rows) == len(cells) == said[table]["rows"], table
        for row, line in zip(rows, cells, strict=True):
            assert list(row) == list(line) == columns.split() == said[table]["columns"]
            assert str(row.get("id", "")) == line.get("id", "")


def test_nobody_elses_row_and_no_secret_is_in_it(
    app: Flask, player: int, other_player: int, typed: int
) -> None:
    Player(other_player, Random(2)).play(25)
    user = db.session.get_one(User, player)
    user.password = "$argon2id$secret"
    db.session.commit()
    secrets = {user.password, user.fs_uniquifier, user.cache_token}
    text = b"".join(export(player).values()).decode()
    assert not [secret for secret in secrets if secret in text]
    assert "other@example.org" not in text
    for model in (Account, Entry, ManualRate, RecordedChange):
        theirs = {row.id for row in db.session.query(model).filter_by(user_id=other_player)}
        table = NAMES.get(model.__tablename__, model.__tablename__)
        assert theirs
        assert not theirs & {row["id"] for row in lines(export(player), table)}
    own = {row.code for row in db.session.query(Currency).filter_by(user_id=other_player)}
    assert not own & {row["code"] for row in lines(export(player), "currencies")}


def test_every_column_is_taken_along_or_there_is_a_reason() -> None:
    for name, table in Model.metadata.tables.items():
        leads = any(key.column.table.name == "users" for key in table.foreign_keys)
        if name in DERIVED | OURS or not (leads or name == "users"):
            continue
        taken = set(COLUMNS[NAMES.get(name, name)].split())
        assert set(table.columns.keys()) - taken == NOT_TAKEN[name], name


def test_what_is_in_the_trash_comes_along(
    player: int, typed: int, service: BankrollService
) -> None:
    service.delete_site(player, typed)
    found = export(player)
    assert [row["deleted_at"] is None for row in lines(found, "accounts")] == [False, True]
    assert len(lines(found, "entries")) == 5


def test_in_pieces_it_is_the_same(player: int, typed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = export(player)
    for length in (1, 2, 5):
        monkeypatch.setattr(player_tables, "CHUNK", length)
        pieces = export(player)
        assert {n: c for n, c in pieces.items() if n != "manifest.json"} == {
            n: c for n, c in whole.items() if n != "manifest.json"
        }


def test_it_is_of_one_state_whoever_writes_meanwhile(
    player: int, typed: int, service: BankrollService, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, writes = PlayerReader.entries, []

    def entries(self: PlayerReader) -> Any:
        if not writes:
            writes.append(service.record_deposit(player, typed, 1))
        return plain(self)

    monkeypatch.setitem(TABLES, "entries", entries)  # type: ignore[arg-type]  # it is a dict
    found = export(player)
    balance = next(row for row in lines(found, "accounts") if row["id"] == typed)["balance"]
    changes = [Decimal(r["change"]) for r in lines(found, "entries") if r["account"] == typed]
    assert (Decimal(balance), writes != []) == (sum(changes), True)

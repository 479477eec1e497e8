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
from tests.support.passkeys import add_row as add_passkey
from tests.support.people import NOON
from total_bankroll.cells import FORMULA
from total_bankroll.extensions import db
from total_bankroll.models import (
    Account,
    Currency,
    Entry,
    ManualRate,
    Passkey,
    RecordedChange,
    RecoveryCode,
    SecondFactor,
    SignIn,
    User,
)
from total_bankroll.models.base import Model
from total_bankroll.services import player_tables
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.player_export import PlayerExportService
from total_bankroll.services.player_tables import COLUMNS, TABLES, PlayerReader

PAGE, PATH = "/settings/data", "/settings/data/download"
NOT_TAKEN = {
    "users": {"id", "password", "active", "fs_uniquifier", "cache_token"},
    "accounts": {"user_id", "name_key", "currency_id"},  # the code stands for the currency
    "entries": {"user_id", "account_id", "transfer_id", "timed"},  # by other names; `at` or none
    "changes": {"user_id", "account_id", "from_account_id"},
    "currencies": {"id", "user_id", "owner"},
    "manual_rates": {"user_id", "currency_id"},
    "entry_tags": {"user_id", "name_key"},
    "transfers": {"user_id"},
    "second_factors": {"user_id", "totp_secret", "last_counter", "created_at"},  # by another name
    "recovery_codes": {"id", "user_id", "code_hash"},  # they are counted
    "sign_ins": {"user_id", "secret_hash"},
    "passkeys": {"user_id", "credential", "credential_hash", "public_key", "user_handle"}
    | {"carriers", "sign_count", "last_challenge"},
}
"""Columns that a player does not take along: secrets, and what others stand for."""
NAMES = {"users": "settings", "manual_rates": "rates", "entry_tags": "tags"}
NAMES |= {"second_factors": "security", "recovery_codes": "security"}
LEFT_OUT = {
    "account_days": "sums of the entries, which `flask rebuild` makes anew",
    "account_years": "the same, packed",
    "entry_taggings": "each entry names its tags",
    "submissions": "which forms were saved, so that none counts twice; days later they are gone",
    "invitations": "the host's; it goes when its player comes",
    "roles": "Flask-Security's; nobody has one",
    "roles_users": "the same",
    "rates": "the European Central Bank's, the same for all",
    "held_rates": "the host's question whether such a rate is right",
    "job_runs": "the host's",
    "cache_tokens": "the instance's",
    "articles": "the host's, the same for all",
    "article_tags": "the same",
    "tags": "the same",
}
"""Tables that a player does not take along, and why."""


BROWSER = {"device": "Firefox on Linux", "address": "2001:db8::1"}
BROWSER_TIMES = {"created_at": NOON, "seen_at": NOON}


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
    add_passkey(player, 1, "=Phone")
    db.session.add(SignIn(user_id=player, secret_hash="s" * 64, **BROWSER, **BROWSER_TIMES))
    db.session.add(
        SecondFactor(user_id=player, totp_secret="totp-secret", last_counter=4711, created_at=NOON)
    )
    db.session.add(RecoveryCode(user_id=player, code_hash="c" * 64))
    db.session.commit()
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
    assert (said["format"], said["schema_version"]) == ("total-bankroll-player", 2)
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


def proofs(user_id: int) -> set[str]:
    """What lets the player in, and what is made of it."""
    (passkey,) = db.session.query(Passkey).filter_by(user_id=user_id)
    (app,) = db.session.query(SecondFactor).filter_by(user_id=user_id)
    (code,) = db.session.query(RecoveryCode).filter_by(user_id=user_id)
    hashes = {row.secret_hash for row in db.session.query(SignIn).filter_by(user_id=user_id)}
    of_passkey = {passkey.credential, passkey.credential_hash, passkey.public_key}
    of_app = {app.totp_secret, str(app.last_counter)}
    return {code.code_hash, passkey.user_handle} | hashes | of_passkey | of_app


def test_where_one_is_signed_in_and_what_passkeys_are_called(player: int, typed: int) -> None:
    found = export(player)
    (passkey,) = lines(found, "passkeys")
    assert passkey | {"name": "=Phone", "created_at": "2026-11-10T12:00:00Z", "used_at": None} == (
        passkey
    )
    times = {"created_at": "2026-11-10T12:00:00Z", "seen_at": "2026-11-10T12:00:00Z"}
    (sign_in,) = lines(found, "sign_ins")
    assert sign_in == {"id": sign_in["id"], **BROWSER, **times}
    assert lines(found, "security") == [
        {"app_added_at": "2026-11-10T12:00:00Z", "recovery_codes": 1}
    ]
    assert (
        sheet(found, "passkeys")[0]["name"],
        sheet(found, "sign_ins")[0]["address"],
    ) == ("'=Phone", "2001:db8::1")


def test_who_has_only_a_password_reads_so(player: int) -> None:
    found = export(player)
    assert lines(found, "security") == [{"app_added_at": None, "recovery_codes": 0}]
    assert (lines(found, "passkeys"), lines(found, "sign_ins")) == ([], [])


def test_nobody_elses_row_and_no_secret_is_in_it(
    app: Flask, player: int, other_player: int, typed: int
) -> None:
    Player(other_player, Random(2)).play(25)
    user = db.session.get_one(User, player)
    user.password = "$argon2id$secret"
    db.session.commit()
    secrets = {user.password, user.fs_uniquifier, user.cache_token, *proofs(player)}
    text = b"".join(export(player).values()).decode()
    assert not [secret for secret in secrets if secret in text]
    assert "other@example.org" not in text
    add_passkey(other_player, 2, "Theirs")
    db.session.add(SignIn(user_id=other_player, secret_hash="o" * 64, **BROWSER, **BROWSER_TIMES))
    db.session.commit()
    for model in (Account, Entry, ManualRate, Passkey, RecordedChange, SignIn):
        theirs = {row.id for row in db.session.query(model).filter_by(user_id=other_player)}
        table = NAMES.get(model.__tablename__, model.__tablename__)
        assert theirs
        assert not theirs & {row["id"] for row in lines(export(player), table)}
    own = {row.code for row in db.session.query(Currency).filter_by(user_id=other_player)}
    assert not own & {row["code"] for row in lines(export(player), "currencies")}


def test_every_column_is_taken_along_or_there_is_a_reason() -> None:
    for name, table in Model.metadata.tables.items():
        if name not in LEFT_OUT:
            taken = set(COLUMNS[NAMES.get(name, name)].split())
            assert set(table.columns.keys()) - taken == NOT_TAKEN[name], name


def test_every_table_is_taken_along_or_there_is_a_reason() -> None:
    tables = set(Model.metadata.tables)
    assert set(LEFT_OUT) <= tables
    taken = {name for name in tables if NAMES.get(name, name) in TABLES and name not in LEFT_OUT}
    assert taken | set(LEFT_OUT) == tables
    assert {NAMES.get(name, name) for name in taken} == set(TABLES) == set(COLUMNS)


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

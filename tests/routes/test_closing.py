"""Closing an account: asked twice, and then nothing of the player is left anywhere."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask_security.utils import hash_password
from sqlalchemy import event, func, select

from tests.conftest import add_player
from tests.support.backups import run
from tests.support.ledgers import Player
from tests.support.pages import CheckingClient
from tests.support.passkeys import add_row
from tests.support.people import letters, link_in
from tests.support.snapshots import filled
from total_bankroll.extensions import cache, db
from total_bankroll.models import Invitation, RecoveryCode, SecondFactor, User
from total_bankroll.models.base import Model
from total_bankroll.routes.throttling import GUESSES_FROM_DEVICE
from total_bankroll.services.bankroll_service import BankrollService

PATH = "/settings/close"
EMAIL, PASSWORD = "ada.lovelace@example.org", "correct horse battery"
SECRET_WORD = "Zanzibar"
DELETING = 25
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def ledger(user_id: int) -> None:
    """Something in every table that can hold what is a player's."""
    Player(user_id, Random(4)).play(30)
    service = BankrollService()
    site = service.add_site(user_id, f"{SECRET_WORD} site", "EUR", Decimal(100))
    words = {"note": f"{SECRET_WORD} note", "tags": (f"{SECRET_WORD} tag",)}
    service.record_deposit(user_id, site, 5, **words, submission_id="s")
    db.session.remove()


@pytest.fixture
def ada(app: Flask) -> int:
    user_id = add_player(EMAIL)
    user = db.session.get_one(User, user_id)
    user.password = hash_password(PASSWORD)
    db.session.commit()
    db.session.remove()
    filled(app, "closing", lambda: ledger(user_id))
    return user_id


@pytest.fixture
def browser(app: Flask, ada: int) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.sign_in(ada)
    return client


def send(client: CheckingClient, email: str = EMAIL, password: str = PASSWORD) -> Any:
    return client.post(PATH, data={"email": email, "password": password, "submission_id": "a" * 32})


def rows(*, of: int | None = None) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table; `of` a player, what lies in a column that leads to them."""
    db.session.remove()
    found = {}
    for name, table in Model.metadata.tables.items():
        keys = [
            c for c in table.columns if any(k.column.table.name == "users" for k in c.foreign_keys)
        ]
        if of is not None and name != "users" and not keys:
            continue
        query = select(table)
        if of is not None:
            query = query.where(*(key == of for key in keys or [table.c.id]))
        found[name] = [tuple(row) for row in db.session.execute(query)]
    db.session.remove()
    return found


def test_nothing_is_left_in_any_table_and_nobody_else_loses_anything(
    app: Flask, ada: int, browser: CheckingClient, other_player: int
) -> None:
    ledger(other_player)
    db.session.add_all(
        [
            Invitation(email=EMAIL, secret_hash="x" * 64, created_at=NOW, expires_at=NOW),
            SecondFactor(user_id=ada, totp_secret="{}", last_counter=1, created_at=NOW),
            RecoveryCode(user_id=ada, code_hash="x" * 64),
        ]
    )
    db.session.commit()
    add_row(ada)
    theirs, before = rows(of=other_player), rows(of=ada)
    lacking = {name for name, found in before.items() if not found}
    assert lacking <= {"roles_users"}, "the test's player should have some of all"
    page = send(browser)
    assert page.status == 303, page.text
    after = rows()
    words = (EMAIL, EMAIL.partition("@")[0])
    for name, found in after.items():
        for row in found:
            for value in map(str, row):
                assert not any(word in value for word in words), (name, row)
    assert {name: found for name, found in rows(of=ada).items() if found} == {}
    assert rows(of=other_player) == theirs


def test_no_row_of_any_kind_still_says_what_the_player_wrote(
    ada: int, browser: CheckingClient
) -> None:
    assert SECRET_WORD in str(rows())
    assert send(browser).status == 303
    assert SECRET_WORD.casefold() not in str(rows()).casefold()


def test_no_file_of_a_cache_still_says_what_the_player_wrote(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    folder = tmp_path / "cache"
    app = make_app(CACHE_TYPE="FileSystemCache", CACHE_DIR=str(folder))
    with app.app_context():
        user_id = add_player(EMAIL)
        db.session.get_one(User, user_id).password = hash_password(PASSWORD)
        db.session.commit()
        ledger(user_id)
    client = app.test_client()
    client.sign_in(user_id)
    for path in ("/", "/sites", "/reports"):
        client.get(path)

    def stored() -> bytes:
        return b"".join(path.read_bytes() for path in folder.iterdir()).lower()

    assert SECRET_WORD.lower().encode() in stored()
    assert send(client).status == 303
    assert SECRET_WORD.lower().encode() not in stored()


def test_a_cache_that_is_down_stops_nobody_from_leaving(
    ada: int, browser: CheckingClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise ConnectionError

    monkeypatch.setattr(cache.cache, "clear", fail)
    assert send(browser).status == 303
    assert not any(rows(of=ada).values())


def test_the_browser_is_signed_out_everywhere(
    app: Flask, ada: int, browser: CheckingClient
) -> None:
    other = app.test_client()
    assert isinstance(other, CheckingClient)
    other.sign_in(ada)
    answer = send(browser)
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "Your account is closed" in browser.get(answer.location).text
    for client in (browser, other):
        assert client.get("/settings").status == 302
    assert db.session.get(User, ada) is None


def test_the_address_is_told_once_more(app: Flask, browser: CheckingClient, outbox: None) -> None:
    (letter,) = letters(app, send(browser))
    assert (letter.subject, letter.to) == ("Your account is closed", [EMAIL])
    assert "Nothing of it is left there" in letter.body


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("other@example.org", PASSWORD, "Type the e-mail address of this account."),
        ("", PASSWORD, "Type the e-mail address of this account."),
        (EMAIL, "wrong", "That is not your password."),
        (EMAIL, "", "That is not your password."),
    ],
)
def test_both_must_be_right(
    ada: int, browser: CheckingClient, other_player: int, email: str, password: str, said: str
) -> None:
    before = rows()
    page = send(browser, email, password)
    assert page.status == 422
    assert said in page.text
    assert PASSWORD not in page.text
    assert rows() == before


def test_the_address_may_be_typed_in_capitals(browser: CheckingClient) -> None:
    assert send(browser, f"  {EMAIL.upper()} ").status == 303


def test_passwords_cannot_be_guessed_here(browser: CheckingClient) -> None:
    tries = int(GUESSES_FROM_DEVICE.split()[0])
    statuses = [send(browser, password=f"wrong {n}").status for n in range(tries + 1)]
    assert statuses == [422] * tries + [429]


def test_it_needs_a_password_that_was_typed_lately(app: Flask, browser: CheckingClient) -> None:
    with browser.session_transaction() as session:
        session.pop("fs_paa", None)
    for answer in (browser.get(PATH), send(browser)):
        assert answer.status in {302, 303}
        assert "/verify" in answer.location
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_the_page_says_what_goes_and_offers_to_take_it_along(
    ada: int, browser: CheckingClient
) -> None:
    page = browser.get(PATH)
    accounts = len(rows(of=ada)["accounts"])
    assert f"{accounts} accounts with" in page.words("main")
    assert page.all('main a[href="/settings/data/download"]')
    assert browser.get("/settings").all('main a[href="/settings/data"]')
    assert browser.get("/settings/data").all(f'main a[href="{PATH}"]')


def test_many_entries_cost_no_more_statements(app: Flask) -> None:
    counts = []
    for entries in (50, 500):
        email = f"n{entries}@example.org"
        run(app, "demo", "--email", email, "--entries", str(entries))
        user = db.session.scalars(select(User).where(User.email == email)).one()
        user_id, user.password = user.id, hash_password(PASSWORD)
        db.session.commit()
        db.session.remove()
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.sign_in(user_id)
        deletes: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_: Any, into: list[str] = deletes) -> None:
            if statement.startswith("DELETE"):
                into.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        assert send(client, email).status == 303
        event.remove(db.engine, "before_cursor_execute", note)
        counts.append(len(deletes))
    assert counts[0] == counts[1] <= DELETING


# -- who has no password


@pytest.fixture
def without(app: Flask, ada: int) -> CheckingClient:
    """A browser of a player without a password, who is asked for it."""
    db.session.get_one(User, ada).password = None
    db.session.commit()
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    client.sign_in(ada)
    return client


def test_who_has_no_password_is_told_how_to_get_one(ada: int, without: CheckingClient) -> None:
    page = without.get(PATH)
    assert "You have no password yet" in page.words("main")
    assert not page.all(f"main form[action='{PATH}']")
    assert without.get("/verify").one("main a[href='/reset']").text == "No password yet? Set one"
    for guess in ("", PASSWORD):
        assert send(without, password=guess).status == 422
    assert rows(of=ada)["accounts"]


def test_a_password_that_is_set_by_e_mail_closes_it(
    app: Flask, ada: int, without: CheckingClient, outbox: None
) -> None:
    assert without.get("/reset").one("#email")["value"] == EMAIL
    (letter,) = letters(app, without.post("/reset", data={"email": EMAIL}))
    done = without.post(link_in(letter), data={"password": PASSWORD, "password_confirm": PASSWORD})
    assert done.location == "/login"
    assert without.get(PATH).status == 302, "the link signs everybody out, and nobody in"
    without.post("/login", data={"email": EMAIL, "password": PASSWORD})
    assert send(without).location == "/"
    assert not any(rows(of=ada).values())

"""Signing in with a passkey: alone, after the password, and what does not count as one."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import Engine, select

from tests.support.pages import CheckingClient
from tests.support.passkeys import (
    SECOND,
    SETTINGS,
    SIGN_IN,
    Authenticator,
    answer,
    ask,
    enrol,
    options_of,
    packed,
    refused,
    sign_in,
    stored,
)
from tests.support.people import Clock, browser, is_signed_in, letters
from tests.support.second_factors import enrol as enrol_app
from total_bankroll.extensions import db
from total_bankroll.models import SignIn, User
from total_bankroll.routes import passkey_step
from total_bankroll.routes.throttling import GUESSES_FROM_ADDRESS
from total_bankroll.services import writing


def test_it_signs_in_alone_and_the_sign_in_has_its_row(app: Flask, device: Authenticator) -> None:
    client = browser(app)
    before = db.session.query(SignIn).count()
    page = sign_in(client, device)
    assert (page.status, page.location) == (302, "/")
    assert is_signed_in(client)
    db.session.remove()
    assert db.session.query(SignIn).count() == before + 1
    (row,) = stored(app)
    assert row.used_at is not None
    assert row.sign_count == 1


def test_it_counts_as_password_and_code(
    app: Flask, here: CheckingClient, device: Authenticator
) -> None:
    enrol_app(here)
    client = browser(app)
    assert sign_in(client, device).location == "/"
    assert client.get(SETTINGS).status == 200, "what asks for the password lately typed lets in"


def test_the_way_goes_on_and_the_sign_in_may_stay(app: Flask, device: Authenticator) -> None:
    client = browser(app)
    page = ask(client, next="/settings?x=1", remember="y")
    assert answer(client, page, device.get(options_of(page))).location == "/settings?x=1"
    client.delete_cookie("session")
    assert is_signed_in(client)
    assert sign_in(browser(app), device, next="//evil.example").location != "//evil.example"


def test_the_question_names_nobody(app: Flask, device: Authenticator) -> None:
    known = ask(browser(app), email="ada@example.org", identity="ada@example.org")
    unknown = ask(browser(app), email="bob@example.org", identity="bob@example.org")
    for page in (known, unknown):
        options = options_of(page)
        assert options["allowCredentials"] == []
        assert (options["rpId"], options["userVerification"]) == ("localhost", "required")
    assert len(known.statements) == len(unknown.statements) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://localhost"},
        {"rp_id": "evil.example"},
        {"flags": 0x01},
        {"flags": 0x04},
        {"kind": "webauthn.create"},
        {"handle": b"somebody else"},
        {"handle": b""},
        {"credential": b"another"},
        {"key": Authenticator().key},
        {"counts": -1},
    ],
    ids=[
        *("origin", "scheme", "site", "nobody verified", "nobody present", "other question"),
        *("another's handle", "no handle", "unknown", "another's key", "counts as a copy"),
    ],
)
def test_what_proves_nothing_is_refused(
    app: Flask, device: Authenticator, wrong: dict[str, object], clock: Clock
) -> None:
    sign_in(browser(app), device)
    clock.shift(SECOND)
    for name, value in wrong.items():
        setattr(device, name, value)
    client = browser(app)
    assert refused(client, sign_in(client, device))


@pytest.mark.parametrize(
    "said", ["", "x", "[]", "{}", "[" * 9000, "x" * 20_000, '{"id":"","rawId":""}']
)
def test_what_is_no_answer_is_refused(app: Flask, device: Authenticator, said: str) -> None:
    client = browser(app)
    assert refused(client, answer(client, ask(client), said))


def test_a_signature_that_was_changed_is_refused(app: Flask, device: Authenticator) -> None:
    client = browser(app)
    page = ask(client)
    assert refused(client, answer(client, page, device.get(options_of(page), signature="AAAA")))


@pytest.mark.parametrize("counts", [0, None], ids=["that counts", "that does not"])
@pytest.mark.parametrize("look", [passkey_step.check_passkey, lambda *_: None], ids=["", "late"])
def test_an_answer_counts_once(  # for the write too: both may be fine when they are looked at
    app: Flask, here: CheckingClient, clock: Clock, monkeypatch: Any, counts: int | None, look: Any
) -> None:
    monkeypatch.setattr(passkey_step, "check_passkey", look)
    device, _ = enrol(here, Authenticator(counts=counts))
    clock.shift(SECOND)
    client, thief = browser(app), browser(app)
    page = ask(client)
    said = device.get(options_of(page))
    assert answer(client, page, said).location == "/"
    assert refused(thief, answer(thief, page, said))


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """One item for each write transaction that begins from now on."""
    begun, plain = list[object](), writing.write_options

    def options(engine: Engine) -> dict[str, object]:
        begun.append(engine)
        return plain(engine)

    monkeypatch.setattr(writing, "write_options", options)
    return begun


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"handle": b"somebody else"},
        {"credential": b"another"},
        {"key": Authenticator().key},
    ],
    ids=["site", "another's handle", "unknown", "another's key"],
)
def test_an_answer_that_proves_nothing_begins_no_write(
    app: Flask, device: Authenticator, writes: list[object], wrong: dict[str, object]
) -> None:
    for name, value in wrong.items():
        setattr(device, name, value)
    client = browser(app)
    assert refused(client, sign_in(client, device))
    assert writes == []


def test_nor_does_what_is_no_answer_or_none_to_a_question_of_ours(
    app: Flask, device: Authenticator, clock: Clock, writes: list[object]
) -> None:
    client = browser(app)
    for said in ("", "{}", "x" * 20_000):
        assert refused(client, answer(client, ask(client), said))
    said = device.get({"challenge": packed(b"9999999999999999.x")})
    assert client.post(f"{SIGN_IN}/made-up", data={"credential": said}).status == 302
    page = ask(client)
    late = device.get(options_of(page))
    clock.shift(timedelta(minutes=6))
    assert answer(client, page, late).status == 302
    assert writes == []


def test_nor_does_an_answer_that_was_taken_before(
    app: Flask, here: CheckingClient, clock: Clock, writes: list[object]
) -> None:
    device, _ = enrol(here, Authenticator(counts=None))
    clock.shift(SECOND)
    client, thief = browser(app), browser(app)
    page = ask(client)
    said = device.get(options_of(page))
    writes.clear()
    assert answer(client, page, said).location == "/"
    assert writes != []  # or nothing would be counted here
    writes.clear()
    assert refused(thief, answer(thief, page, said))
    assert writes == []


def test_challenges_of_before_the_last_one_count_no_more(
    app: Flask, here: CheckingClient, clock: Clock
) -> None:
    device, _ = enrol(here, Authenticator(counts=None))
    clock.shift(SECOND)
    client, other = browser(app), browser(app)
    former = ask(client)
    clock.shift(SECOND)
    assert sign_in(other, device).location == "/"
    assert refused(client, answer(client, former, device.get(options_of(former))))


def test_the_answer_to_one_question_is_none_to_another(app: Flask, device: Authenticator) -> None:
    client = browser(app)
    one, other = ask(client), ask(client)
    assert refused(client, answer(client, other, device.get(options_of(one))))


def test_a_challenge_does_not_wait_for_long(
    app: Flask, device: Authenticator, clock: Clock
) -> None:
    client = browser(app)
    page = ask(client)
    said = device.get(options_of(page))
    clock.shift(timedelta(minutes=6))
    assert urlsplit(answer(client, page, said).location).path == SIGN_IN
    assert "took too long" in client.get(SIGN_IN).words(".toasts")
    assert not is_signed_in(client)


def test_a_challenge_of_ones_own_making_is_none(app: Flask, device: Authenticator) -> None:
    client = browser(app)
    said = device.get({"challenge": packed(b"9999999999999999.x")})
    assert client.post(f"{SIGN_IN}/made-up", data={"credential": said}).status == 302
    assert not is_signed_in(client)


def test_one_that_was_removed_is_refused(
    app: Flask, here: CheckingClient, device: Authenticator
) -> None:
    client = browser(app)
    page = ask(client)
    here.post(f"{SETTINGS}/{stored(app)[0].id}/delete")
    assert refused(client, answer(client, page, device.get(options_of(page))))


def test_an_account_that_is_switched_off_stays_closed(app: Flask, device: Authenticator) -> None:
    db.session.scalars(select(User)).one().active = False
    db.session.commit()
    client = browser(app)
    assert refused(client, sign_in(client, device))


def test_who_is_in_is_not_signed_in_as_another(
    app: Flask, device: Authenticator, other_signed_in: CheckingClient
) -> None:
    page = ask(browser(app))
    said = device.get(options_of(page))
    assert answer(other_signed_in, page, said).location == "/"
    assert "ada@example.org" not in other_signed_in.get("/settings").words("main")


# -- guessing, and what is told


def test_failures_are_logged_and_sign_ins_told_of(
    app: Flask, device: Authenticator, outbox: None, caplog: pytest.LogCaptureFixture
) -> None:
    client = browser(app)
    with caplog.at_level("INFO", "total_bankroll.security"):
        answer(client, ask(client), "x")
        sent = letters(app, sign_in(client, device))
    assert "passkey refused" in caplog.text
    assert "by=webauthn browser=new" in caplog.text
    assert {letter.subject for letter in sent} == {"A new browser has signed in"}


def test_trying_is_slowed_down_by_address(app: Flask, device: Authenticator) -> None:
    thief = browser(app)
    thief.checks = False
    page = ask(thief)
    times = int(GUESSES_FROM_ADDRESS.partition(" ")[0])
    tries = [answer(thief, page, "x").status for _ in range(times + 1)]
    assert tries == [302] * times + [429]


def test_signing_in_with_it_costs_few_statements(app: Flask, device: Authenticator) -> None:
    # Two of them look, before the write begins, whether the answer might count.
    assert len(sign_in(browser(app), device).statements) == 8


def test_without_scripts_there_is_a_sentence(app: Flask, here: CheckingClient) -> None:
    pages = [browser(app).get(SIGN_IN), ask(browser(app)), here.get(f"{SETTINGS}/new")]
    for page in pages:
        assert "need JavaScript" in page.words("[data-says]")
    assert browser(app).get("/login").one('button[formaction="/wan-signin"]')
    json.loads(str(pages[1].one("form[data-passkey]")["data-options"]))

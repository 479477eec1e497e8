"""A player's passkeys under Settings: added with the device's answer, listed and removed."""

import json
from datetime import timedelta

import cbor2
import pytest
from flask import Flask

from tests.routes.input_cases import shown_again
from tests.support.pages import CheckingClient
from tests.support.passkeys import (
    ORIGIN,
    SETTINGS,
    Authenticator,
    add_row,
    confirm,
    enrol,
    options_of,
    packed,
    stored,
    unpacked,
)
from tests.support.people import EMAIL, Clock, browser, letters, sign_in
from tests.support.second_factors import SETTINGS as SECOND_FACTOR
from tests.support.second_factors import enrol as enrol_app
from total_bankroll.errors import Invalid
from total_bankroll.extensions import db
from total_bankroll.models import RecoveryCode
from total_bankroll.services.passkey_proofs import Site, proof_of_new
from total_bankroll.services.passkeys import LONGEST_NAME, MOST


def codes_left() -> int:
    db.session.remove()
    return db.session.query(RecoveryCode).count()


def test_the_settings_lead_there(here: CheckingClient) -> None:
    assert here.get("/settings").all(f'a[href="{SETTINGS}"]')
    assert here.get(SECOND_FACTOR).all(f'a[href="{SETTINGS}"]')
    page = here.get(SETTINGS)
    assert page.all(f'a[href="{SETTINGS}/new"]')
    assert "You have none yet" in page.words("main")


def test_the_first_one_shows_recovery_codes_once_a_further_one_none(
    app: Flask, here: CheckingClient
) -> None:
    _, first = enrol(here, name="My phone")
    assert (first.status, len(first.all(".secrets li"))) == (200, 10)
    _, second = enrol(here, name="My laptop")
    assert (second.location, codes_left()) == (SETTINGS, 10)
    page = here.get(SETTINGS)
    assert [each.get_text() for each in page.all("tbody b")] == ["My phone", "My laptop"]
    assert "Not used yet" in page.words("tbody")
    assert "Added" in page.words("tbody small")


def test_what_the_browser_is_told(app: Flask, here: CheckingClient) -> None:
    device, _ = enrol(here)
    options = options_of(here.get(f"{SETTINGS}/new"))
    assert options["rp"] == {"name": "Total Bankroll", "id": "localhost"}
    chosen = options["authenticatorSelection"]
    assert (chosen["residentKey"], chosen["userVerification"]) == ("required", "required")
    assert options["attestation"] == "none"
    assert [each["id"] for each in options["excludeCredentials"]] == [packed(device.credential)]
    assert unpacked(options["user"]["id"]) == device.handle, "one player, whatever the passkey"


def test_the_players_handle_is_random(app: Flask, here: CheckingClient) -> None:
    handles = [options_of(here.get(f"{SETTINGS}/new"))["user"]["id"] for _ in range(2)]
    assert handles[0] != handles[1]
    assert all(len(unpacked(each)) == 32 for each in handles)


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:5000"},
        {"rp_id": "evil.example"},
        {"flags": 0x01},
        {"flags": 0x04},
        {"kind": "webauthn.get"},
    ],
    ids=["origin", "port", "site", "nobody verified", "nobody present", "other question"],
)
def test_what_proves_nothing_is_refused(
    app: Flask, here: CheckingClient, wrong: dict[str, object]
) -> None:
    _, page = enrol(here, Authenticator(**wrong))  # type: ignore[arg-type]  # one of many
    assert page.status == 422
    assert "could not be checked" in page.words(".error-summary")
    assert stored(app) == []


@pytest.mark.parametrize("answer", ["", "x", "[]", "{}", '{"id":1}', "[" * 9000, "x" * 20_000])
def test_what_is_no_answer_is_refused(app: Flask, here: CheckingClient, answer: str) -> None:
    page = here.get(f"{SETTINGS}/new")
    assert confirm(here, page, answer).status == 422
    assert stored(app) == []


@pytest.mark.parametrize("fmt", ["tpm", "android-safetynet", "apple", "fido-u2f"])
def test_a_statement_that_was_not_asked_for_is_not_read(here: CheckingClient, fmt: str) -> None:
    options = options_of(here.get(f"{SETTINGS}/new"))
    said = json.loads(Authenticator().create(options))
    told = cbor2.loads(unpacked(said["response"]["attestationObject"]))
    said["response"]["attestationObject"] = packed(cbor2.dumps({**told, "fmt": fmt}))
    challenge = unpacked(options["challenge"]).decode()
    with pytest.raises(Invalid) as refusal:
        proof_of_new(json.dumps(said), challenge, Site("localhost", ORIGIN))
    assert "not asked for" in str(refusal.value.__cause__)


def test_each_page_has_a_challenge_of_its_own(app: Flask, here: CheckingClient) -> None:
    one, other = here.get(f"{SETTINGS}/new"), here.get(f"{SETTINGS}/new")
    assert confirm(here, other, Authenticator().create(options_of(one))).status == 422


def test_a_challenge_does_not_wait_for_long(here: CheckingClient, clock: Clock) -> None:
    page = here.get(f"{SETTINGS}/new")
    said = Authenticator().create(options_of(page))
    clock.shift(timedelta(minutes=6))
    late = confirm(here, page, said)
    assert late.status == 422
    assert "took too long" in late.words(".error-summary")


def test_nobody_answers_for_another(
    app: Flask, here: CheckingClient, other_signed_in: CheckingClient
) -> None:
    theirs = other_signed_in.get(f"{SETTINGS}/new")
    assert confirm(here, theirs, Authenticator().create(options_of(theirs))).status == 422
    assert stored(app) == []


def test_one_passkey_is_added_once(app: Flask, here: CheckingClient) -> None:
    page = here.get(f"{SETTINGS}/new")
    said = Authenticator().create(options_of(page))
    assert confirm(here, page, said).status == 200
    assert confirm(here, page, said).location == SETTINGS
    assert "added already" in here.get(SETTINGS).words(".toasts")
    assert len(stored(app)) == 1


UNREADABLE = "Leave out control and text-direction characters."
TOO_LONG = f"Enter at most {LONGEST_NAME} characters."


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("", "Enter a name."),
        ("   ", "Enter a name."),
        ("x" * 61, TOO_LONG),
        ("x" * 255, TOO_LONG),
        ("x" * 256, TOO_LONG),
        ("🔑" * 61, TOO_LONG),
        ("\0", UNREADABLE),
        ("a\u202eb", UNREADABLE),
        ("a\nb\0", UNREADABLE),
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_a_name_can_be_read_and_what_was_typed_stays(
    app: Flask, here: CheckingClient, name: str, message: str
) -> None:
    _, page = enrol(here, name=name)
    assert page.status == 422
    assert page.words("#name-error") == message
    assert page.one("input[name=name]")["value"] == shown_again(name)
    assert stored(app) == []


@pytest.mark.parametrize(
    "name", ["🔑 ♠ phone", "x" * 60, "🔑" * 60, "<script>alert(1)</script>", "{{7*7}}", "a&amp;b"]
)
def test_any_name_that_can_be_read_is_kept_and_shown_as_it_was_typed(
    app: Flask, here: CheckingClient, name: str
) -> None:
    enrol(here, name=name)
    assert [row.name for row in stored(app)] == [name]
    page = here.get(SETTINGS)
    assert page.words("tbody b") == name
    assert page.one("tbody button")["aria-label"] == f"Remove {name}"


def test_two_may_have_one_name(app: Flask, here: CheckingClient) -> None:
    names = ["My phone", "MY PHONE", "My phone"]
    for name in names:
        enrol(here, name=name)
    assert [row.name for row in stored(app)] == names
    assert [each.get_text() for each in here.get(SETTINGS).all("tbody b")] == names


def test_there_may_be_many_but_not_any_number(app: Flask, ada: int, here: CheckingClient) -> None:
    for number in range(MOST):
        add_row(ada, number)
    _, page = enrol(here)
    assert page.location == SETTINGS
    assert "Remove one" in here.get(SETTINGS).words(".toasts")
    assert len(stored(app)) == MOST


def test_removing_the_last_one_lets_the_password_be_enough(
    app: Flask, here: CheckingClient
) -> None:
    enrol(here)
    enrol(here)
    first, second = (row.id for row in stored(app))
    assert here.post(f"{SETTINGS}/{first}/delete").location == SETTINGS
    assert (len(stored(app)), codes_left()) == (1, 10)
    here.post(f"{SETTINGS}/{second}/delete")
    assert (stored(app), codes_left()) == ([], 0)
    assert "password is enough" in here.get(SETTINGS).words(".toasts")
    assert sign_in(browser(app)).location == "/"


def test_nobody_removes_those_of_others(
    app: Flask, here: CheckingClient, other_signed_in: CheckingClient
) -> None:
    enrol(here)
    (row,) = stored(app)
    assert other_signed_in.post(f"{SETTINGS}/{row.id}/delete").status == 404
    assert len(stored(app)) == 1


def test_app_and_passkeys_share_the_recovery_codes(app: Flask, here: CheckingClient) -> None:
    enrol_app(here)
    _, page = enrol(here)
    assert (page.location, codes_left()) == (SETTINGS, 10)
    here.post(f"{SECOND_FACTOR}/delete")
    assert codes_left() == 10
    assert here.get(SECOND_FACTOR).words("#passkeys-state") == "1"
    renewed = here.post(f"{SECOND_FACTOR}/codes")
    assert (len(renewed.all(".secrets li")), codes_left()) == (10, 10)


def test_the_password_has_to_be_fresh(app: Flask, here: CheckingClient, clock: Clock) -> None:
    enrol(here)
    clock.shift(timedelta(hours=1))
    for path in (SETTINGS, f"{SETTINGS}/new"):
        assert here.get(path).location.startswith("/verify")
    for path in (f"{SETTINGS}/new", f"{SETTINGS}/{stored(app)[0].id}/delete"):
        assert here.post(path).location.startswith("/verify")
    assert len(stored(app)) == 1


def test_what_was_done_is_told_and_logged(
    app: Flask, here: CheckingClient, outbox: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "total_bankroll.security"):
        _, added = enrol(here)
        removed = here.post(f"{SETTINGS}/{stored(app)[0].id}/delete")
        sent = [*letters(app, added), *letters(app, removed)]
    assert "second factor: passkey added" in caplog.text
    assert "second factor: passkey removed" in caplog.text
    assert EMAIL not in caplog.text
    assert {letter.subject for letter in sent} == {"Your second factor"}
    assert any("A passkey was added" in letter.body for letter in sent)


def test_flask_securitys_own_pages_lead_there(here: CheckingClient) -> None:
    for path in ("/wan-register", "/wan-delete"):
        assert here.get(path).location == SETTINGS
    assert here.post("/wan-register/x").location == SETTINGS
    assert here.get("/wan-verify", headers={"Accept": "text/html"}).status == 404

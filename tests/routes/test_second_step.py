"""Signing in with a second factor: what is asked for, what counts once, what guessing costs."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.support.pages import CheckingClient
from tests.support.people import (
    EMAIL,
    OTHER,
    PASSWORD,
    Clock,
    browser,
    change,
    is_signed_in,
    letters,
    sign_in,
    without_tokens,
)
from tests.support.second_factors import Phone, enrol, second_step
from total_bankroll.extensions import db
from total_bankroll.models import RecoveryCode, User

RECOVERY = "/mf-recovery"
HALF_MINUTE = timedelta(seconds=30)


@pytest.fixture
def enrolled(here: CheckingClient, clock: Clock) -> tuple[Phone, list[str]]:
    """The app and the recovery codes of a player; a code after that of adding it is due."""
    found = enrol(here)
    clock.shift(timedelta(minutes=2))
    return found


@pytest.fixture
def phone(enrolled: tuple[Phone, list[str]]) -> Phone:
    return enrolled[0]


@pytest.fixture
def codes(enrolled: tuple[Phone, list[str]]) -> list[str]:
    return enrolled[1]


@pytest.fixture
def waiting(app: Flask, phone: Phone) -> CheckingClient:
    """A browser in which the right password was typed."""
    client = browser(app)
    assert urlsplit(sign_in(client).location).path == "/tf-validate"
    return client


def test_the_password_alone_opens_nothing(waiting: CheckingClient) -> None:
    assert not is_signed_in(waiting)
    page = waiting.get("/tf-validate")
    assert (page.status, page.words("h1")) == (200, "Code from your app")
    assert not waiting.get("/login").all(".toast")


def test_what_the_browser_keeps_meanwhile_does_not_name_the_player(
    waiting: CheckingClient,
) -> None:
    """A cookie can be read where it lies, and this one stays where nobody goes on."""
    with waiting.session_transaction() as session:
        kept = repr(dict(session))
    assert "tf_user_id" in kept
    assert EMAIL not in kept


def test_the_code_lets_in(waiting: CheckingClient, phone: Phone) -> None:
    page = second_step(waiting, phone.code())
    assert (page.status, page.location) == (302, "/")
    assert is_signed_in(waiting)
    with waiting.session_transaction() as session:
        assert not [name for name in session if name.startswith(("tf_", "second_step"))]


def test_blanks_in_a_code_make_no_difference(waiting: CheckingClient, phone: Phone) -> None:
    code = phone.code()
    assert second_step(waiting, f" {code[:3]} {code[3:]} ").status == 302


@pytest.mark.parametrize("ahead", [-1, 1])
def test_a_phone_may_be_half_a_minute_wrong(
    waiting: CheckingClient, phone: Phone, ahead: int
) -> None:
    assert second_step(waiting, phone.code(ahead)).status == 302


@pytest.mark.parametrize("ahead", [-3, -2, 2, 3])
def test_a_code_is_short_lived(waiting: CheckingClient, phone: Phone, ahead: int) -> None:
    page = second_step(waiting, phone.code(ahead))
    assert page.status == 200
    assert "That code is wrong, or was used already." in page.words("#code-error")
    assert not is_signed_in(waiting)


def test_a_code_counts_once(app: Flask, waiting: CheckingClient, phone: Phone) -> None:
    code = phone.code()
    second_step(waiting, code)
    thief = browser(app)
    sign_in(thief)
    assert second_step(thief, code).status == 200
    assert not is_signed_in(thief)


def test_a_code_of_before_the_last_one_counts_no_more(
    app: Flask, waiting: CheckingClient, phone: Phone
) -> None:
    former, current = phone.code(-1), phone.code()
    second_step(waiting, current)
    thief = browser(app)
    sign_in(thief)
    assert second_step(thief, former).status == 200


def test_the_code_that_added_the_app_signs_nobody_in(
    app: Flask, here: CheckingClient, clock: Clock
) -> None:
    phone, _ = enrol(here)
    client = browser(app)
    sign_in(client)
    assert second_step(client, phone.code()).status == 200
    clock.shift(HALF_MINUTE)
    assert second_step(client, phone.code()).status == 302


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦", "²" * 6, "0" * 9000])
def test_odd_codes_are_wrong_codes(waiting: CheckingClient, code: str) -> None:
    assert second_step(waiting, code).status == 200
    assert second_step(waiting, code, RECOVERY).status == 200
    assert not is_signed_in(waiting)


def test_the_way_goes_on_after_the_second_step(app: Flask, phone: Phone) -> None:
    client = browser(app)
    asked = sign_in(client, next="/settings?x=1")
    page = client.get(asked.location)
    target = str(page.one("main input[name=next]")["value"])
    assert target == "/settings?x=1"
    assert "next=/settings?x%3D1" in str(page.one('a[href^="/mf-recovery"]')["href"])
    wrong = second_step(client, "000000", next=target)
    assert wrong.one("main input[name=next]")["value"] == target
    assert second_step(client, phone.code(), next=target).location == target


def test_the_second_step_leads_nowhere_else(waiting: CheckingClient, phone: Phone) -> None:
    assert second_step(waiting, phone.code(), next="//evil.example").location == "/"


def test_staying_signed_in_outlasts_the_second_step(app: Flask, phone: Phone) -> None:
    client = browser(app)
    sign_in(client, remember="y")
    second_step(client, phone.code())
    client.delete_cookie("session")
    assert is_signed_in(client)


@pytest.mark.parametrize("path", ["/tf-validate", RECOVERY])
def test_without_the_password_there_is_no_second_step(app: Flask, phone: Phone, path: str) -> None:
    stranger = browser(app)
    assert stranger.get(path).location == "/login"
    assert second_step(stranger, phone.code(), path).location == "/login"
    assert not is_signed_in(stranger)


def test_a_right_password_does_not_wait_for_long(
    waiting: CheckingClient, phone: Phone, clock: Clock
) -> None:
    clock.shift(timedelta(minutes=11))
    assert second_step(waiting, phone.code()).location == "/login"
    assert not is_signed_in(waiting)


def test_a_new_password_ends_the_wait(
    waiting: CheckingClient, here: CheckingClient, phone: Phone
) -> None:
    change(here, PASSWORD, OTHER)
    assert second_step(waiting, phone.code()).location == "/login"


def test_who_is_in_stays_in(here: CheckingClient, phone: Phone) -> None:
    assert here.get("/tf-validate").location == "/"
    assert here.get(RECOVERY).location == "/"
    assert is_signed_in(here)


def test_a_wrong_password_says_nothing_of_a_second_factor(app: Flask, phone: Phone) -> None:
    known = sign_in(browser(app), EMAIL, "not the password")
    unknown = sign_in(browser(app), "bob@example.org", "not the password")
    assert without_tokens(known, EMAIL) == without_tokens(unknown, "bob@example.org")
    assert len(known.statements) == len(unknown.statements)


# -- recovery codes


def test_a_recovery_code_lets_in_once_and_says_how_many_are_left(
    app: Flask, waiting: CheckingClient, codes: list[str]
) -> None:
    assert second_step(waiting, codes[3], RECOVERY).location == "/"
    assert "9 recovery codes are left" in waiting.get("/settings").words(".toasts")
    again = browser(app)
    sign_in(again)
    page = second_step(again, codes[3], RECOVERY)
    assert page.status == 200
    assert "That code is wrong, or was used already." in page.words("#code-error")
    assert not is_signed_in(again)


def test_wrong_codes_and_used_recovery_codes_are_told_of(
    app: Flask,
    waiting: CheckingClient,
    codes: list[str],
    outbox: None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level("INFO", "total_bankroll.security"):
        second_step(waiting, "000000")
        sent = letters(app, second_step(waiting, codes[0], RECOVERY))
    assert "second step failed" in caplog.text
    assert "sign-in" in caplog.text
    assert codes[0] not in caplog.text
    subjects = {letter.subject for letter in sent}
    assert subjects == {"Your second factor", "A new browser has signed in"}


def test_a_recovery_code_may_be_typed_carelessly(waiting: CheckingClient, codes: list[str]) -> None:
    careless = codes[0].upper().replace("-", " ").replace("0", "O").replace("1", "l")
    assert second_step(waiting, f" {careless} ", RECOVERY).status == 302


def test_nobody_uses_the_codes_of_others(app: Flask, codes: list[str]) -> None:
    with app.app_context():
        bob = User(email="bob@example.org", password=db.session.get_one(User, 1).password)
        db.session.add(bob)
        db.session.commit()
    client = browser(app)
    sign_in(client, "bob@example.org")
    enrol(client)
    again = browser(app)
    sign_in(again, "bob@example.org")
    assert second_step(again, codes[0], RECOVERY).status == 200


def test_recovery_codes_are_stored_as_hashes(app: Flask, codes: list[str]) -> None:
    rows = db.session.query(RecoveryCode).all()
    assert len(rows) == len(codes) == 10
    plain = {code.replace("-", "") for code in codes}
    assert all(len(code) == 24 for code in plain)
    hashes = " ".join(row.code_hash for row in rows)
    assert not [code for code in plain if code in hashes or code[:8] in hashes]
    assert {len(row.code_hash) for row in rows} == {64}


# -- guessing


@pytest.mark.parametrize("path", ["/tf-validate", RECOVERY])
def test_guessing_codes_is_slowed_down_for_strangers_not_for_the_owner(
    app: Flask, here: CheckingClient, phone: Phone, path: str
) -> None:
    thief = browser(app)
    sign_in(thief)
    thief.checks = False
    names = [f"bob{n}@example.org" for n in range(11)]
    guesses = [second_step(thief, f"00000{n % 7}", path, email=names[n]).status for n in range(11)]
    assert guesses == [200] * 10 + [429]
    here.post("/logout")
    sign_in(here)
    assert second_step(here, phone.code()).status == 302


def test_a_thief_who_types_the_password_again_guesses_no_more(app: Flask, phone: Phone) -> None:
    for _ in range(2):
        thief = browser(app)
        thief.checks = False
        sign_in(thief)
        last = [second_step(thief, "000000").status for _ in range(6)][-1]
    assert last == 429


def test_signing_in_with_a_code_costs_few_statements(waiting: CheckingClient, phone: Phone) -> None:
    assert len(second_step(waiting, phone.code()).statements) == 6

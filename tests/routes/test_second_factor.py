"""A player's second factor under Settings: added with a first code, taken off, codes renewed."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.support.pages import CheckingClient
from tests.support.people import EMAIL, Clock, browser, copied, letters, sign_in
from tests.support.second_factors import (
    SETTINGS,
    Phone,
    confirm,
    enrol,
    second_step,
    stored_factor,
)
from tests.support.walks import everything


def test_the_settings_lead_there(here: CheckingClient) -> None:
    assert here.get("/settings").all(f'a[href="{SETTINGS}"]')
    page = here.get(SETTINGS)
    assert page.words("main .tag") == "Off"
    assert page.all(f'a[href="{SETTINGS}/new"]')


def test_the_first_code_turns_it_on_and_shows_recovery_codes_once(
    app: Flask, here: CheckingClient
) -> None:
    _, codes = enrol(here)
    assert len(set(codes)) == 10
    page = here.get(SETTINGS)
    assert page.words("main .tag") == "On"
    assert page.words("#left").startswith("10 codes are left.")
    assert not any(code in page.text for code in codes)


def test_the_picture_and_the_key_tell_the_app_the_same(here: CheckingClient) -> None:
    page = here.get(f"{SETTINGS}/new")
    svg = page.one("svg.qr")
    assert svg["aria-label"]
    assert str(page.one("svg.qr path")["d"]).startswith("M4 4h7v1h-7z")  # a corner's upper edge
    assert not page.all("main img")
    assert Phone(page.words("#key")).code().isdigit()


def test_a_wrong_first_code_changes_nothing_and_keeps_the_key(
    app: Flask, here: CheckingClient
) -> None:
    page = here.get(f"{SETTINGS}/new")
    wrong = confirm(here, page, "000000")
    assert wrong.status == 422
    assert "not the code of this moment" in wrong.words("#code-error")
    assert wrong.words("#key") == page.words("#key")
    assert stored_factor(app) is None
    assert confirm(here, wrong, Phone(page.words("#key")).code()).status == 200


def test_a_key_must_be_proved_in_time(app: Flask, here: CheckingClient, clock: Clock) -> None:
    page = here.get(f"{SETTINGS}/new")
    phone = Phone(page.words("#key"))
    clock.shift(timedelta(minutes=31))
    here.post("/verify", data={"password": "correct horse battery"})
    late = confirm(here, page, phone.code())
    assert late.status == 422
    assert "took too long" in late.words("main")
    assert late.words("#key") != page.words("#key")
    assert stored_factor(app) is None


@pytest.mark.parametrize("state", ["", "x", "W10.x.y", '{"key":"AAAA"}'])
def test_a_key_of_ones_own_making_is_refused(app: Flask, here: CheckingClient, state: str) -> None:
    page = here.post(f"{SETTINGS}/new", data={"state": state, "code": "000000"})
    assert page.status == 422
    assert stored_factor(app) is None


def test_nobody_is_given_the_key_of_another(
    app: Flask, here: CheckingClient, other_signed_in: CheckingClient
) -> None:
    theirs = other_signed_in.get(f"{SETTINGS}/new")
    page = confirm(here, theirs, Phone(theirs.words("#key")).code())
    assert page.status == 422
    assert stored_factor(app) is None


def test_there_is_one_at_a_time(app: Flask, here: CheckingClient) -> None:
    page = here.get(f"{SETTINGS}/new")
    enrol(here)
    before = stored_factor(app)
    again = confirm(here, page, Phone(page.words("#key")).code())
    assert again.location == SETTINGS
    after = stored_factor(app)
    assert before is not None
    assert after is not None
    assert after.totp_secret == before.totp_secret
    assert here.get(f"{SETTINGS}/new").location == SETTINGS


def test_the_key_is_stored_encrypted(app: Flask, here: CheckingClient) -> None:
    page = here.get(f"{SETTINGS}/new")
    key = page.words("#key")
    confirm(here, page, Phone(key).code())
    row = stored_factor(app)
    assert row is not None
    assert "enckey" in row.totp_secret
    assert key.replace("-", "") not in row.totp_secret


def test_taking_it_off_lets_the_password_be_enough(app: Flask, here: CheckingClient) -> None:
    enrol(here)
    assert here.post(f"{SETTINGS}/delete").location == SETTINGS
    assert "your password is enough" in here.get(SETTINGS).words(".toasts")
    assert stored_factor(app) is None
    assert sign_in(browser(app)).location == "/"
    assert here.post(f"{SETTINGS}/delete").location == SETTINGS


def test_new_codes_take_the_place_of_old_ones(app: Flask, here: CheckingClient) -> None:
    _, old = enrol(here)
    page = here.post(f"{SETTINGS}/codes")
    new = [found.get_text() for found in page.all(".secrets code")]
    assert len(new) == 10
    assert not set(old) & set(new)
    other = browser(app)
    sign_in(other)
    assert second_step(other, old[0], "/mf-recovery").status == 200
    assert second_step(other, new[0], "/mf-recovery").status == 302
    assert here.get(SETTINGS).words("#left").startswith("9 codes are left.")


def test_codes_go_with_an_app(here: CheckingClient) -> None:
    page = here.post(f"{SETTINGS}/codes")
    assert page.location == SETTINGS
    assert "Add that first" in here.get(SETTINGS).words(".toasts")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", SETTINGS),
        ("GET", f"{SETTINGS}/new"),
        ("POST", f"{SETTINGS}/new"),
        ("POST", f"{SETTINGS}/codes"),
        ("POST", f"{SETTINGS}/delete"),
    ],
)
def test_a_borrowed_browser_changes_nothing(
    app: Flask, here: CheckingClient, clock: Clock, method: str, path: str
) -> None:
    enrol(here)
    assert stored_factor(app) is not None
    before = everything()
    clock.shift(timedelta(minutes=16))
    page = here.open(path, method=method)
    assert page.location.startswith("/verify")
    assert everything() == before, "the app and the recovery codes are what they were"


def test_whatever_is_done_to_it_is_told_by_e_mail_and_logged(
    app: Flask, here: CheckingClient, outbox: None, caplog: pytest.LogCaptureFixture
) -> None:
    page = here.get(f"{SETTINGS}/new")
    with caplog.at_level("INFO", "total_bankroll.security"):
        code = Phone(page.words("#key")).code()
        told = [letters(app, confirm(here, page, code))[-1]]
        told.append(letters(app, here.post(f"{SETTINGS}/codes"))[-1])
        told.append(letters(app, here.post(f"{SETTINGS}/delete"))[-1])
    assert [(letter.to, letter.subject) for letter in told] == [([EMAIL], "Your second factor")] * 3
    for letter, words in zip(told, ("was added", "New recovery codes", "taken off"), strict=True):
        assert words in letter.body
    for event in ("added", "codes renewed", "taken off"):
        assert f"second factor: {event}" in caplog.text
    assert code not in caplog.text


@pytest.mark.parametrize("path", ["/tf-setup", "/tf-rescue", "/tf-select", "/mf-recovery-codes"])
def test_flask_securitys_own_pages_lead_to_ours(here: CheckingClient, path: str) -> None:
    assert here.get(path).location == SETTINGS
    assert here.post(path).location == SETTINGS


def test_a_copied_session_of_the_first_step_is_worth_one_code(
    app: Flask, here: CheckingClient, clock: Clock
) -> None:
    phone, _ = enrol(here)
    clock.shift(timedelta(minutes=1))
    here = browser(app)
    sign_in(here)
    thief = copied(here)
    code = phone.code()
    assert second_step(here, code).status == 302
    assert second_step(thief, code).status == 200


def test_a_key_of_the_host_that_was_lost_lets_nobody_in_and_says_so_in_the_log(
    app: Flask, here: CheckingClient, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    phone, codes = enrol(here)
    clock.shift(timedelta(minutes=1))
    factory = app.extensions["security"].totp_factory
    other = type(factory)({"7": "another key altogether"}, "Total Bankroll")
    there = browser(app)
    sign_in(there)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.extensions["security"], "_totp_factory", other)
        assert second_step(there, phone.code()).status == 200
        assert "were the keys changed?" in caplog.text
        assert second_step(there, codes[0], "/mf-recovery").status == 302

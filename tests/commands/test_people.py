"""`flask user`: players by the command line."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_security.utils import verify_password
from sqlalchemy import select, update

from tests.support.pages import signed_in_mark
from tests.support.passkeys import add_row
from tests.support.people import PASSWORD, browser, sign_in
from total_bankroll import clock
from total_bankroll.extensions import db, writing_allowed
from total_bankroll.models import Passkey, RecoveryCode, SecondFactor, SignIn, User
from total_bankroll.services.sign_ins import Lifetime, find_sign_in

EMAIL = "ada@example.org"


def run(app: Flask, *words: str, typed: str = "") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["user", *words], input=typed)
    return result.exit_code, result.output


def password_of(email: str) -> str:
    db.session.remove()
    found = db.session.scalar(select(User.password).where(User.email == email))
    assert found is not None
    return found


def printed(output: str) -> str:
    return output.rstrip().rpartition(" ")[2]


def test_a_player_is_created_with_a_password_that_is_printed_once(app: Flask) -> None:
    code, output = run(app, "create", "Ada@example.org")
    assert code == 0
    assert len(printed(output)) == 16
    assert verify_password(printed(output), password_of(EMAIL))


def test_a_password_that_is_piped_in_is_not_printed(app: Flask) -> None:
    code, output = run(app, "create", EMAIL, typed="correct horse battery\n")
    assert code == 0
    assert "correct" not in output
    assert verify_password("correct horse battery", password_of(EMAIL))


def test_a_forgotten_password_is_replaced(app: Flask) -> None:
    first = printed(run(app, "create", EMAIL)[1])
    code, output = run(app, "password", EMAIL)
    assert code == 0
    assert printed(output) != first
    assert verify_password(printed(output), password_of(EMAIL))


@pytest.mark.parametrize("words", [("create",), ("password",)])
def test_the_host_vouches_for_the_address(
    make_app: Callable[..., Flask], words: tuple[str, ...]
) -> None:
    app = make_app(SECURITY_CONFIRMABLE=True)
    with app.app_context():
        if words == ("password",):
            db.session.add(User(email=EMAIL))
            db.session.commit()
    code, _ = run(app, *words, EMAIL, typed=f"{PASSWORD}\n")
    assert code == 0
    assert sign_in(browser(app)).status == 302


@pytest.mark.parametrize(
    ("words", "typed", "message"),
    [
        (("create", "nonsense"), "", "Enter an e-mail address"),
        (("create", "bob@example.org"), "short\n", "at least 8 characters"),
        (("create", EMAIL), "", "already"),
        (("password", "bob@example.org"), "", "There is no player"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(
    app: Flask, words: tuple[str, ...], typed: str, message: str
) -> None:
    run(app, "create", EMAIL)
    code, output = run(app, *words, typed=typed)
    assert code == 1
    assert message in output
    assert "Traceback" not in output


def test_a_second_factor_is_taken_off_for_who_has_lost_the_phone(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    run(app, "create", EMAIL)
    with app.app_context():
        user_id = db.session.scalars(select(User.id).where(User.email == EMAIL)).one()
        secret, now = app.extensions["security"].totp_factory.generate_totp_secret(), clock.now()
        db.session.add_all(
            [
                SecondFactor(user_id=user_id, totp_secret=secret, last_counter=1, created_at=now),
                RecoveryCode(user_id=user_id, code_hash="x"),
            ]
        )
        db.session.commit()
        add_row(user_id)
    with caplog.at_level("INFO", "total_bankroll.security"):
        code, output = run(app, "second-factor-off", "Ada@example.org")
    assert (code, "the password is enough" in output) == (0, True)
    assert "second factor: taken off" in caplog.text
    assert EMAIL not in caplog.text
    db.session.remove()
    kinds = (SecondFactor, RecoveryCode, Passkey)
    assert [db.session.query(each).count() for each in kinds] == [0, 0, 0]
    code, output = run(app, "second-factor-off", EMAIL)
    assert (code, "There is no second factor" in output) == (1, True)
    assert "There is no player" in run(app, "second-factor-off", "bob@example.org")[1]


def test_flask_securitys_own_commands_are_not_there(app: Flask) -> None:
    assert {"users", "roles"}.isdisjoint(app.cli.commands)


def test_a_changed_address_ends_what_the_former_one_could_open(app: Flask) -> None:
    run(app, "create", EMAIL)
    with app.app_context():
        user = db.session.scalars(select(User).where(User.email == EMAIL)).one()
        before, mark = user.fs_uniquifier, signed_in_mark(app, user.id)
    run(app, "email", EMAIL, "lovelace@example.org")
    db.session.remove()
    user = db.session.scalars(select(User)).one()
    assert user.fs_uniquifier != before
    assert find_sign_in(mark, Lifetime(timedelta(days=1), timedelta(days=1))) is None
    assert not db.session.query(SignIn).count()


def test_an_address_is_changed_for_a_player(app: Flask) -> None:
    run(app, "create", EMAIL)
    run(app, "create", "bob@example.org")
    assert run(app, "email", EMAIL, "Lovelace@example.org") == (
        0,
        "The new address is set.\nThe player is told by e-mail.\n",
    )
    assert password_of("lovelace@example.org")
    assert "There is no player" in run(app, "email", EMAIL, "ada2@example.org")[1]
    assert "already" in run(app, "email", "lovelace@example.org", "bob@example.org")[1]


# -- what the player is told


TOLD = [
    (("password", "Ada@example.org"), "Your password has been replaced", "set a new password for"),
    (
        ("email", "Ada@example.org", "New@example.org"),
        "Your e-mail address has been changed",
        "new@example.org",
    ),
    (("second-factor-off", "Ada@example.org"), "Your second factor", "taken off your second"),
]


@pytest.fixture
def ada(app: Flask) -> None:
    """Somebody with a second factor."""
    run(app, "create", EMAIL)
    with app.app_context():
        add_row(db.session.scalars(select(User.id).where(User.email == EMAIL)).one())


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize(("words", "subject", "said"), TOLD)
def test_what_the_host_does_is_told_by_e_mail(
    app: Flask,
    outbox: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    subject: str,
    said: str,
) -> None:
    monkeypatch.setitem(app.config, "TRUSTED_HOSTS", ["bankroll.example"])
    code, output = run(app, *words)
    assert (code, "The player is told by e-mail." in output) == (0, True)
    (letter,) = outbox
    assert (letter.to, letter.subject) == ([EMAIL], subject)
    ((html, _kind),) = [tuple(each) for each in letter.alternatives]
    for part in (letter.body, html):
        assert said in part
        assert "://bankroll.example/" in part


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("words", [words for words, _subject, _said in TOLD])
def test_a_mail_server_that_is_down_fails_no_command(
    app: Flask, outbox: list[Any], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    def refuse() -> None:
        raise ConnectionRefusedError("no mail server here")

    monkeypatch.setattr(app.extensions["mailman"], "get_connection", refuse)
    code, output = run(app, *words)
    assert (code, "could not be sent; please tell them" in output) == (0, True)
    assert "is told by e-mail" not in output


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("words", [words for words, _subject, _said in TOLD])
def test_where_there_is_no_mail_nothing_is_said_of_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setitem(app.config, "MAIL_CONFIGURED", False)
    code, output = run(app, *words)
    assert (code, "e-mail" in output) == (0, False)


# -- invitations


@pytest.fixture
def outbox(app: Flask) -> list[Any]:
    app.extensions["mailman"].outbox = found = []
    return found


def test_an_invitation_is_printed_and_sent(app: Flask, outbox: list[Any]) -> None:
    code, output = run(app, "invite", "Ada@example.org", "--site", "https://bankroll.example/")
    assert code == 0
    (link,) = [line for line in output.splitlines() if line.startswith("https://")]
    assert link.startswith("https://bankroll.example/invitations/")
    assert "works once, for 7 days" in output
    (letter,) = outbox
    assert letter.to == [EMAIL]
    assert link in letter.body
    assert app.test_client().get(link.removeprefix("https://bankroll.example")).status_code == 302


def test_without_the_sites_address_the_path_is_printed(app: Flask, outbox: list[Any]) -> None:
    code, output = run(app, "invite", EMAIL, "--days", "1")
    assert code == 0
    assert "for 1 day:\n/invitations/" in output
    assert "Put this site's address before it" in output
    assert outbox == []


def test_a_mail_server_that_is_down_leaves_the_link(
    app: Flask, outbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise ConnectionRefusedError("no mail server here")

    monkeypatch.setattr(app.extensions["mailman"], "get_connection", refuse)
    code, output = run(app, "invite", EMAIL, "--site", "https://bankroll.example")
    assert (code, "/invitations/" in output, "by e-mail" in output) == (0, True, False)


def test_an_account_that_nobody_has_confirmed_is_in_no_invitations_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app, "create", EMAIL)
    with app.app_context(), writing_allowed():
        db.session.execute(update(User).values(confirmed_at=None))
        db.session.commit()
    assert "already" in run(app, "invite", EMAIL)[1], "without letters, nobody waits"
    monkeypatch.setitem(app.config, "SECURITY_CONFIRMABLE", True)
    assert run(app, "invite", EMAIL)[0] == 0


def test_who_cannot_be_invited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    run(app, "create", EMAIL)
    assert "already" in run(app, "invite", EMAIL)[1]
    assert "Enter an e-mail address" in run(app, "invite", "nonsense")[1]
    monkeypatch.setitem(app.config, "SECURITY_CONFIRMABLE", True)
    assert "already" in run(app, "invite", EMAIL)[1]
    monkeypatch.setitem(app.config, "REGISTRATION", "closed")
    code, output = run(app, "invite", "bob@example.org")
    assert (code, "REGISTRATION is closed" in output) == (1, True)

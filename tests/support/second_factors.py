"""What tests of second factors share: an app that shows codes, and a player who has one."""

from flask import Flask
from passlib.totp import TOTP
from sqlalchemy import select

from tests.support.pages import CheckingClient, Page
from tests.support.people import as_page
from total_bankroll.extensions import db
from total_bankroll.models import SecondFactor

SETTINGS = "/settings/second-factor"


class Phone:
    """An authenticator app that was told a key."""

    def __init__(self, key: str) -> None:
        self._totp = TOTP(key=key, format="base32")

    def code(self, ahead: int = 0) -> str:
        """What it shows now, or so many half minutes from now."""
        return str(self._totp.generate(TOTP.normalize_time(None) + 30 * ahead).token)


def enrol(client: CheckingClient) -> tuple[Phone, list[str]]:
    """Add an app in the browser of somebody who is signed in; gives it and new recovery codes."""
    page = as_page(client.get(f"{SETTINGS}/new"))
    phone = Phone(page.words("#key"))
    done = confirm(client, page, phone.code())
    assert done.status in {200, 303}, done.text  # there may be codes already
    return phone, [found.get_text() for found in done.all(".secrets code")]


def confirm(client: CheckingClient, page: Page, code: str) -> Page:
    """Type a first code into the page that showed the key."""
    state = str(page.one("input[name=state]")["value"])
    return as_page(client.post(f"{SETTINGS}/new", data={"state": state, "code": code}))


def second_step(client: CheckingClient, code: str, path: str = "/tf-validate", **more: str) -> Page:
    return as_page(client.post(path, data={"code": code, **more}))


def stored_factor(app: Flask) -> SecondFactor | None:
    """The only second factor that there is."""
    with app.app_context():
        db.session.remove()
        return db.session.scalars(select(SecondFactor)).one_or_none()

"""Where a player is signed in, and signing out there from here."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.support.pages import CheckingClient, Page
from tests.support.people import (
    Clock,
    as_page,
    browser,
    is_signed_in,
    sign_in,
)
from total_bankroll.extensions import db
from total_bankroll.models import SignIn

pytestmark = pytest.mark.usefixtures("clock")


def listed(client: CheckingClient) -> list[str]:
    page = as_page(client.get("/settings/devices"))
    return [" ".join(row.get_text(" ").split()) for row in page.all("tbody tr")]


def count() -> int:
    db.session.remove()
    return int(db.session.scalar(select(func.count()).select_from(SignIn)) or 0)


def test_the_list_says_where_and_since_when(
    here: CheckingClient, there: CheckingClient, clock: Clock
) -> None:
    first, second = listed(here)
    assert "Firefox on Linux 192.0.2.7" in first
    assert "Sign out there" in first
    assert "127.0.0.1" in second
    assert "In use now" in second
    assert "This browser" in second
    assert "Sign out there" not in second


def test_signing_out_there(here: CheckingClient, there: CheckingClient) -> None:
    page = as_page(here.get("/settings/devices"))
    (action,) = [str(form["action"]) for form in page.all("main form") if "others" not in str(form)]
    answer = here.post(action)
    assert (answer.status, answer.location) == (303, "/settings/devices")
    assert not is_signed_in(there)
    assert is_signed_in(here)
    assert len(listed(here)) == 1
    assert here.post(action).status == 404


def test_signing_out_everywhere_else(
    app: Flask, here: CheckingClient, there: CheckingClient
) -> None:
    third = browser(app)
    sign_in(third)
    here.post("/settings/devices/end-others")
    assert "in 2 other browsers" in here.get("/settings/devices").words(".toast")
    assert [is_signed_in(client) for client in (here, there, third)] == [True, False, False]
    assert not here.get("/settings/devices").all('form[action$="/end-others"]')


def test_nobody_ends_the_sign_ins_of_others(
    here: CheckingClient, other_signed_in: CheckingClient
) -> None:
    mine = db.session.scalars(select(SignIn).order_by(SignIn.id)).first()
    assert mine is not None
    assert other_signed_in.post(f"/settings/devices/{mine.id}/end").status == 404
    other_signed_in.post("/settings/devices/end-others")
    assert is_signed_in(here)
    assert len(listed(other_signed_in)) == 1


@pytest.mark.parametrize("path", ["/settings/devices/1/end", "/settings/devices/end-others"])
def test_ending_others_needs_the_password(here: CheckingClient, clock: Clock, path: str) -> None:
    clock.shift(timedelta(hours=1))
    before = count()
    page: Page = here.post(path, headers={"Referer": "http://localhost/settings/devices"})
    assert urlsplit(page.location).path == "/verify"
    assert "next=/settings/devices" in page.location
    assert count() == before

"""Where a player is signed in, and signing out there from here."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.support.pages import CheckingClient, Page
from tests.support.people import (
    as_page,
    browser,
    is_signed_in,
    sign_in,
    sign_in_as_firefox,
)
from total_bankroll.extensions import db
from total_bankroll.models import SignIn

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(app: Flask, ada: int) -> CheckingClient:
    client = browser(app)
    sign_in(client)
    return client


@pytest.fixture
def there(app: Flask, ada: int) -> CheckingClient:
    client = browser(app)
    sign_in_as_firefox(client)
    return client


def listed(client: CheckingClient) -> list[str]:
    page = as_page(client.get("/settings/devices"))
    return [" ".join(row.get_text(" ").split()) for row in page.all("tbody tr")]


def count() -> int:
    db.session.remove()
    return int(db.session.scalar(select(func.count()).select_from(SignIn)) or 0)


def test_the_list_says_where_and_since_when(
    here: CheckingClient, there: CheckingClient, clock: time_machine.Traveller
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
def test_ending_others_needs_the_password(
    here: CheckingClient, clock: time_machine.Traveller, path: str
) -> None:
    clock.shift(timedelta(hours=1))
    before = count()
    page: Page = here.post(path, headers={"Referer": "http://localhost/settings/devices"})
    assert urlsplit(page.location).path == "/verify"
    assert "next=/settings/devices" in page.location
    assert count() == before

"""What tests about people share: browsers that register and sign in, letters and players."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from tests.support.pages import CheckingClient, Page
from total_bankroll.extensions import db
from total_bankroll.models import User

EMAIL = "ada@example.org"
PASSWORD = "correct horse battery"
OTHER = "another horse entirely"
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
Clock = time_machine.Traveller
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def browser(app: Flask) -> CheckingClient:
    client = app.test_client()
    assert isinstance(client, CheckingClient)
    return client


def register(client: CheckingClient, email: str = EMAIL, password: str = PASSWORD) -> Page:
    return as_page(
        client.post(
            "/register", data={"email": email, "password": password, "password_confirm": password}
        )
    )


def register_at_once(clients: Sequence[CheckingClient]) -> list[int]:
    """Every browser sends the same registration at the same moment; the answers' statuses."""
    tokens = [client._token() for client in clients]
    barrier = threading.Barrier(len(clients))
    statuses: list[int] = []

    def run(client: CheckingClient, token: str) -> None:
        client.checks = False
        data = {"email": EMAIL, "password": PASSWORD, "password_confirm": PASSWORD}
        barrier.wait()
        page = client.post("/register", data={"csrf_token": token, **data}, csrf=False)
        statuses.append(page.status)

    threads = [
        threading.Thread(target=run, args=pair) for pair in zip(clients, tokens, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def sign_in(
    client: CheckingClient, email: str = EMAIL, password: str = PASSWORD, **more: str
) -> Page:
    return as_page(client.post("/login", data={"email": email, "password": password, **more}))


def sign_in_as_firefox(client: CheckingClient) -> None:
    """In a browser and at an address of its own, and to stay."""
    client.post(
        "/login",
        data={"email": EMAIL, "password": PASSWORD, "remember": "y"},
        headers={"User-Agent": FIREFOX},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )


def copied(client: CheckingClient) -> CheckingClient:
    """A thief's browser, with every cookie that this one holds."""
    thief = browser(client.application)
    for cookie in client._cookies.values():
        thief.set_cookie(cookie.key, cookie.decoded_value)
    return thief


def fail(client: CheckingClient, times: int, email: str = EMAIL) -> list[int]:
    client.checks = False
    return [sign_in(client, email, f"wrong {n}").status for n in range(times)]


def change(client: CheckingClient, old: str, new: str, again: str | None = None) -> Page:
    data = {"password": old, "new_password": new, "new_password_confirm": again or new}
    return as_page(client.post("/change", data=data))


def is_signed_in(client: CheckingClient) -> bool:
    return bool(client.get("/settings").status == 200)


def without_tokens(page: Page, email: str) -> str:
    soup = BeautifulSoup(page.text.replace(email, "EMAIL"), "html.parser")
    for field in soup.select("input[name=csrf_token]"):
        field.decompose()
    return str(soup)


def letters(app: Flask, page: Page) -> list[Any]:
    """What was sent once the response was out."""
    page.response.close()
    return list(getattr(app.extensions["mailman"], "outbox", []))


def link_in(letter: Any) -> str:
    (word,) = [word for word in letter.body.split() if word.startswith("http")]
    parts = urlsplit(word)
    return parts.path


def players() -> int:
    found = db.session.scalar(select(func.count()).select_from(User))
    db.session.remove()
    return int(found or 0)


def stored(email: str = EMAIL) -> User:
    db.session.remove()
    return db.session.scalars(select(User).where(User.email == email)).one()


def as_page(page: Any) -> Page:
    assert isinstance(page, Page)
    return page

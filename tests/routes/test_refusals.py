"""Refusals in the log of security: who did not use a page of ours as it is, and tried what."""

import pytest
from flask import Flask

from tests.support.pages import CheckingClient
from tests.support.people import EMAIL, browser, fail, sign_in
from total_bankroll.security_log import account_mark

LOGGER = "total_bankroll.security"


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.clear()
    return caplog


def refusals(caplog: pytest.LogCaptureFixture) -> list[str]:
    lines = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    return [line for line in lines if line.startswith("refused ")]


def test_what_is_not_a_players_own_is_noted(
    here: CheckingClient, said: pytest.LogCaptureFixture
) -> None:
    said.clear()
    here.get("/entries/4711/edit")
    (line,) = refusals(said)
    mark = account_mark(EMAIL)
    assert line.startswith(f"refused account={mark} status=404 method=GET route=entries.edit ")
    assert "4711" not in line


def test_a_form_without_its_token_is_noted(
    here: CheckingClient, said: pytest.LogCaptureFixture
) -> None:
    said.clear()
    here.checks = False
    here.post("/settings", data={"theme": "dark"}, csrf=False)
    (line,) = refusals(said)
    assert "status=400 method=POST route=settings." in line


def test_guessing_is_noted_once_it_is_slowed_down(
    app: Flask, ada: int, said: pytest.LogCaptureFixture
) -> None:
    client = browser(app)
    assert fail(client, 11)[-1] == 429
    assert refusals(said)[-1].startswith("refused account=")
    assert "status=429 method=POST route=security.login" in refusals(said)[-1]


def test_pages_that_work_and_strangers_typing_errors_are_not(
    app: Flask, here: CheckingClient, said: pytest.LogCaptureFixture
) -> None:
    said.clear()
    here.get("/entries")
    stranger = browser(app)
    stranger.get("/nowhere")
    sign_in(stranger, EMAIL, "wrong by a word")
    assert refusals(said) == []

"""What a monitor is told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.support.pages import CheckingClient
from total_bankroll.extensions import db


def test_a_healthy_instance_says_so_in_one_statement(client: CheckingClient) -> None:
    page = client.get("/healthz")
    assert page.status == 200
    assert page.response.get_json()["status"] == "ok"
    assert len(page.statements) == 1


def test_a_monitor_gets_no_cookie(client: CheckingClient, signed_in: CheckingClient) -> None:
    for visitor in (client, signed_in):
        assert "Set-Cookie" not in visitor.get("/healthz").headers


def test_no_player_is_read_for_it(signed_in: CheckingClient) -> None:
    assert not any("users" in each for each in signed_in.get("/healthz").statements)


def test_a_stranger_learns_nothing_else(client: CheckingClient) -> None:
    page = client.get("/healthz?verbose=1", headers={"Accept": "application/json, */*"})
    assert page.response.get_json() == {"status": "ok", "database": "ok"}


@pytest.mark.parametrize("content", [b"", b"no database at all\n" * 999])
def test_a_file_that_is_no_database_is_unavailable(
    make_app: Callable[..., Flask], content: bytes
) -> None:
    app = make_app()
    with app.app_context():
        path = Path(str(db.engine.url.database))
        db.engine.dispose()
    path.write_bytes(content)
    page = app.test_client().get("/healthz")
    assert page.status == 503
    assert page.response.get_json()["status"] == "unavailable"


def test_a_database_out_of_reach_is_unavailable(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    with app.app_context():
        path = Path(str(db.engine.url.database))
        db.engine.dispose()
    path.unlink()
    path.mkdir()
    page = app.test_client().get("/healthz")
    assert page.status == 503
    assert page.response.get_json()["status"] == "unavailable"

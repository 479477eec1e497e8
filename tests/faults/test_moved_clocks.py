"""A clock that is put back or forward: every page stays, nothing is lost, no figure is stale."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from tests.conftest import add_player
from tests.support.bankroll import D
from tests.support.pages import CheckingClient
from total_bankroll.extensions import db
from total_bankroll.models import Entry
from total_bankroll.services.bankroll_service import BankrollService

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # an hour before the clocks go forward in Europe
PAGES = ("/", "/sites", "/entries", "/balances", "/reports", "/changes", "/trash", "/settings")
MOVES = [
    *(timedelta(hours=hours) for hours in (-26, -1, 1, 2, 26)),
    *(timedelta(days=days) for days in (-400, -31, 31, 400)),
]


@pytest.mark.parametrize("move", MOVES, ids=str)
def test_whatever_the_clock_does_each_write_counts_once(app: Flask, move: timedelta) -> None:
    service = BankrollService()
    with time_machine.travel(NOW, tick=False) as clock:
        player = add_player("player@example.org", timezone="Europe/Vienna")
        site = service.add_site(player, "Stars", "EUR", D(100))
        client = app.test_client()
        assert isinstance(client, CheckingClient)
        client.sign_in(player)
        assert client.get("/").amount("#total-bankroll") == "100.00"
        clock.move_to(NOW + move)
        client.sign_in(player)  # a sign-in of another time may have ended
        for path in PAGES:
            assert client.get(path).status == 200, path
        sent = {"account": str(site), "amount": "7", "date": "", "submission_id": "once"}
        for _ in range(2):
            assert client.post("/deposits", data=sent).status == 303
        # What came before a balance that was typed is part of it.
        held = Decimal(107 if move > timedelta(0) else 100)
        assert service.get_account(player, site).balance == held
        assert len(list(db.session.scalars(select(Entry.id)))) == 2
        clock.move_to(NOW + timedelta(days=401))
        client.sign_in(player)
        assert Decimal(client.get("/").amount("#total-bankroll")) == held
        result = app.test_cli_runner().invoke(args=["doctor"])
        assert result.exit_code == 0, result.output

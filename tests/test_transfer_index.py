"""How SQLite goes about reading transfers: other databases say that in words of their own."""

import pytest
from sqlalchemy import text

from tests.services.test_many_transfers import a_busy_site
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.outside import _transfers

pytestmark = pytest.mark.usefixtures("noon")


def test_reports_read_transfers_out_of_their_index(service: BankrollService, player: int) -> None:
    a_busy_site(service, player, 6)
    plan = db.session.execute(
        text(f"EXPLAIN QUERY PLAN {_transfers()}"),
        {"user_id": player, "first": "0001-01-01", "kind_1": "", "kind_2": ""},
    ).all()
    used = [row.detail for row in plan if "entries" in row.detail]
    assert len(used) == 2
    assert all("USING COVERING INDEX ix_entries_transfer_id" in detail for detail in used)

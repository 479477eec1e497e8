"""Every public write once, where each has something to do: none escapes the trail."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from tests.support.facts import Facts
from tests.support.trail import lost
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.people_service import PeopleService
from total_bankroll.services.writing import PUBLIC_WRITES

Step = tuple[str, Callable[[dict[str, Any]], dict[str, Any]]]
D, DAY = Decimal, date(2026, 3, 1)

SCRIPT: tuple[Step, ...] = (
    ("add_site", lambda _: {"name": "Stars", "currency_code": "EUR", "balance": D(100)}),
    ("add_asset", lambda _: {"name": "Cash", "currency_code": "EUR", "balance": D(50)}),
    ("update_site", lambda at: {"site_id": at["add_site"], "name": "Moons"}),
    ("update_asset", lambda at: {"asset_id": at["add_asset"], "balance": D(60)}),
    ("record_balances", lambda at: {"amounts": {at["add_site"]: D(120), at["add_asset"]: D(70)}}),
    ("record_balance", lambda at: {"account_id": at["add_site"], "amount": D(130)}),
    ("record_withdrawal", lambda at: {"account_id": at["add_site"], "amount": D(1)}),
    ("record_bonus", lambda at: {"account_id": at["add_site"], "amount": D(2), "tags": ["a"]}),
    ("record_expense", lambda at: {"account_id": at["add_site"], "amount": D(3)}),
    ("record_deposit", lambda at: {"account_id": at["add_site"], "amount": D(4), "date": DAY}),
    ("update_entry", lambda at: {"entry_id": at["record_deposit"].entry_id, "tags": ["b"]}),
    ("delete_entry", lambda at: {"entry_id": at["record_deposit"].entry_id}),
    ("restore_entry", lambda at: {"entry_id": at["record_deposit"].entry_id}),
    ("delete_entries", lambda at: {"entry_ids": [one.entry_id for one in at["record_balances"]]}),
    ("restore_entries", lambda at: {"entry_ids": list(at["delete_entries"])}),
    ("record_transfer", lambda at: {**ends(at), "amount": D(5)}),
    ("update_transfer", lambda at: {**ends(at), **transfer(at), "amount": D(6)}),
    ("delete_transfer", lambda at: transfer(at)),
    ("restore_transfer", lambda at: transfer(at)),
    ("move_asset", lambda at: {"asset_id": at["add_asset"], "position": 2}),
    ("move_site", lambda at: {"site_id": at["add_site"], "position": 2}),
    ("delete_site", lambda at: {"site_id": at["add_site"]}),
    ("restore_site", lambda at: {"site_id": at["add_site"]}),
    ("delete_asset", lambda at: {"asset_id": at["add_asset"]}),
    ("restore_asset", lambda at: {"asset_id": at["add_asset"]}),
    ("record_balance", lambda at: {"account_id": at["add_site"], "amount": D(0)}),
    ("record_balance", lambda at: {"account_id": at["add_asset"], "amount": D(0)}),
    ("archive_site", lambda at: {"site_id": at["add_site"]}),
    ("unarchive_site", lambda at: {"site_id": at["add_site"]}),
    ("archive_asset", lambda at: {"asset_id": at["add_asset"]}),
    ("unarchive_asset", lambda at: {"asset_id": at["add_asset"]}),
    ("update_settings", lambda _: {"timezone": "Asia/Tokyo"}),
    ("delete_entry", lambda at: {"entry_id": at["record_bonus"].entry_id}),
    ("purge_entry", lambda at: {"entry_id": at["record_bonus"].entry_id}),
    ("delete_asset", lambda at: {"asset_id": at["add_asset"]}),
    ("purge_account", lambda at: {"account_id": at["add_asset"]}),
    ("purge_expired", lambda _: {}),
)


def ends(at: dict[str, Any]) -> dict[str, Any]:
    return {"from_account_id": at["add_site"], "to_account_id": at["add_asset"]}


def transfer(at: dict[str, Any]) -> dict[str, Any]:
    return {"transfer_id": at["record_transfer"].transfer_id}


def test_the_script_knows_every_write_of_entries_and_accounts() -> None:
    names = {name.partition(".")[2] for name in PUBLIC_WRITES if not name.startswith("Currency")}
    assert {name for name, _ in SCRIPT} == names


@pytest.mark.parametrize("alone", [True, False])
def test_after_each_the_trail_says_what_every_row_is(
    noon: time_machine.Traveller, player: int, alone: bool
) -> None:
    made: dict[str, Any] = {}
    if not alone:  # with others of the same kinds, which move
        for name, add in (("GG", "add_site"), ("Bank", "add_asset")):
            getattr(BankrollService(), add)(player, name, "EUR", D(9))
    for name, arguments in SCRIPT:
        noon.shift(60)
        service = PeopleService() if name == "update_settings" else BankrollService()
        made[name] = getattr(service, name)(player, **arguments(made))
        db.session.remove()
        assert lost(Facts(db.engine)) == [], name

"""What a page says after an edit: the balances that it changed, or else what of the entry."""

from typing import Any

import pytest

from tests.routes.input_cases import Desk

DEPOSIT = {"amount": "7", "date": "2026-01-05", "note": "", "tags": ""}


def said(desk: Desk, path: str, **changes: str) -> str:
    """The message on the page after a form of an entry was sent."""
    accounts = {"account": str(desk.site)}
    accounts |= {"from_account": str(desk.site), "to_account": str(desk.asset)}
    answer = desk.client.post(path, data={**DEPOSIT, **accounts, **changes})
    assert answer.status == 303, answer.words("main")
    found = desk.client.get("/entries").words(".toasts")
    assert isinstance(found, str)
    return found


@pytest.fixture
def deposit(desk: Desk) -> str:
    """Where a deposit is edited that a later balance makes part of itself."""
    desk.service.record_balance(desk.player, desk.site, 900)
    return f"/deposits/{desk.entries['deposit']}/edit"


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"note": "for Sunday"}, "note"),
        ({"tags": "series"}, "tags"),
        ({"note": "for Sunday", "tags": "series"}, "note and tags"),
        ({"amount": "8", "note": "x", "tags": "y"}, "amount, note and tags"),
        ({"date": "2026-01-06"}, "date"),
    ],
)
def test_what_moves_no_balance_is_named(desk: Desk, deposit: str, changes: Any, what: str) -> None:
    message = said(desk, deposit, ask="", **changes)
    assert f"Deposit changed: {what}." in message
    assert "→" not in message
    assert "(" not in message


def test_what_changes_nothing_says_so(desk: Desk, deposit: str) -> None:
    assert "Deposit saved. Nothing of it has changed." in said(desk, deposit)


def test_what_moves_a_balance_says_from_what_to_what(desk: Desk) -> None:
    path = f"/deposits/{desk.entries['deposit']}/edit"
    assert "Deposit changed. Room: " in said(desk, path, amount="9", note="more")
    assert "(+€2.00)" in said(desk, path, amount="11")


def test_a_transfer_says_it_the_same_way(desk: Desk) -> None:
    path = f"/transfers/{desk.transfer}/edit"
    message = said(desk, path, amount="3", note="to spend")
    assert "Transfer changed: note." in message
    message = said(desk, path, amount="4", note="to spend")
    assert "Room: €" in message
    assert "Cash: €" in message
    assert "(+€1.00)" in message

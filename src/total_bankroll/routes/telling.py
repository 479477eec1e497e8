"""What a page says after something was saved: old → new, the difference, and how to undo it."""

from collections.abc import Sequence
from typing import Any

from flask import flash, url_for

from total_bankroll.routes.context import formatter
from total_bankroll.routes.returning import next_page
from total_bankroll.services.views import Saved

MOST_LINES = 20
MOST_UNDONE = 100
LONGEST_NAME = 40
"""A message travels in a cookie, which has little room."""


def tell(text: str, undo: str | None = None, *, kind: str = "success") -> None:
    """Show `text` on the next page, with a button that posts to `undo`."""
    message: Any = {"text": text, "undo": undo}  # Flask says str, its session takes any JSON
    flash(message, kind)


def tell_saved(saved: Saved, noun: str, back: str = "") -> None:
    """Say what an entry did to its account; it can be taken back."""
    tell(
        f"{noun} saved. {_line(saved)}",
        url_for("entries.delete", entry_id=saved.entry_id, next=back or None),
    )
    warn_overdrawn(saved)


def tell_changed(saved: Saved, noun: str) -> None:
    """Say what the change of an entry did to its account."""
    tell(f"{noun} changed. {_line(saved)}")
    warn_overdrawn(saved)


def tell_balances(saved: Sequence[Saved]) -> None:
    """Say what several typed balances did, in one message."""
    lines = "; ".join(_line(one) for one in saved[:MOST_LINES])
    rest = len(saved) - MOST_LINES
    undo = balances_url("delete", [one.entry_id for one in saved])
    tell(
        f"{counted(len(saved))} saved. {lines}" + (f"; and {rest} more" if rest > 0 else "."), undo
    )


def counted(balances: int) -> str:
    """How many balances, in words."""
    return "1 balance" if balances == 1 else f"{balances} balances"


def balances_url(action: str, entry_ids: Sequence[int]) -> str | None:
    """Where several balances are taken back or restored; None for more than a message can name."""
    if len(entry_ids) > MOST_UNDONE:
        return None
    named = ",".join(map(str, entry_ids))
    return url_for(f"balances.{action}", entries=named, next=next_page() or None)


def warn_overdrawn(saved: Saved) -> None:
    """A site below zero cannot be: its balance must have been higher."""
    if saved.overdrawn:
        tell(f"{_short(saved.account_name)} is overdrawn: type its balance.", kind="info")


def _line(saved: Saved) -> str:
    fmt, code = formatter(), saved.currency
    old, new = fmt.money(saved.old, code), fmt.money(saved.new, code)
    change = fmt.money(saved.difference, code, signed=True)
    return f"{_short(saved.account_name)}: {old} → {new} ({change})"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"

"""What a page says after something was saved: old → new, the difference, and how to undo it."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask import flash, request, url_for

from total_bankroll.routes.context import formatter
from total_bankroll.routes.returning import next_page
from total_bankroll.services.trail_views import RestoredEntries
from total_bankroll.services.views import (
    AccountView,
    EntryView,
    Saved,
    TransferSaved,
    TransferView,
)

MOST_LINES = 20
MOST_UNDONE = 100
LONGEST_NAME = 40
"""A message travels in a cookie, which has little room."""
_FIELDS = {
    "amount": ("amount", "received"),
    "account": ("account_id", "from_account_id", "to_account_id"),
    "date": ("at", "timed"),
    "note": ("note",),
    "tags": ("tags",),
}
"""What a form of an entry can change, as a message calls it."""


def tell(
    text: str,
    undo: str | None = None,
    *,
    fields: Mapping[str, str] | None = None,
    kind: str = "success",
) -> None:
    """Show `text` on the next page, with a button that posts `fields` to `undo`."""
    message: Any = {"text": text, "undo": undo}  # Flask says str, its session takes any JSON
    flash(message | ({"fields": fields} if fields else {}), kind)


def tell_saved(saved: Saved, noun: str, back: str = "") -> None:
    """Say what an entry did to its account; it can be taken back."""
    tell(
        f"{noun} saved. {_line(saved)}",
        url_for("entries.delete", entry_id=saved.entry_id, next=back or None),
    )
    warn_overdrawn(saved)


def tell_changed(noun: str, what: str, *legs: Saved, back: Mapping[str, str]) -> None:
    """Say what a change did to balances; where it did nothing to them, `what` was changed.

    Sent to the same form, `back` takes it back.
    """
    if any(leg.difference for leg in legs):
        text = f"{noun} changed. {'. '.join(map(_line, legs))}"
    else:
        text = f"{noun} changed: {what}." if what else f"{noun} saved. Nothing of it has changed."
    tell(text, request.path if back else None, fields=back)
    warn_overdrawn(legs[0])


def tell_account(before: AccountView, after: AccountView) -> None:
    """Say that an account was changed, and what its balance became."""
    step = f" {_step(before.balance, after.balance, after.currency)}."
    tell(f"{after.name} changed.{step if before.balance != after.balance else ''}")


def differing(before: EntryView | TransferView, after: EntryView | TransferView) -> str:
    """What of an entry or a transfer has changed, in words."""
    words = [
        word
        for word, names in _FIELDS.items()
        if any(getattr(before, name, None) != getattr(after, name, None) for name in names)
    ]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def tell_balances(saved: Sequence[Saved]) -> None:
    """Say what several typed balances did, in one message."""
    lines = "; ".join(_line(one) for one in saved[:MOST_LINES])
    rest = len(saved) - MOST_LINES
    undo = entries_url("balances.delete", [one.entry_id for one in saved])
    tell(
        f"{counted(len(saved))} saved. {lines}" + (f"; and {rest} more" if rest > 0 else "."), undo
    )


def counted(balances: int) -> str:
    """How many balances, in words."""
    return "1 balance" if balances == 1 else f"{balances} balances"


def tell_restored(restored: RestoredEntries, counted_as: Callable[[int], str]) -> None:
    """Say how many are back; what is lost is not passed over in silence."""
    back = len(restored.ids)
    tell(f"{counted_as(back)} {'is' if back == 1 else 'are'} back.")
    if restored.lost:
        lost = f"{counted_as(restored.lost)} could not be brought back"
        tell(f"{lost}: purged in the meantime, or gone with its account.", kind="info")


def lines_of(result: object) -> list[str]:
    """What a write did to accounts, a line each; none for what has touched no balance."""
    if isinstance(result, TransferSaved):
        return [_line(result.source), _line(result.target)]
    many = result if isinstance(result, tuple) else (result,)
    return [_line(one) for one in many if isinstance(one, Saved)]


def entries_url(endpoint: str, entry_ids: Sequence[int]) -> str | None:
    """Where several entries are taken out or restored; None for more than a message can name."""
    if len(entry_ids) > MOST_UNDONE:
        return None
    named = ",".join(map(str, entry_ids))
    return url_for(endpoint, entries=named, next=next_page() or None)


def warn_overdrawn(saved: Saved) -> None:
    """A site below zero cannot be: its balance must have been higher."""
    if saved.overdrawn:
        tell(f"{_short(saved.account_name)} is overdrawn: type its balance.", kind="info")


def _line(saved: Saved) -> str:
    name, code = _short(saved.account_name), saved.currency
    if saved.then is None:
        return f"{name}: {_step(saved.old, saved.new, code)}"
    fmt, then = formatter(), saved.then
    since = f"{name} on {fmt.day(then.day)}: {_step(then.old, then.new, code)}"
    if saved.difference:
        return f"{since}, and today {_step(saved.old, saved.new, code)}"
    return f"{since}, and today {fmt.money(saved.new, code)} as before"


def _step(old: Decimal, new: Decimal, code: str) -> str:
    """Old → new and the difference."""
    fmt = formatter()
    change = fmt.money(new - old, code, signed=True)
    return f"{fmt.money(old, code)} → {fmt.money(new, code)} ({change})"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"

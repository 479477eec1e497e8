"""Which accounts count in a figure, and the transfers that cross the edge of a selection."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import compress
from operator import not_
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, select
from sqlalchemy.orm import aliased

from total_bankroll.book import ZERO, Sums
from total_bankroll.cache_policy import once
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Entry, Transfer
from total_bankroll.services.books import Books


def moved_outside(
    user_id: int, books: Books, inside: Collection[int], before: date | None, end: date
) -> Decimal:
    """What `inside` received from accounts outside it, less what it sent there.

    In the display currency, each leg at its own day's rate; days after `before` up to `end`.
    Costs nothing where no account is left outside.
    """
    total = ZERO
    for account_id, day, change in _crossing_legs(user_id, books, inside):
        if day <= end and (before is None or day > before):
            book = books.books[account_id]
            rate = book.rate(day)
            total += ZERO if rate is None else book.amount(change) * rate
    return total


class Counted(NamedTuple):
    """Accounts that count in capital and profit, and those that do not for a transfer's rate."""

    inside: set[int]
    edges: dict[int, date]


def counted(
    user_id: int, books: Books, sums: Mapping[int, Sums], before: date | None, end: date
) -> Counted:
    """The accounts none of whose rates is missing in a period.

    Those with a transfer from or to one left out, on a day without a rate, are left out too.
    """
    inside = {
        account_id
        for account_id, period in sums.items()
        if period.lacks_value is None and period.lacks_capital is None
    }
    edges: dict[int, date] = {}
    while lacking := _edges_lacking(user_id, books, inside, before, end):
        inside -= lacking.keys()
        edges |= lacking
    return Counted(inside, edges)


def _edges_lacking(
    user_id: int, books: Books, inside: Collection[int], before: date | None, end: date
) -> dict[int, date]:
    """The accounts of `inside` with a transfer across the edge on a day without a rate."""
    found: dict[int, date] = {}
    for account_id, day, _ in sorted(_crossing_legs(user_id, books, inside)):
        is_within = day <= end and (before is None or day > before)
        if is_within and books.books[account_id].rate(day) is None:
            found.setdefault(account_id, day)
    return found


def _crossing_legs(
    user_id: int, books: Books, inside: Collection[int]
) -> Iterator[tuple[int, date, int]]:
    """Of `inside`: account, day, change as a count."""
    if len(inside) == len(books.accounts):
        return
    legs, ids = transfer_legs(user_id, books), set(inside)
    for account_id in legs.keys() & ids:
        _, across = legs[account_id].parted(ids)
        for day, change in zip(across.days, across.changes, strict=True):
            yield account_id, day, change


class Legs(NamedTuple):
    """An account's part in transfers: when, with which other one, and the change as a count."""

    days: Sequence[date]
    partners: Sequence[int]
    changes: Sequence[int]

    def parted(self, inside: Collection[int]) -> tuple["Legs", "Legs"]:
        """Those from and to accounts of `inside`, and the others."""
        own = list(map(inside.__contains__, self.partners))
        return self._chosen(own), self._chosen(list(map(not_, own)))

    def _chosen(self, which: Sequence[bool]) -> "Legs":
        return Legs(
            list(compress(self.days, which)),
            list(compress(self.partners, which)),
            list(compress(self.changes, which)),
        )


def transfer_legs(user_id: int, books: Books) -> Mapping[int, Legs]:
    """The legs of a player's transfers in the days that the books know, by account."""
    return once(("legs", user_id, books.first), lambda: _read_legs(user_id, books))


def _read_legs(user_id: int, books: Books) -> dict[int, Legs]:
    """They are found by the transfers: most entries are none, and are not looked at.

    A leg whose other one was deleted with its account is a deposit or withdrawal.
    """
    asked = {"user_id": user_id, "first": books.first or date.min}
    rows = db.session.execute(_transfers(), asked)
    found: dict[int, list[tuple[date, int, int]]] = {}
    for day, source_id, sent, on, target_id, arrived in rows:
        found.setdefault(source_id, []).append((day, target_id, sent))
        found.setdefault(target_id, []).append((on, source_id, arrived))
    return {account_id: Legs(*zip(*own, strict=True)) for account_id, own in found.items()}


@cache
def _transfers() -> Select[date, int, int, date, int, int]:
    went, came = aliased(Entry), aliased(Entry)
    sent = went.day, went.account_id, went.change
    return (
        select(*sent, came.day, came.account_id, came.change)
        .select_from(Transfer)
        .join(went, _is_leg(went, Kind.TRANSFER_OUT))
        .join(came, _is_leg(came, Kind.TRANSFER_IN))
        .where(Transfer.user_id == bindparam("user_id"), went.day >= bindparam("first"))
    )


def _is_leg(leg: type[Entry], kind: str) -> ColumnElement[bool]:
    """One of the two of a transfer, while both are there; they are of one day."""
    return and_(leg.transfer_id == Transfer.id, leg.kind == kind, leg.deleted_at.is_(None))

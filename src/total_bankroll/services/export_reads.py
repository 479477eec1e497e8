"""What an export reads: a player's whole ledger in pieces, all of one state of the database."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from total_bankroll import beancount
from total_bankroll.ledger import Kind, day_of
from total_bankroll.models import Account, Currency, Entry, EntryTag, EntryTagging
from total_bankroll.rates import RateTable
from total_bankroll.services.books import today_of
from total_bankroll.services.ownership import player, zone_of
from total_bankroll.services.packed_days import read_days
from total_bankroll.services.rate_tables import rate_table
from total_bankroll.services.steady_reading import SteadyReader

CHUNK = 1000
"""So many entries are read in one transaction."""

_LEGS = (Kind.TRANSFER_IN, Kind.TRANSFER_OUT)


class Reader(SteadyReader):
    """Reads a player's ledger, piece by piece."""

    def player(self) -> tuple[str, str, date]:
        """The player's e-mail address, display currency and day; raises NotFound."""
        with self._look() as session:
            user = player(session, self._user_id)
            return user.email, user.display_currency, today_of(self._user_id)

    def currencies(self, display: str) -> list[beancount.Currency]:
        """The currencies of the accounts, and the display currency, by code."""
        used = select(Account.currency_id).where(*self._own_accounts())
        shown = and_(Currency.code == display, Currency.owner.in_((0, self._user_id)))
        with self._look() as session:
            rows = session.scalars(
                select(Currency)
                .where(or_(Currency.id.in_(used), shown))
                .order_by(Currency.code, Currency.owner)
            )
            found = {row.code: row for row in rows}
            return [beancount.Currency(c.code, c.name, c.decimals) for c in found.values()]

    def accounts(self) -> list[beancount.Account]:
        """Every account that is not deleted, sites first, in the player's order."""
        ends = (
            select(Entry.account_id, func.min(Entry.day).label("a"), func.max(Entry.day).label("z"))
            .where(Entry.user_id == self._user_id, Entry.deleted_at.is_(None))
            .group_by(Entry.account_id)
            .subquery()
        )
        with self._look() as session:
            rows = session.execute(
                select(Account, Currency.code, ends.c.a, ends.c.z)
                .join(Currency, Currency.id == Account.currency_id)
                .outerjoin(ends, ends.c.account_id == Account.id)
                .where(*self._own_accounts())
                .order_by(Account.kind.desc(), Account.position, Account.id)
            )
            zone = zone_of(session, self._user_id)
            return [_account(row, code, first, last, zone) for row, code, first, last in rows]

    def days(self) -> list[date]:
        """The days that have an entry, in order."""
        with self._look() as session:
            rows = session.scalars(
                select(Entry.day)
                .join(Account, Account.id == Entry.account_id)
                .where(Entry.deleted_at.is_(None), *self._own_accounts())
                .distinct()
                .order_by(Entry.day)
            )
            return list(rows)

    def rates(self, codes: Sequence[str], since: date) -> RateTable:
        """The rates of some currencies, with the player's own."""
        with self._look():
            return rate_table(self._user_id, codes, since)

    def entries(self) -> Iterator[beancount.Entry]:
        """Every live entry in the order of the ledger, a thousand in memory at a time."""
        last: Any = None
        while True:
            with self._look() as session:
                rows = session.execute(_chunk(self._user_id, last)).all()
                tags = _tags(session, [row.id for row in rows])
            yield from (_entry(row, tags.get(row.id, ())) for row in rows)
            if len(rows) < CHUNK:
                return
            last = rows[-1]

    def balances(self, account_id: int) -> list[tuple[date, int]]:
        """What an account held at the end of each day with a balance entry, by its stored days."""
        with self._look() as session:
            stated = session.scalars(
                select(Entry.day)
                .where(
                    Entry.account_id == account_id,
                    Entry.kind == Kind.BALANCE,
                    Entry.deleted_at.is_(None),
                )
                .distinct()
                .order_by(Entry.day)
            ).all()
            found = read_days([account_id]).get(account_id)
        held = _Held(found.days, list(accumulate(found.changes))) if found else _Held([], [])
        return list(zip(stated, held.on(stated), strict=True))

    def _own_accounts(self) -> tuple[ColumnElement[bool], ...]:
        return Account.user_id == self._user_id, Account.deleted_at.is_(None)


class _Held(NamedTuple):
    """An account's balances after the days on which they changed."""

    days: Sequence[date]
    balances: Sequence[int]

    def on(self, asked: Sequence[date]) -> Iterator[int]:
        """The balance at the end of each of ascending days."""
        place, held = 0, 0
        for day in asked:
            while place < len(self.days) and self.days[place] <= day:
                held = self.balances[place]
                place += 1
            yield held


def _account(
    row: Account, code: str, first: date | None, last: date | None, zone: Any
) -> beancount.Account:
    created = day_of(row.created_at, zone)
    closed = None
    if row.archived_at is not None:
        archived = day_of(row.archived_at, zone)
        closed = max(archived, last or archived) + date.resolution
    return beancount.Account(
        row.id, row.kind, row.name, code, min(created, first or created), closed
    )


def _chunk(user_id: int, last: Any) -> Any:
    """The next entries after `last` with the other legs, where there are any."""
    partner = aliased(Entry)
    live = (partner.deleted_at.is_(None), partner.kind.in_(_LEGS), partner.id != Entry.id)
    columns = [
        getattr(Entry, name)
        for name in ("id", "account_id", "kind", "day", "at", "timed", "amount", "change")
    ]
    others = [
        getattr(partner, name).label(f"partner_{name}")
        for name in ("id", "account_id", "kind", "day", "amount", "change")
    ]
    statement = (
        select(*columns, Entry.opening, Entry.note, *others)
        .join(Account, Account.id == Entry.account_id)
        .outerjoin(
            partner,
            and_(partner.transfer_id == Entry.transfer_id, Entry.kind.in_(_LEGS), *live),
        )
        .where(
            Entry.user_id == user_id,
            Entry.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
        .order_by(Entry.at, Entry.id)
        .limit(CHUNK)
    )
    if last is None:
        return statement
    later = or_(Entry.at > last.at, Entry.id > last.id)
    return statement.where(Entry.at >= last.at, later)  # so that the index is entered at `last`


def _tags(session: Session, entry_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = session.execute(
        select(EntryTagging.entry_id, EntryTag.name)
        .join(EntryTag, EntryTag.id == EntryTagging.tag_id)
        .where(EntryTagging.entry_id.in_(entry_ids))
        .order_by(EntryTag.name_key)
    )
    found: dict[int, tuple[str, ...]] = {}
    for entry_id, name in rows:
        found[entry_id] = (*found.get(entry_id, ()), name)
    return found


def _entry(row: Any, tags: tuple[str, ...]) -> beancount.Entry:
    partner = None
    if row.partner_id is not None:
        partner = beancount.Entry(
            row.partner_id,
            row.partner_account_id,
            Kind(row.partner_kind),
            row.partner_day,
            row.partner_amount,
            row.partner_change,
        )
    return beancount.Entry(
        row.id,
        row.account_id,
        Kind(row.kind),
        row.day,
        row.amount,
        row.change,
        opening=row.opening,
        at=row.at if row.timed else None,
        note=row.note,
        tags=tags,
        partner=partner,
    )

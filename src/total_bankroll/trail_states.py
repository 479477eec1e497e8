"""What the trail keeps of a row: the fields that a person can change, as JSON that stays exact."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from total_bankroll.models import Account, Currency, Entry, EntryTag, EntryTagging, User
from total_bankroll.money import from_count

ENTRY, ACCOUNT, PLAYER = "entry", "account", "player"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    ENTRY: (
        *("account_id", "transfer_id", "kind", "day", "at", "timed"),
        *("amount", "note", "deleted_at"),
    ),
    ACCOUNT: ("name", "currency_id", "position", "archived_at", "deleted_at"),
    PLAYER: ("timezone",),
}
"""What is told of each; `change`, `balance`, `updated_on` and the like follow from entries."""
CHUNK = 500

Raw = dict[str, Any]
State = dict[str, Any]


class Unit(NamedTuple):
    """A currency's code and decimals."""

    code: str
    decimals: int


def read_rows(session: Session, subject: str, ids: Collection[int]) -> dict[int, Raw]:
    """The rows as they are now, by id, past the session; what is not there is left out."""
    found: dict[int, Raw] = {}
    for some in _chunks(sorted(ids)):
        for row in session.connection().execute(_QUERIES[subject](), {"ids": some}).mappings():
            found[row["id"]] = dict(row)
        if subject == ENTRY:
            _add_tags(session, found, some)
    return found


def units_of(session: Session, subject: str, rows: Iterable[Raw]) -> dict[int, Unit]:
    """The currencies of accounts (for entries), or by their own ids (for accounts)."""
    if subject == PLAYER:
        return {}
    is_entry = subject == ENTRY
    wanted = {row["account_id" if is_entry else "currency_id"] for row in rows}
    found: dict[int, Unit] = {}
    for some in _chunks(sorted(wanted)):
        rows_of_units = session.connection().execute(_units(of_entries=is_entry), {"ids": some})
        found |= {row_id: Unit(code, decimals) for row_id, code, decimals in rows_of_units}
    return found


# Statements are built once: building one takes longer than asking it.
_IDS: Any = bindparam("ids", expanding=True)


@cache
def _units(*, of_entries: bool) -> Select[int, str, int]:
    key = Account.id if of_entries else Currency.id
    query = select(key, Currency.code, Currency.decimals).where(key.in_(_IDS))
    if of_entries:
        query = query.join_from(Account, Currency, Currency.id == Account.currency_id)
    return query


def state_of(subject: str, row: Raw, units: Mapping[int, Unit]) -> State | None:
    """What the trail keeps of a row; None where it is deleted.

    An entry that went with its account is not told again: the account's deletion tells it.
    """
    if subject == PLAYER:
        return {"timezone": row["timezone"]}
    deleted_at = row["deleted_at"]
    if deleted_at is not None and deleted_at != row.get("account_deleted_at"):
        return None
    return _ENCODERS[subject](row, units)


def dumps(state: State | None) -> str | None:
    """A state as it is stored."""
    return None if state is None else json.dumps(state, ensure_ascii=False, separators=(",", ":"))


def loads(text: str | None) -> State | None:
    """A state that was stored."""
    found: State | None = None if text is None else json.loads(text)
    return found


def _entry(row: Raw, units: Mapping[int, Unit]) -> State:
    unit = units[row["account_id"]]
    when = row["at"] if row["timed"] else row["day"]
    state = {
        "account": row["account_id"],
        "kind": row["kind"],
        "when": when.isoformat(),
        "amount": f"{from_count(row['amount'], unit.decimals):f}",
        "currency": unit.code,
        "note": row["note"],
        "tags": list(row.get("tags", ())),
        "transfer": row["transfer_id"],
    }
    return {name: value for name, value in state.items() if value not in ("", [], None)}


def _account(row: Raw, units: Mapping[int, Unit]) -> State:
    return {
        "kind": row["kind"],
        "name": row["name"],
        "currency": units[row["currency_id"]].code,
        "position": row["position"],
        "archived": row["archived_at"] is not None,
    }


_ENCODERS = {ENTRY: _entry, ACCOUNT: _account}


@cache
def _entries_query() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Entry, name) for name in COLUMNS[ENTRY]]
    return (
        select(Entry.id, Entry.user_id, *columns, Account.deleted_at.label("account_deleted_at"))
        .outerjoin(Account, Account.id == Entry.account_id)
        .where(Entry.id.in_(_IDS))
    )


@cache
def _accounts_query() -> Select[*tuple[Any, ...]]:
    columns = [getattr(Account, name) for name in COLUMNS[ACCOUNT]]
    return select(Account.id, Account.user_id, Account.kind, *columns).where(Account.id.in_(_IDS))


@cache
def _players_query() -> Select[*tuple[Any, ...]]:
    return select(User.id, User.id.label("user_id"), User.timezone).where(User.id.in_(_IDS))


_QUERIES = {ENTRY: _entries_query, ACCOUNT: _accounts_query, PLAYER: _players_query}


def _add_tags(session: Session, rows: Mapping[int, Raw], ids: Collection[int]) -> None:
    for entry_id in ids:
        if entry_id in rows:
            rows[entry_id]["tags"] = []
    for entry_id, name in session.connection().execute(_tags_query(), {"ids": ids}):
        rows[entry_id]["tags"].append(name)


@cache
def _tags_query() -> Select[int, str]:
    return (
        select(EntryTagging.entry_id, EntryTag.name)
        .join(EntryTag, EntryTag.id == EntryTagging.tag_id)
        .where(EntryTagging.entry_id.in_(_IDS))
        .order_by(EntryTag.name_key)
    )


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]

"""The trail read naively: what the rows were and are, from its records alone."""

import json
from decimal import Decimal
from typing import Any

from tests.support.facts import Facts

Key = tuple[str, int]


def replayed(facts: Facts) -> dict[Key, Any]:
    """What the trail says that every row is now; each record begins where the last one ended."""
    states: dict[Key, Any] = {}
    for record in sorted(facts.changes, key=lambda record: record.id):
        key = (record.subject, record.subject_id)
        before = record.before and json.loads(record.before)
        if record.action != "purged":
            assert before == states.get(key, before), (record, states.get(key))
        states[key] = record.after and json.loads(record.after)
    return {key: state for key, state in states.items() if state}


def present(facts: Facts) -> dict[Key, Any]:
    """What entries and accounts are, read from their own rows; deleted ones are left out."""
    found: dict[Key, Any] = {}
    codes = {row.id: row for row in facts.currencies}
    accounts = {row.id: row for row in facts.accounts}
    for row in facts.accounts:
        if row.deleted_at is None:
            found["account", row.id] = {
                "kind": row.kind,
                "name": row.name,
                "currency": codes[row.currency_id].code,
                "position": row.position,
                "archived": row.archived_at is not None,
            }
    for row in facts.entries:
        if row.deleted_at in (None, accounts[row.account_id].deleted_at):
            found["entry", row.id] = _entry(facts, row, codes[accounts[row.account_id].currency_id])
    return found


def _entry(facts: Facts, row: Any, currency: Any) -> dict[str, Any]:
    state = {
        "account": row.account_id,
        "kind": row.kind,
        "when": (row.at if row.timed else row.day).isoformat(),
        "amount": str(Decimal(row.amount).scaleb(-currency.decimals)),
        "currency": currency.code,
        "note": row.note,
        "tags": _tags(facts, row.id),
        "transfer": row.transfer_id,
    }
    return {name: value for name, value in state.items() if value not in ("", [], None)}


def _tags(facts: Facts, entry_id: int) -> list[str]:
    names = {row.id: row for row in facts.entry_tags}
    own = [names[row.tag_id] for row in facts.taggings if row.entry_id == entry_id]
    return [tag.name for tag in sorted(own, key=lambda tag: tag.name_key)]


def lost(facts: Facts) -> list[str]:
    """Where the trail does not tell what the rows are; tags are compared as they are matched."""
    told, there = replayed(facts), present(facts)
    keys = sorted(
        key
        for key in told.keys() | there.keys()
        if key[0] != "player" and not _same(told, there, key)
    )
    return [f"{key}: told {told.get(key)}, is {there.get(key)}" for key in keys]


def _same(told: dict[Key, Any], there: dict[Key, Any], key: Key) -> bool:
    return _folded(told.get(key)) == _folded(there.get(key))


def _folded(state: Any) -> Any:
    if state and "tags" in state:
        return state | {"tags": sorted(name.casefold() for name in state["tags"])}
    return state

"""Taking an edit back: what a row was, as the fields of the form that has changed it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime

MOST_BYTES = 600
"""A message travels in a cookie, which has little room, and in ASCII."""
_ALWAYS = ("account", "from_account", "to_account", "amount", "received")
"""What such a form lacks, it refuses, or understands as something else."""


def fields_back(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, str]:
    """What to send to the form to have again what was there; nothing where nothing differs.

    `before` and `after` are what a fresh form would show. Nor is there anything where the former
    note has no room in a message.
    """
    differing = {name for name in before if name != "seen" and before[name] != after[name]}
    if not differing:
        return {}
    names = [name for name in before if name in differing or name in _ALWAYS]
    fields = {name: _written(before[name]) for name in names}
    fields |= {"seen": _written(after["seen"]), "next": _written(before["next"])}
    return fields if len(json.dumps(fields)) <= MOST_BYTES else {}


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")  # of two entries in a minute, one came first
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)

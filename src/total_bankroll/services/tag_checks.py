"""The check of tags: an entry's are its player's, and each is kept as it is compared."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, exists, or_, select

from total_bankroll.models import Entry, EntryTag, EntryTagging
from total_bankroll.services.faults import Fault, chunks
from total_bankroll.services.names import name_key


def tags() -> Iterator[Fault]:
    """What is compared as another is not found by its name; what is a stranger's is nowhere."""
    for rows in chunks(select(EntryTag.id, EntryTag.name, EntryTag.name_key), EntryTag.id):
        for tag_id, name, key in rows:
            if key != name_key(name):
                yield Fault(f"tag {tag_id}", "has a name that is compared as another")
    for found in chunks(select(Entry.id).where(exists(strange_taggings())), Entry.id):
        for (entry_id,) in found:
            yield Fault(f"entry {entry_id}", "carries a tag as another player's")


def strange_taggings() -> Select[*tuple[Any, ...]]:
    """The tags of the entry that a statement is about which its player does not have."""
    return (
        select(EntryTag.id, EntryTag.name)
        .join(EntryTagging, EntryTagging.tag_id == EntryTag.id)
        .where(
            EntryTagging.entry_id == Entry.id,
            or_(EntryTagging.user_id != Entry.user_id, EntryTag.user_id != Entry.user_id),
        )
        .correlate(Entry)
    )

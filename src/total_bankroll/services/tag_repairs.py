"""Repairs of tags: entries carry what they carried, as their player's own and found by its name."""

from collections.abc import Iterator

from sqlalchemy import delete, exists, insert, select
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.extensions import db
from total_bankroll.models import Entry, EntryTag, EntryTagging, User
from total_bankroll.services.faults import Repaired
from total_bankroll.services.names import name_key
from total_bankroll.services.tag_checks import strange_taggings
from total_bankroll.services.writing import write


def tags() -> Iterator[Repaired]:
    """Names first, so that a tag is known by its name where an entry needs one of its player's."""
    yield from _names()
    yield from _owners()


def _names() -> Iterator[Repaired]:
    rows = db.session.execute(
        select(EntryTag.id, EntryTag.user_id, EntryTag.name, EntryTag.name_key).join(
            User, User.id == EntryTag.user_id
        )
    ).all()
    for tag_id, user_id, name, key in rows:
        if key != name_key(name):
            with write(user_id) as session:
                tag = session.get(EntryTag, tag_id)
                said = None if tag is None else _compare(session, tag)
            if said is not None:
                yield Repaired(f"tag {tag_id}", said)


def _compare(session: Session, tag: EntryTag) -> str:
    twin = _id_of(session, tag.user_id, tag.name)
    if twin is None:
        tag.name_key = name_key(tag.name)
        return "is found by its name again"
    carriers = select(EntryTagging.entry_id).where(EntryTagging.tag_id == tag.id)
    for entry_id in session.scalars(carriers).all():
        _replace(session, entry_id, tag.user_id, tag.id, twin)
    session.delete(tag)
    return f"is one with tag {twin}, which has its name"


def _owners() -> Iterator[Repaired]:
    rows = db.session.execute(
        select(Entry.id, Entry.user_id)
        .join(User, User.id == Entry.user_id)
        .where(exists(strange_taggings()))
    ).all()
    for entry_id, user_id in rows:
        with write(user_id) as session:
            strange = session.execute(strange_taggings().where(Entry.id == entry_id)).all()
            for tag_id, name in strange:
                _replace(session, entry_id, user_id, tag_id, _own(session, user_id, name))
        yield Repaired(f"entry {entry_id}", f"carries {len(strange)} tags as its player's again")


def _id_of(session: Session, user_id: int, name: str) -> int | None:
    query = select(EntryTag.id)
    return session.scalar(
        query.where(EntryTag.user_id == user_id, EntryTag.name_key == name_key(name))
    )


def _own(session: Session, user_id: int, name: str) -> int:
    """The player's own tag of a name, made where there is none."""
    found = _id_of(session, user_id, name)
    if found is None:
        tag = EntryTag(user_id=user_id, name=name, name_key=name_key(name))
        session.add(tag)
        session.flush()
        found = tag.id
    return found


def _replace(session: Session, entry_id: int, user_id: int, former: int, tag_id: int) -> None:
    """Let an entry carry a tag in the place of another."""
    of_entry = EntryTagging.entry_id == entry_id
    gone = delete(EntryTagging).where(of_entry, EntryTagging.tag_id.in_((former, tag_id)))
    bulk(session, gone, of=[entry_id])
    row = {"entry_id": entry_id, "tag_id": tag_id, "user_id": user_id}
    bulk(session, insert(EntryTagging), [row], of=[entry_id])

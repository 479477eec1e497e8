"""Tags of entries: which ones an entry carries, and which ones can be chosen."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ScalarSelect, delete, exists, func, insert, select
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.composing import composed
from total_bankroll.errors import InvalidName, InvalidTags
from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry, EntryTag, EntryTagging
from total_bankroll.services.names import clean_name, name_key

MOST_TAGS = 10
LONGEST_TAG = 40
SEPARATOR = ","
_LONGEST_KEY = 120


def clean_tags(names: Iterable[str]) -> tuple[str, ...]:
    """Tags as they are kept, each once; raises InvalidTags with what to do about it."""
    found: dict[str, str] = {}
    for name in names:
        if name.strip():
            tag = _clean(name)
            found.setdefault(name_key(tag), tag)
    if len(found) > MOST_TAGS:
        raise InvalidTags(f"Enter at most {MOST_TAGS} tags.")
    return tuple(found.values())


def _clean(name: str) -> str:
    tag = composed(name.strip(), LONGEST_TAG).strip()
    if len(tag) > LONGEST_TAG or len(name_key(tag)) > _LONGEST_KEY:
        raise InvalidTags(f"Enter at most {LONGEST_TAG} characters a tag.")
    if SEPARATOR in tag:
        raise InvalidTags("Separate tags by commas.")
    try:
        return " ".join(clean_name(tag).split())
    except InvalidName as error:
        raise InvalidTags(error.message.replace("a name", "a tag")) from error


def set_tags(
    session: Session, user_id: int, entry_ids: Collection[int], names: Iterable[str]
) -> None:
    """Let these entries carry exactly these tags; the newest spelling of a tag is kept."""
    wanted = set(_tag_ids(session, user_id, clean_tags(names)))
    rows = session.execute(
        select(EntryTagging.entry_id, EntryTagging.tag_id).where(
            EntryTagging.entry_id.in_(entry_ids), EntryTagging.user_id == user_id
        )
    )
    present = {(row.entry_id, row.tag_id) for row in rows}
    desired = {(entry_id, tag_id) for entry_id in entry_ids for tag_id in wanted}
    for entry_id, tag_id in sorted(present - desired):
        bulk(
            session,
            delete(EntryTagging).where(
                EntryTagging.entry_id == entry_id, EntryTagging.tag_id == tag_id
            ),
            of=entry_ids,
        )
    missing = [
        {"entry_id": entry_id, "tag_id": tag_id, "user_id": user_id}
        for entry_id, tag_id in sorted(desired - present)
    ]
    if missing:
        bulk(session, insert(EntryTagging), missing, of=entry_ids)


def _tag_ids(session: Session, user_id: int, names: Sequence[str]) -> list[int]:
    """The ids of the tags of these names, which are made where they are new."""
    if not names:
        return []
    spelled = {name_key(name): name for name in names}
    rows = session.scalars(
        select(EntryTag).where(EntryTag.user_id == user_id, EntryTag.name_key.in_(spelled))
    )
    known = {row.name_key: row for row in rows}
    for key, name in spelled.items():
        if key in known:
            known[key].name = name
        else:
            known[key] = EntryTag(user_id=user_id, name=name, name_key=key)
            session.add(known[key])
    session.flush()
    return [row.id for row in known.values()]


def joined_tags() -> ScalarSelect[str]:
    """The tags of the entry that a statement is about, as one text; read it with `in_order`."""
    return (
        select(func.aggregate_strings(EntryTag.name, SEPARATOR))
        .join(EntryTagging, EntryTagging.tag_id == EntryTag.id)
        .where(EntryTagging.entry_id == Entry.id)
        .correlate(Entry)
        .scalar_subquery()
    )


def in_order(joined: str | None) -> tuple[str, ...]:
    """Joined tags, in the order of their names."""
    return tuple(sorted(joined.split(SEPARATOR), key=name_key)) if joined else ()


def tags_of(entry_id: int) -> tuple[str, ...]:
    """The tags of one entry."""
    return in_order(db.session.scalar(select(joined_tags()).where(Entry.id == entry_id)))


def list_entry_tags(user_id: int) -> tuple[str, ...]:
    """The tags that entries carry now, in the order of their names."""
    used = exists(
        select(EntryTagging.entry_id)
        .join(Entry, Entry.id == EntryTagging.entry_id)
        .join(Account, Account.id == Entry.account_id)
        .where(
            EntryTagging.tag_id == EntryTag.id,
            Entry.deleted_at.is_(None),
            Account.deleted_at.is_(None),
        )
    )
    rows = db.session.execute(
        select(EntryTag.name_key, EntryTag.name).where(EntryTag.user_id == user_id, used)
    )
    return tuple(name for _, name in sorted((row.name_key, row.name) for row in rows))

"""Several entries at once, as they were typed on one screen: taken out or brought back together."""

from collections.abc import Sequence

from total_bankroll.extensions import db
from total_bankroll.services.entries import delete_entry, restore_entry
from total_bankroll.services.ownership import own_entry


def delete_entries(user_id: int, entry_ids: Sequence[int]) -> tuple[int, ...]:
    """Take out what is still there; NotFound where one of them is not the player's."""
    return tuple(delete_entry(user_id, one) for one in entry_ids if not _is_deleted(user_id, one))


def restore_entries(user_id: int, entry_ids: Sequence[int]) -> tuple[int, ...]:
    """Bring back what was deleted; NotFound where one of them is not the player's."""
    return tuple(restore_entry(user_id, one) for one in entry_ids if _is_deleted(user_id, one))


def _is_deleted(user_id: int, entry_id: int) -> bool:
    return own_entry(db.session(), user_id, entry_id).deleted_at is not None

"""What was changed past the application is told like any other change; no row is touched."""

from collections.abc import Iterator

from sqlalchemy import select

from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.faults import CHUNK, Repaired
from total_bankroll.services.trail_checks import (
    PURGED,
    SUBJECTS,
    Difference,
    compared,
    differences,
    last_records,
)
from total_bankroll.services.writing import write
from total_bankroll.trail import Change, action_of, tell


def trail() -> Iterator[Repaired]:
    """Every difference, player by player, with the repair as the one who tells of it."""
    players = set(db.session.scalars(select(User.id)))
    for subject in SUBJECTS:
        by_player: dict[int, list[int]] = {}
        for found in differences(subject):
            by_player.setdefault(found.told.user_id, []).append(found.told.subject_id)
        for user_id in sorted(by_player.keys() & players):
            ids = by_player[user_id]
            for start in range(0, len(ids), CHUNK):
                for done in _tell(user_id, subject, ids[start : start + CHUNK]):
                    yield Repaired(done.where, _words(done))


def _tell(user_id: int, subject: str, ids: list[int]) -> list[Difference]:
    """Tell of what still differs now that nobody else writes."""
    with write(user_id) as session:
        found = list(compared(session, subject, last_records(session, subject, of=ids)))
        tell(session, [_change(one) for one in found])
    return found


def _change(found: Difference) -> Change:
    told, present = found.told, found.present
    place = (present or {}).get("account", told.account_id)
    action = None if found.is_gone else action_of(told.state, present, is_new=False)
    return Change(
        user_id=told.user_id,
        subject=told.subject,
        subject_id=told.subject_id,
        account_id=place,
        from_account_id=None if place == told.account_id else told.account_id,
        action=action or PURGED,
        before=told.state,
        after=present,
    )


def _words(done: Difference) -> str:
    what = f" ({done.fields})" if done.fields and done.present and done.told.state else ""
    return f"was changed past the application{what}: stays as it is, and its changes tell of it"

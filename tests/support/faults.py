"""The two faults that the cache's proofs must notice, to be switched on by a test."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from sqlalchemy import event
from sqlalchemy.orm import Session

from total_bankroll import cache_policy
from total_bankroll.extensions import writing_allowed

FROZEN, LATE = "frozen", "late"
LATE_BY = 0.1  # seconds: what a busy machine gives by itself, on an idle one as well


@contextmanager
def frozen_tokens() -> Iterator[None]:
    """Every renewal writes the token that is there already."""
    with patch.object(cache_policy, "new_token", lambda: "f" * 24):
        yield


@contextmanager
def late_tokens() -> Iterator[None]:
    """Renewals are taken out of their transaction, and made in one of their own after it."""
    late: dict[Session, list[str]] = {}

    def put_off(session: Session, scope: str) -> None:
        late.setdefault(session, []).append(scope)
        session.info.setdefault("renewed_scopes", set()).add(scope)
        session.info["wrote"] = True

    def catch_up(session: Session, transaction: object) -> None:
        if getattr(transaction, "parent", None) is not None or session not in late:
            return
        scopes = late.pop(session)
        time.sleep(LATE_BY)
        with session.get_bind().connect() as connection, writing_allowed():
            for scope in dict.fromkeys(scopes):
                connection.execute(cache_policy._renewal(scope))
            connection.commit()

    event.listen(Session, "after_transaction_end", catch_up)
    try:
        with (
            patch.object(cache_policy, "renew", put_off),
            patch("total_bankroll.services.writing.renew", put_off),
        ):
            yield
    finally:
        event.remove(Session, "after_transaction_end", catch_up)


SWITCHES = {FROZEN: frozen_tokens, LATE: late_tokens}

"""The one protocol of every public write: lock, publish, change, commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import has_changes, renew, user_scope
from total_bankroll.database import write_options
from total_bankroll.errors import Busy
from total_bankroll.extensions import db
from total_bankroll.services.submissions import Sending, SentForm

P = ParamSpec("P")
R = TypeVar("R")

PUBLIC_WRITES: dict[str, Callable[..., object]] = {}

_BUSY_CODES = {1205, 1213, "55P03", "40P01", "40001"}


@contextmanager
def write(user_id: int) -> Iterator[Session]:
    """One write transaction of one player, committed at its end; see `write_scope`."""
    with write_scope(user_scope(user_id)) as session:
        yield session


@contextmanager
def write_scope(*scopes: str) -> Iterator[Session]:
    """One write transaction, whose first statement renews the tokens of `scopes`.

    That statement queues the writers of a scope behind a row lock and publishes the invalidation
    with the data. Raises NotFound where a scope has no row, Busy where the wait was too long.
    """
    session = db.session()
    if has_changes(session):
        raise RuntimeError("A write must not begin in a session that has pending changes.")
    session.rollback()
    try:
        session.connection(execution_options=write_options(db.engine))
        for scope in sorted(scopes):
            renew(session, scope)
        yield session
        session.commit()
    except BaseException as error:
        session.rollback()
        if isinstance(error, OperationalError | DBAPIError) and _is_busy(error):
            raise Busy("The database is busy. Nothing was saved; please try again.") from error
        raise


def _is_busy(error: DBAPIError) -> bool:
    cause = error.orig
    codes = {getattr(cause, "sqlstate", None), *getattr(cause, "args", ())[:1]}
    return not codes.isdisjoint(_BUSY_CODES) or "database is locked" in str(cause)


def public_write(
    method: Callable[Concatenate[Any, int, P], R],
) -> Callable[..., R]:
    """Run a service method inside `write(user_id)`.

    With a `submission_id`, a method that has already run for this player's form is not run
    again: its first result is returned. Raises SentBefore for the same form with another content.
    """

    @wraps(method)
    def protocol(
        self: Any,
        user_id: int,
        *args: Any,
        submission_id: SentForm | str | None = None,
        **kwargs: Any,
    ) -> R:
        with write(user_id) as session:
            if not submission_id:
                return method(self, user_id, *args, **kwargs)
            sending = Sending(session, user_id, method.__qualname__, submission_id)
            if sending.is_repeat(is_guarded=kwargs.get("seen") is not None):
                # What this method returned then.
                return sending.first_result()  # type: ignore[no-any-return]
            result = method(self, user_id, *args, **kwargs)
            sending.keep(result)
            return result

    PUBLIC_WRITES[method.__qualname__] = protocol
    return protocol

"""The one protocol of every public write: lock, publish, change, commit."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from total_bankroll import values
from total_bankroll.cache_policy import renew, user_scope
from total_bankroll.database import write_options
from total_bankroll.errors import Busy, NotFound
from total_bankroll.extensions import db
from total_bankroll.models import Submission

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
    if session.new or session.dirty or session.deleted:
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
    code = getattr(cause, "sqlstate", None) or (getattr(cause, "args", None) or [None])[0]
    return code in _BUSY_CODES or "database is locked" in str(cause)


def public_write(
    method: Callable[Concatenate[Any, int, P], R],
) -> Callable[..., R]:
    """Run a service method inside `write(user_id)`.

    With a `submission_id`, a method that has already run for this player's form is not run
    again: its first result is returned.
    """

    @wraps(method)
    def protocol(
        self: Any, user_id: int, *args: Any, submission_id: str | None = None, **kwargs: Any
    ) -> R:
        with write(user_id) as session:
            earlier = _earlier(session, user_id, submission_id)
            if earlier is not None:
                return earlier[0]  # type: ignore[no-any-return]  # what this method returned then
            result = method(self, user_id, *args, **kwargs)
            _remember(session, user_id, submission_id, result)
            return result

    PUBLIC_WRITES[method.__qualname__] = protocol
    return protocol


def _earlier(session: Session, user_id: int, submission_id: str | None) -> tuple[Any] | None:
    if not submission_id:
        return None
    row = session.get(Submission, (user_id, _key(submission_id)))
    return None if row is None else (values.loads(row.result),)


def _remember(session: Session, user_id: int, submission_id: str | None, result: object) -> None:
    if submission_id:
        text = values.dumps(result).decode()
        session.add(Submission(user_id=user_id, key=_key(submission_id), result=text))


def _key(submission_id: str) -> str:
    return submission_id[:64].replace("\0", "")


def own(row: R | None, what: str = "entry") -> R:
    """`row`, or NotFound: what belongs to somebody else does not exist."""
    if row is None:
        raise NotFound(f"There is no such {what}.")
    return row

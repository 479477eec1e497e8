"""Whether the database answers, and a session that can be used again after it did not."""

import logging

from sqlalchemy import exc, select

from total_bankroll.extensions import db
from total_bankroll.models import CacheToken

logger = logging.getLogger(__name__)

DATABASE_ERRORS: tuple[type[Exception], ...] = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.TimeoutError,
)
# SQLite and MariaDB report these as if they were troubles of the machine's.
_OUR_FAULTS = ("no such", "has no column", "syntax error", "Unknown column")
_FULL = ("is full", "Disk full", "No space left")


def database_answers() -> bool:
    """Read what every page needs, and leave no transaction behind.

    SQLite answers a constant without a look at its file, which may be held, empty or broken.
    """
    try:
        db.session.execute(select(CacheToken.token).limit(1))
    except exc.SQLAlchemyError:
        logger.exception("The database does not answer")
        return False
    finally:
        forget_transaction()
    return True


def forget_transaction() -> None:
    """Give the session up: what failed in it must not fail the page that says so."""
    try:
        db.session.remove()
    except exc.SQLAlchemyError:
        logger.exception("The session could not be closed")


def is_full(error: BaseException) -> bool:
    """Whether the database found no room for what was to be written."""
    if not isinstance(error, exc.OperationalError):
        return False
    return any(words in str(error.orig) for words in _FULL)


def reason_of(error: BaseException) -> str | None:
    """Why there is no connection, or no more; None where there is.

    It is the first line of the driver's words, which name its server and never a password.
    """
    if not isinstance(error, exc.DBAPIError):
        return None
    if error.statement is not None and not error.connection_invalidated:
        return None
    return str(error.orig).strip().partition("\n")[0]


def is_out_of_reach(error: BaseException) -> bool:
    """Whether the database is gone, full or held by others; a missing table is our own fault."""
    if isinstance(error, exc.OperationalError):
        return not any(words in str(error.orig) for words in _OUR_FAULTS)
    return isinstance(error, DATABASE_ERRORS)

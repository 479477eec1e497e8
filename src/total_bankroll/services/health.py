"""Whether the database answers, and a session that can be used again after it did not."""

import logging

from sqlalchemy import exc, select

from total_bankroll.extensions import db

logger = logging.getLogger(__name__)


def database_answers() -> bool:
    """Ask the database for a constant, and leave no transaction behind."""
    try:
        db.session.execute(select(1))
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


def is_out_of_reach(error: BaseException) -> bool:
    """Whether `error` says that the database is gone or held by others, not that we erred."""
    return isinstance(error, exc.OperationalError | exc.InterfaceError | exc.TimeoutError)

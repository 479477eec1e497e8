"""Reading much of one player in short transactions, all of one state of the database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from tempfile import SpooledTemporaryFile
from typing import IO, TypeVar

from sqlalchemy.orm import Session

from total_bankroll.extensions import db
from total_bankroll.services.ownership import player

TRIES = 3
"""How often a file is begun again because somebody wrote; then it is read in one transaction."""
IN_MEMORY = 4 * 1024 * 1024
"""From so many bytes on, a file lies on the disk."""


class Changed(Exception):
    """Somebody wrote between two pieces: what was read does not fit together."""


class SteadyReader:
    """Reads a player's rows in short transactions, so that no writer waits for a long export.

    The pieces are of one state where the tokens of the player and of the rates stay the same:
    every write renews them (docs/adr/0001). Where they do not, `Changed` is raised; a `lasting`
    reader keeps to one transaction instead, and cannot fail.
    """

    def __init__(self, user_id: int, *, lasting: bool = False) -> None:
        self._user_id, self._lasting = user_id, lasting
        self._tokens: tuple[str, str] | None = None
        db.session().rollback()

    @contextmanager
    def _look(self) -> Iterator[Session]:
        session = db.session()
        tokens = self._current_tokens(session)
        if self._tokens not in (None, tokens):
            raise Changed
        self._tokens = tokens
        yield session
        if not self._lasting:
            session.rollback()

    def _current_tokens(self, session: Session) -> tuple[str, str]:
        user = player(session, self._user_id)
        return user.cache_token, user.rates_token


Read = TypeVar("Read", bound=SteadyReader)


def whole_file(
    reader: Callable[..., Read], user_id: int, write: Callable[[Read, IO[bytes]], None]
) -> IO[bytes]:
    """What `write` makes of one state, from its beginning; whoever asked for it closes it."""
    for _ in range(TRIES):
        with suppress(Changed):
            return _written(reader(user_id), write)
    return _written(reader(user_id, lasting=True), write)


def _written(reader: Read, write: Callable[[Read, IO[bytes]], None]) -> IO[bytes]:
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # see whole_file
    try:
        write(reader, file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file

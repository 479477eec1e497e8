"""Restoring: a backup takes the place of what is there, in one transaction or not at all.

The file is read to its end before anything is changed. A backup of an older version is brought
up to date in a SQLite file of its own first, so that the instance itself is never in between.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace as changed
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, func, inspect, select, table, text
from sqlalchemy.exc import DBAPIError

from total_bankroll.cache_policy import empty_cache
from total_bankroll.database import write_options
from total_bankroll.errors import Conflict, Invalid
from total_bankroll.extensions import db
from total_bankroll.services.backup_archive import Archive, write_archive
from total_bankroll.services.backup_numbers import go_on_behind
from total_bankroll.services.backup_rows import shapes
from total_bankroll.services.backup_source import private_database
from total_bankroll.services.backups import password_mark, sources
from total_bankroll.services.instance import InstanceService
from total_bankroll.services.restore_loading import hold, load
from total_bankroll.services.safe_files import open_draft
from total_bankroll.services.schema_versions import known_versions, newest_version, upgrade
from total_bankroll.values import value

PEOPLE = ("users", "accounts", "entries")


@value
class Contents:
    """How much there is of what people care for."""

    players: int
    accounts: int
    entries: int


@value
class Restored:
    """What is there now; `passwords_fit` is false where nobody's password will be taken."""

    contents: Contents
    rows: int
    made_at: str
    from_version: str
    version: str
    passwords_fit: bool


class RestoreService:
    """Puts a backup into this instance, whatever databases the two are of."""

    def contents(self) -> Contents:
        """What is here now; nothing where there are no tables."""
        db.session.rollback()
        with db.engine.connect() as connection:
            return _contents(connection)

    def check(self, path: Path) -> Contents:
        """What a backup holds; raises Invalid where it is damaged or cannot be taken."""
        with Archive(path) as archive:
            _require_known(archive)
            archive.verify()
            return Contents(*(archive.manifest.count(name) for name in PEOPLE))

    def restore(self, path: Path, *, replace: bool = False) -> Restored:
        """Put the backup in the place of what is here.

        Raises Conflict where there are players, unless they may be replaced, and Invalid for a
        file that cannot be taken; nothing is changed then.
        """
        self.check(path)
        with ExitStack() as stack, _told_plainly():
            original = stack.enter_context(Archive(path))
            archive = stack.enter_context(_up_to_date(original))
            _prepare_tables()
            _replace_all(archive, _last_numbers(original, archive), replace=replace)
        db.session.remove()
        empty_cache()
        head = original.manifest.head
        return Restored(
            self.contents(),
            archive.manifest.rows,
            head.created_at.isoformat(" ", "minutes"),
            head.revision,
            archive.manifest.head.revision,
            head.passwords == password_mark(),
        )


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise Conflict(f"The database refused it: {error.orig}. Nothing was changed.") from error
    except OSError as error:
        raise Conflict(f"{error.strerror or error}. Nothing was changed.") from error


def _contents(connection: Connection) -> Contents:
    look = inspect(connection)
    counts = [
        connection.scalar(select(func.count()).select_from(table(name))) or 0
        if look.has_table(name)
        else 0
        for name in PEOPLE
    ]
    return Contents(*counts)


# -- versions --------------------------------------------------------------------------------


def _require_known(archive: Archive) -> None:
    version, known = archive.manifest.head.revision, known_versions()
    if version not in known:
        raise Invalid(
            f"The backup is of version {version} of the tables, and this code knows versions up"
            f" to {known[0]}. Update the application first. Nothing was changed."
        )


def _prepare_tables() -> None:
    """The tables of the newest version, where there are none yet."""
    service, newest = InstanceService(), newest_version()
    found = service.version()
    if found is None:
        service.migrate()
    elif found != newest:
        raise Conflict(
            f"The database is at version {found}, and this code at {newest}. Run `flask init`"
            " first. Nothing was changed."
        )


@contextmanager
def _up_to_date(archive: Archive) -> Iterator[Archive]:
    """The backup as one of the newest version."""
    head, newest = archive.manifest.head, newest_version()
    if head.revision == newest:
        yield archive
        return
    with TemporaryDirectory(prefix="total-bankroll-") as name:
        path = Path(name) / "newer.zip"
        with private_database(Path(name) / "older.db") as engine:
            _migrate(engine, archive, newest)
            with engine.connect() as connection, open_draft(path) as file:
                found = sources(connection, shapes(connection))
                write_archive(file, changed(head, revision=newest), found)
        with Archive(path) as newer:
            yield newer


def _migrate(engine: Engine, archive: Archive, newest: str) -> None:
    upgrade(engine, archive.manifest.head.revision)
    with engine.begin() as connection:
        load(connection, archive)
    upgrade(engine, newest)


# -- one transaction -------------------------------------------------------------------------


def _last_numbers(*archives: Archive) -> Mapping[str, int]:
    """What every table goes on behind; a migration may have added some."""
    found: dict[str, int] = {}
    for archive in archives:
        for part in archive.manifest.parts:
            found[part.name] = max(found.get(part.name, 0), part.last_number or 0)
    return found


def _replace_all(archive: Archive, last: Mapping[str, int], *, replace: bool) -> None:
    db.session.rollback()
    engine = db.engine
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            _refuse_players(connection, replace=replace)  # or their counters would go on
            if engine.dialect.name != "postgresql":
                connection.execute(text("SET SESSION lock_wait_timeout = 5"))
            go_on_behind(connection, shapes(connection), last)
            connection.commit()
    with engine.connect() as connection:
        connection.execution_options(**write_options(engine) | _whole_tables(engine))
        with connection.begin():
            hold(connection)
            _refuse_players(connection, replace=replace)
            if engine.dialect.name == "sqlite":
                go_on_behind(connection, shapes(connection), last)
            load(connection, archive)


def _whole_tables(engine: Engine) -> dict[str, str]:
    """The isolation in which emptying a table keeps everybody from adding to it."""
    if engine.dialect.name in ("sqlite", "postgresql"):
        return {}
    return {"isolation_level": "REPEATABLE READ"}


def _refuse_players(connection: Connection, *, replace: bool) -> None:
    players = _contents(connection).players
    if players and not replace:
        raise Conflict(
            f"There are players here already ({players}). A backup goes into an instance without"
            " any; with --replace it takes their place."
        )

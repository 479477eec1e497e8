"""The highest number that each table ever gave to a row: none is given twice, even after a restore.

The trail, undo links and forms in other tabs name rows by their ids, also those that are gone.
"""

import re
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection, String, column, func, inspect, select, table

from total_bankroll.services.backup_rows import Shape

_COUNTER = re.compile(r"\bAUTO_INCREMENT=([0-9]+)")
_SEQUENCES = table("sqlite_sequence", column("name", String), column("seq"))


def last_numbers(connection: Connection, shapes: Sequence[Shape]) -> dict[str, int]:
    """By table, the highest number that is there or that the database remembers."""
    counter = _COUNTERS[connection.dialect.name]
    found = {}
    for shape in shapes:
        if shape.has_numbers:
            highest = connection.scalar(select(func.max(shape.table.c[shape.key[0]])))
            found[shape.name] = max(counter(connection, shape), highest or 0)
    return found


def go_on_behind(connection: Connection, shapes: Sequence[Shape], last: Mapping[str, int]) -> None:
    """Let no table give a number again that is not behind `last`; counters never go back.

    Servers keep their counters outside of transactions (MySQL even ends the one at hand); that
    they are ahead harms nothing where what follows fails.
    """
    present = last_numbers(connection, shapes)
    for shape in shapes:
        if last.get(shape.name, 0) > present.get(shape.name, 0):
            _SETTERS[connection.dialect.name](connection, shape, last[shape.name])


def _sqlite_counter(connection: Connection, shape: Shape) -> int:
    if not inspect(connection).has_table(_SEQUENCES.name):  # it comes with the first such table
        return 0
    told = select(_SEQUENCES.c.seq).where(_SEQUENCES.c.name == shape.name)
    return int(connection.scalar(told) or 0)


def _set_sqlite_counter(connection: Connection, shape: Shape, last: int) -> None:
    """Only tables that count on have a row there; to others it says nothing."""
    if inspect(connection).has_table(_SEQUENCES.name):
        connection.execute(_SEQUENCES.delete().where(_SEQUENCES.c.name == shape.name))
        connection.execute(_SEQUENCES.insert().values(name=shape.name, seq=last))


def _postgresql_counter(connection: Connection, shape: Shape) -> int:
    sequence = func.pg_get_serial_sequence(shape.name, shape.key[0])
    return int(
        connection.scalar(select(func.pg_sequence_last_value(func.to_regclass(sequence)))) or 0
    )


def _set_postgresql_counter(connection: Connection, shape: Shape, last: int) -> None:
    sequence = func.pg_get_serial_sequence(shape.name, shape.key[0])
    connection.execute(select(func.setval(func.to_regclass(sequence), last)))


def _mysql_counter(connection: Connection, shape: Shape) -> int:
    """As the table itself says: what the schema tables say may be a day old on MySQL."""
    name = connection.dialect.identifier_preparer.quote(shape.name)
    (_, said) = connection.exec_driver_sql(f"SHOW CREATE TABLE {name}").one()
    counter = _COUNTER.search(said)
    return int(counter[1]) - 1 if counter else 0


def _set_mysql_counter(connection: Connection, shape: Shape, last: int) -> None:
    name = connection.dialect.identifier_preparer.quote(shape.name)
    connection.exec_driver_sql(f"ALTER TABLE {name} AUTO_INCREMENT = {last + 1}")


_COUNTERS: Mapping[str, Callable[[Connection, Shape], int]] = {
    "sqlite": _sqlite_counter,
    "postgresql": _postgresql_counter,
    "mysql": _mysql_counter,
    "mariadb": _mysql_counter,
}
_SETTERS: Mapping[str, Callable[[Connection, Shape, int], None]] = {
    "sqlite": _set_sqlite_counter,
    "postgresql": _set_postgresql_counter,
    "mysql": _set_mysql_counter,
    "mariadb": _set_mysql_counter,
}

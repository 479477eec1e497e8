"""The highest number that a table ever gave, where nothing remembers it."""

from sqlalchemy import create_engine, text

from total_bankroll.services.backup_numbers import go_on_behind, last_numbers
from total_bankroll.services.backup_rows import shapes


def test_a_database_without_counters_knows_what_is_there_and_keeps_no_more() -> None:
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE sites (id INTEGER PRIMARY KEY, name TEXT)"))
        connection.execute(text("INSERT INTO sites VALUES (3, 'Stars')"))
        found = shapes(connection)
        assert last_numbers(connection, found) == {"sites": 3}
        go_on_behind(connection, found, {"sites": 7})
        assert last_numbers(connection, found) == {"sites": 3}
    engine.dispose()

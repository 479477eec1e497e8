"""What another program does to the database; it imports little, for it is a process of its own."""

from multiprocessing.synchronize import Event

from sqlalchemy import create_engine, text


def hold(url: str, holds: Event, may_go: Event, seconds: float) -> None:
    """Another program's transaction, which has the player's row, or the right to write the file."""
    engine = create_engine(url)
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT id FROM users FOR UPDATE"))
        holds.set()
        may_go.wait(seconds)
        connection.rollback()


def lock(url: str, holds: Event, may_go: Event, table: str) -> None:
    """Another program has locked a whole table, or SQLite's file, for writers and readers."""
    engine = create_engine(url)
    statements = {
        "sqlite": "BEGIN EXCLUSIVE",
        "postgresql": f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        "mysql": f"LOCK TABLES {table} WRITE",
    }
    with engine.connect() as connection:
        connection.exec_driver_sql(statements[engine.dialect.name])
        holds.set()
        may_go.wait(60)
        connection.invalidate()  # what a session has locked goes with it

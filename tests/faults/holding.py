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

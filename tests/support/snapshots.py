"""A database that takes long to fill is filled once a process, and copied from then on."""

import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from flask import Flask
from sqlalchemy import insert, select, update

from total_bankroll.extensions import cache, db, writing_allowed
from total_bankroll.models import SignIn, User

Found = TypeVar("Found")
_folder = TemporaryDirectory(prefix="snapshots")
_known: dict[tuple[object, ...], tuple[Path, object]] = {}


def filled(app: Flask, name: str, fill: Callable[[], Found]) -> Found:
    """What `fill` gives, and the database as it leaves it.

    The same `fill` in a database with the same players, so that `name` and they say what it is.
    Whoever is signed in stays so. On a server it is filled each time.
    """
    if db.engine.dialect.name != "sqlite":
        return fill()
    users = db.session.execute(select(User.id, User.email).order_by(User.id)).all()
    key = (name, *map(tuple, users))
    if key not in _known:
        found = fill()
        _known[key] = (_copy(app, Path(_folder.name) / f"{len(_known)}.db"), found)
        return found
    path, found = _known[key]
    _restore(app, path)
    return found  # type: ignore[return-value]  # what this `fill` gave before


def _copy(app: Flask, path: Path) -> Path:
    db.session.remove()
    db.engine.dispose()
    shutil.copy(app.config["TEST_DATABASE"], path)
    return path


def _restore(app: Flask, path: Path) -> None:
    signed_in = [dict(row) for row in db.session.execute(select(SignIn.__table__)).mappings()]
    marks = db.session.execute(select(User.id, User.fs_uniquifier)).all()
    db.session.remove()
    db.engine.dispose()
    shutil.copy(path, app.config["TEST_DATABASE"])
    cache.clear()
    with db.engine.begin() as connection, writing_allowed():
        connection.execute(SignIn.__table__.delete())
        if signed_in:
            connection.execute(insert(SignIn.__table__), signed_in)
        for user_id, mark in marks:
            mine = update(User.__table__).where(User.id == user_id)
            connection.execute(mine.values(fs_uniquifier=mark))

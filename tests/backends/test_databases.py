"""The application on each database: every page, a form of every noun, and nothing wrong after."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import fill_schema
from tests.support.databases import DATABASES, application, empty_database, fill

pytestmark = pytest.mark.backends


@pytest.fixture(scope="module", params=DATABASES)
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, int]]:
    """An application with a player who has a history."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    with empty_database(request.param, folder) as url, application(url) as app:
        with app.app_context():
            fill_schema()
        yield app, fill(app, entries=160)


def test_the_doctor_finds_nothing(full: tuple[Flask, int]) -> None:
    app, _ = full
    result = app.test_cli_runner().invoke(args=["doctor"])
    assert result.exit_code == 0, result.output

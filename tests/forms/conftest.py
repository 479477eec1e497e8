"""Forms need a request, and nothing else of the application."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask


@pytest.fixture
def bare() -> Flask:
    """An application without anything: no database, no token."""
    app = Flask("bare")
    app.config.update(SECRET_KEY="for forms", WTF_CSRF_ENABLED=False)
    return app


@pytest.fixture
def posting(bare: Flask) -> Callable[..., Any]:
    """A request that has sent these fields."""

    def posting(**fields: str) -> Any:
        return bare.test_request_context(method="POST", data=fields)

    return posting


@pytest.fixture
def opening(bare: Flask) -> Callable[[], Any]:
    """A request for an empty form."""
    return lambda: bare.test_request_context()

"""A player with a password, and the letters that were sent."""

import pytest
from flask import Flask
from flask_security.utils import hash_password

from tests.support.people import EMAIL, PASSWORD
from total_bankroll.extensions import db
from total_bankroll.models import User


@pytest.fixture
def ada(app: Flask) -> int:
    """A player with a password."""
    user = User(email=EMAIL, password=hash_password(PASSWORD))
    db.session.add(user)
    db.session.commit()
    user_id = user.id
    db.session.remove()
    return user_id


@pytest.fixture
def outbox(app: Flask) -> None:
    app.extensions["mailman"].outbox = []

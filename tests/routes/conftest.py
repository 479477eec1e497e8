"""What tests of pages share: a player with a password or a bankroll, a day, a desk of forms."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask_security.utils import hash_password

from tests.routes.input_cases import NOW, Desk, fill_desk
from tests.routes.report_cases import add_bankroll, add_rates
from tests.support.pages import CheckingClient
from tests.support.passkeys import SECOND, Authenticator, enrol
from tests.support.people import (
    EMAIL,
    NOON,
    PASSWORD,
    Clock,
    browser,
    sign_in,
    sign_in_as_firefox,
)
from tests.support.snapshots import filled
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.bankroll_service import BankrollService


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


@pytest.fixture
def november() -> Iterator[None]:
    """Noon of a November day, on which forms are filled in and reports are read."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bankroll(app: Flask, november: None, service: BankrollService, player: int) -> dict[str, int]:
    """Three currencies with rates, every kind of entry, four months: ids by short names."""

    def fill() -> dict[str, int]:
        add_rates()
        return add_bankroll(service, player)

    return dict(filled(app, "bankroll", fill))


@pytest.fixture
def desk(
    app: Flask, november: None, signed_in: CheckingClient, service: BankrollService, player: int
) -> Desk:
    """Every form that takes amounts and dates; its client checks no page until a test asks."""
    signed_in.checks = False
    made = filled(app, "desk", lambda: fill_desk(service, player))
    return Desk(signed_in, service, player, made)


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Noon of another November day, on which time stands still until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(app: Flask, ada: int, clock: Clock) -> CheckingClient:
    """A browser in which the player has just signed in."""
    client = browser(app)
    sign_in(client)
    return client


@pytest.fixture
def there(app: Flask, ada: int, clock: Clock) -> CheckingClient:
    """Another one, of another kind, elsewhere."""
    client = browser(app)
    sign_in_as_firefox(client)
    return client


@pytest.fixture
def device(here: CheckingClient, clock: Clock) -> Authenticator:
    """A passkey of the player's, added in the first browser; the next challenge is a later one."""
    found, _ = enrol(here)
    clock.shift(SECOND)
    assert isinstance(found, Authenticator)
    return found

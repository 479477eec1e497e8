"""Players whose rows are older than what they are asked for now."""

from pathlib import Path

import pytest
from sqlalchemy import select

from tests.backends.test_migrations import KINDS, catalog, empty, migrate
from tests.conftest import add_player
from total_bankroll.extensions import db
from total_bankroll.models import User
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.sign_ins import Lifetime, Visit, begin_sign_in

pytestmark = pytest.mark.backends


@pytest.mark.parametrize("kind", KINDS)
def test_who_was_let_in_before_counts_as_confirmed_and_nobody_else(
    kind: str, tmp_path: Path
) -> None:
    with empty(kind, tmp_path) as app:
        migrate(app, "upgrade", "0012")
        catalog(app)
        with app.app_context():
            played, signed_in, waiting = (add_player(f"{n}@example.org") for n in range(3))
            BankrollService().add_asset(played, "Mine", "EUR")
            lifetime = Lifetime(app.config["SIGN_IN_IDLE"], app.config["SIGN_IN_WHOLE"])
            visit = Visit("A browser", "127.0.0.1")
            begin_sign_in(db.session.get_one(User, signed_in), visit, lifetime)
            db.session.remove()
        migrate(app, "upgrade")
        migrate(app, "downgrade", "0012")
        migrate(app, "upgrade")
        with app.app_context():
            confirmed = select(User.id).where(User.confirmed_at == User.created_at)
            assert set(db.session.scalars(confirmed)) == {played, signed_in}
            assert db.session.get_one(User, waiting).confirmed_at is None
            db.session.remove()

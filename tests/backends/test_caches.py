"""Each cache on its own: what is stored comes back equal, is noticed when stale, and is no code."""

import secrets
from pathlib import Path

import pytest

from tests.conftest import MakeApp, add_player
from tests.support.needs import redis_url
from total_bankroll.extensions import db
from total_bankroll.services.bankroll_service import BankrollService

pytestmark = pytest.mark.backends

CACHES = ("SimpleCache", "FileSystemCache", "RedisCache")


@pytest.fixture(params=CACHES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> dict[str, str]:
    """What chooses the cache."""
    found = {"CACHE_TYPE": request.param, "CACHE_DIR": str(tmp_path / "cache")}
    if request.param == "RedisCache":
        found |= {"REDIS_URL": redis_url(), "CACHE_KEY_PREFIX": f"test-{secrets.token_hex(6)}:"}
    return found


def test_another_instance_sees_a_write_at_once(make_app: MakeApp, settings: dict[str, str]) -> None:
    one = make_app(**settings)
    other = make_app(DATABASE_URL=one.config["SQLALCHEMY_DATABASE_URI"], **settings)
    service = BankrollService()
    with one.app_context():
        player = add_player("player@example.org")
        account = service.add_site(player, "Stars", "EUR", 10)
    for turn in range(1, 6):
        with one.app_context():
            service.record_deposit(player, account, 5)
            db.session.remove()
        for app in (other, one, other):
            with app.app_context():
                assert service.calculate_total_bankroll(player) == 10 + 5 * turn
                db.session.remove()

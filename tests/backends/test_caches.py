"""Each cache on its own: what is stored comes back equal, is noticed when stale, and is no code."""

import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_caching.signals import cache_memoize_hit, cache_memoize_miss
from sqlalchemy import select

from tests.conftest import add_player, fill_schema
from tests.support.articles import write_article
from tests.support.asked import ASKED, ON, SERVICES
from tests.support.databases import application, fill
from tests.support.stores import FileStore, RedisStore, SimpleStore, Store
from tests.support.tiers import share
from total_bankroll import values
from total_bankroll.cache_policy import CACHED_READS
from total_bankroll.extensions import cache, db
from total_bankroll.models import Account, Article, Tag
from total_bankroll.services import article_reads
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.article_views import TagCount
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService

pytestmark = pytest.mark.backends

# What another version of the application, another program or a broken disk might leave.
LIES = {
    "nothing": b"",
    "text": b"garbage",
    "half": b'{"u":[{"u":["a',
    "no text": b"\xff\xfe\x00",
    "a pickle": pickle.dumps((("",), "pickled")),
    "a number": b"42",
    "null": b"null",
    "a list": b"[1,2]",
    "an unknown tag": b'{"z":1}',
    "an unknown class": b'{"c":"Gone","f":[]}',
    "a class with other fields": b'{"u":[{"u":[]},{"c":"Shelf","f":[1]}]}',
    "two of three": b'{"u":[{"u":[""]},{"c":"Breakdown","f":[]}]}',
    "no decimal": b'{"d":"much"}',
    "no day": b'{"y":"2026-02-30"}',
    "deep": b"[" * 100_000,
}


KINDS = [
    pytest.param(kind, marks=pytest.mark.xdist_group(f"caches-{kind}"))
    for kind in ("files", "redis", "simple")
]


@contextmanager
def store(kind: str, folder: Path) -> Iterator[Store]:
    kinds: dict[str, Callable[[], Store]] = {
        "simple": SimpleStore,
        "files": lambda: FileStore(folder / "cache"),
        "redis": RedisStore,
    }
    found = kinds[kind]()
    try:
        yield found
    finally:
        found.close()


class Place:
    """An application with a player who has a history, and a second one on the same data."""

    def __init__(self, store: Store, path: Path, *apps: Flask) -> None:
        self.store, self.path = store, path
        self.app, self.other = apps
        with self.app.app_context():
            fill_schema()
        self.player = fill(self.app, entries=60)
        with self.app.app_context():
            self.has = {
                "account": db.session.scalars(select(Account.id)).first(),
                "slug": db.session.scalars(select(Article.slug)).first(),
                "tag": db.session.scalars(select(Tag.slug)).first(),
            }
        self.let_go()
        self.filled = path.read_bytes()

    def let_go(self) -> None:
        """Of the database, and of what is cached."""
        for app in (self.app, self.other):
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
                cache.clear()

    def begin(self) -> None:
        """As it was when it was filled."""
        self.let_go()
        self.path.write_bytes(self.filled)

    def read(self, name: str, app: Flask | None = None) -> object:
        """A cached read, as a request of its own makes it."""
        with (app or self.app).app_context():
            found = CACHED_READS[SERVICES + name](*ASKED[name][0](self.player, self.has))
            assert not cache.is_down
            db.session.remove()
        return found

    def work_out(self, name: str) -> object:
        """The same without the cache."""
        read: Any = CACHED_READS[SERVICES + name]
        with self.app.app_context():
            found = read.__wrapped__(*ASKED[name][0](self.player, self.has))
            db.session.remove()
        self.clear()
        return found

    def clear(self) -> None:
        with self.app.app_context():
            cache.clear()


@pytest.fixture(scope="module", params=KINDS)
def filled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("caches")
    path = folder / "caches.db"
    with ExitStack() as stack:
        found = stack.enter_context(store(request.param, folder))
        url = f"sqlite:///{path}"
        apps = [stack.enter_context(application(url, **found.settings)) for _ in range(2)]
        yield Place(found, path, *apps)


@pytest.fixture
def place(filled: Place) -> Place:
    filled.begin()
    return filled


SHARED = pytest.mark.parametrize("filled", KINDS[:2], indirect=True)
"""For tests of the stores that other programs can write to."""


@contextmanager
def hits_and_misses() -> Iterator[list[str]]:
    """What becomes of each cached read."""
    seen: list[str] = []

    def hit(_sender: object, **_details: object) -> None:
        seen.append("hit")

    def miss(_sender: object, **_details: object) -> None:
        seen.append("miss")

    with cache_memoize_hit.connected_to(hit), cache_memoize_miss.connected_to(miss):
        yield seen


def test_every_cached_read_is_asked() -> None:
    assert {SERVICES + name for name in ASKED} == set(CACHED_READS)


def test_every_read_comes_back_as_it_was(place: Place) -> None:
    for name in ASKED:
        expected = place.work_out(name)
        place.read(name)
        with hits_and_misses() as seen:
            found = place.read(name)
        assert seen == ["hit"], name
        assert found == expected, name
        assert repr(found) == repr(expected), name  # 1.0 is not 1.00, a list is no tuple


@SHARED
def test_another_instance_is_served_from_a_shared_store(place: Place) -> None:
    for name in ASKED:
        expected = place.read(name)
        with hits_and_misses() as seen:
            found = place.read(name, place.other)
        assert seen == ["hit"], name
        assert repr(found) == repr(expected), name


def test_each_read_is_kept_as_long_as_it_says(place: Place) -> None:
    for name, (_, seconds) in ASKED.items():
        place.clear()
        place.read(name)
        shortest = min(item.seconds for item in place.store.items(place.app).values())
        assert seconds - 30 < shortest <= seconds, name


@SHARED
def test_what_is_stored_where_others_write_is_no_pickle(place: Place) -> None:
    for name in ASKED:
        place.read(name)
    items = place.store.items(place.app)
    assert len(items) >= len(ASKED)
    for item in items.values():
        assert item.data[:1] in {b"{", b'"'}  # JSON
        values.loads(item.data)
        with pytest.raises(pickle.UnpicklingError):
            pickle.loads(item.data)  # noqa: S301 - that this fails is the point


@SHARED
@pytest.mark.thorough
def test_what_makes_no_sense_is_a_miss(place: Place) -> None:
    expected = {name: repr(place.read(name)) for name in ASKED}
    for lie, data in share(LIES.items(), isinstance(place.store, RedisStore), of=2):
        place.store.spoil(data)
        with hits_and_misses() as seen:
            assert {name: repr(place.read(name)) for name in ASKED} == expected, lie
        assert seen.count("miss") >= len(ASKED), lie
        with hits_and_misses() as seen:
            assert {name: repr(place.read(name)) for name in ASKED} == expected, lie
        assert seen == ["hit"] * len(ASKED), lie  # what was spoilt was written anew


@SHARED
def test_what_a_class_with_other_fields_left_is_a_miss(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a deploy the store holds values of the former version, with tokens that count."""
    name = "article_reads.shelf"
    expected = place.read(name)

    class Shelf:
        tags: tuple[TagCount, ...]
        articles: int

    def former(articles: int, tags: tuple[TagCount, ...]) -> object:
        made: Callable[..., object] = former_class
        return made(tags, articles)

    place.clear()
    with monkeypatch.context() as patch:
        patch.setattr(values, "_CLASSES", dict(values._CLASSES))
        former_class = values.value(Shelf)
        patch.setattr(article_reads, "Shelf", former)
        assert repr(place.read(name)) != repr(expected)
    assert repr(place.read(name)) == repr(expected)


def test_another_instance_sees_every_write_at_once(place: Place) -> None:
    service, apps = BankrollService(), (place.other, place.app)
    with place.app.app_context():
        account = service.add_site(place.player, "Own", "EUR", Decimal(10))
        before = service.calculate_total_bankroll(place.player)
    for turn in range(1, 6):
        with apps[turn % 2].app_context():
            service.record_deposit(place.player, account, Decimal(5))
            db.session.remove()
        for app in (*apps, *apps):
            with app.app_context():
                assert service.calculate_total_bankroll(place.player) == before + 5 * turn
                db.session.remove()


def test_another_instance_sees_rates_and_articles_at_once(place: Place, tmp_path: Path) -> None:
    articles, currencies = ArticleService(), CurrencyService()
    for app in (place.other, place.app):
        with app.app_context():
            articles.list_articles(sort="newest")
            currencies.get_all_currencies(place.player)
            db.session.remove()
    folder = tmp_path / "articles"
    folder.mkdir()
    write_article(folder, "quite-new")
    with place.app.test_request_context():
        articles.sync_articles(folder)
        currencies.add_currency(place.player, "SAT", "Satoshis")
        currencies.add_manual_rate(place.player, "SAT", ON, Decimal("1234.5678"))
        db.session.remove()
    for app in (place.other, place.app):
        with app.app_context():
            assert [row.slug for row in articles.list_articles(sort="newest").rows] == ["quite-new"]
            found = currencies.get_all_currencies(place.player, on=ON)
            assert Decimal("1234.5678") in {view.rate for view in found}
            db.session.remove()


def test_one_player_is_never_served_what_is_another_s(place: Place) -> None:
    service = BankrollService()
    with place.app.app_context():
        other = add_player("other@example.org")
        service.add_site(other, "Own", "EUR", Decimal(10))
        for user_id in (place.player, other) * 2:
            names = {row.account.name for row in service.get_bankroll_breakdown(user_id).accounts}
            assert (names == {"Own"}) is (user_id == other)
            db.session.remove()

"""Two players, three application instances, one database: whatever happens, no read is stale."""

import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import time_machine
from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from tests.support.articles import write_article
from tests.support.discovered import discovered_reads, parameters_of, takes_player
from tests.support.expected import Gone, plain
from tests.support.expected_reports import ExpectedReports
from tests.support.facts import Facts
from tests.support.strategies import SLUGS, STRATEGIES, Scene
from total_bankroll.app import create_app
from total_bankroll.errors import BankrollError
from total_bankroll.extensions import cache, db
from total_bankroll.models import User
from total_bankroll.services import currency_service
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.rate_sheets import sheet_of

START = datetime.fromisoformat("2026-03-10T12:00:00+00:00")


class World:
    """What the machine acts on: three instances over one file, a clock, and the facts."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder, self.template, self.path = folder, template, folder / "machine.db"
        self.apps = [self._app() for _ in range(3)]
        self.engine = create_engine(f"sqlite:///{self.path}", poolclass=NullPool)
        self.articles = folder / "articles"
        self.sheet: Any = None
        self.players: list[int] = []
        self._facts: Facts | None = None
        self._expected: dict[int, ExpectedReports] = {}
        self._looking = False
        self.seen_at_commit: list[AssertionError] = []
        self._right: dict[object, Any] = {}

    def _app(self) -> Flask:
        url = f"sqlite:///{self.path}"  # write-ahead, so that a read can outlast a write
        return create_app({"APP_ENV": "testing", "DATABASE_URL": url, "SQLITE_WAL": "1"})

    @contextmanager
    def running(self) -> Iterator[None]:
        """A fresh database, empty caches, and a clock that only the machine moves."""
        self.players, self.seen_at_commit = [], []
        for app in self.apps:
            with app.app_context():
                db.session.remove()
                db.engine.dispose()
                cache.clear()
        for leftover in self.folder.glob("machine.db*"):
            leftover.unlink()
        shutil.copy(self.template, self.path)
        shutil.rmtree(self.articles, ignore_errors=True)
        self.articles.mkdir()
        with ExitStack() as stack:
            self.clock = stack.enter_context(time_machine.travel(START, tick=False))
            self.publish(random.Random(0))
            stack.enter_context(patch.object(currency_service, "fetch", self._fetch))
            stack.enter_context(patch.object(currency_service, "read_bundle", lambda: self.sheet))
            event.listen(Session, "after_commit", self._committed)
            stack.callback(event.remove, Session, "after_commit", self._committed)
            self.players = [self._add_player("one", "UTC"), self._add_player("two", "Asia/Tokyo")]
            yield

    def _add_player(self, name: str, timezone: str) -> int:
        with self.apps[0].app_context():
            user = User(email=f"{name}@example.org", timezone=timezone)
            db.session.add(user)
            db.session.commit()
            return user.id

    def _fetch(self, *_: object) -> tuple[str, Any]:
        return "daily", self.sheet

    def publish(self, dice: random.Random) -> None:
        """Let the source have other rates, of some days, some of which jump."""
        days = sorted(dice.sample(range(0, 30), 4), reverse=True)
        rows = []
        for back in days:
            day = (self.now - timedelta(days=back)).date().isoformat()
            usd = dice.choice(["1.1", "1.15", "1.25", "1.9"])
            rows.append((day, {"USD": usd} | ({"JPY": "160.5"} if dice.random() < 0.5 else {})))
        self.sheet = sheet_of(rows)
        write_article(self.articles, dice.choice(SLUGS), title=dice.choice(["Odd", "Even"]))
        (self.articles / f"{dice.choice(SLUGS)}.md").unlink(missing_ok=True)

    # -- the facts

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def changed(self) -> None:
        """Read the facts again before the next look."""
        self._facts, self._expected, self._right = None, {}, {}

    @property
    def facts(self) -> Facts:
        if self._facts is None:
            self._facts = Facts(self.engine)
        return self._facts

    def expected(self, user_id: int) -> ExpectedReports:
        if user_id not in self._expected:
            user = next(row for row in self.facts.users if row.id == user_id)
            today = self.now.astimezone(ZoneInfo(user.timezone)).date()
            self._expected[user_id] = ExpectedReports(self.facts, user_id, today)
        return self._expected[user_id]

    def scene(self, user_id: int, method: str) -> Scene:
        return Scene(self.facts, user_id, self.now, self.articles, method)

    def _committed(self, session: Session) -> None:
        """A commit has just returned: what starts now, on another instance, must see it."""
        if self._looking or len(self.players) < 2:
            return
        self._looking = True
        try:
            self.changed()
            for user_id in self.players:
                self.look(1, user_id, "get_bankroll_breakdown")
        except AssertionError as error:  # raised here, it would only confuse the session
            self.seen_at_commit.append(error)
        finally:
            self._looking = False

    # -- acting

    def look(self, instance: int, user_id: int, name: str, **arguments: Any) -> None:
        """Ask an instance anew, in a request of its own, and compare with the naive answer."""
        with self.apps[instance].app_context():
            self.compare(user_id, name, **arguments)
            db.session.remove()

    def compare(self, user_id: int, name: str, **arguments: Any) -> None:
        """Fails where the answer differs from the naive one; an equal one was checked before."""
        question = (user_id, name, *map(str, arguments.items()))
        answer = self._answer(self.call, (discovered_reads()[name], user_id, name, arguments))
        if question in self._right and self._right[question] == answer:
            return
        wanted = self._answer(getattr(self.expected(user_id), name), arguments)
        self._compare(name, arguments, answer, wanted)
        self._right[question] = answer

    @staticmethod
    def _compare(name: str, arguments: Any, answer: Any, wanted: Any) -> None:
        if wanted is Gone or answer is Gone:
            assert wanted is answer, f"{name}{arguments} is {answer}, not {wanted}"
            return
        if name == "render_list":
            answer = re.findall(r'<h2><a href="([^"]+)"', str(answer))
        difference = _difference(plain(answer), wanted, name)
        assert not difference, difference

    @staticmethod
    def _answer(ask: Callable[..., Any], arguments: Any) -> Any:
        """What is found, or Gone."""
        try:
            return ask(**arguments) if isinstance(arguments, dict) else ask(*arguments)
        except (Gone, BankrollError):
            return Gone

    def call(self, service: type, user_id: int, name: str, arguments: Any) -> Any:
        """A service's method; the player's id goes where it takes one."""
        method = getattr(service(), name)
        if name == "render_list":
            page = ArticleService().list_articles()
            return method(page, locale="en")
        if takes_player(service, name):
            arguments = {"user_id": user_id, **arguments}
        return method(**arguments)

    def draw_call(self, data: Any, user_id: int, name: str, service: type) -> dict[str, Any]:
        """Arguments for a method: all that it needs, and some of what it may be given."""
        scene, found = self.scene(user_id, name), {}
        for key, parameter in parameters_of(service, name).items():
            is_needed = parameter.default is parameter.empty or key == "received"
            if name != "render_list" and (is_needed or data.draw(st.booleans(), label=key)):
                found[key] = data.draw(STRATEGIES[key](scene), label=key)
        return found


def _difference(answer: Any, wanted: Any, where: str) -> str:
    """The first place where an answer is not what it must be; a dict may hold more than asked."""
    if isinstance(wanted, dict) and isinstance(answer, dict):
        for key in wanted:
            if key not in answer:
                return f"{where}.{key} is missing"
            found = _difference(answer[key], wanted[key], f"{where}.{key}")
            if found:
                return found
        return ""
    if isinstance(wanted, tuple) and isinstance(answer, tuple) and len(wanted) == len(answer):
        pairs = zip(answer, wanted, strict=True)
        found = (_difference(a, w, f"{where}[{n}]") for n, (a, w) in enumerate(pairs))
        return next(filter(None, found), "")
    return "" if answer == wanted else f"{where} is {answer}, not {wanted}"

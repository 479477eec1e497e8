"""Fixtures of the tests of services: a fixed day, some rates, a bank, and three articles."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from tests import ecb_server
from tests.ecb_server import EcbServer
from tests.support.articles import write_article
from tests.support.rates import FRIDAY, NOON, SERVICE, SetRate
from total_bankroll.services.article_service import ArticleService


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A Sunday in November, on which time stands still."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def rates(clock: time_machine.Traveller, app: Flask, set_rate: SetRate) -> None:
    """Dollars and pounds, published on Friday."""
    set_rate("USD", date(2026, 11, 19), "1.05")
    set_rate("USD", FRIDAY, "1.25")
    set_rate("GBP", FRIDAY, "0.8")


@pytest.fixture
def bank(
    clock: time_machine.Traveller, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Iterator[EcbServer]:
    """A bank that has published a week, of which the first two days are loaded."""
    with ecb_server.running() as found:
        monkeypatch.setitem(app.config, "RATES_URL", found.url)
        found.publish("2026-11-16", USD="1.10", JPY="160")
        found.publish("2026-11-17", USD="1.11", JPY="161")
        SERVICE.update_exchange_rates()
        found.asked.clear()
        found.publish("2026-11-18", USD="1.12", JPY="162")
        found.publish("2026-11-19", USD="1.13", JPY="163")
        found.publish("2026-11-20", USD="1.14", JPY="164")
        yield found


@pytest.fixture
def articles(app: Flask) -> ArticleService:
    return ArticleService()


@pytest.fixture
def three(articles: ArticleService, tmp_path: Path) -> ArticleService:
    """Alpha (long, 1 November, Risk), beta (2 November, Risk and Money), gamma (3 November)."""
    write_article(tmp_path, "alpha", "word " * 900, date="2026-11-01", title="Zebra and alpha")
    write_article(tmp_path, "beta", "word " * 300, date="2026-11-02", tags="[Risk, Money]")
    write_article(tmp_path, "gamma", "A 50% share.", date="2026-11-03", tags="[Money]")
    articles.sync_articles(tmp_path)
    return articles

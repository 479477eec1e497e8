"""Ratios of times: what a long history costs, what the cache is worth, what is not the page."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any
from unittest.mock import patch

from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template

from bench.instances import Instance, Instances
from bench.measure import Measure, best_of_pair, seconds
from total_bankroll.routes import dashboard as dashboard_route
from total_bankroll.routes import dashboard_view
from total_bankroll.routes.account_rows import account_rows
from total_bankroll.routes.context import current_player, formatter
from total_bankroll.services.bankroll_service import BankrollService

TIMES = 25
DECADE = 10
MOST_DIFFERENT = 400  # characters: tokens of forms are made anew


def measures(instances: Instances) -> Iterator[Measure]:
    yield _cold_ratio(instances)
    yield _memoized(instances.get(50, 100_000, DECADE))
    yield _page_over_template(instances.get(10, 2_000))


def _cold_ratio(instances: Instances) -> Measure:
    """The demo's ten accounts over two years; the cache is emptied before every request."""
    long, short = instances.get(10, 100_000), instances.get(10, 1_000)
    many, few = best_of_pair(TIMES, _cold(long), _cold(short))
    return Measure(
        "cold dashboard, 100,000 entries over 1,000",
        many / few,
        1.3,
        " ×",
        f"{many * 1000:.1f} ms over {few * 1000:.1f} ms: 10 accounts, the same two years",
    )


def _cold(instance: Instance) -> Callable[[], float]:
    client = instance.client()
    client.get("/")

    def once() -> float:
        instance.forget()
        return seconds(lambda: client.get("/"))

    return once


def _memoized(instance: Instance) -> Measure:
    """The breakdown and the chart of all time, in a transaction of its own each time."""

    def read() -> float:
        with instance.context():
            return seconds(lambda: _breakdown_and_series(instance.user_id))

    def cold() -> float:
        instance.forget()
        return read()

    slow, _ = best_of_pair(5, cold, read)
    fast = min(read() for _ in range(4 * TIMES))
    return Measure(
        "memoized breakdown with its ten-year series, warm over cold",
        slow / fast,
        30,
        " × faster",
        f"{fast * 1e6:.0f} µs over {slow * 1000:.1f} ms: 50 accounts, 100,000 entries, SimpleCache",
        at_least=True,
    )


def _breakdown_and_series(user_id: int) -> None:
    service = BankrollService()
    found = service.get_bankroll_breakdown(user_id)
    series = service.get_history(user_id, start=None, end=found.on)
    if _years(series.days[0], found.on) < DECADE - 1:
        raise SystemExit("The series is shorter than ten years.")


def _years(first: date, last: date) -> int:
    return (last - first).days // 365


def _page_over_template(instance: Instance) -> Measure:
    """A warm request, over drawing and rendering the same page from values that are at hand."""
    client = instance.client()
    drawn = _Drawn(instance.app, client)

    def page() -> float:
        return seconds(lambda: client.get("/"))

    def render() -> float:
        with instance.app.test_request_context("/"):
            return seconds(drawn.again)

    whole, alone = best_of_pair(2 * TIMES, page, render)
    return Measure(
        "warm dashboard over rendering its template from constants",
        whole / alone,
        2,
        " ×",
        f"{whole * 1000:.1f} ms over {alone * 1000:.1f} ms: charts, rows and template; 10 accounts",
    )


class _Drawn:
    """One dashboard's template with all that the services had said, kept to draw it again."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self._arguments: tuple[Any, ...] = ()
        client.get("/")
        with (
            template_rendered.connected_to(self._catch, app),
            patch.object(dashboard_route, "dashboard", self._view),
        ):
            response = client.get("/")
        with app.test_request_context("/"):
            again = self.again()
        if abs(len(again) - len(response.get_data(as_text=True))) > MOST_DIFFERENT:
            raise SystemExit("What is drawn again is not the dashboard.")

    def _view(self, *arguments: Any) -> Any:
        self._arguments = arguments
        return dashboard_view.dashboard(*arguments)

    def _catch(self, _app: Flask, template: Template, context: dict[str, Any], **_: object) -> None:
        self._template = template
        self._values = {**context, "player": current_player(), "fmt": formatter()}

    def again(self) -> str:
        """The page once more, without a session, a statement or a cache."""
        sources, _, chosen, start, fmt = self._arguments
        rows = account_rows(sources.breakdown, fmt.units[sources.breakdown.currency].decimals)
        view = dashboard_view.dashboard(sources, rows, chosen, start, self._values["fmt"])
        return self._template.render({**self._values, "view": view})

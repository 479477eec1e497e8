"""The report of changes: its statements, what a long history costs it, what is not the page."""

from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import patch

from flask import Flask, template_rendered
from flask.testing import FlaskClient
from jinja2 import Template

from bench.instances import Instance, Instances
from bench.measure import Measure, best_of_pair, seconds
from bench.statements import HISTORIES, HISTORY, count
from total_bankroll.routes import report_query, report_view
from total_bankroll.routes import reports as reports_route
from total_bankroll.routes.context import current_player, formatter

DEFAULT = "/reports"
PAGES = (
    DEFAULT,
    *(f"/reports?range=all&by={by}" for by in ("month", "quarter", "year", "whole")),
    "/reports/returns?range=all",
    "/reports/drawdown?range=all",
    "/reports/allocation?range=all",
    "/reports/calendar",
    "/compare",
    "/reports?kind=site",
    "/reports?range=all&by=year&kind=site",
    "/reports/returns?range=all&kind=site",
    "/reports/calendar?kind=site",
)
YEARLY = ("/reports?range=all&by=month", "/reports?range=all&by=quarter")
"""Over ten years these show years: there would be too many rows."""
DECADE, TIMES = 10, 15
BUDGETS = {(10, 2): 1.5, (50, 2): 1.5, (50, DECADE): 1.75}
"""By accounts and years: the budget is of the demo's two years. Over ten, a hundred times the
entries are seventy times the days on which something happened: see docs/adr/0007."""
MOST_DIFFERENT = 400  # characters: tokens of forms are made anew


def measures(instances: Instances) -> Iterator[Measure]:
    yield from _statements([instances.get(*history) for history in HISTORIES])
    for (accounts, years), limit in BUDGETS.items():
        pair = [instances.get(accounts, entries, years) for entries in (100_000, 1_000)]
        for page in PAGES:
            if years == DECADE and page in YEARLY:
                continue
            yield _cold(*pair, page, limit, f"{accounts} accounts, {years} years")
    yield _over_template(instances.get(10, 2_000))


def _statements(made: list[Instance]) -> Iterator[Measure]:
    found = {"warm": 0, "cold": 0}
    for instance in made:
        client = instance.client()
        for page in PAGES:
            instance.forget()
            found["cold"] = max(found["cold"], count(instance, client, page))
            found["warm"] = max(found["warm"], count(instance, client, page))
    for name, limit in (("warm", 2), ("cold", 10)):
        yield Measure(f"SQL statements, {name} report", found[name], limit, note=HISTORY)


def _cold(many: Instance, few: Instance, page: str, limit: float, note: str) -> Measure:
    """The cache is emptied before every request."""
    long, short = best_of_pair(TIMES, _once(many, page), _once(few, page))
    return Measure(
        f"cold {page}, 100,000 entries over 1,000",
        long / short,
        limit,
        " ×",
        f"{long * 1000:.1f} ms over {short * 1000:.1f} ms: {note}",
    )


def _once(instance: Instance, page: str) -> Callable[[], float]:
    client = instance.client()
    client.get(page)

    def once() -> float:
        instance.forget()
        return seconds(lambda: client.get(page))

    return once


def _over_template(instance: Instance) -> Measure:
    """A warm request, over drawing and rendering the same page from values that are at hand."""
    client = instance.client()
    drawn = _Drawn(instance.app, client)

    def render() -> float:
        with instance.app.test_request_context(DEFAULT):
            return seconds(drawn.again)

    whole, alone = best_of_pair(4 * TIMES, lambda: seconds(lambda: client.get(DEFAULT)), render)
    return Measure(
        "warm report over rendering its template from constants",
        whole / alone,
        2,
        " ×",
        f"{whole * 1000:.1f} ms over {alone * 1000:.1f} ms: charts, tables and template; "
        "10 accounts",
    )


class _Drawn:
    """One report's template with what the service had said, kept to draw it again."""

    def __init__(self, app: Flask, client: FlaskClient) -> None:
        self._arguments: tuple[Any, ...] = ()
        client.get(DEFAULT)
        with (
            template_rendered.connected_to(self._catch, app),
            patch.object(reports_route, "report_view", self._view),
        ):
            response = client.get(DEFAULT)
        with app.test_request_context(DEFAULT):
            again = self.again()
        if abs(len(again) - len(response.get_data(as_text=True))) > MOST_DIFFERENT:
            raise SystemExit("What is drawn again is not the report.")

    def _view(self, *arguments: Any) -> Any:
        self._arguments = arguments
        return report_view.report_view(*arguments)

    def _catch(self, _app: Flask, template: Template, context: dict[str, Any], **_: object) -> None:
        self._template = template
        self._values = {**context, "player": current_player(), "fmt": formatter()}

    def again(self) -> str:
        """The page once more, without a session, a statement or a cache."""
        found, query, _, months = self._arguments
        view = report_view.report_view(found, query, self._values["fmt"], months)
        with patch.object(report_query, "present_day", lambda: query.time.today):
            return self._template.render({**self._values, "view": view})

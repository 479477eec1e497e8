"""The macro that shows a chart: figure, legend, note and table, with every amount's exact value."""

from decimal import Decimal
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import html

from tests.charts.reading import days, decimals
from total_bankroll.charts import (
    Chart,
    Ranked,
    Step,
    calendar_chart,
    ranking_chart,
    waterfall_chart,
)
from total_bankroll.charts.packing import in_attribute, packed
from total_bankroll.formatting import Formatter
from total_bankroll.money import Unit
from total_bankroll.routes.chart_labels import labels_of

TEMPLATES = Path(__file__).parents[2] / "src" / "total_bankroll" / "templates"
FMT = Formatter("en", "UTC", {"USD": Unit("USD", "$", 2)})
LABELS = labels_of(FMT, "USD")


def shown(chart: Chart, nothing: str = "Nothing.") -> html.HtmlElement:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["fmt"] = FMT
    environment.filters.update(packed=packed, in_attribute=in_attribute)
    template = environment.from_string(
        '{% from "components/charts.html" import chart_figure with context %}'
        "<div>{{ chart_figure(chart, nothing) }}</div>"
    )
    return html.fromstring(template.render(chart=chart, nothing=nothing))


def waterfall() -> Chart:
    steps = [Step("Results", Decimal("0.34"), Decimal("0.335"), href="/entries?a=1&b=2")]
    ends = Step("Opening value", Decimal(0)), Step("Closing value", Decimal("0.34"))
    return waterfall_chart(ends[0], steps, ends[1], LABELS, chart_id="w", title="Why")


def test_an_amount_in_a_table_has_its_exact_value() -> None:
    page = shown(waterfall())
    (cell,) = page.xpath("//tr[th/a='Results']//span[@data-amount]")
    assert cell.text == "+$0.34"
    assert (cell.get("data-amount"), cell.get("data-exact")) == ("0.34", "0.335")
    assert cell.get("data-currency") == "USD"


def test_headers_say_what_they_are_headers_of() -> None:
    page = shown(waterfall())
    assert page.xpath("//thead//th/@scope") == ["col", "col"]
    assert page.xpath("//tbody//th/@scope") == ["row"] * 3
    assert page.xpath("//tbody//a/@href") == ["/entries?a=1&b=2"]


@pytest.mark.parametrize(
    ("chart", "keys"),
    [
        (waterfall(), "Up and down arrow keys"),
        (
            calendar_chart(days(2), decimals([1, 2]), LABELS, chart_id="c", title="Why"),
            "Arrow keys",
        ),
    ],
    ids=["rows", "cells"],
)
def test_a_figure_says_which_keys_read_it(chart: Chart, keys: str) -> None:
    (figure,) = shown(chart).xpath("//figure[@tabindex='0']")
    assert figure.get("aria-label") == f"Why. {keys} read its figures."


def test_an_empty_chart_says_what_to_do() -> None:
    page = shown(ranking_chart([], LABELS, chart_id="r", title="T"), "Type a balance.")
    assert page.xpath("string(//p[@class='chart-empty'])") == "Type a balance."
    assert not page.xpath("//figure | //table")


def test_a_calendar_shows_both_drawings_its_cells_and_its_note() -> None:
    chart = calendar_chart(days(3), decimals([5, 0, -5]), LABELS, chart_id="c", title="T")
    page = shown(chart)
    assert page.xpath("//figure/svg/@class") == ["chart wide", "chart narrow"]
    assert len(page.xpath("//ul[@class='legend']/li")) == 3
    assert page.xpath("string(//p[@class='chart-note'])") == "1 day without a result."


def test_cells_beside_a_ranked_figure_may_be_words() -> None:
    ranks = [Ranked("USD", Decimal(5), cells=("5%",))]
    head = ("Currency", "Value", "Share")
    page = shown(ranking_chart(ranks, LABELS, chart_id="r", title="T", head=head))
    assert [cell.text_content() for cell in page.xpath("//tbody//td")] == ["+$5.00", "5%"]


def test_a_week_begins_as_in_the_readers_country() -> None:
    assert labels_of(FMT, "USD").week_starts == 0
    american = Formatter("en_US", "UTC", FMT.units)
    assert labels_of(american, "USD").week_starts == 6

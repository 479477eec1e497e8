"""Every chart of every page where there is nothing, one entry, or a time without a rate."""

import json
from datetime import date

import pytest

from tests.routes.report_cases import D

pytestmark = pytest.mark.usefixtures("november")

CHARTS = {
    "history": ("/?range=all", "#history"),
    "months": ("/?range=all", "#monthly"),
    "ring": ("/?range=all", "#allocation"),
    "balance": ("/sites/1?range=all", "#history"),
    "waterfall": ("/reports?range=all", "#why"),
    "year's waterfall": ("/reports/year/2026", "section:has(> .report-sentence)"),
    "ranking": ("/reports?range=all", "#accounts"),
    "drawdown": ("/reports/drawdown?range=all", "#depths"),
    "areas": ("/reports/allocation?range=all", "#allocation"),
    "shares": ("/reports/allocation?range=all&as=share", "#allocation"),
    "exposure": ("/reports/allocation?range=all", "#exposure"),
    "calendar": ("/reports/calendar?year=2026", "#days"),
    "between": ("/compare?from=2026-09-01", "#between"),
}
"""Where each stands: the address, and the section."""
AT_ZERO = ("months", "ranking", "drawdown")
"""Those that draw nothing as a line or a bar at zero."""
IN_WORDS = {"exposure": "Nothing was held or owed on that day."}
OVER_TIME = ("history", "drawdown", "areas", "shares")
"""Those in which a day without a rate is a gap; the others count by the days that they need."""
SIGNS = {"balance": "$", "shares": "%"}
EVERY = pytest.mark.parametrize("name", CHARTS)


@pytest.fixture
def gaps(service, player, set_rate):
    """Dollars without a rate from 9 to 30 September, and euros beside them."""
    for day in (date(2026, 9, 1), date(2026, 10, 1)):
        set_rate("USD", day, "1")
    stars = service.add_site(player, "Stars", "USD", D(100), date=date(2026, 9, 2))
    cash = service.add_asset(player, "Cash", "EUR", D(50), date=date(2026, 9, 2))
    service.record_balance(player, stars, D(90), date(2026, 10, 5))
    service.record_balance(player, cash, D(60), date(2026, 10, 6))


def section(client, name):
    path, selector = CHARTS[name]
    return client.get(path).one(selector)


def traced(figure):
    return json.loads(str(figure["data-chart"]))["series"]


def check_drawn(found, sign="€"):
    """What every drawing has: keys and words for it, its figures as text, and as a table."""
    (figure,) = found.select("[data-chart]")
    assert (figure["tabindex"], figure["role"]) == ("0", "group")
    assert "arrow keys read its figures" in str(figure["aria-label"]).lower()
    for svg in figure.select("svg[role=img]"):
        assert svg.title.get_text()
        assert svg.desc.get_text()
    texts = [text for line in traced(figure) for text in line["text"] if text is not None]
    assert any(sign in text for text in texts), texts
    assert all(sign in text or text.endswith("%") for text in texts), texts
    rows = found.select("details tbody tr")
    heads = found.select("details thead th")
    assert rows
    assert all(len(row.select("th, td")) == len(heads) for row in rows)
    return figure


@EVERY
def test_where_nothing_was_ever_entered_a_sentence_says_so(signed_in, service, player, name):
    service.add_site(player, "Stars", "EUR")
    found = section(signed_in, name)
    if name in AT_ZERO:
        figure = check_drawn(found)
        assert {text for line in traced(figure) for text in line["text"]} <= {"€0.00", "+€0.00"}
        return
    assert not found.select("[data-chart], details, figure")
    said = found.select_one(".chart-empty") or found.select_one(":scope > .muted")
    assert len(said.get_text().split()) > 3
    assert said.get_text() == IN_WORDS.get(name, said.get_text())


@EVERY
def test_one_entry_of_today_is_drawn(signed_in, service, player, name):
    site = service.add_site(player, "Stars", "EUR")
    service.record_bonus(player, site, D("12.34"))
    figure = check_drawn(section(signed_in, name), SIGNS.get(name, "€").replace("$", "€"))
    assert "nan" not in str(figure).lower()
    marks = figure.select("path[d], rect, circle, line")
    assert marks


@EVERY
def test_days_without_a_rate_are_gaps_and_nothing_is_drawn_across(signed_in, gaps, name):
    found = section(signed_in, name)
    figure = check_drawn(found, SIGNS.get(name, "€"))
    if name in OVER_TIME:
        assert any(None in line["text"] for line in traced(figure))
        assert any(str(path["d"]).count("M") > 1 for path in figure.select("path[d]"))
        assert "–" in [cell.get_text() for cell in found.select("details td")]


@pytest.mark.parametrize("name", OVER_TIME)
def test_a_gap_is_named_with_its_first_day(signed_in, gaps, name):
    page = signed_in.get(CHARTS[name][0])
    said = page.words("#missing")
    assert "Stars has no exchange rate for USD on 9 Sept 2026. It is drawn with gaps" in said
    assert page.all("#missing a[href='/currencies?currency=USD']")


def test_a_chart_without_a_gap_names_none(signed_in, service, player):
    service.add_site(player, "Stars", "EUR", D(100), date=date(2026, 9, 2))
    for name in OVER_TIME:
        assert not signed_in.get(CHARTS[name][0]).all("#missing a[href^='/currencies']")

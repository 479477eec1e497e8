"""Tables as CSV: the page's exact figures, and no text that a spreadsheet would run."""

import csv
import io
import re
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from tests.routes.report_cases import D, csv_rows, table_rows
from tests.support.walks import rules
from total_bankroll.cells import FORMULA
from total_bankroll.routes.csv_tables import CsvTable, csv_response, written
from total_bankroll.routes.report_tables import PERIOD_COLUMNS

pytestmark = pytest.mark.usefixtures("november")

NUMBER = re.compile(r"-\d+(\.\d+)?")


@pytest.mark.parametrize("name", ["periods", "accounts"])
@pytest.mark.parametrize("query", ["range=all&currency=USD", "by=quarter&range=all&kind=site"])
def test_a_file_holds_the_exact_figures_of_its_table(signed_in, bankroll, name, query):
    shown = table_rows(signed_in.get(f"/reports?{query}"), name)[:-1]
    filed = csv_rows(signed_in.get(f"/reports.csv?{query}&table={name}"))
    assert len(filed) == len(shown)
    for row, figures in zip(filed, shown, strict=True):
        assert {key: D(row[key]) for key in figures} == {k: v[1] for k, v in figures.items()}
        assert row["currency"] == ("USD" if "USD" in query else "EUR")


def test_the_page_links_its_files(signed_in, bankroll):
    page = signed_in.get("/reports?range=all&kind=site")
    links = [str(a["href"]) for a in page.all("a[download]")]
    assert links == [
        f"/reports.csv?range=all&kind=site&{which}"
        for which in ("by=whole&table=periods", "table=periods", "table=accounts")
    ]


def test_the_year_on_paper_links_the_files_of_its_tables(signed_in, bankroll):
    page = signed_in.get("/reports/year/2026?currency=USD")
    links = page.all("section:has(> .report-scroll) a[download]")
    for name, link in zip(("periods", "accounts"), links, strict=True):
        filed = csv_rows(signed_in.get(str(link["href"])))
        shown = table_rows(page, name)[:-1]
        assert [D(row["profit"]) for row in filed][-len(shown) :] == [
            row["profit"][1] for row in shown
        ]


def test_columns_of_zeros_are_in_the_file_too(signed_in, service, player):
    service.add_site(player, "GGPoker", "EUR", D("12.3"))
    (row,) = csv_rows(signed_in.get("/reports.csv?range=all&by=month"))
    assert list(row) == ["start", "end", "currency", *PERIOD_COLUMNS]
    assert row["start"] == row["end"] == "2026-11-20"
    assert (row["opening"], row["capital_in"], row["fx"]) == ("0", "12.3", "0")


def test_it_is_a_file_that_nobody_keeps(signed_in, bankroll):
    page = signed_in.get("/reports.csv?range=this-month&table=accounts")
    assert page.mimetype == "text/csv"
    assert page.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert page.headers["Cache-Control"] == "no-store, private"
    assert page.headers["Content-Disposition"] == (
        "attachment; filename=report-2026-11-01-2026-11-20-accounts.csv"
    )


@pytest.mark.parametrize("table", ["", "junk", "accounts%00", "periods"])
def test_any_other_table_is_that_of_the_periods(signed_in, bankroll, table):
    page = signed_in.get(f"/reports.csv?range=all&table={table}")
    assert page.status == (400 if "%00" in table else 200)
    assert page.status == 400 or page.text.startswith("start,end,currency,")


def test_a_name_is_no_formula(signed_in, service, player):
    for name in ("=1+1", '@SUM("A1")', "Ünibet, ♠"):
        service.add_site(player, name, "EUR", D(-0))
    names = [row["account"] for row in csv_rows(signed_in.get("/reports.csv?table=accounts"))]
    assert names == ["'=1+1", '\'@SUM("A1")', "Ünibet, ♠"]


def test_no_file_of_any_page_begins_a_formula(app, signed_in, service, player):
    """Whatever a file holds that a player typed: a new one is found in the map."""
    for name, at in (("=cmd|1", "2026-01-05"), ("+2+3", "2026-11-02")):
        site = service.add_site(player, name, "EUR", D(100), date=date.fromisoformat(at))
        service.record_bonus(player, site, D(5), date(2026, 11, 3), note="@SUM(1)", tags=("-a",))
    found = 0
    for rule in (rule for rule in rules(app, "GET") if rule.rule.endswith(".csv")):
        path = rule.rule.replace("<int:account_id>", str(site))
        for name in {
            "",
            *(parse_qs(link).get("table", [""])[0] for link in files_of(signed_in, path)),
        }:
            page = signed_in.get(f"{path}?range=all&by=site&table={name}")
            cells = [cell for row in csv.reader(io.StringIO(page.text)) for cell in row]
            formulas = [cell for cell in cells if cell.startswith(FORMULA)]
            assert not [cell for cell in formulas if not NUMBER.fullmatch(cell)], (rule, name)
            found += "'=cmd|1" in cells
    assert found >= 3


def files_of(client, path):
    """The files that the page of this name links."""
    page = client.get(f"{path.removesuffix('.csv').replace('/bankroll', '/')}?range=all")
    return [str(a["href"]) for a in page.all("a[download]")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("=A1", "'=A1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("\nx", "'\nx"),
        *((f"{wide}1", f"'{wide}1") for wide in "\uff1d\uff0b\uff0d\uff20"),
        ("a=1", "a=1"),
        ("", ""),
        (Decimal("-1.50"), "-1.50"),
        (Decimal("1E+3"), "1000"),
        (Decimal("-0.00"), "0.00"),
        (Decimal("1E-18"), "0.000000000000000001"),
        (date(2026, 2, 1), "2026-02-01"),
        (-7, "-7"),
        (None, ""),
    ],
)
def test_what_a_cell_holds(value, text):
    assert written(value) == text


def test_commas_quotes_and_lines_stay_in_their_cells(app):
    table = CsvTable("odd", ("a", "b"), [('x,"y"', "two\nlines")])
    text = csv_response(table).get_data(as_text=True)
    assert text == 'a,b\r\n"x,""y""","two\nlines"\r\n'

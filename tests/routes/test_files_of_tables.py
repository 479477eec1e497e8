"""Every table of the reports, the dashboard and an account has a file with all its rows."""

import re
from calendar import month_abbr
from datetime import date, timedelta

import pytest

from tests.routes.report_cases import TODAY, D, csv_rows
from tests.routes.test_report_pages import NAMES

pytestmark = pytest.mark.usefixtures("november")

PAGES = (
    "/reports?range=all",
    "/reports?range=all&by=quarter&currency=USD&kind=site",
    "/reports?by=year&on=2026-10-20",
    "/reports/year/2026?currency=GBP",
    *(f"/reports/{name}?range=all" for name in ("returns", "drawdown", "allocation")),
    "/reports/allocation?range=all&by=currency&as=share",
    "/reports/calendar?year=2026",
    "/compare?from=2026-09-15&to=2026-11-19",
    "/compare?from=2026-11-01&to=2026-11-01&currency=USD",
    "/?range=all&by=site",
    "/?on=2026-10-20&by=currency",
    "/sites/1?range=all",
    "/assets/3?on=2026-10-20",
)
NUMBER = re.compile(r"-?\d+(\.\d+)?")
MONTHS = tuple(month_abbr)[1:]
KEYS = ("day", "account", "held_in")
"""The columns of files that name a row as its page does."""


def test_no_kind_of_report_is_left_out():
    for name in NAMES:
        assert any(path.startswith(f"/reports/{name}") for path in PAGES), name


@pytest.mark.parametrize("path", PAGES)
def test_every_table_has_a_file_with_all_its_rows(signed_in, bankroll, path):
    page = signed_in.get(path)
    tables = page.all("main table")
    assert tables
    for table in tables:
        links = [str(a["href"]) for a in section_of(table).select("a[download]")]
        assert links, f"no file of {table}"
        files = [csv_rows(signed_in.get(link)) for link in links]
        assert any(holds(rows, table) for rows in files), (links, table)


def section_of(table):
    return table.find_parent("section")


def holds(rows, table):
    """Whether a file has every row of a table with the same exact figures.

    The pieces of a waterfall stand below each other on the page, and side by side in the file.
    """
    lines = table.select("tbody tr")
    if not lines or not rows:
        return not lines
    if table.thead.get_text(" ", strip=True) == "Piece Amount":
        return len(rows) == 1 and all(has(rows[0], line) for line in lines)
    if "id" in rows[0]:  # entries, in their order
        numbers = [line["data-id"] for line in lines]
        return numbers == [row["id"] for row in rows] and all(map(has, rows, lines))
    key = next((name for name in KEYS if name in rows[0]), None)
    if key is None:
        filed = rows[len(rows) - len(lines) :]  # a page leaves out the empty start
        lines = lines[::-1] if table.find_parent("details") else lines  # the newest first
        return len(filed) == len(lines) and all(map(has, filed, lines))
    named = {row[key]: row for row in rows}
    return all(name_of(line) in named and has(named[name_of(line)], line) for line in lines)


def name_of(line):
    """What a row is called; its currency stands in small letters, a day as a file writes it."""
    cell = line.select_one("th a") or line.select_one("th") or line.select_one("td a")
    text = next(cell.stripped_strings)
    day, _, rest = text.partition(" ")
    if not day.isdigit() or rest[:3] not in MONTHS:
        return text
    return date(int(rest[-4:]), MONTHS.index(rest[:3]) + 1, int(day)).isoformat()


def has(row, line):
    """Whether a row of a file has all figures of a row of a table, and each as often.

    Where only the shown figure stands on the page, it was rounded so that figures add up.
    """
    left = [D(cell) for cell in row.values() if NUMBER.fullmatch(cell)]
    for tag in line.select("[data-amount]"):
        wanted = D(str(tag.get("data-exact", tag["data-amount"])))
        unit = D(0) if tag.has_attr("data-exact") else D(1).scaleb(wanted.as_tuple().exponent)
        found = min(left, key=lambda cell: abs(cell - wanted), default=None)
        if found is None or abs(found - wanted) > unit:
            return False
        left.remove(found)
    return True


@pytest.mark.parametrize(
    "path",
    [
        "/reports/drawdown.csv?range=all",
        "/reports/allocation.csv?range=all",
        "/bankroll.csv?range=all",
        "/sites/1.csv?range=all",
    ],
)
def test_a_file_has_every_day_where_a_page_shows_some(signed_in, service, player, path):
    first = date(2023, 11, 1)
    site = service.add_site(player, "GGPoker", "EUR", D(100), date=first)
    service.record_balance(player, site, D(90), date(2024, 1, 9))
    days = [row["day"] for row in csv_rows(signed_in.get(path))]
    begin = first - timedelta(days=1) if "drawdown" in path else first
    every = [begin + timedelta(days=n) for n in range((TODAY - begin).days + 1)]
    assert days == [day.isoformat() for day in every]
    assert len(days) > 1000


def test_a_file_has_every_line_where_the_dashboard_adds_some_up(signed_in, service, player):
    for n in range(11):
        service.add_site(player, f"Room {n}", "EUR", D(n + 1))
    (row,) = csv_rows(signed_in.get("/bankroll.csv?by=site"))
    assert [row[f"Room {n}"] for n in range(11)] == [str(n + 1) for n in range(11)]
    rows = csv_rows(signed_in.get("/bankroll.csv?table=accounts"))
    assert [row["value"] for row in rows] == [str(n + 1) for n in range(11)]
    assert sum(D(row["share"]) for row in rows) == pytest.approx(D(1), abs=D("1e-11"))


def test_a_day_without_a_rate_is_an_empty_cell(signed_in, service, player, set_rate):
    set_rate("USD", date(2026, 9, 1), "1.25")
    set_rate("USD", date(2026, 10, 1), "1.25")
    service.add_site(player, "GGPoker", "USD", D(100), date=date(2026, 9, 1))
    rows = csv_rows(signed_in.get("/bankroll.csv?on=2026-10-02"))
    found = {row["day"]: row["Total"] for row in rows}
    assert (found["2026-09-08"], found["2026-09-20"], found["2026-10-02"]) == ("80", "", "80")


def test_a_new_player_s_files_have_a_head(signed_in, service, player):
    for table, head in (
        ("history", "day,currency"),
        ("months", "month,"),
        ("accounts", "account_"),
    ):
        page = signed_in.get(f"/bankroll.csv?table={table}")
        assert (page.status, page.text.startswith(head)) == (200, True), page.text
    assert page.headers["Content-Disposition"] == "attachment; filename=accounts-2026-11-20.csv"


def test_nobody_else_s_account_has_a_file(signed_in, service, other_player):
    site = service.add_site(other_player, "GGPoker", "EUR", D(1))
    assert signed_in.get(f"/sites/{site}.csv").status == 404

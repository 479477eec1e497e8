"""Pages are sent without what indents their templates; what was typed keeps its blanks."""

from datetime import date
from decimal import Decimal

import pytest
from jinja2 import Environment

from total_bankroll.routes.indents import Flush

SOURCE = "<ul>\n  <li>\n\t{{ name }}\n</ul>\n"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("sites/index.html", "<ul>\n<li>\n{{ name }}\n</ul>\n"),
        ("security/email/welcome.html", SOURCE),
        ("security/email/welcome.txt", SOURCE),
        (None, SOURCE),
    ],
)
def test_lines_of_pages_begin_at_the_margin(name, found):
    assert Flush(Environment(autoescape=True)).preprocess(SOURCE, name) == found


@pytest.mark.parametrize("path", ["/", "/sites", "/entries", "/reports", "/login", "/articles"])
def test_no_page_is_sent_its_indents(signed_in, service, player, path):
    service.add_site(player, "Stars", "EUR", Decimal(1000), date=date(2026, 1, 5))
    client = signed_in if path != "/login" else signed_in.application.test_client()
    lines = client.get(path).text.split("\n")
    assert len(lines) > 20
    assert [line for line in lines if line.strip() and line[:1] in " \t"] == []


def test_blanks_that_were_typed_stay(signed_in, service, player):
    site = service.add_site(player, "Stars", "EUR", Decimal(1000), date=date(2026, 1, 5))
    note = "one\n    two\n\tthree"
    saved = service.record_deposit(player, site, Decimal(5), date(2026, 1, 6), note=note)
    page = signed_in.get(f"/entries/{saved.entry_id}/edit")
    assert page.one("textarea[name=note]").get_text().lstrip("\n") == note

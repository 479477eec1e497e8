"""The tables of bad input are about every field of every form on every page."""

from urllib.parse import urlsplit

import pytest

from tests.routes.address_cases import add_own_currency, address, pages
from tests.routes.input_cases import ACCOUNT_FORMS, DATED, FORMS, NOTED
from tests.support.articles import write_article
from total_bankroll.services.article_service import ArticleService

UNTYPED = {"hidden", "submit", "checkbox", "radio"}
PEOPLE = {"email", "password", "password_confirm", "new_password", "new_password_confirm", "code"}
"""What signing in asks for, now or later; tests of people look at it."""

OWN_CURRENCY = {
    ("currencies.new", "name"),
    ("currencies.new", "code"),
    ("currencies.new", "symbol"),
    ("currencies.edit", "name"),
    ("currencies.edit", "symbol"),
}
PASSKEY = {("passkeys.create", "name")}
"""`test_passkeys.py` looks at its names."""


@pytest.fixture
def view_of(app):
    """The view that a form is sent to: two addresses of one form are the same."""

    def view_of(url):
        endpoint, _ = app.url_map.bind("localhost").match(urlsplit(url).path, method="POST")
        return app.view_functions[endpoint]

    return view_of


@pytest.fixture
def typed_fields(desk, app, view_of, tmp_path):
    """Every field of every page that a player types into, with the view that gets it."""
    add_own_currency(desk)
    write_article(tmp_path, "ruin")
    ArticleService().sync_articles(tmp_path)
    desk.service.add_site(desk.player, "Empty", "EUR")
    found = set()
    for rule in pages(app):
        here = address(desk, rule)
        for form in desk.client.get(here).all("form[method=post]"):
            for control in form.select("input, textarea"):
                if str(control.get("type", "text")) not in UNTYPED | {"email", "password"}:
                    name = str(control["name"]).partition("-")[0]
                    found.add((view_of(str(form.get("action") or here)), name))
    return found


def test_every_field_that_is_typed_into_is_in_a_table(desk, app, typed_fields, view_of):
    covered = {(app.view_functions[endpoint], name) for endpoint, name in OWN_CURRENCY | PASSKEY}
    for name in FORMS:
        sent = desk.form(name)
        view = view_of(sent.url)
        covered.add((view, sent.amount.partition("-")[0]))
        covered |= {(view, "date")} if name in DATED else set()
        covered |= {(view, "note")} if name in NOTED else set()
        covered |= {(view, "tags")} if name in NOTED else set()
        covered |= {(view, "name")} if name in ACCOUNT_FORMS else set()
    assert {field for field in typed_fields if field[1] not in PEOPLE} <= covered
    assert covered - typed_fields == set(), "a table is about a field that no page has"

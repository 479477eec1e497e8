"""Every route of the map is walked, so that one that is added is held to the same rules."""

from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import urlencode

import pytest

from tests.routes.address_cases import add_own_currency
from tests.routes.test_bad_addresses import PAGES
from tests.support.articles import write_article
from tests.support.passkeys import add_row
from tests.support.people import EMAIL, PASSWORD, browser, letters, link_in, register, sign_in
from tests.support.walks import (
    METHODS,
    address,
    everything,
    known,
    missing,
    owned,
    read_to_its_end,
    rules,
)
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.invitations import InvitationService

MARKS = ("Xyzzy room", "plugh on a bad day", "frobozz")
"""What only the desk's player has: a site, a note, a tag."""
LOCAL = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def desk(desk, tmp_path):
    """A player with something behind every address."""
    add_own_currency(desk)
    write_article(tmp_path, "ruin")
    ArticleService().sync_articles(tmp_path)
    room = desk.service.add_site(desk.player, MARKS[0], "EUR", Decimal(90), date=date(2026, 1, 5))
    day = date(2026, 3, 5)
    desk.client.post(
        "/bonuses",
        data={"account": str(room), "amount": "7", "date": str(day), "note": MARKS[1]}
        | {"tags": MARKS[2]},
    )
    add_row(desk.player)
    desk.client.sql_budget = 0
    return desk


@pytest.fixture
def stranger(other_signed_in):
    """Another player's browser, which looks for what is not theirs."""
    other_signed_in.checks = False
    return other_signed_in


def changed_nothing(before, where):
    assert everything() == before, where


def test_reading_changes_nothing_and_a_head_is_answered_as_its_page_without_a_body(desk, app):
    before = everything()
    for rule in rules(app, "GET"):
        path = address(rule, known(desk, rule))
        query = "&".join(f"{name}=1" for name in PAGES.get(rule.endpoint, "next").split())
        assert read_to_its_end(desk.client.get(f"{path}?{query}")).status < 500, rule
        page = read_to_its_end(desk.client.get(path))
        assert page.status < 500, rule
        head = read_to_its_end(desk.client.open(path, method="HEAD", csrf=False))
        assert (head.status, head.text) == (page.status, ""), rule
        assert head.mimetype == page.mimetype
        changed_nothing(before, rule)


def test_following_the_links_of_letters_changes_nothing(make_app):
    app = make_app(SECURITY_CONFIRMABLE=True)
    with app.app_context():
        links = links_of_letters(app)
        before = everything()
        for link, status in links.items():
            client = browser(app)
            page = read_to_its_end(client.get(link))
            assert page.status == status, link
            head = read_to_its_end(client.open(link, method="HEAD", csrf=False))
            assert (head.status, head.text) == (status, "")
            changed_nothing(before, link)
            assert status == 302 or page.one("main form")["action"] == link
        assert len({link.split("/")[1] for link in links}) == 4


@pytest.mark.parametrize("token", ["", "junk"])
def test_a_link_posted_without_a_token_changes_nothing(make_app, token):
    app = make_app(SECURITY_CONFIRMABLE=True)
    data = {"password": PASSWORD, "password_confirm": PASSWORD, "email": "bob@example.org"}
    with app.app_context():
        links = [link for link, status in links_of_letters(app).items() if status == 200]
        before = everything()
        for path in [*links, "/confirm"]:
            client = browser(app)
            client.get("/login")
            page = client.post(path, csrf=False, data=data | {"csrf_token": token})
            assert page.status == 400, path
            changed_nothing(before, path)


def links_of_letters(app):
    """One that counts of every kind, with the status of its answer."""
    client = browser(app)

    def sent(page):
        app.extensions["mailman"].outbox = []
        return link_in(letters(app, page)[0])

    data = {"password": PASSWORD}
    client.post(sent(register(client)), data=data)
    sign_in(client)
    changing = sent(client.post("/change-email", data={"email": "new@example.org"}))
    forgotten = sent(browser(app).post("/reset", data={"email": EMAIL}))
    waiting = sent(register(browser(app), "bob@example.org"))
    invitation = f"/invitations/{InvitationService().invite('eve@example.org', timedelta(1))}"
    return {changing: 200, forgotten: 200, waiting: 200, invitation: 302}


def test_other_methods_are_refused_and_harmless(desk, app, client):
    client.checks = False
    before = everything()
    allowed = {}
    for rule in rules(app, "OPTIONS"):
        path = address(rule, known(desk, rule))
        allowed.setdefault(path, set()).update(rule.methods)
    for path, methods in allowed.items():
        for method in set(METHODS) - methods:
            page = desk.client.open(path, method=method, headers=LOCAL)
            assert page.status == 405, (method, path)
            assert set(page.headers["Allow"].split(", ")) == methods
        asked = desk.client.open(path, method="OPTIONS")
        assert (asked.status, asked.text) == (200, "")
        assert client.open(path, method="TRACE").status == 405
    changed_nothing(before, "other methods")


@pytest.mark.parametrize("token", ["", "junk", "another's"])
def test_a_form_without_its_token_changes_nothing(desk, app, stranger, token):
    sent = {"": {}, "junk": {"csrf_token": "junk"}, "another's": {"csrf_token": stranger._token()}}
    before = everything()
    for rule in rules(app, "POST"):
        data = {"amount": "5", "name": "x", "email": "x@example.org", **sent[token]}
        page = desk.client.post(address(rule, known(desk, rule)), csrf=False, data=data)
        assert page.status == 400, rule
    changed_nothing(before, token)


def test_what_is_somebody_elses_is_as_what_is_not_there(desk, app, stranger):
    walked = 0
    for rule in owned(app, "GET"):
        own, none = address(rule, known(desk, rule)), address(rule, missing(rule))
        assert desk.client.get(own).status in (200, 302), own  # and the owner's cache is warm
        found, lacking = stranger.get(own), stranger.get(none)
        assert (found.status, found.text) == (404, lacking.text), rule
        assert lacking.status == 404
        walked += 1
    assert walked > 12


def test_nobody_changes_what_is_somebody_elses(desk, app, stranger):
    before = everything()
    form = {"name": "Mine now", "currency": "EUR", "balance": "1", "amount": "1", "to": "1"}
    form |= {"account": str(desk.site), "from_account": str(desk.site), "rate": "2"}
    form |= {"to_account": str(desk.asset), "code": "MINE", "direction": "per-euro"}
    for rule in owned(app, "POST"):
        for data in ({}, form):
            found = stranger.post(address(rule, known(desk, rule)), data=data, headers=LOCAL)
            lacking = stranger.post(address(rule, missing(rule)), data=data, headers=LOCAL)
            assert (found.status, found.text) == (lacking.status, lacking.text), rule
            assert found.status in (400, 404), rule
    changed_nothing(before, "strangers")


def test_no_question_shows_what_is_somebody_elses(desk, app, stranger):
    found = desk.service.list_accounts(desk.player)
    room = next(each.id for each in found if each.name == MARKS[0])
    for rule in (rule for rule in rules(app, "GET") if PAGES.get(rule.endpoint)):
        numbers = dict.fromkeys(PAGES[rule.endpoint].split(), room)
        numbers |= {"entry": desk.entries["bonus"]} if "entry" in numbers else {}
        path = f"{address(rule, known(desk, rule))}?{urlencode(numbers)}"
        desk.client.get(path)
        page = stranger.get(path)
        assert [mark for mark in MARKS if mark in page.text] == [], rule
    assert all(mark in desk.client.get(f"/bonuses?account={room}").text for mark in MARKS)


def test_every_page_of_a_player_has_the_way_out(desk, app):
    seen = 0
    for rule in rules(app, "GET"):
        if rule.endpoint == "static":
            continue
        page = read_to_its_end(desk.client.get(address(rule, known(desk, rule))))
        if page.status == 200 and page.mimetype == "text/html" and "<main" in page.text:
            assert page.all('form[action="/logout"][method="post"] button'), rule
            seen += 1
    assert seen > 30

"""Login is the default: every page, what strangers may see, and what a link may lead to."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.conftest import add_player
from tests.support.pages import CheckingClient
from tests.support.people import browser
from tests.support.tiers import share
from total_bankroll.addresses import is_local, local_url
from total_bankroll.routes.access import PUBLIC_ENDPOINTS, is_public

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PUBLIC = {
    "articles.index",
    "articles.show",
    "articles.tagged",
    "dashboard.index",
    "health.index",
    "invitations.show",
    "security.change_email_confirm",
    "security.forgot_password",
    "security.login",
    "security.mf_recovery",
    "security.two_factor_token_validation",
    "security.wan_signin",
    "security.wan_signin_response",
    "security.logout",
    "security.register",
    "security.reset_password",
    "static",
}
CONFIRMING = {"security.send_confirmation", "security.confirm_email"}
"""What is there as well where letters confirm addresses."""
PARAMETERS = (
    *("account", "by", "currency", "from", "kind", "next", "on", "page"),
    *("q", "range", "sort", "tag", "to"),
)
JUNK = ["'", '"', "%", "<script>", "-1", "0", "1e9", "9" * 40, "\ufffe", "NaN", "a" * 5000, "١"]


@pytest.fixture(params=["without confirmation", "with confirmation"])
def either(request: pytest.FixtureRequest) -> Flask:
    """Both maps that an application can have."""
    if request.param == "without confirmation":
        found: Flask = request.getfixturevalue("app")
        return found
    made: Flask = request.getfixturevalue("make_app")(SECURITY_CONFIRMABLE=True)
    return made


def rules(app: Flask, method: str) -> Iterator[Rule]:
    return (rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()))


def address(app: Flask, rule: Rule, value: Any = 1) -> str:
    arguments = dict.fromkeys(rule.arguments, value)
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, arguments))


def test_only_these_pages_are_public(either: Flask) -> None:
    """A page that is added is private, or stands here on purpose."""
    more = CONFIRMING if either.config["SECURITY_CONFIRMABLE"] else set()
    found = {name for name in either.view_functions if is_public(either, name)}
    assert found == PUBLIC | more


def test_no_exception_names_a_page_that_is_not_there(either: Flask) -> None:
    more = set() if either.config["SECURITY_CONFIRMABLE"] else CONFIRMING
    assert set(either.view_functions) >= PUBLIC_ENDPOINTS - more


def test_a_stranger_is_sent_to_sign_in_from_every_private_page(either: Flask) -> None:
    client = browser(either)
    for rule in rules(either, "GET"):
        if is_public(either, rule.endpoint):
            continue
        path = address(either, rule)
        location = urlsplit(client.get(path).location)
        assert (location.path, parse_qs(location.query)["next"]) == ("/login", [path])


def test_an_address_of_any_length_leads_to_signing_in(client: CheckingClient) -> None:
    for path in ("/entries?q=" + "x" * 50_000, "/entries?" + "kind=a&" * 9_000):
        page = client.get(path)
        assert (page.status, page.location) == (302, "/login")


def test_a_stranger_changes_nothing(either: Flask) -> None:
    client = browser(either)
    for rule in rules(either, "POST"):
        if not is_public(either, rule.endpoint):
            page = client.post(address(either, rule))
            assert urlsplit(page.location).path == "/login", rule


def test_what_a_stranger_has_typed_is_kept(client: CheckingClient) -> None:
    page = client.post("/deposits/new", data={"amount": "12.50", "password": "secret"})
    assert page.status == 401
    assert page.one("input[name=amount]")["value"] == "12.50"
    assert "signed out" in page.words("main")
    assert "secret" not in page.text


def test_every_post_needs_a_token(either: Flask) -> None:
    client, stranger = browser(either), browser(either)
    with either.app_context():
        client.sign_in(add_player("player@example.org"))
    for rule in rules(either, "POST"):
        for who in (client, stranger):
            assert who.post(address(either, rule), csrf=False).status == 400, rule


def test_every_response_carries_its_headers(app: Flask, signed_in: CheckingClient) -> None:
    paths = ["/", "/settings", "/login", "/healthz", "/static/app.css", "/nowhere", "/logout"]
    for path in paths:
        headers = signed_in.get(path, buffered=True).headers
        assert headers["Content-Security-Policy"] == POLICY
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in headers


def test_private_pages_are_kept_nowhere(signed_in: CheckingClient) -> None:
    for path in ("/", "/settings", "/change", "/nowhere", "/login"):
        assert "no-store" in signed_in.get(path).headers["Cache-Control"]


def test_style_sheets_may_be_kept(client: CheckingClient) -> None:
    headers = client.get("/static/app.css", buffered=True).headers
    assert "no-store" not in headers.get("Cache-Control", "")


def test_https_is_insisted_on_where_cookies_are_closed(make_app: Any) -> None:
    client = make_app(SESSION_COOKIE_SECURE=True).test_client()
    strict = client.get("/", base_url="https://localhost").headers["Strict-Transport-Security"]
    assert strict == "max-age=31536000; includeSubDomains"


def test_a_front_page_for_strangers_sets_no_cookie(client: CheckingClient) -> None:
    page = client.get("/")
    assert page.status == 200
    assert "Set-Cookie" not in page.headers
    assert page.all('a[href="/register"]')


@pytest.mark.parametrize("junk", ["%00", "a%00b", "%ff", "..%2f..%2f", "9" * 30, "%E2%80%AE"])
def test_junk_in_a_path_is_not_found(app: Flask, signed_in: CheckingClient, junk: str) -> None:
    signed_in.checks = False
    for rule in rules(app, "GET"):
        if not rule.arguments:
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(_placeholder(path, name), junk)
        assert signed_in.get(path).status in (302, 404), path


def _placeholder(path: str, name: str) -> str:
    start = path.index("<")
    found = path[start : path.index(">", start) + 1]
    assert name in path
    return found


@pytest.mark.thorough
@pytest.mark.parametrize(("turn", "junk"), list(enumerate(JUNK)))
def test_junk_in_any_parameter_breaks_no_page(
    app: Flask, signed_in: CheckingClient, turn: int, junk: str
) -> None:
    for rule in share(rules(app, "GET"), turn, of=6):
        if not rule.arguments:
            page = signed_in.get(rule.rule, query_string=dict.fromkeys(PARAMETERS, junk))
            assert page.status < 500, rule.rule


def test_a_nul_in_a_parameter_is_refused(signed_in: CheckingClient) -> None:
    assert signed_in.get("/settings?x=%00").status == 400
    assert signed_in.get("/settings?%00=x").status == 400


@pytest.mark.parametrize("url", ["/", "/sites", "/sites?x=1&y=2", "/a/b#c", "/ü"])
def test_a_path_of_ours_is_local(url: str) -> None:
    assert is_local(url)
    assert local_url(url) == url


@pytest.mark.parametrize(
    "url",
    ["", "//x", "/\\x", "x", "https://x", "javascript:x", "/\n/x", "/\t/x", " /x", "http://["],
)
def test_anything_else_is_not_local(url: str) -> None:
    assert not is_local(url)
    assert local_url(url, "/sites") == "/sites"


def test_a_name_that_is_not_ours_is_refused(make_app: Any) -> None:
    client = make_app(TRUSTED_HOSTS="bankroll.example.org, localhost").test_client()
    client.checks = False
    assert client.get("/login").status == 200
    assert client.get("/login", base_url="http://bankroll.example.org").status == 200
    refused = client.get("/login", base_url="http://evil.example")
    assert (refused.status, refused.mimetype) == (400, "text/plain")

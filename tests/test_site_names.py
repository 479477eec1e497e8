"""The names that a site answers to: how TRUSTED_HOSTS may say them, and what a request may say."""

from collections.abc import Callable

import pytest
from flask import Flask

import config
from total_bankroll.routes.by_host import site_address
from total_bankroll.site_names import site_name

MakeApp = Callable[..., Flask]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("bankroll.example.org", "bankroll.example.org"),
        ("Bankroll.EXAMPLE.org", "bankroll.example.org"),
        (".example.org", ".example.org"),
        ("localhost:8000", "localhost:8000"),
        ("192.0.2.7:8000", "192.0.2.7:8000"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("[::1]:8000", "[::1]:8000"),
        ("[0:0:0:0:0:0:0:1]", "[::1]"),
        ("2001:DB8::7", "[2001:db8::7]"),
    ],
)
def test_a_name_is_as_requests_give_it(written: str, name: str) -> None:
    assert site_name(written) == name


@pytest.mark.parametrize(
    "text",
    [
        "https://bankroll.example.org",
        "bankroll.example.org/",
        "*",
        "*.example.org",
        "a..example",
        ".",
        "my_site.example",
        "localhost:",
        "localhost:0",
        "localhost:65536",
        "localhost:http",
        "[::1",
        "[::1]8000",
        "[12345::]",
        "1:2:3",
        "you@example.org",
        "x" * 64 + ".example",
    ],
)
def test_what_no_request_could_give_stops_the_start(text: str) -> None:
    with pytest.raises(config.ConfigError, match="TRUSTED_HOSTS must be names"):
        config.load({"APP_ENV": "testing", "TRUSTED_HOSTS": f"localhost, {text}"})


def answers(app: Flask, host: str) -> bool:
    """Whether a request with that Host has a page."""
    found = app.test_client().get("/login", headers={"Host": host})
    assert found.status_code in (200, 400)
    return bool(found.status_code == 200)


@pytest.mark.parametrize(
    ("trusted", "host"),
    [
        ("localhost", "localhost:8000"),
        ("localhost:8000", "localhost:8000"),
        ("localhost:8000", "localhost"),
        ("[::1]:8000", "[::1]:8000"),
        ("[::1]:8000", "[::1]"),
        ("[::1]", "[::1]:8000"),
        ("::1", "[::1]:8000"),
        ("Bankroll.Example", "bankroll.example"),
        ("bankroll.example", "BANKROLL.example:8000"),
        (".example.org", "Bankroll.example.org"),
        (".example.org", "example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
    ],
)
def test_a_site_answers_to_its_names_at_any_port(
    make_app: MakeApp, trusted: str, host: str
) -> None:
    app = make_app(TRUSTED_HOSTS=f"other.example, {trusted}")
    assert answers(app, host)
    assert not answers(app, "evil.example:8000")


@pytest.mark.parametrize(
    "host", ["[::2]", "[::]", "[::1].evil.example", "[::1]:x", "[", "[]", "::1", "localhost.evil"]
)
def test_it_answers_to_nothing_like_them(make_app: MakeApp, host: str) -> None:
    assert not answers(make_app(TRUSTED_HOSTS="[::1]:8000, localhost:8000"), host)


@pytest.mark.parametrize(
    ("trusted", "address"),
    [
        ("localhost:8000, other.example", "http://localhost:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        (".example.org", "http://example.org"),
        ("", ""),
    ],
)
def test_links_of_commands_have_the_first_name_and_its_port(
    make_app: MakeApp, trusted: str, address: str
) -> None:
    app = make_app(TRUSTED_HOSTS=trusted)
    with app.app_context():
        assert site_address() == address
    if address:
        with app.test_request_context("/login", base_url=address) as made:
            assert made.request.host_url == f"{address}/"

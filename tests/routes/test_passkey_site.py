"""What a passkey is bound to: the name and the address that the browser shows."""

from collections.abc import Callable

import pytest
from flask import Flask

from total_bankroll.routes.access import public
from total_bankroll.routes.passkey_step import this_site

FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}


@public
def show() -> list[str]:
    site = this_site()
    return [site.name, site.origin]


@pytest.mark.parametrize(
    ("base", "proxies", "site"),
    [
        ("http://localhost:5000", 0, ["localhost", "http://localhost:5000"]),
        ("https://Bankroll.Example", 0, ["bankroll.example", "https://bankroll.example"]),
        ("https://bankroll.example:443", 0, ["bankroll.example", "https://bankroll.example"]),
        ("http://bankroll.example", 1, ["bankroll.example", "https://bankroll.example"]),
        ("http://bankroll.example", 0, ["bankroll.example", "http://bankroll.example"]),
        ("http://bankroll.example:8443", 1, ["bankroll.example", "https://bankroll.example:8443"]),
        ("http://[::1]:5000", 0, ["[::1]", "http://[::1]:5000"]),
    ],
)
def test_it_is_the_host_and_what_a_trusted_proxy_says_of_encryption(
    make_app: Callable[..., Flask], base: str, proxies: int, site: list[str]
) -> None:
    app = make_app(TRUSTED_PROXIES=proxies)
    app.add_url_rule("/site", "site", show)
    page = app.test_client().get("/site", base_url=base, headers=FORWARDED)
    assert page.json == site

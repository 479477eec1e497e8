"""What is larger than the application takes has a page that says so, and nothing is saved."""

from time import process_time
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from tests.routes.input_cases import Desk
from tests.support.people import browser, register
from tests.support.walks import address, everything, known, rules

MEGABYTE = 2**20
LOCAL = {"Sec-Fetch-Site": "same-origin"}
PLAIN, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=limit"
MANY = {f"field-{number}": "x" for number in range(5001)}
HUGE = {
    "a body of 50 MB": (PLAIN, {"note": "x" * 50 * MEGABYTE}),
    "an upload of 50 MB": (PARTS, {"note": "x" * 50 * MEGABYTE}),
    "a field of 3 MB": (PLAIN, {"note": "x" * 3 * MEGABYTE}),
    "a part of 3 MB": (PARTS, {"note": "x" * 3 * MEGABYTE}),
    "5,001 fields": (PLAIN, MANY),
    "5,001 parts": (PARTS, MANY),
}


def body(kind: str, fields: dict[str, str]) -> bytes:
    """A form as a browser sends it."""
    if kind == PLAIN:
        return urlencode(fields).encode()
    parts = [
        f'--limit\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join([*parts, "--limit--\r\n"]).encode()


@pytest.mark.parametrize("name", HUGE)
def test_too_much_has_a_page_and_saves_nothing(desk: Desk, name: str) -> None:
    before = everything()
    desk.client.checks = True
    sent, (kind, fields) = desk.form("deposit"), HUGE[name]
    whole = body(kind, {"csrf_token": desk.client._token(), **sent.with_amount("5"), **fields})
    given: dict[str, Any] = {"data": whole, "content_type": kind, "headers": LOCAL}
    page = desk.client.post(sent.url, csrf=False, **given)
    assert page.status == 413
    assert "Nothing was saved" in page.words("main")
    assert everything() == before


IN_CHUNKS = {
    "headers": LOCAL | {"Transfer-Encoding": "chunked"},
    "environ_overrides": {"wsgi.input_terminated": True},
}
"""As a server says that a body has an end, though nobody says where."""


@pytest.mark.parametrize("kind", [PLAIN, PARTS])
def test_a_form_in_chunks_is_not_cut_where_it_is_too_long(desk: Desk, kind: str) -> None:
    sent, before = desk.form("deposit"), everything()
    fields = {"csrf_token": desk.client._token(), **sent.with_amount("5")}

    def post(more: str) -> int:
        whole = body(kind, {**fields, "more": more, "note": "the end"})
        given: dict[str, Any] = {"data": whole, "content_type": kind, **IN_CHUNKS}
        return desk.client.post(sent.url, csrf=False, **given).status

    for size in (3 * MEGABYTE, 15 * MEGABYTE):
        assert post("x" * size) == 413
    assert everything() == before
    assert post("x" * MEGABYTE) == 303
    assert "the end" in desk.client.get("/deposits").words("main")


STRANGER = "bob@example.org"
MARKS = "a" + "\u0327\u0301" * 60_000
SLOW = {
    "a password of marks": ("/login", {"email": STRANGER, "password": MARKS}),
    "an address of marks": ("/reset", {"email": f"{MARKS}@example.org"}),
    "a name of marks": ("/sites/new", {"name": MARKS, "currency": "EUR"}),
    "a note of marks": ("/deposits/new", {"note": MARKS}),
    "tags of marks": ("/deposits/new", {"tags": MARKS}),
}


@pytest.mark.parametrize("name", SLOW)
def test_no_text_is_long_enough_to_take_long(desk: Desk, app: Flask, name: str) -> None:
    """Of letters and marks in order: a worker was lost to it for half a minute."""
    register(browser(app), STRANGER)
    (path, fields), before = SLOW[name], everything()
    if path == "/deposits/new":
        fields = {**desk.form("deposit").with_amount("5"), **fields}
    is_theirs = path.endswith("/new")
    client = desk.client if is_theirs else browser(app)
    client.checks, began = False, process_time()
    assert client.post(path, data=fields).status == (422 if is_theirs else 200)
    assert process_time() - began < 4
    assert everything() == before


def test_every_form_refuses_too_much(desk: Desk, app: Flask) -> None:
    before = everything()
    whole = body(PLAIN, {"csrf_token": desk.client._token(), "note": "x" * 3 * MEGABYTE})
    for rule in rules(app, "POST"):
        given: dict[str, Any] = {"data": whole, "content_type": PLAIN, "headers": LOCAL}
        page = desk.client.post(address(rule, known(desk, rule)), csrf=False, **given)
        assert page.status == 413, rule
    assert everything() == before


@pytest.mark.parametrize(
    ("headers", "sent"),
    [
        ({"Content-Length": "-1"}, b""),
        ({"Content-Length": "nine"}, b"amount=9"),
        ({"Content-Type": "multipart/form-data"}, b"--x"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nContent-Disposition: \0"),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\n" + b"A: b\r\n" * 9999),
        ({"Content-Type": "application/json"}, b"[" * 99_999),
        ({"Content-Type": "application/xml"}, b"<!DOCTYPE x [<!ENTITY a '&a;&a;'>]><x>&a;</x>"),
        ({"Content-Type": "\0"}, b"x"),
        ({"Content-Encoding": "gzip"}, b"\x1f\x8b" + b"0" * 99),
    ],
)
def test_a_malformed_body_is_refused_with_a_page(
    desk: Desk, headers: dict[str, str], sent: bytes
) -> None:
    before = everything()
    given: dict[str, Any] = {"data": sent, "headers": headers | LOCAL, "csrf": False}
    for path in ("/deposits/new", "/login", "/entries/delete"):
        page = desk.client.post(path, **given)
        assert page.status in (400, 413, 415), path
        assert page.all("main h1")
    assert everything() == before

"""Style sheets, scripts and icons: kept for a year, and never past an update."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask, url_for

from tests.support.pages import CheckingClient

KEPT = "public, max-age=31536000"
FIRST, SECOND = b"p { color: red }", b"p { color: blue }"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Static files that a test may change."""
    path = tmp_path / "static"
    path.mkdir()
    (path / "app.css").write_bytes(FIRST)
    return path


def started(make_app: Any, folder: Path, **settings: Any) -> Flask:
    app: Flask = make_app(**settings)
    app.static_folder = str(folder)
    return app


def address(app: Flask, name: str = "app.css") -> str:
    with app.test_request_context():
        return url_for("static", filename=name)


def caching(client: CheckingClient, path: str, **more: Any) -> str:
    client.checks = False
    return str(client.get(path, buffered=True, **more).headers["Cache-Control"])


def test_every_file_that_a_page_names_has_its_version(signed_in: CheckingClient) -> None:
    for path in ("/", "/entries", "/reports/returns", "/nowhere"):
        named = set(re.findall(r'"(/static/[^"#]+)', signed_in.get(path).text))
        assert {urlsplit(each).path for each in named} >= {"/static/app.css", "/static/logo.svg"}
        for each in named:
            assert re.fullmatch(r"[0-9a-f]{8}", parse_qs(urlsplit(each).query)["v"][0])
            assert caching(signed_in, each) == KEPT


def test_after_an_update_a_file_has_another_address(make_app: Any, folder: Path) -> None:
    before = address(started(make_app, folder))
    assert address(started(make_app, folder)) == before
    (folder / "app.css").write_bytes(SECOND)
    after = address(started(make_app, folder))
    assert urlsplit(after).path == urlsplit(before).path
    assert after != before


@pytest.mark.parametrize("query", ["", "?v=", "?v=01234567"])
def test_without_its_version_a_file_is_asked_for_again(client: CheckingClient, query: str) -> None:
    path = f"/static/app.css{query}"
    assert caching(client, path) == "no-cache"
    answer = client.get(path, buffered=True)
    assert "Expires" not in answer.headers
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]}, buffered=True)
    assert (again.status, again.headers["Cache-Control"]) == (304, "no-cache")


def test_a_former_address_is_not_kept_with_the_new_content(make_app: Any, folder: Path) -> None:
    app = started(make_app, folder)
    path, client = address(app), app.test_client()
    assert caching(client, path) == KEPT
    (folder / "app.css").write_bytes(SECOND)
    assert caching(client, path) == "no-cache"


def test_what_is_not_there_is_not_kept(app: Flask, client: CheckingClient) -> None:
    path = address(app)
    assert caching(client, path, headers={"Range": "bytes=9999999-"}) == "no-cache"
    assert address(app, "nothing.css") == "/static/nothing.css"
    for name in ("nothing.css", "..%2fconfig.py", "%00"):
        assert caching(client, f"/static/{name}?v=01234567") == "no-cache"


def test_who_works_on_a_file_sees_it_at_once(
    make_app: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "k" * 32)
    app = started(make_app, folder, APP_ENV="development", RATES_REFRESH=False)
    assert "max-age=0" in caching(app.test_client(), address(app))


def test_no_style_sheet_or_script_names_a_file_by_itself(app: Flask) -> None:
    """Such an address would have no version."""
    assert app.static_folder
    for path in Path(app.static_folder).iterdir():
        if path.suffix in {".css", ".js"}:
            assert not re.search(r"url\(|@import|/static/|\bimport\b", path.read_text()), path


@pytest.mark.parametrize(
    "path",
    [
        *("/.git/HEAD", "/.git/config", "/.env", "/config.py", "/instance/", "/static/../.env"),
        *("/static/", "/static", "/static/../../../.git/HEAD", "/static/%2e%2e/%2e%2e/config.py"),
        *("/static/..%2fapp.py", "/static/....//app.py", "/etc/passwd", "/static/x.py"),
    ],
)
def test_nothing_but_files_of_pages_is_served_and_no_list_of_them(
    client: CheckingClient, path: str
) -> None:
    client.checks = False
    assert client.get(path).status == 404

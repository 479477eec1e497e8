"""What gunicorn answers by itself, and what it adds to our answers: asked over a bare socket."""

import secrets
import socket
from collections.abc import Iterator

import pytest

from tests.support.workers import free_port, gunicorn
from total_bankroll.routes.headers import FIXED, STRICT_TRANSPORT
from total_bankroll.routes.server_answers import NOTHING, answer_of

pytestmark = [pytest.mark.backends, pytest.mark.xdist_group("gunicorn")]

LONG = b"x" * 9000
HOST = b"Host: 127.0.0.1\r\n"
UNREADABLE = {
    "no request line": (b"nonsense\r\n\r\n", 400),
    "no method": (b"<script> / HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "no version": (b"GET / HTTP/9.9\r\n" + HOST + b"\r\n", 400),
    "a line that is too long": (b"GET /" + LONG + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
    "a header that is too long": (b"GET / HTTP/1.1\r\nX-Long: " + LONG + b"\r\n\r\n", 431),
    "too many headers": (b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 101 + b"\r\n", 431),
    "no header": (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
    "a folded header": (b"GET / HTTP/1.1\r\nX-A: b\r\n c\r\n\r\n", 400),
    "an unknown coding": (
        b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: riddle\r\n\r\n",
        501,
    ),
    "an unknown expectation": (b"GET / HTTP/1.1\r\n" + HOST + b"Expect: more\r\n\r\n", 417),
}
KINDS = {"one at a time": ([], "https"), "threads": (["--threads", "2"], "http")}


class Raw:
    """A server that is told bytes, and what comes back of it."""

    def __init__(self, port: int, *, is_strict: bool) -> None:
        self.port, self.is_strict = port, is_strict

    def ask(self, said: bytes) -> tuple[int, dict[str, list[str]], bytes]:
        with socket.create_connection(("127.0.0.1", self.port), 10) as connection:
            connection.sendall(said)
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *lines = head.decode("ascii").split("\r\n")
        headers: dict[str, list[str]] = {}
        for line in lines:
            name, value = line.split(": ", 1)
            headers.setdefault(name, []).append(value)
        return int(first.split()[1]), headers, body


@pytest.fixture(scope="module", params=KINDS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Raw]:
    """The application as docs/deploy.md starts it, in production."""
    folder, port = tmp_path_factory.mktemp("own"), free_port()
    words, scheme = KINDS[request.param]
    settings = {
        "APP_ENV": "production",
        "SECRET_KEY": secrets.token_hex(32),
        "SECURITY_PASSWORD_SALT": secrets.token_hex(32),
        "DATABASE_URL": f"sqlite:///{folder / 'empty.db'}",
        "PREFERRED_URL_SCHEME": scheme,
    }
    with gunicorn(folder, port, [*words, "wsgi:application"], **settings):
        yield Raw(port, is_strict=scheme == "https")


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_gunicorn_cannot_read_is_answered_with_our_policy(server: Raw, case: str) -> None:
    said, expected = UNREADABLE[case]
    status, headers, body = server.ask(said)
    assert status == expected
    ours = FIXED | {"Content-Security-Policy": NOTHING, "Cache-Control": "no-store, private"}
    if server.is_strict:
        ours["Strict-Transport-Security"] = STRICT_TRANSPORT
    assert {name: headers.get(name) for name in ours} == {name: [ours[name]] for name in ours}
    assert ("Strict-Transport-Security" in headers) == server.is_strict
    assert headers["Content-Type"] == ["text/plain; charset=utf-8"]
    assert headers["Content-Length"] == [str(len(body))]
    assert "Server" not in headers
    assert body.decode("ascii").replace(" ", "").replace("-", "").strip().isalpha()


def test_nothing_that_the_server_sends_says_what_it_is_made_with(server: Raw) -> None:
    for path in (b"/login", b"/static/app.css", b"/nowhere"):
        status, headers, _ = server.ask(b"GET " + path + b" HTTP/1.0\r\n" + HOST + b"\r\n")
        assert status in (200, 404)
        assert headers["X-Content-Type-Options"] == ["nosniff"]
        assert {"Server", "X-Powered-By", "Via"} & set(headers) == set()
        assert "gunicorn" not in str(headers).lower()


def test_nothing_of_the_request_comes_back() -> None:
    said = b"HTTP/1.1 501 Bad Request\r\nContent-Type: text/html\r\n\r\n<p>&lt;script&gt;</p>"
    assert answer_of(said, is_strict=False).endswith(b"\r\n\r\nNot Implemented\n")

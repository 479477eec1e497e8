"""docs/deploy-pythonanywhere.md, done as it says: clone, install, initialise, serve, use."""

import importlib.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs/deploy-pythonanywhere.md").read_text(encoding="utf-8")
MEBIBYTE = 1024 * 1024
LIMIT = 300 * MEBIBYTE
PASSWORD = "three tilting herons"
HEADERS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}

NO_THREADS = "import threading\nthreading.Thread.start = lambda thread: None\n"

pytestmark = [pytest.mark.backends, pytest.mark.long, pytest.mark.xdist_group("pythonanywhere")]


@dataclass
class Deploy:
    """A home folder on the host, with a deployed clone in it."""

    home: Path

    @property
    def clone(self) -> Path:
        return self.home / "total-bankroll"

    def run(self, *command: str | Path, folder: Path | None = None) -> str:
        """A console's command; what it printed, in one."""
        result = subprocess.run(
            list(map(str, command)),
            cwd=folder or self.clone,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=240,
        )
        assert result.returncode == 0, result.stdout
        return result.stdout

    def environment(self) -> dict[str, str]:
        """The host's, without anything of this checkout's."""
        kept = {name: os.environ[name] for name in os.environ if re.match(r"PIP_|SSL_|LANG", name)}
        return kept | {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.home),
            "PYTHONANYWHERE_DOMAIN": "pythonanywhere.com",
        }


@dataclass
class Visitor:
    """A browser behind the host's load balancer, which speaks HTTPS to it."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> tuple[int, BeautifulSoup]:
        response, body = self._send("GET", path)
        return response.status, BeautifulSoup(body, "html5lib")

    def submit(self, path: str, form_path: str | None = None, **fields: str) -> HTTPResponse:
        _, page = self.get(form_path or path)
        hidden = {
            tag["name"]: tag.get("value", "")
            for tag in page.select("main form input[type=hidden][name]")
        }
        return self._send("POST", path, urlencode(hidden | fields))[0]

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, bytes]:
        headers = dict(HEADERS)
        headers["Host"] = "you.pythonanywhere.com"
        headers["Referer"] = "https://you.pythonanywhere.com/"
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, headers)
        response = connection.getresponse()
        content = response.read()
        self._keep(response.headers.get_all("Set-Cookie") or [])
        connection.close()
        return response, content

    def _keep(self, cookies: list[str]) -> None:
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value


def console_commands() -> list[str]:
    """The guide's first console block, after the clone."""
    block = re.search(r"```console\n(.*?)```", GUIDE, flags=re.DOTALL)
    assert block
    return block[1].splitlines()


def wsgi_file(deploy: Deploy) -> Path:
    """The guide's WSGI file, for this home folder."""
    block = re.search(r"```python\n(.*?)```", GUIDE, flags=re.DOTALL)
    assert block
    text = re.sub(r"^   ", "", block[1], flags=re.MULTILINE)
    path = deploy.home / "you_pythonanywhere_com_wsgi.py"
    path.write_text(text.replace("/home/you/total-bankroll", str(deploy.clone)), encoding="utf-8")
    return path


def size(*folders: Path) -> int:
    """The disk space of all files in these folders, in bytes."""
    files = (path for folder in folders for path in folder.rglob("*") if not path.is_symlink())
    return sum(path.stat().st_blocks * 512 for path in files)


def uwsgi_folder(deploy: Deploy) -> Path:
    """The host's own uWSGI, which is no part of the player's virtual environment.

    On the host a thread that is started does not run; this build of uWSGI would let it.
    """
    folder = deploy.home / "server"
    module = importlib.util.find_spec("pyuwsgi")
    assert module
    assert module.origin
    folder.mkdir()
    shutil.copy(module.origin, folder)
    libraries = Path(module.origin).parent / "pyuwsgi.libs"
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    (folder / "sitecustomize.py").write_text(NO_THREADS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def deploy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deploy]:
    deploy = Deploy(tmp_path_factory.mktemp("home of you"))
    deploy.run("git", "clone", "--quiet", ROOT, deploy.clone, folder=deploy.home)
    for command in console_commands()[2:]:
        program, *arguments = command.split()
        known = {"python3.13": sys.executable}
        deploy.run(known.get(program, program), *arguments)
    yield deploy
    shutil.rmtree(deploy.home, ignore_errors=True)


@pytest.fixture(scope="module")
def port(deploy: Deploy) -> Iterator[int]:
    """Two uWSGI processes without threads, loaded before the fork, started from another folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    elsewhere = deploy.home / "elsewhere"
    elsewhere.mkdir()
    log = (deploy.home / "uwsgi.log").open("w", encoding="utf-8")
    command = [
        *(deploy.clone / ".venv/bin/python", "-c", "import pyuwsgi; pyuwsgi.run()"),
        *("--http-socket", f"127.0.0.1:{port}", "--wsgi-file", wsgi_file(deploy)),
        *(
            "--processes",
            "2",
            "--master",
            "--need-app",
            "--die-on-term",
            "--add-header",
            "X-Served: 1",
        ),
    ]
    environment = deploy.environment() | {"PYTHONPATH": str(uwsgi_folder(deploy))}
    process = subprocess.Popen(
        list(map(str, command)), cwd=elsewhere, env=environment, stdout=log, stderr=log
    )
    try:
        wait_for(process, deploy.home / "uwsgi.log")
        yield port
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
        log.close()


def wait_for(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        if "spawned uWSGI worker 2" in log.read_text(encoding="utf-8"):
            return
        time.sleep(0.05)
    pytest.fail(f"uWSGI did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


def test_init_runs_twice_and_changes_no_secret(deploy: Deploy) -> None:
    written = (deploy.clone / ".env").read_text(encoding="utf-8")
    said = deploy.run(".venv/bin/flask", "init")
    assert (deploy.clone / ".env").read_text(encoding="utf-8") == written
    assert "APP_ENV=production" in written
    assert "TRUSTED_PROXIES=1" in written
    for secret in re.findall(r"=([0-9a-f]{64})$", written, flags=re.MULTILINE):
        assert secret not in said


def test_a_clone_stays_clean(deploy: Deploy) -> None:
    assert deploy.run("git", "status", "--porcelain") == ""


def test_environment_and_data_fit(deploy: Deploy) -> None:
    taken = size(deploy.clone / ".venv", deploy.clone / "instance")
    assert taken < LIMIT, f"{taken / MEBIBYTE:.0f} MiB"


def test_the_rates_and_articles_are_there(port: int) -> None:
    status, page = Visitor(port).get("/articles")
    assert status == 200
    assert len(page.select("main h2, main h3")) >= 6


@pytest.mark.parametrize("path", ["/", "/healthz", "/login", "/register"])
def test_a_stranger_s_pages_answer(port: int, path: str) -> None:
    assert Visitor(port).get(path)[0] == 200


def test_a_player_s_first_minutes_in_two_processes(deploy: Deploy, port: int) -> None:
    player = Visitor(port)
    joined = player.submit(
        "/register", email="you@example.org", password=PASSWORD, password_confirm=PASSWORD
    )
    assert joined.status == 302
    assert all(name.startswith("__Host-") for name in player.cookies)
    for number in range(1, 9):
        added = player.submit("/sites/new", name=f"Room {number}", currency="EUR", balance="12.50")
        assert added.status == 303
        for _ in range(3):
            _, dashboard = player.get("/")
            total = dashboard.select_one("#total-bankroll [data-amount], #total-bankroll")
            assert total is not None
            assert float(str(total["data-amount"])) == 12.5 * number


def test_it_was_loaded_once_and_served_by_both_processes_without_threads(
    deploy: Deploy, port: int
) -> None:
    for _ in range(50):
        assert Visitor(port).get("/healthz")[0] == 200
    log = (deploy.home / "uwsgi.log").read_text(encoding="utf-8")
    assert log.count("WSGI app 0 ") == 1
    assert len(set(re.findall(r"^\[pid: (\d+)\|", log, flags=re.MULTILINE))) == 2
    assert "Traceback" not in log

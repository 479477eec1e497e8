"""A test that lacks something says so in one line, and fails where nothing may be skipped."""

from pathlib import Path

import pytest

from tests.support import needs


def test_what_is_missing_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception) as skipped:
        needs.missing("Redis", "redis-server")
    assert str(skipped.value) == (
        "Redis is missing: sudo apt-get install redis-server, or bash .ci/run"
    )


def test_however_many_tests_need_it_one_line_says_so() -> None:
    assert needs.gaps(
        ["Skipped: Redis is missing", "Skipped: no", "Skipped: Redis is missing"]
    ) == [
        "Skipped 2 tests. Redis is missing",
        "Skipped 1 test. no",
    ]


def test_ci_skips_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="Redis is missing"):
        needs.missing("Redis", "redis-server")


@pytest.mark.parametrize(("kind", "url"), [("postgresql", "postgresql"), ("mysql", "mysql")])
def test_a_server_that_does_not_answer_is_missing(
    kind: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv(needs.SERVERS[kind][0], f"{url}://nobody@127.0.0.1:1/none")
    with (
        pytest.raises(pytest.fail.Exception, match=f"{kind} server"),
        needs.new_database(kind),
    ):
        pass


def test_a_redis_that_does_not_answer_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("TEST_REDIS_URL", "redis://127.0.0.1:1/0")
    with pytest.raises(pytest.fail.Exception, match="Redis is missing"):
        needs.redis_url()


def test_a_machine_without_a_browser_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(pytest.fail.Exception, match="Chromium is missing"):
        needs.chromium()


@pytest.mark.parametrize("ci", ["", "true"])
def test_a_disk_that_nobody_may_mount_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ci: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CI", ci)
    wanted = pytest.raises(pytest.skip.Exception, match="mount -t tmpfs is for root")
    with wanted, needs.small_disk(tmp_path / "disk", 64):
        pass

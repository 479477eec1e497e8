"""The house: its layout, its two commands, its pinned requirements, and that it keeps no secret."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LISTS = ("requirements", "requirements-dev")
SUPPORTED = ("3.11", "3.12", "3.13")


def tracked() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listing.stdout.split("\0") if name and (ROOT / name).exists()]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names_wanted(list_name: str) -> set[str]:
    lines = (ROOT / f"{list_name}.in").read_text(encoding="utf-8").splitlines()
    wanted = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines if not line.startswith("-"))
    return {canonical(match[0]) for match in wanted if match}


def pins(list_name: str) -> Iterator[tuple[str, str]]:
    """Each pinned `name==version ; marker` with its hashes."""
    text = (ROOT / f"{list_name}.txt").read_text(encoding="utf-8")
    logical = re.sub(r"\s*#.*", "", text).replace("\\\n", " ")
    for line in filter(None, (line.strip() for line in logical.splitlines())):
        pin, _, hashes = line.partition("--hash=")
        yield pin.strip(), hashes


@pytest.mark.parametrize(
    "path",
    [
        "Makefile",
        "pyproject.toml",
        "config.py",
        "wsgi.py",
        ".env.example",
        ".ci/run",
        "LICENSE",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "docs/deploy-pythonanywhere.md",
        "docs/deploy.md",
        "migrations/env.py",
        "content/articles",
        "src/total_bankroll/app.py",
        "src/total_bankroll/cli.py",
    ],
)
def test_the_layout(path: str) -> None:
    assert (ROOT / path).exists()


def test_the_licence_is_mit() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")


# README


def folder_map() -> set[str]:
    section = README.split("## Where things are", 1)[1].split("\n## ", 1)[0]
    return set(re.findall(r"^\| `([^`]+)` \|", section, flags=re.MULTILINE))


def test_every_path_of_the_folder_map_is_there() -> None:
    assert {path for path in folder_map() if not (ROOT / path).exists()} == set()


def test_every_folder_is_on_the_folder_map() -> None:
    folders = {name.split("/", 1)[0] + "/" for name in tracked() if "/" in name}
    inside = {
        "/".join(name.split("/")[:3]) + "/"
        for name in tracked()
        if name.startswith("src/total_bankroll/") and name.count("/") > 2
    }
    assert (folders | inside) - {"src/"} <= folder_map()


def test_every_link_between_our_own_pages_leads_somewhere() -> None:
    dead = []
    for name in tracked():
        if not name.endswith(".md") or name.startswith("content/"):
            continue
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
            if "://" not in target and not ((ROOT / name).parent / target).exists():
                dead.append((name, target))
    assert dead == []


def test_the_readme_gives_the_two_commands() -> None:
    assert re.search(r"^make run$", README, flags=re.MULTILINE)
    assert re.search(r"^make test$", README, flags=re.MULTILINE)


def test_the_example_settings_are_all_in_the_readme() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    variables = set(re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE))
    assert {name for name in variables if f"`{name}`" not in README} == set()


# Commands


def make(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_make_alone_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert phony
    listed = re.findall(r"^  make (\w+)", make().stdout, flags=re.MULTILINE)
    assert sorted(listed) == sorted(phony[1].split())
    assert {"run", "test", "lint", "bench", "mutants"} <= set(listed)


def test_make_installs_no_system_package() -> None:
    recipes = [ROOT / "Makefile", *(ROOT / "scripts").iterdir()]
    commands = [
        line
        for path in recipes
        if path.is_file()
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"^\s*@?(sudo )?(apt|apt-get|dnf|yum|brew)\b", line)
    ]
    assert commands == []


def fake_python(folder: Path, body: str) -> None:
    for name in ("python3", "python", "python3.11", "python3.12", "python3.13"):
        path = folder / name
        path.write_text(f"#!/bin/bash\n{body}\n", encoding="utf-8")
        path.chmod(0o755)


def set_up_with(body: str, tmp_path: Path) -> str:
    """What scripts/setup says in a new checkout, in a folder with blanks, on such a Python."""
    checkout = tmp_path / "a new checkout"
    (checkout / "scripts").mkdir(parents=True)
    shutil.copy(ROOT / "scripts/setup", checkout / "scripts/setup")
    programs = tmp_path / "programs"
    programs.mkdir()
    fake_python(programs, body)
    result = subprocess.run(
        ["bash", "scripts/setup"],
        cwd=checkout,
        env={"PATH": f"{programs}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert result.returncode != 0
    assert not (checkout / ".venv").exists()
    return result.stderr


def test_an_old_python_is_named(tmp_path: Path) -> None:
    said = set_up_with('[ "$1" = --version ] && echo "Python 3.9.2"; exit 1', tmp_path)
    assert "needs Python 3.11, 3.12 or 3.13" in said
    assert "Python 3.9.2" in said


def test_a_python_without_venv_is_explained(tmp_path: Path) -> None:
    said = set_up_with('case "$*" in *ensurepip*) exit 1 ;; esac; exit 0', tmp_path)
    assert "sudo apt-get install python3-venv" in said


@pytest.mark.parametrize("script", sorted(p.name for p in (ROOT / "scripts").glob("[a-z]*")))
def test_every_script_says_what_it_is_for(script: str) -> None:
    path = ROOT / "scripts" / script
    if path.is_dir():
        return
    first, second = path.read_text(encoding="utf-8").splitlines()[:2]
    assert first.startswith('"""') if script.endswith(".py") else second.startswith("# ")


def test_ci_runs_the_same_commands_and_is_executable() -> None:
    path = ROOT / ".ci/run"
    assert path.stat().st_mode & 0o111
    lines = [line.partition("  #")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    assert lines[-3:] == ["make audit", "make test", "make faults"]


# Requirements


@pytest.mark.parametrize("list_name", LISTS)
def test_what_is_wanted_by_name_is_pinned(list_name: str) -> None:
    pinned = {canonical(pin.partition("==")[0]) for pin, _ in pins(list_name)}
    assert names_wanted(list_name) - pinned == set()


def test_requirements_name_the_field_s_packages() -> None:
    wanted = {"flask", "flask-caching", "flask-sqlalchemy", "flask-login", "flask-wtf", "jinja2"}
    assert wanted <= names_wanted("requirements")
    assert "pytest" in names_wanted("requirements-dev")


@pytest.mark.parametrize("list_name", LISTS)
def test_every_pin_is_exact_and_hashed(list_name: str) -> None:
    loose = [
        pin
        for pin, hashes in pins(list_name)
        if not re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==[^\s*]+( ; .+)?$", pin)
        or not re.match(r"sha256:[0-9a-f]{64}", hashes)
    ]
    assert loose == []


@pytest.mark.parametrize("list_name", LISTS)
def test_pins_point_to_no_index_and_no_folder(list_name: str) -> None:
    text = (ROOT / f"{list_name}.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted|file:|(^| )/", text)


def test_the_supported_pythons_are_the_same_everywhere() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={SUPPORTED[0]}"' in project
    assert f'target-version = "py{SUPPORTED[0].replace(".", "")}"' in project
    setup = (ROOT / "scripts/setup").read_text(encoding="utf-8")
    assert "needs Python 3.11, 3.12 or 3.13" in setup


# Secrets


def test_nothing_private_is_in_the_repository() -> None:
    private = re.compile(r"(^|/)\.env$|\.(db|sqlite3?|pem|key)$|^instance/|^\.venv/")
    assert [name for name in tracked() if private.search(name)] == []


def test_the_example_holds_no_secret() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in ("SECRET_KEY", "SECURITY_PASSWORD_SALT", "MAIL_PASSWORD", "DATABASE_URL"):
        assert re.search(rf"^{name}=$", example, flags=re.MULTILINE)


def test_no_file_holds_something_like_a_key() -> None:
    key = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
        r"|(?i:secret|password|token|salt)\w*[\"']?\s*[=:]\s*[\"']?[0-9a-f]{32,}\b"
    )
    suspects = []
    for name in tracked():
        path = ROOT / name
        if path.suffix in {".png", ".ico", ".woff2", ".baseline"} or name.endswith(".txt"):
            continue  # the baseline holds hashes of what only looks like a key
        if key.search(path.read_text(encoding="utf-8")):
            suspects.append(name)
    assert suspects == []

"""docs/deploy.md says whom the application talks to, with what rights, and what it logs."""

import ast
import re
from pathlib import Path

from total_bankroll.routes.notices import EVENTS, SECOND_FACTOR
from total_bankroll.routes.request_ids import HEADER, WELL_FORMED

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "total_bankroll"


def section(title: str) -> str:
    return GUIDE.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_it_names_everybody_whom_the_application_talks_to() -> None:
    """Each setting that names another machine or program has its row."""
    variables = set(re.findall(r"^#?\s*(\w+_(?:URL|SERVER)|RATES_URL)=", EXAMPLE, re.MULTILINE))
    assert {"DATABASE_URL", "REDIS_URL", "RATES_URL", "MAIL_SERVER"} <= variables
    rows = re.findall(r"^\| `(\w+)` \|", section("Whom it talks to"), re.MULTILINE)
    assert set(rows) == variables


def test_it_gives_each_part_an_account_of_its_own() -> None:
    """Neither an administrator's nor one whose password comes with the program."""
    assert "User=bankroll" in section("Serve")
    assert "GRANT ALL ON bankroll.* TO bankroll@localhost" in section("Database")
    assert "--superuser" not in GUIDE
    names = re.findall(r"\w+://(\w+):\w+@", GUIDE + EXAMPLE)
    assert names
    assert {"root", "postgres", "admin", "sa"} & set(names) == set()


def test_its_proxy_writes_every_header_that_is_believed_of_it() -> None:
    """One that it only hands on would be the browser's word."""
    written = re.findall(r"proxy_set_header (\S+) (\S+);", section("Serve"))
    assert dict(written) == {
        "Host": "$host",
        "X-Forwarded-For": "$proxy_add_x_forwarded_for",
        "X-Forwarded-Proto": "$scheme",
        HEADER: "$request_id",
    }
    assert WELL_FORMED.fullmatch("0123456789abcdef" * 2)  # as nginx makes them


def test_it_lists_every_event_of_the_log_of_security() -> None:
    said = " ".join(section("The log").split())
    assert [event for event in sorted(events()) if f"“{event}”" not in said] == []


def test_it_says_where_the_log_is_and_how_long_it_should_stay() -> None:
    said = section("The log")
    for words in ("total_bankroll.security", "UTC", "journal", "days"):
        assert words in said


def events() -> set[str]:
    """What `note` is told anywhere."""
    found = {event for _, event in EVENTS} | {f"second factor: {event}" for event in SECOND_FACTOR}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note" and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(str(first.value))
    assert {"sign-in", "sign-in failed", "refused", "account closed"} <= found
    return found

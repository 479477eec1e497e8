"""docs/security.md proves what it says: every test that it names is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)


def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_named_test_is_there() -> None:
    lost = [
        f"{path}::{name}"
        for path, name in NAMED
        if not (ROOT / path).is_file() or name not in functions(path)
    ]
    assert lost == []


def test_every_row_names_a_test() -> None:
    rows = [line for line in DOCUMENT.splitlines() if re.match(r"\| (?!what|---)", line)]
    assert [row for row in rows if "::" not in row] == []
    assert len(rows) > 30


def test_nothing_is_only_planned() -> None:
    assert not re.search(r"\bplanned\b|\bTODO\b|\bnot yet\b", DOCUMENT, re.IGNORECASE)
    assert "`tests/" not in re.sub(r"`tests/[\w/]+\.py::\w+`", "", DOCUMENT)


def test_whoever_finds_a_hole_is_told_where_to_say_so() -> None:
    policy = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    for words in ("How to report", "What to expect", "Supported versions", "docs/security.md"):
        assert words in policy
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "SECURITY.md" in readme
    assert "docs/security.md" in readme

"""docs/security.md proves what it says: every test that it names is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
CONCERNING = """
1.2.1 1.2.2 1.2.3 1.2.4 1.2.10 1.3.1 1.3.5 1.3.6 1.5.2 2.2.1 2.2.2 2.2.3 2.3.1 2.3.3 2.3.4 2.4.1
3.3.1 3.3.2 3.3.3 3.3.4 3.4.1 3.4.2 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3 3.7.2 4.1.3
5.2.1 5.2.2 5.2.3 6.1.1 6.3.1 6.3.3 6.3.4 6.3.5 6.3.7 6.3.8 6.4.1 6.7.2 8.4.1 11.4.2 13.4.6
"""
"""What of the standard concerns notes of money on a server: each has its row."""
WHOLE = """
6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.2.9 6.2.10 6.2.11 6.2.12
6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 7.2.1 7.2.2 7.2.3 7.2.4 7.3.1 7.3.2
7.4.1 7.4.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 8.2.1 8.2.2 8.2.3
13.1.1 13.2.1 13.2.2 13.2.3 13.2.4 13.2.5 13.3.1 13.3.2 13.4.1 13.4.2 13.4.3 13.4.4 13.4.5
14.2.1 14.2.2 14.2.3 14.2.4 14.3.1 14.3.2 14.3.3
15.1.1 15.1.2 15.1.3 15.2.1 15.2.2 15.2.3 15.3.1 15.3.2 15.3.3 15.3.4 15.3.5 15.3.6 15.3.7
16.1.1 16.2.1 16.2.2 16.2.3 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4
16.4.1 16.4.2 16.4.3 16.5.1 16.5.2 16.5.3
"""
"""Parts of the standard of which all is answered that levels 1 and 2 ask for."""
PROVED, LEFT = DOCUMENT.split("\n## What is left to the host\n")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)


def functions(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def answered(document: str) -> set[str]:
    """The requirements that rows begin with; of "3.4.1–3.4.6" all six."""
    found = set()
    for head in re.findall(r"^\| ([\d., –]+): ", document, re.MULTILINE):
        for part in head.split(", "):
            chapter, _, first = part.partition("–")[0].rpartition(".")
            last = part.rpartition(".")[2]
            found |= {f"{chapter}.{number}" for number in range(int(first), int(last) + 1)}
    return found


def test_every_requirement_has_its_row() -> None:
    host_s = answered(LEFT)
    assert answered(PROVED) == set((CONCERNING + WHOLE).split()) - host_s
    assert host_s <= set(WHOLE.split())
    assert len(host_s) == 4


def test_every_named_test_is_there() -> None:
    lost = [
        f"{path}::{name}"
        for path, name in NAMED
        if not name.startswith("test_")
        or not (ROOT / path).is_file()
        or name not in functions(path)
    ]
    assert lost == []


def test_every_row_names_a_test() -> None:
    rows = [line for line in PROVED.splitlines() if re.match(r"\| (?!what|---)", line)]
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

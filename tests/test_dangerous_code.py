"""What no line of the application does: SQL put together from text, and reading code as data."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "total_bankroll"
MODULES = sorted(SOURCE.rglob("*.py"))
TAKES_SQL = {"text", "literal_column", "exec_driver_sql", "execute", "scalar", "scalars"}
OWN_NAMES = {
    "database.py": "settings of a connection, from constants",
    "resuming.py": "the name of a table of its own",
    "services/backup_numbers.py": "the names of our tables",
    "services/restore_loading.py": "the names of our tables",
}
"""Modules that put names of our own into statements which take no parameters."""
BANNED_IMPORTS = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "xml.sax", "telnetlib"}
BANNED_CALLS = {"eval", "exec", "compile", "__import__"}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            yield getattr(called, "attr", getattr(called, "id", "")), node


def is_put_together(node: ast.expr) -> bool:
    """Whether a string is made of parts: an f-string, a sum, `%` or `.format`."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    is_formatted = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format"
    return isinstance(node, ast.JoinedStr) or is_formatted


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_sql_has_parameters(path: Path) -> None:
    found = [
        ast.unparse(call)
        for name, call in calls(path)
        if name in TAKES_SQL and call.args and is_put_together(call.args[0])
    ]
    assert not found or name_of(path) in OWN_NAMES


def test_every_exception_is_still_one() -> None:
    for name in OWN_NAMES:
        found = [c for n, c in calls(SOURCE / name) if n in TAKES_SQL and c.args]
        assert any(is_put_together(call.args[0]) for call in found), name


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_that_was_stored_is_run(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name
        for node in ast.walk(tree)
        for name in (
            [each.name for each in node.names]
            if isinstance(node, ast.Import)
            else [str(node.module)]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert not imported & BANNED_IMPORTS
    bare = {name for name, call in calls(path) if isinstance(call.func, ast.Name)}
    assert not bare & BANNED_CALLS

"""What no line of the application does: SQL put together from text, and reading code as data."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

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
ASKS_HOSTS = {"requests", "urllib.request", "urllib3", "http.client", "httpx", "socket", "ftplib"}
TAKES_FILES = {"files", "FileField", "MultipleFileField", "FileStorage"}
BANNED_CALLS = {"eval", "exec", "compile", "__import__"}


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in nodes(path):
        if isinstance(node, ast.Call):
            called = node.func
            yield getattr(called, "attr", getattr(called, "id", "")), node


def imported(path: Path) -> set[str]:
    """The modules that a module imports, or imports from."""
    found: set[str] = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module))
    return found


def is_put_together(node: ast.expr) -> bool:
    """Whether a string is made of parts: an f-string, a sum, `%` or `.format`."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    is_formatted = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "format"
    return isinstance(node, ast.JoinedStr) or is_formatted


def test_sql_has_parameters() -> None:
    found = [
        f"{name_of(path)}: {ast.unparse(call)}"
        for path in MODULES
        if name_of(path) not in OWN_NAMES
        for name, call in calls(path)
        if name in TAKES_SQL and call.args and is_put_together(call.args[0])
    ]
    assert found == []


def test_every_exception_is_still_one() -> None:
    for name in OWN_NAMES:
        found = [c for n, c in calls(SOURCE / name) if n in TAKES_SQL and c.args]
        assert any(is_put_together(call.args[0]) for call in found), name


def test_nothing_that_was_stored_is_run() -> None:
    imports = {name_of(path): imported(path) & BANNED_IMPORTS for path in MODULES}
    assert {name: found for name, found in imports.items() if found} == {}
    run = [
        f"{name_of(path)}: {name}"
        for path in MODULES
        for name, call in calls(path)
        if isinstance(call.func, ast.Name) and name in BANNED_CALLS
    ]
    assert run == []


def test_no_page_takes_a_file() -> None:
    taking = [
        f"{name_of(path)}: {name}"
        for path in MODULES
        if path.parent.name in ("routes", "forms")
        for node in nodes(path)
        if (name := getattr(node, "attr", getattr(node, "id", ""))) in TAKES_FILES
    ]
    assert taking == []
    templates = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.html")]
    assert len(templates) > 50
    assert not [text for text in templates if 'type="file"' in text or "multipart" in text]


def test_one_module_asks_other_hosts() -> None:
    asking = {name_of(path) for path in MODULES if imported(path) & ASKS_HOSTS}
    assert asking == {"services/downloads.py"}


def test_nothing_random_can_be_guessed() -> None:
    """But the demo's history, which is to be the same each time; its password is not of it."""
    guessing = {name_of(path) for path in MODULES if imported(path) & {"random", "numpy.random"}}
    assert guessing == {"services/demo_story.py"}
    asked = {name for path in MODULES for name in imported(path)}
    assert {"secrets", "uuid"} <= asked  # both ask the system for their bits


def test_the_log_goes_where_flask_logs_and_nowhere_else() -> None:
    """To the server's error log, then: docs/deploy.md says so."""
    opens = {"FileHandler", "SysLogHandler", "HTTPHandler", "SMTPHandler", "SocketHandler"}
    opens |= {"RotatingFileHandler", "TimedRotatingFileHandler", "basicConfig", "addHandler"}
    found = [f"{name_of(p)}: {n}" for p in MODULES for n, _ in calls(p) if n in opens]
    assert found == []


SCRIPTS = sorted((SOURCE / "static").glob("*.js"))


def test_scripts_keep_nothing_in_the_browser() -> None:
    keeps = re.compile(r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\.|openDB")
    assert SCRIPTS
    assert [s.name for s in SCRIPTS if keeps.search(s.read_text(encoding="utf-8"))] == []


def test_scripts_set_no_property_by_a_name_that_comes_from_elsewhere() -> None:
    """Nobody can give them `__proto__` to write to: all that they set is named in the script."""
    computed = re.compile(r"[\w)\]]\[[^\]]+\]\s*=(?![=>])")
    merged = re.compile(r"__proto__|Object\.assign\([^{]*,(?! \{)|setPrototypeOf|\beval\b")
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        assert computed.findall(text) == [], script.name
        assert merged.findall(text) == [], script.name

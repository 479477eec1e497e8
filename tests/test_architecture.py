"""What a reviewer would repeat: the rules of the house, held by tests."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from sqlalchemy import ForeignKeyConstraint

from total_bankroll.models.base import (
    ARTICLES_SCOPE,
    NO_SCOPE,
    OWNER_SCOPE,
    RATES_SCOPE,
    USER_SCOPE,
    Model,
)
from total_bankroll.routes.access import is_public
from total_bankroll.services.bankroll_service import BankrollService

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "total_bankroll"
MODULES = sorted(SOURCE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SECONDS = re.compile(r"seconds|deadline", re.IGNORECASE)
LONGEST_FILE, LONGEST_FUNCTION = 300, 40

NO_NOUNS = {"security", "static"}
"""Flask-Security's pages and Flask's files: theirs are tested page by page."""
READ_ONLY = {
    *("articles", "changes", "compare", "dashboard", "devices", "entry_files", "exports"),
    *("health", "invitations", "report_pages", "reports", "trash", "your_data"),
}
"""Nouns that nobody fills a form in for."""
PAGELESS = {"entry_files", "exports", "health", "invitations", "report_pages"}
"""Of these, the ones that are files or show another noun's pages."""
MECHANISM = {"sites": "accounts", "assets": "accounts"}
"""Two pages of one mechanism share its form."""

PUBLIC_PAGES = {
    "articles.index",
    "articles.show",
    "articles.tagged",
    "dashboard.index",
    "health.index",
    "invitations.show",
    "security.change_email_confirm",
    "security.forgot_password",
    "security.login",
    "security.mf_recovery",
    "security.two_factor_token_validation",
    "security.wan_signin",
    "security.wan_signin_response",
    "security.logout",
    "security.register",
    "security.reset_password",
    "static",
}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def text_of(path: Path) -> str:
    return path.read_text()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(text_of(path))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def with_a_match(pattern: str | re.Pattern[str], paths: Iterable[Path]) -> list[str]:
    """The files in which a pattern is found, each with what it found first."""
    found = [(path, re.search(pattern, text_of(path))) for path in paths]
    return [f"{name_of(path)}: {match.group()}" for path, match in found if match]


def test_a_module_is_short_and_opens_with_what_it_is_for():
    assert [name_of(path) for path in MODULES if not ast.get_docstring(tree_of(path))] == []
    assert longer_than_a_file_may_be(MODULES) == []
    long = [
        f"{name_of(path)}: {function.name}"
        for path in MODULES
        for function in functions(path)
        if (function.end_lineno or 0) - function.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_a_file_of_tests_is_short_too():
    assert longer_than_a_file_may_be(TESTS) == []


def longer_than_a_file_may_be(paths: Iterable[Path]) -> list[str]:
    return [name_of(path) for path in paths if len(text_of(path).splitlines()) > LONGEST_FILE]


def test_an_exemption_of_a_test_gives_its_reason():
    bare = re.compile(r"# (type: ignore(\[[\w-]+\])?|noqa(: [A-Z0-9, ]+)?)$", re.MULTILINE)
    assert with_a_match(bare, TESTS) == []


LOADED_LATE = {
    "src/total_bankroll/cache_backend.py: one_attempt",
    "src/total_bankroll/cli.py: _load",
    "src/total_bankroll/commands/__init__.py: every",
    "src/total_bankroll/services/article_service.py: sync_articles",
    "src/total_bankroll/services/ecb.py: fetch",
}
"""What a worker does without, by docs/adr/0014."""


def test_imports_stand_at_the_top():
    inside = {
        f"{name_of(path)}: {function.name}"
        for path in MODULES
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside == LOADED_LATE


def test_the_clock_is_asked_in_one_place():
    others = [path for path in MODULES if path.name != "clock.py"]
    assert with_a_match(r"datetime\.(now|utcnow)\(|date\.today\(", others) == []


def test_only_the_policy_touches_the_cache():
    others = [p for p in MODULES if p.name not in {"cache_policy.py", "cache_backend.py"}]
    calls = r"\bcache\.(?:delete|clear|set|get|memoize|cached|delete_memoized)\b"
    assert with_a_match(calls, others) == []


def test_no_statement_is_written_as_text_that_changes_rows():
    assert with_a_match(r"\btext\(\s*[\"'](?i:insert|update|delete|replace)", MODULES) == []


def test_no_float_comes_near_money():
    """Only a time in seconds may be one."""
    folders = {"services", "models", "forms"}
    near = [path for path in MODULES if path.parent.name in folders or path.name == "money.py"]
    assert [f"{name_of(path)}: {line}" for path in near for line in floats(tree_of(path))] == []


def floats(tree: ast.Module) -> list[int]:
    """The lines with a float that is no time in seconds."""
    seconds = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.arg | ast.AnnAssign | ast.Assign)
        and SECONDS.search(ast.unparse(node)[:200])
        for inner in ast.walk(node)
    }
    return [
        node.lineno
        for node in ast.walk(tree)
        if node not in seconds
        and (
            (isinstance(node, ast.Name) and node.id == "float")
            or (isinstance(node, ast.Constant) and type(node.value) is float)
        )
    ]


def test_every_table_says_whose_reads_it_makes_stale():
    scopes = {USER_SCOPE, RATES_SCOPE, ARTICLES_SCOPE, OWNER_SCOPE, NO_SCOPE}
    for mapper in Model.registry.mappers:
        assert mapper.class_.__dict__.get("__scope__") in scopes, mapper.class_.__name__


def test_rows_of_a_scope_can_be_traced_to_their_owner():
    for mapper in Model.registry.mappers:
        kind = mapper.class_
        if kind.__scope__ in {USER_SCOPE, OWNER_SCOPE} and kind.__tablename__ != "users":
            assert "user_id" in mapper.columns, kind.__name__


def test_no_foreign_key_deletes_rows_by_itself():
    for table in Model.metadata.tables.values():
        for constraint in table.constraints:
            if isinstance(constraint, ForeignKeyConstraint):
                assert constraint.ondelete is None, constraint.name


def test_every_constraint_has_a_name():
    for table in Model.metadata.tables.values():
        for constraint in table.constraints:
            assert constraint.name, f"{table.name}: {constraint}"


def test_every_noun_has_its_route_form_template_and_test(app):
    nouns = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()} - NO_NOUNS
    assert nouns >= READ_ONLY >= PAGELESS
    files = {f"src/total_bankroll/routes/{noun}.py" for noun in nouns}
    files |= {f"src/total_bankroll/forms/{MECHANISM.get(n, n)}.py" for n in nouns - READ_ONLY}
    files |= {f"src/total_bankroll/templates/{noun}/*.html" for noun in nouns - PAGELESS}
    files |= {f"tests/routes/test_{noun}*.py" for noun in nouns}
    assert [name for name in sorted(files) if not list(ROOT.glob(name))] == []


def test_the_pages_that_strangers_may_see_are_these(app):
    found = {rule.endpoint for rule in app.url_map.iter_rules() if is_public(app, rule.endpoint)}
    assert found <= PUBLIC_PAGES | {"security.send_confirmation", "security.confirm_email"}


def test_urls_are_nouns_with_typed_ids(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        assert re.fullmatch(r"[a-z0-9/<>:_-]*(\.csv)?", rule.rule), rule.rule
        for placeholder in re.findall(r"<([^>]+)>", rule.rule):
            name = placeholder.rpartition(":")[2]
            if name.endswith("id"):
                assert placeholder.startswith("int:"), rule.rule


def public_methods(service: type) -> dict[str, inspect.Signature]:
    return {
        name: inspect.signature(method)
        for name, method in inspect.getmembers(service, inspect.isfunction)
        if not name.startswith("_")
    }


def test_the_player_comes_first_in_every_method_of_the_bankroll():
    for name, signature in public_methods(BankrollService).items():
        assert list(signature.parameters)[:2] == ["self", "user_id"], name


def test_what_is_public_in_the_services_says_what_it_does():
    for name, method in inspect.getmembers(BankrollService, inspect.isfunction):
        if not name.startswith("_"):
            assert method.__doc__, name


TEMPLATES = sorted((SOURCE / "templates").rglob("*.html"))


def test_templates_are_escaped_and_without_inline_style_or_script():
    pages = [path for path in TEMPLATES if "email" not in path.parts]
    assert with_a_match(r'style="', pages) == []
    others = [path for path in TEMPLATES if path.parent.name != "articles"]
    assert with_a_match(r"\|\s*safe\b", others) == []
    assert with_a_match(r"\son\w+=\"", TEMPLATES) == []
    assert with_a_match(r"\s[\w-]+=\{\{", TEMPLATES) == [], "attributes are quoted"
    assert with_a_match(r"http://(?!www\.w3\.org)", TEMPLATES) == []


def test_nothing_is_left_half_done():
    assert with_a_match(r"\bTODO\b|\bFIXME\b|\bXXX\b|raise NotImplemented", MODULES) == []

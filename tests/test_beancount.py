"""Beancount's words and transactions: what is written is what is read back."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Context, Decimal, Inexact, localcontext

import pytest
from beancount.core import data
from beancount.parser import parser
from hypothesis import given
from hypothesis import strategies as st

from tests.support.beans import Ledger
from total_bankroll.beancount import Account, Currency, Document, Entry, Origin
from total_bankroll.beancount.total_prices import split
from total_bankroll.beancount.words import commodities, number, quoted, tag_of
from total_bankroll.ledger import Kind
from total_bankroll.money import from_count

DAY, NEXT = date(2026, 3, 1), date(2026, 3, 2)
ORIGIN = Origin("player@example.org", "EUR", DAY, NEXT, NEXT)
CURRENCIES = [Currency("EUR", "Euro", 2), Currency("1INCH", "1inch", 8), Currency("JPY", "Yen", 0)]
ACCOUNTS = [
    Account(1, "site", "Stars", "EUR", DAY),
    Account(2, "asset", "Cash", "EUR", DAY),
    Account(3, "asset", "Wallet", "1INCH", DAY),
    Account(4, "site", "Tokyo", "JPY", DAY),
]
DEPOSIT = Entry(1, 1, Kind.DEPOSIT, DAY, 10_00, 10_00)


def text_of(
    entries: Sequence[Entry], balances: dict[int, int], accounts: Sequence[Account] = ACCOUNTS
) -> str:
    """A ledger of these entries, in which these accounts hold so much at the end."""
    document = Document(ORIGIN, CURRENCIES, accounts)
    parts: list[Iterator[str]] = [document.head(), document.accounts(), document.entries(entries)]
    parts += [document.balances(number, [(NEXT, count)]) for number, count in balances.items()]
    return "".join(text for part in parts for text in part)


def pair(sent: tuple[int, int], arrived: tuple[int, int], later: bool = False) -> list[Entry]:
    """The two legs of a transfer: an account and an amount each."""
    out = Entry(7, sent[0], Kind.TRANSFER_OUT, DAY, sent[1], -sent[1])
    day = NEXT if later else DAY
    into = Entry(8, arrived[0], Kind.TRANSFER_IN, day, arrived[1], arrived[1])
    return [replace(out, partner=into), replace(into, partner=out)]


def postings(entries: Sequence[Entry]) -> list[list[str]]:
    """The postings of each transaction."""
    blocks = text_of(entries, {}).split("\n\n")
    found = [re.findall(r"^  ([AEI]\w+:.*)$", block, re.MULTILINE) for block in blocks]
    return [block for block in found if block]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    found, errors, _ = parser.parse_string(f"2026-01-01 note Assets:A {quoted(text)}\n")
    assert not errors
    assert found[0].comment == text
    assert "\n" not in quoted(text)


def test_a_number_is_plain() -> None:
    assert number(Decimal("1E-8")) == "0.00000001"
    assert number(Decimal("1.5E+3")) == "1500"


@given(st.sets(st.text("AZ019", min_size=1, max_size=4) | st.sampled_from(["NULL", "TRUE", "X1"])))
def test_every_code_has_a_commodity_of_its_own(codes: set[str]) -> None:
    found = commodities(codes)
    assert set(found) == codes
    assert len(set(found.values())) == len(codes)
    for code, name in found.items():
        assert re.fullmatch(r"[A-Z][A-Z0-9]*", name)
        assert name not in ("NULL", "TRUE", "FALSE")
        assert name == code or not re.fullmatch(r"[A-Z][A-Z0-9]*", code) or code in ("NULL", "TRUE")


def test_a_code_that_is_a_commodity_keeps_its_name() -> None:
    assert commodities(["1INCH", "X1INCH", "EUR"]) == {
        "1INCH": "X1INCHX2",
        "X1INCH": "X1INCH",
        "EUR": "EUR",
    }


@pytest.mark.parametrize(
    ("name", "tag"),
    [("live", "live"), ("Big game", "Big-game"), ("a/b.c_d-1", "a/b.c_d-1"), ("Größe", None)],
)
def test_a_tag_is_one_where_the_grammar_has_its_characters(name: str, tag: str | None) -> None:
    assert tag_of(name) == tag


@pytest.mark.parametrize(
    ("entry", "other"),
    [
        (DEPOSIT, "Equity:Outside -10.00 EUR"),
        (replace(DEPOSIT, kind=Kind.WITHDRAWAL, change=-10_00), "Equity:Outside 10.00 EUR"),
        (replace(DEPOSIT, kind=Kind.RESULT), "Income:Results -10.00 EUR"),
        (replace(DEPOSIT, kind=Kind.BONUS), "Income:Bonuses -10.00 EUR"),
        (replace(DEPOSIT, kind=Kind.EXPENSE, change=-10_00), "Expenses:General 10.00 EUR"),
        (replace(DEPOSIT, kind=Kind.BALANCE, opening=True), "Equity:Opening -10.00 EUR"),
        (replace(DEPOSIT, kind=Kind.BALANCE, change=-3), "Income:Results 0.03 EUR"),
        (replace(DEPOSIT, kind=Kind.TRANSFER_IN), "Equity:Outside -10.00 EUR"),
    ],
)
def test_every_kind_has_its_other_side(entry: Entry, other: str) -> None:
    assert postings([entry])[0][1] == other


def test_a_transfer_within_a_currency_pays_what_is_lost() -> None:
    assert postings(pair((1, 10_00), (2, 9_50))) == [
        ["Assets:Sites:A1 -10.00 EUR", "Assets:Assets:A2 9.50 EUR", "Expenses:Transfers 0.50 EUR"]
    ]
    assert postings(pair((1, 10_00), (2, 10_00))) == [
        ["Assets:Sites:A1 -10.00 EUR", "Assets:Assets:A2 10.00 EUR"]
    ]


def test_a_transfer_across_currencies_has_a_total_price() -> None:
    assert postings(pair((1, 4_00), (4, 100))) == [
        ["Assets:Sites:A1 -4.00 EUR @@ 100 JPY", "Assets:Sites:A4 100 JPY"]
    ]


def test_a_total_price_that_does_not_divide_is_two_that_do() -> None:
    assert postings(pair((1, 3_00), (4, 100))) == [
        [
            "Assets:Sites:A1 -2.00 EUR @@ 66.666666666600 JPY",
            "Assets:Sites:A1 -1.00 EUR @@ 33.333333333400 JPY",
            "Assets:Sites:A4 100 JPY",
        ]
    ]


COUNTS = st.integers(1, 10**14 - 1)


@given(COUNTS, st.integers(0, 8), COUNTS, st.integers(0, 8))
def test_every_part_divides_to_28_digits_and_all_add_up(a: int, b: int, c: int, d: int) -> None:
    units, total = from_count(a, b), from_count(c, d)
    parts = split(units, total)
    with localcontext(Context(prec=28, traps=[Inexact])):
        assert sum(some for some, _ in parts) == units
        assert sum(price for _, price in parts) == total
        prices = [price / some for some, price in parts]
        spread = max(prices) - min(prices)
    assert min(prices) > 0
    assert spread <= min(prices) * Decimal("1E-10")


@pytest.mark.parametrize(("source", "target"), [(1, 4), (4, 1), (1, 3), (3, 4), (4, 3)])
@pytest.mark.parametrize("amounts", [(3, 10**14 - 1), (10**14 - 1, 3), (7, 1), (999_983, 10**13)])
def test_no_total_price_is_too_odd(source: int, target: int, amounts: tuple[int, int]) -> None:
    sent, arrived = amounts
    legs = pair((source, sent), (target, arrived))
    assert Ledger(text_of(legs, {source: -sent, target: arrived})).errors == []


def test_legs_of_two_days_meet_in_transit() -> None:
    assert postings(pair((1, 10_00), (2, 9_50), later=True)) == [
        ["Assets:Sites:A1 -10.00 EUR", "Equity:Transit 10.00 EUR"],
        ["Assets:Assets:A2 9.50 EUR", "Expenses:Transfers 0.50 EUR", "Equity:Transit -10.00 EUR"],
    ]
    assert postings(pair((1, 10_00), (4, 90), later=True)) == [
        ["Assets:Sites:A1 -10.00 EUR", "Equity:Transit 10.00 EUR"],
        ["Assets:Sites:A4 90 JPY", "Equity:Transit -90 JPY"],
    ]


def test_an_entry_says_what_it_is_in_metadata() -> None:
    at = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    entry = replace(DEPOSIT, at=at, note='for "Sunday"\nnight', tags=("Größe", "big game"))
    [found] = Ledger(text_of([entry], {1: 10_00})).of(data.Transaction)
    assert found.narration == 'Deposit: for "Sunday" night'
    assert found.tags == {"big-game"}
    assert found.meta["note"] == 'for "Sunday"\nnight'
    assert found.meta["tags"] == "Größe, big game"
    assert (found.meta["entry"], found.meta["at"]) == (1, "2026-03-01T09:30:00+00:00")


def test_a_confirmed_balance_is_a_note_where_it_says_something() -> None:
    confirmed = replace(DEPOSIT, kind=Kind.BALANCE, change=0)
    ledger = Ledger(text_of([DEPOSIT, confirmed, replace(confirmed, note="counted")], {1: 10_00}))
    assert ledger.errors == []
    assert [found.comment for found in ledger.of(data.Note)] == ["Balance: counted"]
    assert len(ledger.of(data.Transaction)) == 1


def test_a_closed_account_ends_after_what_it_held_last() -> None:
    closed = [replace(ACCOUNTS[0], closed=date(2026, 3, 3)), *ACCOUNTS[1:]]
    spent = replace(DEPOSIT, kind=Kind.EXPENSE, day=NEXT, change=-10_00)
    ledger = Ledger(text_of([DEPOSIT, spent], {1: 0}, closed))
    assert ledger.errors == []
    assert [found.account for found in ledger.of(data.Close)] == ["Assets:Sites:A1"]


def test_one_unit_too_many_is_refused_wherever_it_is() -> None:
    """Beside each amount of each line; 3 for 100 is two prices."""
    entries = [
        DEPOSIT,
        replace(DEPOSIT, kind=Kind.BALANCE, change=-3),
        *pair((1, 3_00), (4, 100)),
        *pair((1, 1_00), (3, 1)),
        *pair((1, 2_00), (2, 1_99)),
    ]
    text = text_of(entries, {1: 10_00 - 3 - 6_00, 2: 1_99, 3: 1, 4: 100})
    assert Ledger(text).errors == []
    body = text.index("open Equity")
    places = list(
        re.finditer(r"(?<= )(-?\d+(?:\.\d+)?) (?:~ 0 )?(?:EUR|JPY|X1INCH)\b", text[body:])
    )
    assert len(places) == 19
    for found in places:
        amount = Decimal(found[1])
        more = number(amount + Decimal(1).scaleb(int(amount.as_tuple().exponent)))
        wrong = text[: body + found.start(1)] + more + text[body + found.end(1) :]
        assert Ledger(wrong).errors, found[0]


def test_no_tolerance_is_left() -> None:
    options = Ledger(text_of(pair((1, 3_00), (4, 100)), {1: -3_00, 4: 100})).options
    assert options["tolerance_multiplier"] == 0
    assert options["inferred_tolerance_default"] == {}


def test_a_pair_of_faults_that_cancel_out_is_refused_by_the_balance() -> None:
    text = text_of([DEPOSIT], {1: 10_00})
    head, _, rest = text.partition('"Deposit"')
    wrong = head + '"Deposit"' + rest.replace("10.00 EUR", "10.01 EUR", 2)
    assert wrong.count("10.01") == 2
    assert any("Balance failed" in error for error in Ledger(wrong).errors)

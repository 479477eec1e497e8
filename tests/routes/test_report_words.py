"""A report in a sentence: losses, many currencies, debts beside holdings."""

from datetime import date
from decimal import Decimal

import pytest

from total_bankroll.routes.report_tables import Sum, figures_of, line_of, period_sums
from total_bankroll.routes.report_words import sentence
from total_bankroll.services.attribution_views import (
    STEPS,
    AccountAttribution,
    Attribution,
    AttributionReport,
    RateMove,
)
from total_bankroll.services.views import AccountView, NativeTotal

D = Decimal
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


def attribution(opening="0", **pieces):
    named = {name: D(pieces.get(name, 0)) for name in STEPS}
    found = Attribution(FIRST, LAST, D(opening), **named, closing=D(0))
    return Attribution(FIRST, LAST, D(opening), **named, closing=D(opening) + sum(found.steps))


def account(number, code, opening):
    view = AccountView(number, "site", f"A{number}", code, "", 2, D(1), number, None, False, LAST)
    return AccountAttribution(view, attribution(opening))


def said(whole, effects=(), accounts=None, rates=None, *, selected=False):
    """The sentence of a report of one period, its amounts in brackets.

    Unless told otherwise each currency is held, and its rate went the way of its effect.
    """
    if accounts is None:
        accounts = [account(n, code, "100") for n, (code, _) in enumerate(effects)]
    if rates is None:
        rates = {code: ("2", "3" if D(amount) > 0 else "1") for code, amount in effects}
    found = AttributionReport(
        "EUR",
        "whole",
        (whole,),
        whole,
        tuple(accounts),
        tuple(NativeTotal(code, D(amount)) for code, amount in effects),
        (),
        tuple(RateMove(code, *(n and D(n) for n in ends)) for code, ends in rates.items()),
    )
    _, shown = period_sums(found, 2)
    clauses = sentence(found, figures_of(shown, line_of(whole)), selected=selected)
    return "; ".join(
        " ".join(
            part for part in (c.before, f"[{c.amount.value}]" if c.amount else "", c.after) if part
        )
        for c in clauses
    )


def test_losses_have_words_of_their_own():
    whole = attribution("100", results="-7", expenses="2", costs="-0.5", capital_out="10")
    assert said(whole) == (
        "you lost [7.00]; expenses cost [2.00]; transfers brought [0.50]; you took out [10.00]"
    )


def test_a_debt_one_began_with_is_not_money_put_in():
    assert said(attribution(capital_in="-500")) == (
        "debts you began with exceed what you put in by [500.00]"
    )


def test_what_is_shown_as_nothing_is_not_said():
    whole = attribution("100", results="12", bonuses="0.004")
    assert said(whole) == "you won [12.00]"


def test_the_currencies_that_did_most_are_named_and_the_others_summed():
    effects = [("USD", "-5"), ("GBP", "9"), ("CHF", "2"), ("JPY", "-1"), ("USDT", "0.5")]
    assert said(attribution("100", fx="5.5"), effects) == (
        "the pound's rise brought [9.00]; the dollar's fall cost [5.00]; "
        "the franc's rise brought [2.00]; other currencies' rates cost [0.50]"
    )


def test_four_currencies_are_all_named():
    effects = [("USD", "-5"), ("GBP", "9"), ("CHF", "2"), ("USDT", "0.5")]
    assert said(attribution("100", fx="6.5"), effects).endswith("USDT's rise brought [0.50]")


def test_shares_of_the_fx_effect_add_up_to_what_is_shown_of_it():
    effects = [("USD", "0.336"), ("GBP", "0.336"), ("CHF", "0.338")]
    words = said(attribution("100", fx="1.01"), effects)
    assert words.count("[0.34]") == 2
    assert words.count("[0.33]") == 1


RISE, FALL, SAME = ("1", "1.1"), ("1.1", "1"), ("1", "1")
HELD, OWED, ROSE, FELL = ("100",), ("-20",), "the dollar's rise", "the dollar's fall"
PLAIN = "the dollar's exchange rate"


@pytest.mark.parametrize(
    ("effect", "rate", "openings", "words"),
    [
        ("5", RISE, HELD, f"{ROSE} brought"),
        ("-5", FALL, HELD, f"{FELL} cost"),
        ("-5", RISE, OWED, f"{ROSE} cost"),
        ("5", FALL, OWED, f"{FELL} brought"),
        ("-5", RISE, HELD, f"{PLAIN} cost"),  # money that came in midway met the fall alone
        ("5", FALL, HELD, f"{PLAIN} brought"),
        ("-5", FALL, OWED, f"{PLAIN} cost"),  # a debt that grew before the fall
        ("5", RISE, OWED, f"{PLAIN} brought"),
        ("5", SAME, HELD, f"{PLAIN} brought"),
        ("5", RISE, (), f"{PLAIN} brought"),  # held only between the ends
        ("5", RISE, ("0",), f"{PLAIN} brought"),
        ("5", RISE, HELD + OWED, f"{PLAIN} brought"),
        ("5", (None, "1.1"), HELD, f"{PLAIN} brought"),
        ("5", ("1", None), HELD, f"{PLAIN} brought"),
    ],
)
def test_a_rise_or_a_fall_is_named_where_it_is_true(effect, rate, openings, words):
    accounts = [account(n, "USD", opening) for n, opening in enumerate(openings)]
    found = said(attribution("100", fx=effect), [("USD", effect)], accounts, {"USD": rate})
    assert found == f"{words} [5.00]"


def test_nothing_is_said_of_the_bankroll_or_of_a_selection():
    assert said(attribution("0")) == "Nothing happened: your bankroll held nothing then"
    assert said(attribution("5"), selected=True) == (
        "Nothing changed: this selection held the same from beginning to end"
    )


def test_an_amount_in_words_has_no_sign_and_keeps_its_exact_figure():
    whole = attribution("100", results="-7.00123")
    found = AttributionReport("EUR", "whole", (whole,), whole, (), (), (), ())
    _, shown = period_sums(found, 2)
    (clause,) = sentence(found, figures_of(shown, line_of(whole)), selected=False)
    assert clause.amount == Sum(D("7.00"), D("7.00123"))


REPORTS = ("", "/returns", "/drawdown", "/allocation", "/calendar", "/year/2026")


@pytest.mark.usefixtures("november")
@pytest.mark.parametrize("report", REPORTS)
def test_a_report_of_some_accounts_says_of_which(signed_in, bankroll, report):
    query = f"account={bankroll['stars']}&kind=site&held=USD&currency=GBP"
    lead = signed_in.get(f"/reports{report}?{query}").words(".lead")
    assert lead.endswith("in GBP · only PokerStars, sites, held in USD"), lead
    assert "only" not in signed_in.get(f"/reports{report}").words(".lead")

"""The form of the daily job."""

from decimal import Decimal

import pytest

from tests.forms.support import CASH, STARS, YEN, Writer
from total_bankroll.errors import InvalidAmount, InvalidDate
from total_bankroll.forms.balances import BalancesForm


def form():
    return BalancesForm.over(Writer(), [STARS, CASH, YEN])


def test_only_what_was_typed_counts(posting):
    with posting(**{"balance-1": " ", "balance-2": "-5", "balance-3": "0"}):
        filled = form()
        assert filled.validate()
        assert filled.amounts == {2: Decimal("-5.00"), 3: Decimal(0)}


def test_each_is_read_in_its_own_currency(posting):
    with posting(**{"balance-1": "12.50", "balance-3": "12.50"}):
        filled = form()
        assert not filled.validate()
        assert list(filled.errors) == ["balance-3"]


def test_nothing_typed_is_an_error_of_the_form(posting):
    with posting(date=""):
        filled = form()
        assert not filled.validate()
        assert filled.form_errors == ["Type at least one balance."]


@pytest.mark.parametrize(
    ("typed", "error", "place"),
    [
        ({"balance-1": "5"}, InvalidAmount("Too much."), "balance-1"),
        ({"balance-1": "5", "balance-2": "6"}, InvalidAmount("Too much."), ""),
        ({"balance-1": "5"}, InvalidDate("Too late."), "date"),
    ],
)
def test_what_the_service_refuses_stands_where_it_belongs(posting, typed, error, place):
    with posting(**typed):
        filled = form()
        assert filled.validate()
        filled.refuse(error)
        assert filled.errors == {place: [error.message]}


def test_two_forms_do_not_share_their_fields(opening):
    with opening():
        form()
        assert "balance-3" not in BalancesForm.over(Writer(), [STARS])

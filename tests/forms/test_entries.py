"""Forms of entries: balances, results, and what the service refuses."""

import pytest

from tests.forms.support import CASH, STARS, Writer
from total_bankroll.errors import Conflict, InvalidAmount, InvalidDate, NoRate
from total_bankroll.forms.accounts import BalanceForm
from total_bankroll.forms.entries import BalanceEntryForm, EntryForm, ResultEntryForm


@pytest.mark.parametrize(
    ("form", "account", "amount", "message"),
    [
        (BalanceEntryForm, "1", "0", None),
        (BalanceEntryForm, "1", "-1", "Enter 0 or more."),
        (BalanceEntryForm, "2", "-1", None),
        (ResultEntryForm, "1", "-1", None),
        (ResultEntryForm, "1", "0", "Enter an amount other than 0."),
        (EntryForm, "2", "-1", "Enter more than 0."),
    ],
)
def test_each_kind_has_its_sign(posting, form, account, amount, message):
    with posting(account=account, amount=amount):
        filled = form(Writer(), [STARS, CASH])
        filled.validate()
        assert filled.errors.get("amount") == (None if message is None else [message])


@pytest.mark.parametrize(
    ("error", "field"),
    [
        (InvalidAmount("Too much."), "amount"),
        (InvalidDate("Too late."), "date"),
        (Conflict("Archived.", field="account"), "account"),
        (Conflict("No.", field="elsewhere"), ""),
        (NoRate("No rate."), ""),
    ],
)
def test_what_the_service_refuses_is_shown_at_its_field(posting, error, field):
    with posting(account="1", amount="5"):
        filled = EntryForm(Writer(), [STARS])
        filled.validate()
        filled.refuse(error)
        assert filled.errors == {field: [error.message]}


def test_a_refused_amount_stands_at_the_balance_where_that_is_the_amount(posting):
    with posting(balance="5"):
        filled = BalanceForm(Writer(), STARS)
        filled.validate()
        filled.refuse(InvalidAmount("Too much."))
        assert filled.balance.errors == ["Too much."]

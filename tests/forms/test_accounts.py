"""Forms of sites and assets."""

import pytest

from tests.forms.support import CASH, DOLLAR, EURO, STARS, Writer
from total_bankroll.forms.accounts import AccountForm, BalanceForm


def form(*, in_debt=False, **data):
    return AccountForm(Writer(), [DOLLAR, EURO], data, in_debt=in_debt)


def test_the_balance_is_read_in_the_chosen_currency(posting):
    with posting(name="Stars", currency="USD", balance="$1,250.50"):
        filled = form()
        assert filled.validate()
        assert str(filled.balance.data) == "1250.50"


def test_a_blank_balance_is_none(posting):
    with posting(name="Stars", currency="USD", balance=" "):
        filled = form()
        assert filled.validate()
        assert filled.balance.data is None


@pytest.mark.parametrize(("in_debt", "valid"), [(False, False), (True, True)])
def test_only_an_asset_may_be_a_debt(posting, in_debt, valid):
    with posting(name="Max", currency="EUR", balance="-5"):
        assert form(in_debt=in_debt).validate() is valid


def test_every_mistake_is_shown_at_once(posting):
    with posting(name=" ", currency="XYZ", balance="abc"):
        filled = form()
        assert not filled.validate()
        assert filled.errors == {
            "name": ["Enter a name."],
            "currency": ["Choose a currency from the list."],
        }


def test_a_name_is_stripped_and_composed(posting):
    with posting(name=" U\u0308nibet ", currency="EUR"):
        filled = form()
        assert filled.validate()
        assert filled.name.data == "Ünibet"
        assert filled.name._value() == " U\u0308nibet "


def test_what_there_is_is_shown(opening):
    with opening():
        filled = form(name="Stars", currency="USD")
        assert filled.name._value() == "Stars"
        chosen = [choice[0] for choice in filled.currency.iter_choices() if choice[2]]
        assert chosen == ["USD"]


@pytest.mark.parametrize(("holder", "valid"), [(STARS, False), (CASH, True)])
def test_a_typed_balance_knows_its_account(posting, holder, valid):
    with posting(balance="-5"):
        assert BalanceForm(Writer(), holder).validate() is valid

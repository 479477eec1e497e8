"""The form of a transfer."""

from tests.forms.support import STARS, YEN, Writer
from total_bankroll.forms.transfers import TransferForm


def form():
    return TransferForm(Writer(), [STARS, YEN])


def test_each_amount_has_its_own_currency(posting):
    with posting(from_account="1", to_account="3", amount="€12.50", received="¥2000"):
        filled = form()
        assert filled.validate()
        assert (str(filled.amount.value), filled.received.value) == ("12.50", 2000)


def test_a_blank_received_is_none(posting):
    with posting(from_account="1", to_account="3", amount="12.50", received=""):
        filled = form()
        assert filled.validate()
        assert filled.received.data is None


def test_both_ends_are_needed(posting):
    with posting(amount="5", received="x"):
        filled = form()
        assert not filled.validate()
        assert set(filled.errors) == {"from_account", "to_account"}

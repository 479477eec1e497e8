"""The form of deposits."""

from tests.forms.support import STARS, Writer
from total_bankroll.forms.deposits import DepositForm


def test_it_has_the_fields_that_scripts_know(posting):
    with posting(account="1", amount="5", date="2026-03-01", note="x"):
        form = DepositForm(Writer(), [STARS])
        assert form.validate()
        assert {"account", "amount", "date", "note", "submission_id"} <= set(form.data)


def test_it_is_above_zero(posting):
    with posting(account="1", amount="-5"):
        form = DepositForm(Writer(), [STARS])
        assert not form.validate()
        assert form.errors == {"amount": ["Enter more than 0."]}

"""The fields that forms share."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from wtforms.validators import StopValidation

from tests.forms.support import CASH, STARS, YEN, Writer
from total_bankroll.forms.deposits import DepositForm
from total_bankroll.forms.fields import read_date, read_day, shown_date

HALF_PAST = datetime(2026, 3, 1, 14, 30)  # noqa: DTZ001  # as typed, in the writer's own zone


def form(holders=(STARS, YEN), locale="en", **data):
    return DepositForm(Writer(locale), holders, data)


# -- amounts


def test_an_amount_is_read_in_the_chosen_accounts_currency(posting):
    with posting(account="3", amount="¥1,250"):
        filled = form()
        assert filled.validate()
        assert filled.amount.value == 1250


def test_an_amount_is_read_by_the_writers_locale(posting):
    with posting(account="1", amount="1.250"):
        filled = form(locale="de")
        assert filled.validate()
        assert filled.amount.value == 1250


def test_without_an_account_the_amount_is_not_judged(posting):
    with posting(account="9", amount="abc"):
        filled = form()
        assert not filled.validate()
        assert filled.errors == {"account": ["Choose one of your accounts."]}
        with pytest.raises(ValueError, match="holds no amount"):
            _ = filled.amount.value


def test_what_was_typed_is_shown_again_without_what_html_cannot_hold(posting):
    with posting(account="1", amount=" 5\0\x1b "):
        filled = form()
        assert filled.amount.raw == " 5\0\x1b "
        assert filled.amount._value() == " 5\ufffd\ufffd "


def test_an_amount_to_begin_with_is_text(opening):
    with opening():
        assert form(amount="1.250,50").amount._value() == "1.250,50"
        assert form().amount._value() == ""


# -- dates


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-03-01", date(2026, 3, 1)),
        ("2026-03-01 14:30", HALF_PAST),
        ("2026-03-01T14:30", HALF_PAST),
        ("2026-03-01 14:30:59", HALF_PAST.replace(second=59)),
    ],
)
def test_a_date_has_a_time_or_none(text, found):
    assert read_date(text) == found
    assert type(read_date(text)) is type(found)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-03-01 24:01", "2026-03-01T14:60"])
def test_a_day_that_is_not_there_is_told_from_another_format(text):
    with pytest.raises(StopValidation, match="no such day"):
        read_date(text)


@pytest.mark.parametrize("text", ["", "1.3.2026", "2026-W10-1", "2026-03-01T14", "2026-03-01 1:30"])
def test_another_format_is_shown_the_right_one(text):
    assert read_day(text) is None
    with pytest.raises(StopValidation, match="like 2026-03-01"):
        read_date(text)


def test_blank_is_none(posting):
    with posting(account="1", amount="5", date="  "):
        filled = form(date=date(2026, 1, 1))
        assert filled.validate()
        assert filled.date.data is None


@pytest.mark.parametrize(
    ("value", "picker"),
    [
        ("", "date"),
        ("2026-03-01", "date"),
        ("2026-03-01T14:30", "datetime-local"),
        ("2026-03-01 14:30", "text"),
        ("junk", "text"),
    ],
)
def test_the_browsers_picker_is_used_where_it_can_show_the_value(posting, value, picker):
    with posting(date=value):
        assert form().date.widget.input_type == picker


def test_a_value_is_shown_as_the_picker_wants_it():
    assert shown_date(None) == ""
    assert shown_date(date(2026, 3, 1)) == "2026-03-01"
    assert shown_date(HALF_PAST.replace(second=59)) == "2026-03-01T14:30"


# -- accounts


def choices(field):
    return [(value, label, chosen) for value, label, chosen, _ in field.iter_choices()]


def test_accounts_are_offered_with_their_currency(opening):
    with opening():
        assert choices(form(account=3).account) == [
            ("", "Choose an account", False),
            ("1", "Stars (EUR)", False),
            ("3", "Yen (JPY)", True),
        ]


def test_a_single_account_is_chosen_already(opening):
    with opening():
        assert [value for value, _, _ in choices(form([CASH]).account)] == ["2"]


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.0", "\uff11", "9" * 30, "Stars"])
def test_only_an_offered_account_can_be_chosen(posting, typed):
    with posting(account=typed, amount="5"):
        filled = form()
        assert not filled.validate()
        assert filled.account.account is None


# -- notes


def test_a_note_is_stripped_and_composed(posting):
    with posting(account="1", amount="5", note=" e\u0301\r\nb\t♠ "):
        filled = form()
        assert filled.validate()
        assert filled.note.data == "é\nb\t♠"


@pytest.mark.parametrize("note", ["x" * 501, "a\0b", "a\x7fb"])
def test_a_note_has_its_limits(posting, note):
    with posting(account="1", amount="5", note=note):
        assert not form().validate()


# -- a form that explains first


def test_the_page_asks_by_default_and_a_script_does_not(opening, posting):
    with opening():
        assert form().ask._value() == "1"
    with posting(account="1", amount="5"):
        assert not form().asks
    with posting(account="1", amount="5", ask="1"):
        assert form().asks
    with posting(account="1", amount="5", ask=""):
        assert not form().asks


def test_a_form_has_a_number_of_its_own(opening, posting):
    with opening():
        assert form().submission_id.data != form().submission_id.data
    with posting(submission_id="kept"):
        assert form().submission_id.data == "kept"


def test_an_amount_is_a_decimal(posting):
    with posting(account="1", amount="0.10"):
        filled = form()
        filled.validate()
        assert isinstance(filled.amount.value, Decimal)
        assert str(filled.amount.value) == "0.10"

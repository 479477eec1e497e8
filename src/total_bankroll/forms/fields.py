"""Fields that several forms share: amounts, dates, accounts, names and notes."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from markupsafe import Markup
from wtforms import Field, HiddenField, SelectField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation
from wtforms.widgets import TextArea, TextInput

from total_bankroll.addresses import local_url
from total_bankroll.characters import NONCHARACTERS
from total_bankroll.composing import composed
from total_bankroll.errors import InvalidAmount
from total_bankroll.money import Unit
from total_bankroll.typing_amounts import parse_amount

NOTE_LENGTH = 500
"""No name is as long either."""
NOT_OFFERED = "Choose one of the list."

_DATE_EXAMPLE = "Enter a date like 2026-03-01, or leave it blank for now."
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_CONTROL = (frozenset(map(chr, [*range(32), 127])) - set("\t\n\r")) | NONCHARACTERS
_REPLACEMENT = str.maketrans(dict.fromkeys(_CONTROL, "\ufffd"))


class Writer(Protocol):
    """Whoever fills a form in: their locale decides how amounts are read."""

    @property
    def locale(self) -> str: ...


class Holder(Protocol):
    """An account as a form knows it."""

    @property
    def id(self) -> int: ...

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def currency(self) -> str: ...

    @property
    def symbol(self) -> str: ...

    @property
    def decimals(self) -> int: ...


def unit_of(holder: Holder) -> Unit:
    """The currency that an account's amounts are typed in."""
    return Unit(holder.currency, holder.symbol, holder.decimals)


class OfferedField(SelectField):
    """A list to choose from, which says what to do about anything else."""

    def pre_validate(self, form: BaseForm) -> None:
        if self.data not in {choice[0] for choice in self.iter_choices()}:
            raise StopValidation(NOT_OFFERED)


class TypedField(Field):
    """A line of text: `raw` is what was typed, which the page shows again where it is refused."""

    widget: Callable[..., Markup] = TextInput()
    raw = ""
    shown = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed; it is read in `pre_validate`, which can say what is wrong."""
        if valuelist:
            self.raw = str(valuelist[0])
            self.raw_data = [self.raw.translate(_REPLACEMENT)]  # HTML cannot hold controls

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else self.shown


class MoneyField(TypedField):
    """An amount, read by the writer's locale in the unit that the form names with `unit_for`.

    `data` is the exact decimal, None where nothing was typed into an optional field.
    """

    data: Decimal | None

    def __init__(
        self,
        label: str,
        *,
        signed: bool = False,
        zero: bool = False,
        optional: bool = False,
        **kwargs: object,
    ) -> None:
        super().__init__(label, **kwargs)  # type: ignore[arg-type]  # WTForms' own keywords
        self.signed, self.zero, self.optional = signed, zero, optional

    def process_data(self, value: str | None) -> None:
        """A default is text, written as this writer would type it."""
        self.data = None
        self.shown = value or ""

    @property
    def value(self) -> Decimal:
        """The amount of a required field that is valid."""
        if self.data is None:
            raise ValueError(f"{self.name} holds no amount")
        return self.data

    def pre_validate(self, form: BaseForm) -> None:
        if self.optional and not self.raw.strip():
            return
        unit = form.unit_for(self.name)  # type: ignore[attr-defined]  # a LedgerForm
        if unit is not None:  # without one, the account's own error says what to do
            # Its form is a LedgerForm, which knows the writer.
            self.data = self._read(unit, form.writer.locale)  # type: ignore[attr-defined]

    def _read(self, unit: Unit, locale: str) -> Decimal:
        try:
            return parse_amount(
                self.raw, unit, locale=locale, allow_negative=self.signed, allow_zero=self.zero
            )
        except InvalidAmount as error:
            raise StopValidation(error.message) from error


class DateTimeField(TypedField):
    """`YYYY-MM-DD`, with a time if wanted; blank means now.

    `data` is None (now), a date, or a naive datetime in the writer's zone; which of them are
    too early or lie in the future, the service says.
    """

    data: date | datetime | None

    @property
    def widget(self) -> TextInput:  # type: ignore[override]  # it follows the value
        """The browser's own picker where it can show the value, a plain text field where not."""
        return TextInput(input_type=_picker_for(self._value()))

    def process_data(self, value: date | datetime | None) -> None:
        self.data = value
        self.shown = shown_date(value)

    def pre_validate(self, form: BaseForm) -> None:
        text = self.raw.strip()
        self.data = read_date(text) if text else None


def shown_date(value: date | datetime | None) -> str:
    """A date as the browser's picker wants it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return "" if value is None else value.isoformat()


def read_date(text: str) -> date | datetime:
    """The day or moment that `text` names; raises StopValidation with what to do."""
    found = read_day(text) or _read_moment(text)
    if found is not None:
        return found
    is_formed = _DAY.fullmatch(text) or _MOMENT.fullmatch(text)
    raise StopValidation("There is no such day in the calendar." if is_formed else _DATE_EXAMPLE)


def read_day(text: str) -> date | None:
    """The day that `text` names as `YYYY-MM-DD`; None where it is anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _read_moment(text: str) -> datetime | None:
    """A day with a time, which is meant in the writer's own zone."""
    try:
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def _picker_for(text: str) -> str:
    if not text or read_day(text) is not None:
        return "date"
    moment = _read_moment(text)
    return "datetime-local" if moment is not None and shown_date(moment) == text else "text"


class AccountField(SelectField):
    """One of the writer's accounts; `data` is its id, `account` the account itself."""

    account: Holder | None = None
    holders: Sequence[Holder] = ()
    offered: Sequence[tuple[str, str]] = ()

    def __init__(self, label: str, **kwargs: object) -> None:
        # WTForms types no **kwargs.
        super().__init__(label, coerce=_id_or_none, validate_choice=False, **kwargs)  # type: ignore[arg-type]

    def offer(self, holders: Sequence[Holder]) -> None:
        """Let these accounts be chosen; a single one is chosen already."""
        self.holders = holders
        blank = [] if len(holders) == 1 else [("", "Choose an account")]
        self.offered = blank + [(str(h.id), f"{h.name} ({h.currency})") for h in holders]
        self.account = next((h for h in holders if h.id == self.data), None)

    def has_groups(self) -> bool:
        return False

    def iter_choices(self) -> Iterator[tuple[str, str, bool, dict[str, object]]]:
        chosen = str(self.data or "")
        return ((value, label, value == chosen, {}) for value, label in self.offered)

    def pre_validate(self, form: BaseForm) -> None:
        if self.account is None:
            raise StopValidation("Choose one of your accounts.")


def _id_or_none(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


class NextField(HiddenField):
    """Where the form leads when it was taken: a page of this site, or nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """What another site may have put there is not shown as a link of ours."""
        if valuelist:
            self.data = local_url(str(valuelist[0]), "")


class NameField(TypedField):
    """A name without the blanks around it; the service says which characters it may have."""

    data: str

    def process_data(self, value: str | None) -> None:
        self.data = self.shown = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = composed(self.raw.strip(), NOTE_LENGTH).strip()

    def pre_validate(self, form: BaseForm) -> None:
        if not self.data:
            raise StopValidation("Enter a name.")


class NoteField(TypedField):
    """A few words about an entry; may be blank."""

    widget = TextArea()
    data: str

    def process_data(self, value: str | None) -> None:
        self.data = self.shown = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if valuelist:  # a form without a note leaves the one there is
            text = composed(self.raw.replace("\r\n", "\n").strip(), NOTE_LENGTH)
            self.data = text.strip()

    def pre_validate(self, form: BaseForm) -> None:
        if len(self.data) > NOTE_LENGTH:
            raise StopValidation(f"Enter at most {NOTE_LENGTH} characters.")
        if _CONTROL & set(self.data):
            raise StopValidation("Leave out control characters.")

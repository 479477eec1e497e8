"""Forms of exchange rates that a player sets, and of currencies of their own."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal

from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from total_bankroll.errors import InvalidAmount, UnclearAmount
from total_bankroll.forms.accounts import Coin, CurrencyField
from total_bankroll.forms.entries import ChangeForm
from total_bankroll.forms.fields import DateTimeField, NameField, OfferedField, TypedField, Writer
from total_bankroll.locales import separators
from total_bankroll.typing_amounts import parse_number

PER_EURO = "per-euro"


class RateField(TypedField):
    """A rate above zero, read by the writer's locale."""

    data: Decimal | None

    def process_data(self, value: str | None) -> None:
        self.data = None
        self.shown = value or ""

    def pre_validate(self, form: BaseForm) -> None:
        # Its form is a LedgerForm, which knows the writer.
        self.data = read_rate(self.raw, form.writer.locale)  # type: ignore[attr-defined]


def read_rate(text: str, locale: str) -> Decimal:
    """The number that was typed; raises StopValidation with what to do."""
    try:
        rate = parse_number(text, locale=locale)
    except UnclearAmount as unclear:
        raise StopValidation(unclear.message) from None
    except InvalidAmount:
        rate = Decimal(0)
    if rate <= 0:
        example = "1.0857".replace(".", separators(locale).point)
        raise StopValidation(f"Enter a rate above 0, like {example}.")
    return rate


class RateForm(ChangeForm):
    """A rate from a day on, typed as units per euro or as the price of one unit."""

    main_field = "rate"

    currency = CurrencyField("Currency")
    rate = RateField("Rate")
    direction = OfferedField("The rate says", default=PER_EURO)
    date = DateTimeField("From")

    def __init__(
        self,
        writer: Writer,
        coins: Sequence[Coin],
        measures: Sequence[str],
        data: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(writer, data)
        self.currency.offer(coins)
        offered = [(choice[0], choice[1]) for choice in self.currency.iter_choices()]
        self.currency.choices = [("", "Choose a currency"), *offered]
        prices = [(code, f"1 unit = … {code}") for code in measures]
        self.direction.choices = [(PER_EURO, "1 EUR = … units"), *prices]

    @property
    def day(self) -> dt.date | None:
        """The day that was typed; None is today."""
        typed = self.date.data
        return typed.date() if isinstance(typed, dt.datetime) else typed


class LineField(TypedField):
    """A short text that may be blank; the service says what it may hold."""

    data: str

    def process_data(self, value: str | None) -> None:
        self.data = self.shown = value or ""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = self.raw.strip()


class CurrencyForm(ChangeForm):
    """The name and the sign of a currency of the player's own."""

    name = NameField("Name")
    symbol = LineField("Symbol")


class NewCurrencyForm(CurrencyForm):
    """A new currency; its code and its decimals can't be changed later."""

    code = LineField("Code")
    decimals = OfferedField("Decimals", default="2")

    def __init__(self, writer: Writer) -> None:
        super().__init__(writer)
        self.decimals.choices = [(n, n) for n in "012345678"]

"""Forms of sites and assets: what they are called, in which currency, and what they hold."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from wtforms import SelectField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from total_bankroll.forms.entries import ChangeForm, LedgerForm
from total_bankroll.forms.fields import (
    DateTimeField,
    Holder,
    MoneyField,
    NameField,
    Writer,
    unit_of,
)
from total_bankroll.money import Unit


class Coin(Protocol):
    """A currency as a form knows it."""

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def symbol(self) -> str: ...

    @property
    def decimals(self) -> int: ...


class CurrencyField(SelectField):
    """One of the writer's currencies; `data` is its code, `coin` the currency itself."""

    coin: Coin | None = None

    def __init__(self, label: str, **kwargs: object) -> None:
        # WTForms types no **kwargs.
        super().__init__(label, validate_choice=False, **kwargs)  # type: ignore[arg-type]

    def offer(self, coins: Sequence[Coin]) -> None:
        """Let these currencies be chosen."""
        self.choices = [(coin.code, f"{coin.code} · {coin.name}") for coin in coins]
        self.coin = next((coin for coin in coins if coin.code == self.data), None)

    def pre_validate(self, form: BaseForm) -> None:
        if self.coin is None:
            raise StopValidation("Choose a currency from the list.")


class AccountForm(ChangeForm):
    """A new site or asset, or a change of one; a blank balance leaves it as it is."""

    main_field = "balance"

    name = NameField("Name")
    currency = CurrencyField("Currency")
    balance = MoneyField("Balance", zero=True, optional=True)

    def __init__(
        self,
        writer: Writer,
        coins: Sequence[Coin],
        data: Mapping[str, object],
        *,
        in_debt: bool,
    ) -> None:
        super().__init__(writer, data)
        self.currency.offer(coins)
        self.balance.signed = in_debt

    def unit_for(self, field_name: str) -> Unit | None:
        coin = self.currency.coin
        return None if coin is None else Unit(coin.code, coin.symbol, coin.decimals)


class BalanceForm(LedgerForm):
    """What one account holds, now or on a past day."""

    main_field = "balance"

    balance = MoneyField("Balance", zero=True)
    date = DateTimeField("Date")

    def __init__(self, writer: Writer, holder: Holder) -> None:
        super().__init__(writer)
        self.holder = holder
        self.balance.signed = holder.kind == "asset"

    def unit_for(self, field_name: str) -> Unit | None:
        return unit_of(self.holder)

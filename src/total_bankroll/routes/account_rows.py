"""Accounts as lists show them: a row with its figures, its trend and its balance field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask import g
from markupsafe import Markup

from total_bankroll.charts import sparkline
from total_bankroll.forms.accounts import BalanceForm
from total_bankroll.money import apportion
from total_bankroll.routes.list_query import dotted
from total_bankroll.routes.past import on_day
from total_bankroll.services.views import AccountFigures, Breakdown

COLOURS = 8
STALE_AFTER = timedelta(days=30)
LATELY = timedelta(days=30)
"""How far back the change of an account's balance goes."""


@dataclass(frozen=True)
class AccountRow:
    """One account: native balance, value in the display currency (None without a rate).

    `place` counts from 1 among the accounts of its kind, `above` and `below` are its neighbours'.
    `href` is its page, `worth` the list that explains its value, and `lately` that of its change.
    """

    id: int
    kind: str
    name: str
    currency: str
    symbol: str
    balance: Decimal
    value: Decimal | None
    exact: Decimal | None
    share: Decimal | None
    change: Decimal | None
    change_percent: Decimal | None
    spark: Markup
    updated_on: date | None
    stale: bool
    colour: int
    overdrawn: bool
    place: int
    href: str
    worth: str
    lately: str
    above: int | None = None
    below: int | None = None
    typed: str = ""
    error: str = ""


@dataclass(frozen=True)
class RefusedBalance:
    """A balance that was typed into a row and could not be saved."""

    account_id: int
    form: BalanceForm

    @property
    def typed(self) -> str:
        """What was typed, as it was typed."""
        return str(self.form.balance._value())

    @property
    def error(self) -> str:
        """Every reason, in one sentence after another."""
        messages = [*self.form.form_errors]
        for field in (self.form.balance, self.form.date):
            messages += field.errors
        return " ".join(messages)


def refused_balance(account_id: int) -> RefusedBalance | None:
    """What was typed for this account in this very request, and refused."""
    refused: RefusedBalance | None = g.get("refused_balance")
    return refused if refused is not None and refused.account_id == account_id else None


def account_rows(
    breakdown: Breakdown, decimals: int, kind: str | None = None, *, on: date | None = None
) -> list[AccountRow]:
    """The open accounts (of one kind) of a breakdown; the values shown add up.

    `decimals` are the display currency's. On a past day, `on`, those that had an entry by then
    and were not archived yet, or held money.
    """
    of_kind = [f for f in breakdown.accounts if kind in (None, f.account.kind)]
    shown = [f for f in of_kind if (not f.archived if on is None else was_there(f))]
    values = _shown_values(shown, decimals)
    places = {f.account.id: place for place, f in _placed(breakdown)}
    rows = []
    for index, figures in enumerate(shown):
        rows.append(
            _row(
                figures,
                values[index],
                breakdown.on,
                places[figures.account.id],
                on,
                above=_place_of(shown, index - 1, places, figures.account.kind),
                below=_place_of(shown, index + 1, places, figures.account.kind),
            )
        )
    return rows


def worth_path(*account_ids: int) -> str:
    """The list of what accounts are worth: their entries, at the rate of the day shown."""
    return f"/entries?figure=bankroll&account={dotted(account_ids)}"


def total_of(rows: Sequence[AccountRow]) -> Decimal:
    """What the values shown add up to."""
    return sum((row.value for row in rows if row.value is not None), Decimal(0))


def was_there(figures: AccountFigures) -> bool:
    """Whether an account had an entry by that day, and was open then or held money."""
    return figures.updated_on is not None and (not figures.archived or bool(figures.balance))


def _shown_values(figures: Sequence[AccountFigures], decimals: int) -> list[Decimal | None]:
    rounded = iter(apportion([f.value for f in figures if f.value is not None], decimals))
    return [None if f.value is None else next(rounded) for f in figures]


def _placed(breakdown: Breakdown) -> list[tuple[int, AccountFigures]]:
    """Every account with its place among those of its kind, archived ones counted."""
    placed = []
    for kind in ("site", "asset"):
        of_kind = [f for f in breakdown.accounts if f.account.kind == kind]
        placed += list(enumerate(of_kind, start=1))
    return placed


def _place_of(
    shown: Sequence[AccountFigures], index: int, places: dict[int, int], kind: str
) -> int | None:
    if not 0 <= index < len(shown) or shown[index].account.kind != kind:
        return None
    return places[shown[index].account.id]


def _row(
    figures: AccountFigures,
    value: Decimal | None,
    on: date,
    place: int,
    past: date | None,
    *,
    above: int | None,
    below: int | None,
) -> AccountRow:
    account = figures.account
    since = on - LATELY + timedelta(days=1)
    refused = refused_balance(account.id)
    return AccountRow(
        id=account.id,
        kind=account.kind,
        name=account.name,
        currency=account.currency,
        symbol=account.symbol,
        balance=figures.balance,
        value=value,
        exact=figures.value,
        share=figures.share,
        change=figures.change_30,
        change_percent=figures.change_30_percent,
        spark=sparkline(figures.trend),
        updated_on=figures.updated_on,
        stale=figures.updated_on is not None and figures.updated_on < on - STALE_AFTER,
        colour=(place - 1) % COLOURS + 1,
        overdrawn=figures.balance < 0 and account.kind == "site",
        place=place,
        href=on_day(f"/{account.kind}s/{account.id}", past),
        worth=on_day(worth_path(account.id), past),
        lately=on_day(f"/entries?account={account.id}&from={since}", past),
        above=above,
        below=below,
        typed="" if refused is None else refused.typed,
        error="" if refused is None else refused.error,
    )

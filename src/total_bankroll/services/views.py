"""What the bankroll's reads return: frozen values, never rows; amounts are exact decimals."""

from datetime import date, datetime
from decimal import Decimal

from total_bankroll.values import fingerprint, value


@value
class AccountView:
    """A site or an asset with its native balance, in units of `currency`."""

    id: int
    kind: str
    name: str
    currency: str
    symbol: str
    decimals: int
    balance: Decimal
    position: int
    archived_at: datetime | None
    deleted: bool
    updated_on: date | None

    @property
    def archived(self) -> bool:
        """Whether it is put away today."""
        return self.archived_at is not None

    @property
    def version(self) -> str:
        """Differs after another name or currency; a balance is an entry, and overwrites none."""
        return fingerprint(self.name, self.currency)


@value
class Then:
    """What an entry of an earlier day did at that time, natively."""

    day: date
    old: Decimal
    new: Decimal


@value
class Saved:
    """An entry that was saved: the account's balance before and after, natively.

    `then` stands where an entry did something on an earlier day that today's balance does not show.
    """

    entry_id: int
    account_id: int
    account_name: str
    currency: str
    old: Decimal
    new: Decimal
    overdrawn: bool
    then: Then | None = None

    @property
    def difference(self) -> Decimal:
        """How much the balance changed."""
        return self.new - self.old


@value
class TransferSaved:
    """A transfer that was saved, with both accounts' balances before and after."""

    transfer_id: int
    source: Saved
    target: Saved


@value
class Deleted:
    """What was deleted, so that the page can offer to undo it."""

    id: int
    name: str


@value
class Missing:
    """Why an account is left out of a figure: no rate of its currency on `day`."""

    account_id: int
    name: str
    currency: str
    day: date
    figure: str  # "value": out of everything; "capital": out of that and profit; "fx"; "change"


@value
class AccountFigures:
    """One account in a breakdown; None where a rate is missing.

    `balance`, `change_7` and `change_30` are native; the rest is in the display currency, each
    flow at its own day's rate. `profit` counts what moved to or from other accounts as neutral.
    `trend` holds the native balances of the last 30 days, oldest first; `updated_on` is the day of
    the newest entry until then. `archived` tells of the end of that day.
    """

    account: AccountView
    balance: Decimal
    value: Decimal | None
    share: Decimal | None
    capital: Decimal | None
    profit: Decimal | None
    fx: Decimal | None
    deposits: Decimal | None
    withdrawals: Decimal | None
    change_7: Decimal
    change_30: Decimal
    change_30_percent: Decimal | None
    trend: tuple[Decimal, ...]
    updated_on: date | None
    archived: bool


@value
class Period:
    """What a stretch of time did: profit, of which FX, and the net capital added."""

    start: date
    profit: Decimal
    fx: Decimal
    capital: Decimal


@value
class Change:
    """What a stretch of time did to the bankroll: from `base`, by `value`, of which `capital`.

    `capital` is the net capital added within it; what lacks a rate is left out on both sides.
    `missing` names what lacks only that of the day from which the change counts.
    """

    value: Decimal
    base: Decimal
    capital: Decimal
    missing: tuple[Missing, ...]


@value
class Breakdown:
    """The whole bankroll at the end of `on`, in `currency`, explained account by account.

    `since` is the day of the first entry until then, `rates_on` the last day of published rates.
    """

    currency: str
    on: date
    accounts: tuple[AccountFigures, ...]
    total: Decimal
    capital: Decimal
    profit: Decimal
    fx: Decimal
    deposits: Decimal
    withdrawals: Decimal
    month: Period
    change_7: Change
    missing: tuple[Missing, ...]
    since: date | None
    rates_on: date | None

    @property
    def positive_total(self) -> Decimal:
        """The sum of all positive values: what shares are shares of."""
        return sum((a.value for a in self.accounts if a.value and a.value > 0), Decimal(0))

    @property
    def largest(self) -> AccountFigures | None:
        """The account with the greatest positive value."""
        positive = [a for a in self.accounts if a.value is not None and a.value > 0]
        return max(positive, key=lambda a: a.value or Decimal(0), default=None)


@value
class EntryView:
    """One line of a list. `amount` is as typed, `change` what it did to the balance, natively.

    `value` is what the list adds up, in the display currency, rounded so that rows add up to
    the total shown; `exact` is the same, not rounded. None where the day lacks a rate.
    """

    id: int
    kind: str
    account_id: int
    account_name: str
    currency: str
    symbol: str
    decimals: int
    day: date
    at: datetime
    timed: bool
    amount: Decimal
    change: Decimal
    opening: bool
    note: str
    transfer_id: int | None
    partner_id: int | None
    partner_name: str | None
    partner_currency: str | None
    partner_amount: Decimal | None
    deleted: bool
    tags: tuple[str, ...] = ()
    value: Decimal | None = None
    exact: Decimal | None = None

    @property
    def version(self) -> str:
        """Differs after whatever a form of it can change."""
        return fingerprint(self.account_id, self.amount, self.at, self.note, self.tags)


@value
class TransferView:
    """A transfer: `amount` leaves one account, `received` arrives at the other."""

    id: int
    from_account_id: int
    to_account_id: int
    from_currency: str
    to_currency: str
    amount: Decimal
    received: Decimal
    day: date
    at: datetime
    timed: bool
    note: str
    deleted: bool
    tags: tuple[str, ...] = ()

    @property
    def version(self) -> str:
        """Differs after whatever a form of it can change."""
        accounts = self.from_account_id, self.to_account_id
        return fingerprint(accounts, self.amount, self.received, self.at, self.note, self.tags)


@value
class NativeTotal:
    """The sum of a list's amounts in one currency."""

    currency: str
    amount: Decimal


@value
class BackDating:
    """What a back-dated entry does: the later balance entry's result falls by `amount`."""

    account_name: str
    balance_day: date
    result_before: Decimal
    result_after: Decimal
    currency: str


@value
class DeletePreview:
    """The bankroll and profit as they are, and as they would be without an account.

    `missing` names what keeps the account out of a figure, which it then leaves as it is.
    """

    currency: str
    total_before: Decimal
    total_after: Decimal
    profit_before: Decimal
    profit_after: Decimal
    missing: Missing | None = None

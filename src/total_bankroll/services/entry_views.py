"""What a list of entries is asked for, and one page of it."""

from datetime import date
from decimal import Decimal

from total_bankroll.services.views import AccountView, EntryView, NativeTotal
from total_bankroll.values import value


@value
class EntryFilter:
    """Which entries a list shows; `figure` explains one figure of the dashboard.

    `account_ids` are the accounts asked for; none given is all. `least` and `most` are units of
    each entry's own currency, whatever its sign; `text` stands in the note or the account's name.
    `account_kind` is site or asset. `on` is a past day that stands for today.
    """

    kinds: tuple[str, ...] = ()
    account_ids: tuple[int, ...] = ()
    from_day: date | None = None
    to_day: date | None = None
    currency: str | None = None
    figure: str | None = None
    tag: str | None = None
    text: str | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    on: date | None = None
    account_kind: str | None = None

    def holds(self, account: AccountView) -> bool:
        """Whether the list can show entries of an account."""
        return (
            (not self.account_ids or account.id in self.account_ids)
            and self.account_kind in (None, account.kind)
            and self.currency in (None, account.currency)
        )

    def until(self, today: date) -> date:
        """The last day that the list can show."""
        return min(day for day in (self.to_day, self.on, today) if day is not None)


@value
class EntryPage:
    """One page of a list, and the totals of the whole list.

    `previous` and `following` are the places before and after which there is more, or None.
    `total` is in `currency`; `lacking` counts the entries that it leaves out for want of a rate;
    `fx` is the FX effect that belongs to the figure explained, and `unsplit` what entries on
    days without a rate and the exchange rates around them did together; or None. What is
    `shown` of both adds up with the rows to `total`. `left_out` are the accounts that the figure
    explained does without, for want of a rate.
    """

    rows: tuple[EntryView, ...]
    previous: str | None
    following: str | None
    count: int
    currency: str
    totals: tuple[NativeTotal, ...]
    total: Decimal
    exact: Decimal
    lacking: int
    fx: Decimal | None = None
    fx_shown: Decimal | None = None
    unsplit: Decimal | None = None
    unsplit_shown: Decimal | None = None
    left_out: tuple[int, ...] = ()

"""What the reads of returns, drawdowns and daily results give back."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby

from total_bankroll.money import exact
from total_bankroll.services.views import AccountView, Missing
from total_bankroll.values import value


@value
class Performance:
    """What the money earned from `start` to `end`: ratios to 12 digits, None where there is none.

    `time_weighted` is the growth of what stayed all the time; `money_weighted` weighs every
    amount by how long it was there. The yearly ones are compounded; `money_weighted` is what its
    yearly rate makes of the days since there was money. `not_measurable` names the day that has no
    time-weighted return, for want of money at risk, or of a rate.
    """

    currency: str
    start: date
    end: date
    opening: Decimal
    came: Decimal
    went: Decimal
    closing: Decimal
    time_weighted: Decimal | None
    time_weighted_yearly: Decimal | None
    money_weighted: Decimal | None
    money_weighted_yearly: Decimal | None
    not_measurable: date | None
    left_out: tuple[Missing, ...]

    @property
    def profit(self) -> Decimal:
        """Change of value less what came in and went out, in `currency`."""
        with exact():
            return self.closing - self.opening - self.came + self.went


@value
class AccountPerformance:
    """What one account earned by itself: money from and to any other came in and went out."""

    account: AccountView
    performance: Performance


@value
class Returns:
    """What the money earned, the same by calendar year, and by account.

    A year counts every account that lacks no rate in it. Transfers cost nothing in an account by
    itself, so that the accounts' profits add up to the whole's and those costs.
    """

    whole: Performance
    years: tuple[Performance, ...]
    accounts: tuple[AccountPerformance, ...]


@value
class ProfitLine:
    """The profit since `start`, at the end of each of `days`, and how far below its peak it lay.

    Amounts are in `currency`. Of each day: how far below the highest profit so far, on which day
    that was, and the depth as a share of the bankroll on that day (None without a positive one).
    The deepest drawdown: `depth` from the peak, and its share; `recovered` is the day on which
    the line stood as high again, or None. `gaps` names each account that lacks a rate in between,
    with the first such day.
    """

    currency: str
    start: date
    end: date
    days: tuple[date, ...]
    profits: tuple[Decimal | None, ...]
    depths: tuple[Decimal | None, ...]
    peak_days: tuple[date | None, ...]
    shares: tuple[Decimal | None, ...]
    depth: Decimal | None
    depth_percent: Decimal | None
    peak_day: date | None
    trough_day: date | None
    recovered: date | None
    left_out: tuple[Missing, ...]
    gaps: tuple[Missing, ...]


@value
class DayResult:
    """What was won or lost on a day by play, bonuses, expenses and the costs of transfers."""

    day: date
    won: Decimal


@value
class Streak:
    """Days with a result that follow on each other; days without one do not break it."""

    first: date
    last: date
    days: int


@value
class DailyResults:
    """The days from `start` to `end` on which anything was won or lost, oldest first.

    FX effects belong to no day's play, and are not in it.
    """

    currency: str
    start: date
    end: date
    days: tuple[DayResult, ...]
    total: Decimal
    left_out: tuple[Missing, ...]

    @property
    def best(self) -> DayResult | None:
        """The day that won most."""
        return max(self.days, key=lambda one: one.won, default=None)

    @property
    def worst(self) -> DayResult | None:
        """The day that lost most."""
        return min(self.days, key=lambda one: one.won, default=None)

    @property
    def winning(self) -> int:
        """How many days won."""
        return sum(one.won > 0 for one in self.days)

    @property
    def losing(self) -> int:
        """How many days lost."""
        return sum(one.won < 0 for one in self.days)

    @property
    def longest_winning(self) -> Streak | None:
        """The longest streak of days that won, the first of equals."""
        return _longest(self.days, sign=1)

    @property
    def longest_losing(self) -> Streak | None:
        """The longest streak of days that lost, the first of equals."""
        return _longest(self.days, sign=-1)


def _longest(days: Sequence[DayResult], *, sign: int) -> Streak | None:
    runs = (list(run) for fits, run in groupby(days, lambda one: one.won * sign > 0) if fits)
    longest = max(runs, key=len, default=None)
    return None if longest is None else Streak(longest[0].day, longest[-1].day, len(longest))

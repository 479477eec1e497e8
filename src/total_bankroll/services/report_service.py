"""The bankroll over a stretch of time: why it changed, and what came of it."""

from datetime import date

from total_bankroll.errors import Invalid, NotFound
from total_bankroll.figures import PERIODS
from total_bankroll.services import allocation, attribution, performance_reads
from total_bankroll.services.allocation_views import Allocation
from total_bankroll.services.attribution_views import AttributionReport, ExtremeMonths
from total_bankroll.services.books import account_views, display_currency, today_of
from total_bankroll.services.performance_views import (
    DailyResults,
    Performance,
    ProfitLine,
    Returns,
)
from total_bankroll.services.selection import EVERYTHING, Selection

ACCOUNT_KINDS = ("site", "asset")


class ReportMethods:
    """Reads of the reports; days are the player's, and amounts in `currency_code`."""

    def get_attribution(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        start: date | None = None,
        end: date | None = None,
        period: str = "whole",
        selection: Selection = EVERYTHING,
    ) -> AttributionReport:
        """Why the bankroll changed from `start` (None: the first entry) to `end` (None: today).

        `period` is one of figures.PERIODS. Money that crosses the edge of the selection was
        moved. Raises Invalid, NotFound, UnknownCurrency.
        """
        if period not in PERIODS:
            raise Invalid("Choose whole, day, month, quarter or year.", "period")
        _check(user_id, selection)
        currency = display_currency(user_id, currency_code)
        return attribution.attribution(
            user_id,
            currency,
            start,
            end or today_of(user_id),
            period,
            selection,
        )

    def get_extreme_months(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        start: date | None = None,
        end: date | None = None,
        selection: Selection = EVERYTHING,
    ) -> ExtremeMonths:
        """The best and the worst month from `start` (None: the first entry) to `end` (None: today).

        The selection as in `get_attribution`, with its errors."""
        _check(user_id, selection)
        return attribution.extreme_months(
            user_id,
            display_currency(user_id, currency_code),
            start,
            end or today_of(user_id),
            selection,
        )

    def get_performance(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        start: date | None = None,
        end: date | None = None,
        selection: Selection = EVERYTHING,
    ) -> Performance:
        """What the money earned from `start` (None: the first entry) to `end` (None: today).

        The selection as in `get_attribution`, with its errors."""
        _check(user_id, selection)
        return performance_reads.performance(
            user_id,
            display_currency(user_id, currency_code),
            start,
            end or today_of(user_id),
            selection,
        )

    def get_returns(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        start: date | None = None,
        end: date | None = None,
        selection: Selection = EVERYTHING,
    ) -> Returns:
        """The performance of a stretch, of each calendar year in it, and of each account."""
        _check(user_id, selection)
        return performance_reads.returns(
            user_id,
            display_currency(user_id, currency_code),
            start,
            end or today_of(user_id),
            selection,
        )

    def get_profit_line(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        start: date | None = None,
        end: date | None = None,
        selection: Selection = EVERYTHING,
        in_full: bool = False,
    ) -> ProfitLine:
        """The profit since the beginning of a stretch, and its deepest drawdown; see above.

        `in_full` is for a file: every day, where a drawing takes some of many.
        """
        _check(user_id, selection)
        read = performance_reads.profit_days if in_full else performance_reads.profit_line
        return read(
            user_id,
            display_currency(user_id, currency_code),
            start,
            end or today_of(user_id),
            selection,
        )

    def get_daily_results(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        start: date,
        end: date | None = None,
        selection: Selection = EVERYTHING,
    ) -> DailyResults:
        """What was won or lost on each day from `start` to `end` (None: today); see above."""
        _check(user_id, selection)
        return performance_reads.daily_results(
            user_id,
            display_currency(user_id, currency_code),
            start,
            end or today_of(user_id),
            selection,
        )

    def get_allocation(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        start: date | None = None,
        end: date | None = None,
        parts_by: str = "account",
        selection: Selection = EVERYTHING,
        in_full: bool = False,
    ) -> Allocation:
        """What the bankroll was made of from `start` to `end`; see above for the rest.

        `parts_by` is account, kind or currency, or raises Invalid; `in_full` gives every day.
        """
        if parts_by not in allocation.PARTS:
            raise Invalid("Choose account, kind or currency.", "parts_by")
        _check(user_id, selection)
        read = allocation.allocation_days if in_full else allocation.allocation
        return read(
            user_id,
            display_currency(user_id, currency_code),
            start,
            end or today_of(user_id),
            parts_by,
            selection,
        )


def _check(user_id: int, selection: Selection) -> None:
    """Raise where a selection names what there is not."""
    if selection.kind not in (None, *ACCOUNT_KINDS):
        raise Invalid("Choose site or asset.", "account_kind")
    wanted = selection.account_id
    if wanted is not None and all(a.id != wanted for a in account_views(user_id)):
        raise NotFound("There is no such account.")

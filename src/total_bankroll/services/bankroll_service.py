"""What the application knows of a player's money: every read and every write of it."""

from datetime import date
from decimal import Decimal

from total_bankroll.errors import Invalid, NotFound
from total_bankroll.services import breakdown, history
from total_bankroll.services.account_service import AccountMethods
from total_bankroll.services.books import account_views, display_currency, today_of
from total_bankroll.services.entry_service import EntryMethods
from total_bankroll.services.history_views import History, MonthProfit
from total_bankroll.services.preview_service import PreviewMethods
from total_bankroll.services.report_service import ReportMethods
from total_bankroll.services.trail_service import TrailMethods
from total_bankroll.services.views import Breakdown, Change


class BankrollService(AccountMethods, EntryMethods, PreviewMethods, ReportMethods, TrailMethods):
    """Totals are in `currency_code`, by default the player's display currency; days are theirs."""

    def today(self, user_id: int) -> date:
        """The player's calendar day."""
        return today_of(user_id)

    def calculate_total_bankroll(
        self, user_id: int, currency_code: str | None = None, *, on: date | None = None
    ) -> Decimal:
        """The sum of all accounts at the end of `on`, exact; accounts without a rate are out."""
        return self.get_bankroll_breakdown(user_id, currency_code, on=on).total

    def get_bankroll_breakdown(
        self, user_id: int, currency_code: str | None = None, *, on: date | None = None
    ) -> Breakdown:
        """The bankroll with everything that explains it, per account and in all."""
        currency = display_currency(user_id, currency_code)
        return breakdown.breakdown(user_id, currency, on or today_of(user_id))

    def get_change(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        before: date | None = None,
        on: date | None = None,
    ) -> Change:
        """How the bankroll changed after the end of `before` (None: all time) up to `on`."""
        currency = display_currency(user_id, currency_code)
        return breakdown.change_since(user_id, currency, before, on or today_of(user_id))

    def get_history(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        start: date | None = None,
        end: date | None = None,
        by: str = "total",
        in_full: bool = False,
    ) -> History:
        """Values over time; `by` is total, site, asset or currency, or raises Invalid.

        `in_full` is for a file: every day and line, where a drawing takes some of many.
        """
        if by not in history.BREAKDOWNS:
            raise Invalid("Choose total, site, asset or currency.", "by")
        currency = display_currency(user_id, currency_code)
        read = history.history_days if in_full else history.history
        return read(user_id, currency, start, end or today_of(user_id), by)

    def get_account_history(
        self,
        user_id: int,
        account_id: int,
        *,
        start: date | None = None,
        end: date | None = None,
        in_full: bool = False,
    ) -> History:
        """One account's native balance over time, `in_full` on every day; raises NotFound."""
        if all(account.id != account_id for account in account_views(user_id)):
            raise NotFound("There is no such account.")
        read = history.account_days if in_full else history.account_history
        return read(user_id, account_id, start, end or today_of(user_id))

    def get_monthly_profit(
        self,
        user_id: int,
        currency_code: str | None = None,
        *,
        months: int = 12,
        on: date | None = None,
    ) -> tuple[MonthProfit, ...]:
        """Profit of the last `months` calendar months, oldest first, the present one included."""
        end = on or today_of(user_id)
        first = end.replace(day=1)
        for _ in range(months - 1):
            first = (first - date.resolution).replace(day=1)
        currency = display_currency(user_id, currency_code)
        return history.monthly_profit(user_id, currency, first, end)

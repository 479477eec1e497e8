"""One account's own page: its figures, its chart, its entries, and what can be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from total_bankroll.charts import Chart, Series, line_chart
from total_bankroll.forms.accounts import BalanceForm
from total_bankroll.routes.account_rows import refused_balance
from total_bankroll.routes.chart_labels import labels_of
from total_bankroll.routes.context import formatter, signed_in_player
from total_bankroll.routes.csv_tables import csv_response
from total_bankroll.routes.dashboard_tables import history_table
from total_bankroll.routes.list_query import read_query
from total_bankroll.routes.listing import Listing
from total_bankroll.routes.past import Past, past_day
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.history_views import History
from total_bankroll.services.views import AccountFigures, AccountView

SERVICE = BankrollService()
RANGES: Mapping[str, int | None] = {"1m": 30, "3m": 91, "1y": 365, "all": None}
DEFAULT_RANGE = "1y"


@dataclass(frozen=True)
class AccountPage:
    """What the template shows of one account."""

    account: AccountView
    past: Past
    figures: AccountFigures
    currency: str
    chart: Chart
    ranges: tuple[tuple[str, str, bool], ...]
    listing: Listing
    form: BalanceForm
    file: str

    @property
    def overdrawn(self) -> bool:
        """Whether a site holds less than nothing, which cannot be."""
        return self.account.kind == "site" and self.figures.balance < 0


def account_page(account: AccountView, noun: str) -> ResponseReturnValue:
    """Render the page of an account of the signed-in player."""
    player = signed_in_player()
    query = read_query([account], account_id=account.id, keep={"range": tuple(RANGES)})
    past = query.past
    breakdown = SERVICE.get_bankroll_breakdown(player.id, on=past.on)
    figures = next(f for f in breakdown.accounts if f.account.id == account.id)
    refused = refused_balance(account.id)
    view = AccountPage(
        account=account,
        past=past,
        figures=figures,
        currency=breakdown.currency,
        chart=_chart(account, breakdown.on),
        ranges=_ranges(account, noun, past),
        listing=Listing(SERVICE.list_entries(player.id, **query.asked), query, (account,)),
        form=BalanceForm(player, account) if refused is None else refused.form,
        file=past.link(url_for(f"{noun}.table", account_id=account.id, range=_range())),
    )
    return render_template("accounts/show.html", view=view, noun=noun)


def account_file(account: AccountView) -> ResponseReturnValue:
    """The balances that the chart is drawn from, of every day."""
    today = SERVICE.today(signed_in_player().id)
    history = _history(account, past_day(today) or today, in_full=True)
    return csv_response(history_table(f"balance-{account.id}", history))


def _range() -> str:
    chosen = request.args.get("range", "")
    return chosen if chosen in RANGES else DEFAULT_RANGE


def _ranges(account: AccountView, noun: str, past: Past) -> tuple[tuple[str, str, bool], ...]:
    chosen = _range()
    return tuple(
        (
            name.upper() if name != "all" else "All",
            past.link(url_for(f"{noun}.show", account_id=account.id, range=name)),
            name == chosen,
        )
        for name in RANGES
    )


def _chart(account: AccountView, on: date) -> Chart:
    history = _history(account, on)
    return line_chart(
        history.days,
        [Series(account.name, line.values) for line in history.series],
        labels_of(formatter(), account.currency),
        chart_id="balance-chart",
        title=f"Balance of {account.name}",
        from_zero=True,
    )


def _history(account: AccountView, on: date, *, in_full: bool = False) -> History:
    days = RANGES[_range()]
    start = None if days is None else on - timedelta(days=days)
    player = signed_in_player()
    return SERVICE.get_account_history(player.id, account.id, start=start, end=on, in_full=in_full)

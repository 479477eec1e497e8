"""Lists of entries: filtered, sorted, page by page, with totals that the rows add up to."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement

from total_bankroll.extensions import db
from total_bankroll.money import exact, round_half_up
from total_bankroll.services.entry_filters import conditions, sums_amounts
from total_bankroll.services.entry_places import NEWEST, ORDERS, read_place
from total_bankroll.services.entry_rows import page_of_rows
from total_bankroll.services.entry_sums import sums_above
from total_bankroll.services.entry_totals import list_totals
from total_bankroll.services.entry_values import ZERO, DaySum, Start, Valuer
from total_bankroll.services.entry_views import EntryFilter, EntryPage
from total_bankroll.services.explaining import BANKROLL, Beyond, beyond_entries, end_of, left_out
from total_bankroll.services.ownership import player


class Asked(NamedTuple):
    """What a list is asked for, and what is known of it before its entries are read.

    All of them are valued at the rate of the day `on`, if there is one.
    """

    filters: EntryFilter
    order: str
    currency: str
    outsiders: Collection[int]
    on: date | None
    beyond: Beyond | None
    where: Sequence[ColumnElement[bool]]


def asked_of(user_id: int, filters: EntryFilter, order: str) -> Asked:
    """The same list for a page of it and for all of it."""
    filters = _by_then(filters)
    currency = player(db.session(), user_id).display_currency
    outsiders = left_out(user_id, currency, filters)
    with exact():
        beyond = beyond_entries(user_id, currency, filters)
    return Asked(
        filters=filters,
        order=order if order in ORDERS else NEWEST,
        currency=currency,
        outsiders=outsiders,
        on=end_of(user_id, filters) if filters.figure == BANKROLL else None,
        beyond=beyond,
        where=conditions(user_id, filters, outsiders),
    )


def list_entries(
    user_id: int, filters: EntryFilter, order: str, after: str | None, before: str | None
) -> EntryPage:
    """One page of a player's entries: after a place, before one, or the first."""
    filters, order, currency, outsiders, on, beyond, where = asked_of(user_id, filters, order)
    totals = list_totals(user_id, currency, filters, outsiders, on)
    rows = page_of_rows(where, order, read_place(after, order), read_place(before, order))
    above: list[DaySum] = []
    if rows.previous is not None:
        above = sums_above(user_id, filters, outsiders, order, rows.views[0], rows.previous)
    days = [row.day for row in rows.views] + [row.day for row in above]
    valuer = Valuer(user_id, currency, on, min(days, default=date.max))
    with exact():
        own = totals.native(currency)
        start = start_of(own, beyond, totals.exact != own, valuer.decimals)
        total = start.exact + totals.exact - own
        views = valuer.views(rows.views, sums_amounts(filters), start, above)
    return EntryPage(
        rows=tuple(views),
        previous=None if rows.previous is None else rows.previous.text(order),
        following=None if rows.following is None else rows.following.text(order),
        count=totals.count,
        currency=currency,
        totals=totals.natives,
        total=round_half_up(total, valuer.decimals),
        exact=total,
        lacking=totals.lacking,
        fx=None if beyond is None else beyond.fx,
        fx_shown=None if beyond is None else start.fx,
        unsplit=None if beyond is None else beyond.unsplit,
        unsplit_shown=None if beyond is None or beyond.unsplit is None else start.unsplit,
        left_out=tuple(sorted(outsiders)),
    )


def _by_then(filters: EntryFilter) -> EntryFilter:
    """Without what came after the day that stands for today."""
    return filters if filters.on is None else replace(filters, to_day=filters.until(filters.on))


def start_of(own: Decimal, beyond: Beyond | None, has_foreign: bool, decimals: int) -> Start:
    """Where the rows in other currencies begin to add up: behind all that is shown beside them.

    FX is shown as it is by itself, so that it is the same wherever it stands; where no row takes
    up what rounding leaves, it does.
    """
    if beyond is None:
        return Start(own, own)
    unsplit = beyond.unsplit or ZERO
    whole = own + unsplit + beyond.fx
    kept = round_half_up(unsplit, decimals)
    if has_foreign:
        fx = round_half_up(beyond.fx, decimals)
    else:
        fx = round_half_up(whole, decimals) - own - kept
    return Start(whole, own + kept + fx, fx, kept)

"""What a whole list of entries comes to: its count, and its sums natively and in one currency."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from total_bankroll.cache_policy import BANKROLL_TIMEOUT, RATES, USER, cached
from total_bankroll.extensions import db
from total_bankroll.models import Account, Currency, Entry
from total_bankroll.money import exact, from_count
from total_bankroll.services.entry_filters import conditions, is_bounded
from total_bankroll.services.entry_sums import DayCount, day_counts, day_sums
from total_bankroll.services.entry_values import DaySum, Valuer
from total_bankroll.services.entry_views import EntryFilter
from total_bankroll.services.views import NativeTotal
from total_bankroll.values import value


@value
class ListTotals:
    """`exact` is in the display currency; `lacking` counts the entries that it leaves out."""

    count: int
    natives: tuple[NativeTotal, ...]
    exact: Decimal
    lacking: int

    def native(self, code: str) -> Decimal:
        """The sum of one currency."""
        return next((n.amount for n in self.natives if n.currency == code), Decimal(0))


def list_totals(
    user_id: int,
    currency: str,
    filters: EntryFilter,
    outsiders: Collection[int],
    on: date | None,
) -> ListTotals:
    """A list's totals, each entry at its own day's rate, or all of them at that of one day."""
    arguments = (user_id, currency, filters, tuple(sorted(outsiders)), on)
    return _kept(*arguments) if is_bounded(filters) else _added_up(*arguments)


@cached(BANKROLL_TIMEOUT, USER, RATES)
def _kept(
    user_id: int,
    currency: str,
    filters: EntryFilter,
    outsiders: tuple[int, ...],
    on: date | None,
) -> ListTotals:
    """Counting goes through all entries, so it is done once for the lists people page through."""
    return _added_up(user_id, currency, filters, outsiders, on)


def _added_up(
    user_id: int,
    currency: str,
    filters: EntryFilter,
    outsiders: tuple[int, ...],
    on: date | None,
) -> ListTotals:
    if not is_bounded(filters):
        return _gone_through(user_id, currency, day_counts(user_id, filters, outsiders), on)
    spans = _spans(user_id, filters, outsiders)
    if not spans:
        return ListTotals(0, (), Decimal(0), 0)
    valuer = Valuer(user_id, currency, on, min(span.first for span in spans))
    rated = [_is_rated(span, valuer) for span in spans]
    if None in rated:
        return _gone_through(user_id, currency, day_counts(user_id, filters, outsiders), on)
    sums = day_sums(user_id, filters, outsiders)
    with exact():
        total = valuer.total(sums)
        natives = _natives(spans, sums)
    lacking = sum(span.entries for span, is_rated in zip(spans, rated, strict=True) if not is_rated)
    return ListTotals(sum(span.entries for span in spans), natives, total, lacking)


def _gone_through(
    user_id: int, currency: str, days: Sequence[DayCount], on: date | None
) -> ListTotals:
    """The same where the sums of days do not say enough: the entries are read and counted at once.

    They are for a list by text, tag or amount, and where entries lack a rate on some days.
    """
    if not days:
        return ListTotals(0, (), Decimal(0), 0)
    sums = [one.sum for one in days]
    valuer = Valuer(user_id, currency, on, min(each.day for each in sums))
    with exact():
        total = valuer.total([each for each in sums if each.amount])
    counts: dict[tuple[str, int], int] = {}
    for each in sums:
        key = (each.code, each.decimals)
        counts[key] = counts.get(key, 0) + each.amount
    return ListTotals(
        count=sum(one.entries for one in days),
        natives=tuple(
            NativeTotal(code, from_count(n, places)) for (code, places), n in sorted(counts.items())
        ),
        exact=total,
        lacking=sum(one.entries for one in days if valuer.rate(one.sum.code, one.sum.day) is None),
    )


def _spans(user_id: int, filters: EntryFilter, outsiders: Collection[int]) -> Sequence[Any]:
    """The currencies of a list: how many entries, and from which day to which."""
    first, last = func.min(Entry.day), func.max(Entry.day)
    return db.session.execute(
        select(
            Currency.code,
            Currency.decimals,
            func.count().label("entries"),
            first.label("first"),
            last.label("last"),
        )
        .select_from(Entry)
        .join(Account, Account.id == Entry.account_id)
        .join(Currency, Currency.id == Account.currency_id)
        .where(*conditions(user_id, filters, outsiders))
        .group_by(Currency.code, Currency.decimals)
        .order_by(Currency.code)
    ).all()


def _natives(spans: Sequence[Any], sums: Sequence[DaySum]) -> tuple[NativeTotal, ...]:
    counts = dict.fromkeys((span.code for span in spans), 0)
    for row in sums:
        counts[row.code] += row.amount
    return tuple(
        NativeTotal(span.code, from_count(counts[span.code], span.decimals)) for span in spans
    )


def _is_rated(span: Any, valuer: Valuer) -> bool | None:
    """Whether one currency of a list has a rate on all its days or on none; None where on some."""
    days = (span.first + timedelta(days=n) for n in range((span.last - span.first).days + 1))
    found = {valuer.rate(span.code, day) is not None for day in days}
    return None if len(found) > 1 else found.pop()

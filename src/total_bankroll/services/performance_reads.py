"""Returns, drawdowns and daily results of a selection of accounts."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, islice, pairwise, repeat
from operator import sub, truediv

from total_bankroll.book import ZERO
from total_bankroll.cache_policy import BANKROLL_TIMEOUT, RATES, USER, cached
from total_bankroll.figures import DAY, period_edges, ratio, sample_days
from total_bankroll.money import exact
from total_bankroll.performance import (
    YEAR,
    FlowDays,
    NotMeasurable,
    deepest,
    depths,
    money_weighted,
    over,
    peak_days,
    time_weighted,
    yearly,
)
from total_bankroll.services.gaps import gaps_of
from total_bankroll.services.performance_views import (
    AccountPerformance,
    DailyResults,
    DayResult,
    Performance,
    ProfitLine,
    Returns,
)
from total_bankroll.services.selection import EVERYTHING, Selection
from total_bankroll.services.stretch import Stretch

MOST_POINTS = 366
GAP = "drawdown"


@cached(BANKROLL_TIMEOUT, USER, RATES)
def performance(
    user_id: int,
    currency: str,
    first: date | None,
    last: date,
    selection: Selection = EVERYTHING,
) -> Performance:
    """Time-weighted and money-weighted return from `first` (None: the first entry) to `last`."""
    return _performance(Stretch(user_id, currency, first, last, selection))


@cached(BANKROLL_TIMEOUT, USER, RATES)
def returns(
    user_id: int,
    currency: str,
    first: date | None,
    last: date,
    selection: Selection = EVERYTHING,
) -> Returns:
    """The performance of a whole stretch, of each calendar year in it and of each account."""

    def of(since: date, until: date, some: Selection) -> Performance:
        return _performance(Stretch(user_id, currency, since, until, some))

    whole = Stretch(user_id, currency, first, last, selection)
    edges = period_edges(whole.first, last, "year")
    return Returns(
        whole=_performance(whole),
        years=tuple(of(before + DAY, end, selection) for before, end in pairwise(edges)),
        accounts=tuple(
            AccountPerformance(account, of(whole.first, last, Selection(account.id)))
            for account in whole.inside
        ),
    )


def _performance(stretch: Stretch) -> Performance:
    last = stretch.last
    with exact():
        found, opening, closing = stretch.flow_days(), stretch.opening, stretch.closing
        flows = found.flows
        grown, not_measurable = None, next(iter(found.lacking), None)
        if not_measurable is None:
            grown, not_measurable = _time_weighted(stretch.before, opening, found, closing)
        since = stretch.before if opening or not flows.days else flows.days[0]
        length = (last - since).days  # what a search by days of flows goes by, and so both returns
        net = zip(flows.days, map(truediv, flows.gone, repeat(10**flows.places)), strict=True)
        rate = money_weighted([(stretch.before, -opening), *net, (last, closing)])
    return Performance(
        currency=stretch.books.currency,
        start=stretch.first,
        end=last,
        opening=opening,
        came=flows.value(sum(flows.came)),
        went=flows.value(sum(flows.went)),
        closing=closing,
        time_weighted=grown,
        time_weighted_yearly=None if grown is None else yearly(grown, length),
        money_weighted=None if rate is None else over(rate, length),
        money_weighted_yearly=rate if length >= YEAR else None,
        not_measurable=not_measurable,
        left_out=stretch.left_out,
    )


def _time_weighted(
    before: date, opening: Decimal, found: FlowDays, closing: Decimal
) -> tuple[Decimal | None, date | None]:
    try:
        return time_weighted(before, opening, found, closing), None
    except NotMeasurable as error:
        return None, error.day


@cached(BANKROLL_TIMEOUT, USER, RATES)
def profit_line(
    user_id: int,
    currency: str,
    first: date | None,
    last: date,
    selection: Selection = EVERYTHING,
) -> ProfitLine:
    """The profit since the beginning of a stretch, day by day, and its deepest drawdown.

    The drawdown is found among all days; of the line, some days are given.
    """
    return _profit_line(user_id, currency, first, last, selection, in_full=False)


def profit_days(
    user_id: int,
    currency: str,
    first: date | None,
    last: date,
    selection: Selection = EVERYTHING,
) -> ProfitLine:
    """The same with every day: for a file, which nobody asks for twice."""
    return _profit_line(user_id, currency, first, last, selection, in_full=True)


def _profit_line(
    user_id: int,
    currency: str,
    first: date | None,
    last: date,
    selection: Selection,
    *,
    in_full: bool,
) -> ProfitLine:
    with exact():
        stretch = Stretch(user_id, currency, first, last, selection)
        length = (last - stretch.before).days
        days = [stretch.before + timedelta(days=n) for n in range(length + 1)]
        values = stretch.values(days)
        profits = _profits(stretch, days, values)
        return _line(stretch, days, values, profits, None if in_full else MOST_POINTS)


def _line(
    stretch: Stretch,
    days: Sequence[date],
    values: Sequence[Decimal | None],
    profits: Sequence[Decimal | None],
    most: int | None,
) -> ProfitLine:
    fall, below = deepest(days, profits), depths(profits)
    shown = set(sample_days(stretch.before, stretch.last, most))
    if fall is not None:
        shown |= {fall.peak_day, fall.trough_day, fall.recovered or stretch.last}
    places = [place for place, day in enumerate(days) if day in shown]
    peaks, worth = peak_days(days, profits), dict(zip(days, values, strict=True))
    return ProfitLine(
        currency=stretch.books.currency,
        start=stretch.first,
        end=stretch.last,
        days=tuple(days[place] for place in places),
        profits=tuple(profits[place] for place in places),
        depths=tuple(below[place] for place in places),
        peak_days=tuple(peaks[place] for place in places),
        shares=tuple(_share(below[place], worth, peaks[place]) for place in places),
        depth=fall.depth if fall else None,
        depth_percent=_share(fall.depth, worth, fall.peak_day) if fall else None,
        peak_day=fall.peak_day if fall else None,
        trough_day=fall.trough_day if fall else None,
        recovered=fall.recovered if fall else None,
        left_out=stretch.left_out,
        gaps=gaps_of(stretch.books, stretch.inside, [days[place] for place in places], GAP),
    )


def _share(
    depth: Decimal | None, worth: Mapping[date, Decimal | None], peak_day: date | None
) -> Decimal | None:
    """A depth as a share of what the accounts were worth on the day of its peak."""
    at_peak = None if peak_day is None else worth[peak_day]
    return ratio(depth, at_peak) if depth is not None and at_peak and at_peak > 0 else None


def _profits(
    stretch: Stretch, days: Sequence[date], values: Sequence[Decimal | None]
) -> list[Decimal | None]:
    flows = stretch.flows()
    gone = dict(zip(flows.days, map(flows.value, flows.gone), strict=True))
    added = accumulate((gone.get(day, ZERO) for day in days), sub, initial=stretch.opening)
    profits = zip(values, islice(added, 1, None), strict=True)
    return [None if value is None else value - own for value, own in profits]


@cached(BANKROLL_TIMEOUT, USER, RATES)
def daily_results(
    user_id: int,
    currency: str,
    first: date,
    last: date,
    selection: Selection = EVERYTHING,
) -> DailyResults:
    """What was won or lost on each day from `first` to `last`."""
    with exact():
        stretch = Stretch(user_id, currency, first, last, selection)
        won = stretch.won()
        return DailyResults(
            currency=currency,
            start=stretch.first,
            end=last,
            days=tuple(DayResult(day, won[day]) for day in sorted(won)),
            total=sum(won.values(), ZERO),
            left_out=stretch.left_out,
        )

"""What is packed of each year is what an account's days say."""

from collections.abc import Iterator, Mapping
from datetime import date

from total_bankroll.services.day_totals import FIELDS
from total_bankroll.services.faults import Fault
from total_bankroll.services.packed_days import FLOWS, AccountDays, DayFlow, read_days

_PLACES = tuple(FIELDS.index(column.key) for column in FLOWS)
_CHANGE, _RESULTS = FIELDS.index("change"), FIELDS.index("results")


def year_faults(account_id: int, stored: Mapping[date, tuple[int, ...]]) -> Iterator[Fault]:
    """`stored` holds an account's days, each with its figures in the order of FIELDS."""
    try:
        packed = read_days([account_id]).get(account_id, AccountDays([], [], []))
    except (RuntimeError, TypeError, ValueError):
        yield Fault(f"account {account_id}", "has years of which its days cannot be read")
        return
    if packed != _wanted(stored):
        yield Fault(f"account {account_id}", "has years that do not hold what its days say")


def _wanted(stored: Mapping[date, tuple[int, ...]]) -> AccountDays:
    days = sorted(stored)
    return AccountDays(
        days,
        [stored[day][_CHANGE] for day in days],
        [_flow(day, stored[day]) for day in days if _has_flow(stored[day])],
    )


def _flow(day: date, figures: tuple[int, ...]) -> DayFlow:
    opening, deposits, withdrawals, into, out_of, *rest = (figures[place] for place in _PLACES)
    results, bonuses, expenses = rest
    return day, opening, deposits, withdrawals, into, out_of, results, bonuses, expenses


def _has_flow(figures: tuple[int, ...]) -> bool:
    """Whether anything but a result happened; parts of the rest may cancel out."""
    rest = (n for place, n in enumerate(figures) if place not in (_CHANGE, _RESULTS))
    return figures[_CHANGE] != figures[_RESULTS] or any(rest)

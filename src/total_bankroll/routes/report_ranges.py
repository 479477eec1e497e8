"""The stretches of time that a report offers by name."""

from datetime import date, timedelta

from total_bankroll.services.moments import EARLIEST

DAY = timedelta(days=1)
MONTHS_OF_A_YEAR = 12
RANGES = {
    "this-month": "This month",
    "last-month": "Last month",
    "this-year": "This year",
    "last-year": "Last year",
    "12m": "12 months",
    "all": "All",
}


def range_days(name: str, end: date) -> tuple[date | None, date]:
    """The first day of a range (None: the first entry) and its last, seen from `end`."""
    month, year = end.replace(day=1), end.replace(month=1, day=1)
    starts_of_last = max(month - DAY, EARLIEST).replace(day=1), max(year - DAY, EARLIEST)
    return {
        "this-month": (month, end),
        "last-month": (starts_of_last[0], max(month - DAY, EARLIEST)),
        "this-year": (year, end),
        "last-year": (starts_of_last[1].replace(month=1, day=1), starts_of_last[1]),
        "12m": (_year_back(end), end),
        "all": (None, end),
    }[name]


def _year_back(end: date) -> date:
    """The first of the month eleven months ago: twelve months with this one."""
    months = end.year * MONTHS_OF_A_YEAR + end.month - MONTHS_OF_A_YEAR
    return max(date(months // MONTHS_OF_A_YEAR, months % MONTHS_OF_A_YEAR + 1, 1), EARLIEST)

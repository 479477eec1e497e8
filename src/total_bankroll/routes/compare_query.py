"""What two days are compared, and in which currency."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import request

from total_bankroll.routes.reading import Reader
from total_bankroll.services.moments import EARLIEST

DAY = timedelta(days=1)
PATH = "/compare"
MONTHS_OF_A_YEAR = 12
PRESETS = {"month": "A month ago", "last-month": "Last month’s end"}
PRESETS |= {"year-start": "Year’s start", "year": "A year ago"}
"""Days that today is often compared with: that day at its end."""


@dataclass(frozen=True)
class CompareQuery:
    """Two days, the earlier first; `swapped` where they were typed the other way round."""

    first: date
    last: date
    today: date
    currency: str | None
    typed: Mapping[str, str]
    offered: tuple[str, ...]
    swapped: bool
    ignored: tuple[str, ...]

    @property
    def presets(self) -> list[tuple[str, str, bool]]:
        """The days to compare today with: what each is called, its address, whether it is this."""
        return [
            (
                text,
                self._between(preset_day(name, self.today), self.today),
                (self.first, self.last) == (preset_day(name, self.today), self.today),
            )
            for name, text in PRESETS.items()
        ]

    @property
    def is_filtered(self) -> bool:
        """Whether the form has something to clear."""
        return bool(self.typed)

    @property
    def currency_choices(self) -> list[tuple[str, str]]:
        """What the figures can be shown in."""
        return [(code, code) for code in self.offered]

    def csv(self, table: str) -> str:
        """One of the tables as a file."""
        return f"{self._between(self.first, self.last, f'{PATH}.csv')}&table={table}"

    @property
    def two_days(self) -> str:
        """The same page about today, in the same currency."""
        return _address(PATH, self._currency)

    def along(self, path: str) -> str:
        """A report about what happened between the two days."""
        first = min(self.first + DAY, self.last)
        return self._between(first, self.last, path)

    @property
    def between_csv(self) -> str:
        """The pieces of what lies between, as the report about it has them."""
        return f"{self.along('/reports.csv')}&by=whole&table=periods"

    @property
    def _currency(self) -> dict[str, str]:
        return {} if self.currency is None else {"currency": self.currency}

    def _between(self, first: date, last: date, path: str = PATH) -> str:
        days = {"from": first.isoformat(), "to": last.isoformat()}
        return _address(path, {**days, **self._currency})


def read_compare_query(currencies: Collection[str], today: date) -> CompareQuery:
    """The query of this request; days lie between the earliest an entry can have and today.

    A past day that stands for today elsewhere (`on`) is the later one, where no other is named.
    """
    reader = Reader(request.args)
    first, last, on = reader.day("from"), reader.day("to"), reader.day("on")
    if last is not None and on is not None:
        reader.drop("on")
    last = last or on
    last = today if last is None else _clamped(last, today)
    first = preset_day("month", last) if first is None else _clamped(first, today)
    currency = reader.choice("currency", sorted(currencies))
    return CompareQuery(
        first=min(first, last),
        last=max(first, last),
        today=today,
        currency=currency,
        typed=reader.typed,
        offered=tuple(sorted(currencies)),
        swapped=first > last,
        ignored=tuple(reader.ignored),
    )


def preset_day(name: str, today: date) -> date:
    """One of PRESETS, as seen from `today`; where a month is too short for it, its last day."""
    found = {
        "month": months_before(today, 1),
        "last-month": today.replace(day=1) - DAY,
        "year-start": today.replace(month=1, day=1) - DAY,
        "year": months_before(today, MONTHS_OF_A_YEAR),
    }[name]
    return max(found, EARLIEST)


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or the last one of a month that is shorter."""
    month = day.year * MONTHS_OF_A_YEAR + day.month - 1 - months
    first = date(month // MONTHS_OF_A_YEAR, month % MONTHS_OF_A_YEAR + 1, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return min(first + timedelta(days=day.day - 1), following - DAY)


def _clamped(day: date, today: date) -> date:
    return max(EARLIEST, min(day, today))


def _address(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path

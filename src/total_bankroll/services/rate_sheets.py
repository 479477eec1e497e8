"""What the ECB publishes, read and verified: sheets of dated rates in units per euro."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Self

from total_bankroll.errors import SourceFailed

RATE_PATTERN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?")
CODE_PATTERN = re.compile(r"[A-Z]{3}")
FIRST_DAY = date(1999, 1, 4)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rates of some days, oldest first."""

    days: tuple[tuple[date, Mapping[str, Decimal]], ...]

    @property
    def first_day(self) -> date:
        return self.days[0][0]

    @property
    def last_day(self) -> date:
        return self.days[-1][0]

    @property
    def codes(self) -> frozenset[str]:
        """Every currency that the sheet speaks of."""
        return frozenset(code for _, rates in self.days for code in rates)

    def since(self, day: date) -> Self:
        """The sheet from `day` on, or its last day where all is older."""
        return replace(
            self, days=tuple(row for row in self.days if row[0] >= day) or self.days[-1:]
        )

    def series(self) -> dict[str, list[tuple[date, Decimal]]]:
        """The same rates by currency, oldest first."""
        found: dict[str, list[tuple[date, Decimal]]] = {}
        for day, rates in self.days:
            for code, rate in rates.items():
                found.setdefault(code, []).append((day, rate))
        return found


def sheet_of(rows: Iterable[tuple[str, Mapping[str, str]]]) -> Sheet:
    """A sheet from texts in either order of days; raises SourceFailed at the first doubt."""
    days = [(_day(day), {c: _rate(c, r) for c, r in rates.items()}) for day, rates in rows]
    if not days or not all(rates for _, rates in days):
        raise SourceFailed("The source sent no rates.")
    if len(days) > 1 and days[0][0] > days[-1][0]:
        days.reverse()
    if any(later[0] <= earlier[0] for earlier, later in pairwise(days)):
        raise SourceFailed("The source's days are not in order.")
    return Sheet(tuple(days))


def read_csv(lines: Iterable[str]) -> Sheet:
    """The sheet in the ECB's CSV: a column a currency, `N/A` where there is no rate."""
    reader = csv.reader(lines, skipinitialspace=True)
    try:
        header = next(reader, [])
        if header[:1] != ["Date"]:
            raise SourceFailed("The source sent something else than rates.")
        return sheet_of(_csv_rows(header, reader))
    except csv.Error as error:
        raise SourceFailed("The source sent a broken or unfit file.") from error


def _csv_rows(
    header: list[str], reader: Iterable[list[str]]
) -> Iterator[tuple[str, dict[str, str]]]:
    for row in reader:
        if len(row) != len(header):
            raise SourceFailed("The source sent an incomplete table.")
        cells = zip(header[1:], row[1:], strict=True)
        yield row[0], {code: text for code, text in cells if text not in ("", "N/A")}


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise SourceFailed("The source sent a day that does not exist.") from None
    if day < FIRST_DAY:
        raise SourceFailed("The source sent a day before the euro.")
    return day


def _rate(code: str, text: str) -> Decimal:
    if not CODE_PATTERN.fullmatch(code):
        raise SourceFailed("The source sent something else than a currency's code.")
    if not RATE_PATTERN.fullmatch(text) or not (rate := Decimal(text)):
        raise SourceFailed(f"The source sent a rate for {code} that cannot be one.")
    return rate

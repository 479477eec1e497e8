"""What one currency is worth in another, day by day, in whole numbers that add up fast."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from total_bankroll.money import exact
from total_bankroll.rates import RateTable

ZERO = Decimal(0)


class Worth:
    """What one unit of a currency is worth in another, on the days on which something changed.

    Each rate is kept as a whole number of 10^-`places` too: that is how a long history is added
    up, exactly and much faster than with decimals.
    """

    def __init__(self, code: str, display: str, table: RateTable, days: Sequence[date]) -> None:
        """`days` ascend."""
        self.code, self.display, self._table = code, display, table
        rates = table.crosses(code, display, days)
        self.rates = dict(zip(days, rates, strict=True))
        with exact():
            self.places, counts, is_whole = _counted(rates)
        self.counts = dict(zip(days, counts, strict=True))
        self.lacking = (
            [] if is_whole else [day for day, count in self.counts.items() if count is None]
        )

    @property
    def is_own(self) -> bool:
        """Whether both currencies are one, so that every rate is 1."""
        return self.code == self.display

    def counts_on(self, days: Sequence[date]) -> list[int | None]:
        """The rates of days on which something changed, as whole numbers."""
        return [1] * len(days) if self.is_own else list(map(self.counts.__getitem__, days))

    def on_days(self, days: Sequence[date]) -> list[Decimal | None]:
        """The value of one unit on each of ascending days; asked again, they are at hand."""
        known = self.rates
        new = [day for day in days if day not in known]
        if new:
            found = self._table.crosses(self.code, self.display, new)
            known.update(zip(new, found, strict=True))
        return list(map(known.__getitem__, days))

    def on(self, day: date) -> Decimal | None:
        """The value of one unit on any day."""
        return self.on_days([day])[0]


def _counted(rates: Sequence[Decimal | None]) -> tuple[int, list[int | None], bool]:
    """The places of the finest of some rates, all as numbers of 10^-places, and if none lacks.

    A rate that stays is the same object, and looked at once.
    """
    distinct = dict(zip(map(id, rates), rates, strict=True))
    is_whole = distinct.pop(id(None), ZERO) is not None
    known = {key: rate for key, rate in distinct.items() if rate is not None}
    places = _decimals(sum(known.values(), ZERO))  # a sum has those of its finest part
    unit = Decimal(10) ** places
    counts = {key: int(rate * unit) for key, rate in known.items()}
    return places, list(map(counts.get, map(id, rates))), is_whole


def _decimals(rate: Decimal) -> int:
    exponent = rate.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0

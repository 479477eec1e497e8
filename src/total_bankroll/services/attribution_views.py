"""What an attribution returns: why a selection of accounts changed its value, exactly."""

from datetime import date
from decimal import Decimal

from total_bankroll.services.views import AccountView, Missing, NativeTotal
from total_bankroll.values import value


@value
class Attribution:
    """A period in the display currency, exact: `closing` − `opening` is the sum of `steps`.

    `opening` stands at the end of the day before `start`, `closing` at that of `end`. `moved` is
    what came from accounts outside the selection less what went there; `costs` are those of
    transfers within it, and may be below zero across currencies.
    """

    start: date
    end: date
    opening: Decimal
    capital_in: Decimal
    capital_out: Decimal
    results: Decimal
    bonuses: Decimal
    expenses: Decimal
    costs: Decimal
    moved: Decimal
    fx: Decimal
    closing: Decimal

    @property
    def steps(self) -> tuple[Decimal, ...]:
        """What each piece did to the value, in the order of STEPS."""
        return (
            self.capital_in,
            -self.capital_out,
            self.results,
            self.bonuses,
            -self.expenses,
            -self.costs,
            self.moved,
            self.fx,
        )

    @property
    def profit(self) -> Decimal:
        """What was won or lost, the FX effect included."""
        return self.results + self.bonuses - self.expenses - self.costs + self.fx


STEPS = (
    "capital_in",
    "capital_out",
    "results",
    "bonuses",
    "expenses",
    "costs",
    "moved",
    "fx",
)


@value
class AccountAttribution:
    """One account over the whole time, for itself: what it sent to any other was moved."""

    account: AccountView
    whole: Attribution


@value
class RateMove:
    """What one unit of a currency was worth at both ends of a stretch; None for want of a rate."""

    currency: str
    before: Decimal | None
    after: Decimal | None

    @property
    def way(self) -> int:
        """1 for a rise, -1 for a fall, 0 for neither or where it is not known."""
        if self.before is None or self.after is None:
            return 0
        return (self.after > self.before) - (self.after < self.before)


@value
class ExtremeMonths:
    """The months with the most and the least profit; None where there are not two that differ.

    `left_out` are the accounts that an attribution of the same stretch by month leaves out.
    """

    best: Attribution | None
    worst: Attribution | None
    left_out: tuple[Missing, ...]


@value
class AttributionReport:
    """An attribution of consecutive periods and of all of them together.

    `left_out` are the accounts that lack a rate within it, each named with the first such day:
    no period counts them, on either side. `fx_by_currency` splits the whole's FX effect,
    and `rates` are those at both ends: before the first day, or at the first that has one.
    """

    currency: str
    by: str
    periods: tuple[Attribution, ...]
    whole: Attribution
    accounts: tuple[AccountAttribution, ...]
    fx_by_currency: tuple[NativeTotal, ...]
    left_out: tuple[Missing, ...]
    rates: tuple[RateMove, ...]

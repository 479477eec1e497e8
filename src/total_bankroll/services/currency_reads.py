"""Which currencies a player has, and the rate of each on a day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from sqlalchemy import Row, Select, bindparam, func, or_, select

from total_bankroll import values
from total_bankroll.cache_policy import CURRENCY_TIMEOUT, RATES, USER, cached
from total_bankroll.clock import now
from total_bankroll.errors import NoRate, UnknownCurrency
from total_bankroll.extensions import db
from total_bankroll.ledger import day_of
from total_bankroll.models import Currency, Rate
from total_bankroll.money import Unit
from total_bankroll.rates import Quote
from total_bankroll.services.manual_rates import divided
from total_bankroll.services.ownership import zone_of
from total_bankroll.services.rate_tables import SHARED, rate_table
from total_bankroll.values import fingerprint, value

values.register(Unit)

_Row = Row[tuple[str, str, str, int, int, date | None]]


@value
class CurrencyView:
    """A currency and its rate in units per euro; without one it is not `usable` that day.

    `ended_on` is the last day of a series that has none any more.
    """

    code: str
    name: str
    symbol: str
    decimals: int
    own: bool
    rate: Decimal | None
    rate_day: date | None
    source: str
    age_days: int | None
    ended_on: date | None

    @property
    def version(self) -> str:
        """Differs after whatever a form of it can change."""
        return fingerprint(self.name, self.symbol)

    @property
    def usable(self) -> bool:
        """Whether amounts of it can be converted."""
        return self.rate is not None


def today(user_id: int | None) -> date:
    """The player's calendar day; the one of UTC where nobody is meant."""
    if user_id is None:
        return now().date()
    return day_of(now(), zone_of(db.session(), user_id))


@cached(CURRENCY_TIMEOUT, RATES, USER)
def units(user_id: int | None) -> dict[str, Unit]:
    """What reading and showing amounts needs of every currency, by code."""
    return {row.code: Unit(row.code, row.symbol, row.decimals) for row in _rows(user_id)}


@cached(CURRENCY_TIMEOUT, RATES, USER)
def currencies(user_id: int | None, on: date) -> tuple[CurrencyView, ...]:
    """Every currency with its rate on a day, by code."""
    rows = {row.code: row for row in _rows(user_id)}
    table = rate_table(user_id, tuple(rows), on)
    return tuple(_view(row, table.quote(code, on), on) for code, row in sorted(rows.items()))


def _rows(user_id: int | None) -> list[_Row]:
    """Shared ones first, so that a player's own of the same code wins."""
    return list(db.session.execute(_offered(), {"user_id": user_id}))


@cache
def _offered() -> Select[str, str, str, int, int, date | None]:
    last_day = (
        select(func.max(Rate.day)).where(Rate.currency_id == Currency.id).scalar_subquery()
    ).label("last_day")
    query = select(
        Currency.code, Currency.name, Currency.symbol, Currency.decimals, Currency.owner, last_day
    ).where(or_(Currency.owner == SHARED, Currency.user_id == bindparam("user_id")))
    return query.order_by(Currency.owner)


def _view(row: _Row, quote: Quote | None, on: date) -> CurrencyView:
    return CurrencyView(
        row.code,
        row.name,
        row.symbol,
        row.decimals,
        own=row.owner != SHARED,
        rate=quote.rate if quote else None,
        rate_day=quote.day if quote else None,
        source=quote.source if quote else "",
        age_days=quote.age(on) if quote else None,
        ended_on=None if quote else row.last_day,
    )


def cross_rate(from_code: str, to_code: str, on: date, user_id: int | None) -> Decimal:
    """What one unit of a currency is worth in another; raises NoRate, UnknownCurrency."""
    views = {view.code: view for view in currencies(user_id, on)}
    base, counter = (_known(views, code) for code in (from_code, to_code))
    if from_code == to_code:
        return Decimal(1)
    return divided(_rate(counter, on), _rate(base, on))


def _known(views: Mapping[str, CurrencyView], code: str) -> CurrencyView:
    if code not in views:
        raise UnknownCurrency(f"There is no currency {code[:12]}.")
    return views[code]


def _rate(view: CurrencyView, on: date) -> Decimal:
    if view.rate is None:
        raise NoRate(f"There is no exchange rate for {view.code} on {on.isoformat()}.")
    return view.rate

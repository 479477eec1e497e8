"""A player's own exchange rates: dated, theirs alone, and stronger than older fetched ones."""

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from total_bankroll.errors import Conflict, InvalidDate, InvalidRate, NotFound, UnknownCurrency
from total_bankroll.models import Currency, ManualRate
from total_bankroll.rates import EURO
from total_bankroll.services.ownership import currency_by_code
from total_bankroll.values import fingerprint, value

PER_EURO = "per-euro"
DIGITS = 12
SMALLEST, LARGEST = Decimal("1e-18"), Decimal("1e18")
FIRST_DAY = date(1999, 1, 1)
PAGE_SIZE = 25
MISSING = "There is no such rate."

_ROUNDED = Context(prec=DIGITS, rounding=ROUND_HALF_UP)
_READABLE = Context(prec=DIGITS - 3, rounding=ROUND_HALF_UP)


@value
class ManualRateView:
    """A player's rate: `rate` units of the currency are one euro, `inverse` euros one unit."""

    id: int
    code: str
    day: date
    rate: Decimal
    inverse: Decimal

    @property
    def version(self) -> str:
        """Differs after whatever a form of it can change."""
        return fingerprint(self.code, self.day, self.rate.normalize())


@value
class ManualRatePage:
    """Some of a player's rates, newest first."""

    rows: tuple[ManualRateView, ...]
    page: int
    pages: int
    count: int


def list_rates(session: Session, user_id: int, page: int) -> ManualRatePage:
    """One page of a player's rates; a page that does not exist is the nearest that does."""
    mine = ManualRate.user_id == user_id
    count = session.scalar(select(func.count()).select_from(ManualRate).where(mine)) or 0
    pages = max(1, -(-count // PAGE_SIZE))
    page = min(max(page, 1), pages)
    rows = session.execute(
        select(ManualRate, Currency.code)
        .join(Currency, Currency.id == ManualRate.currency_id)
        .where(mine)
        .order_by(ManualRate.day.desc(), Currency.code)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return ManualRatePage(tuple(_view(row, code) for row, code in rows), page, pages, count)


def find(session: Session, user_id: int, rate_id: int) -> ManualRate:
    """A player's rate; NotFound where it is not theirs."""
    row = session.scalar(
        select(ManualRate).where(ManualRate.user_id == user_id, ManualRate.id == rate_id)
    )
    if row is None:
        raise NotFound(MISSING)
    return row


def view(session: Session, user_id: int, rate_id: int) -> ManualRateView:
    """What the page shows of a rate; NotFound where it is not theirs."""
    found = session.execute(
        select(ManualRate, Currency.code)
        .join(Currency, Currency.id == ManualRate.currency_id)
        .where(ManualRate.user_id == user_id, ManualRate.id == rate_id)
    ).one_or_none()
    if found is None:
        raise NotFound(MISSING)
    return _view(*found)


def _view(row: ManualRate, code: str) -> ManualRateView:
    return ManualRateView(row.id, code, row.day, row.rate, inverse(row.rate))


def add(session: Session, user_id: int, code: str, day: date, rate: Decimal) -> ManualRate:
    """A new rate; Conflict where that day has one already."""
    row = ManualRate(
        user_id=user_id, currency_id=_quotable(session, user_id, code).id, day=day, rate=rate
    )
    _refuse_second(session, row)
    session.add(row)
    session.flush()
    return row


def change(
    session: Session, user_id: int, row: ManualRate, code: str, day: date, rate: Decimal
) -> None:
    """Give a rate another currency, day or value."""
    currency_id = _quotable(session, user_id, code).id
    if (currency_id, day) != (row.currency_id, row.day):
        _refuse_second(session, ManualRate(user_id=user_id, currency_id=currency_id, day=day))
    row.currency_id, row.day, row.rate = currency_id, day, rate
    session.flush()


def _quotable(session: Session, user_id: int, code: str) -> Currency:
    if code == EURO:
        raise UnknownCurrency("Rates are measured in euros: the euro itself is always 1.")
    return currency_by_code(session, user_id, code)


def _refuse_second(session: Session, row: ManualRate) -> None:
    same = select(ManualRate.id).where(
        ManualRate.user_id == row.user_id,
        ManualRate.currency_id == row.currency_id,
        ManualRate.day == row.day,
    )
    if session.scalar(same) is not None:
        raise Conflict("You have set a rate for that day already: change that one.", "date")


def checked_day(day: date, today: date) -> date:
    """A day that a rate can be of; raises InvalidDate."""
    if day > today:
        raise InvalidDate(f"That lies in the future. Enter {today.isoformat()} or earlier.")
    if day < FIRST_DAY:
        raise InvalidDate(f"The euro began on {FIRST_DAY.isoformat()}: enter a later day.")
    return day


def checked_rate(rate: Decimal) -> Decimal:
    """A rate without needless zeros; raises InvalidRate."""
    if not rate.is_finite() or rate <= 0:
        raise InvalidRate("Enter a rate above 0.")
    if not SMALLEST <= rate <= LARGEST:
        raise InvalidRate("That rate is too small or too large to be one.")
    if len(rate.normalize().as_tuple().digits) > DIGITS:
        raise InvalidRate(f"Enter at most {DIGITS} digits.")
    return rate.normalize()


def divided(counter: Decimal, base: Decimal) -> Decimal:
    """One rate by another, both in units per euro, to 12 digits."""
    return _ROUNDED.divide(counter, base)


def inverse(rate: Decimal) -> Decimal:
    """Euros for one unit, to be read: a price that was typed round is round again."""
    return _READABLE.divide(Decimal(1), rate)

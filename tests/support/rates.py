"""What tests of currencies share: the days they live in, and looks at what is stored."""

from collections.abc import Callable, Mapping
from datetime import date

from sqlalchemy import event, select

from total_bankroll.extensions import db
from total_bankroll.models import Currency, Rate
from total_bankroll.services.currency_service import CurrencyService, CurrencyView

FRIDAY = date(2026, 11, 20)
TODAY = date(2026, 11, 22)
NOON = "2026-11-22 12:00:00Z"
SERVICE = CurrencyService()

SetRate = Callable[[str, date, str], None]
SetRates = Callable[[str, Mapping[date, str]], None]


def statements(run: Callable[[], object]) -> int:
    """How many statements `run` needs."""
    seen: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        run()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return sum(not statement.startswith("BEGIN") for statement in seen)


def view(code: str, user_id: int | None = None, on: date | None = None) -> CurrencyView:
    """One currency as the list shows it."""
    return next(v for v in SERVICE.get_all_currencies(user_id, on=on) if v.code == code)


def stored(code: str) -> dict[int, str]:
    """The stored rates of a currency, by the day of the month."""
    query = select(Rate).join(Currency, Currency.id == Rate.currency_id)
    rows = db.session.scalars(query.where(Currency.code == code).order_by(Rate.day))
    found = {row.day.day: str(row.rate) for row in rows}
    db.session.rollback()
    return found


def everything() -> list[tuple[object, ...]]:
    """Every stored rate."""
    rows = db.session.execute(select(Rate.currency_id, Rate.day, Rate.rate).order_by(Rate.day))
    found = [tuple(row) for row in rows]
    db.session.rollback()
    return found

"""Bringing a sheet of fetched rates into the tables: what is plausible, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.models import HeldRate, Rate
from total_bankroll.services.currency_catalog import ECB_CODES
from total_bankroll.services.rate_holds import RateChange
from total_bankroll.services.rate_sheets import Sheet
from total_bankroll.services.rate_sifting import Jump, Sifted, sift
from total_bankroll.services.rate_store import currency_ids
from total_bankroll.values import value

LOOK_BACK = timedelta(days=30)  # how far before a sheet the rate is sought that it is measured by


@value
class RatesUpdate:
    """What an update did; `held` is everything that waits, not only what came just now."""

    file: str
    last_day: date
    added: int
    corrected: tuple[RateChange, ...]
    held: tuple[RateChange, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """A sheet measured against the tables."""

    ids: Mapping[str, int]
    sifted: Mapping[str, Sifted]
    settled: tuple[tuple[str, date], ...]
    missing: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to store."""
        return not self.settled and not any(
            found.new or found.corrected or found.held for found in self.sifted.values()
        )

    @property
    def added(self) -> int:
        """How many rates are new."""
        return sum(len(found.new) for found in self.sifted.values())

    @property
    def corrected(self) -> tuple[RateChange, ...]:
        """The rates that replace one of the same day."""
        return tuple(
            RateChange(code, day, jump.previous, jump.rate)
            for code, found in self.sifted.items()
            for day, jump in found.corrected.items()
        )


def examine(session: Session, sheet: Sheet) -> Findings:
    """What the sheet would change; reads only.

    A rate that was held back, and comes again, is no finding; one that comes plausibly is settled.
    """
    ids, end = currency_ids(session), session.scalar(select(func.max(Rate.day)))
    known = _known(session, min(sheet.first_day, end or sheet.first_day) - LOOK_BACK)
    held = _held(session)
    sifted: dict[str, Sifted] = {}
    settled: list[tuple[str, date]] = []
    for code, series in sheet.series().items():
        if code in ECB_CODES and code in ids:
            waiting = held.get(ids[code], {})
            found = sift(known.get(ids[code], {}), dict(series))
            settled += [(code, day) for day, _ in series if day in waiting.keys() - found.held]
            sifted[code] = found.without(waiting)
    living = {code for code, key in ids.items() if end and end in known.get(key, {})}
    missing = tuple(sorted(living - set(sheet.days[-1][1])))
    return Findings(ids, sifted, tuple(settled), missing)


def _known(session: Session, since: date) -> Mapping[int, Mapping[date, Decimal]]:
    query = select(Rate.currency_id, Rate.day, Rate.rate).where(Rate.day >= since)
    known: dict[int, dict[date, Decimal]] = {}
    for currency_id, day, rate in session.execute(query):
        known.setdefault(currency_id, {})[day] = rate
    return known


def _held(session: Session) -> Mapping[int, Mapping[date, Decimal]]:
    query = select(HeldRate.currency_id, HeldRate.day, HeldRate.rate)
    held: dict[int, dict[date, Decimal]] = {}
    for currency_id, day, rate in session.execute(query):
        held.setdefault(currency_id, {})[day] = rate
    return held


def store(session: Session, findings: Findings) -> None:
    """Write what was found, in a transaction that has renewed the scope of rates."""
    for code, day in findings.settled:
        key = (HeldRate.currency_id == findings.ids[code], HeldRate.day == day)
        bulk(session, delete(HeldRate).where(*key))
    for change in findings.corrected:
        key = (Rate.currency_id == findings.ids[change.code], Rate.day == change.day)
        bulk(session, update(Rate).where(*key).values(rate=change.new))
    for code, found in findings.sifted.items():
        for day, jump in found.held.items():
            session.merge(_held_row(findings.ids[code], day, jump))
    session.flush()
    rows = [
        {"currency_id": findings.ids[code], "day": day, "rate": rate}
        for code, found in findings.sifted.items()
        for day, rate in found.new.items()
    ]
    if rows:
        bulk(session, insert(Rate), rows)


def _held_row(currency_id: int, day: date, jump: Jump) -> HeldRate:
    return HeldRate(currency_id=currency_id, day=day, rate=jump.rate, previous=jump.previous)

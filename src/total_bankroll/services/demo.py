"""A player to look around with: a story's accounts and entries, written in one transaction."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from secrets import token_urlsafe
from typing import Any
from zoneinfo import ZoneInfo

from flask_security.utils import hash_password
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from total_bankroll.cache_policy import bulk
from total_bankroll.clock import now
from total_bankroll.errors import Conflict
from total_bankroll.extensions import db
from total_bankroll.ledger import day_of, end_of_day
from total_bankroll.models import Account, Currency, Entry, ManualRate, Transfer, User
from total_bankroll.rates import EURO, Dated, RateTable
from total_bankroll.services.account_days import rebuild
from total_bankroll.services.credentials import normal_email
from total_bankroll.services.currency_service import rate_table
from total_bankroll.services.demo_story import ASSETS, SITES, Character, Story, Told, cast
from total_bankroll.services.names import name_key
from total_bankroll.services.writing import write_scope
from total_bankroll.trail import acting_as
from total_bankroll.values import value

ACTOR = "flask demo"
EMAIL = "demo@example.org"
ZONE = "UTC"
PASSWORD_BYTES = 12
DAYS_A_YEAR = 365
CENT_DECIMALS = 2
PEGGED, PEG = "USDT", "USD"  # no bank quotes it: the player sets a rate now and then
PEG_EVERY = 30
CHUNK = 10_000


@value
class Demo:
    """What was made; `password` is None where the player was there already."""

    email: str
    password: str | None
    accounts: int = 0
    entries: int = 0
    first: date | None = None


class DemoService:
    """A demo player is an ordinary player whose history was made up."""

    def add_demo(
        self,
        *,
        email: str = EMAIL,
        sites: int = 6,
        assets: int = 4,
        entries: int = 2000,
        seed: int = 1,
        years: int = 2,
    ) -> Demo:
        """Make the player, unless there is one; Conflict where currencies are not loaded yet.

        Everything but the password follows from the arguments and today.
        """
        address = normal_email(email)
        if _is_there(address):
            return Demo(address, None)
        last = day_of(now(), ZoneInfo(ZONE)) - timedelta(days=1)
        first = last - timedelta(days=years * DAYS_A_YEAR)
        currencies = _currencies()
        table = _rates(first, last)
        story = Story(seed, first, last, entries, table.cross, cast(sites, assets))
        told = story.tell()
        password = token_urlsafe(PASSWORD_BYTES)
        hashed = hash_password(password)
        db.session.rollback()
        with acting_as(ACTOR), write_scope() as session:
            player = User(email=address, password=hashed, timezone=ZONE, confirmed_at=now())
            session.add(player)
            session.flush()
            _store_rates(session, player.id, currencies[PEGGED], table.series[PEGGED].manual)
            _store(session, player.id, story.cast, told, currencies)
        return Demo(address, password, len(story.cast), len(told), first)


def _is_there(address: str) -> bool:
    return db.session.scalar(select(User.id).where(User.email == address)) is not None


def _currencies() -> dict[str, Currency]:
    rows = db.session.scalars(select(Currency).where(Currency.owner == 0))
    found = {row.code: row for row in rows}
    if PEGGED not in found:
        raise Conflict("There are no currencies yet. Run `flask init` first.")
    db.session.expunge_all()
    return found


def _rates(first: date, last: date) -> RateTable:
    """The fetched rates, and what the player sets for the pegged currency by them."""
    table = rate_table(None, sorted({code for _, code, _ in (*SITES, *ASSETS)}), first)
    days = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, PEG_EVERY)]
    crosses = ((day, table.cross(EURO, PEG, day)) for day in days)
    pegged = [(day, rate.normalize()) for day, rate in crosses if rate is not None]
    return RateTable({**table.series, PEGGED: replace(table.series[PEGGED], manual=pegged)})


def _store_rates(
    session: Session, user_id: int, currency: Currency, rates: Sequence[Dated]
) -> None:
    session.add_all(
        ManualRate(user_id=user_id, currency_id=currency.id, day=day, rate=rate)
        for day, rate in rates
    )
    session.flush()


def _store(
    session: Session,
    user_id: int,
    characters: Sequence[Character],
    told: Sequence[Told],
    currencies: Mapping[str, Currency],
) -> None:
    accounts = _store_accounts(session, user_id, characters, currencies)
    transfers = _store_transfers(session, user_id, told)
    moment, zone = now(), ZoneInfo(ZONE)
    ends = {day: end_of_day(day, zone) for day in {line.day for line in told}}
    rows: list[dict[str, Any]] = []
    for line in told:
        account = accounts[line.account]
        unit = 10 ** (currencies[characters[line.account].currency].decimals - CENT_DECIMALS)
        rows.append(
            {
                "user_id": user_id,
                "account_id": account,
                "transfer_id": transfers[line.pair - 1] if line.pair else None,
                "kind": line.kind.value,
                "day": line.day,
                "at": ends[line.day],
                "timed": False,
                "amount": line.cents * unit,
                "change": line.change * unit,
                "opening": line.opening,
                "note": line.note,
                "created_at": moment,
            }
        )
    for start in range(0, len(rows), CHUNK):
        bulk(session, insert(Entry), rows[start : start + CHUNK], derived=True)
    for account in accounts:
        rebuild(session, session.get_one(Account, account))


def _store_accounts(
    session: Session,
    user_id: int,
    characters: Sequence[Character],
    currencies: Mapping[str, Currency],
) -> list[int]:
    positions: Counter[str] = Counter()
    rows = []
    for character in characters:
        positions[character.kind] += 1
        rows.append(
            Account(
                user_id=user_id,
                kind=character.kind,
                name=character.name,
                name_key=name_key(character.name),
                currency_id=currencies[character.currency].id,
                position=positions[character.kind],
                balance=0,
            )
        )
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _store_transfers(session: Session, user_id: int, told: Sequence[Told]) -> list[int]:
    pairs = max((line.pair or 0 for line in told), default=0)
    rows = [Transfer(user_id=user_id) for _ in range(pairs)]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]

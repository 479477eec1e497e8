"""Putting one entry on an account: shared by balances, flows and transfers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from total_bankroll.characters import NONCHARACTERS
from total_bankroll.errors import InvalidAmount
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry
from total_bankroll.money import Amount, from_count, to_count
from total_bankroll.services.account_days import balance_before, position_of, repost
from total_bankroll.services.day_totals import signed
from total_bankroll.services.entry_tags import set_tags
from total_bankroll.services.moments import Moment, moment
from total_bankroll.services.ownership import zone_of
from total_bankroll.services.views import Saved, Then

Money = Decimal | Amount | int
When = date | datetime | None
Tags = Sequence[str] | None

MAX_NOTE = 500


def count_of(account: Account, kind: str, amount: Money) -> int:
    """An amount as a count of the account's currency; raises InvalidAmount."""
    if isinstance(amount, Amount):
        if amount.currency != account.currency.code:
            raise InvalidAmount(f"{account.name} is in {account.currency.code}.")
        amount = amount.value
    count = to_count(Decimal(amount), account.currency.decimals)
    if kind == Kind.BALANCE:
        if count < 0 and account.kind == "site":
            raise InvalidAmount("A site's balance cannot be below 0.", field="balance")
    elif count <= 0 and kind != Kind.RESULT:
        raise InvalidAmount("Enter an amount above 0.")
    return count


def clean_note(note: str) -> str:
    """A note as it is kept: without control characters, at most 500 characters."""
    kept = (c for c in note if (c >= " " or c in "\n\t") and c not in NONCHARACTERS)
    return "".join(kept).strip()[:MAX_NOTE]


def when_of(session: Session, user_id: int, when: When) -> Moment:
    """The moment that a date means in the player's zone; raises InvalidDate."""
    return moment(when, zone_of(session, user_id))


def put(
    session: Session,
    account: Account,
    kind: str,
    count: int,
    at: Moment,
    *,
    note: str = "",
    tags: Tags = None,
    transfer_id: int | None = None,
) -> tuple[Entry, Saved]:
    """Add an entry and bring its account up to date; raises InvalidAmount past the limit."""
    entry = Entry(
        user_id=account.user_id,
        account_id=account.id,
        transfer_id=transfer_id,
        kind=kind,
        day=at.day,
        at=at.at,
        timed=at.timed,
        amount=count,
        change=0 if kind == Kind.BALANCE else signed(kind, count),
        note=clean_note(note),
    )
    before = account.balance
    session.add(entry)
    session.flush()
    if tags:
        set_tags(session, account.user_id, [entry.id], tags)
    repost(session, account, [position_of(entry)], {entry.day})
    done = saved(account, entry, before)
    return entry, replace(done, then=_then(session, account, entry, before))


def _then(session: Session, account: Account, entry: Entry, before: int) -> Then | None:
    """What an entry changed at its own time; None where today's balance shows just that."""
    now = account.balance
    if entry.kind == Kind.BALANCE:
        old = entry.amount - entry.change
        is_told = (old, entry.amount) == (before, now) or not entry.change
    else:
        is_told = entry.change == now - before
        old = before if is_told else balance_before(session, account.id, position_of(entry))
    if is_told:
        return None
    decimals = account.currency.decimals
    return Then(entry.day, from_count(old, decimals), from_count(old + entry.change, decimals))


def saved(account: Account, entry: Entry, before: int) -> Saved:
    """What a change of an entry did to its account."""
    decimals = account.currency.decimals
    return Saved(
        entry_id=entry.id,
        account_id=account.id,
        account_name=account.name,
        currency=account.currency.code,
        old=from_count(before, decimals),
        new=from_count(account.balance, decimals),
        overdrawn=account.balance < 0 and account.kind == "site",
    )

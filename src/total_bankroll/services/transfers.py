"""Transfers: money that moves between two accounts of one player, as two legs."""

from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from total_bankroll.errors import Conflict, InvalidAmount, NotFound
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry, Transfer
from total_bankroll.money import from_count
from total_bankroll.services.account_days import position_of, repost
from total_bankroll.services.day_totals import signed
from total_bankroll.services.entry_tags import set_tags, tags_of
from total_bankroll.services.ownership import open_account
from total_bankroll.services.recording import (
    Money,
    Tags,
    When,
    clean_note,
    count_of,
    put,
    saved,
    when_of,
)
from total_bankroll.services.views import Saved, TransferSaved, TransferView


def record_transfer(
    user_id: int,
    from_account_id: int,
    to_account_id: int,
    amount: Money,
    received: Money | None,
    date: When,
    note: str,
    tags: Tags = None,
) -> TransferSaved:
    """Move money; `received` None means that all of it arrives, within one currency."""
    session = db.session()
    source, target = ends(session, user_id, from_account_id, to_account_id)
    sent, arrived = counts(source, target, amount, received)
    at = when_of(session, user_id, date)
    transfer = Transfer(user_id=user_id)
    session.add(transfer)
    session.flush()
    legs = (
        put(session, account, kind, count, at, note=note, tags=tags, transfer_id=transfer.id)[1]
        for account, kind, count in (
            (source, Kind.TRANSFER_OUT, sent),
            (target, Kind.TRANSFER_IN, arrived),
        )
    )
    return TransferSaved(transfer.id, *legs)


def update_transfer(
    user_id: int,
    transfer_id: int,
    from_account_id: int,
    to_account_id: int,
    amount: Money,
    received: Money | None,
    date: When,
    note: str | None,
    tags: Tags = None,
) -> TransferSaved:
    """Change a transfer as a whole: both legs, wherever they lie."""
    session = db.session()
    outgoing, incoming = live_pair(session, user_id, transfer_id)
    source, target = ends(session, user_id, from_account_id, to_account_id)
    sent, arrived = counts(source, target, amount, received)
    out = _change_leg(session, outgoing, source, sent, date, note)
    into = _change_leg(session, incoming, target, arrived, date, note)
    if tags is not None:
        set_tags(session, user_id, [outgoing.id, incoming.id], tags)
    return TransferSaved(transfer_id, out, into)


def get_transfer(user_id: int, transfer_id: int) -> TransferView:
    """A transfer as a form shows it; NotFound where it is not the player's or not a pair."""
    outgoing, incoming = _pair(db.session(), user_id, transfer_id)
    return TransferView(
        id=transfer_id,
        from_account_id=outgoing.account_id,
        to_account_id=incoming.account_id,
        from_currency=outgoing.account.currency.code,
        to_currency=incoming.account.currency.code,
        amount=_value(outgoing),
        received=_value(incoming),
        day=outgoing.day,
        at=outgoing.at,
        timed=outgoing.timed,
        note=outgoing.note,
        tags=tags_of(outgoing.id),
        deleted=outgoing.deleted_at is not None,
    )


def leg_of(user_id: int, transfer_id: int) -> int:
    """The id of the entry by which a transfer is deleted and restored: its outgoing leg."""
    return _pair(db.session(), user_id, transfer_id)[0].id


def legs_of(session: Session, user_id: int, transfer_id: int | None) -> list[Entry]:
    """A transfer's legs on accounts that are there, the outgoing one first."""
    rows = session.scalars(
        select(Entry)
        .join(Entry.account)
        .join(Account.currency)
        .options(contains_eager(Entry.account).contains_eager(Account.currency))
        .where(
            Entry.user_id == user_id,
            Entry.transfer_id == transfer_id,
            Account.deleted_at.is_(None),
        )
        .order_by(Entry.id)
    )
    return list(rows)


def restore_legs(session: Session, user_id: int, entry: Entry) -> list[Entry]:
    """The entries that were deleted together with `entry`, itself among them."""
    if entry.transfer_id is None:
        return [entry]
    legs = legs_of(session, user_id, entry.transfer_id)
    return [leg for leg in legs if leg.deleted_at == entry.deleted_at]


def _pair(session: Session, user_id: int, transfer_id: int) -> tuple[Entry, Entry]:
    legs = {leg.kind: leg for leg in legs_of(session, user_id, transfer_id)}
    if set(legs) != {Kind.TRANSFER_OUT, Kind.TRANSFER_IN}:
        raise NotFound("There is no such transfer.")
    return legs[Kind.TRANSFER_OUT], legs[Kind.TRANSFER_IN]


def live_pair(session: Session, user_id: int, transfer_id: int) -> tuple[Entry, Entry]:
    """The legs of a transfer that can be changed, what left first; raises NotFound, Conflict."""
    pair = _pair(session, user_id, transfer_id)
    if pair[0].deleted_at is not None:
        raise NotFound("This transfer was deleted.")
    for leg in pair:
        open_account(session, user_id, leg.account_id)
    return pair


def ends(session: Session, user_id: int, source_id: int, target_id: int) -> tuple[Account, Account]:
    """The two open accounts of a transfer; raises Conflict, NotFound."""
    if source_id == target_id:
        raise Conflict("Choose two different accounts.", field="to_account")
    return open_account(session, user_id, source_id), open_account(session, user_id, target_id)


def counts(
    source: Account, target: Account, amount: Money, received: Money | None
) -> tuple[int, int]:
    """What leaves and what arrives, as counts; raises InvalidAmount."""
    sent = count_of(source, Kind.TRANSFER_OUT, amount)
    same_currency = source.currency_id == target.currency_id
    if received is None:
        if not same_currency:
            raise InvalidAmount(
                f"Enter what arrived on {target.name}, in {target.currency.code}.", "received"
            )
        return sent, sent
    try:
        arrived = count_of(target, Kind.TRANSFER_IN, received)
    except InvalidAmount as error:
        raise InvalidAmount(error.message, field="received") from error
    if same_currency and arrived > sent:
        raise InvalidAmount("No more can arrive than was sent.", field="received")
    return sent, arrived


def _change_leg(
    session: Session, leg: Entry, account: Account, count: int, date: When, note: str | None
) -> Saved:
    former = leg.account
    before, places, on = account.balance, [position_of(leg)], {leg.day}
    leg.account_id, leg.amount, leg.change = account.id, count, signed(leg.kind, count)
    if date is not None and date != leg.day:
        leg.day, leg.at, leg.timed = when_of(session, leg.user_id, date)
    if note is not None:
        leg.note = clean_note(note)
    if former.id != account.id:
        repost(session, former, places, on)
        places, on = [], set()
    repost(session, account, [*places, position_of(leg)], on | {leg.day})
    return saved(account, leg, before)


def _value(leg: Entry) -> Decimal:
    return from_count(leg.amount, leg.account.currency.decimals)

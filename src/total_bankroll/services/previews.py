"""What would follow from a change that is not made yet, so that a form can say it first."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from total_bankroll.book import ZERO
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Entry
from total_bankroll.money import exact, from_count
from total_bankroll.services.books import load_books, today_of
from total_bankroll.services.breakdown import breakdown
from total_bankroll.services.day_totals import signed
from total_bankroll.services.outside import counted, moved_outside
from total_bankroll.services.ownership import own_account, player
from total_bankroll.services.recording import Money, When, count_of, when_of
from total_bankroll.services.transfers import counts, ends
from total_bankroll.services.views import BackDating, Breakdown, DeletePreview, Missing


def preview_back_dating(
    user_id: int, kind: str, account_id: int, amount: Money, date: When
) -> BackDating | None:
    """The later balance entry whose result a new flow would change; None where there is none."""
    session = db.session()
    account = own_account(session, user_id, account_id)
    count = signed(kind, count_of(account, kind, amount))
    return _back_dating(session, account, count, when_of(session, user_id, date).at)


def preview_transfer(
    user_id: int,
    from_account_id: int,
    to_account_id: int,
    amount: Money,
    received: Money | None,
    date: When,
) -> tuple[BackDating, ...]:
    """The later balance entries, on either side, whose results a new transfer would change."""
    session = db.session()
    source, target = ends(session, user_id, from_account_id, to_account_id)
    sent, arrived = counts(source, target, amount, received)
    at = when_of(session, user_id, date).at
    found = (
        _back_dating(session, source, -sent, at),
        _back_dating(session, target, arrived, at),
    )
    return tuple(one for one in found if one is not None)


def _back_dating(session: Session, account: Account, count: int, at: datetime) -> BackDating | None:
    later = session.scalar(
        select(Entry)
        .where(
            Entry.account_id == account.id,
            Entry.deleted_at.is_(None),
            Entry.kind == Kind.BALANCE,
            Entry.at > at,
        )
        .order_by(Entry.at, Entry.id)
        .limit(1)
    )
    if later is None:
        return None
    decimals = account.currency.decimals
    before = 0 if later.opening else later.change
    return BackDating(
        account_name=account.name,
        balance_day=later.day,
        result_before=from_count(before, decimals),
        result_after=from_count(later.change - count, decimals),
        currency=account.currency.code,
    )


def preview_delete(user_id: int, account_id: int) -> DeletePreview:
    """Bankroll and profit with the account and without it.

    What it sent to or got from other accounts becomes deposits and withdrawals there, so the
    others' profit stays what it is by itself.
    """
    session = db.session()
    own_account(session, user_id, account_id)
    currency = player(session, user_id).display_currency
    found = breakdown(user_id, currency, today_of(user_id))
    gone = next(row for row in found.accounts if row.account.id == account_id)
    return DeletePreview(
        currency=currency,
        total_before=found.total,
        total_after=found.total - (gone.value or ZERO),
        profit_before=found.profit,
        profit_after=_profit_without(user_id, found, account_id),
        missing=next((m for m in found.missing if _keeps_out(m, account_id)), None),
    )


def _keeps_out(missing: Missing, account_id: int) -> bool:
    """Whether a rate is missing without which an account is in no profit, or in nothing."""
    return missing.account_id == account_id and missing.figure in ("value", "capital")


def _profit_without(user_id: int, found: Breakdown, account_id: int) -> Decimal:
    books = load_books(user_id, found.currency)
    with exact():
        sums = {
            key: book.sums(None, found.on) for key, book in books.books.items() if key != account_id
        }
        inside = counted(user_id, books, sums, None, found.on).inside
        own = sum((sums[key].value_end - sums[key].capital for key in inside), ZERO)
        return own - moved_outside(user_id, books, inside, None, found.on)

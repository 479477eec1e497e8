"""When accounts were last written to, as seen from any day."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from total_bankroll.extensions import db
from total_bankroll.models import Account, Entry
from total_bankroll.services.views import AccountView


def updated_until(accounts: Sequence[AccountView], on: date) -> dict[int, date | None]:
    """The day of each account's newest entry up to `on`, or None, by the account's id.

    Days on which a balance was only confirmed count, so that entries are asked, not their sums:
    one look into an index for each account that was written to after `on`.
    """
    found = {account.id: account.updated_on for account in accounts}
    later = [key for key, day in found.items() if day is not None and day > on]
    if later:
        newest = (
            select(Entry.day)
            .where(Entry.account_id == Account.id, Entry.day <= on, Entry.deleted_at.is_(None))
            .order_by(Entry.day.desc())
            .limit(1)
            .scalar_subquery()
        )
        rows = db.session.execute(select(Account.id, newest).where(Account.id.in_(later)))
        found.update((key, day) for key, day in rows)
    return found

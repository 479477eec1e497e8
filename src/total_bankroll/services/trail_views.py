"""What is read of the trail and the trash: frozen values, never rows; amounts are exact."""

from datetime import date, datetime
from decimal import Decimal

from total_bankroll.values import value


@value
class Told:
    """One field as it was or is: an amount, a day, a moment, or else a text."""

    text: str = ""
    amount: Decimal | None = None
    currency: str | None = None
    day: date | None = None
    at: datetime | None = None


@value
class FieldChange:
    """One field that differs; None on the side on which the row, or the field, was not there."""

    field: str
    before: Told | None
    after: Told | None


@value
class ChangeView:
    """What was done to an entry, an account or the player's time zone.

    `kind` is the entry's or account's; `name` the account's, None where it was purged; `is_there`
    says that the row can be opened. A purged row's record has no fields.
    """

    id: int
    at: datetime
    actor: str
    batch: str
    action: str
    subject: str
    subject_id: int
    kind: str
    account_id: int | None
    account_kind: str
    name: str | None
    is_there: bool
    fields: tuple[FieldChange, ...]


@value
class ChangePage:
    """Some changes, newest first; `older_than` asks for those that come behind, if there are."""

    rows: tuple[ChangeView, ...]
    older_than: int | None


@value
class TrashedEntry:
    """A deleted entry, or a deleted transfer by what was sent; it can be restored until `until`."""

    id: int
    kind: str
    account_name: str
    partner_name: str | None
    currency: str
    amount: Decimal
    day: date
    note: str
    deleted_at: datetime
    until: datetime


@value
class TrashedAccount:
    """A deleted account, how many entries went with it, and how many had been deleted before.

    Restoring brings back the former alone; purging takes both.
    """

    id: int
    kind: str
    name: str
    currency: str
    entries: int
    deleted_before: int
    deleted_at: datetime
    until: datetime


@value
class TrashPage:
    """All deleted accounts, and one page of deleted entries, newest first."""

    accounts: tuple[TrashedAccount, ...]
    entries: tuple[TrashedEntry, ...]
    page: int
    pages: int
    count: int


@value
class Purged:
    """How many accounts and entries are gone for good, or would be."""

    accounts: int
    entries: int


@value
class RestoredEntries:
    """The entries that an undo has brought back, and how many it could not."""

    ids: tuple[int, ...]
    lost: int

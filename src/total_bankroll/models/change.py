"""The trail: what was changed of entries and accounts, when, by whom, from what to what."""

from datetime import datetime
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from total_bankroll.models.base import USER_SCOPE, BigId, Instant, LongText, Model


class RecordedChange(Model):
    """One row's change; `before` and `after` are JSON, empty where the row was not there.

    Nobody adds these by hand: `trail.py` does, for every write. What one transaction changed
    carries one `batch`. `from_account_id` is where an entry was before it moved. No key leads to
    the subject, which may be purged; its record stays.
    """

    __tablename__ = "changes"
    __scope__: ClassVar[str] = USER_SCOPE
    __table_args__ = (
        Index(None, "user_id", "id"),
        Index(None, "user_id", "account_id", "id"),
        Index(None, "user_id", "from_account_id", "id"),
        Index(None, "subject", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(40))
    batch: Mapped[str] = mapped_column(String(24))
    action: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(8))
    subject_id: Mapped[int] = mapped_column(BigId)
    account_id: Mapped[int | None] = mapped_column(BigId)
    before: Mapped[str | None] = mapped_column(LongText)
    after: Mapped[str | None] = mapped_column(LongText)
    from_account_id: Mapped[int | None] = mapped_column(BigId)

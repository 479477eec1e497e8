"""Forms that were sent: each counts once, and one that says something else is not passed over."""

from hashlib import sha256
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from total_bankroll import values
from total_bankroll.clock import now
from total_bankroll.errors import Conflict, SentBefore
from total_bankroll.models import Account, Currency, Entry, ManualRate, Submission
from total_bankroll.services.views import Saved, TransferSaved
from total_bankroll.values import value


@value
class SentForm:
    """A form's number, and a fingerprint of what was typed into it."""

    number: str
    content: str


class Sending:
    """One player's form on its way to one method; a bare number says nothing of its content."""

    def __init__(
        self, session: Session, user_id: int, method: str, submission: SentForm | str
    ) -> None:
        if isinstance(submission, str):
            submission = SentForm(submission, "")
        self.content = submission.content or None
        self.session, self.user_id, self.method = session, user_id, method
        self.key = _key(method, submission.number)
        self.earlier = session.get(Submission, (user_id, self.key))

    def is_repeat(self, *, is_guarded: bool) -> bool:
        """Whether it has run already; raises SentBefore where only its sender can know.

        That is where something else was typed then, or what it saved was deleted since. What names
        the version that it changes `is_guarded`: it overwrites nothing unseen, so that another
        content is simply the next change.
        """
        if self.earlier is None:
            return False
        first = self.earlier.content
        is_other = bool(first and self.content) and first != self.content
        is_gone = self._is_taken_back()
        if (is_other or is_gone) and not is_guarded:
            raise SentBefore(self._result(), self.earlier.created_at, is_gone=is_gone)
        return not (is_other or is_gone)

    def first_result(self) -> Any:
        """What the method returned then; raises Conflict where that cannot be read any more."""
        found = self._result()
        if found is None and self.earlier is not None and self.earlier.result != _NOTHING:
            raise Conflict("This form was saved already.")
        return found

    def keep(self, result: object) -> None:
        """Let it count: the next one that is the same gets this result."""
        row = self.earlier or Submission(user_id=self.user_id, key=self.key)
        row.content, row.result = self.content, values.dumps(result).decode()
        row.created_at = now()
        self.session.add(row)

    def _is_taken_back(self) -> bool:
        """Whether something was made, and nothing of it is there any more."""
        made = _made(self.user_id, self.method.rpartition(".")[2], self._result())
        return made is not None and self.session.scalar(made.limit(1)) is None

    def _result(self) -> Any:
        try:
            return None if self.earlier is None else values.loads(self.earlier.result)
        except ValueError:  # another version of the application wrote it
            return None


_NOTHING = values.dumps(None).decode()


def _made(user_id: int, method: str, result: Any) -> Select[int] | None:
    """What is there of that which a method has made; None of one that makes nothing."""
    if result is None:
        return None
    if method in ("add_site", "add_asset"):
        living = Account.deleted_at.is_(None)
        return select(Account.id).where(Account.user_id == user_id, Account.id == result, living)
    if method == "add_manual_rate":
        one = ManualRate.id == result.id
        return select(ManualRate.id).where(ManualRate.user_id == user_id, one)
    if method == "add_currency":
        return select(Currency.id).where(Currency.user_id == user_id, Currency.code == result)
    saved = _entries_of(result)
    mine = (Entry.user_id == user_id, Entry.id.in_(saved), Entry.deleted_at.is_(None))
    return select(Entry.id).where(*mine) if saved else None


def _entries_of(result: object) -> list[int]:
    """The entries that a write has told of."""
    if isinstance(result, TransferSaved):
        return [result.source.entry_id, result.target.entry_id]
    told = result if isinstance(result, tuple) else (result,)
    return [each.entry_id for each in told if isinstance(each, Saved)]


def _key(method: str, number: str) -> str:
    """What a sent form is known by: as long for every text that a browser may send."""
    return sha256(f"{method} {number}".encode(errors="replace")).hexdigest()

"""What the trail and the trash must show, worked out from the rows one by one."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from tests.support.expected import Gone
from tests.support.expected_entries import ExpectedEntries

KEPT = timedelta(days=30)
NOTHING = {"text": "", "amount": None, "currency": None, "day": None, "at": None}
FIELDS = {
    "entry": ("kind", "account", "when", "amount", "note", "tags"),
    "account": ("name", "currency", "position", "archived"),
    "player": ("timezone",),
}


class ExpectedTrail(ExpectedEntries):
    """The answers about what was changed and deleted, as one player gets them."""

    # -- the trail

    def list_changes(
        self,
        *,
        account_id: Any = None,
        entry_id: Any = None,
        transfer_id: Any = None,
        older_than: Any = None,
    ) -> Any:
        legs = {e.id for e in self.facts.entries if e.transfer_id == transfer_id}
        rows = [
            row
            for row in sorted(self.facts.changes, key=lambda row: -row.id)
            if row.user_id == self.user_id
            and account_id in (None, row.account_id, *self._left(row))
            and (entry_id is None or (row.subject, row.subject_id) == ("entry", entry_id))
            and (transfer_id is None or (row.subject == "entry" and row.subject_id in legs))
            and (older_than is None or row.id < older_than)
        ]
        shown = tuple(self._change(row) for row in rows[:50])
        return {"rows": shown, "older_than": rows[49].id if len(rows) > 50 else None}

    @staticmethod
    def _left(row: Any) -> Iterator[int]:
        """The account that an entry was on before; a purged one's contents do not say it."""
        if row.subject == "entry" and row.before:
            yield json.loads(row.before)["account"]
        elif row.subject == "entry" and row.from_account_id:
            yield row.from_account_id

    def _change(self, row: Any) -> Any:
        states = [text and json.loads(text) for text in (row.before, row.after)]
        state = states[1] or states[0] or {}
        account = next((a for a in self.facts.accounts if a.id == row.account_id), None)
        return {
            "id": row.id,
            "action": row.action,
            "subject_id": row.subject_id,
            "kind": state.get("kind", ""),
            "name": account and account.name,
            "is_there": self._is_there(row),
            "fields": tuple(self._fields(row.subject, *states)),
        }

    def _is_there(self, row: Any) -> bool:
        if row.subject == "account":
            return row.subject_id in {account.id for account in self.own.accounts}
        return row.subject == "entry" and row.subject_id in {e.id for e in self.own.live}

    def _fields(self, subject: str, before: Any, after: Any) -> Iterator[Any]:
        for name in FIELDS[subject]:
            was, is_now = self._told(name, before), self._told(name, after)
            if was != is_now:
                yield {"field": name, "before": was, "after": is_now}

    def _told(self, name: str, state: Any) -> Any:
        if not state or name not in state:
            return None
        value = state[name]
        names = {account.id: account.name for account in self.facts.accounts}
        own: dict[str, Any] = {
            "amount": lambda: {"amount": Fraction(value), "currency": state["currency"]},
            "when": lambda: (
                {"at": datetime.fromisoformat(value)}
                if "T" in value
                else {"day": date.fromisoformat(value)}
            ),
            "account": lambda: {"text": names.get(value, "a purged account")},
            "archived": lambda: {"text": "yes" if value else "no"},
            "tags": lambda: {"text": ", ".join(value)},
        }
        return NOTHING | (own[name]() if name in own else {"text": str(value)})

    # -- the trash

    def list_trash(self, page: int = 1) -> Any:
        entries = sorted(self._trashed_entries(), key=lambda e: (e.deleted_at, e.id), reverse=True)
        pages = max(1, -(-len(entries) // 50))
        page = min(page, pages)
        accounts = sorted(self._trashed_accounts(), key=lambda a: (a.deleted_at, a.id))[::-1]
        return {
            "accounts": tuple(self._trashed_account(a) for a in accounts),
            "entries": tuple(self._trashed_entry(e) for e in entries[page * 50 - 50 : page * 50]),
            "page": page,
            "pages": pages,
            "count": len(entries),
        }

    def get_trashed_entry(self, entry_id: int) -> Any:
        found = [e for e in self._trashed_entries() if e.id == entry_id]
        if not found:
            raise Gone
        return self._trashed_entry(found[0])

    def get_trashed_account(self, account_id: int) -> Any:
        found = [a for a in self._trashed_accounts() if a.id == account_id]
        if not found:
            raise Gone
        return self._trashed_account(found[0])

    def get_expired(self) -> Any:
        old = [
            [row for row in rows if row.deleted_at < self.moment - KEPT]
            for rows in (self._trashed_accounts(), self._trashed_entries())
        ]
        return {"accounts": len(old[0]), "entries": len(old[1])}

    @property
    def moment(self) -> datetime:
        return datetime.now(self.facts.users[0].created_at.tzinfo)

    def _trashed_accounts(self) -> list[Any]:
        return [a for a in self.facts.accounts if a.user_id == self.user_id and a.deleted_at]

    def _trashed_entries(self) -> list[Any]:
        mine = {account.id for account in self.own.accounts}
        gone = [e for e in self.facts.entries if e.deleted_at and e.account_id in mine]
        sent = {(e.transfer_id, e.deleted_at) for e in gone if e.kind == "transfer_out"}
        return [
            e for e in gone if e.kind != "transfer_in" or (e.transfer_id, e.deleted_at) not in sent
        ]

    def _trashed_entry(self, entry: Any) -> Any:
        accounts = {a.id: a for a in self.facts.accounts}
        account = accounts[entry.account_id]
        partners = [
            accounts[e.account_id].name
            for e in self.facts.entries
            if e.transfer_id is not None
            and (e.transfer_id, e.deleted_at) == (entry.transfer_id, entry.deleted_at)
            and e.id != entry.id
        ]
        return {
            "id": entry.id,
            "kind": entry.kind,
            "account_name": account.name,
            "partner_name": partners[0] if partners else None,
            "currency": self.own.code(account),
            "amount": entry.amount * self.own.unit(account),
            "day": entry.day,
            "note": entry.note,
            "deleted_at": entry.deleted_at,
            "until": entry.deleted_at + KEPT,
        }

    def _trashed_account(self, account: Any) -> Any:
        held = [e for e in self.facts.entries if e.account_id == account.id]
        return {
            "id": account.id,
            "kind": account.kind,
            "name": account.name,
            "currency": self.own.code(account),
            "entries": len([e for e in held if e.deleted_at == account.deleted_at]),
            "deleted_before": len([e for e in held if e.deleted_at != account.deleted_at]),
            "deleted_at": account.deleted_at,
            "until": account.deleted_at + KEPT,
        }

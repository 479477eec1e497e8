"""What each read of entries and transfers must answer, worked out by the naive replay."""

from datetime import datetime
from fractions import Fraction
from typing import Any

from tests.naive import LEGS, total
from tests.support.expected import Expected, Gone


class ExpectedEntries(Expected):
    """The answers about entries, as one player gets them."""

    # -- entries

    def _entry(self, entry: Any) -> Any:
        accounts = {a.id: a for a in self.own.accounts}
        account = accounts[entry.account_id]
        currency, unit = self.own.codes[account.currency_id], self.own.unit(account)
        step = next((s for s in self.own.steps[account.id] if s.entry.id == entry.id), None)
        found = {
            "id": entry.id,
            "account_id": account.id,
            "account_name": account.name,
            "currency": currency.code,
            "symbol": currency.symbol,
            "decimals": currency.decimals,
            "day": entry.day,
            "at": entry.at,
            "timed": entry.timed,
            "amount": entry.amount * unit,
            "note": entry.note,
            "transfer_id": entry.transfer_id,
            "deleted": entry.deleted_at is not None,
            "tags": self._tags_carried(entry.id),
        }
        if step is None:
            return found
        partner = self.own.partners.get(entry.id)
        theirs = accounts[partner.account_id] if partner else None
        return found | {
            "kind": step.kind,
            "change": step.change * unit,
            "opening": step.opening,
            "partner_id": partner.id if partner else None,
            "partner_name": theirs.name if theirs else None,
            "partner_currency": self.own.code(theirs) if theirs else None,
            "partner_amount": partner.amount * self.own.unit(theirs) if theirs else None,
        }

    def get_entry(self, entry_id: int) -> Any:
        mine = {a.id for a in self.own.accounts}
        found = [e for e in self.facts.entries if e.id == entry_id and e.account_id in mine]
        if not found:
            raise Gone
        return self._entry(found[0])

    def list_entries(
        self,
        filters: Any = None,
        order: str = "newest",
        after_place: Any = None,
        before_place: Any = None,
    ) -> Any:
        rows = self._sorted([e for e in self.own.live if self._is_shown(e, filters)], order)
        views = [self._entry(e) for e in rows]
        by_amount = len(filters.kinds) == 1 if filters else False
        by_amount = by_amount and filters.kinds[0] not in ("balance", "transfer_in", "result")
        figures = [view["amount"] if by_amount else view["change"] for view in views]
        rates = [self.own.cross(v["currency"], self.own.currency, v["day"]) for v in views]
        native: dict[str, Fraction] = {}
        for view, figure in zip(views, figures, strict=True):
            native[view["currency"]] = native.get(view["currency"], Fraction(0)) + figure
        exact = [f * r if r is not None else None for f, r in zip(figures, rates, strict=True)]
        part = self._part(rows, order, after_place, before_place)
        return {
            "rows": tuple(v | {"exact": x} for v, x in zip(views[part], exact[part], strict=True)),
            "count": len(views),
            "currency": self.own.currency,
            "totals": tuple({"currency": c, "amount": native[c]} for c in sorted(native)),
            "exact": total(x for x in exact if x is not None),
            "lacking": exact.count(None),
        }

    def _is_shown(self, entry: Any, filters: Any) -> bool:
        if filters is None:
            return True
        account = next(a for a in self.own.accounts if a.id == entry.account_id)
        size = abs(self._step(entry).change) * self.own.unit(account)
        texts = (entry.note.casefold(), account.name.casefold())
        tags = [tag.casefold() for tag in self._tags_carried(entry.id)]
        return (
            (not filters.kinds or self._step(entry).kind in filters.kinds)
            and filters.account_id in (None, entry.account_id)
            and (filters.from_day is None or entry.day >= filters.from_day)
            and (filters.to_day is None or entry.day <= filters.to_day)
            and (filters.on is None or entry.day <= filters.on)
            and filters.currency in (None, self.own.code(account))
            and filters.account_kind in (None, account.kind)
            and (filters.least is None or size >= filters.least)
            and (filters.most is None or size <= filters.most)
            and (not filters.text or any(filters.text.casefold() in text for text in texts))
            and (not filters.tag or filters.tag.casefold() in tags)
        )

    def _step(self, entry: Any) -> Any:
        return next(s for s in self.own.steps[entry.account_id] if s.entry.id == entry.id)

    def _sorted(self, entries: list[Any], order: str) -> list[Any]:
        """The oldest first, or the newest, or the largest of each currency."""
        if order != "amount":
            return entries[:: -1 if order == "newest" else 1]
        codes = {account.id: self.own.code(account) for account in self.own.accounts}
        newest = entries[::-1]
        by_size = sorted(newest, key=lambda e: -abs(self._step(e).change))
        return sorted(by_size, key=lambda e: codes[e.account_id])

    def _part(self, rows: list[Any], order: str, after: Any, before: Any) -> slice:
        """Which rows a page shows; a place in time is none where the largest come first."""
        place = after or before
        if order == "amount" or not place:
            return slice(0, 50)
        time, _, number = place.rpartition("_")
        at = (datetime.fromisoformat(f"{time}+00:00"), int(number))
        keys = [(e.at, e.id) for e in rows]
        above = sum(key > at if order == "newest" else key < at for key in keys)
        start = above + (at in keys)
        if not after:
            return slice(above - 50, above) if above > 50 else slice(0, 50)
        return (
            slice(start, start + 50) if start < len(rows) else slice(max(0, len(rows) - 50), None)
        )

    def get_transfer(self, transfer_id: int) -> Any:
        mine = {a.id: a for a in self.own.accounts}
        legs = {
            e.kind: e
            for e in self.facts.entries
            if e.transfer_id == transfer_id and e.account_id in mine
        }
        if set(legs) != set(LEGS):
            raise Gone
        out, into = legs["transfer_out"], legs["transfer_in"]
        source, target = mine[out.account_id], mine[into.account_id]
        return {
            "id": transfer_id,
            "from_account_id": source.id,
            "to_account_id": target.id,
            "from_currency": self.own.code(source),
            "to_currency": self.own.code(target),
            "amount": out.amount * self.own.unit(source),
            "received": into.amount * self.own.unit(target),
            "day": out.day,
            "at": out.at,
            "timed": out.timed,
            "note": out.note,
            "deleted": out.deleted_at is not None,
            "tags": self._tags_carried(out.id),
        }

    # -- tags

    def _tags_carried(self, *entry_ids: int) -> tuple[str, ...]:
        """What these entries carry, each tag once, in the order of names without their case."""
        carried = {row.tag_id for row in self.facts.taggings if row.entry_id in entry_ids}
        names = [row.name for row in self.facts.entry_tags if row.id in carried]
        return tuple(sorted(names, key=str.casefold))

    def list_entry_tags(self) -> Any:
        return self._tags_carried(*(entry.id for entry in self.own.live))

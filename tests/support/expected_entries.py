"""What each read of entries and transfers must answer, worked out by the naive replay."""

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

    def list_entries(self, filters: Any = None, page: int = 1) -> Any:
        rows = [e for e in reversed(self.own.live) if self._is_shown(e, filters)]
        views = [self._entry(e) for e in rows]
        by_amount = len(filters.kinds) == 1 if filters else False
        by_amount = by_amount and filters.kinds[0] not in ("balance", "transfer_in", "result")
        figures = [view["amount"] if by_amount else view["change"] for view in views]
        rates = [self.own.cross(v["currency"], self.own.currency, v["day"]) for v in views]
        native: dict[str, Fraction] = {}
        for view, figure in zip(views, figures, strict=True):
            native[view["currency"]] = native.get(view["currency"], Fraction(0)) + figure
        exact = [f * r if r is not None else None for f, r in zip(figures, rates, strict=True)]
        pages = max(1, -(-len(views) // 50))
        page = min(max(1, page), pages)
        part = slice((page - 1) * 50, page * 50)
        return {
            "rows": tuple(v | {"exact": x} for v, x in zip(views[part], exact[part], strict=True)),
            "page": page,
            "pages": pages,
            "count": len(views),
            "currency": self.own.currency,
            "totals": tuple({"currency": c, "amount": native[c]} for c in sorted(native)),
            "exact": total(x for x in exact if x is not None),
            "lacking": exact.count(None),
        }

    def _is_shown(self, entry: Any, filters: Any) -> bool:
        if filters is None:
            return True
        kind = next(s.kind for s in self.own.steps[entry.account_id] if s.entry.id == entry.id)
        return (not filters.kinds or kind in filters.kinds) and (
            filters.account_id in (None, entry.account_id)
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
        }

"""What a bankroll was made of, worked out by the naive replay, day by day."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from tests.naive import DAY, Bankroll, total
from tests.support.expected import Gone, every_day
from tests.support.expected_rates import ExpectedRates
from total_bankroll.services.selection import EVERYTHING, Selection


class ExpectedParts(ExpectedRates):
    """The answers about allocation, and about months among each other."""

    def selected(self, bankroll: Bankroll, selection: Selection) -> list[Any]:
        wanted = selection.account_id
        if wanted is not None and wanted not in {a.id for a in bankroll.accounts}:
            raise Gone
        return [
            a
            for a in bankroll.accounts
            if wanted in (None, a.id)
            and selection.kind in (None, a.kind)
            and selection.currency in (None, bankroll.code(a))
        ]

    def get_allocation(
        self,
        currency_code: str | None = None,
        *,
        start: Any = None,
        end: Any = None,
        parts_by: str = "account",
        selection: Selection = EVERYTHING,
        in_full: bool = False,
    ) -> Any:
        bankroll, end = self.bankroll(currency_code), end or self.now
        selected = self.selected(bankroll, selection)
        begins = [day for a in selected if (day := self._begin(bankroll, a, start))]
        first = max((day for day in (start, min(begins, default=None)) if day), default=end)
        days = every_day(min(first, end), end)
        inside = [a for a in selected if bankroll.value(a, end) is not None]
        return {
            "currency": bankroll.currency,
            "by": parts_by,
            "days": tuple(days),
            "parts": tuple(
                {
                    "key": key,
                    "name": name,
                    "values": tuple(self._held(bankroll, members, day) for day in days),
                }
                for key, name, members in self._parts(bankroll, inside, parts_by)
            ),
            "left_out": tuple(
                self._without(bankroll, a, [end]) for a in selected if a not in inside
            ),
            "gaps": tuple(
                gap for a in inside if (gap := self._without(bankroll, a, days)) is not None
            ),
        }

    def _begin(self, bankroll: Bankroll, account: Any, start: date | None) -> date | None:
        """From `start` on, the first day on which anything was there, or happened."""
        if start and bankroll.balance(account, start - DAY):
            return start
        return min(
            (day for day in bankroll.days(account) if not start or day >= start), default=None
        )

    def _parts(
        self, bankroll: Bankroll, inside: Sequence[Any], by: str
    ) -> list[tuple[str, str, list[Any]]]:
        if by == "account":
            return [(str(a.id), a.name, [a]) for a in inside]
        if by == "kind":
            named = (("site", "Sites"), ("asset", "Assets"))
            rows = [(key, name, [a for a in inside if a.kind == key]) for key, name in named]
        else:
            codes = sorted({bankroll.code(a) for a in inside})
            rows = [(c, c, [a for a in inside if bankroll.code(a) == c]) for c in codes]
        return [row for row in rows if row[2]]

    def _held(self, bankroll: Bankroll, members: Sequence[Any], day: date) -> Fraction | None:
        """Together, each currency's sum at its rate; a currency that nets to zero needs none."""
        held: dict[str, Fraction] = {}
        for a in members:
            code = bankroll.code(a)
            held[code] = held.get(code, Fraction(0)) + bankroll.balance(a, day)
        rates = {c: bankroll.cross(c, bankroll.currency, day) for c, n in held.items() if n}
        return None if None in rates.values() else total(held[c] * r for c, r in rates.items())

    def _without(self, bankroll: Bankroll, account: Any, days: Sequence[date]) -> Any:
        lacking = [day for day in days if bankroll.value(account, day) is None]
        return (
            {
                "account_id": account.id,
                "name": account.name,
                "currency": bankroll.code(account),
                "day": lacking[0],
                "figure": "allocation",
            }
            if lacking
            else None
        )

    def get_extreme_months(self, currency_code: str | None = None, **asked: Any) -> Any:
        """Of equal months the last is the best, and the first the worst."""
        found = self.get_attribution(currency_code, period="month", **asked)
        months = list(found["periods"])
        while months and not any(
            value for name, value in months[0].items() if name not in ("start", "end")
        ):
            months.pop(0)
        won = [
            month["results"] + month["bonuses"] - month["expenses"] - month["costs"] + month["fx"]
            for month in months
        ]
        differ = len(set(won)) > 1
        best = months[len(won) - 1 - won[::-1].index(max(won))] if differ else None
        worst = months[won.index(min(won))] if differ else None
        return {"best": best, "worst": worst, "left_out": found["left_out"]}

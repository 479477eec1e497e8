"""What each report must answer, worked out by the naive replay, day by day and entry by entry."""

from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

from tests.naive import DAY, LEGS, Bankroll, total, twelve_digits
from tests.support.expected_parts import ExpectedParts
from total_bankroll.services.selection import EVERYTHING, Selection


class ExpectedReports(ExpectedParts):
    """The answers about stretches of time."""

    def get_attribution(
        self,
        currency_code: str | None = None,
        *,
        start: Any = None,
        end: Any = None,
        period: str = "whole",
        selection: Selection = EVERYTHING,
    ) -> Any:
        bankroll, last = self.bankroll(currency_code), end or self.now
        first = min(start or bankroll.since or last, last)
        edges = list(_edges(first, last, period))
        selected = self.selected(bankroll, selection)
        lacking = {a.id: self._lacks(bankroll, a, edges) for a in selected}
        inside = [a for a in selected if lacking[a.id] is None]
        return {
            "currency": bankroll.currency,
            "by": period,
            "periods": tuple(
                self._pieces(bankroll, inside, before, until) for before, until in pairwise(edges)
            ),
            "whole": self._pieces(bankroll, inside, edges[0], last),
            "accounts": tuple(
                {
                    "account": self._account(a),
                    "whole": self._pieces(bankroll, [a], edges[0], last),
                }
                for a in inside
            ),
            "fx_by_currency": self._fx_by_currency(bankroll, inside, edges[0], last),
            "left_out": tuple(
                {
                    "account_id": a.id,
                    "name": a.name,
                    "currency": bankroll.code(a),
                    "day": lacking[a.id],
                    "figure": "attribution",
                }
                for a in selected
                if lacking[a.id] is not None
            ),
        }

    # -- returns, drawdowns, days

    def get_performance(self, currency_code: str | None = None, **asked: Any) -> Any:
        bankroll, inside, first, last = self._stretch(currency_code, **asked)
        flows = self._flows(bankroll, inside, first, last)
        value = self._together(bankroll, inside)
        grown, unmeasured = _grown(value, flows, first - DAY, last)
        return {
            "currency": bankroll.currency,
            "start": first,
            "end": last,
            "opening": value(first - DAY),
            "came": total(came for came, _ in flows.values()),
            "went": total(went for _, went in flows.values()),
            "closing": value(last),
            "time_weighted": None if grown is None else twelve_digits(grown - 1),
            "not_measurable": unmeasured,
            "left_out": self.get_attribution(currency_code, **asked)["left_out"],
        }

    def get_returns(self, currency_code: str | None = None, **asked: Any) -> Any:
        _, inside, first, last = self._stretch(currency_code, **asked)

        def of(**changed: Any) -> Any:
            asked_for = {**asked, "start": first, "end": last, **changed}
            return self.get_performance(currency_code, **asked_for)

        years = pairwise(_edges(first, last, "year"))
        alone = [(self._account(a), of(selection=Selection(a.id))) for a in inside]
        return {
            "whole": of(),
            "years": tuple(of(start=before + DAY, end=until) for before, until in years),
            "accounts": tuple({"account": a, "performance": p} for a, p in alone),
        }

    def get_profit_line(
        self, currency_code: str | None = None, *, in_full: bool = False, **asked: Any
    ) -> Any:
        bankroll, inside, first, last = self._stretch(currency_code, **asked)
        flows, value = self._flows(bankroll, inside, first, last), self._together(bankroll, inside)
        days = [first - DAY + n * DAY for n in range((last - first).days + 2)]
        values = [value(day) for day in days]
        profits, below, peaks, shares = [], [], [], []
        added = values[0] or 0
        for day, worth in zip(days, values, strict=True):
            came, went = flows.get(day, (0, 0))
            added += came - went
            profits.append(None if worth is None else worth - added)
            known = [p for p in profits if p is not None]
            below.append(None if worth is None else known[-1] - max(known))
            peaks.append(None if worth is None else _latest_peak(days, profits))
            at_peak = None if worth is None else values[days.index(peaks[-1])]
            positive = at_peak is not None and at_peak > 0
            shares.append(twelve_digits(below[-1] / at_peak) if positive else None)
        depth = max((-b for b in below if b is not None), default=Fraction(0))
        return {
            "days": tuple(days),
            "profits": tuple(profits),
            "depths": tuple(below),
            "peak_days": tuple(peaks),
            "shares": tuple(shares),
            "depth": depth if sum(p is not None for p in profits) > 1 else None,
        }

    def get_daily_results(self, currency_code: str | None = None, **asked: Any) -> Any:
        bankroll, inside, first, last = self._stretch(currency_code, **asked)
        ids, won = {a.id for a in inside}, {}
        for account in inside:
            sums = {d: s for d, s in bankroll.days(account).items() if first <= d <= last}
            for day, reasons in sums.items():
                played = [reasons.get(name, 0) for name in ("result", "bonus", "expense")]
                if any(played):
                    value = sum(played) * bankroll.unit(account) * bankroll.rate(account, day)
                    won[day] = won.get(day, 0) + value
            for step in bankroll.steps[account.id]:
                partner = bankroll.partners.get(step.entry.id)
                day = step.entry.day
                if partner and partner.account_id in ids and first <= day <= last:
                    value = step.change * bankroll.unit(account) * bankroll.rate(account, day)
                    won[day] = won.get(day, 0) + value
        return {
            "currency": bankroll.currency,
            "start": first,
            "end": last,
            "days": tuple({"day": day, "won": won[day]} for day in sorted(won)),
            "total": total(won.values()),
            "left_out": self.get_attribution(currency_code, **asked)["left_out"],
        }

    def _stretch(
        self,
        currency_code: str | None,
        *,
        start: Any = None,
        end: Any = None,
        selection: Selection = EVERYTHING,
    ) -> tuple[Bankroll, list[Any], date, date]:
        bankroll, last = self.bankroll(currency_code), end or self.now
        found = self.get_attribution(currency_code, start=start, end=end, selection=selection)
        ids = {row["account"]["id"] for row in found["accounts"]}
        return (
            bankroll,
            [a for a in bankroll.accounts if a.id in ids],
            found["whole"]["start"],
            last,
        )

    def _together(self, bankroll: Bankroll, inside: Any) -> Callable[[date], Any]:
        def value(day: date) -> Fraction | None:
            held: dict[str, Fraction] = {}
            for a in inside:
                code = bankroll.code(a)
                held[code] = held.get(code, Fraction(0)) + bankroll.balance(a, day)
            rates = {c: bankroll.cross(c, bankroll.currency, day) for c, n in held.items() if n}
            return None if None in rates.values() else total(held[c] * r for c, r in rates.items())

        return value

    def _flows(self, bankroll: Bankroll, inside: Any, first: date, last: date) -> Any:
        """What came and went a day; an opening debt went, and so did what was moved outside."""
        ids = {a.id for a in inside}
        days: dict[date, tuple[Fraction, Fraction]] = {}
        for a in inside:
            for step in bankroll.steps[a.id]:
                day, partner = step.entry.day, bankroll.partners.get(step.entry.id)
                is_flow = step.opening or step.kind in ("deposit", "withdrawal")
                is_crossing = partner is not None and partner.account_id not in ids
                if first <= day <= last and step.change and (is_flow or is_crossing):
                    value = step.change * bankroll.unit(a) * bankroll.rate(a, day)
                    came, went = days.get(day, (Fraction(0), Fraction(0)))
                    days[day] = (came + max(value, 0), went + max(-value, 0))
        return dict(sorted(days.items()))

    # -- what the above are made of

    def _lacks(self, bankroll: Bankroll, account: Any, edges: list[date]) -> date | None:
        """The first day, period by period, that lacks a rate the account needs."""
        for before, until in pairwise(edges):
            days = sorted(day for day in bankroll.days(account) if before < day <= until)
            found = next((day for day in days if bankroll.rate(account, day) is None), None)
            for edge in (until, before):
                if found is None and bankroll.value(account, edge) is None:
                    found = edge
            if found is not None:
                return found
        return None

    def _pieces(self, bankroll: Bankroll, inside: Any, before: date, until: date) -> Any:
        ids, sums = {a.id for a in inside}, dict.fromkeys(SUMS, 0)
        for account in inside:
            unit = bankroll.unit(account)
            for step in bankroll.steps[account.id]:
                if before < step.entry.day <= until:
                    rate = bankroll.rate(account, step.entry.day)
                    value = abs(step.change) if step.kind in SIGNLESS else step.change
                    name = "opening" if step.opening else NAMES.get(step.kind, step.kind)
                    if step.kind in LEGS:
                        partner = bankroll.partners[step.entry.id].account_id
                        name, value = ("costs", -value) if partner in ids else ("moved", value)
                    sums[name] += value * unit * rate if value else 0
        return {
            "start": before + DAY,
            "end": until,
            "opening": total(bankroll.value(a, before) for a in inside),
            "capital_in": sums["opening"] + sums["deposit"],
            "capital_out": sums["withdrawal"],
            "results": sums["result"],
            "bonuses": sums["bonus"],
            "expenses": sums["expense"],
            "costs": sums["costs"],
            "moved": sums["moved"],
            "fx": total(self._fx(bankroll, a, before, until) for a in inside),
            "closing": total(bankroll.value(a, until) for a in inside),
        }

    def _fx(self, bankroll: Bankroll, account: Any, before: date, until: date) -> Any:
        effect = bankroll.fx(account, before, until)
        assert not isinstance(effect, date)
        return effect

    def _fx_by_currency(self, bankroll: Bankroll, inside: Any, before: date, until: date) -> Any:
        codes = sorted({bankroll.code(a) for a in inside})
        sums = {
            code: total(
                self._fx(bankroll, a, before, until) for a in inside if bankroll.code(a) == code
            )
            for code in codes
        }
        return tuple({"currency": c, "amount": amount} for c, amount in sums.items() if amount)


def _latest_peak(days: Any, profits: Any) -> date:
    return max((p, d) for d, p in zip(days, profits, strict=False) if p is not None)[1]


def _grown(value: Any, flows: Any, before: date, last: date) -> tuple[Any, date | None]:
    """One unit's growth, stretch by stretch; or the day that has no return."""
    stretches, since = [], before
    for day, (came, went) in flows.items():
        ends = value(day - DAY), value(day)
        if None in ends:
            return None, day
        stretches += [(since, value(since), ends[0]), (day, ends[0] + came, ends[1] + went)]
        since = day
    grown = Fraction(1)
    for day, start, stop in [*stretches, (since, value(since), value(last))]:
        if start <= 0 and (start, stop) != (0, 0):
            return None, day
        grown *= stop / start if start else 1
    return grown, None


SUMS = ("opening", "deposit", "withdrawal", "result", "bonus", "expense", "costs", "moved")
NAMES = {"balance": "result"}
SIGNLESS = ("withdrawal", "expense")


def _edges(first: date, last: date, period: str) -> Iterator[date]:
    """The day before the first one, every day on which a period ends, and the last day."""
    yield first - DAY
    day = first
    while day < last:
        following = day + DAY
        ends = {
            "whole": False,
            "day": True,
            "month": following.day == 1,
            "quarter": following.day == 1 and following.month in (1, 4, 7, 10),
            "year": (following.month, following.day) == (1, 1),
        }
        if ends[period]:
            yield day
        day = following
    yield last

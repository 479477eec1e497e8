"""The bankroll once more, from the entries alone: slow, obvious, and sharing no code with it.

Written from what the figures mean, not from how they are computed; amounts are fractions.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from tests.support.facts import Facts

DAY = timedelta(days=1)
LEGS = {"transfer_in": "deposit", "transfer_out": "withdrawal"}
PLAIN = {alone: leg for leg, alone in LEGS.items()}
MINUS = ("withdrawal", "transfer_out", "expense")


class Step(NamedTuple):
    """An entry with what it does: `kind` is a leg's only where it is half of a transfer."""

    entry: Any
    kind: str
    change: int
    opening: bool
    balance: int


def twelve_digits(value: Fraction) -> Fraction:
    """Rounded half up to 12 significant digits."""
    return to_digits(value, 12)


def to_digits(value: Fraction, count: int) -> Fraction:
    """Rounded half up to so many significant digits."""
    wide = Context(prec=80, rounding=ROUND_HALF_UP)
    exactly = wide.divide(Decimal(value.numerator), Decimal(value.denominator))
    return Fraction(Context(prec=count, rounding=ROUND_HALF_UP).plus(exactly))


def total(values: Iterable[Any]) -> Fraction:
    return sum(values, Fraction(0))


class Bankroll:
    """One player's bankroll, read from the facts in one display currency."""

    def __init__(self, facts: Facts, user_id: int, currency: str | None = None) -> None:
        self.facts, self.user_id = facts, user_id
        self.user = next(row for row in facts.users if row.id == user_id)
        self.currency = currency or self.user.display_currency
        self._crosses: dict[tuple[str, str, date], Fraction | None] = {}
        self._days: dict[int, dict[date, dict[str, int]]] = {}

    # -- what there is

    @cached_property
    def codes(self) -> dict[int, Any]:
        mine = [c for c in self.facts.currencies if c.owner in (0, self.user_id)]
        return {row.id: row for row in mine}

    @cached_property
    def accounts(self) -> list[Any]:
        mine = [a for a in self.facts.accounts if a.user_id == self.user_id and not a.deleted_at]
        return sorted(mine, key=lambda a: (a.kind != "site", a.position, a.id))

    def code(self, account: Any) -> str:
        return str(self.codes[account.currency_id].code)

    def unit(self, account: Any) -> Fraction:
        return Fraction(1, 10 ** self.codes[account.currency_id].decimals)

    @cached_property
    def live(self) -> list[Any]:
        present = {account.id for account in self.accounts}
        found = [e for e in self.facts.entries if not e.deleted_at and e.account_id in present]
        return sorted(found, key=lambda e: (e.at, e.id))

    @cached_property
    def partners(self) -> dict[int, Any]:
        """The other half of each half of a transfer."""
        halves: dict[int, list[Any]] = {}
        for entry in self.live:
            if entry.transfer_id is not None:
                halves.setdefault(entry.transfer_id, []).append(entry)
        found = {}
        for pair in halves.values():
            if len(pair) == 2 and self._is_transfer(*pair):
                found |= {pair[0].id: pair[1], pair[1].id: pair[0]}
        return found

    def _is_transfer(self, one: Any, other: Any) -> bool:
        inward = next(e for e in (one, other) if e.kind in ("deposit", "transfer_in"))
        outward = other if inward is one else one
        by_id = {account.id: account for account in self.accounts}
        if one.account_id == other.account_id or one.day != other.day:
            return False
        same = by_id[one.account_id].currency_id == by_id[other.account_id].currency_id
        return not (same and inward.amount > outward.amount)

    # -- the ledger

    @cached_property
    def steps(self) -> dict[int, list[Step]]:
        found: dict[int, list[Step]] = {account.id: [] for account in self.accounts}
        for entry in self.live:
            before = found[entry.account_id][-1].balance if found[entry.account_id] else 0
            found[entry.account_id].append(self._step(entry, before, found[entry.account_id]))
        return found

    def _step(self, entry: Any, before: int, earlier: list[Step]) -> Step:
        kind = LEGS.get(entry.kind, entry.kind)
        if entry.id in self.partners:
            kind = PLAIN[kind]
        if kind == "balance":
            return Step(entry, kind, entry.amount - before, not earlier, entry.amount)
        change = -entry.amount if kind in MINUS else entry.amount
        return Step(entry, kind, change, False, before + change)

    def balance(self, account: Any, on: date) -> Fraction:
        """The native balance at the end of a day."""
        past = [step.balance for step in self.steps[account.id] if step.entry.day <= on]
        return (past[-1] if past else 0) * self.unit(account)

    def days(self, account: Any) -> dict[date, dict[str, int]]:
        """What changed on which day, by reason; days on which nothing did are left out."""
        if account.id not in self._days:
            self._days[account.id] = self._by_day(account)
        return self._days[account.id]

    def _by_day(self, account: Any) -> dict[date, dict[str, int]]:
        found: dict[date, dict[str, int]] = {}
        for step in self.steps[account.id]:
            reason = "opening" if step.opening else step.kind
            sums = found.setdefault(step.entry.day, {})
            sums[reason] = sums.get(reason, 0) + step.change
        for sums in found.values():
            sums["result"] = sums.get("result", 0) + sums.pop("balance", 0)
        return {day: sums for day, sums in sorted(found.items()) if any(sums.values())}

    @cached_property
    def since(self) -> date | None:
        return min((day for a in self.accounts for day in self.days(a)), default=None)

    # -- rates

    @cached_property
    def _series(self) -> dict[str, tuple[dict[date, Fraction], dict[date, Fraction]]]:
        found: dict[str, Any] = {c.code: ({}, {}) for c in self.codes.values()}
        for row in self.facts.rates:
            found[self.codes[row.currency_id].code][0][row.day] = Fraction(row.rate)
        for row in self.facts.manual:
            if row.user_id == self.user_id:
                found[self.codes[row.currency_id].code][1][row.day] = Fraction(row.rate)
        return found

    def quote(self, code: str, on: date) -> tuple[Fraction, date, str] | None:
        """Units per euro that hold on a day, with their own day and where they come from."""
        if code == "EUR":
            return Fraction(1), on, "euro"
        published, manual = self._series[code]
        own = max((day for day in manual if day <= on), default=None)
        newest = max((day for day in published if day <= on), default=None)
        if newest is not None and (own is None or newest > own) and self._holds(code, newest, on):
            return published[newest], newest, "ECB"
        return None if own is None else (manual[own], own, "manual")

    def _holds(self, code: str, day: date, on: date) -> bool:
        end = self.facts.ends
        is_alive = (end - max(self._series[code][0])).days <= 7
        return (on - day).days <= 7 or (on > end and is_alive)

    def rate(self, account: Any, on: date) -> Fraction | None:
        """What one unit of the account's currency is worth on a day."""
        return self.cross(self.code(account), self.currency, on)

    def cross(self, code: str, into: str, on: date) -> Fraction | None:
        if code == into:
            return Fraction(1)
        key = (code, into, on)
        if key not in self._crosses:
            base, counter = self.quote(code, on), self.quote(into, on)
            rate = twelve_digits(counter[0] / base[0]) if base and counter else None
            self._crosses[key] = rate
        return self._crosses[key]

    def value(self, account: Any, on: date) -> Fraction | None:
        held = self.balance(account, on)
        rate = self.rate(account, on) if held else Fraction(0)
        return None if rate is None else held * rate

    # -- figures of a period: the days after `before`, up to and including `on`

    def flows(self, account: Any, before: date | None, on: date) -> Iterator[tuple[date, str, Any]]:
        for day, sums in self.days(account).items():
            if day <= on and (before is None or day > before):
                yield from ((day, reason, change) for reason, change in sums.items() if change)

    def capital(self, account: Any, before: date | None, on: date, kinds: Any = None) -> Any:
        """Net capital added, each flow at its day's rate; a date where that one has none."""
        found = Fraction(0)
        for day, reason, change in self.flows(account, before, on):
            if reason in ("opening", "deposit", "withdrawal"):
                rate = self.rate(account, day)
                if rate is None:
                    return day
                if kinds is None or reason in kinds:
                    found += change * self.unit(account) * rate
        return found

    def moved(self, account: Any, before: date | None, on: date) -> Any:
        """What came from other accounts less what went there; None without a rate."""
        found = Fraction(0)
        for day, reason, change in self.flows(account, before, on):
            if reason in LEGS:
                rate = self.rate(account, day)
                if rate is None:
                    return None
                found += change * self.unit(account) * rate
        return found

    def fx(self, account: Any, before: date | None, on: date) -> Any:
        """Σ of balance of day d−1 × (rate d − rate d−1), collected by the day of the rate."""
        weights: dict[date, Fraction] = {}
        days = [d for d in self.days(account) if d <= on and (before is None or d > before)]
        held, last = (self.balance(account, before), before) if before else (Fraction(0), None)
        for day in dict.fromkeys([*days, on]):
            if held:
                weights[day] = weights.get(day, Fraction(0)) + held
                weights[last or day] = weights.get(last or day, Fraction(0)) - held
            held, last = self.balance(account, day), day
        if self.code(account) == self.currency:
            return Fraction(0)
        needed = {day: weight for day, weight in sorted(weights.items()) if weight}
        rates = {day: self.rate(account, day) for day in needed}
        lacking = [day for day, rate in rates.items() if rate is None]
        return lacking[0] if lacking else total(w * (rates[d] or 0) for d, w in needed.items())

    # -- which accounts count

    def valued(self, on: date) -> list[Any]:
        return [a for a in self.accounts if self.value(a, on) is not None]

    def counted(self, among: list[Any], before: date | None, on: date) -> tuple[list[Any], Any]:
        """Those whose values and flows have their rates, and the edges that took others out."""
        inside = [
            a
            for a in among
            if self.value(a, on) is not None
            and (before is None or self.value(a, before) is not None)
            and not isinstance(self.capital(a, before, on), date)
        ]
        edges: dict[int, date] = {}
        while True:
            lacking = {
                a.id: day
                for a in inside
                for day, _ in sorted(self.crossing(a, inside, before, on), reverse=True)
                if self.rate(a, day) is None
            }
            if not lacking:
                return inside, edges
            edges |= lacking
            inside = [a for a in inside if a.id not in lacking]

    def crossing(
        self, account: Any, inside: list[Any], before: date | None, on: date
    ) -> Iterator[tuple[date, int]]:
        """The halves of transfers whose other half lies on an account that is left out."""
        ids = {a.id for a in inside}
        for step in self.steps[account.id]:
            day = step.entry.day
            is_within = day <= on and (before is None or day > before)
            partner = self.partners.get(step.entry.id)
            if is_within and partner is not None and partner.account_id not in ids:
                yield day, step.change

    def profit(self, inside: list[Any], before: date | None, on: date) -> Fraction:
        """Change of value − net capital added − what came from accounts left out."""
        start = total(self.value(a, before) or 0 for a in inside) if before else Fraction(0)
        outside = total(
            change * self.unit(a) * (self.rate(a, day) or 0)
            for a in inside
            for day, change in self.crossing(a, inside, before, on)
        )
        end = total(self.value(a, on) or 0 for a in inside)
        return end - start - total(self.capital(a, before, on) for a in inside) - outside

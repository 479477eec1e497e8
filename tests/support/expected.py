"""What each public read must answer, worked out from the facts by the naive replay.

A method here for every `list_`, `get_`, `calculate_` and `convert` of the services: a read
without one is a read that nobody checks, and the state machine says so.
"""

from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from tests.naive import DAY, Bankroll, total, twelve_digits
from tests.support.facts import Facts


class Gone(Exception):
    """There is no such row, for this player."""


def plain(thing: Any) -> Any:
    """A service's answer as dicts, tuples and fractions."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return {f.name: plain(getattr(thing, f.name)) for f in fields(thing)}
    if isinstance(thing, dict):
        return {key: plain(item) for key, item in thing.items()}
    if isinstance(thing, list | tuple):
        return tuple(plain(item) for item in thing)
    return Fraction(thing) if isinstance(thing, Decimal) else thing


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


class Expected:
    """The answers to one player's questions on a day that is today for them."""

    def __init__(self, facts: Facts, user_id: int, today: date) -> None:
        self.facts, self.user_id, self.now = facts, user_id, today
        self._bankrolls: dict[str | None, Bankroll] = {}
        self.own = self.bankroll(None)

    def bankroll(self, currency: str | None) -> Bankroll:
        if currency and currency not in {row.code for row in self.own.codes.values()}:
            raise Gone
        if currency not in self._bankrolls:
            self._bankrolls[currency] = Bankroll(self.facts, self.user_id, currency)
        return self._bankrolls[currency]

    # -- accounts

    def _account(self, account: Any) -> dict[str, Any]:
        currency = self.own.codes[account.currency_id]
        steps = self.own.steps[account.id]
        return {
            "id": account.id,
            "kind": account.kind,
            "name": account.name,
            "currency": currency.code,
            "symbol": currency.symbol,
            "decimals": currency.decimals,
            "balance": (steps[-1].balance if steps else 0) * self.own.unit(account),
            "position": account.position,
            "archived_at": account.archived_at,
            "deleted": False,
            "updated_on": steps[-1].entry.day if steps else None,
        }

    def list_accounts(self, *, kind: str | None = None, archived: bool | None = False) -> Any:
        rows = [self._account(a) for a in self.own.accounts]
        return tuple(
            r
            for r in rows
            if kind in (None, r["kind"]) and archived in (None, bool(r["archived_at"]))
        )

    def get_account(self, account_id: int, *, kind: str | None = None) -> Any:
        found = [a for a in self.own.accounts if a.id == account_id and kind in (None, a.kind)]
        if not found:
            raise Gone
        return self._account(found[0])

    # -- figures

    def calculate_total_bankroll(self, currency_code: str | None = None, *, on: Any = None) -> Any:
        bankroll, on = self.bankroll(currency_code), on or self.now
        return total(bankroll.value(a, on) for a in bankroll.valued(on))

    def get_bankroll_breakdown(self, currency_code: str | None = None, *, on: Any = None) -> Any:
        bankroll, on = self.bankroll(currency_code), on or self.now
        inside, edges = bankroll.counted(bankroll.accounts, None, on)
        effects = [bankroll.fx(a, None, on) for a in inside]
        return {
            "currency": bankroll.currency,
            "on": on,
            "accounts": self._figures(bankroll, on),
            "total": self.calculate_total_bankroll(currency_code, on=on),
            "capital": total(bankroll.capital(a, None, on) for a in inside),
            "profit": bankroll.profit(inside, None, on),
            "fx": total(fx for fx in effects if not isinstance(fx, date)),
            "deposits": total(bankroll.capital(a, None, on, ("deposit",)) for a in inside),
            "withdrawals": -total(bankroll.capital(a, None, on, ("withdrawal",)) for a in inside),
            "month": self._month(bankroll, inside, on),
            "change_7": self.get_change(currency_code, before=on - 7 * DAY, on=on),
            "missing": self._missing(bankroll, edges, on),
            "since": bankroll.since if bankroll.since and bankroll.since <= on else None,
            "rates_on": self.facts.ends,
        }

    def _month(self, bankroll: Bankroll, among: Any, on: date) -> Any:
        before = on.replace(day=1) - DAY
        inside, _ = bankroll.counted(among, before, on)
        effects = [bankroll.fx(a, before, on) for a in inside]
        return {
            "start": on.replace(day=1),
            "profit": bankroll.profit(inside, before, on),
            "fx": total(fx for fx in effects if not isinstance(fx, date)),
            "capital": total(bankroll.capital(a, before, on) for a in inside),
        }

    def get_change(
        self, currency_code: str | None = None, *, before: Any = None, on: Any = None
    ) -> Any:
        bankroll, on = self.bankroll(currency_code), on or self.now
        valued = bankroll.valued(on)
        known = [a for a in valued if not before or bankroll.value(a, before) is not None]
        base = total(bankroll.value(a, before) for a in known) if before else Fraction(0)
        flows = [bankroll.capital(a, before, on) for a in known]
        return {
            "value": total(bankroll.value(a, on) for a in known) - base,
            "base": base,
            "capital": total(flow for flow in flows if not isinstance(flow, date)),
            "missing": tuple(
                {
                    "account_id": account.id,
                    "name": account.name,
                    "currency": bankroll.code(account),
                    "day": before,
                    "figure": "change",
                }
                for account in valued
                if account not in known
            ),
        }

    def _figures(self, bankroll: Bankroll, on: date) -> Any:
        values = {a.id: bankroll.value(a, on) for a in bankroll.accounts}
        positive = total(v for v in values.values() if v and v > 0)
        found = []
        for account in bankroll.accounts:
            value, held = values[account.id], bankroll.balance(account, on)
            month_ago = bankroll.balance(account, on - 30 * DAY)
            found.append(
                {
                    "account": self._account(account),
                    "balance": held,
                    "value": value,
                    "share": twelve_digits(value / positive) if value and value > 0 else None,
                    "change_7": held - bankroll.balance(account, on - 7 * DAY),
                    "change_30": held - month_ago,
                    "change_30_percent": twelve_digits((held - month_ago) / month_ago)
                    if month_ago > 0
                    else None,
                    "trend": tuple(
                        bankroll.balance(account, day) for day in every_day(on - 29 * DAY, on)
                    ),
                    "updated_on": self._updated_until(account, on),
                    "archived": self._is_archived_by(account, on),
                    **self._gains(bankroll, account, value, on),
                }
            )
        return tuple(found)

    def _is_archived_by(self, account: Any, on: date) -> bool:
        zone = ZoneInfo(self.own.user.timezone)
        return bool(account.archived_at) and account.archived_at.astimezone(zone).date() <= on

    def _updated_until(self, account: Any, on: date) -> date | None:
        """Today's answer while it is not after that day; or the last of the days until then."""
        days = [step.entry.day for step in self.own.steps[account.id]]
        if days and days[-1] <= on:
            return days[-1]
        return max((day for day in days if day <= on), default=None)

    def _gains(self, bankroll: Bankroll, account: Any, value: Any, on: date) -> Any:
        capital = bankroll.capital(account, None, on)
        moved, fx = bankroll.moved(account, None, on), bankroll.fx(account, None, on)
        if isinstance(capital, date):
            known = dict.fromkeys(("capital", "profit", "deposits", "withdrawals"))
        else:
            known = {
                "capital": capital,
                "profit": None if None in (value, moved) else value - capital - moved,
                "deposits": bankroll.capital(account, None, on, ("deposit",)),
                "withdrawals": -bankroll.capital(account, None, on, ("withdrawal",)),
            }
        return {**known, "fx": None if value is None or isinstance(fx, date) else fx}

    def _missing(self, bankroll: Bankroll, edges: Any, on: date) -> Any:
        found = []
        for account in bankroll.accounts:
            capital, fx = bankroll.capital(account, None, on), bankroll.fx(account, None, on)
            reasons = (
                ("value", on if bankroll.value(account, on) is None else None),
                ("capital", capital if isinstance(capital, date) else edges.get(account.id)),
                ("fx", fx if isinstance(fx, date) else None),
            )
            figure, day = next((reason for reason in reasons if reason[1]), ("", None))
            if day:
                found.append(
                    {
                        "account_id": account.id,
                        "name": account.name,
                        "currency": bankroll.code(account),
                        "day": day,
                        "figure": figure,
                    }
                )
        return tuple(found)

    # -- over time

    def get_history(
        self,
        currency_code: str | None = None,
        *,
        start: Any = None,
        end: Any = None,
        by: str = "total",
        in_full: bool = False,
    ) -> Any:
        bankroll, end = self.bankroll(currency_code), end or self.now
        first = max((day for day in (start, bankroll.since) if day), default=end)
        days = every_day(min(first, end), end)
        lines = [
            (key, name, tuple(self._worth(bankroll, members, day) for day in days), members)
            for key, name, members in self._groups(bankroll, by, end)
        ]
        if len(lines) > 8 and not in_full:
            ranked = sorted(lines, key=lambda line: abs(line[2][-1] or 0), reverse=True)[:8]
            rest = [a for line in lines if line not in ranked for a in line[3]]
            values = tuple(self._worth(bankroll, rest, day) for day in days)
            lines = [*(line for line in lines if line in ranked), ("rest", "Others", values, rest)]
        series = tuple({"key": k, "name": n, "values": v} for k, n, v, _ in lines)
        return {"currency": bankroll.currency, "by": by, "days": tuple(days), "series": series}

    def _groups(self, bankroll: Bankroll, by: str, end: date) -> Any:
        if by == "total":
            return [("total", "Total", bankroll.valued(end))]
        if by == "currency":
            codes = sorted({bankroll.code(a) for a in bankroll.accounts})
            return [(c, c, [a for a in bankroll.accounts if bankroll.code(a) == c]) for c in codes]
        return [(str(a.id), a.name, [a]) for a in bankroll.accounts if a.kind == by]

    def _worth(self, bankroll: Bankroll, accounts: Any, day: date) -> Fraction | None:
        """Together, each currency's sum at its rate; None before the first entry of all."""
        if not any(first <= day for a in accounts for first in list(bankroll.days(a))[:1]):
            return None
        held: dict[str, Fraction] = {}
        for account in accounts:
            code = bankroll.code(account)
            held[code] = held.get(code, Fraction(0)) + bankroll.balance(account, day)
        rates = {c: bankroll.cross(c, bankroll.currency, day) for c, sum_ in held.items() if sum_}
        return None if None in rates.values() else total(held[c] * r for c, r in rates.items() if r)

    def get_account_history(self, account_id: int, start: Any = None, **asked: Any) -> Any:
        found = [a for a in self.own.accounts if a.id == account_id]
        if not found:
            raise Gone
        account, end = found[0], asked.get("end") or self.now
        begin = next(iter(self.own.days(account)), None)
        first = max((day for day in (start, begin) if day), default=end)
        days = tuple(every_day(min(first, end), end))
        values = tuple(self.own.balance(account, day) for day in days)
        line = {"key": str(account_id), "name": "", "values": values}
        return {
            "currency": self.own.code(account),
            "by": "account",
            "days": days,
            "series": (line,) if begin else (),
        }

    def get_monthly_profit(
        self, currency_code: str | None = None, *, months: int = 12, on: Any = None
    ) -> Any:
        bankroll, on = self.bankroll(currency_code), on or self.now
        among, _ = bankroll.counted(bankroll.accounts, None, on)
        found: list[Any] = []
        end = on
        for _ in range(months):
            before = end.replace(day=1) - DAY
            inside, _ = bankroll.counted(among, before, end)
            lacks = bool(bankroll.accounts) and not inside
            profit = None if lacks else bankroll.profit(inside, before, end)
            found.append({"month": end.replace(day=1), "profit": profit})
            end = before
        return tuple(found[::-1])

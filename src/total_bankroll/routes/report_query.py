"""What a report is asked for: a stretch of time, a selection of accounts, a currency."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from flask import request

from total_bankroll.forms.fields import read_day
from total_bankroll.routes.list_query import ACCOUNT_KINDS
from total_bankroll.routes.past import Past, past_day, present_day
from total_bankroll.routes.reading import Reader
from total_bankroll.routes.report_ranges import MONTHS_OF_A_YEAR, RANGES, range_days
from total_bankroll.services.moments import EARLIEST
from total_bankroll.services.selection import Selection
from total_bankroll.services.views import AccountView

BYS = {"month": "Month", "quarter": "Quarter", "year": "Year", "whole": "Whole"}
DEFAULT_BY, DEFAULT_RANGE = "month", "12m"
WHY = "/reports"
"""The address of the report that says why the bankroll changed."""
SELECTION = ("account", "kind", "held", "currency", "on")
"""What stays as it is when the time or its parts change; every report reads these."""
ALONG = ("range", "from", "to", *SELECTION)
"""What goes along from one report to another."""
ENTRY_FILTERS = {"account": "account", "kind": "accounts", "held": "currency", "on": "on"}
"""By which names the list of entries knows what is selected."""
COMPARED = {"on": "to", "currency": "currency"}
"""By which names the comparison of two days knows what it is asked for here."""
SHORT = {"month": 1, "quarter": 3}
"""Periods of which there may be too many, and how many months they have."""
ROOM, FEWEST_ROWS = 72, 26
"""How many rows a page has room for, those of accounts counted in, so that it weighs less than
20 KB: five years by month with ten accounts, and two years with however many."""


@dataclass(frozen=True)
class Time:
    """From `first` (None: the first entry) to `last`, in periods of `by`.

    `range` is empty where the days were typed; `today` may be a past day that stands for it.
    """

    by: str
    range: str
    first: date | None
    last: date
    today: date


@dataclass(frozen=True)
class ReportQuery:
    """A report's query; `typed` are the arguments as they were sent.

    `offered` are the currencies that it can be shown in, `path` is its address.
    """

    time: Time
    selection: Selection
    currency: str | None
    typed: Mapping[str, str]
    offered: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    path: str = WHY
    most_rows: int = ROOM

    def past(self, path: str) -> Past:
        """The day that stands for today at this address, and the ways to others."""
        own = ("on",) if path == self.path else ("on", "from", "to")
        kept = tuple((name, text) for name, text in self.typed.items() if name not in own)
        return Past(path, read_day(self.typed.get("on", "")), present_day(), kept)

    @property
    def is_filtered(self) -> bool:
        """Whether the form has something to clear."""
        return bool({"from", "to", *SELECTION[:-1]} & self.typed.keys())

    @property
    def selected(self) -> bool:
        """Whether only some of the accounts are asked for."""
        return any(name in self.typed for name in ("account", "kind", "held"))

    def selected_words(self, accounts: Sequence[AccountView]) -> list[str]:
        """Which accounts those are, in words: none where they are all."""
        chosen = self.selection
        found = [one.name for one in accounts if one.id == chosen.account_id]
        found += [ACCOUNT_KINDS[chosen.kind].lower()] if chosen.kind else []
        return found + ([f"held in {chosen.currency}"] if chosen.currency else [])

    @property
    def has_next(self) -> bool:
        """Whether there is a year after the last day."""
        return self.time.last.year < self.time.today.year

    @property
    def has_previous(self) -> bool:
        """Whether entries can lie before the year of the last day."""
        return self.time.last.year > EARLIEST.year

    @property
    def cleared(self) -> str:
        """The same without what the form has set."""
        return self.href(**dict.fromkeys(("from", "to", *SELECTION[:-1])))

    @property
    def range_choices(self) -> list[tuple[str, str, bool]]:
        """The ranges: what each is called, its address, whether it is this one."""
        return [(text, self.in_range(key), key == self.time.range) for key, text in RANGES.items()]

    def by_choices(self, shown: str) -> list[tuple[str, str, bool]]:
        """The periods that a table can have, the same way."""
        return [(text, self.href(by=key), key == shown) for key, text in BYS.items()]

    @property
    def currency_choices(self) -> list[tuple[str, str]]:
        """What a report can be shown in."""
        return [(code, code) for code in self.offered]

    @property
    def kind_choices(self) -> list[tuple[str, str]]:
        """What the filter by kind offers."""
        return list(ACCOUNT_KINDS.items())

    @staticmethod
    def account_choices(accounts: Sequence[AccountView]) -> list[tuple[str, str]]:
        """What the filter by account offers: ids and names."""
        return [(str(one.id), one.name) for one in accounts]

    @staticmethod
    def held_choices(accounts: Sequence[AccountView]) -> list[tuple[str, str]]:
        """What the filter by the accounts' currency offers."""
        return [(code, code) for code in sorted({one.currency for one in accounts})]

    def href(self, path: str | None = None, /, **changed: str | None) -> str:
        """A report with this query, changed; None takes an argument out."""
        path = path or self.path
        query = {n: text for n, text in {**self.typed, **changed}.items() if text is not None}
        return f"{path}?{urlencode(query)}" if query else path

    def in_range(self, name: str) -> str:
        """The same over another of RANGES."""
        return self.href(**{"range": name, "from": None, "to": None})

    def between(self, first: date, last: date, **changed: str) -> str:
        """The same over other days."""
        days = {"from": first.isoformat(), "to": last.isoformat(), "range": None}
        return self.href(**{**days, **changed})

    def along(self, path: str) -> str:
        """Another report about the same time and selection."""
        return self.href(path, **{name: None for name in self.typed if name not in ALONG})

    def same_accounts(self, path: str) -> str:
        """Another page about the same accounts, in the same currency, on the same day."""
        return self.href(path, **{name: None for name in self.typed if name not in SELECTION})

    @property
    def two_days(self) -> str:
        """The comparison of today, or of the past day that stands for it, with a day before."""
        kept = {new: self.typed[old] for old, new in COMPARED.items() if old in self.typed}
        return f"/compare?{urlencode(kept)}" if kept else "/compare"

    def entries(self, first: date, last: date, **more: str) -> str:
        """The entries of some days on the accounts selected."""
        kept = {new: self.typed[old] for old, new in ENTRY_FILTERS.items() if old in self.typed}
        days = {"from": first.isoformat(), "to": last.isoformat()}
        return f"/entries?{urlencode({**kept, **days, **more})}"

    def periods(self, first: date) -> str:
        """The periods from `first` on: those asked for, or longer ones where they are too many."""
        if self.time.by not in SHORT:
            return self.time.by
        longer = list(SHORT)[list(SHORT).index(self.time.by) :]
        return next((by for by in longer if self._fits(by, first)), "year")

    def _fits(self, by: str, first: date) -> bool:
        years = self.time.last.year - first.year
        months = years * MONTHS_OF_A_YEAR + self.time.last.month - first.month + 1
        return months <= self.most_rows * SHORT[by]


def read_report_query(
    accounts: Sequence[AccountView],
    currencies: Collection[str],
    today: date,
    path: str = WHY,
    *,
    bys: Sequence[str] = tuple(BYS),
    ways: Sequence[str] = (),
) -> ReportQuery:
    """The query of this request; days lie between the earliest an entry can have and today.

    `bys` are what the report at `path` can be split by, `ways` how it can show its figures.
    """
    reader = Reader(request.args)
    end = _end(reader, today)
    first, last, chosen = _days(reader, end)
    by = (reader.choice("by", bys) or DEFAULT_BY) if bys else DEFAULT_BY
    if ways:
        reader.choice("as", ways)
    return _query(reader, accounts, currencies, Time(by, chosen, first, last, end), path)


def read_year_query(
    accounts: Sequence[AccountView], currencies: Collection[str], today: date, year: int
) -> ReportQuery | None:
    """The same for a year by month; None for one that has not begun, or that no entry can have."""
    reader = Reader(request.args)
    end = _end(reader, today)
    if not EARLIEST.year <= year <= today.year:
        return None
    if end.year < year:
        reader.drop("on")
        end = today
    time = _year(year, end)
    reader.typed |= {"from": str(time.first), "to": str(time.last)}
    return _query(reader, accounts, currencies, time)


def read_calendar_query(
    accounts: Sequence[AccountView], currencies: Collection[str], today: date, path: str
) -> ReportQuery:
    """The same for the report at `path` of one `year`; without one, that of the last day."""
    reader = Reader(request.args)
    end = _end(reader, today)
    years = [str(year) for year in range(EARLIEST.year, end.year + 1)]
    time = _year(int(reader.choice("year", years) or end.year), end)
    return _query(reader, accounts, currencies, time, path)


def _year(year: int, end: date) -> Time:
    """A calendar year, up to `end` where it is not over."""
    return Time("month", "", date(year, 1, 1), min(date(year, 12, 31), end), end)


def _end(reader: Reader, today: date) -> date:
    """Today, or the past day that stands for it."""
    reader.day("on")
    on = past_day(today)
    reader.typed.pop("on", None)
    reader.typed |= {} if on is None else {"on": on.isoformat()}
    return on or today


def _query(
    reader: Reader,
    accounts: Sequence[AccountView],
    currencies: Collection[str],
    time: Time,
    path: str = WHY,
) -> ReportQuery:
    account = reader.choice("account", [str(one.id) for one in accounts])
    return ReportQuery(
        time=time,
        selection=Selection(
            account_id=None if account is None else int(account),
            kind=reader.choice("kind", tuple(ACCOUNT_KINDS)),
            currency=reader.choice("held", sorted({one.currency for one in accounts})),
        ),
        currency=reader.choice("currency", sorted(currencies)),
        typed=reader.typed,
        offered=tuple(sorted(currencies)),
        ignored=tuple(reader.ignored),
        path=path,
        most_rows=max(ROOM - len(accounts), FEWEST_ROWS),
    )


def _clamped(day: date, last: date) -> date:
    return max(EARLIEST, min(day, last))


def _days(reader: Reader, end: date) -> tuple[date | None, date, str]:
    """First and last day, and which of the ranges they are; typed days go before a range."""
    since, until = reader.days(end)
    chosen = reader.choice("range", tuple(RANGES)) or DEFAULT_RANGE
    if since is None and until is None:
        first, last = range_days(chosen, end)
        return first, last, chosen
    last = end if until is None else _clamped(until, end)
    return None if since is None else _clamped(since, end), last, ""

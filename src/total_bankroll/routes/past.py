"""The time machine: the past day that a page is asked for, and the ways to other days."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from flask import request

from total_bankroll.forms.fields import read_day
from total_bankroll.routes.context import signed_in_player
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.moments import EARLIEST

SERVICE = BankrollService()
DAY = timedelta(days=1)


def past_day(today: date) -> date | None:
    """The past day that `on` names, not before any entry can be; None is today."""
    asked = read_day(request.args.get("on", "").strip())
    return None if asked is None or asked >= today else max(asked, EARLIEST)


def unread_day() -> str:
    """What was sent as `on` and is no day at all; empty where there is no such thing."""
    text = request.args.get("on", "").strip()
    return text if read_day(text) is None else ""


def present_day() -> date:
    """The day it is for the player who is signed in."""
    return SERVICE.today(signed_in_player().id)


def on_day(href: str, on: date | None) -> str:
    """An address with the past day that a page shows; None leaves it as it is."""
    if on is None:
        return href
    path, mark, part = href.partition("#")
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'on': on.isoformat()})}{mark}{part}"


@dataclass(frozen=True)
class Past:
    """The day that the page at `path` shows: `on`, or `today` where that is None.

    `kept` are the other arguments, which go along to other days; `unread` is what was asked for
    and is no day, where the page does not say so elsewhere.
    """

    path: str
    on: date | None
    today: date
    kept: tuple[tuple[str, str], ...] = ()
    unread: str = ""

    @property
    def ahead(self) -> date | None:
        """The day that was asked for, where it has not come yet."""
        asked = read_day(request.args.get("on", "").strip())
        return asked if asked is not None and asked > self.today else None

    @property
    def back(self) -> str:
        """The same page today."""
        return self._at(None)

    @property
    def earlier(self) -> str | None:
        """The same page a day earlier; None where no entry can be."""
        day = self.on or self.today
        return self._at(day - DAY) if day > EARLIEST else None

    @property
    def later(self) -> str:
        """The same page a day later, which may be today."""
        following = (self.on or self.today) + DAY
        return self._at(following if following < self.today else None)

    @property
    def compared(self) -> str:
        """This day beside today, or today beside another day."""
        return f"/compare?{urlencode({'from': self.on.isoformat()})}" if self.on else "/compare"

    @property
    def first_day(self) -> date:
        """The first day that can be asked for."""
        return EARLIEST

    def link(self, href: str) -> str:
        """The address of another page on the same day."""
        return on_day(href, self.on)

    def _at(self, on: date | None) -> str:
        query = urlencode(self.kept)
        return on_day(f"{self.path}?{query}" if query else self.path, on)

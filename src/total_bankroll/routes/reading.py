"""Reading a page's query: what is not understood is named and left aside, never an error."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from total_bankroll.forms.fields import read_day

LONGEST_SHOWN = 40

Found = TypeVar("Found")


@dataclass
class Reader:
    """Takes one argument after the other; `typed` keeps those it understood, as they were sent."""

    args: MultiDict[str, str]
    typed: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What was sent, without blanks around it."""
        return self.args.get(name, "").strip()

    def day(self, name: str) -> date | None:
        """A day, `YYYY-MM-DD`."""
        text = self.text(name)
        return self._noted(name, text, read_day(text))

    def days(self, end: date) -> tuple[date | None, date | None]:
        """`from` and `to`, without what comes after `end` or stands the wrong way round."""
        since, until = self.day("from"), self.day("to")
        if since is not None and since > end:
            self.drop("from", *["to"] if until else [])
            return None, None
        if since is not None and until is not None and since > until:
            self.drop("from")
            since = None
        return since, until

    def choice(self, name: str, choices: Sequence[str]) -> str | None:
        """One of the choices."""
        text = self.text(name)
        return self._noted(name, text, text if text in choices else None)

    def drop(self, *names: str) -> None:
        """Leave arguments aside after all, because of others."""
        for name in names:
            self._ignore(name, self.typed.pop(name))

    def _noted(self, name: str, text: str, found: Found | None) -> Found | None:
        if found is not None:
            self.typed[name] = text
        elif text:
            self._ignore(name, text)
        return found

    def _ignore(self, name: str, text: str) -> None:
        shown = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
        self.ignored.append(f"{name}: {shown}")

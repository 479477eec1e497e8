"""What can go wrong in the domain, worded for the player who reads it."""

from datetime import datetime


class BankrollError(Exception):
    """Base of every domain error; `field` names the form field that it concerns."""

    field: str | None = None

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if field is not None:
            self.field = field


class NotFound(BankrollError):
    """The row does not exist, or belongs to somebody else: nobody learns which."""


class Invalid(BankrollError):
    """What was typed cannot be taken as it is."""


class InvalidAmount(Invalid):
    """An amount that is not one, or not one of this currency."""

    field = "amount"


class UnclearAmount(InvalidAmount):
    """An amount that can be read in two ways; the message asks which."""


class InvalidDate(Invalid):
    """A day that does not exist, lies in the future or before all history."""

    field = "date"


class InvalidName(Invalid):
    """A name that is empty, too long, taken or made of invisible characters."""

    field = "name"


class InvalidTags(Invalid):
    """Tags that are too many, too long or made of invisible characters."""

    field = "tags"


class InvalidRate(Invalid):
    """An exchange rate that cannot be one."""

    field = "rate"


class UnknownCurrency(Invalid):
    """A currency code that this player does not have."""

    field = "currency"


class InvalidArticle(Invalid):
    """An article's file that cannot be taken as it is; `line` counts within its text."""

    def __init__(self, problem: str, *, line: int = 1, file: str = "") -> None:
        super().__init__(f"{file}, line {line}: {problem}" if file else f"line {line}: {problem}")
        self.problem = problem
        self.line = line


class NoRate(BankrollError):
    """There is no exchange rate for that currency on that day; none is made up."""


class Conflict(BankrollError):
    """The request is well formed, but what is there forbids it."""


class Changed(Conflict):
    """The row is no longer what its form showed; what was typed must not overwrite it unseen."""


class SentBefore(BankrollError):
    """This form was saved already, and only who sent it knows whether that is meant once more.

    Something else was typed into it, or what it saved `is_gone`; nothing was saved now. `result`
    is what came of it then, None where that cannot be read any more.
    """

    def __init__(self, result: object, at: datetime, *, is_gone: bool) -> None:
        super().__init__("This form was saved already.")
        self.result, self.at, self.is_gone = result, at, is_gone


class SourceFailed(BankrollError):
    """An outside source (exchange rates, mail) did not answer as it should."""


class Unreachable(SourceFailed):
    """Nobody answers at all: asking for another file would only cost the same time again."""


class Busy(BankrollError):
    """The database is held by somebody else for too long; nothing was written."""

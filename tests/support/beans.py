"""Ledgers as Beancount itself reads them."""

from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal, localcontext
from functools import cache
from typing import Any, NamedTuple

import beanquery
from beancount import loader
from beancount.core import data
from beancount.ops import validation
from beanquery import parser

from total_bankroll.services.exports import ExportService

ROWS = """
    SELECT account, sum(position), convert(sum(position), %(display)s, %(on)s),
           sum(convert(position, %(display)s, date))
    WHERE date <= %(on)s GROUP BY account
"""
WORTH = """
    SELECT convert(sum(position), %(display)s, %(on)s)
    WHERE date <= %(on)s AND account ~ %(names)s
"""

ZERO = Decimal(0)
WIDE = Context(prec=60)


def exported(user_id: int) -> str:
    """A player's ledger as it is exported."""
    with ExportService().beancount(user_id) as file:
        return file.read().decode()


class Row(NamedTuple):
    """One account at the end of a day: natively, at that day's prices, and flow by flow at each
    one's own day's price; by commodity."""

    held: dict[str, Decimal]
    worth: dict[str, Decimal]
    flows: dict[str, Decimal]


class Ledger:
    """A ledger that was loaded the way `bean-check` does it; `errors` says what that would."""

    def __init__(self, text: str) -> None:
        checks = validation.HARDCORE_VALIDATIONS
        self.text = text
        self.directives, found, self.options = loader.load_string(text, extra_validations=checks)
        self.errors = [f"{error.source['lineno']}: {error.message}" for error in found]
        self._connection = beanquery.connect(
            "beancount:", entries=self.directives, errors=found, options=self.options
        )

    @property
    def display(self) -> str:
        """The commodity in which totals are read."""
        return str(self.options["operating_currency"][0])

    def of(self, kind: type) -> list[Any]:
        """The directives of a kind, such as `data.Open`."""
        return [each for each in self.directives if isinstance(each, kind)]

    def commodity(self, code: str) -> str:
        """What a currency is called here."""
        found: list[data.Commodity] = self.of(data.Commodity)
        return next(each.currency for each in found if each.meta["code"] == code)

    def rows(self, on: date) -> dict[str, Row]:
        """Every account at the end of a day, by name."""
        return {name: Row(*map(_amounts, sums)) for name, *sums in self._ask(ROWS, on=on)}

    def worth(self, accounts: Iterable[str], on: date) -> dict[str, Decimal]:
        """What some accounts together are worth at the end of a day."""
        found = self._ask(WORTH, on=on, names=f"^({'|'.join(accounts)})$")
        return _amounts(found[0][0]) if found and found[0][0] is not None else {}

    def _ask(self, query: str, **values: Any) -> list[Any]:
        values["display"] = self.display
        with localcontext(WIDE):
            return list(self._connection.execute(_parsed(query), values).fetchall())


@cache
def _parsed(query: str) -> Any:
    """To read a question takes much longer than to answer it."""
    return parser.parse(query)


def _amounts(inventory: Any) -> dict[str, Decimal]:
    return {p.units.currency: p.units.number for p in inventory if p.units.number}

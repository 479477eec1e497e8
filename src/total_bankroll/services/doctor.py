"""Whether everything that must agree does, and making it agree: checks only read."""

import struct
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress

from total_bankroll.extensions import db
from total_bankroll.services import (
    ledger_checks,
    ledger_repairs,
    rate_checks,
    rate_repairs,
    row_checks,
    row_repairs,
    tag_checks,
    tag_repairs,
    trail_checks,
    trail_repairs,
    transfer_checks,
    value_checks,
    value_repairs,
)
from total_bankroll.services.faults import Fault, Repaired
from total_bankroll.trail import acting_as
from total_bankroll.values import value

Check = Callable[[], Iterator[Fault]]

VALUES = "values"
CHECKS: dict[str, Check] = {
    VALUES: value_checks.values,
    "foreign keys": row_checks.foreign_keys,
    "tokens": row_checks.tokens,
    "players": row_checks.players,
    "names": row_checks.names,
    "owners": row_checks.owners,
    "tags": tag_checks.tags,
    "currencies": rate_checks.currencies,
    "rates": rate_checks.rates,
    "ledger": ledger_checks.ledger,
    "transfers": transfer_checks.transfers,
    "trail": trail_checks.trail,
}

REPAIRS: tuple[Callable[[], Iterator[Repaired]], ...] = (
    value_repairs.values,  # what cannot be read stops the others
    row_repairs.tokens,  # without one nothing can be written
    rate_repairs.currencies,
    trail_repairs.trail,  # before others tell what they change
    row_repairs.foreign_keys,
    row_repairs.players,
    row_repairs.names,
    row_repairs.owners,
    tag_repairs.tags,
    rate_repairs.rates,
    ledger_repairs.moments,
    ledger_repairs.transfers,
    ledger_repairs.ledger,  # last, since it follows from all of them
)
ACTOR = "flask doctor --repair"
LEFT = "The values come first."
_STOPS = (ValueError, TypeError, LookupError, ArithmeticError, struct.error)
"""What reading a value raises that is none of its column's kind."""


@value
class Examined:
    """One check and what it found."""

    name: str
    faults: tuple[Fault, ...]


class DoctorService:
    """Examines the whole instance, every player's rows among it."""

    def examine(self) -> Iterator[Examined]:
        """Every check in turn, each in read transactions of its own."""
        is_readable = True
        for name, check in CHECKS.items():
            db.session.rollback()
            found = tuple(check() if is_readable else _as_far_as_it_goes(check))
            is_readable = is_readable and not (name == VALUES and found)
            yield Examined(name, found)
        db.session.rollback()

    def repair(self) -> Iterator[Repaired]:
        """Everything that can be decided, in write transactions; says what it does as it does it.

        What is sound is left alone, so that a second time changes nothing.
        """
        is_stopped = False
        with acting_as(ACTOR):
            for repair in REPAIRS:
                db.session.rollback()
                with suppress(*_STOPS) if is_stopped else nullcontext():
                    yield from repair()
                if repair is value_repairs.values:
                    is_stopped = any(value_checks.values())
        db.session.rollback()


def _as_far_as_it_goes(check: Check) -> Iterator[Fault]:
    """What a check finds before a value that cannot be read stops it."""
    try:
        yield from check()
    except _STOPS:
        yield Fault("the rest", "is not known: what cannot be read stops this check", LEFT)

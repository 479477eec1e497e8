"""Whether everything that must agree does, and making it agree: checks only read."""

from collections.abc import Callable, Iterator

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
)
from total_bankroll.services.faults import Fault, Repaired
from total_bankroll.trail import acting_as
from total_bankroll.values import value

Check = Callable[[], Iterator[Fault]]

CHECKS: dict[str, Check] = {
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


@value
class Examined:
    """One check and what it found."""

    name: str
    faults: tuple[Fault, ...]


class DoctorService:
    """Examines the whole instance, every player's rows among it."""

    def examine(self) -> Iterator[Examined]:
        """Every check in turn, each in read transactions of its own."""
        for name, check in CHECKS.items():
            db.session.rollback()
            yield Examined(name, tuple(check()))
        db.session.rollback()

    def repair(self) -> Iterator[Repaired]:
        """Everything that can be decided, in write transactions; says what it does as it does it.

        What is sound is left alone, so that a second time changes nothing.
        """
        with acting_as(ACTOR):
            for repair in REPAIRS:
                db.session.rollback()
                yield from repair()
        db.session.rollback()

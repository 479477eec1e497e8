"""Whether everything that must agree does: each check reads, finds faults and changes nothing."""

from collections.abc import Callable, Iterator

from total_bankroll.extensions import db
from total_bankroll.services import ledger_checks, rate_checks, row_checks, transfer_checks
from total_bankroll.services.faults import Fault
from total_bankroll.values import value

Check = Callable[[], Iterator[Fault]]

CHECKS: dict[str, Check] = {
    "foreign keys": row_checks.foreign_keys,
    "tokens": row_checks.tokens,
    "players": row_checks.players,
    "names": row_checks.names,
    "owners": row_checks.owners,
    "currencies": rate_checks.currencies,
    "rates": rate_checks.rates,
    "ledger": ledger_checks.ledger,
    "transfers": transfer_checks.transfers,
}


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

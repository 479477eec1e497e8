"""Currencies and their exchange rates: what is there, where it came from, and how to convert."""

from total_bankroll.services.rate_bundle import read_bundle
from total_bankroll.services.rate_store import store_catalog, store_missing
from total_bankroll.services.rate_tables import rate_table
from total_bankroll.services.writing import write_scope
from total_bankroll.values import value

__all__ = ["BundleLoaded", "CurrencyService", "rate_table"]

RATES = "rates"


@value
class BundleLoaded:
    """What loading the bundle added."""

    currencies: int
    rates: int


class CurrencyService:
    """Rates are units of a currency per euro on a day; none is ever made up."""

    def load_bundle(self) -> BundleLoaded:
        """Bring in the shared currencies and the bundled history; run again, it adds nothing."""
        sheet = read_bundle()
        with write_scope(RATES) as session:
            return BundleLoaded(store_catalog(session), store_missing(session, sheet))

"""Currencies and their exchange rates: what is there, where it came from, and how to convert."""

import logging
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from flask import current_app

from total_bankroll.clock import now
from total_bankroll.errors import InvalidAmount, NoRate, SourceFailed, UnknownCurrency
from total_bankroll.extensions import db
from total_bankroll.money import Amount, Unit, exact
from total_bankroll.services import (
    currency_reads,
    manual_rates,
    own_currencies,
    rate_holds,
    rate_refresh,
    rate_status,
)
from total_bankroll.services.currency_catalog import ECB_CODES
from total_bankroll.services.currency_reads import CurrencyView
from total_bankroll.services.ecb import Source
from total_bankroll.services.manual_rates import PER_EURO, ManualRatePage, ManualRateView
from total_bankroll.services.rate_bundle import read_bundle
from total_bankroll.services.rate_fetching import covered_until, fetch, files_for
from total_bankroll.services.rate_holds import RateChange
from total_bankroll.services.rate_sheets import Sheet
from total_bankroll.services.rate_status import RatesStatus
from total_bankroll.services.rate_store import currency_ids, store_catalog, store_missing
from total_bankroll.services.rate_tables import rate_table
from total_bankroll.services.rate_updates import LOOK_BACK, RatesUpdate, examine, store
from total_bankroll.services.versions import refuse_unseen
from total_bankroll.services.writing import public_write, write_scope
from total_bankroll.values import value

__all__ = [
    "PER_EURO",
    "BundleLoaded",
    "CurrencyService",
    "CurrencyView",
    "ManualRateView",
    "RateChange",
    "RatesStatus",
    "RatesUpdate",
    "rate_table",
]

RATES = "rates"
PATIENCE_SECONDS = 30.0  # of a command
LAZY_SECONDS = 10.0  # of a worker that should be serving pages

logger = logging.getLogger(__name__)


@value
class BundleLoaded:
    """What loading the bundle added."""

    currencies: int
    rates: int


class CurrencyService:
    """Rates are units of a currency per euro on a day; none is ever made up.

    `user_id` brings a player's manual rates and own currencies in; None means the ECB's alone.
    `on=None` means today.
    """

    # -- reading

    def get_all_currencies(
        self, user_id: int | None = None, *, on: date | None = None
    ) -> tuple[CurrencyView, ...]:
        """Every currency with its rate on a day, by code."""
        return currency_reads.currencies(user_id, on or currency_reads.today(user_id))

    def get_units(self, user_id: int | None = None) -> Mapping[str, Unit]:
        """What reading and showing amounts needs of every currency, by code."""
        return currency_reads.units(user_id)

    def get_unit(self, user_id: int | None, code: str) -> Unit:
        """One currency's unit; raises UnknownCurrency."""
        unit = self.get_units(user_id).get(code)
        if unit is None:
            raise UnknownCurrency("Choose a currency from the list.")
        return unit

    def get_exchange_rate(
        self,
        from_currency: str,
        to_currency: str,
        *,
        on: date | None = None,
        user_id: int | None = None,
    ) -> Decimal:
        """What one unit is worth in another currency; raises NoRate, UnknownCurrency."""
        day = on or currency_reads.today(user_id)
        return currency_reads.cross_rate(from_currency, to_currency, day, user_id)

    def list_days_without_rate(
        self, user_id: int, code: str, days: Collection[date]
    ) -> tuple[date, ...]:
        """Of some days, those on which a currency has no rate; raises UnknownCurrency."""
        code = self.get_unit(user_id, code).code
        if not days:
            return ()
        table = rate_table(user_id, [code], min(days))
        return tuple(day for day in sorted(set(days)) if table.quote(code, day) is None)

    def convert(
        self,
        amount: Decimal | int | Amount,
        from_currency: str,
        to_currency: str,
        *,
        on: date | None = None,
        user_id: int | None = None,
    ) -> Decimal:
        """An amount in another currency, exact but for the one rounding of the rate."""
        value = _finite(amount, from_currency)
        rate = self.get_exchange_rate(from_currency, to_currency, on=on, user_id=user_id)
        with exact():
            return value * rate

    # -- everybody's rates

    def load_bundle(self) -> BundleLoaded:
        """Bring in the shared currencies and the bundled history; run again, it adds nothing."""
        sheet = read_bundle()
        with write_scope(RATES) as session:
            return BundleLoaded(store_catalog(session), store_missing(session, sheet))

    def update_exchange_rates(self, *, seconds: float = PATIENCE_SECONDS) -> RatesUpdate:
        """Fetch from the ECB what is missing; raises SourceFailed, and then nothing has changed.

        A rate that jumped too far is held back: it is in the report, and waits for `accept_rate`.
        """
        if not currency_ids(db.session()):
            self.load_bundle()
        today = now().date()
        covered = covered_until(db.session(), today)
        db.session.rollback()  # no transaction stays open while the network takes its time
        source = Source.within(str(current_app.config["RATES_URL"]), seconds)
        file, sheet = fetch(source, files_for(covered, today), today)
        return self._store(file, sheet.since(covered - LOOK_BACK) if covered else sheet)

    def _store(self, file: str, sheet: Sheet) -> RatesUpdate:
        findings = examine(db.session(), sheet)
        if not findings.is_empty:
            with write_scope(RATES) as session:
                findings = examine(session, sheet)
                store(session, findings)
        return RatesUpdate(
            file,
            sheet.last_day,
            findings.added,
            findings.corrected,
            rate_holds.list_held(db.session()),
            tuple(sorted(sheet.codes - ECB_CODES)),
            findings.missing,
        )

    def accept_rate(self, code: str, day: date) -> tuple[RateChange, ...]:
        """Take a rate that was held back, and those after it that follow; raises NotFound."""
        with write_scope(RATES) as session:
            return rate_holds.accept(session, code, day)

    def list_held_rates(self) -> tuple[RateChange, ...]:
        """Every rate that waits for `accept_rate`."""
        return rate_holds.list_held(db.session())

    def rates_status(self) -> RatesStatus:
        """Coverage, age and gaps of the fetched rates."""
        return rate_status.status(db.session(), now().date())

    def refresh_if_due(self) -> RatesUpdate | None:
        """Update once a day across all workers, where newer rates should be out; never raises
        for a source that fails: what is there is kept, and the next day tries again."""
        if not rate_refresh.is_due() or not rate_refresh.claim():
            return None
        try:
            report = self.update_exchange_rates(seconds=LAZY_SECONDS)
        except SourceFailed as error:
            logger.warning("Exchange rates were not refreshed: %s", error.message)
            rate_refresh.finish(error.message)
            return None
        rate_refresh.finish(f"{report.added} rates added, {len(report.held)} held back")
        return report

    # -- a player's own rates

    def list_manual_rates(self, user_id: int, page: int = 1) -> ManualRatePage:
        """A player's rates, newest first."""
        return manual_rates.list_rates(db.session(), user_id, page)

    def get_manual_rate(self, user_id: int, rate_id: int) -> ManualRateView:
        """One of a player's rates; raises NotFound."""
        return manual_rates.view(db.session(), user_id, rate_id)

    @public_write
    def add_manual_rate(
        self, user_id: int, code: str, day: date | None, rate: Decimal, direction: str = PER_EURO
    ) -> ManualRateView:
        """Set a rate from a day on: units per euro, or what one unit costs in `direction`."""
        day, rate = self._dated(user_id, code, day, rate, direction)
        row = manual_rates.add(db.session(), user_id, code, day, rate)
        return manual_rates.view(db.session(), user_id, row.id)

    @public_write
    def update_manual_rate(
        self,
        user_id: int,
        rate_id: int,
        code: str,
        day: date | None,
        rate: Decimal,
        direction: str = PER_EURO,
        *,
        seen: str | None = None,
    ) -> ManualRateView:
        """Change a rate; raises NotFound, InvalidRate, InvalidDate, Conflict.

        `seen` is the version that the player's form showed; raises Changed where it is another.
        """
        refuse_unseen(seen, self.get_manual_rate(user_id, rate_id).version)
        row = manual_rates.find(db.session(), user_id, rate_id)
        day, rate = self._dated(user_id, code, day, rate, direction)
        manual_rates.change(db.session(), user_id, row, code, day, rate)
        return manual_rates.view(db.session(), user_id, row.id)

    @public_write
    def delete_manual_rate(self, user_id: int, rate_id: int) -> ManualRateView:
        """Delete a rate; what it returns is enough to add it again."""
        row = manual_rates.find(db.session(), user_id, rate_id)
        view = manual_rates.view(db.session(), user_id, row.id)
        db.session.delete(row)
        return view

    def _dated(
        self, user_id: int, code: str, day: date | None, rate: Decimal, direction: str
    ) -> tuple[date, Decimal]:
        """The day and the units per euro that were meant."""
        today = currency_reads.today(user_id)
        day = manual_rates.checked_day(day or today, today)
        rate = manual_rates.checked_rate(rate)
        if direction == PER_EURO:
            return day, rate
        if direction == code:
            raise UnknownCurrency("Choose another currency to measure it in.", "direction")
        quote = rate_table(user_id, (direction,), day).quote(direction, day)
        if quote is None:
            raise NoRate(f"There is no rate for {direction[:12]} on {day}.", "direction")
        return day, manual_rates.checked_rate(manual_rates.divided(quote.rate, rate))

    # -- a player's own currencies

    def get_own_currency(self, user_id: int, code: str) -> CurrencyView:
        """A currency of the player's own; raises NotFound."""
        own_currencies.find(db.session(), user_id, code)
        return next(view for view in self.get_all_currencies(user_id) if view.code == code)

    @public_write
    def add_currency(
        self, user_id: int, code: str, name: str, symbol: str = "", decimals: int = 2
    ) -> str:
        """A new currency; its code and decimals are fixed for good. Returns the code."""
        return own_currencies.add(db.session(), user_id, code, name, symbol, decimals).code

    @public_write
    def update_currency(
        self, user_id: int, code: str, *, name: str, symbol: str, seen: str | None = None
    ) -> str:
        """Rename a currency of the player's own; `seen` as above."""
        refuse_unseen(seen, self.get_own_currency(user_id, code).version)
        row = own_currencies.find(db.session(), user_id, code)
        row.name = own_currencies.checked_name(name)
        row.symbol = own_currencies.checked_symbol(symbol) or code[: own_currencies.LONGEST_SYMBOL]
        return row.code

    @public_write
    def delete_currency(self, user_id: int, code: str) -> CurrencyView:
        """Delete a currency that nothing needs; what it returns is enough to add it again."""
        row = own_currencies.find(db.session(), user_id, code)
        own_currencies.refuse_used(db.session(), row)
        view = self.get_own_currency(user_id, code)
        db.session.delete(row)
        return view


def _finite(amount: Decimal | int | Amount, currency: str) -> Decimal:
    if isinstance(amount, Amount):
        if amount.currency != currency:
            raise InvalidAmount(f"{amount.currency} and {currency} do not mix.")
        return amount.value
    if not isinstance(amount, Decimal | int) or not Decimal(amount).is_finite():
        raise InvalidAmount("An amount is a number.")
    return Decimal(amount)

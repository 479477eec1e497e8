"""The export: all of the player's own, nothing that was deleted, and all of one state."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from beancount.core import data
from flask import Flask

from tests.conftest import add_player
from tests.support.bankroll import D, march
from tests.support.beans import Ledger, exported
from tests.support.rates import SetRate, statements
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.services import export_reads, exports, steady_reading
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.export_reads import Reader

NOTE = 'said "all in"\n\tand \\n lost; 😀 \u202eabc'


@pytest.fixture(autouse=True)
def day(noon: time_machine.Traveller) -> None:
    """Today is the tenth."""


def ledger_of(user_id: int) -> Ledger:
    """What a player takes along, which Beancount accepts."""
    found = Ledger(exported(user_id))
    assert found.errors == []
    return found


def prices(ledger: Ledger) -> dict[tuple[str, date], Decimal]:
    """What is said of prices, all of them in the display currency, each once."""
    found = ledger.of(data.Price)
    assert {each.amount.currency for each in found} <= {ledger.display}
    assert len({(each.currency, each.date) for each in found}) == len(found)
    return {(each.currency, each.date): each.amount.number for each in found}


def test_a_note_comes_back_as_it_was_typed(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR")
    service.record_deposit(player, site, D(10), march(1), note=NOTE, tags=("Größe", "Big game"))
    [found] = ledger_of(player).of(data.Transaction)
    assert found.meta["note"] == NOTE
    assert found.meta["tags"] == "Big game, Größe"
    assert found.tags == {"Big-game"}


def test_what_was_deleted_is_not_in_it(service: BankrollService, player: int) -> None:
    gone, left = (service.add_site(player, name, "EUR") for name in ("Gone", "Left"))
    service.record_transfer(player, gone, left, D(10), date=march(1))
    entry = service.record_deposit(player, left, D(77), march(2)).entry_id
    service.delete_entry(player, entry)
    service.delete_site(player, gone)
    ledger = ledger_of(player)
    assert "Gone" not in ledger.text
    assert "77.00" not in ledger.text  # ids may hold any digits
    [found] = ledger.of(data.Transaction)
    assert [posting.account for posting in found.postings] == [
        f"Assets:Sites:A{left}",
        "Equity:Outside",
    ]


def test_an_archived_account_is_closed(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", D(10), date=march(1))
    service.record_balance(player, site, D(0), march(5))
    service.archive_site(player, site)
    [found] = ledger_of(player).of(data.Close)
    assert (found.account, found.date) == (f"Assets:Sites:A{site}", march(11))


def test_a_currency_s_own_code_stands_beside_its_commodity(
    service: BankrollService, player: int
) -> None:
    CurrencyService().add_currency(player, "1INCH", 'One "inch"', decimals=4)
    service.add_asset(player, "Wallet", "1INCH", D("0.0001"))
    found = {each.currency: each.meta for each in ledger_of(player).of(data.Commodity)}
    assert set(found) == {"EUR", "X1INCH"}
    assert found["X1INCH"]["code"] == "1INCH"
    assert found["X1INCH"]["name"] == 'One "inch"'
    assert found["X1INCH"]["decimals"] == 4


def test_prices_are_ours_on_each_day_used_and_none_is_made_up(
    service: BankrollService, player: int, set_rate: SetRate
) -> None:
    """Rates of 20 February hold for seven days; those of 8 March live on past the data's end."""
    set_rate("USD", date(2026, 2, 20), "1.25")
    set_rate("USD", march(8), "1.1")
    site = service.add_site(player, "Stars", "USD", D(10), date=date(2026, 2, 21))
    service.record_deposit(player, site, D(1), march(1))
    ledger = ledger_of(player)
    assert prices(ledger) == {
        ("USD", date(2026, 2, 21)): D("0.8"),
        ("USD", march(8)): D("0.909090909091"),
        ("USD", march(10)): D("0.909090909091"),
    }
    # On 28 February and from the 1st to the 7th.
    assert "; USD has no rate on 8 of 18 days: none is made up." in ledger.text


def test_a_price_stands_where_it_changed_and_on_each_day_used(
    service: BankrollService, player: int
) -> None:
    for day, rate in ((date(2025, 11, 5), 2), (date(2025, 12, 24), 4), (march(2), 4)):
        CurrencyService().add_manual_rate(player, "USDT", day, D(rate))
    wallet = service.add_asset(player, "Wallet", "USDT", D(10), date=date(2025, 11, 10))
    service.record_deposit(player, wallet, D(1), date(2025, 11, 30))
    assert {day.isoformat(): worth for (_, day), worth in prices(ledger_of(player)).items()} == {
        **dict.fromkeys(("2025-11-10", "2025-11-30"), D("0.5")),
        **dict.fromkeys(("2025-12-24", "2026-03-10"), D("0.25")),
    }


def test_it_is_the_same_in_pieces_of_any_length(
    service: BankrollService, player: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (service.add_site(player, name, "EUR") for name in ("One", "Two"))
    for number in range(1, 6):
        service.record_transfer(player, one, two, D(number), date=march(number))
    for number in range(1, 6):
        service.record_deposit(player, one, D(number))  # all at one instant
    whole = exported(player)
    assert whole.count(" * ") == 10
    for length in (1, 2, 3, 15):
        monkeypatch.setattr(export_reads, "CHUNK", length)
        assert exported(player) == whole


@pytest.fixture
def busy(service: BankrollService, player: int, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Somebody writes after each of the first pieces; how often still, and how often it began."""
    site = service.add_site(player, "Stars", "EUR", D(1), date=march(1))
    counts = {"writes": 0, "begun": 0}
    days, begin = Reader.days, Reader.__init__

    def write_after(self: Reader) -> list[date]:
        found = days(self)
        if counts["writes"]:
            counts["writes"] -= 1
            db.session.remove()
            service.record_deposit(player, site, D(1), march(counts["writes"] + 1))
        return found

    def count(self: Reader, *args: Any, **kwargs: Any) -> None:
        counts["begun"] += 1
        begin(self, *args, **kwargs)

    monkeypatch.setattr(Reader, "days", write_after)
    monkeypatch.setattr(Reader, "__init__", count)
    return counts


def test_it_starts_again_where_somebody_writes(busy: dict[str, int], player: int) -> None:
    busy["writes"] = 2
    ledger = ledger_of(player)
    assert busy == {"writes": 0, "begun": 3}
    assert len(ledger.of(data.Transaction)) == 3


def test_in_the_end_it_reads_in_one_transaction(busy: dict[str, int], player: int) -> None:
    busy["writes"] = steady_reading.TRIES
    assert len(ledger_of(player).of(data.Transaction)) == 1 + steady_reading.TRIES
    assert busy["begun"] == steady_reading.TRIES + 1


def test_a_reader_that_lasts_sees_one_state(
    app: Flask, service: BankrollService, player: int
) -> None:
    reader = Reader(player, lasting=True)
    reader.player()
    transaction = db.session().get_transaction()
    list(reader.entries())
    assert db.session().get_transaction() is transaction
    Reader(player).player()
    assert db.session().get_transaction() is None


def test_a_player_who_is_not_there_has_none(app: Flask) -> None:
    with pytest.raises(NotFound):
        exports.ExportService().beancount(404)


def test_its_statements_do_not_grow_with_the_entries(service: BankrollService, player: int) -> None:
    other = add_player("busy@example.org")
    for user_id, count in ((player, 1), (other, 30)):
        site = service.add_site(user_id, "Stars", "EUR")
        for number in range(count):
            service.record_balance(user_id, site, D(number), march(1 + number % 9))
    few, many = (statements(lambda who=who: exported(who)) for who in (player, other))
    assert few == many

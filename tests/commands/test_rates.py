"""`flask rates`: what it says, and with which exit code."""

from collections.abc import Iterator

import pytest
import time_machine
from click.testing import Result
from flask import Flask

from tests import ecb_server
from tests.ecb_server import EcbServer
from total_bankroll.services.currency_service import CurrencyService


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[EcbServer]:
    with time_machine.travel("2026-11-22 12:00:00Z", tick=False), ecb_server.running() as found:
        monkeypatch.setitem(app.config, "RATES_URL", found.url)
        found.publish("2026-11-19", USD="1.13", JPY="163")
        CurrencyService().update_exchange_rates()
        found.publish("2026-11-20", USD="1.14", JPY="164")
        yield found


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["rates", *arguments])


def test_an_update_says_what_came(app: Flask, server: EcbServer) -> None:
    result = run(app, "update")
    assert result.exit_code == 0
    assert "2 rates added, up to 2026-11-20 (from eurofxref-daily.xml)." in result.output
    assert "European Central Bank" in result.output


def test_an_update_without_news_says_so(app: Flask, server: EcbServer) -> None:
    run(app, "update")
    result = run(app, "update")
    assert result.exit_code == 0
    assert "No new rates: the newest are of 2026-11-20" in result.output


def test_corrections_ends_and_unknown_codes_are_named(app: Flask, server: EcbServer) -> None:
    run(app, "update")
    del server.rates[max(server.rates)]["JPY"]
    server.publish("2026-11-20", USD="1.15", XAU="0.0005")
    output = run(app, "update").output
    assert "Corrected: USD 2026-11-20: 1.14 -> 1.15" in output
    assert "Not quoted any more: JPY" in output
    assert "Unknown codes, left out: XAU" in output


def test_a_jump_exits_1_and_is_listed_until_it_is_accepted(app: Flask, server: EcbServer) -> None:
    server.publish("2026-11-20", USD="1.40")
    for _ in range(2):
        result = run(app, "update")
        assert result.exit_code == 1
        assert "USD 2026-11-20: 1.13 -> 1.40" in result.stderr
        assert "--accept USD 2026-11-20" in result.stderr
    accepted = run(app, "update", "--accept", "usd", "2026-11-20")
    assert accepted.exit_code == 0
    assert "Accepted: USD 2026-11-20: 1.13 -> 1.40" in accepted.output
    assert run(app, "update").exit_code == 0


def test_a_day_that_is_none_is_told_in_words(app: Flask) -> None:
    result = run(app, "update", "--accept", "USD", "junk")
    assert result.exit_code == 2
    assert "“junk” is no day; write it like 2026-11-20." in result.stderr


def test_accepting_one_of_two_still_exits_1(app: Flask, server: EcbServer) -> None:
    server.publish("2026-11-20", USD="1.40", JPY="300")
    run(app, "update")
    result = run(app, "update", "--accept", "USD", "2026-11-20")
    assert result.exit_code == 1
    assert "JPY 2026-11-20" in result.stderr


def test_accepting_fetches_what_is_not_there_yet(app: Flask, server: EcbServer) -> None:
    server.publish("2026-11-20", USD="1.40")
    result = run(app, "update", "--accept", "USD", "2026-11-20")
    assert result.exit_code == 0
    assert "Accepted: USD 2026-11-20" in result.output


def test_accepting_what_is_not_held_back_is_refused(app: Flask, server: EcbServer) -> None:
    result = run(app, "update", "--accept", "USD", "2026-11-20")
    assert result.exit_code == 1
    assert "No rate of USD is held back for 2026-11-20." in result.stderr


def test_a_day_that_is_none_is_refused(app: Flask, server: EcbServer) -> None:
    assert run(app, "update", "--accept", "USD", "2026-02-30").exit_code == 2


def test_a_source_that_fails_exits_1_and_says_why(app: Flask, server: EcbServer) -> None:
    server.answer = ecb_server.with_status(500)
    result = run(app, "update")
    assert result.exit_code == 1
    assert result.stderr == "Error: The source answered with status 500.\n"


def test_the_status_says_what_is_there(app: Flask, server: EcbServer) -> None:
    server.publish("2026-11-20", USD="1.40")
    CurrencyService().refresh_if_due()
    result = run(app, "status")
    assert result.exit_code == 0
    for line in (
        "3 rates of 2 currencies and the euro.",
        "From 2026-11-19 to 2026-11-20, 2 days old.",
        "Alive: 2.",
        "Last refresh by a page: 2026-11-22 12:00 UTC. 1 rates added, 1 held back",
        "Held back: USD 2026-11-20: 1.13 -> 1.40",
    ):
        assert line in result.output


def test_the_status_of_the_bundle_names_ends_and_gaps(app: Flask) -> None:
    CurrencyService().load_bundle()
    output = run(app, "status").output
    assert "Ended: RUB on 2022-03-01." in output
    assert "Gap: ISK between 2008-12-09 and 2018-02-01." in output


def test_the_status_of_nothing_says_what_to_do(app: Flask) -> None:
    assert "flask init" in run(app, "status").output

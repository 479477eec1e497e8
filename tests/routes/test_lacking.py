"""What lacks a rate, told on every page: account by account, or once for many."""

from datetime import date

import pytest

from tests.routes.report_cases import D
from total_bankroll.services.people_service import PeopleService

pytestmark = pytest.mark.usefixtures("november")

REPORTS = ("", "/returns", "/drawdown", "/allocation", "/calendar")
PAGES = (*(f"/reports{name}" for name in REPORTS), "/compare", "/", "/?on=2026-10-09")


def notices(page):
    """Each notice's sentence, the accounts that unfold, and where it leads."""
    return [
        (
            " ".join(notice.p.get_text().split()),
            [item.get_text() for item in notice.select("li")],
            notice.a["href"],
        )
        for notice in page.all("#missing .notice")
    ]


@pytest.mark.parametrize("path", PAGES)
def test_a_currency_of_the_page_without_a_rate_is_told_once(signed_in, player, bankroll, path):
    PeopleService().update_settings(player, display_currency="BTC")
    page = signed_in.get(path)
    (said, accounts, href), *others = notices(page)
    assert [href for _, _, href in others if href != "/balances"] == []
    assert said.startswith("This page is in BTC, which has no exchange rate on ")
    assert "3 accounts are left out of " in said
    names = dict.fromkeys(account.partition(",")[0] for account in accounts)
    assert list(names) == ["PokerStars", "GGPoker", "Cash"]
    assert href == "/currencies?currency=BTC"
    assert signed_in.get(href).one("#currency option[selected]")["value"] == "BTC"


@pytest.mark.parametrize("path", ["/reports", "/compare"])
def test_nothing_is_said_of_money_that_no_rate_tells(signed_in, player, bankroll, path):
    PeopleService().update_settings(player, display_currency="BTC")
    page = signed_in.get(path)
    assert page.words("#sentence").startswith("Nothing can be told: no account has all")
    assert "or no day whose rates are known" in page.words("main")


def test_what_the_sentence_says_is_true_of_each_account(signed_in, player, bankroll):
    PeopleService().update_settings(player, display_currency="BTC")
    (said, accounts, _), *_ = notices(signed_in.get("/"))
    assert said == (
        "This page is in BTC, which has no exchange rate on 20 Nov 2026. "
        "3 accounts are left out of every total."
    )
    assert accounts[0] == "PokerStars, 20 Nov 2026: left out of every total"


def test_an_account_in_the_currency_of_the_page_counts(signed_in, service, player, bankroll):
    PeopleService().update_settings(player, display_currency="BTC")
    service.add_asset(player, "Cold wallet", "BTC", D("0.5"), date=date(2026, 9, 1))
    page = signed_in.get("/")
    assert page.amount("#total-bankroll") == "0.50000000"
    assert len(notices(page)[0][1]) == 3


def test_one_account_alone_is_named_in_the_sentence(signed_in, service, player):
    PeopleService().update_settings(player, display_currency="BTC")
    service.add_site(player, "Winamax", "EUR", D(5), date=date(2026, 11, 1))
    assert notices(signed_in.get("/")) == [
        (
            "This page is in BTC, which has no exchange rate on 20 Nov 2026. "
            "Winamax is left out of every total.",
            [],
            "/currencies?currency=BTC",
        )
    ]


def test_the_accounts_own_currency_is_named_where_that_of_the_page_has_rates(
    signed_in, service, player, bankroll
):
    PeopleService().update_settings(player, display_currency="USD")
    service.add_asset(player, "Wallet", "USDT", D(1000), date=date(2026, 10, 30))
    (said, accounts, href), *_ = notices(signed_in.get("/"))
    assert said.startswith("Wallet has no exchange rate for USDT on 20 Nov 2026.")
    assert (accounts, href) == ([], "/currencies?currency=USDT")


def test_several_accounts_in_one_currency_share_a_sentence(signed_in, service, player):
    for name, on in (("Hot wallet", 1), ("Cold wallet", 2), ("Exchange", 3)):
        service.add_asset(player, name, "USDT", D(1000), date=date(2026, 10, on))
    (said, accounts, _), *others = notices(signed_in.get("/compare?from=2026-10-01"))
    assert others == []
    assert said == (
        "USDT has no exchange rate on 1 Oct 2026 and 20 Nov 2026. "
        "3 accounts are left out of every total."
    )
    assert "Exchange, 20 Nov 2026: left out of every total" in accounts


def test_a_warm_page_without_a_rate_is_few_statements(signed_in, player, bankroll):
    PeopleService().update_settings(player, display_currency="BTC")
    for path in PAGES:
        assert len(signed_in.get(path).statements) <= 10, path
        assert len(signed_in.get(path).statements) <= 4, path


def test_what_the_seven_day_change_leaves_out_is_named(signed_in, service, player, set_rates):
    set_rates("USD", {date(2026, 11, 1): "1.1", date(2026, 11, 19): "1.1"})
    service.add_site(player, "Stars", "USD", D(100), date=date(2026, 11, 2))
    said = [sentence for sentence, _, _ in notices(signed_in.get("/"))]
    assert (
        "Stars has no exchange rate for USD on 13 Nov 2026. It is left out of the 7-day change."
    ) in said


def test_what_the_charts_change_leaves_out_is_named(signed_in, service, player, set_rates):
    on = [date(2026, 8, 1), date(2026, 11, 13), date(2026, 11, 19)]
    set_rates("USD", dict.fromkeys(on, "1.1"))
    service.add_site(player, "Stars", "USD", D(100), date=date(2026, 8, 2))
    said = (
        "Stars has no exchange rate for USD on 21 Oct 2026. "
        "It is left out of the change over the chart’s time."
    )
    assert said in [sentence for sentence, *_ in notices(signed_in.get("/?range=1m"))]
    assert said not in [sentence for sentence, *_ in notices(signed_in.get("/?range=all"))]

"""The settings page and the theme's quick switch."""

from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.pages import CheckingClient
from tests.support.tiers import share
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.people_service import PeopleService, PlayerView

CHOICES = {
    "display_currency": "EUR",
    "timezone": "Europe/Berlin",
    "locale": "de",
    "theme": "dark",
}
ODD = ("", "nonsense", "EUR\0", "../../etc/passwd", "<script>", "x" * 10_000, "𝟙", "en-US")


def settings_of(user_id: int) -> PlayerView:
    found = PeopleService().get_player(user_id)
    assert found is not None
    return found


def test_a_stranger_has_none(client: CheckingClient) -> None:
    assert urlsplit(client.get("/settings").location).path == "/login"
    assert urlsplit(client.post("/settings", data=CHOICES).location or "").path in ("", "/login")


def test_the_page_shows_what_is_chosen(signed_in: CheckingClient) -> None:
    page = signed_in.get("/settings")
    chosen = {
        str(menu["name"]): [str(option["value"]) for option in menu.select("option[selected]")]
        for menu in page.all("main select")
    }
    assert chosen == {"display_currency": ["EUR"], "timezone": ["UTC"], "locale": ["en"]}
    assert page.one("input[name=theme][checked]")["value"] == "system"
    assert "player@example.org" in page.words("main")
    assert page.all('a[href="/change"]')


def test_what_is_saved_is_used_at_once(signed_in: CheckingClient, player: int) -> None:
    page = signed_in.post("/settings", data=CHOICES)
    assert (page.status, page.location) == (303, "/settings")
    after = signed_in.get("/settings")
    assert "Your settings are saved." in after.words(".toast")
    assert after.one("html")["data-theme"] == "dark"
    assert settings_of(player) == PlayerView(
        player, "player@example.org", "EUR", "Europe/Berlin", "de", "dark"
    )


def test_totals_are_read_in_the_chosen_currency(
    signed_in: CheckingClient, player: int, service: BankrollService, set_rate: Any
) -> None:
    set_rate("USD", date.today(), "1.25")  # noqa: DTZ011  # any day will do
    service.add_site(player, "GGPoker", "EUR", Decimal("100"))
    assert Decimal(signed_in.get("/").amount("#total-bankroll")) == Decimal("100")
    signed_in.post("/settings", data={**CHOICES, "display_currency": "USD"})
    page = signed_in.get("/")
    assert page.one("#total-bankroll")["data-currency"] == "USD"
    assert Decimal(page.amount("#total-bankroll")) == Decimal("125")


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("field", "value"),
    [(field, value) for turn, field in enumerate(sorted(CHOICES)) for value in share(ODD, turn)],
)
def test_what_is_not_offered_is_refused(
    signed_in: CheckingClient, player: int, field: str, value: str
) -> None:
    before = settings_of(player)
    page = signed_in.post("/settings", data={**CHOICES, field: value})
    assert page.status == 422
    assert "Choose one of the list." in page.words(f"#{field}-error")
    assert settings_of(player) == before
    for other in set(CHOICES) - {field, "theme"}:
        assert page.one(f"#{other} option[selected]")["value"] == CHOICES[other]


@pytest.mark.parametrize("field", sorted(CHOICES))
def test_what_is_left_out_stays(signed_in: CheckingClient, player: int, field: str) -> None:
    before = getattr(settings_of(player), field)
    data = {name: value for name, value in CHOICES.items() if name != field}
    assert signed_in.post("/settings", data=data).status == 303
    after = settings_of(player)
    assert getattr(after, field) == before
    assert {name: getattr(after, name) for name in data} == data


def test_a_currency_without_a_rate_is_not_offered(signed_in: CheckingClient) -> None:
    offered = {
        str(option["value"])
        for option in signed_in.get("/settings").all("#display_currency option")
    }
    assert "EUR" in offered
    assert "USDT" not in offered


def test_a_zone_with_an_old_name_stays_while_it_is_chosen(
    signed_in: CheckingClient, player: int
) -> None:
    PeopleService().update_settings(player, timezone="US/Eastern")
    page = signed_in.get("/settings")
    assert page.one("#timezone option[selected]")["value"] == "US/Eastern"
    assert signed_in.post("/settings", data={**CHOICES, "timezone": "US/Eastern"}).status == 303


def test_nobody_changes_anybody_elses(
    signed_in: CheckingClient, player: int, other_player: int
) -> None:
    before = settings_of(other_player)
    signed_in.post(
        "/settings", data={**CHOICES, "user_id": str(other_player), "email": "x@example.org"}
    )
    assert settings_of(other_player) == before
    assert settings_of(player).email == "player@example.org"


@pytest.mark.parametrize("theme", ["dark", "light", "system"])
def test_the_theme_is_switched_from_anywhere(
    signed_in: CheckingClient, player: int, theme: str
) -> None:
    page = signed_in.post("/settings/theme", data={"theme": theme, "next": "/sites?x=1"})
    assert (page.status, page.location) == (303, "/sites?x=1")
    assert settings_of(player).theme == theme
    chosen = signed_in.get("/settings").one("html").get("data-theme")
    assert chosen == (None if theme == "system" else theme)


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "", "x"])
def test_the_switch_leads_nowhere_else(signed_in: CheckingClient, target: str) -> None:
    page = signed_in.post("/settings/theme", data={"theme": "dark", "next": target})
    assert page.location == "/settings"


@pytest.mark.parametrize("theme", ["", "pink", "\0"])
def test_there_are_three_themes(signed_in: CheckingClient, player: int, theme: str) -> None:
    assert signed_in.post("/settings/theme", data={"theme": theme}).status == 400
    assert settings_of(player).theme == "system"


def test_the_side_bar_offers_the_other_theme(signed_in: CheckingClient) -> None:
    form = '.side-foot form[action="/settings/theme"]'
    signed_in.post("/settings/theme", data={"theme": "light"})
    assert signed_in.get("/settings").one(f"{form} button")["value"] == "dark"
    signed_in.post("/settings/theme", data={"theme": "dark"})
    page = signed_in.get("/settings?a=1")
    assert page.one(f"{form} button")["value"] == "light"
    assert page.one(f"{form} input[name=next]")["value"] == "/settings?a=1"


def test_opening_the_settings_is_cheap(signed_in: CheckingClient) -> None:
    signed_in.get("/settings")
    assert len(signed_in.get("/settings").statements) <= 2

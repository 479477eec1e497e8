"""Two tabs over the same form: nothing that was saved in one is overwritten unseen by the other."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.people_service import PeopleService

CURRENCIES = CurrencyService()
DAY = date(2026, 3, 1)


class Tabs(NamedTuple):
    """A form, what two tabs type into one of its fields, and how the page tells the first."""

    path: str
    field: str
    typed: tuple[str, str]
    told: str
    stored: Callable[[], str]


@pytest.fixture
def site(service, player):
    return service.add_site(player, "Stars", "EUR", Decimal(100), date=DAY)


@pytest.fixture(params=["site", "asset", "rate", "currency", "settings"])
def tabs(request, service, player, site):
    if request.param == "site":
        names, path = ("Sun", "Moon"), f"/sites/{site}/edit"
        return Tabs(path, "name", names, "Sun, in EUR", lambda: account(service, player, site))
    if request.param == "asset":
        cash = service.add_asset(player, "Cash", "EUR")
        names, path = ("Box", "Safe"), f"/assets/{cash}/edit"
        return Tabs(path, "name", names, "Box, in EUR", lambda: account(service, player, cash))
    if request.param == "rate":
        rate = CURRENCIES.add_manual_rate(player, "USDT", DAY, Decimal("1.1")).id
        told = "1 EUR = 1.2 USDT, 1 USDT = 0.833333333 EUR, from 1 Mar 2026"
        path = f"/currencies/rates/{rate}/edit"

        def value():
            return str(CURRENCIES.get_manual_rate(player, rate).rate.normalize())

        return Tabs(path, "rate", ("1.2", "1.3"), told, value)
    if request.param == "settings":
        zones = "Europe/Berlin", "Europe/Paris"
        told = "EUR, Europe/Berlin, English (international), theme: as the device"
        return Tabs("/settings", "timezone", zones, told, lambda: zone(player))
    CURRENCIES.add_currency(player, "CHIP", "Chips", "c")

    def name():
        return CURRENCIES.get_own_currency(player, "CHIP").name

    return Tabs("/currencies/CHIP/edit", "name", ("Red", "Blue"), "Red, with the symbol c", name)


def account(service, player, account_id):
    return service.get_account(player, account_id).name


def zone(player):
    return PeopleService().get_player(player).timezone


def opened(signed_in, path, **typed):
    """Every field as a browser would send it, but for what is typed over it."""
    page = signed_in.get(path)
    inputs = page.all("form.form input[name]:not([type=radio]), form.form input[checked]")
    shown = {str(each["name"]): str(each.get("value", "")) for each in inputs}
    for select in page.all("form.form select[name]"):
        chosen = select.select_one("option[selected]") or select.select_one("option")
        shown[str(select["name"])] = str(chosen["value"])
    return shown | typed


def test_what_another_tab_saved_is_not_overwritten_unseen(signed_in, tabs):
    one, two = (opened(signed_in, tabs.path, **{tabs.field: text}) for text in tabs.typed)
    assert signed_in.post(tabs.path, data=one).status == 303
    page = signed_in.post(tabs.path, data=two)
    assert page.status == 422
    said = page.words("form.form [role=alert]")
    assert f"changed elsewhere in the meantime, to {tabs.told}." in said
    field = page.one(f"#{tabs.field}")
    assert (field.select_one("option[selected]") or field)["value"] == tabs.typed[1]
    differing = [tr.get_text(" ", strip=True) for tr in page.all("#versions tr.differs")]
    (line,) = differing
    assert line.split("differs ")[1].split() == [*tabs.typed]
    assert page.words("form.form .form-buttons button") == "Save mine"
    kept = page.one("#versions a")
    assert kept.get_text() == "Keep what is stored"
    assert signed_in.get(str(kept["href"])).status == 200
    assert tabs.stored() == tabs.typed[0]
    again = two | {"seen": str(page.one("form.form [name=seen]")["value"])}
    assert signed_in.post(tabs.path, data=again).status == 303
    assert tabs.stored() == tabs.typed[1]


def test_settings_show_all_that_two_tabs_have_chosen(signed_in, player):
    one = opened(signed_in, "/settings", theme="dark", locale="de")
    two = opened(signed_in, "/settings", theme="light")
    assert signed_in.post("/settings", data=one).status == 303
    found = rows(signed_in.post("/settings", data=two))
    assert found["Theme"] == (["Dark", "Light"], True)
    assert [cell.partition(" (")[0] for cell in found["Numbers and dates"][0]] == [
        "German",
        "English",
    ]
    assert found["Time zone"] == (["UTC", "UTC"], False)
    stored = PeopleService().get_player(player)
    assert (stored.theme, stored.locale) == ("dark", "de")


def test_a_form_sent_twice_is_no_second_tab(signed_in, tabs):
    typed = opened(signed_in, tabs.path, **{tabs.field: tabs.typed[0]})
    for _ in range(2):
        assert signed_in.post(tabs.path, data=typed).status == 303


def test_a_form_without_a_version_is_taken(signed_in, tabs):
    typed = opened(signed_in, tabs.path, **{tabs.field: tabs.typed[0], "seen": ""})
    assert signed_in.post(tabs.path, data=typed).status == 303
    assert tabs.stored() == tabs.typed[0]


def test_a_balance_typed_elsewhere_is_no_other_version(signed_in, service, player, site):
    path = f"/sites/{site}/edit"
    typed = opened(signed_in, path, name="Sun")
    service.record_balance(player, site, Decimal(120))
    assert signed_in.post(path, data=typed).status == 303
    assert service.get_account(player, site).balance == 120


@pytest.fixture
def cash(service, player):
    return service.add_asset(player, "Cash", "EUR")


def rows(page):
    """Each field of the two versions, stored and typed, and whether it is marked."""
    cells = [[cell.get_text(" ", strip=True) for cell in tr.select("td")] for tr in versions(page)]
    marked = ["differs" in (tr.get("class") or []) for tr in versions(page)]
    return dict(
        zip([name(tr) for tr in versions(page)], zip(cells, marked, strict=True), strict=True)
    )


def versions(page):
    return page.all(".versions tbody tr")


def name(tr):
    return tr.select_one("th").get_text(" ", strip=True).removesuffix(" differs")


def test_a_transfer_s_two_versions_stand_side_by_side(signed_in, service, player, site, cash):
    transfer = service.record_transfer(player, site, cash, Decimal(5), None, DAY).transfer_id
    path = f"/transfers/{transfer}/edit"
    one = opened(signed_in, path, amount="6", ask="")
    two = opened(signed_in, path, note="<b>mine</b>", amount="7", ask="")
    assert signed_in.post(path, data=one).status == 303
    page = signed_in.post(path, data=two)
    found = rows(page)
    assert found["Amount sent"] == (["6.00", "7"], True)
    assert found["From"] == (["Stars (EUR)", "Stars (EUR)"], False)
    assert found["Note"] == (["–", "<b>mine</b>"], True)
    assert found["Date"] == (["1 Mar 2026", "1 Mar 2026"], False)


def test_keeping_what_is_stored_leads_back_and_changes_nothing(signed_in, service, player, site):
    entry = service.record_deposit(player, site, Decimal(5), DAY).entry_id
    path = f"/entries/{entry}/edit?next=/deposits"
    one, two = (opened(signed_in, path, amount=text, next="/deposits") for text in ("6", "7"))
    signed_in.post(path, data=one)
    page = signed_in.post(path, data=two)
    assert page.one("#versions a")["href"] == "/deposits"
    assert service.get_entry(player, entry).amount == 6


@pytest.mark.parametrize("kind", ["deposit", "transfer"])
def test_what_was_deleted_meanwhile_can_be_restored(signed_in, service, player, site, cash, kind):
    if kind == "deposit":
        path = f"/deposits/{service.record_deposit(player, site, Decimal(5), DAY).entry_id}"
    else:
        saved = service.record_transfer(player, site, cash, Decimal(5), None, DAY)
        path = f"/transfers/{saved.transfer_id}"
    typed = opened(signed_in, f"{path}/edit", amount="7", ask="")
    assert signed_in.post(f"{path}/delete").status == 303
    page = signed_in.post(f"{path}/edit", data=typed)
    assert page.status == 409
    assert page.words("h1") == f"This {kind} was deleted"
    assert "nothing was saved" in page.words("main [role=alert]")
    amount = "Amount" if kind == "deposit" else "Amount sent"
    assert rows(page)[amount] == (["5.00", "7"], True)
    form = page.one("main form[action$=restore]")
    answer = signed_in.post(str(form["action"]), data={"next": f"{path}/edit"})
    assert answer.headers["Location"] == f"{path}/edit"
    assert signed_in.get(f"{path}/edit").status == 200


def test_the_form_of_what_was_deleted_leads_to_the_trash(signed_in, service, player, site):
    entry = service.record_deposit(player, site, Decimal(5), DAY).entry_id
    service.delete_entry(player, entry)
    page = signed_in.get(f"/entries/{entry}/edit")
    assert page.status == 404
    assert page.all('main a[href="/trash"]')
    assert not versions(page)


@pytest.mark.parametrize("kind", ["deposits", "transfers"])
def test_what_went_with_its_account_meanwhile_keeps_what_was_typed(
    signed_in, service, player, site, cash, kind
):
    if kind == "deposits":
        row = service.record_deposit(player, cash, Decimal(5), DAY).entry_id
    else:
        row = service.record_transfer(player, site, cash, Decimal(5), None, DAY).transfer_id
    path = f"/{kind}/{row}/edit"
    sent = opened(signed_in, path, note="typed here", amount="7", ask="")
    service.delete_asset(player, cash)
    page = signed_in.post(path, data=sent)
    assert page.status == 404
    assert page.words("h1") == "What you changed is gone"
    assert "typed here" in page.words(".kept")
    assert page.one('main a[href="/trash"]')
    service.restore_asset(player, cash)
    again = {str(field["name"]): str(field["value"]) for field in page.all("form [name]")}
    assert signed_in.post(str(page.one("form")["action"]), data=again).status == 303
    found = [e.amount for e in service.list_entries(player).rows if e.note == "typed here"]
    assert set(found) == {7}

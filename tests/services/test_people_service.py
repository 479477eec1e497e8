"""Players: their settings, and what the command line does for them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from flask import Flask
from flask_security.utils import verify_password
from sqlalchemy import event, select

from total_bankroll.errors import BankrollError, Conflict, Invalid, NotFound, UnknownCurrency
from total_bankroll.extensions import db
from total_bankroll.formatting import Formatter
from total_bankroll.models import AccountDay, Currency, User
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.credentials import check_password, normal_email
from total_bankroll.services.ledger_checks import ledger
from total_bankroll.services.people_service import PeopleService
from total_bankroll.services.preferences import (
    LOCALES,
    THEMES,
    LocaleChoice,
    known_timezones,
    timezones,
)

EMAIL, PASSWORD = "ada@example.org", "correct horse battery"


@pytest.fixture
def people(app: Flask) -> PeopleService:
    return PeopleService()


def row_of(email: str = EMAIL) -> User:
    db.session.remove()
    return db.session.scalars(select(User).where(User.email == email)).one()


def test_a_player_is_created_with_defaults(people: PeopleService) -> None:
    user_id = people.create_player(" Ada@Example.org", PASSWORD)
    player = people.get_player(user_id)
    assert player is not None
    assert (player.email, player.name) == (EMAIL, "ada")
    assert (player.display_currency, player.timezone) == ("EUR", "UTC")
    assert (player.locale, player.theme, player.zone) == ("en", "system", ZoneInfo("UTC"))
    stored = row_of().password
    assert stored is not None
    assert verify_password(PASSWORD, stored)


def test_an_address_is_taken_once(people: PeopleService) -> None:
    people.create_player(EMAIL, PASSWORD)
    with pytest.raises(Conflict) as refused:
        people.create_player("ADA@example.org", PASSWORD)
    assert refused.value.field == "email"


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("ada", PASSWORD, "email"),
        ("", PASSWORD, "email"),
        ("a\0@example.org", PASSWORD, "email"),
        (EMAIL, "short", "password"),
        (EMAIL, "x" * 129, "password"),
        (EMAIL, " " * 8, "password"),
    ],
)
def test_a_player_needs_an_address_and_a_password(
    people: PeopleService, email: str, password: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        people.create_player(email, password)
    assert refused.value.field == field


def test_a_new_password_signs_out_everywhere(people: PeopleService) -> None:
    people.create_player(EMAIL, PASSWORD)
    before = row_of().fs_uniquifier
    people.set_password("ADA@example.org", "another horse")
    after = row_of()
    assert after.fs_uniquifier != before
    assert after.password is not None
    assert verify_password("another horse", after.password)
    assert not verify_password(PASSWORD, after.password)


def test_a_password_needs_its_player(people: PeopleService) -> None:
    with pytest.raises(NotFound):
        people.set_password(EMAIL, PASSWORD)


def test_who_is_not_there_is_none(people: PeopleService) -> None:
    assert people.get_player(99) is None


def test_a_player_is_read_from_the_row_at_hand(people: PeopleService, player: int) -> None:
    row = db.session.get_one(User, player)
    statements: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    found = people.get_player(player)
    event.remove(db.engine, "before_cursor_execute", note)
    assert statements == []
    assert found is not None
    assert found.email == row.email


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"display_currency": "XXX"}, "display_currency"),
        ({"display_currency": "eur"}, "display_currency"),
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": "../UTC"}, "timezone"),
        ({"locale": "tlh"}, "locale"),
        ({"theme": "pink"}, "theme"),
    ],
)
def test_unknown_choices_are_refused(
    people: PeopleService, player: int, change: dict[str, str], field: str
) -> None:
    before = people.get_player(player)
    with pytest.raises(BankrollError) as refused:
        people.update_settings(player, **change)
    assert refused.value.field == field
    assert people.get_player(player) == before


def test_a_refusal_changes_nothing_else(people: PeopleService, player: int) -> None:
    before = people.get_player(player)
    with pytest.raises(Invalid):
        people.update_settings(player, theme="dark", locale="de", timezone="Mars/Olympus")
    assert people.get_player(player) == before


def test_somebody_elses_own_currency_is_unknown(
    people: PeopleService, player: int, other_player: int
) -> None:

    db.session.add(
        Currency(
            user_id=other_player, owner=other_player, code="CHIP", name="C", symbol="C", decimals=2
        )
    )
    db.session.commit()
    people.update_settings(other_player, display_currency="CHIP")
    with pytest.raises(UnknownCurrency):
        people.update_settings(player, display_currency="CHIP")


def test_settings_of_nobody(people: PeopleService) -> None:
    with pytest.raises(NotFound):
        people.update_settings(99, theme="dark")


def test_a_form_that_is_sent_twice_counts_once(people: PeopleService, player: int) -> None:
    people.update_settings(player, theme="dark", submission_id="a")
    people.update_settings(player, theme="light", submission_id="b")
    people.update_settings(player, theme="dark", submission_id="a")
    found = people.get_player(player)
    assert found is not None
    assert found.theme == "light"


def test_another_zone_moves_the_days(
    people: PeopleService, player: int, service: BankrollService
) -> None:
    with time_machine.travel(datetime(2026, 3, 1, 23, 30, tzinfo=UTC), tick=False):
        service.add_site(player, "GGPoker", "EUR", Decimal("100"))
        people.update_settings(player, timezone="Asia/Tokyo")
        days = db.session.scalars(select(AccountDay.day)).all()
        assert list(days) == [date(2026, 3, 2)]
        people.update_settings(player, timezone="America/New_York")
        days = db.session.scalars(select(AccountDay.day)).all()
        assert list(days) == [date(2026, 3, 1)]
        assert service.calculate_total_bankroll(player) == Decimal("100")


def test_who_flies_west_types_after_what_was_yesterdays(
    people: PeopleService, player: int, service: BankrollService
) -> None:
    """In Honolulu the first of March has not ended: its end would come after what is typed now."""
    people.update_settings(player, timezone="Asia/Tokyo")
    with time_machine.travel(datetime(2026, 3, 2, 0, 30, tzinfo=UTC), tick=False) as clock:
        cash = service.add_asset(player, "Cash", "EUR", Decimal(300), date=date(2026, 3, 1))
        people.update_settings(player, timezone="Pacific/Honolulu")
        clock.shift(60)
        saved = service.record_balance(player, cash, Decimal(500))
        assert (saved.old, saved.new) == (300, 500)
        assert service.calculate_total_bankroll(player) == 500
        assert list(ledger()) == []
        people.update_settings(player, timezone="Asia/Tokyo")
        days = db.session.scalars(select(AccountDay.day).order_by(AccountDay.day)).all()
        assert list(days) == [date(2026, 3, 1), date(2026, 3, 2)]


def test_the_same_zone_again_rebuilds_nothing(
    people: PeopleService, player: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("rebuilt")

    monkeypatch.setattr("total_bankroll.services.people_service.rebuild_zone", refuse)
    people.update_settings(player, timezone="UTC", theme="dark")


def test_cached_figures_follow_the_settings(
    people: PeopleService, player: int, service: BankrollService
) -> None:
    service.add_site(player, "GGPoker", "EUR", Decimal("100"))
    assert service.get_bankroll_breakdown(player).currency == "EUR"
    people.update_settings(player, display_currency="USD")
    assert service.get_bankroll_breakdown(player).currency == "USD"


# -- what there is to choose from


@pytest.mark.parametrize("choice", LOCALES, ids=lambda choice: choice.code)
def test_a_locales_example_is_what_it_writes(choice: LocaleChoice) -> None:
    code, example = choice.code, choice.example
    writer = Formatter(code, "UTC", {})
    number, day = writer.number(Decimal("1234567.89")), writer.day(date(2026, 3, 1))
    assert example == f"{number} · {day}"


def test_every_zone_offered_is_one() -> None:
    assert timezones()[0] == "UTC"
    assert "Europe/Berlin" in timezones()
    assert set(timezones()) <= known_timezones() == available_timezones()
    for zone in timezones():
        ZoneInfo(zone)


def test_the_choices_fit_their_columns() -> None:
    columns = User.__table__.c
    for values, column in (
        (THEMES, columns.theme),
        ([choice.code for choice in LOCALES], columns.locale),
        (known_timezones(), columns.timezone),
    ):
        assert max(len(value) for value in values) <= column.type.length


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        ("  ada@example.org\n", "ada@example.org"),
        ("ada+poker@example.org", "ada+poker@example.org"),
        ("ada@EXÄMPLE.de", "ada@exämple.de"),
    ],
)
def test_an_address_has_one_form(typed: str, kept: str) -> None:
    assert normal_email(typed) == kept
    assert normal_email(kept) == kept


@pytest.mark.parametrize(("length", "accepted"), [(7, False), (8, True), (128, True), (129, False)])
def test_passwords_have_bounds(length: int, accepted: bool) -> None:
    if accepted:
        assert check_password("x" * length, EMAIL) == "x" * length
    else:
        with pytest.raises(Invalid):
            check_password("x" * length, EMAIL)

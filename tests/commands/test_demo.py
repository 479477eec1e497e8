"""`flask demo`: a player with a believable history, the same for the same seed."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from flask_security.utils import verify_password
from sqlalchemy import func, select

from tests.conftest import MakeApp
from total_bankroll.extensions import db
from total_bankroll.ledger import Kind
from total_bankroll.models import Account, Currency, Entry, Rate, User
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.demo import Demo, DemoService
from total_bankroll.services.doctor import DoctorService
from total_bankroll.services.writing import write_scope

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def rates(app: Flask) -> Iterator[None]:
    """Dollars and pounds have a rate each fifth day; it is noon on 10 March 2026."""
    with time_machine.travel(NOON, tick=False):
        with write_scope("rates") as session:
            ids = {row.code: row.id for row in session.scalars(select(Currency))}
            for number in range(160):
                day = date(2026, 3, 9) - 5 * number * timedelta(days=1)
                swing = Decimal(number % 7) / 100
                session.add(Rate(currency_id=ids["USD"], day=day, rate=Decimal("1.10") + swing))
                session.add(Rate(currency_id=ids["GBP"], day=day, rate=Decimal("0.85") + swing))
        yield


def history(email: str) -> list[tuple[object, ...]]:
    rows = db.session.execute(
        select(Entry.day, Entry.kind, Entry.amount, Entry.change, Entry.note, Account.name)
        .join(Entry.account)
        .join(User, User.id == Entry.user_id)
        .where(User.email == email)
        .order_by(Entry.id)
    )
    return [tuple(row) for row in rows]


def demo(email: str, **settings: int) -> Demo:
    return DemoService().add_demo(email=email, **settings)


def test_the_command_prints_a_password_that_signs_in(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "--entries", "40"])
    assert result.exit_code == 0, result.output
    found = re.search(r"^E-mail: (\S+)\nPassword, shown this once: (\S+)$", result.output, re.M)
    assert found
    player = db.session.scalars(select(User).where(User.email == found[1])).one()
    assert verify_password(found[2], player.password)


def test_a_second_run_changes_nothing_and_shows_no_password(app: Flask) -> None:
    app.test_cli_runner().invoke(args=["demo", "--entries", "40"])
    db.session.remove()
    password = db.session.scalar(select(User.password))
    result = app.test_cli_runner().invoke(args=["demo", "--entries", "90"])
    assert result.exit_code == 0
    assert "demo@example.org is there already; nothing was changed." in result.output
    assert "flask user password demo@example.org" in result.output
    assert "flask demo --email" in result.output
    assert "shown this once" not in result.output
    db.session.remove()
    assert db.session.scalars(select(User.password)).all() == [password]
    assert db.session.scalar(select(func.count()).select_from(Entry)) == 40


def test_two_years_in_four_currencies_by_default() -> None:
    made = demo("demo@example.org")
    lines = history("demo@example.org")
    assert made.accounts == 10
    assert len(lines) == made.entries == 2000
    days = [line[0] for line in lines]
    assert (min(days), max(days)) == (date(2024, 3, 9), date(2026, 3, 9))
    codes = select(Currency.code).join(Account, Account.currency_id == Currency.id).distinct()
    assert set(db.session.scalars(codes)) == {"EUR", "USD", "GBP", "USDT"}
    assert {line[1] for line in lines} == {kind.value for kind in Kind} - {Kind.RESULT}


def test_everything_agrees_and_has_its_rate() -> None:
    demo("demo@example.org")
    assert [fault for found in DoctorService().examine() for fault in found.faults] == []
    user_id = db.session.scalars(select(User.id)).one()
    found = BankrollService().get_bankroll_breakdown(user_id)
    assert found.missing == ()
    assert found.total > 0
    assert all(row.balance >= 0 for row in found.accounts)


def test_the_same_seed_tells_the_same_and_another_one_something_else() -> None:
    for email, seed in (("a@example.org", 7), ("b@example.org", 7), ("c@example.org", 8)):
        demo(email, seed=seed, entries=300)
    assert history("a@example.org") == history("b@example.org")
    assert history("a@example.org") != history("c@example.org")


@pytest.mark.parametrize(
    ("sites", "assets", "entries"),
    [(1, 0, 100), (0, 1, 57), (8, 7, 333), (3, 2, 4), (2, 2, 0), (0, 0, 0)],
)
def test_it_makes_as_many_of_each_as_were_asked_for(sites: int, assets: int, entries: int) -> None:
    made = demo("demo@example.org", sites=sites, assets=assets, entries=entries)
    kinds = db.session.scalars(select(Account.kind)).all()
    assert (kinds.count("site"), kinds.count("asset")) == (sites, assets)
    assert made.entries == len(history("demo@example.org")) == entries
    assert [fault for found in DoctorService().examine() for fault in found.faults] == []


def test_a_spread_is_lost_between_two_currencies() -> None:
    demo("demo@example.org", entries=3000)
    legs = (
        select(Entry.transfer_id, Entry.amount, Account.currency_id, Currency.decimals)
        .join(Entry.account)
        .join(Account.currency)
    )
    out = {r[0]: r for r in db.session.execute(legs.where(Entry.kind == Kind.TRANSFER_OUT))}
    into = {r[0]: r for r in db.session.execute(legs.where(Entry.kind == Kind.TRANSFER_IN))}
    assert len(out) == len(into) > 50
    same = [key for key in out if out[key][2] == into[key][2]]
    assert 0 < len(same) < len(out)
    assert all(out[key][1] == into[key][1] for key in same)


def test_without_rates_there_is_still_a_history(app: Flask) -> None:
    with write_scope("rates") as session:
        for row in session.scalars(select(Rate)):
            session.delete(row)
    assert demo("demo@example.org", entries=400).entries == 400


def test_without_currencies_it_says_what_to_do(make_app: MakeApp) -> None:
    empty = make_app()
    with empty.app_context():
        with write_scope("rates") as session:
            for row in session.scalars(select(Currency)):
                session.delete(row)
        result = empty.test_cli_runner().invoke(args=["demo"])
    assert result.exit_code == 1
    assert "flask init" in result.output


def test_an_address_that_is_none_is_refused(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["demo", "--email", "nobody"])
    assert result.exit_code == 1
    assert "name@example.org" in result.output
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


def test_in_production_it_warns(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "APP_ENV", "production")
    result = app.test_cli_runner().invoke(args=["demo", "--entries", "10"])
    assert result.exit_code == 0, result.output
    assert "production" in result.stderr

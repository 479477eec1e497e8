"""The write protocol: all or nothing, once for each form sent, and nobody else's rows."""

import inspect
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from tests.support.bankroll import D, balance, march
from total_bankroll.errors import Busy, Conflict, InvalidAmount, NotFound
from total_bankroll.extensions import db
from total_bankroll.models import Account, CacheToken, Submission, User
from total_bankroll.services.article_service import ArticleService
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.people_service import PeopleService
from total_bankroll.services.writing import PUBLIC_WRITES, write, write_scope

pytestmark = pytest.mark.usefixtures("noon")


def token(user_id: int) -> str:
    with db.engine.connect() as connection:
        return str(connection.scalar(select(User.cache_token).where(User.id == user_id)))


def shared_tokens() -> dict[str, str]:
    with db.engine.connect() as connection:
        rows = connection.execute(select(CacheToken.scope, CacheToken.token))
        return {row.scope: row.token for row in rows}


# -- once for each form


def test_a_form_sent_twice_counts_once(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR")
    first = service.record_deposit(player, site, D(10), submission_id="a" * 32)
    again = service.record_deposit(player, site, D(10), submission_id="a" * 32)
    assert again == first
    assert balance(service, player, site) == D(10)


def test_a_repeat_gives_the_first_result_whatever_it_says(
    service: BankrollService, player: int
) -> None:
    first = service.add_site(player, "Stars", "EUR", D("1.50"), submission_id="one")
    assert service.add_site(player, "Other", "USD", submission_id="one") == first
    assert [a.name for a in service.list_accounts(player)] == ["Stars"]


def test_two_equal_deposits_that_were_made_both_count(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR")
    for key in ("one", "two", None, None, ""):
        service.record_deposit(player, site, D(10), submission_id=key)
    assert balance(service, player, site) == D(50)


def test_players_may_send_the_same_key(
    service: BankrollService, player: int, other_player: int
) -> None:
    for who in (player, other_player):
        service.add_site(who, "Stars", "EUR", submission_id="same")
    assert len(service.list_accounts(other_player)) == 1


def test_a_form_that_failed_can_be_sent_again(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR")
    with pytest.raises(InvalidAmount):
        service.record_deposit(player, site, D(-1), submission_id="one")
    service.record_deposit(player, site, D(1), submission_id="one")
    assert balance(service, player, site) == D(1)


@pytest.mark.parametrize("other", ["x" * 80 + "b", "x" * 64, "x\0" * 40, "\udc80"])
def test_keys_of_any_length_are_told_apart(
    service: BankrollService, player: int, other: str
) -> None:
    site = service.add_site(player, "Stars", "EUR")
    service.record_deposit(player, site, D(1), submission_id="x" * 80 + "a")
    service.record_deposit(player, site, D(1), submission_id=other)
    service.record_deposit(player, site, D(1), submission_id=other)
    assert balance(service, player, site) == D(2)


def test_a_repeat_of_what_another_version_saved_changes_nothing(
    service: BankrollService, player: int
) -> None:
    site = service.add_site(player, "Stars", "EUR")
    service.record_deposit(player, site, D(1), submission_id="one")
    with write(player) as session:
        kept = session.scalars(select(Submission)).one()
        kept.result = kept.result.replace("Saved", "SavedBefore")
    with pytest.raises(Conflict, match="already"):
        service.record_deposit(player, site, D(1), submission_id="one")
    assert balance(service, player, site) == D(1)


def test_a_key_belongs_to_one_form(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "Stars", "EUR", submission_id="one")
    saved = service.record_deposit(player, site, D(1), submission_id="one")
    assert saved.new == D(1)


def test_what_every_write_returns_can_be_kept(service: BankrollService, player: int) -> None:
    site = service.add_site(player, "A", "EUR", D(9), submission_id="1")
    bank = service.add_asset(player, "B", "EUR", submission_id="2")
    for _ in range(2):
        service.record_balances(player, {site: D(8)}, submission_id="3")
        service.record_transfer(player, site, bank, D(1), submission_id="4")
        PeopleService().update_settings(player, theme="dark", submission_id="5")
        CurrencyService().add_manual_rate(player, "USDT", march(1), D("1.1"), submission_id="6")
        service.delete_asset(player, bank, submission_id="7")
    rows = db.session.scalar(select(func.count()).select_from(Submission))
    assert (rows, balance(service, player, site)) == (7, D(7))


# -- all or nothing


def test_a_failed_write_leaves_nothing_and_renews_nothing(
    service: BankrollService, player: int
) -> None:
    before = token(player)

    def fail() -> None:
        with write(player) as session:
            session.add(User(email="x@example.org"))
            session.flush()
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError):
        fail()
    assert token(player) == before
    assert db.session.scalar(select(func.count()).select_from(User)) == 1


def test_every_write_renews_its_players_token_and_no_other(
    service: BankrollService, player: int, other_player: int
) -> None:
    tokens = [token(player)]
    theirs = token(other_player)
    site = service.add_site(player, "Stars", "EUR", D(1))
    tokens.append(token(player))
    service.record_deposit(player, site, D(1))
    tokens.append(token(player))
    assert len(set(tokens)) == 3
    assert token(other_player) == theirs


def test_a_write_of_rates_renews_the_shared_token(
    service: BankrollService, player: int, set_rate: Callable[[str, date, str], None]
) -> None:
    before = shared_tokens()
    set_rate("USD", march(1), "1.25")
    after = shared_tokens()
    assert after["rates"] != before["rates"]
    assert after["articles"] == before["articles"]


def test_nobodys_bankroll_takes_no_write(service: BankrollService, player: int) -> None:
    with pytest.raises(NotFound):
        service.add_site(player + 1, "Stars", "EUR")
    assert db.session.scalar(select(func.count()).select_from(Account)) == 0


def test_a_write_does_not_begin_with_pending_changes(service: BankrollService, player: int) -> None:
    db.session.add(User(email="pending@example.org"))
    with pytest.raises(RuntimeError, match="pending"):
        service.add_site(player, "Stars", "EUR")
    db.session.rollback()


def test_a_write_does_not_begin_within_another(service: BankrollService, player: int) -> None:
    with pytest.raises(RuntimeError, match="pending"), write(player):
        service.add_site(player, "Stars", "EUR")
    assert service.list_accounts(player) == ()


def test_a_scope_without_a_row_takes_no_write(player: int) -> None:
    with pytest.raises(NotFound), write_scope("moon"):
        pytest.fail("the body runs in a transaction of no scope")


@pytest.mark.parametrize(
    ("code", "is_busy"),
    [(1205, True), (1213, True), ("database is locked", True), ("no such table", False)],
)
def test_a_wait_that_was_too_long_says_that_nothing_was_saved(
    player: int, code: object, is_busy: bool
) -> None:
    with pytest.raises(Busy if is_busy else OperationalError), write(player):
        raise OperationalError("INSERT", {}, Exception(code))


# -- nobody else's rows


def _methods() -> Iterator[Any]:
    """Every public method of a service that takes a player's id and the id of a row."""
    for service in (BankrollService, CurrencyService, ArticleService, PeopleService):
        for name, method in inspect.getmembers(service, inspect.isfunction):
            parameters = inspect.signature(method).parameters
            row_ids = [p for p in parameters if p.endswith("_id") and p not in _NOT_ROWS]
            is_public = not name.startswith("_") and name not in _TELLS_NOTHING
            if is_public and "user_id" in parameters and row_ids:
                yield pytest.param(service, name, id=f"{service.__name__}.{name}")


_NOT_ROWS = {"user_id", "submission_id"}
_OTHERS: dict[str, Any] = {
    "amount": D(1),
    "received": D(1),
    "position": 1,
    "kind": "deposit",
    "date": None,
    "code": "USDT",
    "day": march(1),
    "start": march(1),
    "rate": D(1),
}
_TELLS_NOTHING = ("list_changes",)
"""Of what is not there, or gone for good, there is nothing to list: see the tests of the trail."""


@pytest.mark.parametrize(("service_class", "name"), list(_methods()))
def test_a_strangers_row_does_not_exist(
    service: BankrollService, player: int, other_player: int, service_class: type, name: str
) -> None:
    site = service.add_site(player, "Stars", "EUR", D(100), date=march(1))
    asset = service.add_asset(player, "Bank", "EUR", D(100), date=march(1))
    saved = service.record_transfer(player, asset, site, D(10), date=march(2))
    rate = CurrencyService().add_manual_rate(player, "USDT", march(1), D(1))
    theirs = {
        "account_id": site,
        "site_id": site,
        "asset_id": asset,
        "from_account_id": asset,
        "to_account_id": site,
        "entry_id": saved.source.entry_id,
        "transfer_id": saved.transfer_id,
        "rate_id": rate.id,
    }
    method = getattr(service_class(), name)
    parameters = inspect.signature(method).parameters
    named = [
        p.name
        for p in parameters.values()
        if p.default is p.empty and p.kind is not p.VAR_KEYWORD and p.name != "user_id"
    ]
    named += [] if theirs.keys() & named else [p for p in parameters if p in theirs]
    arguments = {p: (theirs | _OTHERS)[p] for p in named}
    before = _everything()
    with pytest.raises(NotFound):
        method(other_player, **arguments)
    with pytest.raises(NotFound):
        method(player, **arguments | {p: 10**9 + n for n, p in enumerate(theirs) if p in arguments})
    assert _everything() == before


def test_own_rows_do_not_lead_to_a_strangers(
    service: BankrollService, player: int, other_player: int
) -> None:
    theirs = service.add_asset(other_player, "Theirs", "EUR", D(100))
    bank = service.add_asset(player, "Bank", "EUR", D(100))
    cash = service.add_asset(player, "Cash", "EUR")
    moved = service.record_transfer(player, bank, cash, D(10)).transfer_id
    entry = service.record_deposit(player, bank, D(10)).entry_id
    before = _everything()
    for call in (
        lambda: service.record_transfer(player, bank, theirs, D(1)),
        lambda: service.record_transfer(player, theirs, bank, D(1)),
        lambda: service.update_transfer(player, moved, bank, theirs, D(1)),
        lambda: service.update_entry(player, entry, account_id=theirs),
        lambda: service.record_balances(player, {bank: D(1), theirs: D(1)}),
    ):
        with pytest.raises(NotFound):
            call()
    assert _everything() == before


def _everything() -> dict[str, list[Any]]:
    """All rows that a player owns, but for the tokens."""
    db.session.rollback()
    tables = "accounts entries transfers account_days account_years manual_rates submissions"
    return {
        name: sorted(map(str, db.session.execute(text(f"SELECT * FROM {name}")).all()))
        for name in tables.split()
    }


def test_every_public_write_takes_the_players_id_first() -> None:
    assert len(PUBLIC_WRITES) > 30
    for name, method in PUBLIC_WRITES.items():
        assert list(inspect.signature(method).parameters)[:2] == ["self", "user_id"], name

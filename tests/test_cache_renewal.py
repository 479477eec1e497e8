"""Every change of a row renews its scope's token, and nobody can change one past that."""

import threading
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.support.bankroll import D
from total_bankroll import cache_policy
from total_bankroll.cache_policy import (
    RATES,
    bulk,
    renew,
    scopes_of,
    user_scope,
)
from total_bankroll.errors import NotFound
from total_bankroll.extensions import db
from total_bankroll.models import (
    Account,
    Article,
    CacheToken,
    Currency,
    Entry,
    Rate,
    Role,
    Tag,
    User,
    article_tags,
)
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.writing import write, write_scope


@pytest.fixture
def site(app: Flask, player: int) -> int:
    return BankrollService().add_site(player, "Stars", "EUR", D(100))


def token(user_id: int) -> str:
    with db.engine.connect() as connection:
        return str(connection.scalar(select(User.cache_token).where(User.id == user_id)))


def shown(user_id: int) -> list[str]:
    """The accounts' names, by a memoized read in a transaction that may have begun."""
    found = BankrollService().get_bankroll_breakdown(user_id)
    return [row.account.name for row in found.accounts]


# -- renewing


def test_a_row_changed_by_hand_renews_its_owners_token(app: Flask, player: int, site: int) -> None:
    before = token(player)
    db.session.get_one(Account, site).position = 7
    db.session.commit()
    assert token(player) != before


def test_a_row_that_changes_hands_renews_both_tokens(
    app: Flask, player: int, other_player: int, site: int
) -> None:
    before = token(player), token(other_player)
    db.session.get_one(Account, site).user_id = other_player
    db.session.commit()
    after = token(player), token(other_player)
    assert (after[0] != before[0], after[1] != before[1]) == (True, True)


def test_a_transaction_renews_a_token_once(app: Flask, player: int, site: int) -> None:
    with write(player) as session:
        seen = [session.scalar(select(User.cache_token).where(User.id == player))]
        for name in ("A", "B"):
            session.get_one(Account, site).name = name
            session.flush()
            seen.append(session.scalar(select(User.cache_token).where(User.id == player)))
    assert len(set(seen)) == 1
    assert seen[0] == token(player)


def test_a_failed_transaction_renews_nothing(app: Flask, player: int, site: int) -> None:
    before = token(player)
    db.session.get_one(Account, site).position = 7
    db.session.add(Account(user_id=player, kind="moon", name="x", currency_id=1, position=1))
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()
    assert token(player) == before


def test_a_new_player_and_one_who_goes_need_no_renewal(app: Flask, player: int) -> None:
    user = db.session.get_one(User, player)
    db.session.delete(user)
    db.session.commit()
    assert db.session.get(User, player) is None


def test_a_scope_without_a_row_cannot_be_renewed(app: Flask, player: int) -> None:
    with pytest.raises(NotFound):
        renew(db.session(), user_scope(player + 1))
    db.session.rollback()


def test_tokens_are_never_the_same(app: Flask) -> None:
    assert len({cache_policy.new_token() for _ in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("row", "scopes"),
    [
        (Account(user_id=7), {"user:7"}),
        (Entry(user_id=7), {"user:7"}),
        (User(id=7), {"user:7"}),
        (Currency(user_id=7), {"user:7"}),
        (Currency(user_id=None), {"rates"}),
        (Rate(), {"rates"}),
        (Article(), {"articles"}),
        (Tag(), {"articles"}),
        (CacheToken(), set()),
        (Role(), set()),
        (object(), set()),
    ],
)
def test_a_row_belongs_to_a_scope(app: Flask, row: object, scopes: set[str]) -> None:
    assert set(scopes_of(row)) == scopes


# -- nobody writes past it


@pytest.mark.parametrize(
    "statement",
    [
        update(Account).values(name="x"),
        delete(Entry),
        insert(Rate).values(currency_id=1, day=date(2026, 3, 1), rate=D(1)),
        update(User).values(theme="dark"),
        delete(article_tags),
        update(Article.__table__).values(title="x"),
    ],
    ids=str,
)
def test_a_statement_past_the_policy_is_refused(app: Flask, player: int, statement: Any) -> None:
    with pytest.raises(RuntimeError, match="past the cache policy"):
        db.session.execute(statement)
    db.session.rollback()
    with (
        db.engine.connect() as connection,
        pytest.raises(RuntimeError, match="past the cache policy"),
    ):
        connection.execute(statement)


def test_tables_that_no_read_depends_on_are_free(app: Flask) -> None:
    db.session.execute(insert(Role).values(name="editor"))
    db.session.commit()
    assert db.session.scalar(select(Role.name)) == "editor"


def test_the_bulk_helper_changes_rows_and_is_seen(app: Flask, player: int, site: int) -> None:
    service = BankrollService()
    service.get_bankroll_breakdown(player)
    with write(player) as session:
        statement = update(Account).where(Account.id == site).values(name="Bulk")
        count = bulk(session, statement, of=[site])
        assert shown(player) == ["Bulk"]
    assert count == 1
    assert shown(player) == ["Bulk"]


def test_the_bulk_helper_demands_a_renewed_scope(app: Flask, player: int, site: int) -> None:
    statement = update(Account).where(Account.id == site).values(name="Bulk")
    with pytest.raises(RuntimeError, match="renewed its scope"):
        bulk(db.session(), statement)
    with pytest.raises(RuntimeError, match="renewed its scope"), write_scope(RATES) as session:
        bulk(session, statement)
    with pytest.raises(RuntimeError, match="renewed its scope"), write(player) as session:
        bulk(session, delete(Rate))
    assert shown(player) == ["Stars"]


def test_the_bulk_helper_takes_tables_of_no_scope(app: Flask) -> None:
    assert bulk(db.session(), insert(Role), [{"name": "a"}, {"name": "b"}]) == 2
    db.session.rollback()


def test_a_permission_to_write_does_not_reach_other_threads(app: Flask, player: int) -> None:
    from total_bankroll.extensions import may_write, writing_allowed

    seen: list[bool] = []
    with writing_allowed():
        thread = threading.Thread(target=lambda: seen.append(may_write()))
        thread.start()
        thread.join()
        assert may_write()
    assert (seen, may_write()) == ([False], False)

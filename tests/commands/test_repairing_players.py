"""`flask doctor --repair` where a player is gone, or where tags are a stranger's or lost."""

from collections.abc import Callable

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from tests.commands.faulty import BROKEN, GG
from tests.support.facts import Facts
from total_bankroll.extensions import db
from total_bankroll.models import Entry, EntryTag
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.currency_service import CurrencyService
from total_bankroll.services.doctor import CHECKS
from total_bankroll.services.entry_views import EntryFilter

Break = Callable[..., Result]

LEFT = "Not repaired: Only a backup knows what they belonged to."
ALL_GOOD = ["good"] * len(CHECKS)


def gone(player: int) -> str:
    return f"DELETE FROM users WHERE id = {player}"


def verdicts(result: Result) -> list[str]:
    return [line.split()[-1] for line in result.output.splitlines()[-len(CHECKS) :]]


# -- a player who is gone


def test_what_a_player_who_is_gone_had_stays_and_is_named(examined: Break, player: int) -> None:
    result = examined(gone(player), "--repair")
    assert result.exit_code == 1
    assert not isinstance(result.exception, Exception)
    assert "There is nothing to repair." in result.output
    for column in ("accounts.user_id", "entries.user_id", "account_days.user_id"):
        (line,) = [line for line in result.output.splitlines() if column in line]
        assert LEFT in line


def test_the_currency_of_a_player_who_is_gone_becomes_nobody_else_s(
    app: Flask, examined: Break, player: int, other_player: int
) -> None:
    examined(gone(other_player), "--repair")
    examined("SELECT 1", "--repair")
    db.session.remove()
    assert [c.owner for c in Facts(db.engine).currencies if c.code == "CHIP"] == [other_player]
    assert "CHIP" not in {one.code for one in CurrencyService().get_all_currencies(player)}


@pytest.mark.parametrize("fault", sorted(BROKEN))
def test_a_player_who_is_gone_keeps_no_other_fault_from_being_repaired(
    examined: Break, player: int, fault: str
) -> None:
    examined(BROKEN[fault][0])
    examined("UPDATE cache_tokens SET token = '' WHERE scope = 'articles'")
    result = examined(gone(player), "--repair")
    assert isinstance(result.exception, SystemExit), result.output
    assert "scope articles: has a new token" in result.output


# -- tags


@pytest.fixture
def tagged(examined: Break, player: int) -> tuple[int, int]:
    """Two entries, the first with two tags and the second with one of them."""
    service = BankrollService()
    first, second = [row.id for row in service.list_entries(player).rows if not row.transfer_id][:2]
    service.update_entry(player, first, tags=["Live", "series"])
    service.update_entry(player, second, tags=["live"])
    db.session.remove()
    return first, second


def tags_of(player: int, entry_id: int) -> list[str]:
    db.session.remove()
    return [tag.casefold() for tag in BankrollService().get_entry(player, entry_id).tags]


def with_tag(player: int, tag: str) -> set[int]:
    return {row.id for row in BankrollService().list_entries(player, EntryFilter(tag=tag)).rows}


def test_a_tag_is_found_by_its_name_again(
    examined: Break, player: int, tagged: tuple[int, int]
) -> None:
    broken = "UPDATE entry_tags SET name_key = 'other' WHERE name_key = 'live'"
    assert "has a name that is compared as another" in examined(broken).output
    result = examined("SELECT 1", "--repair")
    assert "is found by its name again" in result.output
    assert verdicts(result) == ALL_GOOD
    assert with_tag(player, "live") == set(tagged)


def test_two_tags_of_one_name_become_one(
    examined: Break, player: int, tagged: tuple[int, int]
) -> None:
    first, second = tagged
    result = examined("UPDATE entry_tags SET name = 'LIVE' WHERE name_key = 'series'", "--repair")
    assert "is one with tag" in result.output
    assert verdicts(result) == ALL_GOOD
    assert (tags_of(player, first), tags_of(player, second)) == (["live"], ["live"])
    assert with_tag(player, "live") == set(tagged)


@pytest.mark.parametrize("table", ["entry_tags", "entry_taggings"])
def test_an_entry_carries_its_tags_as_its_player_s(
    examined: Break, player: int, other_player: int, tagged: tuple[int, int], table: str
) -> None:
    broken = f"UPDATE {table} SET user_id = {other_player}"
    assert "carries a tag as another player's" in examined(broken).output
    result = examined("SELECT 1", "--repair")
    assert f"entry {tagged[0]}: carries 2 tags as its player's again" in result.output
    assert verdicts(result) == ALL_GOOD
    assert tags_of(player, tagged[0]) == ["live", "series"]
    assert with_tag(player, "LIVE") == set(tagged)
    own = select(EntryTag.name_key).where(EntryTag.user_id == player)
    assert sorted(db.session.scalars(own)) == ["live", "series"]


def test_a_key_of_an_entry_whose_player_is_gone_stays(examined: Break, player: int) -> None:
    examined(f"UPDATE entries SET transfer_id = 999 WHERE account_id = {GG} AND kind = 'balance'")
    result = examined(gone(player), "--repair")
    assert isinstance(result.exception, SystemExit)
    assert 999 in db.session.scalars(select(Entry.transfer_id)).all()

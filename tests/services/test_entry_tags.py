"""Tags of entries: kept as typed, compared without their case, offered while they are used."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.support.bankroll import D, march
from total_bankroll.errors import Changed, InvalidTags
from total_bankroll.extensions import db
from total_bankroll.models import EntryTag
from total_bankroll.services.bankroll_service import BankrollService
from total_bankroll.services.entry_tags import LONGEST_TAG, MOST_TAGS, clean_tags

pytestmark = pytest.mark.usefixtures("noon")

Tagged = Callable[..., int]


@pytest.fixture
def site(service: BankrollService, player: int) -> int:
    return service.add_site(player, "Stars", "EUR")


@pytest.fixture
def tagged(service: BankrollService, player: int, site: int) -> Tagged:
    """A deposit with these tags."""

    def deposit(*tags: str) -> int:
        return service.record_deposit(player, site, D(5), march(1), tags=tags).entry_id

    return deposit


# -- what a tag may be


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["Series"], ("Series",)),
        ([" live  play ", ""], ("live play",)),
        (["Live", "LIVE", "ｌｉｖｅ"], ("Live",)),
        (["Straße", "STRASSE"], ("Straße",)),
        (["♠", "é"], ("♠", "é")),
        ([], ()),
    ],
)
def test_a_tag_is_kept_once_as_it_was_typed(typed: list[str], kept: tuple[str, ...]) -> None:
    assert clean_tags(typed) == kept


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (["a\0b"], "Leave out control and text-direction characters."),
        (["\u202eabc"], "Leave out control and text-direction characters."),
        (["a,b"], "Separate tags by commas."),
        (["\u200b"], "Enter a tag."),
        (["x" * (LONGEST_TAG + 1)], "Enter at most 40 characters a tag."),
        (["\ufdfa" * 8], "Enter at most 40 characters a tag."),  # each is 18 when compared
        ([str(n) for n in range(MOST_TAGS + 1)], "Enter at most 10 tags."),
    ],
)
def test_a_tag_that_cannot_be_is_refused(typed: list[str], message: str) -> None:
    with pytest.raises(InvalidTags) as refused:
        clean_tags(typed)
    assert (refused.value.message, refused.value.field) == (message, "tags")


def test_as_many_and_as_long_tags_as_there_may_be() -> None:
    typed = tuple(f"{n:0{LONGEST_TAG}}" for n in range(MOST_TAGS))
    assert clean_tags(typed) == typed


# -- what an entry carries


def test_an_entry_shows_its_tags_in_the_order_of_names(
    service: BankrollService, player: int, tagged: Tagged
) -> None:
    entry_id = tagged("live", "Cash", "♠")
    assert service.get_entry(player, entry_id).tags == ("Cash", "live", "♠")
    assert service.list_entries(player).rows[0].tags == ("Cash", "live", "♠")


def test_tags_are_replaced_taken_off_or_left(
    service: BankrollService, player: int, tagged: Tagged
) -> None:
    entry_id = tagged("one", "two")
    service.update_entry(player, entry_id, tags=["two", "three"])
    assert service.get_entry(player, entry_id).tags == ("three", "two")
    service.update_entry(player, entry_id, note="left as they are")
    assert service.get_entry(player, entry_id).tags == ("three", "two")
    service.update_entry(player, entry_id, tags=[])
    assert service.get_entry(player, entry_id).tags == ()


def test_the_newest_spelling_of_a_tag_is_kept(
    service: BankrollService, player: int, tagged: Tagged
) -> None:
    first, _ = tagged("sunday"), tagged("Sunday")
    assert service.get_entry(player, first).tags == ("Sunday",)
    assert service.list_entry_tags(player) == ("Sunday",)
    assert len(db.session.scalars(select(EntryTag)).all()) == 1


def test_both_legs_of_a_transfer_carry_its_tags(
    service: BankrollService, player: int, site: int
) -> None:
    bank = service.add_asset(player, "Bank", "EUR", D(50))
    moved = service.record_transfer(player, bank, site, D(9), None, march(2), tags=["Moved"])
    legs = [row for row in service.list_entries(player).rows if row.transfer_id]
    assert [row.tags for row in legs] == [("Moved",)] * 2
    service.update_transfer(player, moved.transfer_id, bank, site, D(9), tags=["fast", "Moved"])
    legs = [row for row in service.list_entries(player).rows if row.transfer_id]
    assert [row.tags for row in legs] == [("fast", "Moved")] * 2
    assert service.get_transfer(player, moved.transfer_id).tags == ("fast", "Moved")


def test_a_change_of_tags_alone_is_a_change(
    service: BankrollService, player: int, tagged: Tagged
) -> None:
    entry_id = tagged("one")
    seen = service.get_entry(player, entry_id).version
    service.update_entry(player, entry_id, tags=["two"])
    with pytest.raises(Changed):
        service.update_entry(player, entry_id, amount=D(6), seen=seen)


def test_what_is_refused_leaves_nothing(
    service: BankrollService, player: int, site: int, tagged: Tagged
) -> None:
    tagged("one")
    with pytest.raises(InvalidTags):
        service.record_deposit(player, site, D(5), tags=["two", "a\0b"])
    assert service.list_entries(player).count == 1
    assert service.list_entry_tags(player) == ("one",)


# -- what is offered


def test_a_tag_that_nobody_uses_any_more_is_not_offered(
    service: BankrollService, player: int, tagged: Tagged
) -> None:
    one, two = tagged("Both", "one"), tagged("both")
    assert service.list_entry_tags(player) == ("both", "one")
    service.delete_entry(player, one)
    assert service.list_entry_tags(player) == ("both",)
    service.update_entry(player, two, tags=[])
    assert service.list_entry_tags(player) == ()


def test_what_is_brought_back_has_its_tags(
    service: BankrollService, player: int, site: int, tagged: Tagged
) -> None:
    entry_id = tagged("one")
    service.delete_entry(player, entry_id)
    service.restore_entry(player, entry_id)
    assert service.get_entry(player, entry_id).tags == ("one",)
    service.delete_site(player, site)
    assert service.list_entry_tags(player) == ()
    service.restore_site(player, site)
    assert service.list_entry_tags(player) == ("one",)


def test_tags_are_a_players_own(
    service: BankrollService, player: int, other_player: int, tagged: Tagged
) -> None:
    tagged("secret")
    assert service.list_entry_tags(other_player) == ()
    theirs = service.add_site(other_player, "GG", "EUR")
    service.record_deposit(other_player, theirs, D(1), tags=["Secret"])
    assert service.list_entry_tags(player) == ("secret",)

"""Whatever a parser is given it reads as it was meant, or refuses in a sentence."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wtforms.validators import StopValidation

from tests.support.articles import article_text
from tests.support.backups import manifest, rewrite
from tests.test_article_rendering import ATTRIBUTES, CORPUS, TAGS
from total_bankroll.errors import Invalid, InvalidArticle, InvalidTags
from total_bankroll.forms.fields import read_date, read_day, shown_date
from total_bankroll.services.article_files import FIELDS, parse
from total_bankroll.services.article_rendering import render
from total_bankroll.services.backup_archive import Archive, Head, write_archive
from total_bankroll.services.entry_tags import LONGEST_TAG, MOST_TAGS, clean_tags
from total_bankroll.services.names import name_key
from total_bankroll.services.people_service import PeopleService

HEAD = Head("1", datetime(2026, 11, 1), "sqlite", "x")  # noqa: DTZ001  # a backup's is naive too
LINES = (b'{"id":1}\n', b'{"id":2}\n')
LOCAL = ("https://", "http://", "mailto:", "/", "#")
NUMERALS = "0123456789-T:+Z ./W１٢"
DATES = st.one_of(
    st.text(max_size=40),
    st.text(NUMERALS, max_size=20),
    st.dates().map(str),
    st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M}"),
)
YAML = st.text("abx019 -:[]{}&*!|>'\"#%@`,?~\n\t", max_size=60) | st.text(max_size=40)
MARKDOWN = st.lists(
    st.one_of(
        st.sampled_from(CORPUS),
        st.text("<>[]()!*_`#|-=\\&;:/ \n\"'abjscript", max_size=60),
        st.text(max_size=20),
    ),
    max_size=6,
).map("".join)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


Found = TypeVar("Found")


def read(
    parser: Callable[[Any], Found], given: Any, error: type[Exception]
) -> tuple[Found | None, Any]:
    """What a parser makes of it, or how it refuses it; there is no third."""
    try:
        return parser(given), None
    except error as refused:
        return None, refused


@given(DATES)
def test_any_text_is_a_day_or_a_sentence(text: str) -> None:
    found, refused = read(read_date, text, StopValidation)
    if found is None:
        assert str(refused.args[0]).endswith(".")
        assert read_day(text) is None
    else:
        assert shown_date(found) == text.replace(" ", "T")
        assert isinstance(found, datetime) or read_day(text) == found


@given(st.dates(), st.datetimes().filter(lambda at: at.year >= 1000))
def test_every_day_and_minute_can_be_typed(day: date, at: datetime) -> None:
    assert read_date(shown_date(day)) == day
    minute = at.replace(second=0, microsecond=0, fold=0)
    assert read_date(shown_date(minute)) == minute


@given(st.lists(st.text(max_size=50) | st.sampled_from(["Live", "live", "ﬁ", " a  b "])))
def test_any_words_are_tags_or_a_sentence(names: list[str]) -> None:
    tags, refused = read(clean_tags, names, InvalidTags)
    if tags is None:
        assert refused.message.endswith(".")
    else:
        assert clean_tags(tags) == tags
        assert len(tags) <= MOST_TAGS
        assert len({name_key(tag) for tag in tags}) == len(tags)
        assert all(0 < len(tag) <= LONGEST_TAG and "," not in tag for tag in tags)


@given(st.data())
def test_any_front_matter_is_read_or_its_line_is_named(data: st.DataObject) -> None:
    changed = data.draw(st.dictionaries(st.sampled_from(FIELDS), YAML, max_size=3))
    article, refused = read(parse, article_text("a", "Words.", **changed), InvalidArticle)
    if article is None:
        assert refused.problem
        assert refused.line >= 1
    else:
        assert article.title.strip()
        assert article.tags


@given(st.text(max_size=200))
def test_any_text_is_an_article_or_refused(text: str) -> None:
    with pytest.raises(InvalidArticle):
        parse(text)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(MARKDOWN)
def test_whatever_is_in_an_article_nothing_active_is_shown(source: str) -> None:
    found, refused = read(render, source, InvalidArticle)
    assert found is not None or refused.line >= 1
    html = "" if found is None else found.html
    for element in BeautifulSoup(f"<main>{html}</main>", "html5lib").main.find_all(True):
        assert element.name in TAGS, element
        assert set(element.attrs) <= ATTRIBUTES.get(element.name, set()) | {"class", "rel"}
        assert element.get("href", "/").startswith(LOCAL), element


def read_archive(path: Path) -> str:
    """What refuses this file; empty where it is sound."""
    try:
        with Archive(path) as archive:
            archive.verify()
            for part in archive.manifest.parts:
                list(archive.rows(part))
    except Invalid as refused:
        return refused.message
    return ""


def sound(path: Path) -> bytes:
    """A backup of two rows."""
    with path.open("wb") as file:
        write_archive(file, HEAD, [("tags", {"id": "integer"}, 2, LINES)])
    assert read_archive(path) == ""
    return path.read_bytes()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_bytes_are_a_backup_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "backup.zip"
    whole = sound(path)
    place = data.draw(st.integers(0, len(whole)))
    junk = data.draw(st.binary(max_size=20))
    rest = data.draw(st.sampled_from((b"", whole[place:], whole[place + len(junk) :])))
    path.write_bytes(whole[:place] + junk + rest)
    message = read_archive(path)
    assert "Nothing was changed." in message or not message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), said=JSON)
def test_any_manifest_is_read_or_refused(tmp_path: Path, data: st.DataObject, said: object) -> None:
    path = tmp_path / "backup.zip"
    sound(path)
    whole = manifest(path)
    part = whole["tables"][0]
    where = data.draw(st.sampled_from([whole, part, part["columns"]]))
    where[data.draw(st.sampled_from([*where, "another"]))] = said
    content = data.draw(st.sampled_from([whole, said]))
    rewrite(path, {"manifest.json": json.dumps(content).encode()})
    message = read_archive(path)
    assert message.endswith("Nothing was changed.") or "newer" in message or not message


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.sampled_from(["utc", "Europe/", "../UTC", "/etc/passwd", "UTC\0"]) | st.text())
def test_any_text_is_a_time_zone_or_refused(app: object, player: int, text: str) -> None:
    service = PeopleService()
    _, refused = read(lambda zone: service.update_settings(player, timezone=zone), text, Invalid)
    assert refused is None or refused.message == "Choose one of the list."
    found = service.get_player(player)
    assert found is not None
    assert found.zone == ZoneInfo(found.timezone)

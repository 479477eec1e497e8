"""What enters a cache comes back equal, and nothing else comes out of it."""

from dataclasses import FrozenInstanceError, dataclass, fields
from datetime import UTC, date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from total_bankroll import values


@values.value
class Coin:
    """A value for these tests."""

    name: str
    worth: Decimal | None
    days: tuple[date, ...] = ()


class Suit(StrEnum):
    SPADES = "spades"


@dataclass
class Stranger:
    name: str


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(st.characters(exclude_categories=("Cs",))),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.datetimes(),
)
coins = st.builds(
    Coin,
    st.text(st.characters(exclude_categories=("Cs",))),
    st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    st.lists(st.dates()).map(tuple),
)
things = st.recursive(
    scalars | coins,
    lambda inner: st.one_of(
        st.lists(inner),
        st.lists(inner).map(tuple),
        st.dictionaries(st.text(st.characters(exclude_categories=("Cs",))) | st.integers(), inner),
    ),
    max_leaves=12,
)


def same(one: Any, other: Any) -> bool:
    """Equal, of equal types, to the last digit."""
    if type(one) is not type(other) or one != other:
        return False
    if isinstance(one, Decimal):
        return one.as_tuple() == other.as_tuple()
    if isinstance(one, list | tuple):
        return all(same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, dict):
        return all(same(value, other[key]) for key, value in one.items())
    return not isinstance(one, Coin) or all(
        same(getattr(one, f.name), getattr(other, f.name)) for f in fields(Coin)
    )


@given(things)
def test_a_value_comes_back_as_it_was(thing: Any) -> None:
    assert same(values.loads(values.dumps(thing)), thing)


@pytest.mark.parametrize(
    ("thing", "read"), [(Suit.SPADES, "spades"), (Markup("<b>"), "<b>"), ({"c": "Coin"}, None)]
)
def test_kinds_of_text_come_back_as_text(thing: Any, read: Any) -> None:
    found = values.loads(values.dumps(thing))
    assert found == (thing if read is None else read)
    assert type(found) in (str, dict)


@pytest.mark.parametrize(
    "thing", [1.5, object(), Stranger("x"), {1, 2}, b"bytes", Coin, [1.5], (Stranger("x"),)]
)
def test_what_could_not_come_back_is_refused(thing: Any) -> None:
    with pytest.raises(TypeError):
        values.dumps(thing)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "garbage",
        b"\xff\xfe",
        "{",
        "{}",
        '{"d": []}',
        '{"d": "abc"}',
        '{"d": null}',
        '{"t": 5}',
        '{"y": "2026-13-01"}',
        '{"m": 5}',
        '{"m": [[1]]}',
        '{"m": [[[], 1]]}',
        '{"x": 1}',
        '{"d": "1", "t": "2"}',
        '{"c": "Coin", "f": []}',
        '{"c": "os.system", "f": ["true"]}',
        '{"c": ["Coin"], "f": []}',
        '{"c": "Coin"}',
        "[" * 100_000,
    ],
)
def test_anything_else_is_no_value(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r".*"):
        values.loads(text)


def test_a_value_does_not_change() -> None:
    coin = Coin("euro", Decimal(1))
    with pytest.raises(FrozenInstanceError):
        coin.name = "dollar"  # type: ignore[misc]  # refused at run time
    assert not hasattr(coin, "__dict__")


def test_a_class_that_is_not_registered_is_refused_whatever_its_name() -> None:
    other = dataclass(type("Coin", (), {"__annotations__": {"name": str}}))
    with pytest.raises(TypeError):
        values.dumps(other("euro"))

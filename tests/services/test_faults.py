"""Reading a long table in short transactions."""

import pytest
from flask import Flask
from sqlalchemy import event, select

from total_bankroll.extensions import db
from total_bankroll.models import Currency
from total_bankroll.services import faults


def read(size: int, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    monkeypatch.setattr(faults, "CHUNK", size)
    return [[row[0] for row in part] for part in faults.chunks(select(Currency.id), Currency.id)]


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
def test_every_row_comes_once_in_ascending_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    wanted = list(db.session.scalars(select(Currency.id).order_by(Currency.id)))
    found = read(size, monkeypatch)
    assert len(wanted) > 10
    assert [key for part in found for key in part] == wanted
    assert len(found) == len(wanted) // size + 1
    assert max(map(len, found)) <= size


def test_each_chunk_is_a_transaction_of_its_own(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []

    def note(_session: object, transaction: object, _connection: object) -> None:
        begun.append(transaction)

    event.listen(db.session, "after_begin", note)
    try:
        found = read(5, monkeypatch)
    finally:
        event.remove(db.session, "after_begin", note)
    assert len(begun) == len(found) > 2
    assert not db.session().in_transaction()


def test_an_empty_table_is_one_empty_chunk(app: Flask) -> None:
    none = select(Currency.id).where(Currency.code == "none")
    assert [list(part) for part in faults.chunks(none, Currency.id)] == [[]]


@pytest.mark.parametrize("count", [0, 1, 5])
def test_a_few_faults_are_all_named(count: int) -> None:
    few = [faults.Fault(f"entry {n}", "broken", "nobody knows") for n in range(count)]
    assert list(faults.named(iter(few))) == few


def test_of_many_faults_the_first_are_named_and_the_rest_counted() -> None:
    many = [faults.Fault(f"entry {n}", "broken", "nobody knows") for n in range(7)]
    rest = faults.Fault("entry 0", "… and 2 more like it", "nobody knows")
    assert list(faults.named(many)) == [*many[:5], rest]

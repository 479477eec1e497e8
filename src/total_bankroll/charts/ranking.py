"""A ranking: signed bars from a zero line, the largest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from total_bankroll.charts.chart import GAP, Cell, Chart, Labels, Row, no_chart
from total_bankroll.charts.lines import sum_of
from total_bankroll.charts.rows import Lying, row_chart, short_signed


@dataclass(frozen=True, slots=True)
class Ranked:
    """A name and its figure, None where it is not known; `cells` stand behind it in the table."""

    label: str
    value: Decimal | None
    exact: Decimal | None = None
    href: str | None = None
    cells: tuple[str | Cell, ...] = ()


def ranking_chart(
    ranks: Sequence[Ranked],
    labels: Labels,
    *,
    chart_id: str,
    title: str,
    desc: str = "",
    head: tuple[str, ...] = ("Name", "Result"),
    limit: int = 12,
    rest: str = "Others",
    held: bool = False,
) -> Chart:
    """From the largest gain to the largest loss, then what is not known; the table has them all.

    Where there are more than `limit`, the smallest are drawn as one; `head` names the table's
    columns, those of `cells` too. `held` is for what is there and was not won: it has no plus.
    """
    if all(one.value is None for one in ranks):
        return no_chart(chart_id, title)
    ordered = _ordered(ranks)
    rows = [_row(one, labels, held=held) for one in _drawn(ordered, limit, rest)]
    return row_chart(
        rows,
        chart_id=chart_id,
        title=title,
        desc=desc or "; ".join(f"{row.name} {row.text}" for row in rows) + ".",
        head=head,
        table=tuple(_table_row(one, labels, held=held) for one in ordered),
    )


def _ordered(ranks: Sequence[Ranked]) -> list[Ranked]:
    known = [one for one in ranks if one.value is not None]
    known.sort(key=lambda one: one.value or Decimal(0), reverse=True)
    return [*known, *(one for one in ranks if one.value is None)]


def _drawn(ordered: Sequence[Ranked], limit: int, rest: str) -> list[Ranked]:
    """The `limit` largest by size in their order, and the others summed, last."""
    if len(ordered) <= limit:
        return list(ordered)
    sizes = [abs(one.value or Decimal(0)) for one in ordered]
    places = sorted(range(len(ordered)), key=sizes.__getitem__, reverse=True)
    kept = [ordered[i] for i in sorted(places[:limit])]
    left = [ordered[i].value for i in places[limit:]]
    return [*kept, Ranked(f"{rest} ({len(left)})", sum_of(left))]


def _row(one: Ranked, labels: Labels, *, held: bool) -> Lying:
    if one.value is None:
        return Lying(one.label, Decimal(0), None, "even", GAP, GAP)
    return Lying(
        name=one.label,
        start=Decimal(0),
        end=one.value,
        tone=_tone(one.value, held=held),
        text=labels.value(one.value) if held else labels.signed(one.value),
        short=labels.tick(one.value) if held else short_signed(one.value, labels),
    )


def _tone(value: Decimal, *, held: bool) -> str:
    if not value:
        return "even"
    if value < 0:
        return "loss"
    return "whole" if held else "gain"


def _table_row(one: Ranked, labels: Labels, *, held: bool) -> Row:
    figure = labels.cell(one.value, exact=one.exact, signed=not held)
    return Row(one.label, (figure, *one.cells), one.href)

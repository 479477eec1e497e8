"""A waterfall: from an opening value over signed steps to a closing value."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from total_bankroll.charts.chart import Chart, Labels, Row, no_chart
from total_bankroll.charts.rows import Lying, row_chart, short_signed
from total_bankroll.money import exact as exactly


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of a change as the table shows it, and exactly; `moved` is neither won nor lost.

    Capital in and out and what was moved outside are `moved`: up or down, but no gain and no loss.
    """

    label: str
    value: Decimal
    exact: Decimal | None = None
    moved: bool = False
    href: str | None = None


def waterfall_chart(
    opening: Step,
    steps: Sequence[Step],
    closing: Step,
    labels: Labels,
    *,
    chart_id: str,
    title: str,
    desc: str = "",
) -> Chart:
    """Bars that float between running totals; steps of zero stand in the table only."""
    taken = [step for step in steps if step.value]
    if not taken and not opening.value and not closing.value:
        return no_chart(chart_id, title)
    rows = [
        _total(opening, labels),
        *_floating(opening.value, taken, labels),
        _total(closing, labels),
    ]
    return row_chart(
        rows,
        chart_id=chart_id,
        title=title,
        desc=desc or _describe(rows),
        head=("Piece", "Amount"),
        table=(
            _table_row(opening, labels, signed=False),
            *(_table_row(step, labels, signed=True) for step in steps),
            _table_row(closing, labels, signed=False),
        ),
        joined=True,
    )


def _total(step: Step, labels: Labels) -> Lying:
    return Lying(
        name=step.label,
        start=Decimal(0),
        end=step.value,
        tone="whole",
        text=labels.value(step.value),
        short=labels.tick(step.value),
    )


def _floating(opening: Decimal, steps: Sequence[Step], labels: Labels) -> Iterator[Lying]:
    running = opening
    for step in steps:
        with exactly():
            start, running = running, running + step.value
        yield Lying(
            name=step.label,
            start=start,
            end=running,
            tone=_tone(step),
            text=labels.signed(step.value),
            short=short_signed(step.value, labels),
            then=f"makes {labels.value(running)}",
        )


def _tone(step: Step) -> str:
    if step.moved:
        return "even"
    return "gain" if step.value > 0 else "loss"


def _describe(rows: Sequence[Lying]) -> str:
    return "; ".join(f"{row.name} {row.text}" for row in rows) + "."


def _table_row(step: Step, labels: Labels, *, signed: bool) -> Row:
    return Row(
        step.label, (labels.cell(step.value, exact=step.exact, signed=signed),), href=step.href
    )

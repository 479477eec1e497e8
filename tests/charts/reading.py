"""What the tests of charts share: labels, days, and a drawing read back as XML."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from xml.etree import ElementTree

from total_bankroll.charts import Chart, Labels
from total_bankroll.formatting import MINUS

FIRST = date(2026, 1, 1)
HOSTILE = "</svg><script>alert(1)</script>\"'&\x00\x0b\u202e{{7*7}}\ufffe"
Values = Sequence[int | None]


def zloty(value: Decimal) -> str:
    return f"{MINUS if value < 0 else ''}{abs(value):.2f} zł"


LABELS = Labels(
    value=zloty,
    tick=lambda v: f"{v:f}".replace("-", MINUS),
    day=date.isoformat,
    currency="PLN",
    smallest=Decimal("0.01"),
)


def days(count: int, first: date = FIRST) -> list[date]:
    return [first + timedelta(days=i) for i in range(count)]


def decimals(values: Values) -> list[Decimal | None]:
    return [None if value is None else Decimal(value) for value in values]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own output


def drawings(chart: Chart) -> list[ElementTree.Element]:
    """The drawing, and the one for a phone where it is another."""
    return [parsed(str(svg)) for svg in (chart.svg, chart.narrow) if svg]


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [found for found in root.iter() if name in found.get("class", "").split()]


def texts(chart: Chart, name: str) -> list[str]:
    return ["".join(found.itertext()) for found in of_class(parsed(str(chart.svg)), name)]


def bars(chart: Chart) -> list[tuple[float, float]]:
    """Where each bar begins and ends, in percent of the width."""
    found = []
    for bar in parsed(str(chart.svg)).iter("rect"):
        left, width = (float(bar.attrib[name].rstrip("%")) for name in ("x", "width"))
        found.append((left, round(left + width, 2)))
    return found

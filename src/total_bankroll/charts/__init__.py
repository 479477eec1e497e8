"""Charts drawn on the server: exact figures in, SVG without style or script out."""

from total_bankroll.charts.bars import Bar, bar_chart
from total_bankroll.charts.chart import Chart, Key, Labels, Row
from total_bankroll.charts.lines import Series, line_chart, top_and_rest
from total_bankroll.charts.rings import Slice, donut, top_slices
from total_bankroll.charts.sparks import sparkline

__all__ = [
    "Bar",
    "Chart",
    "Key",
    "Labels",
    "Row",
    "Series",
    "Slice",
    "bar_chart",
    "donut",
    "line_chart",
    "sparkline",
    "top_and_rest",
    "top_slices",
]

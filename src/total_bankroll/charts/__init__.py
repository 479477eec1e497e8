"""Charts drawn on the server: exact figures in, SVG without style or script out."""

from total_bankroll.charts.bars import Bar, bar_chart
from total_bankroll.charts.calendar import calendar_chart
from total_bankroll.charts.chart import Cell, Chart, Key, Labels, Row
from total_bankroll.charts.drawdown import drawdown_chart
from total_bankroll.charts.falls import Deepest, Fall, deepest_of, falls_of
from total_bankroll.charts.lines import Series, line_chart, top_and_rest
from total_bankroll.charts.ranking import Ranked, ranking_chart
from total_bankroll.charts.rings import Slice, donut
from total_bankroll.charts.sparks import sparkline
from total_bankroll.charts.stacks import shares_of, stacked_chart, top_areas
from total_bankroll.charts.waterfall import Step, waterfall_chart

__all__ = [
    "Bar",
    "Cell",
    "Chart",
    "Deepest",
    "Fall",
    "Key",
    "Labels",
    "Ranked",
    "Row",
    "Series",
    "Slice",
    "Step",
    "bar_chart",
    "calendar_chart",
    "deepest_of",
    "donut",
    "drawdown_chart",
    "falls_of",
    "line_chart",
    "ranking_chart",
    "shares_of",
    "sparkline",
    "stacked_chart",
    "top_and_rest",
    "top_areas",
    "waterfall_chart",
]

"""Charts as values: pure functions that work out where every mark stands; templates in ``_charts`` draw them.

Each chart names the figures it shows in words too, as a ``parts.Table`` for those who do not see it.
"""

from slaportal.ui.charts.funnel import Funnel, Stage, funnel
from slaportal.ui.charts.histogram import Bin, Histogram, Threshold, histogram
from slaportal.ui.charts.pace import Pace, PacePoint, pace
from slaportal.ui.charts.sparkline import Sparkline, sparkline
from slaportal.ui.charts.stacked import Month, Stacked, stacked

__all__ = [
    "Bin",
    "Funnel",
    "Histogram",
    "Month",
    "Pace",
    "PacePoint",
    "Sparkline",
    "Stacked",
    "Stage",
    "Threshold",
    "funnel",
    "histogram",
    "pace",
    "sparkline",
    "stacked",
]

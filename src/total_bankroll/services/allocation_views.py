"""What an allocation over time returns: the parts of a bankroll, day by day."""

from datetime import date

from total_bankroll.services.history_views import HistorySeries
from total_bankroll.services.views import Missing
from total_bankroll.values import value


@value
class Allocation:
    """What each part was worth at the end of each of `days`, in `currency`.

    Before its first entry a part is worth nothing; None is a day that lacks its rate. `left_out`
    lack their rate on the last day and are in no part; `gaps` names each account that lacks one
    earlier, with the first such day.
    """

    currency: str
    by: str
    days: tuple[date, ...]
    parts: tuple[HistorySeries, ...]
    left_out: tuple[Missing, ...]
    gaps: tuple[Missing, ...]

"""Returns in plain words: what each means, why they differ, and why one cannot be told."""

from total_bankroll.formatting import Formatter
from total_bankroll.services.performance_views import Performance


def of_time_weighted(found: Performance, fmt: Formatter) -> str:
    """What a time-weighted return says, or why there is none."""
    if found.not_measurable is not None:
        return (
            f"It cannot be told: on {fmt.day(found.not_measurable)} there was nothing to count "
            "from, or a debt, or no exchange rate. A stretch that begins later, or ends before, "
            "has one."
        )
    return (
        "How much money grew that lay there the whole time. When you put money in or took it out "
        "makes no difference to it: compare it with an index or another player."
    )


def of_money_weighted(found: Performance) -> str:
    """What a money-weighted return says, or why there is none."""
    if found.money_weighted is None:
        return "It cannot be told: no steady rate makes what went in into what came out."
    return (
        "The steady rate (XIRR) at which what you put in would have grown into what you took out "
        "and have now. An amount counts for more the longer it was there."
    )


def why_they_differ(found: Performance, fmt: Formatter) -> str:
    """Which is higher, and what that says about when the money was there."""
    time, money = found.time_weighted, found.money_weighted
    if time is None or money is None:
        return ""
    if not found.came and not found.went:
        return "They are the same, for nothing came in and nothing went out."
    if fmt.percent(time) == fmt.percent(money):
        return "They are nearly the same: when money came and went made little difference."
    if money > time:
        return "The money-weighted return is higher: more money was there while it went well."
    return "The money-weighted return is lower: more money was there while it went badly."

"""A budget beside what was measured, and how to time things on a machine that is busy."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from time import process_time


@dataclass(frozen=True)
class Measure:
    """One line of the table; `limit` is the most that holds, or the least where `at_least`."""

    name: str
    value: float
    limit: float
    unit: str = ""
    note: str = ""
    at_least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.limit if self.at_least else self.value <= self.limit

    def row(self) -> tuple[str, str, str, str, str]:
        sign = "≥" if self.at_least else "≤"
        return (
            self.name,
            f"{sign} {self.limit:g}{self.unit}",
            f"{self.value:.4g}{self.unit}",
            "holds" if self.holds else "BROKEN",
            self.note,
        )

    def as_json(self) -> dict[str, object]:
        return {**asdict(self), "holds": self.holds}


def table(measures: Sequence[Measure]) -> str:
    """The measures as aligned columns."""
    rows = [("budget", "limit", "measured", "", "how"), *(measure.row() for measure in measures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        + f"  {row[4]}"
        for row in rows
    ]
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(line.rstrip() for line in lines)


def seconds(action: Callable[[], object]) -> float:
    """How much of the processor `action` takes, once: what others do meanwhile is not in it."""
    began = process_time()
    action()
    return process_time() - began


def best_of_pair(
    times: int, one: Callable[[], float], other: Callable[[], float]
) -> tuple[float, float]:
    """The shortest time of each of two, measured in turns: what disturbs one disturbs both."""
    pairs = [(one(), other()) for _ in range(times)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)

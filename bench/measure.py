"""One measured figure, and how it is judged: ratios pass or fail, seconds are reported."""

from __future__ import annotations

import dataclasses
import json
import statistics
import time
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Measure:
    """`ratio` = value ÷ floor where a floor was measured in the same run, else the value itself; `ok` is None when only reported."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    goal: str = ""
    ok: bool | None = None

    def line(self) -> str:
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False)


def at_most(name: str, value: float, unit: str, limit: float, floor: float | None = None) -> Measure:
    """The figure (or its ratio to the floor) must not exceed `limit`."""
    ratio = value / floor if floor else None
    judged = value if ratio is None else ratio
    return Measure(
        name,
        round(value, 6),
        unit,
        floor,
        ratio and round(ratio, 3),
        f"<= {limit:g}{'x' if floor else ' ' + unit}",
        judged <= limit,
    )


def at_least(name: str, value: float, unit: str, limit: float, floor: float | None = None) -> Measure:
    """The figure (or its ratio to the floor) must reach `limit`."""
    ratio = value / floor if floor else None
    judged = value if ratio is None else ratio
    return Measure(
        name,
        round(value, 6),
        unit,
        floor,
        ratio and round(ratio, 3),
        f">= {limit:g}{'x' if floor else ' ' + unit}",
        judged >= limit,
    )


def median_seconds(call: Callable[[], object], times: int = 5) -> float:
    """Median wall-clock seconds of `times` calls."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)

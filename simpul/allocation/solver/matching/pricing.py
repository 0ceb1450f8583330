"""Problems with many pairs: for now every eligible pair is held at once."""

from __future__ import annotations

from collections.abc import Callable

from simpul.allocation.solver.matching import answer, eligibility
from simpul.allocation.solver.matching.problem import Columns


def solve(columns: Columns, goal: float, run: Callable) -> answer.Answer:
    """The optimum over all eligible pairs."""
    return answer.exact(columns, eligibility.all_edges(columns))

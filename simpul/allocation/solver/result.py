"""What every allocation problem gives back, and the hash by which two answers are known to be the same."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping

import numpy as np


class Unsound(RuntimeError):
    """The checker does not accept an answer; it must not be used. The message holds its complaints."""


@dataclasses.dataclass(frozen=True)
class Result:
    """One answer: who gets what, how good it is, how good it could be at most, and why.

    `assignment`: columns of equal length, ids as text and amounts as integers, sorted (see `sort_columns`).
    `value`, `bound`: integers in the points of the problem; `gap` = (bound − value) / bound, 0.0 when bound is 0.
    `prices`: columns; what one unit of each scarce thing is worth (an id column beside its prices).
    `reasons`: plain mappings ready for JSON, one per thing explained, sorted by id.
    `hash`: `digest(assignment)`.
    """

    assignment: Mapping[str, np.ndarray]
    value: int
    bound: int
    gap: float
    prices: Mapping[str, np.ndarray]
    reasons: tuple[Mapping[str, object], ...]
    hash: str


def gap_of(value: int, bound: int) -> float:
    """The share of the proven bound that was not reached; 0.0 when there was nothing to reach."""
    return max(0.0, (bound - value) / bound) if bound else 0.0


def sort_columns(columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The same rows, ordered by the first column, then the second, and so on."""
    names = list(columns)
    order = np.lexsort([np.asarray(columns[name]) for name in reversed(names)])
    return {name: np.asarray(columns[name])[order] for name in names}


def column_bytes(column: np.ndarray) -> bytes:
    """Integers as little-endian 64 bit; texts as UTF-8, each ended by a zero byte."""
    column = np.asarray(column)
    if column.dtype.kind in "iub":
        return column.astype("<i8").tobytes()
    if column.dtype.kind == "U":
        return "".join(f"{text}\0" for text in column.tolist()).encode()
    raise TypeError(f"a column of type {column.dtype} has no canonical bytes; use integers or text")


def digest(assignment: Mapping[str, np.ndarray]) -> str:
    """SHA-256 over the sorted columns: equal for equal rows, whatever the order they came in or who computed them."""
    total = hashlib.sha256(b"simpul-assignment-v1\n")
    for name, column in sort_columns(assignment).items():
        data = column_bytes(column)
        total.update(f"{name}:{len(column)}:{len(data)}\n".encode() + data)
    return total.hexdigest()


def result_of(
    assignment: Mapping[str, np.ndarray],
    value: int,
    bound: int,
    prices: Mapping[str, np.ndarray] | None = None,
    reasons: tuple[Mapping[str, object], ...] = (),
) -> Result:
    """A Result with its rows sorted, its gap and its hash computed."""
    rows = sort_columns(assignment)
    return Result(rows, int(value), int(bound), gap_of(int(value), int(bound)), prices or {}, reasons, digest(rows))

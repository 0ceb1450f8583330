"""A lifecycle is a table of moves. This module answers which verbs are open and draws the table; it knows no noun."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

WITNESSES: list = []  # tests listen here which moves were truly made


@dataclasses.dataclass(frozen=True)
class Move:
    """`verb` leads from any state of `start` to one of `end`, for who holds `permission`."""

    verb: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    permission: str


@dataclasses.dataclass(frozen=True)
class Lifecycle:
    name: str
    moves: tuple[Move, ...]
    labels: Mapping[str, object]

    def verbs(self, state: str) -> set[str]:
        return {move.verb for move in self.moves if state in move.start}

    def permission(self, verb: str) -> str:
        return next(move.permission for move in self.moves if move.verb == verb)

    def starts(self, verb: str) -> set[str]:
        return {state for move in self.moves if move.verb == verb for state in move.start}

    def allows(self, verb: str, state: str) -> bool:
        return verb in self.verbs(state)

    def check(self, verb: str, start: str, end: str) -> None:
        """An action that makes a move the table does not hold is a mistake of ours, not of the user."""
        if not any(m.verb == verb and start in m.start and end in m.end for m in self.moves):
            raise AssertionError(f"{self.name}: no move {verb}: {start} → {end}")
        for listen in WITNESSES:
            listen(self.name, verb, start, end)

    def table(self) -> Iterable[tuple[str, str, str, str]]:
        for move in self.moves:
            for start in move.start:
                for end in move.end:
                    yield move.verb, start, end, move.permission


def draw(lifecycle: Lifecycle) -> str:
    """Markdown: a Mermaid diagram and the same moves as a table."""
    lines = [f"## {lifecycle.name}", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {start} --> {end}: {verb}" for verb, start, end, _ in lifecycle.table()]
    lines += ["```", "", "| state | on screen |", "|---|---|"]
    lines += [f"| `{state}` | {label} |" for state, label in lifecycle.labels.items()]
    lines += ["", "| verb | from | to | permission |", "|---|---|---|---|"]
    lines += [
        f"| `{verb}` | `{start}` | `{end}` | `{permission}` |" for verb, start, end, permission in lifecycle.table()
    ]
    return "\n".join(lines) + "\n"

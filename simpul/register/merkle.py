"""One root over all chain heads, and the short proof that one head is among them. Pure; leaves and nodes are hashed apart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

Head = tuple[str, int, str]  # chain, length, hash of its last event


def leaf(head: Head) -> bytes:
    chain, length, last = head
    return hashlib.sha256(b"\x00" + f"{chain} {length} {last}".encode()).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _levels(heads: Sequence[Head]) -> list[list[bytes]]:
    """From the leaves (sorted by chain) up to the root; an odd one moves up as it is."""
    levels = [[leaf(head) for head in sorted(heads)]]
    while len(levels[-1]) > 1:
        row = levels[-1]
        levels.append([_node(row[i], row[i + 1]) if i + 1 < len(row) else row[i] for i in range(0, len(row), 2)])
    return levels


def root(heads: Sequence[Head]) -> str:
    """Hex; of no heads at all the hash of nothing."""
    return _levels(heads)[-1][0].hex() if heads else hashlib.sha256(b"").hexdigest()


def proof(heads: Sequence[Head], chain: str) -> list[tuple[str, str]]:
    """The neighbours on the way up as (side, hex), side L when the neighbour stands on the left."""
    place = [head[0] for head in sorted(heads)].index(chain)
    path: list[tuple[str, str]] = []
    for row in _levels(heads)[:-1]:
        neighbour = place ^ 1
        if neighbour < len(row):
            path.append(("L" if neighbour < place else "R", row[neighbour].hex()))
        place //= 2
    return path


def climb(head: Head, path: Sequence[tuple[str, str]]) -> str:
    """The root that this head and these neighbours lead to."""
    at = leaf(head)
    for side, neighbour in path:
        other = bytes.fromhex(neighbour)
        at = _node(other, at) if side == "L" else _node(at, other)
    return at.hex()

"""How an event becomes text and hash. No database, no clock."""

from __future__ import annotations

import datetime as dt
from typing import Any

from simpul.core.actors import Actor
from simpul.core.canonical import canonical, sha256

VERSION = "simpul-event-v1"


def text_of(
    *,
    chain: str,
    number: int,
    kind: str,
    at: dt.datetime,
    recorded_at: dt.datetime,
    by: Actor,
    subject: str,
    data: dict[str, Any],
) -> str:
    """The canonical text that is stored and hashed as stored."""
    return canonical(
        {
            "chain": chain,
            "number": number,
            "kind": kind,
            "at": at,
            "recorded_at": recorded_at,
            "actor": by.snapshot(),
            "subject": subject,
            "data": data,
        }
    )


def hash_of(previous: str, text: str) -> str:
    """SHA-256 over version, the previous hash and the text, each on its own line."""
    return sha256(f"{VERSION}\n{previous}\n{text}")

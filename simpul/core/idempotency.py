"""One key, one effect: reading the key that a form or an API call carries. The table of receipts lies in the register."""

from __future__ import annotations

import re
import uuid

FORM_FIELD = "kunci_kirim"
HEADER = "Idempotency-Key"
SHAPE = re.compile(r"[A-Za-z0-9_-]{8,64}")


def new_key() -> str:
    return str(uuid.uuid4())


def read_key(text: str | None) -> str | None:
    """The key when it has a sane shape, else None."""
    text = (text or "").strip()
    return text if SHAPE.fullmatch(text) else None

"""One text for one value: RFC 8785 JSON over what we allow (no floats), strings in NFC with LF; and the hashes made over it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import unicodedata
import uuid
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise

SAFE = 2**53 - 1  # integers beyond this lose digits in other languages' JSON


def clean_text(text: str) -> str:
    """NFC, LF line ends, no NUL."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))


def plain(value: Any) -> Any:
    """The value as JSON types only: decimals, dates and UUIDs become strings, floats are refused."""
    match value:
        case None | bool():
            return value
        case int():
            if abs(value) > SAFE:
                raise ValueError(f"integer {value} is outside ±(2^53−1)")
            return value
        case str():
            return clean_text(value)
        case Decimal():
            return format(value.normalize(), "f") if value else "0"
        case dt.datetime():
            if value.tzinfo is None:
                raise ValueError("a moment needs its time zone")
            return value.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        case dt.date() | uuid.UUID():
            return str(value)
        case dict():
            return {_key(k): plain(v) for k, v in value.items()}
        case list() | tuple():
            return [plain(v) for v in value]
        case Promise():  # a lazy translation
            return clean_text(str(value))
    raise TypeError(f"{type(value).__name__} has no canonical form")


def _key(key: Any) -> str:
    if not (isinstance(key, str) and key.isascii()):
        raise ValueError(f"key {key!r} is not ASCII text")
    return key


def canonical(value: Any) -> str:
    """RFC 8785: sorted keys, no spaces, shortest escapes. ASCII keys make code-point order equal UTF-16 order."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def hash_of_terms(terms: dict[str, Any]) -> str:
    """The fingerprint that parties approve: SHA-256 over `simpul-terms-v1`, a line feed and the canonical text."""
    return sha256("simpul-terms-v1\n" + canonical(terms))

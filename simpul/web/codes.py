"""Shapes of things in addresses."""

from __future__ import annotations

import datetime as dt


class Code:
    """«K7QF-2M9D»: the verification code of an agreement is also its address; typed from paper it may be in small letters."""

    regex = "[2-9A-HJ-NP-Za-hj-np-z]{4}-[2-9A-HJ-NP-Za-hj-np-z]{4}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


class Day:
    """«2026-07-15»; an impossible day is no address."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> dt.date:
        return dt.date.fromisoformat(value)

    def to_url(self, value: dt.date) -> str:
        return str(value)

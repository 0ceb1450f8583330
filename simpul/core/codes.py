"""Codes of cases: short enough to read aloud and to type from paper."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0, 1, I, O


def new_code() -> str:
    """«K7QF-2M9D»: forty bits, easy to read from paper."""
    letters = "".join(secrets.choice(ALPHABET) for _n in range(8))
    return f"{letters[:4]}-{letters[4:]}"

"""Which threshold has been reached. A missed night sends one catch-up: the nearest threshold, never all of them."""

from __future__ import annotations

import datetime as dt

ENDS = (180, 90, 60, 30, 7, 0)  # days before the last day in force
CLOCKS = (7, 14, 30)  # days a decision has waited
DUE = (30, 7, 0)  # days before a promise falls due


def _reached(days: int, steps: tuple[int, ...], day: dt.date, since: dt.date) -> int | None:
    """The nearest step reached by now whose day did not lie before the record existed."""
    reached = [s for s in steps if days <= s and day - dt.timedelta(days=s) >= since]
    return min(reached) if reached else None


def ending(end: dt.date, today: dt.date, *, since: dt.date) -> int | None:
    return _reached((end - today).days, ENDS, end, since) if end >= today else None


def clock(days: int) -> int:
    """The longest clock that has run out after so many days of waiting."""
    return max(c for c in CLOCKS if c <= days)


def waiting(stood: dt.date, today: dt.date, *, since: dt.date) -> int | None:
    """The longest clock that has run out since the question was put, unless it ran out before the record existed."""
    days = (today - stood).days
    if days < min(CLOCKS):
        return None
    return clock(days) if stood + dt.timedelta(days=clock(days)) >= since else None


def due(day: dt.date, today: dt.date, *, since: dt.date) -> int | None:
    """30, 7 or 0 days before; -1 once it is late."""
    if today > day:
        return -1 if day >= since else None
    return _reached((day - today).days, DUE, day, since)

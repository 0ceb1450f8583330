"""Dated values, periods and people's counting of days. No clock: the day comes in as an argument."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ZONES = {"WIB": ZoneInfo("Asia/Jakarta"), "WITA": ZoneInfo("Asia/Makassar"), "WIT": ZoneInfo("Asia/Jayapura")}


@dataclasses.dataclass(frozen=True)
class Period:
    """Both days included; an open end is None."""

    start: dt.date
    end: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclasses.dataclass(frozen=True)
class Dated:
    """A value with the days on which it is valid."""

    value: Any
    period: Period


def on(values: Iterable[Dated], day: dt.date) -> Any | None:
    """The value valid on that day; the latest beginning wins; None when there is none."""
    valid = [v for v in values if v.period.holds(day)]
    return max(valid, key=lambda v: v.period.start).value if valid else None


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last day of a shorter month."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def local_day(moment: dt.datetime, zone: str = "WIB") -> dt.date:
    """The date on the wall where the organisation sits."""
    return moment.astimezone(ZONES[zone]).date()


def days_ago(day: dt.date, today: dt.date) -> str:
    """«hari ini», «3 hari»: how long something has waited."""
    count = (today - day).days
    return _("hari ini") if count <= 0 else ngettext("%(count)s hari", "%(count)s hari", count) % {"count": count}


def days_left(day: dt.date, today: dt.date) -> str:
    """«90 hari lagi», «hari ini», «terlambat 2 hari»."""
    count = (day - today).days
    if count > 0:
        return ngettext("%(count)s hari lagi", "%(count)s hari lagi", count) % {"count": count}
    return (
        _("hari ini")
        if count == 0
        else ngettext("terlambat %(count)s hari", "terlambat %(count)s hari", -count) % {"count": -count}
    )

"""Words and marks that templates need: days counted for people, chips, amounts."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from simpul.core import dates
from simpul.core.idempotency import FORM_FIELD, new_key

register = template.Library()


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """«15 Juli 2026»; a dash for none."""
    if value is None:
        return "–"
    return date_format(timezone.localtime(value) if isinstance(value, dt.datetime) else value, "j F Y")


@register.filter
def moment(value: dt.datetime, zone: str = "WIB") -> str:
    """«15 Juli 2026 09.30 WIB»."""
    return date_format(value.astimezone(dates.ZONES[zone]), "j F Y H.i") + f" {zone}"


@register.filter
def waited(value: dt.date | dt.datetime) -> str:
    """«3 hari»: how long since."""
    return dates.days_ago(
        timezone.localtime(value).date() if isinstance(value, dt.datetime) else value, timezone.localdate()
    )


@register.filter
def left(value: dt.date) -> str:
    """«90 hari lagi» or «terlambat 2 hari»."""
    return dates.days_left(value, timezone.localdate())


@register.filter
def amount(value: Any) -> str:
    """«12.500» or «0,5»: a number as Indonesians write it."""
    if value in (None, ""):
        return ""
    text = f"{Decimal(value):,f}"
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    return whole.replace(",", ".") + (f",{part}" if part else "")


@register.filter
def rupiah(value: Any) -> str:
    """«Rp12.500.000»."""
    return f"Rp{amount(value)}"


@register.filter
def short_hash(value: str) -> str:
    """«7f3a 91c0 4be2 … 0d19»: enough of a fingerprint to compare by eye."""
    return f"{value[:4]} {value[4:8]} {value[8:12]} … {value[-4:]}" if len(value) > 16 else value


@register.simple_tag
def form_key() -> SafeString:
    """The hidden key that gives a form one effect however often it is sent."""
    return format_html('<input type="hidden" name="{}" value="{}">', FORM_FIELD, new_key())


@register.simple_tag(takes_context=True)
def page_address(context: dict[str, Any]) -> str:
    """The full address of this page, for the foot of a print."""
    request: HttpRequest | None = context.get("request")
    return request.build_absolute_uri() if request else ""


@register.filter
def item(mapping: dict[Any, Any], key: Any) -> Any:
    return mapping.get(key)

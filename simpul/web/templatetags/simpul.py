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

from simpul.agreements.rules import states
from simpul.agreements.rules.terms import PLAIN, due_text, sides_text
from simpul.core import dates
from simpul.core.idempotency import FORM_FIELD, new_key

register = template.Library()


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """«15 Juli 2026»; a dash for none."""
    if not value:  # also the empty text of a page without context, as the 500 page is
        return "–"
    return date_format(timezone.localtime(value) if isinstance(value, dt.datetime) else value, "j F Y")


@register.filter
def days(first: dt.date, last: dt.date | None) -> str:
    """«2–4 Maret 2026»; one day where there is no other last one."""
    if not last or last == first:
        return day(first)
    same = (first.year, first.month) == (last.year, last.month)
    return f"{first.day}–{day(last)}" if same else f"{day(first)} – {day(last)}"


@register.filter
def written_day(text: str) -> str:
    """A day as the terms keep it («2026-07-15»), as people write it."""
    return day(dt.date.fromisoformat(text)) if text else ""


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


@register.simple_tag
def status_chip(status: str) -> SafeString:
    """The status of an agreement as a word with a colour."""
    return format_html('<span class="chip {}">{}</span>', states.TONES.get(status, "wait"), states.STATUSES[status])


@register.simple_tag
def obligation_chip(row: Any) -> SafeString:
    """The state of a promise; late is said in days."""
    if row.state in ("scheduled", "partly") and row.due < timezone.localdate():
        return format_html('<span class="chip bad">{}</span>', left(row.due))
    tone = {"met": "good", "partly": "wait", "not_met": "bad", "lapsed": "plain"}.get(row.state, "")
    return format_html('<span class="chip {}">{}</span>', tone, row.get_state_display())


@register.simple_tag
def waited_chip(since: dt.date | dt.datetime) -> SafeString:
    """«16 hari»: red after two weeks, amber after two days."""
    begun = timezone.localtime(since).date() if isinstance(since, dt.datetime) else since
    days = (timezone.localdate() - begun).days
    tone = "bad" if days >= 14 else "wait" if days >= 2 else "plain"
    return format_html('<span class="chip {}">{}</span>', tone, waited(since))


@register.simple_tag
def due_words(due: dict[str, Any]) -> str:
    return due_text(due)


@register.simple_tag
def sides_words(terms: dict[str, Any], promise: dict[str, Any]) -> str:
    """«PIHAK KEDUA (Universitas Bumi) → PIHAK KESATU (Dinas Koperasi)»."""
    return sides_text(terms["parties"], promise)


@register.filter
def money(value: str) -> str:
    """«Rp12.500.000» for a number; words of an older text as they stand."""
    return rupiah(value) if PLAIN.fullmatch(value) else value


@register.filter
def middle(text: str) -> str:
    """An unchanged stretch between two changes, shortened to its ends."""
    return text if len(text) <= 120 else f"{text[:50].rpartition(' ')[0]} … {text[-50:].partition(' ')[2]}"

"""The tables of law: what holds, from which article, since when, where, and how sure that is."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router
from pydantic import StringConstraints

from simpul.law import rules
from simpul.law.models import Entry

from .auth import who
from .doing import reads
from .values import Day, Number, OneOf, Out, Paged, text

router = Router(tags=["law"])
Scope = Annotated[str, StringConstraints(pattern=r"^(nasional|[0-9]{2}(\.[0-9]{2})?)$")]


class EntryOut(Out):
    """`certainty`: V was read in its source; L and U are *Perlu Dipastikan* (`unsure`)."""

    id: int
    kind: str
    key: str
    title: str
    text: str
    value: dict[str, Any]
    said: str
    regulation: str
    article: str
    citation: str
    scope: str
    scope_name: str
    start: dt.date | None
    end: dt.date | None
    certainty: str
    unsure: bool
    note: str
    confirmed_at: dt.datetime | None


class EntriesOut(Out):
    items: list[EntryOut]
    more: bool


class EntriesIn(Paged):
    """`on` is the day asked about, today when left out."""

    kind: Annotated[str, OneOf(rules.KINDS)] | None = None
    scope: Scope | None = None
    on: Day | None = None
    search: Annotated[str, text(100)] = ""


def _told(row: Entry) -> EntryOut:
    source = row.citation
    return EntryOut(
        id=row.pk, kind=row.kind, key=row.key, title=row.title, text=row.text, value=row.value, said=str(row.said or ""),
        regulation=row.regulation.label, article=row.article, citation=source.citation, scope=row.scope, scope_name=row.scope_name,
        start=row.start, end=row.end, certainty=row.certainty, unsure=source.unsure, note=row.note, confirmed_at=row.confirmed_at,
    )  # fmt: skip


@reads(router, "/law", "Dasar hukum yang berlaku pada satu hari", EntriesOut)
def law_list(request: HttpRequest, asked: Query[EntriesIn]) -> Any:
    rows = Entry.objects.visible_to(who(request)).in_force(asked.on or timezone.localdate())
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.scope:
        rows = rows.filter(scope=asked.scope)
    for word in asked.search.split()[:8]:
        names = ("title", "text", "article", "key", "regulation__label", "regulation__title")
        rows = rows.filter(Q(*[(f"{name}__icontains", word) for name in names], _connector=Q.OR))
    some = list(rows.select_related("regulation").order_by("kind", "order", "scope", "pk")[asked.span])
    return EntriesOut(items=[_told(row) for row in some[: asked.limit]], more=len(some) > asked.limit)


@reads(router, "/law/{number}", "Satu ketentuan", EntryOut)
def law_read(request: HttpRequest, number: Number) -> Any:
    seen = Entry.objects.visible_to(who(request)).select_related("regulation")
    return _told(get_object_or_404(seen, pk=number))

"""Law on the site: for officers, who confirm and change it with evidence, and for everybody."""

from __future__ import annotations

import json
import mimetypes
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from simpul.core.refusals import stop_if
from simpul.documents.actions import store
from simpul.law import actions, rules
from simpul.law.models import Entry
from simpul.register.models import Event
from simpul.web.doing import act, form_page
from simpul.web.templatetags.simpul import written_day

from .forms import ChangeForm, ConfirmForm, FilterForm, SupersedeForm, initial

ON_PAGE = 50


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """What holds today, by group; for those with an account."""
    return _listing(request, "law/list.html")


@require_safe
@login_not_required
def open_law(request: HttpRequest) -> HttpResponse:
    """The same tables for everybody."""
    return _listing(request, "law/open.html")


def _listing(request: HttpRequest, template: str) -> HttpResponse:
    held = Entry.objects.visible_to(request.actor).in_force(timezone.localdate())  # type: ignore[attr-defined]
    scopes = list(held.order_by("scope").values_list("scope", "scope_name").distinct())
    form = FilterForm(request.GET or None, scopes=sorted(scopes, key=lambda s: (s[0] != rules.NATIONAL, s[1])))
    context: dict[str, Any] = {"form": form}
    if not form.is_bound:
        counts = {row["kind"]: row for row in _counts(held)}
        context["groups"] = [(kind, label, counts[kind]) for kind, label in rules.KINDS.items() if kind in counts]
        return render(request, template, context)
    if not form.is_valid():
        return render(request, template, context, status=422)
    values = form.cleaned_data
    found = _found(held, values).select_related("regulation")
    query = request.GET.copy()
    query.pop("halaman", None)
    context |= {"page": Paginator(found, ON_PAGE).get_page(values["halaman"] or 1), "query": query.urlencode()}
    context["group"] = rules.KINDS.get(values["kelompok"], "")
    return render(request, template, context)


def _counts(held: Any) -> Any:
    return held.order_by().values("kind").annotate(all=Count("pk"), unsure=Count("pk", ~Q(certainty=rules.VERIFIED)))


def _found(held: Any, values: dict[str, Any]) -> Any:
    if values["kelompok"]:
        held = held.filter(kind=values["kelompok"])
    if values["lingkup"]:
        held = held.filter(scope=values["lingkup"])
    if values["kepastian"]:
        sure = Q(certainty=rules.VERIFIED)
        held = held.filter(sure if values["kepastian"] == "pasti" else ~sure)
    for word in values["q"].split()[:8]:
        names = ("title", "text", "article", "note", "key", "regulation__label", "regulation__title", "scope_name")
        held = held.filter(Q(*[(f"{name}__icontains", word) for name in names], _connector=Q.OR))
    return held


def _entry(request: HttpRequest, pk: int) -> Entry:
    held = Entry.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    return get_object_or_404(held.select_related("regulation", "evidence_file", "supersedes", "localises"), pk=pk)


@require_safe
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One provision: what it says, how sure we are, what may be done, and what happened to it."""
    row = _entry(request, pk)
    local = _has_local(row, request.actor.region)  # type: ignore[attr-defined]
    verbs = [
        (f"law_{verb}", word, rules.refusals_to_begin(verb, row.facts(), by=request.actor, has_local=local))  # type: ignore[attr-defined]
        for verb, word in rules.VERBS.items()
    ]
    others = Entry.objects.filter(kind=row.kind, key=row.key).exclude(pk=row.pk).select_related("regulation")
    context = {"entry": row, "verbs": verbs, "others": others, "history": _history(row), "crumbs": _crumbs(row)}
    return render(request, "law/entry.html", context)


def _has_local(row: Entry, region: str) -> bool:
    if not region:
        return False
    found = Entry.objects.overlapping(kind=row.kind, key=row.key, scope=region, start=row.start, end=row.end)
    return found.exists()


def _crumbs(row: Entry) -> list[tuple[Any, str]]:
    group = f"{reverse('law')}?kelompok={row.kind}"
    return [(_("Dasar Hukum"), reverse("law")), (row.get_kind_display(), group), (row.title, "")]


SAID = {
    "law.confirmed": gettext_lazy("Dipastikan"),
    "law.corrected": gettext_lazy("Dibetulkan"),
    "law.superseded": gettext_lazy("Digantikan"),
    "law.localised": gettext_lazy("Ketentuan daerah dibuat"),
}
WORDS = {
    "title": gettext_lazy("judul"),
    "text": gettext_lazy("isi"),
    "value": gettext_lazy("nilai"),
    "article": gettext_lazy("pasal"),
    "regulation": gettext_lazy("peraturan"),
    "start": gettext_lazy("berlaku sejak"),
    "end": gettext_lazy("berlaku sampai"),
}


def _history(row: Entry) -> list[dict[str, Any]]:
    """The events of this provision in this place, newest first, as people read them."""
    events = Event.objects.filter(chain__kind="law", chain__subject=row.subject).order_by("-number")[:100]
    return [_told(row.kind, event) for event in events]


def _told(kind: str, event: Event) -> dict[str, Any]:
    text = json.loads(event.text)
    before, after = text["data"]["before"], text["data"]["after"]
    changes = [
        (word, _shown(kind, name, before[name]), _shown(kind, name, after[name]))
        for name, word in WORDS.items()
        if name in after
    ]
    who = ", ".join(part for part in (text["actor"]["name"], text["actor"]["organization"]) if part)
    return {
        "word": SAID.get(event.kind, event.kind),
        "at": event.at,
        "who": who,
        "changes": [change for change in changes if change[1] != change[2]],
        "evidence": text["data"]["evidence"],
    }


def _shown(kind: str, name: str, value: Any) -> str:
    if name in ("start", "end"):
        return written_day(value or "") or "–"
    if name != "value":
        return str(value or "–")
    if kind == rules.AFFAIR:
        return "; ".join(f"{word}: {value.get(level) or '–'}" for level, word in rules.LEVELS.items())
    return rules.said(kind, value) or "–"


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """An officer says: it is as the official text says, and here is where it was read."""
    row = _begun(request, pk, "confirm")
    first = initial(row)
    form = ConfirmForm(request.POST or None, request.FILES or None, initial=first)
    return _do(request, row, form, "confirm", _("Pastikan ketentuan"), row.title)


def correct(request: HttpRequest, pk: int) -> HttpResponse:
    row = _begun(request, pk, "correct")
    form = ChangeForm(request.POST or None, request.FILES or None, initial=initial(row), kind=row.kind)
    intro = _("Untuk yang keliru dicatat. Catatan lama tetap tersimpan sebagai riwayat.")
    return _do(request, row, form, "correct", _("Betulkan ketentuan"), intro)


def supersede(request: HttpRequest, pk: int) -> HttpResponse:
    row = _begun(request, pk, "supersede")
    first = initial(row) | {"start": None}
    form = SupersedeForm(request.POST or None, request.FILES or None, initial=first, kind=row.kind)
    intro = _("Untuk aturan yang berubah. Ketentuan lama berakhir sehari sebelum yang baru berlaku.")
    return _do(request, row, form, "supersede", _("Gantikan ketentuan"), intro)


def localise(request: HttpRequest, pk: int) -> HttpResponse:
    row = _begun(request, pk, "localise")
    form = ChangeForm(request.POST or None, request.FILES or None, initial=initial(row), kind=row.kind)
    intro = _(
        "Berlaku hanya di wilayah Anda dan didahulukan dari ketentuan nasional. Isinya boleh sama bila Anda memastikannya untuk wilayah Anda."
    )
    return _do(request, row, form, "localise", _("Buat ketentuan daerah"), intro)


def _begun(request: HttpRequest, pk: int, verb: str) -> Entry:
    """The entry; who could not finish is told before typing. A POST is judged by the action, after the lock."""
    row = _entry(request, pk)
    if request.method != "POST":
        local = _has_local(row, request.actor.region)  # type: ignore[attr-defined]
        stop_if(rules.refusals_to_begin(verb, row.facts(), by=request.actor, has_local=local))  # type: ignore[attr-defined]
    return row


def _do(request: HttpRequest, row: Entry, form: ConfirmForm, verb: str, title: str, intro: str) -> HttpResponse:
    back = reverse("law_entry", args=[row.pk])

    def page(form: Any) -> HttpResponse:
        crumbs = [*_crumbs(row)[:2], (row.title, back), (rules.VERBS[verb], "")]
        return form_page(request, form, title=title, intro=intro, submit=rules.VERBS[verb], back=back, crumbs=crumbs)

    def call(values: dict[str, Any]) -> int:
        by, at, upload = request.actor, timezone.now(), values.pop("file")  # type: ignore[attr-defined]
        file = store(upload, kind="evidence", by=by, at=at) if upload else None
        return getattr(actions, verb)(row, **values, file=file, by=by, at=at).pk

    if request.method != "POST":
        return page(form)
    said = _("Tersimpan. Ketentuan ini sekarang Terverifikasi menurut bukti Anda.")
    return act(request, form, call, to=lambda pk: reverse("law_entry", args=[pk]), again=page, said=said)


@require_safe
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """The copy that an officer added; law is for everybody with an account, and so is its evidence."""
    file = _entry(request, pk).evidence_file
    if file is None:
        raise Http404
    name = f"bukti-{pk}{mimetypes.guess_extension(file.media_type) or ''}"
    return FileResponse(file.blob.open("rb"), as_attachment=True, filename=name, content_type=file.media_type)

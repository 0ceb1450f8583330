"""Editing the text: clauses with a preview, promises, the work plan, the sides. Every save is a new version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from simpul.agreements import actions
from simpul.agreements.models import Agreement
from simpul.agreements.models.findings import law_for
from simpul.agreements.rules import filling, verbs
from simpul.agreements.rules import terms as terms_rules
from simpul.core.refusals import stop_if
from simpul.web.doing import act, form_page
from simpul.web.forms import Form, VersionedForm
from simpul.web.request import Request

from . import forms
from .views import _case


def _own(request: Request, code: str) -> Agreement:
    """The visible case, for those who hold the pen."""
    agreement = _case(request, code)
    stop_if(verbs.refusals_to_begin(request.actor, ["agreement.write"]))
    return agreement


def _crumbs(agreement: Agreement, word: str) -> list[tuple[str, str]]:
    return [
        (_("Kerja Sama"), reverse("agreements")),
        (str(agreement), reverse("agreement", args=[agreement.code])),
        (word, ""),
    ]


def _clauses(formset: Any) -> list[dict[str, Any]]:
    """The kept clauses in the order of their numbers."""
    kept = [
        (f.cleaned_data["place"], n, f.cleaned_data)
        for n, f in enumerate(formset.forms)
        if f.cleaned_data and not f.cleaned_data["drop"]
    ]
    return [
        {key: values[key] for key in ("type", "heading", "text", "was") if values[key] is not None}
        for _place, _n, values in sorted(kept, key=lambda row: row[:2])
    ]


def edit(request: Request, code: str) -> HttpResponse:
    """Facts and clauses in one form; «Pratinjau» shows the text, «Simpan» makes a version, «Tambah» brings a clause of the library."""
    agreement, actor = _own(request, code), request.actor
    assert agreement.terms is not None
    terms = agreement.terms.content
    facts: forms.TermsFacts
    if request.method != "POST":
        facts = forms.TermsFacts(
            initial={
                **terms,
                "months": terms["months"] or None,
                "version": agreement.version,
                "text": agreement.terms.number,
            }
        )
        clauses = forms.ClauseSet(
            initial=[{**c, "place": n, "was": n} for n, c in enumerate(terms["clauses"], 1)], prefix="pasal"
        )
        return _editor(request, agreement, facts, clauses)
    facts, clauses = forms.TermsFacts(request.POST), forms.ClauseSet(request.POST, prefix="pasal")
    doing = request.POST.get("lakukan", "simpan")
    if not clauses.is_valid():
        facts.add_error(
            None, _("Ada pasal yang belum benar atau terlalu banyak. Periksa isian yang ditandai di bawah.")
        )
    if not facts.is_valid():
        return _editor(request, agreement, facts, clauses, status=422)
    if doing.startswith("tambah"):
        words = filling.term_words(facts.values()) | {"para_pihak": "PARA PIHAK"}
        added = _with_added(agreement, clauses, request.POST.get("jenis_pasal", ""), words)
        return _editor(request, agreement, facts, added)
    if doing == "pratinjau":
        return _editor(request, agreement, facts, clauses, preview=True)

    def again(form: Form) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, verbs.STALE.code):
            return _overtaken(request, code, form)
        return _editor(request, agreement, form, clauses)

    return act(
        request, facts,
        lambda v: actions.revise(
            agreement, changes={**facts.values(), "clauses": _clauses(clauses)}, version=v["version"], by=actor, at=timezone.now()
        ),
        to=reverse("agreement", args=[code]), again=again, said=_("Naskah tersimpan."),
    )  # fmt: skip


def _overtaken(request: Request, code: str, typed: Form) -> HttpResponse:
    """Somebody saved first: what they changed is shown beside what was typed, and saving again is upon their version.

    Clauses find their promises by what they say then, no longer by their numbers in a text that is not the newest.
    """
    agreement = _case(request, code)
    assert agreement.terms is not None
    data = request.POST.copy()
    data["version"], data["text"] = str(agreement.version), str(agreement.terms.number)
    for name in [name for name in request.POST if name.endswith("-was")]:
        data[name] = ""
    read = agreement.versions_for(request.actor).filter(number=typed.cleaned_data.get("text") or 0).first()
    facts, clauses = forms.TermsFacts(data), forms.ClauseSet(data, prefix="pasal")
    facts.is_valid()
    facts.refuse([verbs.STALE])
    theirs = terms_rules.changes(read.content, agreement.terms.content) if read else []
    return _editor(request, agreement, facts, clauses, theirs=theirs)


def _with_added(agreement: Agreement, clauses: Any, kind: str, words: dict[str, str]) -> Any:
    """The same clauses and one more from the library (or an empty one), last."""
    kept = _clauses(clauses)
    library = {r.type: r for r in law_for(agreement, timezone.localdate()).clauses_of(agreement.kind)}
    rule = library.get(kind)
    kept.append(
        {"type": rule.type, "heading": rule.heading, "text": filling.filled(rule.text, words) or "…", "was": 0}
        if rule
        else {"type": "lain_lain", "heading": "", "text": "", "was": 0}
    )
    return forms.ClauseSet(initial=[{**c, "place": n} for n, c in enumerate(kept, 1)], prefix="pasal")


def _editor(
    request: Request,
    agreement: Agreement,
    facts: Form,
    clauses: Any,
    *,
    preview: bool = False,
    status: int = 200,
    theirs: Sequence[Any] = (),
) -> HttpResponse:
    library = law_for(agreement, timezone.localdate()).clauses_of(agreement.kind)
    shown = _clauses(clauses) if preview else None
    context = {
        "agreement": agreement, "form": facts, "clauses": clauses, "library": library, "preview": shown, "title": _("Sunting naskah"), "theirs": theirs,
        "guidance": {rule.type: rule for rule in library}, "crumbs": _crumbs(agreement, _("Sunting naskah")),
        "refusals": verbs.refusals_to_revise(agreement.facts(), request.actor),
    }  # fmt: skip
    return render(request, "agreements/edit.html", context, status=status)


@require_POST
def preview(request: Request, code: str) -> HttpResponse:
    """The text as it would read, while typing (htmx); nothing is saved."""
    agreement = _own(request, code)
    clauses = forms.ClauseSet(request.POST, prefix="pasal")
    return render(
        request,
        "agreements/preview.html",
        {"agreement": agreement, "preview": _clauses(clauses) if clauses.is_valid() else None},
    )


def promises(request: Request, code: str) -> HttpResponse:
    """The promises taken from clauses: the list, and a form for one more or, with `?baris=`, for one that is there."""
    agreement, actor = _own(request, code), request.actor
    assert agreement.terms is not None
    rows = agreement.terms.content["obligations"]
    number = _row_number(request, rows)
    initial = forms.ObligationForm.typed(rows[number - 1]) if number else {}
    form = forms.ObligationForm(
        request.POST if request.method == "POST" else None,
        agreement=agreement,
        initial=initial | {"version": agreement.version},
    )

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Kewajiban dari pasal"), submit=_("Simpan kewajiban") if number else _("Tambahkan kewajiban"),
            template="agreements/promises.html", agreement=agreement, rows=rows, number=number, due_text=terms_rules.due_text, crumbs=_crumbs(agreement, _("Kewajiban")),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form,
        lambda v: actions.revise(
            agreement, changes={"obligations": _with_row(rows, number, form.value())}, version=v["version"], by=actor, at=timezone.now()
        ),
        to=reverse("agreement_promises", args=[code]), again=again,
        said=_("Kewajiban tersimpan.") if number else _("Kewajiban ditambahkan."),
    )  # fmt: skip


def _row_number(request: Request, rows: list[Any]) -> int:
    """Which row is being changed; 0 for a new one."""
    text = request.GET.get("baris", "0")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
    if not 0 <= number <= len(rows):
        raise Http404
    return number


def _with_row(rows: list[Any], number: int, row: dict[str, Any]) -> list[Any]:
    """The rows with this one in its place, or last."""
    return [*rows[: number - 1], row, *rows[number:]] if number else [*rows, row]


def plan(request: Request, code: str) -> HttpResponse:
    """The Rencana Kerja annexed to an NK: the table, and a form for one more row or, with `?baris=`, for one that is there."""
    agreement, actor = _own(request, code), request.actor
    if agreement.kind != "nk":
        raise Http404
    assert agreement.terms is not None
    rows = agreement.terms.content["work_plan"]
    number = _row_number(request, rows)
    initial = rows[number - 1] if number else {}
    form = forms.PlanRow(
        request.POST if request.method == "POST" else None, initial=initial | {"version": agreement.version}
    )

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Rencana Kerja (RK)"), submit=_("Simpan baris") if number else _("Tambahkan baris"),
            template="agreements/plan.html", agreement=agreement, rows=rows, number=number, crumbs=_crumbs(agreement, _("Rencana Kerja")),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)

    def call(values: dict[str, Any]) -> Any:
        row = {key: values[key] for key in forms.PlanRow.base_fields if key != "version"}
        return actions.revise(
            agreement, changes={"work_plan": _with_row(rows, number, row)}, version=values["version"], by=actor, at=timezone.now()
        )  # fmt: skip

    said = _("Baris tersimpan.") if number else _("Baris ditambahkan.")
    return act(request, form, call, to=reverse("agreement_plan", args=[code]), again=again, said=said)


@require_POST
def drop_row(request: Request, code: str, part: str, number: int) -> HttpResponse:
    """One promise or one row of the work plan is left out of the next version."""
    agreement, actor = _own(request, code), request.actor
    assert agreement.terms is not None
    key = {"kewajiban": "obligations", "rencana": "work_plan"}.get(part, "")
    rows = agreement.terms.content.get(key, [])
    if not 1 <= number <= len(rows):
        raise Http404
    back = reverse("agreement_promises" if key == "obligations" else "agreement_plan", args=[code])
    return act(
        request, VersionedForm(request.POST),
        lambda v: actions.revise(
            agreement, changes={key: rows[: number - 1] + rows[number:]}, version=v["version"], by=actor, at=timezone.now()
        ),
        to=back, again=lambda form: render(request, "agreements/again.html", {"form": form, "back": back}), said=_("Baris dihapus."),
    )  # fmt: skip


def parties(request: Request, code: str) -> HttpResponse:
    """The sides: who takes part, in which role and order."""
    agreement, actor = _own(request, code), request.actor
    form = forms.Parties(request.POST if request.method == "POST" else None, agreement=agreement)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Para pihak"), submit=_("Simpan para pihak"), crumbs=_crumbs(agreement, _("Para pihak")),
            intro=_("Kosongkan satu baris untuk mengeluarkan pihak itu. Perubahan pihak membatalkan persetujuan yang ada."),
            back=reverse("agreement", args=[code]),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)

    def call(values: dict[str, Any]) -> Any:
        sides = [actions.Side(organization, role) for organization, role in form.sides()]
        return actions.revise(
            agreement, changes={}, sides=sides, version=values["version"], by=actor, at=timezone.now()
        )

    return act(request, form, call, to=reverse("agreement", args=[code]), again=again, said=_("Para pihak tersimpan."))


@require_POST
def restore(request: Request, code: str, number: int) -> HttpResponse:
    """An earlier version's text becomes the newest version."""
    agreement, actor = _own(request, code), request.actor
    old = agreement.versions_for(actor).filter(number=number).first()
    if old is None:
        raise Http404
    parts = ("title", "place", "start", "end", "months", "condition", "clauses", "obligations", "work_plan")
    return act(
        request, VersionedForm(request.POST),
        lambda v: actions.revise(
            agreement, changes={key: old.content[key] for key in parts}, of=old.content, version=v["version"], by=actor, at=timezone.now()
        ),
        to=reverse("agreement", args=[code]), said=_("Naskah kembali ke isi versi %(n)s.") % {"n": number},
        again=lambda form: render(request, "agreements/again.html", {"form": form, "back": reverse("agreement_text", args=[code])}),
    )  # fmt: skip

"""What a proposal holds: its activities, documents, answers about money and data, and who else takes part; and its files."""

from __future__ import annotations

import pathlib
from collections.abc import Callable
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from simpul.core.refusals import stop_if
from simpul.proposals import actions
from simpul.proposals.models import Item, Participant, Proposal
from simpul.proposals.rules import verbs
from simpul.proposals.rules.participants import refusals_to_change_participants
from simpul.proposals.rules.screening_verbs import refusals_to_link
from simpul.web.documents.serving import serve
from simpul.web.doing import Asked, act, form_page, posts
from simpul.web.forms import EmptyForm, Form
from simpul.web.request import Request

from . import forms
from .checklist import Line, lines_of, other_kinds
from .fields import joined
from .steps import Reader, reads_regimes
from .views import case_of, crumbs_of, law_of, may_write


def _item_form(request: Request, proposal: Proposal, item: Item | None = None) -> forms.ItemForm:
    post = request.method == "POST"
    initial: dict[str, Any] = {}
    if item:
        names = (
            "activity", "title", "detail", "region_code", "extent", "target", "target_count", "post_level", "programme",
        )  # fmt: skip
        initial = {name: getattr(item, name) for name in names}
        initial |= {"affair": joined(item.affair, item.part), "place": item.region_name}
    return forms.ItemForm(
        request.POST if post else None, actor=request.actor, proposal=proposal, law=law_of(proposal), day=timezone.localdate(), item=item,
        initial=initial,
    )  # fmt: skip


def items(request: Request, code: str) -> HttpResponse:
    """The activities so far, and a form for one more."""
    proposal, actor = case_of(request, code), request.actor
    stop_if(may_write(proposal, actor))
    form, reader = _item_form(request, proposal), Reader.of(proposal, actor)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Kegiatan yang diminta"), submit=_("Tambahkan kegiatan"), template="proposals/items.html", proposal=proposal,
            rows=proposal.items.all(), crumbs=crumbs_of(proposal, _("Kegiatan")), refusals=verbs.refusals_to_add_item(reader.facts, actor),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form, lambda v: actions.add_item(proposal, by=actor, at=timezone.now(), **form.values()),
        to=reverse("proposal_items", args=[code]), again=again, said=_("Kegiatan ditambahkan."),
    )  # fmt: skip


def _item(proposal: Proposal, number: int) -> Item:
    row = next((item for item in proposal.items.all() if item.number == number), None)
    if row is None:
        raise Http404
    return row


def item(request: Request, code: str, number: int) -> HttpResponse:
    """One activity is corrected."""
    proposal, actor = case_of(request, code), request.actor
    row = _item(proposal, number)
    stop_if(may_write(proposal, actor))
    form = _item_form(request, proposal, row)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Ubah kegiatan"), submit=_("Simpan"), template="proposals/item.html", proposal=proposal,
            crumbs=crumbs_of(proposal, row.title), back=reverse("proposal_items", args=[code]),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form, lambda v: actions.revise_item(row, changes=form.values(), by=actor, at=timezone.now()),
        to=reverse("proposal_items", args=[code]), again=again, said=_("Kegiatan tersimpan."),
    )  # fmt: skip


def _gone(request: Request, code: str, page: str, call: Callable[[], Any], said: str) -> HttpResponse:
    """A button that takes a row away; the row is looked up inside, so that a second tap hears of the first."""
    back = reverse(page, args=[code])
    return act(
        request, EmptyForm(request.POST), lambda v: call(), to=lambda done: back, said=said,
        again=lambda form: render(request, "agreements/again.html", {"form": form, "back": back}),
    )  # fmt: skip


@posts("proposal_items", "code")
def remove_item(request: Request, code: str, number: int) -> HttpResponse:
    """An activity that was not sent yet is gone."""
    proposal, at = case_of(request, code), timezone.now()
    return _gone(
        request, code, "proposal_items", lambda: actions.remove_item(_item(proposal, number), by=request.actor, at=at), _("Kegiatan dihapus.")
    )  # fmt: skip


def drop_item(request: Request, code: str, number: int) -> HttpResponse:
    """The region takes an activity out and says why; both sides read it."""
    proposal, actor = case_of(request, code), request.actor
    row, reader = _item(proposal, number), Reader.of(proposal, actor)
    stop_if([r for r in verbs.refusals_to_tend(reader.facts, actor) if r.kind == "forbidden"])
    form = forms.DropItemForm(request.POST if request.method == "POST" else None)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Keluarkan kegiatan"), intro=row.title, submit=_("Keluarkan"), template="proposals/do.html", proposal=proposal,
            crumbs=crumbs_of(proposal, _("Keluarkan kegiatan")), back=reverse("proposal", args=[code]),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form, lambda v: actions.drop_item(row, reason=v["reason"], by=actor, at=timezone.now()),
        to=reverse("proposal", args=[code]), again=again, said=_("Kegiatan dikeluarkan; alasannya terbaca oleh kedua pihak."),
    )  # fmt: skip


def documents(request: Request, code: str) -> HttpResponse:
    """The checklist: what is needed, what is there, and one upload for each line."""
    proposal, actor = case_of(request, code), request.actor
    reader = Reader.of(proposal, actor)
    stop_if(_may_enclose(reader))
    law = law_of(proposal)
    lines = lines_of(proposal, law, inside=reader.inside)
    others, post = other_kinds(lines, law), request.method == "POST"
    form = forms.EncloseForm(request.POST if post else None, request.FILES if post else None)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Dokumen"), template="proposals/documents.html", proposal=proposal, crumbs=crumbs_of(proposal, _("Dokumen")),
            rows=_with_forms(lines, form), other=_other_form(others, form), missing=sum(line.missing for line in lines),
            lost=_lost(lines, others, form), encloses=reader.encloses, removable=_removable(lines, reader),
            known=any(line.wanted and line.wanted.needed for line in lines),
        )  # fmt: skip

    if not post:
        return again(form)

    def call(values: dict[str, Any]) -> Any:
        at = timezone.now()
        file = Asked(actor, at, values).file("file", "attachment")
        return actions.enclose(
            proposal, kind=values["kind"], file=file, name=values["file"].name[:200], by=actor, at=at
        )

    return act(
        request, form, call, to=reverse("proposal_documents", args=[code]), again=again, said=_("Berkas tersimpan.")
    )


def _removable(lines: list[Line], reader: Reader) -> set[int]:
    """Files that the reader may take out again."""
    return {
        row.pk
        for line in lines
        for row in line.files
        if not verbs.refusals_to_remove_enclosed(reader.facts, reader.actor, placed=row.put_there())
    }


def _may_enclose(reader: Reader) -> list[Any]:
    """The writing side, and who registers for the region."""
    if not verbs.refusals_to_tend(reader.facts, reader.actor):
        return []
    found = [*may_write(reader.proposal, reader.actor)]
    registers = reader.actor.may("proposal.register") and not verbs.inside_region(reader.actor, reader.facts)
    return [] if registers else found


def _with_forms(lines: list[Line], form: Form) -> list[tuple[Line, Form]]:
    """Each line with its own upload; the one that was just refused keeps its errors."""
    tried = str(form["kind"].value() or "") if form.is_bound else ""
    return [
        (line, form if tried == line.kind else forms.EncloseForm(initial={"kind": line.kind}, auto_id=f"id_{line.kind}_%s"))
        for line in lines
    ]  # fmt: skip


def _lost(lines: list[Line], others: list[tuple[str, str]], form: Form) -> bool:
    """A refused upload for a document that no line knows: its reasons stand above all of them."""
    return form.is_bound and str(form["kind"].value() or "") not in {line.kind for line in lines} | {
        key for key, _ in others
    }


def _other_form(others: list[tuple[str, str]], form: Form) -> Form | None:
    """One upload for what the law knows and this cooperation does not ask for."""
    if not others:
        return None
    if form.is_bound and str(form["kind"].value() or "") in dict(others):
        form.fields["kind"] = forms.kind_field(others)
        return form
    return forms.OtherDocument(others=others, auto_id="id_lain_%s")


@posts("proposal_documents", "code")
def remove_enclosed(request: Request, code: str, number: int) -> HttpResponse:
    proposal, at = case_of(request, code), timezone.now()

    def call() -> None:
        actions.remove_enclosed(get_object_or_404(proposal.documents, pk=number), by=request.actor, at=at)

    return _gone(request, code, "proposal_documents", call, _("Berkas dikeluarkan."))


FACTS = (
    "apbd_funded", "in_current_apbd", "apbd_amount", "burdens_public", "burdens_reason", "routine", "personal_data", "data_clause", "regimes",
    "months", "signer",
)  # fmt: skip


def facts(request: Request, code: str) -> HttpResponse:
    """Plain questions about money, burdens, personal data, term and signer, each with why it is asked."""
    proposal, actor = case_of(request, code), request.actor
    stop_if(may_write(proposal, actor))
    reader = Reader.of(proposal, actor)
    shown = [name for name in FACTS if name != "regimes" or reads_regimes(reader)]
    initial = {name: proposal.answer(name, inside=reader.inside) for name in shown if name != "months"}
    initial |= {"months": proposal.months, "version": proposal.version}
    form = forms.FactsForm(
        request.POST if request.method == "POST" else None, law=law_of(proposal), initial=initial, regimes="regimes" in shown
    )  # fmt: skip

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Dana, data pribadi, dan penanda tangan"), submit=_("Simpan jawaban"), template="proposals/do.html",
            intro=_("Telaah memerlukan jawaban ini. Yang belum Anda ketahui boleh dibiarkan «Belum dijawab»."), proposal=proposal,
            crumbs=crumbs_of(proposal, _("Pertanyaan")), back=reverse("proposal", args=[code]),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)

    def call(values: dict[str, Any]) -> Any:
        changes = {name: values[name] for name in shown}
        return actions.revise(proposal, changes=changes, version=values["version"], by=actor, at=timezone.now())

    return act(request, form, call, to=reverse("proposal", args=[code]), again=again, said=_("Jawaban tersimpan."))


def participants(request: Request, code: str) -> HttpResponse:
    """Who else takes part: who would carry it out, who is invited to comment."""
    proposal, actor = case_of(request, code), request.actor
    refusals = refusals_to_change_participants(Reader.of(proposal, actor).facts, actor, organization_ids=frozenset())
    stop_if([r for r in refusals if r.kind == "forbidden"])
    form = forms.ParticipantForm(request.POST if request.method == "POST" else None, proposal=proposal)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Yang ikut serta"), submit=_("Tambahkan"), template="proposals/participants.html", proposal=proposal,
            rows=proposal.participants.all(), refusals=refusals, crumbs=crumbs_of(proposal, _("Yang ikut serta")),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form, lambda v: actions.add_participant(proposal, by=actor, at=timezone.now(), **v),
        to=reverse("proposal_participants", args=[code]), again=again, said=_("Lembaga ditambahkan."),
    )  # fmt: skip


@posts("proposal_participants", "code")
def drop_participant(request: Request, code: str, number: int) -> HttpResponse:
    proposal, at = case_of(request, code), timezone.now()

    def call() -> None:
        row = get_object_or_404(Participant.objects.filter(proposal=proposal).select_related("proposal"), pk=number)
        actions.drop_participant(row, by=request.actor, at=at)

    return _gone(request, code, "proposal_participants", call, _("Lembaga dikeluarkan."))


def link_programme(request: Request, code: str, number: int) -> HttpResponse:
    """The region says which programme of its plans an activity serves."""
    proposal, actor = case_of(request, code), request.actor
    row, reader = _item(proposal, number), Reader.of(proposal, actor)
    stop_if([r for r in verbs.refusals_to_tend(reader.facts, actor) if r.kind == "forbidden"])
    post = request.method == "POST"
    form = forms.ProgrammeForm(
        request.POST if post else None, actor=actor, day=timezone.localdate(), initial={"programme": row.programme_id}
    )

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Tautkan program rencana"), intro=row.title, submit=_("Simpan"), template="proposals/do.html",
            proposal=proposal, crumbs=crumbs_of(proposal, _("Tautkan program")), back=reverse("proposal", args=[code]),
        )  # fmt: skip

    if not post:
        return again(form)
    return act(
        request, form, lambda v: actions.link_programme(row, programme=v["programme"], by=actor, at=timezone.now()),
        to=reverse("proposal", args=[code]), again=again, said=_("Tersimpan."),
    )  # fmt: skip


def under(request: Request, code: str) -> HttpResponse:
    """The region says under which agreement in force it comes."""
    proposal, actor = case_of(request, code), request.actor
    stop_if([r for r in refusals_to_link(Reader.of(proposal, actor).facts, actor) if r.kind == "forbidden"])
    form = forms.UmbrellaForm(
        request.POST if request.method == "POST" else None, actor=actor, day=timezone.localdate(), now=proposal.under_id
    )

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Tautkan kesepakatan induk"), submit=_("Simpan"), template="proposals/do.html", proposal=proposal,
            intro=_("KB atau NK yang masih berlaku, yang menaungi naskah usulan ini."),
            crumbs=crumbs_of(proposal, _("Kesepakatan induk")), back=reverse("proposal", args=[code]),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form,
        lambda v: actions.link_umbrella(proposal, under=v["under"].chain if v["under"] else None, by=actor, at=timezone.now()),
        to=reverse("proposal", args=[code]), again=again, said=_("Tersimpan."),
    )  # fmt: skip


@require_safe
def file(request: Request, code: str, number: int) -> FileResponse:
    """A document of the checklist, as a download."""
    row = get_object_or_404(case_of(request, code).documents.select_related("file"), pk=number)
    return serve(row.file, pathlib.PurePath(row.name).stem or "dokumen")


@require_safe
def paper(request: Request, code: str) -> FileResponse:
    """The scanned letter with which it came."""
    proposal = case_of(request, code)
    if proposal.letter_file is None:
        raise Http404
    return serve(proposal.letter_file, f"surat-{code}")

"""The directory of institutions: who they are, who leads them, who may sign."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from simpul.accounts.models import Membership
from simpul.accounts.rules import refusals_to_manage as refusals_to_manage_accounts
from simpul.agreements.models import Party
from simpul.agreements.rules.states import CLOSED
from simpul.core.canonical import clean_text
from simpul.core.refusals import stop_if
from simpul.documents.actions import store
from simpul.documents.models import File
from simpul.organizations import actions, rules
from simpul.organizations.models import Accreditation, Authority, Holding, Organization, Post
from simpul.web.documents.serving import serve
from simpul.web.doing import act, form_page
from simpul.web.forms import Form
from simpul.web.request import Request

from . import forms

PAGE = 50


def organizations(request: Request) -> HttpResponse:
    """One's own institution as a tree, then all institutions; a search looks through units as well."""
    text = clean_text(request.GET.get("q", ""))[:100].strip()
    seen = Organization.objects.visible_to(request.actor)
    found = seen.search(text) if text else seen.institutions()
    page = Paginator(found.select_related("institution"), PAGE).get_page(request.GET.get("halaman"))
    mine = [] if text or not request.actor.institution_id else list(seen.below(request.actor.institution_id))
    context = {
        "text": text,
        "page": page,
        "tree": _tree(mine),
        "may_found": not rules.refusals_to_enter(request.actor),
        "today": timezone.localdate(),
    }
    return render(request, "organizations/list.html", context)


def _tree(rows: list[Organization]) -> list[dict[str, Any]]:
    """The rows as nested branches, roots first; a row whose parent is not among them is a root."""
    branches: dict[int, dict[str, Any]] = {row.pk: {"row": row, "below": []} for row in rows}
    roots: list[dict[str, Any]] = []
    for row in rows:
        above = branches.get(row.parent_id or 0)
        (above["below"] if above else roots).append(branches[row.pk])
    return roots


def _fetch(request: Request, code: uuid.UUID) -> Organization:
    seen = Organization.objects.visible_to(request.actor).select_related("parent", "institution", "predecessor")
    return get_object_or_404(seen, code=code)


def organization(request: Request, code: uuid.UUID) -> HttpResponse:
    """One organisation: what it is and was, who holds its posts, who may sign, its units, who has an account."""
    row, today, actor = _fetch(request, code), timezone.localdate(), request.actor
    holdings = Holding.objects.select_related("post")
    members = Membership.objects.visible_to(actor).on(today).filter(organization=row).select_related("user", "post")
    context = {
        "organization": row,
        "today": today,
        "form_now": row.form_on(today),
        "forms": row.forms.all(),
        "posts": row.posts.prefetch_related(Prefetch("holdings", queryset=holdings)),
        "authorities": row.authorities.select_related("post__organization", "given_by", "scan"),
        "accreditations": row.accreditations.all(),
        "letterhead": row.letterhead_on(today),
        "numbering": row.numbering_on(today),
        "units": row.children.all(),
        "successors": row.successors.all(),
        "members": members,
        "sees_members": not refusals_to_manage_accounts(actor, row.managers),
        "may_manage": not rules.refusals_to_manage(actor, row.managers),
        "is_inside": _is_inside(request, row),
        "has_forms": row.kind in rules.FORMS_OF,
        "crumbs": _crumbs(row),
    }
    return render(request, "organizations/detail.html", context)


def _address(row: Organization) -> str:
    return reverse("organizations_detail", args=[row.code])


def _crumbs(row: Organization, *more: str) -> list[tuple[str, str]]:
    crumbs = [(_("Lembaga"), reverse("organizations"))]
    if row.institution and row.institution_id != row.pk:
        crumbs.append((row.institution.label, _address(row.institution)))
    crumbs.append((row.label, _address(row) if more else ""))
    return crumbs + [(word, "") for word in more]


def _form_view(
    request: Request,
    row: Organization,
    form: Form,
    call: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    submit: str,
    said: str,
    intro: str = "",
    to: Callable[[Any], str] | None = None,
) -> HttpResponse:
    """A page that is one form about one organisation; who may not manage it is refused before it is shown."""
    back = _address(row)
    context = {
        "title": title,
        "intro": intro or row.whole_name,
        "submit": submit,
        "back": back,
        "crumbs": _crumbs(row, title),
    }
    if request.method != "POST":
        stop_if(rules.refusals_to_manage(request.actor, row.managers))
        return form_page(request, form, **context)
    return act(request, form, call, to=to or back, again=lambda form: form_page(request, form, **context), said=said)


def found(request: Request) -> HttpResponse:
    """A new institution, entered by the site's administrators."""
    form = forms.FoundForm(request.POST if request.method == "POST" else None, parent=None)
    title = _("Lembaga baru")
    context = {
        "title": title,
        "intro": _(
            "Untuk pemerintah daerah, perguruan tinggi, kementerian, perusahaan, bank, desa, dan asosiasi. Unit ditambahkan dari halaman induknya."
        ),
        "submit": _("Catat lembaga"),
        "back": reverse("organizations"),
        "crumbs": [(_("Lembaga"), reverse("organizations")), (title, "")],
    }
    if request.method != "POST":
        stop_if(rules.refusals_to_enter(request.actor))
        return form_page(request, form, **context)
    return act(
        request,
        form,
        lambda v: actions.found(**v, by=request.actor, at=timezone.now()),
        to=_address,
        again=lambda form: form_page(request, form, **context),
        said=_("Lembaga tercatat."),
    )


def found_unit(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)
    return _form_view(
        request,
        row,
        forms.FoundForm(
            request.POST if request.method == "POST" else None,
            parent=row,
            initial={"zone": row.zone, "region_code": row.region_code},
        ),
        lambda v: actions.found(**v, parent=row, by=request.actor, at=timezone.now()),
        title=_("Unit baru"),
        submit=_("Catat unit"),
        said=_("Unit tercatat."),
        to=_address,
    )


def describe(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)
    names = ("name", "short_name", "address", "region_code", "zone", "version")
    return _form_view(
        request,
        row,
        forms.DescribeForm(
            request.POST if request.method == "POST" else None, initial={name: getattr(row, name) for name in names}
        ),
        lambda v: actions.describe(row, **v, by=request.actor, at=timezone.now()),
        title=_("Ubah data lembaga"),
        submit=_("Simpan"),
        said=_("Data lembaga tersimpan."),
    )


def _still(row: Organization, today: dt.date) -> str:
    """What an organisation that ends leaves behind, for who is about to end it."""
    counts = {
        "posts": Holding.objects.filter(post__organization=row).on(today).count(),
        "people": Membership.objects.filter(organization=row).on(today).count(),
        "papers": Party.objects.filter(organization=row).exclude(agreement__stage=CLOSED).count(),
    }
    return (
        _(
            "Yang masih terkait: %(posts)s jabatan terisi, %(people)s akun, %(papers)s naskah yang belum ditutup. "
            "Naskah yang sudah ditandatangani tetap berlaku. Catat lembaga penggantinya dari halaman induk."
        )
        % counts
    )


def close(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)
    return _form_view(
        request,
        row,
        forms.CloseForm(request.POST if request.method == "POST" else None),
        lambda v: actions.close(row, end=v["end"], by=request.actor, at=timezone.now()),
        title=_("Akhiri lembaga"),
        intro=_still(row, timezone.localdate()),
        submit=_("Akhiri"),
        said=_("Lembaga tercatat berakhir."),
    )


def legal_form(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)
    return _form_view(
        request,
        row,
        forms.LegalFormForm(request.POST if request.method == "POST" else None, organization=row),
        lambda v: actions.give_form(row, **v, by=request.actor, at=timezone.now()),
        title=_("Bentuk hukum"),
        intro=_("Bentuk hukum yang lama berakhir sehari sebelumnya dan tetap tercatat."),
        submit=_("Catat bentuk hukum"),
        said=_("Bentuk hukum tercatat."),
    )


def accredit(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)
    return _form_view(
        request,
        row,
        forms.AccreditForm(request.POST if request.method == "POST" else None),
        lambda v: actions.accredit(row, **v, by=request.actor, at=timezone.now()),
        title=_("Akreditasi baru"),
        intro=_("Akreditasi bidang yang sama yang masih berlaku berakhir sehari sebelumnya."),
        submit=_("Catat akreditasi"),
        said=_("Akreditasi tercatat."),
    )


def end_accreditation(request: Request, code: uuid.UUID, pk: int) -> HttpResponse:
    row = _fetch(request, code)
    held = get_object_or_404(Accreditation, organization=row, pk=pk)
    return _form_view(
        request,
        row,
        forms.EndForm(request.POST if request.method == "POST" else None),
        lambda v: actions.end_accreditation(held, **v, by=request.actor, at=timezone.now()),
        title=_("Akhiri akreditasi"),
        intro=str(held),
        submit=_("Akhiri akreditasi"),
        said=_("Akreditasi tercatat berakhir."),
    )


def create_post(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)
    return _form_view(
        request,
        row,
        forms.PostForm(request.POST if request.method == "POST" else None),
        lambda v: actions.create_post(row, **v, by=request.actor, at=timezone.now()),
        title=_("Jabatan baru"),
        submit=_("Catat jabatan"),
        said=_("Jabatan tercatat."),
    )


def end_post(request: Request, code: uuid.UUID, pk: int) -> HttpResponse:
    row = _fetch(request, code)
    post = get_object_or_404(Post, organization=row, pk=pk)
    return _form_view(
        request,
        row,
        forms.EndForm(request.POST if request.method == "POST" else None),
        lambda v: actions.end_post(post, **v, by=request.actor, at=timezone.now()),
        title=_("Hapus jabatan"),
        intro=post.title,
        submit=_("Hapus jabatan"),
        said=_("Jabatan tercatat dihapus."),
    )


def appoint(request: Request, code: uuid.UUID, pk: int) -> HttpResponse:
    row = _fetch(request, code)
    post = get_object_or_404(Post, organization=row, pk=pk)
    return _form_view(
        request,
        row,
        forms.AppointForm(request.POST if request.method == "POST" else None),
        lambda v: actions.appoint(post, **v, by=request.actor, at=timezone.now()),
        title=_("Pejabat baru"),
        intro=post.title,
        submit=_("Catat pejabat"),
        said=_("Pejabat tercatat."),
    )


def relieve(request: Request, code: uuid.UUID, pk: int) -> HttpResponse:
    row = _fetch(request, code)
    holding = get_object_or_404(Holding.objects.select_related("post"), post__organization=row, pk=pk)
    return _form_view(
        request,
        row,
        forms.EndForm(request.POST if request.method == "POST" else None),
        lambda v: actions.relieve(holding, **v, by=request.actor, at=timezone.now()),
        title=_("Akhiri masa jabatan"),
        intro=str(holding),
        submit=_("Akhiri masa jabatan"),
        said=_("Masa jabatan tercatat berakhir."),
    )


def authorize(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)

    def call(values: dict[str, Any]) -> Authority:
        scan = _stored(request, values.pop("scan"), "letter", "scan", row)
        return actions.authorize(row, **values, scan=scan, by=request.actor, at=timezone.now())

    return _form_view(
        request,
        row,
        forms.AuthorizeForm(
            request.POST if request.method == "POST" else None, request.FILES or None, organization=row
        ),
        call,
        title=_("Kewenangan menandatangani"),
        submit=_("Catat kewenangan"),
        said=_("Kewenangan tercatat."),
    )


def _stored(request: Request, upload: Any, kind: str, field: str, row: Organization) -> File | None:
    """The uploaded file kept, or none; nobody stores a file for an organisation they do not manage."""
    if not upload:
        return None
    stop_if(rules.refusals_to_manage(request.actor, row.managers))
    return store(upload, kind=kind, by=request.actor, at=timezone.now(), field=field)


def scan(request: Request, code: uuid.UUID, pk: int) -> FileResponse:
    """The scanned letter, for the people of the institution it speaks for."""
    row = _fetch(request, code)
    if not _is_inside(request, row):
        raise Http404
    authority = get_object_or_404(Authority.objects.select_related("scan"), organization=row, pk=pk)
    if authority.scan is None:
        raise Http404
    return serve(authority.scan, f"surat-kuasa-{authority.pk}", shown=True)


def _is_inside(request: Request, row: Organization) -> bool:
    return request.actor.institution_id is not None and request.actor.institution_id == row.institution_id


def revoke_authority(request: Request, code: uuid.UUID, pk: int) -> HttpResponse:
    row = _fetch(request, code)
    authority = get_object_or_404(Authority.objects.select_related("post"), organization=row, pk=pk)
    return _form_view(
        request,
        row,
        forms.EndForm(request.POST if request.method == "POST" else None),
        lambda v: actions.revoke_authority(authority, **v, by=request.actor, at=timezone.now()),
        title=_("Akhiri kewenangan"),
        intro=f"{authority.post.title} · {authority}",
        submit=_("Akhiri kewenangan"),
        said=_("Kewenangan tercatat berakhir."),
    )


def letterhead(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)

    def call(values: dict[str, Any]) -> Any:
        logo = _stored(request, values.pop("logo"), "logo", "logo", row)
        return actions.set_letterhead(row, **values, logo=logo, by=request.actor, at=timezone.now())

    head = row.letterheads.first()
    initial = {"lines": head.lines if head else "", "start": timezone.localdate()}
    return _form_view(
        request,
        row,
        forms.LetterheadForm(
            request.POST if request.method == "POST" else None, request.FILES or None, initial=initial
        ),
        call,
        title=_("Kop surat"),
        intro=_("Tanpa logo baru, logo yang lama tetap dipakai."),
        submit=_("Simpan kop"),
        said=_("Kop surat tersimpan."),
    )


def numbering(request: Request, code: uuid.UUID) -> HttpResponse:
    row = _fetch(request, code)
    now = row.numbering_on(timezone.localdate())
    initial = {
        "pattern": now.pattern if now else rules.PLAIN_PATTERN,
        "unit": now.unit if now else "",
        "start": timezone.localdate(),
    }
    return _form_view(
        request,
        row,
        forms.NumberingForm(request.POST if request.method == "POST" else None, initial=initial),
        lambda v: actions.set_numbering(row, **v, by=request.actor, at=timezone.now()),
        title=_("Nomor surat"),
        intro=_(
            "Unit tanpa pola sendiri mengikuti pola ini dan berbagi hitungannya. Hitungan mulai dari 1 setiap tahun."
        ),
        submit=_("Simpan pola"),
        said=_("Pola nomor surat tersimpan."),
    )

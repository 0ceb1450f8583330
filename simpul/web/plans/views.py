"""What a region plans and prefers, for its own people; changed by its cooperation officers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from simpul.core.dates import local_day
from simpul.core.refusals import stop_if
from simpul.law.models import law_on
from simpul.law.rules import LawOn
from simpul.organizations.models import Organization
from simpul.proposals import actions
from simpul.proposals.models import AffairMapping, PlanProgramme, Policy
from simpul.proposals.rules import plans, states
from simpul.web.doing import act, form_page
from simpul.web.forms import EmptyForm, Form
from simpul.web.request import Request

from . import forms

PAGE = 50


def _own(request: Request) -> Organization:
    """The region whose plans these are. Others have none to read."""
    if not plans.may_read(request.actor):
        raise PermissionDenied
    return get_object_or_404(Organization, pk=request.actor.institution_id or 0)


def _law(request: Request) -> LawOn:
    return law_on(local_day(timezone.now(), request.actor.zone), request.actor.region)


def _context(request: Request, region: Organization, tab: str, **more: Any) -> dict[str, Any]:
    tabs = [
        ("plans", _("Program RPJMD/RKPD")),
        ("plan_mapping", _("Pemetaan urusan")),
        ("plan_policy", _("Kebijakan mitra")),
    ]
    may = not plans.refusals_to_plan(request.actor, region.pk)
    return {"region": region, "tabs": tabs, "tab": tab, "may_write": may, **more}


def _year(request: Request) -> int | None:
    text = request.GET.get("tahun", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 else None


@require_safe
def programmes(request: Request) -> HttpResponse:
    """The programmes in use, of one plan or of all, perhaps of one year."""
    region, plan, year = _own(request), request.GET.get("rencana", ""), _year(request)
    rows = PlanProgramme.objects.visible_to(request.actor).filter(retired_at=None).select_related("unit")
    if plan in states.PLANS:
        rows = rows.filter(plan=plan)
    if year:
        rows = rows.filter(first_year__lte=year, last_year__gte=year)
    page = Paginator(rows, PAGE).get_page(request.GET.get("halaman"))
    matters = {affair.key: affair.matter for affair in _law(request).affairs}
    lines = [(row, matters.get(row.affair, row.affair)) for row in page]
    context = _context(request, region, "plans", page=page, lines=lines, plans=states.PLANS, plan=plan, year=year or "")
    return render(request, "plans/programmes.html", context)


@require_safe
def mapping(request: Request) -> HttpResponse:
    """The objects of cooperation that the region has named for one year."""
    region = _own(request)
    year = _year(request) or local_day(timezone.now(), region.zone).year
    known = AffairMapping.objects.visible_to(request.actor).filter(retired_at=None)
    years = sorted({*known.order_by().values_list("year", flat=True).distinct(), year}, reverse=True)
    page = Paginator(known.filter(year=year).select_related("unit"), PAGE).get_page(request.GET.get("halaman"))
    matters = _matters(_law(request))
    lines = [(row, matters.get((row.affair, row.part), row.affair)) for row in page]
    context = _context(request, region, "plan_mapping", page=page, lines=lines, years=years, year=year)
    return render(request, "plans/mapping.html", context)


def _matters(law: LawOn) -> dict[tuple[str, str], str]:
    """The words for a sub-matter, and for each of its parts."""
    found = {(affair.key, ""): affair.matter for affair in law.affairs}
    return found | {(a.key, part.key): f"{a.matter}: {part.title}" for a in law.affairs for part in a.parts}


@require_safe
def policies(request: Request) -> HttpResponse:
    """The policy in force, and those before and after it."""
    region = _own(request)
    today = local_day(timezone.now(), region.zone)
    rows = [_said(row) for row in Policy.objects.visible_to(request.actor)[:PAGE]]
    now = next((row for row in rows if row["row"] in _in_force(rows, today)), None)
    context = _context(request, region, "plan_policy", now=now, others=[row for row in rows if row is not now])
    return render(request, "plans/policy.html", context)


def _in_force(rows: list[dict[str, Any]], today: dt.date) -> list[Policy]:
    return [r["row"] for r in rows if r["row"].start <= today and (r["row"].end is None or r["row"].end >= today)]


def _said(row: Policy) -> dict[str, Any]:
    """Codes in words."""
    checks = [
        (word, ", ".join(str(states.CHECKS[field]) for field in plans.checks_of(code, row.checks)))
        for code, word in states.PARTNER_CLASSES.items()
        if row.checks.get(code)
    ]
    order = [states.PARTNER_CLASSES[code] for code in row.order]
    return {"row": row, "order": order, "checks": checks, "clocks": ", ".join(map(str, plans.clocks_of(row.clocks)))}


# ------------------------------------------------------------------ changing


def _form_view(
    request: Request,
    region: Organization,
    form: Form,
    call: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    submit: str,
    said: str,
    back: str,
    intro: str = "",
    template: str = "form.html",
) -> HttpResponse:
    """A page that is one form; who may not change plans is refused before it is shown."""
    address = reverse(back)
    context = {
        "template": template, "title": title, "submit": submit, "back": address, "intro": intro or region.name,
        "crumbs": [(_("Rencana daerah"), reverse("plans")), (title, "")],
    }  # fmt: skip
    if request.method != "POST":
        stop_if(plans.refusals_to_plan(request.actor, region.pk))
        return form_page(request, form, **context)
    return act(
        request, form, call, to=address, again=lambda form: form_page(request, form, **context), said=said
    )  # fmt: skip


def _listed(request: Request, region: Organization, form: Any, **initial: Any) -> Form:
    day = local_day(timezone.now(), region.zone)
    units = Organization.objects.below(region.pk).on(day).exclude(pk=region.pk)
    data = request.POST if request.method == "POST" else None
    return form(data, initial={"year": day.year, "first_year": day.year} | initial, law=_law(request), units=units)


def _do(request: Request, verb: Callable[..., Any], row: Any) -> Callable[[dict[str, Any]], Any]:
    """The call of an action with the form's values, whose result needs no address."""

    def call(values: dict[str, Any]) -> None:
        verb(row, **values, by=request.actor, at=timezone.now())

    return call


def add_programme(request: Request) -> HttpResponse:
    """A programme of the RPJMD or RKPD is listed."""
    region = _own(request)
    form = _listed(request, region, forms.ProgrammeForm)
    title, said = _("Catat program"), _("Program dicatat.")
    call = _do(request, actions.add_programme, region)
    return _form_view(request, region, form, call, title=title, submit=title, said=said, back="plans")


def retire_programme(request: Request, pk: int) -> HttpResponse:
    """The programme is no longer offered for linking."""
    region = _own(request)
    row = get_object_or_404(PlanProgramme.objects.visible_to(request.actor).select_related("institution"), pk=pk)
    return _form_view(
        request, region, _empty(request), _do(request, actions.retire_programme, row), title=_("Program tidak dipakai lagi"), submit=_("Hentikan"),
        said=_("Program tidak dipakai lagi."), back="plans", intro=_("%(name)s. Usulan yang sudah tertaut tetap tertaut.") % {"name": row.name},
    )  # fmt: skip


def add_mapping(request: Request) -> HttpResponse:
    """An object of cooperation stands in the mapping of a year."""
    region = _own(request)
    form = _listed(request, region, forms.MappingForm)
    title, said = _("Catat objek kerja sama"), _("Objek kerja sama dicatat.")
    call = _do(request, actions.add_mapping, region)
    return _form_view(request, region, form, call, title=title, submit=title, said=said, back="plan_mapping")


def retire_mapping(request: Request, pk: int) -> HttpResponse:
    """The object stands in the mapping no longer."""
    region = _own(request)
    row = get_object_or_404(AffairMapping.objects.visible_to(request.actor).select_related("institution"), pk=pk)
    return _form_view(
        request, region, _empty(request), _do(request, actions.retire_mapping, row), title=_("Keluarkan dari pemetaan"), submit=_("Keluarkan"),
        said=_("Objek dikeluarkan dari pemetaan."), back="plan_mapping", intro=f"{row.year}: {row.object}",
    )  # fmt: skip


def set_policy(request: Request) -> HttpResponse:
    """A new policy about partners stands from its first day on."""
    region = _own(request)
    today = local_day(timezone.now(), region.zone)
    form = forms.PolicyForm(request.POST if request.method == "POST" else None, initial=_as_now(request, today))
    intro = _("Kebijakan mengurutkan antrean, meminta pandangan, dan menghitung hari tunggu. Kebijakan tidak menolak.")
    return _form_view(
        request, region, form, lambda _values: _do(request, actions.set_policy, region)(form.values()),
        template="plans/policy_form.html", title=_("Kebijakan baru"), submit=_("Tetapkan kebijakan"), said=_("Kebijakan ditetapkan."), back="plan_policy", intro=intro,
    )  # fmt: skip


def _as_now(request: Request, today: dt.date) -> dict[str, Any]:
    """Whoever changes a policy begins with what holds today."""
    row = Policy.objects.visible_to(request.actor).on(today).first()
    if row is None:
        return {"start": today}
    places = {f"place_{place}": code for place, code in enumerate(row.order, 1)}
    checks = {f"checks_{code}": fields for code, fields in row.checks.items()}
    return {"start": today, "clocks": ", ".join(map(str, row.clocks)), **places, **checks}


def end_policy(request: Request, pk: int) -> HttpResponse:
    """The policy has a last day."""
    region = _own(request)
    row = get_object_or_404(Policy.objects.visible_to(request.actor).select_related("institution"), pk=pk)
    form = forms.EndPolicyForm(request.POST if request.method == "POST" else None)
    return _form_view(
        request, region, form, _do(request, actions.end_policy, row), title=_("Akhiri kebijakan"), submit=_("Akhiri"),
        said=_("Tanggal akhir kebijakan dicatat."), back="plan_policy", intro=row.basis,
    )  # fmt: skip


def _empty(request: Request) -> Form:
    return EmptyForm(request.POST if request.method == "POST" else None)

"""The pages of Kerja Sama: list, case, text, and the doors of its verbs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Comment, Obligation, Party
from simpul.agreements.models.findings import findings_on, signer_findings, unanswered
from simpul.agreements.rules import obligations as obligation_rules
from simpul.agreements.rules import states, verbs
from simpul.agreements.rules import terms as terms_rules
from simpul.core.refusals import stop_if
from simpul.organizations.models import Organization
from simpul.proposals.models import Proposal
from simpul.register.models import Event
from simpul.reports import desk
from simpul.reports.umbrellas import empty_umbrellas, units_of
from simpul.web.doing import act, form_page
from simpul.web.forms import Form
from simpul.web.meetings.blocks import block as meetings
from simpul.web.request import Request

from . import forms, timeline
from .doings import DOINGS, OBLIGATION_DOINGS, Ask
from .steps import steps_for

PAGE = 50


def _case(request: Request, code: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.actor).with_facts(), code=code)


def _side(agreement: Agreement, order: int) -> Party:
    party = next((p for p in agreement.parties.all() if p.order == order), None)
    if party is None:
        raise Http404
    return party


@require_safe
def index(request: Request) -> HttpResponse:
    """The visible agreements, newest change first."""
    actor, today = request.actor, timezone.localdate()
    rows = Agreement.objects.visible_to(actor).with_parties()
    asked = {key: request.GET.get(key, "").replace("\x00", "")[:100] for key in ("jenis", "tahap", "cari")}
    if asked["jenis"] in states.KINDS:
        rows = rows.filter(kind=asked["jenis"])
    if asked["tahap"] in states.STAGES:
        rows = rows.filter(stage=asked["tahap"])
    if asked["cari"].strip():
        word = asked["cari"].strip()
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(code__iexact=word)
            | Q(parties__name__icontains=word)
            | Q(parties__number__icontains=word)
        ).distinct()
    text = request.GET.get("hal", "1")
    page = min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    shown = [(a, a.status_on(today)) for a in found[:PAGE]]
    return render(
        request, "agreements/list.html",
        {"rows": shown, "page": page, "more": len(found) > PAGE, "asked": asked, "kinds": states.KINDS, "stages": states.STAGES,
         "may_write": actor.may("agreement.write")},
    )  # fmt: skip


def new(request: Request) -> HttpResponse:
    """A draft begins: kind, title, sides."""
    actor = request.actor
    if not actor.may("agreement.write"):
        raise PermissionDenied
    text = request.GET.get("pihak", "3")
    rows = min(max(int(text), 2), 13) if text.isascii() and text.isdigit() and len(text) < 3 else 3
    initial = {"party_1": actor.organization_id, "kind": request.GET.get("jenis", "pks")}
    parent = (
        Agreement.objects.visible_to(actor).filter(code=request.GET.get("induk", "").replace("\x00", "")[:9]).first()
    )
    form = forms.NewAgreement(
        request.POST or None, actor=actor, rows=rows, initial=initial | ({"parent": parent.pk} if parent else {})
    )

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Naskah baru"), submit=_("Buat draf"), template="agreements/new.html", more=rows + 3,
            crumbs=[(_("Kerja Sama"), reverse("agreements")), (_("Naskah baru"), "")],
        )  # fmt: skip

    if request.method != "POST":
        return again(form)

    def call(values: dict[str, Any]) -> Agreement:
        sides = [actions.Side(organization, role) for organization, role in form.sides()]
        mine = next((s.organization for s in sides if actor.speaks_for(s.organization.ids)), None)
        author = mine or get_object_or_404(Organization, pk=actor.organization_id or 0)
        return actions.draft(
            kind=values["kind"],
            title=values["title"],
            parent=values["parent"],
            sides=sides,
            author=author,
            by=actor,
            at=timezone.now(),
        )

    return act(
        request, form, call, to=lambda made: reverse("agreement", args=[made.code]), again=again, said=_("Draf dibuat.")
    )


@require_safe
def case(request: Request, code: str) -> HttpResponse:
    """One case in a minute: what to do, where it stands, what was promised, what happened."""
    agreement, actor, today = _case(request, code), request.actor, timezone.localdate()
    facts = agreement.facts()
    status = agreement.status_on(today)
    findings = _open_findings(agreement, actor, today)
    obligations = list(agreement.obligations.select_related("debtor", "beneficiary").prefetch_related("evidence"))
    assert agreement.terms is not None
    changed = []
    if (
        agreement.stage == states.CIRCULATED and agreement.terms.made_at >= agreement.stage_since
    ):  # changed while shared
        previous = agreement.versions.filter(number=agreement.terms.number - 1).first()
        changed = terms_rules.changes(previous.content, agreement.terms.content)[:5] if previous else []
    return render(
        request, "agreements/case.html",
        {"agreement": agreement, "status": status, "tone": states.TONES.get(status, "wait"), "label": states.STATUSES[status],
         "path": states.PATH, "place": states.place_on_path(stage=agreement.stage, status=status, approved=facts.all_approved),
         "steps": steps_for(agreement, actor, findings), "findings": findings, "changed": changed, "promises": agreement.terms.content["obligations"],
         "obligations": obligations, "band": desk.promises(agreement.obligations.all(), today),
         "children": Agreement.objects.visible_to(actor).filter(parent=agreement).with_parties(),
         "parent": Agreement.objects.visible_to(actor).filter(children=agreement).first(),
         "comments": Comment.visible(agreement, actor), "attachments": agreement.attachments.select_related("file"),
         "closing": _open_closing(agreement), "closings": agreement.closings.all(), "unrenewed": agreement.ends_unrenewed and status != states.NOT_RENEWED,
         "renewals": Agreement.objects.visible_to(actor).filter(renews=agreement).exclude(outcome=states.REVOKED),
         "may_revise": not verbs.refusals_to_revise(facts, actor), "open_why": _first(verbs.refusals_to_open(facts, actor, openness="", reason="")),
         "sides": _sides(agreement, actor), "events": timeline.lines(Event.objects.filter(chain=agreement.chain_id).order_by("-number")[:60]),
         "may_write": actor.may("agreement.write"), "may_note": actor.may("note.write"),
         "may_decide": actor.may("agreement.decide"), "due_text": terms_rules.due_text,
         "proposal": Proposal.objects.visible_to(actor).filter(pk=agreement.proposal_id or 0).first(), **meetings(agreement.chain, actor)},
    )  # fmt: skip


def _open_closing(agreement: Agreement) -> Any:
    """The proposal to end that waits for an answer; what ended by its date leaves none waiting."""
    asked = agreement.closings.all() if agreement.stage == states.SIGNED else []
    return next((c for c in asked if c.is_open), None)


def _first(refusals: list[Any]) -> Any:
    return refusals[0] if refusals else None


def _sides(agreement: Agreement, actor: Any) -> list[tuple[Party, bool]]:
    """Each side, and whether the actor may fill in what is its own."""
    fills = any(actor.may(p) for p in ("agreement.write", "agreement.record", "agreement.decide"))
    return [(p, fills and verbs.acts_for(actor, p.facts(agreement.terms_id))) for p in agreement.parties.all()]


def _open_findings(agreement: Agreement, actor: Any, today: Any) -> list[Any]:
    """Shown to those who draft and record: on the text for the author's side, on the signer for each own side."""
    if agreement.stage in (states.SIGNED, states.CLOSED) or not (
        actor.may("agreement.write") or actor.may("agreement.record")
    ):
        return []
    found = findings_on(agreement, today) if actor.speaks_for(agreement.author.ids) else []
    for party in agreement.parties.all():
        if (
            party.signer_name
            and party.role == states.SIGNATORY
            and verbs.acts_for(actor, party.facts(agreement.terms_id))
        ):
            found += signer_findings(agreement, party, today)
    return unanswered(agreement, actor.institution_id, found)


@require_safe
def text(request: Request, code: str) -> HttpResponse:
    """The whole text of a version, and what changed since another."""
    agreement = _case(request, code)
    versions = list(agreement.versions_for(request.actor))
    shown = _version(versions, request.GET.get("versi")) or versions[0]
    other = _version(versions, request.GET.get("banding")) or next(
        (v for v in versions if v.number == shown.number - 1), None
    )
    changes = terms_rules.changes(other.content, shown.content) if other else []
    return render(
        request, "agreements/text.html",
        {"agreement": agreement, "versions": versions, "shown": shown, "other": other, "changes": changes, "terms": shown.content,
         "due_text": terms_rules.due_text},
    )  # fmt: skip


def _version(versions: list[Any], asked: str | None) -> Any:
    return next((v for v in versions if str(v.number) == asked), None)


def do(request: Request, code: str, verb: str, order: int | None = None) -> HttpResponse:
    """One page for one verb of the table: the form on GET, the effect on POST."""
    agreement, doing = _case(request, code), DOINGS[verb]
    party = _side(agreement, order) if order is not None else None
    actor = request.actor
    own = agreement.facts().party(party.pk) if party and verb != "invite" else None
    stop_if(verbs.refusals_to_begin(actor, doing.permissions, party=own))
    make = doing.form(actor, agreement, party)
    initial = doing.initial(agreement, party)
    if finding := str(request.GET.get("code", "")):  # the finding that a reason is written for
        initial = initial | {"code": finding[:80].replace("\x00", "")}
    form = make(request.POST, request.FILES) if request.method == "POST" else make(initial=initial)

    def again(form: Form) -> HttpResponse:
        who = f" · {party.label}, {party.name}" if party else ""
        crumbs = [
            (_("Kerja Sama"), reverse("agreements")),
            (str(agreement), reverse("agreement", args=[code])),
            (doing.title, ""),
        ]
        return form_page(
            request, form, title=f"{doing.title}{who}", intro=doing.intro, submit=doing.submit, crumbs=crumbs,
            back=reverse("agreement", args=[code]), template="agreements/do.html", agreement=agreement, verb=verb, party=party,
            findings=_open_findings(agreement, actor, timezone.localdate()) if verb == "enter" else [],
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    to = doing.goes or reverse("agreement", args=[code])
    return act(
        request,
        form,
        lambda v: doing.call(Ask(actor, timezone.now(), v, agreement, party)),
        to=to,
        again=again,
        said=(lambda: str(doing.said(agreement))) if callable(doing.said) else str(doing.said),
    )


@require_safe
def obligation(request: Request, code: str, number: int) -> HttpResponse:
    """One promise: what, by whom, until when, what was reported and checked."""
    agreement = _case(request, code)
    row = get_object_or_404(_obligations(request), agreement=agreement, number=number)
    return _obligation_page(request, agreement, row)


def _obligations(request: Request) -> Any:
    rows = Obligation.objects.visible_to(request.actor)
    return (
        rows.defer("agreement__words")
        .select_related("agreement", "debtor__organization", "beneficiary__organization")
        .prefetch_related("evidence__file")
    )


def _obligation_page(
    request: Request, agreement: Agreement, row: Obligation, bound: tuple[str, Form] | None = None
) -> HttpResponse:
    actor, facts, today = request.actor, row.facts(), timezone.localdate()
    reasons = {
        "report": obligation_rules.refusals_to_report(facts, actor),
        "accept": obligation_rules.refusals_to_check(facts, actor),
        "return": obligation_rules.refusals_to_check(facts, actor),
        "miss": obligation_rules.refusals_to_miss(facts, actor, today=today),
        "lapse": obligation_rules.refusals_to_lapse(facts, actor, closed_on=agreement.closed_on),
    }
    doings = []
    for verb, (path, title, form, _call) in OBLIGATION_DOINGS.items():
        refusals = reasons[verb]
        tried = bound[1] if bound and bound[0] == verb else None
        if verb == "lapse" and not tried and agreement.stage != states.CLOSED:
            continue
        if tried or not any(r.kind == "forbidden" for r in refusals):
            shown = tried or form(initial={"version": row.version})
            doings.append({"verb": verb, "title": title, "form": shown, "address": f"{path}/", "refusals": refusals})
    return render(
        request,
        "agreements/obligation.html",
        {"agreement": agreement, "row": row, "late": facts.late(today), "doings": doings},
    )


@require_POST
def do_obligation(request: Request, code: str, number: int, verb: str) -> HttpResponse:
    agreement = _case(request, code)
    row = get_object_or_404(_obligations(request), agreement=agreement, number=number)
    stop_if(verbs.refusals_to_begin(request.actor, [states.OBLIGATION.permission(verb)]))
    _path, _title, form_class, call = OBLIGATION_DOINGS[verb]
    form = form_class(request.POST, request.FILES)
    return act(
        request, form, lambda v: call(Ask(request.actor, timezone.now(), v, agreement, None), row),
        to=reverse("obligation", args=[code, number]), again=lambda f: _obligation_page(request, agreement, row, (verb, f)), said=_("Tercatat."),
    )  # fmt: skip


@require_safe
def obligations(request: Request) -> HttpResponse:
    """All promises I can see that are open, the most pressing first; and what closed agreements left undone."""
    actor, today = request.actor, timezone.localdate()
    seen = Obligation.objects.visible_to(actor)
    rows = seen.filter(agreement__stage=states.SIGNED)
    left = seen.filter(agreement__stage=states.CLOSED, due__lt=today)

    def shown(rows: Any) -> Any:
        rows = rows.open().defer("agreement__words").select_related("agreement", "debtor", "beneficiary")
        return rows.order_by("due")[:200]

    return render(
        request,
        "agreements/obligations.html",
        {"rows": shown(rows), "left": shown(left), "band": desk.promises(rows, today)},
    )


@require_safe
def umbrellas(request: Request) -> HttpResponse:
    """KB without PKS and NK without RK, and which units of ours have none."""
    actor, today = request.actor, timezone.localdate()
    return render(
        request, "agreements/umbrellas.html", {"rows": empty_umbrellas(actor, today), "units": units_of(actor, today)}
    )


@require_POST
def confirm_record(request: Request, code: str, order: int, what: str) -> HttpResponse:
    """The leader confirms what was recorded in his or her name."""
    party = _side(_case(request, code), order)
    decision = {"persetujuan": party.approval, "tanda-tangan": party.signature}.get(what)
    if decision is None:
        raise Http404
    actions.confirm_record(decision, by=request.actor, at=timezone.now())
    return redirect("agreement", code)

"""An agreement's rows as the plain facts that papers are made from."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from simpul.core.dates import days_left
from simpul.organizations.models import Letterhead

from ..papers import (
    PaperApproval,
    PaperFacts,
    PaperObligation,
    PaperParty,
    PaperSignature,
    PaperVersion,
    amount_words,
    clauses_of,
    day_words,
    work_plan_of,
)
from ..rules import states
from ..rules.terms import due_text
from .agreement import Agreement, Party
from .decisions import Approval, Signature
from .obligations import Obligation


def verify_address(agreement: Agreement) -> str:
    return f"{settings.SITE_ADDRESS}/verifikasi/{agreement.code}/"


@translation.override("id")  # a paper is Indonesian, whatever its reader chose
def paper_facts(agreement: Agreement, *, today: dt.date) -> PaperFacts:
    """Call after `with_facts()`. The demo's papers carry CONTOH, unsigned ones RANCANGAN."""
    assert agreement.terms is not None
    terms = agreement.terms.content
    status = agreement.status_on(today)
    return PaperFacts(
        code=agreement.code, kind=agreement.kind, title=agreement.title, status=str(states.STATUSES[status]), version=agreement.terms.number,
        hash=agreement.terms.hash, parties=tuple(_party(p) for p in agreement.parties.all()), clauses=clauses_of(terms),
        start=agreement.start or _day(terms["start"]), end=agreement.end or _day(terms["end"]), months=terms.get("months") or None, condition=terms["condition"],
        place=terms["place"], signed_on=agreement.signed_on, parent=str(agreement.parent or ""), work_plan=work_plan_of(terms),
        promises=_promises(terms), obligations=_obligations(agreement, today) or _promises(terms), versions=_versions(agreement),
        approvals=_approvals(agreement),
        signatures=_signatures(agreement), register_head=agreement.chain.head, register_length=agreement.chain.length,
        verify_url=verify_address(agreement), verification_code=agreement.code, printed_at=timezone.now(), zone=agreement.author.zone,
        sample=settings.DEMO, draft=agreement.stage not in (states.SIGNED, states.CLOSED),
    )  # fmt: skip


def _day(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _party(party: Party) -> PaperParty:
    institution = party.organization.institution or party.organization
    head = (
        Letterhead.objects.filter(organization_id__in=party.organization.path)
        .select_related("logo")
        .order_by("-organization_id", "-start")
        .first()
    )
    logo = b""
    if head and head.logo:
        with head.logo.blob.open("rb") as stream:
            logo = stream.read()
    return PaperParty(
        order=party.order, role=party.role, label=party.label, organization=party.name, institution=party.institution_name,
        address=party.organization.address or institution.address, letterhead=tuple(head.lines.split("\n")) if head else (), logo=logo,
        number=party.number, signer=party.signer_name, title=party.signer_title, authority=party.authority_text,
    )  # fmt: skip


def _state(row: Obligation, today: dt.date) -> str:
    """The state in words; what is past its day and still open is said to be late."""
    word = str(row.get_state_display())
    if row.state not in (states.SCHEDULED, states.PARTLY) or row.due >= today:
        return word
    late = days_left(row.due, today)
    return late.capitalize() if row.state == states.SCHEDULED else f"{word}, {late}"


def _obligations(agreement: Agreement, today: dt.date) -> tuple[PaperObligation, ...]:
    """The promises as they run, once they are scheduled."""
    return tuple(
        PaperObligation(
            o.clause, str(o.debtor), str(o.beneficiary), o.text, _much(f"{o.quantity.normalize():f}" if o.quantity else "", o.unit),
            day_words(o.due), o.evidence_needed, _state(o, today),
        )
        for o in agreement.obligations.select_related("debtor", "beneficiary")
    )  # fmt: skip


def _promises(terms: dict) -> tuple[PaperObligation, ...]:
    """The promises as the text has them."""
    names = {p["order"]: f"{p['label']}: {p['organization']}" for p in terms["parties"]}
    return tuple(
        PaperObligation(
            o["clause"], names[o["debtor"]], names[o["beneficiary"]], o["text"], _much(o["quantity"], o["unit"]),
            due_text(o["due"]), o["evidence"], _("belum berlaku"),
        )
        for o in terms["obligations"]
    )  # fmt: skip


def _much(quantity: str, unit: str) -> str:
    return f"{amount_words(quantity)} {unit}".strip() if quantity else ""


def _versions(agreement: Agreement) -> tuple[PaperVersion, ...]:
    rows = agreement.versions.order_by("number")
    return tuple(PaperVersion(v.number, v.hash, f"{v.made_by}, {v.made_for}", v.made_at) for v in rows)


def _behalf(row: Approval | Signature) -> str:
    return f"{row.behalf_name}, {row.behalf_post}" if row.behalf_name else ""


def _approvals(agreement: Agreement) -> tuple[PaperApproval, ...]:
    rows = Approval.objects.filter(party__agreement=agreement).select_related("party", "terms").order_by("at")
    return tuple(
        PaperApproval(
            a.terms.number,
            a.party.label,
            a.by_name,
            a.at,
            _behalf(a),
            f"batal: {a.voided_by}" if a.voided_at else "berlaku",
        )
        for a in rows
    )


def _signatures(agreement: Agreement) -> tuple[PaperSignature, ...]:
    rows = (
        Signature.objects.filter(party__agreement=agreement, withdrawn_at=None)
        .select_related("party", "scan")
        .order_by("party__order")
    )
    return tuple(
        PaperSignature(
            s.party.label, s.signer_name, s.signer_title, s.signed_on,
            f"{s.get_method_display()}, " + ("lengkap" if not s.missing else "belum ada " + ", ".join(s.missing)), _behalf(s), s.scan.sha256,
        )
        for s in rows
    )  # fmt: skip

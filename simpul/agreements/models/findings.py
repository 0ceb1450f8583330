"""What the law of the day says about an agreement: looked up here, judged in the rules."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from simpul.core.dates import local_day
from simpul.core.findings import PARTLY, UNSURE, Finding
from simpul.law.models import law_on
from simpul.law.rules import LawOn
from simpul.organizations.models import LegalForm

from ..rules import states, verbs
from ..rules import terms as terms_rules
from .agreement import Agreement, Party
from .decisions import Approval, Signature


def region_of(agreement: Agreement) -> str:
    """The region whose law is asked: that of the first Pemda among the parties."""
    institutions = [p.organization.institution for p in agreement.parties.all() if p.organization.institution]
    return next((i.region_code for i in institutions if i.kind == "pemda" and i.region_code), "")


def law_for(agreement: Agreement, day: dt.date) -> LawOn:
    return law_on(day, region_of(agreement))


def findings_on(agreement: Agreement, day: dt.date) -> list[Finding]:
    """Findings on the text itself and on the fitness of the kind for these partners."""
    assert agreement.terms is not None
    law = law_for(agreement, day)
    parent = agreement.parent
    found = terms_rules.findings_on_terms(
        agreement.terms.content,
        law=law,
        signed_on=agreement.signed_on or day,
        parent_end=parent.end if parent else None,
        has_parent=parent is not None,
    )
    return [*found, *_findings_on_parent(agreement, law), *_findings_on_partners(agreement, law, day)]


def _findings_on_parent(agreement: Agreement, law: LawOn) -> list[Finding]:
    """Whether the agreement above is of the right kind and between the same institutions."""
    parent = agreement.parent
    if parent is None:
        return []
    above = Party.objects.filter(agreement=parent).values_list("organization__institution_id", "organization_id")
    signing = [p for p in agreement.parties.all() if p.role == states.SIGNATORY]
    return terms_rules.findings_on_parent(
        agreement.kind,
        terms_rules.ParentFacts(parent.kind, str(parent), frozenset(whose or own for whose, own in above)),
        institutions={p.organization.institution_id or p.organization_id: p.institution_name for p in signing},
        law=law,
    )


def _findings_on_partners(agreement: Agreement, law: LawOn, day: dt.date) -> list[Finding]:
    """Practice may differ from the recommended document; then an officer writes why."""
    ids = {p.organization.institution_id or p.organization_id for p in agreement.parties.all() if p.role == "signatory"}
    forms = LegalForm.objects.filter(
        Q(end=None) | Q(end__gte=day), organization_id__in=ids, start__lte=day
    ).select_related("organization")
    found = []
    for held in forms:
        advice = law.partner_form(held.form)
        if held.form == "pemda" or advice is None or agreement.kind in advice.documents:
            continue
        text = _("%(name)s adalah %(form)s; naskah yang disarankan: %(documents)s.") % {
            "name": held.organization.name,
            "form": held.get_form_display(),
            "documents": " + ".join(d.upper() for d in advice.documents),
        }
        level = UNSURE if advice.source.unsure else PARTLY
        found.append(Finding(f"kind.unusual.{held.form}", text, level, advice.source.label, advice.source.certainty))
    return found


def signer_findings(agreement: Agreement, party: Party, day: dt.date) -> list[Finding]:
    return verbs.findings_on_signer(
        agreement.kind, party.facts(agreement.terms_id), law=law_for(agreement, day), day=day
    )


def signing_findings(agreement: Agreement, party: Party, day: dt.date) -> list[Finding]:
    """All that speaks against this party's signature on that day: its signer, and its place among the other decisions."""
    given = Approval.objects.filter(terms_id=agreement.terms_id, voided_at=None).values_list("behalf_on", "at")
    approved = max((on or local_day(at, party.organization.zone) for on, at in given), default=None)
    signed = Signature.objects.filter(party__agreement=agreement, withdrawn_at=None, party__order__lt=party.order)
    before = signed.order_by("signed_on").values_list("party__label", "signed_on").last()
    return signer_findings(agreement, party, day) + verbs.findings_on_signing_day(
        party.facts(agreement.terms_id), day=day, approved=approved, before=before
    )


def unanswered(agreement: Agreement, institution_id: int | None, findings: list[Finding]) -> list[Finding]:
    """Those that this institution has not yet answered with a written reason."""
    answered = set(agreement.overrides.filter(institution_id=institution_id).values_list("code", flat=True))
    return [f for f in findings if f.code not in answered]

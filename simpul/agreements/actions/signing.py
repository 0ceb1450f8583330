"""Recording signatures, each party in turn. Simpul keeps the signed copy; it does not sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf, behalf_data, recorded
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.documents.models import File

from ..models import Agreement, Party, Signature
from ..models.findings import signing_findings, unanswered
from ..rules import states, verbs
from ..rules import terms as terms_rules
from .held import hold, move, note, tell_others, tell_party
from .obligations import schedule
from .talking import write_reason


@transaction.atomic
def sign(
    agreement: Agreement,
    *,
    party: Party,
    signed_on: dt.date,
    scan: File | None,
    method: str = verbs.WET,
    initials: bool = False,
    stamp_duty: bool = False,
    seal: bool = False,
    issuer: str = "",
    by: Actor,
    at: dt.datetime,
    today: dt.date,
    behalf: Behalf | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Signature:
    """The party's signature is on record with its scan; with the last one the agreement is in force and its promises are scheduled.

    `reasons` answers findings of the day of signing by their codes; each is kept as the institution's own reason.
    """
    held = hold(agreement)
    facts, row = held.facts(), next(p for p in held.parties_in_order if p.pk == party.pk)
    pending = unanswered(held, by.institution_id, signing_findings(held, row, signed_on)) if row.signer_name else []
    answered = {f.code: reasons[f.code] for f in pending if reasons and reasons.get(f.code, "").strip()}
    side, left = facts.party(party.pk), [f for f in pending if f.code not in answered]
    assert held.terms is not None
    found = verbs.refusals_to_sign(
        facts, by, side, open_findings=left, signed_on=signed_on, today=today, has_scan=scan is not None, method=method,
        issuer=issuer, behalf=behalf, last=terms_rules.end_of(held.terms.content, signed_on)[1],
    )  # fmt: skip
    stop_if(found + verbs.refusals_to_reasons(answered))
    assert scan is not None
    made = keep(
        Signature(
            party=row, terms=held.terms, method=method, signed_on=signed_on, scan=scan, initials=initials, stamp_duty=stamp_duty, seal=seal,
            issuer=issuer, signer_name=row.signer_name, signer_title=row.signer_title, authority_text=row.authority_text,
            **recorded(by, behalf, at),
        )
    )  # fmt: skip
    for code, reason in answered.items():
        write_reason(held, code=code, reason=reason, by=by, at=at)
    whole = all(p.signed or p.id == party.pk for p in facts.signatories)
    if whole:
        days = Signature.objects.filter(party__agreement=held, withdrawn_at=None).values_list("signed_on", flat=True)
        held.signed_on = max(days)
        held.start, held.end = terms_rules.end_of(held.terms.content, held.signed_on)
    move(held, "sign", states.SIGNED if whole else states.AGREED, at=at, also=["signed_on", "start", "end"])
    note(
        held, "signed", by=by, at=at, party=row.label, signer=row.signer_name, title=row.signer_title, signed_on=signed_on, method=method,
        scan=scan.sha256, missing=made.missing, hash=held.terms.hash, **behalf_data(behalf),
    )  # fmt: skip
    if whole:
        schedule(held, at=at)
    _tell_next(held, row, made, whole=whole, at=at)
    return made


def _tell_next(held: Agreement, signed: Party, made: Signature, *, whole: bool, at: dt.datetime) -> None:
    if whole:
        text = _("%(title)s: semua pihak menandatangani; kerja sama berlaku.") % {"title": held.title}
        for party in held.parties_in_order:
            tell_party(held, party, ("agreement.decide", "agreement.write"), threshold="signed", text=text, at=at)
        return
    following = next((p for p in held.parties_in_order if p.role == states.SIGNATORY and p.order > signed.order), None)
    if following:
        text = _("%(title)s: giliran Anda menandatangani.") % {"title": held.title}
        tell_party(
            held,
            following,
            ("agreement.decide", "agreement.record"),
            threshold=f"turn:{following.order}:{made.pk}",  # a signature withdrawn and given again gives the turn again
            text=text,
            at=at,
        )


@transaction.atomic
def withdraw_signature(agreement: Agreement, *, party: Party, by: Actor, at: dt.datetime) -> None:
    """The party's signature no longer counts; only before the last party has signed. The row and its scan stay."""
    held = hold(agreement)
    stop_if(verbs.refusals_to_withdraw_signature(held.facts(), by, held.facts().party(party.pk)))
    row = Signature.objects.get(party=party, withdrawn_at=None)
    row.withdrawn_at, row.withdrawn_by = at, by.post or by.name
    keep(row, only=["withdrawn_at", "withdrawn_by"])
    move(held, "withdraw_signature", states.AGREED, at=at)
    note(held, "signature_withdrawn", by=by, at=at, party=party.label)
    text = _("%(title)s: %(who)s menarik tanda tangannya.") % {"title": held.title[:150], "who": party.name[:100]}
    told = ("agreement.decide", "agreement.record")
    tell_others(held, party, told, threshold=f"signature_withdrawn:{row.pk}", text=text, at=at)

"""Approving the hash of the text: by the leader, or recorded for a leader."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf, behalf_data, recorded
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import Refusal, stop_if

from ..models import Agreement, Approval, Party, Signature
from ..rules import states, verbs
from .held import hold, move, note, tell_others, tell_party

DECIDERS = ("agreement.decide", "agreement.record")


@transaction.atomic
def approve(
    agreement: Agreement, *, party: Party, hash: str, by: Actor, at: dt.datetime, behalf: Behalf | None = None
) -> Approval:
    """This side approves exactly the text with this hash; when all signatories have, the text is ready to be signed."""
    held = hold(agreement)
    facts = held.facts()
    today = local_day(at, by.zone)
    stop_if(verbs.refusals_to_approve(facts, by, facts.party(party.pk), hash=hash, behalf=behalf, today=today))
    assert held.terms_id is not None
    given = keep(Approval(party=party, terms_id=held.terms_id, **recorded(by, behalf, at)))
    others = [p for p in facts.signatories if p.id != party.pk]
    to = states.AGREED if all(p.approved for p in others) else states.CIRCULATED
    if to == states.AGREED:
        held.agreed_id = held.terms_id
    move(held, "approve", to, at=at, also=["agreed"])
    note(held, "approved", by=by, at=at, party=party.label, version=facts.text_number, hash=hash, **behalf_data(behalf))
    if to == states.CIRCULATED:
        text = _("%(title)s: %(who)s menyetujui versi %(n)s.") % _words(held, party, facts.text_number)
        tell_others(held, party, DECIDERS, threshold=f"approved:{given.pk}", text=text, at=at)
        return given
    for row in held.parties_in_order:
        text = _("%(title)s: semua pihak setuju; naskah siap ditandatangani.") % {"title": held.title}
        tell_party(held, row, DECIDERS, threshold=f"agreed:{given.pk}", text=text, at=at)
    return given


def _words(held: Agreement, party: Party, number: int = 0) -> dict[str, object]:
    return {"title": held.title[:150], "who": party.name[:100], "n": number}


@transaction.atomic
def withdraw_approval(
    agreement: Agreement, *, party: Party, by: Actor, at: dt.datetime, behalf: Behalf | None = None
) -> None:
    """This side no longer approves; before the first signature only."""
    held = hold(agreement)
    facts = held.facts()
    today = local_day(at, by.zone)
    stop_if(verbs.refusals_to_withdraw_approval(facts, by, facts.party(party.pk), behalf=behalf, today=today))
    why = _("ditarik: %(who)s") % {"who": by.post or by.name}
    given = Approval.objects.get(party=party, terms=held.terms_id, voided_at=None)
    given.voided_at, given.voided_by = at, why
    keep(given, only=["voided_at", "voided_by"])
    move(held, "withdraw_approval", states.CIRCULATED, at=at)
    note(held, "approval_withdrawn", by=by, at=at, party=party.label, version=facts.text_number, **behalf_data(behalf))
    text = _("%(title)s: %(who)s menarik persetujuan atas versi %(n)s.") % _words(held, party, facts.text_number)
    tell_others(held, party, DECIDERS, threshold=f"approval_withdrawn:{given.pk}", text=text, at=at)


@transaction.atomic
def confirm_record(decision: Approval | Signature, *, by: Actor, at: dt.datetime) -> None:
    """The leader confirms what was recorded for him or her."""
    held = hold(decision.party.agreement)
    row = type(decision).objects.select_for_update().get(pk=decision.pk)
    found = [] if by.may("agreement.decide") else [verbs.FORBIDDEN]
    if not by.speaks_for(decision.party.organization.ids):
        found.append(verbs.NOT_YOUR_SIDE)
    if not row.behalf_name:
        found.append(
            Refusal(
                "confirm.not_recorded",
                _("Keputusan ini tidak dicatat atas nama siapa pun, jadi tidak perlu dipastikan."),
            )
        )
    if row.confirmed_at:
        found.append(Refusal("confirm.already", _("Pencatatan ini sudah dipastikan.")))
    stop_if(found)
    row.confirmed_by, row.confirmed_at = by.post or by.name, at
    keep(row, only=["confirmed_by", "confirmed_at"])
    what = "approval" if isinstance(row, Approval) else "signature"
    note(held, "record_confirmed", by=by, at=at, party=decision.party.label, what=what)

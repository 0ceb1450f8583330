"""Promises: scheduled at signing, reported with evidence, checked by a second person."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.keeping import keep
from simpul.core.refusals import Refusal, stop_if
from simpul.documents.models import File

from ..models import Agreement, Evidence, Obligation, Party
from ..rules import obligations as rules
from ..rules import states
from ..rules import terms as terms_rules
from .held import hold, note, tell_party


def schedule(held: Agreement, *, at: dt.datetime) -> None:
    """Each promise of the signed text has its rows with due dates. Called inside `sign` and `enter_signed`."""
    assert held.terms is not None
    assert held.start is not None
    parties = {p.order: p for p in held.parties_in_order}
    number = 0
    for promise in held.terms.content["obligations"]:
        for due in terms_rules.due_dates(promise["due"], held.start, held.end):
            number += 1
            quantity = Decimal(promise["quantity"]) if promise["quantity"] else None
            row = Obligation(
                agreement=held, terms=held.terms, number=number, clause=promise["clause"], debtor=parties[promise["debtor"]],
                beneficiary=parties[promise["beneficiary"]], text=promise["text"], quantity=quantity, unit=promise["unit"],
                evidence_needed=promise["evidence"], due=due, state_since=at, debtor_of=_institution(parties[promise["debtor"]]),
                beneficiary_of=_institution(parties[promise["beneficiary"]]),
            )  # fmt: skip
            keep(row)
    if number:
        _count(held.pk)


def _institution(party: Party) -> int:
    return party.organization.institution_id or party.organization_id


def _count(agreement_id: int) -> None:
    """The agreement's sums are those of its promises; lists and desks add them up without reading the promises."""
    rows = list(Obligation.objects.filter(agreement=agreement_id).order_by("due").values_list("state", "due"))
    Agreement.objects.filter(pk=agreement_id).update(
        promised=len(rows),
        kept=sum(state == states.MET for state, _due in rows),
        open_dues=[due for state, due in rows if state not in (states.MET, states.LAPSED)],
    )


def hold_obligation(obligation: Obligation) -> tuple[Agreement, Obligation]:
    """The case's row first, then the promise's: always in this order."""
    held = hold(obligation.agreement)
    row = (
        Obligation.objects.select_for_update(of=("self",))
        .select_related("debtor__organization", "beneficiary__organization")
        .prefetch_related("evidence")
        .get(pk=obligation.pk)
    )
    return held, row


def move(row: Obligation, verb: str, to: str, *, at: dt.datetime) -> None:
    states.OBLIGATION.check(verb, row.state, to)
    changed = row.state != to
    if changed:
        row.state, row.state_since = to, at
    row.version += 1
    keep(row, only=["state", "state_since", "version"])
    if changed:
        _count(row.agreement_id)


def _stale(row: Obligation, version: int | None) -> list[Refusal]:
    if version in (None, row.version):
        return []
    return [
        Refusal("obligation.stale", _("Kewajiban ini sudah berubah sejak halaman dibuka. Muat ulang, lalu putuskan."))
    ]


@transaction.atomic
def report_evidence(
    obligation: Obligation, *, quantity: Decimal | None, done_on: dt.date, note_text: str, file: File | None, by: Actor, at: dt.datetime,
    today: dt.date, version: int | None = None,
) -> Evidence:  # fmt: skip
    """The debtor says what was done, with evidence; it counts after a second person has checked it."""
    held, row = hold_obligation(obligation)
    found = rules.refusals_to_report(row.facts(), by, quantity=quantity, has_file=file is not None, note=note_text)
    if done_on > today:
        found.append(
            Refusal(
                "evidence.future", _("Tanggal pelaksanaan ada di masa depan. Periksa tanggalnya."), "value", "done_on"
            )
        )
    stop_if(found + _stale(row, version))
    made = keep(
        Evidence(
            obligation=row, quantity=quantity, done_on=done_on, note=note_text.strip(), file=file, by_key=by.key,
            by_name=f"{by.post or by.name}, {by.organization}"[:160], at=at,
        )
    )  # fmt: skip
    move(row, "report", row.state, at=at)
    sha = file.sha256 if file else ""
    note(held, "evidence_reported", by=by, at=at, obligation=row.number, quantity=quantity, done_on=done_on, file=sha)
    text = _("%(title)s: laporan kewajiban menunggu pemeriksaan Anda.") % {"title": held.title}
    tell_party(held, row.beneficiary, ("obligation.verify",), threshold=f"evidence:{made.pk}", text=text, at=at)
    return made


@transaction.atomic
def accept_evidence(
    obligation: Obligation, *, whole: bool, check_note: str = "", by: Actor, at: dt.datetime, version: int | None = None
) -> None:
    """The evidence counts; the promise is met or partly met."""
    held, row = hold_obligation(obligation)
    facts = row.facts()
    stop_if(rules.refusals_to_check(facts, by) + _stale(row, version))
    evidence = row.evidence.get(state=rules.PENDING)
    evidence.state, evidence.checked_by, evidence.checked_at, evidence.check_note = (
        rules.ACCEPTED,
        by.post or by.name,
        at,
        check_note,
    )
    keep(evidence, only=["state", "checked_by", "checked_at", "check_note"])
    move(row, "accept", rules.state_after(facts, evidence.quantity, whole=whole), at=at)
    note(held, "evidence_accepted", by=by, at=at, obligation=row.number, state=row.state, quantity=evidence.quantity)


@transaction.atomic
def return_evidence(
    obligation: Obligation, *, reason: str, by: Actor, at: dt.datetime, version: int | None = None
) -> None:
    """The report goes back with a question; the promise stands as before."""
    held, row = hold_obligation(obligation)
    stop_if(rules.refusals_to_check(row.facts(), by, reason=reason) + _stale(row, version))
    evidence = row.evidence.get(state=rules.PENDING)
    evidence.state, evidence.checked_by, evidence.checked_at, evidence.check_note = (
        rules.RETURNED,
        by.post or by.name,
        at,
        reason,
    )
    keep(evidence, only=["state", "checked_by", "checked_at", "check_note"])
    move(row, "return", row.state, at=at)
    note(held, "evidence_returned", by=by, at=at, obligation=row.number, reason=reason)
    text = _("%(title)s: laporan kewajiban dikembalikan: %(reason)s") % {
        "title": held.title[:150],
        "reason": reason[:100],
    }
    tell_party(held, row.debtor, ("obligation.report",), threshold=f"returned:{evidence.pk}", text=text, at=at)


@transaction.atomic
def miss_obligation(
    obligation: Obligation, *, reason: str, by: Actor, at: dt.datetime, today: dt.date, version: int | None = None
) -> None:
    """It is on record that the promise was not kept; late evidence may still be reported."""
    held, row = hold_obligation(obligation)
    stop_if(rules.refusals_to_miss(row.facts(), by, today=today, reason=reason) + _stale(row, version))
    move(row, "miss", states.NOT_MET, at=at)
    note(held, "obligation_missed", by=by, at=at, obligation=row.number, reason=reason)

"""From draft to signed: what becomes true at each step, and what may not happen."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Approval
from simpul.agreements.models.findings import findings_on
from simpul.agreements.rules import states
from simpul.core.refusals import Refused
from simpul.register.models import Event
from tests.agreements import cases

pytestmark = pytest.mark.django_db


def refused(call, code: str) -> None:
    """The call is refused with this code and leaves neither row nor event."""
    before = Event.objects.count(), Approval.objects.count(), Agreement.objects.count()
    with pytest.raises(Refused) as stopped:
        call()
    assert code in [r.code for r in stopped.value.refusals], stopped.value
    assert (Event.objects.count(), Approval.objects.count(), Agreement.objects.count()) == before


def test_a_draft_is_filled_from_the_library_and_seen_by_its_author_only(c):
    made = cases.draft(c)
    assert len(made.terms.content["clauses"]) >= 10
    assert Agreement.objects.visible_to(c.actors.officer).filter(pk=made.pk).exists()
    assert not Agreement.objects.visible_to(c.actors.partner_officer).filter(pk=made.pk).exists()
    assert not Agreement.objects.visible_to(c.actors.citra_officer).filter(pk=made.pk).exists()


def test_sharing_opens_the_text_to_all_parties_and_to_nobody_else(c):
    made = cases.shared(c)
    sees = Agreement.objects.filter(pk=made.pk)
    for who in ("officer", "leader", "dinas_officer", "partner_officer", "rektor"):
        assert sees.visible_to(getattr(c.actors, who)).exists(), who
    for who in ("citra_officer", "bkpsdm_officer", "faculty_officer", "admin"):
        assert not sees.visible_to(getattr(c.actors, who)).exists(), who


def test_open_findings_ask_for_a_reason_before_sharing(c):
    made = cases.draft(c)
    refused(lambda: actions.share(made, by=c.actors.officer, at=cases.AT), "findings.open")


def test_both_leaders_approve_and_the_text_is_ready(c):
    made = cases.agreed(c)
    assert made.stage == states.AGREED
    assert made.agreed_id == made.terms_id


def test_an_edit_voids_approvals_and_says_whose(c):
    made = cases.agreed(c)
    actions.revise(made, changes={"title": "Digitalisasi UMKM dan pasar"}, by=c.actors.partner_officer, at=cases.AT)
    made = cases.fresh(made)
    assert made.stage == states.CIRCULATED
    assert not any(p.approval for p in made.parties.all())
    event = Event.objects.filter(chain=made.chain).latest("number")
    assert event.kind == "agreement.revised"
    assert '"voided":["PIHAK KESATU","PIHAK KEDUA"]' in event.text
    assert made.agreed.number == 1


def test_the_same_text_again_is_no_new_version(c):
    made = cases.agreed(c)
    actions.revise(made, changes={"title": made.title}, by=c.actors.partner_officer, at=cases.AT)
    assert cases.fresh(made).stage == states.AGREED


def test_approving_another_hash_than_the_current_one_is_refused(c):
    made = cases.shared(c)
    row, old = cases.party(made, 2), made.terms.hash
    actions.revise(made, changes={"title": "Judul baru"}, by=c.actors.officer, at=cases.AT)
    refused(lambda: actions.approve(made, party=row, hash=old, by=c.actors.rektor, at=cases.AT), "approve.changed_text")


def test_staff_record_an_approval_only_with_for_whom_and_the_letter(c):
    made = cases.shared(c)
    row, hash = cases.party(made, 1), made.terms.hash
    at = cases.AT
    refused(lambda: actions.approve(made, party=row, hash=hash, by=c.actors.officer, at=at), "behalf.missing")
    without = cases.behalf(letter=False)
    refused(
        lambda: actions.approve(made, party=row, hash=hash, by=c.actors.officer, at=at, behalf=without),
        "behalf.letter_missing",
    )
    given = actions.approve(made, party=row, hash=hash, by=c.actors.officer, at=at, behalf=cases.behalf())
    assert given.behalf_name
    actions.confirm_record(given, by=c.actors.dinas_head, at=at)
    given.refresh_from_db()
    assert given.confirmed_by == "Kepala Dinas Koperasi dan UKM"


def test_one_side_cannot_approve_for_the_other(c):
    made = cases.shared(c)
    row = cases.party(made, 2)
    refused(
        lambda: actions.approve(made, party=row, hash=made.terms.hash, by=c.actors.leader, at=cases.AT),
        "agreement.not_your_side",
    )


def test_signing_waits_for_every_approval_and_goes_in_turn(c):
    made = cases.shared(c)
    cases.name_signers(c, made)
    row = cases.party(made, 1)
    refused(
        lambda: actions.sign(
            made,
            party=row,
            signed_on=cases.TODAY,
            scan=cases.scan(),
            by=c.actors.officer,
            at=cases.AT,
            today=cases.TODAY,
        ),
        "sign.not_approved",
    )
    for side in made.parties.all():
        actions.approve(made, party=side, hash=made.terms.hash, by=cases.decider(c, side), at=cases.AT)
    second = cases.party(made, 2)
    refused(
        lambda: actions.sign(
            made,
            party=second,
            signed_on=cases.TODAY,
            scan=cases.scan(),
            by=c.actors.partner_officer,
            at=cases.AT,
            today=cases.TODAY,
        ),
        "sign.turn",
    )


def test_the_last_signature_puts_it_in_force_and_schedules_the_promises(c):
    made = cases.signed(c)
    assert made.stage == states.SIGNED
    assert (made.start, made.end) == (cases.TODAY, dt.date(2028, 3, 1))
    assert made.status_on(cases.TODAY) == states.IN_FORCE
    assert [o.due for o in made.obligations.order_by("due")] == [dt.date(2026, 4, 2), dt.date(2026, 9, 30)]


def test_a_party_withdraws_its_signature_before_the_second(c):
    made = cases.agreed(c)
    cases.name_signers(c, made)
    cases.sign_next(c, made)
    refused(lambda: actions.revise(made, changes={"title": "x"}, by=c.actors.officer, at=cases.AT), "revise.signed")
    actions.withdraw_signature(made, party=cases.party(made, 1), by=c.actors.officer, at=cases.AT)
    assert not cases.fresh(made).facts().any_signed
    actions.revise(made, changes={"title": "Boleh lagi"}, by=c.actors.officer, at=cases.AT)
    assert cases.fresh(made).stage == states.CIRCULATED


def test_evidence_is_checked_by_a_second_person(c):
    row = cases.reported(c)
    refused(lambda: actions.accept_evidence(row, whole=False, by=c.actors.partner_officer, at=cases.AT), "evidence.own")
    actions.accept_evidence(row, whole=False, by=c.actors.officer, at=cases.AT)
    row.refresh_from_db()
    assert row.state == states.PARTLY


def test_ending_early_needs_both_sides_and_an_evaluation(c):
    made = cases.signed(c)
    first, second = cases.party(made, 1), cases.party(made, 2)
    today, at = cases.TODAY, cases.AT
    refused(
        lambda: actions.propose_closing(
            made, party=first, outcome="terminated", evaluation=" ", by=c.actors.officer, at=at, today=today
        ),
        "closing.evaluation_missing",
    )
    actions.propose_closing(
        made,
        party=first,
        outcome="terminated",
        evaluation="Anggaran dialihkan.",
        by=c.actors.officer,
        at=at,
        today=today,
    )
    assert cases.fresh(made).stage == states.SIGNED
    actions.answer_closing(made, party=second, agrees=True, by=c.actors.rektor, at=at)
    made = cases.fresh(made)
    assert (made.stage, made.status_on(today)) == (states.CLOSED, states.TERMINATED)


def test_what_was_signed_elsewhere_is_entered_with_its_scan(c):
    made = cases.entered(c)
    assert made.entered
    assert made.stage == states.SIGNED
    assert made.attachments.get().kind == "scan"


def shared_renewal(c, made):
    """Drafted by the first side, and shared."""
    new = actions.renew(made, by=c.actors.officer, at=cases.AT)
    cases.override_all(c, new, c.actors.officer)
    actions.share(new, by=c.actors.officer, at=cases.AT)
    return cases.fresh(new)


def test_a_renewal_is_a_new_draft_and_the_old_one_says_so_once_it_is_shared(c):
    made = cases.signed(c)
    new = shared_renewal(c, made)
    assert new.renews_id == made.pk
    assert cases.fresh(made).status_on(cases.TODAY) == states.RENEWING
    assert Event.objects.filter(chain=made.chain, kind="agreement.renewal_begun").count() == 1


def test_a_renewal_that_is_only_a_draft_is_nothing_to_the_other_side(c):
    made = cases.signed(c)
    before = cases.fresh(made)
    new = actions.renew(made, by=c.actors.officer, at=cases.AT)
    after = cases.fresh(made)
    assert (after.status_on(cases.TODAY), after.version, after.changed_at) == (
        states.IN_FORCE, before.version, before.changed_at,
    )  # fmt: skip
    assert not Event.objects.filter(chain=made.chain, kind="agreement.renewal_begun").exists()
    refused(lambda: actions.renew(made, by=c.actors.officer, at=cases.AT), "renew.already")  # one's own draft is there
    theirs = actions.renew(made, by=c.actors.partner_officer, at=cases.AT)  # and the partner may draft its own
    assert not Agreement.objects.visible_to(c.actors.partner_officer).filter(pk=new.pk).exists()
    cases.override_all(c, new, c.actors.officer)
    actions.share(new, by=c.actors.officer, at=cases.AT)
    cases.override_all(c, theirs, c.actors.partner_officer)
    refused(lambda: actions.share(theirs, by=c.actors.partner_officer, at=cases.AT), "share.renewal_shared")


def test_a_kind_unlike_the_recommended_one_is_found_with_its_source_and_answered_with_a_reason(c):
    made = cases.draft(c, kind="nk", body={"work_plan": [cases.PLAN]})
    (found,) = [f for f in findings_on(made, cases.TODAY) if f.code.startswith("kind.unusual.")]
    assert found.code == "kind.unusual.ptn_bh"
    assert found.source
    assert not [f for f in findings_on(cases.draft(c), cases.TODAY) if f.code.startswith("kind.unusual.")]
    cases.override_all(c, made, c.actors.officer)
    actions.share(made, by=c.actors.officer, at=cases.AT)
    assert cases.fresh(made).stage == states.CIRCULATED

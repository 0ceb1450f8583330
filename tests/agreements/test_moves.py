"""Every move of the two lifecycles, made by the actions that people use; each leaves one event and one higher version."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Obligation
from simpul.agreements.rules import states
from simpul.core import lifecycle
from simpul.core.refusals import Refused
from simpul.notices.models import Notice
from simpul.register.models import Event
from tests.agreements import cases

AT, TODAY = cases.AT, cases.TODAY
LATE = dt.date(2026, 12, 1)


@pytest.fixture
def moves(monkeypatch) -> list[tuple[str, ...]]:
    """The moves of this test, as the table was asked."""
    seen: list[tuple[str, ...]] = []
    monkeypatch.setattr(lifecycle, "WITNESSES", [*lifecycle.WITNESSES, lambda *move: seen.append(move)])
    return seen


def three(c: SimpleNamespace) -> list[actions.Side]:
    return [actions.Side(c.awan), actions.Side(c.bumi), actions.Side(c.dinas)]


def approve(c: SimpleNamespace, made: Agreement, order: int) -> None:
    row = cases.party(made, order)
    actions.approve(made, party=row, hash=cases.fresh(made).terms.hash, by=cases.decider(c, row), at=AT)


def close(c: SimpleNamespace, made: Agreement, order: int, **values: Any) -> None:
    given = {"outcome": "terminated", "evaluation": "Cukup.", "today": TODAY} | values
    actions.propose_closing(made, party=cases.party(made, order), by=c.actors.officer, at=AT, **given)


def end(c: SimpleNamespace, made: Agreement) -> None:
    """Both sides agree to end it today."""
    close(c, made, 1)
    actions.answer_closing(made, party=cases.party(made, 2), agrees=True, by=c.actors.rektor, at=AT)


def test_a_text_is_revised_in_each_stage_before_signing(c, moves):
    for made in (cases.draft(c), cases.shared(c), cases.agreed(c)):
        actions.revise(made, changes={"title": "Lain"}, by=c.actors.officer, at=AT)
    found = [m[2:] for m in moves if m[1] == "revise"]
    assert found == [("draft", "draft"), ("circulated", "circulated"), ("agreed", "circulated")]


def test_a_text_is_revoked_in_each_stage_before_signing(c, moves):
    for made in (cases.draft(c), cases.shared(c), cases.agreed(c)):
        actions.revoke(made, reason="Rencana berubah", by=c.actors.officer, at=AT)
        made = cases.fresh(made)
        assert (made.stage, made.outcome, made.status_on(TODAY)) == ("closed", "revoked", "revoked")
    assert [m[2] for m in moves if m[1] == "revoke"] == ["draft", "circulated", "agreed"]


def test_an_approval_is_withdrawn_before_and_after_the_other_gave_theirs(c, moves):
    made = cases.shared(c)
    row = cases.party(made, 1)
    approve(c, made, 1)
    actions.withdraw_approval(made, party=row, by=c.actors.dinas_head, at=AT)
    approve(c, made, 1)
    approve(c, made, 2)
    actions.withdraw_approval(made, party=row, by=c.actors.dinas_head, at=AT)
    assert [m[2:] for m in moves if m[1] == "withdraw_approval"] == [
        ("circulated", "circulated"),
        ("agreed", "circulated"),
    ]
    assert cases.fresh(made).stage == states.CIRCULATED


def test_three_sides_approve_sign_and_end_together(c, moves):
    made = cases.signed(c, sides=three(c))
    assert [m[2:] for m in moves if m[1] == "sign"] == [
        ("agreed", "agreed"),
        ("agreed", "agreed"),
        ("agreed", "signed"),
    ]
    close(c, made, 1)
    actions.answer_closing(made, party=cases.party(made, 2), agrees=True, by=c.actors.rektor, at=AT)
    assert cases.fresh(made).stage == states.SIGNED
    actions.answer_closing(made, party=cases.party(made, 3), agrees=True, by=c.actors.dinas_head, at=AT)
    assert cases.fresh(made).outcome == "terminated"
    assert [m[2:] for m in moves if m[1] == "confirm_closing"] == [("signed", "signed"), ("signed", "closed")]


def test_a_declined_closing_leaves_the_agreement_in_force_and_may_come_again(c, moves):
    made = cases.signed(c)
    close(c, made, 1)
    actions.answer_closing(made, party=cases.party(made, 2), agrees=False, reason="Belum", by=c.actors.rektor, at=AT)
    made = cases.fresh(made)
    assert (made.stage, made.status_on(TODAY)) == (states.SIGNED, states.IN_FORCE)
    close(c, made, 1)
    assert [m[1] for m in moves if "closing" in m[1]] == ["propose_closing", "decline_closing", "propose_closing"]


def test_not_renewing_is_one_sides_decision_and_takes_effect_after_the_last_day(c, moves):
    made = cases.signed(c)
    close(c, made, 1)
    actions.answer_closing(made, party=cases.party(made, 2), agrees=False, reason="Belum", by=c.actors.rektor, at=AT)
    close(c, made, 1, outcome="not_renewed")
    made = cases.fresh(made)
    after = made.end + dt.timedelta(1)
    assert (made.stage, made.status_on(TODAY), made.status_on(made.end)) == ("signed", "in_force", "in_force")
    assert made.status_on(after) == states.NOT_RENEWED
    assert made.obligations.filter(live=True).count() == 2  # what was promised stays promised
    refused(lambda: close(c, made, 1, outcome="not_renewed"), "closing.not_renewed")
    refused(lambda: actions.renew(made, by=c.actors.officer, at=AT), "renew.declined")
    assert (
        "tetap berlaku sampai"
        in Notice.objects.get(recipient=c.rektor, threshold__startswith="closing", text__contains="memperpanjang").text
    )

    def night(day: dt.date) -> int:
        return actions.end_unrenewed(at=dt.datetime.combine(day, AT.time(), dt.UTC))

    assert (night(made.end), night(after), night(after)) == (0, 1, 0)
    made = cases.fresh(made)
    assert (made.stage, made.outcome, made.closed_on) == (states.CLOSED, states.NOT_RENEWED, after)
    assert ("agreement", "end", "signed", "closed") in moves
    assert Event.objects.filter(chain=made.chain).latest("number").kind == "agreement.closed"


def test_not_renewing_after_the_last_day_closes_at_once(c, moves):
    made = cases.signed(c)
    close(c, made, 1, outcome="not_renewed", today=made.end + dt.timedelta(1))
    assert cases.fresh(made).stage == states.CLOSED
    assert ("agreement", "propose_closing", "signed", "closed") in moves


def test_a_decision_not_to_renew_does_not_stop_both_sides_from_ending_earlier(c):
    made = cases.signed(c)
    close(c, made, 1, outcome="not_renewed")
    close(c, made, 1)
    actions.answer_closing(made, party=cases.party(made, 2), agrees=True, by=c.actors.rektor, at=AT)
    assert (cases.fresh(made).stage, cases.fresh(made).outcome) == (states.CLOSED, states.TERMINATED)


def test_a_witness_and_an_implementing_unit_leave_the_text_to_the_signatories(c):
    sides = [
        actions.Side(c.awan),
        actions.Side(c.bumi),
        actions.Side(c.dinas, "implementing"),
        actions.Side(c.fakultas, "witness"),
    ]
    made = cases.shared(c, sides=sides)
    unit = dataclasses.replace(c.actors.officer, reach=c.dinas.pk)  # holds every permission, of that unit only
    held = [
        lambda: actions.revise(made, changes={"title": "Lain"}, by=unit, at=AT),
        lambda: actions.set_openness(made, openness="public", by=unit, at=AT),
    ]
    for call in held:
        refused(call, "agreement.not_signatory")
    actions.comment(made, text="Tempat sudah siap.", by=unit, at=AT)
    signed = cases.signed(c, sides=sides)
    refused(lambda: actions.renew(signed, by=unit, at=AT), "agreement.not_signatory")
    refused(
        lambda: actions.propose_closing(
            signed,
            party=cases.party(signed, 3),
            outcome="not_renewed",
            evaluation="Cukup.",
            by=unit,
            at=AT,
            today=TODAY,
        ),
        "agreement.not_signatory",
    )
    close(c, signed, 1)
    refused(
        lambda: actions.answer_closing(signed, party=cases.party(signed, 3), agrees=True, by=unit, at=AT),
        "agreement.not_signatory",
    )


def test_an_implementing_unit_that_drafts_keeps_its_right_as_author(c):
    sides = [actions.Side(c.awan), actions.Side(c.bumi), actions.Side(c.dinas, "implementing")]
    unit = dataclasses.replace(c.actors.officer, reach=c.dinas.pk)
    made = actions.draft(
        kind="pks", title="Pelatihan", sides=sides, author=c.dinas, body={"months": 12}, by=unit, at=AT
    )
    actions.revise(made, changes={"title": "Pelatihan pemasaran"}, by=unit, at=AT)
    assert cases.fresh(made).terms.number == 2


def told_of(c: SimpleNamespace, made: Agreement, user: Any, start: str) -> int:
    return Notice.objects.filter(subject=f"agreement:{made.code}", recipient=user, threshold__startswith=start).count()


def test_the_other_side_hears_of_each_approval_and_each_withdrawal_once(c):
    made = cases.shared(c)
    row = cases.party(made, 1)
    approve(c, made, 1)
    actions.withdraw_approval(made, party=row, by=c.actors.dinas_head, at=AT)
    approve(c, made, 1)
    assert told_of(c, made, c.rektor, "approved:") == 2
    assert told_of(c, made, c.rektor, "approval_withdrawn:") == 1
    assert told_of(c, made, c.dinas_head, "approv") == 0
    approve(c, made, 2)
    actions.withdraw_approval(made, party=row, by=c.actors.dinas_head, at=AT)
    approve(c, made, 1)
    assert told_of(c, made, c.rektor, "agreed:") == 2  # agreed again is said again
    cases.name_signers(c, made)
    cases.sign_next(c, made)
    actions.withdraw_signature(made, party=row, by=c.actors.officer, at=AT)
    cases.sign_next(c, made)
    assert (told_of(c, made, c.rektor, "turn:2:"), told_of(c, made, c.rektor, "signature_withdrawn:")) == (2, 1)


def test_who_proposed_an_end_hears_that_it_is_declined_and_that_it_is_done(c):
    made = cases.signed(c)
    close(c, made, 1)
    actions.answer_closing(made, party=cases.party(made, 2), agrees=False, reason="Belum", by=c.actors.rektor, at=AT)
    assert told_of(c, made, c.officer, "closing_declined:") == 1
    close(c, made, 1)
    actions.answer_closing(made, party=cases.party(made, 2), agrees=True, by=c.actors.rektor, at=AT)
    assert told_of(c, made, c.officer, "closed:") == 1


def report(c: SimpleNamespace, row: Obligation, quantity: int) -> None:
    actions.report_evidence(
        row,
        quantity=Decimal(quantity),
        done_on=TODAY,
        note_text="Laporan",
        file=None,
        by=c.actors.partner_officer,
        at=AT,
        today=TODAY,
    )


def reach(c: SimpleNamespace, state: str) -> Obligation:
    """The promise of a hundred trained, in this state."""
    made = cases.signed(c)
    row = made.obligations.select_related("agreement").get(text__startswith="Melatih")
    if state == "partly":
        report(c, row, 40)
        actions.accept_evidence(row, whole=False, by=c.actors.officer, at=AT)
    if state == "not_met":
        actions.miss_obligation(row, reason="Tidak ada laporan", by=c.actors.officer, at=AT, today=LATE)
    row.refresh_from_db()
    assert row.state == state
    return row


@pytest.mark.parametrize("state", ["scheduled", "partly", "not_met"])
def test_a_report_may_come_be_returned_and_come_again(c, moves, state):
    row = reach(c, state)
    report(c, row, 10)
    actions.return_evidence(row, reason="Daftar hadir kurang", by=c.actors.officer, at=AT)
    report(c, row, 10)
    row.refresh_from_db()
    assert row.state == state
    assert {m[2:] for m in moves if m[1] == "return"} == {(state, state)}


@pytest.mark.parametrize("state", ["scheduled", "partly", "not_met"])
@pytest.mark.parametrize(("quantity", "after"), [(100, "met"), (10, "partly")])
def test_what_is_accepted_decides_the_state(c, moves, state, quantity, after):
    row = reach(c, state)
    report(c, row, quantity)
    actions.accept_evidence(row, whole=False, by=c.actors.officer, at=AT)
    row.refresh_from_db()
    assert row.state == after
    assert ("obligation", "accept", state, after) in moves


@pytest.mark.parametrize("state", ["scheduled", "partly"])
def test_what_was_not_kept_is_put_on_record(c, moves, state):
    row = reach(c, state)
    actions.miss_obligation(row, reason="Tidak ada laporan", by=c.actors.officer, at=AT, today=LATE)
    row.refresh_from_db()
    assert row.state == "not_met"
    assert ("obligation", "miss", state, "not_met") in moves


@pytest.mark.parametrize("state", ["scheduled", "partly"])
def test_what_was_not_yet_due_falls_away_after_the_end(c, moves, state):
    row = reach(c, state)
    end(c, row.agreement)
    row = Obligation.objects.select_related("agreement").get(pk=row.pk)
    actions.lapse_obligation(row, reason="Kerja sama ditutup", by=c.actors.officer, at=AT)
    row.refresh_from_db()
    assert row.state == "lapsed"
    assert ("obligation", "lapse", state, "lapsed") in moves


# ---- refusals of the actions that no form can reach, or that rules alone do not know


def refused(call: Any, code: str) -> None:
    """Refused with this code, and neither row nor event is left."""
    before = Event.objects.count(), list(Agreement.objects.order_by("pk").values_list("pk", "version", "stage"))
    with pytest.raises(Refused) as stopped:
        call()
    assert code in [r.code for r in stopped.value.refusals], stopped.value
    assert (
        Event.objects.count(),
        list(Agreement.objects.order_by("pk").values_list("pk", "version", "stage")),
    ) == before


def test_what_was_entered_wrongly_is_corrected_and_told_until_somebody_relies_on_it(c, moves):
    umbrella, made = cases.entered(c, title="Induk"), cases.entered(c, kind="pks", signed_on=dt.date(2026, 2, 1))
    told = c.rektor.notices.filter(subject=f"agreement:{made.code}")
    assert "di luar sistem" in told.get(threshold="entered").text
    day = dt.date(2026, 1, 15)

    def correct(**changed: Any) -> None:
        values = {
            "signed_on": day,
            "parent": umbrella,
            "reason": "Tanggalnya 15 Januari, induknya belum diisi.",
        } | changed
        actions.correct_entry(made, by=c.actors.officer, at=AT, today=TODAY, **values)

    refused(lambda: correct(parent=made), "entry.parent_loop")
    refused(lambda: correct(version=1), "agreement.stale")
    correct(scan=cases.scan("pindaian yang benar"), scan_name="benar.pdf")
    after = cases.fresh(made)
    assert (after.signed_on, after.start, after.parent_id, after.terms.number) == (day, day, umbrella.pk, 2)
    assert after.terms.content["parent"] == umbrella.code
    assert sorted(o.due for o in after.obligations.all()) == [dt.date(2026, 2, 15), dt.date(2026, 9, 30)]
    assert after.attachments.count() == 2
    assert ("agreement", "correct_entry", "signed", "signed") in moves
    assert Event.objects.filter(chain=made.chain).latest("number").kind == "agreement.entry_corrected"
    assert told.filter(text__contains="15 Januari").exists()
    report(c, after.obligations.select_related("agreement").get(text__startswith="Melatih"), 10)
    refused(correct, "entry.used")


def test_a_promise_falls_away_only_after_the_end_and_only_if_it_was_not_due(c):
    row = reach(c, "scheduled")

    def lapse(reason: str = "Ditutup", by: Any = c.actors.officer) -> Any:
        again = Obligation.objects.select_related("agreement").get(pk=row.pk)
        return lambda: actions.lapse_obligation(again, reason=reason, by=by, at=AT)

    refused(lapse(), "lapse.not_closed")
    end(c, row.agreement)
    refused(lapse(reason=" "), "reason.missing")
    refused(lapse(by=c.actors.pengawas), "agreement.not_permitted")
    refused(lapse(by=c.actors.rektor), "agreement.not_your_side")
    Obligation.objects.filter(pk=row.pk).update(due=TODAY)
    refused(lapse(), "lapse.already_due")
    Obligation.objects.filter(pk=row.pk).update(due=LATE, state="met")
    refused(lapse(), "obligation.wrong_state")


def test_a_report_of_tomorrow_and_one_from_an_older_page_are_refused(c):
    row = reach(c, "scheduled")
    values = {
        "quantity": Decimal(1),
        "note_text": "x",
        "file": None,
        "by": c.actors.partner_officer,
        "at": AT,
        "today": TODAY,
    }
    refused(lambda: actions.report_evidence(row, done_on=TODAY + dt.timedelta(1), **values), "evidence.future")
    refused(lambda: actions.report_evidence(row, done_on=TODAY, version=0, **values), "obligation.stale")


def test_a_record_is_confirmed_once_and_by_its_own_leader(c):
    made = cases.shared(c)
    row = cases.party(made, 1)
    recorded = actions.approve(made, party=row, hash=made.terms.hash, by=c.actors.officer, at=AT, behalf=cases.behalf())
    refused(lambda: actions.confirm_record(recorded, by=c.actors.officer, at=AT), "agreement.not_permitted")
    refused(lambda: actions.confirm_record(recorded, by=c.actors.rektor, at=AT), "agreement.not_your_side")
    actions.confirm_record(recorded, by=c.actors.dinas_head, at=AT)
    refused(lambda: actions.confirm_record(recorded, by=c.actors.dinas_head, at=AT), "confirm.already")
    own = actions.approve(made, party=cases.party(made, 2), hash=made.terms.hash, by=c.actors.rektor, at=AT)
    refused(lambda: actions.confirm_record(own, by=c.actors.rektor, at=AT), "confirm.not_recorded")


def test_a_guest_is_asked_for_another_side_that_is_waited_for(c):
    made = cases.shared(c)

    def invite(order: int, by: Any = c.actors.officer) -> Any:
        return lambda: actions.invite_guest(
            made, party=cases.party(made, order), name="Tamu", post="Rektor", email="tamu@contoh.example", by=by, at=AT
        )

    refused(invite(1), "guest.own_side")
    refused(invite(2, by=c.actors.pengawas), "agreement.not_permitted")
    refused(invite(2, by=c.actors.citra_officer), "agreement.not_your_side")
    approve(c, made, 2)
    refused(invite(2), "guest.nothing_to_do")


def test_a_signer_is_of_the_side_and_stands_once_it_signed(c):
    made = cases.agreed(c)
    cases.name_signers(c, made)
    row = cases.party(made, 1)
    from tests import make

    holder = make.holder(c.citra_post)
    refused(
        lambda: actions.name_signer(made, party=row, holding=holder, authority=None, by=c.actors.officer, at=AT),
        "signer.outside",
    )
    refused(
        lambda: actions.name_signer(
            made, party=row, holding=make.holder(c.kadis_post), authority=c.citra_authority, by=c.actors.officer, at=AT
        ),
        "signer.outside",
    )
    acting = make.post(c.dinas, "Sekretaris Dinas", "Mawar Pejabat Contoh")
    refused(
        lambda: actions.name_signer(
            made, party=row, holding=make.holder(acting), authority=c.kadis_authority, by=c.actors.officer, at=AT
        ),
        "signer.other_post",
    )
    cases.sign_next(c, made)
    refused(
        lambda: actions.name_signer(
            made, party=row, holding=make.holder(c.kadis_post), authority=None, by=c.actors.officer, at=AT
        ),
        "signer.signed",
    )


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"start": "2026-05-01", "end": "2026-04-01", "months": 0}, "terms.end_before_start"),
        ({"end": "2027-05-01"}, "terms.end_twice"),
        ({"clauses": [{"type": "x", "heading": "", "text": ""}], "obligations": []}, "terms.clause_empty"),
        ({"clauses": [{"type": "x", "heading": "A", "text": "B"}] * 81}, "terms.too_many"),
        ({"obligations": [cases.PROMISES[0] | {"debtor": 1}]}, "terms.obligation_sides"),
        ({"obligations": [cases.PROMISES[0] | {"clause": 99}]}, "terms.obligation_clause"),
        ({"obligations": [cases.PROMISES[0] | {"quantity": "-1"}]}, "terms.obligation_quantity"),
    ],
)
def test_faulty_terms_make_no_draft(c, body, code):
    refused(lambda: cases.draft(c, body=body), code)


def test_a_draft_needs_a_title_and_two_different_signatories(c):
    refused(lambda: cases.draft(c, title=" "), "terms.title_missing")
    refused(lambda: cases.draft(c, sides=[actions.Side(c.dinas)]), "terms.two_signatories")
    refused(lambda: cases.draft(c, sides=[actions.Side(c.dinas), actions.Side(c.dinas)]), "terms.party_twice")
    refused(lambda: cases.draft(c, sides=[actions.Side(c.bumi), actions.Side(c.citra)]), "agreement.outside_parties")


def test_the_sides_change_and_those_who_stay_keep_their_numbers(c):
    made = cases.shared(c)
    actions.assign_number(made, party=cases.party(made, 2), number="15/UN/2026", by=c.actors.partner_officer, at=AT)
    sides = [actions.Side(c.bumi), actions.Side(c.dinas), actions.Side(c.bkpsdm, "implementing")]
    actions.revise(made, changes={}, sides=sides, by=c.actors.officer, at=AT)
    found = [(p.order, p.label, p.organization_id, p.number) for p in cases.fresh(made).parties.all()]
    assert found == [
        (1, "PIHAK KESATU", c.bumi.pk, "15/UN/2026"), (2, "PIHAK KEDUA", c.dinas.pk, ""), (3, "PIHAK KETIGA", c.bkpsdm.pk, ""),
    ]  # fmt: skip
    assert Agreement.objects.visible_to(c.actors.bkpsdm_officer).filter(pk=made.pk).exists()
    actions.revise(made, changes={}, sides=sides[:2], by=c.actors.officer, at=AT)
    assert not Agreement.objects.visible_to(c.actors.bkpsdm_officer).filter(pk=made.pk).exists()


def test_a_side_that_approved_may_leave_and_one_that_ever_signed_may_not(c):
    made = cases.agreed(c, sides=three(c))
    two = [actions.Side(c.awan), actions.Side(c.bumi)]
    cases.name_signers(c, made)
    cases.sign_next(c, made)
    actions.withdraw_signature(made, party=cases.party(made, 1), by=c.actors.officer, at=AT)
    refused(
        lambda: actions.revise(
            made, changes={}, sides=[actions.Side(c.bumi), actions.Side(c.dinas)], by=c.actors.partner_officer, at=AT
        ),
        "parties.signed_once",
    )
    actions.revise(made, changes={}, sides=two, by=c.actors.officer, at=AT)
    assert [p.organization_id for p in cases.fresh(made).parties.all()] == [c.awan.pk, c.bumi.pk]

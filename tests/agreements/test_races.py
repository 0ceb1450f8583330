"""Two people at the same moment: each on a connection of their own, one outcome each, and the register whole afterwards."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Approval, Comment, Evidence, Obligation, Signature
from simpul.proposals.actions import choose_kind
from simpul.register.models import Event
from simpul.register.verifying import verify
from tests import make
from tests.agreements import cases
from tests.proposals import cases as proposals

AT, TODAY = cases.AT, cases.TODAY


@pytest.fixture
def c(committed: None) -> Iterator[SimpleNamespace]:
    """Everybody, truly in the database, so that two connections see the same."""
    cases.law()
    yield make.cast()
    report = verify()
    assert report.fault == ""


def events(made: Agreement, kind: str) -> int:
    return Event.objects.filter(chain=made.chain, kind=f"agreement.{kind}").count()


def test_two_approvals_of_one_side_at_once_count_once(c):
    made = cases.shared(c)
    row = cases.party(made, 2)

    def approve():
        actions.approve(made, party=row, hash=made.terms.hash, by=c.actors.rektor, at=AT)

    assert make.race(approve, approve) == ["approve.already", "done"]
    assert Approval.objects.filter(party=row, voided_at=None).count() == 1
    assert events(made, "approved") == 1


def test_both_sides_approving_at_once_make_the_text_ready_once(c):
    made = cases.shared(c)
    first, second = cases.party(made, 1), cases.party(made, 2)
    outcome = make.race(
        lambda: actions.approve(made, party=first, hash=made.terms.hash, by=cases.decider(c, first), at=AT),
        lambda: actions.approve(made, party=second, hash=made.terms.hash, by=cases.decider(c, second), at=AT),
    )
    assert outcome == ["done", "done"]
    made = cases.fresh(made)
    assert made.stage == "agreed"
    assert made.agreed_id == made.terms_id


def test_two_records_of_one_signature_at_once_leave_one(c):
    made = cases.agreed(c)
    cases.name_signers(c, made)
    row, scan = cases.party(made, 1), cases.scan()
    cases.override_all(c, made, c.actors.officer, TODAY)

    def sign():
        actions.sign(
            made,
            party=row,
            signed_on=TODAY,
            scan=scan,
            initials=True,
            stamp_duty=True,
            seal=True,
            by=c.actors.officer,
            at=AT,
            today=TODAY,
        )

    assert make.race(sign, sign) == ["done", "sign.already"]
    assert Signature.objects.filter(party=row, withdrawn_at=None).count() == 1
    assert events(made, "signed") == 1


def test_an_approval_never_lands_on_a_text_that_was_changed_at_that_moment(c):
    made = cases.shared(c)
    row = cases.party(made, 2)
    outcome = make.race(
        lambda: actions.approve(made, party=row, hash=made.terms.hash, by=c.actors.rektor, at=AT),
        lambda: actions.revise(made, changes={"title": "Judul yang lain"}, by=c.actors.officer, at=AT),
    )
    assert outcome in (["done", "done"], ["approve.changed_text", "done"])
    made = cases.fresh(made)
    assert made.title == "Judul yang lain"
    assert made.stage == "circulated"
    assert not any(p.approval for p in made.parties.all())


def test_two_edits_of_the_same_version_at_once_leave_one(c):
    made = cases.shared(c)
    edits = [
        lambda title=title: actions.revise(
            made, changes={"title": title}, version=made.version, by=c.actors.officer, at=AT
        )
        for title in ("Satu", "Dua")
    ]
    assert make.race(*edits) == ["agreement.stale", "done"]
    assert cases.fresh(made).terms.number == 2
    assert events(made, "revised") == 1


def test_two_edits_that_name_no_version_follow_each_other(c):
    made = cases.shared(c)
    edits = [
        lambda title=title: actions.revise(made, changes={"title": title}, by=c.actors.officer, at=AT)
        for title in ("Satu", "Dua")
    ]
    assert make.race(*edits) == ["done", "done"]
    made = cases.fresh(made)
    assert made.terms.number == 3
    assert made.terms.content["title"] == made.title


def test_a_signature_and_an_edit_at_once_never_both_count(c):
    made = cases.agreed(c)
    cases.name_signers(c, made)
    row, scan = cases.party(made, 1), cases.scan()
    cases.override_all(c, made, c.actors.officer, TODAY)
    outcome = make.race(
        lambda: actions.sign(made, party=row, signed_on=TODAY, scan=scan, by=c.actors.officer, at=AT, today=TODAY),
        lambda: actions.revise(made, changes={"title": "Judul yang lain"}, by=c.actors.partner_officer, at=AT),
    )
    assert outcome in (["done", "revise.signed"], ["done", "sign.not_approved"])
    signature = Signature.objects.filter(party=row).first()
    assert signature is None or signature.terms_id == cases.fresh(made).terms_id


def test_two_renewals_at_once_make_one_draft(c):
    made = cases.signed(c)

    def renew():
        actions.renew(made, by=c.actors.officer, at=AT)

    assert make.race(renew, renew) == ["done", "renew.already"]
    assert Agreement.objects.filter(renews=made).count() == 1


def test_two_checks_of_one_report_count_it_once(c):
    row = cases.reported(c)

    def accept():
        actions.accept_evidence(row, whole=False, by=c.actors.officer, at=AT)

    assert make.race(accept, accept) == ["done", "evidence.none"]
    row = Obligation.objects.prefetch_related("evidence").get(pk=row.pk)
    assert row.accepted == 60


def test_two_reports_at_once_leave_one_to_check(c):
    row = cases.signed(c).obligations.select_related("agreement").get(text__startswith="Melatih")

    def report():
        actions.report_evidence(
            row,
            quantity=10,
            done_on=TODAY,
            note_text="sepuluh orang",
            file=None,
            by=c.actors.partner_officer,
            at=AT,
            today=TODAY,
        )

    assert make.race(report, report) == ["done", "evidence.pending"]
    assert Evidence.objects.filter(obligation=row).count() == 1


def test_one_form_sent_twice_at_the_same_moment_has_one_effect(c):
    made = cases.shared(c)
    key, answers = str(uuid.uuid4()), []

    def post():
        browser = make.client(c.officer)
        answers.append(browser.post(f"/kerja-sama/{made.code}/tanggapi/", {"text": "Sekali saja", "kunci_kirim": key}))

    assert make.race(post, post) == ["done", "done"]
    assert Counter(a.status_code for a in answers) == {302: 2}
    assert Comment.objects.filter(agreement=made).count() == 1
    assert events(made, "commented") == 1


def test_one_new_draft_sent_twice_at_the_same_moment_is_one_draft(c):
    key, answers = str(uuid.uuid4()), []
    values = {
        "kind": "pks", "title": "Kirim dua kali", "party_1": c.dinas.pk, "role_1": "signatory", "party_2": c.bumi.pk,
        "role_2": "signatory", "kunci_kirim": key,
    }  # fmt: skip

    def post():
        answers.append(make.client(c.officer).post("/kerja-sama/baru/", values))

    assert make.race(post, post) == ["done", "done"]
    assert {a.status_code for a in answers} == {302}
    assert len({a["Location"] for a in answers}) == 1
    assert Agreement.objects.filter(title="Kirim dua kali").count() == 1


def test_two_who_begin_the_draft_of_a_proposal_at_once_make_one(c):
    agreed = proposals.agreed(c)

    def begin():
        actions.draft_from_proposal(agreed, by=c.actors.officer, at=AT)

    assert make.race(begin, begin) == ["begin_draft.once", "done"]
    assert Agreement.objects.filter(proposal=agreed).count() == 1


def test_a_kind_that_is_chosen_while_the_draft_begins_is_that_of_the_draft_or_refused(c):
    agreed = proposals.agreed(c)
    outcome = make.race(
        lambda: actions.draft_from_proposal(agreed, by=c.actors.officer, at=AT),
        lambda: choose_kind(agreed, kind="nk", reason="Berubah.", by=c.actors.officer, at=AT),
    )
    assert outcome in (["done", "done"], ["done", "proposal.drafted"])
    made = Agreement.objects.get(proposal=agreed)
    assert (made.kind == "nk") == (outcome == ["done", "done"])
    assert proposals.fresh(agreed).kind == (made.kind if outcome == ["done", "done"] else agreed.kind)

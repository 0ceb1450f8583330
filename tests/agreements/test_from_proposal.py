"""An agreed proposal becomes a draft: parties, object, scope, term and kind are carried over, nothing is retyped."""

from __future__ import annotations

import pytest

from simpul.agreements import actions
from simpul.agreements.models import Agreement
from simpul.core.refusals import Refused
from simpul.proposals import actions as proposals
from simpul.proposals.models import Proposal
from simpul.register.models import Event
from tests import make
from tests.agreements import cases as agreements
from tests.proposals import cases

pytestmark = pytest.mark.django_db
AT = cases.AT


@pytest.fixture
def agreed(c) -> Proposal:
    return cases.agreed(c)


def begin(c, proposal: Proposal, **values) -> Agreement:
    return actions.draft_from_proposal(proposal, **({"by": c.actors.officer, "at": AT} | values))


def refused(c, proposal: Proposal, **values) -> list[str]:
    before = (Agreement.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as stopped:
        begin(c, proposal, **values)
    assert (Agreement.objects.count(), Event.objects.count()) == before
    return [r.code for r in stopped.value.refusals]


def clause(made: Agreement, type: str) -> str:
    assert made.terms is not None
    return next(c["text"] for c in made.terms.content["clauses"] if c["type"] == type)


def test_the_draft_has_the_kind_the_parties_and_the_term_of_the_proposal(c, agreed):
    made = begin(c, agreed)
    assert (made.kind, made.title, made.proposal_id) == (actions.kind_for(agreed), agreed.title, agreed.pk)
    assert [p.organization_id for p in made.parties.filter(role="signatory")] == [c.awan.pk, c.bumi.pk]
    assert made.terms.content["months"] == agreed.months


def test_object_and_scope_are_those_of_the_items(c, agreed):
    made = begin(c, agreed)
    assert agreed.title in clause(made, "objek")
    assert "pelatihan" in clause(made, "objek")
    assert "a. Pelatihan pemasaran digital bagi 100 Pelaku usaha mikro di " in clause(made, "ruang_lingkup")


def test_purpose_and_details_are_carried_over_as_they_were_written(c):
    made = cases.screening(c, purpose="Pelaku usaha naik kelas dalam dua tahun.")
    item = made.items.get()
    proposals.ask_completion(made, text="Rinci.", by=c.actors.officer, at=AT)
    proposals.revise_item(
        item, changes={"detail": "Enam kali tatap muka.\nSatu kali praktik."}, by=c.actors.partner_officer, at=AT
    )
    proposals.complete(cases.fresh(made), by=c.actors.partner_officer, at=AT)
    draft = begin(c, through(c, made))
    assert clause(draft, "maksud_tujuan").endswith("\nPelaku usaha naik kelas dalam dua tahun.")
    assert "(Enam kali tatap muka. Satu kali praktik)" in clause(draft, "ruang_lingkup")


def test_the_other_sides_own_draft_is_told_without_its_code(c, agreed):
    begin(c, agreed, by=c.actors.partner_officer)
    assert refused(c, agreed) == ["begin_draft.theirs"]


def test_an_item_that_was_taken_out_is_not_in_the_scope(c):
    made = cases.screening(c)
    dropped = cases_item(c, made)
    proposals.drop_item(dropped, reason="Di luar kewenangan.", by=c.actors.officer, at=AT)
    made = through(c, made)
    assert "Tambang" not in clause(begin(c, made), "ruang_lingkup")


def cases_item(c, made: Proposal):
    """A second activity, written while the partner completes the proposal."""
    proposals.ask_completion(made, text="Tambahkan rincian.", by=c.actors.officer, at=AT)
    found = cases.item(cases.fresh(made), c.actors.partner_officer, title="Tambang rakyat")
    proposals.complete(cases.fresh(made), by=c.actors.partner_officer, at=AT)
    return found


def through(c, made: Proposal) -> Proposal:
    """Screened, laid before the leader, and agreed."""
    cases.screened(c, cases.fresh(made))
    hop = proposals.submit(cases.fresh(made), post=c.bupati_post, by=c.actors.officer, at=AT)
    proposals.answer(hop, answer="agree", by=c.actors.leader, at=AT)
    return cases.fresh(made)


def test_units_of_both_sides_and_participants_carry_it_out(c):
    made = cases.screening(c, partner=c.upt, initiator=c.dinas)
    proposals.add_participant(made, organization=c.citra, role="implementing", by=c.actors.officer, at=AT)
    draft = begin(c, through(c, made))
    assert [p.organization_id for p in draft.parties.filter(role="implementing")] == [c.dinas.pk, c.upt.pk, c.citra.pk]
    assert [p.organization_id for p in draft.parties.filter(role="signatory")] == [c.awan.pk, c.bumi.pk]


def test_who_was_invited_to_comment_is_no_party(c):
    made = cases.screening(c)
    proposals.add_participant(made, organization=c.citra, role="invited", by=c.actors.officer, at=AT)
    assert c.citra.pk not in begin(c, through(c, made)).parties.values_list("organization_id", flat=True)


def test_a_synergy_carries_its_items_into_the_work_plan(c):
    made = cases.screening(c)
    proposals.choose_kind(made, kind="nk", reason="Mitra diperlakukan sebagai pusat.", by=c.actors.officer, at=AT)
    draft = begin(c, through(c, made))
    assert draft.kind == "nk"
    assert [row["activity"] for row in draft.terms.content["work_plan"]] == ["Pelatihan pemasaran digital"]


def test_a_pks_stands_under_its_kb_and_is_made_by_the_units(c):
    umbrella = agreements.entered(c)
    made = cases.screening(c, partner=c.fakultas, initiator=c.dinas, under=umbrella.chain, wanted_kind="pks")
    proposals.choose_kind(made, kind="pks", reason="KB sudah berlaku.", by=c.actors.officer, at=AT)
    draft = begin(c, through(c, made))
    assert (draft.kind, draft.parent_id) == ("pks", umbrella.pk)
    assert [p.organization_id for p in draft.parties.all()] == [c.dinas.pk, c.fakultas.pk]


def test_a_pks_without_its_kb_is_refused(c):
    made = cases.screening(c, wanted_kind="pks")
    proposals.choose_kind(made, kind="pks", reason="Diminta mitra.", by=c.actors.officer, at=AT)
    assert refused(c, through(c, made)) == ["begin_draft.no_umbrella"]


def test_what_is_not_agreed_becomes_no_draft(c):
    assert refused(c, cases.awaiting(c)) == ["begin_draft.not_agreed"]


def test_the_draft_is_begun_once_and_again_after_it_was_withdrawn(c, agreed):
    made = begin(c, agreed)
    assert refused(c, agreed) == ["begin_draft.once"]
    actions.revoke(made, reason="Salah judul.", by=c.actors.officer, at=AT)
    assert begin(c, agreed).code != made.code


def test_the_kind_and_the_umbrella_stand_while_there_is_a_draft_and_are_chosen_again_after_it_was_revoked(c, agreed):
    umbrella, by = agreements.entered(c), {"by": c.actors.officer, "at": AT}
    made = begin(c, agreed)
    assert cases.fresh(agreed).drafted
    choose = [
        lambda: proposals.choose_kind(agreed, kind="nk", reason="Berubah.", **by),
        lambda: proposals.link_umbrella(agreed, under=umbrella.chain, **by),
        lambda: proposals.mark_drafted(agreed, kind="nk", **by),
    ]
    before = Event.objects.count()
    for call in choose:
        with pytest.raises(Refused) as stopped:
            call()
        assert [(r.code, r.kind) for r in stopped.value.refusals] == [("proposal.drafted", "state")]
    assert (Event.objects.count(), cases.fresh(agreed).kind) == (before, agreed.kind)
    actions.revoke(made, reason="Jenisnya keliru.", **by)
    assert Event.objects.filter(chain=agreed.chain, kind="proposal.draft_revoked").count() == 1
    for call in choose[:2]:
        call()
    assert (cases.fresh(agreed).kind, cases.fresh(agreed).drafted) == ("nk", False)
    assert begin(c, agreed).kind == "nk"


def test_only_an_agreed_proposal_is_marked_and_only_by_who_writes_texts(c, agreed):
    waiting = cases.awaiting(c, letter_number="2")
    for mark in (lambda p, by: proposals.mark_drafted(p, kind="kb", by=by, at=AT), lambda p, by: proposals.mark_draft_revoked(p, by=by, at=AT)):  # fmt: skip
        for row, by, code in (
            (waiting, c.actors.officer, "proposal.wrong_state"), (agreed, c.actors.leader, "proposal.not_permitted"),
        ):  # fmt: skip
            with pytest.raises(Refused) as stopped:
                mark(row, by)
            assert [r.code for r in stopped.value.refusals] == [code]


@pytest.mark.parametrize("name", ["leader", "citra_officer", "pengawas", "admin"])
def test_only_who_writes_for_a_side_begins_it(c, agreed, name):
    assert refused(c, agreed, by=getattr(c.actors, name)) == ["begin_draft.forbidden"]


def test_the_partner_may_begin_the_draft_as_well(c, agreed):
    made = begin(c, agreed, by=c.actors.partner_officer)
    assert made.author_id == c.bumi.pk
    assert not Agreement.objects.visible_to(c.actors.officer).filter(pk=made.pk).exists()


def test_a_kind_that_cannot_be_drafted_here_is_refused(c, agreed):
    Proposal.objects.filter(pk=agreed.pk).update(kind="loi")
    assert refused(c, agreed) == ["begin_draft.kind"]


def test_the_page_of_the_draft_leads_back_to_its_proposal_and_the_proposal_to_its_draft(c, agreed):
    made = begin(c, agreed)
    browser = make.client(c.officer)
    assert f"/penawaran/{agreed.code}/" in browser.get(f"/kerja-sama/{made.code}/").content.decode()
    assert f"/kerja-sama/{made.code}/" in browser.get(f"/penawaran/{agreed.code}/").content.decode()

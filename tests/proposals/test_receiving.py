"""What the region does with a letter, and what a partner answers to an offer."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.core.behalf import Behalf
from simpul.core.refusals import Refused
from simpul.law.models import law_on
from simpul.notices.models import Notice
from simpul.proposals import actions
from simpul.proposals.models import Proposal
from simpul.proposals.models.checklist import checklist, checklists, missing
from simpul.proposals.models.paper import matter_of
from simpul.register.models import Event
from tests import make
from tests.proposals import cases
from tests.proposals.test_drafting import bring, codes, counts, kinds

AT, TODAY = cases.AT, cases.TODAY


# ------------------------------------------------------------------ registering


def test_a_registered_letter_has_the_next_agenda_number_and_is_screened(c):
    first, second = cases.screening(c), cases.screening(c, letter_number="13/UN")
    assert first.agenda_number != second.agenda_number
    assert (first.state, first.desk) == ("screening", c.bagian)
    assert first.stays.count() == 2
    assert kinds(first)[-1] == "proposal.registered"
    assert Notice.objects.filter(recipient=c.partner_officer, threshold="registered").count() == 2


def test_a_typed_agenda_number_counts_and_is_passed_over_by_the_counter(c):
    typed = cases.received(c)
    actions.register(typed, agenda_number=" 1/2026 ", by=c.actors.officer, at=AT)
    assert cases.fresh(typed).agenda_number == "1/2026"
    made = [cases.screening(c, letter_number=f"{n}/UN") for n in range(3)]
    assert len({row.agenda_number for row in made} | {"1/2026"}) == 4
    again = cases.received(c, letter_number="14/UN")
    with pytest.raises(Refused) as stopped:
        actions.register(again, agenda_number="1/2026", by=c.actors.officer, at=AT)
    assert codes(stopped) == ["database.proposal_agenda_once"]
    assert cases.fresh(again).state == "received"


def test_registering_belongs_to_the_region_and_to_its_moment(c):
    made = cases.received(c)
    before = counts()
    for who in (c.actors.partner_officer, c.actors.citra_officer, c.actors.dinas_officer, c.actors.leader):
        with pytest.raises(Refused) as stopped:
            actions.register(made, by=who, at=AT)
        assert stopped.value.status == 403
    for values, code in (
        ({"received_on": TODAY + dt.timedelta(1)}, "received.future"),
        ({"received_on": cases.LETTER_DATE - dt.timedelta(1)}, "received.before_letter"),
        ({"version": made.version - 1}, "proposal.stale"),
        ({"agenda_number": "x" * 61}, "value.agenda_number"),
    ):
        with pytest.raises(Refused) as stopped:
            actions.register(made, by=c.actors.officer, at=AT, **values)
        assert codes(stopped) == [code]
    assert counts() == before
    actions.register(made, received_on=dt.date(2026, 2, 26), by=c.actors.officer, at=AT)
    assert cases.fresh(made).received_on == dt.date(2026, 2, 26)
    with pytest.raises(Refused) as stopped:
        actions.register(made, by=c.actors.officer, at=AT)
    assert codes(stopped) == ["proposal.wrong_state"]


def test_the_policy_of_the_day_puts_letters_in_order_and_rejects_none(c):
    before = cases.screening(c, letter_number="1")
    assert before.rank == 0
    actions.set_policy(
        c.awan, start=TODAY, order=["pt", "pusat"], checks={}, clocks=[], basis="Perbup contoh", by=c.actors.officer, at=AT
    )  # fmt: skip
    company = cases.written_down(c)
    actions.send(company, by=c.actors.officer, at=AT)
    actions.register(company, by=c.actors.officer, at=AT)
    campus = cases.screening(c, letter_number="2")
    assert (campus.rank, cases.fresh(company).rank) == (0, 2)
    queue = Proposal.objects.visible_to(c.actors.officer).queue()
    assert list(queue) == [before, campus, cases.fresh(company)]


# ------------------------------------------------------------------ completing


def test_what_is_missing_is_asked_for_and_lies_with_the_sender(c):
    made = cases.incomplete(c, text="Lampirkan KAK.")
    assert (made.state, made.desk) == ("incomplete", c.upt)
    assert "Lampirkan KAK." in made.chain.events.latest("number").text
    assert Notice.objects.filter(recipient=c.partner_officer, text__contains="Lampirkan KAK").count() == 1
    actions.revise(made, changes={"purpose": "Lebih jelas."}, by=c.actors.partner_officer, at=AT)
    actions.complete(made, note="KAK terlampir.", by=c.actors.partner_officer, at=AT)
    now = cases.fresh(made)
    assert (now.state, now.desk) == ("received", c.bagian)


def test_a_registered_one_goes_back_to_screening_with_its_number(c):
    made = cases.screening(c)
    actions.ask_completion(made, text="Lengkapi.", by=c.actors.officer, at=AT)
    actions.complete(made, by=c.actors.partner_officer, at=AT)
    now = cases.fresh(made)
    assert (now.state, now.agenda_number) == ("screening", made.agenda_number)


def test_what_a_letter_on_paper_lacks_is_asked_of_the_partner_when_it_has_people_here_else_of_who_wrote_it_down(c):
    for partner, desk in ((c.bumi, c.bumi), (cases.kept_partner(c), c.bagian)):
        made = cases.written_down(c, partner=partner, letter_number=f"7/{partner.pk}")
        actions.send(made, by=c.actors.officer, at=AT)
        actions.ask_completion(made, text="Lengkapi.", by=c.actors.officer, at=AT)
        assert cases.fresh(made).desk == desk
    actions.complete(made, by=c.actors.officer, at=AT)
    assert cases.fresh(made).state == "received"


def test_asking_and_completing_are_refused_to_others_and_without_words(c):
    made = cases.received(c)
    with pytest.raises(Refused) as stopped:
        actions.ask_completion(made, text=" ", by=c.actors.officer, at=AT)
    assert codes(stopped) == ["completion.text_missing"]
    for who in (c.actors.partner_officer, c.actors.dinas_officer, c.actors.citra_officer):
        with pytest.raises(Refused) as stopped:
            actions.ask_completion(made, text="x", by=who, at=AT)
        assert stopped.value.status == 403
    with pytest.raises(Refused) as stopped:
        actions.complete(made, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["proposal.wrong_state"]
    actions.ask_completion(made, text="x", version=made.version, by=c.actors.officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.complete(made, by=c.actors.citra_officer, at=AT)
    assert "proposal.not_your_side" in codes(stopped)


def test_an_item_that_the_sender_takes_out_while_completing_stays_readable_and_its_number_is_not_used_again(c):
    made = cases.draft(c)
    cases.item(made, c.actors.partner_officer, title="Kedua")
    actions.send(made, by=c.actors.partner_officer, at=AT)
    actions.ask_completion(made, text="x", by=c.actors.officer, at=AT)
    row = made.items.get(number=2)
    actions.remove_item(row, by=c.actors.partner_officer, at=AT)
    row.refresh_from_db()
    assert row.dropped_at == AT
    assert cases.item(made, c.actors.partner_officer).number == 3
    with pytest.raises(Refused) as stopped:
        actions.revise_item(row, changes={"title": "x"}, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["item.dropped"]


# ------------------------------------------------------------------ the region's hand on items


def test_the_region_takes_an_item_out_and_both_sides_read_why(c):
    made = cases.draft(c)
    second = cases.item(made, c.actors.partner_officer, title="Penilaian eselon II")
    actions.send(made, by=c.actors.partner_officer, at=AT)
    actions.register(made, by=c.actors.officer, at=AT)
    for who in (c.actors.partner_officer, c.actors.citra_officer):
        with pytest.raises(Refused) as stopped:
            actions.drop_item(second, reason="x", by=who, at=AT)
        assert stopped.value.status == 403
    with pytest.raises(Refused) as stopped:
        actions.drop_item(second, reason="", by=c.actors.officer, at=AT)
    assert codes(stopped) == ["proposal.reason_missing"]
    actions.drop_item(second, reason="Akreditasi tidak cukup.", by=c.actors.officer, at=AT)
    second.refresh_from_db()
    assert second.dropped_reason == "Akreditasi tidak cukup."
    assert kinds(made)[-1] == "proposal.item_dropped"
    for row, code in ((second, "item.dropped"), (made.items.get(number=1), "item.last")):
        with pytest.raises(Refused) as stopped:
            actions.drop_item(row, reason="x", by=c.actors.officer, at=AT)
        assert codes(stopped) == [code]
    actions.ask_completion(made, text="x", by=c.actors.officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.drop_item(made.items.get(number=1), reason="x", by=c.actors.officer, at=AT)
    assert "proposal.wrong_state" in codes(stopped)


def test_the_region_links_items_to_its_plans(c):
    given = {"plan": "rkpd", "name": "Program UMKM", "first_year": 2026, "last_year": 2026, "by": c.actors.officer}
    programme = actions.add_programme(c.awan, at=AT, **given)
    made = cases.screening(c)
    row = made.items.get()
    actions.link_programme(row, programme=programme, by=c.actors.officer, at=AT)
    row.refresh_from_db()
    assert row.programme == programme
    actions.link_programme(row, programme=None, by=c.actors.officer, at=AT)
    row.refresh_from_db()
    assert row.programme is None
    inner = Event.objects.filter(chain__kind="inner", chain__subject__startswith=made.code).order_by("pk")
    assert [event.kind for event in inner] == ["proposal.programme_linked", "proposal.programme_unlinked"]
    assert not any("programme" in kind for kind in kinds(made))
    with pytest.raises(Refused):
        actions.link_programme(row, programme=programme, by=c.actors.partner_officer, at=AT)


# ------------------------------------------------------------------ the partner's answer to an offer


@pytest.mark.parametrize("who", ["partner_officer", "rektor"])
def test_the_partner_accepts_what_the_region_offers(c, who):
    made = bring(cases.outgoing_screening(c), c, "offered")
    assert made.desk == c.bumi
    actions.accept_offer(made, version=made.version, by=getattr(c.actors, who), at=AT)
    now = cases.fresh(made)
    assert (now.state, now.desk) == ("agreed", None)
    assert kinds(made) == ["proposal.offer_accepted"]
    assert Notice.objects.filter(recipient=c.dinas_officer, threshold="accepted").count() == 1


def test_the_partner_declines_with_a_reason(c):
    made = bring(cases.outgoing_screening(c), c, "offered")
    with pytest.raises(Refused) as stopped:
        actions.decline_offer(made, reason=" ", by=c.actors.rektor, at=AT)
    assert codes(stopped) == ["proposal.reason_missing"]
    actions.decline_offer(made, reason="Tenaga kami terbatas.", by=c.actors.rektor, at=AT)
    now = cases.fresh(made)
    assert (now.state, now.ending) == ("declined", "Tenaga kami terbatas.")


def test_nobody_else_answers_and_nobody_before_it_is_offered(c):
    early = cases.outgoing_screening(c)
    with pytest.raises(Refused) as stopped:
        actions.accept_offer(early, by=c.actors.rektor, at=AT)
    assert codes(stopped) == ["proposal.wrong_state"]
    made = bring(early, c, "offered")
    for who in (c.actors.officer, c.actors.leader, c.actors.citra_officer, c.actors.faculty_officer, c.actors.staf):
        with pytest.raises(Refused) as stopped:
            actions.accept_offer(made, by=who, at=AT)
        assert stopped.value.status == 403
    with pytest.raises(Refused) as stopped:
        actions.accept_offer(made, version=made.version - 1, by=c.actors.rektor, at=AT)
    assert codes(stopped) == ["proposal.stale"]


def test_for_a_partner_without_an_account_its_keeper_records_the_answer_with_the_letter(c):
    partner = cases.kept_partner(c)
    made = bring(cases.outgoing_screening(c, partner=partner), c, "offered")
    with pytest.raises(Refused) as stopped:
        actions.accept_offer(made, by=c.actors.officer, at=AT)
    assert codes(stopped) == ["behalf.missing"]
    with pytest.raises(Refused) as stopped:
        actions.accept_offer(made, behalf=Behalf("Joko Contoh", "Direktur", TODAY), by=c.actors.officer, at=AT)
    assert codes(stopped) == ["behalf.letter_missing"]
    behalf = Behalf("Joko Contoh", "Direktur", TODAY, cases.scan("jawaban"))
    actions.accept_offer(made, behalf=behalf, by=c.actors.officer, at=AT)
    assert cases.fresh(made).state == "agreed"
    row = made.documents.get()
    assert row.kind == "answer"
    assert "Joko Contoh" in made.chain.events.latest("number").text
    with pytest.raises(Refused):  # the answer stays
        actions.remove_enclosed(row, by=c.actors.officer, at=AT)


# ------------------------------------------------------------------ the checklist


def test_the_checklist_follows_the_kind_of_cooperation_and_what_came(c):
    law = law_on(TODAY, "33.03")
    made = cases.draft(c)  # with a PTN-BH: a third party
    rows = {row.kind: row for row in checklist(made, law, inside=True)}
    assert rows["studi_kelayakan"].needed
    assert rows["surat_penawaran"].missing
    assert rows["surat_penawaran"].source.regulation
    actions.enclose(made, kind="studi_kelayakan", file=cases.scan("sk"), name="SK", by=c.actors.partner_officer, at=AT)
    actions.revise(made, changes={"letter_file": cases.scan()}, by=c.actors.partner_officer, at=AT)
    rows = {row.kind: row for row in checklist(cases.fresh(made), law, inside=True)}
    assert rows["studi_kelayakan"].present
    assert rows["surat_penawaran"].present
    assert rows["kak"].missing
    before = law_on(dt.date(2020, 1, 1), "33.03")  # then a BLU: synergy, unless a KB is asked for
    assert "rencana_kerja" not in {row.kind for row in checklist(cases.fresh(made), before, inside=True) if row.needed}
    actions.revise(made, changes={"wanted_kind": ""}, by=c.actors.partner_officer, at=AT)
    assert "rencana_kerja" in {row.kind for row in checklist(cases.fresh(made), before, inside=True) if row.needed}


def test_what_the_region_chose_changes_the_checklist_outside_only_once_it_agreed(c):
    law = law_on(TODAY, "33.03")
    ministry = make.organization("Balai Contoh", "kementerian", by=c.actors.officer)
    make.organizations.give_form(
        ministry, form="kementerian", start=dt.date(2010, 1, 1), basis="contoh", by=make.SYSTEM, at=AT
    )
    made = cases.screening(c, partner=ministry, pen=c.bagian, wanted_kind="nk", by=c.actors.officer)

    def asked(*, inside: bool) -> set[str]:
        return {row.kind for row in checklist(cases.fresh(made), law, inside=inside) if row.needed}

    before = asked(inside=False)
    actions.choose_kind(made, kind="kb", reason="Kebiasaan daerah.", by=c.actors.officer, at=AT)
    assert asked(inside=True) != before
    assert asked(inside=False) == before
    Proposal.objects.filter(pk=made.pk).update(state="agreed")
    assert asked(inside=False) == asked(inside=True)


def test_what_a_case_lacks_is_said_in_words_in_a_constant_number_of_queries(c, django_assert_num_queries):
    law = law_on(TODAY, "33.03")
    bare = cases.bare_draft(c, purpose="", letter_number="")
    lacking = missing([bare], law)[bare.pk]
    assert lacking[:3] == ["kegiatan dengan tempat dan sasarannya", "maksud dan manfaat", "nomor dan tanggal surat"]
    assert "Surat penawaran" in lacking
    for n in range(9):
        cases.draft(c, letter_number=f"{n}")
    rows = list(Proposal.objects.select_related("partner"))
    with django_assert_num_queries(3):
        assert len(missing(rows, law)) == 10
    with django_assert_num_queries(2):
        checklists(rows, law, inside=True)


@pytest.mark.parametrize("form", ["pts", "ptn_blu"])
@pytest.mark.parametrize("wanted_kind", ["", "kb", "nk"])
@pytest.mark.parametrize("direction", ["incoming", "outgoing"])
def test_page_letter_and_screening_ask_for_the_same_documents(c, form, wanted_kind, direction):
    partner = make.organization("Sekolah Tinggi Contoh", "kampus", by=c.actors.officer)
    make.organizations.give_form(partner, form=form, start=dt.date(2010, 1, 1), basis="contoh", by=make.SYSTEM, at=AT)
    begin = cases.screening if direction == "incoming" else cases.outgoing_screening
    by = {"pen": c.bagian, "by": c.actors.officer} if direction == "incoming" else {}
    made = begin(c, partner=partner, wanted_kind=wanted_kind, **by)
    page = {row.kind for row in checklist(made, law_on(TODAY, "33.03"), inside=True) if row.missing}
    run = actions.screen(made, by=c.actors.officer, at=AT)
    found = {str(row["code"]).rpartition(".")[2] for row in run.findings if row["code"].startswith("document.missing.")}
    assert page == found
    assert ("surat_penawaran" in page) == (direction == "incoming")
    assert ("rencana_kerja" in page) == (form == "ptn_blu" and wanted_kind != "kb")
    assert ("studi_kelayakan" in page) == (form == "pts" or wanted_kind == "kb")
    told = matter_of(made, c.awan, at=AT).missing
    assert set(told) == {row.title for row in law_on(TODAY, "33.03").others_of("document") if row.key in page}


def test_an_unknown_partner_form_asks_for_nothing(c):
    made = cases.written_down(c)
    assert checklist(made, law_on(TODAY, "33.03"), inside=True) == []
    assert make.AT == AT

"""Screening through its actions: runs are kept, answered, compared; who may; and what is refused leaves nothing."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from simpul.core.refusals import Refused
from simpul.law.actions import correct
from simpul.law.models import Entry, law_on
from simpul.organizations.actions import accredit, give_form
from simpul.proposals import actions
from simpul.proposals.models import Override, Screening, View
from simpul.proposals.models import screening as runs
from simpul.proposals.models.paper import report_facts
from simpul.proposals.models.screening_facts import facts_on
from simpul.proposals.models.screening_report import FIELDS, report
from simpul.proposals.rules.screening import findings_on
from simpul.proposals.rules.screening_facts import ScreeningFacts
from simpul.register.models import Event
from tests import make
from tests.proposals import cases

AT, TODAY = cases.AT, cases.TODAY
DAY = dt.timedelta(days=1)
LATER = AT + DAY


def screened(c: SimpleNamespace, **values):
    """Registered, and the rules have run once."""
    made = cases.screening(c, **values)
    actions.screen(made, by=c.actors.officer, at=AT)
    return cases.fresh(made)


def again(c, proposal, at=LATER) -> Screening:
    return actions.screen(cases.fresh(proposal), by=c.actors.officer, at=at)


def codes(run: Screening) -> set[str]:
    return {row["code"] for row in run.findings}


def refused(code: str, call) -> None:
    """Refused with this code; nothing is left behind."""
    tables = (Screening, Override, View, Event)
    before = [table.objects.count() for table in tables]
    with pytest.raises(Refused) as stopped:
        call()
    assert code in [refusal.code for refusal in stopped.value.refusals], stopped.value
    assert [table.objects.count() for table in tables] == before


# ---- a run


def test_a_run_keeps_its_facts_its_law_and_what_it_found(c):
    proposal = screened(c)
    run = runs.latest(proposal)
    assert (run.number, run.day, run.region_code) == (1, TODAY, "33.03")
    assert json.loads(run.facts)["items"][0]["affair"] == "2.07.pelatihan"
    assert {"authority.part_open:1", "plans.none:1", "needs.pending", "dprd.unanswered", "data.unanswered"} <= codes(
        run
    )
    assert run.advice["kind"] == "kb"
    assert len(run.hash) == len(run.law) == 64
    event = Event.objects.filter(kind="proposal.screened").latest("pk")
    assert event.chain.kind == "inner"
    assert json.loads(event.text)["data"]["hash"] == run.hash


def test_the_same_again_finds_the_same_under_a_new_number(c):
    proposal = screened(c)
    first, second = runs.latest(proposal), again(c, proposal, at=AT)
    assert second.number == 2
    assert (second.facts, second.law, second.findings, second.hash) == (
        first.facts,
        first.law,
        first.findings,
        first.hash,
    )


def test_what_is_kept_is_indonesian_whoever_does_it(c):
    from django.utils import translation

    with translation.override("en"):
        run = again(c, cases.screening(c))
    assert "Butir 1" in next(row["text"] for row in run.findings if row["item"] == 1)


@pytest.mark.parametrize("who", ["dinas_officer", "leader", "bkpsdm_officer"])
def test_only_the_cooperation_office_runs_the_rules(c, who):
    proposal = cases.screening(c)
    refused("proposal.not_permitted", lambda: actions.screen(proposal, by=getattr(c.actors, who), at=AT))


@pytest.mark.parametrize("who", ["partner_officer", "citra_officer"])
def test_nobody_outside_the_region_screens(c, who):
    proposal = cases.screening(c)
    refused("proposal.not_your_side", lambda: actions.screen(proposal, by=getattr(c.actors, who), at=AT))


def test_a_proposal_that_is_not_registered_is_not_screened(c):
    proposal = cases.received(c)
    refused("proposal.wrong_state", lambda: actions.screen(proposal, by=c.actors.officer, at=AT))


def test_a_partner_reads_nothing_of_it(c):
    from simpul.proposals.models import Proposal

    proposal = screened(c)
    assert Proposal.objects.visible_to(c.actors.partner_officer).filter(pk=proposal.pk).exists()
    assert not Proposal.objects.inside(c.actors.partner_officer).filter(pk=proposal.pk).exists()
    assert not Proposal.objects.inside(c.actors.citra_officer).exists()


# ---- what changed since


def test_a_fresh_run_is_not_out_of_date(c):
    run = runs.latest(screened(c))
    assert not runs.stale(run)
    assert runs.changed_since(run, TODAY) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda c, p: actions.answer_facts(p, changes={"apbd_funded": False}, by=c.actors.officer, at=AT), "apbd_funded"),
        (lambda c, p: give_form(c.bumi, form="pts", start=TODAY, basis="Akta", by=make.SYSTEM, at=AT), "form"),
        (
            lambda c, p: actions.add_mapping(
                c.awan, year=2026, affair="2.07.pelatihan", object="Pelatihan kerja", by=c.actors.officer, at=AT
            ),
            "items",
        ),
        (
            lambda c, p: actions.set_policy(
                c.awan, start=TODAY, order=[], checks={"pt": ["hukum"]}, clocks=[], basis="Perbup", by=c.actors.officer, at=AT
            ),
            "policy",
        ),
        (lambda c, p: actions.classify(p.items.get(), affair="2.17.usaha", part="mikro", by=c.actors.officer, at=AT), "items"),
    ],
)  # fmt: skip
def test_a_changed_fact_makes_it_out_of_date(c, change, field):
    proposal = screened(c)
    change(c, proposal)
    run = runs.latest(cases.fresh(proposal))
    assert runs.stale(run)
    assert field in runs.changed_since(run, TODAY)
    assert not runs.stale(again(c, proposal, at=AT))


def test_a_changed_law_makes_it_out_of_date(c):
    proposal = screened(c)
    entry = Entry.objects.get(kind="dprd", key="membebani", retired_at=None)
    correct(
        entry, title=entry.title, text="Diperkirakan lain.", value={}, regulation="", article="Pasal 99", start=None, end=None,
        evidence="JDIH", version=entry.version, by=make.SYSTEM, at=AT,
    )  # fmt: skip
    run = runs.latest(proposal)
    assert runs.stale(run)
    assert runs.changed_since(run, TODAY) == ["law"]
    found = report(proposal, day=TODAY)
    assert found.changed == ("dasar hukum",)


def test_days_that_pass_change_nothing_until_the_result_does(c):
    end = TODAY + 4 * DAY
    accredit(c.upt, purpose="assessment", rank="C", start=make.LONG_AGO, end=end, basis="K", by=make.SYSTEM, at=AT)
    proposal = cases.draft(c)
    cases.item(
        proposal,
        c.actors.partner_officer,
        activity="assessment",
        title="Penilaian",
        affair="5.03.asn",
        post_level="pelaksana",
    )
    actions.send(proposal, by=c.actors.partner_officer, at=AT)
    actions.register(cases.fresh(proposal), by=c.actors.officer, at=AT)
    run = again(c, proposal, at=AT)
    assert "accreditation.fit:2" in codes(run)
    assert not runs.stale(run)
    assert not runs.stale(run, end)
    assert runs.stale(run, end + DAY)
    assert runs.changed_since(run, end + DAY) == ["day"]
    assert report(cases.fresh(proposal), day=end + DAY).changed == ("temuan menurut tanggal hari ini",)
    refused(
        "submit.screening_stale",
        lambda: actions.submit(cases.fresh(proposal), post=c.bupati_post, by=c.actors.officer, at=AT + 9 * DAY),
    )
    later = again(c, proposal, at=AT + 9 * DAY)
    assert "accreditation.expired:2" in codes(later)
    assert [row["code"] for row in runs.hard(cases.fresh(proposal))] == ["accreditation.expired:2"]


def test_a_programme_whose_last_year_passed_makes_it_out_of_date(c):
    proposal = cases.screening(c)
    programme = actions.add_programme(
        c.awan, plan="rkpd", name="Pelatihan 100%", first_year=2026, last_year=2026, by=c.actors.officer, at=AT
    )  # fmt: skip
    proposal.items.update(programme=programme)
    run = again(c, proposal, at=AT)
    assert "plans.fit:1" in codes(run)
    assert not runs.stale(run, dt.date(2026, 12, 31))
    assert "day" in runs.changed_since(run, dt.date(2027, 1, 1))


def test_what_nobody_recorded_is_not_out_of_date_tomorrow(c):
    kept = make.organization("Yayasan Tanpa Bentuk", "asosiasi", by=c.actors.officer)
    proposal = cases.written_down(c, partner=kept)
    proposal.items.update(activity="assessment", post_level="pelaksana")
    actions.send(proposal, received_on=TODAY, by=c.actors.officer, at=AT)
    actions.register(cases.fresh(proposal), by=c.actors.officer, at=AT)
    run = again(c, proposal, at=AT)
    assert {"kind.form_unknown", "accreditation.missing:1"} <= codes(run)
    assert runs.changed_since(run, TODAY + DAY) == []


def test_every_fact_has_a_word_for_having_changed():
    names = {field.name for field in dataclasses.fields(ScreeningFacts)} - {"day"}
    assert set(FIELDS) == names | {"law", "day"}


def test_a_run_tells_what_is_new_and_what_is_gone(c):
    proposal = screened(c)
    actions.classify(proposal.items.get(), affair="2.17.usaha", part="kecil", by=c.actors.officer, at=AT)
    again(c, proposal)
    found = report(cases.fresh(proposal), day=TODAY)
    assert {"authority.partly:1", "owner.named:1"} <= {line.code for line in found.appeared}
    assert "authority.part_open:1" in {line.code for line in found.gone}


# ---- reasons


def test_a_written_reason_answers_a_finding(c):
    proposal = screened(c)
    assert "plans.none:1" in {row["code"] for row in runs.unanswered(proposal)}
    made = actions.override(proposal, code="plans.none:1", reason=" Masuk perubahan RKPD. ", by=c.actors.officer, at=AT)
    assert made.reason == "Masuk perubahan RKPD."
    assert "plans.none:1" not in {row["code"] for row in runs.unanswered(proposal)}
    event = Event.objects.filter(kind="proposal.finding_overridden").latest("pk")
    assert event.chain.kind == "inner"


def test_a_finding_that_says_something_else_needs_another_reason(c):
    proposal = screened(c)
    actions.classify(proposal.items.get(), affair="2.17.usaha", part="kecil", by=c.actors.officer, at=AT)
    again(c, proposal, at=AT)
    actions.override(
        cases.fresh(proposal), code="authority.partly:1", reason="Provinsi ikut.", by=c.actors.officer, at=AT
    )
    assert "authority.partly:1" not in {row["code"] for row in runs.unanswered(proposal)}
    actions.classify(proposal.items.get(), affair="2.17.usaha", part="menengah", by=c.actors.officer, at=AT)
    again(c, proposal)
    assert "authority.partly:1" in {row["code"] for row in runs.unanswered(proposal)}
    actions.override(
        cases.fresh(proposal), code="authority.partly:1", reason="Kementerian ikut.", by=c.actors.officer, at=AT
    )
    assert Override.objects.filter(proposal=proposal, code="authority.partly:1").count() == 2


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "tidak.ada"}, "override.unknown"),
        ({"code": ""}, "override.unknown"),
        ({"code": "needs.pending"}, "override.not_asked"),
        ({"reason": "  "}, "override.reason_missing"),
    ],
)
def test_a_reason_that_answers_nothing_is_refused(c, values, code):
    proposal = screened(c)
    given = {"code": "plans.none:1", "reason": "Karena.", **values}
    refused(code, lambda: actions.override(proposal, **given, by=c.actors.officer, at=AT))


def test_the_same_reason_is_written_once(c):
    proposal = screened(c)
    actions.override(proposal, code="plans.none:1", reason="Karena.", by=c.actors.officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.override(proposal, code="plans.none:1", reason="Lagi.", by=c.actors.officer, at=AT)
    assert stopped.value.refusals[0].code == "database.screening_override_once"


def test_no_reason_overcomes_a_rank_that_does_not_reach(c):
    accredit(c.upt, purpose="assessment", rank="C", start=make.LONG_AGO, basis="K", by=make.SYSTEM, at=AT)
    proposal = cases.draft(c)
    cases.item(
        proposal,
        c.actors.partner_officer,
        activity="assessment",
        title="Penilaian",
        affair="5.03.asn",
        post_level="jpt_pratama",
    )
    actions.send(proposal, by=c.actors.partner_officer, at=AT)
    actions.register(cases.fresh(proposal), by=c.actors.officer, at=AT)
    again(c, proposal, at=AT)
    proposal = cases.fresh(proposal)
    assert [row["code"] for row in runs.hard(proposal)] == ["accreditation.below:2"]
    refused(
        "override.hard",
        lambda: actions.override(proposal, code="accreditation.below:2", reason="Mau.", by=c.actors.officer, at=AT),
    )
    actions.drop_item(proposal.items.get(number=2), reason="Akreditasi tidak sampai.", by=c.actors.officer, at=AT)
    again(c, proposal)
    assert runs.hard(cases.fresh(proposal)) == []


def test_a_reason_before_any_run_is_refused(c):
    proposal = cases.screening(c)
    refused(
        "override.unknown",
        lambda: actions.override(proposal, code="plans.none:1", reason="x", by=c.actors.officer, at=AT),
    )


# ---- the chosen document


def test_the_advised_document_needs_no_reason(c):
    proposal = screened(c)
    actions.choose_kind(proposal, kind="kb", by=c.actors.officer, at=AT)
    proposal = cases.fresh(proposal)
    assert proposal.kind == "kb"
    assert runs.latest(proposal).number == 2, "screened anew at once"
    assert "kind.fits" in codes(runs.latest(proposal))


def test_another_document_needs_a_reason_that_answers_its_finding(c):
    proposal = screened(c)
    refused("choice.reason_missing", lambda: actions.choose_kind(proposal, kind="nk", by=c.actors.officer, at=AT))
    actions.choose_kind(proposal, kind="nk", reason="Kebiasaan daerah.", by=c.actors.officer, at=AT)
    proposal = cases.fresh(proposal)
    assert "kind.differs.nk" in codes(runs.latest(proposal))
    assert "kind.differs.nk" not in {row["code"] for row in runs.unanswered(proposal)}
    actions.choose_kind(proposal, kind="nk", reason="Kebiasaan daerah.", by=c.actors.officer, at=AT)
    assert Override.objects.filter(proposal=proposal).count() == 1


@pytest.mark.parametrize("kind", ["rk", "", "xyz"])
def test_a_document_that_nobody_can_begin_with_is_refused(c, kind):
    proposal = screened(c)
    refused("choice.kind", lambda: actions.choose_kind(proposal, kind=kind, by=c.actors.officer, at=AT))


# ---- answers and sub-matters


def test_the_region_answers_what_the_letter_left_open(c):
    proposal = screened(c)
    given = {"burdens_public": False, "apbd_funded": True, "in_current_apbd": False, "apbd_amount": Decimal("25000000"), "personal_data": False, "title": "tidak ikut"}  # fmt: skip
    actions.answer_facts(proposal, changes=given, by=c.actors.officer, at=AT)
    run = again(c, proposal)
    row = next(row for row in run.findings if row["code"] == "dprd.needed")
    assert "Rp25.000.000" in row["text"]
    assert "data.none" in codes(run)
    assert cases.fresh(proposal).title == proposal.title


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"regimes": ["gaib"]}, "screening.regimes"), ({"apbd_amount": Decimal("-1")}, "screening.amount")],
)
def test_an_answer_that_cannot_be_is_refused(c, changes, code):
    proposal = screened(c)
    refused(code, lambda: actions.answer_facts(proposal, changes=changes, by=c.actors.officer, at=AT))


def test_both_sides_read_the_sub_matter_that_the_region_named(c):
    proposal = screened(c)
    row = actions.classify(proposal.items.get(), affair="2.17.usaha", part="mikro", by=c.actors.officer, at=AT)
    assert (row.affair, row.part) == ("2.17.usaha", "mikro")
    event = Event.objects.filter(kind="proposal.item_classified").latest("pk")
    assert event.chain_id == proposal.chain_id


@pytest.mark.parametrize(("affair", "part"), [("9.99", ""), ("2.17.usaha", "raksasa"), ("", "")])
def test_a_sub_matter_that_no_table_knows_is_refused(c, affair, part):
    proposal = screened(c)
    refused(
        "classify.affair",
        lambda: actions.classify(proposal.items.get(), affair=affair, part=part, by=c.actors.officer, at=AT),
    )


def test_an_item_that_was_taken_out_is_not_screened_any_more(c):
    proposal = screened(c)
    row = cases_second(c, proposal)
    actions.drop_item(row, reason="Di luar daerah.", by=c.actors.officer, at=AT)
    run = again(c, proposal)
    assert row.number not in {line["item"] for line in run.findings}
    refused(
        "classify.dropped", lambda: actions.classify(row, affair="2.17.usaha", part="mikro", by=c.actors.officer, at=AT)
    )


def cases_second(c, proposal):
    """Another item, written by the partner after a question."""
    actions.ask_completion(cases.fresh(proposal), text="Tambahkan kegiatan.", by=c.actors.officer, at=AT)
    row = cases.item(cases.fresh(proposal), c.actors.partner_officer, title="Kegiatan kedua")
    actions.complete(cases.fresh(proposal), by=c.actors.partner_officer, at=AT)
    return row


# ---- views


def test_a_member_of_the_team_writes_a_view(c):
    proposal = screened(c)
    actions.set_policy(c.awan, start=TODAY, order=["pt"], checks={"pt": ["teknis"]}, clocks=[], basis="Perbup contoh", by=c.actors.officer, at=AT)  # fmt: skip
    assert "policy.view_missing.teknis" in codes(again(c, proposal, at=AT))
    actions.write_view(
        cases.fresh(proposal), field="teknis", stance="supports", text="Sanggup.", by=c.actors.officer, at=AT
    )
    row = View.objects.get()
    assert (row.field, row.stance, row.organization) == ("teknis", "supports", c.bagian)
    assert "Petugas Kerja Sama" in row.by_name
    run = again(c, proposal)
    assert "policy.viewed.teknis" in codes(run)
    assert "policy.view_missing.teknis" not in codes(run)


def test_a_view_that_no_rule_asked_for_leaves_the_run_as_it_is(c):
    proposal = screened(c)
    actions.write_view(
        proposal, field="keuangan", stance="conditional", text="Bila ada biaya.", by=c.actors.officer, at=AT
    )
    assert not runs.stale(runs.latest(cases.fresh(proposal)))
    assert report(proposal, day=TODAY).views[0].text == "Bila ada biaya."


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"field": "sihir"}, "view.field"),
        ({"stance": "entah"}, "view.stance"),
        ({"text": " \n"}, "view.text_missing"),
    ],
)
def test_an_incomplete_view_is_refused(c, values, code):
    proposal = screened(c)
    given = {"field": "hukum", "stance": "supports", "text": "Baik.", **values}
    refused(code, lambda: actions.write_view(proposal, **given, by=c.actors.officer, at=AT))


def test_views_are_written_inside_the_region_while_it_is_worked_on(c):
    proposal = screened(c)
    given = {"field": "hukum", "stance": "supports", "text": "Baik.", "at": AT}
    refused("proposal.not_permitted", lambda: actions.write_view(proposal, **given, by=c.actors.partner_officer))
    refused("proposal.not_permitted", lambda: actions.write_view(proposal, **given, by=c.actors.leader))
    stranger = make.user(
        "Anggota Lain", make.organization("Kabupaten Lain", "pemda", region_code="33.04"), "anggota_tkksd"
    )
    refused("view.outside", lambda: actions.write_view(proposal, **given, by=make.actor(stranger)))
    actions.withdraw(proposal, reason="Batal.", by=c.actors.partner_officer, at=AT)
    refused("view.state", lambda: actions.write_view(cases.fresh(proposal), **given, by=c.actors.officer))


# ---- facts and what they cost


def test_the_partners_form_of_that_day_counts(c):
    proposal = cases.screening(c)
    assert facts_on(proposal, dt.date(2022, 10, 19)).form == "ptn_blu"
    assert facts_on(proposal, dt.date(2022, 10, 20)).form == "ptn_bh"


def test_who_would_carry_it_out_brings_its_own_accreditation(c):
    campus = make.organization("Universitas Lain", "kampus")
    accredit(campus, purpose="assessment", rank="A", start=make.LONG_AGO, basis="K", by=make.SYSTEM, at=AT)
    proposal = cases.draft(c)
    cases.item(
        proposal,
        c.actors.partner_officer,
        activity="assessment",
        title="Penilaian",
        affair="5.03.asn",
        post_level="jpt_madya",
    )
    assert facts_on(proposal, TODAY).accreditations == ()
    actions.add_participant(proposal, organization=campus, role="implementing", by=c.actors.partner_officer, at=AT)
    assert [row.rank for row in facts_on(proposal, TODAY).accreditations] == ["A"]


def queries(call) -> int:
    with CaptureQueriesContext(connection) as counted:
        call()
    return len(counted)


def test_ten_items_cost_as_many_queries_as_one(c):
    one, ten = cases.screening(c), cases.draft(c, letter_number="13/UN/KS/2026", title="Sepuluh kegiatan")
    for number in range(9):
        cases.item(ten, c.actors.partner_officer, title=f"Kegiatan {number}")
    actions.send(ten, by=c.actors.partner_officer, at=AT)
    actions.register(cases.fresh(ten), by=c.actors.officer, at=AT)
    one, ten = cases.fresh(one), cases.fresh(ten)
    for proposal in (one, ten):
        again(c, proposal)  # whatever is remembered is remembered now, and the inner chain is there
    assert queries(lambda: actions.screen(ten, by=c.actors.officer, at=LATER)) == queries(
        lambda: actions.screen(one, by=c.actors.officer, at=LATER)
    )
    assert queries(lambda: report(ten, day=TODAY)) == queries(lambda: report(one, day=TODAY))


def test_the_partner_may_be_the_level_that_owns_it(c):
    ministry = make.organization("Kementerian Contoh", "kementerian", by=c.actors.officer)
    give_form(ministry, form="kementerian", start=make.LONG_AGO, basis="Perpres contoh", by=c.actors.officer, at=AT)
    province = make.organization("Provinsi Angin", "pemda", region_code="33")
    give_form(province, form="pemda", start=make.LONG_AGO, basis="UU contoh", by=make.SYSTEM, at=AT)
    for partner, level in ((ministry, "centre"), (province, "province"), (c.bumi, "")):
        made = cases.draft(c, partner=partner, pen=c.bagian, by=c.actors.officer, letter_number=f"{partner.pk}/2026")
        facts = facts_on(made, TODAY)
        assert (facts.partner_level, facts.partner_region) == (level, "33" if partner == province else "")


def test_the_mapping_of_another_part_of_a_sub_matter_asks_whether_it_is_the_same(c):
    actions.add_mapping(
        c.awan, year=2026, affair="1.01.pengelolaan", part="dasar", object="Mutu SD dan SMP", by=c.actors.officer, at=AT
    )
    made = cases.bare_draft(c)
    for part in ("dasar", "tinggi"):
        cases.item(made, c.actors.partner_officer, affair="1.01.pengelolaan", part=part)
    law = law_on(TODAY, "33.03")
    found = {
        f.key: f for f in findings_on(facts_on(cases.fresh(made), TODAY), law).findings if f.code.startswith("plans.")
    }
    assert set(found) == {"plans.mapped:1", "plans.mapped_elsewhere:2"}
    assert found["plans.mapped_elsewhere:2"].asks
    assert "«Mutu SD dan SMP»" in found["plans.mapped_elsewhere:2"].text
    with pytest.raises(Refused):
        actions.add_mapping(
            c.awan, year=2026, affair="1.01.pengelolaan", part="apa", object="Lain", by=c.actors.officer, at=AT
        )


def test_the_staff_report_tells_counts_burdens_and_what_was_taken_out(c):
    made = cases.draft(c, burdens_public=True, burdens_reason="Retribusi pasar")
    cases.item(made, c.actors.partner_officer, title="Lokakarya", target_count=1500)
    second = cases.item(made, c.actors.partner_officer, title="Pameran")
    actions.send(made, by=c.actors.partner_officer, at=AT)
    actions.register(made, by=c.actors.officer, at=AT)
    actions.drop_item(second, reason="Belum ada tempat.", by=c.actors.officer, at=AT)
    actions.screen(made, by=c.actors.officer, at=AT)
    told = report_facts(cases.fresh(made), printed_at=AT)
    assert [row.target for row in told.items] == ["Pelaku usaha mikro (100)", "Pelaku usaha mikro (1.500)"]
    data = dict(told.data)
    assert data["Membebani masyarakat atau daerah"] == "ya. Retribusi pasar"
    assert data["Butir 3 dikeluarkan"].startswith("Pameran. Belum ada tempat. (")
    assert "Perlu Dipastikan" in told.advice[0]
    assert all(line.count("Perlu Dipastikan") <= 1 for line in told.advice)

"""Dispositions from desk to desk: every answer, every refusal, who sees and hears what."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from simpul.core.behalf import Behalf
from simpul.core.refusals import Refused
from simpul.documents.actions import store_bytes
from simpul.notices.models import Notice
from simpul.organizations import actions as organizations
from simpul.proposals import actions
from simpul.proposals.models import Hop, Proposal, Stay
from simpul.register.models import Event
from tests import make
from tests.documents.files import pdf
from tests.proposals import cases

AT, TODAY = cases.AT, cases.TODAY
DAY = dt.timedelta(days=1)


def answer(c, made: Proposal, number: int, answer: str, who: str = "leader", **values: Any) -> Proposal:
    actions.answer(cases.hop(made, number), answer=answer, by=getattr(c.actors, who), **{"at": AT, **values})
    return cases.fresh(made)


def refused(call, *args: Any, **values: Any) -> list[str]:
    """The codes; neither a row nor an event is left behind."""
    before = Hop.objects.count(), Event.objects.count(), Stay.objects.count(), Notice.objects.count()
    with pytest.raises(Refused) as stopped:
        call(*args, **values)
    assert (Hop.objects.count(), Event.objects.count(), Stay.objects.count(), Notice.objects.count()) == before
    return [r.code for r in stopped.value.refusals]


def desks(made: Proposal) -> list[tuple[int, str, str]]:
    return list(made.hops.values_list("number", "state", "answer"))


def told(made: Proposal, threshold: str) -> set[str]:
    rows = Notice.objects.filter(subject=f"proposal:{made.code}", threshold__startswith=threshold)
    return set(rows.values_list("recipient__name", flat=True))


def letter(text: str = "lembar disposisi"):
    return store_bytes(pdf(1) + b"\n% " + text.encode(), "d.pdf", kind="letter", by=make.SYSTEM, at=AT)


def behalf(name: str = "Anindita Pejabat Contoh", on: dt.date = TODAY, **values: Any) -> Behalf:
    return Behalf(name, "Bupati Awan", on, **{"letter": letter(), **values})


@pytest.fixture
def sekda(c):
    """The sekda with an account, and an assistant below."""
    c.asisten_post = make.post(c.setda, "Asisten Perekonomian", "Galuh Pejabat Contoh")
    c.sekda = make.user("Sekretaris Daerah", c.setda, "pimpinan", post=c.sekda_post)
    c.asisten = make.user("Asisten Perekonomian", c.setda, "pimpinan", post=c.asisten_post)
    c.actors.sekda, c.actors.asisten = make.actor(c.sekda), make.actor(c.asisten)
    return c


# Submitting


def test_submitting_lays_the_question_on_the_bupatis_desk_and_tells_the_desk(c):
    made = cases.awaiting(c, instruction="Mohon arahan.", due=TODAY + 7 * DAY)
    assert (made.state, made.desk, made.desk_post, made.desk_label) == (
        "awaiting", c.awan, c.bupati_post, "Bupati Awan, Kabupaten Awan",
    )  # fmt: skip
    asked = cases.hop(made)
    assert (asked.label, asked.mode, asked.instruction, asked.state) == (
        "Bupati Awan, Kabupaten Awan", "decide", "Mohon arahan.", "open",
    )  # fmt: skip
    assert made.stays.get(until=None).post == c.bupati_post
    assert told(made, "hop:1") == {"Bupati Awan", "Staf Bupati"}


def test_a_proposal_goes_up_only_when_its_screening_is_done_and_fresh(c):
    made = cases.screening(c)

    def submit(**values: Any) -> list[str]:
        return refused(actions.submit, made, **{"post": c.bupati_post, "by": c.actors.officer, "at": AT, **values})

    assert submit() == ["submit.no_screening"]
    actions.screen(made, by=c.actors.officer, at=AT)
    assert submit() == ["submit.open_findings"]
    made = cases.screened(c, made)
    assert submit(by=c.actors.leader) == ["proposal.not_permitted"]
    assert submit(by=c.actors.partner_officer)[-1] == "proposal.not_your_side"
    assert submit(version=made.version - 1) == ["proposal.stale"]
    assert submit(due=TODAY - DAY) == ["hop.due_past"]
    assert submit(post=c.rektor_post) == ["hop.post_elsewhere"]
    Proposal.objects.filter(pk=made.pk).update(months=120)
    assert submit() == ["submit.screening_stale"]


def hopeless(c, **values: Any) -> Proposal:
    """Screened, with a finding that no reason overcomes."""
    made = cases.screened(c, cases.screening(c, **values))
    run = made.screenings.get()
    run.findings = [run.findings[0] | {"hard": True, "asks": False}]
    run.save()
    return made


def test_a_finding_that_no_reason_overcomes_keeps_a_proposal_from_the_leader_while_its_item_can_go(c):
    draft = cases.draft(c)
    cases.item(draft, c.actors.partner_officer, title="Pendampingan")
    actions.send(draft, by=c.actors.partner_officer, at=AT)
    actions.register(draft, by=c.actors.officer, at=AT)
    made = cases.screened(c, cases.fresh(draft))
    run = made.screenings.get()
    run.findings = [run.findings[0] | {"hard": True, "asks": False}]
    run.save()
    assert refused(actions.submit, made, post=c.bupati_post, by=c.actors.officer, at=AT) == ["submit.hard_finding"]


def test_a_last_item_that_cannot_go_on_is_declined_or_returned_by_the_leader_but_not_agreed_to(c):
    made = hopeless(c)
    actions.submit(made, post=c.bupati_post, by=c.actors.officer, at=AT)
    hop = cases.hop(made)
    assert refused(actions.answer, hop, answer="agree", by=c.actors.leader, at=AT) == ["hop.hard_finding"]
    assert answer(c, made, 1, "return", text="Apakah akreditasinya diperpanjang?").state == "screening"
    actions.submit(cases.fresh(made), post=c.bupati_post, by=c.actors.officer, at=AT)
    assert answer(c, made, 2, "decline", text="Akreditasi lembaganya tidak cukup.").state == "declined"


def test_nothing_is_laid_on_a_desk_where_nobody_sits(c):
    made = cases.screened(c, cases.screening(c))
    make_holder_leave(c, c.sekda_post)
    assert refused(actions.submit, made, post=c.sekda_post, by=c.actors.officer, at=AT + 2 * DAY) == ["hop.post_vacant"]
    organizations.end_post(c.sekda_post, end=TODAY + DAY, by=make.SYSTEM, at=AT)
    assert refused(actions.submit, made, post=c.sekda_post, by=c.actors.officer, at=AT + 2 * DAY) == ["hop.post_ended"]


def make_holder_leave(c, post, end: dt.date = TODAY) -> None:
    organizations.relieve(make.holder(post), end=end, by=make.SYSTEM, at=AT)


# The four answers


def test_the_bupati_agrees_and_both_sides_know(c):
    made = cases.agreed(c)
    assert (made.state, made.desk, made.desk_label) == ("agreed", None, "")
    assert desks(made) == [(1, "answered", "agree")]
    assert not made.stays.filter(until=None).exists()
    assert {"Petugas Kerja Sama", "Petugas Kemitraan Bumi"} <= told(made, "answered:1")
    assert "Petugas Citra" not in told(made, "")


def test_what_the_region_offers_goes_to_the_partner_when_the_bupati_agrees(c):
    made = cases.awaiting(c, outgoing=True)
    assert not Proposal.objects.visible_to(c.actors.partner_officer).filter(pk=made.pk).exists()
    made = answer(c, made, 1, "agree")
    assert (made.state, made.desk) == ("offered", c.bumi)
    assert Proposal.objects.visible_to(c.actors.partner_officer).filter(pk=made.pk).exists()
    assert {"Petugas Kemitraan Bumi", "Rektor Bumi"} <= told(made, "answered:1")
    made = cases.fresh(actions.accept_offer(made, by=c.actors.rektor, at=AT) or made)
    assert made.state == "agreed"


def test_a_partner_may_decline_what_was_offered(c):
    made = cases.offered(c)
    actions.decline_offer(made, reason="Belum ada kapasitas.", by=c.actors.rektor, at=AT)
    assert cases.fresh(made).state == "declined"


def test_a_refusal_needs_a_reason_which_the_partner_reads(c):
    made = cases.awaiting(c)
    assert refused(answer, c, made, 1, "decline") == ["hop.reason_missing"]
    made = answer(c, made, 1, "decline", text="Belum sesuai prioritas.")
    assert (made.state, made.ending) == ("declined", "Belum sesuai prioritas.")
    assert "Petugas Kemitraan Bumi" in told(made, "answered:1")


def test_a_question_comes_back_to_the_officer_who_asks_again(c):
    made = cases.awaiting(c)
    assert refused(answer, c, made, 1, "return", text=" ") == ["hop.question_missing"]
    made = answer(c, made, 1, "return", text="Berapa biayanya?")
    assert (made.state, made.desk, made.desk_post) == ("screening", c.bagian, None)
    assert told(made, "returned:1") == {"Petugas Kerja Sama"}
    actions.submit(made, post=c.bupati_post, by=c.actors.officer, at=AT + DAY)
    assert desks(cases.fresh(made)) == [(1, "answered", "return"), (2, "open", "")]


def test_an_unknown_answer_is_refused(c):
    assert refused(answer, c, cases.awaiting(c), 1, "abstain") == ["hop.answer_unknown"]


def test_who_is_told_to_decide_decides_for_the_bupati(sekda):
    c = sekda
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.sekda_post], mode="decide", text="Putuskan.")
    assert (made.state, made.desk_post) == ("awaiting", c.sekda_post)
    assert told(made, "hop:2") == {"Sekretaris Daerah"}
    made = answer(c, made, 2, "delegate", "sekda", to=[c.kadis_post], mode="decide", text="Silakan, Dinas.")
    assert (made.desk_post, cases.hop(made, 3).instruction) == (c.kadis_post, "Silakan, Dinas.")
    made = answer(c, made, 3, "agree", "dinas_head")
    assert made.state == "agreed"
    assert [(s.state, s.label.partition(",")[0]) for s in made.stays.filter(state="awaiting")] == [
        ("awaiting", "Bupati Awan"), ("awaiting", "Sekretaris Daerah"), ("awaiting", "Kepala Dinas Koperasi dan UKM"),
    ]  # fmt: skip


def test_an_opd_sees_a_proposal_once_it_lies_on_its_desk(c):
    made = cases.awaiting(c)
    seen = Proposal.objects.visible_to(c.actors.dinas_head).filter(pk=made.pk)
    assert not seen.exists()
    answer(c, made, 1, "delegate", to=[c.kadis_post], mode="advise", text="Mohon saran.")
    assert seen.exists()
    assert Hop.objects.visible_to(c.actors.dinas_head).count() == 2
    assert told(made, "hop:2") == {"Kepala Dinas Koperasi", "Petugas Dinas Koperasi"}


def test_advice_of_all_comes_back_to_the_desk_that_asked(sekda):
    c = sekda
    made = answer(
        c, cases.awaiting(c, due=TODAY + 9 * DAY), 1, "delegate", to=[c.sekda_post, c.kadis_post], mode="advise", text="Mohon saran.",
        due=TODAY + 3 * DAY,
    )  # fmt: skip
    made = answer(c, made, 2, "agree", "sekda", text="Layak.")
    assert (made.desk_post, len(desks(made))) == (c.kadis_post, 3)
    made = answer(c, made, 3, "decline", "dinas_head", text="Terlalu mahal.")
    assert (made.state, made.desk_post) == ("awaiting", c.bupati_post)
    back = cases.hop(made, 4)
    assert (back.post, back.mode, back.asked_by, back.due) == (c.bupati_post, "decide", None, TODAY + 9 * DAY)
    assert "Bupati Awan" in told(made, "hop:4")
    assert answer(c, made, 4, "agree").state == "agreed"


def test_an_adviser_who_passes_on_advises_with_the_answer_of_whom_was_asked(sekda):
    c = sekda
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.sekda_post], mode="advise")
    made = answer(c, made, 2, "delegate", "sekda", to=[c.asisten_post], mode="decide")
    made = answer(c, made, 3, "agree", "asisten", text="Setuju.")
    assert (made.state, made.desk_post, cases.hop(made, 4).post) == ("awaiting", c.bupati_post, c.bupati_post)


def test_advice_below_advice_goes_up_step_by_step(sekda):
    c = sekda
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.sekda_post], mode="advise", text="Saran?")
    made = answer(c, made, 2, "delegate", "sekda", to=[c.asisten_post, c.kadis_post], mode="advise", text="Saran?")
    made = answer(c, made, 3, "agree", "asisten")
    made = answer(c, made, 4, "agree", "dinas_head")
    assert made.desk_post == c.sekda_post
    again = cases.hop(made, 5)
    assert (again.mode, again.asked_by.number) == ("advise", 1)
    made = answer(c, made, 5, "agree", "sekda", text="Setda mendukung.")
    assert made.desk_post == c.bupati_post


def test_a_question_goes_back_one_step_at_once_and_comes_back_only_once(sekda):
    c = sekda
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.sekda_post, c.kadis_post], mode="advise")
    made = answer(c, made, 2, "return", "sekda", text="Yang mana?")
    assert cases.hop(made, 4).post == c.bupati_post
    made = answer(c, made, 3, "agree", "dinas_head", text="Layak.")
    assert [h.number for h in made.hops.filter(state="open")] == [4]
    made = answer(c, made, 4, "delegate", to=[c.sekda_post], mode="decide", text="Yang kedua.")
    assert answer(c, made, 5, "agree", "sekda").state == "agreed"


def test_a_decision_takes_back_what_others_were_still_asked(sekda):
    c = sekda
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.sekda_post, c.kadis_post], mode="advise")
    made = answer(c, made, 2, "return", "sekda", text="Mengapa saya?")
    made = answer(c, made, 4, "agree")
    assert (made.state, cases.hop(made, 3).state) == ("agreed", "recalled")
    assert refused(answer, c, made, 3, "agree", "dinas_head") == ["hop.case_closed"]


@pytest.mark.parametrize(
    ("to", "mode", "due", "code"),
    [
        ((), "decide", None, "hop.to_missing"),
        (("kadis_post", "sekda_post"), "decide", None, "hop.one_decides"),
        (("bupati_post",), "decide", None, "hop.to_self"),
        (("rektor_post",), "decide", None, "hop.post_elsewhere"),
        (("kadis_post",), "nod", None, "hop.mode"),
        (("kadis_post",), "decide", TODAY - DAY, "hop.due_past"),
        (("kadis_post",) * 11, "advise", None, "hop.too_many"),
        (("kadis_post", "sekda_post", "kadis_post"), "advise", None, "hop.to_twice"),
    ],
)
def test_passing_on_names_what_is_wrong(c, to, mode, due, code):
    posts = [getattr(c, name) for name in to]
    assert code in refused(answer, c, cases.awaiting(c), 1, "delegate", to=posts, mode=mode, due=due)


def test_an_instruction_too_long_to_be_passed_on_is_refused_at_its_own_field(c):
    made = cases.awaiting(c)
    with pytest.raises(Refused) as stopped:
        answer(c, made, 1, "delegate", to=[c.kadis_post], text="a" * 2001)
    assert [(r.code, r.field) for r in stopped.value.refusals] == [("hop.instruction_long", "text")]
    assert answer(c, made, 1, "delegate", to=[c.kadis_post], text="a" * 2000).desk_post == c.kadis_post


def test_a_question_never_goes_up_the_way_it_came_nor_twice_to_one_desk(sekda):
    c = sekda
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.sekda_post, c.kadis_post], mode="advise")
    assert refused(answer, c, made, 2, "delegate", "sekda", to=[c.bupati_post]) == ["hop.upwards"]
    assert refused(answer, c, made, 2, "delegate", "sekda", to=[c.kadis_post]) == ["hop.already_there"]


# Who may not


@pytest.mark.parametrize(
    "who", ["officer", "dinas_head", "partner_officer", "rektor", "citra_officer", "admin", "dinas_officer"]
)
def test_nobody_else_answers_the_bupatis_question(c, who):
    made = cases.awaiting(c)
    expected = ["behalf.missing"] if who == "officer" else ["hop.not_yours"]
    assert refused(answer, c, made, 1, "agree", who) == expected


def test_who_comes_second_hears_who_answered_and_when(c):
    made = cases.agreed(c)
    with pytest.raises(Refused) as stopped:
        answer(c, made, 1, "decline", text="Tidak")
    (reason,) = stopped.value.refusals
    assert reason.code == "hop.answered"
    assert "Bupati Awan" in str(reason)
    assert "02-03-2026 10.00 WIB" in str(reason)


def test_nobody_answers_what_was_taken_back(c):
    made = cases.awaiting(c)
    actions.recall(made, reason="Salah alamat", by=c.actors.officer, at=AT)
    actions.submit(cases.fresh(made), post=c.sekda_post, by=c.actors.officer, at=AT)
    assert refused(answer, c, made, 1, "agree") == ["hop.recalled"]


def test_a_leader_who_left_the_post_no_longer_answers(c):
    made = cases.awaiting(c)
    make_holder_leave(c, c.bupati_post)
    assert refused(answer, c, made, 1, "agree", at=AT + 2 * DAY) == ["hop.holder_left"]
    organizations.appoint(
        c.bupati_post, person="Wulan Pejabat Contoh", manner="plt", start=TODAY + DAY, basis="SK", by=make.SYSTEM, at=AT
    )
    assert answer(c, made, 1, "agree", at=AT + 2 * DAY).state == "agreed"


# On behalf


def test_staff_record_what_the_bupati_answered_on_paper_and_the_bupati_confirms(c):
    made = cases.awaiting(c)
    made = answer(c, made, 1, "agree", "staf", behalf=behalf(), text="Setuju, lanjutkan.")
    row = cases.hop(made)
    assert (made.state, row.behalf_name, row.behalf_on, row.letter is not None) == (
        "agreed",
        "Anindita Pejabat Contoh",
        TODAY,
        True,
    )
    event = Event.objects.filter(chain=made.chain, kind="proposal.agreed").get()
    assert "Anindita Pejabat Contoh" in event.text
    assert refused(actions.confirm_answer, row, by=c.actors.staf, at=AT) == ["hop.not_yours"]
    actions.confirm_answer(row, by=c.actors.leader, at=AT)
    assert cases.hop(made).confirmed_by == "Bupati Awan, Kabupaten Awan"
    assert refused(actions.confirm_answer, row, by=c.actors.leader, at=AT) == ["confirm.already"]


def test_an_own_answer_needs_no_confirmation(c):
    made = cases.agreed(c)
    assert refused(actions.confirm_answer, cases.hop(made), by=c.actors.leader, at=AT) == ["confirm.not_recorded"]


def test_the_cooperation_officer_may_record_for_any_desk_of_the_region(c):
    made = answer(c, cases.awaiting(c), 1, "delegate", "officer", behalf=behalf(), to=[c.kadis_post], text="Telaah.")
    row = cases.hop(made, 2)
    assert (row.post, row.given_by) == (c.kadis_post, "Bupati Awan, Kabupaten Awan")
    made = answer(c, made, 2, "agree", "dinas_officer", behalf=behalf("Damayanti Pejabat Contoh"))
    assert made.state == "agreed"


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ({"name": "Anindita Pejabat Contoh", "letter": None}, "behalf.letter_missing"),
        ({"name": "Orang Lain"}, "behalf.not_in_office"),
        ({"on": TODAY + DAY}, "behalf.future"),
        ({"on": TODAY - DAY}, "behalf.before_question"),
    ],
)
def test_a_record_names_who_held_the_post_on_that_day(c, named, code):
    made = cases.awaiting(c)
    assert refused(answer, c, made, 1, "agree", "staf", behalf=behalf(**named)) == [code]


def test_who_left_the_post_is_not_recorded_for_a_later_day(c):
    made = cases.awaiting(c)
    make_holder_leave(c, c.bupati_post)
    with pytest.raises(Refused, match="pejabat itu tidak lagi menjabat"):
        answer(c, made, 1, "agree", "staf", behalf=behalf(on=TODAY + DAY), at=AT + 2 * DAY)
    assert answer(c, made, 1, "agree", "staf", behalf=behalf(on=TODAY), at=AT + 2 * DAY).state == "agreed"


def test_a_leader_does_not_record_for_another(c):
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.kadis_post])
    assert refused(answer, c, made, 2, "agree", "leader", behalf=behalf()) == ["hop.not_yours"]


def test_only_who_still_is_that_person_in_office_confirms_a_record(c):
    made = answer(c, cases.awaiting(c), 1, "agree", "staf", behalf=behalf("  anindita  Pejabat Contoh "))
    assert cases.hop(made).behalf_name == "anindita Pejabat Contoh"
    make_holder_leave(c, c.bupati_post)
    organizations.appoint(
        c.bupati_post, person="Wulan Pejabat Contoh", manner="plt", start=TODAY + DAY, basis="SK", by=make.SYSTEM, at=AT
    )
    row = cases.hop(made)
    assert refused(actions.confirm_answer, row, by=c.actors.leader, at=AT + 2 * DAY) == ["confirm.left"]
    actions.confirm_answer(row, by=c.actors.leader, at=AT)


# Taking back, closing, opening again


@pytest.mark.parametrize("ending", ["recall", "withdraw", "decide", "close"])
def test_each_desk_hears_once_that_its_question_was_taken_back(sekda, ending):
    c = sekda
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.sekda_post, c.kadis_post], mode="advise")
    if ending == "recall":
        actions.recall(made, by=c.actors.officer, at=AT)
    elif ending == "withdraw":
        actions.withdraw(made, reason="Batal.", by=c.actors.partner_officer, at=AT)
    elif ending == "close":
        actions.close_unanswered(made, reason="Diam.", by=c.actors.officer, at=AT + 31 * DAY)
    else:
        answer(c, answer(c, made, 2, "return", "sekda", text="Mengapa?"), 4, "agree")
    assert told(made, "hop:1:recalled") == set()
    assert told(made, "hop:2:recalled") == (set() if ending == "decide" else {"Sekretaris Daerah"})
    assert told(made, "hop:3:recalled") == {"Kepala Dinas Koperasi", "Petugas Dinas Koperasi"}


@pytest.mark.parametrize(("state", "back"), [("received", "received"), ("screening", "screening")])
def test_the_officer_takes_a_request_for_completion_back(c, state, back):
    made = getattr(cases, state)(c)
    actions.ask_completion(made, text="Lampirkan KAK.", by=c.actors.officer, at=AT)
    assert refused(actions.recall, made, by=c.actors.partner_officer, at=AT)[0] == "proposal.not_permitted"
    actions.recall(made, reason="Ternyata sudah ada.", by=c.actors.officer, at=AT + DAY)
    made = cases.fresh(made)
    assert (made.state, made.desk, made.desk_since) == (back, c.bagian, AT + DAY)
    assert told(made, "completion_recalled") == {"Petugas Kemitraan Bumi"}
    event = Event.objects.get(chain=made.chain, kind="proposal.completion_recalled")
    assert "Ternyata sudah ada." in event.text


@pytest.mark.parametrize(("state", "desk"), [("incomplete", "upt"), ("offered", "bumi")])
def test_the_silence_of_sender_and_partner_closes_too_and_it_is_reopened_where_it_was(c, state, desk):
    made = getattr(cases, state)(c)
    close = {"reason": "Tidak ada tanggapan.", "by": c.actors.officer}
    assert refused(actions.close_unanswered, made, **close, at=AT + 29 * DAY) == ["close.too_early"]
    actions.close_unanswered(made, **close, at=AT + 30 * DAY)
    made = cases.fresh(made)
    assert (made.state, made.ending, made.desk) == ("no_response", "Tidak ada tanggapan.", None)
    assert "Petugas Kemitraan Bumi" in told(made, "closed:")
    again = {"reason": "Mitra datang lagi.", "by": c.actors.officer, "at": AT + 31 * DAY}
    assert refused(actions.reopen, made, post=c.sekda_post, **again) == ["reopen.no_disposition"]
    assert actions.reopen(made, **again) is None
    made = cases.fresh(made)
    assert (made.state, made.desk, made.desk_post, made.ending) == (state, getattr(c, desk), None, "")
    assert made.desk_since == AT + 31 * DAY
    assert "Petugas Kemitraan Bumi" in told(made, "reopened:")


def test_what_a_leader_left_unanswered_is_reopened_on_a_named_desk_only(c):
    made = cases.no_response(c)
    assert refused(actions.reopen, made, reason="Lagi.", by=c.actors.officer, at=AT + 32 * DAY) == [
        "reopen.post_missing"
    ]


def test_the_officer_takes_back_what_waits(c):
    made = cases.awaiting(c)
    assert refused(actions.recall, made, by=c.actors.leader, at=AT) == ["proposal.not_permitted"]
    actions.recall(made, reason="Ada dokumen baru", by=c.actors.officer, at=AT)
    made = cases.fresh(made)
    assert (made.state, made.desk, desks(made)) == ("screening", c.bagian, [(1, "recalled", "")])
    assert refused(actions.recall, made, by=c.actors.officer, at=AT) == ["proposal.wrong_state"]


def test_silence_closes_only_after_the_last_clock_and_with_a_reason(c):
    made = cases.awaiting(c)
    close = {"reason": "Tidak ada tanggapan.", "by": c.actors.officer}
    assert refused(actions.close_unanswered, made, **close, at=AT + 29 * DAY) == ["close.too_early"]
    assert refused(actions.close_unanswered, made, **close | {"reason": " "}, at=AT + 30 * DAY) == [
        "proposal.reason_missing"
    ]
    assert refused(actions.close_unanswered, made, **close | {"by": c.actors.staf}, at=AT + 30 * DAY) == [
        "proposal.not_permitted"
    ]
    actions.close_unanswered(made, **close, at=AT + 30 * DAY)
    made = cases.fresh(made)
    assert (made.state, made.ending, desks(made)) == ("no_response", "Tidak ada tanggapan.", [(1, "recalled", "")])
    event = Event.objects.filter(chain=made.chain, kind="proposal.closed_unanswered").get()
    assert "Kepala Bagian Kerja Sama" in event.text
    assert "Petugas Kemitraan Bumi" in told(made, "closed:")


def test_a_new_hop_has_its_own_clock(c):
    made = cases.awaiting(c)
    answer(c, made, 1, "delegate", to=[c.kadis_post], at=AT + 25 * DAY)
    closing = {"reason": "Diam.", "by": c.actors.officer}
    assert refused(actions.close_unanswered, made, **closing, at=AT + 40 * DAY) == ["close.too_early"]
    actions.close_unanswered(made, **closing, at=AT + 55 * DAY)


def test_a_region_sets_its_own_clocks(c):
    actions.set_policy(
        c.awan, start=TODAY, order=["pt"], checks={}, clocks=[3, 5], basis="Perbup contoh", by=c.actors.officer, at=AT
    )
    made = cases.awaiting(c)
    assert refused(actions.close_unanswered, made, reason="Diam.", by=c.actors.officer, at=AT + 4 * DAY) == [
        "close.too_early"
    ]
    actions.close_unanswered(made, reason="Diam.", by=c.actors.leader, at=AT + 5 * DAY)


def test_a_decision_after_closing_is_refused_and_reopening_lays_it_on_a_desk_again(c):
    made = cases.no_response(c)
    later = AT + 32 * DAY
    assert refused(answer, c, made, 1, "agree", at=later) == ["hop.case_closed"]
    reopen = {"post": c.sekda_post, "reason": "Mitra menanyakan lagi.", "by": c.actors.officer, "at": later}
    assert refused(actions.reopen, made, **reopen | {"by": c.actors.staf}) == ["proposal.not_permitted"]
    assert refused(actions.reopen, made, **reopen | {"reason": ""}) == ["proposal.reason_missing"]
    actions.reopen(made, **reopen)
    made = cases.fresh(made)
    assert (made.state, made.ending, made.desk_post) == ("awaiting", "", c.sekda_post)
    assert desks(made) == [(1, "recalled", ""), (2, "open", "")]
    assert "Petugas Kemitraan Bumi" in told(made, "reopened:")
    assert refused(actions.reopen, made, **reopen) == ["proposal.wrong_state"]


def test_a_withdrawn_proposal_leaves_no_desk_asking(c):
    made = cases.awaiting(c)
    actions.withdraw(made, reason="Batal.", by=c.actors.partner_officer, at=AT)
    assert refused(answer, c, made, 1, "agree") == ["hop.case_closed"]


# Who reads what


def test_the_partner_and_strangers_read_no_disposition(c):
    made = answer(c, cases.awaiting(c, instruction="Rahasia"), 1, "delegate", to=[c.kadis_post], text="Arahan rahasia")
    for who in ("partner_officer", "rektor", "citra_officer", "admin"):
        assert not Hop.objects.visible_to(getattr(c.actors, who)).exists(), who
    for who in ("officer", "leader", "staf", "dinas_head"):
        assert Hop.objects.visible_to(getattr(c.actors, who)).count() == 2, who
    shared = "".join(Event.objects.filter(chain=made.chain).values_list("text", flat=True))
    assert "ahasia" not in shared
    assert "Kepala Dinas" not in shared


def test_every_event_of_the_cascade_is_on_the_inner_chain(c):
    made = answer(c, cases.awaiting(c), 1, "delegate", to=[c.kadis_post], text="Telaah dahulu")
    kinds = Event.objects.filter(chain__kind="inner", chain__subject=f"{made.code}:{c.awan.pk}")
    assert {"proposal.hop_given", "proposal.hop_passed_on"} <= set(kinds.values_list("kind", flat=True))


def test_a_leader_whose_role_names_no_post_answers_for_the_head_of_the_organisation(c):
    other = make.actor(make.user("Pimpinan Awan", c.awan, "pimpinan"))
    made = cases.awaiting(c)
    assert "Pimpinan Awan" in told(made, "hop:1")
    actions.answer(cases.hop(made), answer="agree", by=other, at=AT)
    assert cases.fresh(made).state == "agreed"


def test_the_longest_names_are_shortened_and_never_in_the_way(c):
    name = "Dinas Pemberdayaan Masyarakat dan Desa, Pengendalian Penduduk dan Keluarga Berencana" * 2
    long = make.organization(name, "opd", parent=c.awan)
    desk = make.post(long, f"Kepala {name}"[:160], "Harjuna Pejabat Contoh", is_head=True)
    head = make.actor(make.user("Kepala Panjang", long, "pimpinan", post=desk))
    made = cases.awaiting(c, title="Panjang sekali " * 20, instruction="x" * 2000)
    answer(c, made, 1, "delegate", to=[desk], text="y" * 2000)
    actions.answer(cases.hop(made, 2), answer="return", text="z" * 2000, by=head, at=AT)
    assert cases.fresh(made).desk_post == c.bupati_post
    assert refused(answer, c, made, 3, "decline", text="z" * 4001) == ["value.text"]

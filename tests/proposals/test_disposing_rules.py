"""Where a disposition goes and who may answer it, asked without a database."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.proposals.rules import hops
from simpul.proposals.rules.facts import Facts, HopFacts
from simpul.proposals.rules.hops import Link, PostFacts, Question, Screened

TODAY = dt.date(2026, 3, 10)
BUPATI, SEKDA, ASISTEN, KABAG, KADIS = 11, 12, 13, 14, 15
REGION, SETDA, BAGIAN, DINAS, CAMPUS = 1, 2, 3, 4, 9


def facts(state="awaiting", *, open_posts=(BUPATI,), version=3, direction="incoming", items=1) -> Facts:
    waiting = tuple(
        HopFacts(n, post, False, SETDA, frozenset({REGION, SETDA}), f"jabatan {post}", "decide")
        for n, post in enumerate(open_posts, 1)
    )
    return Facts(
        state=state, version=version, direction=direction, pen_ids=frozenset({CAMPUS}), region_id=REGION,
        partner_ids=frozenset({CAMPUS}), partner_institution=CAMPUS, hops=waiting, items=items,
    )  # fmt: skip


def question(**values) -> Question:
    given = {
        "number": 1, "state": "open", "post_id": BUPATI, "post_is_head": True, "organization_id": REGION, "ids": frozenset({REGION}),
        "label": "Bupati Awan", "given_on": dt.date(2026, 3, 2),
    }  # fmt: skip
    return Question(**{**given, **values})


def actor(*permissions: str, post=None, organization=REGION, reach=REGION, institution=REGION) -> Actor:
    return Actor(
        "user:1", "Pejabat", organization_id=organization, reach=reach, institution_id=institution, post_id=post,
        permissions=frozenset(permissions), user_id=1,
    )  # fmt: skip


LEADER = actor("disposition.answer", "proposal.close", post=BUPATI)
SEKDA_ACTOR = actor("disposition.answer", post=SEKDA, organization=SETDA, reach=SETDA)
STAFF = actor("disposition.record")
OFFICER = actor("proposal.register", "proposal.close", "disposition.record", post=KABAG, organization=BAGIAN)
PARTNER = actor("proposal.register", "disposition.answer", organization=CAMPUS, reach=CAMPUS, institution=CAMPUS)
GOOD = Screened(exists=True)


def codes(found) -> list[str]:
    return [r.code for r in found]


# Where an answer goes


def test_the_answer_of_who_was_asked_first_decides():
    assert hops.settled_for([Link(1, BUPATI)], 1) is None


def test_who_was_told_to_decide_decides_in_the_place_of_who_told_so():
    assert hops.settled_for([Link(1, BUPATI), Link(2, SEKDA, 1), Link(3, KADIS, 2)], 3) is None


def test_advice_goes_to_the_desk_that_wanted_it():
    links = [Link(1, BUPATI), Link(2, SEKDA, 1, "advise")]
    assert hops.settled_for(links, 2) == links[0]


def test_who_decides_for_an_adviser_advises_in_the_advisers_place():
    links = [Link(1, BUPATI), Link(2, SEKDA, 1, "advise"), Link(3, KADIS, 2, "decide")]
    assert hops.settled_for(links, 3) == links[0]


def test_a_question_goes_back_to_who_asked_one_step_up():
    links = [Link(1, BUPATI), Link(2, SEKDA, 1), Link(3, KADIS, 2)]
    assert hops.asker(links, 3) == links[1]
    assert hops.asker(links, 1) is None


@pytest.mark.parametrize(("state", "waits"), [("open", True), ("answered", False), ("recalled", False)])
def test_advice_is_awaited_while_any_adviser_or_whoever_they_asked_has_not_answered(state, waits):
    links = [
        Link(1, BUPATI, state="answered"), Link(2, SEKDA, 1, "advise", "answered"), Link(3, ASISTEN, 1, "advise", "answered"),
        Link(4, KADIS, 3, "advise", state),
    ]  # fmt: skip
    assert hops.waits_below(links, 1) is waits
    assert hops.waits_below(links, 2) is False


def test_a_question_that_came_back_once_is_known():
    links = [Link(1, BUPATI, state="answered"), Link(2, SEKDA, 1, "advise", "answered")]
    assert not hops.laid_again(links, 1)
    assert hops.laid_again([*links, Link(3, BUPATI)], 1)


def test_the_posts_above_are_those_it_came_down_from():
    assert hops.posts_above([Link(1, BUPATI), Link(2, SEKDA, 1), Link(3, KADIS, 2)], 3) == {BUPATI, SEKDA}


# Who may


@pytest.mark.parametrize(
    ("who", "answers", "records"),
    [
        (LEADER, True, False),
        (actor("disposition.answer"), True, False),  # the leader of the region whose membership names no post
        (actor("disposition.answer", organization=SETDA, reach=SETDA), False, False),
        (SEKDA_ACTOR, False, False),
        (actor("proposal.write", post=BUPATI), False, False),
        (STAFF, False, True),
        (OFFICER, False, True),
        (actor("disposition.record", organization=DINAS, reach=DINAS), False, False),
        (PARTNER, False, False),
        (Actor.system("uji"), True, True),
    ],
)
def test_the_holder_answers_and_the_staff_record(who, answers, records):
    assert (hops.answers(who, question()), hops.records(who, question())) == (answers, records)


def test_a_membership_without_post_answers_for_the_head_only():
    assert not hops.answers(actor("disposition.answer"), question(post_is_head=False))


# Why not


SUBMITS = {
    "may": (facts("screening", open_posts=()), OFFICER, GOOD, {}, []),
    "no permission": (facts("screening", open_posts=()), LEADER, GOOD, {}, ["proposal.not_permitted"]),
    "another region": (facts("screening"), PARTNER, GOOD, {}, ["proposal.not_your_side"]),
    "wrong state": (facts("received"), OFFICER, GOOD, {}, ["proposal.wrong_state"]),
    "stale page": (facts("screening"), OFFICER, GOOD, {"version": 2}, ["proposal.stale"]),
    "no run": (facts("screening"), OFFICER, Screened(), {}, ["submit.no_screening"]),
    "old run": (facts("screening"), OFFICER, Screened(True, stale=True), {}, ["submit.screening_stale"]),
    "hard in the last item": (facts("screening", open_posts=()), OFFICER, Screened(True, hard=1), {}, []),
    "hard": (facts("screening", items=2), OFFICER, Screened(True, hard=1, unanswered=2), {}, ["submit.hard_finding", "submit.open_findings"]),
    "past day": (facts("screening"), OFFICER, GOOD, {"due": dt.date(2026, 3, 9), "today": TODAY}, ["hop.due_past"]),
    "elsewhere": (facts("screening", open_posts=()), OFFICER, GOOD, {"post": PostFacts(99, CAMPUS, "Rektor")}, ["hop.post_elsewhere"]),
    "abolished": (facts("screening", open_posts=()), OFFICER, GOOD, {"post": PostFacts(SEKDA, REGION, "Sekda", ended=True)}, ["hop.post_ended"]),
    "vacant": (facts("screening", open_posts=()), OFFICER, GOOD, {"post": PostFacts(SEKDA, REGION, "Sekda", held=False)}, ["hop.post_vacant"]),
}  # fmt: skip


@pytest.mark.parametrize(("known", "who", "screened", "values", "expected"), SUBMITS.values(), ids=SUBMITS)
def test_when_a_proposal_may_go_to_a_leader(known, who, screened, values, expected):
    assert codes(hops.refusals_to_submit(known, who, screened=screened, **values)) == expected


PAPER = Behalf("Anindita", "Bupati Awan", dt.date(2026, 3, 5), letter=object())
ANSWERS = {
    "may": (facts(), LEADER, question(), {}, []),
    "not the desk": (facts(), SEKDA_ACTOR, question(), {}, ["hop.not_yours"]),
    "answered": (facts("agreed"), LEADER, question(state="answered", answered_by="Sekda", answered_on="kemarin"), {}, ["hop.answered"]),
    "after closing": (facts("no_response"), LEADER, question(state="recalled"), {}, ["hop.case_closed"]),
    "taken back": (facts(), LEADER, question(state="recalled"), {}, ["hop.recalled"]),
    "left": (facts(), LEADER, question(held=False), {}, ["hop.holder_left"]),
    "staff": (facts(), STAFF, question(), {"behalf": PAPER}, []),
    "staff without name": (facts(), STAFF, question(), {}, ["behalf.missing"]),
    "leader for another": (facts(), LEADER, question(), {"behalf": PAPER}, ["hop.not_yours"]),
    "no letter": (facts(), STAFF, question(), {"behalf": Behalf("A", "B", TODAY)}, ["behalf.letter_missing"]),
    "not in office": (facts(), STAFF, question(), {"behalf": PAPER, "in_office": False}, ["behalf.not_in_office"]),
    "future": (facts(), STAFF, question(), {"behalf": Behalf("A", "B", dt.date(2026, 3, 11), object())}, ["behalf.future"]),
    "before": (facts(), STAFF, question(), {"behalf": Behalf("A", "B", dt.date(2026, 3, 1), object())}, ["behalf.before_question"]),
}  # fmt: skip


@pytest.mark.parametrize(("known", "who", "asked", "values", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_when_a_question_may_be_answered(known, who, asked, values, expected):
    assert codes(hops.refusals_to_answer(known, who, asked, today=TODAY, **values)) == expected


def test_who_comes_second_hears_who_answered_and_when():
    asked = question(state="answered", answered_by="Sekretaris Daerah", answered_on="02-03-2026 10.00 WIB")
    text = str(hops.closed("awaiting", asked)[0])
    assert "Sekretaris Daerah" in text
    assert "02-03-2026 10.00 WIB" in text


@pytest.mark.parametrize(
    ("answer", "text", "expected"),
    [
        ("agree", "", []),
        ("delegate", "", []),
        ("return", "  ", ["hop.question_missing"]),
        ("decline", "", ["hop.reason_missing"]),
        ("decline", "Belum sesuai", []),
        ("abstain", "x", ["hop.answer_unknown"]),
    ],
)
def test_a_question_and_a_refusal_need_words(answer, text, expected):
    assert codes(hops.refusals_by_answer(answer, text)) == expected


SEKDA_POST, ASISTEN_POST = PostFacts(SEKDA, REGION, "Sekda"), PostFacts(ASISTEN, REGION, "Asisten")
DELEGATIONS = {
    "one decides": ([SEKDA_POST], {"mode": "decide"}, []),
    "two advise": ([SEKDA_POST, ASISTEN_POST], {"mode": "advise"}, []),
    "two decide": ([SEKDA_POST, ASISTEN_POST], {"mode": "decide"}, ["hop.one_decides"]),
    "nobody": ([], {"mode": "advise"}, ["hop.to_missing"]),
    "eleven": ([PostFacts(n, REGION, f"Jabatan {n}") for n in range(50, 61)], {"mode": "advise"}, ["hop.too_many"]),
    "no mode": ([SEKDA_POST], {"mode": "nod"}, ["hop.mode"]),
    "to oneself": ([PostFacts(BUPATI, REGION, "Bupati")], {"mode": "decide"}, ["hop.to_self"]),
    "upwards": ([SEKDA_POST], {"mode": "decide", "above": frozenset({SEKDA})}, ["hop.upwards"]),
    "already there": ([PostFacts(KADIS, REGION, "Kadis")], {"mode": "decide"}, ["hop.already_there"]),
    "past day": ([SEKDA_POST], {"mode": "decide", "due": dt.date(2026, 3, 1), "today": TODAY}, ["hop.due_past"]),
}


@pytest.mark.parametrize(("to", "values", "expected"), DELEGATIONS.values(), ids=DELEGATIONS)
def test_to_whom_a_question_may_be_passed_on(to, values, expected):
    assert codes(hops.refusals_to_delegate(facts(open_posts=(BUPATI, KADIS)), question(), to, **values)) == expected


@pytest.mark.parametrize(
    ("known", "who", "waited", "reason", "expected"),
    [
        (facts(), OFFICER, 30, "Tidak ada tanggapan", []),
        (facts(), LEADER, 30, "Tidak ada tanggapan", []),
        (facts(), OFFICER, 29, "Tidak ada tanggapan", ["close.too_early"]),
        (facts(), OFFICER, 30, " ", ["proposal.reason_missing"]),
        (facts("agreed"), OFFICER, 30, "x", ["proposal.wrong_state"]),
        (facts(), STAFF, 30, "x", ["proposal.not_permitted"]),
        (facts(), PARTNER, 30, "x", ["proposal.not_permitted", "proposal.not_your_side"]),
    ],
)
def test_silence_closes_a_case_only_after_the_last_clock(known, who, waited, reason, expected):
    assert codes(hops.refusals_to_close(known, who, waited=waited, clocks=(7, 14, 30), reason=reason)) == expected


def test_only_a_case_closed_by_silence_is_opened_again():
    assert (
        hops.refusals_to_reopen(facts("no_response", open_posts=()), OFFICER, post=SEKDA_POST, reason="Dibahas") == []
    )
    assert codes(hops.refusals_to_reopen(facts("declined"), OFFICER, reason="Dibahas")) == ["proposal.wrong_state"]
    vacant = PostFacts(SEKDA, REGION, "Sekda", held=False)
    found = hops.refusals_to_reopen(facts("no_response", open_posts=()), OFFICER, post=vacant, reason="")
    assert codes(found) == ["hop.post_vacant", "proposal.reason_missing"]


def test_the_officer_takes_back_what_still_waits():
    assert hops.refusals_to_recall(facts(), OFFICER) == []
    assert codes(hops.refusals_to_recall(facts("agreed"), OFFICER)) == ["proposal.wrong_state"]
    assert codes(hops.refusals_to_recall(facts(), LEADER)) == ["proposal.not_permitted"]


@pytest.mark.parametrize(
    ("who", "asked", "expected"),
    [
        (LEADER, question(behalf_name="Anindita"), []),
        (LEADER, question(), ["confirm.not_recorded"]),
        (LEADER, question(behalf_name="Anindita", confirmed=True), ["confirm.already"]),
        (STAFF, question(behalf_name="Anindita"), ["hop.not_yours"]),
    ],
)
def test_the_holder_confirms_what_was_recorded(who, asked, expected):
    assert codes(hops.refusals_to_confirm(asked, who)) == expected


# Clocks


@pytest.mark.parametrize(
    ("waited", "clocks", "reached"),
    [(6, (7, 14, 30), None), (7, (7, 14, 30), 7), (13, (7, 14, 30), 7), (40, (7, 14, 30), 30), (3, (3, 5), 3), (9, (3, 5), 5)],
)  # fmt: skip
def test_the_longest_clock_that_ran_out_counts(waited, clocks, reached):
    stood = TODAY - dt.timedelta(days=waited)
    assert hops.clock(stood, TODAY, clocks, since=stood) == reached


def test_a_clock_that_ran_out_before_the_record_is_not_told():
    stood = TODAY - dt.timedelta(days=20)
    assert hops.clock(stood, TODAY, (7, 14, 30), since=TODAY) is None
    assert hops.clock(stood, TODAY, (7, 14, 30), since=stood + dt.timedelta(days=14)) == 14


def test_a_region_without_clocks_of_its_own_has_the_common_ones():
    assert hops.clocks_of(None) == hops.clocks_of([]) == (7, 14, 30)
    assert hops.clocks_of([10, 3, 3]) == (3, 10)


def test_the_first_clock_is_heard_at_the_desk_and_the_last_by_who_may_close():
    assert [hops.hears(n, (7, 14, 30)) for n in (7, 14, 30)] == ["desk", "above", "last"]
    assert hops.hears(5, (5,)) == "last"

"""Two people at the same moment: one effect, and the other hears who answered and when."""

from __future__ import annotations

import pytest

from simpul.core.behalf import Behalf
from simpul.core.refusals import Refused
from simpul.documents.actions import store_bytes
from simpul.proposals import actions
from simpul.proposals.models import Hop, Proposal
from simpul.register.models import Event
from tests import make
from tests.agreements import cases as agreements
from tests.documents.files import pdf
from tests.proposals import cases

AT = cases.AT


@pytest.fixture
def c(committed):
    agreements.law()
    return make.cast()


def answer(c, made: Proposal, answer: str, who: str = "leader", **values):
    return lambda: actions.answer(cases.hop(made), answer=answer, by=getattr(c.actors, who), at=AT, **values)


def test_the_leader_and_the_staff_decide_at_once_and_one_decision_stands(c):
    made = cases.awaiting(c)
    letter = store_bytes(pdf(1), "d.pdf", kind="letter", by=make.SYSTEM, at=AT)
    paper = Behalf("Anindita Pejabat Contoh", "Bupati Awan", cases.TODAY, letter)
    no = answer(c, made, "decline", "staf", text="Tidak sekarang.", behalf=paper)
    assert make.race(answer(c, made, "agree"), no) == ["done", "hop.answered"]
    decided = Event.objects.filter(chain=made.chain, kind__in=["proposal.agreed", "proposal.declined"])
    assert decided.count() == 1
    state = cases.fresh(made).state
    assert (state, cases.hop(made).answer) in {("agreed", "agree"), ("declined", "decline")}
    with pytest.raises(Refused, match="sudah dijawab oleh .* pada 02-03-2026 10.00 WIB"):
        answer(c, made, "agree")()


def test_two_advisers_at_once_bring_the_question_back_once(c):
    made = cases.awaiting(c)
    sekda = make.actor(make.user("Sekretaris Daerah", c.setda, "pimpinan", post=c.sekda_post))
    answer(c, made, "delegate", to=[c.sekda_post, c.kadis_post], mode="advise")()
    outcomes = make.race(
        lambda: actions.answer(cases.hop(made, 2), answer="agree", by=sekda, at=AT),
        lambda: actions.answer(cases.hop(made, 3), answer="agree", by=c.actors.dinas_head, at=AT),
    )
    assert outcomes == ["done", "done"]
    assert list(Hop.objects.filter(proposal=made, state="open").values_list("number", "post")) == [
        (4, c.bupati_post.pk)
    ]


def test_answering_and_taking_back_at_once_leave_one_of_both(c):
    made = cases.awaiting(c)
    outcomes = make.race(answer(c, made, "agree"), lambda: actions.recall(made, by=c.actors.officer, at=AT))
    assert outcomes in (["done", "hop.case_closed"], ["done", "proposal.wrong_state"])
    assert (cases.fresh(made).state, cases.hop(made).state) in {("agreed", "answered"), ("screening", "recalled")}


def test_two_officers_submit_at_once_and_it_lies_on_one_desk(c):
    made = cases.screened(c, cases.screening(c))
    submit = lambda post: lambda: actions.submit(made, post=post, by=c.actors.officer, at=AT)  # noqa: E731
    assert make.race(submit(c.bupati_post), submit(c.sekda_post)) == ["done", "proposal.wrong_state"]
    assert Hop.objects.filter(proposal=made).count() == 1

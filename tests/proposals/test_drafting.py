"""Writing, addressing and sending a proposal: every step and every refusal."""

from __future__ import annotations

from simpul.proposals.models import Proposal
from tests.proposals import cases


def test_a_sent_proposal_lies_with_the_regions_cooperation_office(c):
    made = cases.received(c)
    assert (made.state, made.desk) == ("received", c.bagian)
    assert made.received_on == cases.TODAY


def test_a_registered_one_has_an_agenda_number(c):
    made = cases.screening(c)
    assert made.agenda_number
    assert made.state == "screening"
    for name in ("written_down", "outgoing_draft", "outgoing_screening", "incomplete"):
        getattr(cases, name)(c, title=name, letter_number=name)
    assert Proposal.objects.count() == 5

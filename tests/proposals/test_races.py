"""Two people at the same moment, each on a connection of their own: one outcome each, and the register whole afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from simpul.proposals import actions
from simpul.proposals.models import Policy, Proposal
from simpul.register.models import Event
from simpul.register.verifying import verify
from tests import make
from tests.agreements.cases import law
from tests.proposals import cases

AT, TODAY = cases.AT, cases.TODAY


@pytest.fixture
def c(committed: None) -> Iterator[SimpleNamespace]:
    """Everybody, truly in the database, so that two connections see the same."""
    law()
    yield make.cast()
    assert verify().fault == ""


def events(made: Proposal, kind: str) -> int:
    return Event.objects.filter(chain=made.chain, kind=f"proposal.{kind}").count()


def test_two_who_register_at_once_give_one_agenda_number(c):
    made = cases.received(c)

    def register():
        actions.register(made, by=c.actors.officer, at=AT)

    assert make.race(register, register) == ["done", "proposal.wrong_state"]
    assert events(made, "registered") == 1
    assert cases.fresh(made).stays.filter(until=None).count() == 1


def test_two_letters_registered_at_once_have_numbers_of_their_own(c):
    first, second = cases.received(c), cases.received(c, letter_number="13/UN")
    outcome = make.race(
        lambda: actions.register(first, by=c.actors.officer, at=AT),
        lambda: actions.register(second, by=c.actors.officer, at=AT),
    )
    assert outcome == ["done", "done"]
    assert cases.fresh(first).agenda_number != cases.fresh(second).agenda_number


def test_the_same_file_sent_twice_at_once_is_received_once(c):
    file = cases.scan()
    rows = [cases.draft(c, letter_number="", letter_file=file) for _n in range(2)]
    outcome = make.race(*(lambda row=row: actions.send(row, by=c.actors.partner_officer, at=cases.AT) for row in rows))
    assert outcome in (["database.proposal_letter_once", "done"], ["done", "letter.twice"])
    assert sorted(row.state for row in Proposal.objects.all()) == ["draft", "received"]


def test_the_same_number_sent_twice_at_once_is_received_once(c):
    rows = [cases.draft(c) for _n in range(2)]
    outcome = make.race(*(lambda row=row: actions.send(row, by=c.actors.partner_officer, at=cases.AT) for row in rows))
    assert outcome in (["database.proposal_letter_number_once", "done"], ["done", "letter.twice"])
    assert sorted(row.state for row in Proposal.objects.all()) == ["draft", "received"]


def test_sending_and_withdrawing_at_once_leave_one_truth(c):
    made = cases.draft(c)
    outcome = make.race(
        lambda: actions.send(made, version=made.version, by=c.actors.partner_officer, at=AT),
        lambda: actions.withdraw(made, reason="x", version=made.version, by=c.actors.partner_officer, at=AT),
    )
    assert outcome in (["done", "proposal.stale"], ["done", "proposal.wrong_state"])


def test_registering_and_withdrawing_at_once_leave_one_desk_or_none(c):
    made = cases.received(c)
    make.race(
        lambda: actions.register(made, by=c.actors.officer, at=AT),
        lambda: actions.withdraw(made, reason="x", by=c.actors.partner_officer, at=AT),
    )
    now = cases.fresh(made)
    assert now.state == "withdrawn"
    assert now.stays.filter(until=None).count() == 0


def test_two_items_added_at_once_have_numbers_of_their_own(c):
    made = cases.bare_draft(c)

    def add():
        cases.item(made, c.actors.partner_officer)

    assert make.race(add, add) == ["done", "done"]
    assert [item.number for item in made.items.all()] == [1, 2]


def test_two_policies_of_one_day_at_once_leave_one(c):
    def set_policy():
        actions.set_policy(
            c.awan, start=TODAY, order=["pt"], checks={}, clocks=[], basis="x", by=c.actors.officer, at=AT
        )

    assert make.race(set_policy, set_policy) == ["database.policy_one_at_a_time", "done"]
    assert Policy.objects.count() == 1

"""Others who take part: they read the proposal once it is sent, and become implementing parties of the draft."""

from __future__ import annotations

import pytest

from simpul.core.actors import Actor
from simpul.core.refusals import Refused
from simpul.proposals import actions
from simpul.proposals.models import Participant, Proposal
from simpul.register.models import Event
from tests.proposals import cases
from tests.proposals.cases import AT

pytestmark = pytest.mark.django_db


def add(c, proposal: Proposal, *, by: Actor | None = None, organization=None, role: str = "invited") -> Participant:
    return actions.add_participant(
        proposal, organization=organization or c.citra, role=role, by=by or c.actors.partner_officer, at=AT
    )


def seen(actor: Actor, proposal: Proposal) -> bool:
    return Proposal.objects.visible_to(actor).filter(pk=proposal.pk).exists()


def test_who_takes_part_reads_the_proposal_once_it_is_sent(c):
    made = cases.draft(c)
    add(c, made)
    assert not seen(c.actors.citra_officer, made)
    actions.send(cases.fresh(made), by=c.actors.partner_officer, at=AT)
    assert seen(c.actors.citra_officer, made)
    assert not Proposal.objects.inside(c.actors.citra_officer).filter(pk=made.pk).exists()


def test_who_is_added_to_a_sent_proposal_reads_it_at_once(c):
    made = cases.received(c)
    assert not seen(c.actors.citra_officer, made)
    add(c, made, by=c.actors.officer)
    assert seen(c.actors.citra_officer, made)


def test_who_is_dropped_no_longer_takes_part(c):
    made = cases.received(c)
    actions.drop_participant(add(c, made), by=c.actors.officer, at=AT)
    assert not made.participants.exists()
    assert Event.objects.filter(chain=made.chain, kind="proposal.participant_dropped").exists()


@pytest.mark.parametrize("name", ["leader", "citra_officer", "pengawas", "admin"])
def test_only_those_who_write_or_register_name_participants(c, name):
    made = cases.received(c)
    before = Event.objects.count()
    with pytest.raises(Refused) as stopped:
        add(c, made, by=getattr(c.actors, name))
    assert [r.code for r in stopped.value.refusals] == ["participant.forbidden"]
    assert not Participant.objects.exists()
    assert Event.objects.count() == before


def test_a_side_is_no_participant(c):
    with pytest.raises(Refused) as stopped:
        add(c, cases.received(c), organization=c.dinas)
    assert [r.code for r in stopped.value.refusals] == ["participant.side"]


def test_nobody_takes_part_twice(c):
    made = cases.received(c)
    add(c, made)
    with pytest.raises(Refused) as stopped:
        add(c, made)
    assert [r.code for r in stopped.value.refusals] == ["database.participant_once"]


def test_nobody_joins_what_is_closed(c):
    made = cases.received(c)
    actions.withdraw(made, reason="Tidak jadi.", by=c.actors.partner_officer, at=AT)
    with pytest.raises(Refused) as stopped:
        add(c, cases.fresh(made))
    assert [r.code for r in stopped.value.refusals] == ["participant.closed"]


def test_who_is_dropped_twice_is_dropped_once(c):
    made = cases.received(c)
    row = add(c, made)
    actions.drop_participant(Participant.objects.get(pk=row.pk), by=c.actors.officer, at=AT)
    before = cases.fresh(made).version
    with pytest.raises(Refused) as stopped:
        actions.drop_participant(row, by=c.actors.partner_officer, at=AT)
    assert [(r.code, r.kind) for r in stopped.value.refusals] == [("participant.dropped", "state")]
    assert Event.objects.filter(chain=made.chain, kind="proposal.participant_dropped").count() == 1
    assert cases.fresh(made).version == before
    with pytest.raises(Refused) as stopped:
        actions.drop_participant(row, by=c.actors.citra_officer, at=AT)
    assert [r.code for r in stopped.value.refusals] == ["participant.forbidden"]

"""Two people at the same meeting at the same moment: one outcome each, nothing twice, and the register whole afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from simpul.meetings import actions
from simpul.meetings.models import FollowUp, Topic
from simpul.notices.models import Notice
from simpul.register.models import Event
from simpul.register.verifying import verify
from tests import make
from tests.meetings import cases

AT, AFTER = cases.AT, cases.AFTER


@pytest.fixture
def c(committed: None) -> Iterator[SimpleNamespace]:
    """Everybody, truly in the database, so that two connections see the same."""
    yield make.cast()
    assert verify().fault == ""


def test_an_invitation_sent_twice_at_once_goes_out_once(c):
    made, by = cases.listed(c), c.actors.dinas_officer

    def invite() -> None:
        actions.invite(made, by=by, at=AT)

    assert make.race(invite, invite) == ["done", "meeting.wrong_state"]
    assert Event.objects.filter(chain=made.chain, kind="meeting.invited").count() == 1
    assert Notice.objects.filter(threshold="invited", recipient=c.rektor).count() == 1


def test_two_points_added_at_once_get_a_number_each(c):
    made, by = cases.invited(c), c.actors.dinas_officer
    calls = [lambda n=n: actions.add_topic(made, title=f"Pokok {n}", by=by, at=AT) for n in range(4)]
    assert make.race(*calls) == ["done"] * 4
    assert list(Topic.objects.filter(meeting=made).values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_two_who_save_the_minutes_at_once_do_not_overwrite_each_other(c):
    made, by = cases.held(c), c.actors.dinas_officer
    calls = [
        lambda text=text: actions.write_minutes(
            made, written=actions.Minutes(topics={1: (text, "")}), version=made.version, by=by, at=AFTER
        )
        for text in ("Catatan pertama.", "Catatan kedua.")
    ]
    assert make.race(*calls) == ["done", "meeting.stale"]
    assert cases.topic(made).minutes in ("Catatan pertama.", "Catatan kedua.")


def test_a_follow_up_reported_and_dropped_at_once_has_one_end(c):
    made = cases.sealed(c)
    row = cases.follow_up(made)
    outcome = make.race(
        lambda: actions.finish_follow_up(row, result="Beres", by=c.actors.partner_officer, at=AFTER),
        lambda: actions.drop_follow_up(row, reason="Batal", by=c.actors.dinas_officer, at=AFTER),
    )
    assert outcome == ["done", "follow_up.wrong_state"]
    assert FollowUp.objects.get(pk=row.pk).state in ("done", "dropped")

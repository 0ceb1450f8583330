"""Two people who screen, answer or choose at the same moment."""

from __future__ import annotations

import pytest

from simpul.proposals import actions
from simpul.proposals.models import Override, Screening
from tests import make
from tests.agreements.cases import law
from tests.proposals import cases

pytestmark = pytest.mark.usefixtures("committed")


def test_two_runs_at_once_get_two_numbers():
    law()
    c = make.cast()
    proposal = cases.screening(c)
    assert make.race(*[lambda: actions.screen(proposal, by=c.actors.officer, at=cases.AT)] * 2) == ["done", "done"]
    assert list(Screening.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_of_two_reasons_at_once_one_is_kept():
    law()
    c = make.cast()
    proposal = cases.screening(c)
    actions.screen(proposal, by=c.actors.officer, at=cases.AT)

    def answer(reason):
        return lambda: actions.override(proposal, code="plans.none:1", reason=reason, by=c.actors.officer, at=cases.AT)

    assert make.race(answer("Pertama."), answer("Kedua.")) == ["database.screening_override_once", "done"]
    assert Override.objects.count() == 1

"""What a desk adds up without reading the promises stays equal to the promises themselves."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Obligation
from simpul.reports import desk
from tests.agreements import cases

AT, TODAY = cases.AT, cases.TODAY


def both(c: SimpleNamespace, today: dt.date) -> tuple[dict[str, int], dict[str, int]]:
    """The band as the desk adds it up, and as the promises say."""
    rows = Obligation.objects.visible_to(c.actors.officer).filter(agreement__stage="signed")
    return desk.sums(c.actors.officer, today).band, desk.promises(rows, today)


def test_the_sums_of_an_agreement_follow_each_action_on_its_promises(c):
    row = cases.reported(c)
    first, last = Obligation.objects.order_by("due").values_list("due", flat=True)
    for today, late in ((first, 0), (first + dt.timedelta(days=1), 1), (last + dt.timedelta(days=1), 2)):
        added, counted = both(c, today)
        assert added == counted == {"promised": 2, "kept": 0, "late": late}
    actions.accept_evidence(row, whole=True, by=c.actors.officer, at=AT)
    added, counted = both(c, last + dt.timedelta(days=1))
    assert added == counted
    made = Agreement.objects.get(pk=row.agreement_id)
    assert made.open_dues == sorted(made.open_dues)
    assert len(made.open_dues) == 2 - made.kept


def test_a_closed_agreement_leaves_no_promise_on_a_desk(c):
    made = cases.signed(c)
    assert set(made.obligations.values_list("live", flat=True)) == {True}
    after = made.end + dt.timedelta(days=1)
    actions.propose_closing(
        made,
        party=cases.party(made, 1),
        outcome="finished",
        evaluation="Tercapai.",
        by=c.actors.dinas_head,
        at=AT,
        today=after,
    )
    assert set(made.obligations.values_list("live", flat=True)) == {False}
    assert desk.sums(c.actors.officer, TODAY).band == {"promised": 0, "kept": 0, "late": 0}


def test_a_promise_knows_the_institutions_of_both_its_sides(c):
    for row in cases.signed(c).obligations.select_related("debtor__organization", "beneficiary__organization"):
        assert row.debtor_of == row.debtor.organization.institution_id
        assert row.beneficiary_of == row.beneficiary.organization.institution_id

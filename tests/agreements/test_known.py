"""The one statement by which actions know a case says what the rows of a page say, in every stage of a case."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from simpul.agreements import actions
from simpul.agreements.models.known import known

from .. import make
from . import cases

pytestmark = pytest.mark.django_db


def half_approved(c: SimpleNamespace):
    made = cases.shared(c)
    actions.approve(made, party=cases.party(made, 1), hash=made.terms.hash, by=c.actors.dinas_head, at=cases.AT)
    return made


def changed_after_approval(c: SimpleNamespace):
    made = half_approved(c)
    actions.revise(
        made, changes={"months": 12}, version=cases.fresh(made).version, by=c.actors.partner_officer, at=cases.AT
    )
    return made


def half_signed(c: SimpleNamespace):
    made = cases.agreed(c)
    cases.name_signers(c, made)
    cases.sign_next(c, made)
    return made


def signature_withdrawn(c: SimpleNamespace):
    made = half_signed(c)
    actions.withdraw_signature(made, party=cases.party(made, 1), by=c.actors.officer, at=cases.AT)
    return made


def renewed(c: SimpleNamespace):
    made = cases.signed(c)
    actions.renew(made, by=c.actors.officer, at=cases.AT)
    return made


def renewal_shared(c: SimpleNamespace):
    made = cases.signed(c)
    new = actions.renew(made, by=c.actors.officer, at=cases.AT)
    cases.override_all(c, new, c.actors.officer)
    actions.share(new, by=c.actors.officer, at=cases.AT)
    return made


def with_a_witness(c: SimpleNamespace):
    sides = [actions.Side(c.dinas), actions.Side(c.bumi), actions.Side(c.fakultas, "implementing")]
    return cases.draft(c, sides=sides)


STAGES = (
    cases.draft, with_a_witness, cases.shared, half_approved, changed_after_approval, cases.agreed, half_signed,
    signature_withdrawn, cases.signed, renewed, renewal_shared, cases.entered,
)  # fmt: skip


@pytest.mark.parametrize("reach", STAGES, ids=lambda reach: reach.__name__)
def test_what_an_action_knows_is_what_a_page_shows(c: SimpleNamespace, reach) -> None:
    cases.law()
    made = reach(c)
    page = cases.fresh(made)
    assert known(made.pk) == page._known_by_rows()
    assert len(page.facts().parties) >= 2


def test_a_partner_without_accounts_is_known_with_its_keeper(c: SimpleNamespace) -> None:
    kept = make.organization("Politeknik Tanpa Akun", "politeknik", by=c.actors.officer)
    made = cases.draft(c, sides=[actions.Side(c.dinas), actions.Side(kept)])
    assert known(made.pk) == cases.fresh(made)._known_by_rows()
    assert known(made.pk).parties[1].kept_by == c.awan.pk

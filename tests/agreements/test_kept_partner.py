"""A partner without an account: whoever entered it records what it decides, with for whom, when and the letter."""

from __future__ import annotations

import pytest

from simpul.agreements import actions
from simpul.agreements.rules import states
from simpul.core.refusals import Refused
from simpul.organizations import actions as organizations
from tests import make
from tests.agreements import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(c):
    partner = organizations.found(name="Politeknik Angin", kind="politeknik", by=c.actors.officer, at=make.AT)
    post = make.post(partner, "Direktur Politeknik Angin", "Kenanga Pejabat Contoh", is_head=True, by=c.actors.officer)
    right = make.authority(partner, post, by=c.actors.officer)
    made = cases.shared(c, kind="kb", sides=[actions.Side(c.awan), actions.Side(partner)])
    return made, post, right


def test_its_approval_and_signature_are_recorded_for_it(c, made):
    made, post, right = made
    row, at, hash = cases.party(made, 2), cases.AT, made.terms.hash
    with pytest.raises(Refused, match="behalf.missing"):
        actions.approve(made, party=row, hash=hash, by=c.actors.officer, at=at)
    actions.approve(
        made, party=row, hash=hash, by=c.actors.officer, at=at, behalf=cases.behalf("Kenanga Pejabat Contoh")
    )
    actions.approve(made, party=cases.party(made, 1), hash=hash, by=c.actors.leader, at=at)
    actions.name_signer(made, party=row, holding=make.holder(post), authority=right, by=c.actors.officer, at=at)
    holder = make.holder(c.bupati_post)
    actions.name_signer(
        made, party=cases.party(made, 1), holding=holder, authority=c.bupati_authority, by=c.actors.officer, at=at
    )
    cases.sign_next(c, made, by=c.actors.officer)
    cases.sign_next(c, made, by=c.actors.officer)
    assert cases.fresh(made).stage == states.SIGNED


def test_a_third_institution_records_nothing_for_it(c, made):
    made, _post, _right = made
    row = cases.party(made, 2)
    with pytest.raises(Refused, match="agreement.not_your_side"):
        actions.approve(
            made, party=row, hash=made.terms.hash, by=c.actors.partner_officer, at=cases.AT, behalf=cases.behalf()
        )

"""What PostgreSQL forbids is told in words."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from simpul.core.keeping import keep, refusal_from
from simpul.core.refusals import Refused, stop_if
from simpul.organizations.models import Organization
from simpul.register.models import Chain
from tests.agreements import cases


def test_an_unknown_conflict_is_told_as_somebody_elses_change():
    with pytest.raises(Refused, match=r"database\.conflict") as stopped:
        stop_if([refusal_from(IntegrityError("deadlock"))])
    assert stopped.value.status == 409
    assert "Muat ulang halaman" in str(stopped.value)


def test_a_second_row_where_one_may_be_is_told_by_its_constraint(c):
    made = cases.shared(c)
    row = cases.party(made, 1)
    row.pk = None
    with pytest.raises(Refused) as stopped, transaction.atomic():
        keep(row)
    assert stopped.value.refusals[0].code in ("database.party_once", "database.party_order_once")
    assert stopped.value.status == 409


def test_a_constraint_without_words_of_its_own_is_told_in_general_words(db):
    keep(Chain(kind="uji", subject="satu"))
    with pytest.raises(Refused, match=r"database\.chain_once.*bertentangan"), transaction.atomic():
        keep(Chain(kind="uji", subject="satu"))


def test_each_fault_of_a_value_names_its_field(c):
    row = Organization.objects.get(pk=c.citra.pk)
    row.name = ""
    with pytest.raises(Refused) as stopped:
        keep(row, only=["name"])
    assert [(r.code, r.field, r.kind) for r in stopped.value.refusals] == [("value.name", "name", "value")]
    assert Organization.objects.get(pk=c.citra.pk).name == c.citra.name


def test_a_text_longer_than_its_column_allows_is_told_beside_its_field(c):
    from simpul.proposals.models import Proposal

    row = Proposal(title="x", purpose="x" * 8001, direction="incoming", region=c.awan, partner=c.bumi, pen=c.upt)
    with pytest.raises(Refused) as stopped:
        keep(row, only=["purpose"])
    (refusal,) = stopped.value.refusals
    assert (refusal.code, refusal.field, stopped.value.status) == ("value.purpose", "purpose", 422)

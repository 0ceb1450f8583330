"""Accreditations: who gives them, which ranks there are, and how they follow each other."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.urls import reverse

from simpul.core.idempotency import FORM_FIELD
from simpul.core.keeping import keep
from simpul.core.refusals import Refused
from simpul.organizations import actions
from simpul.organizations.models import Accreditation
from simpul.register.models import Event
from tests import make

START, END = dt.date(2025, 1, 1), dt.date(2026, 12, 31)


def given(c, **values) -> Accreditation:
    wanted = {"purpose": "assessment", "rank": "C", "start": START, "basis": "Keputusan contoh", "by": c.actors.partner_officer, "at": make.AT}  # fmt: skip
    return actions.accredit(values.pop("organization", c.upt), **{**wanted, **values})


def refused(code: str, call) -> None:
    """Refused with this code; neither row nor event is left."""
    before = list(Accreditation.objects.values()), Event.objects.count()
    with pytest.raises(Refused) as stopped:
        call()
    assert code in [refusal.code for refusal in stopped.value.refusals]
    assert (list(Accreditation.objects.values()), Event.objects.count()) == before


def test_those_who_manage_an_organisation_record_its_rank(c):
    row = given(c, end=END)
    assert (row.rank, row.start, row.end, row.basis) == ("C", START, END, "Keputusan contoh")
    assert c.upt.chain.events.latest("number").kind == "organization.accredited"


def test_a_rank_says_who_recorded_it_and_whether_that_is_the_holder(c):
    own, kept = given(c), make.organization("Politeknik Tanpa Akun", "politeknik", by=c.actors.officer)
    theirs = given(c, organization=kept, by=c.actors.officer)
    system = given(c, purpose="institution", rank="U", by=make.SYSTEM)
    assert (own.own_word, theirs.own_word, system.own_word) == (True, False, False)
    assert c.actors.partner_officer.organization in own.recorded_by
    assert c.actors.officer.organization in theirs.recorded_by
    assert system.recorded_by == make.SYSTEM.name


def test_a_new_rank_ends_the_one_before_it(c):
    first = given(c)
    given(c, rank="B", start=dt.date(2026, 2, 1))
    first.refresh_from_db()
    assert first.end == dt.date(2026, 1, 31)
    assert list(Accreditation.objects.on(make.TODAY).values_list("rank", flat=True)) == ["B"]


def test_purposes_do_not_touch_each_other(c):
    given(c)
    given(c, purpose="institution", rank="U")
    assert Accreditation.objects.filter(end=None).count() == 2


def test_a_rank_ends_before_its_time(c):
    row = given(c)
    actions.end_accreditation(row, end=END, by=c.actors.partner_officer, at=make.AT)
    row.refresh_from_db()
    assert row.end == END
    refused(
        "accreditation.ended",
        lambda: actions.end_accreditation(row, end=END, by=c.actors.partner_officer, at=make.AT),
    )


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"purpose": "masak"}, "accreditation.purpose"),
        ({"rank": "Z"}, "accreditation.rank"),
        ({"rank": "U"}, "accreditation.rank"),
        ({"basis": " "}, "accreditation.basis"),
        ({"end": START - dt.timedelta(days=1)}, "accreditation.ends_before_start"),
    ],
)
def test_what_cannot_be_is_refused(c, values, code):
    refused(code, lambda: given(c, **values))


def test_an_older_one_does_not_come_after_a_newer(c):
    given(c)
    refused("accreditation.before_current", lambda: given(c, start=START))


def test_an_end_before_the_beginning_is_refused(c):
    row = given(c)
    refused(
        "accreditation.ends_before_start",
        lambda: actions.end_accreditation(
            row, end=START - dt.timedelta(days=1), by=c.actors.partner_officer, at=make.AT
        ),
    )


def test_nobody_accredits_or_ends_for_others(c):
    row = given(c)
    for who in (c.actors.citra_officer, c.actors.officer, c.actors.rektor):
        refused("organization.forbidden", lambda who=who: given(c, start=make.TODAY, by=who))
        refused("organization.forbidden", lambda who=who: actions.end_accreditation(row, end=END, by=who, at=make.AT))


def test_a_partner_without_an_account_is_accredited_by_whoever_keeps_it(c):
    kept = make.organization("Politeknik Tanpa Akun", "politeknik", by=c.actors.officer)
    assert given(c, organization=kept, by=c.actors.officer).rank == "C"


def test_an_organisation_that_ended_gets_no_rank(c):
    actions.close(c.fakultas, end=dt.date(2026, 1, 1), by=make.SYSTEM, at=make.AT)
    refused("organization.closed", lambda: given(c, organization=c.fakultas))


def test_two_at_once_cannot_overlap(c):
    given(c)
    row = Accreditation(organization=c.upt, purpose="assessment", rank="A", start=make.TODAY, basis="K")

    def at_once():
        with transaction.atomic():
            keep(row)

    refused("database.accreditation_one_at_a_time", at_once)


# ---- in the browser


def post(c, name, *more, user=None, **values):
    address = reverse(name, args=[c.upt.code, *more])
    return make.client(user or c.partner_officer).post(address, {FORM_FIELD: f"kunci-{name}", **values})


GOOD = {"purpose": "assessment", "rank": "C", "start": "2025-01-01", "end": "", "basis": "Keputusan contoh"}


def test_the_page_of_an_organisation_shows_and_takes_its_ranks(c):
    browser = make.client(c.partner_officer)
    assert browser.get(reverse("organizations_accredit", args=[c.upt.code])).status_code == 200
    assert post(c, "organizations_accredit", **GOOD).status_code == 302
    row = Accreditation.objects.get()
    page = browser.get(reverse("organizations_detail", args=[c.upt.code])).content.decode()
    assert "Keputusan contoh" in page
    assert reverse("organizations_end_accreditation", args=[c.upt.code, row.pk]) in page
    assert post(c, "organizations_end_accreditation", row.pk, end="2026-12-31").status_code == 302
    row.refresh_from_db()
    assert row.end == END


def test_sending_the_form_twice_records_one_rank(c):
    for _time in range(2):
        assert post(c, "organizations_accredit", **GOOD).status_code == 302
    assert Accreditation.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": ""}, {"rank": "Z"}, {"start": ""}, {"start": "2025-02-30"}, {"start": "besok"}, {"basis": ""},
        {"basis": "x" * 201}, {"basis": "\x00"}, {"end": "2024-01-01"}, {"purpose": "institution", "rank": "C" * 9},
    ],
)  # fmt: skip
def test_bad_input_is_answered_and_leaves_nothing(c, wrong):
    response = post(c, "organizations_accredit", **GOOD | wrong)
    assert response.status_code == 422
    assert not Accreditation.objects.exists()


def test_somebody_elses_accreditation_is_not_found_here(c):
    row = given(c)
    address = reverse("organizations_end_accreditation", args=[c.fakultas.code, row.pk])
    assert make.client(c.partner_officer).post(address, {"end": "2026-12-31"}).status_code == 404

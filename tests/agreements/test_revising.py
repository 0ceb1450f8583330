"""Changing a text: promises go where their clause and their sides go, the term goes into its clause, rows are changed in place."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.urls import reverse

from simpul.agreements import actions
from simpul.agreements.models import Agreement
from simpul.agreements.models.findings import findings_on
from simpul.agreements.rules import filling
from simpul.reports.umbrellas import empty_umbrellas
from tests import make
from tests.agreements import cases
from tests.agreements.test_flow import refused

pytestmark = pytest.mark.django_db
AT = cases.AT


def pairs(made: Agreement) -> list[tuple[str, str, str, str]]:
    """Text, clause and both sides of each promise, as people read them."""
    terms = cases.fresh(made).terms.content
    names = {p["order"]: p["organization"] for p in terms["parties"]}
    return [
        (o["text"], terms["clauses"][o["clause"] - 1]["heading"], names[o["debtor"]], names[o["beneficiary"]])
        for o in terms["obligations"]
    ]


def test_promises_stay_with_their_clause_and_their_sides(c: SimpleNamespace) -> None:
    made = cases.shared(c)
    clauses, before = made.terms.content["clauses"], pairs(made)
    actions.revise(made, changes={"clauses": [clauses[-1], *clauses[1:-1]]}, by=c.actors.officer, at=AT)
    assert pairs(made) == before
    swapped = [actions.Side(c.bumi), actions.Side(c.dinas), actions.Side(c.fakultas, "witness")]
    actions.revise(made, changes={}, sides=swapped, by=c.actors.officer, at=AT)
    assert pairs(made) == before
    assert [p.label for p in cases.fresh(made).parties.all()] == ["PIHAK KESATU", "PIHAK KEDUA", "Saksi"]
    first = made.versions.get(number=1).content
    parts = {key: first[key] for key in ("clauses", "obligations")}
    actions.revise(made, changes=parts, of=first, by=c.actors.officer, at=AT)
    assert pairs(made) == before
    assert [o["debtor"] for o in cases.fresh(made).terms.content["obligations"]] == [1, 2]


def test_a_clause_or_side_that_a_promise_names_is_not_dropped(c: SimpleNamespace) -> None:
    made = cases.shared(c)
    clauses = made.terms.content["clauses"]
    refused(
        lambda: actions.revise(made, changes={"clauses": clauses[:4] + clauses[5:]}, by=c.actors.officer, at=AT),
        "terms.obligation_clause_gone",
    )
    other = [actions.Side(c.dinas), actions.Side(c.citra)]
    refused(
        lambda: actions.revise(made, changes={}, sides=other, by=c.actors.officer, at=AT),
        "terms.obligation_party_gone",
    )
    assert cases.fresh(made).terms.number == 1


def test_months_given_later_stand_in_the_clause_and_a_renewal_has_neither_dots_nor_old_days(c: SimpleNamespace) -> None:
    made = cases.draft(c, body={"months": 0})
    told = {f.code for f in findings_on(made, cases.TODAY)}
    assert {"term.missing", "clause.dots.jangka_waktu"} <= told
    days = {"start": "2026-01-01", "end": "2027-12-31"}
    actions.revise(made, changes=days, by=c.actors.officer, at=AT)
    text = clause(made)
    assert "selama 24 bulan, sejak 1 Januari 2026 sampai dengan 31 Desember 2027" in text
    actions.enter_signed(made, signed_on=cases.TODAY, scan=cases.scan(), by=c.actors.officer, at=AT, today=cases.TODAY)
    renewal = actions.renew(cases.fresh(made), by=c.actors.officer, at=AT)
    assert "selama 24 bulan, sejak tanggal penandatanganan" in clause(renewal)
    assert not filling.OPEN.search(clause(renewal))


def clause(made: Agreement) -> str:
    return next(k["text"] for k in cases.fresh(made).terms.content["clauses"] if k["type"] == "jangka_waktu")


def test_a_text_whose_term_ended_before_the_day_is_not_entered(c: SimpleNamespace) -> None:
    made = cases.draft(c, body={"months": 0, "start": "2024-01-01", "end": "2025-01-01"})
    day = dt.date(2026, 1, 5)
    refused(
        lambda: actions.enter_signed(
            made, signed_on=day, scan=cases.scan(), by=c.actors.officer, at=AT, today=cases.TODAY
        ),
        "sign.after_end",
    )


def test_a_pks_under_the_kb_of_others_is_found(c: SimpleNamespace) -> None:
    with_citra = cases.entered(c, sides=[actions.Side(c.awan), actions.Side(c.citra)])
    own = cases.entered(c)
    told = [f for f in findings_on(cases.draft(c, parent=with_citra), cases.TODAY) if f.code == "parent.other_sides"]
    assert len(told) == 1
    assert c.bumi.name in str(told[0])
    below = cases.draft(c, kind="kb", parent=own)
    assert "parent.kind" in {f.code for f in findings_on(below, cases.TODAY)}
    assert not [
        f
        for f in findings_on(cases.draft(c, parent=own), cases.TODAY)
        if f.code in ("parent.kind", "parent.other_sides")
    ]
    assert own in empty_umbrellas(c.actors.officer, cases.TODAY)


def test_a_promise_and_a_row_are_changed_in_their_place(c: SimpleNamespace) -> None:
    made = cases.draft(c)
    browser = make.client(c.officer)
    at = reverse("agreement_promises", args=[made.code]) + "?baris=1"
    page = browser.get(at).content.decode()
    assert 'value="Melatih pelaku usaha mikro"' in page
    assert f"PIHAK KEDUA ({c.bumi.name}) → PIHAK KESATU ({c.dinas.name})" in page
    values = {
        "clause": 5, "debtor": 2, "beneficiary": 1, "text": "Melatih pengrajin", "quantity": "40", "unit": "orang", "rule": "every",
        "date": "", "count": "6", "evidence": "", "version": made.version,
    }  # fmt: skip
    assert browser.post(at, values).status_code == 302
    rows = cases.fresh(made).terms.content["obligations"]
    assert [o["text"] for o in rows] == ["Melatih pengrajin", "Menyediakan tempat dan data peserta"]
    assert browser.get(at.replace("=1", "=9")).status_code == 404
    nk = cases.draft(c, kind="nk", body={"work_plan": [cases.PLAN]})
    at = reverse("agreement_plan", args=[nk.code]) + "?baris=1"
    row = {key: value for key, value in cases.PLAN.items()} | {"version": nk.version}
    wrong = browser.post(at, row | {"amount": "sejuta lebih"})
    assert wrong.status_code == 422
    assert "Besar anggaran harus berupa angka" in wrong.content.decode()
    assert browser.post(at, row | {"amount": "Rp2.500.000"}).status_code == 302
    assert [r["amount"] for r in cases.fresh(nk).terms.content["work_plan"]] == ["2500000"]


def test_who_owes_what_to_whom_stands_on_every_page_before_signing(c: SimpleNamespace) -> None:
    made = cases.shared(c)
    shown = f"PIHAK KEDUA ({c.bumi.name}) → PIHAK KESATU ({c.dinas.name})"
    pages = [("agreement", []), ("agreement_text", []), ("agreement_promises", []), ("agreement_approve", [1])]
    for name, more in pages:
        page = make.client(c.officer).get(reverse(name, args=[made.code, *more])).content.decode()
        assert shown in page, name

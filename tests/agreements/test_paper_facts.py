"""A case's own papers: what is stored stands in the Word file and on the record sheet."""

from __future__ import annotations

import datetime as dt
import io
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader

from simpul.agreements import papers
from simpul.agreements.models.paper import paper_facts
from simpul.documents.models import template_bytes
from tests import make
from tests.agreements import cases
from tests.agreements.test_papers import squeezed, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def c(db: Any) -> SimpleNamespace:
    cases.law()
    return make.cast()


def made_from(agreement: Any, name: str = "") -> tuple[str, str]:
    """The text of both papers; `SIMPUL_LOOK` names a folder where people may look at them."""
    facts = paper_facts(agreement, today=cases.TODAY)
    word = papers.draft_docx(facts, template_bytes(agreement.kind, str(agreement.author.institution_id)))
    sheet = papers.record_sheet(facts)
    if folder := os.environ.get("SIMPUL_LOOK"):
        (Path(folder) / f"{name}.docx").write_bytes(word)
        (Path(folder) / f"{name}-lembar.pdf").write_bytes(sheet)
    pages = PdfReader(io.BytesIO(sheet)).pages
    return text_of(word), squeezed(" ".join(page.extract_text() for page in pages))


def test_a_signed_case_tells_all_of_it(c: SimpleNamespace) -> None:
    case = cases.signed(c)
    word, sheet = made_from(case, "signed")
    for clause in case.terms.content["clauses"]:
        assert clause["heading"].upper() in word
    for party in case.parties.all():
        assert party.name.upper() in word
        assert party.signer_name.upper() in word
        assert squeezed(party.signer_name) in sheet
    assert "RANCANGAN" not in word
    assert case.terms.hash in sheet
    assert case.chain.head in sheet
    assert squeezed("Melatih pelaku usaha mikro") in sheet
    assert squeezed("tanda tangan basah") in sheet.lower()


def test_the_record_sheet_says_which_promise_is_late_and_that_a_draft_binds_nobody_yet(c: SimpleNamespace) -> None:
    made = cases.signed(c)
    late = made.obligations.get(text__startswith="Menyediakan").due + dt.timedelta(27)
    states = {o.text: o.state for o in paper_facts(made, today=late).obligations}
    assert states == {
        "Melatih pelaku usaha mikro": "Terjadwal",
        "Menyediakan tempat dan data peserta": "Terlambat 27 hari",
    }
    made.obligations.filter(text__startswith="Menyediakan").update(state="partly")
    assert "Terpenuhi Sebagian, terlambat 27 hari" in {o.state for o in paper_facts(made, today=late).obligations}
    assert {o.state for o in paper_facts(cases.shared(c), today=late).obligations} == {"belum berlaku"}


@pytest.mark.parametrize("kind", ["kb", "nk", "pks"])
def test_a_draft_says_so_and_leaves_open_what_is_open(c: SimpleNamespace, kind: str) -> None:
    word, sheet = made_from(cases.draft(c, kind=kind), f"draft-{kind}")
    assert "RANCANGAN" in word
    assert papers.PENDING in word
    assert squeezed("Belum ditandatangani.") in sheet
    assert squeezed("24 (dua puluh empat) bulan sejak ditandatangani") in sheet


def test_the_parties_download_the_papers_and_an_outsider_finds_none(c: SimpleNamespace) -> None:
    case = cases.signed(c)
    for paper, kind in (("naskah.docx", b"PK"), ("lembar-catatan.pdf", b"%PDF")):
        address = next(a for a in addresses(case.code) if a.endswith(paper))
        for person in (c.officer, c.partner_officer, c.leader):
            response = make.client(person).get(address)
            assert response.status_code == 200
            assert response.content.startswith(kind)
            assert response["Content-Disposition"].startswith("attachment")
        assert make.client(c.citra_officer).get(address).status_code == 404


def addresses(code: str) -> list[str]:
    from django.urls import reverse

    return [reverse("agreement_docx", args=[code]), reverse("agreement_sheet", args=[code])]

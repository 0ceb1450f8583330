"""Pages of proposals with none, one and very many rows, and with the longest names, on a small telephone and on a desk."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.urls import reverse

from simpul.proposals import actions
from simpul.proposals.models import Proposal
from tests import make
from tests.house.test_access import p, site
from tests.house.test_pages import LONG, Visitor, faults, visitor
from tests.proposals import cases

__all__ = ["p", "site", "visitor"]  # the fixtures
WORD = "keterhubungan" * 8


@pytest.fixture
def long(p: SimpleNamespace) -> Proposal:
    """Forty activities with the longest names, a word that nothing breaks, long files, a long request, sixty letters beside it."""
    c, by = p.c, p.c.actors.officer
    made = cases.bare_draft(
        c, by=by, pen=c.bagian, partner=make.organization(f"Universitas {LONG}", "kampus"), title=f"Penguatan {LONG} {WORD}"[:300],
        initiator=make.organization(LONG, "opd", parent=c.awan), letter_number="x" * 100, purpose=f"{LONG} " * 8,
    )  # fmt: skip
    for n in range(40):
        cases.item(made, by, title=f"{n} {LONG} {'sangat' * 10}"[:200], target=LONG, detail=f"{LONG} {WORD}")
    for n in range(12):
        file = cases.scan(f"panjang {n}")
        actions.enclose(made, kind="kak", file=file, name=f"{'panjang' * 20}{n}.pdf", by=by, at=cases.AT)
    for n in range(60):
        cases.received(c, letter_number=f"{n}/L/2026", title=f"{LONG} ke-{n}")
    return cases.fresh(made)


def test_the_longest_proposal_fits(long: Proposal, visitor: Visitor) -> None:
    visitor.who, found = "officer", []
    for name in ("proposal", "proposal_items", "proposal_documents", "proposal_edit", "proposal_facts"):
        found += faults(visitor, reverse(name, args=[long.code]))
    for address in (reverse("proposals"), reverse("proposals_queue"), "/penawaran/?hal=2"):
        found += faults(visitor, address)
    assert not found, "\n".join(found)


def test_a_long_request_fits_on_the_leaders_telephone(p: SimpleNamespace, long: Proposal, visitor: Visitor) -> None:
    actions.send(long, by=p.c.actors.officer, at=cases.AT)
    actions.ask_completion(long, text=f"{LONG} {WORD} " * 10, by=p.c.actors.officer, at=cases.AT)
    visitor.who = "leader"
    assert faults(visitor, reverse("proposal", args=[long.code])) == []


def test_who_has_no_proposals_is_told_what_will_be_here(visitor: Visitor) -> None:
    visitor.who = "citra_officer"
    assert faults(visitor, reverse("proposals")) == []
    assert visitor.page.get_by_text("Belum ada penawaran atau usulan di sini").is_visible()

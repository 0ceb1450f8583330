"""Two people at the same moment on letters: one outcome each, no number twice, and the register whole afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from simpul.organizations.models import Counter
from simpul.proposals import actions
from simpul.proposals.models import Letter, Proposal
from simpul.register.models import Event
from simpul.register.verifying import verify
from tests import make
from tests.agreements.cases import law

from . import cases, letter_cases

AT, TODAY = cases.AT, cases.TODAY


@pytest.fixture
def c(committed: None) -> Iterator[SimpleNamespace]:
    """Everybody, truly in the database, so that two connections see the same."""
    law()
    yield make.cast()
    assert verify().fault == ""


def letters(c: SimpleNamespace, proposal: Proposal, count: int) -> list[Letter]:
    return [letter_cases.letter(c, proposal=proposal) for _n in range(count)]


def issuing(c: SimpleNamespace, letter: Letter, number: str = ""):
    signer = make.holder(c.bupati_post)
    return lambda: actions.issue_letter(letter, holding=signer, day=TODAY, number=number, by=c.actors.officer, at=AT)


def test_letters_issued_at_once_have_numbers_of_their_own(c):
    first, second = cases.screening(c), cases.screening(c, letter_number="13/UN")
    wanted = letters(c, first, 2) + letters(c, second, 2)
    assert make.race(*[issuing(c, letter) for letter in wanted]) == ["done"] * 4
    assert sorted(Letter.objects.values_list("number", flat=True)) == [f"{n}/2026" for n in range(1, 5)]


def test_a_letter_issued_by_two_at_once_is_issued_once(c):
    (letter,) = letters(c, cases.screening(c), 1)
    assert make.race(issuing(c, letter), issuing(c, letter)) == ["done", "letter.issued"]
    assert Event.objects.filter(kind="letter.issued").count() == 1
    assert Counter.objects.get(purpose="surat").last == 1


def test_one_number_typed_by_two_at_once_is_given_once(c):
    first, second = cases.screening(c), cases.screening(c, letter_number="13/UN")
    wanted = letters(c, first, 1) + letters(c, second, 1)
    outcome = make.race(*[issuing(c, letter, "7/KS/2026") for letter in wanted])
    assert outcome == ["database.letter_number_once", "done"]
    assert Letter.objects.filter(state="issued").count() == 1


def test_an_edit_and_the_issuing_at_once_leave_one_text(c):
    (letter,) = letters(c, cases.screening(c), 1)

    def revise():
        actions.revise_letter(letter, changes={"body": "Isi baru."}, version=1, by=c.actors.officer, at=AT)

    signer = make.holder(c.bupati_post)

    def issue():
        actions.issue_letter(letter, holding=signer, day=TODAY, version=1, by=c.actors.officer, at=AT)

    assert make.race(revise, issue) in (["done", "letter.stale"], ["done", "letter.issued"])
    row = Letter.objects.get()
    assert (row.state == "issued") is (row.body != "Isi baru.")

"""Two officers of one region at the same moment: one outcome, and the other is told why."""

from __future__ import annotations

import pytest

from simpul.law import actions
from simpul.law.models import Entry, law_on
from simpul.register.models import Event
from simpul.register.verifying import verify
from tests import make
from tests.law.test_actions import limit, local, words

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def law(committed):
    """The law, truly in the database; the register is whole afterwards."""
    actions.load(by=make.SYSTEM, at=make.AT)
    yield
    assert verify().fault == ""


def held() -> int:
    return Entry.objects.filter(kind="limit", key="term_years.pks", scope="33.03", retired_at=None).count()


def events(kind: str) -> int:
    return Event.objects.filter(kind=f"law.{kind}").count()


def test_one_rule_of_the_region_is_made_when_two_make_it():
    assert make.race(local, local) == ["done", "law.overlap"]
    assert (held(), events("localised")) == (1, 1)


def test_of_two_corrections_one_stands_and_the_other_is_told_that_it_was_history():
    entry = local()

    def correct(amount: str):
        return lambda: actions.correct(entry, **words(entry, value={"amount": amount}))

    done, told = make.race(correct("4"), correct("5"))
    assert done == "done"
    assert told in ("law.retired", "law.stale")
    assert (held(), events("corrected")) == (1, 1)
    assert law_on(make.TODAY, "33.03").limit("term_years.pks").value in (4, 5)


def test_of_two_confirmations_one_counts():
    entry = local()
    Entry.objects.filter(pk=entry.pk).update(certainty="L", confirmed_at=None, confirmed_by="", evidence="")

    def confirm():
        actions.confirm(entry, article="Pasal 7", evidence="JDIH", version=1, by=words(entry)["by"], at=make.AT)

    done, told = make.race(confirm, confirm)
    assert done == "done"
    assert told in ("law.confirmed_already", "law.stale")
    assert events("confirmed") == 1


def test_loading_while_an_officer_decides_keeps_the_decision():
    make.race(local, lambda: actions.load(by=make.SYSTEM, at=make.AT))
    assert limit(scope="33.03").value["value"] == 3

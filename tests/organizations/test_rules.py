"""The tables of kinds and forms. No database."""

from __future__ import annotations

from simpul.core.actors import ANYONE, Actor
from simpul.organizations import rules


def test_every_kind_says_where_it_may_stand_and_units_stand_under_something():
    assert set(rules.PARENTS) == set(rules.KINDS)
    for kind, parents in rules.PARENTS.items():
        assert set(parents) <= set(rules.KINDS) | {None}
        assert (None in parents) == (kind in rules.INSTITUTIONS)


def test_every_legal_form_belongs_to_some_institution_and_only_institutions_have_one():
    assert set(rules.FORMS_OF) == set(rules.INSTITUTIONS)
    assert {form for forms in rules.FORMS_OF.values() for form in forms} == set(rules.FORMS)


def test_nothing_stands_under_a_kelurahan_and_a_desa_stands_under_nothing():
    assert not any("kelurahan" in parents for parents in rules.PARENTS.values())
    assert rules.PARENTS["desa"] == (None,)


def test_without_permission_or_institution_nobody_manages():
    officer = Actor(key="user:1", name="A", institution_id=1, permissions=frozenset({"organization.write"}))
    assert not rules.refusals_to_manage(officer, frozenset({1, 2}))
    assert [r.kind for r in rules.refusals_to_manage(officer, frozenset({3}))] == ["forbidden"]
    assert rules.refusals_to_manage(ANYONE, frozenset())
    assert not rules.refusals_to_manage(Actor.system("uji"), frozenset({9}))

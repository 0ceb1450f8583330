"""A region's policy about partners, programmes of its plans, and the yearly mapping of affairs."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.core.refusals import Refused
from simpul.law.rules import LawOn
from simpul.proposals import actions
from simpul.proposals.models import AffairMapping, PlanProgramme, Policy
from simpul.proposals.rules import plans
from simpul.proposals.rules.documents import cooperation_of
from simpul.register.models import Event
from tests import make
from tests.proposals import cases
from tests.proposals.test_drafting import codes

AT, TODAY = cases.AT, cases.TODAY


def policy(c, **values) -> Policy:
    given = {
        "start": TODAY, "order": ["pt", "pusat"], "checks": {"swasta": ["kebutuhan", "hukum"], "pt": []}, "clocks": [5, 10],
        "basis": "Perbup 1/2026", "by": c.actors.officer, "at": AT, **values,
    }  # fmt: skip
    return actions.set_policy(c.awan, **given)


def programme(c, **values) -> PlanProgramme:
    given = {"plan": "rpjmd", "name": "Program UMKM", "first_year": 2025, "last_year": 2029, "by": c.actors.officer}
    return actions.add_programme(c.awan, **{**given, "at": AT, **values})


def mapping(c, **values) -> AffairMapping:
    given = {"year": 2026, "affair": "2.17.usaha", "object": "Pelatihan usaha mikro", "by": c.actors.officer, "at": AT}
    return actions.add_mapping(c.awan, **{**given, **values})


CLASSES = [
    ("kampus", "ptn_bh", "pt"),
    ("kampus", "pts", "pt"),
    ("politeknik", "poltek_kl", "pt"),
    ("kampus", "asing", "asing"),
    ("kementerian", "kementerian", "pusat"),
    ("pemda", "pemda", "daerah"),
    ("perusahaan", "perseroan", "swasta"),
    ("perusahaan", "bumn", "bumn"),
    ("bank", "bumd", "bumn"),
    ("perusahaan", "bumdes", "desa"),
    ("desa", "desa", "desa"),
    ("asosiasi", "ormas", "ormas"),
    ("perusahaan", "asing", "asing"),
    ("perusahaan", "", "swasta"),
    ("unit", "", ""),
]


@pytest.mark.parametrize(("kind", "form", "expected"), CLASSES)
def test_a_partners_class_follows_its_form_and_kind(kind, form, expected):
    assert plans.class_of(kind, form) == expected


def test_a_policy_orders_classes_and_those_it_does_not_name_come_after_them():
    assert [plans.rank_of(one, ["pt", "pusat"]) for one in ("pt", "pusat", "swasta", "asing", "")] == [0, 1, 2, 2, 2]
    assert plans.rank_of("pt", []) == 0
    assert plans.clocks_of([]) == (7, 14, 30)
    assert plans.clocks_of([3]) == (3,)
    assert plans.checks_of("swasta", {"swasta": ["hukum", "entah"]}) == ("hukum",)
    assert cooperation_of("", LawOn(TODAY, "")) == ""


def test_a_new_policy_ends_the_open_one_the_day_before(c):
    first = policy(c)
    second = policy(c, start=TODAY + dt.timedelta(30), basis="Perbup 2/2026")
    first.refresh_from_db()
    assert first.end == TODAY + dt.timedelta(29)
    assert second.end is None
    assert second.checks == {"swasta": ["kebutuhan", "hukum"]}
    assert list(Policy.objects.on(TODAY)) == [first]
    assert list(Policy.objects.on(TODAY + dt.timedelta(30))) == [second]
    assert Event.objects.filter(kind="plan.policy_set").count() == 2


POLICIES = {
    "an unknown class": ({"order": ["pt", "alien"]}, "policy.order"),
    "a class twice": ({"order": ["pt", "pt"]}, "policy.order"),
    "an unknown check": ({"checks": {"pt": ["selera"]}}, "policy.checks"),
    "a check for nobody": ({"checks": {"alien": ["hukum"]}}, "policy.checks"),
    "falling clocks": ({"clocks": [14, 7]}, "policy.clocks"),
    "the same clock twice": ({"clocks": [7, 7]}, "policy.clocks"),
    "no days": ({"clocks": [0, 7]}, "policy.clocks"),
    "too many days": ({"clocks": [366]}, "policy.clocks"),
    "too many clocks": ({"clocks": [1, 2, 3, 4, 5, 6, 7]}, "policy.clocks"),
    "no basis": ({"basis": " "}, "value.basis"),
    "an end before the start": ({"end": TODAY - dt.timedelta(1)}, "database.policy_days"),
}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_that_cannot_be_is_refused_and_leaves_nothing(c, name):
    values, code = POLICIES[name]
    with pytest.raises(Refused) as stopped:
        policy(c, **values)
    assert code in codes(stopped) or (name.startswith("an end") and codes(stopped) == ["database.conflict"])
    assert Policy.objects.count() == 0
    assert Event.objects.filter(kind__startswith="plan.").count() == 0


def test_two_policies_do_not_hold_at_once(c):
    policy(c, end=TODAY + dt.timedelta(10))
    with pytest.raises(Refused) as stopped:
        policy(c, start=TODAY + dt.timedelta(5))
    assert codes(stopped) == ["database.policy_one_at_a_time"]


def test_a_policy_is_for_a_region_and_of_the_own_region(c):
    with pytest.raises(Refused) as stopped:
        actions.set_policy(
            c.bumi, start=TODAY, order=[], checks={}, clocks=[], basis="x", by=make.SYSTEM, at=AT
        )  # fmt: skip
    assert codes(stopped) == ["policy.not_a_region"]
    for who in (c.actors.partner_officer, c.actors.dinas_officer, c.actors.leader, c.actors.citra_officer):
        for call in (policy, programme, mapping):
            with pytest.raises(Refused) as stopped:
                call(c, by=who)
            assert codes(stopped) == ["plan.forbidden"]
            assert stopped.value.status == 403


def test_a_policy_ends_once_and_not_before_it_began(c):
    made = policy(c)
    with pytest.raises(Refused) as stopped:
        actions.end_policy(made, end=TODAY - dt.timedelta(1), by=c.actors.officer, at=AT)
    assert codes(stopped) == ["policy.ends_before_start"]
    actions.end_policy(made, end=TODAY, by=c.actors.officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.end_policy(made, end=TODAY, by=c.actors.officer, at=AT)
    assert codes(stopped) == ["policy.ended"]
    with pytest.raises(Refused) as stopped:
        actions.end_policy(made, end=TODAY, by=c.actors.partner_officer, at=AT)
    assert "plan.forbidden" in codes(stopped)


LISTED = {
    "an unknown affair": (programme, {"affair": "9.99"}, "plan.affair"),
    "no affair": (mapping, {"affair": ""}, "plan.affair"),
    "a strange year": (programme, {"first_year": 1998}, "plan.year"),
    "a far year": (mapping, {"year": 2101}, "plan.year"),
    "a RKPD of two years": (programme, {"plan": "rkpd"}, "plan.one_year"),
    "years the wrong way": (programme, {"first_year": 2026, "last_year": 2025}, "database.plan_years"),
    "an unknown plan": (programme, {"plan": "rtrw"}, "value.plan"),
    "no name": (programme, {"name": " "}, "value.name"),
    "a long name": (programme, {"name": "x" * 301}, "value.name"),
    "no object": (mapping, {"object": ""}, "value.object"),
    "a long note": (mapping, {"note": "x" * 301}, "value.note"),
}


@pytest.mark.parametrize("name", LISTED)
def test_a_line_that_cannot_be_is_refused_and_leaves_nothing(c, name):
    call, values, code = LISTED[name]
    with pytest.raises(Refused) as stopped:
        call(c, **values)
    assert codes(stopped) == [code]
    assert (PlanProgramme.objects.count(), AffairMapping.objects.count()) == (0, 0)


def test_units_are_the_regions_own(c):
    assert programme(c, unit=c.dinas).unit == c.dinas
    for call in (programme, mapping):
        with pytest.raises(Refused) as stopped:
            call(c, unit=c.fakultas)
        assert codes(stopped) == ["plan.unit_elsewhere"]


def test_the_same_line_stands_once_until_it_is_retired(c):
    for call, retire, code in (
        (programme, actions.retire_programme, "database.plan_programme_once"),
        (mapping, actions.retire_mapping, "database.mapping_once"),
    ):
        made = call(c)
        with pytest.raises(Refused) as stopped:
            call(c)
        assert codes(stopped) == [code]
        for who in (c.actors.partner_officer, c.actors.dinas_officer):
            with pytest.raises(Refused):
                retire(made, by=who, at=AT)
        retire(made, by=c.actors.officer, at=AT)
        with pytest.raises(Refused) as stopped:
            retire(made, by=c.actors.officer, at=AT)
        assert codes(stopped) == ["plan.retired"]
        call(c)


def test_plans_are_seen_inside_the_own_institution_only(c):
    for made in (policy(c), programme(c), mapping(c, offered=True)):
        rows = type(made).objects
        for name in ("officer", "leader", "dinas_officer"):
            assert made in rows.visible_to(getattr(c.actors, name)), name
        for name in ("partner_officer", "citra_officer", "admin"):
            assert made not in rows.visible_to(getattr(c.actors, name)), name

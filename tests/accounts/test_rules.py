"""Roles as data: what must hold of the table itself. No database."""

from __future__ import annotations

from simpul.accounts import rules


def test_roles_use_only_known_permissions_and_reaches():
    for role in rules.ROLES.values():
        assert role.permissions <= set(rules.PERMISSIONS)
        assert role.reach in rules.REACHES


def test_an_administrator_sees_no_case_and_signs_nothing():
    administrator = rules.ROLES["administrator"]
    assert administrator.reach == "nothing"
    assert not any(permission.startswith(("agreement.", "obligation.")) for permission in administrator.permissions)


def test_only_the_administrator_manages_the_whole_site():
    assert [code for code, role in rules.ROLES.items() if "site.manage" in role.permissions] == ["administrator"]


def test_only_a_leader_decides_for_the_institution():
    assert [code for code, role in rules.ROLES.items() if "agreement.decide" in role.permissions] == ["pimpinan"]


def test_mentors_and_participants_reach_nothing():
    for code in ("mentor", "peserta"):
        assert rules.ROLES[code].reach == "nothing"
        assert not rules.ROLES[code].permissions

"""What the actions on organisations make true, and what they refuse."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.core.refusals import Refused
from simpul.organizations import actions
from simpul.organizations.models import Authority, Holding, LegalForm, Organization, Post, holders
from simpul.register.models import Event
from tests import make

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 3, 1)


@pytest.fixture
def c():
    return make.cast()


def refused(code: str, call, *args, **values) -> None:
    """The call is refused with this code and left neither row nor event."""
    tables = (Organization, LegalForm, Post, Holding, Authority, Event)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    with pytest.raises(Refused) as stopped:
        call(*args, **{"at": make.AT, "by": make.SYSTEM} | values)
    assert code in [refusal.code for refusal in stopped.value.refusals]
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def kinds_of(organization) -> list[str]:
    return list(organization.chain.events.order_by("number").values_list("kind", flat=True))


def test_the_tree_knows_its_paths_and_institutions(c):
    assert c.bagian.path == [c.awan.pk, c.setda.pk, c.bagian.pk]
    assert c.bagian.institution_id == c.awan.pk
    assert c.upt.whole_name == "UPT Kemitraan, Universitas Bumi"
    assert c.awan.whole_name == "Kabupaten Awan"
    assert set(Organization.objects.below(c.bumi.pk)) == {c.bumi, c.upt, c.fakultas}


def test_a_kelurahan_is_a_unit_of_its_pemda_and_a_desa_is_an_institution_of_its_own(c):
    kecamatan = make.organization("Kecamatan Embun", "kecamatan", parent=c.awan)
    kelurahan = make.organization("Kelurahan Mega", "kelurahan", parent=kecamatan)
    desa = make.organization("Desa Rintik", "desa")
    assert kelurahan.institution_id == c.awan.pk
    assert desa.institution_id == desa.pk
    refused("organization.needs_parent", actions.found, name="Kelurahan Lain", kind="kelurahan")
    refused("organization.misplaced", actions.found, name="Desa Lain", kind="desa", parent=kecamatan)
    bumdes = make.organization("BUM Desa Rintik", "perusahaan", parent=desa)
    actions.give_form(bumdes, form="bumdes", start=DAY, basis="Perdes", by=make.SYSTEM, at=make.AT)
    refused("organization.under_kelurahan", actions.found, name="BUM", kind="perusahaan", parent=kelurahan)
    refused("post.kelurahan_has_lurah", actions.create_post, kelurahan, title="Kepala Desa", is_head=True)
    lurah = make.post(kelurahan, "Lurah Mega", "Kirana Pejabat Contoh", is_head=True)
    refused("authority.kelurahan", actions.authorize, kelurahan, post=lurah, basis="jabatan", start=DAY)


def test_bum_desa_is_only_a_form_for_a_company_of_a_desa(c):
    refused("form.not_for_kind", actions.give_form, c.citra, form="bumdes", start=DAY, basis="")


def test_only_the_own_institution_and_the_sites_administrators_manage(c):
    for person in (c.actors.leader, c.actors.dinas_officer, c.actors.citra_officer, c.actors.partner_officer):
        refused("organization.forbidden", actions.create_post, c.dinas, title="Baru", by=person)
        refused("organization.forbidden", actions.found, name="Dinas X", kind="opd", parent=c.awan, by=person)
        refused("organization.forbidden", actions.close, c.dinas, end=DAY, by=person)
    refused("organization.forbidden", actions.found, name="Kabupaten Baru", kind="pemda", by=c.actors.officer)
    refused("organization.forbidden", actions.found, name="PT Baru", kind="perusahaan", by=c.actors.leader)
    for person in (c.actors.officer, c.actors.admin):
        actions.create_post(c.dinas, title=f"Baru {person.name}", by=person, at=make.AT)
    actions.found(name="PT Baru", kind="perusahaan", by=c.actors.admin, at=make.AT)


def test_who_enters_a_partner_keeps_it_until_the_partner_has_somebody_of_its_own(c):
    partner = actions.found(name="Politeknik Angin", kind="politeknik", by=c.actors.officer, at=make.AT)
    assert partner.keeper == c.awan
    actions.create_post(partner, title="Direktur", by=c.actors.officer, at=make.AT)
    refused("organization.forbidden", actions.create_post, partner, title="Wakil", by=c.actors.partner_officer)
    make.user("Petugas Angin", partner, "pengelola_kemitraan")
    partner.refresh_from_db()
    assert partner.keeper is None
    refused("organization.forbidden", actions.create_post, partner, title="Wakil", by=c.actors.officer)


def test_strange_values_are_told_with_their_field(c):
    refused("organization.kind", actions.found, name="X", kind="kerajaan")
    refused("value.name", actions.found, name="  ", kind="perusahaan")
    refused("value.name", actions.found, name="x" * 201, kind="perusahaan")
    refused("value.zone", actions.found, name="X", kind="perusahaan", zone="GMT")
    refused("organization.region", actions.found, name="X", kind="perusahaan", region_code="tiga")
    refused("value.title", actions.create_post, c.dinas, title="")
    refused("value.manner", actions.appoint, c.kadis_post, person="X", manner="raja", start=DAY)


def test_a_name_stands_once_under_one_parent(c):
    with pytest.raises(Refused) as stopped:
        make.organization("Dinas Koperasi dan UKM", "opd", parent=c.awan)
    assert "Nama ini sudah dipakai" in str(stopped.value)
    with pytest.raises(Refused):
        make.organization("Kabupaten Awan", "pemda")
    make.organization("UPT Kemitraan", "upt", parent=c.fakultas)


def test_text_is_kept_in_one_clean_form(c):
    made = make.organization("  PT   Dua\nBaris\u0000 ", "perusahaan", region_code="3303")
    assert made.name == "PT Dua Baris"
    assert made.region_code == "33.03"


def test_describing_needs_the_version_that_was_read(c):
    actions.describe(c.dinas, name="Dinas Koperasi", version=1, by=c.actors.officer, at=make.AT)
    refused("organization.stale", actions.describe, c.dinas, name="Dinas Lain", version=1)
    c.dinas.refresh_from_db()
    assert (c.dinas.name, c.dinas.version) == ("Dinas Koperasi", 2)


def test_an_organisation_ends_after_its_units_and_is_not_changed_afterwards(c):
    refused("organization.has_units", actions.close, c.setda, end=DAY)
    late = make.organization("Dinas Baru", "opd", parent=c.awan, start=dt.date(2026, 2, 1))
    refused("organization.ends_before_start", actions.close, late, end=dt.date(2026, 1, 1))
    actions.close(c.bagian, end=dt.date(2026, 2, 28), by=c.actors.officer, at=make.AT)
    for call, values in (
        (actions.close, {"end": DAY}),
        (actions.describe, {"name": "X", "version": 2}),
        (actions.create_post, {"title": "X"}),
        (actions.give_form, {"form": "pemda", "start": DAY, "basis": ""}),
        (actions.set_letterhead, {"lines": "X", "start": DAY}),
        (actions.authorize, {"post": c.kabag_post, "basis": "jabatan", "start": DAY}),
    ):
        refused("organization.closed", call, c.bagian, **values)
    refused("organization.closed", actions.appoint, c.kabag_post, person="X", manner="plt", start=DAY)
    refused("organization.closed", actions.found, name="X", kind="unit", parent=c.bagian)


def test_a_successor_begins_after_its_predecessor_and_both_are_linked(c):
    old = make.organization("Dinas Lama", "opd", parent=c.awan, start=dt.date(2020, 1, 1))
    actions.close(old, end=dt.date(2025, 12, 31), by=make.SYSTEM, at=make.AT)
    values = {"name": "Dinas Baru", "kind": "opd", "parent": c.awan, "predecessor": old}
    refused("organization.before_predecessor", actions.found, **values, start=dt.date(2019, 1, 1))
    new = actions.found(**values, start=dt.date(2026, 1, 1), by=make.SYSTEM, at=make.AT)
    assert list(old.successors.all()) == [new]


def test_a_new_legal_form_ends_the_one_before_the_day_before(c):
    blu, bh = c.bumi.form_on(dt.date(2022, 10, 19)), c.bumi.form_on(dt.date(2022, 10, 20))
    assert (blu.form, blu.end, bh.form, bh.end) == ("ptn_blu", dt.date(2022, 10, 19), "ptn_bh", None)
    assert c.bumi.form_on(dt.date(2009, 1, 1)) is None
    refused("form.before_current", actions.give_form, c.bumi, form="ptn_bh", start=dt.date(2022, 10, 20), basis="")
    refused("form.not_for_kind", actions.give_form, c.bumi, form="pemda", start=DAY, basis="")
    refused("form.certainty", actions.give_form, c.bumi, form="pts", start=make.TODAY, basis="", certainty="X")
    refused("form.not_for_kind", actions.give_form, c.dinas, form="pemda", start=DAY, basis="")


def test_one_definitive_holder_at_a_time_and_acting_ones_beside(c):
    refused(
        "database.holding_one_definitive", actions.appoint, c.kadis_post, person="Lain", manner="definitif", start=DAY
    )
    actions.appoint(c.kadis_post, person="Pelaksana", manner="plh", start=DAY, end=DAY, by=c.actors.officer, at=make.AT)
    found = holders(c.kadis_post, DAY)
    assert [holding.manner for holding in found] == ["definitif", "plh"]
    assert found[1].title == "Plh. Kepala Dinas Koperasi dan UKM"
    assert len(holders(c.kadis_post, DAY + dt.timedelta(days=1))) == 1
    refused(
        "holding.ends_before_start",
        actions.appoint,
        c.kadis_post,
        person="X",
        manner="plt",
        start=DAY,
        end=DAY - dt.timedelta(days=1),
    )


def test_a_relieved_holder_makes_room_for_the_next(c):
    holding = make.holder(c.kadis_post)
    refused("holding.ends_before_start", actions.relieve, holding, end=dt.date(2020, 1, 1))
    actions.relieve(holding, end=DAY, by=c.actors.officer, at=make.AT)
    refused("holding.ended", actions.relieve, holding, end=DAY)
    refused("organization.forbidden", actions.relieve, holding, end=DAY, by=c.actors.citra_officer)
    next_day = DAY + dt.timedelta(days=1)
    actions.appoint(c.kadis_post, person="Berikut", manner="definitif", start=next_day, by=c.actors.officer, at=make.AT)
    assert [h.person for h in holders(c.kadis_post, next_day)] == ["Berikut"]


def test_a_post_ends_only_when_nobody_holds_it(c):
    refused("post.held", actions.end_post, c.kadis_post, end=DAY)
    actions.relieve(make.holder(c.kadis_post), end=dt.date(2026, 2, 1), by=make.SYSTEM, at=make.AT)
    actions.end_post(c.kadis_post, end=DAY, by=c.actors.officer, at=make.AT)
    refused("post.ended", actions.appoint, c.kadis_post, person="X", manner="plt", start=DAY)
    c.kadis_post.refresh_from_db()
    refused("post.ended", actions.authorize, c.dinas, post=c.kadis_post, basis="jabatan", start=DAY)


def test_a_letter_needs_number_and_giver_of_the_same_institution(c):
    letter = {"post": c.kadis_post, "basis": "surat_kuasa", "start": DAY}
    refused("authority.number", actions.authorize, c.dinas, **letter, given_by=c.bupati_post)
    refused("authority.giver", actions.authorize, c.dinas, **letter, number="1")
    refused("authority.giver_elsewhere", actions.authorize, c.dinas, **letter, number="1", given_by=c.rektor_post)
    refused("authority.giver_elsewhere", actions.authorize, c.dinas, **letter, number="1", given_by=c.kadis_post)
    refused("authority.other_institution", actions.authorize, c.dinas, post=c.rektor_post, basis="jabatan", start=DAY)
    refused("authority.basis", actions.authorize, c.dinas, post=c.kadis_post, basis="wahyu", start=DAY)
    refused("authority.kinds", actions.authorize, c.dinas, post=c.kadis_post, basis="jabatan", kinds=["x"], start=DAY)
    refused(
        "authority.ends_before_start",
        actions.authorize,
        c.dinas,
        post=c.kadis_post,
        basis="jabatan",
        start=DAY,
        end=dt.date(2026, 1, 1),
    )


def test_an_authority_counts_on_its_days_and_ends_when_revoked(c):
    before, after = make.LONG_AGO - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
    assert not Authority.objects.filter(organization=c.dinas).on(before).exists()
    actions.revoke_authority(c.kadis_authority, end=DAY, by=c.actors.officer, at=make.AT)
    assert Authority.objects.filter(organization=c.dinas).on(DAY).exists()
    assert not Authority.objects.filter(organization=c.dinas).on(after).exists()
    refused("authority.ended", actions.revoke_authority, c.kadis_authority, end=DAY)
    refused("authority.ends_before_start", actions.revoke_authority, c.bupati_authority, end=before)
    refused("organization.forbidden", actions.revoke_authority, c.bupati_authority, end=DAY, by=c.actors.rektor)


def test_the_newest_letterhead_in_use_counts(c):
    actions.set_letterhead(c.awan, lines="LAMA", start=dt.date(2025, 1, 1), by=c.actors.officer, at=make.AT)
    actions.set_letterhead(c.awan, lines="BARU\nJalan 1", start=dt.date(2026, 1, 1), by=c.actors.officer, at=make.AT)
    assert c.awan.letterhead_on(dt.date(2025, 6, 1)).lines == "LAMA"
    assert c.awan.letterhead_on(DAY).lines == "BARU\nJalan 1"
    refused("value.lines", actions.set_letterhead, c.awan, lines=" \n ", start=DAY)


def test_each_verb_leaves_one_event_on_the_chain_of_its_organisation(c):
    assert kinds_of(c.dinas) == ["organization.founded", "post.created", "holding.begun", "authority.given"]
    assert kinds_of(c.bumi)[:3] == ["organization.founded", "organization.form_given", "organization.form_given"]


def test_strangers_see_no_directory(c):
    from simpul.core.actors import ANYONE

    assert not Organization.objects.visible_to(ANYONE).exists()
    assert Organization.objects.visible_to(c.actors.citra_officer).count() == Organization.objects.count()


def test_search_needs_every_word_somewhere(c):
    assert list(Organization.objects.search("kemitraan bumi")) == [c.upt]
    assert c.bkpsdm in Organization.objects.search("BKPSDM")
    assert not Organization.objects.search("kemitraan awan").exists()

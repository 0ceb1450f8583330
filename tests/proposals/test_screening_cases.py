"""Thirty screening cases as tables: partner forms, sub-matters, extents, days and regions, each with the finding it must give.

The law is the packaged one of that day and region. A case names facts, the finding's code, its level, regulation and article, and certainty.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from simpul.law import table
from simpul.proposals.rules.screening import findings_on
from simpul.proposals.rules.screening_facts import (
    AccreditationFacts,
    ItemFacts,
    MappedFacts,
    PlanFacts,
    PolicyFacts,
    ScreeningFacts,
)
from simpul.proposals.rules.screening_found import Result

DAY = dt.date(2026, 3, 2)
BEFORE_MINING = dt.date(2019, 5, 6)
BEFORE_PDP = dt.date(2024, 10, 16)
AWAN, YOGYA, SAMARINDA, JATENG = "33.03", "34.71", "64.72", "33"  # a kabupaten, two kota, a province
UU23, UU23_ART = "UU 23/2014", "Lampiran"
UNKNOWN = "belum dipastikan"
P22, PP28, JOGJA = "Permendagri 22/2020", "PP 28/2018", "Panduan kerja sama Kota Yogyakarta"


def item(affair: str = "2.07.pelatihan", part: str = "unit", **values: Any) -> ItemFacts:
    given = {
        "number": 1,
        "activity": "training",
        "title": "Kegiatan",
        "affair": affair,
        "part": part,
        "region_code": AWAN,
    }
    return ItemFacts(**{**given, **values})


def assessment(level: str) -> ItemFacts:
    return item("5.03.asn", "", activity="assessment", post_level=level)


def rank(letter: str, start: dt.date = dt.date(2024, 1, 1), end: dt.date | None = None) -> AccreditationFacts:
    return AccreditationFacts("UPT Penilaian", letter, start, end)


def facts(region: str = AWAN, *items: ItemFacts, day: dt.date = DAY, **values: Any) -> ScreeningFacts:
    """The partner's form is sure unless told otherwise."""
    known = {"region_name": "Daerah", "partner_name": "Mitra Contoh", "form_certainty": "V", **values}
    return ScreeningFacts(day=day, region_code=region, items=items, **known)


def result(of: ScreeningFacts) -> Result:
    return findings_on(of, table.law_on(of.day, of.region_code))


CROSS = {"extent": "cross_district"}
FAR = {"extent": "cross_province"}
MONEY = {"burdens_public": False, "apbd_funded": True}
RPJMD = PlanFacts("rpjmd", "Pemberdayaan UMKM", 2025, 2029)
WANTS = PolicyFacts("Peraturan Bupati contoh", dt.date(2026, 1, 1), checks=("kebutuhan", "hukum"))

# name, facts, code, level, regulation, article, certainty
CASES: list[tuple[str, ScreeningFacts, str, str, str, str, str]] = [
    # the partner's form and the document
    ("field office of a ministry", facts(form="kementerian"), "kind.fits", "fit", PP28, "Pasal 46", "V"),
    ("PTN-BLU elsewhere is only likely a synergy", facts(form="ptn_blu", wanted_kind="nk"), "kind.fits", "unsure", P22, UNKNOWN, "L"),
    ("PTN-BLU in Kota Yogyakarta by its own guide", facts(YOGYA, form="ptn_blu"), "kind.fits", "fit", JOGJA, UNKNOWN, "V"),
    ("PTN satker that asks for a KB", facts(form="ptn_satker", wanted_kind="kb"), "kind.differs.kb", "unsure", P22, UNKNOWN, "L"),
    ("BUMD that asks for an NK", facts(form="bumd", wanted_kind="nk"), "kind.differs.nk", "partly", PP28, UNKNOWN, "V"),
    ("PTS asks for a PKS without a KB", facts(form="pts", wanted_kind="pks"), "kind.no_umbrella", "partly", PP28, UNKNOWN, "V"),
    ("another Pemda", facts(form="pemda", wanted_kind="kb"), "kind.fits", "fit", PP28, UNKNOWN, "V"),
    ("a partner whose form nobody recorded", facts(), "kind.form_unknown", "unsure", PP28, UNKNOWN, "U"),
    ("a BUM Desa", facts(form="bumdes"), "village.not_regional", "unsure", "UU 6/2014", "Pasal 91–93", "L"),
    ("a local government abroad", facts(form="pemda_asing", wanted_kind="loi"), "kind.fits", "fit", "Permendagri 25/2020", UNKNOWN, "V"),
    ("a local government abroad needs both approvals", facts(form="pemda_asing"), "foreign.approvals", "partly", "Permendagri 25/2020", UNKNOWN, "V"),
    ("a foreign university", facts(form="asing"), "foreign.approvals", "partly", "Permendagri 25/2020", UNKNOWN, "V"),
    # authority by sub-matter and extent
    ("micro-enterprises, kabupaten", facts(AWAN, item("2.17.usaha", "mikro")), "authority.fit:1", "fit", UU23, UU23_ART, "V"),
    ("small enterprises, kabupaten", facts(AWAN, item("2.17.usaha", "kecil")), "authority.partly:1", "partly", UU23, UU23_ART, "V"),
    ("small enterprises: the province is only likely the owner", facts(AWAN, item("2.17.usaha", "kecil")), "owner.named:1", "unsure", UU23, UU23_ART, "L"),
    ("small enterprises, province", facts(JATENG, item("2.17.usaha", "kecil")), "authority.fit:1", "unsure", UU23, UU23_ART, "L"),
    ("micro-enterprises, province", facts(JATENG, item("2.17.usaha", "mikro")), "authority.partly:1", "unsure", UU23, UU23_ART, "L"),
    ("vocational school pupils, kota", facts(SAMARINDA, item("1.01.pengelolaan", "menengah")), "authority.partly:1", "partly", UU23, UU23_ART, "V"),
    ("farm licence inside one kabupaten", facts(AWAN, item("3.27.izin", "usaha")), "authority.fit:1", "fit", UU23, UU23_ART, "V"),
    ("farm licence over two kabupaten", facts(AWAN, item("3.27.izin", "usaha", **CROSS)), "authority.outside:1", "unsure", UU23, UU23_ART, "L"),
    ("coal, kabupaten, today", facts(AWAN, item("3.29.pertambangan", "minerba")), "authority.outside:1", "outside", UU23, UU23_ART, "V"),
    ("coal is the centre's since UU 3/2020, likely", facts(AWAN, item("3.29.pertambangan", "minerba")), "owner.named:1", "unsure", "UU 3/2020", UNKNOWN, "L"),
    ("coal, province, before UU 3/2020", facts(JATENG, item("3.29.pertambangan", "minerba"), day=BEFORE_MINING), "authority.fit:1", "unsure", UU23, UU23_ART, "L"),
    ("coal, province, today", facts(JATENG, item("3.29.pertambangan", "minerba")), "authority.outside:1", "unsure", UU23, UU23_ART, "L"),
    ("job placement across provinces", facts(AWAN, item("2.07.penempatan", "dalam_negeri", **FAR)), "authority.partly:1", "unsure", UU23, UU23_ART, "L"),
    ("independent workers: the ministry's programme", facts(AWAN, item("2.07.tkm_kawasan", "program")), "owner.named:1", "partly", UU23, UU23_ART, "V"),
    ("a ministry is the partner: which one is asked", facts(AWAN, item("2.07.tkm_kawasan", "program"), partner_level="centre"), "authority.ministry:1", "unsure", UU23, UU23_ART, "L"),
    ("a ministry is the partner, of a column that was read: never sure", facts(AWAN, item("2.17.usaha", "menengah"), partner_level="centre"), "authority.ministry:1", "unsure", UU23, UU23_ART, "L"),
    ("the province that owns small enterprises is the partner", facts(AWAN, item("2.17.usaha", "kecil"), form="pemda", partner_level="province", partner_region="33"), "authority.joined:1", "partly", UU23, UU23_ART, "V"),
    ("another province owns nothing here", facts(AWAN, item("2.17.usaha", "kecil"), form="pemda", partner_level="province", partner_region="18"), "authority.partly:1", "partly", UU23, UU23_ART, "V"),
    ("a province asks, and the kabupaten of that place joins", facts(JATENG, item("2.17.usaha", "mikro"), form="pemda", partner_level="district", partner_region="33.03"), "authority.joined:1", "unsure", UU23, UU23_ART, "L"),
    ("a province asks for all of it, and one kabupaten joins", facts(JATENG, item("2.17.usaha", "mikro", region_code="33"), form="pemda", partner_level="district", partner_region="33.03"), "authority.partly:1", "unsure", UU23, UU23_ART, "L"),
    # some parts stay with their level however far they reach
    ("micro-enterprises over two kabupaten stay the kabupaten's", facts(AWAN, item("2.17.usaha", "mikro", **CROSS)), "authority.beyond:1", "unsure", UU23, UU23_ART, "L"),
    ("micro-enterprises of a whole province are not the province's", facts(JATENG, item("2.17.usaha", "mikro", region_code="33")), "authority.partly:1", "unsure", UU23, UU23_ART, "L"),
    ("micro-enterprises of a whole province: owned by the kabupaten, as was read", facts(JATENG, item("2.17.usaha", "mikro", region_code="33")), "owner.named:1", "partly", UU23, UU23_ART, "V"),
    ("elementary schools of two kabupaten stay the kabupaten's", facts(AWAN, item("1.01.pengelolaan", "dasar", **CROSS)), "authority.beyond:1", "unsure", UU23, UU23_ART, "L"),
    ("vocational schools in two provinces: the province asks beyond its area", facts(JATENG, item("1.01.pengelolaan", "menengah", **FAR)), "authority.beyond:1", "unsure", UU23, UU23_ART, "L"),
    ("sites for independent workers never go to the centre", facts(AWAN, item("2.07.tkm_kawasan", "lokasi", **FAR)), "authority.beyond:1", "unsure", UU23, UU23_ART, "L"),
    ("own public information over two kabupaten", facts(AWAN, item("2.16.informasi", "sendiri", **CROSS)), "authority.beyond:1", "unsure", UU23, UU23_ART, "L"),
    ("an owner by reach was read nowhere", facts(AWAN, item("2.07.pelatihan", "unit", **CROSS)), "owner.named:1", "unsure", UU23, UU23_ART, "L"),
    ("training of the own staff", facts(AWAN, item("5.04.diklat", "")), "authority.support:1", "unsure", "PP 18/2016", UNKNOWN, "L"),
    ("cooperatives, nobody says which part", facts(AWAN, item("2.17.koperasi", "")), "authority.part_open:1", "unsure", UU23, UU23_ART, "L"),
    ("a sub-matter that no table knows", facts(AWAN, item("9.99.apa", "")), "authority.unknown:1", "unsure", UU23, UU23_ART, "U"),
    ("e-government of the own office", facts(JATENG, item("2.16.informasi", "sendiri")), "authority.fit:1", "unsure", UU23, UU23_ART, "L"),
    # plans and needs
    ("linked to a programme of the RPJMD", facts(AWAN, item(programme=RPJMD)), "plans.fit:1", "fit", P22, UNKNOWN, "V"),
    ("in this year's mapping", facts(AWAN, item(mapped=(MappedFacts("Pelatihan kerja", "unit"),))), "plans.mapped:1", "fit", P22, UNKNOWN, "V"),
    ("only another part of it is in the mapping", facts(AWAN, item("1.01.pengelolaan", "tinggi", mapped=(MappedFacts("Mutu SD dan SMP", "dasar"),))), "plans.mapped_elsewhere:1", "unsure", P22, UNKNOWN, "V"),
    ("the mapping does not say which part", facts(AWAN, item(mapped=(MappedFacts("Pelatihan"),))), "plans.mapped_elsewhere:1", "unsure", P22, UNKNOWN, "V"),
    ("a matter without parts is mapped as a whole", facts(AWAN, item("2.19.pemuda", "", mapped=(MappedFacts("Wirausaha muda"),))), "plans.mapped:1", "fit", P22, UNKNOWN, "V"),
    ("a programme of years gone by", facts(AWAN, item(programme=dataclasses.replace(RPJMD, first_year=2019, last_year=2023))), "plans.past:1", "unsure", P22, UNKNOWN, "L"),
    ("in no plan", facts(AWAN, item()), "plans.none:1", "unsure", P22, UNKNOWN, "L"),
    ("needs are not known yet", facts(AWAN), "needs.pending", "pending", "Praktik telaah daerah", "kebiasaan", "V"),
    # input documents
    ("no feasibility study in Samarinda", facts(SAMARINDA, form="perseroan"), "document.missing.studi_kelayakan", "partly", "Format studi kelayakan Samarinda", UNKNOWN, "V"),
    ("a private campus that asks for an NK still needs the study", facts(form="pts", wanted_kind="nk"), "document.missing.studi_kelayakan", "unsure", P22, UNKNOWN, "L"),
    ("no feasibility study elsewhere", facts(form="perseroan"), "document.missing.studi_kelayakan", "unsure", P22, UNKNOWN, "L"),
    ("an OPD of Yogyakarta names no liaison officer", facts(YOGYA, form="perseroan", direction="outgoing"), "document.missing.petugas_penghubung", "partly", JOGJA, UNKNOWN, "V"),
    ("a synergy with everything", facts(form="kementerian", documents=("kak", "surat_penawaran", "rencana_kerja")), "document.complete", "unsure", P22, UNKNOWN, "L"),
    # assessment centre
    ("rank C for former echelon III", facts(AWAN, assessment("administrator"), accreditations=(rank("C"),)), "accreditation.fit:1", "unsure", "Peraturan BKN 26/2019", UNKNOWN, "L"),
    ("rank C for former echelon II", facts(AWAN, assessment("jpt_pratama"), accreditations=(rank("C"),)), "accreditation.below:1", "unsure", "Peraturan BKN 26/2019", UNKNOWN, "L"),
    ("rank B for former echelon II", facts(AWAN, assessment("jpt_pratama"), accreditations=(rank("B"),)), "accreditation.unsure:1", "unsure", "Peraturan BKN 26/2019", UNKNOWN, "U"),
    ("rank B for former echelon I rests on a table nobody knows", facts(AWAN, assessment("jpt_madya"), accreditations=(rank("B"),)), "accreditation.unsure:1", "unsure", "Peraturan BKN 26/2019", UNKNOWN, "U"),
    ("an accreditation that begins tomorrow", facts(AWAN, assessment("pelaksana"), accreditations=(rank("A", start=DAY + dt.timedelta(days=1)),)), "accreditation.not_yet:1", "outside", "Peraturan BKN 26/2019", UNKNOWN, "V"),
    ("an accreditation that ended yesterday", facts(AWAN, assessment("pelaksana"), accreditations=(rank("A", end=DAY - dt.timedelta(days=1)),)), "accreditation.expired:1", "outside", "Peraturan BKN 26/2019", UNKNOWN, "V"),
    ("no accreditation at all", facts(AWAN, assessment("pelaksana")), "accreditation.missing:1", "outside", "Peraturan BKN 26/2019", UNKNOWN, "V"),
    ("an assessment of nobody knows which level", facts(AWAN, assessment("")), "accreditation.post_open:1", "unsure", "Peraturan BKN 26/2019", UNKNOWN, "V"),
    # DPRD
    ("burdens the public", facts(form="perseroan", burdens_public=True), "dprd.needed", "unsure", PP28, UNKNOWN, "L"),
    ("money that the APBD does not hold yet", facts(form="pts", **MONEY, in_current_apbd=False), "dprd.needed", "unsure", PP28, UNKNOWN, "L"),
    ("money that the APBD holds", facts(form="pts", **MONEY, in_current_apbd=True), "dprd.not_needed", "unsure", PP28, UNKNOWN, "L"),
    ("nobody answered about money", facts(form="pts"), "dprd.unanswered", "unsure", PP28, UNKNOWN, "L"),
    ("routine duties", facts(form="pts", routine=True), "dprd.routine", "unsure", PP28, UNKNOWN, "L"),
    ("a private campus that asks for an NK is no synergy", facts(form="pts", wanted_kind="nk", burdens_public=True), "dprd.needed", "unsure", PP28, UNKNOWN, "L"),
    ("a company for which an NK was chosen is no synergy", facts(form="perseroan", kind="nk", **MONEY, in_current_apbd=False), "dprd.needed", "unsure", PP28, UNKNOWN, "L"),
    ("an NK with a partner of unknown form", facts(wanted_kind="nk"), "dprd.unanswered", "unsure", PP28, UNKNOWN, "L"),
    ("a ministry with which a KB is chosen is asked like a third party", facts(form="kementerian", kind="kb", burdens_public=True), "dprd.needed", "unsure", PP28, UNKNOWN, "L"),
    ("before Permendagri 22/2020 was issued", facts(form="pts", day=BEFORE_MINING), "kind.fits", "unsure", P22, UNKNOWN, "U"),
    ("the mapping before Permendagri 22/2020 was issued", facts(AWAN, item(programme=dataclasses.replace(RPJMD, first_year=2019)), day=BEFORE_MINING), "plans.fit:1", "unsure", P22, UNKNOWN, "U"),
    ("a synergy", facts(form="kementerian"), "dprd.synergy", "unsure", PP28, UNKNOWN, "L"),
    # term and signer
    ("six years in Kota Yogyakarta", facts(YOGYA, form="perseroan", months=72), "term.too_long", "partly", JOGJA, UNKNOWN, "V"),
    ("five years in Kota Yogyakarta", facts(YOGYA, form="perseroan", months=60), "term.fits", "fit", JOGJA, UNKNOWN, "V"),
    ("no term named in Kota Yogyakarta", facts(YOGYA, form="perseroan"), "term.open", "unsure", JOGJA, UNKNOWN, "V"),
    ("six years elsewhere: no limit is known", facts(form="perseroan", months=72), "term.unknown", "unsure", P22, UNKNOWN, "U"),
    ("a letter of intent: no limit is known", facts(form="asing"), "term.unknown", "unsure", "Permendagri 25/2020", UNKNOWN, "U"),
    ("the wali kota of Yogyakarta signs", facts(YOGYA, form="perseroan"), "signer.head", "fit", JOGJA, UNKNOWN, "V"),
    ("an official signs a PKS by letter", facts(form="pts", kind="pks", under=True, signer="official"), "signer.by_letter", "fit", P22, UNKNOWN, "V"),
    ("an official would sign a KB in Yogyakarta", facts(YOGYA, form="pts", kind="kb", signer="official"), "signer.head_only", "outside", JOGJA, UNKNOWN, "V"),
    ("an official would sign a KB elsewhere", facts(form="pts", kind="kb", signer="official"), "signer.head_only", "unsure", P22, UNKNOWN, "L"),
    # what is not cooperation
    ("renting regional property", facts(form="perseroan", regimes=("barang_milik_daerah",)), "regime.barang_milik_daerah", "outside", "Permendagri 19/2016", "Pasal 78 dan seterusnya", "V"),
    ("infrastructure with a company", facts(form="bumn", regimes=("kpbu",)), "regime.kpbu", "outside", "Perpres 38/2015", UNKNOWN, "V"),
    ("a grant", facts(form="yayasan", regimes=("hibah",)), "regime.hibah", "unsure", "Permendagri 77/2020", UNKNOWN, "L"),
    ("asset management is perhaps property", facts(AWAN, item(activity="asset"), form="koperasi"), "regime_hint.barang_milik_daerah", "unsure", "Permendagri 19/2016", "Pasal 78 dan seterusnya", "V"),
    ("a paid study is perhaps procurement", facts(AWAN, item(activity="study"), form="ptn_bh", apbd_funded=True), "regime_hint.swakelola", "unsure", "Perpres 16/2018", UNKNOWN, "L"),
    # personal data and policy
    ("personal data without a clause", facts(form="pts", personal_data=True, data_clause=False), "data.clause_missing", "partly", "UU 27/2022", "Pasal 20", "V"),
    ("personal data with a clause", facts(form="pts", personal_data=True, data_clause=True), "data.clause_there", "fit", "UU 27/2022", "Pasal 20", "V"),
    ("nobody answered about personal data", facts(form="pts"), "data.unanswered", "unsure", "UU 27/2022", "Pasal 20", "V"),
    ("no personal data", facts(form="pts", personal_data=False), "data.none", "fit", "UU 27/2022", "Pasal 20", "V"),
    ("the policy wants a view", facts(form="perseroan", policy=WANTS), "policy.view_missing.hukum", "unsure", "Kebijakan mitra: Peraturan Bupati contoh", "", "V"),
    ("the view was written", facts(form="perseroan", policy=WANTS, viewed=("kebutuhan",)), "policy.viewed.kebutuhan", "fit", "Kebijakan mitra: Peraturan Bupati contoh", "", "V"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code", "level", "regulation", "article", "certainty"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)  # fmt: skip
def test_each_case_gets_its_finding(
    given: ScreeningFacts, code: str, level: str, regulation: str, article: str, certainty: str
) -> None:
    rows = {row["code"]: row for row in result(given).rows()}
    assert code in rows, sorted(rows)
    row = rows[code]
    assert (row["level"], row["regulation"], row["article"], row["certainty"]) == (
        level,
        regulation,
        article,
        certainty,
    )


@pytest.mark.parametrize("title", ["Turunkan stunting 14%", "100% sehat %(x)s {y}", "%s", "%%"])
@pytest.mark.parametrize(
    "given", [case[1] for case in CASES if case[1].items], ids=[case[0] for case in CASES if case[1].items]
)
def test_a_title_is_said_as_it_was_written(given: ScreeningFacts, title: str) -> None:
    titled = dataclasses.replace(given, items=tuple(dataclasses.replace(one, title=title) for one in given.items))
    said = [finding.text for finding in result(titled).findings if finding.item]
    assert said
    assert all(text.startswith(f"Butir 1 «{title}»: ") for text in said)
    plain = [finding.text for finding in result(given).findings if finding.item]
    assert [text.replace(f"«{title}»", "«Kegiatan»", 1) for text in said] == plain


# name, facts, code that must not be found
ABSENT: list[tuple[str, ScreeningFacts, str]] = [
    ("before UU 27/2022 was in force nothing is asked about data", facts(day=BEFORE_PDP, personal_data=True), "data."),
    ("a village needs no kind of document", facts(form="desa"), "kind."),
    ("nobody signs a village's cooperation for the region", facts(form="desa", wanted_kind="kb"), "signer."),
    ("a village's cooperation has no longest term here", facts(YOGYA, form="desa", wanted_kind="kb", months=72), "term."),
    ("a village is not asked about the DPRD", facts(form="desa"), "dprd."),
    ("a foreign partner's DPRD is said once", facts(form="asing"), "dprd."),
    ("a partner's offer needs no liaison officer of an OPD", facts(YOGYA, form="perseroan"), "document.missing.petugas"),
    ("the region's own initiative needs no letter yet", facts(form="perseroan", direction="outgoing"), "document.missing.surat"),
    ("an NK that a private campus asks for brings no work plan", facts(form="pts", wanted_kind="nk"), "document.missing.rencana_kerja"),
    ("a synergy is nobody's wish", facts(form="perseroan", kind="nk"), "dprd.synergy"),
    ("without a policy nobody's view is asked", facts(form="pts"), "policy."),
    ("a flagged regime is not hinted at", facts(AWAN, item(activity="asset"), regimes=("barang_milik_daerah",)), "regime_hint."),
    ("training is no assessment", facts(AWAN, item()), "accreditation."),
    ("free training is no procurement", facts(AWAN, item(), form="ptn_bh", apbd_funded=False), "regime_hint."),
    ("the level that takes part is not asked to join", facts(AWAN, item("2.17.usaha", "kecil"), partner_level="province", partner_region="33"), "authority.partly"),
    ("micro-enterprises are never said to be the province's", facts(AWAN, item("2.17.usaha", "mikro", **CROSS)), "owner."),
    ("nothing is hard on a table that nobody knows", facts(AWAN, assessment("jpt_madya"), accreditations=(rank("B"),)), "accreditation.below"),
    ("the owner is not named twice", facts(AWAN, item("2.17.usaha", "mikro")), "owner."),
]  # fmt: skip


@pytest.mark.parametrize(("given", "code"), [case[1:] for case in ABSENT], ids=[case[0] for case in ABSENT])
def test_what_does_not_apply_is_not_said(given: ScreeningFacts, code: str) -> None:
    assert not [finding.key for finding in result(given).findings if finding.key.startswith(code)]


def test_there_are_at_least_thirty_cases_of_many_kinds() -> None:
    assert len(CASES) >= 30
    given = [case[1] for case in CASES]
    assert {one.region_code for one in given} == {AWAN, YOGYA, SAMARINDA, JATENG}
    assert len({one.form for one in given}) >= 12
    assert {row.extent for one in given for row in one.items} == {"within", "cross_district", "cross_province"}
    assert len({row.affair for one in given for row in one.items}) >= 10
    assert {one.day for one in given} == {DAY, BEFORE_MINING}


# which level must join, which one owns: facts, code, owner, words of the advice
OWNERS = [
    (facts(AWAN, item("2.17.usaha", "kecil")), "authority.partly:1", "province", "provinsi"),
    (facts(AWAN, item("2.17.usaha", "menengah")), "authority.partly:1", "centre", "sinergi"),
    (facts(JATENG, item("2.17.usaha", "mikro")), "authority.partly:1", "district", "kabupaten/kota"),
    (facts(AWAN, item("3.27.izin", "usaha", extent="cross_district")), "authority.outside:1", "province", "pengalihan"),
    (facts(AWAN, item("3.27.izin", "usaha", extent="cross_province")), "authority.outside:1", "centre", "pengalihan"),
    (facts(AWAN, item("3.29.pertambangan", "minerba")), "authority.outside:1", "centre", "pengalihan"),
    (facts(AWAN, item("3.29.pertambangan", "minerba"), day=BEFORE_MINING), "authority.outside:1", "province", "pengalihan"),
    (facts(JATENG, item("2.07.penempatan", "dalam_negeri", region_code="33")), "authority.fit:1", "province", ""),
]  # fmt: skip


@pytest.mark.parametrize(("given", "code", "owner", "words"), OWNERS)
def test_the_level_that_owns_it_is_named(given: ScreeningFacts, code: str, owner: str, words: str) -> None:
    row = next(row for row in result(given).rows() if row["code"] == code)
    assert row["owner"] == owner
    assert words in row["advice"]


def test_a_rank_that_does_not_reach_is_refused_and_no_reason_overcomes_it() -> None:
    found = result(facts(AWAN, assessment("jpt_pratama"), accreditations=(rank("C"),))).findings
    refused = [finding for finding in found if finding.hard]
    assert [finding.key for finding in refused] == ["accreditation.below:1"]
    assert "tidak sampai pada JPT pratama" in refused[0].text
    assert "Administrator" in refused[0].text
    assert not refused[0].asks


def test_a_burden_that_is_not_budgeted_names_both_reasons_and_the_amount() -> None:
    given = facts(
        form="pts", burdens_public=True, apbd_funded=True, in_current_apbd=False, apbd_amount=Decimal(2_500_000_000)
    )
    text = next(f.text for f in result(given).findings if f.code == "dprd.needed")
    assert "membebani masyarakat atau daerah dan biayanya belum ada dalam APBD berjalan (Rp2.500.000.000)" in text


def test_a_grant_may_go_with_a_cooperation_and_property_may_not() -> None:
    found = {f.code: f for f in result(facts(form="yayasan", regimes=("hibah", "barang_milik_daerah"))).findings}
    grant, property = found["regime.hibah"], found["regime.barang_milik_daerah"]
    assert (grant.leans, property.leans) == ("partly", "outside")
    assert "bukan kerja sama daerah" not in grant.text
    assert "Alihkan" not in grant.advice
    assert "bukan kerja sama daerah" in property.text


def test_a_regulation_that_came_later_says_so() -> None:
    rows = result(facts(form="pts", day=BEFORE_MINING)).rows()
    row = next(row for row in rows if row["code"] == "kind.fits")
    assert "Permendagri 22/2020 terbit sesudah tanggal ini" in row["note"]
    assert not [row for row in rows if row["regulation"] == P22 and row["certainty"] != "U"]
    assert not [row for row in result(facts(form="pts")).rows() if "terbit sesudah" in row["note"]]


def test_the_best_rank_that_holds_that_day_counts() -> None:
    both = (rank("C"), rank("A"))
    keys = [f.key for f in result(facts(AWAN, assessment("jpt_pratama"), accreditations=both)).findings]
    assert "accreditation.fit:1" in keys


def test_what_rests_on_an_unknown_table_can_be_answered_and_what_begins_later_says_when() -> None:
    unknown = result(facts(AWAN, assessment("jpt_madya"), accreditations=(rank("B"),))).findings
    found = next(f for f in unknown if f.code == "accreditation.unsure")
    assert (found.hard, found.asks) == (False, True)
    later = (rank("A", start=dt.date(2026, 7, 1)),)
    found = next(
        f
        for f in result(facts(AWAN, assessment("jpt_pratama"), accreditations=later)).findings
        if f.code == "accreditation.not_yet"
    )
    assert found.hard
    assert "baru berlaku mulai 1 Juli 2026" in found.text


def test_a_rank_names_its_decision_and_who_recorded_it() -> None:
    held = dataclasses.replace(rank("C"), basis="Keputusan BKN 7/2024", recorded_by="Bagian Kerja Sama")
    ended = dataclasses.replace(held, end=DAY - dt.timedelta(days=1))
    for level, row, code in (
        ("administrator", held, "accreditation.fit"),
        ("jpt_pratama", held, "accreditation.below"),
        ("jpt_pratama", dataclasses.replace(held, rank="B"), "accreditation.unsure"),
        ("pelaksana", ended, "accreditation.expired"),
    ):
        found = result(facts(AWAN, assessment(level), accreditations=(row,))).findings
        text = next(finding.text for finding in found if finding.code == code)
        assert text.endswith("Dicatat oleh: Bagian Kerja Sama; keputusan: Keputusan BKN 7/2024.")


def test_a_rank_that_only_the_partner_recorded_is_to_be_looked_at_but_asks_for_nothing() -> None:
    own = dataclasses.replace(rank("A"), own_word=True)
    found = result(facts(AWAN, assessment("pelaksana"), accreditations=(own,)))
    row = next(row for row in found.rows() if row["code"] == "accreditation.fit:1")
    assert (row["level"], row["leans"], row["asks"], row["hard"]) == ("unsure", "fit", False, False)
    assert row["certainty"] != "V"
    assert "catatan mitra sendiri" in row["note"]
    assert row["advice"].startswith("Minta salinan keputusan")
    both = result(facts(AWAN, assessment("pelaksana"), accreditations=(own, rank("C"))))
    row = next(row for row in both.rows() if row["code"] == "accreditation.fit:1")
    assert "akreditasi C" in row["text"], "what another recorded is trusted before"
    assert not row["advice"]


@pytest.mark.parametrize(("certainty", "level"), [("V", "fit"), ("L", "unsure"), ("U", "unsure")])
def test_a_form_is_as_sure_as_its_record(certainty: str, level: str) -> None:
    found = result(facts(form="kementerian", form_certainty=certainty))
    row = next(row for row in found.rows() if row["code"] == "kind.fits")
    assert (row["level"], row["leans"], row["certainty"]) == (level, "fit", certainty)
    assert "Mitra Contoh tercatat sebagai " in row["text"]
    assert ("belum dipastikan" in row["note"]) == (certainty != "V")
    assert found.advice.certainty == certainty


def test_a_sure_record_does_not_make_the_law_surer() -> None:
    found = result(facts(form="ptn_blu", form_certainty="V"))
    assert next(row for row in found.rows() if row["code"] == "kind.fits")["certainty"] == "L"


def test_what_is_advised_follows_form_and_umbrella() -> None:
    assert result(facts(form="ptn_blu")).advice.kind == "nk"
    assert result(facts(form="ptn_bh")).advice.kind == "kb"
    assert result(facts(form="ptn_bh", under=True)).advice.kind == "pks"
    assert result(facts(form="desa")).advice.kind == ""
    assert result(facts(form="asing")).advice.documents == ("loi", "mou_ln")
    abroad = result(facts(form="pemda_asing")).advice
    assert (abroad.cooperation, abroad.documents) == ("ksdpl", ("loi", "mou_ln"))
    assert result(facts(form="asing")).advice.cooperation == "ksdll"
    assert result(facts()).advice.cooperation == ""

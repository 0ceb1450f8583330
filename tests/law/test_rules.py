"""What holds when and where, and who may change it: without a database."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from simpul.core.actors import Actor
from simpul.law import rules, table
from simpul.law.rules import Facts, Row, Source, law_from, nearest, read_amount, write_amount

DAY = dt.date(2026, 3, 2)
OFFICER = Actor(key="user:1", name="Petugas", user_id=1, permissions=frozenset({"law.confirm"}), region="33.03")
NATIONAL = Facts("nasional", None, None, "L", confirmed=False, retired=False, version=1)
OWN = dataclasses.replace(NATIONAL, scope="33.03")


def row(scope="nasional", key="term_years.pks", value=3, start=None, end=None, certainty="V"):
    return Row(
        "limit",
        key,
        "Batas",
        "",
        {"value": value, "unit": "tahun"},
        Source("PP 1/2020", "Pasal 1", certainty, scope, start, end),
    )


def codes(refusals):
    return [refusal.code for refusal in refusals]


def test_a_citation_shows_its_certainty():
    assert Source("PP 28/2018", "Pasal 6", "V").label == "PP 28/2018 Pasal 6"
    assert Source("PP 28/2018", "Pasal 6", "L").label == "PP 28/2018 Pasal 6 · Perlu Dipastikan"
    assert Source("PP 28/2018").label == "PP 28/2018 (pasal belum dipastikan) · Perlu Dipastikan"
    assert not Source("PP 28/2018", "Pasal 6", "V").unsure
    assert Source("PP 28/2018", "Pasal 6", "U").unsure
    assert rules.word_of("L") == rules.word_of("U") == "Perlu Dipastikan"


def test_the_nearest_region_wins():
    rows = [row(value=1), row("34", value=2), row("34.71", value=3), row("33.03", value=4)]
    assert law_from(DAY, "34.71", rows).limit("term_years.pks").value == 3
    assert law_from(DAY, "34.71.01", rows).limit("term_years.pks").value == 3
    assert law_from(DAY, "34.04", rows).limit("term_years.pks").value == 2
    assert law_from(DAY, "12", rows).limit("term_years.pks").value == 1
    assert law_from(DAY, "", rows).limit("term_years.pks").value == 1
    assert law_from(DAY, "bukan kode", rows).limit("term_years.pks").value == 1


def test_a_dated_entry_holds_from_its_first_to_its_last_day():
    rows = [row(value=1, end=dt.date(2024, 12, 31)), row(value=2, start=dt.date(2025, 1, 1))]
    assert nearest(dt.date(2024, 12, 31), "", rows)[0].value["value"] == 1
    assert nearest(dt.date(2025, 1, 1), "", rows)[0].value["value"] == 2
    assert nearest(dt.date(2023, 1, 1), "", rows[1:]) == []


def test_the_law_of_yogyakarta_is_not_the_law_of_purbalingga():
    there, here = table.law_on(DAY, "34.71"), table.law_on(DAY, "33.03")
    assert there.limit("term_years.kb").value == 5
    assert not there.limit("term_years.kb").source.unsure
    assert here.limit("term_years.kb").value is None
    assert here.limit("term_years.kb").source.certainty == "U"
    assert there.limit("signer.letter_kinds").value == here.limit("signer.letter_kinds").value == ("pks",)
    assert here.limit("signer.letter_kinds").source.unsure
    assert here.limit("tidak.ada") is None


def test_the_village_index_replaced_its_forerunner():
    assert table.law_on(dt.date(2024, 12, 31)).limit("idm.cutoffs").value
    assert table.law_on(dt.date(2025, 1, 1)).limit("idm.cutoffs") is None
    assert table.law_on(dt.date(2025, 1, 1)).limit("indeks_desa.cutoffs").value is None


def test_a_partner_form_recommends_kind_and_documents():
    law = table.law_on(DAY, "33.03")
    assert law.partner_form("ptn_bh").kind_of_cooperation == "ksdpk"
    assert law.partner_form("ptn_blu").documents == ("nk", "rk")
    assert law.partner_form("ptn_blu").source.unsure
    assert law.partner_form("tidak_ada") is None


def test_an_affair_says_which_column_was_read():
    affairs = {affair.key: affair for affair in table.law_on(DAY).affairs}
    mining = affairs["3.29.pertambangan"]
    assert mining.district == ""
    assert mining.read == ("district",)
    assert affairs["2.17.usaha"].district.startswith("Usaha mikro")
    assert affairs["5.03.asn"].support


def test_clauses_and_other_entries_are_found():
    law = table.law_on(DAY)
    assert law.clause("pks", "sanksi").required
    assert law.clause("pks", "tidak_ada") is None
    assert law.others_of("dprd")
    assert law.other("assessment", "C").value["posts"]
    assert law.other("assessment", "Z") is None


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("5", "tahun", 5),
        ("1.000.000", "rupiah", 1000000),
        ("0,5", "persen", "0.5"),
        ("24; 30", "orang", [24, 30]),
        ("pks", "jenis naskah", ["pks"]),
        ("pks; kb", "jenis naskah", ["pks", "kb"]),
        ("2026-10-17", "tanggal", "2026-10-17"),
        ("", "tahun", None),
        (" ; ", "tahun", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(text, unit, value):
    assert read_amount(text, unit) == value
    assert read_amount(write_amount(value), unit) == value


@pytest.mark.parametrize(
    "text", ["lima tahun", "lima", "2026-10-17", "-1", "1,2,3", "9" * 16, "1e9", "٥", "5%", "1.00"]
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        read_amount(text)
    with pytest.raises(ValueError, match=r".*"):
        read_amount("5", "jenis naskah")
    value, refusals = rules.changed_value("limit", {"value": 1}, {"amount": text})
    assert codes(refusals) == ["law.bad_value"]
    assert value == {"value": 1}


def test_a_range_stays_a_range_and_a_number_a_number():
    def amount(old, unit, text):
        value, refusals = rules.changed_value("limit", {"value": old, "unit": unit}, {"amount": text})
        return codes(refusals) or value["value"]

    assert amount([6, 12], "bulan", "6") == [6]
    assert amount(5, "tahun", "5; 7") == ["law.bad_value"]
    assert amount(None, "tahun", "5; 7") == ["law.bad_value"]
    assert amount(None, "rupiah", "5; 7") == [5, 7]
    assert amount(5, "tahun", "0,5") == ["law.bad_value"]
    assert amount(5, "tahun", "101") == ["law.bad_value"]
    assert amount([6, 12], "bulan", "6; 0,5") == ["law.bad_value"]
    assert amount(20, "persen", "0,5") == "0.5"


def test_another_kind_of_cooperation_brings_its_documents():
    value, refusals = rules.changed_value(
        "partner_form", {"cooperation": "sinergi", "documents": ["nk", "rk"], "signer": ""}, {"cooperation": "ksdpk"}
    )
    assert not refusals
    assert value["documents"] == ["kb", "pks"]
    assert codes(rules.changed_value("partner_form", value, {"cooperation": "x"})[1]) == ["law.bad_cooperation"]


def test_an_officer_confirms_only_with_evidence_once_and_in_the_own_region():
    def confirm(entry, by=OFFICER, version=1, evidence="JDIH"):
        return codes(rules.refusals_to_confirm(entry, by=by, version=version, evidence=evidence))

    assert confirm(OWN) == []
    assert confirm(OWN, evidence="  ") == ["law.evidence_missing"]
    assert confirm(OWN, version=2) == ["law.stale"]
    assert confirm(NATIONAL) == ["law.other_region"]
    assert confirm(NATIONAL, by=Actor.system("uji")) == []
    assert confirm(OWN, by=Actor(key="user:2", name="X")) == ["law.forbidden"]
    assert confirm(dataclasses.replace(OWN, confirmed=True)) == ["law.confirmed_already"]
    assert confirm(dataclasses.replace(OWN, retired=True)) == ["law.retired"]


def test_a_new_law_begins_within_the_days_of_the_old():
    dated = dataclasses.replace(OWN, start=dt.date(2024, 1, 1), end=dt.date(2026, 12, 31))

    def supersede(start, end=None, **more):
        given = {"by": OFFICER, "version": 1, "evidence": "JDIH", "overlaps": False} | more
        return codes(rules.refusals_to_supersede(dated, start=start, end=end, **given))

    assert supersede(dt.date(2025, 1, 1)) == []
    assert supersede(dt.date(2024, 1, 1)) == ["law.start_too_early"]
    assert supersede(dt.date(2027, 1, 1)) == ["law.start_too_late"]
    assert supersede(dt.date(2025, 1, 1), dt.date(2024, 6, 1)) == ["law.end_before_start"]
    assert supersede(dt.date(2025, 1, 1), overlaps=True) == ["law.overlap"]


def test_a_region_writes_only_its_own_law():
    def localise(entry=NATIONAL, by=OFFICER, region_code="33.03", overlaps=False):
        days = {"start": None, "end": None, "overlaps": overlaps}
        return codes(
            rules.refusals_to_localise(entry, by=by, region_code=region_code, version=1, evidence="JDIH", **days)
        )

    assert localise() == []
    assert localise(dataclasses.replace(NATIONAL, scope="33")) == []
    assert localise(dataclasses.replace(NATIONAL, scope="34.71")) == ["law.other_region"]
    assert localise(OWN) == ["law.already_local"]
    assert localise(region_code="34.71") == ["law.other_region"]
    assert localise(by=dataclasses.replace(OFFICER, region=""), region_code="") == ["law.no_region"]
    assert localise(overlaps=True) == ["law.overlap"]


def test_grey_buttons_say_why():
    assert rules.refusals_to_begin("localise", NATIONAL, by=OFFICER) == []
    assert codes(rules.refusals_to_begin("correct", NATIONAL, by=OFFICER)) == ["law.other_region"]
    assert codes(rules.refusals_to_begin("localise", NATIONAL, by=OFFICER, has_local=True)) == ["law.overlap"]
    assert codes(rules.refusals_to_begin("confirm", OWN, by=Actor(key="x", name="x"))) == ["law.forbidden"]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (12500000, "rupiah", "Rp12.500.000"),
        ([15000000, 20000000], "rupiah", "Rp15.000.000; Rp20.000.000"),
        ("2026-10-17", "tanggal", "17 Oktober 2026"),
        (5, "tahun", "5 tahun"),
        (None, "tahun", "belum ada angka"),
    ],
)
def test_an_amount_is_said_as_people_write_it(value: object, unit: str, said: str) -> None:
    assert rules.said("limit", {"value": value, "unit": unit}) == said


def test_an_affair_says_who_owns_its_parts():
    entry = next(e for e in table.entries() if e.key == "2.17.usaha")
    said = rules.said(entry.kind, entry.value)
    assert said == "Usaha mikro: kabupaten/kota; Usaha kecil: provinsi; Usaha menengah: pusat"
    assert rules.said(rules.AFFAIR, {}) == ""

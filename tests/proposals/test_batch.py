"""A ceremony opens many cases from a pasted list or a worksheet: all of them or none, each problem named with its row."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.utils import translation
from openpyxl import Workbook

from simpul.core.refusals import Refused
from simpul.law.models import law_on
from simpul.meetings import actions as meetings
from simpul.meetings.models import CaseLink
from simpul.proposals import actions, sheets
from simpul.proposals.models import Proposal
from simpul.proposals.models.checklist import missing
from simpul.regions import table
from simpul.regions.actions import load
from simpul.register.models import Event
from tests import make
from tests.proposals import cases
from tests.proposals.test_drafting import codes

AT, TODAY = cases.AT, cases.TODAY
HEAD = "No\tMitra\tPerihal\tJenis\tTahap\tNomor surat\tTanggal Surat\tKegiatan\tSub urusan\tTempat\tSasaran\tJumlah sasaran"
LIST = f"""{HEAD}
1\tUniversitas Bumi\tPelatihan digital\tKesepakatan Bersama\tDitelaah\t1/UN\t25 Februari 2026\tPelatihan\t2.07.pelatihan\t33.03\tUsaha mikro\t100
2\tbumi\tKKN tematik\tpks\tditerima\t2/UN\t25/02/2026\tkkn\t2.13.desa\t33.03.01\tDesa\t

3\tPT Citra Selatan\tMagang\t\tPerlu Dilengkapi\t\t\t\t\t\t\t
4\tPT Citra Selatan\tBeasiswa\t\t\t\t\t\t\t\t\t
"""


@pytest.fixture
def ceremony(c):
    return held(c)


def held(c, kind: str = "signing"):
    return meetings.prepare(
        kind=kind, title="Penandatanganan bersama", convener=c.bagian, starts_at=AT, by=c.actors.officer, at=AT
    )


def read(c, source, **values):
    return sheets.read_batch(source, region=c.awan, at=AT, **values)


def told(problems) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.column) for problem in problems]


def opened(c, rows, ceremony, **values):
    return actions.open_batch(
        rows, **{"ceremony": ceremony, "region": c.awan, "by": c.actors.officer, "at": AT} | values
    )


def test_a_pasted_list_opens_a_case_for_each_row_as_far_as_it_has_come(c, ceremony):
    rows, problems = read(c, LIST)
    assert problems == []
    made = opened(c, rows, ceremony)
    assert [(p.partner.name, p.state) for p in made] == [
        ("Universitas Bumi", "screening"),
        ("Universitas Bumi", "received"),
        ("PT Citra Selatan", "incomplete"),
        ("PT Citra Selatan", "draft"),
    ]
    assert all(p.ceremony_id == ceremony.pk and p.pen_id == c.bagian.pk for p in made)
    assert made[0].agenda_number
    assert made[0].items.get().target_count == 100
    assert made[0].wanted_kind == "kb"
    assert (made[1].letter_number, made[1].letter_date) == ("2/UN", dt.date(2026, 2, 25))
    assert CaseLink.objects.filter(meeting=ceremony, chain__in=[p.chain_id for p in made]).count() == 4


def test_each_case_says_what_it_lacks_and_asks_for_exactly_that(c, ceremony):
    rows, _problems = read(c, LIST)
    made = opened(c, rows, ceremony)
    lacking = missing(made, law_on(TODAY, "33.03"))
    assert "kegiatan dengan tempat dan sasarannya" not in lacking[made[0].pk]
    assert "Studi kelayakan" in lacking[made[0].pk]
    asked = made[2].chain.events.get(kind="proposal.completion_asked").text
    assert all(word in asked for word in lacking[made[2].pk])


def workbook(lines: str) -> bytes:
    book, stream = Workbook(), io.BytesIO()
    for line in lines.splitlines():
        book.active.append([cell or None for cell in line.split("\t")])
    book.active["G2"] = dt.datetime(2026, 2, 25)
    book.active["L2"] = 100
    book.save(stream)
    return stream.getvalue()


def test_a_worksheet_reads_like_the_pasted_list(c):
    pasted, _none = read(c, LIST)
    rows, problems = read(c, workbook(LIST))
    assert problems == []
    assert rows == pasted


def test_a_list_in_indonesian_is_read_also_where_somebody_reads_english(c):
    rows, problems = read(c, LIST)
    with translation.override("en"):
        again = read(c, LIST)
    assert problems == []
    assert again == (rows, problems)


def test_semicolons_and_commas_separate_too(c):
    for text in ("mitra;perihal\nUniversitas Bumi;Riset", 'perihal,mitra\n"Riset, bersama",Universitas Bumi'):
        rows, problems = read(c, text)
        assert problems == []
        assert rows[0].partner == c.bumi


PROBLEMS = {
    "nothing": ("", [(None, "")]),
    "only a heading": (HEAD, [(None, "")]),
    "no heading": ("Universitas Bumi\tRiset", None),
    "a partner nobody knows": (f"{HEAD}\n1\tUniversitas Entah\tRiset", [(2, "mitra")]),
    "no partner and no subject": (f"{HEAD}\n1\t\t\tpks", [(2, "mitra"), (2, "perihal")]),
    "a strange column": ("mitra\tperihal\twarna\nUniversitas Bumi\tRiset\tbiru", [(1, "warna")]),
    "a column twice": ("mitra\tperihal\tmitra\nUniversitas Bumi\tRiset\tx", [(1, "mitra"), (1, "mitra")]),
    "an unknown stage": (f"{HEAD}\n1\tBumi\tRiset\t\tselesai", [(2, "tahap")]),
    "an unknown kind": (f"{HEAD}\n1\tBumi\tRiset\tMoA", [(2, "jenis")]),
    "an impossible day": (f"{HEAD}\n1\tBumi\tRiset\t\t\t9\t31/02/2026", [(2, "tanggal_surat")]),
    "no day at all": (f"{HEAD}\n1\tBumi\tRiset\t\t\t9\tkemarin", [(2, "tanggal_surat")]),
    "a day before all days": (f"{HEAD}\n1\tBumi\tRiset\t\t\t9\t01/01/0001", [(2, "tanggal_surat")]),
    "half an activity": (
        f"{HEAD}\n1\tBumi\tRiset\t\t\t\t\tPelatihan",
        [(2, "sub_urusan"), (2, "tempat"), (2, "sasaran")],
    ),
    "an unknown activity and affair": (
        f"{HEAD}\n1\tBumi\tRiset\t\t\t\t\tPesta\t9.9\t33.03\tWarga\t0",
        [(2, "kegiatan"), (2, "sub_urusan"), (2, "jumlah_sasaran")],
    ),
    "screening without an activity": (f"{HEAD}\n1\tBumi\tRiset\t\tDitelaah", [(2, "tahap")]),
    "the same case twice": (f"{HEAD}\n1\tBumi\tRiset\n2\tbumi\triset", [(3, "perihal")]),
    "the same letter twice": (
        f"{HEAD}\n1\tBumi\tA\t\t\t9\t25/02/2026\n2\tBumi\tB\t\t\t9\t25/02/2026",
        [(3, "nomor_surat")],
    ),
    "a number that only begins well": (
        f"{HEAD}\n1\tBumi\tRiset\t\t\t\t\tPelatihan\t2.07.pelatihan\t33.03\tWarga\t000000000001{'9' * 40}",
        [(2, "jumlah_sasaran")],
    ),
    "a number longer than any": (
        f"{HEAD}\n1\tBumi\tRiset\t\t\t\t\tPelatihan\t2.07.pelatihan\t33.03\tWarga\t{'1' * 6000}",
        [(2, "jumlah_sasaran"), (2, "jumlah_sasaran")],
    ),
    "an activity, sub-matter and place longer than any": (
        f"{HEAD}\n1\tBumi\tRiset\t\t\t\t\t{'x' * 9000}\t{'y' * 9000}\t{'z' * 9000}\tWarga\t10",
        [(2, "kegiatan"), (2, "sub_urusan"), (2, "tempat"), (2, "kegiatan"), (2, "sub_urusan")],
    ),
    "a very long subject": (f"{HEAD}\n1\tBumi\t{'x' * 201}", [(2, "perihal")]),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_each_problem_is_named_with_its_row_and_column(c, name):
    text, expected = PROBLEMS[name]
    _rows, problems = read(c, text)
    assert problems
    assert all(str(problem).strip().endswith(".") for problem in problems)
    if expected is not None:
        assert told(problems) == expected


def test_all_problems_come_at_once_beside_the_rows_that_are_fine(c):
    text = f"{HEAD}\n1\tEntah\tA\n2\tBumi\tB\n3\tBumi\tC\tMoA"
    rows, problems = read(c, text)
    assert [row.title for row in rows] == ["B"]
    assert told(problems) == [(2, "mitra"), (4, "jenis")]
    assert str(problems[0]).startswith("baris 2, kolom «mitra»: «Entah» tidak ada dalam daftar lembaga.")


def test_a_name_that_two_units_bear_is_not_guessed(c):
    for parent in (c.dinas, c.bkpsdm):
        make.organization("UPT Kembar", "upt", parent=parent)
    _rows, problems = read(c, f"{HEAD}\n1\tUPT Kembar\tRiset")
    assert told(problems) == [(2, "mitra")]
    assert "ada 2 lembaga" in str(problems[0])


def test_more_rows_than_anybody_reads_are_asked_to_be_divided(c):
    lines = "\n".join(f"{n}\tBumi\tKegiatan {n}" for n in range(sheets.MOST_ROWS + 1))
    rows, problems = read(c, f"{HEAD}\n{lines}")
    assert rows == []
    assert "300" in str(problems[0])


def test_what_is_no_worksheet_is_refused_or_told_and_never_an_error(c):
    with pytest.raises(Refused):
        read(c, b"bukan lembar kerja", name="daftar.xlsx")
    with pytest.raises(Refused):
        read(c, b"", name="daftar.xlsx")
    with pytest.raises(Refused):
        read(c, workbook(LIST), name="daftar.pdf")
    for text in ("\x00\x00", '"' * 7, "mitra\n" + "x" * 200_000, "\t\t\n;;;", "mitra,perihal\r\r\n\x1f,\x85"):
        _rows, problems = read(c, text)
        assert problems


def test_reading_costs_the_same_for_two_rows_as_for_many(c, django_assert_num_queries):
    read(c, LIST)
    for count in (2, 40):
        lines = "\n".join(f"{n}\tBumi\tKegiatan {n}" for n in range(count))
        with django_assert_num_queries(2):  # has the law changed; whose names are these
            read(c, f"{HEAD}\n{lines}")


def test_one_bad_row_and_nothing_is_half_written(c, ceremony):
    cases.received(c, letter_number="2/UN")  # the same letter came before
    rows, _none = read(c, LIST)
    before = Proposal.objects.count(), Event.objects.count(), CaseLink.objects.count()
    with pytest.raises(Refused) as stopped:
        opened(c, rows, ceremony)
    assert codes(stopped) == ["letter.twice"]
    assert str(stopped.value.refusals[0].text).startswith("Baris 3 (Universitas Bumi): ")
    assert (Proposal.objects.count(), Event.objects.count(), CaseLink.objects.count()) == before


def test_a_place_outside_the_region_is_told_with_its_row(c, ceremony):
    rows, problems = read(c, LIST.replace("33.03.01", "33.02.01"))
    assert problems == []
    with pytest.raises(Refused) as stopped:
        opened(c, rows, ceremony)
    assert codes(stopped) == ["item.place_outside"]
    assert "Baris 3" in str(stopped.value.refusals[0].text)
    assert Proposal.objects.count() == 0


def test_only_the_registering_office_opens_many_and_only_at_a_ceremony(c, ceremony):
    rows, _none = read(c, LIST)
    for who in (c.actors.dinas_officer, c.actors.partner_officer, c.actors.leader):
        with pytest.raises(Refused) as stopped:
            opened(c, rows, ceremony, by=who)
        assert stopped.value.status == 403
    with pytest.raises(Refused) as stopped:
        opened(c, rows, held(c, "audiensi"))
    assert codes(stopped) == ["batch.not_a_ceremony"]
    meetings.cancel(ceremony, reason="Ditunda.", by=c.actors.officer, at=AT)
    ceremony.refresh_from_db()
    with pytest.raises(Refused) as stopped:
        opened(c, [], ceremony)
    assert codes(stopped) == ["batch.not_a_ceremony", "batch.empty"]


def test_a_place_is_read_by_its_name_where_it_means_one_place_only(c):
    small = [r for r in table.rows() if r.code in ("33", "33.03") or r.code.startswith("33.03.01")]
    load(rows=small, by=make.SYSTEM, at=AT)
    row = "\tUniversitas Bumi\t{title}\t\t\t\t\tKKN\t2.13.desa\t{place}\tWarga\t10"
    names = {
        "Riset A": "Kab. Purbalingga",
        "Riset B": "seluruh kabupaten",
        "Riset C": "33.03.01",
        "Riset D": "Kemangkon",
    }
    rows, problems = read(
        c, HEAD + "".join(f"\n{n}" + row.format(title=t, place=p) for n, (t, p) in enumerate(names.items()))
    )
    assert told(problems) == [(5, "tempat")]  # a kecamatan and a desa
    assert "(33.03.01)" in str(problems[0])
    assert [r.item["region_code"] for r in rows] == ["33.03", "33.03", "33.03.01"]


def test_what_would_be_refused_is_told_before_anything_is_opened(c, ceremony):
    rows, problems = read(c, f"{HEAD}\n1\tKabupaten Awan\tRiset\t\t\t\t\tKKN\t2.13.desa\t31.71\tWarga\t10")
    assert problems == []
    given = {"ceremony": ceremony, "region": c.awan, "by": c.actors.officer, "at": AT}
    found = actions.check_batch(rows, **given)
    assert found
    assert all("Baris 2" in str(refusal.text) for refusal in found)
    rows, _problems = read(c, LIST)
    assert actions.check_batch(rows, **given) == []
    assert not Proposal.objects.exists()

"""The starter text of each kind of letter, whole; and who writes which. No database."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.proposals.rules import letter_texts as texts
from simpul.proposals.rules import letters, states

THANKS = "Demikian kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih."
REFERENCE = (
    "Dengan hormat, menindaklanjuti surat Saudara Nomor 12/UN/2026 tanggal 25 Februari 2026 perihal Pelatihan UMKM"
)


def matter(**values) -> texts.Matter:
    given = {
        "title": "Pelatihan UMKM", "side": letters.REGION, "region": "Kabupaten Awan", "partner": "Universitas Bumi",
        "state": states.SCREENING, "letter_number": "12/UN/2026", "letter_date": dt.date(2026, 2, 25),
        "received_on": dt.date(2026, 3, 2), "agenda_number": "7/2026", "document": "Kesepakatan Bersama", "months": 24,
        "items": (texts.ItemWords("Pelatihan digital", "pelaku usaha mikro", "Kabupaten Awan"),),
    }  # fmt: skip
    return texts.Matter(**given | values)


GATHERING = {
    "meeting": "Rapat TKKSD",
    "when": "Senin, 9 Maret 2026",
    "hours": "09.00–11.00 WIB",
    "place": "Aula",
    "agenda": ("Telaah", "Jadwal"),
}
OUTSIDE = texts.OutsideWords(
    texts.Statement("Perlu dipastikan: Butir 2 «Sumur»: di luar kewenangan kabupaten.", "UU 23/2014 Lampiran", False),
    texts.Statement("Butir 2 «Sumur»: dimiliki pemerintah pusat.", "UU 3/2020", True),
)
GOLDEN = {
    "invitation": (
        matter(**GATHERING),
        "Undangan rapat tkksd: Pelatihan UMKM",
        """Dengan hormat, kami mengharapkan kehadiran Saudara dalam rapat tkksd tentang Pelatihan UMKM, yang diselenggarakan pada:
Hari/tanggal : Senin, 9 Maret 2026
Waktu : 09.00–11.00 WIB
Tempat : Aula
Adapun agendanya sebagai berikut:
1. Telaah
2. Jadwal
Demikian undangan ini kami sampaikan. Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih.""",
    ),
    "offer": (
        matter(side=letters.PARTNER, purpose="Usaha\nnaik kelas."),
        "Penawaran kerja sama: Pelatihan UMKM",
        """Dengan hormat, bersama ini kami menawarkan kerja sama kepada Kabupaten Awan tentang Pelatihan UMKM, dengan keterangan sebagai berikut:
Bentuk : Kesepakatan Bersama
Jangka waktu : 24 (dua puluh empat) bulan
Objek kerja sama:
1. Pelatihan digital, bagi pelaku usaha mikro, di Kabupaten Awan
Manfaat : Usaha naik kelas.
Sebagai bahan pertimbangan, dokumen pendukung kami lampirkan.
Demikian penawaran ini kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.""",
    ),
    "answer": (
        matter(),
        "Jawaban atas penawaran kerja sama: Pelatihan UMKM",
        f"""{REFERENCE}.
Kami sampaikan bahwa surat tersebut telah kami terima pada 2 Maret 2026 dan diregister dengan nomor agenda 7/2026, dan sedang kami telaah.
{THANKS}""",
    ),
    "completion": (
        matter(asked="Lampirkan KAK.", missing=("Kerangka acuan kerja (KAK)", "Surat kuasa")),
        "Permintaan kelengkapan penawaran: Pelatihan UMKM",
        f"""{REFERENCE}, setelah kami periksa masih ada hal yang perlu dilengkapi.
Lampirkan KAK.
Dokumen yang belum kami terima:
1. Kerangka acuan kerja (KAK)
2. Surat kuasa
Usulan akan kami telaah setelah kelengkapan tersebut kami terima.
{THANKS}""",
    ),
    "referral": (
        matter(outside=(OUTSIDE,)),
        "Penerusan usulan kerja sama: Pelatihan UMKM",
        f"""Dengan hormat, kami menerima usulan kerja sama dari Universitas Bumi tentang Pelatihan UMKM, dengan surat Nomor 12/UN/2026 tanggal 25 Februari 2026.
Menurut telaah kami, bagian berikut berada di luar kewenangan Kabupaten Awan:
1. Sumur: di luar kewenangan kabupaten. Rujukan kami: UU 23/2014 Lampiran; bunyinya masih perlu dipastikan. Sumur: dimiliki pemerintah pusat. Dasar: UU 3/2020.
Sehubungan dengan hal itu, bagian tersebut kami teruskan untuk ditindaklanjuti sesuai kewenangan Saudara.
{THANKS}""",
    ),
    "refusal": (
        matter(reason="Anggaran\nhabis."),
        "Penolakan penawaran kerja sama: Pelatihan UMKM",
        f"""{REFERENCE}, kami sampaikan bahwa penawaran tersebut belum dapat kami terima.
Alasan : Anggaran habis.
Demikian kami sampaikan. Atas perhatian dan pengertian Saudara, kami ucapkan terima kasih.""",
    ),
}


@pytest.mark.parametrize("kind", states.LETTER_KINDS)
def test_each_kind_says_its_facts(kind: str) -> None:
    given, subject, body = GOLDEN[kind]
    assert texts.subject_of(kind, given) == subject
    assert texts.body_of(kind, given) == body


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (
            {"state": states.AGREED},
            "pada prinsipnya kami menyetujui penawaran tersebut untuk dilanjutkan dengan penyusunan Kesepakatan Bersama.",
        ),
        (
            {"state": states.NO_RESPONSE, "reason": "Tidak ada kabar."},
            "ditutup tanpa tanggapan. Keterangan: Tidak ada kabar.",
        ),
        ({"side": letters.PARTNER}, "kami sampaikan keterangan sebagai berikut:"),
        ({"side": letters.PARTNER, "incoming": False, "state": states.OFFERED}, "sedang kami telaah."),
        (GATHERING, "kami sampaikan bahwa kami akan hadir."),
    ],
)
def test_an_answer_follows_the_state_of_its_case(values, said) -> None:
    assert said in texts.body_of("answer", matter(**values))


def test_what_nobody_recorded_is_left_out() -> None:
    bare = matter(
        letter_number="", letter_date=None, received_on=None, agenda_number="", document="", months=None, items=()
    )
    assert "menindaklanjuti surat Saudara perihal Pelatihan UMKM." in texts.body_of("answer", bare)
    assert "None" not in "".join(texts.body_of(kind, bare) for kind in states.LETTER_KINDS if kind != "invitation")


def test_long_lists_and_long_titles_fit_into_a_letter() -> None:
    items = tuple(texts.ItemWords(f"{n} {'x' * 190}", "y" * 190, "z" * 190) for n in range(60))
    many = matter(title="j" * 300, items=items, purpose="m" * 8000, side=letters.PARTNER)
    body = texts.body_of("offer", many)
    assert len(body) <= 12_000
    assert "Selain itu masih ada 45 butir lain" in body
    assert len(texts.subject_of("offer", many)) == 300


WHO = [
    ("invitation", "convener", True), ("invitation", "guest", False), ("answer", "guest", True), ("answer", "region", True),
    ("completion", "partner", False), ("referral", "partner", False), ("offer", "convener", False), ("refusal", "partner", True),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "side", "may"), WHO)
def test_each_kind_belongs_to_its_sides(kind: str, side: str, may: bool) -> None:
    assert (side in letters.WRITERS[kind]) is may


def test_the_side_of_a_case_follows_from_the_institution() -> None:
    case = letters.Case(state="screening", region=1, partner=2)
    assert [case.side_of(n) for n in (1, 2, 3, None)] == ["region", "partner", "", ""]
    meeting = letters.Case(state="invited", convener=1, guests=frozenset({2}))
    assert [meeting.side_of(n) for n in (1, 2, 3)] == ["convener", "guest", ""]


@pytest.mark.parametrize("title", ["Turunkan stunting 14%", r"100% sehat %(x)s {y} \1"])
def test_a_percent_sign_in_a_title_stays_in_the_letter(title):
    said = texts.Statement(f"Perlu dipastikan: Butir 2 «{title}»: di luar kewenangan.", "UU 23/2014", True)
    assert str(said) == f"{title}: di luar kewenangan. Dasar: UU 23/2014."
    body = texts.body_of("offer", matter(items=(texts.ItemWords(title, "warga", "Awan"),)))
    assert f"1. {title}, bagi warga, di Awan" in body

"""What may be kept and what not, told by content. No database."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simpul.core.refusals import Refused
from simpul.documents import inspection, rules

from . import files


def inspect(data: bytes, name: str = "", kind: str = "attachment") -> inspection.Found:
    return inspection.inspect(io.BytesIO(data), name, kind)


def code(data: bytes, name: str = "", kind: str = "attachment") -> str:
    with pytest.raises(Refused) as stopped:
        inspect(data, name, kind)
    (refusal,) = stopped.value.refusals
    assert refusal.kind == "value"
    assert refusal.field == "file"
    assert "{" not in str(refusal.text)
    return refusal.code


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (files.pdf(), "naskah.pdf", rules.PDF),
        (files.pdf(), "NASKAH.PDF", rules.PDF),
        (files.pdf(), "tanpa akhiran", rules.PDF),
        (files.png(), "foto.png", rules.PNG),
        (files.jpeg(), "foto.jpeg", rules.JPEG),
        (files.docx(), "surat.docx", rules.DOCX),
        (files.xlsx(), "tabel.xlsx", rules.XLSX),
        (files.add(files.docx(), word__embeddings__tabel_xlsx=files.xlsx()), "grafik.docx", rules.DOCX),
    ],
)
def test_an_honest_file_is_known_by_its_content(data: bytes, name: str, media_type: str) -> None:
    found = inspect(data, name)
    assert found.media_type == media_type
    assert found.size == len(data)
    assert found.sha256 == inspection.fingerprint(io.BytesIO(data))[0]


def test_the_pages_of_a_pdf_are_counted() -> None:
    assert inspect(files.pdf(3)).pages == 3
    assert inspect(files.png()).pages is None


@pytest.mark.parametrize(
    ("data", "name", "wanted"),
    [
        (b"", "kosong.pdf", "file.empty"),
        (b"hanya teks", "teks.pdf", "file.unknown_type"),
        (b"MZ\x90\x00" * 50, "program.pdf", "file.unknown_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "logo.png", "file.unknown_type"),
        (files.docx(), "surat.pdf", "file.misnamed"),
        (files.pdf(), "foto.png", "file.misnamed"),
        (files.pdf(), "faktur.pdf.exe", "file.misnamed"),
        (files.pdf(), "nama\x00.pdf", "file.name"),
        (files.pdf(), "a" * 300 + ".pdf", "file.name"),
        (inspection.OLE + b"\x00" * 600, "lama.doc", "file.old_office"),
        (files.encrypted_pdf(), "rahasia.pdf", "file.encrypted"),
        (files.active_pdf(), "skrip.pdf", "file.active"),
        (files.active_pdf("/Launch"), "jalan.pdf", "file.active"),
        (files.hidden_script_pdf(), "tersembunyi.pdf", "file.active"),
        (files.pdf()[:200], "potong.pdf", "file.broken"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 400, "rusak.pdf", "file.broken"),
        (files.pdf(0), "tanpa halaman.pdf", "file.broken"),
        (files.docx()[:-40], "potong.docx", "file.broken"),
        (files.archive(a=b"x"), "arsip.zip", "file.unknown_type"),
        (files.png(1)[:20], "potong.png", "file.broken"),
        (files.jpeg()[:22], "potong.jpg", "file.broken"),
        (
            files.png().replace(struct.pack(">II", 40, 40), struct.pack(">II", 60_000, 60_000), 1),
            "besar.png",
            "file.too_many_pixels",
        ),
        (files.jpeg(60_000, 60_000), "besar.jpg", "file.too_many_pixels"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(data: bytes, name: str, wanted: str) -> None:
    assert code(data, name) == wanted


def test_a_file_above_the_limit_is_refused() -> None:
    assert code(files.png() + b"\x00" * rules.KINDS["logo"].size, "logo.png", "logo") == "file.too_large"


def test_a_type_that_this_kind_does_not_take_is_refused() -> None:
    assert code(files.docx(), "surat.docx", "scan") == "file.wrong_type"
    assert code(files.pdf(), "templat.pdf", "template") == "file.wrong_type"


def test_a_logo_must_be_one_that_a_paper_can_show() -> None:
    assert inspect(files.png(), "logo.png", "logo").media_type == rules.PNG
    bare = files.jpeg()[:2] + files.jpeg()[20:]  # a frame without the marks that tell its resolution
    assert code(bare, "logo.jpg", "logo") == "file.broken"
    assert inspect(bare, "foto.jpg", "attachment").media_type == rules.JPEG


def test_macros_are_refused_whatever_the_name() -> None:
    assert code(files.add(files.docx(), word__vbaProject_bin=b"x"), "surat.docx") == "file.macros"
    types = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    assert code(files.add(files.docx(), **{"[Content_Types].xml": types}), "surat.docm") == "file.macros"
    assert code(files.add(files.docx(), word__embeddings__o=inspection.OLE + b"x"), "surat.docx") == "file.macros"


def test_a_template_fetched_from_elsewhere_is_refused() -> None:
    link = b'<Relationship Type="http://x/relationships/attachedTemplate" Target="https://x.example/a.dotm" TargetMode="External"/>'
    assert code(files.add(files.docx(), **{"word/_rels/settings.xml.rels": link}), "surat.docx") == "file.macros"


def test_an_exploding_archive_is_refused() -> None:
    assert code(files.add(files.docx(), word__bom=b"\x00" * 30_000_000), "surat.docx") == "file.exploding"


def test_too_many_entries_are_refused() -> None:
    many = {f"word__{n}": b"" for n in range(rules.ENTRIES + 1)}
    assert code(files.add(files.docx(), **many), "surat.docx") == "file.exploding"


def test_what_unpacks_to_too_much_in_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "UNPACKED", 10_000)
    assert code(files.docx(), "surat.docx") == "file.exploding"


def test_archives_within_archives_are_refused() -> None:
    inner = files.add(files.xlsx(), lagi=files.archive(a=b"x"))
    assert code(files.add(files.docx(), word__embeddings__a_xlsx=inner), "surat.docx") == "file.exploding"


def test_entities_that_multiply_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'
    assert code(files.add(files.docx(), **{"word/comments.xml": bomb}), "surat.docx") == "file.exploding"


def test_a_declared_size_that_lies_is_refused() -> None:
    """The directory says 16 bytes, the entry unpacks to more."""
    data = bytearray(files.archive(**{"[Content_Types].xml": b"a" * 5_000}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        place = data.find(mark) + offset
        data[place : place + 4] = struct.pack("<I", 16)
    assert code(bytes(data), "surat.docx") == "file.broken"


def test_two_entries_of_one_name_are_refused() -> None:
    data = files.archive(**{"[Content_Types].xml": b"a", "[content_types].xml": b"b"})
    assert code(data, "surat.docx") == "file.broken"


def test_names_that_lead_out_are_refused() -> None:
    assert code(files.add(files.docx(), **{"../../etc/passwd": b"x"}), "surat.docx") == "file.broken"


GOOD = {
    "a.pdf": files.pdf(),
    "a.docx": files.docx(),
    "a.xlsx": files.xlsx(),
    "a.png": files.png(),
    "a.jpg": files.jpeg(),
}


def outcome(data: bytes, name: str) -> str:
    try:
        return f"kept as {inspect(data, name).media_type}"
    except Refused as stopped:
        return stopped.refusals[0].code


@given(
    name=st.sampled_from(sorted(GOOD)),
    place=st.floats(0, 1),
    put=st.binary(max_size=12),
    cut=st.integers(0, 40),
)
@settings(max_examples=150, deadline=None)
def test_a_damaged_file_is_kept_or_refused_and_never_an_error(name: str, place: float, put: bytes, cut: int) -> None:
    data = GOOD[name]
    at = int(place * len(data))
    damaged = data[:at] + put + data[at + cut :]
    assert outcome(damaged, name).startswith(("kept", "file."))


def page_tree(*objects: bytes) -> bytes:
    """A PDF of these objects, the first of them the catalogue."""
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n%strailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, table, size, len(made))
    return made + tail


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (page_tree(CATALOGUE, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 5>>"), "file.broken"),
        (page_tree(CATALOGUE, b"<</Type/Pages/Kids[]/Count 999999999>>"), "file.broken"),
        (page_tree(CATALOGUE, b"[" * 20_000 + b"]" * 20_000), "file.broken"),
        (
            page_tree(
                b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/J#61vaScript/#4aS(x)>>>>",
                b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
                b"<</Type/Page/MediaBox[0 0 1 1]>>",
            ),
            "file.active",
        ),
    ],
)
def test_a_pdf_made_to_harm_the_reader_is_refused(data: bytes, wanted: str) -> None:
    assert code(data, "jebakan.pdf") == wanted


def test_fingerprints_are_compared_without_case_and_spaces() -> None:
    assert rules.same("AB12 ", "ab12")
    assert not rules.same("", "")
    assert not rules.same("ab12", "ab13")

"""For maintainers: writes the packaged Word templates anew. Run `python -m simpul.documents.build_templates`, then look at them in Word."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .placeholders import PAPERS
from .render import repacked

HERE = Path(__file__).parent / "templates"
F4 = (Mm(215), Mm(330))  # the size of Indonesian official papers
INSIDE = 215 - 30 - 25
FONT = "Bookman Old Style"
CENTRE, BOTH, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
# style: (size, bold, alignment, space before, space after, left indent mm, hanging mm, keep with next)
STYLES: dict[str, tuple[float, bool, Any, float, float, float, float, bool]] = {
    "Naskah Kop": (10, False, CENTRE, 0, 0, 0, 0, False),
    "Naskah Judul": (12, True, CENTRE, 0, 2, 0, 0, True),
    "Naskah Pasal": (12, True, CENTRE, 10, 0, 0, 0, True),
    "Naskah Judul Pasal": (12, True, CENTRE, 0, 4, 0, 0, True),
    "Naskah Isi": (12, False, BOTH, 0, 4, 0, 0, False),
    "Naskah Ayat": (12, False, BOTH, 0, 3, 10, 10, False),
    "Naskah Huruf": (12, False, BOTH, 0, 2, 18, 8, False),
    "Naskah Tanda Tangan": (12, True, CENTRE, 0, 0, 0, 0, False),
    "Naskah Tabel": (9, False, LEFT, 1, 1, 0, 0, False),
}


def build(paper: str) -> bytes:
    """One template; those of offices are written in build_office."""
    from . import build_office as office

    if paper in ("kb", "nk", "pks"):
        return _agreement(paper)
    return {"minutes": office.minutes, "report": office.report}.get(paper, lambda: office.letter(paper))()


def _agreement(paper: str) -> bytes:
    """Head, title, parties, reasons, articles, signatures, the promises when there are any, and for the NK its work plan."""
    document = new(
        "{{ contoh }}{% if contoh and rancangan %} · {% endif %}{{ rancangan }}",
        "{{ kode }} · versi {{ versi }} · sidik {{ sidik_pendek }}",
    )
    _letterheads(document)
    _title(document)
    _parties(document)
    _reasons(document)
    _articles(document)
    _signatures(document)
    _promises(document)
    if paper == "nk":
        _work_plan(document)
    return written(document)


def new(head: str, foot: str) -> Any:
    """An empty paper of the official size, with what stands at its head and foot on every page."""
    document = Document()
    _page(document)
    _styles(document)
    _head_and_foot(document, head, foot)
    return document


def written(document: Any) -> bytes:
    """The same bytes each time it is built."""
    properties = document.core_properties
    properties.title = properties.author = properties.comments = ""
    properties.created = properties.modified = dt.datetime(2026, 1, 1)  # noqa: DTZ001
    packed = io.BytesIO()
    document.save(packed)
    return repacked(packed)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = F4
    section.left_margin, section.right_margin = Mm(30), Mm(25)
    section.top_margin = section.bottom_margin = Mm(25)
    section.header_distance = section.footer_distance = Mm(10)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "id-ID")
    normal.element.rPr.append(language)
    for name, (size, bold, align, before, after, indent, hanging, together) in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = normal, True
        style.font.size, style.font.bold = Pt(size), bold
        form = style.paragraph_format
        form.alignment, form.space_before, form.space_after = align, Pt(before), Pt(after)
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
        form.left_indent, form.first_line_indent = Mm(indent), Mm(-hanging)
        form.keep_with_next, form.widow_control = together, True


def say(where: Any, text: str, style: str = "Naskah Isi", **looks: Any) -> Any:
    paragraph = where.add_paragraph(style=style)
    run = paragraph.add_run(text)
    for name, value in looks.items():
        setattr(run.font, name, value)
    return paragraph


def first(cell: Any, text: str, style: str, **looks: Any) -> Any:
    """A cell has a paragraph already; it is used before others are added."""
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    run = paragraph.add_run(text)
    for name, value in looks.items():
        setattr(run.font, name, value)
    return paragraph


def _field(paragraph: Any, code: str) -> None:
    """PAGE or NUMPAGES, with a first value for readers that do not count."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("", "1"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:t" if text == "1" else "w:instrText")
            part.text = text
        run._r.append(part)


def line(paragraph: Any, edge: str, size: int = 6) -> None:
    borders = OxmlElement("w:pBdr")
    border = OxmlElement(f"w:{edge}")
    for name, value in (("val", "single"), ("sz", str(size)), ("space", "4"), ("color", "000000")):
        border.set(qn(f"w:{name}"), value)
    borders.append(border)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def new_table(document: Any, widths: tuple[int, ...], *, grid: bool = False) -> Any:
    table = document.add_table(rows=0, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    if grid:
        table.style = "Table Grid"
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    return table


def new_row(table: Any, widths: tuple[int, ...]) -> Any:
    row = table.add_row()
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Mm(width)
    return row


def mark_row(table: Any, mark: str) -> None:
    table.add_row().cells[0].paragraphs[0].add_run(mark)


def _head_and_foot(document: Any, at_head: str, at_foot: str) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    head.alignment = CENTRE
    label = head.add_run(at_head)
    label.font.size, label.font.bold, label.font.color.rgb = Pt(10), True, RGBColor(0x9B, 0x1F, 0x27)
    style = document.styles["Footer"]
    style.font.size = Pt(8)
    style.paragraph_format.tab_stops.clear_all()
    style.paragraph_format.tab_stops.add_tab_stop(Mm(INSIDE), WD_TAB_ALIGNMENT.RIGHT)
    foot = section.footer.paragraphs[0]
    line(foot, "top")
    foot.add_run(at_foot)
    foot.add_run().add_tab()
    foot.add_run("Halaman ")
    _field(foot, "PAGE")
    foot.add_run(" dari ")
    _field(foot, "NUMPAGES")


def _letterheads(document: Any) -> None:
    widths = (INSIDE // 2, INSIDE // 2)
    table = new_table(document, widths)
    mark_row(table, "{%tr for k in kop %}")
    row = new_row(table, widths)
    for cell, side in zip(row.cells, ("kiri", "kanan"), strict=True):
        first(cell, f"{{{{ k.{side}.logo }}}}", "Naskah Kop")
        say(cell, f"{{%p for b in k.{side}.kop %}}")
        say(cell, "{%p if loop.first %}")
        say(cell, "{{ b.baris }}", "Naskah Kop", bold=True)
        say(cell, "{%p else %}")
        say(cell, "{{ b.baris }}", "Naskah Kop")
        say(cell, "{%p endif %}")
        say(cell, "{%p endfor %}")
    mark_row(table, "{%tr endfor %}")
    line(say(document, "", "Naskah Kop"), "bottom", 18)
    say(document, "", "Naskah Kop")


def _title(document: Any) -> None:
    say(document, "{{ jenis }}", "Naskah Judul", size=Pt(14))
    say(document, "{%p for j in judul_pihak %}")
    say(document, "{{ j.baris }}", "Naskah Judul").paragraph_format.keep_with_next = False
    say(document, "{%p endfor %}")
    say(document, "TENTANG", "Naskah Judul")
    say(document, "{{ judul|upper }}", "Naskah Judul")
    say(document, "{%p for p in pihak %}")
    number = say(document, "NOMOR {{ p.sebutan }}: {{ p.nomor }}", "Naskah Judul", bold=False, size=Pt(11))
    number.paragraph_format.keep_with_next = False
    say(document, "{%p endfor %}")
    say(document, "", "Naskah Kop")


def _parties(document: Any) -> None:
    say(document, "{{ pembukaan }}")
    widths = (13, 45, 5, 97)
    table = new_table(document, widths)
    mark_row(table, "{%tr for p in pihak %}")
    row = new_row(table, widths)
    first(row.cells[0], "{{ p.urutan }}.", "Naskah Isi")
    name = first(row.cells[1], "{{ p.penandatangan|upper }}", "Naskah Isi", bold=True)
    name.alignment = LEFT
    first(row.cells[2], ":", "Naskah Isi")
    text = first(row.cells[3], "{{ p.jabatan }}", "Naskah Isi")
    text.add_run(
        "{% if p.alamat %}, berkedudukan di {{ p.alamat }}{% endif %}{% if p.kewenangan %}, "
        "{{ p.kewenangan }}{% endif %}, bertindak untuk dan atas nama {{ p.nama }}"
        "{% if p.induk %}, {{ p.induk }}{% endif %}, selanjutnya disebut "
    )
    text.add_run("{{ p.sebutan }}").font.bold = True
    text.add_run(".")
    mark_row(table, "{%tr endfor %}")
    say(
        document,
        "{{ semua_sebutan }} secara bersama-sama selanjutnya disebut PARA PIHAK, dan secara sendiri-sendiri disebut PIHAK.",
    ).paragraph_format.space_before = Pt(6)


def _reasons(document: Any) -> None:
    say(document, "{%p if pertimbangan or induk %}")
    say(document, "PARA PIHAK terlebih dahulu menerangkan hal-hal sebagai berikut:")
    _listed(document, "pertimbangan", "a")
    say(document, "{%p if induk %}")
    say(document, "{{ jenis_kecil|title }} ini melaksanakan {{ induk }}.")
    say(document, "{%p endif %}")
    say(document, "{%p endif %}")
    say(document, "{%p if dasar_hukum %}")
    say(document, "Dengan memperhatikan:")
    _listed(document, "dasar_hukum", "b")
    say(document, "{%p endif %}")
    say(
        document,
        "PARA PIHAK sepakat untuk mengikatkan diri dalam {{ jenis_kecil }} tentang {{ judul }}, dengan ketentuan sebagai berikut:",
    )


def _listed(document: Any, names: str, letter: str) -> None:
    say(document, f"{{%p for {letter} in {names} %}}")
    say(document, f"{{{{ {letter}.nomor }}}}\t{{{{ {letter}.teks }}}}", "Naskah Ayat")
    say(document, "{%p endfor %}")


def _articles(document: Any) -> None:
    say(document, "{%p for c in pasal %}")
    say(document, "Pasal {{ c.nomor }}", "Naskah Pasal")
    say(document, "{{ c.judul|upper }}", "Naskah Judul Pasal")
    say(document, "{%p for baris in c.isi %}")
    say(document, "{%p if baris.jenis == 'ayat' %}")
    say(document, "{{ baris.nomor }}\t{{ baris.teks }}", "Naskah Ayat")
    say(document, "{%p elif baris.nomor %}")
    say(document, "{{ baris.nomor }}\t{{ baris.teks }}", "Naskah Huruf")
    say(document, "{%p else %}")
    say(document, "{{ baris.teks }}", "Naskah Isi")
    say(document, "{%p endif %}")
    say(document, "{%p endfor %}")
    say(document, "{%p endfor %}")
    say(document, "{%p if penutup %}")
    closing = say(document, "{{ penutup }}")
    closing.paragraph_format.space_before, closing.paragraph_format.keep_with_next = Pt(12), True
    closing.paragraph_format.keep_together = True
    say(document, "{%p endif %}")


def _signatures(document: Any) -> None:
    _signature_table(document, "tanda_tangan")
    say(document, "{%p if saksi %}")
    say(document, "MENYAKSIKAN", "Naskah Pasal")
    say(document, "{%p endif %}")
    _signature_table(document, "saksi")
    say(document, "{%p if pelaksana %}")
    say(document, "Pelaksana {{ jenis_kecil }} ini:").paragraph_format.space_before = Pt(8)
    say(document, "{%p for p in pelaksana %}")
    say(document, "–\t{{ p.nama }}{% if p.induk %}, {{ p.induk }}{% endif %}", "Naskah Ayat")
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


def _signature_table(document: Any, names: str) -> None:
    widths = (INSIDE // 2, INSIDE // 2)
    table = new_table(document, widths)
    mark_row(table, f"{{%tr for t in {names} %}}")
    row = new_row(table, widths)
    for cell, side in zip(row.cells, ("kiri", "kanan"), strict=True):
        first(cell, f"{{{{ t.{side}.sebutan }}}}", "Naskah Tanda Tangan").paragraph_format.space_before = Pt(10)
        title = say(cell, f"{{{{ t.{side}.jabatan }}}}", "Naskah Tanda Tangan", bold=False)
        title.paragraph_format.space_after = Pt(64)
        say(cell, f"{{{{ t.{side}.penandatangan }}}}", "Naskah Tanda Tangan")
    mark_row(table, "{%tr endfor %}")


def _promises(document: Any) -> None:
    """The annex of promises: part of the text that the parties approved."""
    say(document, "{%p if kewajiban %}")
    say(document, "LAMPIRAN", "Naskah Judul").paragraph_format.page_break_before = True
    say(document, "KEWAJIBAN PARA PIHAK", "Naskah Judul")
    say(document, "{{ judul|upper }}", "Naskah Judul", size=Pt(11)).paragraph_format.space_after = Pt(10)
    names = ("nomor", "pasal", "dari", "kepada", "uraian", "jumlah", "tenggat", "bukti")
    heads = ("No.", "Pasal", "Dari", "Kepada", "Kewajiban", "Jumlah", "Tenggat", "Bukti")
    _grid(document, "kewajiban", "o", names, heads, (9, 12, 26, 26, 33, 16, 20, 18))
    part = say(document, "Lampiran ini merupakan bagian yang tidak terpisahkan dari {{ jenis_kecil }} ini.")
    part.paragraph_format.space_before = Pt(8)
    say(document, "{%p endif %}")


def _grid(
    document: Any, rows: str, letter: str, names: tuple[str, ...], heads: tuple[str, ...], widths: tuple[int, ...]
) -> None:
    """A table with its head on every page and one row for each of `rows`; amounts of money stand right."""
    table = new_table(document, widths, grid=True)
    head = new_row(table, widths)
    repeat = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeat)
    for cell, text in zip(head.cells, heads, strict=True):
        first(cell, text, "Naskah Tabel", bold=True).alignment = CENTRE
    mark_row(table, f"{{%tr for {letter} in {rows} %}}")
    row = new_row(table, widths)
    for cell, name in zip(row.cells, names, strict=True):
        paragraph = first(cell, f"{{{{ {letter}.{name} }}}}", "Naskah Tabel")
        if (rows, name) == ("rencana_kerja", "jumlah"):
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    mark_row(table, "{%tr endfor %}")


def _work_plan(document: Any) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = F4[1], F4[0]
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(20)
    say(document, "LAMPIRAN", "Naskah Judul")
    say(document, "RENCANA KERJA", "Naskah Judul")
    say(document, "{{ judul|upper }}", "Naskah Judul", size=Pt(11)).paragraph_format.space_after = Pt(10)
    heads = (
        "No.",
        "Program/Kegiatan",
        "Keluaran",
        "Target",
        "Lokasi",
        "Waktu",
        "Unit Penanggung Jawab",
        "Sumber Anggaran",
        "Besaran (Rp)",
    )
    names = ("nomor", "kegiatan", "keluaran", "sasaran", "lokasi", "waktu", "pelaksana", "sumber_dana", "jumlah")
    widths = (10, 48, 36, 32, 34, 28, 44, 30, 28)
    _grid(document, "rencana_kerja", "r", names, heads, widths)
    say(document, "{%p if not rencana_kerja %}")
    say(document, "Rencana Kerja belum disusun.", "Naskah Isi")
    say(document, "{%p endif %}")


def main() -> None:
    HERE.mkdir(exist_ok=True)
    for paper in PAPERS:
        (HERE / f"{paper}.docx").write_bytes(build(paper))


if __name__ == "__main__":
    main()

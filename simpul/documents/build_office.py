"""For maintainers: the packaged templates of letters, minutes and staff reports. Run through build_templates."""

from __future__ import annotations

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from .build_templates import BOTH, CENTRE, INSIDE, LEFT, first, line, mark_row, new, new_row, new_table, say, written

# style: (size, bold, alignment, space before, space after, left indent mm, first line mm, tab stop mm)
STYLES: dict[str, tuple[float, bool, Any, float, float, float, float, float]] = {
    "Surat Kop": (11, False, CENTRE, 0, 0, 0, 0, 0),
    "Surat Kop Utama": (14, True, CENTRE, 0, 0, 0, 0, 0),
    "Surat Kepala": (12, False, LEFT, 0, 1, 0, 0, 0),
    "Surat Isi": (12, False, BOTH, 0, 6, 0, 12.5, 0),
    "Surat Huruf": (12, False, BOTH, 0, 3, 20.5, -8, 20.5),
    "Surat Rincian": (12, False, LEFT, 0, 3, 53, -40.5, 50),
    "Surat Tembusan": (10, False, LEFT, 0, 0, 7, -7, 7),
    "Laporan Judul": (12, True, LEFT, 10, 4, 0, 0, 0),
    "Laporan Isi": (11, False, BOTH, 0, 3, 0, 0, 0),
    "Laporan Dasar": (10, False, LEFT, 0, 2, 7, 0, 0),
}


def letter(paper: str) -> bytes:
    """Head, number and matter, addressee, text, signer, copies; an invitation to many ends with their list."""
    document = new("{{ contoh }}{% if contoh and konsep %} · {% endif %}{{ konsep }}", "{{ kode }}")
    styles(document)
    letterhead(document)
    _matter(document)
    _addressee(document)
    _body(document)
    _signer(document)
    _copies(document)
    if paper == "invitation":
        _invited(document)
    return written(document)


def styles(document: Any) -> None:
    for name, (size, bold, align, before, after, indent, head, tab) in STYLES.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style, style.quick_style = document.styles["Normal"], True
        style.font.size, style.font.bold = Pt(size), bold
        form = style.paragraph_format
        form.alignment, form.space_before, form.space_after = align, Pt(before), Pt(after)
        form.line_spacing, form.widow_control = 1.0, True
        form.left_indent, form.first_line_indent = Mm(indent), Mm(head)
        form.keep_with_next = name == "Laporan Judul"
        if tab:
            form.tab_stops.add_tab_stop(Mm(tab))


def letterhead(document: Any) -> None:
    """The logo left, the lines in the middle of the page, a thick line below."""
    widths = (24, INSIDE - 48, 24)
    made = new_table(document, widths)
    cells = new_row(made, widths).cells
    first(cells[0], "{{ logo }}", "Surat Kop")
    first(cells[1], "{%p for b in kop %}", "Surat Kop")
    say(cells[1], "{%p if loop.first %}")
    say(cells[1], "{{ b.baris }}", "Surat Kop Utama")
    say(cells[1], "{%p else %}")
    say(cells[1], "{{ b.baris }}", "Surat Kop")
    say(cells[1], "{%p endif %}")
    say(cells[1], "{%p endfor %}")
    line(say(document, "", "Naskah Kop"), "bottom", 18)
    say(document, "", "Naskah Kop")


def _matter(document: Any) -> None:
    widths = (24, 5, 89, 42)
    made = new_table(document, widths)
    for word, name in (("Nomor", "nomor"), ("Sifat", "sifat"), ("Lampiran", "lampiran"), ("Hal", "hal")):
        cells = new_row(made, widths).cells
        first(cells[0], word, "Surat Kepala")
        first(cells[1], ":", "Surat Kepala")
        first(cells[2], f"{{{{ {name} }}}}", "Surat Kepala", bold=name == "hal")
        first(cells[3], "{{ tanggal }}" if name == "nomor" else "", "Surat Kepala").alignment = LEFT
    say(document, "", "Naskah Kop")


def _addressee(document: Any) -> None:
    say(document, "Yth. {{ kepada }}", "Surat Kepala").paragraph_format.space_before = Pt(6)
    say(document, "{%p if di %}")
    say(document, "di {{ di }}", "Surat Kepala")
    say(document, "{%p endif %}")
    say(document, "", "Naskah Kop")


def _body(document: Any) -> None:
    say(document, "{%p for b in isi %}")
    say(document, "{%p if b.jenis == 'rincian' %}")
    say(document, "{{ b.nomor }}\t: {{ b.teks }}", "Surat Rincian")
    say(document, "{%p elif b.nomor %}")
    say(document, "{{ b.nomor }}\t{{ b.teks }}", "Surat Huruf")
    say(document, "{%p else %}")
    say(document, "{{ b.teks }}", "Surat Isi")
    say(document, "{%p endif %}")
    say(document, "{%p endfor %}")


def _signer(document: Any) -> None:
    widths = (INSIDE // 2, INSIDE // 2)
    made = new_table(document, widths)
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    cell = new_row(made, widths).cells[1]
    first(cell, "", "Naskah Tanda Tangan", size=Pt(8))
    say(cell, "{%p if atas_nama %}")
    say(cell, "{{ atas_nama }}", "Naskah Tanda Tangan", bold=False)
    say(cell, "{%p endif %}")
    say(cell, "{{ jabatan }},", "Naskah Tanda Tangan", bold=False).paragraph_format.space_after = Pt(64)
    say(cell, "{{ penandatangan }}", "Naskah Tanda Tangan")


def _copies(document: Any) -> None:
    say(document, "{%p if tembusan %}")
    say(document, "Tembusan:", "Surat Tembusan").paragraph_format.space_before = Pt(18)
    say(document, "{%p for t in tembusan %}")
    say(document, "{{ t.nomor }}\t{{ t.teks }}", "Surat Tembusan")
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


def _invited(document: Any) -> None:
    say(document, "{%p if undangan %}")
    title = say(document, "", "Naskah Judul")
    title.runs[0].add_break(WD_BREAK.PAGE)
    say(document, "DAFTAR UNDANGAN", "Naskah Judul").paragraph_format.space_after = Pt(8)
    say(document, "{%p for u in undangan %}")
    say(document, "{{ u.nomor }}\t{{ u.nama }}", "Surat Huruf")
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


# --- minutes ------------------------------------------------------------------------------------------------------------


def minutes() -> bytes:
    """When and where, who came and who did not, what was said, what was asked beside the agenda, who does what, signatures."""
    document = new("{{ contoh }}{% if contoh and konsep %} · {% endif %}{{ konsep }}", "{{ kode }}")
    styles(document)
    letterhead(document)
    say(document, "BERITA ACARA {{ jenis|upper }}", "Naskah Judul", size=Pt(14))
    say(document, "{{ perihal }}", "Naskah Judul").paragraph_format.space_after = Pt(10)
    for word, name in (
        ("Hari/tanggal", "hari_tanggal"), ("Waktu", "waktu"), ("Tempat", "tempat"), ("Penyelenggara", "penyelenggara"),
    ):  # fmt: skip
        said = say(document, f"{word}\t: {{{{ {name} }}}}", "Surat Rincian")
        said.paragraph_format.left_indent, said.paragraph_format.first_line_indent = Mm(43), Mm(-43)
        said.paragraph_format.tab_stops.add_tab_stop(Mm(40))
    _dates(document)
    _paragraphs(document, "ringkasan", "Ringkasan")
    _present(document)
    _absent(document)
    _points(document, "agenda", "Agenda dan pembahasan")
    _points(document, "permintaan", "Permintaan di luar agenda")
    _follow_ups(document)
    _listed(document, "berkas", "Lampiran")
    _officials(document)
    return written(document)


def _dates(document: Any) -> None:
    say(document, "{%p if tanggal_lain %}")
    say(document, "Tanggal menurut sumber yang berbeda", "Laporan Judul")
    say(document, "{%p for t in tanggal_lain %}")
    say(
        document,
        "–\t{{ t.tanggal }} menurut {{ t.sumber }}{% if t.catatan %} ({{ t.catatan }}){% endif %}",
        "Surat Huruf",
    )
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


def _paragraphs(document: Any, name: str, title: str) -> None:
    say(document, f"{{%p if {name} %}}")
    say(document, title, "Laporan Judul")
    say(document, f"{{%p for b in {name} %}}")
    say(document, "{{ b.teks }}", "Laporan Isi")
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


def _listed(document: Any, name: str, title: str) -> None:
    say(document, f"{{%p if {name} %}}")
    say(document, title, "Laporan Judul")
    say(document, f"{{%p for b in {name} %}}")
    say(document, "{{ b.nomor }}\t{{ b.teks }}", "Surat Huruf")
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


def _grid(document: Any, name: str, heads: dict[str, str], widths: tuple[int, ...]) -> None:
    """A ruled table: one row a row of the list, its heads on every page."""
    made = new_table(document, widths, grid=True)
    head = new_row(made, widths)
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell, text in zip(head.cells, heads.values(), strict=True):
        first(cell, text, "Naskah Tabel", bold=True).alignment = CENTRE
    mark_row(made, f"{{%tr for r in {name} %}}")
    for cell, field in zip(new_row(made, widths).cells, heads, strict=True):
        first(cell, f"{{{{ r.{field} }}}}", "Naskah Tabel")
    mark_row(made, "{%tr endfor %}")


def _present(document: Any) -> None:
    say(document, "Yang hadir", "Laporan Judul")
    say(document, "{%p if hadir %}")
    heads = {"nomor": "No.", "nama": "Lembaga atau jabatan", "orang": "Yang hadir", "keterangan": "Keterangan"}
    _grid(document, "hadir", heads, (10, 62, 53, 35))
    say(document, "{%p else %}")
    say(document, "Kehadiran belum dicatat.", "Laporan Isi")
    say(document, "{%p endif %}")


def _absent(document: Any) -> None:
    say(document, "{%p if tidak_hadir %}")
    say(document, "Yang diundang tetapi tidak hadir", "Laporan Judul")
    say(document, "{%p for t in tidak_hadir %}")
    say(document, "{{ t.nomor }}\t{{ t.nama }}{% if t.keterangan %} ({{ t.keterangan }}){% endif %}", "Surat Huruf")
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


def _points(document: Any, name: str, title: str) -> None:
    say(document, f"{{%p if {name} %}}")
    say(document, title, "Laporan Judul")
    say(document, f"{{%p for p in {name} %}}")
    point = say(
        document, "{{ p.nomor }} {{ p.pokok }}{% if p.pengusul %} (diajukan {{ p.pengusul }}){% endif %}", "Laporan Isi"
    )
    point.runs[0].font.bold, point.paragraph_format.keep_with_next = True, True
    say(document, "{%p for b in p.pembahasan %}")
    say(document, "{{ b.teks }}", "Laporan Isi")
    say(document, "{%p endfor %}")
    say(document, "{%p if p.kesimpulan %}")
    say(document, "Kesimpulan: {{ p.kesimpulan }}", "Laporan Isi").paragraph_format.left_indent = Mm(7)
    say(document, "{%p endif %}")
    say(document, "{%p endfor %}")
    say(document, "{%p endif %}")


def _follow_ups(document: Any) -> None:
    say(document, "{%p if tindak_lanjut %}")
    say(document, "Tindak lanjut", "Laporan Judul")
    heads = {
        "nomor": "No.", "uraian": "Tindak lanjut", "penanggung_jawab": "Penanggung jawab", "tenggat": "Tenggat", "keadaan": "Keadaan",
    }  # fmt: skip
    _grid(document, "tindak_lanjut", heads, (10, 66, 40, 24, 20))
    say(document, "{%p endif %}")


def _officials(document: Any) -> None:
    closing = say(document, "Demikian berita acara ini dibuat untuk dipergunakan sebagaimana mestinya.", "Laporan Isi")
    closing.paragraph_format.space_before, closing.paragraph_format.keep_with_next = Pt(12), True
    widths = (INSIDE // 2, INSIDE // 2)
    made = new_table(document, widths)
    mark_row(made, "{%tr for t in tanda_tangan %}")
    for cell, side in zip(new_row(made, widths).cells, ("kiri", "kanan"), strict=True):
        title = first(cell, f"{{{{ t.{side}.jabatan }}}}", "Naskah Tanda Tangan", bold=False)
        title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(10), Pt(54)
        say(cell, f"{{{{ t.{side}.nama }}}}", "Naskah Tanda Tangan")
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    mark_row(made, "{%tr endfor %}")


# --- staff report -------------------------------------------------------------------------------------------------------


def report() -> bytes:
    """The facts of the proposal, what each rule found and why the region goes on, views, advice, and which law it was."""
    document = new(
        "{{ contoh }}{% if contoh and konsep %} · {% endif %}{{ konsep }}",
        "{{ kode }} · telaah {{ telaah }} · sidik {{ sidik_pendek }}",
    )
    styles(document)
    letterhead(document)
    say(document, "TELAAHAN STAF", "Naskah Judul", size=Pt(14))
    say(document, "{{ perihal }}", "Naskah Judul").paragraph_format.space_after = Pt(10)
    _facts(document)
    say(document, "Butir usulan", "Laporan Judul")
    heads = {
        "nomor": "No.", "kegiatan": "Kegiatan", "urusan": "Sub-urusan", "tempat": "Tempat dan cakupan", "sasaran": "Sasaran",
        "hasil": "Kewenangan",
    }  # fmt: skip
    _grid(document, "butir", heads, (10, 32, 36, 33, 21, 28))
    _found(document)
    _views(document)
    _listed(document, "rekomendasi", "Rekomendasi")
    say(document, "Keterangan telaah", "Laporan Judul")
    say(
        document,
        "Hukum yang dipakai: yang berlaku pada {{ tanggal_hukum }} (sidik dasar hukum {{ sidik_hukum }}).",
        "Laporan Isi",
    )
    say(document, "Dijalankan {{ disusun }}. Dicetak {{ dicetak }}.", "Laporan Isi")
    hashed = say(document, "Sidik telaah: {{ sidik }}", "Laporan Isi")
    hashed.alignment = LEFT
    return written(document)


def _facts(document: Any) -> None:
    widths = (62, 5, INSIDE - 67)
    made = new_table(document, widths)
    mark_row(made, "{%tr for d in data %}")
    cells = new_row(made, widths).cells
    first(cells[0], "{{ d.nama }}", "Laporan Isi").alignment = LEFT
    first(cells[1], ":", "Laporan Isi")
    first(cells[2], "{{ d.isi }}", "Laporan Isi").alignment = LEFT
    mark_row(made, "{%tr endfor %}")


def _found(document: Any) -> None:
    say(document, "{%p for k in kelompok %}")
    say(document, "{{ k.judul }}", "Laporan Judul")
    say(document, "{%p for t in k.temuan %}")
    said = say(document, "{{ t.tingkat }}", "Laporan Isi", bold=True)
    said.add_run(". {{ t.teks }}")
    said.paragraph_format.space_before = Pt(4)
    say(document, "{%p if t.dasar %}")
    say(document, "Dasar: {{ t.dasar }} ({{ t.kepastian }})", "Laporan Dasar")
    say(document, "{%p endif %}")
    say(document, "{%p if t.saran %}")
    say(document, "Saran: {{ t.saran }}", "Laporan Dasar")
    say(document, "{%p endif %}")
    say(document, "{%p if t.alasan %}")
    reason = say(document, "Alasan: {{ t.alasan }}", "Laporan Dasar")
    reason.runs[0].font.italic = True
    say(document, "{%p endif %}")
    say(document, "{%p endfor %}")
    say(document, "{%p endfor %}")


def _views(document: Any) -> None:
    say(document, "Pandangan TKKSD", "Laporan Judul")
    say(document, "{%p for v in pandangan %}")
    said = say(document, "{{ v.bidang }}: {{ v.sikap }}", "Laporan Isi", bold=True)
    said.paragraph_format.keep_with_next = True
    say(document, "{{ v.teks }}", "Laporan Isi")
    say(document, "{{ v.oleh }}", "Laporan Dasar")
    say(document, "{%p endfor %}")
    say(document, "{%p if not pandangan %}")
    say(document, "Belum ada pandangan tertulis.", "Laporan Isi")
    say(document, "{%p endif %}")

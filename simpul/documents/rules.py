"""Which files may be kept for what, and who may change a template. No database, no clock."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal

MB = 1024 * 1024
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclasses.dataclass(frozen=True)
class Type:
    """How people call a type of file, and the endings its name may have."""

    label: str
    endings: tuple[str, ...]


TYPES: dict[str, Type] = {
    PDF: Type("PDF", ("pdf",)),
    JPEG: Type("JPEG", ("jpg", "jpeg")),
    PNG: Type("PNG", ("png",)),
    DOCX: Type("Word (.docx)", ("docx",)),
    XLSX: Type("Excel (.xlsx)", ("xlsx",)),
}


@dataclasses.dataclass(frozen=True)
class Kind:
    """What a file is for: the types it may have and how large it may be (bytes; pixels of a picture)."""

    label: Any
    types: tuple[str, ...]
    size: int
    pixels: int = 80_000_000  # an A3 scan at 600 dpi has 70 million
    drawn: bool = False  # will stand in a Word paper, so its header must be one that Word's writer reads

    @property
    def words(self) -> str:
        return ", ".join(TYPES[t].label for t in self.types)

    @property
    def accept(self) -> str:
        """For the file field of a form."""
        return ",".join("." + ending for t in self.types for ending in TYPES[t].endings)


KINDS: dict[str, Kind] = {
    "scan": Kind(_("pindaian naskah"), (PDF, JPEG, PNG), 20 * MB),
    "letter": Kind(_("surat"), (PDF, JPEG, PNG), 10 * MB),
    "evidence": Kind(_("bukti"), (PDF, JPEG, PNG, DOCX, XLSX), 20 * MB),
    "attachment": Kind(_("lampiran"), (PDF, DOCX, XLSX, JPEG, PNG), 20 * MB),
    "sheet": Kind(_("lembar kerja"), (XLSX,), 5 * MB),  # read and not kept
    "template": Kind(_("templat"), (DOCX,), 5 * MB),
    "logo": Kind(_("logo"), (PNG, JPEG), 1 * MB, 4_000_000, drawn=True),
}

# What an Office file may unpack to. A thesis with pictures stays far below; a bomb does not.
UNPACKED, ENTRIES, RATIO, RATIO_FROM, NESTED = 200 * MB, 4_000, 250, 1 * MB, 1
PDF_OBJECTS = 200_000

TEXTS: dict[str, Any] = {
    "empty": _("Berkas ini kosong (0 bita). Pilih berkas yang berisi."),
    "too_large": _(
        "Berkas ini terlalu besar: paling besar {limit} MB. Perkecil, atau pindai ulang dengan resolusi lebih rendah."
    ),
    "unknown_type": _("Jenis berkas ini tidak dikenali. Yang diterima di sini: {words}."),
    "wrong_type": _("Berkas ini sebenarnya {found}. Yang diterima di sini: {words}."),
    "misnamed": _(
        "Nama berkas berakhiran .{ending}, tetapi isinya {found}. Simpan ulang dalam format yang benar, lalu unggah lagi."
    ),
    "name": _("Nama berkas memuat tanda yang tidak dapat dipakai. Ganti namanya, lalu unggah lagi."),
    "macros": _(
        "Berkas ini memuat makro atau objek yang dapat dijalankan. Simpan ulang tanpa makro (.docx atau .xlsx), lalu unggah lagi."
    ),
    "old_office": _(
        "Berkas ini berformat Office lama (.doc/.xls) atau bersandi. Simpan ulang sebagai .docx atau .xlsx tanpa sandi, lalu unggah lagi."
    ),
    "encrypted": _(
        "Berkas ini bersandi, sehingga tidak dapat diperiksa. Simpan salinan tanpa sandi, lalu unggah lagi."
    ),
    "exploding": _(
        "Isi berkas ini mengembang jauh melebihi ukurannya atau bertumpuk tidak wajar, sehingga tidak aman dibuka. Buat ulang dari aplikasi asalnya."
    ),
    "broken": _(
        "Berkas ini rusak atau tidak lengkap, sehingga tidak dapat dibuka. Periksa di komputer Anda, lalu unggah salinan yang utuh."
    ),
    "active": _(
        "PDF ini memuat skrip atau perintah yang berjalan sendiri. Cetak ulang ke PDF biasa, lalu unggah lagi."
    ),
    "too_many_pixels": _("Gambar ini terlalu besar: {width} × {height} titik. Perkecil gambarnya, lalu unggah lagi."),
}


def refused(code: str, field: str = "file", **words: Any) -> Refusal:
    """A value refusal about a file; its code is `file.<code>`."""
    return Refusal(f"file.{code}", str(TEXTS[code]).format(**words) if words else TEXTS[code], "value", field)


def same(one: str, other: str) -> bool:
    """Two fingerprints are of the same bytes; case and spaces around do not matter."""
    return bool(one) and one.strip().lower() == other.strip().lower()


@dataclasses.dataclass(frozen=True)
class TemplateFacts:
    """`newest` is the number of the newest template of this paper and scope, 0 when there is none; `seen` the one the page showed."""

    paper: str
    scope: str
    newest: int
    seen: int | None


def scopes_of(by: Actor) -> tuple[str, ...]:
    """Whose templates an actor may read: the common ones and those of the own institution."""
    return ("", str(by.institution_id)) if by.institution_id else ("",)


def refusals_to_replace_template(facts: TemplateFacts, by: Actor, papers: frozenset[str]) -> list[Refusal]:
    """An institution's templates belong to its officers; the common ones to the system alone."""
    if not by.may("template.write") or not (by.is_system or facts.scope in scopes_of(by)[1:]):
        return [
            Refusal(
                "template.not_yours",
                _("Templat ini bukan wewenang Anda. Mintalah pengelola kerja sama lembaga Anda menggantinya."),
                "forbidden",
            )
        ]
    if facts.paper not in papers:
        return [
            Refusal("template.paper_unknown", _("Jenis naskah ini tidak dikenal. Pilih dari daftar templat."), "value")
        ]
    if facts.seen is not None and facts.seen != facts.newest:
        return [
            Refusal(
                "template.stale",
                _("Templat ini baru saja diganti orang lain. Unduh versi terbaru, sesuaikan, lalu unggah lagi."),
            )
        ]
    return []


NOT_A_SWEEPER = Refusal("file.sweep_forbidden", _("Pembersihan berkas hanya dijalankan oleh sistem."), "forbidden")
STRANGER = Refusal("file.stranger", _("Masuk lebih dahulu untuk mengunggah berkas."), "forbidden")

"""What a template may say: the placeholders of each paper as a tree, in the words of the people who edit templates.

A leaf explains itself in words; a list holds what its rows have. agreements/papers.py fills exactly this tree.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from django.utils.translation import gettext_lazy as _

Tree = dict[str, Any]

_PARTY: Tree = {
    "urutan": _("nomor urut: 1, 2, …"),
    "sebutan": _("PIHAK KESATU, PIHAK KEDUA, …"),
    "nama": _("nama lembaga yang menjadi pihak"),
    "induk": _("lembaga induk bila pihak adalah perangkat daerah atau fakultas"),
    "alamat": _("alamat kedudukan"),
    "nomor": _("nomor naskah menurut pihak ini, atau «........ (menyusul)»"),
    "penandatangan": _("nama pejabat yang menandatangani, atau titik-titik"),
    "jabatan": _("jabatan penandatangan"),
    "kewenangan": _("«karena jabatannya» atau «berdasarkan surat kuasa …»"),
    "kop": [{"baris": _("satu baris kepala surat")}],
    "logo": _("gambar logo, kosong bila tidak ada"),
}
_LINE: Tree = {"nomor": _("(1), a., atau kosong"), "jenis": _("ayat, huruf, angka, atau teks"), "teks": _("isi")}

COMMON: Tree = {
    "contoh": _("label CONTOH dari situs contoh; kosong pada naskah sungguhan"),
    "rancangan": _("label RANCANGAN selama naskah belum disepakati"),
    "jenis": _("NOTA KESEPAKATAN, KESEPAKATAN BERSAMA, atau PERJANJIAN KERJA SAMA"),
    "jenis_kecil": _("nama jenis naskah dalam kalimat"),
    "judul": _("hal yang diperjanjikan, setelah kata TENTANG"),
    "kode": _("kode naskah dalam Simpul"),
    "versi": _("nomor versi ketentuan"),
    "sidik": _("sidik ketentuan (SHA-256), utuh"),
    "sidik_pendek": _("sidik ketentuan, dipendekkan"),
    "pembukaan": _("kalimat hari, tanggal, dan tempat penandatanganan"),
    "tempat": _("tempat penandatanganan"),
    "tanggal": _("tanggal penandatanganan, atau titik-titik"),
    "mulai": _("tanggal mulai berlaku"),
    "berakhir": _("tanggal berakhir"),
    "rangkap": _("banyaknya naskah asli, dengan huruf"),
    "induk": _("naskah induk (KB) yang dilaksanakan, kosong bila tidak ada"),
    "judul_pihak": [{"baris": _("ANTARA, nama pihak, DENGAN, nama pihak, …")}],
    "pihak": [_PARTY],
    "kop": [{"kiri": _PARTY, "kanan": _PARTY}],
    "pertimbangan": [{"nomor": _("a., b., …"), "teks": _("isi pertimbangan")}],
    "dasar_hukum": [{"nomor": _("1., 2., …"), "teks": _("peraturan")}],
    "semua_sebutan": _("PIHAK KESATU dan PIHAK KEDUA (dan seterusnya)"),
    "pasal": [{"nomor": _("nomor pasal"), "judul": _("judul pasal"), "isi": [_LINE]}],
    "penutup": _("kalimat penutup; kosong bila naskah memuat pasal Penutup"),
    "tanda_tangan": [{"kiri": _PARTY, "kanan": _PARTY}],
    "saksi": [{"kiri": _PARTY, "kanan": _PARTY}],
    "pelaksana": [_PARTY],
}
_WORK_PLAN: Tree = {
    "rencana_kerja": [
        {
            "nomor": _("nomor urut"),
            "kegiatan": _("program atau kegiatan"),
            "keluaran": _("keluaran"),
            "sasaran": _("target"),
            "lokasi": _("lokasi"),
            "waktu": _("jangka waktu"),
            "pelaksana": _("unit penanggung jawab tiap pihak"),
            "sumber_dana": _("sumber anggaran"),
            "jumlah": _("besaran anggaran"),
        }
    ]
}
# Without these a paper would not be the agreement it claims to be.
_NEEDED = (
    "contoh",
    "judul",
    "judul_pihak.baris",
    "kode",
    "versi",
    "sidik_pendek",
    "pembukaan",
    "pihak.sebutan",
    "pihak.nomor",
    "pihak.nama",
    "pihak.penandatangan",
    "pihak.jabatan",
    "pihak.kewenangan",
    "pasal.nomor",
    "pasal.judul",
    "pasal.isi.teks",
    "tanda_tangan.kiri.penandatangan",
    "tanda_tangan.kanan.penandatangan",
)


@dataclasses.dataclass(frozen=True)
class Paper:
    label: Any
    names: Tree
    needed: tuple[str, ...]


PAPERS: dict[str, Paper] = {
    "kb": Paper(_("Kesepakatan Bersama"), COMMON, _NEEDED),
    "nk": Paper(
        _("Nota Kesepakatan dengan Rencana Kerja"),
        COMMON | _WORK_PLAN,
        (*_NEEDED, "rencana_kerja.kegiatan", "rencana_kerja.keluaran", "rencana_kerja.jumlah"),
    ),
    "pks": Paper(_("Perjanjian Kerja Sama"), COMMON, _NEEDED),
}


def rows(tree: Tree, before: str = "") -> list[tuple[str, Any]]:
    """(name, meaning) of every placeholder, lists marked with […]; parties that repeat are told once."""
    told: list[tuple[str, Any]] = []
    for name, value in tree.items():
        if isinstance(value, list):
            told += rows(value[0], f"{before}{name}[…].")
        elif value is _PARTY and before:
            told.append((f"{before}{name}", _("satu pihak, dengan isi seperti pihak[…]")))
        elif isinstance(value, dict):
            told += rows(value, f"{before}{name}.")
        else:
            told.append((before + name, value))
    return told


def sample(tree: Tree, word: str = "Contoh") -> dict[str, Any]:
    """Values for every name of the tree, each list with two rows: what a template is tried with."""
    made: dict[str, Any] = {}
    for name, value in tree.items():
        if isinstance(value, list):
            made[name] = [sample(value[0], word), sample(value[0], word)]
        elif isinstance(value, dict):
            made[name] = sample(value, word)
        else:
            made[name] = f"{word} {name} & <{name}>"
    return made

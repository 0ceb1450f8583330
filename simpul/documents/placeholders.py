"""What a template may say: the placeholders of each paper as a tree, in the words of the people who edit templates.

A leaf explains itself in words; a list holds what its rows have. The papers.py of agreements, meetings and proposals fill
exactly these trees.
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
    "kewajiban": [
        {
            "nomor": _("nomor urut"),
            "pasal": _("nomor pasal yang menjadi sumbernya"),
            "dari": _("pihak yang berkewajiban, dengan sebutannya"),
            "kepada": _("pihak yang menerima, dengan sebutannya"),
            "uraian": _("isi kewajiban"),
            "jumlah": _("jumlah dan satuan, kosong bila tidak terukur"),
            "tenggat": _("kapan harus dipenuhi"),
            "bukti": _("bukti yang diperlukan, mungkin kosong"),
        }
    ],
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
    "kewajiban.dari",
    "kewajiban.kepada",
    "kewajiban.uraian",
    "kewajiban.tenggat",
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


# --- letters, minutes, staff reports ------------------------------------------------------------------------------------

_HEAD: Tree = {
    "contoh": _("label CONTOH dari situs contoh; kosong pada surat sungguhan"),
    "konsep": _("label KONSEP selama belum terbit atau disahkan"),
    "kop": [{"baris": _("satu baris kepala surat")}],
    "logo": _("gambar logo, kosong bila tidak ada"),
    "kode": _("kode dalam Simpul"),
}
_NUMBERED: Tree = {"nomor": _("1., 2., …"), "teks": _("isi")}
_OFFICIAL: Tree = {"jabatan": _("jabatan"), "nama": _("nama pejabat, atau titik-titik")}

LETTER: Tree = _HEAD | {
    "nomor": _("nomor surat, atau titik-titik pada konsep"),
    "sifat": _("sifat surat: Biasa, Segera, …"),
    "lampiran": _("banyaknya lampiran"),
    "hal": _("hal surat"),
    "tanggal": _("tanggal surat, atau titik-titik pada konsep"),
    "kepada": _("jabatan atau lembaga yang dituju"),
    "di": _("tempat tujuan"),
    "isi": [
        {
            "jenis": _("teks, huruf, angka, atau rincian"),
            "nomor": _("a., 1., –, atau nama rincian seperti «Hari/tanggal»"),
            "teks": _("isi"),
        }
    ],
    "atas_nama": _("«a.n. Bupati Awan» bila ditandatangani pejabat lain, selain itu kosong"),
    "jabatan": _("jabatan penandatangan"),
    "penandatangan": _("nama pejabat yang menandatangani, atau titik-titik"),
    "tembusan": [_NUMBERED],
}
_INVITED: Tree = {"undangan": [{"nomor": _("nomor urut"), "nama": _("lembaga atau jabatan yang diundang")}]}
_LETTER_NEEDED = ("contoh", "konsep", "nomor", "tanggal", "hal", "kepada", "isi.teks", "jabatan", "penandatangan")

_POINT: Tree = {
    "nomor": _("nomor urut"),
    "pokok": _("pokok bahasan"),
    "pengusul": _("lembaga yang mengajukan, kosong bila tidak tercatat"),
    "pembahasan": [{"teks": _("satu alinea pembahasan")}],
    "kesimpulan": _("kesimpulan, kosong bila tidak ada"),
}
MINUTES: Tree = _HEAD | {
    "jenis": _("AUDIENSI, KUNJUNGAN, RAPAT TKKSD, …"),
    "perihal": _("perihal pertemuan"),
    "hari_tanggal": _("hari dan tanggal"),
    "waktu": _("pukul mulai dan selesai, dengan zona waktu"),
    "tempat": _("tempat"),
    "penyelenggara": _("lembaga penyelenggara"),
    "ringkasan": [{"teks": _("satu alinea ringkasan")}],
    "tanggal_lain": [
        {"tanggal": _("tanggal menurut satu sumber"), "sumber": _("sumbernya"), "catatan": _("catatan, mungkin kosong")}
    ],
    "hadir": [
        {
            "nomor": _("nomor urut"),
            "nama": _("lembaga atau jabatan"),
            "orang": _("siapa yang hadir untuknya"),
            "keterangan": _("diundang atau datang tanpa undangan, dan catatan"),
        }
    ],
    "tidak_hadir": [{"nomor": _("nomor urut"), "nama": _("lembaga atau jabatan"), "keterangan": _("catatan")}],
    "agenda": [_POINT],
    "permintaan": [_POINT],
    "tindak_lanjut": [
        {
            "nomor": _("nomor urut"),
            "uraian": _("apa yang dilakukan"),
            "penanggung_jawab": _("siapa yang melakukan"),
            "tenggat": _("sebelum tanggal berapa"),
            "keadaan": _("belum selesai, selesai, atau tidak dilanjutkan"),
        }
    ],
    "berkas": [_NUMBERED],
    "tanda_tangan": [{"kiri": _OFFICIAL, "kanan": _OFFICIAL}],
}

REPORT: Tree = _HEAD | {
    "telaah": _("nomor telaah"),
    "perihal": _("perihal usulan"),
    "data": [{"nama": _("nama keterangan"), "isi": _("isinya")}],
    "butir": [
        {
            "nomor": _("nomor butir"),
            "kegiatan": _("jenis kegiatan dan uraian"),
            "urusan": _("sub-urusan"),
            "tempat": _("tempat dan cakupan wilayah"),
            "sasaran": _("sasaran"),
            "hasil": _("hasil telaah kewenangan, atau alasan dikeluarkan"),
        }
    ],
    "kelompok": [
        {
            "judul": _("kelompok temuan: kewenangan, dokumen, …"),
            "temuan": [
                {
                    "tingkat": _("Sesuai, Sesuai Sebagian, Di Luar Kewenangan, …"),
                    "teks": _("kalimat temuan"),
                    "dasar": _("peraturan dan pasal, wilayah dan masa berlakunya"),
                    "kepastian": _("Terverifikasi atau Perlu Dipastikan"),
                    "saran": _("saran, kosong bila tidak ada"),
                    "alasan": _("alasan tertulis terhadap temuan, oleh siapa; kosong bila tidak ada"),
                }
            ],
        }
    ],
    "pandangan": [
        {
            "bidang": _("bidang"),
            "sikap": _("mendukung, dengan syarat, atau tidak mendukung"),
            "teks": _("pandangan"),
            "oleh": _("siapa dan kapan"),
        }
    ],
    "rekomendasi": [_NUMBERED],
    "tanggal_hukum": _("hari yang hukumnya dipakai"),
    "sidik": _("sidik telaah (SHA-256), utuh"),
    "sidik_pendek": _("sidik telaah, dipendekkan"),
    "sidik_hukum": _("sidik dasar hukum yang dipakai, dipendekkan"),
    "disusun": _("siapa yang menjalankan telaah dan kapan"),
    "dicetak": _("kapan laporan ini dicetak"),
}

PAPERS |= {
    "invitation": Paper(_("Undangan"), LETTER | _INVITED, (*_LETTER_NEEDED, "undangan.nama")),
    "offer": Paper(_("Surat penawaran"), LETTER, _LETTER_NEEDED),
    "answer": Paper(_("Surat jawaban"), LETTER, _LETTER_NEEDED),
    "completion": Paper(_("Permintaan kelengkapan"), LETTER, _LETTER_NEEDED),
    "referral": Paper(_("Surat pengalihan"), LETTER, _LETTER_NEEDED),
    "refusal": Paper(_("Surat penolakan"), LETTER, _LETTER_NEEDED),
    "minutes": Paper(
        _("Berita acara pertemuan"),
        MINUTES,
        (
            "contoh", "konsep", "perihal", "hari_tanggal", "hadir.nama", "tidak_hadir.nama", "agenda.pokok", "agenda.pembahasan.teks",
            "permintaan.pokok", "tindak_lanjut.uraian", "tindak_lanjut.tenggat", "tanggal_lain.tanggal", "tanggal_lain.sumber",
            "tanda_tangan.kiri.nama", "tanda_tangan.kanan.nama",
        ),
    ),
    "report": Paper(
        _("Telaahan staf"),
        REPORT,
        (
            "contoh", "perihal", "kelompok.temuan.tingkat", "kelompok.temuan.teks", "kelompok.temuan.dasar",
            "kelompok.temuan.kepastian", "kelompok.temuan.alasan", "pandangan.teks", "rekomendasi.teks", "tanggal_hukum", "sidik_pendek",
        ),
    ),
}  # fmt: skip


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

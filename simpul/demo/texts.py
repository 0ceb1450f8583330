"""The PKS of the demonstration: subjects from the article of 15 July 2025, numbers and dates invented."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from .steps import Point

AUDIENSI = dt.datetime(2025, 7, 15, 3, 0, tzinfo=dt.UTC)
POINTS = (
    Point(
        "Dari kesepakatan ke perjanjian",
        "KB sudah ada; asisten meminta hal-hal yang dapat dituangkan dalam PKS supaya kesepakatan itu bermakna.",
        "PKS dijajaki per perangkat daerah.",
    ),
    Point("Aparatur", "Pelatihan ASN secara daring: kepemimpinan, literasi kebijakan, dan alih kredit; hasilnya diterapkan di unit kerja."),
    Point("Desa", "Pelatihan kewirausahaan, tata kelola, dan pendampingan BUM Desa."),
    Point("Pendidikan", "Beasiswa lanjutan guru, penelitian bersama, dan kurikulum yang sesuai dengan daerah."),
    Point("Pemuda, olahraga, dan pariwisata", "Kepemimpinan pemuda, olahraga berbasis akademik, dan wisata edukatif."),
    Point("UMKM", "Digitalisasi, pelatihan wirausaha, jejaring, dan ajang promosi produk."),
    Point("Kajian", "Kajian ilmiah bagi penyusunan kebijakan daerah."),
)  # fmt: skip
Promise = dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Case:
    """`drafted` is days before the first start; `talk` who said what after sharing."""

    key: str
    title: str
    months: int
    drafted: int
    promises: tuple[Promise, ...]
    talk: tuple[tuple[str, str], ...] = ()
    shared: bool = True


def _promise(
    text: str,
    due: dict[str, Any],
    *,
    debtor: int = 2,
    clause: int = 5,
    quantity: str = "",
    unit: str = "",
    evidence: str = "laporan kegiatan",
) -> Promise:
    other = 1 if debtor == 2 else 2
    return {
        "clause": clause, "debtor": debtor, "beneficiary": other, "text": text, "quantity": quantity, "unit": unit, "due": due,
        "evidence": evidence,
    }  # fmt: skip


def _after(months: int) -> dict[str, Any]:
    return {"rule": "after_start", "months": months}


CASES = (
    Case(
        "bkpsdm", "Pelatihan kepemimpinan ASN dan rekognisi pembelajaran lampau", 36, 190,
        (
            _promise("Menyerahkan daftar pegawai calon peserta", _after(2), debtor=1, evidence="surat pengantar dan daftar"),
            _promise("Melatih ASN dalam kepemimpinan dan literasi kebijakan", _after(8), quantity="120", unit="orang", evidence="daftar hadir dan sertifikat"),
            _promise("Memeriksa penerapan hasil pelatihan di unit kerja", _after(4), debtor=1, evidence="lembar periksa unit kerja"),
            _promise("Menyerahkan laporan kemajuan", {"rule": "every", "months": 6}),
        ),
        (("kemitraan", "Kami usulkan peserta alih kredit didata lebih dahulu supaya kelasnya pas."),),
    ),
    Case(
        "dinpermasdes", "Penguatan tata kelola desa dan BUM Desa", 24, 70,
        (
            _promise("Melatih kewirausahaan perangkat dan pengurus BUM Desa", _after(6), quantity="60", unit="orang", evidence="daftar hadir"),
            _promise("Menunjuk desa peserta", _after(2), debtor=1, evidence="keputusan kepala dinas"),
            _promise("Mendampingi teknis pengelolaan BUM Desa", _after(12), quantity="12", unit="desa", evidence="berita acara pendampingan"),
        ),
    ),
    Case(
        "dinkopukm", "Digitalisasi UMKM dan jejaring usaha", 24, 20,
        (
            _promise("Melatih pelaku usaha mikro berjualan secara digital", _after(8), quantity="100", unit="orang", evidence="daftar hadir dan alamat toko daring"),
            _promise("Menyediakan tempat dan data peserta", _after(2), debtor=1, clause=4, evidence="daftar peserta"),
            _promise("Menggelar pameran produk inovatif", _after(10), quantity="1", unit="kali", evidence="dokumentasi"),
        ),
        (("opd", "Pasal tentang data peserta perlu menyebut bahwa hanya usaha mikro yang menjadi urusan kabupaten."),),
    ),
    Case(
        "dindikbud", "Beasiswa pendidikan lanjutan guru dan penyusunan kurikulum lokal", 36, 25,
        (
            _promise("Memberi beasiswa pendidikan lanjutan bagi guru SD dan SMP", _after(12), quantity="40", unit="guru", evidence="keputusan penerima"),
            _promise("Menyusun kurikulum muatan lokal bersama", _after(18), evidence="naskah kurikulum"),
        ),
    ),
    Case(
        "dinporapar", "Kepemimpinan pemuda, olahraga akademik, dan wisata edukatif", 24, 30,
        (
            _promise("Melatih kepemimpinan dan kewirausahaan pemuda", _after(6), quantity="80", unit="orang", evidence="daftar hadir"),
            _promise("Menyusun konsep wisata edukatif", _after(9), evidence="dokumen konsep"),
        ),
    ),
    Case("bappedalitbangda", "Kajian strategis untuk kebijakan daerah", 24, 6, (_promise("Menyerahkan kajian", _after(9), quantity="2", unit="dokumen"),), shared=False),
)  # fmt: skip

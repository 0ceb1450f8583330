"""Facts of invented agreements for papers: Kabupaten Awan, Universitas Bumi, and as many more as asked for."""

from __future__ import annotations

import dataclasses
import datetime as dt
import struct
import zlib
from typing import Any

from simpul.agreements import papers
from simpul.agreements.papers import PaperClause, PaperFacts, PaperParty

LABELS = [
    *[
        "KESATU",
        "KEDUA",
        "KETIGA",
        "KEEMPAT",
        "KELIMA",
        "KEENAM",
        "KETUJUH",
        "KEDELAPAN",
        "KESEMBILAN",
        "KESEPULUH",
        "KESEBELAS",
    ],
    "KEDUA BELAS",
    "KETIGA BELAS",
]
AT = dt.datetime(2026, 11, 20, 3, 15, tzinfo=dt.UTC)
HASH = "7f3a91c04be2a7d5" * 4
LONG = "Dinas Pemberdayaan Masyarakat dan Desa, Pengendalian Penduduk dan Keluarga Berencana"
HEADINGS = (
    "Maksud dan Tujuan",
    "Objek",
    "Ruang Lingkup",
    "Pelaksanaan",
    "Hak dan Kewajiban PIHAK KESATU",
    "Hak dan Kewajiban PIHAK KEDUA",
    "Pembiayaan",
    "Jangka Waktu",
    "Keadaan Kahar",
    "Penyelesaian Perselisihan",
    "Sanksi",
    "Lain-lain",
)
BODY = """(1) PIHAK KEDUA menyelenggarakan pelatihan kewirausahaan bagi 120 (seratus dua puluh) pelaku usaha mikro di wilayah PIHAK KESATU, sesuai dengan rencana yang disepakati PARA PIHAK.

(2) Pelatihan sebagaimana dimaksud pada ayat (1) meliputi:
a. pencatatan keuangan usaha;
b. pemasaran digital dan pengemasan produk; dan
c. pendampingan paling singkat tiga bulan setelah pelatihan.

(3) Biaya yang timbul dibebankan kepada anggaran PARA PIHAK sesuai dengan ketentuan peraturan perundang-undangan."""


def party(order: int, role: str = papers.SIGNATORY, **other: Any) -> PaperParty:
    names = {1: LONG, 2: "Universitas Bumi"}
    values: dict[str, Any] = {
        "label": f"PIHAK {LABELS[order - 1]}",
        "organization": names.get(order, f"Lembaga Mitra {order}"),
        "institution": "Pemerintah Kabupaten Awan" if order == 1 else "",
        "address": f"Jalan Merdeka Nomor {order}, Awan",
        "number": "" if order == 2 else f"415.4/{order}/PKS/2026",
        "signer": f"Pejabat {order}",
        "title": "Kepala Dinas" if order == 1 else "Rektor" if order == 2 else "Direktur",
        "authority": f"Surat Kuasa Nomor 180/{order}/2026" if order % 2 else "Keputusan pengangkatan yang berlaku",
    }
    return PaperParty(order=order, role=role, **values | other)


def clauses(count: int = 12) -> tuple[PaperClause, ...]:
    return tuple(PaperClause("clause", HEADINGS[i % len(HEADINGS)], BODY) for i in range(count))


def facts(kind: str = "pks", count: int = 2, **other: Any) -> PaperFacts:
    """A drafted agreement with everything a paper can show."""
    base = PaperFacts(
        code="PKS-2026-0042",
        kind=kind,
        title="Digitalisasi dan Pendampingan Usaha Mikro di Kabupaten Awan",
        status="Berlaku",
        version=4,
        hash=HASH,
        parties=tuple(party(n) for n in range(1, count + 1)),
        clauses=clauses(),
        start=dt.date(2026, 11, 18),
        end=dt.date(2029, 11, 17),
        place="Awan",
        signed_on=dt.date(2026, 11, 18),
        parent="Kesepakatan Bersama Nomor 421/KB/2025 tentang Pembangunan Daerah",
        premises=("bahwa usaha mikro memerlukan pendampingan;", "bahwa PIHAK KEDUA memiliki tenaga pendamping;"),
        legal_bases=("Undang-Undang tentang Pemerintahan Daerah;", "Peraturan Pemerintah tentang Kerja Sama Daerah."),
        work_plan=(
            papers.PaperActivity(
                "Pelatihan pencatatan keuangan",
                "Modul dan kelas",
                "120 pelaku usaha",
                "Kecamatan Awan Timur",
                "Januari–Juni 2027",
                "Dinas Koperasi; LPPM",
                "APBD Kabupaten Awan",
                "12500000",
            ),
            papers.PaperActivity(
                "Pameran produk",
                "1 pameran",
                "40 stan",
                "Alun-alun Awan",
                "Agustus 2027",
                "Dinas Perdagangan; UPT Kewirausahaan",
                "Mandiri",
                "sesuai kebutuhan",
            ),
        ),
        obligations=(
            papers.PaperObligation(
                5,
                "Universitas Bumi",
                LONG,
                "Melatih 120 pelaku usaha mikro",
                "120 orang",
                "31 Agustus 2027",
                "Daftar hadir",
                "Terjadwal",
            ),
            papers.PaperObligation(
                6,
                LONG,
                "Universitas Bumi",
                "Menyediakan tempat pelatihan",
                "",
                "15 Januari 2027",
                "Berita acara",
                "Terpenuhi",
            ),
        ),
        versions=(
            papers.PaperVersion(3, "a" * 64, "Petugas OPD", AT - dt.timedelta(days=9)),
            papers.PaperVersion(4, HASH, "Pengelola Kemitraan", AT - dt.timedelta(days=6)),
        ),
        approvals=(
            papers.PaperApproval(
                3, "PIHAK KESATU", "Kepala Dinas", AT - dt.timedelta(days=8), state="batal: Pasal 5 berubah"
            ),
            papers.PaperApproval(
                4, "PIHAK KESATU", "Staf Pimpinan", AT - dt.timedelta(days=5), "Kepala Dinas", "berlaku"
            ),
            papers.PaperApproval(4, "PIHAK KEDUA", "Rektor", AT - dt.timedelta(days=4), state="berlaku"),
        ),
        signatures=(
            papers.PaperSignature(
                "PIHAK KESATU",
                "Pejabat 1",
                "Kepala Dinas",
                dt.date(2026, 11, 18),
                "tanda tangan basah, dipindai",
                "",
                "b" * 64,
            ),
            papers.PaperSignature(
                "PIHAK KEDUA",
                "Pejabat 2",
                "Rektor",
                dt.date(2026, 11, 18),
                "tanda tangan basah, dipindai",
                "Rektor",
                "c" * 64,
            ),
        ),
        register_head="d" * 64,
        register_length=27,
        verify_url="https://simpul.awan.example/verifikasi/K7QX-2M9P",
        verification_code="K7QX-2M9P",
        printed_at=AT,
        sample=True,
    )
    return dataclasses.replace(base, **other)


def png(width: int = 40, height: int = 40) -> bytes:
    """A plain picture of that size."""

    def part(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    rows = b"".join(b"\x00" + b"\x0a\x5a\x63" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b"")

"""Letters and the staff report as papers: plain values in, a Word file out; always in Indonesian."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

from simpul.documents import render
from simpul.documents.words import DOTS, SAMPLE, day_words, lines_of, moment_words, short
from simpul.organizations.papers import Head

DRAFT = "KONSEP"
BLANK = "........................"
PARTICULAR = re.compile(r"([^:]{2,32}) : (.+)", re.DOTALL)


# --- letters ------------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class LetterFacts:
    """Exactly what a letter says. Without a number and a day it is a draft, and so without a signer."""

    code: str
    head: Head
    subject: str
    body: str
    to_name: str
    to_place: str = ""
    number: str = ""
    day: dt.date | None = None
    nature: str = ""
    enclosures: str = ""
    copies: tuple[str, ...] = ()
    on_behalf: str = ""  # the head for whom somebody else signs
    title: str = ""
    signer: str = ""
    invited: tuple[str, ...] = ()
    sample: bool = False
    draft: bool = False


def letter_docx(facts: LetterFacts, template: bytes) -> bytes:
    return render.docx(template, letter_context(facts))


def letter_context(facts: LetterFacts) -> dict[str, Any]:
    """What a template may say about a letter: the tree of documents/placeholders.py, filled."""
    return {
        "contoh": SAMPLE if facts.sample else "",
        "konsep": DRAFT if facts.draft else "",
        **facts.head.context(),
        "kode": facts.code,
        "nomor": facts.number or BLANK,
        "sifat": facts.nature or "Biasa",
        "lampiran": facts.enclosures or "–",
        "hal": facts.subject,
        "tanggal": day_words(facts.day) if facts.day else BLANK,
        "kepada": facts.to_name,
        "di": facts.to_place,
        "isi": body_lines(facts.body),
        "atas_nama": f"a.n. {facts.on_behalf}" if facts.on_behalf else "",
        "jabatan": facts.title or "Jabatan ................",
        "penandatangan": facts.signer or DOTS,
        "tembusan": numbered(facts.copies),
        "undangan": [{"nomor": f"{n}.", "nama": name} for n, name in enumerate(facts.invited, 1)],
    }


def body_lines(text: str) -> list[dict[str, str]]:
    """Paragraphs, numbered points, and «Nama : isi» as a row of particulars."""
    lines = []
    for line in lines_of(text):
        found = PARTICULAR.fullmatch(line["teks"]) if line["jenis"] == "teks" else None
        lines.append({"jenis": "rincian", "nomor": found[1], "teks": found[2]} if found else line)
    return lines


def numbered(texts: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"nomor": f"{n}.", "teks": text} for n, text in enumerate(texts, 1)]


# --- the staff report ---------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class ReportItem:
    number: int
    activity: str
    affair: str
    place: str
    target: str
    result: str


@dataclasses.dataclass(frozen=True)
class ReportFinding:
    """`basis` is regulation and article with scope and days; `reason` what the region wrote against it, with who and when."""

    level: str
    text: str
    basis: str = ""
    certainty: str = ""
    advice: str = ""
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class ReportView:
    field: str
    stance: str
    text: str
    who: str


@dataclasses.dataclass(frozen=True)
class ReportFacts:
    """One run of the rules with what people wrote about it."""

    code: str
    number: int
    head: Head
    title: str
    data: tuple[tuple[str, str], ...]
    items: tuple[ReportItem, ...]
    groups: tuple[tuple[str, tuple[ReportFinding, ...]], ...]
    views: tuple[ReportView, ...]
    advice: tuple[str, ...]
    day: dt.date
    law: str
    hash: str
    made_by: str
    made_at: dt.datetime
    printed_at: dt.datetime
    zone: str = "WIB"
    stale: bool = False  # facts or law changed since: it says so at its head
    sample: bool = False


def report_docx(facts: ReportFacts, template: bytes) -> bytes:
    return render.docx(template, report_context(facts))


def report_context(facts: ReportFacts) -> dict[str, Any]:
    """What a template may say about a staff report."""
    return {
        "contoh": SAMPLE if facts.sample else "",
        "konsep": "PERLU DIPERBARUI" if facts.stale else "",
        **facts.head.context(),
        "kode": facts.code,
        "telaah": str(facts.number),
        "perihal": facts.title,
        "data": [{"nama": name, "isi": value} for name, value in facts.data],
        "butir": [
            {
                "nomor": str(i.number), "kegiatan": i.activity, "urusan": i.affair, "tempat": i.place, "sasaran": i.target, "hasil": i.result,
            }
            for i in facts.items
        ],
        "kelompok": [
            {
                "judul": title,
                "temuan": [
                    {
                        "tingkat": f.level, "teks": f.text, "dasar": f.basis, "kepastian": f.certainty, "saran": f.advice, "alasan": f.reason,
                    }
                    for f in found
                ],
            }
            for title, found in facts.groups
        ],
        "pandangan": [{"bidang": v.field, "sikap": v.stance, "teks": v.text, "oleh": v.who} for v in facts.views],
        "rekomendasi": numbered(facts.advice),
        "tanggal_hukum": day_words(facts.day),
        "sidik": facts.hash,
        "sidik_pendek": short(facts.hash),
        "sidik_hukum": short(facts.law),
        "disusun": f"{facts.made_by} pada {moment_words(facts.made_at, facts.zone)}",
        "dicetak": moment_words(facts.printed_at, facts.zone),
    }  # fmt: skip

"""What a letter says before anybody edits it: subject and body from the facts of its case. Papers are Indonesian, so no translation here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from simpul.documents.words import day_words, number_words

from . import states
from .letters import ANSWER, COMPLETION, INVITATION, OFFER, REFERRAL, REFUSAL, REGION

MOST_ROWS, LONGEST_PURPOSE = 15, 1500
UNSURE = "Perlu dipastikan: "  # how a screening begins what rests on a source that nobody has read
OF_ITEM = re.compile(r"\bButir \d+ «(.+?)»: ")  # how a screening begins a sentence about one activity


@dataclasses.dataclass(frozen=True)
class ItemWords:
    """One activity as a sentence part."""

    title: str
    target: str
    place: str


@dataclasses.dataclass(frozen=True)
class Statement:
    """A sentence of the screening with its law, in the words of a letter: what is not sure is said as such, without our marks."""

    text: str
    basis: str = ""
    sure: bool = False

    def __str__(self) -> str:
        said = OF_ITEM.sub(r"\1: ", self.text.removeprefix(UNSURE))
        said = said if said == self.text or self.sure else said[:1].upper() + said[1:]
        if not self.basis:
            return said
        if self.sure:
            return f"{said} Dasar: {self.basis}."
        return f"{said} Rujukan kami: {self.basis}; bunyinya masih perlu dipastikan."


@dataclasses.dataclass(frozen=True)
class OutsideWords:
    """One activity outside the region's authority: why, and which level owns it, each as sure as its own source."""

    why: Statement
    owner: Statement | None = None


@dataclasses.dataclass(frozen=True)
class Matter:
    """A proposal or a meeting in words. `side` is who writes; empty words stand for what nobody recorded."""

    title: str
    side: str = ""
    region: str = ""
    partner: str = ""
    incoming: bool = True
    state: str = ""
    letter_number: str = ""
    letter_date: dt.date | None = None
    received_on: dt.date | None = None
    agenda_number: str = ""
    purpose: str = ""
    document: str = ""  # the kind of document in words
    months: int | None = None
    items: tuple[ItemWords, ...] = ()
    asked: str = ""  # what was asked to be completed
    missing: tuple[str, ...] = ()  # documents
    outside: tuple[OutsideWords, ...] = ()
    reason: str = ""
    meeting: str = ""  # its kind in words
    when: str = ""  # «Senin, 2 Maret 2026»
    hours: str = ""
    place: str = ""
    agenda: tuple[str, ...] = ()


def subject_of(kind: str, matter: Matter) -> str:
    """What stands after «Hal»."""
    head = {
        INVITATION: f"Undangan {matter.meeting.lower()}:",
        OFFER: "Penawaran kerja sama:",
        ANSWER: "Jawaban atas undangan:" if matter.meeting else "Jawaban atas penawaran kerja sama:",
        COMPLETION: "Permintaan kelengkapan penawaran:",
        REFERRAL: "Penerusan usulan kerja sama:",
        REFUSAL: "Penolakan penawaran kerja sama:",
    }[kind]
    return f"{head} {matter.title}"[:300]


def body_of(kind: str, matter: Matter) -> str:
    """Paragraphs one a line; «Nama : isi» becomes a row of particulars on paper."""
    write = {
        INVITATION: _invitation, OFFER: _offer, ANSWER: _answer, COMPLETION: _completion, REFERRAL: _referral, REFUSAL: _refusal,
    }[kind]  # fmt: skip
    return "\n".join(line for line in write(matter) if line)[:12_000]


def _numbered(rows: tuple[str, ...]) -> list[str]:
    """«1. …», and how many more there are beyond what a letter holds."""
    more = len(rows) - MOST_ROWS
    lines = [f"{n}. {' '.join(row.split())}" for n, row in enumerate(rows[:MOST_ROWS], 1)]
    return [*lines, f"Selain itu masih ada {more} butir lain sebagaimana data usulan."] if more > 0 else lines


def _reference(matter: Matter) -> str:
    """«surat Saudara Nomor 12/UN/2026 tanggal 25 Februari 2026 perihal …», with what is known."""
    number = f" Nomor {matter.letter_number}" if matter.letter_number else ""
    day = f" tanggal {day_words(matter.letter_date)}" if matter.letter_date else ""
    return f"surat Saudara{number}{day} perihal {matter.title}"


def _months(matter: Matter) -> str:
    return f"Jangka waktu : {matter.months} ({number_words(matter.months)}) bulan" if matter.months else ""


def _invitation(matter: Matter) -> list[str]:
    return [
        f"Dengan hormat, kami mengharapkan kehadiran Saudara dalam {matter.meeting.lower()} tentang {matter.title}, yang diselenggarakan pada:",
        f"Hari/tanggal : {matter.when}",
        f"Waktu : {matter.hours}",
        f"Tempat : {matter.place}" if matter.place else "Tempat : akan diberitahukan kemudian",
        "Adapun agendanya sebagai berikut:" if matter.agenda else "",
        *_numbered(matter.agenda),
        "Demikian undangan ini kami sampaikan. Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih.",
    ]


def _offer(matter: Matter) -> list[str]:
    to = matter.partner if matter.side == REGION else matter.region
    rows = tuple(f"{i.title}, bagi {i.target}, di {i.place}" for i in matter.items)
    return [
        f"Dengan hormat, bersama ini kami menawarkan kerja sama kepada {to} tentang {matter.title}, dengan keterangan sebagai berikut:",
        f"Bentuk : {matter.document}" if matter.document else "",
        _months(matter),
        "Objek kerja sama:" if rows else "",
        *_numbered(rows),
        f"Manfaat : {' '.join(matter.purpose.split())[:LONGEST_PURPOSE]}" if matter.purpose else "",
        "Sebagai bahan pertimbangan, dokumen pendukung kami lampirkan.",
        "Demikian penawaran ini kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
    ]


def _answer(matter: Matter) -> list[str]:
    if matter.meeting:
        return [
            f"Dengan hormat, menjawab undangan Saudara untuk {matter.meeting.lower()} tentang {matter.title} pada {matter.when}, kami sampaikan bahwa kami akan hadir.",
            "Demikian kami sampaikan. Atas undangan Saudara, kami ucapkan terima kasih.",
        ]
    registered = f" dan diregister dengan nomor agenda {matter.agenda_number}" if matter.agenda_number else ""
    received = f" pada {day_words(matter.received_on)}" if matter.received_on else ""
    mine = matter.incoming == (matter.side == REGION)  # who was asked answers
    document = matter.document or "naskah kerja sama"
    if not mine:
        said = "Sehubungan dengan hal itu, kami sampaikan keterangan sebagai berikut:"
    elif matter.state == states.AGREED:
        said = f"Kami sampaikan bahwa pada prinsipnya kami menyetujui penawaran tersebut untuk dilanjutkan dengan penyusunan {document}."
    elif matter.state == states.NO_RESPONSE:
        said = f"Kami sampaikan bahwa usulan tersebut ditutup tanpa tanggapan. Keterangan: {matter.reason}"
    else:
        said = f"Kami sampaikan bahwa surat tersebut telah kami terima{received}{registered}, dan sedang kami telaah."
    return [
        f"Dengan hormat, menindaklanjuti {_reference(matter)}.",
        said,
        "Demikian kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
    ]


def _completion(matter: Matter) -> list[str]:
    return [
        f"Dengan hormat, menindaklanjuti {_reference(matter)}, setelah kami periksa masih ada hal yang perlu dilengkapi.",
        matter.asked,
        "Dokumen yang belum kami terima:" if matter.missing else "",
        *_numbered(matter.missing),
        "Usulan akan kami telaah setelah kelengkapan tersebut kami terima.",
        "Demikian kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
    ]


def _referral(matter: Matter) -> list[str]:
    rows = tuple(f"{o.why} {o.owner}" if o.owner else str(o.why) for o in matter.outside)
    letter = f", dengan surat Nomor {matter.letter_number}" if matter.letter_number else ""
    day = f" tanggal {day_words(matter.letter_date)}" if matter.letter_number and matter.letter_date else ""
    return [
        f"Dengan hormat, kami menerima usulan kerja sama dari {matter.partner} tentang {matter.title}{letter}{day}.",
        f"Menurut telaah kami, bagian berikut berada di luar kewenangan {matter.region}:",
        *_numbered(rows),
        "Sehubungan dengan hal itu, bagian tersebut kami teruskan untuk ditindaklanjuti sesuai kewenangan Saudara.",
        "Demikian kami sampaikan. Atas perhatian dan kerja sama Saudara, kami ucapkan terima kasih.",
    ]


def _refusal(matter: Matter) -> list[str]:
    return [
        f"Dengan hormat, menindaklanjuti {_reference(matter)}, kami sampaikan bahwa penawaran tersebut belum dapat kami terima.",
        f"Alasan : {' '.join(matter.reason.split())}",
        "Demikian kami sampaikan. Atas perhatian dan pengertian Saudara, kami ucapkan terima kasih.",
    ]

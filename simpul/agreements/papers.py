"""The papers of an agreement, derived from facts: the Word draft and the record sheet. Plain values in, a file out; always in Indonesian."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from simpul.documents import render
from simpul.documents.words import (
    DAYS,
    DOTS,
    MONTHS,
    SAMPLE,
    amount_words,
    and_words,
    day_words,
    letter_of,
    lines_of,
    moment_words,
    number_words,
    short,
)  # fmt: skip

SIGNATORY, IMPLEMENTING, WITNESS = "signatory", "implementing", "witness"
ROLES = {SIGNATORY: "Penanda tangan", IMPLEMENTING: "Pelaksana", WITNESS: "Saksi"}
KINDS: dict[str, str] = {"kb": "Kesepakatan Bersama", "nk": "Nota Kesepakatan", "pks": "Perjanjian Kerja Sama"}
DRAFT = "RANCANGAN"
PENDING = "........ (menyusul)"


@dataclasses.dataclass(frozen=True)
class PaperParty:
    """`number` empty: pending. `logo` is PNG or JPEG. `organization` may be a unit; then `institution` names whose."""

    order: int
    role: str
    label: str
    organization: str
    institution: str = ""
    address: str = ""
    letterhead: tuple[str, ...] = ()
    logo: bytes = b""
    number: str = ""
    signer: str = ""
    title: str = ""
    authority: str = ""

    @property
    def whole(self) -> str:
        apart = self.institution and self.institution != self.organization
        return f"{self.organization}, {self.institution}" if apart else self.organization


@dataclasses.dataclass(frozen=True)
class PaperClause:
    type: str
    heading: str
    text: str


@dataclasses.dataclass(frozen=True)
class PaperActivity:
    """One row of the work plan; `amount` is a number as text, or words."""

    activity: str
    output: str = ""
    target: str = ""
    place: str = ""
    period: str = ""
    units: str = ""
    source: str = ""
    amount: str = ""


@dataclasses.dataclass(frozen=True)
class PaperObligation:
    """`clause` is the number of the article; `debtor` and `beneficiary` (with their labels), `amount` («120 orang»), `due`, `state` are words."""

    clause: int
    debtor: str
    beneficiary: str
    text: str
    amount: str = ""
    due: str = ""
    evidence: str = ""
    state: str = ""


@dataclasses.dataclass(frozen=True)
class PaperVersion:
    number: int
    hash: str
    made_by: str
    made_at: dt.datetime


@dataclasses.dataclass(frozen=True)
class PaperApproval:
    """`on_behalf` is for whom it was recorded, empty when the person decided itself; `state` is «berlaku» or why it is void."""

    version: int
    party: str
    who: str
    at: dt.datetime
    on_behalf: str = ""
    state: str = ""


@dataclasses.dataclass(frozen=True)
class PaperSignature:
    """`manner` in words (tanda tangan basah, dipindai); `scan` is the fingerprint of the scan."""

    party: str
    who: str
    title: str
    signed_on: dt.date
    manner: str = ""
    on_behalf: str = ""
    scan: str = ""


@dataclasses.dataclass(frozen=True)
class PaperFacts:
    """Exactly what the papers need. `hash` is that of the terms of `version`; `sample` prints CONTOH, `draft` prints RANCANGAN."""

    code: str
    kind: str
    title: str
    status: str
    version: int
    hash: str
    parties: tuple[PaperParty, ...]
    clauses: tuple[PaperClause, ...] = ()
    start: dt.date | None = None
    end: dt.date | None = None
    months: int | None = None
    condition: str = ""
    place: str = ""
    signed_on: dt.date | None = None
    parent: str = ""
    premises: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    work_plan: tuple[PaperActivity, ...] = ()
    promises: tuple[PaperObligation, ...] = ()  # as the approved text has them
    obligations: tuple[PaperObligation, ...] = ()  # as they run, each with its day
    versions: tuple[PaperVersion, ...] = ()
    approvals: tuple[PaperApproval, ...] = ()
    signatures: tuple[PaperSignature, ...] = ()
    register_head: str = ""
    register_length: int = 0
    verify_url: str = ""
    verification_code: str = ""
    printed_at: dt.datetime = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    zone: str = "WIB"
    sample: bool = False
    draft: bool = False

    def of(self, role: str) -> tuple[PaperParty, ...]:
        return tuple(sorted((p for p in self.parties if p.role == role), key=lambda p: p.order))


def clauses_of(terms: dict[str, Any]) -> tuple[PaperClause, ...]:
    return tuple(
        PaperClause(c.get("type", ""), c.get("heading", ""), c.get("text", "")) for c in terms.get("clauses", ())
    )


def work_plan_of(terms: dict[str, Any]) -> tuple[PaperActivity, ...]:
    names = [f.name for f in dataclasses.fields(PaperActivity)]
    return tuple(PaperActivity(**{n: str(row.get(n) or "") for n in names}) for row in terms.get("work_plan", ()))


# --- what is said of an agreement ---------------------------------------------------------------------------------------


def opening(day: dt.date | None, place: str) -> str:
    """The sentence with day, date and place; dots to be filled by hand while the day is open."""
    where = f"bertempat di {place}" if place else f"bertempat di {DOTS}"
    if day is None:
        when = "Pada hari ini, .............., tanggal .............. bulan .............. tahun .............."
    else:
        when = (
            f"Pada hari ini, {DAYS[day.weekday()]}, tanggal {number_words(day.day)} bulan {MONTHS[day.month - 1]} "
            f"tahun {number_words(day.year)} ({day:%d-%m-%Y})"
        )
    return f"{when}, {where}, yang bertanda tangan di bawah ini:"


def period_words(facts: PaperFacts) -> str:
    if facts.start and facts.end:
        return f"{day_words(facts.start)} sampai dengan {day_words(facts.end)}"
    if facts.months and not facts.end:
        return f"{facts.months} ({number_words(facts.months)}) bulan sejak " + (
            day_words(facts.start) if facts.start else "ditandatangani"
        )
    if facts.start:
        return f"sejak {day_words(facts.start)}" + (f", {facts.condition}" if facts.condition else "")
    return facts.condition or "belum ditentukan"


# --- the Word draft -----------------------------------------------------------------------------------------------------


def draft_docx(facts: PaperFacts, template: bytes) -> bytes:
    """The agreement as a Word file by the given template."""
    return render.docx(template, context(facts))


def context(facts: PaperFacts) -> dict[str, Any]:
    """What a template may say about these facts: the tree of documents/placeholders.py, filled."""
    signing = [_party(p) | {"urutan": str(n)} for n, p in enumerate(facts.of(SIGNATORY), 1)]
    many = len(signing) > 4
    kind = KINDS[facts.kind]
    return {
        "contoh": SAMPLE if facts.sample else "",
        "rancangan": DRAFT if facts.draft else "",
        "jenis": kind.upper(),
        "jenis_kecil": kind,
        "judul": facts.title,
        "kode": facts.code,
        "versi": str(facts.version),
        "sidik": facts.hash,
        "sidik_pendek": short(facts.hash),
        "pembukaan": opening(facts.signed_on, facts.place),
        "tempat": facts.place or DOTS,
        "tanggal": day_words(facts.signed_on),
        "mulai": day_words(facts.start),
        "berakhir": day_words(facts.end),
        "rangkap": f"{len(signing)} ({number_words(len(signing))})",
        "induk": facts.parent,
        "judul_pihak": [{"baris": line} for line in _title_lines(facts.of(SIGNATORY))],
        "pihak": signing,
        "kop": _pairs([p | {"kop": p["kop"][:2]} if many else p for p in signing]),
        "pertimbangan": [{"nomor": f"{letter_of(i)}.", "teks": text} for i, text in enumerate(facts.premises)],
        "dasar_hukum": [{"nomor": f"{i}.", "teks": text} for i, text in enumerate(facts.legal_bases, 1)],
        "semua_sebutan": and_words([p["sebutan"] for p in signing]),
        "pasal": [
            {"nomor": str(i), "judul": c.heading, "isi": lines_of(c.text)} for i, c in enumerate(facts.clauses, 1)
        ],
        "penutup": ""
        if any(c.heading.strip().lower() == "penutup" for c in facts.clauses)
        else _closing(kind, len(signing)),
        "tanda_tangan": _pairs(signing),
        "saksi": _pairs([_party(p) for p in facts.of(WITNESS)]),
        "pelaksana": [_party(p) for p in facts.of(IMPLEMENTING)],
        "kewajiban": [_promise(i, row) for i, row in enumerate(facts.promises, 1)],
        "rencana_kerja": [_activity(i, row) for i, row in enumerate(facts.work_plan, 1)],
    }


def _party(party: PaperParty) -> dict[str, Any]:
    names = (
        [party.organization.upper()]
        if party.whole == party.organization
        else [party.institution.upper(), party.organization.upper()]
    )
    head = party.letterhead or tuple(line for line in (*names, party.address) if line)
    return {
        "urutan": str(party.order),
        "sebutan": party.label,
        "nama": party.organization,
        "induk": party.institution if party.institution != party.organization else "",
        "alamat": party.address,
        "nomor": party.number or PENDING,
        "penandatangan": party.signer or DOTS,
        "jabatan": party.title or "Jabatan ................",
        "kewenangan": _authority(party.authority),
        "kop": [{"baris": line} for line in head],
        "logo": render.Picture(party.logo) if party.logo else "",
    }


def _authority(text: str) -> str:
    """«karena jabatannya» or «berdasarkan Surat Kuasa …», as it continues a sentence."""
    if not text or text.lower().startswith("karena jabatan"):
        return "karena jabatannya" if text else ""
    return f"berdasarkan {text}"


_NOBODY: dict[str, Any] = {name: "" for name in _party(PaperParty(0, SIGNATORY, "", ""))} | {"kop": []}


def _pairs(parties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two side by side; an odd last one stands left, beside an empty place."""
    padded = [*parties, _NOBODY] if len(parties) % 2 else parties
    return [{"kiri": a, "kanan": b} for a, b in zip(padded[::2], padded[1::2], strict=True)]


def _title_lines(parties: tuple[PaperParty, ...]) -> list[str]:
    """ANTARA a DENGAN b; with up to four parties DAN stands between the others, with more they only follow each other."""
    lines = []
    for i, party in enumerate(parties):
        word = "ANTARA" if i == 0 else "DENGAN" if i == 1 else "DAN" if len(parties) <= 4 else ""
        unit = party.whole != party.organization
        lines += [word, party.organization.upper(), party.institution.upper() if unit else ""]
    return [line for line in lines if line]


def _closing(kind: str, copies: int) -> str:
    return (
        f"Demikian {kind} ini dibuat dan ditandatangani oleh PARA PIHAK pada hari, tanggal, bulan, dan tahun sebagaimana "
        f"disebutkan pada bagian awal, dalam rangkap {copies} ({number_words(copies)}) asli, masing-masing bermeterai cukup "
        "dan mempunyai kekuatan hukum yang sama."
    )


def _promise(number: int, row: PaperObligation) -> dict[str, str]:
    return {
        "nomor": f"{number}.",
        "pasal": str(row.clause),
        "dari": row.debtor,
        "kepada": row.beneficiary,
        "uraian": row.text,
        "jumlah": row.amount,
        "tenggat": row.due,
        "bukti": row.evidence,
    }


def _activity(number: int, row: PaperActivity) -> dict[str, str]:
    return {
        "nomor": f"{number}.",
        "kegiatan": row.activity,
        "keluaran": row.output,
        "sasaran": row.target,
        "lokasi": row.place,
        "waktu": row.period,
        "pelaksana": row.units,
        "sumber_dana": row.source,
        "jumlah": amount_words(row.amount),
    }


# --- the record sheet ---------------------------------------------------------------------------------------------------


def record_sheet(facts: PaperFacts) -> bytes:
    """Who agreed to what, when, and how it can be checked, as a PDF/A of one or a few pages."""
    at = facts.printed_at
    return render.pdf("record.typ", sheet_context(facts), at=at)


def sheet_context(facts: PaperFacts) -> dict[str, Any]:
    """What typst/record.typ shows, all in words."""
    zone = facts.zone
    return {
        "sample": SAMPLE if facts.sample else "",
        "title": facts.title,
        "kind": KINDS[facts.kind],
        "code": facts.code,
        "status": facts.status,
        "parent": facts.parent,
        "period": period_words(facts),
        "signed": (day_words(facts.signed_on) if facts.signed_on else "belum ditandatangani")
        + (f", {facts.place}" if facts.place else ""),
        "version": str(facts.version),
        "hash": facts.hash,
        "parties": [
            {
                "label": p.label,
                "role": ROLES[p.role],
                "name": p.whole,
                "number": p.number or "menyusul",
                "signer": p.signer or "–",
                "title": p.title,
                "authority": p.authority,
            }
            for role in (SIGNATORY, IMPLEMENTING, WITNESS)
            for p in facts.of(role)
        ],
        "versions": [
            {"number": str(v.number), "hash": short(v.hash), "by": v.made_by, "at": moment_words(v.made_at, zone)}
            for v in facts.versions
        ],
        "approvals": [
            {
                "version": str(a.version),
                "party": a.party,
                "who": a.who,
                "at": moment_words(a.at, zone),
                "behalf": f"dicatat atas nama {a.on_behalf}" if a.on_behalf else "",
                "state": a.state,
            }
            for a in facts.approvals
        ],
        "signatures": [
            {
                "party": s.party,
                "who": s.who,
                "title": s.title,
                "on": day_words(s.signed_on),
                "manner": s.manner,
                "behalf": f"dicatat atas nama {s.on_behalf}" if s.on_behalf else "",
                "scan": short(s.scan),
            }
            for s in facts.signatures
        ],
        "obligations": [
            dataclasses.asdict(o) | {"clause": f"Pasal {o.clause}" if o.clause else "–"} for o in facts.obligations
        ],
        "register": {"head": facts.register_head, "length": str(facts.register_length)},
        "url": facts.verify_url,
        "verification": facts.verification_code,
        "printed": moment_words(facts.printed_at, zone),
        "qr": render.qr_svg(facts.verify_url) if facts.verify_url else "",
    }

"""The minutes of a meeting as a paper (*berita acara*): who came and who did not, what was said and asked, who does what by when."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.conf import settings
from django.utils import translation

from simpul.documents import render
from simpul.documents.words import DOTS, SAMPLE, day_words, days_words
from simpul.organizations.papers import Head, head_of

from . import rules
from .models import Attendance, Meeting, Topic

DRAFT = "KONSEP"


@dataclasses.dataclass(frozen=True)
class Guest:
    name: str
    people: str = ""
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Point:
    number: int
    title: str
    minutes: str = ""
    outcome: str = ""
    raised_by: str = ""


@dataclasses.dataclass(frozen=True)
class Task:
    number: int
    text: str
    owner: str
    due: dt.date
    state: str


@dataclasses.dataclass(frozen=True)
class MinutesFacts:
    """Exactly what the minutes say. `dates` are (day, source, note); `draft` until they are sealed."""

    code: str
    head: Head
    kind: str
    title: str
    day: dt.date
    hours: str
    place: str
    convener: str
    summary: str
    came: tuple[Guest, ...]
    absent: tuple[Guest, ...]
    agenda: tuple[Point, ...]
    requests: tuple[Point, ...]
    tasks: tuple[Task, ...]
    dates: tuple[tuple[dt.date, str, str], ...]
    files: tuple[str, ...] = ()
    sample: bool = False
    draft: bool = False
    last_day: dt.date | None = None


@translation.override("id")  # a paper is Indonesian, whatever its reader chose
def minutes_facts(meeting: Meeting) -> MinutesFacts:
    """Call after `whole()`. Sources that contradict each other all stand in it."""
    guests, topics = list(meeting.attendances.all()), list(meeting.topics.all())
    dates = [(row.day, row.source, row.note) for row in meeting.source_dates.all()]
    return MinutesFacts(
        code=meeting.code, head=head_of(meeting.convener, meeting.day), kind=str(meeting.get_kind_display()), title=meeting.title,
        day=meeting.day, hours=meeting.hours, place=meeting.place, convener=meeting.convener.whole_name, summary=meeting.summary,
        came=tuple(_guest(row) for row in guests if row.came == rules.CAME),
        absent=tuple(_guest(row) for row in guests if row.came == rules.ABSENT),
        agenda=tuple(_point(row) for row in topics if not row.outside), requests=tuple(_point(row) for row in topics if row.outside),
        tasks=tuple(
            Task(f.number, f.text, f.owner.whole_name, f.due, str(f.get_state_display())) for f in meeting.follow_ups.all()
        ),
        dates=tuple(dates), files=tuple(f"{e.name} – {e.caption}" if e.caption else e.name for e in meeting.enclosures.all()),
        sample=settings.DEMO, draft=meeting.state != rules.SEALED, last_day=meeting.last_day,
    )  # fmt: skip


def _guest(row: Attendance) -> Guest:
    note = [] if row.invited or row.organization_id == row.meeting.convener_id else ["datang tanpa undangan"]
    return Guest(row.name, row.people, "; ".join([*note, *([row.note] if row.note else [])]))


def _point(row: Topic) -> Point:
    return Point(row.number, row.title, row.minutes, row.outcome, row.raised_by.whole_name if row.raised_by else "")


def minutes_docx(facts: MinutesFacts, template: bytes) -> bytes:
    return render.docx(template, minutes_context(facts))


def minutes_context(facts: MinutesFacts) -> dict[str, Any]:
    """What a template may say about minutes: the tree of documents/placeholders.py, filled."""
    return {
        "contoh": SAMPLE if facts.sample else "",
        "konsep": DRAFT if facts.draft else "",
        **facts.head.context(),
        "kode": facts.code,
        "jenis": facts.kind,
        "perihal": facts.title,
        "hari_tanggal": days_words(facts.day, facts.last_day),
        "waktu": facts.hours,
        "tempat": facts.place or "–",
        "penyelenggara": facts.convener,
        "ringkasan": _paragraphs(facts.summary),
        "tanggal_lain": [
            {"tanggal": day_words(day), "sumber": source, "catatan": note} for day, source, note in facts.dates
        ],
        "hadir": [
            {"nomor": f"{n}.", "nama": g.name, "orang": g.people or "–", "keterangan": g.note}
            for n, g in enumerate(facts.came, 1)
        ],
        "tidak_hadir": [
            {"nomor": f"{n}.", "nama": g.name, "keterangan": g.note} for n, g in enumerate(facts.absent, 1)
        ],
        "agenda": [_point_context(n, p) for n, p in enumerate(facts.agenda, 1)],
        "permintaan": [_point_context(n, p) for n, p in enumerate(facts.requests, 1)],
        "tindak_lanjut": [
            {
                "nomor": f"{t.number}.",
                "uraian": t.text,
                "penanggung_jawab": t.owner,
                "tenggat": day_words(t.due),
                "keadaan": t.state,
            }
            for t in facts.tasks
        ],
        "berkas": [{"nomor": f"{n}.", "teks": name} for n, name in enumerate(facts.files, 1)],
        "tanda_tangan": _signatures(facts),
    }


def _paragraphs(text: str) -> list[dict[str, str]]:
    return [{"teks": line.strip()} for line in text.split("\n") if line.strip()]


def _point_context(number: int, point: Point) -> dict[str, Any]:
    return {
        "nomor": f"{number}.",
        "pokok": point.title,
        "pengusul": point.raised_by,
        "pembahasan": _paragraphs(point.minutes),
        "kesimpulan": " ".join(point.outcome.split()),
    }


def _signatures(facts: MinutesFacts) -> list[dict[str, Any]]:
    """The convener first, then everybody who came; two side by side, the names to be written by hand."""
    names = [facts.convener, *(g.name for g in facts.came if g.name != facts.convener)]
    lines = [{"jabatan": name, "nama": DOTS} for name in names]
    padded = [*lines, {"jabatan": "", "nama": ""}] if len(lines) % 2 else lines
    return [{"kiri": a, "kanan": b} for a, b in zip(padded[::2], padded[1::2], strict=True)]

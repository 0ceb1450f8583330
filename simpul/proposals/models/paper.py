"""Rows of letters and their cases as the plain facts that papers and starter texts are made from."""

from __future__ import annotations

import datetime as dt
import json

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext

from simpul.core.dates import ZONES, local_day
from simpul.core.findings import OUTSIDE
from simpul.documents.words import day_words, days_words
from simpul.law.rules import VERIFIED, word_of
from simpul.meetings.models import Meeting
from simpul.organizations.models import Holding, Organization, Post
from simpul.organizations.papers import head_of
from simpul.regions.table import name_of
from simpul.register.models import Event

from ..papers import LetterFacts, ReportFacts, ReportFinding, ReportItem, ReportView
from ..rules import letters, states
from ..rules.letter_texts import ItemWords, Matter, OutsideWords, Statement
from ..rules.screening_facts import CENTRE, DISTRICT, PROVINCE
from .checklist import checklist, law_of
from .letter import Letter, case_of
from .proposal import Proposal
from .screening import latest
from .screening_report import Line, Report
from .screening_report import report as report_of


@translation.override("id")  # a paper is Indonesian, whatever its reader chose
def letter_facts(letter: Letter, *, day: dt.date) -> LetterFacts:
    """Call after `whole()`. `day` chooses the letterhead of a draft; the demo's letters carry CONTOH, drafts KONSEP."""
    many = letter.meeting is not None and letter.addressee is None and letter.kind == letters.INVITATION
    rows = letter.meeting.attendances.filter(invited=True).exclude(organization=letter.organization) if many else []  # type: ignore[union-attr]
    names = [row.name for row in rows]
    return LetterFacts(
        code=letter.code, head=head_of(letter.organization, letter.day or day), subject=letter.subject, body=letter.body,
        to_name=letter.to_name, to_place=letter.to_place, number=letter.number, day=letter.day, nature=letter.nature,
        enclosures=letter.enclosures, copies=tuple(part.strip() for part in letter.copies.split(";") if part.strip()),
        on_behalf=on_behalf_of(letter), title=letter.signer_title, signer=letter.signer_name, invited=tuple(names),
        sample=settings.DEMO, draft=not letter.is_issued,
    )  # fmt: skip


def on_behalf_of(letter: Letter) -> str:
    """The head of the issuing organisation, when an official of a unit below signs for it."""
    holding = letter.holding
    if holding is None or holding.post.organization_id == letter.organization_id:
        return ""
    return head_title(letter.organization) if letter.organization_id in holding.post.organization.path else ""


def head_title(organization: Organization) -> str:
    """«Bupati Awan», «Rektor Universitas Bumi»: how a letter addresses who leads it."""
    post = Post.objects.filter(organization=organization, is_head=True, end=None).first()
    if post is None:
        return f"Pimpinan {organization.name}"
    told = set(post.title.lower().split()) & {word for word in organization.name.lower().split() if len(word) > 3}
    return post.title if told else f"{post.title} {organization.name}"


def signers_of(organization: Organization, day: dt.date, *, back: int = 0) -> list[Holding]:
    """Who holds a post of the organisation, of a unit below it, or of one above it within the institution, on that day.

    With `back` also those who held it so many days before: for a letter that was dated then.
    """
    institution = organization.institution_id or organization.pk
    rows = Holding.objects.filter(Q(end=None) | Q(end__gte=day - dt.timedelta(days=back)), start__lte=day)
    rows = rows.filter(post__organization__institution_id=institution, post__end=None)
    found = rows.select_related("post__organization").order_by(
        "post__organization__path", "-post__is_head", "post__title"
    )
    return [
        h for h in found
        if organization.pk in h.post.organization.path or h.post.organization_id in organization.path
    ]  # fmt: skip


# --- what starter texts are composed from -------------------------------------------------------------------------------


@translation.override("id")
def matter_of(
    case: Proposal | Meeting, organization: Organization, *, reason: str = "", level: str = "", at: dt.datetime
) -> Matter:
    """The case in words, as the side that writes knows it: only the region's own letters tell of its screening."""
    if isinstance(case, Meeting):
        return _meeting(case)
    law, side = law_of(case, at), case_of(case).side_of(organization.institution_id)
    items = [i for i in case.items.all() if i.dropped_at is None]
    mine = side == letters.REGION
    chosen = law.other("instrument", case.asked_kind(inside=mine))
    return Matter(
        title=case.title, side=side, region=case.region_name, partner=case.partner_name, incoming=case.direction == states.INCOMING,
        state=case.state, letter_number=case.letter_number, letter_date=case.letter_date, received_on=case.received_on,
        agenda_number=case.agenda_number, purpose=case.purpose, document=chosen.title if chosen else "", months=case.months,
        items=tuple(ItemWords(i.title, i.target, i.region_name) for i in items), asked=_asked(case) if mine else "",
        missing=tuple(row.title for row in checklist(case, law, inside=mine) if row.missing) if mine else (),
        outside=outside_of(case, level) if mine else (), reason=reason.strip() or case.ending,
    )  # fmt: skip


def _meeting(case: Meeting) -> Matter:
    zone = case.convener.zone
    start = case.starts_at.astimezone(ZONES[zone])
    until = f"{case.ends_at.astimezone(ZONES[zone]):%H.%M}" if case.ends_at else "selesai"
    return Matter(
        title=case.title,
        meeting=str(case.get_kind_display()),
        when=days_words(start.date(), case.last_day),
        hours=f"{start:%H.%M}–{until} {zone}" if case.ends_at else f"{start:%H.%M} {zone} sampai {until}",
        place=case.place,
        agenda=tuple(t.title for t in case.topics.all() if not t.outside),
    )


def _asked(case: Proposal) -> str:
    """What the region last asked to be completed; read from the register, where alone it stands."""
    found = Event.objects.filter(
        chain__kind__in=("proposal", "inner"), chain__subject__startswith=case.code, kind="proposal.completion_asked"
    )
    event = found.order_by("-pk").first()
    return str(json.loads(event.text)["data"].get("text", "")) if event else ""


def outside_of(case: Proposal, level: str = "") -> tuple[OutsideWords, ...]:
    """What the latest screening found to be the matter of that level of government, or without one of any other level."""
    run = latest(case)
    rows = run.findings if run else []
    owners = {row["item"]: row for row in rows if str(row["code"]).startswith("owner.")}
    return tuple(
        OutsideWords(_statement(row), _statement(owners[row["item"]]) if row["item"] in owners else None)
        for row in rows
        if is_outside(row) and level in ("", row.get("owner"))
    )


def _statement(row: dict) -> Statement:
    unread = f" ({gettext('pasal belum dipastikan')})"
    citation = str(row.get("citation", ""))
    return Statement(
        str(row["text"]), citation.removesuffix(unread), row["certainty"] == VERIFIED and unread not in citation
    )


def is_outside(row: dict) -> bool:
    """A finding about authority; also where the source was not read: what it leans to is another level's matter."""
    return str(row["code"]).startswith("authority.") and OUTSIDE in (row["level"], row["leans"])


def owners_of(case: Proposal) -> list[str]:
    """The levels that own what lies outside, the one with most of it first."""
    run = latest(case)
    found = [str(row["owner"]) for row in (run.findings if run else []) if is_outside(row) and row["owner"]]
    return sorted(set(found), key=lambda owner: (-found.count(owner), owner))


def head_of_level(case: Proposal, level: str) -> str:
    """Whom a referral to that level addresses."""
    if level == PROVINCE:
        return f"Gubernur {name_of(case.region.region_code[:2])}".strip()
    return {DISTRICT: "Bupati/Wali Kota", CENTRE: "Menteri yang membidangi urusan tersebut"}.get(
        level, "Pimpinan instansi yang berwenang"
    )


def to_whom(
    kind: str, case: Proposal | Meeting, organization: Organization, *, level: str = ""
) -> tuple[Organization | None, str]:
    """The addressee a letter of this kind usually has, and how it is addressed."""
    if isinstance(case, Meeting):
        if kind == letters.INVITATION:
            return None, "Daftar undangan terlampir"
        return case.convener, head_title(case.convener)
    if kind == letters.REFERRAL:
        return None, head_of_level(case, level)
    mine = case_of(case).side_of(organization.institution_id) == letters.REGION
    other = case.partner.institution or case.partner if mine else case.region
    return other, head_title(other)


def addressees_of(case: Proposal | Meeting) -> QuerySet[Organization]:
    """Whom a letter of this case may be sent to here: the sides, or who is on the list of a meeting."""
    if isinstance(case, Meeting):
        ids = [case.convener_id, *(row.organization_id for row in case.attendances.all())]
    else:
        ids = [case.region_id, case.partner_id, case.partner.institution_id or case.partner_id]
        ids += case.participants.values_list("organization_id", flat=True)
    return Organization.objects.filter(pk__in=ids).select_related("institution").order_by("name")


# --- the staff report ---------------------------------------------------------------------------------------------------


@translation.override("id")
def report_facts(case: Proposal, *, printed_at: dt.datetime) -> ReportFacts | None:
    """The newest run with what was written about it; None before the first."""
    zone = case.region.zone
    day = local_day(printed_at, zone)
    found = report_of(case, day=day)
    if found is None:
        return None
    run, screening = found.run, case.state == states.SCREENING
    return ReportFacts(
        code=case.code, number=run.number, head=head_of(case.region, day), title=case.title, data=(*_letter_data(case), *found.data, *_dropped(case, zone)),
        items=tuple(
            ReportItem(
                i.number, f"{i.activity}: {i.title}", i.affair, f"{i.place} ({i.extent})", f"{i.target} {i.post_level}".strip(), i.result
            )
            for i in found.items
        ),
        groups=tuple((group.title, tuple(_finding(line) for line in group.lines)) for group in found.groups),
        views=tuple(
            ReportView(
                str(v.get_field_display()), str(v.get_stance_display()), v.text, f"{v.by_name}, {day_words(local_day(v.at, zone))}"
            )
            for v in found.views
        ),
        advice=tuple(_advice(found, screening=screening)), day=run.day, law=run.law, hash=run.hash, made_by=run.made_by, made_at=run.made_at,
        printed_at=printed_at, zone=zone, stale=found.stale and screening, sample=settings.DEMO,
    )  # fmt: skip


def _letter_data(case: Proposal) -> list[tuple[str, str]]:
    rows = [
        ("Nomor surat", case.letter_number),
        ("Tanggal surat", day_words(case.letter_date) if case.letter_date else ""),
        ("Nomor agenda", case.agenda_number),
        ("Diterima", day_words(case.received_on) if case.received_on else ""),
        ("Prakarsa", case.initiator.whole_name if case.initiator else ""),
        ("Maksud dan manfaat", " ".join(case.purpose.split())),
    ]
    return [row for row in rows if row[1]]


def _dropped(case: Proposal, zone: str) -> list[tuple[str, str]]:
    """What was asked for and taken out again, with who said why."""
    return [
        (f"Butir {i.number} dikeluarkan", f"{i.title}. {i.dropped_reason} ({i.dropped_by}, {day_words(local_day(i.dropped_at, zone))})")
        for i in case.items.all()
        if i.dropped_at is not None
    ]  # fmt: skip


def _finding(line: Line) -> ReportFinding:
    reason = line.reason
    said = f"{reason.reason} ({reason.made_by}, {day_words(local_day(reason.made_at))})" if reason else ""
    hard = " Tidak dapat dilanjutkan." if line.hard else ""
    basis = f"{line.basis}. {line.note}" if line.note else line.basis
    return ReportFinding(line.level, f"{line.text}{hard}", basis, line.certainty, line.advice, said)


def _advice(found: Report, *, screening: bool) -> list[str]:
    """What follows from the run for whoever decides; while it is being screened also what is left to do."""
    told, advice = [], found.advice
    if advice.get("title"):
        documents = ", ".join(str(kind).upper() for kind in advice.get("documents", ()))
        cited, sure = str(advice.get("citation") or ""), word_of(str(advice.get("certainty") or ""))
        source = f" ({cited})" if sure in cited else f" ({cited}, {sure})" if cited else ""
        told.append(
            f"Bentuk yang sesuai: {advice['title']}"
            + (f", dengan naskah {documents}" if documents else "")
            + f"{source}."
        )
    told += [f"Tidak dapat dilanjutkan: {line.text}" for line in found.lines if line.hard]
    outside = sorted(
        {line.item for line in found.lines if line.rule == "authority" and line.tone == "bad" and line.item}
    )
    if outside:
        told.append(
            f"Butir {', '.join(map(str, outside))} berada di luar kewenangan: teruskan kepada pemerintahan yang berwenang."
        )
    counted = [(str(word), sum(v.stance == stance for v in found.views)) for stance, word in states.STANCES.items()]
    if found.views:
        told.append(
            "Pandangan TKKSD: " + ", ".join(f"{word.lower()} {count}" for word, count in counted if count) + "."
        )
    if not screening:
        return told
    if waiting := len(found.open):
        told.append(f"Masih ada {waiting} temuan yang perlu diperbaiki atau dijawab sebelum usulan dinaikkan.")
    elif not found.stale:
        told.append("Semua temuan sudah dijawab; usulan dapat dinaikkan kepada pimpinan.")
    return told

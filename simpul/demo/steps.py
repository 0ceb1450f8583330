"""Whole ways in one call: a meeting from its list to sealed minutes, a proposal from the draft to the register."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from simpul.agreements import actions as agreements
from simpul.agreements.models import Agreement
from simpul.agreements.models.findings import findings_on
from simpul.agreements.models.findings import unanswered as unanswered_of
from simpul.core.actors import Actor
from simpul.meetings import actions as meetings
from simpul.meetings.models import Meeting
from simpul.organizations.models import Organization, Post
from simpul.proposals import actions as proposals
from simpul.proposals.models import Item, Proposal
from simpul.proposals.models.screening import latest, unanswered

from .shared import sheet


@dataclasses.dataclass(frozen=True)
class Guest:
    """Who stands on the list; `people` by office. Whoever came unasked was not invited."""

    organization: Organization
    post: Post | None = None
    people: str = ""
    came: bool = True
    invited: bool = True
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Point:
    """A point of the agenda with what was said; or what somebody asked outside the agenda."""

    title: str
    minutes: str
    outcome: str = ""
    raised_by: Organization | None = None
    outside: bool = False


@dataclasses.dataclass(frozen=True)
class Promise:
    """A follow-up; with `result` it was reported done on its last day."""

    text: str
    owner: Organization
    due: dt.date
    result: str = ""
    by: Actor | None = None


def meeting(
    c: SimpleNamespace,
    *,
    by: Actor,
    kind: str,
    title: str,
    convener: Organization,
    starts_at: dt.datetime,
    place: str,
    summary: str,
    guests: Sequence[Guest],
    points: Sequence[Point],
    promises: Sequence[Promise] = (),
    dates: Iterable[tuple[dt.date, str, str]] = (),
    invited: bool = False,
    illustration: bool = False,
) -> Meeting:
    """The meeting took place and its minutes are sealed."""
    before, after = starts_at - dt.timedelta(days=7), starts_at + dt.timedelta(hours=3)
    called = [meetings.Guest(guest.organization, guest.post) for guest in guests if guest.invited]
    made = meetings.prepare(
        kind=kind, title=title, convener=convener, starts_at=starts_at, place=place, guests=called, illustration=illustration,
        by=by, at=before,
    )  # fmt: skip
    agenda = [point for point in points if not point.outside]
    for point in agenda:
        meetings.add_topic(made, title=point.title, by=by, at=before)
    if invited:
        meetings.invite(made, by=by, at=before)
    meetings.hold(made, by=by, at=after)
    rows = list(made.attendances.order_by("order"))
    listed = list(zip([guest for guest in guests if guest.invited], rows, strict=True))
    for guest, row in listed:
        if guest.note:
            came = "came" if guest.came else "absent"
            meetings.mark(row, came=came, people=guest.people, note=guest.note, by=by, at=after)
    for guest in guests:
        if not guest.invited:
            meetings.add_attendance(
                made, organization=guest.organization, post=guest.post, invited=False, came="came", people=guest.people, by=by, at=after
            )  # fmt: skip
    written = meetings.Minutes(
        summary=summary,
        marks={row.pk: ("came" if guest.came else "absent", guest.people) for guest, row in listed if not guest.note},
        topics={number: (point.minutes, point.outcome) for number, point in enumerate(agenda, 1)},
        requests=[(point.title, point.raised_by, point.minutes) for point in points if point.outside],
        follow_ups=[(promise.text, promise.owner, promise.due) for promise in promises],
    )
    meetings.write_minutes(made, written=written, by=by, at=after)
    for day, source, note in dates:
        meetings.add_source_date(made, day=day, source=source, note=note, by=by, at=after)
    meetings.seal(made, by=by, at=after + dt.timedelta(days=1))
    for promise, owed in zip(promises, made.follow_ups.order_by("number"), strict=True):
        if promise.result:
            at = dt.datetime.combine(promise.due, dt.time(3), dt.UTC)
            meetings.finish_follow_up(owed, result=promise.result, by=promise.by or by, at=at)
    return made


Row = dict[str, Any]


def proposal(
    *,
    by: Actor,
    at: dt.datetime,
    region: Organization,
    partner: Organization,
    items: Sequence[Row],
    letter_number: str,
    documents: Sequence[str] = (),
    pen: Organization | None = None,
    **more: Any,
) -> Proposal:
    """A partner's letter lies with the region: drafted with its items and documents, and sent. Its papers carry CONTOH."""
    letter = sheet(at, f"Surat penawaran {letter_number}", str(more["title"]))
    made = proposals.draft(
        direction="incoming", region=region, partner=partner, pen=pen or partner, letter_number=letter_number,
        letter_date=at.date(), letter_file=letter, illustration=True, by=by, at=at, **more,
    )  # fmt: skip
    for item in items:
        proposals.add_item(made, by=by, at=at, **item)
    for kind in documents:
        file = sheet(at, f"Dokumen: {kind}", str(more["title"]), kind="attachment")
        proposals.enclose(made, kind=kind, file=file, name=f"{kind}-contoh.pdf", by=by, at=at)
    proposals.send(made, by=by, at=at + dt.timedelta(hours=1))
    return fresh(made)


def fresh(made: Proposal) -> Proposal:
    return Proposal.objects.get(pk=made.pk)


def item_of(made: Proposal, number: int) -> Item:
    return made.items.get(number=number)


def screened(made: Proposal, *, by: Actor, at: dt.datetime) -> None:
    proposals.screen(fresh(made), by=by, at=at)


def mapped(region: Organization, objects: Mapping[str, str], *, by: Actor, at: dt.datetime, until: dt.datetime) -> None:
    """The region's *pemetaan urusan* names these objects by «sub-matter» or «sub-matter/part», for every year from one moment to the other."""
    for year in range(at.year, until.year + 1):
        for matter, words in objects.items():
            affair, _slash, part = matter.partition("/")
            proposals.add_mapping(
                region, year=year, affair=affair, part=part, object=f"{words} (ilustrasi)", offered=True, by=by, at=at
            )


def answer_findings(
    made: Proposal, *, by: Actor, at: dt.datetime, reasons: Mapping[str, str] | None = None, reason: str = ""
) -> None:
    """A written reason stands against every finding that asks for one; `reasons` by the beginning of the code."""
    for finding in unanswered(fresh(made)):
        own = [text for start, text in (reasons or {}).items() if finding["code"].startswith(start)]
        proposals.override(fresh(made), code=finding["code"], reason=own[0] if own else reason, by=by, at=at)


def decided(
    made: Proposal,
    *,
    by: Actor,
    at: dt.datetime,
    reason: str,
    kind: str = "",
    because: str = "",
    reasons: Mapping[str, str] | None = None,
) -> None:
    """The document is chosen (the advised one unless another is named), and no finding is left without a reason."""
    run = latest(made)
    advised = str(run.advice.get("kind", "")) if run else ""
    proposals.choose_kind(fresh(made), kind=kind or advised, reason=because, by=by, at=at)
    answer_findings(made, by=by, at=at, reasons=reasons, reason=reason)


def shared(made: Agreement, *, by: Actor, at: dt.datetime, reason: str) -> Agreement:
    """Findings on the draft have their reason, and all parties read it."""
    case = Agreement.objects.with_facts().get(pk=made.pk)
    for finding in unanswered_of(case, by.institution_id, findings_on(case, at.date())):
        agreements.override_finding(case, code=finding.code, reason=reason, by=by, at=at)
    agreements.share(made, by=by, at=at)
    return made

"""The only code that changes meetings."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from simpul.accounts.models import Membership
from simpul.core.actors import Actor
from simpul.core.canonical import canonical, sha256
from simpul.core.codes import new_code
from simpul.core.dates import ZONES, local_day
from simpul.core.keeping import keep
from simpul.core.refusals import Refusal, stop_if
from simpul.documents.models import File
from simpul.documents.rules import JPEG, PNG
from simpul.notices.actions import tell
from simpul.notices.models import Notice
from simpul.organizations.models import Organization, Post
from simpul.register.actions import open_chain, record
from simpul.register.models import Chain

from . import rules
from .models import Attendance, CaseLink, Enclosure, FollowUp, Meeting, SourceDate, Topic

R = TypeVar("R", Attendance, Topic)

# ---- what every verb does first and last


def _hold(meeting: Meeting) -> Meeting:
    """The row, locked until the transaction ends, with all that `facts()` needs. Checks come after this."""
    Meeting.objects.select_for_update().values_list("pk").get(pk=meeting.pk)
    return Meeting.objects.whole().get(pk=meeting.pk)


def _hold_follow_up(follow_up: FollowUp) -> tuple[Meeting, FollowUp]:
    """The meeting's row first, then the follow-up's: always in this order."""
    held = _hold(follow_up.meeting)
    FollowUp.objects.select_for_update().values_list("pk").get(pk=follow_up.pk)
    return held, FollowUp.objects.select_related("meeting__convener", "owner__institution").get(pk=follow_up.pk)


def _row(rows: Iterable[R], wanted: R) -> R:
    """The row as it is now; another may have taken it away while we waited."""
    found = next((row for row in rows if row.pk == wanted.pk), None)
    stop_if([] if found else [rules.GONE])
    assert found is not None
    return found


def _done(held: Meeting, what: str, /, *, by: Actor, at: dt.datetime, also: Iterable[str] = (), **data: Any) -> None:
    """The change is kept: the version is one higher, what search reads and who sees it are right, and one event says so."""
    fresh = Meeting.objects.whole().get(pk=held.pk)
    held.words, held.seen_by = words_of(fresh, sealed=held.sealed_at is not None), _sight(fresh, held)
    held.version += 1
    held.changed_at = at
    keep(held, only=sorted({"version", "changed_at", "words", "seen_by", *also}))
    record(f"meeting.{what}", chain=held.chain, by=by, at=at, subject=held.code, data=data)


def _move(held: Meeting, verb: str, to: str, what: str, /, *, by: Actor, at: dt.datetime, **data: Any) -> None:
    rules.MEETING.check(verb, held.state, to)
    held.state, held.state_since = to, at
    also = ["state", "state_since", "invited_at", "sealed_at", "cancel_reason"]
    _done(held, what, by=by, at=at, also=also, **data)


def _sight(fresh: Meeting, held: Meeting) -> list[int]:
    """The convener's side; since the invitation the invited; since the first sealing all who came and who owe a follow-up."""
    seen = set(fresh.convener.ids)
    for row in fresh.attendances.all():
        if held.sealed_at or (row.invited and held.invited_at):
            seen |= row.organization.ids
    if held.sealed_at:
        for promise in fresh.follow_ups.all():
            seen |= promise.owner.ids
    return sorted(seen)


def words_of(meeting: Meeting, *, sealed: bool) -> str:
    """What search looks through: only what everybody who sees the meeting may read, so no minutes before they are sealed."""
    agenda = [t for t in meeting.topics.all() if sealed or not t.outside]
    names = [a.name for a in meeting.attendances.all() if sealed or a.invited]
    parts = [meeting.title, meeting.place, meeting.convener.whole_name, *names]
    parts += [t.title for t in agenda]
    if sealed:
        parts += [meeting.summary, *(f"{t.minutes} {t.outcome}" for t in agenda)]
        parts += [f"{f.text} {f.result}" for f in meeting.follow_ups.all()]
    return "\n".join(part.strip() for part in parts if part.strip())[:20_000]


def minutes_hash(meeting: Meeting) -> str:
    """The fingerprint of the minutes as they stand: who came, what was said, who does what. Kept with the sealing."""
    return sha256(
        canonical(
            {
                "title": meeting.title,
                **_days(meeting),
                "summary": meeting.summary,
                "attendances": [[a.name, a.invited, a.came, a.people, a.note] for a in meeting.attendances.all()],
                "topics": [[t.number, t.title, t.outside, t.minutes, t.outcome] for t in meeting.topics.all()],
                "follow_ups": [[f.number, f.text, f.owner.whole_name, f.due] for f in meeting.follow_ups.all()],
                "dates": [[s.day, s.source] for s in meeting.source_dates.all()],
            }
        )
    )


def _staff(organization: Organization, permission: str, at: dt.datetime) -> QuerySet[Membership]:
    """Who works on it for an organisation: its own people with the permission, and its institution's officers."""
    own = Membership.objects.reaching(organization, [permission], local_day(at, organization.zone))
    mine = Q(organization=organization) | Q(role__in=["pengelola_kerja_sama", "pengelola_kemitraan"])
    return own.filter(mine).select_related("user")


def _guests(row: Attendance, at: dt.datetime) -> set[Membership]:
    """Who is meant by an invitation: the staff, and the one who works in the post."""
    day = local_day(at, row.organization.zone)
    desk = Membership.objects.on(day).filter(_desk(row.organization, row.post), user__is_active=True)
    return {*_staff(row.organization, "meeting.write", at), *desk.select_related("user")}


def _desk(organization: Organization, post: Post | None) -> Q:
    """The one who works in that post; for the head's post, or the organisation itself, its leader as well."""
    leader = Q(organization=organization, role="pimpinan", post=None)
    if post is None:
        return leader | Q(organization=organization, role="pimpinan", post__is_head=True)
    return Q(post=post) | leader if post.is_head else Q(post=post)


def _tell(
    people: Iterable[Membership], held: Meeting, *, threshold: str, text: str, page: str = "", at: dt.datetime
) -> list[Notice]:
    link = f"/pertemuan/{held.code}/{page}"
    users = {m.user for m in people}
    return tell(users, subject=f"meeting:{held.code}", threshold=threshold[:40], text=text, link=link, at=at)


def _tell_guest(held: Meeting, row: Attendance, *, threshold: str, text: str, at: dt.datetime) -> None:
    _tell(_guests(row, at), held, threshold=threshold, text=text, at=at)


def _tell_guests(held: Meeting, *, threshold: str, text: str, at: dt.datetime) -> None:
    for row in held.attendances.all():
        if row.invited and row.organization_id != held.convener_id:
            _tell_guest(held, row, threshold=threshold, text=text, at=at)


def _when(held: Meeting) -> str:
    """«02-03-2026 10.00 WIB», for a notice; of several days also the last."""
    zone = held.convener.zone
    start = held.starts_at.astimezone(ZONES[zone]).strftime("%d-%m-%Y %H.%M ") + zone
    if held.last_day is None:
        return start
    return _("%(start)s sampai %(end)s") % {"start": start, "end": held.last_day.strftime("%d-%m-%Y")}


def _days(held: Meeting) -> dict[str, Any]:
    """As the register keeps them: the last day only where there are several."""
    return {"starts_at": held.starts_at} | ({"last_day": held.last_day} if held.last_day else {})


def _span(starts_at: dt.datetime, ends_at: dt.datetime | None, last_day: dt.date | None, zone: str) -> rules.Span:
    """The last day as it was given, or as the end tells it."""
    day, end = local_day(starts_at, zone), local_day(ends_at, zone) if ends_at else None
    return rules.Span(starts_at, ends_at, day, last_day or max(day, end or day), end)


def _ended(organization: Organization, post: Post | None, day: dt.date) -> bool:
    return any(row is not None and row.end is not None and row.end < day for row in (organization, post))


# ---- before: prepare, revise, invite


@dataclasses.dataclass(frozen=True)
class Guest:
    """Who is on the list: an organisation, or one of its posts."""

    organization: Organization
    post: Post | None = None

    @property
    def name(self) -> str:
        """As it is kept: «Kepala Bappeda, Kabupaten Awan»."""
        return f"{self.post.title}, {self.organization.whole_name}" if self.post else self.organization.whole_name


@transaction.atomic
def prepare(
    *,
    kind: str,
    title: str,
    convener: Organization,
    starts_at: dt.datetime,
    by: Actor,
    at: dt.datetime,
    ends_at: dt.datetime | None = None,
    last_day: dt.date | None = None,
    place: str = "",
    summary: str = "",
    illustration: bool = False,
    guests: Sequence[Guest] = (),
    case: Chain | None = None,
) -> Meeting:
    """A meeting is planned, seen by the convener's side only; with those already on its list and the case it belongs to, if any."""
    ended = _ended(convener, None, local_day(at, convener.zone))
    span = _span(starts_at, ends_at, last_day, convener.zone)
    stop_if(rules.refusals_to_prepare(by, convener.ids, ended=ended, span=span))
    code = new_code()
    made = keep(
        Meeting(
            code=code, kind=kind, title=title.strip(), convener=convener, place=place.strip(), starts_at=starts_at, ends_at=ends_at,
            last_day=span.last if span.last > span.day else None,
            summary=summary.strip(), illustration=illustration, seen_by=sorted(convener.ids), chain=open_chain("meeting", code),
            words="\n".join([title.strip(), place.strip(), convener.whole_name]), state_since=at, made_at=at, changed_at=at,
        )
    )  # fmt: skip
    record(
        "meeting.prepared", chain=made.chain, by=by, at=at, subject=code,
        data={"kind": kind, "title": made.title, "convener": convener.whole_name, **_days(made)},
    )  # fmt: skip
    if guests:
        add_attendances(made, guests=guests, by=by, at=at)
    if case is not None:
        link(made, chain=case, by=by, at=at)
    return made


REVISABLE = ("kind", "title", "place", "starts_at", "ends_at", "last_day", "summary")


@transaction.atomic
def revise(
    meeting: Meeting, *, changes: Mapping[str, Any], by: Actor, at: dt.datetime, version: int | None = None
) -> Meeting:
    """What is known of the meeting is right again; the invited hear of another hour or place."""
    held = _hold(meeting)
    before = {name: getattr(held, name) for name in REVISABLE}
    values = {name: value.strip() if isinstance(value, str) else value for name, value in changes.items()}
    new = {name: values.get(name, before[name]) for name in REVISABLE}
    span = _span(new["starts_at"], new["ends_at"], new["last_day"], held.convener.zone)
    stop_if(rules.refusals_to_revise(held.facts(), by, span=span, version=version))
    new["last_day"] = span.last if span.last > span.day else None
    changed = [name for name in REVISABLE if new[name] != before[name]]
    if not changed:
        return held
    for name in changed:
        setattr(held, name, new[name])
    keep(held, only=changed)
    _done(held, "revised", by=by, at=at, changed=changed, **_days(held))
    if held.state == rules.INVITED and {"starts_at", "last_day", "place"} & set(changed):
        text = _("Waktu atau tempat berubah: %(title)s, kini %(when)s, %(place)s.") % _words(held)
        _tell_guests(held, threshold=f"changed:{held.version}", text=text, at=at)
    return held


def _words(held: Meeting) -> dict[str, str]:
    return {"title": held.title[:140], "when": _when(held), "place": held.place[:80] or "–", "who": held.convener.label}


def add_attendance(
    meeting: Meeting,
    *,
    organization: Organization,
    by: Actor,
    at: dt.datetime,
    post: Post | None = None,
    invited: bool = True,
    came: str = rules.UNKNOWN,
    people: str = "",
) -> Attendance:
    """One more on the list: to be invited, or (after the meeting) come unasked. Whoever is added after the invitation went out is told at once."""
    guests = [Guest(organization, post)]
    return add_attendances(meeting, guests=guests, invited=invited, came=came, people=people, by=by, at=at)[0]


@transaction.atomic
def add_attendances(
    meeting: Meeting,
    *,
    guests: Sequence[Guest],
    by: Actor,
    at: dt.datetime,
    invited: bool = True,
    came: str = rules.UNKNOWN,
    people: str = "",
) -> list[Attendance]:
    """The same for many at once, with one event."""
    held = _hold(meeting)
    facts = held.facts()
    day = local_day(at, held.convener.zone)
    stop_if(
        rules.refusals_to_attend(
            facts, by, invited=invited, came=came, none=not guests,
            ended=any(_ended(guest.organization, guest.post, day) for guest in guests),
            post_elsewhere=any(g.post is not None and g.post.organization_id != g.organization.pk for g in guests),
        )
    )  # fmt: skip
    order = max((a.order for a in held.attendances.all()), default=0)
    rows = [
        keep(
            Attendance(
                meeting=held, order=order + n, organization=guest.organization, post=guest.post, name=guest.name[:300], invited=invited,
                came=came, people=people.strip(),
            )
        )
        for n, guest in enumerate(guests, 1)
    ]  # fmt: skip
    what = "guests_added" if invited else "came_unasked"
    _done(held, what, by=by, at=at, names=", ".join(row.name for row in rows))
    if invited and held.state == rules.INVITED:
        for row in rows:
            _tell_guest(held, row, threshold="invited", text=_invitation(held), at=at)
    return rows


@transaction.atomic
def drop_attendance(attendance: Attendance, *, by: Actor, at: dt.datetime) -> None:
    """Off the list; whoever had been invited is told, and sees the meeting no longer."""
    held = _hold(attendance.meeting)
    stop_if(rules.refusals_to_change(held.facts(), by))
    row = _row(held.attendances.all(), attendance)
    Attendance.objects.filter(pk=row.pk).delete()
    _done(held, "guest_dropped", by=by, at=at, name=row.name)
    if held.state == rules.INVITED and row.invited:
        text = _("Undangan ditarik: %(title)s, %(when)s.") % _words(held)
        tell(
            {m.user for m in _guests(row, at)}, subject=f"meeting:{held.code}", threshold=f"dropped:{held.version}", text=text,
            link="/pertemuan/", at=at,
        )  # fmt: skip


def _invitation(held: Meeting) -> str:
    return _("%(who)s mengundang Anda: %(title)s, %(when)s, %(place)s.") % _words(held)


@transaction.atomic
def invite(meeting: Meeting, *, by: Actor, at: dt.datetime) -> None:
    """The invited see the meeting and are told of it, once."""
    held = _hold(meeting)
    today = local_day(at, held.convener.zone)
    stop_if(rules.refusals_to_invite(held.facts(), by, at=at, today=today))
    held.invited_at = at
    names = [a.name for a in held.attendances.all() if a.invited]
    _move(held, "invite", rules.INVITED, "invited", by=by, at=at, count=len(names), names=names)
    _tell_guests(held, threshold="invited", text=_invitation(held), at=at)


@transaction.atomic
def cancel(meeting: Meeting, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """The meeting does not take place; its record stays, and the invited are told why."""
    held = _hold(meeting)
    stop_if(rules.refusals_to_move("cancel", held.facts(), by, reason=reason))
    was_invited = held.state == rules.INVITED
    held.cancel_reason = reason.strip()
    _move(held, "cancel", rules.CANCELLED, "cancelled", by=by, at=at, reason=held.cancel_reason)
    if was_invited:
        text = _("Dibatalkan: %(title)s, %(when)s.") % _words(held)
        _tell_guests(held, threshold="cancelled", text=text, at=at)


# ---- after: who came, what was said


@transaction.atomic
def hold(meeting: Meeting, *, by: Actor, at: dt.datetime) -> None:
    """The meeting has taken place; its minutes may be written."""
    held = _hold(meeting)
    stop_if(rules.refusals_to_hold(held.facts(), by, today=local_day(at, held.convener.zone)))
    _move(held, "hold", rules.HELD, "held", by=by, at=at)


@transaction.atomic
def mark(attendance: Attendance, *, came: str, by: Actor, at: dt.datetime, people: str = "", note: str = "") -> None:
    """It is on record whether they came, and who for them."""
    held = _hold(attendance.meeting)
    stop_if(rules.refusals_to_change(held.facts(), by, (rules.HELD,)))
    row = _row(held.attendances.all(), attendance)
    _mark(row, came=came, people=people, note=note)
    _done(held, "marked", by=by, at=at, name=row.name, came=came)


def _mark(row: Attendance, *, came: str, people: str, note: str) -> bool:
    """True when something was changed."""
    new = (came, people.strip(), note.strip())
    if new == (row.came, row.people, row.note):
        return False
    row.came, row.people, row.note = new
    keep(row, only=["came", "people", "note"])
    return True


@transaction.atomic
def add_topic(
    meeting: Meeting,
    *,
    title: str,
    by: Actor,
    at: dt.datetime,
    outside: bool = False,
    raised_by: Organization | None = None,
    minutes: str = "",
    outcome: str = "",
) -> Topic:
    """One more point of the agenda, or a request that was made outside it."""
    held = _hold(meeting)
    made = _topic(held, _Said(title, outside, raised_by, minutes, outcome), by=by)
    what = "request_noted" if outside else "topic_added"
    _done(held, what, by=by, at=at, number=made.number, title=made.title)
    return made


@dataclasses.dataclass(frozen=True)
class _Said:
    title: str
    outside: bool = False
    raised_by: Organization | None = None
    minutes: str = ""
    outcome: str = ""


def _topic(held: Meeting, said: _Said, *, by: Actor) -> Topic:
    stop_if(
        rules.refusals_to_write_topic(
            held.facts(), by, outside=said.outside, raised_by=said.raised_by.pk if said.raised_by else None, minutes=said.minutes,
            outcome=said.outcome,
        )
    )  # fmt: skip
    number = (Topic.objects.filter(meeting=held).aggregate(last=Max("number"))["last"] or 0) + 1
    return keep(
        Topic(
            meeting=held, number=number, title=said.title.strip(), outside=said.outside, raised_by=said.raised_by,
            minutes=said.minutes.strip(), outcome=said.outcome.strip(),
        )
    )  # fmt: skip


TOPIC = ("title", "raised_by", "minutes", "outcome")


@transaction.atomic
def revise_topic(topic: Topic, *, changes: Mapping[str, Any], by: Actor, at: dt.datetime) -> None:
    """The point reads as changed; what was said is written only after the meeting."""
    held = _hold(topic.meeting)
    row = _row(held.topics.all(), topic)
    new = {name: changes.get(name, getattr(row, name)) for name in TOPIC}
    stop_if(
        rules.refusals_to_write_topic(
            held.facts(), by, outside=row.outside, raised_by=new["raised_by"].pk if new["raised_by"] else None,
            minutes=new["minutes"], outcome=new["outcome"],
        )
    )  # fmt: skip
    if _write(row, new):
        _done(held, "topic_revised", by=by, at=at, number=row.number, title=row.title)


def _write(row: Topic, new: Mapping[str, Any]) -> bool:
    values = {name: value.strip() if isinstance(value, str) else value for name, value in new.items()}
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        keep(row, only=changed)
    return bool(changed)


@transaction.atomic
def drop_topic(topic: Topic, *, by: Actor, at: dt.datetime) -> None:
    """The point is off the agenda; its number is not given again while others stand after it."""
    held = _hold(topic.meeting)
    stop_if(rules.refusals_to_change(held.facts(), by))
    row = _row(held.topics.all(), topic)
    Topic.objects.filter(pk=row.pk).delete()
    _done(held, "topic_dropped", by=by, at=at, number=row.number, title=row.title)


@dataclasses.dataclass(frozen=True)
class Minutes:
    """All that one sitting writes. By attendance: (came, people); by topic number: (minutes, outcome); requests: (title, raised by, minutes);
    follow-ups: (text, owner, due)."""

    summary: str = ""
    marks: Mapping[int, tuple[str, str]] = dataclasses.field(default_factory=dict)
    topics: Mapping[int, tuple[str, str]] = dataclasses.field(default_factory=dict)
    requests: Sequence[tuple[str, Organization | None, str]] = ()
    follow_ups: Sequence[tuple[str, Organization, dt.date]] = ()


@transaction.atomic
def write_minutes(
    meeting: Meeting, *, written: Minutes, by: Actor, at: dt.datetime, version: int | None = None
) -> Meeting:
    """Attendance, minutes by item, requests outside the agenda and follow-ups stand as typed: one save, one event, or nothing at all."""
    held = _hold(meeting)
    stop_if(rules.refusals_to_change(held.facts(), by, (rules.HELD,), version=version))
    marked = [
        row.name
        for row in held.attendances.all()
        if row.pk in written.marks
        and _mark(row, came=written.marks[row.pk][0], people=written.marks[row.pk][1], note=row.note)
    ]
    topics = [
        row.number
        for row in held.topics.all()
        if row.number in written.topics
        and _write(row, dict(zip(("minutes", "outcome"), written.topics[row.number], strict=True)))
    ]
    requests = [_topic(held, _Said(title, True, who, text), by=by).number for title, who, text in written.requests]
    promises = [_promise(held, text, owner, due, by=by, at=at) for text, owner, due in written.follow_ups]
    if written.summary.strip() != held.summary:
        held.summary = written.summary.strip()
        keep(held, only=["summary"])
    _done(
        held, "minutes_written", by=by, at=at, marked=len(marked), topics=topics, requests=requests,
        follow_ups=[row.number for row in promises],
    )  # fmt: skip
    return held


@transaction.atomic
def seal(meeting: Meeting, *, by: Actor, at: dt.datetime) -> None:
    """The minutes are what all who were there read from now on; owners of follow-ups hear of theirs."""
    held = _hold(meeting)
    stop_if(rules.refusals_to_seal(held.facts(), by))
    held.sealed_at = held.sealed_at or at
    _move(held, "seal", rules.SEALED, "sealed", by=by, at=at, hash=minutes_hash(held))
    text = _("Risalah disahkan: %(title)s, %(when)s.") % _words(held)
    for row in held.attendances.all():
        if row.organization_id != held.convener_id:
            _tell_guest(held, row, threshold=f"sealed:{held.version}", text=text, at=at)
    for promise in held.follow_ups.all():
        if promise.state == rules.OPEN:
            _tell_owner(held, promise, threshold=f"task:{promise.number}", at=at)


def _tell_owner(held: Meeting, row: FollowUp, *, threshold: str, at: dt.datetime, text: str = "") -> list[Notice]:
    """Returns the new notices; none when all had heard of it."""
    words = {"text": row.text[:180], "day": row.due.strftime("%d-%m-%Y")}
    text = text or _("Tindak lanjut untuk Anda: %(text)s (tenggat %(day)s).") % words
    page = f"tindak-lanjut/{row.number}/"
    return _tell(_doers(row.owner, at), held, threshold=threshold, text=text, page=page, at=at)


def _doers(owner: Organization, at: dt.datetime) -> set[Membership]:
    """Who reports for an owner: its staff, and those of who keeps it."""
    keepers = Organization.objects.filter(pk=owner.keeper_id_now) if owner.keeper_id_now else ()
    return {member for one in (owner, *keepers) for member in _staff(one, "followup.report", at)}


@transaction.atomic
def reopen(meeting: Meeting, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """The minutes may be corrected, with the reason on record; whoever could read them still can."""
    held = _hold(meeting)
    stop_if(rules.refusals_to_move("reopen", held.facts(), by, reason=reason))
    _move(held, "reopen", rules.HELD, "reopened", by=by, at=at, reason=reason.strip())


# ---- who does what by when


@transaction.atomic
def add_follow_up(
    meeting: Meeting, *, text: str, owner: Organization, due: dt.date, by: Actor, at: dt.datetime
) -> FollowUp:
    """An organisation has something to do by a day; it stands on its desk once the minutes are sealed."""
    held = _hold(meeting)
    made = _promise(held, text, owner, due, by=by, at=at)
    _done(held, "follow_up_added", by=by, at=at, number=made.number, owner=owner.whole_name, due=due)
    return made


def _promise(held: Meeting, text: str, owner: Organization, due: dt.date, *, by: Actor, at: dt.datetime) -> FollowUp:
    ended = _ended(owner, None, local_day(at, owner.zone))
    stop_if(rules.refusals_to_promise(held.facts(), by, due=due, ended=ended))
    number = (FollowUp.objects.filter(meeting=held).aggregate(last=Max("number"))["last"] or 0) + 1
    return keep(FollowUp(meeting=held, number=number, text=text.strip(), owner=owner, due=due, state_since=at))


def _settle(
    held: Meeting, row: FollowUp, verb: str, to: str, what: str, /, *, by: Actor, at: dt.datetime, **data: Any
) -> None:
    rules.FOLLOW_UP.check(verb, row.state, to)
    row.state, row.state_since = to, at
    row.version += 1
    keep(row, only=["state", "state_since", "version", "result", "done_by", "evidence"])
    _done(held, what, by=by, at=at, number=row.number, owner=row.owner.whole_name, **data)


@transaction.atomic
def revise_follow_up(
    follow_up: FollowUp,
    *,
    text: str,
    owner: Organization,
    due: dt.date,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> None:
    """What was agreed reads as it was meant; the register keeps what stood there, and who had read it hears of it."""
    held, row = _hold_follow_up(follow_up)
    ended = owner.pk != row.owner_id and _ended(owner, None, local_day(at, owner.zone))
    stop_if(rules.refusals_to_revise_follow_up(row.facts(), by, due=due, ended=ended, version=version))
    rules.FOLLOW_UP.check("revise", row.state, rules.OPEN)
    before, new = row.owner, {"text": text.strip(), "owner": owner, "due": due}
    was = {name: getattr(row, name) for name, value in new.items() if getattr(row, name) != value}
    if not was:
        return
    for name in was:
        setattr(row, name, new[name])
    row.version += 1
    keep(row, only=[*was, "version"])
    told = was | ({"owner": before.whole_name} if "owner" in was else {})
    _done(held, "follow_up_revised", by=by, at=at, number=row.number, was=told, owner=owner.whole_name, due=due)
    if held.sealed_at:
        _tell_corrected(held, row, before, by=by, at=at)


def _tell_corrected(held: Meeting, row: FollowUp, before: Organization, *, by: Actor, at: dt.datetime) -> None:
    """A new owner hears what is theirs, the earlier one that it is not; the same one how it reads now."""
    words = {"text": row.text[:150], "who": row.owner.label, "day": row.due.strftime("%d-%m-%Y")}
    key = f"{row.number}:{row.version}"
    if before == row.owner:
        text = _("Tindak lanjut dibetulkan: %(text)s (tenggat %(day)s).") % words
        if not by.speaks_for(before.ids):
            _tell_owner(held, row, threshold=f"revised:{key}", text=text, at=at)
        return
    told = _tell_owner(held, row, threshold=f"task:{row.number}", at=at)
    told = told or _tell_owner(held, row, threshold=f"task:{key}", at=at)  # it was theirs once before
    text = _("Tindak lanjut bukan lagi tugas Anda: %(text)s (kini %(who)s).") % words
    others = {m.user for m in _doers(before, at)} - {notice.recipient for notice in told}
    tell(others, subject=f"meeting:{held.code}", threshold=f"passed:{key}", text=text, link="/pertemuan/", at=at)


@transaction.atomic
def finish_follow_up(
    follow_up: FollowUp,
    *,
    result: str,
    by: Actor,
    at: dt.datetime,
    evidence: File | None = None,
    version: int | None = None,
) -> None:
    """Its owner says that it is done, what came of it, and perhaps shows it; the convener hears of it."""
    held, row = _hold_follow_up(follow_up)
    stop_if(rules.refusals_to_finish(row.facts(), by, result=result, version=version))
    row.result, row.evidence = result.strip(), evidence
    row.done_by = f"{by.post or by.name}, {by.organization}".strip(", ")[:200]
    sha = evidence.sha256 if evidence else ""
    _settle(held, row, "finish", rules.DONE, "follow_up_done", by=by, at=at, evidence=sha)
    if not by.speaks_for(held.convener.ids):
        text = _("Tindak lanjut selesai: %(text)s (%(who)s).") % {"text": row.text[:180], "who": row.owner.label}
        people = _staff(held.convener, "meeting.write", at)
        page = f"tindak-lanjut/{row.number}/"
        _tell(people, held, threshold=f"done:{row.number}:{row.version}", text=text, page=page, at=at)


@transaction.atomic
def drop_follow_up(follow_up: FollowUp, *, reason: str, by: Actor, at: dt.datetime, version: int | None = None) -> None:
    """It is no longer asked for, and its owner knows why."""
    held, row = _hold_follow_up(follow_up)
    stop_if(rules.refusals_to_judge("drop", row.facts(), by, reason=reason, version=version))
    row.result = reason.strip()
    _settle(held, row, "drop", rules.DROPPED, "follow_up_dropped", by=by, at=at, reason=row.result)
    _tell_again(held, row, _("Tidak dilanjutkan: %(text)s (%(reason)s)."), reason=row.result, by=by, at=at)


@transaction.atomic
def reopen_follow_up(
    follow_up: FollowUp, *, reason: str, by: Actor, at: dt.datetime, version: int | None = None
) -> None:
    """It is asked for again, with the reason; what was reported stays in the register."""
    held, row = _hold_follow_up(follow_up)
    stop_if(rules.refusals_to_judge("reopen", row.facts(), by, reason=reason, version=version))
    row.result, row.done_by, row.evidence = "", "", None
    _settle(held, row, "reopen", rules.OPEN, "follow_up_reopened", by=by, at=at, reason=reason.strip())
    _tell_again(held, row, _("Diminta lagi: %(text)s (%(reason)s)."), reason=reason, by=by, at=at)


def _tell_again(held: Meeting, row: FollowUp, text: str, *, reason: str, by: Actor, at: dt.datetime) -> None:
    """The owner hears of a change of mind, unless it was the owner's own or the minutes are not yet theirs to read."""
    if held.sealed_at and not by.speaks_for(row.owner.ids):
        words = {"text": row.text[:150], "reason": reason.strip()[:100]}
        _tell_owner(held, row, threshold=f"{row.state}:{row.number}:{row.version}", text=text % words, at=at)


def remind(*, at: dt.datetime) -> int:
    """Owners were told of follow-ups due in 30, 7 and 0 days; owner and convener of those that are late. Returns how many."""
    latest = local_day(at, "WIT") + dt.timedelta(days=max(rules.DUE))
    rows = FollowUp.objects.filter(state=rules.OPEN, due__lte=latest, meeting__sealed_at__isnull=False)
    rows = rows.select_related("meeting__convener__institution", "owner__institution")
    count = 0
    for row in rows.order_by("pk").iterator(chunk_size=500):
        zone = row.owner.zone
        threshold = rules.due(row.due, local_day(at, zone), since=local_day(row.recorded_at, zone))
        if threshold is None:
            continue
        count += 1
        held, key = row.meeting, f"due:{row.number}:{row.due}:{threshold}"
        words = {"text": row.text[:150], "day": row.due.strftime("%d-%m-%Y"), "who": row.owner.label}
        if threshold >= 0:
            _tell_owner(held, row, threshold=key, text=_("Tenggat %(day)s: %(text)s.") % words, at=at)
            continue
        text = _("Terlambat: %(text)s (%(who)s, tenggat %(day)s).") % words
        _tell_owner(held, row, threshold=key, text=text, at=at)
        people = _staff(held.convener, "meeting.write", at)
        _tell(people, held, threshold=key, text=text, page=f"tindak-lanjut/{row.number}/", at=at)
    return count


# ---- sources, files, cases


@transaction.atomic
def add_source_date(
    meeting: Meeting, *, day: dt.date, source: str, by: Actor, at: dt.datetime, note: str = ""
) -> SourceDate:
    """A source gives this day; it stands beside those that say otherwise."""
    held = _hold(meeting)
    stop_if(rules.refusals_to_change(held.facts(), by))
    made = keep(SourceDate(meeting=held, day=day, source=source.strip(), note=note.strip()))
    _done(held, "source_added", by=by, at=at, day=day, source=made.source)
    return made


@transaction.atomic
def drop_source_date(row: SourceDate, *, by: Actor, at: dt.datetime) -> None:
    """A source that was entered by mistake is gone from the list; the register keeps it."""
    held = _hold(row.meeting)
    stop_if(rules.refusals_to_change(held.facts(), by))
    SourceDate.objects.filter(pk=row.pk).delete()
    _done(held, "source_dropped", by=by, at=at, day=row.day, source=row.source)


@transaction.atomic
def enclose(
    meeting: Meeting,
    *,
    file: File,
    name: str,
    by: Actor,
    at: dt.datetime,
    caption: str = "",
    is_photo: bool = False,
) -> Enclosure:
    """A photo or a paper belongs to the meeting and is read by all who see it."""
    held = _hold(meeting)
    is_picture = file.media_type in (JPEG, PNG)
    stop_if(rules.refusals_to_enclose(held.facts(), by, is_photo=is_photo, is_picture=is_picture))
    made = keep(
        Enclosure(
            meeting=held, file=file, name=name.strip()[:200], caption=caption.strip(), is_photo=is_photo, by_name=(by.post or by.name)[:160],
            at=at,
        )
    )  # fmt: skip
    _done(held, "enclosed", by=by, at=at, name=made.name, file=file.sha256)
    return made


@transaction.atomic
def drop_enclosure(enclosure: Enclosure, *, by: Actor, at: dt.datetime) -> None:
    """The file no longer belongs to the meeting; its fingerprint stays in the register."""
    held = _hold(enclosure.meeting)
    stop_if(rules.refusals_to_change(held.facts(), by, rules.STANDING))
    Enclosure.objects.filter(pk=enclosure.pk).delete()
    _done(held, "enclosure_dropped", by=by, at=at, name=enclosure.name, file=enclosure.file.sha256)


@transaction.atomic
def link(meeting: Meeting, *, chain: Chain, by: Actor, at: dt.datetime) -> CaseLink:
    """The meeting belongs to the case. Which one, only those read who see the case: the event names the chain alone."""
    held = _hold(meeting)
    stop_if(rules.refusals_to_change(held.facts(), by, rules.STANDING) + _itself(held, chain))
    made = keep(CaseLink(meeting=held, chain=chain, at=at))
    _done(held, "linked", by=by, at=at, case=str(chain.pk))
    return made


def _itself(held: Meeting, chain: Chain) -> list[Refusal]:
    return [rules.NO_CASE] if chain.pk == held.chain_id else []


@transaction.atomic
def unlink(meeting: Meeting, *, chain: Chain, by: Actor, at: dt.datetime) -> None:
    """The meeting no longer belongs to the case."""
    held = _hold(meeting)
    gone = CaseLink.objects.filter(meeting=held, chain=chain)
    found = rules.refusals_to_change(held.facts(), by, rules.STANDING)
    stop_if(found if gone.exists() else [*found, rules.NOT_LINKED])
    gone.delete()
    _done(held, "unlinked", by=by, at=at, case=str(chain.pk))

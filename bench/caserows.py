"""The COPY generator of proposals and meetings: the rows that the actions would have written for them."""

from __future__ import annotations

import datetime as dt
import functools
from typing import Any

from bench import rows
from bench.cast import House, Unit
from bench.rows import Writer
from bench.texts import ASKED, GONE, Gathering, Letter
from simpul.core.dates import local_day

AFFAIR, TARGET = "2.07.pelatihan", "Pelaku usaha mikro"
LATE = dt.timedelta(seconds=2)  # the database's clock


@functools.cache
def models() -> dict[str, Any]:
    from simpul.meetings.models import Attendance, Meeting, Topic
    from simpul.proposals.models import Item, Proposal, Stay

    return {model._meta.db_table: model for model in (Proposal, Item, Stay, Meeting, Attendance, Topic)}


@functools.cache
def blank(table: str) -> dict[str, Any]:
    """Column → what it holds when nothing is said of it."""
    return {f.attname: f.get_default() for f in models()[table]._meta.concrete_fields}


def prepare() -> None:
    """The writer knows the columns of these tables."""
    rows.COLUMNS.update({table: " ".join(blank(table)) for table in models()})


def put(to: Writer, table: str, **values: Any) -> int:
    """One more row; what is not named is blank."""
    columns = blank(table)
    assert not set(values) - set(columns), set(values) - set(columns)
    return to.put(table, *({**columns, **values}[name] for name in columns if name != "id"))


def proposal(to: Writer, plan: Letter) -> None:
    """All rows of one proposal."""
    house = to.houses[plan.partner.institution]
    line, step = to.new_chain("proposal", plan.code), len(plan.items)
    id = to.last["proposals_proposal"] + 1

    def note(what: str, by: Any, step: int, **data: Any) -> dt.datetime:
        to.event(line, f"proposal.{what}", plan.moment(step), by, plan.code, data)
        return plan.moment(step)

    home, region = plan.region.units[0], {"region": plan.region.units[0].name, "partner": plan.partner.whole}
    letter = {"number": plan.letter_number, "date": None, "file": ""}
    note(
        "drafted", house.officer, 0, pen=plan.pen.whole, title=plan.title, direction="incoming", letter=letter, **region
    )
    for n, title in enumerate(plan.items, 1):
        item = {"activity": "training", "title": title, "affair": AFFAIR, "part": "", "region_code": place_of(plan), "extent": "within",
                "target": TARGET, "target_count": 100, "post_level": ""}  # fmt: skip
        put(to, "proposals_item", proposal_id=id, number=n, region_name=home.name, **item)
        note("item_added", house.officer, n, item=n, **item)
    state: dict[str, Any] = {"state": "draft", "state_since": plan.moment(0), "changed_at": plan.moment(step)}
    seen, agenda, stays = set(plan.pen.path), "", []
    if plan.state != "draft":
        step += 1
        day = local_day(plan.moment(step))
        at = note("sent", house.officer, step, received_on=str(day), items=len(plan.items))
        seen |= {*home.path, *plan.partner.path}
        stays.append(("received", home, at))
        state |= {"state": "received", "received_on": day}
    if plan.state in ("screening", "incomplete"):
        step, agenda = step + 1, plan.agenda_number
        at = note("registered", plan.region.officer, step, agenda_number=agenda, received_on=str(day))
        stays.append(("screening", home, at))
    if plan.state == "incomplete":
        step += 1
        at = note("completion_asked", plan.region.officer, step, text=ASKED)
        stays.append(("incomplete", plan.pen, at))
    if plan.state == "withdrawn":
        step += 1
        at = note("withdrawn", house.officer, step, reason=GONE)
        state["ending"] = GONE
    if stays:
        state |= {"state": plan.state, "state_since": at, "changed_at": at}
    if stays and plan.state != "withdrawn":
        _state, desk, since = stays[-1]
        state |= {"desk_id": desk.id, "desk_label": desk.whole, "desk_since": since}
    for (was, desk, since), until in (
        zip(stays, [*(s[2] for s in stays[1:]), at if plan.state == "withdrawn" else None], strict=True)
        if stays
        else ()
    ):
        put(
            to,
            "proposals_stay",
            proposal_id=id,
            state=was,
            organization_id=desk.id,
            label=desk.whole,
            since=since,
            until=until,
        )
    parts = [plan.title, plan.purpose, plan.partner.whole, home.name, plan.letter_number, agenda]
    parts += [f"{title}  {TARGET} {home.name}" for title in plan.items]
    put(
        to, "proposals_proposal", code=plan.code, title=plan.title, purpose=plan.purpose, direction="incoming", region_id=home.id,
        partner_id=plan.partner.id, pen_id=plan.pen.id, region_name=home.name, partner_name=plan.partner.whole, wanted_kind="kb", months=24,
        letter_number=plan.letter_number, agenda_number=agenda, seen_by=to.watched(plan.number, seen),
        words="\n".join(part for part in parts if part), chain_id=line.id, version=step + 1, made_at=plan.moment(0),
        recorded_at=plan.moment(0) + LATE, **state,
    )  # fmt: skip
    to.close_chain(line)


def place_of(plan: Letter) -> str:
    return f"33.{plan.region.units[0].institution + 1:02}"


def meeting(to: Writer, plan: Gathering) -> None:
    """All rows of one meeting."""
    by, line, id = plan.host.officer, to.new_chain("meeting", plan.code), to.last["meetings_meeting"] + 1
    guests = (plan.convener, plan.guest)
    names = [guest.whole for guest in guests]

    def note(what: str, step: int, **data: Any) -> None:
        to.event(line, f"meeting.{what}", plan.moment(step), by, plan.code, data)

    note(
        "prepared",
        0,
        kind=plan.kind,
        title=plan.title,
        convener=plan.convener.whole,
        starts_at=rows.utc(plan.starts_at),
    )
    note("guests_added", 0, names=", ".join(names))
    note("topic_added", 1, number=1, title=plan.topic)
    for n, guest in enumerate(guests, 1):
        put(to, "meetings_attendance", meeting_id=id, order=n, organization_id=guest.id, name=guest.whole, invited=True)
    put(to, "meetings_topic", meeting_id=id, number=1, title=plan.topic)
    seen, at, state = set(plan.convener.path), plan.moment(2 if plan.invited else 1), "prepared"
    if plan.invited:
        note("invited", 2, count=2, names=names)
        seen, state = seen | set(plan.guest.path), "invited"
    since = at if plan.invited else plan.moment(0)
    if plan.cancelled:
        state, since, at = "cancelled", plan.moment(3), plan.moment(3)
        note("cancelled", 3, reason=GONE)
    put(
        to, "meetings_meeting", code=plan.code, kind=plan.kind, title=plan.title, convener_id=plan.convener.id, place=plan.place,
        starts_at=plan.starts_at, state=state, state_since=since, invited_at=plan.moment(2) if plan.invited else None,
        cancel_reason=GONE if plan.cancelled else "",
        seen_by=to.watched(plan.number, seen), words="\n".join([plan.title, plan.place, plan.convener.whole, *names, plan.topic]),
        chain_id=line.id, version=3 + plan.invited + plan.cancelled, made_at=plan.moment(0), recorded_at=plan.moment(0) + LATE, changed_at=at,
    )  # fmt: skip
    to.close_chain(line)


# --- the same, done by the actions ------------------------------------------------------------------------------------


def act_proposal(plan: Letter, houses: list[House]) -> Any:
    from simpul.proposals import actions
    from simpul.proposals.models import Proposal

    by, region = houses[plan.partner.institution].officer, plan.region.officer
    made = actions.draft(
        title=plan.title, purpose=plan.purpose, direction="incoming", region=unit(plan.region.units[0]), partner=unit(plan.partner),
        pen=unit(plan.pen), wanted_kind="kb", months=24, letter_number=plan.letter_number, by=by, at=plan.moment(0),
    )  # fmt: skip
    for step, title in enumerate(plan.items, 1):
        actions.add_item(
            made, activity="training", title=title, affair=AFFAIR, region_code=place_of(plan), target=TARGET, target_count=100, by=by,
            at=plan.moment(step),
        )  # fmt: skip
    step = len(plan.items) + 1
    if plan.state != "draft":
        actions.send(made, by=by, at=plan.moment(step))
    if plan.state in ("screening", "incomplete"):
        actions.register(made, agenda_number=plan.agenda_number, by=region, at=plan.moment(step + 1))
    if plan.state == "incomplete":
        actions.ask_completion(made, text=ASKED, by=region, at=plan.moment(step + 2))
    if plan.state == "withdrawn":
        actions.withdraw(made, reason=GONE, by=by, at=plan.moment(step + 1))
    return Proposal.objects.get(pk=made.pk)


def act_meeting(plan: Gathering, houses: list[House]) -> Any:
    from simpul.meetings import actions
    from simpul.meetings.models import Meeting

    by = plan.host.officer
    made = actions.prepare(
        kind=plan.kind, title=plan.title, convener=unit(plan.convener), starts_at=plan.starts_at, place=plan.place,
        guests=[actions.Guest(unit(plan.convener)), actions.Guest(unit(plan.guest))], by=by, at=plan.moment(0),
    )  # fmt: skip
    actions.add_topic(made, title=plan.topic, by=by, at=plan.moment(1))
    if plan.invited:
        actions.invite(made, by=by, at=plan.moment(2))
    if plan.cancelled:
        actions.cancel(made, reason=GONE, by=by, at=plan.moment(3))
    return Meeting.objects.get(pk=made.pk)


def unit(row: Unit) -> Any:
    from simpul.organizations.models import Organization

    return Organization.objects.select_related("institution").get(pk=row.id)

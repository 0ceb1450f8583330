"""From nothing to a letter that was sent: draft, revise, items, documents, send, withdraw."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Replace, Upper
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf, behalf_data
from simpul.core.canonical import clean_text
from simpul.core.codes import new_code
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import Refusal, stop_if
from simpul.documents.models import File
from simpul.law.models import law_on
from simpul.meetings.models import Meeting
from simpul.organizations.models import Organization
from simpul.regions import codes
from simpul.regions.models import Region
from simpul.register.actions import open_chain
from simpul.register.models import Chain

from ..models import Enclosed, Item, PlanProgramme, Proposal
from ..models.checklist import law_of
from ..rules import states, verbs
from ..rules.documents import DOCUMENT, OTHER
from .disposing import recall_open
from .held import (
    Desk,
    audience,
    facts_of,
    hold,
    keep_answer,
    move,
    note_here,
    secretariat,
    tell_people,
    touch,
    words_of,
)
from .receiving import rank_on

# what the letter and its writer say; the rest follows from what happens to it
LINES = ("title", "letter_number", "burdens_reason")
TEXTS = ("purpose",)
PLAIN = (
    "wanted_kind", "months", "letter_date", "letter_file", "under", "initiator", "burdens_public", "apbd_funded", "in_current_apbd",
    "apbd_amount", "routine", "personal_data", "data_clause", "regimes", "signer",
)  # fmt: skip
FIELDS = frozenset((*LINES, *TEXTS, *PLAIN))
ITEM_LINES = ("title", "part", "target")
ITEM_FIELDS = frozenset(
    (*ITEM_LINES, "activity", "affair", "extent", "detail", "target_count", "post_level", "programme")
)


@transaction.atomic
def draft(
    *,
    title: str,
    direction: str,
    region: Organization,
    partner: Organization,
    pen: Organization,
    purpose: str = "",
    wanted_kind: str = "",
    months: int | None = None,
    initiator: Organization | None = None,
    letter_number: str = "",
    letter_date: dt.date | None = None,
    letter_file: File | None = None,
    under: Chain | None = None,
    ceremony: Meeting | None = None,
    illustration: bool = False,
    by: Actor,
    at: dt.datetime,
    **more: Any,
) -> Proposal:
    """A draft exists, seen by the side that writes it. An OPD that begins is the initiator.

    A region's cooperation officer may write down a letter that came on paper: direction incoming, pen the own unit.
    """
    if direction == states.OUTGOING and initiator is None and not by.may("proposal.register"):
        initiator = pen
    stop_if(verbs.refusals_to_draft(by, _sides(direction, region, partner, pen, initiator, at)))
    code = new_code()
    made = Proposal(
        code=code, direction=direction, region=region, partner=partner, pen=pen, ceremony=ceremony, illustration=illustration,
        region_name=region.name, partner_name=partner.whole_name[:300], seen_by=sorted(pen.ids),
        state_since=at, made_at=at, changed_at=at,
    )  # fmt: skip
    given = {
        "title": title, "purpose": purpose, "wanted_kind": wanted_kind, "months": months, "initiator": initiator,
        "letter_number": letter_number, "letter_date": letter_date, "letter_file": letter_file, "under": under, **more,
    }  # fmt: skip
    _fill(made, given)
    stop_if(_refusals_to_fill(made, by, at))
    made.chain = open_chain("proposal", code)
    made.words = _own_words(made)
    keep(made)
    facts = {"title": made.title, "direction": direction, "region": made.region_name, "partner": made.partner_name}
    note_here(made, "drafted", by=by, at=at, pen=pen.whole_name, **facts, letter=_letter(made))
    return made


def _sides(
    direction: str,
    region: Organization,
    partner: Organization,
    pen: Organization,
    initiator: Organization | None,
    at: dt.datetime,
) -> verbs.Sides:
    day = local_day(at, region.zone)
    whole = region.institution_id in (None, region.pk)
    ends = [one.end for one in (partner, partner.institution) if one and one.end]
    return verbs.Sides(
        direction=direction,
        pen_ids=pen.ids,
        pen_institution=pen.institution_id,
        region_id=region.pk,
        region_kind=region.kind if whole else "",
        region_code=region.region_code,
        region_ended=region.end is not None and region.end < day,
        partner_institution=partner.institution_id or partner.pk,
        partner_ended=any(end < day for end in ends),
        initiator_institution=initiator.institution_id if initiator else None,
    )


def _fill(row: Proposal, values: dict[str, Any]) -> None:
    """The row says what was given; a field that no form may set is a mistake of ours."""
    unknown = set(values) - FIELDS
    if unknown:
        raise TypeError(f"a proposal has no such field to fill: {sorted(unknown)}")
    for name, value in values.items():
        if name in LINES:
            value = " ".join(clean_text(value).split())
        elif name in TEXTS:
            value = clean_text(value).strip()
        setattr(row, name, value)


def _own_words(row: Proposal) -> str:
    """Of a proposal that has no items yet."""
    parts = (row.title, row.purpose, row.partner_name, row.region_name, row.letter_number)
    return "\n".join(part for part in parts if part)


def _letter(row: Proposal) -> dict[str, Any]:
    """What the register keeps of the letter."""
    file = row.letter_file
    return {"number": row.letter_number, "date": row.letter_date, "file": file.sha256 if file else ""}


def _refusals_to_fill(row: Proposal, by: Actor, at: dt.datetime) -> list[Refusal]:
    """What it says of itself, and whether the same letter came before."""
    day = local_day(at, row.region.zone)
    law = law_on(day, row.region.region_code)
    found = verbs.refusals_to_fill(
        months=row.months,
        kind=row.wanted_kind,
        kinds={entry.key for entry in law.others_of("instrument")},
        regimes=row.regimes,
        known_regimes={entry.key for entry in law.others_of("referral")},
        letter_date=row.letter_date,
        amount=row.apbd_amount,
        today=day,
        under_kind=row.under.kind if row.under else "",
    )
    return found + _refusals_by_twin(row, by)


def _refusals_by_twin(row: Proposal, by: Actor) -> list[Refusal]:
    """The same file, or number and date from the same institution, was sent in this region and not withdrawn since.

    Drafts do not count: the other side's would reveal itself and keep the registry from its work. Whoever sends second is told.
    """
    others = Proposal.objects.filter(region=row.region).exclude(state__in=states.UNSENT).exclude(pk=row.pk)
    sender = row.partner.institution_id or row.partner_id
    asked = []
    if row.letter_file:
        asked.append(("letter_file", others.filter(letter_file=row.letter_file)))
    if row.letter_number and row.letter_date:
        bare = Upper(Replace("letter_number", Value(" "), Value("")))  # offices set spaces as they like
        number = row.letter_number.replace(" ", "").upper()
        same = others.filter(letter_date=row.letter_date).annotate(bare=bare).filter(bare=number)
        asked.append(("letter_number", same.filter(partner__institution=sender)))
    for field, rows in asked:
        twin = rows.order_by("pk").first()
        if twin:
            seen = Proposal.objects.visible_to(by).filter(pk=twin.pk).exists()
            return verbs.refusals_by_twin(twin.code if seen else "", field=field)
    return []


@transaction.atomic
def revise(
    proposal: Proposal, *, changes: dict[str, Any], by: Actor, at: dt.datetime, version: int | None = None
) -> None:
    """The proposal says something else. While it is a draft also its address may change: region and partner."""
    held = hold(proposal)
    stop_if(verbs.refusals_to_revise(facts_of(held), by, version=version))
    changes = _own_answers(held, changes, by)
    before: dict[str, Any] = dict(Proposal.objects.values().get(pk=held.pk))
    if held.state == states.DRAFT:
        region, partner = changes.pop("region", held.region), changes.pop("partner", held.partner)
        initiator = changes.get("initiator", held.initiator)
        stop_if(verbs.refusals_to_draft(by, _sides(held.direction, region, partner, held.pen, initiator, at)))
        held.region, held.partner = region, partner
        held.region_name, held.partner_name = region.name, partner.whole_name[:300]
    _fill(held, changes)
    moved = held.region_id != before["region_id"]
    stop_if(_refusals_to_fill(held, by, at) + (_refusals_by_items(held) if moved else []))
    held.words, held.seen_by = words_of(held), audience(held)
    named = ["region", "partner", "region_name", "partner_name", "words", "seen_by"]
    move(held, "revise", held.state, at=at, also=[*named, *changes, "sender_said"])
    fields = [field.attname for field in Proposal._meta.concrete_fields if field.name in {*named[:2], *changes}]
    changed = sorted(name.removesuffix("_id") for name in fields if before[name] != getattr(held, name))
    note_here(held, "revised", by=by, at=at, changed=changed, letter=_letter(held))


def _own_answers(held: Proposal, changes: dict[str, Any], by: Actor) -> dict[str, Any]:
    """What the writer changes. Answers that the region gave for itself stand until the writer answers otherwise than before."""
    changes = dict(changes)
    if by.institution_id == held.region_id:
        return changes
    for name in [name for name in changes if name in held.sender_said]:
        if changes[name] == held.answer(name, inside=False):
            del changes[name]
        else:
            del held.sender_said[name]
    return changes


def _refusals_by_items(held: Proposal) -> list[Refusal]:
    """Addressed to another region, its items must lie there."""
    for item in held.items.filter(dropped_at=None).select_related("programme"):
        facts = _item_facts(held, item, item.region_code, known=True)
        found = verbs.refusals_to_place(facts)
        found += verbs.refusals_to_link(facts.programme_institution, retired=False, region_id=held.region_id)
        if found:
            return [Refusal("address.items_outside", found[0].text, "value", "region")]
    return []


# ------------------------------------------------------------------ items


@transaction.atomic
def add_item(
    proposal: Proposal,
    *,
    activity: str,
    title: str,
    affair: str,
    region_code: str,
    target: str,
    extent: str = states.WITHIN,
    part: str = "",
    detail: str = "",
    target_count: int | None = None,
    post_level: str = "",
    programme: PlanProgramme | None = None,
    by: Actor,
    at: dt.datetime,
) -> Item:
    """One more activity is asked for, with its sub-matter, place and people."""
    held = hold(proposal)
    stop_if(verbs.refusals_to_add_item(facts_of(held), by))
    number = (held.items.aggregate(Max("number"))["number__max"] or 0) + 1
    made = Item(proposal=held, number=number)
    values = {
        "activity": activity, "title": title, "affair": affair, "target": target, "extent": extent, "part": part, "detail": detail,
        "target_count": target_count, "post_level": post_level, "programme": programme,
    }  # fmt: skip
    _fill_item(held, made, {**values, "region_code": region_code}, at)
    keep(made)
    _items_changed(held, at)
    note_here(held, "item_added", by=by, at=at, item=number, **_item_data(made))
    return made


@transaction.atomic
def revise_item(item: Item, *, changes: dict[str, Any], by: Actor, at: dt.datetime, version: int | None = None) -> None:
    """The item says something else; its number stays. `version` is the proposal's."""
    held = hold(item.proposal)
    row = held.items.select_related("programme").get(pk=item.pk)
    facts = facts_of(held)
    stop_if(
        verbs.refusals_to_change_item(facts, by, dropped=row.dropped_at is not None) + verbs.current(facts, version)
    )
    _fill_item(held, row, {"region_code": row.region_code, **changes}, at)
    keep(row, only=sorted({*ITEM_FIELDS, "region_code", "region_name"}))
    _items_changed(held, at)
    note_here(held, "item_revised", by=by, at=at, item=row.number, **_item_data(row))


@transaction.atomic
def remove_item(item: Item, *, by: Actor, at: dt.datetime) -> None:
    """The sender no longer asks for it. Of a draft it is gone; once received it stays readable as taken out, and its number is not used again."""
    held = hold(item.proposal)
    row = held.items.get(pk=item.pk)
    stop_if(verbs.refusals_to_change_item(facts_of(held), by, dropped=row.dropped_at is not None))
    if held.state == states.DRAFT:
        row.delete()
    else:
        row.dropped_at, row.dropped_by = at, who_of(by)
        row.dropped_reason = _("Dikeluarkan oleh pengirim.")
        keep(row, only=["dropped_at", "dropped_by", "dropped_reason"])
    _items_changed(held, at)
    note_here(held, "item_removed", by=by, at=at, item=row.number, title=row.title)


def _fill_item(held: Proposal, row: Item, values: dict[str, Any], at: dt.datetime) -> None:
    """The item says what was given, lies at a place of the addressed region, and names it as it is called that day."""
    unknown = set(values) - ITEM_FIELDS - {"region_code"}
    if unknown:
        raise TypeError(f"an item has no such field to fill: {sorted(unknown)}")
    typed = " ".join(clean_text(str(values.pop("region_code") or "")).split())
    for name, value in values.items():
        text = name in ITEM_LINES or name == "detail"
        setattr(row, name, clean_text(value).strip() if text else value)
    row.title, row.target = " ".join(row.title.split()), " ".join(row.target.split())
    day = local_day(at, held.region.zone)
    code = codes.normal(typed)
    place = Region.objects.find(code, on=day) if code else None
    known = place is not None or not Region.objects.on(day).filter(code=held.region.region_code).exists()
    stop_if(
        verbs.refusals_to_item(
            _item_facts(held, row, typed, known=known),
            affairs={affair.key for affair in law_of(held, at).affairs},
            region_id=held.region_id,
        )
    )
    row.region_code = code or ""
    own = held.region_name if code == held.region.region_code else row.region_code
    row.region_name = (str(place) if place else own)[:200]


def _item_facts(held: Proposal, row: Item, typed: str, *, known: bool) -> verbs.ItemFacts:
    programme = row.programme
    return verbs.ItemFacts(
        activity=row.activity,
        affair=row.affair,
        place=codes.normal(typed),
        typed_place=typed,
        place_known=known,
        post_level=row.post_level,
        region_code=held.region.region_code,
        region_name=held.region_name,
        programme_institution=programme.institution_id if programme else None,
        programme_retired=bool(programme and programme.retired_at),
    )


def _item_data(row: Item) -> dict[str, Any]:
    """What the register keeps of an item."""
    names = ("activity", "title", "affair", "part", "region_code", "extent", "target", "target_count", "post_level")
    return {name: getattr(row, name) for name in names}


def _items_changed(held: Proposal, at: dt.datetime) -> None:
    held.words = words_of(held)
    move(held, "revise", held.state, at=at, also=["words"])


def who_of(by: Actor) -> str:
    """How the actor is named beside what they did."""
    return f"{by.post or by.name}, {by.organization}".strip(", ")[:200]


# ------------------------------------------------------------------ documents


@transaction.atomic
def enclose(proposal: Proposal, *, kind: str, file: File, name: str, by: Actor, at: dt.datetime) -> Enclosed:
    """An input document lies with the proposal, and the checklist counts it."""
    held = hold(proposal)
    known = {OTHER, *(row.key for row in law_of(held, at).others_of(DOCUMENT))}
    count = held.documents.count()
    stop_if(verbs.refusals_to_enclose(facts_of(held), by, kind=kind, kinds=known, count=count))
    name = " ".join(clean_text(name).split())[:200]
    made = keep(
        Enclosed(
            proposal=held, kind=kind, file=file, name=name, by_name=who_of(by), by_key=by.key, organization_id=by.organization_id, at=at
        )
    )  # fmt: skip
    touch(held, at=at)
    note_here(held, "document_enclosed", by=by, at=at, document=kind, name=made.name, file=file.sha256)
    return made


@transaction.atomic
def remove_enclosed(enclosed: Enclosed, *, by: Actor, at: dt.datetime) -> None:
    """The document lies with the proposal no longer; the register keeps its fingerprint."""
    held = hold(enclosed.proposal)
    row = held.documents.select_related("file", "organization").get(pk=enclosed.pk)
    stop_if(verbs.refusals_to_remove_enclosed(facts_of(held), by, placed=row.put_there()))
    data = {"document": row.kind, "name": row.name, "file": row.file.sha256}
    row.delete()
    touch(held, at=at)
    note_here(held, "document_removed", by=by, at=at, **data)


# ------------------------------------------------------------------ sending


@transaction.atomic
def send(
    proposal: Proposal, *, received_on: dt.date | None = None, by: Actor, at: dt.datetime, version: int | None = None
) -> None:
    """The region has it: it lies with its cooperation office, whoever wrote it. The day of receipt is today, or as written on paper.

    An initiative of one of the region's units goes the same way and stays inside until the leader agreed to offer it.
    """
    held = hold(proposal)
    day = local_day(at, held.region.zone)
    own = held.pen.institution_id == held.region_id
    stop_if(
        verbs.refusals_to_send(
            facts_of(held), by, pen_in_region=own, received_on=received_on if own else None, letter_date=held.letter_date, today=day, version=version,
        )
        + _refusals_by_twin(held, by)
    )  # fmt: skip
    held.received_on = received_on if own and received_on else day
    held.rank = rank_on(held, day)
    office = secretariat(held.region, day)
    move(held, "send", states.RECEIVED, at=at, desk=Desk(office), also=["received_on", "rank"])
    note_here(held, "sent", by=by, at=at, received_on=held.received_on, items=held.items.count())
    text = _("%(title)s: diterima dari %(sender)s dan menunggu register.") % {
        "title": held.title,
        "sender": held.partner_name if held.direction == states.INCOMING else held.pen.name,
    }
    tell_people(held, office, ("proposal.register",), threshold="sent", text=text, at=at)
    if own and held.direction == states.INCOMING:
        text = _("%(title)s: surat lembaga Anda dicatat oleh %(region)s.") % {
            "title": held.title,
            "region": held.region_name,
        }
        tell_people(held, held.partner, ("proposal.write",), threshold="written_down", text=text, at=at)


@transaction.atomic
def withdraw(
    proposal: Proposal,
    *,
    reason: str,
    behalf: Behalf | None = None,
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> None:
    """Whoever wrote it no longer asks: it is closed as «Ditarik», questions on leaders' desks are taken back, and its letter may come again."""
    held = hold(proposal)
    facts = facts_of(held)
    stop_if(verbs.refusals_to_withdraw(facts, by, reason=reason, behalf=behalf) + verbs.current(facts, version))
    was, held.ending = held.state, clean_text(reason).strip()
    keep_answer(held, behalf, by, at)
    recall_open(held, at=at)
    move(held, "withdraw", states.WITHDRAWN, at=at, also=["ending"])
    note_here(held, "withdrawn", by=by, at=at, reason=held.ending, **behalf_data(behalf))
    if was == states.DRAFT:
        return
    text = _("%(title)s: ditarik oleh pengirimnya.") % {"title": held.title}
    tell_people(held, held.region, ("proposal.register",), threshold="withdrawn", text=text, at=at)
    if was == states.OFFERED:
        tell_people(held, held.partner, ("proposal.answer",), threshold="withdrawn", text=text, at=at)

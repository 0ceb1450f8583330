"""Screening: a run of the rules is kept, findings are answered, members of the TKKSD write their views, the document is chosen."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from simpul.core.actors import Actor
from simpul.core.canonical import clean_text
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.law.models import law_on
from simpul.organizations.models import Organization
from simpul.register.models import Chain

from ..models import Item, Override, Proposal, Screening, View
from ..models.screening import latest
from ..models.screening_facts import facts_on
from ..rules import screening_verbs as verbs
from ..rules import states
from ..rules.screening import advice_on, findings_on
from ..rules.screening_found import hash_of, hash_of_law
from .held import facts_of, hold, move, note_here, note_inside, touch


@transaction.atomic
def screen(proposal: Proposal, *, by: Actor, at: dt.datetime) -> Screening:
    """The rules ran over the facts of today; the run is kept with its facts, its law and what it found."""
    held = hold(proposal)
    stop_if(verbs.refusals_to_screen(facts_of(held), by))
    return _run(held, by=by, at=at)


@translation.override("id")  # what is kept is not in the language of who does it
def _run(held: Proposal, *, by: Actor, at: dt.datetime) -> Screening:
    day, code = local_day(at, held.region.zone), held.region.region_code
    facts, law = facts_on(held, day), law_on(day, code)
    result, text = findings_on(facts, law), facts.text()
    rows, print_of_law = result.rows(), hash_of_law(facts, law)
    last = held.screenings.aggregate(last=Max("number"))["last"] or 0
    made = keep(
        Screening(
            proposal=held, number=last + 1, day=day, region_code=code, facts=text, law=print_of_law, findings=rows,
            advice=result.advice.row(), hash=hash_of(text, print_of_law, rows), made_by=_who(by), made_at=at,
        )
    )  # fmt: skip
    move(held, "screen", states.SCREENING, at=at)
    note_inside(held, "screened", by=by, at=at, number=made.number, hash=made.hash, found=len(rows))
    return made


@transaction.atomic
def answer_facts(
    proposal: Proposal, *, changes: Mapping[str, Any], version: int | None = None, by: Actor, at: dt.datetime
) -> Proposal:
    """The region answered, for its own eyes, what the rules ask about money, data, regimes and who signs; the next run takes it up."""
    held = hold(proposal)
    known = [row.key for row in law_on(local_day(at, held.region.zone), held.region.region_code).others_of("referral")]
    changed = {name: value for name, value in changes.items() if name in verbs.ANSWERS}
    stop_if(
        verbs.refusals_to_answer(
            facts_of(held),
            by,
            version=version,
            regimes=changed.get("regimes", ()),
            known_regimes=known,
            amount=changed.get("apbd_amount"),
        )
    )
    for name, value in changed.items():
        value = clean_text(value).strip() if isinstance(value, str) else value
        before = getattr(held, name)
        if value != before and name not in held.sender_said:
            held.sender_said[name] = str(before) if isinstance(before, Decimal) else before
        setattr(held, name, value)
    touch(held, at=at, also=[*changed, "sender_said"])
    note_inside(held, "facts_answered", by=by, at=at, fields=sorted(changed))
    return held


@transaction.atomic
def classify(item: Item, *, affair: str, part: str = "", by: Actor, at: dt.datetime) -> Item:
    """The region said which sub-matter, and which part of it, the item is; both sides read it."""
    held = hold(item.proposal)
    row = held.items.get(pk=item.pk)
    law = law_on(local_day(at, held.region.zone), held.region.region_code)
    found = law.affair(affair)
    fits = found is not None and (not part or found.part(part) is not None)
    stop_if(verbs.refusals_to_classify(facts_of(held), by, known=fits, dropped=row.dropped_at is not None))
    assert found is not None
    row.affair, row.part = affair, part
    keep(row, only=["affair", "part"])
    touch(held, at=at)
    chosen = found.part(part)
    matter = f"{found.matter} – {chosen.title}" if chosen else found.matter
    note_here(held, "item_classified", by=by, at=at, item=row.number, matter=matter)
    return row


@transaction.atomic
def override(proposal: Proposal, *, code: str, reason: str, by: Actor, at: dt.datetime) -> Override:
    """The region saw this finding and wrote why it goes on; only the region reads the reason."""
    held = hold(proposal)
    run = latest(held)
    row = next((row for row in run.findings if row["code"] == code), None) if run else None
    stop_if(
        verbs.refusals_to_override(
            facts_of(held),
            by,
            known=row is not None,
            hard=bool(row and row["hard"]),
            asks=bool(row and row["asks"]),
            reason=reason,
        )
    )
    assert row is not None
    return _reason(held, code, row["text"], reason, by=by, at=at)


def _reason(held: Proposal, code: str, said: str, reason: str, *, by: Actor, at: dt.datetime) -> Override:
    reason = clean_text(reason).strip()
    made = keep(Override(proposal=held, code=code, said=said, reason=reason, made_by=_who(by), made_at=at))
    note_inside(held, "finding_overridden", by=by, at=at, code=code, reason=made.reason)
    return made


@transaction.atomic
def write_view(proposal: Proposal, *, field: str, stance: str, text: str, by: Actor, at: dt.datetime) -> View:
    """What somebody of the TKKSD sees from one field stands beside the findings."""
    held = hold(proposal)
    text = clean_text(text).strip()
    stop_if(verbs.refusals_to_view(facts_of(held), by, field=field, stance=stance, text=text))
    own = Organization.objects.get(pk=by.organization_id) if by.organization_id else held.region
    made = keep(
        View(
            proposal=held,
            field=field,
            stance=stance,
            text=text,
            organization=own,
            by_key=by.key,
            by_name=_who(by),
            at=at,
        )
    )
    note_inside(held, "view_written", by=by, at=at, field=field, stance=stance)
    return made


@transaction.atomic
def choose_kind(proposal: Proposal, *, kind: str, reason: str = "", by: Actor, at: dt.datetime) -> Proposal:
    """The document is chosen; where it differs from the advice, the reason stands beside that finding. Screened anew at once, unless it is agreed."""
    held = hold(proposal)
    day = local_day(at, held.region.zone)
    facts, law = facts_on(held, day), law_on(day, held.region.region_code)
    advised = advice_on(facts, law).documents
    kinds = {row.key for row in law.others_of("instrument")} - {"addendum", "rk"}
    stop_if(verbs.refusals_to_choose(facts_of(held), by, kind=kind, kinds=kinds, advised=advised, reason=reason))
    if reason.strip():
        _reason_for_kind(held, dataclasses.replace(facts, kind=kind), reason, by=by, at=at)
    held.kind = kind
    keep(held, only=["kind"])
    note_inside(held, "kind_chosen", by=by, at=at, kind=kind, reason=reason.strip())
    if held.state == states.SCREENING:
        _run(held, by=by, at=at)
    else:
        touch(held, at=at)
    return held


@transaction.atomic
def link_umbrella(proposal: Proposal, *, under: Chain | None, by: Actor, at: dt.datetime) -> Proposal:
    """It stands under which agreement it comes; None: none. Only the region reads that somebody linked it."""
    held = hold(proposal)
    stop_if(verbs.refusals_to_link(facts_of(held), by, chain_kind=under.kind if under else ""))
    if held.under_id == (under.pk if under else None):
        return held
    held.under = under
    touch(held, at=at, also=["under"])
    note_inside(held, "umbrella_linked", by=by, at=at, agreement=under.subject if under else "")
    return held


@translation.override("id")
def _reason_for_kind(held: Proposal, facts: Any, reason: str, *, by: Actor, at: dt.datetime) -> None:
    """The finding that this choice leads to is answered, unless the same reason for it stands already."""
    law = law_on(facts.day, held.region.region_code)
    code = f"kind.differs.{facts.kind}"
    row = next((row for row in findings_on(facts, law).rows() if row["code"] == code), None)
    if row and not Override.objects.filter(proposal=held, code=code, said=row["text"]).exists():
        _reason(held, code, row["text"], reason, by=by, at=at)


def _who(by: Actor) -> str:
    return ", ".join(part for part in (by.name, by.post, by.organization) if part)[:200]

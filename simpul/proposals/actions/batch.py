"""A signing ceremony opens many cases at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.refusals import Refusal, Refused, stop_if
from simpul.law.models import law_on
from simpul.law.rules import LawOn
from simpul.meetings.actions import link
from simpul.meetings.models import Meeting
from simpul.organizations.models import Organization

from ..models import Proposal
from ..models.checklist import missing
from ..rules import states, verbs
from ..sheets import BatchRow
from .drafting import add_item, draft, send
from .receiving import ask_completion, register


@transaction.atomic
def open_batch(
    rows: Sequence[BatchRow], *, ceremony: Meeting, region: Organization, by: Actor, at: dt.datetime
) -> list[Proposal]:
    """Every row is a case of its own, belongs to the ceremony, and stands as far as it has come. All of them or none.

    They are letters on paper, written down by the region's cooperation office. What a case lacks is computed from the
    checklist; a case that is to be completed asks for exactly that.
    """
    stop_if(
        verbs.refusals_to_open_batch(by, region_id=region.pk, kind=ceremony.kind, state=ceremony.state, count=len(rows))
    )
    pen = Organization.objects.select_related("institution").get(pk=by.organization_id or region.pk)
    law = law_on(local_day(at, region.zone), region.region_code)
    made, wrong = [], []
    for row in rows:
        try:
            with transaction.atomic():
                made.append(_open(row, ceremony, region, pen, law, by=by, at=at))
        except Refused as stopped:
            wrong += [_in_row(row, refusal) for refusal in stopped.refusals]
    stop_if(wrong)
    return made


def check_batch(
    rows: Sequence[BatchRow], *, ceremony: Meeting, region: Organization, by: Actor, at: dt.datetime
) -> list[Refusal]:
    """What would keep the list from being opened, row by row; nothing of it stays."""
    try:
        with transaction.atomic():
            open_batch(rows, ceremony=ceremony, region=region, by=by, at=at)
            transaction.set_rollback(True)
    except Refused as stopped:
        return stopped.refusals
    return []


def _open(
    row: BatchRow,
    ceremony: Meeting,
    region: Organization,
    pen: Organization,
    law: LawOn,
    *,
    by: Actor,
    at: dt.datetime,
) -> Proposal:
    made = draft(
        title=row.title, purpose=row.purpose, direction=states.INCOMING, region=region, partner=row.partner, pen=pen,
        wanted_kind=row.wanted_kind, months=row.months, letter_number=row.letter_number, letter_date=row.letter_date,
        ceremony=ceremony, illustration=ceremony.illustration, by=by, at=at,
    )  # fmt: skip
    if row.item:
        add_item(made, title=row.title, by=by, at=at, **row.item)
    link(ceremony, chain=made.chain, by=by, at=at)
    if row.stage != states.DRAFT:
        send(made, by=by, at=at)
    if row.stage == states.SCREENING:
        register(made, by=by, at=at)
    elif row.stage == states.INCOMPLETE:
        wanted = ", ".join(missing([made], law)[made.pk])
        text = _("Mohon dilengkapi: %(wanted)s.") % {"wanted": wanted} if wanted else _("Mohon periksa kelengkapan.")
        ask_completion(made, text=text, by=by, at=at)
    return Proposal.objects.select_related("partner", "region", "desk").get(pk=made.pk)


def _in_row(row: BatchRow, refusal: Refusal) -> Refusal:
    """The same reason, with the row it speaks of."""
    text = _("Baris %(row)s (%(partner)s): %(text)s") % {
        "row": row.number,
        "partner": row.partner.name,
        "text": refusal.text,
    }
    return Refusal(refusal.code, text, refusal.kind, "", refusal.source)

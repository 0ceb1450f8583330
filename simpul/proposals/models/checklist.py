"""The checklist of a proposal: what its kind of cooperation asks for, held against what came with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _

from simpul.core.dates import local_day
from simpul.law.models import law_on
from simpul.law.rules import LawOn
from simpul.organizations.models import LegalForm

from ..rules import documents
from .proposal import Enclosed, Item, Proposal


def law_of(proposal: Proposal, at: dt.datetime) -> LawOn:
    """The law of the day in the region that is asked."""
    return law_on(local_day(at, proposal.region.zone), proposal.region.region_code)


def checklist(proposal: Proposal, law: LawOn, *, inside: bool) -> list[documents.Wanted]:
    """The input documents for this proposal, as its region reads them or others."""
    return checklists([proposal], law, inside=inside)[proposal.pk]


def checklists(proposals: Iterable[Proposal], law: LawOn, *, inside: bool) -> dict[int, list[documents.Wanted]]:
    """The same for many, in two queries. Their `partner` should have come along."""
    rows = list(proposals)
    partners = {p.pk: p.partner.institution_id or p.partner_id for p in rows}
    forms = LegalForm.objects.filter(organization__in=set(partners.values()), start__lte=law.day).exclude(
        end__lt=law.day
    )
    form_of = dict(forms.values_list("organization_id", "form"))
    present: dict[int, set[str]] = {p.pk: {documents.LETTER} if p.letter_file_id else set() for p in rows}
    for pk, kind in Enclosed.objects.filter(proposal__in=rows).values_list("proposal_id", "kind"):
        present[pk].add(kind)
    return {
        p.pk: documents.checklist(
            form_of.get(partners[p.pk], ""), law, kind=p.asked_kind(inside=inside), direction=p.direction, present=present[p.pk]
        )
        for p in rows
    }  # fmt: skip


def missing(proposals: Iterable[Proposal], law: LawOn) -> dict[int, list[str]]:
    """For each proposal what its region still misses before it can be judged, in words, in three queries."""
    rows = list(proposals)
    wanted = checklists(rows, law, inside=True)
    filled = set(Item.objects.filter(proposal__in=rows, dropped_at=None).values_list("proposal_id", flat=True))
    return {
        p.pk: [
            *([] if p.pk in filled else [_("kegiatan dengan tempat dan sasarannya")]),
            *([] if p.purpose else [_("maksud dan manfaat")]),
            *([] if p.letter_number and p.letter_date else [_("nomor dan tanggal surat")]),
            *(row.title for row in documents.missing(wanted[p.pk])),
        ]
        for p in rows
    }

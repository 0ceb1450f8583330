"""The checklist of a proposal: what its kind of cooperation asks for, held against what came with it."""

from __future__ import annotations

import datetime as dt

from simpul.core.dates import local_day
from simpul.law.models import law_on
from simpul.law.rules import LawOn

from ..rules import documents
from .proposal import Proposal


def law_of(proposal: Proposal, at: dt.datetime) -> LawOn:
    """The law of the day in the region that is asked."""
    return law_on(local_day(at, proposal.region.zone), proposal.region.region_code)


def checklist(proposal: Proposal, law: LawOn) -> list[documents.Wanted]:
    """The input documents for this proposal, in three queries."""
    partner = proposal.partner.institution or proposal.partner
    form = partner.form_on(law.day)
    cooperation = documents.cooperation_of(form.form if form else "", law, kind=proposal.kind or proposal.wanted_kind)
    present = set(proposal.documents.values_list("kind", flat=True))
    if proposal.letter_file_id:
        present.add(documents.LETTER)
    return documents.checklist(cooperation, present, law)

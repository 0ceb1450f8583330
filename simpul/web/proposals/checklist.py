"""The checklist with the files that were sent for each of its lines."""

from __future__ import annotations

import dataclasses

from django.utils.translation import gettext as _

from simpul.law.rules import LawOn
from simpul.proposals.models import Enclosed, Proposal
from simpul.proposals.models.checklist import checklist
from simpul.proposals.rules import documents
from simpul.proposals.rules.documents import Wanted
from simpul.proposals.rules.verbs import ANSWER

OTHER = "lain"


@dataclasses.dataclass
class Line:
    """One document: why it is asked, by which rule, and what was sent for it; `letter`: the scanned letter of the proposal itself."""

    kind: str
    title: str
    wanted: Wanted | None = None
    files: list[Enclosed] = dataclasses.field(default_factory=list)
    letter: bool = False

    @property
    def missing(self) -> bool:
        return self.wanted is not None and self.wanted.missing

    @property
    def uploadable(self) -> bool:
        return self.wanted is not None

    @property
    def removable(self) -> bool:
        """The partner's answer shows for whom it was recorded, so it stays."""
        return self.kind != ANSWER


def lines_of(proposal: Proposal, law: LawOn, *, inside: bool) -> list[Line]:
    """What this cooperation needs, in the order of the law; then what else was sent."""
    files: dict[str, list[Enclosed]] = {}
    for row in proposal.documents.all():
        files.setdefault(row.kind, []).append(row)
    letter = proposal.letter_file_id is not None
    lines = [
        Line(w.kind, w.title, w, files.pop(w.kind, []), letter=letter and w.kind == documents.LETTER)
        for w in checklist(proposal, law, inside=inside)
    ]
    answers = files.pop(ANSWER, [])
    if answers:
        lines.append(Line(ANSWER, _("Surat jawaban mitra"), files=answers))
    rest = [row for some in files.values() for row in some]
    return [*lines, Line(OTHER, _("Dokumen lain"), files=rest)] if rest else lines


def other_kinds(lines: list[Line], law: LawOn) -> list[tuple[str, str]]:
    """Documents that the law knows and this cooperation does not ask for."""
    known = {line.kind for line in lines}
    return [(row.key, row.title) for row in law.others_of(documents.DOCUMENT) if row.key not in known]

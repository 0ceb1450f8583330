"""What the case page offers: every step stays visible; a closed one is grey with the rule's reason under it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from simpul.agreements.actions import draft_of, why_no_draft
from simpul.agreements.models import Agreement
from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.dates import local_day
from simpul.core.refusals import Refusal
from simpul.proposals.actions.disposing import screened_of
from simpul.proposals.actions.held import facts_of
from simpul.proposals.models import Proposal
from simpul.proposals.models.participant import invited_to
from simpul.proposals.rules import states, verbs
from simpul.proposals.rules.facts import Facts
from simpul.proposals.rules.participants import refusals_to_comment
from simpul.proposals.rules.screening_verbs import refusals_to_choose, refusals_to_link, refusals_to_screen
from simpul.web.agreements.steps import Step
from simpul.web.dispositions.blocks import steps as dispositions

from .checklist import Line

STAND_IN = Behalf("-", "-", dt.date.min, letter=True)  # staff will say for whom on the next page


@dataclasses.dataclass(frozen=True)
class Reader:
    """Who reads which proposal: the facts once, and on which side the reader stands."""

    proposal: Proposal
    actor: Actor
    facts: Facts
    today: dt.date

    @classmethod
    def of(cls, proposal: Proposal, actor: Actor) -> Reader:
        return cls(proposal, actor, facts_of(proposal), timezone.localdate())

    @property
    def inside(self) -> bool:
        """Of the region, so that screening and dispositions are open to the reader."""
        return self.actor.institution_id == self.facts.region_id

    @cached_property
    def invited(self) -> list[frozenset[int]]:
        """Who is asked for comments."""
        return invited_to(self.proposal)

    @property
    def from_paper(self) -> bool:
        """A letter on paper that the region wrote down for a partner."""
        return self.facts.incoming and self.proposal.pen.institution_id == self.facts.region_id

    @property
    def tends(self) -> bool:
        return not verbs.refusals_to_tend(self.facts, self.actor)

    @property
    def edits(self) -> bool:
        """The pen's side while it writes."""
        return not verbs.refusals_to_revise(self.facts, self.actor)

    @property
    def screens(self) -> bool:
        """Of the region, which answers what the letter left open while it is screened."""
        return not refusals_to_screen(self.facts, self.actor)

    @property
    def links(self) -> bool:
        """Of the region, which says under which agreement it comes."""
        return not refusals_to_link(self.facts, self.actor)

    @property
    def encloses(self) -> bool:
        return self.edits or self.tends


def reads_regimes(r: Reader) -> bool:
    """Which rules of their own it touches is for the region to say; before it is sent, for who writes it."""
    return r.inside or r.facts.state == states.DRAFT


def check_send(r: Reader) -> list[Refusal]:
    pen_in_region = r.proposal.pen.institution_id == r.facts.region_id
    return verbs.refusals_to_send(r.facts, r.actor, pen_in_region=pen_in_region)


def check_answer(verb: str) -> Callable[[Reader], list[Refusal]]:
    def check(r: Reader) -> list[Refusal]:
        own = r.actor.speaks_for(r.facts.partner_ids) or r.actor.speaks_for({r.facts.partner_institution})
        return verbs.refusals_to_answer_offer(r.facts, r.actor, verb=verb, behalf=None if own else STAND_IN)

    return check


def check_withdraw(r: Reader) -> list[Refusal]:
    own = not verbs.is_partners(r.facts) or r.actor.speaks_for(r.facts.partner_ids)
    return verbs.refusals_to_withdraw(r.facts, r.actor, behalf=None if own else STAND_IN)


CHECKS: dict[str, Callable[[Reader], list[Refusal]]] = {
    "send": check_send,
    "register": lambda r: verbs.refusals_to_register(r.facts, r.actor),
    "ask_completion": lambda r: verbs.refusals_to_ask_completion(r.facts, r.actor),
    "complete": lambda r: verbs.refusals_to_complete(r.facts, r.actor),
    "withdraw": check_withdraw,
    "accept_offer": check_answer("accept_offer"),
    "decline_offer": check_answer("decline_offer"),
    "comment": lambda r: refusals_to_comment(r.facts, r.actor, invited=r.invited),
    "draft": lambda r: why_no_draft(r.proposal, draft_of(r.proposal), by=r.actor),
}


def steps_for(reader: Reader, *, lines: Sequence[Line], draft: Agreement | None, at: dt.datetime) -> list[Step]:
    """In the order a person would take them; the first open one that moves the case on is the main action."""
    asked = dispositions(reader.proposal, reader.actor, reader.facts, at)
    found = [*_screening(reader, local_day(at, reader.proposal.region.zone)), *asked, *_steps(reader, lines, draft)]
    found.append(_step(reader, "comment", _("Tulis tanggapan")))
    shown = [s for s in found if not s.hidden]
    first = next((s for s in shown if s.open and not s.aside), None)
    return [dataclasses.replace(s, main=s is first) for s in shown]


def _screening(r: Reader, day: dt.date) -> list[Step]:
    """Before leaders are asked: a fresh run of the rules, and a reason for each finding that asks for one."""
    refusals = refusals_to_screen(r.facts, r.actor)
    if refusals or r.facts.state != states.SCREENING:
        return []
    done, address = screened_of(r.proposal, day), reverse("screening", args=[r.proposal.code])
    if not done.exists or done.stale:
        word = _("Telaah sekali lagi") if done.exists else _("Jalankan telaah")
        return [Step(word, reverse("screening_run", args=[r.proposal.code]), post={"version": r.facts.version})]
    hard = done.hard if r.facts.items > 1 else 0  # of the last item only the leader can say no
    if hard or done.unanswered:
        return [Step(_("Jawab %(n)s temuan telaah") % {"n": hard + done.unanswered}, address)]
    return []


def _steps(r: Reader, lines: Sequence[Line], draft: Agreement | None) -> list[Step]:
    state = r.facts.state
    if state == states.DRAFT:
        return [*_writing(r, lines, _step(r, "send", _("Kirim kepada %(who)s") % {"who": _addressee(r)})), _leave(r)]
    if state == states.INCOMPLETE:
        return [*_writing(r, lines, _step(r, "complete", _("Kirim kembali yang sudah dilengkapi"))), _leave(r)]
    if state in (states.RECEIVED, states.SCREENING):
        register = [_step(r, "register", _("Register dan beri nomor agenda"))] if state == states.RECEIVED else []
        return [
            *register,
            _step(r, "ask_completion", _("Minta kelengkapan"), aside=state == states.SCREENING),
            _leave(r),
        ]
    if state == states.OFFERED:
        return [
            _step(r, "accept_offer", _("Terima penawaran")),
            _step(r, "decline_offer", _("Tolak penawaran"), aside=True),
            _leave(r),
        ]
    if state == states.AGREED:
        return _drafting(r, draft)
    return [_leave(r)] if state == states.AWAITING else []


def _drafting(r: Reader, draft: Agreement | None) -> list[Step]:
    """For who may draft; until then the region may still say which document, and under which agreement."""
    found, code = [] if draft else [_step(r, "draft", _("Susun naskah"))], r.proposal.code
    why = refusals_to_choose(r.facts, r.actor)
    found.append(Step(_("Pilih naskah"), reverse("screening_kind", args=[code]), why, aside=True))
    if r.links:
        found.append(Step(_("Tautkan kesepakatan induk"), reverse("proposal_under", args=[code]), aside=True))
    return found


def _addressee(r: Reader) -> str:
    return r.proposal.region_name if r.facts.incoming else _("Bagian Kerja Sama")


def _step(r: Reader, verb: str, word: str, *, aside: bool = False) -> Step:
    post = {"version": r.facts.version} if verb == "send" and not r.from_paper else None
    address = reverse(f"proposal_{verb}", args=[r.proposal.code])
    return Step(word, address, CHECKS[verb](r), aside=aside, post=post)


def _leave(r: Reader) -> Step:
    return _step(r, "withdraw", _("Tarik usulan"), aside=True)


def _writing(r: Reader, lines: Sequence[Line], last: Step) -> list[Step]:
    """The parts of the letter, then sending it; without any activity that comes first."""
    may, code = verbs.refusals_to_revise(r.facts, r.actor), r.proposal.code
    missing = sum(line.missing for line in lines)
    documents = _("Dokumen: %(n)s belum ada") % {"n": missing} if missing else _("Dokumen")
    parts = [
        Step(_("Tulis kegiatan yang diminta") if not r.facts.items else _("Ubah kegiatan"), reverse("proposal_items", args=[code]), may),
        Step(documents, reverse("proposal_documents", args=[code]), may, aside=True),
        Step(_("Dana, data pribadi, dan penanda tangan"), reverse("proposal_facts", args=[code]), may, aside=True),
        Step(_("Sunting surat"), reverse("proposal_edit", args=[code]), may, aside=True),
    ]  # fmt: skip
    return [*parts[:1], last, *parts[1:]] if not r.facts.items else [last, *parts]

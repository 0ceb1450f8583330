"""Letters in any state, and proposals decided by their leader, reached through the same actions people use."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from simpul.core.dates import ZONES
from simpul.meetings import actions as meetings
from simpul.meetings.models import Meeting
from simpul.proposals import actions
from simpul.proposals.models import Hop, Letter, Proposal
from simpul.proposals.models.screening import unanswered
from tests import make

from . import cases

AT, TODAY = make.AT, make.TODAY
NEXT_WEEK = dt.datetime(2026, 3, 9, 9, 0, tzinfo=ZONES["WIB"])


def answered(c: SimpleNamespace, made: Proposal, answer: str, text: str = "") -> Proposal:
    """Screened, every finding answered, laid before the Bupati, and decided."""
    actions.answer_facts(
        made, changes={"burdens_public": False, "apbd_funded": False, "personal_data": False, "routine": True},
        by=c.actors.officer, at=AT,
    )  # fmt: skip
    actions.screen(made, by=c.actors.officer, at=AT)
    for row in unanswered(made):
        actions.override(made, code=row["code"], reason="Sudah dibahas dalam rapat TKKSD.", by=c.actors.officer, at=AT)
    actions.submit(made, post=c.bupati_post, by=c.actors.officer, at=AT)
    actions.answer(Hop.objects.get(proposal=made), answer=answer, text=text, by=c.actors.leader, at=AT)
    return cases.fresh(made)


def agreed(c: SimpleNamespace) -> Proposal:
    return answered(c, cases.screening(c), "agree")


def declined(c: SimpleNamespace, reason: str = "Anggaran tahun ini sudah habis.") -> Proposal:
    return answered(c, cases.screening(c), "decline", reason)


def offered(c: SimpleNamespace) -> Proposal:
    """Begun by the dinas, agreed by the Bupati: the partner may answer."""
    return answered(c, cases.outgoing_screening(c), "agree")


def meeting(c: SimpleNamespace, *, invited: bool = True, **values) -> Meeting:
    """Bagian Kerja Sama invites the Rektor of Universitas Bumi and the Dinas Koperasi, with two points on the agenda."""
    given = {
        "kind": "audiensi", "title": "Pemberdayaan usaha mikro", "convener": c.bagian, "starts_at": NEXT_WEEK, "place": "Aula Setda Awan",
        "guests": [meetings.Guest(c.bumi, c.rektor_post), meetings.Guest(c.dinas)], "by": c.actors.officer, "at": AT, **values,
    }  # fmt: skip
    made = meetings.prepare(**given)
    for title in ("Kebutuhan daerah", "Rencana pelatihan"):
        meetings.add_topic(made, title=title, by=c.actors.officer, at=AT)
    if invited:
        meetings.invite(made, by=c.actors.officer, at=AT)
    return Meeting.objects.whole().get(pk=made.pk)


def letter(c: SimpleNamespace, kind: str = "answer", **values) -> Letter:
    """Kabupaten Awan writes to Universitas Bumi about its proposal, unless told otherwise."""
    given = {"organization": c.awan, "by": c.actors.officer, "at": AT, **values}
    if not {"proposal", "meeting"} & set(given):
        given["proposal"] = cases.screening(c)
    return actions.write_letter(kind=kind, **given)


def issued(
    c: SimpleNamespace, kind: str = "answer", *, holding=None, day: dt.date = TODAY, number: str = "", **values
) -> Letter:
    made = letter(c, kind, **values)
    by, at = values.get("by", c.actors.officer), values.get("at", AT)
    return actions.issue_letter(
        made, holding=holding or make.holder(c.bupati_post), day=day, number=number, by=by, at=at
    )

"""Proposals in any state, reached through the same actions people use: Universitas Bumi writes to Kabupaten Awan, or Awan offers to Bumi."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from simpul.documents.actions import store_bytes
from simpul.documents.models import File
from simpul.proposals import actions
from simpul.proposals.models import Item, Proposal
from simpul.proposals.models.screening import unanswered
from tests import make
from tests.documents.files import pdf

AT, TODAY = make.AT, make.TODAY
LETTER_DATE = dt.date(2026, 2, 25)


def scan(text: str = "surat penawaran") -> File:
    """A PDF of its own for each text."""
    return store_bytes(pdf(1) + b"\n% " + text.encode(), "surat.pdf", kind="scan", by=make.SYSTEM, at=AT)


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_related(
        "region", "partner__institution", "pen", "initiator", "chain", "desk", "letter_file"
    ).get(pk=proposal.pk)


def item(proposal: Proposal, by, **values) -> Item:
    """Training for micro-enterprises in the whole kabupaten, unless told otherwise."""
    given = {
        "activity": "training", "title": "Pelatihan pemasaran digital", "affair": "2.07.pelatihan", "region_code": "33.03",
        "target": "Pelaku usaha mikro", "target_count": 100, "at": AT, **values,
    }  # fmt: skip
    return actions.add_item(proposal, by=by, **given)


def bare_draft(c: SimpleNamespace, **values) -> Proposal:
    """Written by the partnership office of Universitas Bumi, without items."""
    given = {
        "title": "Pelatihan digital bagi pelaku usaha mikro", "purpose": "Pelaku usaha mikro naik kelas.", "direction": "incoming",
        "region": c.awan, "partner": c.bumi, "pen": c.upt, "wanted_kind": "kb", "months": 24, "letter_number": "12/UN/KS/2026",
        "letter_date": LETTER_DATE, "by": c.actors.partner_officer, "at": AT, **values,
    }  # fmt: skip
    return fresh(actions.draft(**given))


def draft(c: SimpleNamespace, **values) -> Proposal:
    made = bare_draft(c, **values)
    item(made, values.get("by", c.actors.partner_officer), at=values.get("at", AT))
    return fresh(made)


def received(c: SimpleNamespace, **values) -> Proposal:
    made = draft(c, **values)
    actions.send(made, by=values.get("by", c.actors.partner_officer), at=values.get("at", AT))
    return fresh(made)


def incomplete(c: SimpleNamespace, *, text: str = "Lampirkan kerangka acuan kerja.", **values) -> Proposal:
    made = received(c, **values)
    actions.ask_completion(made, text=text, by=c.actors.officer, at=values.get("at", AT))
    return fresh(made)


def screening(c: SimpleNamespace, **values) -> Proposal:
    """Registered with an agenda number; no run of the rules yet."""
    made = received(c, **values)
    actions.register(made, by=c.actors.officer, at=values.get("at", AT))
    return fresh(made)


def written_down(c: SimpleNamespace, **values) -> Proposal:
    """A letter on paper of PT Citra Selatan's like, a partner without an account, noted by the cooperation officer: still a draft."""
    partner = values.pop("partner", None) or kept_partner(c)
    given = {"partner": partner, "pen": c.bagian, "letter_number": "7/DIR/2026", "by": c.actors.officer, **values}
    return draft(c, **given)


def kept_partner(c: SimpleNamespace, name: str = "PT Dirgantara Tani"):
    """A company without anybody here; the cooperation officer of Awan entered it."""
    return make.organization(name, "perusahaan", by=c.actors.officer)


def outgoing_bare(c: SimpleNamespace, **values) -> Proposal:
    """Dinas Koperasi takes the initiative towards Universitas Bumi, without items."""
    given = {
        "direction": "outgoing", "pen": c.dinas, "title": "Pendampingan koperasi desa", "letter_number": "", "letter_date": None,
        "by": c.actors.dinas_officer, **values,
    }  # fmt: skip
    return bare_draft(c, **given)


def outgoing_draft(c: SimpleNamespace, **values) -> Proposal:
    made = outgoing_bare(c, **values)
    item(made, values.get("by", c.actors.dinas_officer), at=values.get("at", AT))
    return fresh(made)


def outgoing_screening(c: SimpleNamespace, **values) -> Proposal:
    """Sent by the dinas to the own Bagian Kerja Sama, and registered there."""
    made = outgoing_draft(c, **values)
    actions.send(made, by=values.get("by", c.actors.dinas_officer), at=values.get("at", AT))
    actions.register(made, by=c.actors.officer, at=values.get("at", AT))
    return fresh(made)


def screened(c: SimpleNamespace, made: Proposal, at: dt.datetime = AT) -> Proposal:
    """The rules ran, and every finding that asks has its reason."""
    actions.screen(made, by=c.actors.officer, at=at)
    for finding in unanswered(made):
        actions.override(made, code=finding["code"], reason="Dibahas dalam rapat TKKSD.", by=c.actors.officer, at=at)
    return fresh(made)


def awaiting(
    c: SimpleNamespace, *, outgoing: bool = False, post=None, instruction: str = "", due=None, **values
) -> Proposal:
    """On the Bupati's desk, or that of another post."""
    made = screened(c, (outgoing_screening if outgoing else screening)(c, **values), values.get("at", AT))
    actions.submit(
        made, post=post or c.bupati_post, instruction=instruction, due=due, by=c.actors.officer, at=values.get("at", AT)
    )
    return fresh(made)


def hop(proposal: Proposal, number: int = 1):
    return proposal.hops.select_related("proposal", "post", "organization").get(number=number)


def agreed(c: SimpleNamespace, **values) -> Proposal:
    made = awaiting(c, **values)
    actions.answer(hop(made), answer="agree", by=c.actors.leader, at=values.get("at", AT))
    return fresh(made)


def offered(c: SimpleNamespace, **values) -> Proposal:
    """The region's offer lies with Universitas Bumi."""
    return agreed(c, outgoing=True, **values)


def declined(c: SimpleNamespace, *, reason: str = "Belum sesuai prioritas daerah.", **values) -> Proposal:
    made = awaiting(c, **values)
    actions.answer(hop(made), answer="decline", text=reason, by=c.actors.leader, at=values.get("at", AT))
    return fresh(made)


def no_response(
    c: SimpleNamespace, *, reason: str = "Tidak ada tanggapan sampai batas terakhir.", **values
) -> Proposal:
    """Thirty-one days on the Bupati's desk, then closed by the officer."""
    made = awaiting(c, **values)
    later = values.get("at", AT) + dt.timedelta(days=31)
    actions.close_unanswered(made, reason=reason, by=c.actors.officer, at=later)
    return fresh(made)

"""Universitas Terbuka Purwokerto × Kabupaten Purbalingga: a KB that becomes meaningful through one PKS for each OPD.

The article dates one meeting (15 July 2025) and says that a KB existed; every later step is invented, relative to the day of the
first start, shown as *ilustrasi*, and its papers carry CONTOH.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.db import transaction
from django.utils import timezone

from simpul.agreements import actions, papers
from simpul.agreements.models import Agreement, Obligation, Party
from simpul.agreements.models.findings import findings_on, signer_findings, unanswered
from simpul.agreements.models.paper import paper_facts
from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.documents.actions import store_bytes
from simpul.documents.models import File
from simpul.meetings import actions as meetings

from . import barru, kutai_timur, lampung_selatan, pangkalpinang
from .people import gather
from .shared import SYSTEM, office
from .steps import Guest, meeting
from .texts import AUDIENSI, CASES, POINTS, Case

KB_SIGNED = dt.date(2025, 3, 10)  # invented: before the audiensi, which says that it existed
ELSEWHERE = (lampung_selatan, kutai_timur, barru, pangkalpinang)


def build() -> None:
    """The demonstration stands; all or nothing."""
    now = timezone.now()
    with transaction.atomic():
        c = gather(now)
        c.kb = _umbrella(c)
        _audiensi(c)
        made = {case.key: _pks(c, case) for case in CASES}
        _signed(c, made["bkpsdm"], days=150)
        _signed(c, made["dinpermasdes"], days=40)
        _changed(c, made["dinkopukm"])
        _awaiting_leader(c, made["dindikbud"])
        _half_signed(c, made["dinporapar"])
        _closing(c)
        _run_obligations(c, made["bkpsdm"])
        _ending_without_pks(c)
        for case in ELSEWHERE:
            case.build(now)


def _at(c: SimpleNamespace, days: float) -> dt.datetime:
    return (c.now - dt.timedelta(days=days)).replace(hour=3, minute=0, second=0)  # ten in the morning, WIB


def _fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.with_facts().get(pk=agreement.pk)


def _party(agreement: Agreement, order: int) -> Party:
    return agreement.parties.select_related("organization").get(order=order)


def _scan(agreement: Agreement, at: dt.datetime, word: str) -> File:
    """A stand-in for the scan: the record sheet of that day, which carries CONTOH."""
    content = papers.record_sheet(paper_facts(_fresh(agreement), today=at.date())) + f"\n% {word}\n".encode()
    return store_bytes(content, "contoh.pdf", kind="scan", by=SYSTEM, at=at)


def _answer_findings(agreement: Agreement, by: Actor, at: dt.datetime) -> None:
    """The officer writes a reason for each finding that is still open on this side."""
    case = _fresh(agreement)
    found = findings_on(case, at.date()) if by.speaks_for(case.author.ids) else []
    for party in case.parties.all():
        if party.signer_name and by.speaks_for(party.organization.ids):
            found += signer_findings(case, party, at.date())
    for finding in unanswered(case, by.institution_id, found):
        reason = "Dibahas dalam rapat TKKSD (ilustrasi); disepakati untuk dilanjutkan dan dipastikan kemudian."
        actions.override_finding(case, code=finding.code, reason=reason, by=by, at=at)


def _name_signers(c: SimpleNamespace, agreement: Agreement, at: dt.datetime) -> None:
    for party in agreement.parties.all():
        post = c.heads[party.organization_id]
        by = c.actors.kemitraan if party.organization.institution_id == c.ut.pk else c.actors.pengelola
        holding = post.holdings.get()
        actions.name_signer(
            agreement, party=party, holding=holding, authority=c.authorities[party.organization_id], by=by, at=at
        )


def _umbrella(c: SimpleNamespace) -> Agreement:
    """The KB that the article says existed: signed before the audiensi on an invented day, entered here later.

    It runs five years, and longer where the demonstration is started long after: no PKS under it outlives it.
    """
    at = _at(c, 300)
    months = max(60, 12 * (c.now.year - KB_SIGNED.year + 4))
    sides = [actions.Side(c.pemda), actions.Side(c.ut)]
    made = actions.draft(
        kind="kb", title="Tridharma perguruan tinggi dan pembangunan daerah (ilustrasi)", sides=sides, author=c.bagian, everyday_label="MoU",
        body={"months": months, "place": "Purbalingga"}, by=c.actors.pengelola, at=at,
    )  # fmt: skip
    _name_signers(c, _fresh(made), at)
    actions.assign_number(
        made, party=_party(made, 1), number="100.3.7/001/KB/2025 (contoh)", by=c.actors.pengelola, at=at
    )
    actions.enter_signed(
        made,
        signed_on=KB_SIGNED,
        scan=_scan(made, at, "kb"),
        scan_name="KB-contoh.pdf",
        by=c.actors.pengelola,
        at=at,
        today=c.now.date(),
    )
    actions.assign_number(
        made, party=_party(made, 2), number="B/001/UN31/KB/2025 (contoh)", by=c.actors.kemitraan, at=at
    )
    actions.set_openness(made, openness="public", by=c.actors.pengelola, at=at)
    return made


def _audiensi(c: SimpleNamespace) -> None:
    """What the article tells of 15 July 2025; it names offices and subjects, and no hour."""
    asisten = office(c, c.setda, "Asisten Pemerintahan dan Kesejahteraan Rakyat", is_head=False)
    units = [Guest(unit, c.heads[unit.pk], f"Kepala {unit.short_name}") for unit in c.opd.values()]
    held = meeting(
        c, by=c.actors.pengelola, kind="audiensi", title="Universitas Terbuka Purwokerto", convener=c.pemda,
        starts_at=AUDIENSI, place="Ruang Rapat Bupati, Gedung A Lantai 1", points=POINTS,
        summary="Penjajakan kerja sama untuk SDM, desa, dan UMKM. Jam tidak disebut dalam sumber.",
        guests=[
            Guest(c.setda, asisten, "Asisten Pemerintahan dan Kesra"),
            *units,
            Guest(c.bagian, None, "Kepala Bagian Pemerintahan dan Hukum"),
            Guest(c.utp, c.heads[c.utp.pk], "Direktur, manajer, dan dosen"),
        ],
        dates=[(AUDIENSI.date(), "Berita audiensi, Selasa 15 Juli 2025", "")],
    )  # fmt: skip
    meetings.link(held, chain=c.kb.chain, by=c.actors.pengelola, at=_at(c, 299))


def _pks(c: SimpleNamespace, case: Case) -> Agreement:
    """Drafted by the region, discussed, shared."""
    at = _at(c, case.drafted)
    unit = c.opd[case.key]
    made = actions.draft(
        kind="pks", title=case.title, parent=c.kb, sides=[actions.Side(unit), actions.Side(c.utp)], author=c.bagian,
        body={"months": case.months, "place": "Purbalingga", "obligations": [dict(o) for o in case.promises]}, by=c.actors.pengelola, at=at,
    )  # fmt: skip
    if not case.shared:  # left unfinished: without its clause on sanctions, which the findings name
        assert made.terms is not None
        clauses = [k for k in made.terms.content["clauses"] if k["type"] != "sanksi"]
        actions.revise(made, changes={"clauses": clauses}, by=c.actors.pengelola, at=at)
        return made
    _answer_findings(made, c.actors.pengelola, at)
    actions.share(made, by=c.actors.pengelola, at=at)
    actions.set_openness(made, openness="public", by=c.actors.pengelola, at=at)
    for who, words in case.talk:
        actions.comment(made, text=words, by=getattr(c.actors, who), at=at + dt.timedelta(days=1))
    return made


def _approve(c: SimpleNamespace, made: Agreement, order: int, at: dt.datetime, *, recorded: bool = False) -> None:
    case, party = _fresh(made), _party(made, order)
    assert case.terms is not None
    by = c.actors.direktur if order == 2 else c.actors.bupati
    behalf = None
    if recorded:
        by = c.actors.pengelola
        post = c.heads[party.organization_id]
        letter = store_bytes(
            papers.record_sheet(paper_facts(case, today=at.date())), "surat.pdf", kind="letter", by=SYSTEM, at=at
        )
        behalf = Behalf(post.holdings.get().person, post.title, at.date(), letter)
    actions.approve(made, party=party, hash=case.terms.hash, by=by, at=at, behalf=behalf)


def _sign(c: SimpleNamespace, made: Agreement, order: int, at: dt.datetime) -> None:
    by = c.actors.kemitraan if order == 2 else c.actors.pengelola
    _answer_findings(made, by, at)
    actions.sign(
        made, party=_party(made, order), signed_on=at.date(), scan=_scan(made, at, f"pihak {order}"), initials=True,
        stamp_duty=order == 1, seal=True, by=by, at=at, today=c.now.date(),
    )  # fmt: skip


def _signed(c: SimpleNamespace, made: Agreement, *, days: int) -> None:
    _approve(c, made, 1, _at(c, days + 12), recorded=True)
    _approve(c, made, 2, _at(c, days + 9))
    _name_signers(c, _fresh(made), _at(c, days + 8))
    actions.assign_number(
        made,
        party=_party(made, 1),
        number=f"100.3.7/{days:03d}/PKS (contoh)",
        by=c.actors.pengelola,
        at=_at(c, days + 2),
    )
    for order in (1, 2):
        _sign(c, made, order, _at(c, days + 1 - order))


def _changed(c: SimpleNamespace, made: Agreement) -> None:
    """The region had approved; the university changed clause 5; the approval is void and waits for the leader again."""
    _approve(c, made, 1, _at(c, 9), recorded=True)
    case = _fresh(made)
    assert case.terms is not None
    promises = [dict(o) for o in case.terms.content["obligations"]]
    promises[0]["quantity"] = "120"
    clauses = [dict(k) for k in case.terms.content["clauses"]]
    clauses[4]["text"] = (
        clauses[4]["text"].rstrip() + "\n\nPIHAK KEDUA melatih 120 pelaku usaha mikro dalam waktu delapan bulan."
    )
    changes: dict[str, Any] = {"obligations": promises, "clauses": clauses}
    actions.revise(made, changes=changes, by=c.actors.kemitraan, at=_at(c, 3))
    _approve(c, made, 2, _at(c, 2))


def _awaiting_leader(c: SimpleNamespace, made: Agreement) -> None:
    _approve(c, made, 2, _at(c, 16))


def _half_signed(c: SimpleNamespace, made: Agreement) -> None:
    _approve(c, made, 1, _at(c, 14))
    _approve(c, made, 2, _at(c, 12))
    _name_signers(c, _fresh(made), _at(c, 11))
    _sign(c, made, 1, _at(c, 8))


def _closing(c: SimpleNamespace) -> None:
    """An earlier small PKS: the university proposes to end it, the region has not answered."""
    at = _at(c, 200)
    body = {"months": 18, "place": "Purbalingga"}
    sides = [actions.Side(c.opd["bappedalitbangda"]), actions.Side(c.utp)]
    title = "Uji coba kajian kebijakan berbasis data"
    made = actions.draft(
        kind="pks", title=title, parent=c.kb, sides=sides, author=c.bagian, body=body, by=c.actors.pengelola, at=at
    )
    _answer_findings(made, c.actors.pengelola, at)
    actions.share(made, by=c.actors.pengelola, at=at)
    _signed(c, made, days=180)
    words = "Uji coba selesai: dua kajian diserahkan dan dipakai; kajian ketiga dialihkan ke PKS baru."
    actions.propose_closing(
        made,
        party=_party(made, 2),
        outcome="terminated",
        evaluation=words,
        by=c.actors.direktur,
        at=_at(c, 5),
        today=c.now.date(),
    )


def _run_obligations(c: SimpleNamespace, made: Agreement) -> None:
    """One promise kept, one partly, one reported and waiting for its check, one late."""
    rows = list(Obligation.objects.filter(agreement=made).select_related("agreement").order_by("due", "number"))
    kept, partly = rows[0], next(o for o in rows if o.quantity)
    _report(c, kept, None, 60, by=c.actors.bkpsdm)
    actions.accept_evidence(kept, whole=True, by=c.actors.kemitraan, at=_at(c, 58))
    _report(c, partly, Decimal(60), 30, by=c.actors.kemitraan)
    actions.accept_evidence(partly, whole=False, by=c.actors.pengelola, at=_at(c, 28))
    _report(c, partly, Decimal(25), 4, by=c.actors.kemitraan)


def _report(c: SimpleNamespace, row: Obligation, quantity: Decimal | None, days: int, *, by: Actor) -> None:
    fresh = Obligation.objects.select_related("agreement").get(pk=row.pk)
    note = "Berita acara dan daftar hadir ada di unit pelaksana (ilustrasi)."
    actions.report_evidence(
        fresh,
        quantity=quantity,
        done_on=_at(c, days).date(),
        note_text=note,
        file=None,
        by=by,
        at=_at(c, days),
        today=c.now.date(),
    )


def _ending_without_pks(c: SimpleNamespace) -> None:
    """A KB with an invented campus that ends soon and under which nothing followed."""
    signed = (c.now - dt.timedelta(days=2 * 365 - 60)).date()
    at = _at(c, 120)
    sides = [actions.Side(c.pemda), actions.Side(c.bumi)]
    made = actions.draft(
        kind="kb",
        title="Penelitian dan pengabdian kepada masyarakat",
        sides=sides,
        author=c.bagian,
        body={"months": 24},
        by=c.actors.pengelola,
        at=at,
    )
    actions.enter_signed(
        made,
        signed_on=signed,
        scan=_scan(made, at, "kb bumi"),
        scan_name="KB-contoh-2.pdf",
        by=c.actors.pengelola,
        at=at,
        today=c.now.date(),
    )

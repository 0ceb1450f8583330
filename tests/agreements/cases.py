"""Agreements in any state, reached through the same actions people use."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Obligation, Party
from simpul.core.behalf import Behalf
from simpul.documents.actions import store_bytes
from simpul.documents.models import File
from simpul.law.actions import load as load_law
from tests import make
from tests.documents.files import pdf

AT, TODAY = make.AT, make.TODAY
PROMISES = [
    {
        "clause": 5, "debtor": 2, "beneficiary": 1, "text": "Melatih pelaku usaha mikro", "quantity": "100", "unit": "orang",
        "due": {"rule": "date", "date": "2026-09-30"}, "evidence": "daftar hadir",
    },
    {
        "clause": 4, "debtor": 1, "beneficiary": 2, "text": "Menyediakan tempat dan data peserta", "quantity": "", "unit": "",
        "due": {"rule": "after_start", "months": 1}, "evidence": "berita acara",
    },
]  # fmt: skip


PLAN = {
    "activity": "Pelatihan", "output": "peserta terlatih", "target": "100 orang", "place": "Awan", "period": "2026",
    "units": "Dinkop UKM; UPT Kemitraan", "source": "APBD", "amount": "10000000",
}  # fmt: skip


def signed_pdf(text: str) -> bytes:
    """A PDF of its own for each text."""
    return pdf(1) + b"\n% " + text.encode()


def scan(text: str = "naskah bertanda tangan") -> File:
    return store_bytes(signed_pdf(text), "naskah.pdf", kind="scan", by=make.SYSTEM, at=AT)


def party(agreement: Agreement, order: int) -> Party:
    return agreement.parties.select_related("organization").get(order=order)


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.with_facts().get(pk=agreement.pk)


def law() -> None:
    load_law(by=make.SYSTEM, at=AT)


def draft(
    c: SimpleNamespace, *, kind: str = "pks", title: str = "Digitalisasi UMKM", body: dict | None = None, **values
) -> Agreement:
    """Drafted by the cooperation officer: the dinas (or for a KB the Pemda) with Universitas Bumi."""
    first = c.dinas if kind == "pks" else c.awan
    sides = values.pop("sides", None) or [actions.Side(first), actions.Side(c.bumi)]
    content = {"months": 24, **({"obligations": PROMISES} if kind == "pks" else {}), **(body or {})}
    made = actions.draft(
        kind=kind, title=title, sides=sides, author=c.bagian, body=content, by=c.actors.officer, **{"at": AT, **values}
    )  # fmt: skip
    return fresh(made)


def override_all(c: SimpleNamespace, agreement: Agreement, by, day: dt.date = TODAY) -> None:
    """Every open finding of the actor's institution gets a written reason."""
    from simpul.agreements.models.findings import findings_on, signer_findings, unanswered

    case = fresh(agreement)
    found = findings_on(case, day)
    for row in case.parties.all():
        if row.signer_name and by.speaks_for(row.organization.ids):
            found += signer_findings(case, row, day)
    for finding in unanswered(case, by.institution_id, found):
        actions.override_finding(case, code=finding.code, reason="Sudah dibahas dalam rapat TKKSD.", by=by, at=AT)


def shared(c: SimpleNamespace, **values) -> Agreement:
    made = draft(c, **values)
    override_all(c, made, c.actors.officer)
    actions.share(made, by=c.actors.officer, at=AT)
    return fresh(made)


def decider(c: SimpleNamespace, row: Party):
    """Who decides for the side."""
    return {c.dinas.pk: c.actors.dinas_head, c.awan.pk: c.actors.leader, c.bumi.pk: c.actors.rektor}[
        row.organization_id
    ]


def recorder(c: SimpleNamespace, row: Party):
    """Who records for the side."""
    return c.actors.partner_officer if row.organization_id == c.bumi.pk else c.actors.officer


def agreed(c: SimpleNamespace, **values) -> Agreement:
    made = shared(c, **values)
    for row in made.parties.all():
        if row.role == "signatory":
            actions.approve(made, party=row, hash=made.terms.hash, by=decider(c, row), at=AT)
    return fresh(made)


def name_signers(c: SimpleNamespace, made: Agreement) -> None:
    holders = {
        c.dinas.pk: (c.kadis_post, c.kadis_authority),
        c.awan.pk: (c.bupati_post, c.bupati_authority),
        c.bumi.pk: (c.rektor_post, c.rektor_authority),
    }
    for row in made.parties.filter(role="signatory"):
        post, authority = holders[row.organization_id]
        actions.name_signer(made, party=row, holding=make.holder(post), authority=authority, by=recorder(c, row), at=AT)


def sign_next(c: SimpleNamespace, made: Agreement, *, by=None, signed_on: dt.date = TODAY, **values):
    """The next side in turn signs."""
    row = next(p for p in fresh(made).parties.all() if p.role == "signatory" and not p.signature)
    by = by or recorder(c, row)
    override_all(c, made, by, signed_on)
    return actions.sign(
        made, party=row, signed_on=signed_on, scan=scan(f"salinan {row.label}"), initials=True, stamp_duty=True, seal=True, by=by, at=AT,
        today=TODAY, **values,
    )  # fmt: skip


def signed(c: SimpleNamespace, **values) -> Agreement:
    made = agreed(c, **values)
    name_signers(c, made)
    for row in made.parties.all():
        if row.role == "signatory":
            sign_next(c, made)
    return fresh(made)


def entered(c: SimpleNamespace, *, kind: str = "kb", signed_on: dt.date = dt.date(2025, 2, 1), **values) -> Agreement:
    """Signed elsewhere, recorded with its scan."""
    made = draft(c, kind=kind, **values)
    actions.enter_signed(
        made, signed_on=signed_on, scan=scan(), scan_name="kb.pdf", by=c.actors.officer, at=AT, today=TODAY
    )
    return fresh(made)


def reported(c: SimpleNamespace, *, file: File | None = None, **values) -> Obligation:
    """A promise of the university with a report that waits for its check."""
    from decimal import Decimal

    made = signed(c, **values)
    row = made.obligations.select_related("agreement").get(text__startswith="Melatih")
    actions.report_evidence(
        row,
        quantity=Decimal(60),
        done_on=TODAY,
        note_text="Pelatihan pertama",
        file=file,
        by=c.actors.partner_officer,
        at=AT,
        today=TODAY,
    )
    return Obligation.objects.select_related("agreement").get(pk=row.pk)


def behalf(name: str = "Damayanti Pejabat Contoh", *, letter: bool = True) -> Behalf:
    return Behalf(name, "Kepala Dinas", TODAY, scan("surat persetujuan") if letter else None)

"""Every form of Kerja Sama with values that are taken: the ground from which bad input departs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Obligation
from tests import make
from tests.agreements import cases
from tests.documents import files

AT, TODAY = cases.AT, cases.TODAY
Values = Callable[[SimpleNamespace], dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Good:
    """`who` posts `values` (and `files`: field → bytes) to the address `name` of the case `on` (and `more`), and it is taken.

    `wrong_state` is a case on which the same is a conflict; `other` somebody who sees the case and may not do it.
    """

    name: str
    on: str
    values: Values = lambda s: {}
    more: tuple[Any, ...] = ()
    who: str = "officer"
    files: dict[str, bytes] = dataclasses.field(default_factory=dict)
    wrong_state: str = ""
    other: str = "pengawas"

    def address(self, s: SimpleNamespace, on: str = "") -> str:
        more = [s.numbers.get(word, word) for word in self.more]
        return reverse(self.name, args=[getattr(s, on or self.on).code, *more] if self.on else more)


def stages(c: SimpleNamespace) -> SimpleNamespace:
    """A case in each state that a form asks for."""
    s = SimpleNamespace(c=c)
    s.open = cases.draft(c)
    s.draft = cases.draft(c)
    cases.override_all(c, s.draft, c.actors.officer)
    s.shared, s.agreed = cases.shared(c), cases.agreed(c)
    cases.name_signers(c, s.agreed)
    cases.override_all(c, s.agreed, c.actors.officer)
    s.half = cases.agreed(c)
    cases.name_signers(c, s.half)
    cases.sign_next(c, s.half)
    s.signed = cases.signed(c)
    s.reported = cases.reported(c).agreement
    s.closing, s.closed = cases.signed(c), cases.signed(c)
    for made in (s.closing, s.closed):
        first = cases.party(made, 1)
        actions.propose_closing(
            made, party=first, outcome="terminated", evaluation="Anggaran.", by=c.actors.officer, at=AT, today=TODAY
        )
    actions.answer_closing(s.closed, party=cases.party(s.closed, 2), agrees=True, by=c.actors.rektor, at=AT)
    s.nk = cases.draft(c, kind="nk", body={"work_plan": [cases.PLAN]})
    s.behalf = cases.shared(c)
    first = cases.party(s.behalf, 1)
    actions.approve(s.behalf, party=first, hash=s.behalf.terms.hash, behalf=cases.behalf(), by=c.actors.officer, at=AT)
    s.entered = cases.entered(c)
    for name, made in vars(s).items():
        if isinstance(made, Agreement):
            setattr(s, name, cases.fresh(made))
    s.numbers = {"promise": number(s.signed, "Melatih"), "late": number(s.signed, "Menyediakan")}
    return s


def number(made: Agreement, text: str) -> int:
    return Obligation.objects.get(agreement=made, text__startswith=text).number


def text_of(s: SimpleNamespace, made: Agreement, **changed: Any) -> dict[str, Any]:
    """The whole editor as a browser sends it."""
    clauses = made.terms.content["clauses"]
    values: dict[str, Any] = {
        "title": "Judul yang disunting", "place": "Awan", "start": "", "end": "", "months": "24", "condition": "", "version": made.version,
        "pasal-TOTAL_FORMS": len(clauses), "pasal-INITIAL_FORMS": len(clauses), "pasal-MIN_NUM_FORMS": 0, "pasal-MAX_NUM_FORMS": 80,
    }  # fmt: skip
    for n, clause in enumerate(clauses):
        values |= {f"pasal-{n}-{key}": clause[key] for key in ("type", "heading", "text")} | {
            f"pasal-{n}-place": n + 1, f"pasal-{n}-was": n + 1,
        }  # fmt: skip
    return values | changed


PROMISE = {
    "clause": 5, "debtor": 2, "beneficiary": 1, "text": "Mendampingi pemasaran", "quantity": "10", "unit": "usaha", "rule": "date",
    "date": "2026-12-01", "count": "", "evidence": "laporan",
}  # fmt: skip
BEHALF = {"behalf_name": "Damayanti", "behalf_post": "Kepala Dinas", "behalf_on": "2026-03-02"}
SCAN = cases.signed_pdf("pindaian dari formulir")
SIGN = {"signed_on": "2026-03-02", "method": "wet", "initials": "on", "stamp_duty": "on", "seal": "on", "issuer": ""}


def _open_finding(s: SimpleNamespace) -> dict[str, Any]:
    return {"code": "parent.missing", "reason": "Induknya sedang disusun oleh bagian hukum."}


def _sides(s: SimpleNamespace) -> dict[str, Any]:
    return {
        "party_1": s.c.dinas.pk, "role_1": "signatory", "party_2": s.c.bumi.pk, "role_2": "signatory", "party_3": s.c.fakultas.pk,
        "role_3": "implementing", "version": s.shared.version,
    }  # fmt: skip


def _signer(s: SimpleNamespace) -> dict[str, Any]:
    return {"holding": make.holder(s.c.kadis_post).pk, "authority": s.c.kadis_authority.pk}


GOOD = {
    "share": Good("agreement_share", "draft", wrong_state="signed"),
    "revoke": Good("agreement_revoke", "shared", lambda s: {"reason": "Rencana berubah"}, wrong_state="signed"),
    "enter": Good("agreement_enter", "draft", lambda s: {"signed_on": "2026-02-02"}, files={"scan": SCAN}, wrong_state="shared"),
    "correct_entry": Good(
        "agreement_correct_entry", "entered",
        lambda s: {"signed_on": "2025-02-03", "parent": "", "reason": "Tanggal pada naskah lain", "version": s.entered.version},
        wrong_state="signed",
    ),
    "renew": Good("agreement_renew", "signed", wrong_state="shared"),
    "comment": Good("agreement_comment", "shared", lambda s: {"text": "Setuju", "clause": "Pasal 5", "private": "on"}),
    "attach": Good("agreement_attach", "shared", lambda s: {"name": "TOR"}, files={"file": SCAN}),
    "override": Good("agreement_override", "open", _open_finding, wrong_state="shared"),
    "openness": Good("agreement_openness", "shared", lambda s: {"openness": "closed", "reason": "Masih dibahas"}, wrong_state="draft"),
    "approve": Good(
        "agreement_approve", "shared", lambda s: {"hash": s.shared.terms.hash}, (1,), who="dinas_head", wrong_state="signed", other="rektor"
    ),
    "approve_behalf": Good(
        "agreement_approve", "shared", lambda s: BEHALF | {"hash": s.shared.terms.hash}, (1,), files={"letter": SCAN}, wrong_state="signed"
    ),
    "withdraw_approval": Good("agreement_withdraw_approval", "agreed", more=(1,), who="dinas_head", wrong_state="half", other="rektor"),
    "withdraw_approval_behalf": Good(
        "agreement_withdraw_approval", "agreed", lambda s: BEHALF, (1,), files={"letter": SCAN}, wrong_state="half"
    ),
    "sign": Good("agreement_sign", "agreed", lambda s: SIGN, (1,), files={"scan": SCAN}, wrong_state="shared", other="partner_officer"),
    "withdraw_signature": Good("agreement_withdraw_signature", "half", more=(1,), wrong_state="signed", other="partner_officer"),
    "number": Good("agreement_number", "shared", lambda s: {"number": "415.4/12"}, (1,), wrong_state="closed", other="partner_officer"),
    "signer": Good("agreement_signer", "shared", _signer, (1,), wrong_state="signed", other="partner_officer"),
    "invite": Good(
        "agreement_invite", "shared", lambda s: {"name": "Tamu", "post": "Rektor", "email": "tamu@contoh.example"}, (2,), wrong_state="draft"
    ),
    "close": Good(
        "agreement_close", "signed", lambda s: {"outcome": "terminated", "evaluation": "Anggaran dialihkan"}, (1,), wrong_state="closing",
        other="partner_officer",
    ),
    "answer_closing": Good(
        "agreement_answer_closing", "closing", lambda s: {"agrees": "tidak", "reason": "Belum selesai"}, (2,), who="rektor",
        wrong_state="signed", other="officer",
    ),
    "obligation_report": Good(
        "obligation_report", "signed", lambda s: {"quantity": "10", "done_on": "2026-03-02", "note": "Angkatan satu", "version": 1},
        ("promise",), who="partner_officer", files={"file": SCAN}, wrong_state="reported", other="officer",
    ),
    "obligation_accept": Good(
        "obligation_accept", "reported", lambda s: {"whole": "on", "check_note": "Sesuai", "version": 2}, ("promise",), wrong_state="signed"
    ),
    "obligation_return": Good(
        "obligation_return", "reported", lambda s: {"reason": "Daftar hadir kurang", "version": 2}, ("promise",), wrong_state="signed"
    ),
    "obligation_miss": Good(
        "obligation_miss", "signed", lambda s: {"reason": "Tidak ada laporan", "version": 1}, ("promise",), other="partner_officer"
    ),
    "obligation_lapse": Good(
        "obligation_lapse", "closed", lambda s: {"reason": "Kerja sama ditutup"}, ("promise",), wrong_state="signed", other="partner_officer"
    ),
    "new": Good(
        "agreement_new", "", lambda s: {
            "kind": "pks", "title": "Naskah dari formulir", "parent": s.entered.pk, "party_1": s.c.dinas.pk, "role_1": "signatory",
            "party_2": s.c.bumi.pk, "role_2": "signatory",
        },
    ),
    "edit": Good("agreement_edit", "shared", lambda s: text_of(s, s.shared), wrong_state="half"),
    "parties": Good("agreement_parties", "shared", _sides, wrong_state="half"),
    "promises": Good("agreement_promises", "shared", lambda s: PROMISE | {"version": s.shared.version}, wrong_state="half"),
    "plan": Good("agreement_plan", "nk", lambda s: cases.PLAN | {"version": s.nk.version}),
    "drop_row": Good("agreement_drop_row", "shared", lambda s: {"version": s.shared.version}, ("kewajiban", 1), wrong_state="half"),
    "restore": Good("agreement_restore", "revised", lambda s: {"version": s.revised.version}, (1,)),
}  # fmt: skip

__all__ = ["GOOD", "Good", "dt", "files", "number", "stages", "text_of"]

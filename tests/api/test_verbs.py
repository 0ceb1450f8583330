"""Every operation of the description succeeds for somebody: a table from operation to how it is asked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpResponse

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Obligation
from simpul.api.urls import api
from simpul.law.models import Entry
from tests import make
from tests.agreements import cases
from tests.api import intake

DAY = str(make.TODAY)


def at(row: Agreement, rest: str = "") -> str:
    return f"/agreements/{row.code}{rest}"


def promise(row: Agreement, rest: str = "") -> str:
    found = row.obligations.get(text__startswith="Melatih")
    return at(row, f"/obligations/{found.number}{rest}")


def version(row: Agreement) -> int:
    return row.obligations.get(text__startswith="Melatih").version


def scan(c: SimpleNamespace, who: str, text: str = "salinan API") -> str:
    return c.api[who].file(cases.signed_pdf(text))


def draft_body(c: SimpleNamespace) -> dict[str, Any]:
    sides = [{"organization": str(c.dinas.code)}, {"organization": str(c.bumi.code), "role": "signatory"}]
    clause = {"type": "lain_lain", "heading": "Maksud", "text": "Bekerja sama."}
    owed = {"clause": 1, "debtor": 2, "beneficiary": 1, "text": "Melatih", "quantity": "100.50", "unit": "orang"}
    return {
        "kind": "pks", "title": "Dari API", "parties": sides, "author": str(c.bagian.code), "parent": c.entered.code,
        "terms": {
            "start": "2026-04-01", "end": "2027-03-31", "clauses": [clause],
            "obligations": [owed | {"due": {"rule": "date", "date": "2026-09-30"}}, owed | {"due": {"rule": "every", "months": 6}}],
        },
    }  # fmt: skip


def shareable(c: SimpleNamespace) -> Agreement:
    made = cases.draft(c, title="Siap dibagikan")
    cases.override_all(c, made, c.actors.officer)
    return made


def half_signed(c: SimpleNamespace) -> Agreement:
    cases.sign_next(c, c.agreed)
    return c.agreed


def closing(c: SimpleNamespace) -> Agreement:
    actions.propose_closing(
        c.signed, party=cases.party(c.signed, 1), outcome="terminated", evaluation="Selesai lebih awal.",
        by=c.actors.dinas_head, at=make.AT, today=make.TODAY,
    )  # fmt: skip
    return c.signed


def overdue(c: SimpleNamespace) -> Agreement:
    Obligation.objects.filter(agreement=c.signed).update(due="2026-02-01")
    return c.signed


def ended(c: SimpleNamespace) -> Agreement:
    row = closing(c)
    actions.answer_closing(row, party=cases.party(row, 2), agrees=True, by=c.actors.rektor, at=make.AT)
    return row


def recorded_approval(c: SimpleNamespace) -> Agreement:
    values = {"hash": c.shared.terms.hash, "by": c.actors.partner_officer, "at": make.AT}
    actions.approve(c.shared, party=cases.party(c.shared, 2), behalf=cases.behalf("Rektor Contoh"), **values)
    return c.shared


def recorded_signature(c: SimpleNamespace) -> Agreement:
    cases.sign_next(c, c.agreed, behalf=cases.behalf())
    return c.agreed


def opened(c: SimpleNamespace) -> Agreement:
    actions.set_openness(c.signed, openness="public", by=c.actors.officer, at=make.AT)
    return c.signed


def behalf_letter(c: SimpleNamespace) -> dict[str, str]:
    letter = c.api["officer"].file(cases.signed_pdf("surat"), "letter", "surat.pdf")
    return {"name": "Damayanti Pejabat Contoh", "post": "Kepala Dinas", "on": DAY, "letter": letter}


def finding(c: SimpleNamespace) -> str:
    return c.api["officer"].get(at(c.draft, "/findings")).json()["items"][0]["code"]


def signer(c: SimpleNamespace) -> dict[str, int]:
    return {"holding": make.holder(c.kadis_post).pk, "authority": c.kadis_authority.pk}


def registered(c: SimpleNamespace) -> str:
    """The fingerprint of the first signed copy."""
    return c.api["officer"].get(at(c.signed, "/signatures")).json()["items"][0]["scan"]


ASK: dict[str, Callable[[SimpleNamespace], HttpResponse]] = {
    "agreements_list": lambda c: c.api["officer"].get("/agreements", kind="pks", stage="draft", search="Draf", ends_by="2030-01-01"),
    "agreement_draft": lambda c: c.api["officer"].post("/agreements", draft_body(c)),
    "agreement_read": lambda c: c.api["leader"].get(at(c.signed)),
    "versions_list": lambda c: c.api["officer"].get(at(c.draft, "/versions")),
    "version_read": lambda c: c.api["officer"].get(at(c.draft, "/versions/1")),
    "changes_read": lambda c: c.api["officer"].get(at(c.draft, "/changes"), old=1, new=1),
    "agreement_revise": lambda c: c.api["officer"].post(at(c.draft, "/revise"), {"version": c.draft.version, "title": "Judul baru"}),
    "agreement_share": lambda c: c.api["officer"].post(at(shareable(c), "/share"), {}),
    "agreement_revoke": lambda c: c.api["officer"].post(at(c.draft, "/revoke"), {"reason": "Tidak jadi."}),
    "agreement_enter": lambda c: c.api["officer"].post(at(c.draft, "/enter"), {"signed_on": DAY, "scan": scan(c, "officer")}),
    "agreement_correct_entry": lambda c: c.api["officer"].post(
        at(c.entered, "/correct-entry"), {"signed_on": "2025-02-03", "reason": "Salah baca tanggal.", "scan": scan(c, "officer", "yang benar")}
    ),
    "agreement_renew": lambda c: c.api["officer"].post(at(c.signed, "/renew")),
    "agreement_openness": lambda c: c.api["officer"].post(at(c.signed, "/openness"), {"openness": "public"}),
    "register_head": lambda c: c.api["partner_officer"].get(at(c.signed, "/register")),
    "history_read": lambda c: c.api["partner_officer"].get(at(c.signed, "/history"), after=1),
    "comments_list": lambda c: c.api["officer"].get(at(c.draft, "/comments")),
    "agreement_comment": lambda c: c.api["officer"].post(at(c.shared, "/comments"), {"text": "Baik.", "private": True}),
    "attachments_list": lambda c: c.api["officer"].get(at(c.entered, "/attachments")),
    "agreement_attach": lambda c: c.api["officer"].post(
        at(c.shared, "/attachments"), {"file": c.api["officer"].file(cases.signed_pdf("lampiran"), "attachment")}
    ),
    "findings_list": lambda c: c.api["officer"].get(at(c.draft, "/findings"), on="2026-02-01"),
    "agreement_override": lambda c: c.api["officer"].post(
        at(c.draft, "/override"), {"code": finding(c), "reason": "Sudah dibahas dalam rapat TKKSD."}
    ),
    "parties_list": lambda c: c.api["rektor"].get(at(c.shared, "/parties")),
    "party_number": lambda c: c.api["officer"].post(at(c.shared, "/parties/1/number"), {"number": "100/PKS/2026"}),
    "party_signer": lambda c: c.api["officer"].post(at(c.shared, "/parties/1/signer"), signer(c)),
    "party_invite": lambda c: c.api["officer"].post(
        at(c.shared, "/parties/2/invite"), {"name": "Tamu", "post": "Rektor", "email": "tamu@contoh.example"}
    ),
    "closing_propose": lambda c: c.api["dinas_head"].post(
        at(c.signed, "/parties/1/close"), {"outcome": "not_renewed", "evaluation": "Cukup."}
    ),
    "closing_answer": lambda c: c.api["rektor"].post(at(closing(c), "/parties/2/answer-closing"), {"agrees": True}),
    "approvals_list": lambda c: c.api["officer"].get(at(c.agreed, "/approvals")),
    "party_approve": lambda c: c.api["rektor"].post(at(c.shared, "/parties/2/approve"), {"hash": c.shared.terms.hash}),
    "party_withdraw_approval": lambda c: c.api["rektor"].post(at(c.agreed, "/parties/2/withdraw-approval"), {}),
    "approval_confirm": lambda c: c.api["rektor"].post(at(recorded_approval(c), "/parties/2/confirm-approval")),
    "signatures_list": lambda c: c.api["officer"].get(at(c.signed, "/signatures")),
    "party_sign": lambda c: _sign(c),
    "party_withdraw_signature": lambda c: c.api["officer"].post(at(half_signed(c), "/parties/1/withdraw-signature")),
    "signature_confirm": lambda c: c.api["dinas_head"].post(at(recorded_signature(c), "/parties/1/confirm-signature")),
    "obligations_list": lambda c: c.api["officer"].get("/obligations", state="scheduled", due_by="2030-01-01", agreement=c.signed.code),
    "obligation_read": lambda c: c.api["partner_officer"].get(promise(c.signed)),
    "obligation_report": lambda c: c.api["partner_officer"].post(
        promise(c.signed, "/report"),
        {"version": version(c.signed), "quantity": "60", "done_on": DAY,
         "file": c.api["partner_officer"].file(cases.signed_pdf("bukti"), "evidence")},
    ),
    "obligation_accept": lambda c: c.api["officer"].post(
        promise(c.reported.agreement, "/accept"), {"version": c.reported.version, "whole": False, "check_note": "Sesuai."}
    ),
    "obligation_return": lambda c: c.api["officer"].post(
        promise(c.reported.agreement, "/return"), {"version": c.reported.version, "reason": "Daftar hadir?"}
    ),
    "obligation_miss": lambda c: c.api["officer"].post(
        promise(overdue(c), "/miss"), {"version": version(c.signed), "reason": "Tidak dilaksanakan."}
    ),
    "obligation_lapse": lambda c: c.api["officer"].post(promise(ended(c), "/lapse"), {"reason": "Kerja sama berakhir."}),
    "upload_file": lambda c: c.api["officer"].send(cases.signed_pdf("unggah")),
    "file_read": lambda c: c.api["partner_officer"].get(at(c.signed, f"/files/{registered(c)}")),
    "draft_paper": lambda c: c.api["officer"].get(at(c.draft, "/draft.docx")),
    "record_sheet": lambda c: c.api["officer"].get(at(c.signed, "/record-sheet.pdf")),
    "organizations_list": lambda c: c.api["officer"].get("/organizations", search="Bumi", kind="kampus"),
    "organization_read": lambda c: c.api["officer"].get(f"/organizations/{c.bumi.code}"),
    "me_read": lambda c: c.api["officer"].get("/me"),
    "regions_search": lambda c: c.api["officer"].get("/regions", search="purbalinga", kind="kabupaten", within="33"),
    "region_read": lambda c: c.api["officer"].get("/regions/33.03"),
    "law_list": lambda c: c.api["officer"].get("/law", kind="limit", scope="nasional", on=DAY, search="masa"),
    "law_read": lambda c: c.api["officer"].get(f"/law/{Entry.objects.earliest('pk').pk}"),
    "verify": lambda c: c.api[""].get(f"/verify/{opened(c).code}", sha256="0" * 64),
    "open_list": lambda c: c.api[""].get("/open-agreements"),
    **intake.ASK,
}  # fmt: skip


def _sign(c: SimpleNamespace) -> HttpResponse:
    cases.override_all(c, c.agreed, c.actors.officer)
    marks = {"initials": True, "stamp_duty": True, "seal": True, "behalf": behalf_letter(c)}
    body = {"signed_on": DAY, "scan": scan(c, "officer"), **marks}
    return c.api["officer"].post(at(c.agreed, "/parties/1/sign"), body)


def operations() -> dict[str, set[str]]:
    """The operations of the description and the 2xx they promise."""
    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"].values()
    return {
        operation["operationId"]: {str(code) for code in operation["responses"] if str(code).startswith("2")}
        for methods in paths
        for operation in methods.values()
    }


def test_every_operation_is_asked_here():
    assert set(ASK) == set(operations())


@pytest.mark.parametrize("operation", sorted(ASK))
def test_an_operation_succeeds(c, operation):
    answer = ASK[operation](c)
    assert str(answer.status_code) in operations()[operation], answer.content
    assert answer.headers["Content-Type"] != "text/html"


def test_a_draft_from_the_api_holds_what_was_sent(c):
    made = c.api["officer"].post("/agreements", draft_body(c)).json()
    assert (made["stage"], made["parent"], [p["name"] for p in made["parties"]]) == (
        "draft", c.entered.code, [c.dinas.name, c.bumi.name],
    )  # fmt: skip
    terms = c.api["officer"].get(f"/agreements/{made['code']}/versions/1").json()["terms"]
    assert terms["end"] == "2027-03-31"
    assert terms["obligations"][0]["quantity"] == "100.5"
    assert terms["obligations"][1]["due"] == {"rule": "every", "months": 6}


def test_a_revision_keeps_what_was_not_sent(c):
    body = {"version": c.draft.version, "terms": None}
    assert c.api["officer"].post(at(c.draft, "/revise"), body).status_code == 422
    before = c.api["officer"].get(at(c.draft, "/versions/1")).json()["terms"]
    made = c.api["officer"].post(at(c.draft, "/revise"), {"version": c.draft.version, "months": 12})
    after = c.api["officer"].get(at(c.draft, "/versions/2")).json()["terms"]
    assert made.json()["terms_version"] == 2
    said = [n for n, (a, b) in enumerate(zip(before["clauses"], after["clauses"], strict=True), 1) if a != b]
    assert [after["clauses"][n - 1]["type"] for n in said] == ["jangka_waktu"]
    assert after == before | {"months": 12, "clauses": after["clauses"]}
    changed = c.api["officer"].get(at(c.draft, "/changes"), old=1, new=2).json()["items"]
    assert [row["what"] for row in changed] == ["Masa berlaku", f"Pasal {said[0]}"]


def test_an_approval_in_the_api_counts_and_an_edit_voids_it(c):
    done = ASK["party_approve"](c).json()
    assert [p["approved"] for p in done["parties"]] == [False, True]
    edit = {"version": done["version"], "place": "Awan"}
    done = c.api["officer"].post(at(c.shared, "/revise"), edit).json()
    assert [p["approved"] for p in done["parties"]] == [False, False]
    rows = c.api["rektor"].get(at(c.shared, "/approvals")).json()["items"]
    assert rows[0]["voided_at"]
    assert "Kerja Sama" in rows[0]["voided_by"]


def test_staff_record_for_their_leader_and_the_answer_says_so(c):
    body = {"hash": c.shared.terms.hash, "behalf": behalf_letter(c)}
    assert c.api["officer"].post(at(c.shared, "/parties/1/approve"), body).status_code == 200
    row = c.api["rektor"].get(at(c.shared, "/approvals")).json()["items"][0]
    assert (row["party"], row["behalf_name"], row["confirmed_at"]) == (1, "Damayanti Pejabat Contoh", None)


def test_findings_of_the_day_of_signing_are_told_and_answered_with_the_signature(c):
    api, sent = c.api["officer"], {"signed_on": DAY, "scan": scan(c, "officer")}
    actions.name_signer(
        c.agreed, party=cases.party(c.agreed, 1), holding=make.holder(c.kadis_post), authority=None, by=c.actors.officer, at=make.AT
    )  # fmt: skip
    told = [
        f["code"] for f in api.get(at(c.agreed, "/findings"), on=DAY).json()["items"] if f["code"].startswith("signer.")
    ]
    assert told
    assert api.post(at(c.agreed, "/parties/1/sign"), sent).status_code == 409
    reasons = dict.fromkeys(told, "Surat kuasanya sedang dicetak ulang.")
    assert api.post(at(c.agreed, "/parties/1/sign"), sent | {"reasons": reasons}).status_code == 200


def test_the_history_continues_from_where_it_was_read(c):
    whole = c.api["officer"].get(at(c.signed, "/history")).json()["items"]
    head = c.api["officer"].get(at(c.signed, "/register")).json()
    assert [row["number"] for row in whole] == list(range(1, head["length"] + 1))
    assert whole[-1]["hash"] == head["head"]
    rest = c.api["officer"].get(at(c.signed, "/history"), after=2).json()["items"]
    assert rest == whole[2:]


def test_anybody_verifies_an_open_agreement_and_compares_a_file(c):
    row = opened(c)
    said = c.api[""].get(f"/verify/{row.code}", sha256=registered(c))
    assert said.json()["file"] == "same"
    assert said.json()["hash"] == row.terms.hash
    assert c.api[""].get(f"/verify/{row.code}", sha256="0" * 64).json()["file"] == "different"
    assert c.api[""].get(f"/verify/{c.draft.code}").status_code == 404
    assert [r["code"] for r in c.api[""].get("/open-agreements").json()["items"]] == [row.code]


def test_files_of_a_case_are_fetched_by_fingerprint_and_by_nobody_else(c):
    path = at(c.signed, f"/files/{registered(c)}")
    answer = c.api["partner_officer"].get(path)
    assert hashlib.sha256(answer.bytes).hexdigest() == registered(c)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert c.api["citra_officer"].get(path).status_code == 404
    assert c.api["officer"].get(at(c.draft, f"/files/{registered(c)}")).status_code == 404
    kept = c.api["officer"].send(cases.signed_pdf("belum dipakai")).json()["sha256"]
    assert c.api["officer"].get(at(c.signed, f"/files/{kept}")).status_code == 404


def test_the_letter_behind_a_recorded_approval_is_named_and_fetched(c):
    body = {"hash": c.shared.terms.hash, "behalf": behalf_letter(c)}
    c.api["officer"].post(at(c.shared, "/parties/1/approve"), body)
    letter = c.api["rektor"].get(at(c.shared, "/approvals")).json()["items"][0]["letter"]
    assert c.api["rektor"].get(at(c.shared, f"/files/{letter}")).status_code == 200

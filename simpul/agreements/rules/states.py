"""The lifecycle of an agreement: stages are moved by verbs; the status on screen is computed from stage, outcome and dates."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from simpul.core.lifecycle import Lifecycle, Move

KINDS = {"kb": _("Kesepakatan Bersama"), "nk": _("Nota Kesepakatan"), "pks": _("Perjanjian Kerja Sama")}
UMBRELLAS = frozenset({"kb", "nk"})

SIGNATORY, IMPLEMENTING, WITNESS = "signatory", "implementing", "witness"
PARTY_ROLES = {SIGNATORY: _("Penanda tangan"), IMPLEMENTING: _("Pelaksana"), WITNESS: _("Saksi")}

DRAFT, CIRCULATED, AGREED, SIGNED, CLOSED = "draft", "circulated", "agreed", "signed", "closed"
STAGES = {
    DRAFT: _("Draf"),
    CIRCULATED: _("Menunggu Persetujuan Pihak"),
    AGREED: _("Siap Ditandatangani"),
    SIGNED: _("Ditandatangani"),
    CLOSED: _("Ditutup"),
}

FINISHED, TERMINATED, NOT_RENEWED, REVOKED = "finished", "terminated", "not_renewed", "revoked"
OUTCOMES = {
    FINISHED: _("Selesai"),
    TERMINATED: _("Diakhiri"),
    NOT_RENEWED: _("Tidak Diperpanjang"),
    REVOKED: _("Dicabut"),
}

IN_FORCE, EXPIRED, RENEWING, UPCOMING = "in_force", "expired", "renewing", "upcoming"
STATUSES = {
    **{stage: STAGES[stage] for stage in (DRAFT, CIRCULATED, AGREED)},
    UPCOMING: _("Belum Mulai Berlaku"),
    IN_FORCE: _("Berlaku"),
    EXPIRED: _("Masa Berlaku Habis"),
    RENEWING: _("Dalam Perpanjangan"),
    **OUTCOMES,
}
TONES = {
    IN_FORCE: "good",
    FINISHED: "good",
    EXPIRED: "bad",
    TERMINATED: "bad",
    REVOKED: "bad",
    DRAFT: "plain",
    NOT_RENEWED: "plain",
    UPCOMING: "plain",
}

AGREEMENT = Lifecycle(
    "agreement",
    (
        Move("share", (DRAFT,), (CIRCULATED,), "agreement.write"),
        Move("revise", (DRAFT,), (DRAFT,), "agreement.write"),
        Move("revise", (CIRCULATED, AGREED), (CIRCULATED,), "agreement.write"),
        Move("approve", (CIRCULATED,), (CIRCULATED, AGREED), "agreement.decide"),
        Move("withdraw_approval", (CIRCULATED, AGREED), (CIRCULATED,), "agreement.decide"),
        Move("sign", (AGREED,), (AGREED, SIGNED), "agreement.record"),
        Move("withdraw_signature", (AGREED,), (AGREED,), "agreement.record"),
        Move("enter", (DRAFT,), (SIGNED,), "agreement.write"),
        Move("correct_entry", (SIGNED,), (SIGNED,), "agreement.write"),
        Move("revoke", (DRAFT, CIRCULATED, AGREED), (CLOSED,), "agreement.write"),
        Move("propose_closing", (SIGNED,), (SIGNED, CLOSED), "agreement.close"),
        Move("confirm_closing", (SIGNED,), (SIGNED, CLOSED), "agreement.close"),
        Move("decline_closing", (SIGNED,), (SIGNED,), "agreement.close"),
        Move("renew", (SIGNED,), (SIGNED,), "agreement.write"),
        Move("end", (SIGNED,), (CLOSED,), "agreement.close"),  # by itself, the day after the last, when nobody renews
    ),
    STAGES,
)

SCHEDULED, MET, PARTLY, NOT_MET, LAPSED = "scheduled", "met", "partly", "not_met", "lapsed"
OBLIGATION_STATES = {
    SCHEDULED: _("Terjadwal"),
    MET: _("Terpenuhi"),
    PARTLY: _("Terpenuhi Sebagian"),
    NOT_MET: _("Tidak Terpenuhi"),
    LAPSED: _("Gugur"),
}
OBLIGATION = Lifecycle(
    "obligation",
    (
        *(Move("report", (state,), (state,), "obligation.report") for state in (SCHEDULED, PARTLY, NOT_MET)),
        Move("accept", (SCHEDULED, PARTLY, NOT_MET), (MET, PARTLY), "obligation.verify"),
        *(Move("return", (state,), (state,), "obligation.verify") for state in (SCHEDULED, PARTLY, NOT_MET)),
        Move("miss", (SCHEDULED, PARTLY), (NOT_MET,), "obligation.verify"),
        Move("lapse", (SCHEDULED, PARTLY), (LAPSED,), "agreement.close"),
    ),
    OBLIGATION_STATES,
)

# The seven stages of a case, as people learn them once.
PATH = (
    _("Penjajakan"),
    _("Penawaran"),
    _("Telaah & Pembahasan"),
    _("Penyusunan Naskah"),
    _("Penandatanganan"),
    _("Pelaksanaan"),
    _("Evaluasi"),
)


def status(
    *, stage: str, outcome: str, start: dt.date | None, end: dt.date | None, renewing: bool, today: dt.date
) -> str:
    """What is true today. Expired is a date, closing is a decision; a decision not to renew is true after the last day."""
    if stage == CLOSED:
        return outcome
    if stage != SIGNED:
        return stage
    if term_is_over(outcome=outcome, end=end, today=today):
        return NOT_RENEWED
    renewing = renewing and outcome != NOT_RENEWED
    if start and today < start:
        return UPCOMING
    if end and today > end:
        return RENEWING if renewing else EXPIRED
    return RENEWING if renewing else IN_FORCE


def term_is_over(*, outcome: str, end: dt.date | None, today: dt.date) -> bool:
    """Somebody decided not to renew, and the last day in force has passed."""
    return outcome == NOT_RENEWED and end is not None and today > end


def place_on_path(*, stage: str, status: str, approved: bool = False) -> int:
    """Which of the seven stages is current, counted from 0. What was revoked stands where it stopped: `approved` says all had approved."""
    if status == REVOKED:
        return 4 if approved else 3
    if stage in (DRAFT, CIRCULATED):
        return 3
    if stage == AGREED:
        return 4
    return 6 if stage == CLOSED or status in (EXPIRED, RENEWING, NOT_RENEWED) else 5

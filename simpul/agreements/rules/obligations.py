"""Questions about promises: who may report, who may check, what a day means."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal

from .states import LAPSED, MET, OBLIGATION, OBLIGATION_STATES
from .verbs import FORBIDDEN, NOT_YOUR_SIDE

PENDING, ACCEPTED, RETURNED = "pending", "accepted", "returned"
EVIDENCE_STATES = {PENDING: _("Menunggu pemeriksaan"), ACCEPTED: _("Diterima"), RETURNED: _("Dikembalikan")}


@dataclasses.dataclass(frozen=True)
class ObligationFacts:
    state: str
    due: dt.date
    debtor_ids: frozenset[int]
    beneficiary_ids: frozenset[int]
    quantity: Decimal | None
    accepted: Decimal
    pending: bool = False
    reported_by: str = ""
    version: int = 1

    def late(self, today: dt.date) -> bool:
        return self.state not in (MET, LAPSED) and today > self.due


def _stage(verb: str, facts: ObligationFacts) -> list[Refusal]:
    if OBLIGATION.allows(verb, facts.state):
        return []
    state = OBLIGATION_STATES[facts.state]
    return [
        Refusal(
            "obligation.wrong_state",
            _("Kewajiban ini sudah «%(state)s»; langkah itu tidak berlaku lagi.") % {"state": state},
        )
    ]


def refusals_to_report(
    facts: ObligationFacts, actor: Actor, *, quantity: Decimal | None = None, has_file: bool = True, note: str = "-"
) -> list[Refusal]:
    """The debtor reports with evidence; one report at a time waits for its check."""
    found = [] if actor.may("obligation.report") else [FORBIDDEN]
    if not actor.speaks_for(facts.debtor_ids):
        found.append(NOT_YOUR_SIDE)
    found += _stage("report", facts)
    if facts.pending:
        found.append(
            Refusal("evidence.pending", _("Laporan sebelumnya masih diperiksa. Tunggu hasilnya lebih dahulu."))
        )
    if quantity is not None and quantity <= 0:
        found.append(Refusal("evidence.quantity", _("Jumlah yang dicapai harus lebih dari nol."), "value", "quantity"))
    if facts.quantity is not None and quantity is None and note != "-":
        text = _("Kewajiban ini terukur. Isi berapa yang sudah dicapai.")
        found.append(Refusal("evidence.quantity_missing", text, "value", "quantity"))
    if not has_file and not note.strip():
        text = _("Laporan tanpa bukti tidak dapat diperiksa. Lampirkan berkas, atau tulis di mana buktinya.")
        found.append(Refusal("evidence.missing", text, "value", "file"))
    return found


def refusals_to_check(facts: ObligationFacts, actor: Actor, *, reason: str = "-") -> list[Refusal]:
    """Evidence is checked by a second person of either side, never by the one who reported it."""
    found = [] if actor.may("obligation.verify") else [FORBIDDEN]
    if not (actor.speaks_for(facts.debtor_ids) or actor.speaks_for(facts.beneficiary_ids)):
        found.append(NOT_YOUR_SIDE)
    if not facts.pending:
        found.append(Refusal("evidence.none", _("Tidak ada laporan yang menunggu pemeriksaan.")))
    elif actor.key == facts.reported_by:
        text = _("Bukti diperiksa oleh orang kedua. Minta rekan lain memeriksa laporan Anda.")
        found.append(Refusal("evidence.own", text, "forbidden"))
    if not reason.strip():
        found.append(Refusal("reason.missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", "reason"))
    return found


def refusals_to_miss(facts: ObligationFacts, actor: Actor, *, today: dt.date, reason: str = "-") -> list[Refusal]:
    """Only what is past its day can be declared unmet, by the side it was promised to."""
    found = [] if actor.may("obligation.verify") else [FORBIDDEN]
    if not actor.speaks_for(facts.beneficiary_ids):
        found.append(NOT_YOUR_SIDE)
    found += _stage("miss", facts)
    if today <= facts.due:
        found.append(Refusal("obligation.not_due", _("Kewajiban ini belum jatuh tempo.")))
    if not reason.strip():
        found.append(Refusal("reason.missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", "reason"))
    return found


def refusals_to_lapse(
    facts: ObligationFacts, actor: Actor, *, closed_on: dt.date | None, reason: str = "-"
) -> list[Refusal]:
    """What was to come falls away after the agreement closed, by the side it was promised to; what was due before stays due."""
    found = [] if actor.may("agreement.close") else [FORBIDDEN]
    if not actor.speaks_for(facts.beneficiary_ids):
        found.append(NOT_YOUR_SIDE)
    if closed_on is None:
        found.append(Refusal("lapse.not_closed", _("Kewajiban gugur hanya setelah kerja samanya ditutup.")))
    elif facts.due <= closed_on:
        text = _("Kewajiban ini jatuh tempo sebelum penutupan, jadi tetap berlaku.")
        found.append(Refusal("lapse.already_due", text))
    if not OBLIGATION.allows("lapse", facts.state):
        found.append(Refusal("obligation.wrong_state", _("Kewajiban ini sudah selesai atau gugur.")))
    if not reason.strip():
        found.append(Refusal("reason.missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", "reason"))
    return found


def state_after(facts: ObligationFacts, quantity: Decimal | None, *, whole: bool) -> str:
    """Met when the whole quantity is accepted (or the checker says it is whole), else partly."""
    if facts.quantity is None:
        return "met" if whole else "partly"
    return "met" if facts.accepted + (quantity or 0) >= facts.quantity else "partly"

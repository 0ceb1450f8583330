"""Why nobody may add or remove a participant now, or a participant may not comment."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal

from .facts import Facts
from .states import ENDED, OPEN, STATES
from .verbs import permission


def refusals_to_change_participants(facts: Facts, by: Actor, *, organization_ids: frozenset[int]) -> list[Refusal]:
    """Both sides may name who takes part, as long as the proposal is open; the two sides themselves are not participants."""
    writes = by.may("proposal.write") or by.may("proposal.register")
    inside = facts.region_id == by.institution_id or by.speaks_for(facts.partner_ids) or by.speaks_for(facts.pen_ids)
    if not by.is_system and not (writes and inside):
        text = _(
            "Anda tidak berwenang mengatur siapa yang ikut serta. Mintalah kepada penyusun usulan atau Bagian Kerja Sama."
        )
        return [Refusal("participant.forbidden", text, "forbidden")]
    if facts.state in ENDED:
        text = _("Usulan ini sudah ditutup, jadi pesertanya tidak dapat diubah lagi.")
        return [Refusal("participant.closed", text)]
    if organization_ids & {facts.region_id, facts.partner_institution}:
        text = _("Lembaga ini sudah menjadi salah satu pihak usulan. Pilih lembaga lain.")
        return [Refusal("participant.side", text, "value", "organization")]
    return []


def refusals_to_drop_participant(facts: Facts, by: Actor, *, gone: bool) -> list[Refusal]:
    """Once: whoever comes second is told that somebody else was quicker."""
    found = refusals_to_change_participants(facts, by, organization_ids=frozenset())
    if not gone or any(refusal.kind == "forbidden" for refusal in found):
        return found
    text = _("Lembaga ini sudah dikeluarkan dari usulan. Muat ulang halaman untuk melihat siapa yang masih ikut serta.")
    return [*found, Refusal("participant.dropped", text)]


def refusals_to_comment(
    facts: Facts, by: Actor, *, invited: Iterable[frozenset[int]], text: str = "-"
) -> list[Refusal]:
    """People of an invited organisation, while the proposal is open. `invited`: each such organisation with those above it."""
    found = permission(by, "note.write")
    if not any(by.speaks_for(ids) for ids in invited):
        why = _(
            "Tanggapan atas usulan ditulis lembaga yang diundang memberi tanggapan, dan lembaga Anda tidak tercantum. Mintalah diundang kepada salah satu pihak."
        )
        found.append(Refusal("comment.not_invited", why, "forbidden"))
    if facts.state not in OPEN:
        closed = _(
            "Usulan ini sedang «%(state)s», jadi tanggapan tidak ditulis lagi. Hubungi salah satu pihak bila masih ada yang perlu disampaikan."
        )
        found.append(Refusal("comment.closed", closed % {"state": STATES[facts.state]}))
    if not text.strip():
        found.append(Refusal("comment.empty", _("Tanggapan kosong. Tulis sesuatu lebih dahulu."), "value", "text"))
    return found

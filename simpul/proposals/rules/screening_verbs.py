"""Why screening, answering a finding, writing a view or choosing a document is closed to somebody now."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal

from . import states
from .facts import Facts
from .verbs import current, inside_region, permission, stage

WORKED_ON = frozenset({states.RECEIVED, states.INCOMPLETE, states.SCREENING, states.AWAITING})
# what the region answers itself while it screens: money, data, regimes, who signs
ANSWERS = frozenset(
    [
        "burdens_public",
        "burdens_reason",
        "apbd_funded",
        "in_current_apbd",
        "apbd_amount",
        "routine",
        "personal_data",
        "data_clause",
        "regimes",
        "signer",
    ]
)


def refusals_to_screen(facts: Facts, actor: Actor) -> list[Refusal]:
    """Bagian Kerja Sama, of a proposal that is registered and not yet before a leader."""
    return permission(actor, "proposal.register") + inside_region(actor, facts) + stage("screen", facts)


def refusals_to_answer(
    facts: Facts,
    actor: Actor,
    *,
    version: int | None = None,
    regimes: Collection[str] = (),
    known_regimes: Collection[str] = (),
    amount: object = None,
) -> list[Refusal]:
    """The region answers what the rules ask about money, data and regimes."""
    found = refusals_to_screen(facts, actor) + current(facts, version)
    if not set(regimes) <= set(known_regimes):
        text = _("Salah satu rezim yang dipilih tidak dikenal. Pilih dari daftar.")
        found.append(Refusal("screening.regimes", text, "value", "regimes"))
    if amount is not None and amount < 0:  # type: ignore[operator]
        text = _("Jumlah APBD tidak dapat kurang dari nol. Periksa angkanya.")
        found.append(Refusal("screening.amount", text, "value", "apbd_amount"))
    return found


def refusals_to_classify(facts: Facts, actor: Actor, *, known: bool = True, dropped: bool = False) -> list[Refusal]:
    """The region names the sub-matter: partners need not know the table of affairs."""
    found = refusals_to_screen(facts, actor)
    if not known:
        text = _("Sub-urusan atau bagiannya tidak dikenal. Pilih dari daftar urusan.")
        found.append(Refusal("classify.affair", text, "value", "affair"))
    if dropped:
        text = _("Kegiatan ini sudah dikeluarkan dari usulan, jadi tidak ditelaah lagi.")
        found.append(Refusal("classify.dropped", text))
    return found


def refusals_to_override(
    facts: Facts, actor: Actor, *, known: bool = True, hard: bool = False, asks: bool = True, reason: str = "-"
) -> list[Refusal]:
    """A finding of the newest run that asks for an answer, and a written reason."""
    found = refusals_to_screen(facts, actor)
    if not known:
        text = _("Temuan ini tidak ada pada telaah terakhir. Muat ulang halaman, lalu pilih dari daftar.")
        return [*found, Refusal("override.unknown", text, "value", "code")]
    if hard:
        text = _(
            "Temuan ini tidak dapat dilampaui dengan alasan. Ikuti sarannya: keluarkan butirnya, ubah, atau lengkapi buktinya, lalu telaah ulang."
        )
        found.append(Refusal("override.hard", text))
    elif not asks:
        text = _("Temuan ini tidak meminta jawaban, jadi tidak memerlukan alasan.")
        found.append(Refusal("override.not_asked", text))
    if not reason.strip():
        text = _("Tulis alasan melanjutkan, supaya pimpinan dapat menimbangnya.")
        found.append(Refusal("override.reason_missing", text, "value", "reason"))
    return found


def refusals_to_view(
    facts: Facts, actor: Actor, *, field: str = "hukum", stance: str = states.SUPPORTS, text: str = "-"
) -> list[Refusal]:
    """Members of the region's TKKSD, while the region works on it."""
    found = permission(actor, "view.write")
    if not actor.is_system and actor.institution_id != facts.region_id:
        why = _("Pandangan ditulis anggota TKKSD daerah yang menelaah usulan ini.")
        found.append(Refusal("view.outside", why, "forbidden"))
    if facts.state not in WORKED_ON:
        closed = _("Usulan ini sedang «%(state)s», jadi pandangan tidak ditulis lagi.")
        found.append(Refusal("view.state", closed % {"state": states.STATES[facts.state]}))
    if field not in states.FIELDS:
        found.append(Refusal("view.field", _("Bidang ini tidak dikenal. Pilih dari daftar."), "value", "field"))
    if stance not in states.STANCES:
        found.append(Refusal("view.stance", _("Sikap ini tidak dikenal. Pilih dari daftar."), "value", "stance"))
    if not text.strip():
        why = _("Pandangan belum diisi. Tulis apa yang Anda lihat dari bidang itu.")
        found.append(Refusal("view.text_missing", why, "value", "text"))
    return found


DRAFTED = Refusal(
    "proposal.drafted",
    _(
        "Naskah dari usulan ini sudah disusun, jadi jenis naskah dan kesepakatan induknya tidak dipilih lagi. Buka naskahnya di Kerja Sama."
    ),
)


def _refusals_before_the_draft(facts: Facts, actor: Actor) -> list[Refusal]:
    """What the region settles while it screens, and still when it is agreed until a draft stands."""
    found = permission(actor, "proposal.register") + inside_region(actor, facts)
    if facts.state != states.AGREED:
        return found + stage("screen", facts)
    return [*found, DRAFTED] if facts.drafted else found


def refusals_to_mark_drafted(facts: Facts, actor: Actor) -> list[Refusal]:
    """Of an agreed proposal, one draft at a time."""
    found = permission(actor, "agreement.write") + stage("begin_draft", facts)
    return [*found, DRAFTED] if facts.drafted else found


def refusals_to_mark_draft_revoked(facts: Facts, actor: Actor) -> list[Refusal]:
    return permission(actor, "agreement.write") + stage("revoke_draft", facts)


def refusals_to_link(facts: Facts, actor: Actor, *, chain_kind: str = "") -> list[Refusal]:
    """The region says under which agreement it comes, while it is screened and until it becomes a draft. `chain_kind`: what is linked."""
    found = _refusals_before_the_draft(facts, actor)
    if chain_kind not in ("", "agreement"):
        text = _("Naskah payung yang dipilih bukan naskah kerja sama. Pilih dari daftar naskah Anda.")
        found.append(Refusal("link.under", text, "value", "under"))
    return found


def refusals_to_choose(
    facts: Facts,
    actor: Actor,
    *,
    kind: str = "",
    kinds: Collection[str] = (),
    advised: Collection[str] = (),
    reason: str = "",
) -> list[Refusal]:
    """A document that the law knows; another than the advised one with a reason. Until the draft stands, also when it is agreed."""
    found = _refusals_before_the_draft(facts, actor)
    if kinds and kind not in kinds:
        text = _("Jenis naskah ini tidak dikenal. Pilih dari daftar.")
        found.append(Refusal("choice.kind", text, "value", "kind"))
    elif kinds and advised and kind not in advised and not reason.strip():
        text = _(
            "Naskah ini berbeda dari yang disarankan untuk bentuk mitra. Praktik boleh berbeda; tulis alasannya, atau pilih naskah yang disarankan."
        )
        found.append(Refusal("choice.reason_missing", text, "value", "reason"))
    return found

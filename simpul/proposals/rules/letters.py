"""Who may write and issue which letter, and when. Each function answers one verb; an empty list means yes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal

from . import states

INVITATION, OFFER, ANSWER, COMPLETION, REFERRAL, REFUSAL = tuple(states.LETTER_KINDS)
OFFER_LAW = "surat_penawaran"  # the entry of law kind «document» that says who issues an offer

# sides of a case; a guest is whoever else was invited to a meeting
REGION, PARTNER, CONVENER, GUEST = "region", "partner", "convener", "guest"
WRITERS: dict[str, tuple[str, ...]] = {
    INVITATION: (CONVENER,),
    OFFER: (REGION, PARTNER),
    ANSWER: (REGION, PARTNER, GUEST),
    COMPLETION: (REGION,),
    REFERRAL: (REGION,),
    REFUSAL: (REGION, PARTNER),
}

# A letter that tells of a decision goes out when that decision stands; (kind, side) → states and why not yet
AFTER: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    (REFUSAL, REGION): (
        frozenset({states.DECLINED}),
        _("Usulan ini belum ditolak pimpinan. Surat penolakan terbit setelah disposisinya tercatat."),
    ),
    (REFUSAL, PARTNER): (
        frozenset({states.DECLINED}),
        _("Penolakan Anda belum tercatat. Jawab penawaran itu lebih dahulu pada halaman usulan."),
    ),
    (OFFER, REGION): (
        frozenset({states.OFFERED, states.AGREED}),
        _("Prakarsa ini belum disetujui kepala daerah. Surat penawaran terbit setelah disposisinya tercatat."),
    ),
    (COMPLETION, REGION): (
        frozenset({states.INCOMPLETE}),
        _("Permintaan kelengkapan belum tercatat pada usulan ini. Catat lebih dahulu pada halaman usulan."),
    ),
}

FORBIDDEN = Refusal(
    "letter.not_permitted",
    _("Peran Anda tidak mencakup penyusunan surat. Mintalah petugas surat di unit Anda."),
    "forbidden",
)
NOT_YOURS = Refusal(
    "letter.not_yours",
    _("Surat ini atas nama lembaga lain. Hanya orang dari lembaga itu yang menyusun dan menerbitkannya."),
    "forbidden",
    "organization",
)
STALE = Refusal(
    "letter.stale",
    _("Surat ini sudah diubah sejak halaman dibuka. Ketikan Anda masih ada di bawah; bandingkan, lalu simpan lagi."),
)
ELSEWHERE = Refusal(
    "letter.addressee",
    _("Lembaga ini bukan pihak dalam perkara surat ini. Pilih salah satu pihaknya, atau kosongkan."),
    "value",
    "addressee",
)
DISCARDED = Refusal(
    "letter.discarded",
    _("Konsep ini sudah dibuang, jadi tidak ada lagi yang dikerjakan padanya. Tulis surat baru bila perlu."),
)


@dataclasses.dataclass(frozen=True)
class Case:
    """What the letter belongs to: a proposal with its two institutions, or a meeting with its convener and guests."""

    state: str
    region: int | None = None
    partner: int | None = None
    convener: int | None = None
    guests: frozenset[int] = frozenset()  # institutions
    direction: str = ""
    over: bool = False  # of a meeting: it took place or was called off

    def side_of(self, institution: int | None) -> str:
        """Which side an institution is on; empty when it takes no part."""
        sides = ((REGION, self.region), (PARTNER, self.partner), (CONVENER, self.convener))
        found = [side for side, own in sides if own is not None and own == institution]
        return found[0] if found else GUEST if institution in self.guests else ""

    @property
    def is_meeting(self) -> bool:
        return self.convener is not None


@dataclasses.dataclass(frozen=True)
class Issuer:
    """In whose name the letter goes out: its id, with those above it, and its institution."""

    organization: int
    ids: frozenset[int]
    institution: int | None
    is_region: bool  # a unit of a Pemda, or the Pemda itself
    ended: bool = False


@dataclasses.dataclass(frozen=True)
class Facts:
    """A letter as it stands."""

    kind: str
    state: str
    version: int
    issuer: Issuer
    case: Case
    scan: str = ""


@dataclasses.dataclass(frozen=True)
class Signer:
    """Who is about to sign: the post's place in the tree and the days of the holding."""

    path: tuple[int, ...]
    is_head: bool
    start: dt.date
    end: dt.date | None


def refusals_to_begin(issuer: Issuer, actor: Actor) -> list[Refusal]:
    """Common to every verb: the right to write letters, for one's own organisation."""
    found = [] if actor.may("letter.write") else [FORBIDDEN]
    return found if actor.speaks_for(issuer.ids) else [*found, NOT_YOURS]


def refusals_to_write(kind: str, issuer: Issuer, case: Case, actor: Actor, *, law: str) -> list[Refusal]:
    """`law` is the citation of who issues an offer on behalf of a region."""
    if kind not in states.LETTER_KINDS:
        return [Refusal("letter.kind", _("Jenis surat tidak dikenal. Pilih dari daftar."), "value", "kind")]
    found = refusals_to_begin(issuer, actor)
    if found:
        return found
    if issuer.ended:
        text = _("Lembaga ini sudah berakhir. Tulis surat atas nama lembaga penggantinya.")
        found.append(Refusal("letter.issuer_ended", text, "value", "organization"))
    return found + _refusals_to_side(kind, issuer, case) + _refusals_to_offer_alone(kind, issuer, law)


def _refusals_to_side(kind: str, issuer: Issuer, case: Case) -> list[Refusal]:
    side = case.side_of(issuer.institution)
    if side not in WRITERS[kind] or (kind == OFFER and side == REGION and case.direction == states.INCOMING):
        text = _("%(kind)s tidak ditulis oleh pihak Anda dalam perkara ini. Pilih jenis surat lain.")
        return [Refusal("letter.side", text % {"kind": states.LETTER_KINDS[kind]}, "value", "kind")]
    if kind == OFFER and side == PARTNER and case.direction == states.OUTGOING:
        text = _("Usulan ini ditawarkan oleh daerah kepada Anda. Tulis surat jawaban, bukan penawaran.")
        return [Refusal("letter.offered_to_you", text, "value", "kind")]
    if kind == REFUSAL and not declines(side, case):
        text = _("Bukan pihak Anda yang menolak di sini: surat penolakan ditulis oleh pihak yang menerima penawaran. Tulis jenis surat lain.")  # fmt: skip
        return [Refusal("letter.not_declining", text, "value", "kind")]
    if case.is_meeting or kind == OFFER:
        return [] if case.state not in states.ENDED or case.state == states.AGREED else [_ended(case)]
    if case.state == states.DRAFT:
        text = _("Usulan ini masih draf dan belum dikirim, jadi belum ada yang dijawab. Tunggu sampai diterima.")
        return [Refusal("letter.too_early", text)]
    return []


def declines(side: str, case: Case) -> bool:
    """A partner's offer is declined by the region, a region's offer by the partner."""
    return side == (REGION if case.direction == states.INCOMING else PARTNER)


def _ended(case: Case) -> Refusal:
    text = _("Usulan ini sudah «%(state)s», jadi tidak ditawarkan lagi. Tulis surat jenis lain.")
    return Refusal("letter.too_late", text % {"state": states.STATES[case.state]})


def _refusals_to_offer_alone(kind: str, issuer: Issuer, law: str) -> list[Refusal]:
    """A region offers by its kepala daerah; its units initiate inside."""
    if kind != OFFER or not issuer.is_region or issuer.organization == issuer.institution:
        return []
    text = _(
        "Perangkat daerah tidak menawarkan sendiri: surat penawaran daerah diterbitkan kepala daerah (%(law)s). Prakarsai di dalam, lalu Bagian Kerja Sama menyusun suratnya atas nama pemerintah daerah."
    )
    return [Refusal("letter.offer_by_unit", text % {"law": law}, "value", "organization", law)]


def refusals_to_start(kind: str, *, outside: int, reason: str, body: str) -> list[Refusal]:
    """A starter text needs what it tells of; who writes the body needs none."""
    if body.strip():
        return []
    if kind == REFERRAL and not outside:
        text = _(
            "Telaah belum menemukan butir di luar kewenangan, jadi isi surat tidak dapat disusunkan. Jalankan telaah, atau tulis sendiri isinya."
        )
        return [Refusal("letter.nothing_outside", text, "value", "body")]
    if kind == REFUSAL and not reason.strip():
        text = _("Surat penolakan memerlukan alasan. Tulis alasannya, atau tulis sendiri isi suratnya.")
        return [Refusal("letter.reason_missing", text, "value", "reason")]
    return []


def refusals_to_change(
    facts: Facts, actor: Actor, *, verb: str = "revise", version: int | None = None
) -> list[Refusal]:
    """A letter is changed by its issuer's people until it is issued."""
    found = refusals_to_begin(facts.issuer, actor)
    if facts.state == states.LETTER_DISCARDED:
        found.append(DISCARDED)
    elif not states.LETTER.allows(verb, facts.state):
        text = _("Surat ini sudah terbit, jadi tidak dapat diubah lagi. Tulis surat baru bila perlu membetulkannya.")
        found.append(Refusal("letter.issued", text))
    return found if version in (None, facts.version) else [*found, STALE]


def refusals_to_discard(facts: Facts, actor: Actor, *, version: int | None = None) -> list[Refusal]:
    """Only a draft, by its issuer's people: what was issued has a number, and others may have read it."""
    found = refusals_to_begin(facts.issuer, actor)
    if facts.state == states.LETTER_DISCARDED:
        found.append(DISCARDED)
    elif not states.LETTER.allows("discard", facts.state):
        text = _("Surat ini sudah terbit dan bernomor, jadi tidak dapat dibuang. Tulis surat baru bila perlu membetulkannya.")  # fmt: skip
        found.append(Refusal("letter.issued", text))
    if version not in (None, facts.version):
        text = _("Konsep ini sudah diubah sejak halaman dibuka. Baca lagi isinya, lalu buang bila memang tidak dipakai.")  # fmt: skip
        found.append(Refusal("letter.stale", text))
    return found


def refusals_to_issue(
    facts: Facts, actor: Actor, *, signer: Signer, day: dt.date, today: dt.date, law: str, version: int | None = None
) -> list[Refusal]:
    """Once, by somebody who holds a post of the issuer on that day, and not before what it tells of is decided."""
    found = refusals_to_change(facts, actor, verb="issue", version=version)
    if facts.issuer.ended:
        text = _("Lembaga ini sudah berakhir. Tulis surat atas nama lembaga penggantinya.")
        found.append(Refusal("letter.issuer_ended", text, "value", "organization"))
    found += _refusals_to_day(facts, day, today) + _refusals_to_signer(facts, signer, day, law)
    return found + _refusals_to_offer_alone(facts.kind, facts.issuer, law)


def _refusals_to_day(facts: Facts, day: dt.date, today: dt.date) -> list[Refusal]:
    case, found = facts.case, []
    side = case.side_of(facts.issuer.institution)
    if day > today:
        text = _("Tanggal surat ada di masa depan. Terbitkan pada harinya, atau betulkan tanggalnya.")
        found.append(Refusal("letter.future", text, "value", "day"))
    after, why = AFTER.get((facts.kind, side), (frozenset(), ""))
    if after and (case.state not in after or (facts.kind == REFUSAL and not declines(side, case))):
        found.append(Refusal("letter.undecided", why))
    if facts.kind == INVITATION and case.over:
        text = _("Pertemuan ini sudah lewat atau dibatalkan, jadi undangannya tidak terbit lagi.")
        found.append(Refusal("letter.meeting_over", text))
    return found


def _refusals_to_signer(facts: Facts, signer: Signer, day: dt.date, law: str) -> list[Refusal]:
    issuer, found = facts.issuer, []
    text: Any
    if (
        not (signer.path[-1] in issuer.ids and issuer.institution in signer.path)
        and issuer.organization not in signer.path
    ):
        text = _("Penandatangan bukan pejabat lembaga penerbit surat. Pilih pejabat dari lembaga itu sendiri.")
        found.append(Refusal("letter.signer_elsewhere", text, "value", "holding"))
    if not (signer.start <= day and (signer.end is None or day <= signer.end)):
        text = _(
            "Pejabat ini tidak memegang jabatannya pada tanggal surat. Pilih pejabat lain atau betulkan tanggalnya."
        )
        found.append(Refusal("letter.signer_days", text, "value", "holding"))
    if facts.kind == OFFER and issuer.is_region and not (signer.is_head and signer.path[-1] == issuer.institution):
        text = _(
            "Surat penawaran daerah ditandatangani kepala daerah (%(law)s). Pilih kepala daerah atau penggantinya."
        )
        found.append(Refusal("letter.offer_signer", text % {"law": law}, "value", "holding", law))
    return found


def refusals_to_attach_scan(facts: Facts, actor: Actor, *, scan: str = "-") -> list[Refusal]:
    """The signed copy belongs to a letter that was issued; the same file a second time is told. `scan` is its fingerprint."""
    found = refusals_to_begin(facts.issuer, actor)
    if facts.state == states.LETTER_DISCARDED:
        found.append(DISCARDED)
    elif facts.state != states.LETTER_ISSUED:
        text = _("Surat ini masih konsep. Terbitkan lebih dahulu, lalu unggah pindaian yang sudah ditandatangani.")
        found.append(Refusal("letter.not_issued", text))
    if facts.scan and facts.scan == scan:
        text = _("Berkas ini sudah menjadi pindaian surat ini. Tidak ada yang berubah.")
        found.append(Refusal("letter.scan_twice", text, "state", "scan"))
    return found

"""Why a verb is closed to somebody now. Each function answers one verb; an empty list means yes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.dates import local_day
from simpul.core.findings import PARTLY, UNSURE, Finding
from simpul.core.refusals import Refusal
from simpul.law.rules import LawOn

from .facts import Facts, PartyFacts, SignerFacts
from .states import AGREEMENT, CLOSED, DRAFT, NOT_RENEWED, SIGNED, STAGES, TERMINATED, UMBRELLAS

WET, CERTIFIED, OTHER = "wet", "tte", "other"
METHODS = {WET: _("Tanda tangan basah"), CERTIFIED: _("TTE tersertifikasi"), OTHER: _("Cara lain")}
SHORTEST_REASON = 10
WET_CHECKS = {"initials": _("paraf di setiap halaman"), "stamp_duty": _("meterai"), "seal": _("cap lembaga")}


FORBIDDEN = Refusal(
    "agreement.not_permitted",
    _("Peran Anda tidak mencakup langkah ini. Minta petugas atau pimpinan yang berwenang melakukannya."),
    "forbidden",
)
NOT_YOUR_SIDE = Refusal(
    "agreement.not_your_side",
    _("Langkah ini milik pihak lain. Hanya orang dari lembaga pihak itu yang dapat melakukannya."),
    "forbidden",
)
NOT_SIGNATORY = Refusal(
    "agreement.not_signatory",
    _(
        "Lembaga Anda pelaksana atau saksi pada naskah ini, dan langkah ini milik pihak penanda tangan. Sampaikan pendapat lewat tanggapan."
    ),
)
STALE = Refusal(
    "agreement.stale",
    _("Naskah sudah berubah sejak halaman ini dibuka. Muat ulang, baca perubahannya, lalu putuskan."),
    "state",
)


def _stage(verb: str, facts: Facts) -> list[Refusal]:
    if AGREEMENT.allows(verb, facts.stage):
        return []
    state = STAGES[facts.stage]
    return [
        Refusal(
            "agreement.wrong_stage",
            _("Naskah ini sedang «%(state)s»; langkah itu tidak berlaku pada tahap ini.") % {"state": state},
        )
    ]


def _permission(actor: Actor, *permissions: str) -> list[Refusal]:
    return [] if any(actor.may(p) for p in permissions) else [FORBIDDEN]


def _version(facts: Facts, version: int | None) -> list[Refusal]:
    return [] if version is None or version == facts.version else [STALE]


def acts_for(actor: Actor, party: PartyFacts) -> bool:
    """One's own side; or a partner without an account, for which whoever entered it records what it decides."""
    kept = party.kept_by is not None and party.kept_by == actor.institution_id and actor.may("agreement.record")
    return kept or actor.speaks_for(party.ids)


def refusals_to_begin(actor: Actor, permissions: Sequence[str], *, party: PartyFacts | None = None) -> list[Refusal]:
    """Whoever could never finish a step is told before filling in its form: by role, and by side when it is one side's step."""
    found = _permission(actor, *permissions)
    return found if party is None or acts_for(actor, party) else [*found, NOT_YOUR_SIDE]


def speaks_for_a_party(actor: Actor, facts: Facts) -> bool:
    return actor.speaks_for(facts.author_ids) or any(actor.speaks_for(p.ids) for p in facts.parties)


def decides_on_text(actor: Actor, facts: Facts) -> list[Refusal]:
    """The text is its author's and the signatories'. Witnesses and implementing units read it and comment."""
    if actor.speaks_for(facts.author_ids) or any(actor.speaks_for(p.ids) for p in facts.signatories):
        return []
    return [NOT_SIGNATORY if speaks_for_a_party(actor, facts) else NOT_YOUR_SIDE]


def _ends(actor: Actor, party: PartyFacts) -> list[Refusal]:
    """Ending is decided by people of a side that signed."""
    if not actor.speaks_for(party.ids):
        return [NOT_YOUR_SIDE]
    return [] if party.signs else [NOT_SIGNATORY]


def refusals_to_draft(actor: Actor, *, sides: Sequence[frozenset[int]], author_ids: frozenset[int]) -> list[Refusal]:
    """Whoever drafts must hold the pen in an organisation of theirs, and their institution must be one of the parties."""
    found = _permission(actor, "agreement.write")
    if not actor.speaks_for(author_ids):
        found.append(NOT_YOUR_SIDE)
    if sides and not any(actor.speaks_for(ids) for ids in sides):
        text = _("Lembaga Anda bukan pihak dalam naskah ini. Masukkan lembaga Anda sebagai salah satu pihak.")
        found.append(Refusal("agreement.outside_parties", text, "value", "parties"))
    return found


def refusals_to_revise(facts: Facts, actor: Actor, *, version: int | None = None) -> list[Refusal]:
    found = _permission(actor, "agreement.write") + _stage("revise", facts) + _version(facts, version)
    found += decides_on_text(actor, facts)
    if facts.any_signed and facts.stage != SIGNED:
        text = _(
            "Satu pihak sudah menandatangani versi ini. Tarik tanda tangan itu lebih dahulu, baru naskah dapat diubah."
        )
        found.append(Refusal("revise.signed", text))
    return found


def refusals_to_share(
    facts: Facts, actor: Actor, *, open_findings: Sequence[Finding], version: int | None = None
) -> list[Refusal]:
    found = _permission(actor, "agreement.write") + _stage("share", facts) + _version(facts, version)
    if not actor.speaks_for(facts.author_ids):
        found.append(NOT_YOUR_SIDE)
    return found + refusals_by_findings(open_findings)


def refusals_by_findings(open_findings: Sequence[Finding]) -> list[Refusal]:
    """Findings do not block by themselves: each asks for a remedy or a written reason."""
    if not open_findings:
        return []
    text = _(
        "Masih ada %(count)s temuan telaah tanpa tindak lanjut. Perbaiki naskah, atau tulis alasan untuk tiap temuan."
    )
    return [
        Refusal(
            "findings.open",
            text % {"count": len(open_findings)},
            source="; ".join(f.source for f in open_findings if f.source),
        )
    ]


def _recorded(facts: Facts, actor: Actor, behalf: Behalf | None, today: dt.date | None) -> list[Refusal]:
    """What is recorded for somebody bears a letter, and a day between the making of the text and today."""
    text: Any
    found: list[Refusal] = []
    if behalf is None:
        return found
    if behalf.letter is None:
        text = _("Pencatatan atas nama memerlukan surat yang dipindai. Lampirkan berkasnya.")
        found.append(Refusal("behalf.letter_missing", text, "value", "letter"))
    made = local_day(facts.text_at, actor.zone) if facts.text_at else None
    if today and behalf.on > today:
        text = _("Tanggal keputusan ada di masa depan. Periksa tanggalnya, atau catat setelah keputusan itu ada.")
        found.append(Refusal("behalf.future", text, "value", "behalf_on"))
    elif today and made and behalf.on < made:
        words = {"day": made.strftime("%d-%m-%Y")}
        text = _("Tanggal keputusan mendahului naskah versi ini, yang dibuat %(day)s. Periksa tanggalnya.") % words
        found.append(Refusal("behalf.before_text", text, "value", "behalf_on"))
    return found


def _decides(
    facts: Facts, actor: Actor, party: PartyFacts, behalf: Behalf | None, today: dt.date | None
) -> list[Refusal]:
    """A leader decides; authorised staff record it for the leader with who, when and the scanned letter."""
    found: list[Refusal] = []
    if not actor.may("agreement.decide"):
        found += _permission(actor, "agreement.record")
        if actor.may("agreement.record") and behalf is None:
            text = _("Keputusan ini milik pimpinan. Catat atas nama siapa, kapan, dan lampirkan suratnya.")
            found.append(Refusal("behalf.missing", text, "value", "behalf_name"))
    found += _recorded(facts, actor, behalf, today)
    if not acts_for(actor, party) and actor.guest_of != f"approve:{party.id}":
        found.append(NOT_YOUR_SIDE)
    if not party.signs:
        text = _("Pihak pelaksana dan saksi tidak menyetujui naskah; hanya pihak penanda tangan.")
        found.append(Refusal("approve.not_signatory", text))
    return found


def refusals_to_approve(
    facts: Facts,
    actor: Actor,
    party: PartyFacts,
    *,
    hash: str,
    behalf: Behalf | None = None,
    today: dt.date | None = None,
) -> list[Refusal]:
    found = _decides(facts, actor, party, behalf, today) + _stage("approve", facts)
    if hash != facts.hash:
        text = _(
            "Naskah berubah sesudah Anda membacanya, jadi persetujuan ini tidak dicatat. Baca versi terbaru, lalu setujui."
        )
        found.append(Refusal("approve.changed_text", text))
    if party.approved:
        found.append(Refusal("approve.already", _("Pihak ini sudah menyetujui versi ini.")))
    return found


def refusals_to_open_as_guest(facts: Facts, party: PartyFacts) -> list[Refusal]:
    """A guest reads the text only while its side is asked to decide on it."""
    found = _stage("approve", facts)
    if party.approved:
        found.append(Refusal("guest.answered", _("Persetujuan pihak ini sudah tercatat. Tidak ada lagi yang diminta.")))
    return found


def refusals_to_withdraw_approval(
    facts: Facts, actor: Actor, party: PartyFacts, *, behalf: Behalf | None = None, today: dt.date | None = None
) -> list[Refusal]:
    found = _decides(facts, actor, party, behalf, today) + _stage("withdraw_approval", facts)
    if not party.approved:
        found.append(
            Refusal("withdraw.not_approved", _("Pihak ini belum menyetujui versi ini, jadi tidak ada yang ditarik."))
        )
    if facts.any_signed:
        text = _("Naskah sudah mulai ditandatangani. Tarik tanda tangan lebih dahulu.")
        found.append(Refusal("withdraw.signed", text))
    return found


def refusals_to_fill_party(facts: Facts, actor: Actor, party: PartyFacts) -> list[Refusal]:
    """Numbers and signers are each party's own; they are not part of the approved text."""
    found = _permission(actor, "agreement.write", "agreement.record", "agreement.decide")
    if not acts_for(actor, party):
        found.append(NOT_YOUR_SIDE)
    if facts.stage == CLOSED:
        found.append(Refusal("party.closed", _("Kerja sama ini sudah ditutup; datanya tidak diubah lagi.")))
    return found


def findings_on_signer(kind: str, party: PartyFacts, *, law: LawOn, day: dt.date) -> list[Finding]:
    """May this signer sign this kind for this party on that day?"""
    signer: SignerFacts = party.signer
    found: list[Finding] = []
    text: Any
    place = {"party": party.label, "signer": signer.title or signer.name}
    if not _holds(signer.office, day):
        text = _("%(party)s: %(signer)s tidak tercatat memegang jabatannya pada tanggal tanda tangan.") % place
        found.append(Finding(f"signer.not_in_office.{party.id}", text, PARTLY, "", "L"))
    if not signer.basis:
        text = _("%(party)s: dasar kewenangan %(signer)s (jabatan atau surat kuasa) belum dicatat.") % place
        found.append(Finding(f"signer.no_authority.{party.id}", text, PARTLY, "", "L"))
    elif not _holds(signer.authority, day):
        text = _("%(party)s: kewenangan %(signer)s tidak berlaku pada tanggal tanda tangan.") % place
        found.append(Finding(f"signer.authority_expired.{party.id}", text, PARTLY, "", "L"))
    elif signer.kinds and kind not in signer.kinds:
        text = _("%(party)s: surat kuasa %(signer)s tidak mencakup jenis naskah ini.") % place
        found.append(Finding(f"signer.letter_scope.{party.id}", text, PARTLY, "", "L"))
    limit = law.limit("signer.letter_kinds")
    if signer.basis == "surat_kuasa" and limit and limit.value and kind not in limit.value:
        text = _("%(party)s: pemegang surat kuasa hanya boleh menandatangani PKS.") % place
        level = UNSURE if limit.source.unsure else PARTLY
        found.append(Finding(f"signer.letter_kind.{party.id}", text, level, limit.source.label, limit.source.certainty))
    return found


def findings_on_signing_day(
    party: PartyFacts, *, day: dt.date, approved: dt.date | None, before: tuple[str, dt.date] | None
) -> list[Finding]:
    """Signed after all had approved, and not before the side whose turn was earlier (`before`: its label and day)."""
    found: list[Finding] = []
    if approved and day < approved:
        text = _("%(party)s: tanggal tanda tangan mendahului persetujuan semua pihak, yang lengkap pada %(day)s.")
        words = {"party": party.label, "day": approved.strftime("%d-%m-%Y")}
        found.append(Finding(f"sign.before_approval.{party.id}", text % words, PARTLY, "", "L"))
    if before and day < before[1]:
        text = _("%(party)s: tanggal tanda tangan mendahului tanda tangan %(other)s, %(day)s; para pihak bergiliran.")
        words = {"party": party.label, "other": before[0], "day": before[1].strftime("%d-%m-%Y")}
        found.append(Finding(f"sign.out_of_turn.{party.id}", text % words, PARTLY, "", "L"))
    return found


def _holds(days: tuple[dt.date, dt.date | None] | None, day: dt.date) -> bool:
    return days is not None and days[0] <= day and (days[1] is None or day <= days[1])


def refusals_to_sign(
    facts: Facts,
    actor: Actor,
    party: PartyFacts,
    *,
    open_findings: Sequence[Finding] = (),
    signed_on: dt.date | None = None,
    today: dt.date | None = None,
    has_scan: bool = True,
    method: str = "",
    issuer: str = "",
    behalf: Behalf | None = None,
    last: dt.date | None = None,
) -> list[Refusal]:
    """`last` is the last day in force, were it signed on that day."""
    text: Any
    found = _permission(actor, "agreement.record", "agreement.decide") + _recorded(facts, actor, behalf, today)
    if not acts_for(actor, party):
        found.append(NOT_YOUR_SIDE)
    if not party.signs:
        found.append(
            Refusal("sign.not_signatory", _("Pihak ini tidak menandatangani naskah; perannya pelaksana atau saksi."))
        )
    if not facts.all_approved and facts.stage not in (SIGNED, CLOSED):
        text = _("Semua pihak harus menyetujui versi yang sama lebih dahulu.")
        return [*found, Refusal("sign.not_approved", text)]
    found += _stage("sign", facts)
    if party.signed:
        found.append(Refusal("sign.already", _("Tanda tangan pihak ini sudah dicatat.")))
    first = next((p for p in facts.signatories if not p.signed), None)
    if first and first.id != party.id and not party.signed and party.signs:
        text = _("Giliran %(label)s menandatangani lebih dahulu.") % {"label": first.label}
        found.append(Refusal("sign.turn", text))
    if not party.signer.name:
        text = _("Penanda tangan %(label)s belum ditetapkan. Tetapkan dahulu pejabat dan dasar kewenangannya.") % {
            "label": party.label
        }
        found.append(Refusal("sign.signer_missing", text))
    if signed_on and today and signed_on > today:
        text = _("Tanggal tanda tangan ada di masa depan. Catat setelah naskah benar-benar ditandatangani.")
        found.append(Refusal("sign.future", text, "value", "signed_on"))
    made = local_day(facts.text_at, actor.zone) if facts.text_at else None
    if signed_on and made and signed_on < made:
        text = _(
            "Tanggal tanda tangan mendahului naskah versi ini, yang dibuat %(day)s. Periksa tanggalnya; "
            "naskah yang sudah ditandatangani sebelum disusun di sini dicatat dari draf sebagai bertanda tangan di luar sistem."
        ) % {"day": made.strftime("%d-%m-%Y")}
        found.append(Refusal("sign.before_text", text, "value", "signed_on"))
    if method == CERTIFIED and not issuer.strip():
        text = _("TTE tersertifikasi memerlukan nama penerbit sertifikatnya. Isi penerbitnya.")
        found.append(Refusal("sign.issuer_missing", text, "value", "issuer"))
    found += _ended_before(signed_on, last)
    if not has_scan:
        text = _("Salinan pindaian naskah bertanda tangan belum dilampirkan. Lampirkan berkas PDF atau fotonya.")
        found.append(Refusal("sign.scan_missing", text, "value", "scan"))
    return found + refusals_by_findings(open_findings)


def refusals_to_reasons(reasons: Mapping[str, str]) -> list[Refusal]:
    """Why one goes on in spite of a finding is a sentence, for each finding by its code."""
    text = _("Alasan terlalu pendek. Tulis mengapa temuan ini dapat diterima, sedikitnya satu kalimat.")
    short = [code for code, reason in reasons.items() if len(reason.strip()) < SHORTEST_REASON]
    return [Refusal("override.reason_missing", text, "value", f"reasons.{code}") for code in short]


def _ended_before(signed_on: dt.date | None, last: dt.date | None) -> list[Refusal]:
    if signed_on is None or last is None or signed_on <= last:
        return []
    text = _(
        "Masa berlaku naskah ini berakhir %(day)s, sebelum tanggal tanda tangan. Periksa tanggal itu, atau ubah masa berlakunya."
    )
    return [Refusal("sign.after_end", text % {"day": last.strftime("%d-%m-%Y")}, "value", "signed_on")]


def refusals_to_withdraw_signature(facts: Facts, actor: Actor, party: PartyFacts) -> list[Refusal]:
    found = _permission(actor, "agreement.record", "agreement.decide")
    if not acts_for(actor, party):
        found.append(NOT_YOUR_SIDE)
    found += _stage("withdraw_signature", facts)
    if not party.signed:
        found.append(Refusal("withdraw.not_signed", _("Pihak ini belum menandatangani, jadi tidak ada yang ditarik.")))
    return found


def refusals_to_revoke(facts: Facts, actor: Actor, *, reason: str = "-") -> list[Refusal]:
    found = _permission(actor, "agreement.write") + _stage("revoke", facts)
    if not actor.speaks_for(facts.author_ids):
        found.append(NOT_YOUR_SIDE)
    if facts.any_signed and facts.stage not in (SIGNED, CLOSED):
        text = _("Satu pihak sudah menandatangani. Rancangan yang sudah ditandatangani tidak dapat dicabut sepihak.")
        found.append(Refusal("revoke.signed", text))
    if not reason.strip():
        found.append(Refusal("reason.missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", "reason"))
    return found


def refusals_to_enter(
    facts: Facts,
    actor: Actor,
    *,
    signed_on: dt.date | None = None,
    today: dt.date | None = None,
    has_scan: bool = True,
    last: dt.date | None = None,
) -> list[Refusal]:
    """An agreement signed elsewhere is entered as such by one of its parties, with its scan."""
    found = _permission(actor, "agreement.write") + _stage("enter", facts)
    if not actor.speaks_for(facts.author_ids):
        found.append(NOT_YOUR_SIDE)
    if signed_on and today and signed_on > today:
        text = _("Tanggal tanda tangan ada di masa depan. Periksa tanggalnya.")
        found.append(Refusal("sign.future", text, "value", "signed_on"))
    found += _ended_before(signed_on, last)
    if not has_scan:
        text = _("Naskah yang ditandatangani di luar sistem memerlukan pindaiannya. Lampirkan berkas PDF.")
        found.append(Refusal("sign.scan_missing", text, "value", "scan"))
    return found


def refusals_to_correct_entry(
    facts: Facts,
    actor: Actor,
    *,
    entered: bool,
    used: bool,
    loop: bool = False,
    signed_on: dt.date | None = None,
    today: dt.date | None = None,
    reason: str = "-",
    version: int | None = None,
) -> list[Refusal]:
    """The side that entered it corrects a mistake while nobody has reported or closed anything on it."""
    found = _permission(actor, "agreement.write") + _stage("correct_entry", facts) + _version(facts, version)
    if not actor.speaks_for(facts.author_ids):
        found.append(NOT_YOUR_SIDE)
    if not entered:
        text = _(
            "Naskah ini ditandatangani lewat Simpul, bukan dicatat dari luar. Catatannya tidak dibetulkan di sini."
        )
        found.append(Refusal("entry.not_entered", text))
    if used:
        text = _(
            "Sudah ada laporan pelaksanaan atau usulan penutupan atas catatan ini, jadi tidak dapat dibetulkan lagi."
        )
        found.append(Refusal("entry.used", text))
    if loop:
        text = _("Kesepakatan itu adalah naskah ini sendiri atau turunannya. Pilih kesepakatan induk yang lain.")
        found.append(Refusal("entry.parent_loop", text, "value", "parent"))
    if signed_on and today and signed_on > today:
        text = _("Tanggal tanda tangan ada di masa depan. Periksa tanggalnya.")
        found.append(Refusal("sign.future", text, "value", "signed_on"))
    if not reason.strip():
        found.append(Refusal("reason.missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", "reason"))
    return found


def waits_for_last_day(outcome: str, *, end: dt.date | None, today: dt.date) -> bool:
    """Not to renew is decided at once and true after the last day: until then the agreement stays in force."""
    return outcome == NOT_RENEWED and end is not None and today <= end


def needs_both_sides(outcome: str, *, end: dt.date | None, today: dt.date) -> bool:
    """Ending before the last day needs every signatory; after it, or not renewing, one decision is enough."""
    return outcome == TERMINATED or (outcome != NOT_RENEWED and (end is None or today <= end))


def refusals_to_propose_closing(
    facts: Facts, actor: Actor, party: PartyFacts, *, outcome: str = "", evaluation: str = "-"
) -> list[Refusal]:
    found = _permission(actor, "agreement.close") + _stage("propose_closing", facts) + _ends(actor, party)
    if facts.closing:
        text = _("Usulan penutupan sudah ada dan menunggu jawaban. Jawab usulan itu lebih dahulu.")
        found.append(Refusal("closing.pending", text))
    if outcome == NOT_RENEWED and facts.end is None:
        text = _(
            "Naskah ini tidak bertanggal akhir, jadi tidak ada perpanjangan yang ditolak. Pilih «Diakhiri» atau «Selesai»."
        )
        found.append(Refusal("closing.no_end", text, "value", "outcome"))
    if outcome == NOT_RENEWED == facts.outcome:
        text = _(
            "Sudah diputuskan tidak diperpanjang; kerja sama tetap berlaku sampai hari terakhirnya. Untuk mengakhirinya lebih cepat, pilih «Diakhiri»."
        )
        found.append(Refusal("closing.not_renewed", text, "state", "outcome"))
    if not evaluation.strip():
        text = _("Penutupan memerlukan evaluasi: apa yang dicapai, apa yang tidak, dan mengapa.")
        found.append(Refusal("closing.evaluation_missing", text, "value", "evaluation"))
    return found


def refusals_to_answer_closing(facts: Facts, actor: Actor, party: PartyFacts, *, reason: str = "-") -> list[Refusal]:
    found = _permission(actor, "agreement.close") + _stage("confirm_closing", facts) + _ends(actor, party)
    if not facts.closing:
        found.append(Refusal("closing.none", _("Tidak ada usulan penutupan yang menunggu jawaban.")))
    elif party.id in facts.closing.confirmed:
        found.append(Refusal("closing.already", _("Pihak ini sudah menyetujui penutupan.")))
    if not reason.strip():
        found.append(Refusal("reason.missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", "reason"))
    return found


def refusals_to_renew(facts: Facts, actor: Actor) -> list[Refusal]:
    found = _permission(actor, "agreement.write") + _stage("renew", facts) + decides_on_text(actor, facts)
    if facts.renewing or actor.speaks_for(facts.drafting):
        found.append(Refusal("renew.already", _("Perpanjangan sudah disusun. Lanjutkan rancangan yang ada.")))
    return found + ([RENEWAL_DECLINED] if facts.outcome == NOT_RENEWED else [])


def refusals_to_share_renewal(*, outcome: str, renewing: bool) -> list[Refusal]:
    """Of the agreement that a draft renews: both sides may draft a renewal, one is shared, and none once it is declined."""
    found = [RENEWAL_DECLINED] if outcome == NOT_RENEWED else []
    if renewing:
        text = _("Pihak lain sudah membagikan perpanjangannya. Cabut rancangan ini dan lanjutkan rancangan mereka.")
        found.append(Refusal("share.renewal_shared", text))
    return found


def refusals_to_comment(facts: Facts, actor: Actor, *, text: str = "-") -> list[Refusal]:
    found = _permission(actor, "note.write")
    if not speaks_for_a_party(actor, facts) and actor.guest_of not in {f"approve:{p.id}" for p in facts.parties}:
        found.append(NOT_YOUR_SIDE)
    if not text.strip():
        found.append(Refusal("comment.empty", _("Tanggapan kosong. Tulis sesuatu lebih dahulu."), "value", "text"))
    return found


def refusals_to_override(facts: Facts, actor: Actor, *, known: bool, reason: str) -> list[Refusal]:
    found = _permission(actor, "agreement.write", "agreement.record") + decides_on_text(actor, facts)
    if not known:
        found.append(Refusal("override.unknown", _("Temuan ini tidak ada lagi. Muat ulang halaman.")))
    if len(reason.strip()) < SHORTEST_REASON:
        text = _("Alasan terlalu pendek. Tulis mengapa temuan ini dapat diterima, sedikitnya satu kalimat.")
        found.append(Refusal("override.reason_missing", text, "value", "reason"))
    return found


def refusals_to_open(facts: Facts, actor: Actor, *, openness: str, reason: str) -> list[Refusal]:
    """Openness is a decision of a signatory party; closing something to the public needs a reason (UU 14/2008 art. 17)."""
    found = _permission(actor, "agreement.write") + decides_on_text(actor, facts)
    if facts.stage == DRAFT:
        found.append(
            Refusal("openness.draft", _("Draf belum dapat dibuka untuk umum. Tetapkan setelah naskah dibagikan."))
        )
    if openness == "closed" and not reason.strip():
        text = _("Menutup naskah dari umum memerlukan alasan. Tulis alasannya.")
        found.append(Refusal("openness.reason_missing", text, "value", "reason"))
    return found


def follow_up_word(kind: str) -> Any:
    """KB needs a PKS, NK needs an RK; NK never needs a PKS."""
    return (
        {"kb": _("KB tanpa PKS"), "nk": _("NK tanpa RK")}.get(kind, _("tanpa kegiatan"))
        if kind in UMBRELLAS
        else _("tanpa kegiatan")
    )


RENEWAL_DECLINED = Refusal(
    "renew.declined",
    _("Sudah diputuskan tidak diperpanjang. Bila para pihak ingin bekerja sama lagi, susun naskah baru."),
)
SIGNED_ALREADY = Refusal("signer.signed", _("Pihak ini sudah menandatangani; penanda tangannya tidak diubah lagi."))
SIGNER_OTHER_POST = Refusal(
    "signer.other_post",
    _(
        "Kewenangan itu diberikan kepada jabatan lain, bukan jabatan pejabat ini. "
        "Pilih kewenangan jabatannya, atau catat dahulu surat kuasa untuk jabatan itu."
    ),
    "value",
    "authority",
)
SIGNER_OUTSIDE = Refusal(
    "signer.outside",
    _("Pejabat atau kewenangan itu bukan milik pihak ini. Pilih pejabat dari lembaga pihak ini."),
    "value",
    "holding",
)
SIGNED_ONCE = Refusal(
    "parties.signed_once",
    _(
        "Pihak yang pernah menandatangani tidak dapat dikeluarkan; catatannya harus tetap ada. Cabut rancangan ini dan susun yang baru."
    ),
)

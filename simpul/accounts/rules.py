"""Roles as data, and who may give them. A role is a set of permissions and a reach: the whole institution, or one's own unit and what lies below."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal


@dataclasses.dataclass(frozen=True)
class Role:
    label: Any
    reach: Literal["institution", "unit", "nothing"]
    permissions: frozenset[str]


# permission → what it allows, in the words of the matrix page
PERMISSIONS: dict[str, Any] = {
    "agreement.write": _("menyusun dan mengubah naskah"),
    "agreement.decide": _("menyetujui dan menandatangani untuk lembaganya"),
    "agreement.record": _("mencatat keputusan dan tanda tangan atas nama pimpinan"),
    "agreement.close": _("mengusulkan dan memutuskan pengakhiran"),
    "obligation.report": _("melaporkan pelaksanaan kewajiban"),
    "obligation.verify": _("memeriksa bukti kewajiban"),
    "meeting.write": _("menyelenggarakan pertemuan dan menulis risalahnya"),
    "followup.report": _("melaporkan tindak lanjut pertemuan"),
    "proposal.write": _("menulis, mengirim, dan menarik penawaran atau usulan"),
    "proposal.register": _("meregister, menelaah, dan menaikkan usulan kepada pimpinan"),
    "proposal.answer": _("menjawab penawaran daerah untuk lembaganya"),
    "proposal.close": _("menutup usulan tanpa tanggapan dan membukanya kembali"),
    "view.write": _("menulis pandangan TKKSD"),
    "disposition.answer": _("menjawab disposisi di mejanya"),
    "disposition.record": _("mencatat jawaban disposisi atas nama pimpinan"),
    "policy.write": _("menetapkan kebijakan mitra, program rencana, dan pemetaan urusan"),
    "letter.write": _("menyusun dan menerbitkan surat"),
    "note.write": _("menulis catatan dan tanggapan"),
    "law.confirm": _("memastikan dan membetulkan dasar hukum"),
    "template.write": _("mengganti templat naskah"),
    "organization.write": _("mengelola lembaga, jabatan, dan kewenangan"),
    "account.manage": _("mengundang dan mengatur akun"),
    "register.read": _("mengunduh titik periksa register"),
    "site.manage": _("mengelola semua lembaga dan akun di situs ini"),
}

_OFFICER = frozenset(PERMISSIONS) - {
    "agreement.decide", "disposition.answer", "organization.write", "account.manage", "site.manage",
}  # fmt: skip
_REGION_ONLY = {"law.confirm", "proposal.register", "proposal.close", "policy.write", "view.write"}
ROLES: dict[str, Role] = {
    "pengelola_kerja_sama": Role(
        _("Pengelola Kerja Sama"), "institution", _OFFICER | {"organization.write", "account.manage"}
    ),
    "anggota_tkksd": Role(
        _("Anggota TKKSD"), "institution", frozenset({"note.write", "view.write", "followup.report"})
    ),
    "pimpinan": Role(
        _("Pimpinan"),
        "unit",
        frozenset(
            {
                "agreement.decide",
                "agreement.close",
                "disposition.answer",
                "proposal.answer",
                "proposal.close",
                "note.write",
            }
        ),
    ),
    "staf_pimpinan": Role(
        _("Staf Pimpinan"),
        "unit",
        frozenset({"agreement.record", "disposition.record", "meeting.write", "followup.report", "note.write"}),
    ),
    "petugas_opd": Role(
        _("Petugas OPD"),
        "unit",
        frozenset(
            {
                "agreement.write",
                "agreement.record",
                "obligation.report",
                "obligation.verify",
                "note.write",
                "meeting.write",
                "followup.report",
                "proposal.write",
                "view.write",
                "disposition.record",
                "letter.write",
            }
        ),
    ),
    "pengelola_kemitraan": Role(
        _("Pengelola Kemitraan"), "institution", (_OFFICER | {"organization.write", "account.manage"}) - _REGION_ONLY
    ),
    "petugas_desa": Role(
        _("Petugas Desa/Kelurahan"), "unit", frozenset({"obligation.report", "followup.report", "note.write"})
    ),
    "penanggung_jawab": Role(
        _("Penanggung Jawab Program"), "unit", frozenset({"obligation.report", "followup.report", "note.write"})
    ),
    "mentor": Role(_("Mentor/DPL"), "nothing", frozenset()),
    "peserta": Role(_("Peserta"), "nothing", frozenset()),
    "pengawas": Role(_("Pengawas"), "institution", frozenset({"register.read"})),
    "administrator": Role(
        _("Administrator"),
        "nothing",
        frozenset({"organization.write", "account.manage", "register.read", "site.manage"}),
    ),
}
ROLE_CHOICES = {code: role.label for code, role in ROLES.items()}
REACHES = {
    "institution": _("seluruh lembaga"),
    "unit": _("unit sendiri dan di bawahnya"),
    "nothing": _("tidak ada perkara"),
}

INVITATION_DAYS = 14
GUEST_DAYS = 14
TOKEN_DAYS = 365
PASSWORDLESS = frozenset({"agreement.write", "agreement.record"})  # who may send a link to somebody without an account


def refusals_to_manage(by: Actor, ids: frozenset[int]) -> list[Refusal]:
    """Accounts are managed by one's own institution; the site's administrators manage all. `ids`: an organisation with its ancestors."""
    inside = by.institution_id is not None and by.institution_id in ids
    if by.may("site.manage") or (by.may("account.manage") and inside):
        return []
    text = _(
        "Anda tidak berwenang mengatur akun lembaga ini. Mintalah kepada pengelola akun lembaga itu atau administrator situs."
    )
    return [Refusal("account.forbidden", text, "forbidden")]


def refusals_to_manage_all(by: Actor) -> list[Refusal]:
    if by.may("site.manage"):
        return []
    text = _("Hanya administrator situs yang boleh melakukan ini. Mintalah kepada administrator.")
    return [Refusal("account.forbidden", text, "forbidden")]


def refusals_to_join(*, taken: bool) -> list[Refusal]:
    if not taken:
        return []
    text = _("Alamat surel ini sudah memiliki akun. Pakai alamat lain.")
    return [Refusal("account.exists", text, "value", "email")]


@dataclasses.dataclass(frozen=True)
class Seat:
    """A role in an organisation as it is about to be given."""

    role: str
    ids: frozenset[int]
    organization_id: int
    start: dt.date
    end: dt.date | None = None
    organization_ended: bool = False
    post_organization_id: int | None = None


def refusals_to_seat(seat: Seat, *, user_id: int | None, by: Actor) -> list[Refusal]:
    """Common to inviting and to giving a role: nobody gives roles to themselves, and only the site's administrators make administrators."""
    reasons = refusals_to_manage(by, seat.ids)
    if reasons:
        return reasons
    if user_id is not None and user_id == by.user_id:
        text = _(
            "Anda tidak dapat memberi peran kepada diri sendiri. Mintalah pengelola akun lain atau administrator situs."
        )
        return [Refusal("membership.own", text, "forbidden")]
    if seat.role not in ROLES:
        return [Refusal("membership.role", _("Peran tidak dikenal. Pilih dari daftar."), "value", "role")]
    if "site.manage" in ROLES[seat.role].permissions and not by.may("site.manage"):
        text = _("Peran Administrator hanya dapat diberikan administrator situs. Pilih peran lain.")
        reasons.append(Refusal("membership.administrator", text, "forbidden"))
    if seat.organization_ended:
        text = _("Lembaga ini sudah berakhir. Pilih lembaga penggantinya.")
        reasons.append(Refusal("membership.closed_organization", text))
    if seat.post_organization_id not in (None, seat.organization_id):
        text = _("Jabatan ini milik lembaga lain. Pilih jabatan pada lembaga yang sama.")
        reasons.append(Refusal("membership.post_elsewhere", text, "value", "post"))
    if seat.end and seat.end < seat.start:
        text = _("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal.")
        reasons.append(Refusal("membership.ends_before_start", text, "value", "end"))
    return reasons


def refusals_to_end_membership(
    ids: frozenset[int], *, ended: bool, last_administrator: bool, by: Actor
) -> list[Refusal]:
    reasons = refusals_to_manage(by, ids)
    if reasons:
        return reasons
    if ended:
        reasons.append(
            Refusal(
                "membership.ended", _("Peran ini sudah diakhiri. Muat ulang halaman untuk melihat keadaan terakhir.")
            )
        )
    return reasons + ([_LAST_ADMINISTRATOR] if last_administrator else [])


_LAST_ADMINISTRATOR = Refusal(
    "account.last_administrator",
    _("Ini administrator terakhir di situs ini. Tunjuk administrator lain lebih dahulu."),
)


def refusals_to_withdraw(ids: frozenset[int], *, state: str, by: Actor) -> list[Refusal]:
    reasons = refusals_to_manage(by, ids)
    return reasons or ([] if state == "open" else refusals_to_use_invitation(state))


# state of an invitation or a guest link → why it opens nothing
_DEAD = {
    "unknown": _("Tautan ini tidak dikenal. Periksa apakah tersalin lengkap dari surel Anda."),
    "used": _(
        "Tautan ini sudah pernah dipakai dan hanya berlaku satu kali. Masuklah dengan akun Anda, atau minta tautan baru."
    ),
    "withdrawn": _("Tautan ini sudah ditarik oleh pengirimnya. Mintalah tautan baru bila masih diperlukan."),
    "expired": _("Tautan ini sudah kedaluwarsa. Mintalah tautan baru kepada pengirimnya."),
}


def refusals_to_use_invitation(state: str, *, other_account: bool = False) -> list[Refusal]:
    """An open invitation may be accepted; by someone who has an account only when logged in as that account."""
    if state != "open":
        return [Refusal(f"invitation.{state}", _DEAD[state])]
    if other_account:
        text = _("Alamat surel ini sudah memiliki akun. Masuklah dengan akun itu, lalu buka tautan ini lagi.")
        return [Refusal("invitation.has_account", text)]
    return []


def refusals_to_use_guest_link(state: str) -> list[Refusal]:
    return [] if state == "open" else [Refusal(f"guest_link.{state}", _DEAD[state])]


def refusals_to_make_guest_link(by: Actor) -> list[Refusal]:
    if by.is_system or (by.is_person and any(by.may(permission) for permission in PASSWORDLESS)):
        return []
    text = _("Anda tidak berwenang mengirim tautan tamu. Mintalah kepada penyusun naskah di lembaga Anda.")
    return [Refusal("guest_link.forbidden", text, "forbidden")]


@dataclasses.dataclass(frozen=True)
class Person:
    """An account as the rules see it: each of its valid memberships as the ids of its organisation with ancestors."""

    user_id: int
    is_active: bool
    seats: tuple[frozenset[int], ...]
    seats_ever: tuple[frozenset[int], ...] = ()
    last_administrator: bool = False


def manageable(person: Person, by: Actor) -> bool:
    """True when at least one of the person's seats lies where this actor manages accounts."""
    return any(not refusals_to_manage(by, ids) for ids in person.seats or person.seats_ever)


def refusals_to_hand_over(person: Person, *, to: Person, by: Actor) -> list[Refusal]:
    """Work goes to somebody else who already has an account in the institution; nobody takes over by their own hand."""
    if not any(not refusals_to_manage(by, ids) for ids in person.seats):
        return refusals_to_manage(by, frozenset())
    if to.user_id == by.user_id:
        text = _("Anda tidak dapat menyerahkan peran orang lain kepada diri sendiri. Mintalah pengelola akun lain.")
        return [Refusal("handover.to_self", text, "forbidden", "to")]
    reasons = []
    if to.user_id == person.user_id:
        text = _("Penerima sama dengan yang digantikan. Pilih orang lain.")
        reasons.append(Refusal("handover.same_person", text, "value", "to"))
    if not to.is_active or not any(not refusals_to_manage(by, ids) for ids in to.seats):
        text = _("Penerima tidak memiliki akun aktif di lembaga ini. Undang orang itu lebih dahulu.")
        reasons.append(Refusal("handover.stranger", text, "value", "to"))
    return reasons


def refusals_to_deactivate(person: Person, *, by: Actor) -> list[Refusal]:
    if not manageable(person, by):
        return refusals_to_manage(by, frozenset())
    reasons = []
    if person.user_id == by.user_id:
        text = _("Anda tidak dapat menonaktifkan akun sendiri. Mintalah pengelola akun lain.")
        reasons.append(Refusal("account.own", text))
    if not person.is_active:
        reasons.append(Refusal("account.inactive", _("Akun ini sudah nonaktif.")))
    if any(refusals_to_manage(by, ids) for ids in person.seats):
        text = _("Orang ini juga bertugas di lembaga lain. Akhiri perannya di lembaga Anda; akunnya tetap ada.")
        reasons.append(Refusal("account.elsewhere", text))
    return reasons + ([_LAST_ADMINISTRATOR] if person.last_administrator else [])


def refusals_to_reactivate(person: Person, *, by: Actor) -> list[Refusal]:
    if not manageable(person, by):
        return refusals_to_manage(by, frozenset())
    return [Refusal("account.active", _("Akun ini sudah aktif."))] if person.is_active else []


def refusals_to_make_token(*, owner_id: int, valid: bool, days: int, by: Actor) -> list[Refusal]:
    """A token speaks as its owner, so only the owner makes it."""
    if not by.is_system and by.user_id != owner_id:
        text = _("Token hanya dapat dibuat oleh pemilik perannya sendiri.")
        return [Refusal("token.forbidden", text, "forbidden")]
    reasons = []
    if not valid:
        reasons.append(
            Refusal("token.no_membership", _("Peran ini tidak berlaku lagi. Pilih peran yang masih berlaku."))
        )
    if not 1 <= days <= TOKEN_DAYS:
        text = _("Masa token paling lama %(days)s hari. Isi angka antara 1 dan %(days)s.")
        reasons.append(Refusal("token.days", text % {"days": TOKEN_DAYS}, "value", "days"))
    return reasons


def refusals_to_revoke_token(*, owner_id: int, ids: frozenset[int], revoked: bool, by: Actor) -> list[Refusal]:
    if by.user_id != owner_id:
        reasons = refusals_to_manage(by, ids)
        if reasons:
            return reasons
    return [Refusal("token.revoked", _("Token ini sudah dicabut."))] if revoked else []


def refusals_to_switch(*, owner_id: int, valid: bool, by: Actor) -> list[Refusal]:
    if by.user_id != owner_id:
        return [Refusal("membership.not_yours", _("Peran ini bukan milik Anda."), "forbidden")]
    return [] if valid else [Refusal("membership.ended", _("Peran ini tidak berlaku lagi. Pilih peran lain."))]

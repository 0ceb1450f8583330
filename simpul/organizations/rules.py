"""Kinds and forms of organisations, and questions about founding, holders and authority. No database, no clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal

KINDS = {
    "pemda": _("Pemerintah daerah"),
    "opd": _("Perangkat daerah"),
    "bagian": _("Bagian/Biro Setda"),
    "kecamatan": _("Kecamatan"),
    "kelurahan": _("Kelurahan"),
    "desa": _("Desa"),
    "kampus": _("Perguruan tinggi"),
    "politeknik": _("Politeknik"),
    "fakultas": _("Fakultas"),
    "upt": _("Unit pelaksana teknis"),
    "kementerian": _("Kementerian/lembaga"),
    "unit": _("Unit kerja"),
    "perusahaan": _("Perusahaan"),
    "bank": _("Bank"),
    "asosiasi": _("Asosiasi/ormas"),
    "pemda_asing": _("Pemerintah daerah di luar negeri"),
}
# Institutions act in their own name; the others are units of one. A kelurahan is a unit of the Pemda, a desa is not.
INSTITUTIONS = frozenset(
    {"pemda", "desa", "kampus", "politeknik", "kementerian", "perusahaan", "bank", "asosiasi", "pemda_asing"}
)

# What each kind may stand under; None: under nothing. A desa stands under nothing here: its Pemda guides it (UU 6/2014)
# but does not command it, and must not see its drafts. A BUM Desa is a company under its desa.
# A partner without an account may be entered by whoever works with it; a Pemda is entered by the site's administrators.
PARTNERS = INSTITUTIONS - {"pemda"}

PARENTS: dict[str, tuple[str | None, ...]] = {
    "pemda": (None,),
    "opd": ("pemda", "opd"),
    "bagian": ("opd", "pemda"),
    "kecamatan": ("pemda",),
    "kelurahan": ("kecamatan", "pemda"),
    "desa": (None,),
    "kampus": (None, "kementerian"),
    "politeknik": (None, "kementerian"),
    "fakultas": ("kampus", "politeknik"),
    "upt": ("kampus", "politeknik", "fakultas", "opd", "kementerian", "unit"),
    "kementerian": (None,),
    "unit": tuple(kind for kind in KINDS if kind != "kelurahan"),
    "perusahaan": (None, "perusahaan", "desa", "bank"),
    "bank": (None, "perusahaan"),
    "asosiasi": (None, "asosiasi"),
    "pemda_asing": (None,),
}

CERTAINTIES = ("V", "L", "U")  # of a recorded form: its decision was read, it is likely, nobody has looked

ACCREDITED_FOR = {"assessment": _("Penilaian kompetensi ASN"), "institution": _("Perguruan tinggi")}

RANKS: dict[str, dict[str, Any]] = {
    "assessment": {"A": "A", "B": "B", "C": "C"},
    "institution": {"U": _("Unggul"), "BS": _("Baik Sekali"), "B": _("Baik/B"), "A": "A", "C": "C"},
}

FORMS = {
    "pemda": _("Pemerintah daerah"),
    "desa": _("Pemerintah desa"),
    "kementerian": _("Kementerian/LPNK"),
    "ptn_satker": _("PTN satuan kerja"),
    "ptn_blu": _("PTN badan layanan umum (BLU)"),
    "ptn_bh": _("PTN badan hukum (PTN-BH)"),
    "pts": _("Perguruan tinggi swasta"),
    "poltek_kl": _("Politeknik kementerian"),
    "perseroan": _("Perseroan terbatas"),
    "bumn": _("BUMN"),
    "bumd": _("BUMD"),
    "bumdes": _("BUM Desa"),
    "koperasi": _("Koperasi"),
    "yayasan": _("Yayasan"),
    "ormas": _("Organisasi kemasyarakatan"),
    "pemda_asing": _("Pemerintah daerah di luar negeri"),
    "asing": _("Lembaga asing"),
}
FORMS_OF: dict[str, tuple[str, ...]] = {
    "pemda": ("pemda",),
    "desa": ("desa",),
    "kementerian": ("kementerian",),
    "kampus": ("ptn_satker", "ptn_blu", "ptn_bh", "pts", "yayasan", "asing"),
    "politeknik": ("ptn_satker", "ptn_blu", "ptn_bh", "pts", "poltek_kl", "yayasan"),
    "perusahaan": ("perseroan", "bumn", "bumd", "bumdes", "koperasi", "asing"),
    "bank": ("perseroan", "bumn", "bumd", "koperasi", "asing"),
    "asosiasi": ("ormas", "yayasan", "koperasi", "asing"),
    "pemda_asing": ("pemda_asing",),
}

DEFINITIVE, ACTING, DAILY = "definitif", "plt", "plh"
HOLDINGS = {
    DEFINITIVE: _("Pejabat definitif"),
    ACTING: _("Pelaksana tugas (Plt.)"),
    DAILY: _("Pelaksana harian (Plh.)"),
}

BY_OFFICE, BY_LETTER = "jabatan", "surat_kuasa"
BASES = {BY_OFFICE: _("Karena jabatan"), BY_LETTER: _("Surat kuasa")}

# What an authority may be limited to; the codes are those of the instruments.
PAPERS = {
    "kb": _("Kesepakatan Bersama"),
    "nk": _("Nota Kesepakatan"),
    "pks": _("Perjanjian Kerja Sama"),
    "rk": _("Rencana Kerja"),
    "addendum": _("Adendum"),
    "loi": _("Surat Pernyataan Kehendak (LoI)"),
}

# Letters are numbered by the office's own pattern (tata naskah); what comes in is counted by the year alone.
LETTER, AGENDA = "surat", "agenda"
PURPOSES = {LETTER: _("Surat keluar"), AGENDA: _("Agenda surat masuk")}
PLAIN_PATTERN = "{nomor}/{tahun}"
PLACES = {
    "klasifikasi": _("kode klasifikasi surat, diisi saat surat terbit"),
    "nomor": _("nomor urut dalam tahun itu"),
    "unit": _("kode unit"),
    "bulan_romawi": _("bulan dengan angka Romawi"),
    "bulan": _("bulan dengan dua angka"),
    "tahun": _("tahun dengan empat angka"),
}
PLACE = re.compile(r"\{([^{}]*)\}")
MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NUMBER_LENGTH, CLASSIFICATION_LENGTH = 100, 30


@dataclasses.dataclass(frozen=True)
class Facts:
    """An organisation as the rules see it: its ids from the root down, and whether it has ended."""

    name: str
    kind: str
    ids: frozenset[int]
    institution_id: int | None
    version: int = 1
    parent_kind: str | None = None
    ended: bool = False


def refusals_to_manage(by: Actor, ids: frozenset[int]) -> list[Refusal]:
    """Who manages organisations does so inside its own institution; the site's administrators everywhere."""
    inside = by.institution_id is not None and by.institution_id in ids
    if by.may("site.manage") or (by.may("organization.write") and inside):
        return []
    return [
        Refusal(
            "organization.forbidden",
            _(
                "Anda tidak berwenang mengubah lembaga ini. Hanya pengelola lembaga itu sendiri yang boleh; mintalah kepada mereka atau kepada administrator situs."
            ),
            "forbidden",
        )
    ]


def refusals_to_enter(by: Actor, kind: str = "") -> list[Refusal]:
    """A new institution: a partner by whoever manages organisations, a Pemda by the site's administrators. Without a kind: any at all."""
    partner = by.may("organization.write") and by.institution_id is not None and (not kind or kind in PARTNERS)
    return [] if partner else refusals_to_manage(by, frozenset())


def refusals_to_change(facts: Facts, *, by: Actor) -> list[Refusal]:
    """Common to every change of an organisation: permission, and that it still exists."""
    return refusals_to_manage(by, facts.ids) or ([_closed(facts)] if facts.ended else [])


def _closed(facts: Facts) -> Refusal:
    return Refusal(
        "organization.closed",
        _(
            "%(name)s sudah berakhir, jadi datanya tidak dapat diubah lagi. Buka lembaga penggantinya, atau bentuk lembaga baru."
        )
        % {"name": facts.name},
    )


def refusals_to_found(
    kind: str, *, parent: Facts | None, by: Actor, start: dt.date | None, predecessor_start: dt.date | None = None
) -> list[Refusal]:
    """A unit goes where its kind belongs; a partner is entered by whoever works with it, a Pemda by the site's administrators."""
    if kind not in KINDS:
        return [
            Refusal(
                "organization.kind", _("Jenis lembaga tidak dikenal. Pilih salah satu dari daftar."), "value", "kind"
            )
        ]
    reasons = refusals_to_enter(by, kind) if parent is None else refusals_to_manage(by, parent.ids)
    if reasons:
        return reasons
    if parent and parent.ended:
        return [_closed(parent)]
    if (parent.kind if parent else None) not in PARENTS[kind]:
        reasons.append(_misplaced(kind, parent))
    if start and predecessor_start and start < predecessor_start:
        reasons.append(
            Refusal(
                "organization.before_predecessor",
                _("Lembaga pengganti tidak dapat berdiri sebelum pendahulunya. Periksa tanggal berdirinya."),
                "value",
                "start",
            )
        )
    return reasons


def refusals_to_place(code: str | None) -> list[Refusal]:
    """`code` is None when what was typed has not the shape of a region code."""
    if code is not None:
        return []
    text = _("Kode wilayah tidak dapat dibaca. Tulis seperti 33.03 atau cari wilayahnya di halaman Wilayah.")
    return [Refusal("organization.region", text, "value", "region_code")]


def _misplaced(kind: str, parent: Facts | None) -> Refusal:
    if parent and parent.kind == "kelurahan":
        text = _(
            "Kelurahan adalah bagian pemerintah daerah dan tidak memiliki BUM Desa atau unit sendiri. Pilih induk lain."
        )
        return Refusal("organization.under_kelurahan", text, "value", "kind")
    if parent is None:
        text = _("%(kind)s adalah bagian dari lembaga lain. Buka lembaga induknya, lalu tambahkan dari sana.")
        return Refusal("organization.needs_parent", text % {"kind": KINDS[kind]}, "value", "kind")
    text = _("%(kind)s tidak dapat berada di bawah %(parent)s. Pilih jenis atau induk lain.")
    return Refusal("organization.misplaced", text % {"kind": KINDS[kind], "parent": parent.name}, "value", "kind")


def refusals_to_describe(facts: Facts, *, version: int, by: Actor) -> list[Refusal]:
    reasons = refusals_to_change(facts, by=by)
    if not reasons and version != facts.version:
        reasons.append(
            Refusal(
                "organization.stale",
                _(
                    "Data lembaga ini sudah diubah orang lain sejak Anda membukanya. Muat ulang halaman, lalu ulangi perubahan Anda."
                ),
            )
        )
    return reasons


def refusals_to_close(
    facts: Facts, *, end: dt.date, start: dt.date | None, open_units: int, by: Actor
) -> list[Refusal]:
    """An organisation ends after it began, and not before the units below it."""
    reasons = refusals_to_change(facts, by=by)
    if reasons:
        return reasons
    if start and end < start:
        reasons.append(_days_crossed("organization.ends_before_start"))
    if open_units:
        reasons.append(
            Refusal(
                "organization.has_units",
                _("Masih ada %(count)s unit di bawah lembaga ini. Akhiri unit-unit itu lebih dahulu.")
                % {"count": open_units},
            )
        )
    return reasons


def refusals_to_give_form(
    facts: Facts, *, form: str, start: dt.date, latest_start: dt.date | None, by: Actor, certainty: str = "U"
) -> list[Refusal]:
    """A legal form fits the kind; forms follow each other in time."""
    reasons = refusals_to_change(facts, by=by)
    if reasons:
        return reasons
    if form not in FORMS_OF.get(facts.kind, ()) or (form == "bumdes" and facts.parent_kind != "desa"):
        reasons.append(
            Refusal(
                "form.not_for_kind",
                _(
                    "Bentuk hukum ini bukan untuk %(kind)s. Pilih bentuk yang sesuai; BUM Desa harus berada di bawah desanya."
                )
                % {"kind": KINDS[facts.kind]},
                "value",
                "form",
            )
        )
    if certainty not in CERTAINTIES:
        text = _("Kepastian bentuk hukum tidak dikenal. Pilih V, L, atau U.")
        reasons.append(Refusal("form.certainty", text, "value", "certainty"))
    if latest_start and start <= latest_start:
        reasons.append(
            Refusal(
                "form.before_current",
                _("Sudah tercatat bentuk hukum sejak tanggal itu atau sesudahnya. Isi tanggal yang lebih baru."),
                "value",
                "start",
            )
        )
    return reasons


def refusals_to_accredit(
    facts: Facts,
    *,
    purpose: str,
    rank: str,
    start: dt.date,
    end: dt.date | None,
    basis: str,
    latest_start: dt.date | None,
    by: Actor,
) -> list[Refusal]:
    """A rank that this purpose knows, given by a decision that is named; accreditations of one purpose follow each other in time."""
    reasons = refusals_to_change(facts, by=by)
    if reasons:
        return reasons
    if purpose not in ACCREDITED_FOR:
        text = _("Bidang akreditasi tidak dikenal. Pilih dari daftar.")
        reasons.append(Refusal("accreditation.purpose", text, "value", "purpose"))
    elif rank not in RANKS[purpose]:
        text = _("Peringkat ini tidak ada pada bidang tersebut. Untuk penilaian kompetensi pilih A, B, atau C.")
        reasons.append(Refusal("accreditation.rank", text, "value", "rank"))
    if not basis:
        text = _("Akreditasi dicatat dengan keputusannya. Isi nomor keputusan, atau sebutkan dari mana diketahui.")
        reasons.append(Refusal("accreditation.basis", text, "value", "basis"))
    if end and end < start:
        reasons.append(_days_crossed("accreditation.ends_before_start"))
    if latest_start and start <= latest_start:
        text = _("Sudah tercatat akreditasi sejak tanggal itu atau sesudahnya. Isi tanggal yang lebih baru.")
        reasons.append(Refusal("accreditation.before_current", text, "value", "start"))
    return reasons


def refusals_to_end_accreditation(
    facts: Facts, *, start: dt.date, ended: dt.date | None, end: dt.date, by: Actor
) -> list[Refusal]:
    already = Refusal("accreditation.ended", _("Akreditasi ini sudah berakhir pada atau sebelum tanggal itu."))
    crossed = _days_crossed("accreditation.ends_before_start")
    return _refusals_to_end(facts, start=start, ended=ended, end=end, already=already, crossed=crossed, by=by)


def refusals_to_create_post(facts: Facts, *, title: str, is_head: bool, by: Actor) -> list[Refusal]:
    """A kelurahan is led by a lurah; a desa by whatever its people call their head."""
    reasons = refusals_to_change(facts, by=by)
    if not reasons and is_head and facts.kind == "kelurahan" and not title.strip().lower().startswith("lurah"):
        reasons.append(
            Refusal(
                "post.kelurahan_has_lurah",
                _("Kelurahan dipimpin lurah, bukan kepala desa. Tulis jabatan «Lurah …»."),
                "value",
                "title",
            )
        )
    return reasons


def refusals_to_end_post(facts: Facts, *, held: bool, by: Actor) -> list[Refusal]:
    reasons = refusals_to_change(facts, by=by)
    if not reasons and held:
        reasons.append(
            Refusal("post.held", _("Jabatan ini masih dipegang seseorang. Akhiri masa jabatannya lebih dahulu."))
        )
    return reasons


def refusals_to_appoint(
    facts: Facts, *, post_end: dt.date | None, start: dt.date, end: dt.date | None, by: Actor
) -> list[Refusal]:
    reasons = refusals_to_change(facts, by=by)
    if reasons:
        return reasons
    if post_end:
        reasons.append(Refusal("post.ended", _("Jabatan ini sudah dihapus. Pilih jabatan yang masih ada.")))
    if end and end < start:
        reasons.append(_days_crossed("holding.ends_before_start"))
    return reasons


def refusals_to_relieve(
    facts: Facts, *, start: dt.date, ended: dt.date | None, end: dt.date, by: Actor
) -> list[Refusal]:
    already = Refusal("holding.ended", _("Masa jabatan ini sudah tercatat berakhir pada atau sebelum tanggal itu."))
    crossed = _days_crossed("holding.ends_before_start")
    return _refusals_to_end(facts, start=start, ended=ended, end=end, already=already, crossed=crossed, by=by)


@dataclasses.dataclass(frozen=True)
class Mandate:
    """An authority as it is about to be given: whose post, given by whose post, on which days, for which papers."""

    basis: str
    number: str
    kinds: tuple[str, ...]
    start: dt.date
    end: dt.date | None
    post_ended: bool
    same_institution: bool
    has_giver: bool
    giver_above: bool


def refusals_to_authorize(facts: Facts, mandate: Mandate, *, by: Actor) -> list[Refusal]:
    """By office for one's own institution's post; by letter with number and giver. A kelurahan is no party (its Pemda is)."""
    reasons = refusals_to_change(facts, by=by)
    if reasons:
        return reasons
    if facts.kind == "kelurahan":
        return [
            Refusal(
                "authority.kelurahan",
                _(
                    "Kelurahan bukan pihak perjanjian, jadi tidak ada yang menandatangani atas namanya. Catat kewenangan pada pemerintah daerahnya."
                ),
            )
        ]
    if mandate.basis not in BASES:
        reasons.append(
            Refusal("authority.basis", _("Dasar kewenangan tidak dikenal. Pilih dari daftar."), "value", "basis")
        )
    if mandate.post_ended:
        reasons.append(Refusal("post.ended", _("Jabatan ini sudah dihapus. Pilih jabatan yang masih ada.")))
    if not mandate.same_institution:
        reasons.append(
            Refusal(
                "authority.other_institution",
                _("Jabatan ini milik lembaga lain. Pilih jabatan pada lembaga ini atau unit di dalamnya."),
                "value",
                "post",
            )
        )
    if mandate.end and mandate.end < mandate.start:
        reasons.append(_days_crossed("authority.ends_before_start"))
    if set(mandate.kinds) - set(PAPERS):
        reasons.append(
            Refusal("authority.kinds", _("Jenis naskah tidak dikenal. Pilih dari daftar."), "value", "kinds")
        )
    return reasons + (_refusals_to_letter(mandate) if mandate.basis == BY_LETTER else [])


def _refusals_to_letter(mandate: Mandate) -> list[Refusal]:
    reasons = []
    if not mandate.number.strip():
        reasons.append(
            Refusal("authority.number", _("Surat kuasa memerlukan nomor. Isi nomor surat kuasa."), "value", "number")
        )
    if not mandate.has_giver:
        reasons.append(
            Refusal(
                "authority.giver",
                _("Surat kuasa memerlukan pemberi kuasa. Pilih jabatan yang memberinya."),
                "value",
                "given_by",
            )
        )
    elif not mandate.giver_above:
        reasons.append(
            Refusal(
                "authority.giver_elsewhere",
                _("Pemberi kuasa harus jabatan lain pada lembaga yang sama. Pilih pemberi kuasa yang benar."),
                "value",
                "given_by",
            )
        )
    return reasons


def refusals_to_revoke(
    facts: Facts, *, start: dt.date, ended: dt.date | None, end: dt.date, by: Actor
) -> list[Refusal]:
    already = Refusal("authority.ended", _("Kewenangan ini sudah berakhir pada atau sebelum tanggal itu."))
    crossed = _days_crossed("authority.ends_before_start")
    return _refusals_to_end(facts, start=start, ended=ended, end=end, already=already, crossed=crossed, by=by)


def _refusals_to_end(
    facts: Facts, *, start: dt.date, ended: dt.date | None, end: dt.date, already: Refusal, crossed: Refusal, by: Actor
) -> list[Refusal]:
    """What runs from–to is given an end once more only when that shortens it, and never before its beginning."""
    reasons = refusals_to_manage(by, facts.ids)
    if reasons:
        return reasons
    return ([already] if ended and end >= ended else []) + ([crossed] if end < start else [])


def _days_crossed(code: str) -> Refusal:
    return Refusal(code, _("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."), "value", "end")


def number_of(pattern: str, *, count: int, day: dt.date, unit: str = "", classification: str = "") -> str:
    """The number of a letter: «400.14/7/KS/III/2026»."""
    values = {
        "klasifikasi": classification,
        "nomor": str(count),
        "unit": unit,
        "bulan_romawi": MONTHS[day.month - 1],
        "bulan": f"{day.month:02}",
        "tahun": str(day.year),
    }
    return PLACE.sub(lambda found: values[found[1]], pattern)


def refusals_to_set_numbering(facts: Facts, *, pattern: str, unit: str, by: Actor) -> list[Refusal]:
    """A pattern says at least count and year, so that no two letters get the same number; every place in it is known."""
    reasons = refusals_to_change(facts, by=by)
    if reasons:
        return reasons
    places = PLACE.findall(pattern)
    strange = [f"{{{place}}}" for place in places if place not in PLACES]
    if strange or set(PLACE.sub("", pattern)) & set("{}"):
        text = _("Pola nomor memuat penanda yang tidak dikenal: %(places)s. Yang dapat dipakai: %(known)s.")
        known = ", ".join(f"{{{place}}}" for place in PLACES)
        return [_numbering("place", text % {"places": ", ".join(strange) or "{ }", "known": known})]
    if missing := [f"{{{place}}}" for place in ("nomor", "tahun") if place not in places]:
        text = _("Pola nomor belum memuat %(places)s, sehingga dua surat dapat bernomor sama. Tambahkan.")
        reasons.append(_numbering("needs", text % {"places": ", ".join(missing)}))
    if len(set(places)) < len(places):
        reasons.append(_numbering("twice", _("Satu penanda tertulis dua kali dalam pola nomor. Tulis sekali saja.")))
    if "unit" in places and not unit:
        text = _("Pola nomor memuat {unit}, tetapi kode unitnya kosong. Isi kode unit.")
        reasons.append(_numbering("unit", text, "unit"))
    longest = dict.fromkeys(places, 12) | {"klasifikasi": CLASSIFICATION_LENGTH, "unit": len(unit)}
    if len(PLACE.sub("", pattern)) + sum(longest[place] for place in set(places)) > NUMBER_LENGTH:
        reasons.append(_numbering("long", _("Nomor dengan pola ini dapat terlalu panjang. Pendekkan polanya.")))
    return reasons


def refusals_to_take_number(*, purpose: str, pattern: str, classification: str) -> list[Refusal]:
    """A number needs all its pattern asks for."""
    if purpose not in PURPOSES:
        return [Refusal("numbering.purpose", _("Jenis penomoran tidak dikenal. Pilih dari daftar."), "value")]
    if "{klasifikasi}" in pattern and not classification:
        text = _("Nomor surat lembaga ini memuat kode klasifikasi. Isi kode klasifikasi surat.")
        return [_numbering("classification", text, "classification")]
    return []


def _numbering(code: str, text: Any, field: str = "pattern") -> Refusal:
    return Refusal(f"numbering.{code}", text, "value", field)

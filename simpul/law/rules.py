"""The law of one day and one region as plain values, and who may change an entry of it. No database, no clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal
from simpul.regions.codes import normal, parents_of

NATIONAL = "nasional"
UNKNOWN_ARTICLE = "belum dipastikan"
VERIFIED, LIKELY, UNKNOWN = "V", "L", "U"
CERTAINTIES = {
    VERIFIED: _("Terverifikasi"),
    LIKELY: _("Perlu Dipastikan: pendapat umum, naskahnya belum diperiksa"),
    UNKNOWN: _("Perlu Dipastikan: belum ditemukan"),
}

CLAUSE, LIMIT, AFFAIR, PARTNER_FORM, INSTRUMENT = "clause", "limit", "affair", "partner_form", "instrument"
KINDS = {
    INSTRUMENT: _("Jenis naskah"),
    CLAUSE: _("Pasal naskah"),
    LIMIT: _("Batas dan angka"),
    PARTNER_FORM: _("Bentuk mitra"),
    "cooperation": _("Jenis kerja sama"),
    "referral": _("Di luar kerja sama daerah"),
    "signing": _("Penandatanganan dan masa berlaku"),
    "dprd": _("Persetujuan DPRD"),
    "document": _("Dokumen persiapan"),
    AFFAIR: _("Urusan dan sub-urusan"),
    "assessment": _("Penilaian kompetensi"),
    "programme": _("Ketentuan program"),
    "data": _("Data pribadi, tanda tangan, keterbukaan"),
}

# What a starter text may leave open; the draft fills them from the facts of the case.
PLACEHOLDERS = frozenset(
    {"pihak_1", "pihak_2", "para_pihak", "judul", "induk", "mulai", "akhir", "jangka_waktu", "wilayah"}
)


@dataclasses.dataclass(frozen=True)
class Source:
    """Where an entry comes from: regulation and article as people cite them, how sure we are, where and when it holds."""

    regulation: str
    article: str = UNKNOWN_ARTICLE
    certainty: str = UNKNOWN
    scope: str = NATIONAL
    start: dt.date | None = None
    end: dt.date | None = None
    note: str = ""

    @property
    def unsure(self) -> bool:
        """Only what was read in its source is stated as fact."""
        return self.certainty != VERIFIED

    @property
    def citation(self) -> str:
        """«PP 28/2018 Pasal 6», without certainty."""
        if self.article == UNKNOWN_ARTICLE:
            return f"{self.regulation} ({gettext('pasal belum dipastikan')})"
        return f"{self.regulation} {self.article}".strip()

    @property
    def label(self) -> str:
        """«PP 28/2018 Pasal 6», with «· Perlu Dipastikan» when unsure."""
        return f"{self.citation} · {gettext('Perlu Dipastikan')}" if self.unsure else self.citation

    def holds(self, day: dt.date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclasses.dataclass(frozen=True)
class ClauseRule:
    """A clause that a kind of document carries: heading, starter text with {placeholders}, and whether it may be missing."""

    kind: str
    type: str
    heading: str
    required: bool
    text: str
    guidance: str
    source: Source


@dataclasses.dataclass(frozen=True)
class Limit:
    """A number (or a list of codes) that law sets; None when nobody has found one, and then none is invented."""

    key: str
    value: Any
    unit: str
    source: Source
    title: str = ""
    text: str = ""


@dataclasses.dataclass(frozen=True)
class Part:
    """One part of a sub-matter and who owns it inside one kabupaten/kota: district, province, centre, or «own», each level in itself.

    `refer`: whom it does not belong to has no part in it, also not beside the owner. `basis`: a regulation other than the entry's.
    `stays`: the law divides by size, school level or kind, so that a wider reach makes no other level its owner.
    """

    key: str
    title: str
    owner: str
    refer: bool = False
    basis: str = ""
    stays: bool = False


@dataclasses.dataclass(frozen=True)
class Affair:
    """One sub-matter and what each level of government does in it; an empty text means that level has no part."""

    code: str
    sector: str
    matter: str
    district: str
    province: str
    centre: str
    source: Source
    key: str = ""
    read: tuple[str, ...] = ()  # the levels whose text was read in its source; the others are common opinion
    support: bool = False  # a supporting function, outside the 32 affairs
    parts: tuple[Part, ...] = ()  # empty: one part only, owned by how far it reaches

    def part(self, key: str) -> Part | None:
        return next((part for part in self.parts if part.key == key), None)


@dataclasses.dataclass(frozen=True)
class PartnerForm:
    """Which kind of cooperation, which documents and whose signature fit a partner's legal form: a recommendation."""

    form: str
    kind_of_cooperation: str
    documents: tuple[str, ...]
    signer: str
    source: Source
    title: str = ""


@dataclasses.dataclass(frozen=True)
class Row:
    """One entry as it stands in the tables or in the data files."""

    kind: str
    key: str
    title: str
    text: str
    value: Mapping[str, Any]
    source: Source
    order: int = 0


@dataclasses.dataclass(frozen=True)
class LawOn:
    """What holds on one day in one region; rules receive this and never a table."""

    day: dt.date
    region_code: str
    clauses: tuple[ClauseRule, ...] = ()
    limits: tuple[Limit, ...] = ()
    affairs: tuple[Affair, ...] = ()
    partner_forms: tuple[PartnerForm, ...] = ()
    others: tuple[Row, ...] = ()

    def clauses_of(self, kind: str) -> tuple[ClauseRule, ...]:
        """The clauses of a kind of document, in the order in which they are written."""
        return tuple(clause for clause in self.clauses if clause.kind == kind)

    def clause(self, kind: str, type: str) -> ClauseRule | None:
        return next((c for c in self.clauses if c.kind == kind and c.type == type), None)

    def required(self, kind: str) -> tuple[ClauseRule, ...]:
        """The clauses without which a document of this kind is not complete."""
        return tuple(clause for clause in self.clauses_of(kind) if clause.required)

    def affair(self, key: str) -> Affair | None:
        return next((affair for affair in self.affairs if affair.key == key), None)

    def limit(self, key: str) -> Limit | None:
        return next((limit for limit in self.limits if limit.key == key), None)

    def partner_form(self, form: str) -> PartnerForm | None:
        return next((found for found in self.partner_forms if found.form == form), None)

    def others_of(self, kind: str) -> tuple[Row, ...]:
        """Entries of the kinds that have no shape of their own: cooperation, dprd, document, assessment …"""
        return tuple(row for row in self.others if row.kind == kind)

    def other(self, kind: str, key: str) -> Row | None:
        return next((row for row in self.others if row.kind == kind and row.key == key), None)


def scopes_for(region_code: str) -> list[str]:
    """Whose law counts in a region, the nearest first: kabupaten/kota, province, nation."""
    code = normal(region_code)
    return [*([code, *parents_of(code)] if code else []), NATIONAL]


def nearest(day: dt.date, region_code: str, rows: Iterable[Row]) -> list[Row]:
    """For each kind and key the one row that holds on that day in that region, in the order of the files."""
    rank = {scope: place for place, scope in enumerate(scopes_for(region_code))}
    best: dict[tuple[str, str], Row] = {}
    for row in rows:
        if row.source.scope not in rank or not row.source.holds(day):
            continue
        held = best.get((row.kind, row.key))
        if held is None or rank[row.source.scope] < rank[held.source.scope]:
            best[row.kind, row.key] = row
    return sorted(best.values(), key=lambda row: (row.order, row.kind, row.key))


_YEAR = re.compile(r"\d+/((?:19|20)\d{2})")


def _of_its_day(row: Row, day: dt.date) -> Row:
    """A regulation does not hold before the year in its number: of an earlier day it says nothing for sure, and the entry tells so."""
    year = _YEAR.search(row.source.regulation)
    if row.source.start or year is None or int(year[1]) <= day.year:
        return row
    note = f"{row.source.regulation} terbit sesudah tanggal ini; aturan yang berlaku waktu itu belum tercatat."
    text = " ".join(part for part in (row.source.note, note) if part)
    return dataclasses.replace(row, source=dataclasses.replace(row.source, certainty=UNKNOWN, note=text))


def law_from(day: dt.date, region_code: str, rows: Iterable[Row]) -> LawOn:
    """The law of that day and region, read out of the rows."""
    held = [_of_its_day(row, day) for row in nearest(day, region_code, rows)]
    shaped = {CLAUSE, LIMIT, AFFAIR, PARTNER_FORM}
    return LawOn(
        day,
        region_code,
        clauses=tuple(_clause(row) for row in held if row.kind == CLAUSE),
        limits=tuple(_limit(row) for row in held if row.kind == LIMIT),
        affairs=tuple(_affair(row) for row in held if row.kind == AFFAIR),
        partner_forms=tuple(_partner_form(row) for row in held if row.kind == PARTNER_FORM),
        others=tuple(row for row in held if row.kind not in shaped),
    )


def _clause(row: Row) -> ClauseRule:
    kind, _dot, type = row.key.partition(".")
    value = row.value
    return ClauseRule(kind, type, row.title, bool(value["required"]), row.text, value.get("guidance", ""), row.source)


def _limit(row: Row) -> Limit:
    value = row.value.get("value")
    value = tuple(value) if isinstance(value, list) else value
    return Limit(row.key, value, row.value.get("unit", ""), row.source, row.title, row.text)


def _affair(row: Row) -> Affair:
    value = row.value
    levels = (value.get("district", ""), value.get("province", ""), value.get("centre", ""))
    read, support = tuple(value.get("read", ())), bool(value.get("support"))
    parts = tuple(Part(**part) for part in value.get("parts", ()))
    return Affair(value["code"], value["sector"], row.title, *levels, row.source, row.key, read, support, parts)


def _partner_form(row: Row) -> PartnerForm:
    value = row.value
    documents = tuple(value["documents"])
    return PartnerForm(row.key, value["cooperation"], documents, value["signer"], row.source, row.title)


def word_of(certainty: str) -> str:
    """What people read: only what was read in its source is verified."""
    return gettext("Terverifikasi") if certainty == VERIFIED else gettext("Perlu Dipastikan")


def said(kind: str, value: Mapping[str, Any]) -> str:
    """What an entry's value says beside its text: the number, wajib or pilihan, kind and documents."""
    if kind == LIMIT:
        return said_amount(value.get("value"), value.get("unit", "")) or gettext("belum ada angka")
    if kind == CLAUSE:
        return gettext("wajib") if value.get("required") else gettext("pilihan")
    if kind == PARTNER_FORM:
        documents = ", ".join(name.upper() for name in value["documents"]) or gettext("menurut aturannya sendiri")
        return gettext("%(cooperation)s; naskah: %(documents)s; penandatangan: %(signer)s") % {
            "cooperation": value["cooperation"].upper(),
            "documents": documents,
            "signer": value["signer"],
        }
    if kind == AFFAIR:
        owners = LEVELS | {"own": _("tiap tingkat pada wilayahnya")}
        return "; ".join(f"{part['title']}: {str(owners[part['owner']]).lower()}" for part in value.get("parts", ()))
    return ""


LEVELS = {"district": _("Kabupaten/kota"), "province": _("Provinsi"), "centre": _("Pusat")}


# Who may change an entry, and what a change needs.

MAY_NOT = Refusal(
    "law.forbidden",
    _("Anda tidak berwenang memastikan dasar hukum. Minta Pengelola Kerja Sama pemerintah daerah Anda melakukannya."),
    "forbidden",
)
NOT_YOUR_REGION = Refusal(
    "law.other_region",
    _(
        "Ketentuan ini berlaku di luar wilayah Anda, jadi Anda tidak dapat mengubahnya. Untuk ketentuan nasional, buat ketentuan daerah bagi wilayah Anda."
    ),
    "forbidden",
)
STALE = Refusal(
    "law.stale",
    _("Ketentuan ini sudah diubah orang lain. Muat ulang halaman, baca isinya, lalu ulangi bila masih perlu."),
)
RETIRED = Refusal("law.retired", _("Catatan ini sudah digantikan dan tinggal riwayat. Buka catatan yang berlaku."))
CONFIRMED_ALREADY = Refusal(
    "law.confirmed_already", _("Ketentuan ini sudah dipastikan dengan bukti. Bila isinya keliru, pilih Betulkan.")
)
NO_EVIDENCE = Refusal(
    "law.evidence_missing",
    _(
        "Bukti belum diisi. Tulis di mana naskah resminya dibaca, misalnya JDIH, nomor, halaman, dan tanggal membacanya."
    ),
    "value",
    "evidence",
)
END_BEFORE_START = Refusal(
    "law.end_before_start",
    _("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
    "value",
    "end",
)
START_TOO_EARLY = Refusal(
    "law.start_too_early",
    _("Ketentuan baru harus mulai sesudah ketentuan lama mulai. Pilih tanggal yang lebih akhir, atau pilih Betulkan."),
    "value",
    "start",
)
START_TOO_LATE = Refusal(
    "law.start_too_late",
    _("Ketentuan lama sudah berakhir sebelum tanggal itu. Pilih tanggal dalam masa berlakunya."),
    "value",
    "start",
)
OVERLAP = Refusal(
    "law.overlap",
    _(
        "Sudah ada ketentuan yang sama untuk wilayah dan masa itu. Buka ketentuan tersebut, lalu betulkan atau gantikan."
    ),
)
ALREADY_LOCAL = Refusal(
    "law.already_local", _("Ketentuan ini memang milik wilayah Anda. Pilih Betulkan atau Gantikan.")
)
NO_REGION = Refusal(
    "law.no_region",
    _(
        "Lembaga Anda tidak tercatat sebagai pemerintah daerah suatu wilayah, jadi belum dapat membuat ketentuan daerah."
    ),
    "forbidden",
)
SAME = Refusal(
    "law.same", _("Isinya belum berubah. Ubah yang keliru; bila isinya sudah benar, pilih Pastikan."), "value"
)
BAD_NUMBER = Refusal(
    "law.bad_value",
    _("Nilai harus berupa angka yang wajar untuk satuannya, seperti 5. Kosongkan bila naskahnya tidak menyebut angka."),
    "value",
    "amount",
)

BAD_COOPERATION = Refusal(
    "law.bad_cooperation", _("Jenis kerja sama ini tidak dikenal. Pilih dari daftar."), "value", "cooperation"
)


# What of an entry's value an officer may write anew, by kind; title, text, regulation, article and days always.
EDITABLE: dict[str, tuple[str, ...]] = {
    LIMIT: ("amount",),
    CLAUSE: ("required", "guidance"),
    AFFAIR: ("district", "province", "centre"),
    PARTNER_FORM: ("cooperation", "signer"),
}
COOPERATIONS = {
    "ksdd": _("Kerja sama daerah dengan daerah lain (KB, lalu PKS)"),
    "ksdpk": _("Kerja sama daerah dengan pihak ketiga (KB, lalu PKS)"),
    "sinergi": _("Sinergi dengan pemerintah pusat (NK dengan RK)"),
    "ksdpl": _("Kerja sama dengan pemerintah daerah di luar negeri"),
    "ksdll": _("Kerja sama dengan lembaga di luar negeri"),
    "desa": _("Kerja sama desa"),
}
DOCUMENTS = {
    "ksdd": ["kb", "pks"],
    "ksdpk": ["kb", "pks"],
    "sinergi": ["nk", "rk"],
    "ksdpl": ["loi", "mou_ln"],
    "ksdll": ["loi", "mou_ln"],
    "desa": [],
}
_GROUPED = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")
_PLAIN = re.compile(r"[0-9]{1,15}")
_DECIMAL = re.compile(r"[0-9]{1,9},[0-9]{1,6}")
# units whose values are no numbers
_WORDS = {
    "jenis naskah": re.compile(r"[a-z][a-z_]{0,19}"),
    "tanggal": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"),
}


SEVERAL = ("rupiah", "nilai indeks", "jenis naskah")  # units whose still unknown values may turn out to be several


def read_amount(text: str, unit: str = "") -> Any:
    """«5» → 5, «1.000.000» → 1000000, «0,5» → "0.5", «24; 30» → [24, 30], empty → None; «pks; kb» where the unit is a kind of document.

    Raises ValueError for anything else: no number is guessed.
    """
    parts = [part.strip() for part in text.split(";") if part.strip()]
    values = [_one_amount(part, unit) for part in parts]
    if not values:
        return None
    return values if len(values) > 1 or (isinstance(values[0], str) and values[0].isalpha()) else values[0]


def _one_amount(part: str, unit: str) -> int | str:
    if unit in _WORDS:
        if _WORDS[unit].fullmatch(part):
            return part
    elif _GROUPED.fullmatch(part) and len(part) <= 20:
        return int(part.replace(".", ""))
    elif _PLAIN.fullmatch(part):
        return int(part)
    elif _DECIMAL.fullmatch(part):
        return part.replace(",", ".")
    raise ValueError(part)


def write_amount(value: Any) -> str:
    """What read_amount reads back."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(write_amount(part) for part in value)
    return str(value).replace(".", ",")


def said_amount(value: Any, unit: str) -> str:
    """What people read: «Rp12.500.000», «17 Oktober 2026», «5 tahun»."""
    if value is None:
        return ""
    parts = value if isinstance(value, list | tuple) else [value]
    if unit == "rupiah":
        return "; ".join("Rp" + f"{part:,}".replace(",", ".") for part in parts)
    if unit == "tanggal":
        return "; ".join(date_format(dt.date.fromisoformat(part), "j F Y") for part in parts)
    return f"{write_amount(value)} {unit}".strip()


# units that are counted in whole numbers, with the most that can be meant
COUNTED = {"tahun": 100, "bulan": 1_200, "hari": 36_500, "hari kerja": 36_500, "jam": 9_000, "JP": 9_000}
COUNTED |= {"orang": 1_000_000, "kelompok": 1_000_000, "semester": 20, "SKS": 400}


def _in_shape(amount: Any, old: Mapping[str, Any]) -> Any:
    """Rules that read one whole number never meet several or a part of one, and those that read a range never meet one."""
    most = COUNTED.get(old.get("unit", ""))
    for part in amount if isinstance(amount, list) else [amount]:
        if most is not None and part is not None and not (isinstance(part, int) and part <= most):
            raise ValueError(part)
    ranged = isinstance(old.get("value"), list | tuple)
    if amount is not None and ranged and not isinstance(amount, list):
        return [amount]
    if isinstance(amount, list) and not ranged and (old.get("value") is not None or old.get("unit") not in SEVERAL):
        raise ValueError(amount)
    return amount


def changed_value(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refusal]]:
    """The old value with what the officer wrote; only what EDITABLE names is taken."""
    value, refusals = dict(old), []
    for name in EDITABLE.get(kind, ()):
        if name not in new:
            continue
        if name == "amount":
            try:
                value["value"] = _in_shape(read_amount(new[name] or "", old.get("unit", "")), old)
            except ValueError:
                refusals.append(BAD_NUMBER)
        elif name == "required":
            value[name] = bool(new[name])
        elif name == "cooperation" and new[name] not in COOPERATIONS:
            refusals.append(BAD_COOPERATION)
        else:
            value[name] = new[name] or ""
    if kind == PARTNER_FORM and value.get("cooperation") != old.get("cooperation") and not refusals:
        value["documents"] = DOCUMENTS[value["cooperation"]]
    if kind == AFFAIR:
        value["read"] = ["district", "province", "centre"]  # an officer who confirms with evidence has read all columns
    return value, refusals


@dataclasses.dataclass(frozen=True)
class Facts:
    """What the refusals need to know of an entry."""

    scope: str
    start: dt.date | None
    end: dt.date | None
    certainty: str
    confirmed: bool
    retired: bool
    version: int


def _rights(entry: Facts, by: Actor) -> list[Refusal]:
    if not by.may("law.confirm"):
        return [MAY_NOT]
    if not by.is_system and entry.scope != by.region:
        return [NOT_YOUR_REGION]
    return []


def _state(entry: Facts, version: int) -> list[Refusal]:
    return [RETIRED] if entry.retired else [STALE] if entry.version != version else []


def _evidence(evidence: str) -> list[Refusal]:
    return [] if evidence.strip() else [NO_EVIDENCE]


def _days(start: dt.date | None, end: dt.date | None) -> list[Refusal]:
    return [END_BEFORE_START] if start and end and end < start else []


def refusals_to_confirm(entry: Facts, *, by: Actor, version: int, evidence: str) -> list[Refusal]:
    """The entry is as the official text says: needs evidence, once."""
    if stops := _rights(entry, by) or _state(entry, version):
        return stops
    return [CONFIRMED_ALREADY] if entry.confirmed else _evidence(evidence)


def refusals_to_correct(
    entry: Facts,
    *,
    by: Actor,
    version: int,
    evidence: str,
    start: dt.date | None,
    end: dt.date | None,
    same: bool,
    overlaps: bool,
) -> list[Refusal]:
    """The entry was recorded wrongly: what it should have said from the beginning."""
    if stops := _rights(entry, by) or _state(entry, version):
        return stops
    return _evidence(evidence) + _days(start, end) + ([SAME] if same else []) + ([OVERLAP] if overlaps else [])


def refusals_to_supersede(
    entry: Facts, *, by: Actor, version: int, evidence: str, start: dt.date, end: dt.date | None, overlaps: bool
) -> list[Refusal]:
    """The law changed: the old entry ends the day before the new one begins."""
    if stops := _rights(entry, by) or _state(entry, version):
        return stops
    refusals = _evidence(evidence) + _days(start, end)
    if entry.start and start <= entry.start:
        refusals.append(START_TOO_EARLY)
    if entry.end and start > entry.end:
        refusals.append(START_TOO_LATE)
    return refusals + ([OVERLAP] if overlaps else [])


def refusals_to_localise(
    entry: Facts,
    *,
    by: Actor,
    region_code: str,
    version: int,
    evidence: str,
    start: dt.date | None,
    end: dt.date | None,
    overlaps: bool,
) -> list[Refusal]:
    """The actor's own region has its own rule, or has checked the national one for itself."""
    if not by.may("law.confirm"):
        return [MAY_NOT]
    if not region_code:
        return [NO_REGION]
    if not by.is_system and region_code != by.region:
        return [NOT_YOUR_REGION]
    if stops := _state(entry, version):
        return stops
    if entry.scope == region_code:
        return [ALREADY_LOCAL]
    if entry.scope not in scopes_for(region_code):
        return [NOT_YOUR_REGION]
    return _evidence(evidence) + _days(start, end) + ([OVERLAP] if overlaps else [])


VERBS = {
    "confirm": _("Pastikan"),
    "correct": _("Betulkan"),
    "supersede": _("Gantikan"),
    "localise": _("Buat ketentuan daerah"),
}


def refusals_to_begin(verb: str, entry: Facts, *, by: Actor, has_local: bool = False) -> list[Refusal]:
    """Why the button is grey, before anything is typed."""
    version, evidence = entry.version, "-"
    if verb == "confirm":
        return refusals_to_confirm(entry, by=by, version=version, evidence=evidence)
    if verb == "localise":
        return refusals_to_localise(
            entry,
            by=by,
            region_code=by.region,
            version=version,
            evidence=evidence,
            start=entry.start,
            end=entry.end,
            overlaps=has_local,
        )
    return _rights(entry, by) or _state(entry, version)

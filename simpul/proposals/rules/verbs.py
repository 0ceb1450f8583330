"""Why a verb of writing, sending and receiving is closed to somebody now. Each function answers one verb; an empty list means yes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.refusals import Refusal

from .facts import Facts, Placed
from .states import DRAFT, INCOMING, PROPOSAL, RECEIVED, SCREENING, STATES

MOST_ITEMS, MOST_DOCUMENTS, LONGEST_MONTHS = 60, 60, 600
ANSWER = "answer"  # the kind under which a partner's scanned answer lies among the documents

FORBIDDEN = Refusal(
    "proposal.not_permitted",
    _("Peran Anda tidak mencakup langkah ini. Minta petugas atau pimpinan yang berwenang melakukannya."),
    "forbidden",
)
NOT_YOUR_SIDE = Refusal(
    "proposal.not_your_side",
    _("Langkah ini milik pihak lain. Hanya orang dari lembaga pihak itu yang dapat melakukannya."),
    "forbidden",
)
STALE = Refusal(
    "proposal.stale",
    _("Usulan sudah berubah sejak halaman ini dibuka. Muat ulang, baca perubahannya, lalu ulangi bila masih perlu."),
    "state",
)


def permission(actor: Actor, *permissions: str) -> list[Refusal]:
    return [] if any(actor.may(p) for p in permissions) else [FORBIDDEN]


def stage(verb: str, facts: Facts) -> list[Refusal]:
    """The table of moves knows the step from where the proposal stands."""
    if PROPOSAL.allows(verb, facts.state):
        return []
    text = _("Usulan ini sedang «%(state)s»; langkah itu tidak berlaku pada keadaan ini. Muat ulang halaman.")
    return [Refusal("proposal.wrong_state", text % {"state": STATES[facts.state]})]


def current(facts: Facts, version: int | None) -> list[Refusal]:
    return [] if version is None or version == facts.version else [STALE]


def reason_given(text: str, field: str = "reason") -> list[Refusal]:
    if text.strip():
        return []
    return [Refusal("proposal.reason_missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", field)]


def inside_region(actor: Actor, facts: Facts) -> list[Refusal]:
    """Only people who speak for the region itself: its cooperation officers reach the whole institution."""
    return [] if actor.speaks_for({facts.region_id}) else [NOT_YOUR_SIDE]


def writes_for(actor: Actor, facts: Facts) -> bool:
    """Who holds the pen; and of an incoming letter the partner itself, also where the region wrote it down from paper."""
    return actor.speaks_for(facts.pen_ids) or (facts.incoming and actor.speaks_for(facts.partner_ids))


# ------------------------------------------------------------------ drafting


@dataclasses.dataclass(frozen=True)
class Sides:
    """Who is about to write to whom: ids with ancestors, the institution each belongs to, and what the region is."""

    direction: str
    pen_ids: frozenset[int]
    pen_institution: int | None
    region_id: int
    region_kind: str
    region_code: str
    region_ended: bool
    partner_institution: int | None
    partner_ended: bool
    initiator_institution: int | None = None


def refusals_to_draft(actor: Actor, sides: Sides) -> list[Refusal]:
    """An offer is addressed to a region by its partner, or begun inside the region by one of its units."""
    found = permission(actor, "proposal.write")
    if not actor.speaks_for(sides.pen_ids):
        found.append(NOT_YOUR_SIDE)
    return found + refusals_to_address(sides) + _refusals_to_hold_the_pen(actor, sides)


def refusals_to_address(sides: Sides) -> list[Refusal]:
    """The right region, and a partner outside it."""
    found = []
    text: Any
    if sides.region_kind != "pemda" or not sides.region_code:
        text = _(
            "Alamat usulan bukan pemerintah daerah yang wilayahnya tercatat. Pilih provinsi, kabupaten, atau kota; perangkat daerah dan desa tidak menerima penawaran sendiri."
        )
        found.append(Refusal("address.not_a_region", text, "value", "region"))
    if sides.region_ended:
        text = _("Pemerintah daerah ini sudah berakhir. Alamatkan usulan kepada daerah penggantinya.")
        found.append(Refusal("address.region_ended", text, "value", "region"))
    if sides.partner_institution == sides.region_id:
        text = _("Mitra adalah bagian dari pemerintah daerah itu sendiri. Pilih lembaga di luar pemerintah daerah.")
        found.append(Refusal("address.own_unit", text, "value", "partner"))
    if sides.partner_ended:
        text = _("Lembaga mitra ini sudah berakhir. Pilih lembaga penggantinya.")
        found.append(Refusal("address.partner_ended", text, "value", "partner"))
    if sides.initiator_institution not in (None, sides.region_id):
        text = _("Perangkat daerah yang dipilih bukan bagian dari pemerintah daerah ini. Pilih unit dari daerah itu.")
        found.append(Refusal("address.initiator_elsewhere", text, "value", "initiator"))
    return found


def _refusals_to_hold_the_pen(actor: Actor, sides: Sides) -> list[Refusal]:
    own = sides.pen_institution == sides.region_id
    if sides.direction != INCOMING:
        if own:
            return []
        text = _("Prakarsa daerah hanya ditulis di dalam pemerintah daerah itu. Kirim penawaran sebagai mitra.")
        return [Refusal("pen.outside_region", text, "value", "direction")]
    if own and not actor.may("proposal.register"):
        text = _(
            "Penawaran mitra dialamatkan kepada kepala daerah dan dicatat Bagian Kerja Sama. Perangkat daerah memulai sebagai prakarsa daerah, atau meneruskan suratnya kepada Bagian Kerja Sama."
        )
        return [Refusal("pen.not_registrar", text, "forbidden")]
    if not own and sides.pen_institution != sides.partner_institution:
        text = _("Penulis penawaran bukan bagian dari lembaga mitra. Tulis atas nama lembaga Anda sendiri.")
        return [Refusal("pen.not_partner", text, "value", "partner")]
    return []


def refusals_to_fill(
    *,
    months: int | None,
    kind: str,
    kinds: Collection[str],
    regimes: Collection[str],
    known_regimes: Collection[str],
    letter_date: dt.date | None,
    amount: Decimal | None,
    today: dt.date,
    under_kind: str = "",
) -> list[Refusal]:
    """What the letter says of itself."""
    found = []
    if kind and kind not in kinds:
        text = _("Jenis naskah ini tidak dikenal. Pilih dari daftar, atau kosongkan bila belum tahu.")
        found.append(Refusal("fill.kind", text, "value", "wanted_kind"))
    if months is not None and not 1 <= months <= LONGEST_MONTHS:
        text = _("Jangka waktu di luar kewajaran. Isi bulan antara 1 dan 600, atau kosongkan bila belum tahu.")
        found.append(Refusal("fill.months", text, "value", "months"))
    if not set(regimes) <= set(known_regimes):
        text = _("Salah satu rezim yang dipilih tidak dikenal. Pilih dari daftar.")
        found.append(Refusal("fill.regimes", text, "value", "regimes"))
    if letter_date and letter_date > today:
        text = _("Tanggal surat ada di masa depan. Periksa tanggal pada suratnya.")
        found.append(Refusal("letter.future", text, "value", "letter_date"))
    if amount is not None and amount < 0:
        text = _("Jumlah APBD tidak dapat kurang dari nol. Isi jumlah rupiah, atau kosongkan bila belum tahu.")
        found.append(Refusal("fill.amount", text, "value", "apbd_amount"))
    if under_kind not in ("", "agreement"):
        text = _("Naskah payung yang dipilih bukan naskah kerja sama. Pilih dari daftar naskah Anda.")
        found.append(Refusal("fill.under", text, "value", "under"))
    return found


def refusals_by_twin(code: str | None, *, field: str) -> list[Refusal]:
    """The same letter came before; its code is named only to whoever may see it (`code` is empty otherwise), None: no twin."""
    text: Any
    if code is None:
        return []
    if code:
        text = _("Surat ini sudah tercatat pada usulan %(code)s. Buka usulan itu; jangan dicatat dua kali.") % {
            "code": code
        }
    else:
        text = _(
            "Surat ini sudah tercatat pada usulan lain di daerah ini. Periksa berkas, nomor, dan tanggal suratnya, atau tanyakan kepada Bagian Kerja Sama."
        )
    return [Refusal("letter.twice", text, "state", field)]


def refusals_to_revise(facts: Facts, actor: Actor, *, version: int | None = None) -> list[Refusal]:
    found = permission(actor, "proposal.write") + stage("revise", facts) + current(facts, version)
    return found if writes_for(actor, facts) else [*found, NOT_YOUR_SIDE]


# ------------------------------------------------------------------ items and documents


@dataclasses.dataclass(frozen=True)
class ItemFacts:
    """An item as it is about to be kept. `place` is the dotted code, None when what was typed has no such shape."""

    activity: str
    affair: str
    place: str | None
    typed_place: str
    place_known: bool  # the table of regions has it, or has not even the addressed region
    post_level: str
    region_code: str
    region_name: str
    programme_institution: int | None = None
    programme_retired: bool = False


def refusals_to_item(item: ItemFacts, *, affairs: Collection[str], region_id: int) -> list[Refusal]:
    found = refusals_to_place(item)
    text: Any
    if item.affair not in affairs:
        text = _("Sub-urusan belum dipilih atau tidak dikenal. Pilih dari daftar urusan.")
        found.append(Refusal("item.affair", text, "value", "affair"))
    if item.activity == "assessment" and not item.post_level:
        text = _("Penilaian kompetensi memerlukan jenjang jabatan yang dinilai. Pilih jenjangnya.")
        found.append(Refusal("item.post_level", text, "value", "post_level"))
    return found + refusals_to_link(item.programme_institution, retired=item.programme_retired, region_id=region_id)


def refusals_to_place(item: ItemFacts) -> list[Refusal]:
    """Every item lies somewhere inside the region that is asked."""
    where = {"place": item.typed_place, "region": item.region_name}
    text: Any
    if not item.typed_place:
        text = _(
            "Tempat kegiatan belum diisi. Pilih desa, kecamatan, atau seluruh wilayah daerah; isian lain tersimpan."
        )
        return [Refusal("item.place_missing", text, "value", "region_code")]
    if item.place is None:
        text = _("«%(place)s» bukan kode wilayah. Cari tempatnya menurut nama, lalu pilih dari daftar.") % where
        return [Refusal("item.place_unreadable", text, "value", "region_code")]
    if item.place != item.region_code and not item.place.startswith(f"{item.region_code}."):
        text = _(
            "Tempat %(place)s berada di luar %(region)s. Pilih tempat di dalam daerah itu, atau alamatkan usulan kepada pemerintah daerah yang membawahi tempat tersebut."
        )
        return [Refusal("item.place_outside", text % where, "value", "region_code")]
    if not item.place_known:
        text = _("Wilayah %(place)s tidak ada pada hari ini. Mungkin berganti kode; cari lagi menurut namanya.") % where
        return [Refusal("item.place_unknown", text, "value", "region_code")]
    return []


def refusals_to_link(institution_id: int | None, *, retired: bool, region_id: int) -> list[Refusal]:
    """A programme of the plans of the very region that is asked."""
    if institution_id is None:
        return []
    if institution_id != region_id:
        text = _("Program ini milik daerah lain. Pilih program dari rencana daerah yang dituju.")
        return [Refusal("programme.elsewhere", text, "value", "programme")]
    if retired:
        text = _("Program ini sudah tidak dipakai. Pilih program lain dari rencana daerah.")
        return [Refusal("programme.retired", text, "value", "programme")]
    return []


def refusals_to_add_item(facts: Facts, actor: Actor) -> list[Refusal]:
    found = refusals_to_revise(facts, actor)
    if facts.items >= MOST_ITEMS:
        text = _("Satu usulan memuat paling banyak %(most)s kegiatan. Gabungkan yang serupa, atau buat usulan kedua.")
        found.append(Refusal("item.too_many", text % {"most": MOST_ITEMS}))
    return found


def refusals_to_change_item(facts: Facts, actor: Actor, *, dropped: bool) -> list[Refusal]:
    """An item that somebody took out stays as it was, for everybody to read."""
    found = refusals_to_revise(facts, actor)
    return [*found, _DROPPED] if dropped else found


_DROPPED = Refusal(
    "item.dropped",
    _("Kegiatan ini sudah dikeluarkan dari usulan. Tambahkan sebagai kegiatan baru bila masih diminta."),
)


def refusals_to_enclose(facts: Facts, actor: Actor, *, kind: str, kinds: Collection[str], count: int) -> list[Refusal]:
    """The side that writes, while it writes; and who registers, for what came on paper or is made by the region itself."""
    registers = facts.state in (RECEIVED, SCREENING) and actor.may("proposal.register")
    found = inside_region(actor, facts) if registers else refusals_to_revise(facts, actor)
    if kind not in kinds:
        text = _("Jenis dokumen ini tidak dikenal. Pilih dari daftar.")
        found.append(Refusal("enclose.kind", text, "value", "kind"))
    if count >= MOST_DOCUMENTS:
        text = _("Satu usulan memuat paling banyak %(most)s berkas. Keluarkan berkas yang tidak perlu lebih dahulu.")
        found.append(Refusal("enclose.too_many", text % {"most": MOST_DOCUMENTS}))
    return found


def refusals_to_remove_enclosed(facts: Facts, actor: Actor, *, placed: Placed) -> list[Refusal]:
    """The side that writes, while it writes, what it put there itself. Who registers takes back only the own mistakes."""
    own = placed.by_key == actor.key
    if facts.state in (RECEIVED, SCREENING) and actor.may("proposal.register"):
        found = inside_region(actor, facts)
        return found if own else [*found, _THEIRS]
    found = refusals_to_revise(facts, actor)
    return found if own or actor.speaks_for(placed.ids) else [*found, _THEIRS]


_THEIRS = Refusal(
    "enclose.theirs",
    _("Dokumen ini dilampirkan orang lain, jadi tetap tersimpan. Minta pengirim melengkapi bila isinya keliru."),
    "forbidden",
)


def refusals_to_send(
    facts: Facts,
    actor: Actor,
    *,
    pen_in_region: bool,
    received_on: dt.date | None = None,
    letter_date: dt.date | None = None,
    today: dt.date | None = None,
    version: int | None = None,
) -> list[Refusal]:
    """A letter on paper has come as it is, also when it says too little; who writes here says at least one thing it wants."""
    found = permission(actor, "proposal.write") + stage("send", facts) + current(facts, version)
    if not actor.speaks_for(facts.pen_ids):
        found.append(NOT_YOUR_SIDE)
    if not facts.items and not (facts.incoming and pen_in_region):
        text = _("Usulan belum memuat kegiatan. Tambahkan sekurang-kurangnya satu kegiatan dengan tempatnya.")
        found.append(Refusal("send.no_items", text, "value"))
    return found + refusals_to_date(received_on, letter_date=letter_date, today=today)


def refusals_to_date(
    received_on: dt.date | None, *, letter_date: dt.date | None, today: dt.date | None
) -> list[Refusal]:
    """A letter comes after it was written and not later than today."""
    if received_on and today and received_on > today:
        text = _("Tanggal penerimaan ada di masa depan. Isi tanggal surat benar-benar diterima.")
        return [Refusal("received.future", text, "value", "received_on")]
    if received_on and letter_date and received_on < letter_date:
        text = _("Tanggal penerimaan mendahului tanggal surat. Periksa kedua tanggal.")
        return [Refusal("received.before_letter", text, "value", "received_on")]
    return []


def refusals_to_withdraw(
    facts: Facts, actor: Actor, *, reason: str = "-", behalf: Behalf | None = None
) -> list[Refusal]:
    """Who wrote it. A partner's letter that has come in is the partner's to take back, also where the region wrote it down."""
    found = permission(actor, "proposal.write") + stage("withdraw", facts)
    if not writes_for(actor, facts):
        found.append(NOT_YOUR_SIDE)
    else:
        found += _with_letter(behalf, own=not is_partners(facts) or actor.speaks_for(facts.partner_ids))
    return found + reason_given(reason)


def is_partners(facts: Facts) -> bool:
    """It came from the partner and lies with the region."""
    return facts.incoming and facts.state != DRAFT


def _with_letter(behalf: Behalf | None, *, own: bool) -> list[Refusal]:
    """Who speaks for the partner says for whom, and shows the letter."""
    found: list[Refusal] = []
    text: Any
    if not own and behalf is None:
        text = _("Jawaban ini milik mitra. Catat atas nama siapa, kapan, dan lampirkan suratnya.")
        found.append(Refusal("behalf.missing", text, "value", "behalf_name"))
    if behalf is not None and behalf.letter is None:
        text = _("Pencatatan atas nama memerlukan surat yang dipindai. Lampirkan berkasnya.")
        found.append(Refusal("behalf.letter_missing", text, "value", "letter"))
    return found


def refusals_to_open_batch(actor: Actor, *, region_id: int, kind: str, state: str, count: int) -> list[Refusal]:
    """Many letters at once, at a ceremony, by the office that registers letters."""
    found = permission(actor, "proposal.register")
    if not actor.speaks_for({region_id}):
        found.append(NOT_YOUR_SIDE)
    if kind != "signing" or state == "cancelled":
        text = _("Banyak perkara sekaligus hanya dibuka dari upacara penandatanganan yang tidak dibatalkan.")
        found.append(Refusal("batch.not_a_ceremony", text))
    if not count:
        text = _("Daftar belum memuat baris. Isi satu baris untuk tiap perkara.")
        found.append(Refusal("batch.empty", text, "value", "list"))
    return found


# ------------------------------------------------------------------ receiving


def refusals_to_register(
    facts: Facts,
    actor: Actor,
    *,
    received_on: dt.date | None = None,
    letter_date: dt.date | None = None,
    today: dt.date | None = None,
    version: int | None = None,
) -> list[Refusal]:
    found = permission(actor, "proposal.register") + inside_region(actor, facts)
    found += stage("register", facts) + current(facts, version)
    if not facts.items:
        text = _("Usulan ini belum memuat kegiatan, jadi belum dapat ditelaah. Minta pengirim melengkapinya.")
        found.append(Refusal("register.no_items", text))
    return found + refusals_to_date(received_on, letter_date=letter_date, today=today)


def refusals_to_ask_completion(
    facts: Facts, actor: Actor, *, text: str = "-", version: int | None = None
) -> list[Refusal]:
    found = permission(actor, "proposal.register") + inside_region(actor, facts)
    found += stage("ask_completion", facts) + current(facts, version)
    if not text.strip():
        why = _("Tulis apa yang perlu dilengkapi, supaya pengirim tahu apa yang diminta.")
        found.append(Refusal("completion.text_missing", why, "value", "text"))
    return found


def refusals_to_complete(facts: Facts, actor: Actor, *, version: int | None = None) -> list[Refusal]:
    found = permission(actor, "proposal.write") + stage("complete", facts) + current(facts, version)
    if not writes_for(actor, facts):
        found.append(NOT_YOUR_SIDE)
    if not facts.items:
        text = _("Usulan masih tanpa kegiatan. Tambahkan sekurang-kurangnya satu kegiatan dengan tempatnya.")
        found.append(Refusal("complete.no_items", text, "value"))
    return found


def refusals_to_tend(facts: Facts, actor: Actor) -> list[Refusal]:
    """While the region works on it: taking an item out, linking it to a plan."""
    found = permission(actor, "proposal.register") + inside_region(actor, facts)
    return found + ([] if facts.state in (RECEIVED, SCREENING) else stage("register", facts))


def refusals_to_drop_item(facts: Facts, actor: Actor, *, dropped: bool = False, reason: str = "-") -> list[Refusal]:
    found = refusals_to_tend(facts, actor)
    if dropped:
        found.append(_DROPPED)
    elif facts.items <= 1:
        text = _("Ini kegiatan terakhir dalam usulan. Mintakan keputusan menolak usulannya, bukan mengeluarkan isinya.")
        found.append(Refusal("item.last", text))
    return found + reason_given(reason)


def refusals_to_answer_offer(
    facts: Facts,
    actor: Actor,
    *,
    verb: str,
    behalf: Behalf | None = None,
    reason: str = "-",
    version: int | None = None,
) -> list[Refusal]:
    """The partner's own people; or, while it has none, those of the region that keeps it, with the letter that shows the answer."""
    found = permission(actor, "proposal.answer") + stage(verb, facts) + current(facts, version)
    own = actor.speaks_for(facts.partner_ids) or actor.speaks_for({facts.partner_institution})
    kept = facts.partner_kept_by is not None and facts.partner_kept_by == actor.institution_id
    if not own and not kept:
        found.append(NOT_YOUR_SIDE)
    return found + _with_letter(behalf, own=own or not kept) + reason_given(reason)

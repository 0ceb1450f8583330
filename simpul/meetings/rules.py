"""Kinds of meetings, their lifecycle, and why a verb is closed to somebody now. No database, no clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.lifecycle import Lifecycle, Move
from simpul.core.refusals import Refusal

KINDS = {
    "audiensi": _("Audiensi"),
    "visit": _("Kunjungan"),
    "return_visit": _("Kunjungan balasan"),
    "coordination": _("Rapat koordinasi"),
    "tkksd": _("Rapat TKKSD"),
    "signing": _("Upacara penandatanganan"),
}

# The convener prepares alone; the invited see it once invited, its minutes once they are sealed.
PREPARED, INVITED, HELD, SEALED, CANCELLED = "prepared", "invited", "held", "sealed", "cancelled"
STATES = {
    PREPARED: _("Disiapkan"),
    INVITED: _("Diundang"),
    HELD: _("Terlaksana"),
    SEALED: _("Risalah Disahkan"),
    CANCELLED: _("Dibatalkan"),
}
UNFINISHED = frozenset({PREPARED, INVITED, HELD})  # neither sealed nor called off
TONES = {PREPARED: "plain", INVITED: "wait", HELD: "wait", SEALED: "good", CANCELLED: "plain"}

MEETING = Lifecycle(
    "meeting",
    (
        Move("invite", (PREPARED,), (INVITED,), "meeting.write"),
        Move("hold", (PREPARED, INVITED), (HELD,), "meeting.write"),
        Move("seal", (HELD,), (SEALED,), "meeting.write"),
        Move("reopen", (SEALED,), (HELD,), "meeting.write"),
        Move("cancel", (PREPARED, INVITED), (CANCELLED,), "meeting.write"),
    ),
    STATES,
)

UNKNOWN, CAME, ABSENT = "unknown", "came", "absent"
ATTENDANCE = {UNKNOWN: _("Belum dicatat"), CAME: _("Hadir"), ABSENT: _("Tidak hadir")}

OPEN, DONE, DROPPED = "open", "done", "dropped"
FOLLOW_UP_STATES = {OPEN: _("Belum selesai"), DONE: _("Selesai"), DROPPED: _("Tidak dilanjutkan")}
FOLLOW_UP = Lifecycle(
    "follow_up",
    (
        Move("finish", (OPEN,), (DONE,), "followup.report"),
        Move("revise", (OPEN,), (OPEN,), "meeting.write"),
        Move("drop", (OPEN,), (DROPPED,), "meeting.write"),
        Move("reopen", (DONE, DROPPED), (OPEN,), "meeting.write"),
    ),
    FOLLOW_UP_STATES,
)

BEFORE = (PREPARED, INVITED)  # it has not taken place yet
WRITTEN = (PREPARED, INVITED, HELD)  # it may still be changed
STANDING = (PREPARED, INVITED, HELD, SEALED)  # it was not called off
LONGEST = 31  # days; who types the wrong month or year is told so


@dataclasses.dataclass(frozen=True)
class Facts:
    """A meeting as the rules see it. `present`: organisations on its list, with the convener; `sealed`: its minutes were once sealed."""

    state: str
    version: int
    convener_ids: frozenset[int]
    day: dt.date
    until: dt.date
    starts_at: dt.datetime
    invited: int = 0
    came: int = 0
    unmarked: int = 0
    minuted: bool = False
    present: frozenset[int] = frozenset()
    sealed: bool = False


@dataclasses.dataclass(frozen=True)
class FollowUpFacts:
    """`owner_ids`: whose people report it, with those who keep a partner without an account. `held` and `day`: of its meeting."""

    state: str
    version: int
    owner_ids: frozenset[int]
    convener_ids: frozenset[int]
    held: str
    day: dt.date


FORBIDDEN = Refusal(
    "meeting.not_permitted",
    _("Peran Anda tidak mencakup penyelenggaraan pertemuan. Minta petugas di unit Anda melakukannya."),
    "forbidden",
)
NOT_CONVENER = Refusal(
    "meeting.not_convener",
    _("Pertemuan ini diselenggarakan unit lain. Hanya petugas penyelenggara yang mengubahnya; hubungi mereka."),
    "forbidden",
)
STALE = Refusal(
    "meeting.stale",
    _(
        "Pertemuan ini sudah berubah sejak halaman dibuka. Ketikan Anda masih ada di bawah; bandingkan, lalu simpan lagi."
    ),
)
GONE = Refusal("meeting.row_gone", _("Baris ini sudah dihapus orang lain. Muat ulang halaman, lalu periksa."))
NO_CASE = Refusal(
    "link.unknown",
    _("Tidak ada perkara dengan kode itu yang dapat Anda lihat. Periksa kodenya pada halaman perkara."),
    "value",
    "code",
)
NOT_LINKED = Refusal("link.none", _("Pertemuan ini tidak tertaut pada perkara itu. Muat ulang halaman."))
NO_REASON = Refusal("reason.missing", _("Tulis alasannya, supaya pihak lain mengerti."), "value", "reason")


def refusals_to_begin(actor: Actor, convener_ids: Collection[int]) -> list[Refusal]:
    """Whoever could never change this meeting is told before filling in a form."""
    found = [] if actor.may("meeting.write") else [FORBIDDEN]
    return found if actor.speaks_for(set(convener_ids)) else [*found, NOT_CONVENER]


@dataclasses.dataclass(frozen=True)
class Span:
    """From when until when. `day` and `last`: its first and last day on the convener's wall; `end`: the day of `ends_at`, if that is known."""

    starts_at: dt.datetime
    ends_at: dt.datetime | None
    day: dt.date
    last: dt.date
    end: dt.date | None


def refusals_to_prepare(actor: Actor, convener_ids: Collection[int], *, ended: bool, span: Span) -> list[Refusal]:
    """Any unit convenes for itself; nobody convenes in the name of another."""
    found = [] if actor.may("meeting.write") else [FORBIDDEN]
    if not actor.speaks_for(set(convener_ids)):
        text = _("Anda tidak dapat menyelenggarakan pertemuan atas nama lembaga ini. Pilih unit Anda sendiri.")
        found.append(Refusal("meeting.convener_elsewhere", text, "forbidden", "convener"))
    if ended:
        text = _("Lembaga penyelenggara ini sudah berakhir. Pilih lembaga penggantinya.")
        found.append(Refusal("meeting.convener_ended", text, "value", "convener"))
    return found + _faults(span)


def _faults(span: Span) -> list[Refusal]:
    """What cannot be about days and hours; the days first, since an end follows from them."""
    if span.last < span.day:
        text = _("Hari terakhir mendahului hari pertama. Periksa keduanya.")
        return [Refusal("meeting.last_day_before", text, "value", "last_day")]
    if (span.last - span.day).days >= LONGEST:
        text = _(
            "Satu pertemuan paling lama %(days)s hari. Periksa bulan dan tahunnya, atau siapkan beberapa pertemuan."
        )
        return [Refusal("meeting.too_long", text % {"days": LONGEST}, "value", "last_day")]
    if span.ends_at is not None and span.ends_at < span.starts_at:
        text = _("Waktu selesai mendahului waktu mulai. Periksa keduanya.")
        return [Refusal("meeting.ends_before_start", text, "value", "ends_at")]
    if span.end not in (None, span.last):
        text = _("Waktu selesai jatuh pada hari lain daripada hari terakhir. Samakan keduanya.")
        return [Refusal("meeting.ends_another_day", text, "value", "ends_at")]
    return []


def refusals_to_change(
    facts: Facts, actor: Actor, states: Collection[str] = WRITTEN, *, version: int | None = None
) -> list[Refusal]:
    """The convener's side changes what the meeting's state still leaves open."""
    found = refusals_to_begin(actor, facts.convener_ids)
    if facts.state not in states:
        found.append(wrong_state(facts.state))
    return found if version in (None, facts.version) else [*found, STALE]


def wrong_state(state: str) -> Refusal:
    advice = {
        SEALED: _("Risalahnya sudah disahkan. Buka kembali risalah bila ada yang harus dibetulkan."),
        CANCELLED: _("Pertemuan ini sudah dibatalkan. Siapkan pertemuan baru bila tetap diperlukan."),
        HELD: _("Pertemuan ini sudah terlaksana; langkah itu hanya sebelum pertemuan."),
    }.get(state, _("Pertemuan ini belum terlaksana. Catat dahulu bahwa pertemuan sudah terlaksana."))
    return Refusal("meeting.wrong_state", advice)


def refusals_to_revise(facts: Facts, actor: Actor, *, span: Span, version: int | None = None) -> list[Refusal]:
    return refusals_to_change(facts, actor, version=version) + _faults(span)


def refusals_to_move(verb: str, facts: Facts, actor: Actor, *, reason: str = "-") -> list[Refusal]:
    """What every move of the lifecycle asks; those that end or undo something ask for the reason as well."""
    found = refusals_to_begin(actor, facts.convener_ids)
    if not MEETING.allows(verb, facts.state):
        found.append(wrong_state(facts.state))
    return found if reason.strip() else [*found, NO_REASON]


def refusals_to_invite(facts: Facts, actor: Actor, *, at: dt.datetime, today: dt.date) -> list[Refusal]:
    """While several days still go on, others may be asked to come."""
    found = refusals_to_move("invite", facts, actor)
    if not facts.invited:
        text = _("Daftar undangan masih kosong. Tambahkan lembaga atau jabatan yang diundang lebih dahulu.")
        found.append(Refusal("invite.nobody", text))
    if facts.starts_at <= at and not facts.day < facts.until >= today:
        text = _("Waktu pertemuan ini sudah lewat. Betulkan waktunya, atau catat sebagai terlaksana.")
        found.append(Refusal("invite.past", text))
    return found


def refusals_to_hold(facts: Facts, actor: Actor, *, today: dt.date) -> list[Refusal]:
    """A meeting has taken place once its (last) day has come."""
    found = refusals_to_move("hold", facts, actor)
    if today < facts.until:
        text = (
            _("Hari terakhirnya belum tiba. Catat sebagai terlaksana pada hari itu, atau betulkan waktunya.")
            if facts.day < facts.until
            else _("Harinya belum tiba. Catat sebagai terlaksana pada hari pertemuan, atau betulkan waktunya.")
        )
        found.append(Refusal("hold.early", text))
    return found


def refusals_to_seal(facts: Facts, actor: Actor) -> list[Refusal]:
    """Minutes are sealed when they say who came and what was said."""
    found = refusals_to_move("seal", facts, actor)
    if not facts.minuted:
        text = _("Risalah masih kosong. Tulis pembahasan sedikitnya satu pokok, atau ringkasannya.")
        found.append(Refusal("seal.empty", text))
    if facts.unmarked:
        text = _("Kehadiran belum lengkap. Catat siapa yang hadir dan siapa yang tidak.")
        found.append(Refusal("seal.unmarked", text))
    elif not facts.came:
        text = _("Belum ada yang tercatat hadir. Catat kehadiran, atau batalkan pertemuan.")
        found.append(Refusal("seal.nobody_came", text))
    return found


def refusals_to_attend(
    facts: Facts, actor: Actor, *, invited: bool, came: str, none: bool, ended: bool, post_elsewhere: bool
) -> list[Refusal]:
    """Who is invited stands on the list before; who came unasked is added after."""
    found = refusals_to_change(facts, actor)
    if none:
        text = _("Belum ada yang dipilih. Centang lembaga atau jabatan yang akan ditambahkan.")
        found.append(Refusal("attendance.nobody", text, "value", "guests"))
    if facts.state in BEFORE and (not invited or came != UNKNOWN):
        text = _("Kehadiran dicatat setelah pertemuan terlaksana. Sebelumnya, tambahkan sebagai undangan.")
        found.append(Refusal("attendance.not_yet", text))
    if ended:
        text = _("Lembaga atau jabatan ini sudah berakhir. Pilih penggantinya.")
        found.append(Refusal("attendance.ended", text, "value", "guests"))
    if post_elsewhere:
        text = _("Jabatan ini milik lembaga lain. Pilih jabatan pada lembaga yang sama.")
        found.append(Refusal("attendance.post_elsewhere", text, "value", "guests"))
    return found


def refusals_to_write_topic(
    facts: Facts,
    actor: Actor,
    *,
    outside: bool,
    raised_by: int | None,
    minutes: str,
    outcome: str,
    version: int | None = None,
) -> list[Refusal]:
    """The agenda is set before; what was said, and what was asked outside the agenda, is written after."""
    found = refusals_to_change(facts, actor, version=version)
    if facts.state in BEFORE and (outside or minutes.strip() or outcome.strip()):
        text = _("Risalah ditulis setelah pertemuan terlaksana. Catat dahulu bahwa pertemuan sudah terlaksana.")
        found.append(Refusal("topic.not_yet", text))
    if raised_by is not None and raised_by not in facts.present:
        text = _("Yang menyampaikan tidak ada dalam daftar hadir. Tambahkan lembaganya, atau pilih yang lain.")
        found.append(Refusal("topic.raised_by_absent", text, "value", "raised_by"))
    return found


def refusals_to_promise(facts: Facts, actor: Actor, *, due: dt.date, ended: bool) -> list[Refusal]:
    """A follow-up comes out of a meeting that took place, has an owner that exists and a day that lies after it."""
    return refusals_to_change(facts, actor, (HELD,)) + _promise(due, facts.day, ended)


def _promise(due: dt.date, day: dt.date, ended: bool) -> list[Refusal]:
    found = []
    if due < day:
        text = _("Tenggat mendahului hari pertemuan. Periksa tanggalnya.")
        found.append(Refusal("follow_up.due_before", text, "value", "due"))
    if ended:
        text = _("Lembaga penanggung jawab ini sudah berakhir. Pilih penggantinya.")
        found.append(Refusal("follow_up.owner_ended", text, "value", "owner"))
    return found


def _follow_up(verb: str, facts: FollowUpFacts, version: int | None) -> list[Refusal]:
    found = []
    if not FOLLOW_UP.allows(verb, facts.state):
        text = _("Tindak lanjut ini sudah «%(state)s»; langkah itu tidak berlaku lagi.")
        found.append(Refusal("follow_up.wrong_state", text % {"state": FOLLOW_UP_STATES[facts.state]}))
    if version not in (None, facts.version):
        text = (
            _(
                "Tindak lanjut ini sudah berubah sejak halaman dibuka. Ketikan Anda masih ada di bawah; bandingkan, lalu simpan lagi."
            )
            if verb == "revise"
            else _("Tindak lanjut ini sudah berubah sejak halaman dibuka. Muat ulang, lalu putuskan.")
        )
        found.append(Refusal("follow_up.stale", text))
    return found


def refusals_to_revise_follow_up(
    facts: FollowUpFacts,
    actor: Actor,
    *,
    due: dt.date | None = None,
    ended: bool = False,
    version: int | None = None,
) -> list[Refusal]:
    """The convener corrects what was agreed, while it is open and the minutes that tell it are."""
    found = refusals_to_begin(actor, facts.convener_ids)
    if facts.held != HELD:
        found.append(wrong_state(facts.held))
    return found + _follow_up("revise", facts, version) + _promise(due or facts.day, facts.day, ended)


def refusals_to_finish(
    facts: FollowUpFacts, actor: Actor, *, result: str = "-", version: int | None = None
) -> list[Refusal]:
    """Its owner's people say what came of it."""
    found = []
    if not actor.may("followup.report"):
        text = _("Peran Anda tidak mencakup pelaporan tindak lanjut. Minta petugas di unit Anda melaporkannya.")
        found.append(Refusal("follow_up.not_permitted", text, "forbidden"))
    if not actor.speaks_for(facts.owner_ids):
        text = _("Tindak lanjut ini milik lembaga lain. Hanya orang dari lembaga itu yang melaporkannya.")
        found.append(Refusal("follow_up.not_owner", text, "forbidden"))
    found += _follow_up("finish", facts, version)
    if not result.strip():
        text = _("Tulis hasilnya: apa yang sudah dikerjakan, sehingga orang lain dapat melihatnya.")
        found.append(Refusal("follow_up.result_missing", text, "value", "result"))
    return found


def refusals_to_judge(
    verb: str, facts: FollowUpFacts, actor: Actor, *, reason: str = "-", version: int | None = None
) -> list[Refusal]:
    """The convener drops what is no longer needed and asks again for what was not done well, with the reason."""
    found = refusals_to_begin(actor, facts.convener_ids) + _follow_up(verb, facts, version)
    return found if reason.strip() else [*found, NO_REASON]


def refusals_to_enclose(facts: Facts, actor: Actor, *, is_photo: bool, is_picture: bool) -> list[Refusal]:
    """Photos and papers may be added also after the minutes are sealed: they are no part of them."""
    found = refusals_to_change(facts, actor, STANDING)
    if is_photo and not is_picture:
        text = _("Berkas ini bukan gambar, jadi tidak dapat menjadi foto kegiatan. Lampirkan sebagai berkas biasa.")
        found.append(Refusal("enclosure.not_picture", text, "value", "file"))
    return found


DUE = (30, 7, 0)  # days before a follow-up falls due


def due(day: dt.date, today: dt.date, *, since: dt.date) -> int | None:
    """30, 7 or 0 days before; -1 once it is late. The nearest threshold only, and none that passed before the record existed."""
    if today > day:
        return -1 if day >= since else None
    reached = [s for s in DUE if (day - today).days <= s and day - dt.timedelta(days=s) >= since]
    return min(reached) if reached else None

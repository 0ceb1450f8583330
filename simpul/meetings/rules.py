"""Kinds of meetings, their lifecycle, and why a verb is closed to somebody now. No database, no clock."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from simpul.core.lifecycle import Lifecycle, Move

KINDS = {
    "audiensi": _("Audiensi"),
    "visit": _("Kunjungan"),
    "return_visit": _("Kunjungan balasan"),
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
        Move("drop", (OPEN,), (DROPPED,), "meeting.write"),
        Move("reopen", (DONE, DROPPED), (OPEN,), "meeting.write"),
    ),
    FOLLOW_UP_STATES,
)

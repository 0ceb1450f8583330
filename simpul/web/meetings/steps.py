"""What the page of a meeting offers: to its convener every step, a closed one grey with the rule's reason; to all what they owe."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.meetings import rules
from simpul.meetings.models import Meeting
from simpul.web.agreements.steps import Step


def steps_for(meeting: Meeting, actor: Actor, *, at: dt.datetime) -> list[Step]:
    """In the order a person would take them; the first open one that moves the meeting on is the main action."""
    facts, owed = meeting.facts(), _owed(meeting, actor)
    found: list[Step] = []
    if not rules.refusals_to_begin(actor, facts.convener_ids):
        found = {
            rules.PREPARED: _before,
            rules.INVITED: _before,
            rules.HELD: _after,
            rules.SEALED: _sealed,
        }.get(meeting.state, _none)(meeting, facts, actor, at)
    found = [*owed, *found] if meeting.state == rules.SEALED else [*found, *owed]
    first = next((s for s in found if s.open and not s.aside), None)
    return [dataclasses.replace(s, main=s is first) for s in found]


def _owed(meeting: Meeting, actor: Actor) -> list[Step]:
    """The reader's own open follow-ups, since the first sealing, the most pressing first."""
    if meeting.sealed_at is None:
        return []
    rows = [row for row in meeting.follow_ups.all() if not rules.refusals_to_finish(row.facts(), actor)]
    return [
        Step(
            _("Laporkan selesai: %(text)s") % {"text": Truncator(row.text).chars(80)},
            reverse("follow_up", args=[meeting.code, row.number]),
        )
        for row in sorted(rows, key=lambda row: (row.due, row.number))
    ]


def _at(meeting: Meeting, verb: str) -> str:
    return reverse(f"meeting_{verb}", args=[meeting.code])


def _one_tap(meeting: Meeting, word: str, verb: str, refusals: Any) -> Step:
    return Step(word, _at(meeting, verb), refusals, post={"ya": "1"} if not refusals else None)


def _before(meeting: Meeting, facts: rules.Facts, actor: Actor, at: dt.datetime) -> list[Step]:
    today = local_day(at, meeting.convener.zone)
    hold, invite = (
        rules.refusals_to_hold(facts, actor, today=today),
        rules.refusals_to_invite(facts, actor, at=at, today=today),
    )
    steps = []
    if not facts.invited:
        steps.append(Step(_("Susun daftar undangan"), _at(meeting, "guests")))
    if not hold:
        steps.append(_one_tap(meeting, _("Catat sudah terlaksana"), "hold", hold))
    if meeting.state == rules.PREPARED:
        steps.append(_one_tap(meeting, _("Kirim undangan"), "invite", invite))
    if facts.invited:
        steps.append(Step(_("Tambah undangan"), _at(meeting, "guests"), aside=True))
    steps.append(Step(_("Tambah pokok bahasan"), _at(meeting, "topic"), aside=True))
    if hold:
        steps.append(Step(_("Catat sudah terlaksana"), _at(meeting, "hold"), hold))
    steps.append(Step(_("Ubah pertemuan"), _at(meeting, "revise"), aside=True))
    steps.append(Step(_("Batalkan pertemuan"), _at(meeting, "cancel"), aside=True))
    return steps


def _after(meeting: Meeting, facts: rules.Facts, actor: Actor, at: dt.datetime) -> list[Step]:
    seal = rules.refusals_to_seal(facts, actor)
    write = Step(_("Tulis risalah"), _at(meeting, "minutes"), aside=not seal)
    return [
        *([_one_tap(meeting, _("Sahkan risalah"), "seal", seal)] if not seal else []),
        write,
        *([Step(_("Sahkan risalah"), _at(meeting, "seal"), seal)] if seal else []),
        Step(_("Tambah yang hadir"), _at(meeting, "guests"), aside=True),
        Step(_("Catat permintaan di luar agenda"), _at(meeting, "request"), aside=True),
        Step(_("Tambah tindak lanjut"), _at(meeting, "follow_up"), aside=True),
        Step(_("Lampirkan foto atau berkas"), _at(meeting, "enclose"), aside=True),
        Step(_("Ubah pertemuan"), _at(meeting, "revise"), aside=True),
    ]


def _sealed(meeting: Meeting, facts: rules.Facts, actor: Actor, at: dt.datetime) -> list[Step]:
    return [
        Step(_("Lampirkan foto atau berkas"), _at(meeting, "enclose"), aside=True),
        Step(_("Buka kembali risalah"), _at(meeting, "reopen"), aside=True),
    ]


def _none(meeting: Meeting, facts: rules.Facts, actor: Actor, at: dt.datetime) -> list[Step]:
    return []

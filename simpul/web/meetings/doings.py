"""The pages that do one thing to a meeting, as a table: title, form, call. `views.do` serves them all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.refusals import Refused
from simpul.documents.rules import JPEG, PNG
from simpul.meetings import actions, rules
from simpul.meetings.models import FollowUp, Meeting
from simpul.web.doing import Asked
from simpul.web.forms import EmptyForm, Form

from . import forms
from .cases import chain_of


@dataclasses.dataclass(frozen=True)
class Ask(Asked):
    """On which meeting."""

    meeting: Meeting


@dataclasses.dataclass(frozen=True)
class Doing:
    """`states`: where the page may be opened at all; elsewhere the reason is shown in its place."""

    path: str
    title: Any
    submit: Any
    said: Any
    form: Callable[..., Form]
    call: Callable[[Ask], Any]
    states: Collection[str]
    intro: Any = ""
    of_meeting: bool = False  # its form asks what the meeting holds


def _request(ask: Ask) -> Any:
    return actions.add_topic(ask.meeting, outside=True, by=ask.by, at=ask.at, **ask.values)


def _enclose(ask: Ask) -> Any:
    file, upload = ask.file("file", "attachment"), ask.values["file"]
    assert file is not None
    return actions.enclose(
        ask.meeting, file=file, name=upload.name, caption=ask.values["caption"], is_photo=file.media_type in (JPEG, PNG),
        by=ask.by, at=ask.at,
    )  # fmt: skip


def _link(ask: Ask) -> Any:
    chain = chain_of(ask.values["code"], ask.by)
    if chain is None:
        raise Refused([rules.NO_CASE])
    return actions.link(ask.meeting, chain=chain, by=ask.by, at=ask.at)


DOINGS: dict[str, Doing] = {
    "invite": Doing(
        "undang", _("Kirim undangan"), _("Kirim undangan"), _("Undangan terkirim; yang diundang diberi tahu."), EmptyForm,
        lambda a: actions.invite(a.meeting, by=a.by, at=a.at), (rules.PREPARED,),
        _("Yang ada dalam daftar diberi tahu satu kali dan mulai melihat pertemuan ini beserta agendanya."),
    ),
    "hold": Doing(
        "terlaksana", _("Catat sudah terlaksana"), _("Catat terlaksana"), _("Pertemuan tercatat terlaksana; risalahnya dapat ditulis."),
        EmptyForm, lambda a: actions.hold(a.meeting, by=a.by, at=a.at), rules.BEFORE,
    ),
    "seal": Doing(
        "sahkan", _("Sahkan risalah"), _("Sahkan risalah"), _("Risalah disahkan; yang terlibat diberi tahu."), EmptyForm,
        lambda a: actions.seal(a.meeting, by=a.by, at=a.at), (rules.HELD,),
        _("Sesudah disahkan, semua yang diundang, yang hadir, dan penanggung jawab tindak lanjut membaca risalah ini."),
    ),
    "reopen": Doing(
        "buka-risalah", _("Buka kembali risalah"), _("Buka kembali"), _("Risalah dibuka untuk dibetulkan."), forms.ReasonForm,
        lambda a: actions.reopen(a.meeting, reason=a.values["reason"], by=a.by, at=a.at), (rules.SEALED,),
        _("Alasannya tercatat. Yang sudah dapat membaca risalah tetap dapat membacanya."),
    ),
    "cancel": Doing(
        "batalkan", _("Batalkan pertemuan"), _("Batalkan pertemuan"), _("Pertemuan dibatalkan; yang diundang diberi tahu."), forms.ReasonForm,
        lambda a: actions.cancel(a.meeting, reason=a.values["reason"], by=a.by, at=a.at), rules.BEFORE,
    ),
    "topic": Doing(
        "agenda", _("Tambah pokok bahasan"), _("Tambahkan"), _("Pokok bahasan ditambahkan."), forms.TopicForm,
        lambda a: actions.add_topic(a.meeting, by=a.by, at=a.at, **a.values), rules.WRITTEN, of_meeting=True,
    ),
    "request": Doing(
        "permintaan", _("Catat permintaan di luar agenda"), _("Catat permintaan"), _("Permintaan tercatat."), forms.RequestForm, _request,
        (rules.HELD,), of_meeting=True,
    ),
    "follow_up": Doing(
        "tindak-lanjut-baru", _("Tambah tindak lanjut"), _("Tambahkan"), _("Tindak lanjut ditambahkan."), forms.FollowUpForm,
        lambda a: actions.add_follow_up(a.meeting, by=a.by, at=a.at, **a.values), (rules.HELD,),
        _("Muncul di meja penanggung jawabnya setelah risalah disahkan."), of_meeting=True,
    ),
    "source": Doing(
        "tanggal-sumber", _("Catat tanggal menurut sumber"), _("Catat"), _("Tanggal dan sumbernya tercatat."), forms.SourceForm,
        lambda a: actions.add_source_date(a.meeting, by=a.by, at=a.at, **a.values), rules.WRITTEN,
        _("Bila sumber berbeda tanggal, catat semuanya; tidak ada yang dibuang."),
    ),
    "enclose": Doing(
        "lampirkan", _("Lampirkan foto atau berkas"), _("Lampirkan"), _("Berkas dilampirkan."), forms.EncloseForm, _enclose, rules.STANDING,
    ),
    "link": Doing(
        "tautkan", _("Tautkan pada perkara"), _("Tautkan"), _("Pertemuan tertaut pada perkara."), forms.LinkForm, _link, rules.STANDING,
        _("Perkara hanya tampak bagi yang memang boleh melihatnya."),
    ),
}  # fmt: skip


def _finish(ask: Ask, row: FollowUp) -> Any:
    v = ask.values
    return actions.finish_follow_up(
        row, result=v["result"], evidence=ask.file("file", "attachment"), version=v["version"], by=ask.by, at=ask.at
    )


# Verbs of one follow-up: word, title, form, call.
FOLLOW_UP_DOINGS: dict[str, tuple[str, Any, type[Form], Callable[[Ask, FollowUp], Any]]] = {
    "finish": ("selesai", _("Laporkan selesai"), forms.FinishForm, _finish),
    "revise": (
        "betulkan", _("Betulkan tindak lanjut"), forms.ReviseFollowUp,
        lambda a, row: actions.revise_follow_up(row, by=a.by, at=a.at, **a.values),
    ),
    "drop": (
        "hentikan", _("Hentikan tindak lanjut"), forms.JudgeForm,
        lambda a, row: actions.drop_follow_up(row, by=a.by, at=a.at, **a.values),
    ),
    "reopen": (
        "minta-lagi", _("Minta lagi"), forms.JudgeForm,
        lambda a, row: actions.reopen_follow_up(row, by=a.by, at=a.at, **a.values),
    ),
}  # fmt: skip

# Rows that may be taken off a meeting: word in the address → (relation, call).
DROPS: dict[str, tuple[str, Callable[..., None]]] = {
    "undangan": ("attendances", actions.drop_attendance),
    "agenda": ("topics", actions.drop_topic),
    "tanggal": ("source_dates", actions.drop_source_date),
    "berkas": ("enclosures", actions.drop_enclosure),
}

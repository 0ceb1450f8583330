"""The pages that do one thing to an agreement, as a table: title, form, call. `views.do` serves them all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Party
from simpul.agreements.models.findings import signing_findings, unanswered
from simpul.agreements.rules import states
from simpul.core.actors import Actor
from simpul.web.doing import Asked
from simpul.web.forms import EmptyForm, Form, typed_day

from . import forms


@dataclasses.dataclass(frozen=True)
class Ask(Asked):
    """On which case, and for which side (None for verbs of the whole case)."""

    agreement: Agreement
    party: Party | None


FormMaker = Callable[[Actor, Agreement, Party | None], Callable[..., Form]]


@dataclasses.dataclass(frozen=True)
class Doing:
    path: str
    title: Any
    submit: Any
    said: Any  # a sentence, or a function of the agreement that says what has become true
    form: FormMaker
    call: Callable[[Ask], Any]
    intro: Any = ""
    of_party: bool = False
    permissions: tuple[str, ...] = ("agreement.write",)
    initial: Callable[[Agreement, Party | None], dict[str, Any]] = lambda a, p: {}
    goes: Callable[[Any], str] | None = None


def _plain(form: type[Form]) -> FormMaker:
    return lambda actor, agreement, party: form


def _decider(own: type[Form], behalf: type[Form]) -> FormMaker:
    """Leaders decide with a button; staff say for whom."""
    return lambda actor, agreement, party: own if actor.may("agreement.decide") else behalf


def _signer(actor: Actor, agreement: Agreement, party: Party | None) -> Callable[..., Form]:
    assert party is not None
    return lambda *args, **kwargs: forms.SignerForm(*args, party=party, **kwargs)


def _signing(actor: Actor, agreement: Agreement, party: Party | None) -> Callable[..., Form]:
    """The form asks a reason for each finding of the day that was typed, or of today."""
    assert party is not None

    def make(data: Any = None, files: Any = None, **values: Any) -> Form:
        day = typed_day(data, "signed_on") or timezone.localdate()
        found = signing_findings(agreement, party, day) if party.signer_name else []
        return forms.SignForm(data, files, findings=unanswered(agreement, actor.institution_id, found), **values)

    return make


def _sign(ask: Ask) -> Any:
    v, scan = ask.values, ask.file("scan", "scan")
    marks = {key: v[key] for key in ("method", "initials", "stamp_duty", "seal", "issuer", "signed_on")}
    reasons = {key.removeprefix("reasons."): v[key] for key in v if key.startswith("reasons.")}
    return actions.sign(
        ask.agreement, party=_side(ask), scan=scan, behalf=ask.behalf(), reasons=reasons, by=ask.by, at=ask.at, today=ask.today, **marks
    )  # fmt: skip


def _side(ask: Ask) -> Party:
    assert ask.party is not None
    return ask.party


def _attach(ask: Ask) -> Any:
    upload = ask.values["file"]
    return actions.attach(
        ask.agreement, file=ask.file("file", "attachment"), name=ask.values["name"] or upload.name, by=ask.by, at=ask.at
    )


def _enter(ask: Ask) -> Any:
    upload = ask.values.get("scan")
    return actions.enter_signed(
        ask.agreement, signed_on=ask.values["signed_on"], scan=ask.file("scan", "scan"), scan_name=upload.name if upload else "",
        by=ask.by, at=ask.at, today=ask.today,
    )  # fmt: skip


def _correcting(actor: Actor, agreement: Agreement, party: Party | None) -> Callable[..., Form]:
    return lambda *args, **kwargs: forms.CorrectEntryForm(*args, actor=actor, agreement=agreement, **kwargs)


def _correct(ask: Ask) -> Any:
    v, upload = ask.values, ask.values.get("scan")
    return actions.correct_entry(
        ask.agreement, signed_on=v["signed_on"], parent=v["parent"], scan=ask.file("scan", "scan"), scan_name=upload.name if upload else "",
        reason=v["reason"], version=v["version"], by=ask.by, at=ask.at, today=ask.today,
    )  # fmt: skip


def _ended(agreement: Agreement) -> Any:
    """What a proposal to end, or the answer to one, has led to."""
    now = Agreement.objects.get(pk=agreement.pk)
    last = now.closings.order_by("pk").last()
    assert last is not None
    if now.stage == states.CLOSED:
        return _("Kerja sama ditutup: %(outcome)s.") % {"outcome": now.get_outcome_display()}
    if last.declined_at:
        return _("Penolakan tercatat; kerja sama tetap berlaku.")
    if last.done_at:
        words = {"day": date_format(now.end, "j F Y") if now.end else ""}
        return _("Tercatat: tidak akan diperpanjang. Kerja sama tetap berlaku sampai %(day)s.") % words
    return _("Usulan penutupan tercatat dan menunggu jawaban pihak lain.")


WRITE, RECORD, DECIDE, CLOSE = "agreement.write", "agreement.record", "agreement.decide", "agreement.close"
DOINGS: dict[str, Doing] = {
    "share": Doing(
        "bagikan", _("Bagikan kepada para pihak"), _("Bagikan"), _("Naskah dibagikan; para pihak diberi tahu."), _plain(EmptyForm),
        lambda a: actions.share(a.agreement, by=a.by, at=a.at),
        _("Sesudah dibagikan, semua pihak dapat membaca, menanggapi, dan mengubah naskah ini, dan membaca lampirannya. "
          "Versi sebelum dibagikan dan tanggapan selama masih draf tetap hanya dibaca pihak Anda."),
    ),
    "revoke": Doing(
        "cabut", _("Cabut rancangan"), _("Cabut"), _("Rancangan dicabut."), _plain(forms.ReasonForm),
        lambda a: actions.revoke(a.agreement, reason=a.values["reason"], by=a.by, at=a.at),
        _("Rancangan tetap dapat dibaca sebagai «Dicabut», dengan alasannya."),
    ),
    "enter": Doing(
        "catat-bertanda-tangan", _("Catat naskah yang sudah ditandatangani"), _("Catat"), _("Naskah dicatat sebagai sudah ditandatangani."),
        _plain(forms.EnterForm), _enter, _("Untuk naskah yang ditandatangani di luar sistem ini. Pindaiannya wajib dilampirkan."),
    ),
    "correct_entry": Doing(
        "betulkan-catatan", _("Betulkan catatan tanda tangan"), _("Simpan"), _("Catatan dibetulkan; pihak lain diberi tahu."), _correcting, _correct,
        _("Pindaian sebelumnya tetap tersimpan. Tenggat kewajiban dihitung ulang dari tanggal yang dibetulkan."),
        initial=lambda agreement, party: {"signed_on": agreement.signed_on, "parent": agreement.parent_id, "version": agreement.version},
    ),
    "renew": Doing(
        "perpanjang", _("Susun perpanjangan"), _("Susun"), _("Rancangan perpanjangan siap disunting."), _plain(EmptyForm),
        lambda a: actions.renew(a.agreement, by=a.by, at=a.at),
        _("Rancangan baru dibuat dengan pihak dan naskah yang sama; perpanjangan menempuh langkah yang sama dari awal."),
        goes=lambda made: reverse("agreement", args=[made.code]),
    ),
    "comment": Doing(
        "tanggapi", _("Tulis tanggapan"), _("Kirim"), _("Tanggapan tersimpan."), _plain(forms.CommentForm),
        lambda a: actions.comment(
            a.agreement, text=a.values["text"], clause=a.values["clause"], private=a.values["private"], by=a.by, at=a.at
        ),
        permissions=("note.write",),
    ),
    "attach": Doing("lampirkan", _("Lampirkan berkas"), _("Lampirkan"), _("Berkas dilampirkan."), _plain(forms.AttachForm), _attach, permissions=("note.write",)),
    "override": Doing(
        "alasan-temuan", _("Tulis alasan untuk temuan telaah"), _("Simpan alasan"), _("Alasan tersimpan; hanya lembaga Anda yang membacanya."),
        _plain(forms.OverrideForm),
        lambda a: actions.override_finding(a.agreement, code=a.values["code"], reason=a.values["reason"], by=a.by, at=a.at),
        permissions=(WRITE, RECORD),
    ),
    "openness": Doing(
        "keterbukaan", _("Tetapkan keterbukaan"), _("Simpan"), _("Keterbukaan disimpan."), _plain(forms.OpennessForm),
        lambda a: actions.set_openness(a.agreement, openness=a.values["openness"], reason=a.values["reason"], by=a.by, at=a.at),
        _("Naskah terbuka tampil di daftar umum setelah ditandatangani: judul, pihak, nomor, masa berlaku, dan sidik naskah."),
        initial=lambda agreement, party: {"openness": agreement.openness, "reason": agreement.openness_reason},
    ),
    "approve": Doing(
        "setujui", _("Setujui naskah"), _("Setujui"), _("Persetujuan tercatat."), _decider(forms.ApproveForm, forms.ApproveBehalfForm),
        lambda a: actions.approve(a.agreement, party=_side(a), hash=a.values["hash"], behalf=a.behalf(), by=a.by, at=a.at),
        _("Yang disetujui adalah naskah dengan sidik ini, huruf demi huruf. Bila naskah berubah, persetujuan batal."), of_party=True,
        initial=lambda agreement, party: {"hash": agreement.terms.hash if agreement.terms else ""},
        permissions=(DECIDE, RECORD),
    ),
    "withdraw_approval": Doing(
        "tarik-persetujuan", _("Tarik persetujuan"), _("Tarik"), _("Persetujuan ditarik."), _decider(EmptyForm, forms.BehalfForm),
        lambda a: actions.withdraw_approval(a.agreement, party=_side(a), behalf=a.behalf(), by=a.by, at=a.at), of_party=True,
        permissions=(DECIDE, RECORD),
    ),
    "sign": Doing(
        "tanda-tangan", _("Catat tanda tangan"), _("Catat"), _("Tanda tangan tercatat."), _signing, _sign,
        _("Simpul menyimpan salinan yang sudah ditandatangani; Simpul tidak menandatangani apa pun."), of_party=True,
        permissions=(RECORD, DECIDE),
    ),
    "withdraw_signature": Doing(
        "tarik-tanda-tangan", _("Tarik tanda tangan"), _("Tarik"), _("Tanda tangan ditarik."), _plain(EmptyForm),
        lambda a: actions.withdraw_signature(a.agreement, party=_side(a), by=a.by, at=a.at), of_party=True,
        permissions=(RECORD, DECIDE),
    ),
    "number": Doing(
        "nomor", _("Nomor naskah"), _("Simpan"), _("Nomor tersimpan."), _plain(forms.NumberForm),
        lambda a: actions.assign_number(a.agreement, party=_side(a), number=a.values["number"], by=a.by, at=a.at), of_party=True,
        initial=lambda agreement, party: {"number": party.number if party else ""},
        permissions=(WRITE, RECORD, DECIDE),
    ),
    "signer": Doing(
        "penanda-tangan", _("Tetapkan penanda tangan"), _("Simpan"), _("Penanda tangan ditetapkan."), _signer,
        lambda a: actions.name_signer(
            a.agreement, party=_side(a), holding=a.values["holding"], authority=a.values["authority"], by=a.by, at=a.at
        ),
        of_party=True, initial=lambda agreement, party: {"holding": party.holding_id, "authority": party.authority_id} if party else {},
        permissions=(WRITE, RECORD, DECIDE),
    ),
    "invite": Doing(
        "undang-tamu", _("Kirim tautan persetujuan kepada mitra tanpa akun"), _("Kirim"), _("Tautan dikirim ke surel penerima."),
        _plain(forms.GuestForm),
        lambda a: actions.invite_guest(a.agreement, party=_side(a), by=a.by, at=a.at, **a.values), of_party=True,
    ),
    "close": Doing(
        "tutup", _("Tutup dengan evaluasi"), _("Kirim"), _ended, _plain(forms.ClosingForm),
        lambda a: actions.propose_closing(a.agreement, party=_side(a), by=a.by, at=a.at, today=a.today, **a.values),
        _("Mengakhiri sebelum waktunya memerlukan persetujuan semua pihak. Tidak memperpanjang cukup diputuskan satu pihak; kerja sama tetap berlaku sampai hari terakhirnya."),
        of_party=True,
        permissions=(CLOSE,),
    ),
    "answer_closing": Doing(
        "jawab-penutupan", _("Jawab usulan penutupan"), _("Kirim jawaban"), _ended, _plain(forms.AnswerForm),
        lambda a: actions.answer_closing(a.agreement, party=_side(a), by=a.by, at=a.at, **a.values), of_party=True,
        permissions=(CLOSE,),
    ),
}  # fmt: skip


def _report(ask: Ask, obligation: Any) -> Any:
    v = ask.values
    return actions.report_evidence(
        obligation, quantity=v["quantity"], done_on=v["done_on"], note_text=v["note"], file=ask.file("file", "attachment"),
        by=ask.by, at=ask.at, today=ask.today, version=v["version"],
    )  # fmt: skip


# Verbs of one promise: word, form, call.
OBLIGATION_DOINGS: dict[str, tuple[str, Any, type[Form], Callable[[Ask, Any], Any]]] = {
    "report": ("lapor", _("Laporkan pelaksanaan"), forms.ReportForm, _report),
    "accept": (
        "terima", _("Terima bukti"), forms.CheckForm,
        lambda a, o: actions.accept_evidence(o, by=a.by, at=a.at, **a.values),
    ),
    "return": (
        "kembalikan", _("Kembalikan laporan"), forms.ReasonedForm,
        lambda a, o: actions.return_evidence(o, by=a.by, at=a.at, **a.values),
    ),
    "miss": (
        "tidak-terpenuhi", _("Nyatakan tidak terpenuhi"), forms.ReasonedForm,
        lambda a, o: actions.miss_obligation(o, by=a.by, at=a.at, today=a.today, **a.values),
    ),
    "lapse": (
        "gugurkan", _("Nyatakan gugur"), forms.ReasonForm,
        lambda a, o: actions.lapse_obligation(o, by=a.by, at=a.at, **a.values),
    ),
}  # fmt: skip

"""The pages that do one thing to a proposal, as a table: title, form, call. `views.do` serves them all."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from simpul.agreements import actions as agreements
from simpul.core.actors import Actor
from simpul.organizations.models import Counter
from simpul.organizations.rules import AGENDA, PLAIN_PATTERN, number_of
from simpul.proposals import actions
from simpul.proposals.actions.held import facts_of
from simpul.proposals.models import Proposal
from simpul.proposals.rules import states
from simpul.proposals.rules.verbs import is_partners
from simpul.web.doing import Asked
from simpul.web.forms import EmptyForm, Form

from . import forms


@dataclasses.dataclass(frozen=True)
class Ask(Asked):
    """On which proposal."""

    proposal: Proposal


FormMaker = Callable[[Actor, Proposal], Callable[..., Form]]


@dataclasses.dataclass(frozen=True)
class Doing:
    path: str
    title: Any
    submit: Any
    said: Any
    form: FormMaker
    call: Callable[[Ask], Any]
    intro: Any = ""
    initial: Callable[[Proposal], dict[str, Any]] = lambda p: {"version": p.version}
    goes: Callable[[Any], str] | None = None


def _plain(form: type[Form]) -> FormMaker:
    return lambda actor, proposal: form


def _answerer(own: type[Form], behalf: type[Form]) -> FormMaker:
    """The leader of the partner answers with a button; who answers for somebody says for whom."""
    return lambda actor, proposal: own if answers_alone(actor, proposal) else behalf


def _withdrawer(actor: Actor, proposal: Proposal) -> type[Form]:
    """A letter that has come from a partner is taken back by the partner; the region records that with the partner's own letter."""
    partners = is_partners(facts_of(proposal)) and not actor.speaks_for(proposal.partner.ids)
    return forms.DeclineBehalfForm if partners else forms.ReasonForm


def answers_alone(actor: Actor, proposal: Proposal) -> bool:
    """The partner's own people; not whoever keeps a partner without an account."""
    return actor.speaks_for(proposal.partner.ids) or actor.institution_id == proposal.partner.institution_id


def _sender(actor: Actor, proposal: Proposal) -> type[Form]:
    """A paper letter that the region registers for a partner has a day on which it came."""
    noted = proposal.direction == states.INCOMING and proposal.pen.institution_id == proposal.region_id
    return forms.SendLetterForm if noted else forms.SendForm


def _register(actor: Actor, proposal: Proposal) -> Callable[..., Form]:
    """With the number that comes next, as far as can be told before it is given out."""
    day = timezone.localdate()
    place = {"organization": proposal.region_id, "purpose": AGENDA, "year": day.year}
    last = Counter.objects.filter(**place).values_list("last", flat=True).first() or 0
    proposed = number_of(PLAIN_PATTERN, count=last + 1, day=day)
    return lambda *args, **kwargs: forms.RegisterForm(*args, proposed=proposed, **kwargs)


DOINGS: dict[str, Doing] = {
    "send": Doing(
        "kirim", _("Kirim"), _("Kirim"), _("Terkirim; petugas yang meregister diberi tahu."), _sender,
        lambda a: actions.send(
            a.proposal, received_on=a.values.get("received_on"), version=a.values["version"], by=a.by, at=a.at
        ),
        _("Sesudah dikirim, isinya tidak dapat diubah kecuali diminta melengkapi. Surat mitra dibaca kedua pihak; "
          "prakarsa daerah baru dibaca mitra setelah ditawarkan."),
    ),
    "register": Doing(
        "register", _("Register"), _("Register"), _("Usulan diregister dan siap ditelaah."), _register,
        lambda a: actions.register(a.proposal, by=a.by, at=a.at, **a.values),
        _("Nomor agenda menjadi tanda terima bagi pengusul; tempat dalam antrean mengikuti kebijakan daerah."),
        lambda p: {"version": p.version, "received_on": p.received_on},
    ),
    "ask_completion": Doing(
        "minta-kelengkapan", _("Minta kelengkapan"), _("Kirim permintaan"), _("Permintaan terkirim; pengusul diberi tahu."), _plain(forms.AskForm),
        lambda a: actions.ask_completion(a.proposal, text=a.values["text"], by=a.by, at=a.at),
        _("Usulan kembali ke meja pengusul sampai dilengkapi; nomor agendanya tetap."),
    ),
    "complete": Doing(
        "lengkapi", _("Kirim kembali"), _("Kirim kembali"), _("Usulan yang dilengkapi terkirim."), _plain(forms.CompleteForm),
        lambda a: actions.complete(a.proposal, note=a.values["note"], by=a.by, at=a.at),
    ),
    "withdraw": Doing(
        "tarik", _("Tarik usulan"), _("Tarik"), _("Usulan ditarik."), _withdrawer,
        lambda a: actions.withdraw(a.proposal, reason=a.values["reason"], behalf=a.behalf(), by=a.by, at=a.at),
        _("Usulan tetap dapat dibaca sebagai «Ditarik», dengan alasannya; tidak dapat dibuka lagi."),
    ),
    "comment": Doing(
        "tanggapi", _("Tulis tanggapan"), _("Kirim"), _("Tanggapan tersimpan; yang menelaah diberi tahu."), _plain(forms.CommentForm),
        lambda a: actions.comment(a.proposal, text=a.values["text"], by=a.by, at=a.at),
        _("Kedua pihak membaca tanggapan Anda dengan nama jabatan dan lembaga Anda."),
    ),
    "accept_offer": Doing(
        "terima", _("Terima penawaran"), _("Terima"), _("Penawaran diterima."), _answerer(EmptyForm, forms.BehalfFields),
        lambda a: actions.accept_offer(a.proposal, behalf=a.behalf(), by=a.by, at=a.at),
        _("Dengan ini mitra setuju bekerja sama; sesudahnya naskah disusun bersama."),
    ),
    "decline_offer": Doing(
        "tolak", _("Tolak penawaran"), _("Tolak"), _("Penolakan tercatat."), _answerer(forms.ReasonForm, forms.DeclineBehalfForm),
        lambda a: actions.decline_offer(a.proposal, reason=a.values["reason"], behalf=a.behalf(), by=a.by, at=a.at),
    ),
    "draft": Doing(
        "susun-naskah", _("Susun naskah"), _("Susun"), _("Draf naskah siap disunting."), _plain(forms.DraftForm),
        lambda a: agreements.draft_from_proposal(a.proposal, title=a.values["title"], by=a.by, at=a.at),
        _("Para pihak, objek, ruang lingkup, dan jangka waktu diambil dari usulan ini; tidak ada yang diketik ulang."),
        lambda p: {"title": p.title}, goes=lambda made: reverse("agreement", args=[made.code]),
    ),
}  # fmt: skip

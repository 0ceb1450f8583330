"""Dispositions: who may answer the question on a desk, where an answer goes, why a verb is closed now, and which clock has run out."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.refusals import Refusal

from . import states
from .facts import Facts
from .verbs import current, inside_region, permission, reason_given, stage

MOST_POSTS = 10  # whom one answer may delegate to
LONGEST_INSTRUCTION = 2000

NOT_YOUR_DESK = Refusal(
    "hop.not_yours",
    _("Disposisi ini berada di meja jabatan lain. Hanya pejabatnya yang menjawab, atau stafnya atas nama pejabat itu."),
    "forbidden",
)

HARD = Refusal(
    "hop.hard_finding",
    _(
        "Telaah menemukan hal yang tidak dapat dilampaui dengan alasan, jadi usulan ini hanya dapat dikembalikan atau ditolak. "
        "Baca telaahnya, lalu pilih salah satu."
    ),
)


@dataclasses.dataclass(frozen=True)
class Link:
    """One hop of the cascade, as far as its way needs to be known."""

    number: int
    post_id: int
    asked_by: int | None = None
    mode: str = states.DECIDE
    state: str = states.HOP_OPEN
    answer: str = ""

    @property
    def open(self) -> bool:
        return self.state == states.HOP_OPEN


@dataclasses.dataclass(frozen=True)
class Question:
    """The hop that somebody wants to answer. `ids` are the post's organisation with those above; `held` says whether anybody holds it today."""

    number: int
    state: str
    post_id: int
    post_is_head: bool
    organization_id: int
    ids: frozenset[int]
    label: str
    given_on: dt.date
    held: bool = True
    answered_by: str = ""
    answered_on: str = ""
    behalf_name: str = ""
    behalf_left: bool = False  # whom it was recorded for no longer holds the post
    confirmed: bool = False


@dataclasses.dataclass(frozen=True)
class PostFacts:
    """A post on whose desk somebody wants to lay the question; `held` says whether anybody holds it on that day."""

    id: int
    institution_id: int | None
    label: str
    ended: bool = False
    held: bool = True


@dataclasses.dataclass(frozen=True)
class Screened:
    """What the newest screening leaves to be done before leaders see the proposal."""

    exists: bool = False
    stale: bool = False
    hard: int = 0
    unanswered: int = 0


# Where an answer goes


def by_number(links: Iterable[Link]) -> dict[int, Link]:
    return {link.number: link for link in links}


def settled_for(links: Iterable[Link], number: int) -> Link | None:
    """Whom an agreement or a refusal of this hop advises: the desk that wants advice. None: it decides the proposal.

    Who was told to decide answers in the place of who told so, all the way up.
    """
    known = by_number(links)
    link = known[number]
    while link.mode == states.DECIDE and link.asked_by is not None:
        link = known[link.asked_by]
    return known[link.asked_by] if link.asked_by is not None else None


def asker(links: Iterable[Link], number: int) -> Link | None:
    """Whom a question goes back to: the desk that delegated. None: the officer who submitted."""
    known = by_number(links)
    above = known[number].asked_by
    return known[above] if above is not None else None


def waits_below(links: Iterable[Link], number: int) -> bool:
    """True while a question that this hop passed on, directly or through others, is still open."""
    known = by_number(links)
    return any(link.open and number in _above(known, link) for link in known.values())


def laid_again(links: Iterable[Link], number: int) -> bool:
    """True when the proposal came back to this desk already: the same question, later."""
    known = by_number(links)
    own = known[number]
    return any(
        link.number > number and (link.post_id, link.asked_by) == (own.post_id, own.asked_by) for link in known.values()
    )


def posts_above(links: Iterable[Link], number: int) -> frozenset[int]:
    """The posts from which this question came down."""
    known = by_number(links)
    return frozenset(known[n].post_id for n in _above(known, known[number]))


def _above(known: dict[int, Link], link: Link) -> list[int]:
    found = []
    while link.asked_by is not None:
        found.append(link.asked_by)
        link = known[link.asked_by]
    return found


# Who may


def answers(actor: Actor, question: Question) -> bool:
    """The post's own person; or, with a membership that names no post, the leader of the organisation whose head the post is."""
    if actor.is_system:
        return True
    if not actor.may("disposition.answer"):
        return False
    if actor.post_id is not None:
        return actor.post_id == question.post_id
    return question.post_is_head and actor.organization_id == question.organization_id


def records(actor: Actor, question: Question) -> bool:
    """Staff of the post's organisation, or the cooperation officer, for a leader who answers on paper."""
    return actor.may("disposition.record") and actor.speaks_for(question.ids)


def _of_region(facts: Facts, actor: Actor, needed: str) -> list[Refusal]:
    return permission(actor, needed) + inside_region(actor, facts)


# Why not


def refusals_to_begin_submit(facts: Facts, by: Actor) -> list[Refusal]:
    return _of_region(facts, by, "proposal.register")


def refusals_to_submit(
    facts: Facts,
    by: Actor,
    *,
    screened: Screened,
    post: PostFacts | None = None,
    due: dt.date | None = None,
    today: dt.date | None = None,
    version: int | None = None,
) -> list[Refusal]:
    """Leaders see a proposal whose screening is fresh and whose findings are answered."""
    found = _of_region(facts, by, "proposal.register") + stage("submit", facts) + current(facts, version)
    if found:
        return found
    found = refusals_by_screening(screened, items=facts.items)
    if post is not None:
        found += refusals_to_lay(facts, post)
    return found + _due(due, today)


def refusals_by_screening(screened: Screened, *, items: int) -> list[Refusal]:
    """A hard finding holds the proposal up while its item can be taken out; of the last item the leader says no."""
    if not screened.exists:
        text = _("Usulan belum ditelaah, jadi pimpinan belum tahu apa yang diputuskan. Jalankan telaah lebih dahulu.")
        return [Refusal("submit.no_screening", text)]
    found = []
    if screened.stale:
        text = _("Isi usulan atau dasar hukum berubah sesudah telaah terakhir. Jalankan telaah sekali lagi.")
        found.append(Refusal("submit.screening_stale", text))
    if screened.hard and items > 1:
        text = _(
            "Telaah menemukan %(count)s hal yang tidak dapat dilanjutkan dengan alasan. "
            "Keluarkan butirnya, atau minta pengusul memperbaiki."
        )
        found.append(Refusal("submit.hard_finding", text % {"count": screened.hard}))
    if screened.unanswered:
        text = _("Masih ada %(count)s temuan telaah tanpa alasan tertulis. Tulis alasannya pada halaman telaah.")
        found.append(Refusal("submit.open_findings", text % {"count": screened.unanswered}))
    return found


def refusals_to_lay(facts: Facts, post: PostFacts, field: str = "post") -> list[Refusal]:
    """A question is laid on a post of the region that exists and that somebody holds."""
    if post.institution_id != facts.region_id:
        text = _("%(post)s bukan jabatan pada pemerintah daerah penerima usulan. Pilih jabatan daerah itu.")
        return [Refusal("hop.post_elsewhere", text % {"post": post.label}, "value", field)]
    if post.ended:
        text = _("%(post)s sudah dihapus dari susunan jabatan. Pilih jabatan penggantinya.")
        return [Refusal("hop.post_ended", text % {"post": post.label}, "value", field)]
    if not post.held:
        text = _(
            "%(post)s sedang tidak dijabat siapa pun, jadi tidak akan ada yang menjawab. "
            "Pilih jabatan lain, atau catat pejabat barunya di halaman lembaga."
        )
        return [Refusal("hop.post_vacant", text % {"post": post.label}, "value", field)]
    if any(hop.post_id == post.id for hop in facts.hops):
        text = _("Usulan ini sudah berada di meja %(post)s. Tunggu jawabannya, atau pilih jabatan lain.")
        return [Refusal("hop.already_there", text % {"post": post.label}, "value", field)]
    return []


def _instruction(text: str) -> list[Refusal]:
    """What is written to another desk is short; it is what that desk reads first."""
    if len(text) <= LONGEST_INSTRUCTION:
        return []
    words = _("Arahan terlalu panjang (%(count)s huruf). Ringkas menjadi paling banyak %(most)s huruf.")
    count = {"count": len(text), "most": LONGEST_INSTRUCTION}
    return [Refusal("hop.instruction_long", words % count, "value", "text")]


def _due(due: dt.date | None, today: dt.date | None) -> list[Refusal]:
    if due is None or today is None or due >= today:
        return []
    return [Refusal("hop.due_past", _("Tenggat sudah lewat. Pilih hari ini atau sesudahnya."), "value", "due")]


def refusals_to_begin_answer(question: Question, by: Actor) -> list[Refusal]:
    """Whoever could never answer this hop is told before a form is filled in."""
    return [] if answers(by, question) or records(by, question) else [NOT_YOUR_DESK]


def refusals_to_answer(
    facts: Facts, by: Actor, question: Question, *, behalf: Behalf | None = None, in_office: bool = True, today: dt.date
) -> list[Refusal]:
    """The holder answers; staff record what the holder answered on paper. `in_office`: the named holder held the post on that day."""
    found = refusals_to_begin_answer(question, by)
    if found:
        return found
    found = closed(facts.state, question)
    if behalf is not None and not records(by, question):
        found.append(NOT_YOUR_DESK)
    elif behalf is not None:
        found += _recorded(question, behalf, in_office=in_office, today=today)
    elif not answers(by, question):
        text = _("Jawaban ini dicatat atas nama pejabat. Isi nama pejabat, tanggal jawabannya, dan pindaian suratnya.")
        found.append(Refusal("behalf.missing", text, "value", "holding"))
    elif not question.held:
        text = _(
            "%(post)s sedang tidak dijabat siapa pun; pejabat itu tidak lagi menjabat. "
            "Minta petugas mencatat pejabat barunya, atau menarik disposisi ini."
        )
        found.append(Refusal("hop.holder_left", text % {"post": question.label}))
    return found


def closed(state: str, question: Question) -> list[Refusal]:
    """Somebody was first, the question was taken back, or the case is closed: who hears it learns who and when."""
    if question.state == states.HOP_ANSWERED:
        text = _("Disposisi ini sudah dijawab oleh %(who)s pada %(when)s; jawabannya ada pada perjalanan disposisi.")
        return [Refusal("hop.answered", text % {"who": question.answered_by, "when": question.answered_on})]
    if state != states.AWAITING:
        text = _(
            "Usulan ini sudah «%(state)s», jadi disposisinya tidak dapat dijawab lagi. "
            "Minta petugas kerja sama bila perlu dibuka kembali."
        )
        return [Refusal("hop.case_closed", text % {"state": states.STATES[state]})]
    if question.state == states.HOP_RECALLED:
        text = _("Disposisi ini sudah ditarik kembali, jadi tidak perlu dijawab lagi.")
        return [Refusal("hop.recalled", text)]
    return []


def _recorded(question: Question, behalf: Behalf, *, in_office: bool, today: dt.date) -> list[Refusal]:
    found = []
    if behalf.letter is None:
        text = _("Jawaban atas nama pejabat memerlukan pindaian lembar disposisinya. Lampirkan pindaiannya.")
        found.append(Refusal("behalf.letter_missing", text, "value", "letter"))
    if not in_office:
        text = _(
            "%(name)s tidak menjabat %(post)s pada %(day)s; pejabat itu tidak lagi menjabat. Pilih pejabatnya pada hari itu."
        )
        words = {"name": behalf.name, "post": question.label, "day": behalf.on.strftime("%d-%m-%Y")}
        found.append(Refusal("behalf.not_in_office", text % words, "value", "holding"))
    if behalf.on > today:
        text = _("Tanggal jawaban berada di masa depan. Periksa tanggalnya.")
        found.append(Refusal("behalf.future", text, "value", "behalf_on"))
    elif behalf.on < question.given_on:
        text = _("Tanggal jawaban mendahului hari disposisi ini diberikan (%(day)s). Periksa tanggalnya.")
        words = {"day": question.given_on.strftime("%d-%m-%Y")}
        found.append(Refusal("behalf.before_question", text % words, "value", "behalf_on"))
    return found


def refusals_by_answer(answer: str, text: str, *, hard: bool = False) -> list[Refusal]:
    """A question and a refusal need words; what no reason overcomes is not agreed to."""
    if answer not in states.ANSWERS:
        return [
            Refusal(
                "hop.answer_unknown", _("Jawaban tidak dikenal. Pilih salah satu yang tersedia."), "value", "answer"
            )
        ]
    if answer == states.AGREE and hard:
        return [HARD]
    if answer == states.RETURN and not text.strip():
        words = _("Tulis apa yang ditanyakan, supaya yang meminta dapat menjawabnya.")
        return [Refusal("hop.question_missing", words, "value", "text")]
    if answer == states.DECLINE and not text.strip():
        words = _("Penolakan memerlukan alasan. Tulis alasannya; pengusul akan membacanya.")
        return [Refusal("hop.reason_missing", words, "value", "text")]
    return []


def refusals_to_delegate(
    facts: Facts,
    question: Question,
    to: Sequence[PostFacts],
    *,
    mode: str,
    text: str = "",
    above: frozenset[int] = frozenset(),
    due: dt.date | None = None,
    today: dt.date | None = None,
) -> list[Refusal]:
    """One post may decide in one's place; several may advise. It never goes up the way it came down."""
    found: list[Refusal] = _instruction(text)
    if mode not in states.MODES:
        found.append(Refusal("hop.mode", _("Pilih apa yang diminta: putuskan, atau beri saran."), "value", "mode"))
    if not to:
        found.append(Refusal("hop.to_missing", _("Pilih sedikitnya satu jabatan yang dituju."), "value", "to"))
    if len(to) > MOST_POSTS:
        words = _("Paling banyak %(count)s jabatan dapat dituju sekaligus. Kurangi pilihannya.")
        found.append(Refusal("hop.too_many", words % {"count": MOST_POSTS}, "value", "to"))
    if mode == states.DECIDE and len(to) > 1:
        words = _("Hanya satu jabatan yang dapat memutuskan. Pilih satu, atau minta saran dari beberapa jabatan.")
        found.append(Refusal("hop.one_decides", words, "value", "to"))
    if len({post.id for post in to}) < len(to):
        words = _("Satu jabatan dipilih lebih dari sekali. Pilih tiap jabatan satu kali.")
        found.append(Refusal("hop.to_twice", words, "value", "to"))
    for post in to:
        if post.id == question.post_id:
            words = _("Disposisi tidak dapat diteruskan kepada jabatan sendiri. Pilih jabatan lain.")
            found.append(Refusal("hop.to_self", words, "value", "to"))
        elif post.id in above:
            words = _(
                "%(post)s yang meneruskan disposisi ini kepada Anda. Pakai «Kembalikan» untuk bertanya kepadanya."
            )
            found.append(Refusal("hop.upwards", words % {"post": post.label}, "value", "to"))
        else:
            found += refusals_to_lay(facts, post, "to")
    return found + _due(due, today)


def refusals_to_recall(facts: Facts, by: Actor) -> list[Refusal]:
    return _of_region(facts, by, "proposal.register") + stage("recall", facts)


def refusals_to_confirm(question: Question, by: Actor) -> list[Refusal]:
    """The post's own person confirms what was recorded in its name."""
    if not answers(by, question):
        return [NOT_YOUR_DESK]
    if not question.behalf_name:
        text = _("Jawaban ini tidak dicatat atas nama siapa pun, jadi tidak perlu dipastikan.")
        return [Refusal("confirm.not_recorded", text)]
    if question.confirmed:
        return [Refusal("confirm.already", _("Pencatatan ini sudah dipastikan."))]
    if question.behalf_left:
        text = _("%(name)s tidak lagi menjabat %(post)s, dan hanya orang itu yang dapat memastikan jawabannya.")
        return [Refusal("confirm.left", text % {"name": question.behalf_name, "post": question.label})]
    return []


def refusals_to_close(
    facts: Facts, by: Actor, *, waited: int, clocks: Sequence[int], reason: str = "-"
) -> list[Refusal]:
    """Silence closes a case only after the last clock of every open desk, whether a leader's, the sender's or the partner's.

    `waited`: days of the desk that was asked last.
    """
    found = _of_region(facts, by, "proposal.close") + stage("close_unanswered", facts)
    if not found and waited < clocks[-1]:
        text = _(
            "Usulan baru menunggu %(waited)s hari di meja terakhirnya; usulan baru dapat ditutup tanpa tanggapan sesudah %(last)s hari. "
            "Ingatkan yang ditunggu jawabannya lebih dahulu."
        )
        found.append(Refusal("close.too_early", text % {"waited": waited, "last": clocks[-1]}))
    return found + reason_given(reason)


def refusals_to_reopen(facts: Facts, by: Actor, *, post: PostFacts | None = None, reason: str = "-") -> list[Refusal]:
    found = _of_region(facts, by, "proposal.close") + stage("reopen", facts)
    if post is not None and not found:
        found += refusals_to_lay(facts, post)
    return found + reason_given(reason)


def refusals_to_lay_again(was: str, post: PostFacts | None) -> list[Refusal]:
    """Only what a leader left unanswered is laid on a post's desk again."""
    if was == states.AWAITING and post is None:
        text = _("Usulan ini ditutup saat menunggu disposisi. Pilih jabatan yang diminta menjawab sekarang.")
        return [Refusal("reopen.post_missing", text, "value", "post")]
    if was != states.AWAITING and post is not None:
        text = _("Usulan ini ditutup saat «%(state)s», dan dibuka kembali ke keadaan itu. Kosongkan jabatannya.")
        return [Refusal("reopen.no_disposition", text % {"state": states.STATES[was]}, "value", "post")]
    return []


# Clocks


def clocks_of(own: Sequence[int] | None) -> tuple[int, ...]:
    """The region's own days where it has set some, rising; else the common ones."""
    return tuple(sorted(set(own))) if own else states.CLOCKS


def clock(stood: dt.date, today: dt.date, clocks: Sequence[int], *, since: dt.date) -> int | None:
    """The longest clock that has run out since the question was put, unless it ran out before the record existed.

    A missed night is caught up with one notice, never with all of them.
    """
    passed = [days for days in clocks if days <= (today - stood).days]
    return passed[-1] if passed and stood + dt.timedelta(days=passed[-1]) >= since else None


def hears(reached: int, clocks: Sequence[int]) -> str:
    """Who hears of a clock: the desk itself at the first, from the second on also who asked and the officers; the last may close."""
    if reached == clocks[-1]:
        return "last"
    return "desk" if reached == clocks[0] else "above"

"""The pages of Pertemuan: list, one meeting, its guests, its minutes, its follow-ups, and the doors of its verbs."""

from __future__ import annotations

import dataclasses
import pathlib
from collections.abc import Callable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from simpul.core.actors import Actor
from simpul.core.canonical import clean_text
from simpul.core.refusals import Refusal, Refused, stop_if
from simpul.meetings import actions, rules
from simpul.meetings.actions import Guest
from simpul.meetings.models import FollowUp, Meeting
from simpul.organizations.models import Organization, Post
from simpul.register.actions import KEY_REUSED
from simpul.register.models import Event
from simpul.web.agreements import timeline
from simpul.web.documents.serving import serve
from simpul.web.doing import act, form_page, posts
from simpul.web.forms import EmptyForm, Form
from simpul.web.letters import blocks as letters
from simpul.web.request import Request

from . import forms
from .cases import cases_of, chain_of
from .doings import DOINGS, DROPS, FOLLOW_UP_DOINGS, Ask
from .steps import steps_for

PAGE, FOUND = 50, 40
SHOWN = 1_500_000  # bytes of a photo that a page loads unasked; a larger one is for who opens it
OPEN_EVENTS = [f"meeting.{what}" for what in ("prepared", "revised", "invited", "held", "cancelled", "enclosed")]


def _meeting(request: Request, code: str) -> Meeting:
    return get_object_or_404(Meeting.objects.visible_to(request.actor).whole(), code=code)


def _own(request: Request, code: str) -> Meeting:
    """The visible meeting, for those who convene it."""
    meeting = _meeting(request, code)
    stop_if(rules.refusals_to_begin(request.actor, meeting.convener.ids))
    return meeting


def _home(meeting: Meeting) -> str:
    return reverse("meeting", args=[meeting.code])


def _crumbs(meeting: Meeting, word: Any) -> list[tuple[str, str]]:
    return [(_("Pertemuan"), reverse("meetings")), (str(meeting), _home(meeting)), (str(word), "")]


@require_safe
def index(request: Request) -> HttpResponse:
    """What comes first, the next one on top; then what has been, newest first."""
    actor = request.actor
    text, kind = clean_text(request.GET.get("cari", ""))[:100].strip(), request.GET.get("jenis", "")
    rows = Meeting.objects.visible_to(actor).select_related("convener__institution")
    if text:
        listed = Q(attendances__name__icontains=text)  # who came unasked is found by those who read it
        told = (
            Q(attendances__invited=True) | Q(sealed_at__isnull=False) | Q(convener__path__contains=[actor.reach or 0])
        )
        rows = rows.filter(Q(title__icontains=text) | Q(code__iexact=text) | (listed & told)).distinct()
    if kind in rules.KINDS:
        rows = rows.filter(kind=kind)
    morning = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    coming = Q(starts_at__gte=morning) | Q(last_day__gte=morning.date())
    coming &= Q(state__in=rules.BEFORE)
    page = Paginator(rows.exclude(coming), PAGE).get_page(request.GET.get("hal"))
    return render(
        request, "meetings/list.html",
        {"coming": rows.filter(coming).order_by("starts_at", "pk")[:PAGE] if page.number == 1 else [], "page": page, "cari": text,
         "jenis": kind, "kinds": rules.KINDS, "may_convene": actor.may("meeting.write") and actor.reach is not None},
    )  # fmt: skip


def new(request: Request) -> HttpResponse:
    """A meeting is planned by one's own unit; it may belong to a case from the start."""
    actor = request.actor
    if not actor.may("meeting.write") or actor.reach is None:
        raise PermissionDenied
    case = clean_text(request.GET.get("perkara", ""))[:9]
    initial = {"convener": actor.organization_id, "start": "09:00", "case": case}
    form = forms.NewMeeting(request.POST if request.method == "POST" else None, actor=actor, initial=initial)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=_("Pertemuan baru"), submit=_("Siapkan pertemuan"), back=reverse("meetings"),
            intro=_("Hanya unit Anda yang melihatnya sampai undangan dikirim."),
            crumbs=[(_("Pertemuan"), reverse("meetings")), (_("Pertemuan baru"), "")],
        )  # fmt: skip

    def call(v: dict[str, Any]) -> Meeting:
        chain = chain_of(v["case"], actor) if v["case"] else None
        if v["case"] and chain is None:
            raise Refused([dataclasses.replace(rules.NO_CASE, field="case")])
        return actions.prepare(
            kind=v["kind"], title=v["title"], convener=v["convener"], place=v["place"], **form.hours(v["convener"].zone),
            guests=[Guest(v["convener"])], case=chain, by=actor, at=timezone.now(),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(request, form, call, to=_home, again=again, said=_("Pertemuan disiapkan. Susun undangan dan agendanya."))


@require_safe
def meeting(request: Request, code: str) -> HttpResponse:
    """One meeting in a minute: what to do, who came, what was said and asked, who does what by when."""
    row, actor = _meeting(request, code), request.actor
    mine = not rules.refusals_to_begin(actor, row.convener.ids)
    reads, events = row.minutes_open_to(actor), Event.objects.filter(chain=row.chain_id).order_by("-number")
    if not reads:  # who came and what was asked is not told before the minutes are sealed
        events = events.filter(kind__in=OPEN_EVENTS)
    return render(
        request, "meetings/meeting.html",
        {"meeting": row, "mine": mine, "reads": reads, "may_write": mine and row.state in rules.WRITTEN,
         "may_add": mine and row.state in rules.STANDING, "steps": steps_for(row, actor, at=timezone.now()),
         "is_guest": not actor.speaks_for(row.convener.ids), "held": row.state in (rules.HELD, rules.SEALED),
         "attendances": [a for a in row.attendances.all() if reads or a.invited], "agenda": [t for t in row.topics.all() if not t.outside],
         "requests": [t for t in row.topics.all() if t.outside], "follow_ups": row.follow_ups.all(), "cases": cases_of(row, actor),
         "may_propose": actor.may("proposal.write"), "photos": [e for e in row.enclosures.all() if e.is_photo], "shown_size": SHOWN,
         "events": timeline.lines(events[:40]), **letters.block(row, actor)},
    )  # fmt: skip


def revise(request: Request, code: str) -> HttpResponse:
    """What it is about, when and where. Who typed while another saved sees both; the next save is meant."""
    row = _own(request, code)
    form = forms.ReviseMeeting(request.POST if request.method == "POST" else None, meeting=row)

    def again(form: Form) -> HttpResponse:
        if form.has_error(NON_FIELD_ERRORS, rules.STALE.code):
            newest = Meeting.objects.select_related("convener").get(pk=row.pk)
            form.compare(forms.head_of(newest), newest.version)  # type: ignore[attr-defined]
        title = _("Ubah pertemuan")
        intro = _("Perubahan waktu atau tempat diberitahukan kepada yang sudah diundang.")
        return form_page(
            request, form, title=title, intro=intro, submit=_("Simpan"), back=_home(row), crumbs=_crumbs(row, title)
        )

    if request.method != "POST":
        return again(form)
    return act(
        request, form,
        lambda v: actions.revise(
            row, changes={name: v[name] for name in ("kind", "title", "place")} | form.hours(row.convener.zone), version=v["version"], by=request.actor,
            at=timezone.now(),
        ),
        to=_home(row), again=again, said=_("Perubahan tersimpan."),
    )  # fmt: skip


def _candidates(row: Meeting, text: str, *, asked: bool) -> tuple[list[Guest], list[Organization], bool]:
    """Who may be added: by search, or (without one) the units of the convener's institution; all its OPD at once; and whether there are more.

    Who is on the list is not offered, but taken to be known when the form comes in: it may have come before.
    """
    there = {(a.organization_id, a.post_id) for a in row.attendances.all()}
    listed = set() if asked else there
    rows = Organization.objects.filter(end=None).select_related("institution")
    own = rows.filter(institution_id=row.convener.institution_id)
    offices = [o for o in own.filter(kind="opd") if (o.pk, None) not in there]
    if text:
        found = list(rows.search(text)[: FOUND + 1])
        titled = Post.objects.filter(end=None, organization__end=None)
        for word in text.split()[:8]:
            titled = titled.filter(Q(title__icontains=word) | Q(organization__name__icontains=word))
        posts = list(titled.select_related("organization__institution")[: FOUND + 1])
    else:
        found = list(own.exclude(kind__in=["kelurahan", "desa"])[: FOUND + 1])
        heads = forms.posts_in(found[:FOUND]).filter(is_head=True)
        posts = list(heads.select_related("organization__institution")[: FOUND + 1])
    more = max(len(found), len(posts)) > FOUND
    guests = [Guest(one) for one in found[:FOUND]] + [Guest(post.organization, post) for post in posts[:FOUND]]
    free = [g for g in guests if (g.organization.pk, g.post.pk if g.post else None) not in listed]
    return sorted(free, key=lambda g: (g.organization.whole_name, g.post is not None)), offices, more


def guests(request: Request, code: str) -> HttpResponse:
    """Organisations and posts are added to the list: found by name, or every OPD at once."""
    row = _own(request, code)
    text = clean_text(request.GET.get("cari", ""))[:100].strip()
    found, offices, more = _candidates(row, text, asked=request.method == "POST")
    form = forms.GuestForm(
        request.POST if request.method == "POST" else None, meeting=row, found=found, offices=offices
    )
    title = _("Daftar undangan") if row.state in rules.BEFORE else _("Tambah yang hadir")

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=title, submit=_("Tambahkan"), template="meetings/guests.html", meeting=row, cari=text, more=more, back=_after(request, row),
            lalu=BACK if request.GET.get("lalu") == BACK else "",
            crumbs=_crumbs(row, title), refusals=rules.refusals_to_change(row.facts(), request.actor),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)

    def call(v: dict[str, Any]) -> Any:
        unasked = v.get("how") == "unasked"
        return actions.add_attendances(
            row, guests=form.chosen(), invited=not unasked, came=rules.CAME if unasked else rules.UNKNOWN, by=request.actor,
            at=timezone.now(),
        )  # fmt: skip

    return act(request, form, call, to=_after(request, row), again=again, said=_("Daftar bertambah."))


# Where a button of the unsaved minutes leads once they are saved: word of `lalu` → name of the page. It leads back to the minutes.
THEN = {"hadir": "meeting_guests", "agenda": "meeting_topic"}
BACK = "risalah"


def _after(request: Request, meeting: Meeting) -> str:
    """The meeting; or its minutes, for who was sent from there."""
    return reverse("meeting_minutes", args=[meeting.code]) if request.GET.get("lalu") == BACK else _home(meeting)


def minutes(request: Request, code: str) -> HttpResponse:
    """All of the minutes on one page, saved with one button: made for a phone, and for several who write."""
    row = _own(request, code)
    form = forms.MinutesForm(
        request.POST if request.method == "POST" else None, meeting=row, initial={"version": row.version}
    )

    def again(form: Form) -> HttpResponse:
        if any(form.has_error(NON_FIELD_ERRORS, refusal.code) for refusal in (rules.STALE, KEY_REUSED)):
            newest = Meeting.objects.whole().get(pk=row.pk)
            form.compare(forms.kept_in(newest), newest.version)  # type: ignore[attr-defined]
        return form_page(
            request, form, title=_("Tulis risalah"), submit=_("Simpan risalah"), template="meetings/minutes.html", meeting=row,
            back=_home(row), crumbs=_crumbs(row, _("Risalah")),
            refusals=rules.refusals_to_change(row.facts(), request.actor, (rules.HELD,)),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)

    def call(v: dict[str, Any]) -> Meeting:
        if form.contested():
            raise Refused([rules.STALE])
        return actions.write_minutes(
            row, written=form.written(), version=row.version, by=request.actor, at=timezone.now()
        )

    then = THEN.get(request.POST.get("lalu", ""))
    to = f"{reverse(then, args=[code])}?lalu={BACK}" if then else _home(row)
    return act(request, form, call, to=to, again=again, said=_("Risalah tersimpan."), adds=True)


def topic(request: Request, code: str, number: int) -> HttpResponse:
    """A point of the agenda gets another title, or another one who raised it."""
    row = _own(request, code)
    point = next((t for t in row.topics.all() if t.number == number), None)
    if point is None:
        raise Http404
    initial = {"title": point.title, "raised_by": point.raised_by_id}
    form = forms.TopicForm(request.POST if request.method == "POST" else None, meeting=row, initial=initial)
    title = _("Ubah pokok bahasan")

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=title, submit=_("Simpan"), back=_home(row), crumbs=_crumbs(row, title), topic=point, meeting=row,
            template="meetings/topic_edit.html", refusals=rules.refusals_to_change(row.facts(), request.actor),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form, lambda v: actions.revise_topic(point, changes=v, by=request.actor, at=timezone.now()), to=_home(row),
        again=again, said=_("Pokok bahasan tersimpan."),
    )  # fmt: skip


def do(request: Request, code: str, verb: str) -> HttpResponse:
    """One page for one verb of the table: the form on GET, the effect on POST."""
    row, doing = _own(request, code), DOINGS[verb]
    more = {"meeting": row} if doing.of_meeting else {}
    form = doing.form(request.POST, request.FILES, **more) if request.method == "POST" else doing.form(**more)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=doing.title, intro=doing.intro, submit=doing.submit, back=_after(request, row), crumbs=_crumbs(row, doing.title),
            template="meetings/do.html", refusals=rules.refusals_to_change(row.facts(), request.actor, doing.states),
        )  # fmt: skip

    if request.method != "POST":
        return again(form)
    return act(
        request, form, lambda v: doing.call(Ask(request.actor, timezone.now(), v, row)), to=_after(request, row), again=again,
        said=str(doing.said),
    )  # fmt: skip


def _tap(request: Request, meeting: Meeting, call: Callable[[], Any], said: str) -> HttpResponse:
    """A button without a form; what it takes away is looked up inside, so that a second tap is answered in words."""
    back = _home(meeting)
    return act(
        request, EmptyForm(request.POST), lambda v: call(), to=lambda done: back, said=said,
        again=lambda form: render(request, "agreements/again.html", {"form": form, "back": back}),
    )  # fmt: skip


@posts("meeting", "code")
def drop(request: Request, code: str, part: str, number: int) -> HttpResponse:
    """A row is taken off: of the list, the agenda, the sources, the files."""
    row = _own(request, code)
    if part not in DROPS:
        raise Http404
    relation, drop_row = DROPS[part]

    def call() -> None:
        gone = next((one for one in getattr(row, relation).all() if one.pk == number), None)
        if gone is None:
            raise Refused([rules.GONE])
        drop_row(gone, by=request.actor, at=timezone.now())

    return _tap(request, row, call, _("Terhapus dari pertemuan ini."))


@posts("meeting", "code")
def unlink(request: Request, code: str, number: int) -> HttpResponse:
    """The meeting no longer belongs to a case that the actor sees."""
    row = _own(request, code)

    def call() -> None:
        seen = any(one.link == number for one in cases_of(row, request.actor))
        chain = next((link.chain for link in row.links.all() if seen and link.pk == number), None)
        if chain is None:
            raise Refused([rules.NOT_LINKED])
        actions.unlink(row, chain=chain, by=request.actor, at=timezone.now())

    return _tap(request, row, call, _("Tautan dilepas."))


@require_safe
def file(request: Request, code: str, number: int) -> FileResponse:
    """A photo or paper of the meeting; pictures and PDF open in the browser."""
    found = next((e for e in _meeting(request, code).enclosures.all() if e.pk == number), None)
    if found is None:
        raise Http404
    return serve(found.file, pathlib.PurePath(found.name).stem or "lampiran", shown=True)


# ---- follow-ups


@require_safe
def follow_ups(request: Request) -> HttpResponse:
    """What my organisations still have to do out of meetings, the most pressing first."""
    rows = FollowUp.objects.open_for(request.actor)[:200]
    return render(request, "meetings/follow_ups.html", {"rows": rows})


def _follow_up(request: Request, code: str, number: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(request.actor).select_related(
        "meeting__convener__institution", "owner__institution", "evidence"
    )
    return get_object_or_404(rows, meeting__code=code, number=number)


def _reasons(verb: str, row: FollowUp, actor: Actor) -> list[Refusal]:
    """Why the verb is closed to the reader now."""
    facts = row.facts()
    if verb == "finish":
        return rules.refusals_to_finish(facts, actor)
    if verb == "revise":
        return rules.refusals_to_revise_follow_up(facts, actor)
    return rules.refusals_to_judge(verb, facts, actor)


def _form_for(verb: str, row: FollowUp, *sent: Any, **more: Any) -> Form:
    if verb == "revise":
        return forms.ReviseFollowUp(*sent, row=row, auto_id=f"id_{verb}_%s")
    return FOLLOW_UP_DOINGS[verb][2](*sent, auto_id=f"id_{verb}_%s", **more)


def _follow_up_page(request: Request, row: FollowUp, bound: tuple[str, Form] | None = None) -> HttpResponse:
    actor, doings = request.actor, []
    for verb, (path, title, _form, _call) in FOLLOW_UP_DOINGS.items():
        tried = bound[1] if bound and bound[0] == verb else None
        if tried or not _reasons(verb, row, actor):
            shown = tried or _form_for(verb, row, initial={"version": row.version})
            doings.append({"verb": verb, "title": title, "form": shown, "address": f"{path}/"})
    if bound and bound[1].has_error(NON_FIELD_ERRORS, "follow_up.stale") and isinstance(bound[1], forms.SharedForm):
        bound[1].compare(forms.promise_of(row), row.version)
    closed = [reason.code for reason in _reasons("revise", row, actor)]
    return render(
        request, "meetings/follow_up.html",
        {"row": row, "meeting": row.meeting, "doings": doings, "sealed": closed == ["meeting.wrong_state"], "crumbs": _crumbs(row.meeting, _("Tindak lanjut"))},
    )  # fmt: skip


@require_safe
def follow_up(request: Request, code: str, number: int) -> HttpResponse:
    """One follow-up: what, by whom, until when, what came of it."""
    return _follow_up_page(request, _follow_up(request, code, number))


@posts("follow_up", "code", "number")
def do_follow_up(request: Request, code: str, number: int, verb: str) -> HttpResponse:
    row = _follow_up(request, code, number)
    stop_if([r for r in _reasons(verb, row, request.actor) if r.kind == "forbidden"])
    call = FOLLOW_UP_DOINGS[verb][3]
    form = _form_for(verb, row, request.POST, request.FILES)
    return act(
        request, form, lambda v: call(Ask(request.actor, timezone.now(), v, row.meeting), row), to=reverse("follow_up", args=[code, number]),
        again=lambda f: _follow_up_page(request, _follow_up(request, code, number), (verb, f)), said=_("Tercatat."),
    )  # fmt: skip


@require_safe
def evidence(request: Request, code: str, number: int) -> FileResponse:
    row = _follow_up(request, code, number)
    if row.evidence is None:
        raise Http404
    return serve(row.evidence, f"bukti-{code}-{number}")

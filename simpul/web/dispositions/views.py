"""The pages of dispositions: the leader's question with its four answers, what staff record, and what the officer does."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from simpul.core.behalf import Behalf
from simpul.core.dates import local_day
from simpul.core.refusals import stop_if
from simpul.documents.actions import store
from simpul.organizations.models import Post
from simpul.proposals import actions
from simpul.proposals.actions.held import closed_from
from simpul.proposals.models import Hop, Proposal
from simpul.proposals.models.screening import asked_of, hard
from simpul.proposals.rules import hops, states, verbs
from simpul.reports import desk
from simpul.reports import waiting as waits
from simpul.reports.stakes import recommendations_of, stakes_of
from simpul.web.documents.serving import serve
from simpul.web.doing import act, form_page, posts
from simpul.web.forms import EmptyForm, Form
from simpul.web.proposals.views import crumbs_of
from simpul.web.request import Request

from . import forms
from .blocks import cascade

# verb → word in the address, form, title, the button
ANSWERS: dict[str, tuple[str, type[Form], Any, Any]] = {
    states.RETURN: ("kembalikan", forms.ReturnForm, _("Kembalikan dengan pertanyaan"), _("Kembalikan")),
    states.DECLINE: ("tolak", forms.DeclineForm, _("Tolak dengan alasan"), _("Tolak")),
    states.DELEGATE: ("teruskan", forms.DelegateForm, _("Teruskan"), _("Teruskan")),
}


def _inside(request: Request, code: str) -> Proposal:
    rows = Proposal.objects.inside(request.actor).select_related("region", "partner")
    return get_object_or_404(rows, code=code)


def _hop(request: Request, code: str, number: int) -> Hop:
    rows = Hop.objects.visible_to(request.actor).with_desk().select_related("proposal__region", "proposal__partner")
    return get_object_or_404(rows, proposal__code=code, number=number)


def _question(hop: Hop) -> hops.Question:
    return hop.question(local_day(timezone.now(), hop.organization.zone))


def _posts(region_id: int, zone: str, *, but: int | None = None) -> Any:
    return forms.posts_in(region_id, local_day(timezone.now(), zone), but=but)


@require_safe
def show(request: Request, code: str, number: int) -> HttpResponse:
    """One question: what is asked by whom, what is at stake, what the screening recommends, and the four answers."""
    return _page(request, _hop(request, code, number), forms.AgreeForm())


def _page(request: Request, hop: Hop, form: Form) -> HttpResponse:
    proposal, question = hop.proposal, _question(hop)
    rows = cascade(proposal)
    asked = hops.answers(request.actor, question)
    return render(
        request, "dispositions/question.html",
        {"hop": hop, "proposal": proposal, "form": form, "hops": rows, "stakes": stakes_of([proposal])[proposal.pk],
         "recommendation": recommendations_of([proposal]).get(proposal.pk, ""), "items": proposal.items.filter(dropped_at=None),
         "answers": asked, "records": hops.records(request.actor, question), "closed": hops.closed(proposal.state, question), "vacant": _vacant(hop, question),
         "back": _advice(hop, rows), "hard": hops.HARD if hard(proposal) else None, "typed": _typed(form), "noted": asked_of(proposal), "zone": request.actor.zone,
         "confirms": not hops.refusals_to_confirm(question, request.actor)},
    )  # fmt: skip


def _typed(form: Form) -> str:
    """What was typed into a form that can no longer be sent: it stays readable."""
    return str(form["text"].value() or "") if form.is_bound and "text" in form.fields else ""


def _vacant(hop: Hop, question: hops.Question) -> str:
    """Why this desk cannot answer itself now; staff may still record what its last holder answered on paper."""
    text = _("%(post)s sedang tidak dijabat siapa pun. Minta petugas mencatat pejabat barunya.")
    return "" if question.held else text % {"post": hop.post.title}


def _advice(hop: Hop, rows: list[Hop]) -> list[Hop]:
    """What came back to this desk: the answers to the same question when it was passed on before."""
    before = {
        r.pk for r in rows if (r.post_id, r.asked_by_id) == (hop.post_id, hop.asked_by_id) and r.number < hop.number
    }
    return [r for r in rows if r.asked_by_id in before and r.answer and r.answer != states.DELEGATE]


@posts("disposition", "code", "number")
def agree(request: Request, code: str, number: int) -> HttpResponse:
    """«Setuju»: the one main button, with a note if one likes."""
    hop = _hop(request, code, number)
    stop_if(_begin(request, hop))
    return act(
        request, forms.AgreeForm(request.POST),
        lambda v: actions.answer(hop, answer=states.AGREE, text=v["text"], by=request.actor, at=timezone.now()),
        to="desk", again=lambda form: _page(request, hop, form), said=_("Tercatat: setuju."),
    )  # fmt: skip


def _begin(request: Request, hop: Hop) -> list[Any]:
    """The pages of the desk itself; staff have a page of their own."""
    return [] if hops.answers(request.actor, _question(hop)) else [hops.NOT_YOUR_DESK]


def answer(request: Request, code: str, number: int, verb: str) -> HttpResponse:
    """A short form for a question, a refusal, or passing it on."""
    hop = _hop(request, code, number)
    stop_if(_begin(request, hop))
    _word, form_class, title, submit = ANSWERS[verb]
    more = (
        {"posts": _posts(hop.proposal.region_id, hop.organization.zone, but=hop.post_id)}
        if verb == states.DELEGATE
        else {}
    )
    opened = request.method != "POST" or "buka" in request.POST  # from the question's page, with what was typed there
    first = {"text": request.POST.get("text", "")}
    form = form_class(initial=first, **more) if opened else form_class(request.POST, **more)

    def again(form: Form) -> HttpResponse:
        return form_page(
            request, form, title=title, intro=hop.proposal.title, submit=submit, crumbs=_crumbs(hop, title),
            back=reverse("disposition", args=[code, number]),
        )  # fmt: skip

    def call(values: dict[str, Any]) -> Any:
        more = _passed_on(form) if verb == states.DELEGATE else {}
        return actions.answer(hop, answer=verb, text=values["text"], by=request.actor, at=timezone.now(), **more)

    if opened:
        return again(form)
    return act(request, form, call, to="desk", again=again, said=_("Jawaban tercatat."))


def _passed_on(form: Any) -> dict[str, Any]:
    return {"to": form.desks(), "mode": form.cleaned_data["mode"], "due": form.cleaned_data["due"]}


def record(request: Request, code: str, number: int) -> HttpResponse:
    """What the holder answered on paper is recorded in the holder's name."""
    hop = _hop(request, code, number)
    stop_if([] if hops.records(request.actor, _question(hop)) else [hops.NOT_YOUR_DESK])
    posts = _posts(hop.proposal.region_id, hop.organization.zone, but=hop.post_id)
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.RecordForm(*bound, hop=hop, posts=posts)
    title = _("Catat jawaban %(post)s") % {"post": hop.post.title}

    def again(form: Form) -> HttpResponse:
        intro = _("Untuk pejabat yang menjawab di atas kertas. Pejabatnya dapat memastikan catatan ini kemudian.")
        return form_page(
            request, form, title=title, intro=intro, submit=_("Catat"), crumbs=_crumbs(hop, title),
            back=reverse("disposition", args=[code, number]),
        )  # fmt: skip

    def call(v: dict[str, Any]) -> Any:
        at = timezone.now()
        letter = store(v["letter"], kind="letter", by=request.actor, at=at, field="letter") if v["letter"] else None
        behalf = Behalf(v["holding"].person, v["holding"].title, v["behalf_on"], letter)
        more = _passed_on(form) if v["answer"] == states.DELEGATE else {}
        return actions.answer(hop, answer=v["answer"], text=v["text"], behalf=behalf, by=request.actor, at=at, **more)

    if request.method != "POST":
        return again(form)
    to = reverse("disposition", args=[code, number])
    return act(request, form, call, to=to, again=again, said=_("Jawaban dicatat atas nama pejabat."))


@posts("disposition", "code", "number")
def confirm(request: Request, code: str, number: int) -> HttpResponse:
    """The holder confirms what was recorded in the post's name."""
    hop = _hop(request, code, number)
    here = reverse("disposition", args=[code, number])
    return act(
        request, EmptyForm(request.POST), lambda v: actions.confirm_answer(hop, by=request.actor, at=timezone.now()),
        to=here, again=lambda form: _page(request, hop, form), said=_("Pencatatan dipastikan."),
    )  # fmt: skip


@require_safe
def letter(request: Request, code: str, number: int) -> FileResponse:
    """The scanned sheet behind an answer that was recorded for somebody."""
    hop = _hop(request, code, number)
    if hop.letter is None:
        raise Http404
    return serve(hop.letter, f"disposisi-{code}-{number}")


def _crumbs(hop: Hop, title: str) -> list[tuple[str, str]]:
    here = reverse("disposition", args=[hop.proposal.code, hop.number])
    return [(_("Meja Kerja"), reverse("desk")), (hop.proposal.title, here), (title, "")]


# What the officer does


def submit(request: Request, code: str) -> HttpResponse:
    """The proposal goes to a leader's desk."""
    proposal, actor = _inside(request, code), request.actor
    stop_if(verbs.permission(actor, "proposal.register"))
    posts = _posts(proposal.region_id, proposal.region.zone)
    head = Post.objects.filter(organization=proposal.region_id, is_head=True, end=None).first()
    initial = {"version": proposal.version, "post": head and head.pk}
    form = forms.SubmitForm(request.POST if request.method == "POST" else None, posts=posts, initial=initial)

    def call(v: dict[str, Any]) -> Any:
        return actions.submit(proposal, **v, by=actor, at=timezone.now())

    return _do(
        request, proposal, form, call, _("Naikkan kepada pimpinan"), _("Naikkan"), _("Usulan berada di meja pimpinan.")
    )


def recall(request: Request, code: str) -> HttpResponse:
    """The officer takes the proposal back from the desks."""
    proposal, actor = _inside(request, code), request.actor
    stop_if(verbs.permission(actor, "proposal.register"))
    form = forms.RecallForm(request.POST if request.method == "POST" else None)
    title = _("Tarik disposisi")
    intro = _("Usulan kembali ke meja petugas; pertanyaan yang masih terbuka tidak perlu dijawab lagi.")
    said = _("Disposisi ditarik kembali.")
    if proposal.state == states.INCOMPLETE:
        title = _("Tarik permintaan melengkapi")
        intro = _("Usulan kembali ke meja petugas seperti adanya; pengirim diberi tahu dan membaca alasannya.")
        said = _("Permintaan melengkapi ditarik kembali.")

    def call(v: dict[str, Any]) -> Any:
        return actions.recall(proposal, reason=v["reason"], by=actor, at=timezone.now())

    return _do(request, proposal, form, call, title, _("Tarik"), said, intro)


def close(request: Request, code: str) -> HttpResponse:
    """Nobody answered: the case is closed by a decision, with the whole history."""
    proposal, actor = _inside(request, code), request.actor
    stop_if(verbs.permission(actor, "proposal.close"))
    form = forms.CloseForm(request.POST if request.method == "POST" else None)
    intro = _("Penutupan ini keputusan Anda dan tercatat atas nama jabatan Anda. Usulan dapat dibuka kembali.")

    def call(v: dict[str, Any]) -> Any:
        return actions.close_unanswered(proposal, reason=v["reason"], by=actor, at=timezone.now())

    title = _("Tutup tanpa tanggapan")
    return _do(request, proposal, form, call, title, _("Tutup"), _("Usulan ditutup tanpa tanggapan."), intro)


def reopen(request: Request, code: str) -> HttpResponse:
    """A case that silence closed lies on a desk again: a leader's is chosen, the sender's or the partner's is known."""
    proposal, actor = _inside(request, code), request.actor
    stop_if(verbs.permission(actor, "proposal.close"))
    asks = closed_from(proposal) == states.AWAITING
    posts = _posts(proposal.region_id, proposal.region.zone) if asks else None
    form = forms.ReopenForm(request.POST if request.method == "POST" else None, posts=posts)

    def call(v: dict[str, Any]) -> Any:
        return actions.reopen(proposal, **v, by=actor, at=timezone.now())

    return _do(request, proposal, form, call, _("Buka kembali"), _("Buka kembali"), _("Usulan dibuka kembali."))


def _do(
    request: Request, proposal: Proposal, form: Form, call: Any, title: str, word: str, said: str, intro: str = ""
) -> HttpResponse:
    """One page for one verb of the officer."""
    case = reverse("proposal", args=[proposal.code])
    crumbs = crumbs_of(proposal, title)

    def again(form: Form) -> HttpResponse:
        return form_page(request, form, title=title, intro=intro, submit=word, crumbs=crumbs, back=case)

    if request.method != "POST":
        return again(form)
    return act(request, form, call, to=case, again=again, said=said)


@require_safe
def waiting(request: Request) -> HttpResponse:
    """«Di meja siapa»: everything open with its desk and since when, and how long desks and stages take."""
    actor, at = request.actor, timezone.now()
    asked = {key: request.GET.get(key, "").replace("\x00", "")[:60] for key in ("meja", "tahap")}
    found = waits.everything(actor, desk=asked["meja"], state=asked["tahap"], page=_number(request.GET.get("hal", "1")))
    return render(
        request, "dispositions/waiting.html",
        {"found": found, "asked": asked, "stages": {s: states.STATES[s] for s in states.STATES if s in states.OPEN},
         "statistics": waits.statistics(actor, at=at), "desks": waits.desks(actor), "agreements": desk.open_agreements(actor)},
    )  # fmt: skip


def _number(text: str) -> int:
    return min(max(int(text), 1), 10_000) if text.isascii() and text.isdigit() and len(text) < 6 else 1

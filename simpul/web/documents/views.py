"""Pages for those who keep the Word templates of an institution."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.documents import actions, lint, placeholders
from simpul.documents.models import PACKAGED, Template, template_bytes
from simpul.documents.rules import DOCX
from simpul.web.doing import act
from simpul.web.request import Request

from .forms import TemplateForm
from .serving import serve


def _keeper(request: Request) -> Actor:
    """The actor, when it may keep templates of an institution."""
    actor: Actor = request.actor
    if not (actor.may("template.write") and actor.institution_id):
        raise PermissionDenied
    return actor


def _paper(paper: str) -> placeholders.Paper:
    if paper not in placeholders.PAPERS:
        raise Http404
    return placeholders.PAPERS[paper]


def templates(request: Request) -> HttpResponse:
    """Every paper with the template that counts now."""
    actor = _keeper(request)
    newest: dict[str, Template] = {}
    for row in Template.objects.visible_to(actor).order_by("scope", "number"):
        newest[row.paper] = row  # the institution's own after the common ones, the newest last
    rows = [(code, paper.label, newest.get(code)) for code, paper in placeholders.PAPERS.items()]
    return render(request, "documents/templates.html", {"rows": rows, "crumbs": _crumbs()})


def template(request: Request, paper: str) -> HttpResponse:
    """What the template may say, what the linter thinks of it, and its history."""
    actor, kind = _keeper(request), _paper(paper)
    scope = str(actor.institution_id)
    return render(
        request,
        "documents/template.html",
        {
            "paper": paper,
            "kind": kind,
            "problems": lint.problems(template_bytes(paper, scope), kind),
            "names": placeholders.rows(kind.names),
            "needed": kind.needed,
            "history": Template.objects.visible_to(actor).filter(paper=paper).order_by("-made_at"),
            "crumbs": _crumbs(kind.label),
        },
    )


def download(request: Request, paper: str) -> FileResponse:
    """The template that counts now."""
    actor = _keeper(request)
    _paper(paper)
    row = Template.objects.newest(paper, str(actor.institution_id))
    if row:
        return serve(row.file, f"templat-{paper}-{row.number}")
    packaged = io.BytesIO((PACKAGED / f"{paper}.docx").read_bytes())
    return FileResponse(packaged, as_attachment=True, filename=f"templat-{paper}.docx", content_type=DOCX)


def version(request: Request, pk: int) -> FileResponse:
    """An older template, as it was."""
    _keeper(request)
    row = get_object_or_404(Template.objects.visible_to(request.actor).select_related("file"), pk=pk)
    return serve(row.file, f"templat-{row.paper}-{row.number}")


def replace(request: Request, paper: str) -> HttpResponse:
    """Uploads a new template for the own institution; the linter's findings stand beside the field."""
    actor, kind = _keeper(request), _paper(paper)
    scope = str(actor.institution_id)
    mine = Template.objects.visible_to(actor).filter(paper=paper, scope=scope).first()

    def call(values: dict[str, Any]) -> None:
        at = timezone.now()
        file = actions.store(values["file"], kind="template", by=actor, at=at)
        actions.replace_template(
            paper=paper, scope=scope, file=file, note=values["note"], version=values["version"], by=actor, at=at
        )

    def page(form: Any) -> HttpResponse:
        crumbs = [*_crumbs(), (kind.label, reverse("template", args=[paper])), (_("Ganti"), "")]
        return render(
            request,
            "documents/replace.html",
            {"form": form, "kind": kind, "back": reverse("template", args=[paper]), "crumbs": crumbs},
        )

    if request.method != "POST":
        return page(TemplateForm(initial={"version": mine.number if mine else 0}))
    form = TemplateForm(request.POST, request.FILES)
    to = reverse("template", args=[paper])
    return act(
        request, form, call, to=to, again=page, said=_("Templat diganti. Naskah berikutnya memakai templat ini.")
    )


def _crumbs(last: Any = "") -> list[tuple[Any, str]]:
    return (
        [(_("Templat naskah"), reverse("templates")), (last, "")]
        if last
        else [(_("Templat naskah"), reverse("templates"))]
    )

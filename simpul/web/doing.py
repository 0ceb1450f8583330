"""How a page does something: one POST, one call, one effect; or the page again with the reasons."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, render, resolve_url
from django.utils import translation
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.behalf import Behalf
from simpul.core.canonical import sha256
from simpul.core.dates import local_day
from simpul.core.idempotency import FORM_FIELD, read_key, sent
from simpul.core.keeping import refusal_from
from simpul.core.refusals import Refused
from simpul.documents.actions import store
from simpul.register.actions import once

from .forms import Form


@dataclasses.dataclass(frozen=True)
class Asked:
    """What a call is given: who, when, and the cleaned values; each area adds its case."""

    by: Actor
    at: dt.datetime
    values: dict[str, Any]

    @property
    def today(self) -> dt.date:
        return local_day(self.at, self.by.zone)

    def file(self, field: str, kind: str) -> Any:
        """The uploaded file, looked into and kept; None when there was none."""
        upload = self.values.get(field)
        return store(upload, kind=kind, by=self.by, at=self.at, field=field) if upload else None

    def behalf(self) -> Behalf | None:
        """For whom it is recorded, when the form says so."""
        v = self.values
        if not v.get("behalf_name"):
            return None
        return Behalf(v["behalf_name"], v["behalf_post"], v["behalf_on"], self.file("letter", "letter"))


def act(
    request: HttpRequest,
    form: Form,
    call: Callable[[dict[str, Any]], Any],
    *,
    to: Callable[[Any], str] | str,
    again: Callable[[Form], HttpResponse],
    said: str | Callable[[], str] = "",
    adds: bool = False,
) -> HttpResponse:
    """The form is read, `call(values)` has its one effect, and the browser goes `to`; else `again(form)` shows the page with reasons.

    `to` is an address or makes one from the call's result. A form error answers 422, a refusal its own status.
    `said` is told on the next page: a sentence, or what makes one from how things now stand.
    Who goes Back to a page that was sent and types on is heard; where the page `adds` rows beside others, it is refused with
    `request.key_reused`, or they would be there twice.
    """
    if not form.is_valid():
        return _with_status(again(form), 422)

    key, verb = read_key(request.POST.get(FORM_FIELD)), request.path
    if key and adds:
        verb = f"{verb} {sent(request)}"
    elif key:
        key = sha256(f"{key} {sent(request)}")

    def effect() -> str:
        result = call(form.cleaned_data)
        return resolve_url(to(result) if callable(to) else to)

    try:
        with translation.override("id"):  # what is kept and told to others is not in the language of who does it
            where = once(
                effect,
                by=request.actor,  # type: ignore[attr-defined]
                key=key,
                verb=verb,
            )
    except IntegrityError as broken:
        form.refuse([refusal_from(broken)])
        return _with_status(again(form), 409)
    except Refused as stopped:
        form.refuse(stopped.refusals)
        return _with_status(again(form), stopped.status)
    if said:
        messages.success(request, said() if callable(said) else said)
    return redirect(where)


def posts(to: str, *keep: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The view is for a button only; who opens its address (after the login, or a reload) is led to the page that holds the button.

    `to` is the name of that page, `keep` the arguments of this address that it has as well.
    """

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def wrapped(request: HttpRequest, **arguments: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, **arguments)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            messages.info(
                request, _("Belum ada yang berubah. Bila masih perlu, tekan lagi tombolnya pada halaman ini.")
            )
            return redirect(to, **{name: arguments[name] for name in keep})

        return wrapped

    return decorate


def _with_status(response: HttpResponse, status: int) -> HttpResponse:
    response.status_code = status
    return response


def form_page(request: HttpRequest, form: Form, **context: Any) -> HttpResponse:
    """A page that is one form: `title`, `intro`, `submit` (the word on the button), `back` (where Batal leads), `crumbs`."""
    return render(request, context.pop("template", "form.html"), {"form": form, **context})

"""One's own account: roles and which of them is active, notices, second factor, tokens; and accepting an invitation."""

from __future__ import annotations

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from simpul.accounts import actions, rules
from simpul.accounts.models import Invitation, Membership, Token, User
from simpul.core.actors import ANYONE
from simpul.notices.actions import mark_read
from simpul.notices.models import Notice
from simpul.web.doing import act, form_page
from simpul.web.forms import EmptyForm
from simpul.web.request import Request

from . import forms

PAGE = 20
BACKEND = "django.contrib.auth.backends.ModelBackend"


def _me(request: Request) -> int:
    return request.actor.user_id or 0


def _my_memberships(request: Request) -> Any:
    mine = Membership.objects.visible_to(request.actor).filter(user_id=_me(request))
    return mine.on(timezone.localdate()).select_related("organization__institution", "post", "user")


@never_cache
def account(request: Request) -> HttpResponse:
    """Who I am here, what I was told, and the keys to my account. A new token's text is shown on this one view."""
    at = timezone.now()
    notices = Notice.objects.visible_to(request.actor)
    tokens = Token.objects.filter(membership__user_id=_me(request)).valid(at)
    context = {
        "mine": _my_memberships(request),
        "page": Paginator(notices, PAGE).get_page(request.GET.get("halaman")),
        "unread": notices.unread().count(),
        "has_totp": is_mfa_enabled(request.user),
        "tokens": tokens.select_related("membership__organization"),
        "new_token": request.session.pop("new_token", ""),
    }
    return render(request, "accounts/mine.html", context)


@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    membership = get_object_or_404(_my_memberships(request), pk=pk)
    return act(
        request,
        EmptyForm(request.POST),
        lambda v: actions.switch_membership(
            request.session, membership=membership, by=request.actor, at=timezone.now()
        ),
        to=reverse("desk"),
        again=lambda form: account(request),
        said=_("Anda sekarang bertindak sebagai %(membership)s.") % {"membership": membership},
    )


@require_POST
def read_notices(request: Request) -> HttpResponse:
    unread = Notice.objects.visible_to(request.actor).unread()
    return act(
        request,
        EmptyForm(request.POST),
        lambda v: mark_read(unread, by=request.actor, at=timezone.now()),
        to=reverse("account"),
        again=lambda form: account(request),
        said=_("Semua pemberitahuan ditandai sudah dibaca."),
    )


def make_token(request: Request) -> HttpResponse:
    """A key to the API. Its text waits in the session for the next view of the account page and is kept nowhere else."""
    context = {
        "title": _("Token baru"),
        "intro": _("Token membuka antarmuka program (API) atas nama Anda. Teksnya ditampilkan satu kali saja."),
        "submit": _("Buat token"),
        "back": reverse("account"),
        "crumbs": [(_("Akun saya"), reverse("account")), (_("Token baru"), "")],
    }

    def call(values: dict[str, Any]) -> None:
        _token, request.session["new_token"] = actions.make_token(
            values["membership"], name=values["name"], days=values["days"], by=request.actor, at=timezone.now()
        )

    form = forms.TokenForm(request.POST if request.method == "POST" else None, memberships=_my_memberships(request))
    if request.method != "POST":
        return form_page(request, form, **context)
    return act(request, form, call, to=reverse("account"), again=lambda form: form_page(request, form, **context))


@require_POST
def revoke_token(request: Request, pk: int) -> HttpResponse:
    token = get_object_or_404(Token.objects.visible_to(request.actor), pk=pk)
    return act(
        request,
        EmptyForm(request.POST),
        lambda v: actions.revoke_token(token, by=request.actor, at=timezone.now()),
        to=reverse("account"),
        again=lambda form: _refused(request, form),
        said=_("Token dicabut."),
    )


def _refused(request: Request, form: Any) -> HttpResponse:
    return form_page(request, form, title=_("Belum bisa"), submit=_("Coba lagi"), back=reverse("account"))


@login_not_required
@never_cache
def invitation(request: Request, token: str) -> HttpResponse:
    """The page behind an invitation: a new account with a password, or one more role for the account one is logged in with."""
    at = timezone.now()
    row = Invitation.objects.by_token(token).select_related("organization__institution", "post").first()
    known = User.objects.filter(email__iexact=row.email).first() if row else None
    other = known is not None and known.pk != request.actor.user_id
    reasons = rules.refusals_to_use_invitation(row.state(at) if row else "unknown", other_account=other)
    context = {"invitation": row, "reasons": reasons, "known": known, "address": request.path}
    if reasons and request.method != "POST":
        dead = row is None or row.state(at) != "open"
        return render(
            request, "accounts/invitation.html", context, status=(404 if row is None else 410) if dead else 200
        )
    form = (EmptyForm if known else forms.AcceptForm)(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "accounts/invitation.html", context | {"form": form})

    def call(values: dict[str, Any]) -> None:
        by = request.actor if known else ANYONE
        user = actions.accept_invitation(token=token, password=values.get("password"), by=by, at=at)
        if not known:
            login(request, user, backend=BACKEND)

    def again(form: Any) -> HttpResponse:
        return render(request, "accounts/invitation.html", context | {"form": form})

    return act(request, form, call, to=reverse("desk"), again=again, said=_("Selamat datang di Simpul."))

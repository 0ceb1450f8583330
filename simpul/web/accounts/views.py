"""People of an institution and their roles: for those who manage accounts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from simpul.accounts import actions, rules
from simpul.accounts.models import Invitation, Membership, User
from simpul.core.canonical import clean_text
from simpul.web.doing import act, form_page
from simpul.web.forms import EmptyForm, Form
from simpul.web.request import Request

from . import forms

PAGE = 50


def _only_managers(request: Request) -> None:
    if not (request.actor.may("account.manage") or request.actor.may("site.manage")):
        raise PermissionDenied


def _crumbs(*more: tuple[str, str] | str) -> list[tuple[str, str]]:
    return [(_("Akun"), reverse("accounts"))] + [(m, "") if isinstance(m, str) else m for m in more]


def accounts(request: Request) -> HttpResponse:
    """Who has an account in one's institution, with their roles, and who has been invited."""
    _only_managers(request)
    today, text = timezone.localdate(), clean_text(request.GET.get("q", ""))[:100].strip()
    roles = Membership.objects.visible_to(request.actor).on(today).select_related("organization", "post")
    people = User.objects.visible_to(request.actor).search(text).order_by("name", "pk")
    page = Paginator(people.prefetch_related(Prefetch("memberships", queryset=roles)), PAGE).get_page(
        request.GET.get("halaman")
    )
    waiting = Invitation.objects.visible_to(request.actor).waiting(timezone.now()).select_related("organization")
    context = {"page": page, "text": text, "waiting": waiting[:PAGE]}
    return render(request, "accounts/list.html", context)


def roles(request: Request) -> HttpResponse:
    """Which role may do what: the same table the site itself goes by."""
    _only_managers(request)
    table = [
        (words, [(role.label, code in role.permissions) for role in rules.ROLES.values()])
        for code, words in rules.PERMISSIONS.items()
    ]
    reaches = [(role.label, rules.REACHES[role.reach]) for role in rules.ROLES.values()]
    context = {"roles": [role.label for role in rules.ROLES.values()], "table": table, "reaches": reaches}
    return render(request, "accounts/roles.html", context | {"crumbs": _crumbs(_("Peran dan wewenang"))})


def _find(request: Request, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.actor), pk=pk)


def person(request: Request, pk: int) -> HttpResponse:
    """One person's roles, now and before, and what can be done with the account."""
    _only_managers(request)
    user, today = _find(request, pk), timezone.localdate()
    seen = (
        Membership.objects.visible_to(request.actor)
        .filter(user=user)
        .select_related("organization__institution", "post")
    )
    rows = [(m, m.start <= today and (m.end is None or m.end >= today)) for m in seen.order_by("-start", "-pk")]
    context = {
        "person": user,
        "rows": rows,
        "has_role": any(valid for _row, valid in rows),
        "is_self": user.pk == request.actor.user_id,
        "crumbs": _crumbs(user.name),
    }
    return render(request, "accounts/person.html", context)


def _form_view(
    request: Request,
    form: Form,
    call: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    submit: str,
    said: str,
    to: str,
    intro: str = "",
) -> HttpResponse:
    context = {"title": title, "intro": intro, "submit": submit, "back": to, "crumbs": _crumbs(title)}
    if request.method != "POST":
        return form_page(request, form, **context)
    return act(request, form, call, to=to, again=lambda form: form_page(request, form, **context), said=said)


def invite(request: Request) -> HttpResponse:
    _only_managers(request)
    initial = {}
    if request.method != "POST" and (code := request.GET.get("lembaga")):
        found = [pk for pk, known in forms.units_of(request.actor).values_list("pk", "code") if str(known) == code]
        initial = {"organization": found[0]} if found else {}
    return _form_view(
        request,
        forms.InviteForm(request.POST if request.method == "POST" else None, actor=request.actor, initial=initial),
        lambda v: actions.invite(**v, by=request.actor, at=timezone.now()),
        title=_("Undang orang"),
        intro=_(
            "Tautan undangan dikirim ke surel orang itu dan hanya berlaku satu kali. Anda tidak melihat tautannya."
        ),
        submit=_("Kirim undangan"),
        said=_("Undangan dikirim."),
        to=reverse("accounts"),
    )


def withdraw(request: Request, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.actor).select_related("organization"), pk=pk)
    return _form_view(
        request,
        EmptyForm(request.POST if request.method == "POST" else None),
        lambda v: actions.withdraw_invitation(invitation, by=request.actor, at=timezone.now()),
        title=_("Tarik undangan"),
        intro=_("Tautan dalam surel kepada %(name)s tidak akan berlaku lagi.") % {"name": invitation.name},
        submit=_("Tarik undangan"),
        said=_("Undangan ditarik."),
        to=reverse("accounts"),
    )


def add_role(request: Request, pk: int) -> HttpResponse:
    _only_managers(request)
    user = _find(request, pk)
    return _form_view(
        request,
        forms.AddRoleForm(request.POST if request.method == "POST" else None, actor=request.actor),
        lambda v: actions.add_membership(user, **v, by=request.actor, at=timezone.now()),
        title=_("Beri peran"),
        intro=user.name,
        submit=_("Beri peran"),
        said=_("Peran diberikan."),
        to=reverse("accounts_person", args=[user.pk]),
    )


def end_role(request: Request, pk: int) -> HttpResponse:
    _only_managers(request)
    seen = Membership.objects.visible_to(request.actor).select_related("user", "organization")
    membership = get_object_or_404(seen, pk=pk)
    return _form_view(
        request,
        EmptyForm(request.POST if request.method == "POST" else None),
        lambda v: actions.end_membership(membership, by=request.actor, at=timezone.now()),
        title=_("Akhiri peran"),
        intro=_("%(membership)s. Peran berakhir saat ini juga; pekerjaan yang terbuka tetap pada lembaganya.")
        % {"membership": membership},
        submit=_("Akhiri peran"),
        said=_("Peran diakhiri."),
        to=reverse("accounts_person", args=[membership.user_id]),
    )


def hand_over(request: Request, pk: int) -> HttpResponse:
    _only_managers(request)
    user = _find(request, pk)
    return _form_view(
        request,
        forms.HandOverForm(request.POST if request.method == "POST" else None, actor=request.actor, leaving=user),
        lambda v: actions.hand_over(user, to=v["to"], by=request.actor, at=timezone.now()),
        title=_("Serahkan semua pekerjaan"),
        intro=_(
            "Semua peran %(name)s di lembaga Anda beralih hari ini juga, termasuk pemberitahuan yang belum dibaca. Sesi dan tokennya berakhir."
        )
        % {"name": user.name},
        submit=_("Serahkan semua"),
        said=_("Semua pekerjaan diserahkan."),
        to=reverse("accounts_person", args=[user.pk]),
    )


def deactivate(request: Request, pk: int) -> HttpResponse:
    _only_managers(request)
    user = _find(request, pk)
    return _form_view(
        request,
        EmptyForm(request.POST if request.method == "POST" else None),
        lambda v: actions.deactivate(user, by=request.actor, at=timezone.now()),
        title=_("Nonaktifkan akun"),
        intro=_(
            "%(name)s tidak dapat masuk lagi; peran, sesi, dan tokennya berakhir saat ini juga. Jejaknya dalam register tetap."
        )
        % {"name": user.name},
        submit=_("Nonaktifkan"),
        said=_("Akun dinonaktifkan."),
        to=reverse("accounts_person", args=[user.pk]),
    )


def reactivate(request: Request, pk: int) -> HttpResponse:
    _only_managers(request)
    user = _find(request, pk)
    return _form_view(
        request,
        EmptyForm(request.POST if request.method == "POST" else None),
        lambda v: actions.reactivate(user, by=request.actor, at=timezone.now()),
        title=_("Aktifkan akun"),
        intro=_("%(name)s dapat masuk lagi. Peran perlu diberikan kembali.") % {"name": user.name},
        submit=_("Aktifkan"),
        said=_("Akun aktif kembali."),
        to=reverse("accounts_person", args=[user.pk]),
    )

"""The directory of institutions, for all who have an account; and who the token speaks for."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal, stop_if
from simpul.organizations import rules
from simpul.organizations.models import Authority, Holding, Organization, Post

from .auth import who
from .doing import reads
from .values import OneOf, Out, Paged, text

router = Router(tags=["organizations"])


class OrganizationRow(Out):
    code: uuid.UUID
    name: str
    short_name: str
    kind: str
    kind_label: str
    institution: str
    region_code: str
    zone: str
    start: dt.date | None
    end: dt.date | None


class OrganizationsOut(Out):
    items: list[OrganizationRow]
    more: bool


class OrganizationsIn(Paged):
    search: Annotated[str, text(100)] = ""
    kind: Annotated[str, OneOf(rules.KINDS)] | None = None


def _row(row: Organization) -> dict[str, Any]:
    same = {key: getattr(row, key) for key in ("code", "name", "short_name", "kind", "region_code", "zone", "start", "end")}  # fmt: skip
    institution = row.institution.name if row.institution else ""
    return same | {"kind_label": str(row.get_kind_display()), "institution": institution}


@reads(router, "/organizations", "Daftar lembaga dan unitnya", OrganizationsOut)
def organizations_list(request: HttpRequest, asked: Query[OrganizationsIn]) -> Any:
    rows = Organization.objects.visible_to(who(request)).search(asked.search).select_related("institution")
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    some = list(rows.order_by("name", "pk")[asked.span])
    return OrganizationsOut(
        items=[OrganizationRow(**_row(row)) for row in some[: asked.limit]], more=len(some) > asked.limit
    )


def organizations_by(by: Actor, codes: list[uuid.UUID], field: str) -> dict[uuid.UUID, Organization]:
    """The organisations with these codes that still exist; Refused when one is unknown."""
    known = Organization.objects.visible_to(by).filter(end=None, code__in=codes).select_related("institution")
    rows = {row.code: row for row in known}
    stop_if([] if set(codes) <= set(rows) else [unknown_organization(field)])
    return rows


def unknown_organization(field: str) -> Refusal:
    text = _("Lembaga ini tidak dikenal atau sudah berakhir. Cari kodenya pada daftar lembaga.")
    return Refusal("organization.unknown", text, "value", field)


def organization(by: Actor, code: uuid.UUID, field: str) -> Organization:
    """The one organisation with this code; Refused when it is unknown or has ended."""
    return organizations_by(by, [code], field)[code]


class HoldingOut(Out):
    """`id` is what naming a signer asks for."""

    id: int
    person: str
    title: str
    manner: str
    start: dt.date
    end: dt.date | None


class PostOut(Out):
    """`id` is what laying a proposal on a desk asks for."""

    id: int
    title: str
    is_head: bool
    holdings: list[HoldingOut]


class AuthorityOut(Out):
    """`kinds` empty: every kind of document."""

    id: int
    post: str
    basis: str
    number: str
    kinds: list[str]
    start: dt.date
    end: dt.date | None


class OrganizationOut(OrganizationRow):
    parent: uuid.UUID | None
    form: str
    units: list[OrganizationRow]
    posts: list[PostOut]
    authorities: list[AuthorityOut]


@reads(router, "/organizations/{code}", "Satu lembaga: jabatan, pejabat, kewenangan, unit", OrganizationOut)
def organization_read(request: HttpRequest, code: uuid.UUID) -> Any:
    seen = Organization.objects.visible_to(who(request)).select_related("institution", "parent")
    row = get_object_or_404(seen, code=code)
    form = row.form_on(timezone.localdate())
    holdings = Prefetch("holdings", queryset=Holding.objects.select_related("post"))
    return OrganizationOut(
        **_row(row),
        parent=row.parent.code if row.parent else None,
        form=form.form if form else "",
        units=[OrganizationRow(**_row(unit)) for unit in row.children.select_related("institution")],
        posts=[_post(post) for post in row.posts.prefetch_related(holdings)],
        authorities=[_authority(held) for held in row.authorities.select_related("post")],
    )


def _post(row: Post) -> PostOut:
    return PostOut(
        id=row.pk,
        title=row.title,
        is_head=row.is_head,
        holdings=[
            HoldingOut(id=h.pk, person=h.person, title=h.title, manner=h.manner, start=h.start, end=h.end)
            for h in row.holdings.all()
        ],
    )


def _authority(row: Authority) -> AuthorityOut:
    return AuthorityOut(
        id=row.pk,
        post=row.post.title,
        basis=row.basis,
        number=row.number,
        kinds=row.kinds,
        start=row.start,
        end=row.end,
    )


class MeOut(Out):
    """For whom the token speaks and what it may do."""

    name: str
    post: str
    organization: str
    role: str
    permissions: list[str]


@reads(router, "/me", "Siapa pemilik token ini dan apa wewenangnya", MeOut)
def me_read(request: HttpRequest) -> Any:
    by = who(request)
    return MeOut(
        name=by.name, post=by.post, organization=by.organization, role=by.role, permissions=sorted(by.permissions)
    )

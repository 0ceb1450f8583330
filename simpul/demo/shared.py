"""What every case of the demonstration is made with: institutions, offices with holders, accounts, and papers that carry CONTOH."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from simpul.accounts import actions as accounts
from simpul.accounts.models import Membership
from simpul.core.actors import Actor
from simpul.core.dates import ZONES
from simpul.documents.actions import store_bytes
from simpul.documents.models import File
from simpul.organizations import actions as organizations
from simpul.organizations.models import Organization, Post

SYSTEM = Actor.system("contoh")
SINCE = dt.date(2025, 3, 1)  # the people of the demonstration work there since then


def cast(now: dt.datetime, *, prefix: str = "", since: dt.date = SINCE, zone: str = "WIB") -> SimpleNamespace:
    """An empty stage: `heads` and `authorities` by organisation, `actors` by the account's name without the region's prefix."""
    return SimpleNamespace(
        now=now, at=now - dt.timedelta(days=400), prefix=prefix, since=since, zone=zone,
        opd={}, heads={}, authorities={}, actors=SimpleNamespace(),
    )  # fmt: skip


def moment(c: SimpleNamespace, days: float) -> dt.datetime:
    """Ten in the morning there, so many days before the first start."""
    day = (c.now - dt.timedelta(days=days)).astimezone(ZONES[c.zone])
    return day.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(dt.UTC)


def found(c: SimpleNamespace, name: str, kind: str, **values: Any) -> Organization:
    values.setdefault("zone", c.zone)
    return organizations.found(name=name, kind=kind, by=SYSTEM, at=c.at, **values)


def form(
    c: SimpleNamespace, organization: Organization, kind: str, start: dt.date, basis: str, certainty: str = "U"
) -> None:
    """`certainty`: V where the source says so, L where it is only likely."""
    organizations.give_form(organization, form=kind, start=start, basis=basis, certainty=certainty, by=SYSTEM, at=c.at)


def office(
    c: SimpleNamespace, organization: Organization, title: str, *, is_head: bool = True, manner: str = "definitif"
) -> Post:
    """An office with its (unnamed) holder."""
    post = organizations.create_post(organization, title=title, is_head=is_head, by=SYSTEM, at=c.at)
    person = f"Pejabat {title} (contoh)"
    organizations.appoint(post, person=person, manner=manner, start=c.since, basis="SK contoh", by=SYSTEM, at=c.at)
    return post


def head(
    c: SimpleNamespace,
    organization: Organization,
    title: str,
    *,
    given_by: Post | None = None,
    number: str = "",
    manner: str = "definitif",
) -> Post:
    """The office that leads and may sign: by itself, or by letter when somebody gives it."""
    post = c.heads[organization.pk] = office(c, organization, title, manner=manner)
    basis: dict[str, Any] = {"basis": "jabatan"}
    if given_by:
        basis = {"basis": "surat_kuasa", "number": number, "given_by": given_by, "kinds": ["pks"]}
    c.authorities[organization.pk] = organizations.authorize(
        organization, post=post, start=c.since, by=SYSTEM, at=c.at, **basis
    )
    return post


def account(
    c: SimpleNamespace, key: str, name: str, organization: Organization, role: str, post: Post | None = None
) -> Actor:
    """A person without a password; the card of this name opens the account."""
    user = accounts.create_user(
        email=f"{c.prefix}{key}@contoh.example", name=f"{name} (contoh)", is_demo=True, by=SYSTEM, at=c.at
    )
    member = accounts.add_membership(
        user, organization=organization, role=role, post=post, start=SINCE, by=SYSTEM, at=c.at
    )
    rows = Membership.objects.select_related("user", "organization__institution", "post")
    actor = rows.get(pk=member.pk).actor()
    setattr(c.actors, key.replace("-", "_"), actor)
    return actor


def sample_pdf(*lines: str) -> bytes:
    """One page that says CONTOH in large letters, and below it these lines."""
    words = ["BT /F1 54 Tf 0.8 0.8 0.8 rg 150 640 Td (CONTOH) Tj ET"]
    for n, line in enumerate(lines):
        safe = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        words.append(f"BT /F1 12 Tf 0 0 0 rg 60 {580 - 18 * n} Td ({safe}) Tj ET")
    stream = "\n".join(words).encode("cp1252", "replace")
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    tail = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + tail % (table, len(out))


def sheet(at: dt.datetime, *lines: str, kind: str = "letter") -> File:
    """A stand-in for a scanned paper."""
    return store_bytes(sample_pdf(*lines), "contoh.pdf", kind=kind, by=SYSTEM, at=at)

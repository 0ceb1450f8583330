"""Files of API users: sent first, then named by an id that only the sender can use, and only for a day."""

from __future__ import annotations

from typing import Annotated, Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Form, Router, UploadedFile

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal, stop_if
from simpul.documents.actions import store
from simpul.documents.models import File

from .auth import who
from .doing import act, does
from .values import OneOf, Out

router = Router(tags=["files"])
SALT, LIFE = "simpul.api.file", 24 * 3600
KINDS = ("scan", "letter", "evidence", "attachment")


class FileOut(Out):
    """`id` goes into the field of the verb that needs the file."""

    id: str
    name: str
    sha256: str
    size: int
    media_type: str
    pages: int | None


@does(router, "/files", "Unggah berkas (pindaian, surat, bukti, lampiran)", FileOut, status=201)
def upload_file(request: HttpRequest, file: UploadedFile, kind: Annotated[str, OneOf(KINDS), Form()]) -> Any:
    """The file is looked into and kept; what it means is said by the verb that names its id."""
    by, at = who(request), timezone.now()
    name = (file.name or "")[:200]

    def told(row: File) -> FileOut:
        secret = signing.dumps({"file": row.pk, "by": by.key, "kind": kind, "name": name}, salt=SALT)
        return FileOut(
            id=secret, name=name, sha256=row.sha256, size=row.size, media_type=row.media_type, pages=row.pages
        )

    return act(request, lambda: store(file, kind=kind, by=by, at=at), told, status=201)


def read_file(secret: str | None, kind: str, *, by: Actor, field: str) -> tuple[File | None, str]:
    """The file behind an id of this person and kind, and its name; Refused when it is no such id."""
    if not secret:
        return None, ""
    try:
        said = signing.loads(secret, salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        said = {}
    mine = said.get("by") == by.key and said.get("kind") == kind
    row = File.objects.filter(pk=said["file"]).first() if mine else None
    stop_if([] if row else [unknown(field)])
    return row, said["name"]


def unknown(field: str) -> Refusal:
    text = _("Id berkas ini tidak dikenal, kedaluwarsa, milik orang lain, atau dari jenis lain. Unggah lagi berkasnya.")
    return Refusal("file.unknown", text, "value", field)

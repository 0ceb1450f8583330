"""The only code that keeps files and replaces templates."""

from __future__ import annotations

import datetime as dt
import io
from typing import IO, Any

from django.core.files.base import File as DjangoFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Max

from simpul.core.actors import ANYONE, Actor
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.register.actions import open_chain, record
from simpul.register.models import Chain

from . import lint, placeholders, rules
from .inspection import fingerprint as _fingerprint
from .inspection import inspect
from .models import File, Template
from .storage import NAME, name_of

SWEEP_LOCK = 0x51_3D_0C  # an advisory lock: those who store share it, the sweeper waits until it is alone


@transaction.atomic
def store(upload: Any, *, kind: str, by: Actor, at: dt.datetime, field: str = "file") -> File:
    """The bytes are kept once under their fingerprint. The event is the owner's: a file alone means nothing.

    `upload` is Django's UploadedFile; `kind` a row of rules.KINDS; refusals stand beside `field`. The bytes are on disk
    before the row exists, so a row never lacks them; when the caller's transaction ends without the row, sweep() removes them.
    """
    stop_if([rules.STRANGER] if by == ANYONE else [])
    found = inspect(upload, upload.name or "", kind, field=field)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [SWEEP_LOCK])
    known = File.objects.filter(sha256=found.sha256).first()
    if known and default_storage.exists(str(known.blob)):
        return known
    upload.seek(0)
    name = default_storage.save(name_of(found.sha256), DjangoFile(upload))
    if known:
        return known
    row, _made = File.objects.get_or_create(
        sha256=found.sha256,
        defaults={
            "size": found.size,
            "media_type": found.media_type,
            "pages": found.pages,
            "blob": name,
            "stored_at": at,
        },
    )
    return row


def store_bytes(data: bytes, name: str, *, kind: str, by: Actor, at: dt.datetime, field: str = "file") -> File:
    """The same for bytes that we made or read ourselves."""
    return store(_Named(data, name), kind=kind, by=by, at=at, field=field)


class _Named(io.BytesIO):
    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


def fingerprint(upload: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size of an upload that is compared and not kept."""
    return _fingerprint(upload)


@transaction.atomic
def sweep(*, by: Actor, at: dt.datetime) -> int:
    """No bytes lie on disk that no row knows; the number of removed files. Waits for those who are storing, and they for it."""
    stop_if([] if by.is_system else [rules.NOT_A_SWEEPER])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SWEEP_LOCK])
    known = set(File.objects.values_list("blob", flat=True))
    lost = [name for name in default_storage.names() if name not in known]  # type: ignore[attr-defined]
    for name in lost:
        default_storage.delete(name)
    if lost:
        hashes = [found[1] for name in lost if (found := NAME.fullmatch(name))]
        record(
            "file.swept",
            chain=open_chain("berkas", "gudang"),
            by=by,
            at=at,
            data={"count": len(lost), "sha256": hashes[:100]},
        )
    return len(lost)


@transaction.atomic
def replace_template(
    *, paper: str, scope: str, file: File, note: str, by: Actor, at: dt.datetime, version: int | None = None
) -> Template:
    """New papers of this kind and institution follow this Word file. `version` is the number the page showed (0: none yet)."""
    chain = Chain.objects.select_for_update().get(pk=open_chain("templat", f"{paper}:{scope}"[:80]).pk)
    newest = Template.objects.filter(paper=paper, scope=scope).aggregate(Max("number"))["number__max"] or 0
    facts = rules.TemplateFacts(paper, scope, newest, version)
    stop_if(rules.refusals_to_replace_template(facts, by, frozenset(placeholders.PAPERS)))
    with file.blob.open("rb") as stream:
        stop_if(lint.refusals(lint.problems(stream.read(), placeholders.PAPERS[paper])))
    row = keep(
        Template(paper=paper, scope=scope, number=newest + 1, file=file, note=note.strip(), made_by=by.name, made_at=at)
    )
    data = {"paper": paper, "scope": scope, "number": row.number, "sha256": file.sha256, "note": row.note}
    record("template.replaced", chain=chain, by=by, at=at, data=data)
    return row

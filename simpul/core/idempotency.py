"""One key, one effect: reading the key that a form or an API call carries. The table of receipts lies in the register."""

from __future__ import annotations

import hashlib
import re
import uuid

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from .canonical import canonical, sha256

FORM_FIELD = "kunci_kirim"
HEADER = "Idempotency-Key"
UNTYPED = (FORM_FIELD, "csrfmiddlewaretoken")  # in a form, but nobody's words
SHAPE = re.compile(r"[A-Za-z0-9_-]{8,64}")


def new_key() -> str:
    return str(uuid.uuid4())


def read_key(text: str | None) -> str | None:
    """The key when it has a sane shape, else None."""
    text = (text or "").strip()
    return text if SHAPE.fullmatch(text) else None


def sent(request: HttpRequest) -> str:
    """A hash of all that was sent: two taps send the same, and who goes Back to a saved page and types on sends something else."""
    if request.content_type not in ("multipart/form-data", "application/x-www-form-urlencoded"):
        return hashlib.sha256(request.body).hexdigest()
    typed = sorted([name, values] for name, values in request.POST.lists() if name not in UNTYPED)
    files = sorted([name, [_of_file(upload) for upload in uploads]] for name, uploads in request.FILES.lists())
    return sha256(canonical([typed, files]))


def _of_file(upload: UploadedFile) -> list[str]:
    told = hashlib.sha256()
    for chunk in upload.chunks():
        told.update(chunk)
    upload.seek(0)
    return [upload.name or "", told.hexdigest()]

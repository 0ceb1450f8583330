"""How a kept file leaves the house: with its true type, as a download, never run by the browser. Callers fetch its owner visibly first."""

from __future__ import annotations

from django.http import FileResponse, Http404

from simpul.documents.models import File
from simpul.documents.rules import JPEG, PDF, PNG, TYPES

SHOWN = {PDF, JPEG, PNG}


def serve(file: File, name: str, *, shown: bool = False) -> FileResponse:
    """The bytes under `name` (its ending follows the type); `shown` opens PDF and pictures in the browser instead of saving."""
    try:
        stream = file.blob.open("rb")
    except FileNotFoundError as lost:
        raise Http404 from lost
    known = TYPES.get(file.media_type)
    response = FileResponse(
        stream,
        as_attachment=not (shown and file.media_type in SHOWN),
        filename=f"{name}.{known.endings[0]}" if known else name,
        content_type=file.media_type,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response

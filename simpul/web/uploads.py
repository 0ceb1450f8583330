"""A file larger than anything we take is cut off while it arrives: the disk does not fill, and the action then says it is too large."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class CutOff(FileUploadHandler):
    """First in line; hands on the pieces of all files of one request up to UPLOAD_LIMIT and a little, then drops the rest."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.seen > settings.UPLOAD_LIMIT:
            return None
        self.seen += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

"""Files under the SHA-256 of their content: the same bytes lie once, and no name can lead out of the folder."""

from __future__ import annotations

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class ContentAddressed(FileSystemStorage):
    """Saves under `ab/cd/<sha256>`, the name it is given; bytes that are there already are not written again."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File) -> str:
        return name if self.exists(name) else super()._save(name, content)

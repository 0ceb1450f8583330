"""Files under the SHA-256 of their content: the same bytes lie once, and no name can lead out of the folder."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64})")


def name_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class ContentAddressed(FileSystemStorage):
    """Saves under `ab/cd/<sha256>`, the name it is given; bytes that are there already are not written again."""

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def _save(self, name: str, content: File) -> str:
        """Written beside its place and then moved: a file under its name is whole, also after a power cut."""
        target = Path(self.path(name))
        if target.exists():
            return name
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix="masuk-", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for piece in content.chunks():
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(temporary, 0o640)
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name

    def names(self) -> Iterator[str]:
        """Every kept file, and what an interrupted writing left behind."""
        root = Path(self.location)
        for path in sorted(root.glob("??/??/*")):
            yield str(path.relative_to(root))

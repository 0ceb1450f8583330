"""Reads an upload before it is kept: fingerprint, true type, and every reason against it. Believes no name and no declared size."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from docx.image.image import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from simpul.core.refusals import Refusal, Refused, stop_if

from . import rules
from .rules import DOCX, JPEG, PDF, PNG, TYPES, XLSX, refused

CHUNK = 256 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN_PARTS = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
MACROS = re.compile(rb"macroEnabled|vbaProject|ms-office\.activeX|ms-word\.attachedToolbars", re.IGNORECASE)
# a template fetched from elsewhere when the paper is opened
REMOTE = re.compile(
    rb"relationships/(attachedTemplate|oleObject|frame)\"[^>]*Target=\"(https?:|\\\\\\\\|//)", re.IGNORECASE
)
DOCTYPE = (b"<!DOCTYPE", b"<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E", b"\x00<\x00!\x00D\x00O\x00C\x00T\x00Y\x00P\x00E")
ACTIVE = {"/JavaScript", "/Launch", "/ImportData", "/Rendition"}


@dataclasses.dataclass(frozen=True)
class Found:
    sha256: str
    size: int
    media_type: str
    pages: int | None


def chunks(stream: IO[bytes]) -> Iterator[bytes]:
    stream.seek(0)
    while piece := stream.read(CHUNK):
        yield piece


def fingerprint(stream: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size, read piece by piece."""
    digest, size = hashlib.sha256(), 0
    for piece in chunks(stream):
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size


def inspect(stream: IO[bytes], name: str, kind: str, *, field: str = "file") -> Found:
    """What the file truly is; Refused when it may not be kept as this kind."""
    allowed = rules.KINDS[kind]

    def stop(code: str, **words: Any) -> None:
        stop_if([refused(code, field, **words)])

    if not name.isprintable() or len(name) > 255:
        stop("name")
    sha256, size = fingerprint(stream)
    if not size:
        stop("empty")
    if size > allowed.size:
        stop("too_large", limit=allowed.size // rules.MB)
    try:
        media_type = _type(stream)
        if media_type not in allowed.types:
            stop("wrong_type", found=TYPES[media_type].label, words=allowed.words)
        ending = name.rpartition(".")[2].lower() if "." in name else ""
        if ending and ending not in TYPES[media_type].endings:
            stop("misnamed", ending=ending[:12], found=TYPES[media_type].label)
        pages = _pages(stream) if media_type == PDF else None
        if media_type in (JPEG, PNG):
            width, height = (_jpeg_size if media_type == JPEG else _png_size)(stream)
            if width * height > allowed.pixels:
                stop("too_many_pixels", width=width, height=height)
            if allowed.drawn:
                _drawable(stream)
    except Wrong as wrong:
        words = {"words": allowed.words} if wrong.code == "unknown_type" else {}
        stop(wrong.code, **words)
    return Found(sha256, size, media_type, pages)


class Wrong(Exception):
    """Inside this file only: the code of the text that says what is wrong."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _type(stream: IO[bytes]) -> str:
    stream.seek(0)
    head = stream.read(16)
    if head.startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(OLE):
        raise Wrong("old_office")
    if head.startswith(b"PK\x03\x04"):
        return _office(stream)
    raise Wrong("unknown_type")


# --- Office files -------------------------------------------------------------------------------------------------------


def _office(stream: IO[bytes], depth: int = 0, budget: list[int] | None = None) -> str:
    """The type of a zip that truly is a Word or Excel file; all of it is unpacked, piece by piece, to see what it holds."""
    left = [rules.UNPACKED] if budget is None else budget
    if _entries(stream) > rules.ENTRIES:
        raise Wrong("exploding")
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            names = [entry.filename for entry in archive.infolist()]
            if len({name.lower() for name in names}) != len(names):
                raise Wrong("broken")  # two readers would see two different files
            for entry in archive.infolist():
                _entry(archive, entry, depth, left)
            if "[Content_Types].xml" not in names:
                raise Wrong("unknown_type")
            types = archive.read("[Content_Types].xml")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, struct.error) as wrong:
        raise Wrong("broken") from wrong
    if MACROS.search(types):
        raise Wrong("macros")
    return next((media for mark, media in MAIN_PARTS.items() if mark in types), None) or _unknown()


def _unknown() -> str:
    raise Wrong("unknown_type")


def _entries(stream: IO[bytes]) -> int:
    """How many entries the directory truly lists, whatever its end record claims."""
    count, tail = 0, b""
    for piece in chunks(stream):
        count += (tail + piece).count(b"PK\x01\x02")
        tail = piece[-3:]
    return count


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int, left: list[int]) -> None:
    name = entry.filename
    if entry.flag_bits & 0x1:
        raise Wrong("encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Wrong("broken")  # no Office program writes others
    if name.startswith("/") or "\\" in name or ".." in name.split("/") or entry.orig_filename != name:
        raise Wrong("broken")
    if MACROS.search(name.encode()) or name.lower().endswith((".exe", ".dll", ".vbs", ".js")):
        raise Wrong("macros")
    packed, unpacked, seen, tail = max(entry.compress_size, 1), 0, b"", b""
    is_xml = name.lower().endswith((".xml", ".rels"))
    with archive.open(entry) as part:
        while piece := part.read(CHUNK):
            unpacked += len(piece)
            left[0] -= len(piece)
            if left[0] < 0 or (unpacked > rules.RATIO_FROM and unpacked / packed > rules.RATIO):
                raise Wrong("exploding")
            seen = seen or piece[:8]
            window = tail + piece
            if is_xml and any(mark in window for mark in DOCTYPE):
                raise Wrong("exploding")  # entities that multiply need a document type
            if is_xml and REMOTE.search(window):
                raise Wrong("macros")
            tail = window[-400:]
    if seen.startswith(OLE):
        raise Wrong("macros")
    if seen.startswith(b"PK\x03\x04"):  # the table beneath a chart is a workbook of its own
        if depth >= rules.NESTED:
            raise Wrong("exploding")
        with archive.open(entry) as part:
            _office(part, depth + 1, left)


# --- PDF ----------------------------------------------------------------------------------------------------------------


def _pages(stream: IO[bytes]) -> int:
    """How many pages a readable PDF has. Its objects are looked at one by one, so that nothing active hides in a corner."""
    stream.seek(0)
    try:
        reader = PdfReader(stream, strict=False)
        if reader.is_encrypted:
            raise Wrong("encrypted")
        count = len(reader.pages)
        _look_for_active(reader)
    except Wrong:
        raise
    except (
        Exception
    ) as wrong:  # a hostile PDF breaks the reader in any way it likes; none of them may become a crash of ours
        raise Wrong("broken") from wrong
    if not count:
        raise Wrong("broken")
    return count


def _look_for_active(reader: PdfReader) -> None:
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > rules.PDF_OBJECTS:
        raise Wrong("exploding")
    for number, generation in numbers:
        if number:
            _look_at(reader.get_object(IndirectObject(number, generation, reader)))
    _look_at(reader.trailer)


def _look_at(thing: Any) -> None:
    """Walks what lies directly in an object; what it only points at is an object of its own."""
    waiting = [thing]
    while waiting:
        value = waiting.pop()
        if isinstance(value, DictionaryObject):
            if "/JS" in value or "/JavaScript" in value or str(value.get("/S", "")) in ACTIVE:
                raise Wrong("active")
            waiting += [v for v in dict.values(value) if isinstance(v, DictionaryObject | ArrayObject)]
        elif isinstance(value, ArrayObject):
            waiting += [v for v in list.__iter__(value) if isinstance(v, DictionaryObject | ArrayObject)]


# --- pictures: the header is enough -------------------------------------------------------------------------------------


def _png_size(stream: IO[bytes]) -> tuple[int, int]:
    stream.seek(8)
    head = stream.read(16)
    if len(head) < 16 or head[4:8] != b"IHDR":
        raise Wrong("broken")
    width, height = struct.unpack(">II", head[8:16])
    return _sane(width, height)


def _jpeg_size(stream: IO[bytes]) -> tuple[int, int]:
    stream.seek(2)
    while True:
        mark = stream.read(2)
        while mark[1:] == b"\xff":  # fill bytes
            mark = b"\xff" + stream.read(1)
        if len(mark) < 2 or mark[0] != 0xFF or mark[1] in (0xD9, 0xDA):
            raise Wrong("broken")
        if mark[1] == 0x01 or 0xD0 <= mark[1] <= 0xD8:
            continue
        head = stream.read(2)
        length = struct.unpack(">H", head)[0] if len(head) == 2 else 0
        if length < 2:
            raise Wrong("broken")
        if 0xC0 <= mark[1] <= 0xCF and mark[1] not in (0xC4, 0xC8, 0xCC):
            body = stream.read(5)
            if len(body) < 5:
                raise Wrong("broken")
            height, width = struct.unpack(">HH", body[1:5])
            return _sane(width, height)
        stream.seek(length - 2, 1)


def _drawable(stream: IO[bytes]) -> None:
    stream.seek(0)
    try:
        Image.from_blob(stream.read())
    except Exception as wrong:  # whatever stops the writer of Word files later must stop the picture now
        raise Wrong("broken") from wrong


def _sane(width: int, height: int) -> tuple[int, int]:
    if not width or not height:
        raise Wrong("broken")
    return width, height


__all__ = ["Found", "Refusal", "Refused", "fingerprint", "inspect"]

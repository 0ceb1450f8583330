"""Files good and bad, made here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile

from docx import Document
from openpyxl import Workbook
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from tests.agreements.paper_facts import png

__all__ = ["active_pdf", "add", "archive", "docx", "encrypted_pdf", "hidden_script_pdf", "jpeg", "pdf", "png", "xlsx"]


def pdf(pages: int = 2, writer: PdfWriter | None = None) -> bytes:
    writer = writer or PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(200, 300)
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 300)
    writer.encrypt("rahasia", algorithm="AES-256")
    return pdf(0, writer)


def active_pdf(kind: str = "/JavaScript") -> bytes:
    """Something runs when the file is opened."""
    writer = PdfWriter()
    action = DictionaryObject({NameObject("/S"): NameObject(kind)})
    if kind == "/JavaScript":
        action[NameObject("/JS")] = TextStringObject("app.alert(1)")
    writer._root_object[NameObject("/OpenAction")] = action
    return pdf(1, writer)


def hidden_script_pdf() -> bytes:
    """A script in the second level of an object that nothing on a page shows."""
    writer = PdfWriter()
    inner = DictionaryObject(
        {NameObject("/Next"): ArrayObject([DictionaryObject({NameObject("/S"): NameObject("/JavaScript")})])}
    )
    writer._root_object[NameObject("/Tersembunyi")] = writer._add_object(DictionaryObject({NameObject("/A"): inner}))
    return pdf(1, writer)


def docx(text: str = "Isi surat") -> bytes:
    document = Document()
    document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def xlsx() -> bytes:
    made = io.BytesIO()
    Workbook().save(made)
    return made.getvalue()


def add(data: bytes, **entries: bytes) -> bytes:
    """The same zip with more entries (`a__b` is the entry a/b); one of the same name is replaced."""
    named = {name.replace("__", "/"): value for name, value in entries.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            if entry.filename not in named:
                after.writestr(_dated(entry.filename), before.read(entry))
        for name, value in named.items():
            after.writestr(_dated(name), value)
    return made.getvalue()


def _dated(name: str) -> zipfile.ZipInfo:
    """An entry that is the same tomorrow."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def archive(**entries: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, value in entries.items():
            archive.writestr(name, value)
    return made.getvalue()


def jpeg(width: int = 100, height: int = 80) -> bytes:
    """As much of a JPEG as a header needs."""
    app0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + app0 + frame + b"\xff\xd9"

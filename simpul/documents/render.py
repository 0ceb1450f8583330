"""Facts and a template in, a file out: Word through docxtpl, PDF through typst, QR codes through segno. Reads no database and no clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import segno
import typst
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

TYPST = Path(__file__).parent / "typst"
STAMP = (1980, 1, 1, 0, 0, 0)  # the same facts make the same bytes
# what XML 1.0 cannot hold, characters docxtpl would turn into breaks of its own, and our own mark below
UNWRITABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ue000\ufffe\uffff]")
# docxtpl rewrites these after filling in; a mark inside, taken out again at the end, keeps a user's text as it was typed
REWRITTEN = re.compile(r"(?<=\{)_(?=[{%])|(?<=[}%])_(?=\})")
MARK = "\ue000"


@dataclasses.dataclass(frozen=True)
class Picture:
    """PNG or JPEG bytes in a context, drawn at this height."""

    data: bytes
    height_mm: int = 18


def environment() -> ImmutableSandboxedEnvironment:
    """Templates are written by officers: no calls, no private names, and an unknown name is an error instead of a gap."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


class _Word(DocxTemplate):
    """docxtpl, but the filled body is parsed into place: moving it node by node takes the square of its length."""

    def map_tree(self, tree: Any) -> None:
        part = self.docx._part
        part._element.body.clear()
        head, place, tail = etree.tostring(part._element, encoding="unicode").partition("<w:body/>")
        if not place:  # an unusual prefix: slower, and as right
            super().map_tree(tree)
            return
        whole = parse_xml(f"{head}{etree.tostring(tree, encoding='unicode')}{tail}")
        part._element = self.docx._element = whole


def docx(template: bytes, context: dict[str, Any]) -> bytes:
    """The filled Word file. Text of users stays text: markup, braces and control characters do nothing."""
    document = _Word(io.BytesIO(template))
    document.init_docx()
    document.render(_prepared(context, document), environment(), autoescape=True)
    _mended(document.docx.element.body)
    written = io.BytesIO()
    document.save(written)
    return repacked(written)


def _mended(body: Any) -> None:
    """Word calls a table without rows and a cell without a paragraph damage; a loop over nothing leaves such."""
    for table in list(body.iter(qn("w:tbl"))):
        if table.find(qn("w:tr")) is None:
            table.getparent().remove(table)
    for cell in body.iter(qn("w:tc")):
        if not len(cell) or cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))


def _prepared(value: Any, document: DocxTemplate) -> Any:
    match value:
        case str():
            return REWRITTEN.sub(MARK + "_", UNWRITABLE.sub("", value))
        case Picture():
            return InlineImage(document, io.BytesIO(value.data), height=Mm(value.height_mm))
        case dict():
            return {key: _prepared(item, document) for key, item in value.items()}
        case list() | tuple():
            return [_prepared(item, document) for item in value]
    return value


def repacked(written: io.BytesIO) -> bytes:
    """The same zip with one moment on every entry."""
    packed = io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            info = zipfile.ZipInfo(entry.filename, STAMP)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            data = before.read(entry)
            after.writestr(info, data.replace(MARK.encode(), b"") if entry.filename.endswith(".xml") else data)
    return packed.getvalue()


def pdf(
    source: str, context: dict[str, Any], *, at: dt.datetime, standards: tuple[str, ...] = ("a-2a", "ua-1")
) -> bytes:
    """The compiled `source` (a file in typst/) with `context` as its data: tagged, self-contained, PDF/A.

    The data comes in as JSON and is shown as text, never read as markup. A character that none of the bundled fonts has
    (an emoji) cannot stand in PDF/A: it is shown as □ there. `at` is the moment printed into the file.
    """
    text = json.dumps(context, ensure_ascii=False)
    for _round in range(40):
        try:
            return _compile(source, text, at, standards)
        except typst.TypstError as wrong:
            missing = re.search(r"the text `\"(.+?)\"` could not be displayed", str(wrong), re.DOTALL)
            letters = {c for c in missing[1] if not c.isascii()} if missing else set()
            if not letters or not any(letter in text for letter in letters):
                raise
            text = "".join("□" if c in letters else c for c in text)
    # a text in a script we have no font for: better without those letters than without a sheet
    return _compile(source, "".join(c if ord(c) < 0x250 or c in "–—‘’“”…•□≤≥×" else "□" for c in text), at, standards)


def _compile(source: str, text: str, at: dt.datetime, standards: tuple[str, ...]) -> bytes:
    return typst.compile(
        str(TYPST / source),
        root=str(TYPST),
        ignore_system_fonts=True,
        sys_inputs={"data": text},
        pdf_standards=list(standards),  # type: ignore[arg-type]
        timestamp=int(at.timestamp()),
    )


@functools.lru_cache(maxsize=256)
def qr_svg(text: str) -> str:
    """A QR code as an SVG of its own, readable when printed at 25 mm."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", scale=4, border=2, xmldecl=False, svgclass=None)
    return drawn.getvalue().decode()

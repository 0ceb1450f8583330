"""Reads an edited Word template before it is used: unknown placeholders, unclosed marks, what may not be missing; then tries it."""

from __future__ import annotations

import dataclasses
import difflib
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, nodes
from lxml import etree

from simpul.core.refusals import Refusal

from . import placeholders, render
from .placeholders import Paper, Tree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")
FILTERS = {"upper", "lower", "title", "default", "trim"}
LOOP = {"index", "index0", "first", "last", "length"}
MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
OPEN, CLOSE = re.compile(r"\{\{|\{%|\{#"), re.compile(r"\}\}|%\}|#\}")
# Far above any real template. What fills templates slows down with the square of these, and loops within loops multiply.
LARGEST, MOST_MARKS, DEEPEST = 1_500_000, 1_000, 3
Node = Any


@dataclasses.dataclass(frozen=True)
class Problem:
    """`code` is stable; `text` says what to do; `where` quotes the template; one that is not grave does not stop the template."""

    code: str
    text: str
    where: str = ""
    grave: bool = True

    def __str__(self) -> str:
        return f"{self.text} («{self.where}»)" if self.where else self.text


def refusals(found: list[Problem]) -> list[Refusal]:
    return [Refusal(f"template.{p.code}", str(p), "value", "file") for p in found if p.grave]


def problems(docx: bytes, paper: Paper) -> list[Problem]:
    """Everything wrong with the template at once; a template without grave problems was also filled once and opened again."""
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as archive:
            names = archive.namelist()
            if any("vbaproject" in name.lower() for name in names):
                return [Problem("macros", _("Templat memuat makro. Simpan ulang sebagai .docx tanpa makro."))]
            parts = {name: archive.read(name) for name in names if PARTS.fullmatch(name)}
            properties = archive.read("docProps/core.xml") if "docProps/core.xml" in names else b""
    except (zipfile.BadZipFile, KeyError, OSError):
        return [Problem("not_word", _("Berkas ini bukan dokumen Word (.docx) yang utuh."))]
    if "word/document.xml" not in parts:
        return [Problem("not_word", _("Berkas ini bukan dokumen Word (.docx) yang utuh."))]
    found: list[Problem] = []
    used: set[str] = set()
    for name, xml in parts.items():
        if len(xml) > LARGEST or len(OPEN.findall(xml.decode("utf-8", "replace"))) > MOST_MARKS:
            told = _("Templat terlalu panjang atau memuat terlalu banyak penanda. Sederhanakan, lalu unggah lagi.")
            return [Problem("too_long", told)]
        try:
            seen = list(_in_paragraphs(xml))
            if any(p.code == "unclosed" for p in seen):  # reading on would only repeat it
                found += seen
                continue
            read = _in_part(xml.decode("utf-8"), paper.names, used)
        except (etree.XMLSyntaxError, UnicodeDecodeError):
            found.append(Problem("not_word", _("Bagian {part} tidak dapat dibaca.").format(part=name)))
            continue
        found += seen + read
    if OPEN.search(properties.decode("utf-8", "replace")):
        found.append(
            Problem("properties", _("Sifat dokumen (judul, penulis) memuat penanda. Kosongkan lewat Berkas › Info."))
        )
    missing = [name for name in paper.needed if name not in used]
    if missing and not any(p.code in ("syntax", "unclosed") for p in found):  # an unread part may hold them
        told = _("Penanda wajib belum dipakai. Tambahkan pada tempatnya: {names}.").format(names=", ".join(missing))
        found.append(Problem("missing", told))
    found = list(dict.fromkeys(found))
    return found if any(p.grave for p in found) else found + _when_tried(docx, parts, paper)


# --- the text as a person sees it ---------------------------------------------------------------------------------------


def _in_paragraphs(xml: bytes) -> Iterator[Problem]:
    """Marks that do not close within their paragraph, and marks cut by formatting."""
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    for paragraph in root.iter(f"{W}p"):
        runs = [run.text or "" for run in paragraph.iter(f"{W}t")]
        text = "".join(runs)
        rest = MARK.sub("", text)
        if OPEN.search(rest) or CLOSE.search(rest):
            told = _("Penanda tidak lengkap: kurung pembuka dan penutupnya harus berada dalam satu paragraf.")
            yield Problem("unclosed", told, _short(rest))
        whole = sum(len(MARK.findall(run)) for run in runs)
        if whole < len(MARK.findall(text)):
            told = _(
                "Penanda terpotong oleh format. Tetap dapat dipakai; sebaiknya ketik ulang tanpa mengubah format di tengahnya."
            )
            yield Problem("split", told, _short(text), grave=False)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else text[:79] + "…"


# --- the marks as the machine reads them --------------------------------------------------------------------------------


def _in_part(xml: str, names: Tree, used: set[str]) -> list[Problem]:
    try:
        tree = render.environment().parse(_patched(xml))
    except TemplateSyntaxError as wrong:
        return [Problem("syntax", _("Susunan penanda keliru: {why}").format(why=_reason(wrong)))]
    reader = _Reader(used)
    reader.read(tree.body, {"": names})
    return reader.found


def _patched(xml: str) -> str:
    """The part as docxtpl hands it to the template engine."""
    return DocxTemplate.patch_xml(DocxTemplate.__new__(DocxTemplate), xml)


def _reason(wrong: TemplateSyntaxError) -> str:
    """The parser's commonest complaints in our language; else its own words without XML."""
    text = re.sub(r"<[^>]*>", " ", wrong.message or "")
    if "Unexpected end of template" in text:
        return _("ada {% for %} atau {% if %} yang belum ditutup dengan {% endfor %} atau {% endif %}.")
    if found := re.search(r"unknown tag '(\w+)'", text):
        return _("perintah «{tag}» tidak dikenal atau tidak pada tempatnya.").format(tag=found[1])
    return _short(text)


class _Reader:
    """Walks the parsed template with the names known at each place."""

    def __init__(self, used: set[str]) -> None:
        self.used, self.found, self.depth = used, list[Problem](), 0

    def read(self, body: list[Node], known: dict[str, Any]) -> None:
        for node in body:
            match node:
                case nodes.Output():
                    for part in node.nodes:
                        if not isinstance(part, nodes.TemplateData):
                            self.value(part, known)
                case nodes.If():
                    self.value(node.test, known, shown=False)
                    self.read(node.body, known)
                    self.read(list(node.elif_), known)
                    self.read(node.else_, known)
                case nodes.For() if isinstance(node.target, nodes.Name) and node.test is None and not node.recursive:
                    path, rows = self.place(node.iter, known)
                    if rows is not None and not isinstance(rows, list):
                        told = _("{name} bukan daftar, sehingga tidak dapat diulang.").format(name=path)
                        self.found.append(Problem("not_a_list", told))
                    self.depth += 1
                    if self.depth > DEEPEST:
                        told = _("Pengulangan (for) bertumpuk terlalu dalam: paling banyak tiga tingkat.")
                        self.found.append(Problem("too_deep", told))
                    inner = (path, rows[0]) if isinstance(rows, list) else None
                    self.read(node.body, known | {node.target.name: inner})
                    self.depth -= 1
                    self.read(node.else_, known)
                case _:
                    self.refuse(type(node).__name__)

    def refuse(self, what: str) -> None:
        told = _(
            "Perintah ini tidak dapat dipakai dalam templat. Yang dapat dipakai: {{ penanda }}, {% for %}, dan {% if %}."
        )
        self.found.append(Problem("command", told, what))

    def value(self, node: Node, known: dict[str, Any], *, shown: bool = True) -> None:
        match node:
            case nodes.Name() | nodes.Getattr():
                path, meaning = self.place(node, known)
                if shown:
                    self.used.add(path)
                if shown and isinstance(meaning, dict | list):
                    told = _(
                        "{name} berisi beberapa hal. Sebut salah satunya, misalnya {name}.{first}, atau ulangi dengan for."
                    )
                    inside = meaning[0] if isinstance(meaning, list) else meaning
                    self.found.append(Problem("not_a_text", told.format(name=path, first=next(iter(inside)))))
            case nodes.Filter() if node.name in FILTERS and node.node is not None:
                self.value(node.node, known, shown=shown)
            case nodes.Const():
                pass
            case nodes.Not():
                self.value(node.node, known, shown=False)
            case nodes.And() | nodes.Or():
                self.value(node.left, known, shown=False)
                self.value(node.right, known, shown=False)
            case nodes.Compare():
                for part in (node.expr, *(operand.expr for operand in node.ops)):
                    self.value(part, known, shown=False)
            case nodes.CondExpr():
                self.value(node.test, known, shown=False)
                for choice in filter(None, (node.expr1, node.expr2)):
                    self.value(choice, known, shown=shown)
            case _:
                self.refuse(type(node).__name__)

    def place(self, node: Node, known: dict[str, Any]) -> tuple[str, Any]:
        """The full name an expression points at and its meaning; None when it is unknown (and then told, once)."""
        if isinstance(node, nodes.Name):
            if node.name in known and node.name:
                return known[node.name] or ("", None)
            return self.child("", known[""], node.name)
        if isinstance(node, nodes.Getattr):
            if isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in LOOP:
                return "loop", None
            path, meaning = self.place(node.node, known)
            if isinstance(meaning, dict):
                return self.child(path, meaning, node.attr)
            if meaning is not None:
                told = _("{name}: di sini hanya dapat dipakai di dalam pengulangan (for) atau tidak punya bagian.")
                self.found.append(Problem("unknown", told.format(name=f"{path}.{node.attr}")))
            return "", None
        self.refuse(type(node).__name__)
        return "", None

    def child(self, path: str, names: Tree, name: str) -> tuple[str, Any]:
        full = f"{path}.{name}" if path else name
        if name in names:
            return full, names[name]
        near = difflib.get_close_matches(name, list(names), 1, 0.5)
        told = _("Penanda {name} tidak dikenal.").format(name=full)
        if near:
            told += " " + _("Maksud Anda {near}?").format(near=f"{path}.{near[0]}" if path else near[0])
        self.found.append(Problem("unknown", told))
        return full, None


def _when_tried(docx: bytes, parts: dict[str, bytes], paper: Paper) -> list[Problem]:
    """Filled with sample values, with and without rows, the template must give a document that opens.

    Each part is parsed strictly first: docxtpl itself repairs broken XML, and loses text doing so.
    """
    full = placeholders.sample(paper.names)
    bare = {name: [] if isinstance(value, list) else "" for name, value in full.items()}
    for context in (full, bare):
        try:
            for xml in parts.values():
                filled = render.environment().from_string(_patched(xml.decode("utf-8"))).render(context)
                etree.fromstring(filled.encode("utf-8"))
            render.docx(docx, context)
        except (TemplateError, etree.XMLSyntaxError, KeyError, ValueError, TypeError, AttributeError) as wrong:
            why = _short(re.sub(r"<[^>]*>", " ", str(wrong)))
            return [
                Problem("unusable", _("Templat tidak dapat diisi. Periksa letak for/if pada tabel dan paragraf."), why)
            ]
    return []

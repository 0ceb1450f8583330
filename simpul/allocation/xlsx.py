"""Rows become an .xlsx file: plain cells, a bold first row that stays in sight, column widths; same content, same bytes.

A whole workbook library costs most of a second per thousand rows; a result needs none of what it can do beyond this.
"""

from __future__ import annotations

import datetime
import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simpul.allocation.sheets import Output

LONGEST = 32767  # characters in a cell
FIRST_DAY = datetime.date(1899, 12, 30).toordinal()
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
PLAIN, BOLD, DATE = 0, 1, 2  # cell formats, in the order of STYLES
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
FONT = '<font>{bold}<sz val="11"/><name val="Calibri"/><family val="2"/></font>'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2">{FONT.format(bold="")}{FONT.format(bold="<b/>")}</fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def package(pages: Mapping[str, Output]) -> bytes:
    """The bytes of the workbook."""
    files = {
        "[Content_Types].xml": _types(len(pages)),
        "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": _workbook(list(pages)),
        "xl/_rels/workbook.xml.rels": _links(
            [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(pages) + 1)] + [("styles", "styles.xml")]
        ),
        "xl/styles.xml": STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _sheet(page) for n, page in enumerate(pages.values(), 1)},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))  # no clock: equal results are equal files
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, content)
    return out.getvalue()


def _types(count: int) -> str:
    parts = [("workbook.xml", "sheet.main"), ("styles.xml", "styles")]
    parts += [(f"worksheets/sheet{n}.xml", "worksheet") for n in range(1, count + 1)]
    listed = "".join(f'<Override PartName="/xl/{name}" ContentType="{KIND}.{kind}+xml"/>' for name, kind in parts)
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _links(targets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{LINKS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def _workbook(names: Sequence[str]) -> str:
    listed = "".join(f'<sheet name="{_escaped(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{listed}</sheets></workbook>'


def _sheet(page: Output) -> str:
    widths = [
        page.widths[n] if n < len(page.widths) else max(10, len(title) + 2) for n, title in enumerate(page.header)
    ]
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    letters = [_letters(n) for n in range(1, 1 + max([len(page.header), *map(len, page.rows)]))]
    lines = [_row(1, page.header, letters, BOLD)]
    lines += [_row(number, row, letters, PLAIN) for number, row in enumerate(page.rows, 2)]
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>{''.join(lines)}</sheetData></worksheet>"
    )


def _letters(number: int) -> str:
    """1 is A, 27 is AA."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _row(number: int, cells: Sequence[Any], letters: Sequence[str], style: int) -> str:
    written = [
        _cell(f"{letter}{number}", value, style)
        for letter, value in zip(letters, cells, strict=False)
        if value is not None and value != ""
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def _cell(place: str, value: Any, style: int) -> str:
    """Text is always text, never a formula."""
    kind = f' s="{style}"' if style else ""
    if isinstance(value, str):
        return f'<c r="{place}"{kind} t="inlineStr"><is><t xml:space="preserve">{_escaped(value)}</t></is></c>'
    if hasattr(value, "item"):  # a number of numpy
        value = value.item()
    if isinstance(value, bool):
        return f'<c r="{place}"{kind} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime.date):
        days: float = value.toordinal() - FIRST_DAY
        if isinstance(value, datetime.datetime):
            days += (value.hour * 3600 + value.minute * 60 + value.second) / 86400
        return f'<c r="{place}" s="{DATE}"><v>{days!r}</v></c>'
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"a cell holds neither text nor a number nor a day: {value!r}")
    return f'<c r="{place}"{kind}><v>{value!r}</v></c>'


def _escaped(text: str) -> str:
    return UNWRITABLE.sub("\ufffd", text)[:LONGEST].translate(ESCAPES)

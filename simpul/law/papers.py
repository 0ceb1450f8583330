"""Paper: the law as one Markdown document, from the same entries that the site's tables are loaded with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from . import rules, table

HEAD = """# Dasar hukum

<!-- Dibangkitkan oleh `simpul docs` dari simpul/law/data/*.toml. Jangan disunting di sini. -->

Dokumen ini dan halaman *Dasar hukum* berasal dari data yang sama. **Terverifikasi** berarti isinya dibaca dalam sumber yang
disebut, sering kali sumber kedua. **Perlu Dipastikan** berarti pendapat umum yang naskahnya belum diperiksa, atau hal yang
belum ditemukan; keduanya bukan fakta, dan petugas yang berwenang memastikannya dengan bukti pada situs masing-masing.
Lingkup «nasional» berlaku di semua daerah; kode wilayah berarti hanya di daerah itu.
"""


def whole() -> str:
    """The document: regulations, then every group of entries, then what was read."""
    parts = [HEAD, _regulations()]
    for kind, label in rules.KINDS.items():
        entries = [entry for entry in table.entries() if entry.kind == kind]
        parts.append(f"## {label}\n\n{_affairs(entries) if kind == rules.AFFAIR else _entries(entries)}")
    read = "\n".join(f"| {key} | {text} |" for key, text in table.sources().items())
    parts.append(f"## Yang dibaca\n\n| Kunci | Sumber |\n|---|---|\n{read}\n")
    return "\n".join(parts)


def days(start: dt.date | None, end: dt.date | None) -> str:
    """«sejak 2024-10-17», «sampai 2024-12-31», or that nobody recorded it."""
    said = [f"sejak {start}"] if start else []
    said += [f"sampai {end}"] if end else []
    return " ".join(said) or "tidak dicatat"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "/").split())


def _regulations() -> str:
    lines = ["## Peraturan dan pedoman", "", "| Peraturan | Tentang | Berlaku | Daerah | Kepastian | Catatan |"]
    lines.append("|---|---|---|---|---|---|")
    for held in table.regulations().values():
        note = held.note
        if held.replaced_by:
            note = f"{note} Diganti {table.regulations()[held.replaced_by].label}.".strip()
        cells = (
            held.label,
            held.title,
            days(held.start, held.end),
            held.region or "–",
            rules.word_of(held.certainty),
            note,
        )
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _entries(entries: Iterable[table.Entry]) -> str:
    lines = ["| Kunci | Ketentuan | Sumber | Berlaku | Lingkup | Kepastian |", "|---|---|---|---|---|---|"]
    for entry in entries:
        row = entry.row()
        said = rules.said(row.kind, row.value)
        text = row.text if entry.kind != rules.CLAUSE else str(row.value.get("guidance", ""))
        whole = f"**{row.title}**{f' ({said})' if said else ''}. {text}"
        if entry.note:
            whole += f" *{entry.note}*"
        cited = row.source.citation + (f" [{entry.source}]" if entry.source else "")
        cells = (
            f"`{entry.key}`",
            whole,
            cited,
            days(entry.start, entry.end),
            entry.scope,
            rules.word_of(entry.certainty),
        )
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join(lines) + "\n"


OWNERS = {"district": "kabupaten/kota", "province": "provinsi", "centre": "pusat", "own": "masing-masing"}


def _owner(part: dict[str, str]) -> str:
    stays = ", juga bila cakupannya lebih luas" if part.get("stays") and part["owner"] != "centre" else ""
    return OWNERS[part["owner"]] + stays + (f" ({part['basis']})" if part.get("basis") else "")


def _affairs(entries: Iterable[table.Entry]) -> str:
    head = "Yang bertanda † terbaca dalam sumbernya; yang lain pendapat umum dan perlu dipastikan.\n\n"
    lines = ["| Kode | Urusan | Sub-urusan | Kabupaten/kota | Provinsi | Pusat |", "|---|---|---|---|---|---|"]
    for entry in entries:
        value = entry.value
        levels = [
            (value[level] or "tidak ada") + (" †" if level in value["read"] else "")
            for level in ("district", "province", "centre")
        ]
        matter = entry.title + (f" ({days(entry.start, entry.end)})" if entry.start or entry.end else "")
        matter += f" *{entry.note}*" if entry.note else ""
        if value["parts"]:
            matter += " Bagian: " + "; ".join(f"{part['title']} – {_owner(part)}" for part in value["parts"]) + "."
        cells = (value["code"], value["sector"], matter, *levels)
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return head + "\n".join(lines) + "\n"

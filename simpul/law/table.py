"""The data files read into plain values: no Django setup, no database. The site's tables are loaded from them, and docs/law.md is made from them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import tomllib
from pathlib import Path
from typing import Any

from simpul.law import rules

FOLDER = Path(__file__).parent / "data"
COMMON = frozenset(
    {"kind", "key", "title", "text", "value", "regulation", "article", "start", "end", "scope", "certainty"}
    | {"source", "note"}
)


@dataclasses.dataclass(frozen=True)
class Regulation:
    """What entries cite: a law, a decree, one region's guide, or a habit that is no regulation."""

    key: str
    label: str
    title: str
    rank: str
    certainty: str
    region: str = ""
    start: dt.date | None = None
    end: dt.date | None = None
    replaced_by: str = ""
    note: str = ""


@dataclasses.dataclass(frozen=True)
class Entry:
    """One entry of the files; `regulation` is a key, `source` the keys of what was read."""

    kind: str
    key: str
    title: str
    text: str
    value: dict[str, Any]
    regulation: str
    certainty: str
    article: str = rules.UNKNOWN_ARTICLE
    start: dt.date | None = None
    end: dt.date | None = None
    scope: str = rules.NATIONAL
    source: str = ""
    note: str = ""
    order: int = 0

    def row(self) -> rules.Row:
        cited = regulations()[self.regulation].label
        source = rules.Source(cited, self.article, self.certainty, self.scope, self.start, self.end, self.note)
        return rules.Row(self.kind, self.key, self.title, self.text, self.value, source, self.order)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text("utf-8"))


@functools.cache
def sources() -> dict[str, str]:
    """What was read, by its key."""
    return dict(_read("sources.toml")["source"])


@functools.cache
def regulations() -> dict[str, Regulation]:
    return {raw["key"]: Regulation(**raw) for raw in _read("regulations.toml")["regulation"]}


@functools.cache
def entries() -> tuple[Entry, ...]:
    """Every entry of every file, in the order in which people read them."""
    raw = [
        *_read("instruments.toml")["entry"],
        *_clauses(),
        *(_shaped(limit, rules.LIMIT, {"value": None, "unit": ""}) for limit in _read("limits.toml")["limit"]),
        *_read("forms.toml")["entry"],
        *(_shaped(affair, rules.AFFAIR, AFFAIR_VALUES) for affair in _read("affairs.toml")["affair"]),
    ]
    return tuple(Entry(**{"order": place, **values}) for place, values in enumerate(raw))


AFFAIR_VALUES = {
    "code": "", "sector": "", "district": "", "province": "", "centre": "", "read": [], "support": False, "parts": [],
}  # fmt: skip


def _shaped(raw: dict[str, Any], kind: str, fields: dict[str, Any]) -> dict[str, Any]:
    """A file of one kind writes the value's fields beside the others."""
    value = {name: raw.get(name, empty) for name, empty in fields.items()}
    rest = {name: held for name, held in raw.items() if name not in fields}
    return {"kind": kind, "text": "", **rest, "value": value}


def _clauses() -> list[dict[str, Any]]:
    """One text of the library becomes one entry for each kind of document it serves."""
    library = _read("clauses.toml")["clause"]
    kinds = list(dict.fromkeys(kind for raw in library for kind in raw["kinds"]))
    return [
        {
            "kind": rules.CLAUSE,
            "key": f"{kind}.{raw['type']}",
            "title": raw["heading"],
            "text": raw["text"].strip(),
            "value": {"required": kind in raw["required_in"], "guidance": raw["guidance"]},
            **{name: held for name, held in raw.items() if name in COMMON - {"kind", "key", "title", "text", "value"}},
        }
        for kind in kinds
        for raw in library
        if kind in raw["kinds"]
    ]


def law_on(day: dt.date, region_code: str = "") -> rules.LawOn:
    """The packaged law of that day and region, without what officers of a site have confirmed."""
    return rules.law_from(day, region_code, (entry.row() for entry in entries()))

"""A finding of a screening, what a run yields, and how both are kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core import findings
from simpul.core.canonical import canonical, sha256
from simpul.core.findings import FIT, OUTSIDE, PARTLY, SUPPORT, UNSURE
from simpul.law.rules import LIKELY, UNKNOWN, VERIFIED, LawOn, Row, Source

from .screening_facts import ScreeningFacts

PENDING = "pending"
UNSURE_WORDS = "Perlu dipastikan: %(text)s"  # what a run keeps is Indonesian
LEVELS = {**findings.LABELS, PENDING: _("Belum Dapat Dinilai")}


@dataclasses.dataclass(frozen=True)
class Finding:
    """`leans` is what it would be if the source were sure; `level` is that only when the source was read, else «Perlu Dipastikan».

    `asks`: somebody must answer it in writing before the proposal goes up. `hard`: no reason overcomes it. `entry` is «kind:key» in the law tables.
    """

    code: str
    text: str
    leans: str
    source: Source
    item: int | None = None
    asks: bool = False
    hard: bool = False
    advice: str = ""
    entry: str = ""
    owner: str = ""  # the level that owns the matter, where that is what was found

    def __post_init__(self) -> None:
        for listen in findings.WITNESSES:
            listen(self)

    @property
    def key(self) -> str:
        """What an override names: «authority.outside:3»."""
        return self.code if self.item is None else f"{self.code}:{self.item}"

    @property
    def level(self) -> str:
        return UNSURE if self.leans != PENDING and self.source.unsure else self.leans

    def row(self, rule: str) -> dict[str, Any]:
        """As it is kept and shown."""
        source, text = self.source, self.text
        if source.unsure and self.leans in (FIT, PARTLY, OUTSIDE, SUPPORT):
            text = UNSURE_WORDS % {"text": text}
        return {
            "code": self.key, "rule": rule, "item": self.item, "level": self.level, "leans": self.leans, "text": text,
            "regulation": source.regulation, "article": source.article, "citation": source.citation, "scope": source.scope,
            "start": _day(source.start), "end": _day(source.end), "certainty": source.certainty, "note": source.note,
            "asks": self.asks, "hard": self.hard, "advice": self.advice, "entry": self.entry, "owner": self.owner,
        }  # fmt: skip


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


@dataclasses.dataclass(frozen=True)
class Advice:
    """Which cooperation and documents fit the partner; `kind` is the document to begin with."""

    cooperation: str = ""
    title: str = ""
    kind: str = ""
    documents: tuple[str, ...] = ()
    signer: str = ""
    citation: str = ""
    certainty: str = ""

    def row(self) -> dict[str, Any]:
        return {**dataclasses.asdict(self), "documents": list(self.documents)}


@dataclasses.dataclass(frozen=True)
class Result:
    """What a run found, rule by rule, and what it advises."""

    found: tuple[tuple[str, Finding], ...]
    advice: Advice

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for _rule, finding in self.found)

    def rows(self) -> list[dict[str, Any]]:
        return [finding.row(rule) for rule, finding in self.found]


def hash_of(facts: str, law: str, rows: Iterable[dict[str, Any]]) -> str:
    """The fingerprint of a run: its facts, the law it asked and what it found."""
    return sha256("simpul-screening-v1\n" + canonical({"facts": facts, "law": law, "findings": list(rows)}))


# kinds of law that rules of a screening ask as a whole; affairs and partner forms only those that the facts name
ASKED = frozenset({"cooperation", "referral", "signing", "dprd", "document", "assessment", "data", "instrument"})


def hash_of_law(facts: ScreeningFacts, law: LawOn) -> str:
    """The fingerprint of the entries that this run asks: another law gives another fingerprint."""
    affairs = {item.affair for item in facts.items}
    asked: list[Any] = [a for a in law.affairs if a.key in affairs]
    asked += [form for form in law.partner_forms if form.form == facts.form]
    asked += [limit for limit in law.limits if limit.key.startswith(("term_years.", "signer."))]
    asked += [row for row in law.others if row.kind in ASKED]
    return sha256(canonical([dataclasses.asdict(one) | {"is": type(one).__name__} for one in asked]))


def sure(source: Source) -> Source:
    """The same provision, resting on a part of it that was read."""
    return dataclasses.replace(source, certainty=VERIFIED)


def likely(source: Source) -> Source:
    """The same provision, resting on a part of it that nobody has read."""
    return dataclasses.replace(source, certainty=LIKELY) if source.certainty == VERIFIED else source


def no_surer(source: Source, certainty: str, note: str = "") -> Source:
    """The same provision, applied to something recorded: as sure as the weaker of both, with a note where the record is not sure."""
    if certainty == VERIFIED:
        return source
    weaker = max(source.certainty, certainty, key=[VERIFIED, LIKELY, UNKNOWN].index)
    return dataclasses.replace(source, certainty=weaker, note=" ".join(part for part in (source.note, note) if part))


def entry_of(row: Row) -> str:
    return f"{row.kind}:{row.key}"

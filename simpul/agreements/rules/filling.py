"""What clauses leave open of the term: filled from the library's sentence, filled anew when the term changes, found where it stayed open."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from simpul.core.dates import add_months
from simpul.core.findings import PARTLY, Finding
from simpul.documents.words import day_words, number_words
from simpul.law.rules import ClauseRule

Terms = dict[str, Any]
DOTS = "........"
TERM_CLAUSE = "jangka_waktu"
AT_SIGNING, WHOLE_TERM, THAT_TERM = "tanggal penandatanganan", "jangka waktu kerja sama", "berakhirnya jangka waktu itu"
OPEN = re.compile(r"\.{4,}|…|_{3,}|\{[a-z_0-9]+\}")
NAME = re.compile(r"\{([a-z_0-9]+)\}")
NAMED_TERM = re.compile(
    r"\b(?:selama|jangka waktu(?: paling lama)?)\s{1,3}(\d{1,4}|[a-z ]{1,40}?)\s{0,3}(?:\(([^)]{0,60})\)\s{0,3})?(bulan|tahun)\b",
    re.IGNORECASE,
)
DATE = re.compile(r"\b(?:\d{1,2} [A-Z][a-z]+ \d{4}|\d{4}-\d{2}-\d{2})\b")


def whole_months(start: dt.date, end: dt.date) -> int:
    """How many months from the first to the last day; 0 when they are not whole."""
    count = (end.year - start.year) * 12 + end.month - start.month
    for months in (count, count + 1):
        if months > 0 and end in (add_months(start, months), add_months(start, months) - dt.timedelta(days=1)):
            return months
    return 0


def months_of(terms: Terms) -> int:
    """The months that the term says, or that its two days make; 0 when nobody can say."""
    if terms.get("months"):
        return int(terms["months"])
    if terms.get("start") and terms.get("end"):
        return whole_months(dt.date.fromisoformat(terms["start"]), dt.date.fromisoformat(terms["end"]))
    return 0


def term_words(terms: Terms) -> dict[str, str]:
    """The words for {mulai}, {akhir} and {jangka_waktu}; dots only while no term is given at all."""
    start, end = (dt.date.fromisoformat(terms[key]) if terms.get(key) else None for key in ("start", "end"))
    months = months_of(terms)
    if end is None and start and months:
        end = add_months(start, months) - dt.timedelta(days=1)
    condition = re.sub(r"^(?:sampai dengan|sampai|hingga)\s+", "", (terms.get("condition") or "").strip())
    last = day_words(end) if end else THAT_TERM if months else condition.rstrip(".") or DOTS
    length = f"{months} bulan" if months else WHOLE_TERM if end or condition else DOTS
    return {"mulai": day_words(start) if start else AT_SIGNING, "akhir": last, "jangka_waktu": length}


def filled(text: str, words: Mapping[str, str]) -> str:
    """The text with each {name} that is known replaced by its words."""
    return NAME.sub(lambda found: words.get(found[1], found[0]), text)


def refilled(clauses: Sequence[Terms], library: Iterable[ClauseRule], *, before: Terms, after: Terms) -> list[Terms]:
    """The clauses with the library's own sentences about the term saying the term that is given now; what people wrote stays."""
    rules = {rule.type: rule for rule in library}
    old, new = term_words(before), term_words(after)
    known = {name: {DOTS, "{" + name + "}", word, new[name]} for name, word in old.items()}
    known["mulai"] |= {AT_SIGNING, before.get("start") or DOTS}
    known["akhir"] |= {THAT_TERM, before.get("end") or DOTS}
    known["jangka_waktu"] |= {WHOLE_TERM, f"{before.get('months') or 0} bulan"}
    made = []
    for clause in clauses:
        text, rule = clause["text"], rules.get(clause["type"])
        for line in rule.text.split("\n") if rule else ():
            if any("{" + name + "}" in line for name in new):
                text = _said_anew(text, line, known, new)
        made.append({**clause, "text": text})
    return made


def _said_anew(text: str, line: str, known: Mapping[str, set[str]], new: Mapping[str, str]) -> str:
    """The text in which this sentence, filled in any known way, is filled with the new words; other names keep what they had."""
    parts = NAME.split(line)  # text, name, text, name, …, text
    pattern = re.escape(parts[0])
    for name, after in zip(parts[1::2], parts[2::2], strict=True):
        choices = "|".join(re.escape(word) for word in sorted(known.get(name, ()), key=len, reverse=True))
        pattern += (f"(?:{choices})" if choices else r"(.+?)") + re.escape(after)

    def anew(found: re.Match[str]) -> str:
        kept = iter(found.groups())
        said = parts[0]
        for name, after in zip(parts[1::2], parts[2::2], strict=True):
            said += (new[name] if name in new else next(kept)) + after
        return said

    return re.sub(pattern, anew, text, count=1)


def renewed(clauses: Sequence[Terms], library: Sequence[ClauseRule], *, before: Terms, after: Terms) -> list[Terms]:
    """The clauses of a renewal: a clause on the term that still names an old day or is open gives way to the library's."""
    rules, words = {rule.type: rule for rule in library}, term_words(after)
    made = refilled(clauses, library, before=before, after=after)
    for n, clause in enumerate(made):
        rule, text = rules.get(clause["type"]), clause["text"]
        if clause["type"] == TERM_CLAUSE and rule and (OPEN.search(text) or DATE.search(text)):
            made[n] = {**clause, "text": filled(rule.text, {"para_pihak": "PARA PIHAK"} | words)}
    return made


def findings_on_clauses(terms: Terms) -> list[Finding]:
    """Dots that nobody filled, and a clause on the term that names another one. Neither blocks."""
    open_places: dict[str, list[str]] = {}
    for n, clause in enumerate(terms["clauses"], 1):
        if OPEN.search(clause["text"]):
            open_places.setdefault(clause["type"], []).append(gettext("Pasal %(number)s") % {"number": n})
    found = []
    text: Any
    for kind, places in open_places.items():
        text = _("%(places)s masih memuat titik-titik yang belum diisi.") % {"places": ", ".join(places)}
        found.append(Finding(f"clause.dots.{kind}", text, PARTLY, "", "V"))
    months = months_of(terms)
    for n, clause in enumerate(terms["clauses"], 1):
        said = named_months(clause["text"]) if clause["type"] == TERM_CLAUSE else 0
        if said and months and said != months:
            text = _("Pasal %(n)s menyebut %(said)s bulan, sedangkan masa berlaku naskah ini %(months)s bulan.")
            found.append(Finding("term.other_months", text % {"n": n, "said": said, "months": months}, PARTLY, "", "V"))
    return found


def named_months(text: str) -> int:
    """The months that a sentence like «berlaku selama 3 (tiga) tahun» names; 0 when it names none."""
    for number, spelled, unit in NAMED_TERM.findall(text):
        count = _number(number) or _number(spelled)
        if count:
            return count * (12 if unit.lower() == "tahun" else 1)
    return 0


def _number(text: str) -> int:
    text = " ".join(text.lower().split())
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else _numbers().get(text, 0)


@functools.cache
def _numbers() -> dict[str, int]:
    return {number_words(n): n for n in range(1, 1201)}

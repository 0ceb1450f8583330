"""The terms: one dict for all that parties approve. Building it, finding faults in it, comparing two of them.

Shape: kind, title, place, parent, start, end, months, condition; parties [{order, role, label, code, organization, institution}];
clauses [{type, heading, text}]; obligations [{clause, debtor, beneficiary, text, quantity, unit, due, evidence}];
work_plan [{activity, output, target, place, period, units, source, amount}]. Dates are ISO text, quantities decimal text.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from simpul.core.dates import add_months
from simpul.core.findings import PARTLY, UNSURE, Finding
from simpul.core.refusals import Refusal
from simpul.law.rules import LawOn

from .filling import findings_on_clauses
from .states import IMPLEMENTING, KINDS, PARTY_ROLES, SIGNATORY, UMBRELLAS, WITNESS

Terms = dict[str, Any]
ORDINALS = (
    "KESATU",
    "KEDUA",
    "KETIGA",
    "KEEMPAT",
    "KELIMA",
    "KEENAM",
    "KETUJUH",
    "KEDELAPAN",
    "KESEMBILAN",
    "KESEPULUH",
)
MOST_CLAUSES, MOST_OBLIGATIONS, MOST_PARTIES = 80, 200, 50
FIRST_YEAR, LAST_YEAR = 1945, 2100
PLAIN = re.compile(r"[0-9]{1,15}(\.[0-9]{1,2})?")  # an amount as the terms keep it
WITNESS_LABEL = "Saksi"  # as it stands in texts and papers, which are Indonesian


def side_label(order: int) -> str:
    """PIHAK KESATU, PIHAK KEDUA …; beyond ten by number."""
    return f"PIHAK {ORDINALS[order - 1]}" if order <= len(ORDINALS) else f"PIHAK KE-{order}"


def side_labels(roles: Sequence[str]) -> list[str]:
    """What each side is called: those who sign are numbered first, as the papers name PARA PIHAK; a witness is no party."""
    counted = [n for role in (SIGNATORY, IMPLEMENTING) for n, own in enumerate(roles) if own == role]
    numbers = {place: n for n, place in enumerate(counted, 1)}
    return [side_label(numbers[n]) if n in numbers else WITNESS_LABEL for n in range(len(roles))]


def sides_text(parties: Sequence[Terms], promise: Terms) -> str:
    """«PIHAK KEDUA (Universitas Bumi) → PIHAK KESATU (Dinas Koperasi)»: who owes it to whom."""
    names = {p["order"]: f"{p['label']} ({p['organization']})" for p in parties}
    return f"{names.get(promise['debtor'], '–')} → {names.get(promise['beneficiary'], '–')}"


def period_text(terms: Terms) -> str:
    """The term in words."""
    said = []
    if terms.get("start"):
        said.append(gettext("mulai %(date)s") % {"date": _written(terms["start"])})
    if terms.get("end"):
        said.append(gettext("sampai %(date)s") % {"date": _written(terms["end"])})
    if terms.get("months"):
        said.append(gettext("selama %(n)s bulan") % {"n": terms["months"]})
    if terms.get("condition"):
        said.append(terms["condition"])
    return " · ".join(said) or gettext("belum diisi")


def _written(day: str) -> str:
    return date_format(dt.date.fromisoformat(day), "j F Y")


def end_of(terms: Terms, signed_on: dt.date) -> tuple[dt.date, dt.date | None]:
    """First and last day in force: the written start or the day of signing; the written end, or so many months, or none."""
    start = dt.date.fromisoformat(terms["start"]) if terms.get("start") else signed_on
    if terms.get("end"):
        return start, dt.date.fromisoformat(terms["end"])
    if terms.get("months"):
        return start, add_months(start, terms["months"]) - dt.timedelta(days=1)
    return start, None


def due_dates(due: dict[str, Any], start: dt.date, end: dt.date | None) -> list[dt.date]:
    """The days a promise falls due. Rules: on a date, so many months after the start, so many days before the end, every so many months.

    An agreement without end schedules a repeated promise for five years.
    """
    match due.get("rule"):
        case "date":
            return [dt.date.fromisoformat(due["date"])]
        case "after_start":
            return [add_months(start, due["months"])]
        case "before_end":
            return [(end or add_months(start, 60)) - dt.timedelta(days=due["days"])]
        case "every":
            last = end or add_months(start, 60)
            days = [add_months(start, due["months"] * k) for k in range(1, 121)]
            return [day for day in days if day <= last] or [last]
    raise ValueError(f"unknown due rule {due!r}")


def due_text(due: dict[str, Any]) -> str:
    """The rule in words."""
    match due.get("rule"):
        case "date":
            return gettext("pada %(date)s") % {"date": _written(due["date"])}
        case "after_start":
            return gettext("%(months)s bulan setelah berlaku") % {"months": due["months"]}
        case "before_end":
            return gettext("%(days)s hari sebelum berakhir") % {"days": due["days"]}
        case _:
            return gettext("setiap %(months)s bulan") % {"months": due["months"]}


def _value(code: str, text: Any, field: str = "") -> Refusal:
    return Refusal(code, text, "value", field)


def refusals_to_terms(terms: Terms, *, before: Terms | None = None) -> list[Refusal]:
    """What makes terms unreadable or contradictory; law is not asked here. `before` is the text that these terms change."""
    found: list[Refusal] = []
    if not terms["title"].strip():
        found.append(_value("terms.title_missing", _("Judul kosong. Tulis tentang apa naskah ini."), "title"))
    if sum(p["role"] == SIGNATORY for p in terms["parties"]) < 2:
        found.append(
            _value(
                "terms.two_signatories",
                _("Naskah memerlukan sedikitnya dua pihak penanda tangan. Tambahkan pihak."),
                "parties",
            )
        )
    if len({p["code"] for p in terms["parties"]}) < len(terms["parties"]):
        found.append(
            _value(
                "terms.party_twice", _("Satu lembaga tercantum dua kali sebagai pihak. Hapus salah satunya."), "parties"
            )
        )
    if terms.get("start") and terms.get("end") and terms["end"] < terms["start"]:
        found.append(
            _value(
                "terms.end_before_start", _("Tanggal berakhir mendahului tanggal mulai. Periksa kedua tanggal."), "end"
            )
        )
    if terms.get("end") and terms.get("months"):
        found.append(
            _value("terms.end_twice", _("Isi tanggal berakhir atau lama dalam bulan, jangan keduanya."), "months")
        )
    if any(
        len(terms[key]) > most
        for key, most in (("clauses", MOST_CLAUSES), ("obligations", MOST_OBLIGATIONS), ("parties", MOST_PARTIES))
    ):
        found.append(
            _value(
                "terms.too_many",
                _("Terlalu banyak pasal, kewajiban, atau pihak dalam satu naskah. Bagi menjadi beberapa naskah."),
            )
        )
    if any(not c["heading"].strip() or not c["text"].strip() for c in terms["clauses"]):
        found.append(
            _value(
                "terms.clause_empty", _("Ada pasal tanpa judul atau tanpa isi. Lengkapi, atau hapus pasal itu."), "text"
            )
        )
    return (
        found
        + _year_refusals(terms)
        + _obligation_refusals(terms)
        + _plan_refusals(terms, before["work_plan"] if before else [])
    )


def _year_refusals(terms: Terms) -> list[Refusal]:
    """Days that no agreement of a region can have."""
    days: list[tuple[str, Any, Any]] = [
        ("start", _("mulai berlaku"), terms.get("start")),
        ("end", _("berakhir"), terms.get("end")),
    ]
    if terms.get("start") and terms.get("months") and not terms.get("end"):
        year = dt.date.fromisoformat(terms["start"]).year + terms["months"] // 12
        days.append(("months", _("berakhir"), f"{min(year, 9999)}-01-01"))
    for promise in terms["obligations"]:
        if promise["due"].get("rule") == "date":
            what: Any = _("tenggat kewajiban «%(text)s»") % {"text": promise["text"]}
            days.append(("date", what, promise["due"]["date"]))
    text = _("Tahun %(year)s untuk %(what)s tidak mungkin. Periksa tanggalnya; tahun yang diterima %(first)s–%(last)s.")
    found = []
    for field, what, day in days:
        if day and not FIRST_YEAR <= (year := dt.date.fromisoformat(day).year) <= LAST_YEAR:
            values = {"year": year, "what": what, "first": FIRST_YEAR, "last": LAST_YEAR}
            found.append(_value("terms.year", text % values, field))
    return found


def _plan_refusals(terms: Terms, before: list[Terms]) -> list[Refusal]:
    """An amount is a number. A row that stands as it stood before is let alone, so that others can be changed."""
    text = _("Besar anggaran «%(activity)s» harus berupa angka. Tulis angkanya saja, atau kosongkan.")
    return [
        _value("terms.plan_amount", text % {"activity": row.get("activity", "")}, "amount")
        for row in terms["work_plan"]
        if row.get("amount") and not PLAIN.fullmatch(row["amount"]) and row not in before
    ]


def plain_amount(text: str) -> str | None:
    """«Rp10.000.000,50» or «10000000.5» as decimal text; None when it is no amount."""
    word = re.sub(r"^rp\.?\s*", "", text.strip(), flags=re.IGNORECASE).replace(" ", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d{1,2})?", word) or re.fullmatch(r"\d+,\d{1,2}", word):
        word = word.replace(".", "").replace(",", ".")
    if not PLAIN.fullmatch(word):
        return None
    amount = Decimal(word)
    return format(amount.normalize(), "f") if amount else "0"


def _obligation_refusals(terms: Terms) -> list[Refusal]:
    found: list[Refusal] = []
    orders = {p["order"] for p in terms["parties"] if p["role"] != WITNESS}
    for promise in terms["obligations"]:
        told = {"text": promise["text"]}
        if (
            promise["debtor"] not in orders
            or promise["beneficiary"] not in orders
            or promise["debtor"] == promise["beneficiary"]
        ):
            found.append(
                _value(
                    "terms.obligation_sides",
                    _("Kewajiban «%(text)s» harus dari satu pihak kepada pihak lain, bukan saksi. Pilih dua pihak.")
                    % told,
                    "debtor",
                )
            )
        if not 1 <= promise["clause"] <= len(terms["clauses"]):
            found.append(
                _value(
                    "terms.obligation_clause",
                    _("Pasal yang dirujuk kewajiban «%(text)s» tidak ada. Pilih pasal yang ada.") % told,
                    "clause",
                )
            )
        if promise["quantity"] and not _positive(promise["quantity"]):
            found.append(
                _value(
                    "terms.obligation_quantity",
                    _("Jumlah kewajiban «%(text)s» harus angka lebih dari nol. Kosongkan bila tidak terukur.") % told,
                    "quantity",
                )
            )
    return found


def _positive(text: str) -> bool:
    try:
        return Decimal(text) > 0
    except InvalidOperation:
        return False


def findings_on_terms(
    terms: Terms, *, law: LawOn, signed_on: dt.date, parent_end: dt.date | None, has_parent: bool
) -> list[Finding]:
    """What law and good practice say of these terms on that day; each with source and certainty."""
    kind = terms["kind"]
    present = {c["type"] for c in terms["clauses"]}
    found = [
        Finding(
            f"clause.missing.{rule.type}",
            _("Pasal «%(heading)s» belum ada.") % {"heading": rule.heading},
            UNSURE if rule.source.unsure else PARTLY,
            rule.source.label,
            rule.source.certainty,
        )
        for rule in law.required(kind)
        if rule.type not in present
    ]
    found += findings_on_clauses(terms) + _findings_on_days(terms, law=law, signed_on=signed_on, parent_end=parent_end)
    if kind == "pks" and not has_parent:
        found.append(Finding("parent.missing", _("PKS ini belum menunjuk kesepakatan induknya (KB)."), UNSURE, "", "L"))
    if kind == "nk" and not terms["work_plan"]:
        found.append(
            Finding("work_plan.missing", _("Nota Kesepakatan belum memuat Rencana Kerja (RK)."), PARTLY, "", "V")
        )
    if kind not in UMBRELLAS and not terms["obligations"]:
        found.append(
            Finding(
                "obligations.missing",
                _("Belum ada kewajiban yang diambil dari pasal; pelaksanaannya nanti tidak dapat dipantau."),
                UNSURE,
                "",
                "L",
            )
        )
    return found


def _findings_on_days(terms: Terms, *, law: LawOn, signed_on: dt.date, parent_end: dt.date | None) -> list[Finding]:
    """The term beside the law, the parent and the promises; a term that nobody gave is only told as such."""
    if not any(terms.get(key) for key in ("end", "months", "condition")):
        return [Finding("term.missing", _("Masa berlaku belum diisi."), PARTLY, "", "V")]
    found = []
    text: Any
    start, end = end_of(terms, signed_on)
    limit = law.limit(f"term_years.{terms['kind']}")
    if limit and limit.value and (end is None or end > add_months(start, 12 * int(limit.value))):
        text = _("Masa berlaku melebihi %(years)s tahun.") % {"years": limit.value}
        level = UNSURE if limit.source.unsure else PARTLY
        found.append(Finding("term.too_long", text, level, limit.source.label, limit.source.certainty))
    if parent_end and (end is None or end > parent_end):
        text = _("Masa berlaku melewati akhir kesepakatan induk, %(day)s.") % {"day": parent_end.strftime("%d-%m-%Y")}
        found.append(Finding("parent.outlived", text, PARTLY, "", "L"))
    if end and end < signed_on:
        text = _("Masa berlaku berakhir %(day)s, sebelum naskah ini ditandatangani.")
        found.append(Finding("term.past", text % {"day": end.strftime("%d-%m-%Y")}, PARTLY, "", "V"))
    for n, promise in enumerate(terms["obligations"], 1):
        # on which day it begins is not known before the signing; a written day is then not held against it
        first = dt.date.min if promise["due"]["rule"] == "date" and not terms.get("start") else start
        days = due_dates(promise["due"], start, end)
        day = next((d for d in days if d < first or (end is not None and d > end)), None)
        if day:
            text = _("Kewajiban «%(text)s» jatuh tempo %(day)s, di luar masa berlaku.")
            values = {"text": promise["text"], "day": day.strftime("%d-%m-%Y")}
            found.append(Finding(f"obligation.outside_term.{n}", text % values, PARTLY, "", "V"))
    return found


@dataclasses.dataclass(frozen=True)
class ParentFacts:
    """The agreement above: its kind, what it is called and the institutions that are its sides."""

    kind: str
    name: str
    institutions: frozenset[int]


def findings_on_parent(kind: str, parent: ParentFacts, *, institutions: dict[int, str], law: LawOn) -> list[Finding]:
    """May it hang under that one? `institutions` are those that sign it, with their names."""
    found = []
    text: Any
    entry = law.other("instrument", kind)
    if entry and parent.kind not in entry.value.get("parent", ()):
        words = {"kind": KINDS[kind], "parent": KINDS.get(parent.kind, parent.kind)}
        text = _("%(kind)s tidak disusun di bawah %(parent)s.") % words
        level = UNSURE if entry.source.unsure else PARTLY
        found.append(Finding("parent.kind", text, level, entry.source.label, entry.source.certainty))
    apart = [name for pk, name in institutions.items() if pk not in parent.institutions]
    if apart:
        text = _("%(names)s bukan pihak dalam naskah induknya, «%(parent)s».")
        words = {"names": ", ".join(apart), "parent": parent.name}
        found.append(Finding("parent.other_sides", text % words, PARTLY, "", "L"))
    return found


# ---- what changed between two versions


@dataclasses.dataclass(frozen=True)
class Change:
    """`what` is a clause («Pasal 5») or another part; `kind` added, removed, changed or moved; `words` runs of (same|ins|del, text)."""

    what: str
    kind: str
    words: tuple[tuple[str, str], ...]


def words_between(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """Word-level difference as runs; joined texts of same+del give the old, same+ins the new."""
    before, after = re.findall(r"\s+|[^\s]+", old), re.findall(r"\s+|[^\s]+", new)
    runs: list[tuple[str, str]] = []
    for tag, a1, a2, b1, b2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(("same", "".join(before[a1:a2])))
            continue
        if a2 > a1:
            runs.append(("del", "".join(before[a1:a2])))
        if b2 > b1:
            runs.append(("ins", "".join(after[b1:b2])))
    return tuple(runs)


def changes(old: Terms, new: Terms) -> list[Change]:
    """The facts and the promises, then clause by clause. Clauses are matched by type and heading, else by place."""
    found: list[Change] = []
    for word, key in (
        (gettext("Judul"), "title"),
        (gettext("Tempat"), "place"),
        (gettext("Masa berlaku"), "period"),
        (gettext("Para pihak"), "parties_text"),
    ):
        before, after = _part(old, key), _part(new, key)
        if before != after:
            found.append(Change(word, "changed", words_between(before, after)))
    found += _changed_lines(gettext("Kewajiban"), old, new, "obligations")
    pairs = _matched(old["clauses"], new["clauses"])
    for a, b in pairs:
        name = gettext("Pasal %(number)s") % {"number": (b if b is not None else a or 0) + 1}
        if a is None and b is not None:
            clause = new["clauses"][b]
            found.append(Change(f"{name} {clause['heading']}", "added", (("ins", clause["text"]),)))
        elif b is None and a is not None:
            clause = old["clauses"][a]
            found.append(Change(f"{name} {clause['heading']}", "removed", (("del", clause["text"]),)))
        elif a is not None and b is not None:
            before, after = old["clauses"][a], new["clauses"][b]
            if (before["heading"], before["text"]) != (after["heading"], after["text"]):
                text = words_between(f"{before['heading']}\n{before['text']}", f"{after['heading']}\n{after['text']}")
                found.append(Change(name, "changed", text))
            elif a != b and [p for p in pairs if None in p] == []:
                found.append(
                    Change(
                        f"{name} {after['heading']}", "moved", (("same", gettext("dari urutan %(n)s") % {"n": a + 1}),)
                    )
                )
    return found + _changed_lines(gettext("Rencana Kerja"), old, new, "work_plan")


def _changed_lines(word: str, old: Terms, new: Terms, key: str) -> list[Change]:
    """One change for a list of promises or of rows. The bare values decide, so that nothing changes without a word."""
    if old[key] == new[key] and (key != "obligations" or _lines(old, key) == _lines(new, key)):
        return []
    return [Change(word, "changed", words_between(_lines(old, key), _lines(new, key)))]


def _part(terms: Terms, key: str) -> str:
    if key == "period":
        return period_text(terms)
    if key == "parties_text":
        return "\n".join(f"{p['label']}: {whole_name(p)} ({PARTY_ROLES[p['role']]})" for p in terms["parties"])
    return str(terms.get(key) or "")


def whole_name(party: Terms) -> str:
    """The organisation and, when it is a unit, whose."""
    apart = party["institution"] != party["organization"]
    return f"{party['organization']}, {party['institution']}" if apart else party["organization"]


def _lines(terms: Terms, key: str) -> str:
    if key == "obligations":
        rows = [
            [
                gettext("Pasal %(number)s") % {"number": o["clause"]}, sides_text(terms["parties"], o), o["text"],
                f"{o['quantity']} {o['unit']}".strip(), due_text(o["due"]), o["evidence"],
            ]
            for o in terms[key]
        ]  # fmt: skip
    else:
        rows = [list(row.values()) for row in terms[key]]
    return "\n".join(" · ".join(str(cell) for cell in row if cell) for row in rows)


def _matched(old: list[Terms], new: list[Terms]) -> list[tuple[int | None, int | None]]:
    """Pairs of places (old, new) in the order of the new text; what has no partner stands alone."""
    free = dict(enumerate(old))
    partner: dict[int, int] = {}
    for same in (
        lambda a, b: a == b,
        lambda a, b: a["type"] == b["type"] and a["heading"] == b["heading"],
        lambda a, b: a["type"] == b["type"] and a["type"] != "lain_lain",
        lambda a, b: a["heading"] == b["heading"],
    ):
        for b, clause in enumerate(new):
            if b not in partner:
                hit = next((a for a, other in free.items() if same(other, clause)), None)
                if hit is not None:
                    partner[b] = hit
                    del free[hit]
    pairs: list[tuple[int | None, int | None]] = [(partner.get(b), b) for b in range(len(new))]
    return pairs + [(a, None) for a in sorted(free)]

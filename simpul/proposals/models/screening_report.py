"""A run of the rules as people read it: what needs an answer, findings by rule, reasons, views. For the page and for the paper."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from simpul.law.models import law_on
from simpul.law.rules import NATIONAL, LawOn, said_amount, word_of
from simpul.regions.table import name_of

from ..rules import states
from ..rules.screening import RULES
from ..rules.screening_found import LEVELS, UNSURE_WORDS
from .proposal import Proposal
from .screening import Override, Screening, View, changed_since, latest, reasons_for

TONES = {"fit": "good", "partly": "wait", "outside": "bad", "support": "plain", "unsure": "wait", "pending": "plain"}


@dataclasses.dataclass(frozen=True)
class Line:
    """A finding with what was written against it. `open`: it still asks for an answer; `hard`: nothing overcomes it."""

    code: str
    rule: str
    item: int | None
    level: str
    tone: str
    unsure: bool
    text: str
    citation: str
    scope: str
    days: str
    certainty: str
    note: str
    advice: str
    entry: str
    asks: bool
    hard: bool
    open: bool
    reason: Override | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.code, self.text

    @property
    def sentence(self) -> str:
        """The text where a mark beside it says already that it is unsure."""
        return self.text.removeprefix(UNSURE_WORDS % {"text": ""}) if self.unsure else self.text

    @property
    def basis(self) -> str:
        """«PP 28/2018 Pasal 46 · nasional · sejak 17 Oktober 2024»."""
        return " · ".join(part for part in (self.citation, self.scope, self.days) if part)


@dataclasses.dataclass(frozen=True)
class Group:
    rule: str
    title: str
    lines: tuple[Line, ...]


@dataclasses.dataclass(frozen=True)
class ItemLine:
    """What was asked for, as it stood at the run, and what the rules say of who owns it."""

    number: int
    title: str
    activity: str
    affair: str
    place: str
    extent: str
    target: str
    post_level: str
    lines: tuple[Line, ...]

    @property
    def authority(self) -> Line | None:
        return next((line for line in self.lines if line.code.startswith("authority.")), None)

    @property
    def result(self) -> str:
        return self.authority.level if self.authority else ""


@dataclasses.dataclass(frozen=True)
class Report:
    """One run. `changed` names what is different today; only the newest run can be out of date."""

    run: Screening
    newest: bool
    data: tuple[tuple[str, str], ...]
    items: tuple[ItemLine, ...]
    groups: tuple[Group, ...]
    views: tuple[View, ...]
    changed: tuple[str, ...]
    advice: dict[str, Any]
    appeared: tuple[Line, ...] = ()  # that the run before did not find
    gone: tuple[Line, ...] = ()  # that only the run before found

    @property
    def lines(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines]

    @property
    def open(self) -> list[Line]:
        """What must be answered first, the refusals that nothing overcomes before the others."""
        return sorted((line for line in self.lines if line.open or line.hard), key=lambda line: not line.hard)

    @property
    def stale(self) -> bool:
        return bool(self.changed)


def report(proposal: Proposal, *, day: dt.date, number: int | None = None) -> Report | None:
    """The newest run, or that number; None before the first. `day` is today, for telling what changed since."""
    last = latest(proposal)
    run = last if number is None or last is None else Screening.objects.filter(proposal=proposal, number=number).first()
    if run is None or last is None:
        return None
    newest, reasons = run.pk == last.pk, reasons_for(proposal)
    lines = [_line(row, reasons) for row in run.findings]
    groups = tuple(
        Group(name, str(rule.title), tuple(line for line in lines if line.rule == name)) for name, rule in RULES.items()
    )
    law = law_on(run.day, run.region_code)
    before = Screening.objects.filter(proposal=proposal, number=run.number - 1).first()
    earlier = [_line(row, reasons) for row in before.findings] if before else lines
    old, new = {line.key for line in earlier}, {line.key for line in lines}
    return Report(
        run=run,
        newest=newest,
        data=tuple(_data(run.facts_dict, law)),
        items=tuple(_item(item, law, lines) for item in run.facts_dict["items"]),
        groups=tuple(group for group in groups if group.lines),
        views=tuple(proposal.views.select_related("organization")),
        changed=tuple(dict.fromkeys(FIELDS[name]() for name in changed_since(run, day))) if newest else (),
        advice=run.advice,
        appeared=tuple(line for line in lines if line.key not in old),
        gone=tuple(line for line in earlier if line.key not in new),
    )


def _line(row: dict[str, Any], reasons: dict[tuple[str, str], Override]) -> Line:
    reason = reasons.get((row["code"], row["text"]))
    level = row["leans"] if row["level"] == "unsure" else row["level"]
    scope = _("nasional") if row["scope"] == NATIONAL else name_of(row["scope"]) or row["scope"]
    return Line(
        code=row["code"], rule=row["rule"], item=row["item"], level=str(LEVELS[level]), tone=TONES[level],
        unsure=row["certainty"] != "V" and level != "unsure", text=row["text"], citation=row["citation"], scope=scope,
        days=_days(row["start"], row["end"]), certainty=str(word_of(row["certainty"])), note=row["note"], advice=row["advice"],
        entry=row["entry"], asks=row["asks"], hard=row["hard"], open=row["asks"] and reason is None, reason=reason,
    )  # fmt: skip


def _days(start: str, end: str) -> str:
    said = [_("sejak %(day)s") % {"day": _date(start)}] if start else []
    said += [_("sampai %(day)s") % {"day": _date(end)}] if end else []
    return " ".join(said)


def _date(text: str) -> str:
    return date_format(dt.date.fromisoformat(text), "j F Y")


def _item(item: dict[str, Any], law: LawOn, lines: list[Line]) -> ItemLine:
    affair = law.affair(item["affair"])
    part = affair.part(item["part"]) if affair else None
    matter = affair.matter if affair else item["affair"]
    return ItemLine(
        number=item["number"], title=item["title"], activity=str(states.ACTIVITIES.get(item["activity"], item["activity"])),
        affair=f"{matter} – {part.title}" if part else matter, place=item["region_name"],
        extent=str(states.EXTENTS.get(item["extent"], "")), target=_target(item),
        post_level=str(states.POST_LEVELS.get(item["post_level"], "")),
        lines=tuple(line for line in lines if line.item == item["number"]),
    )  # fmt: skip


def grouped(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _target(item: dict[str, Any]) -> str:
    """«warga (50)»."""
    count = item.get("target_count")
    return f"{item['target']} ({grouped(count)})" if count else item["target"]


def _burden(facts: dict[str, Any]) -> str:
    reason = " ".join(facts.get("burdens_reason", "").split())
    return f"{_yes(facts['burdens_public'])}. {reason}" if reason else _yes(facts["burdens_public"])


def _yes(value: bool | None) -> str:
    return _("belum dijawab") if value is None else _("ya") if value else _("tidak")


def _data(facts: dict[str, Any], law: LawOn) -> list[tuple[str, str]]:
    """The facts of the run, in words."""
    form = law.partner_form(facts["form"])
    kinds = {row.key: row.title for row in law.others_of("instrument")}
    regimes = {row.key: row.title for row in law.others_of("referral")}
    amount = facts["apbd_amount"]
    return [
        (_("Mitra"), facts["partner_name"]),
        (_("Bentuk hukum mitra"), form.title if form else _("belum tercatat")),
        (_("Daerah"), facts["region_name"]),
        (_("Naskah yang diminta"), kinds.get(facts["wanted_kind"], "–")),
        (_("Naskah yang dipilih"), kinds.get(facts["kind"], "–")),
        (_("Jangka waktu"), ngettext("%(n)s bulan", "%(n)s bulan", facts["months"]) % {"n": facts["months"]} if facts["months"] else _("belum disebut")),
        (_("Membebani masyarakat atau daerah"), _burden(facts)),
        (_("Memakai APBD"), _yes(facts["apbd_funded"]) + (f", {said_amount(int(Decimal(amount)), 'rupiah')}" if amount else "")),
        (_("Sudah ada dalam APBD berjalan"), _yes(facts["in_current_apbd"])),
        (_("Memproses data pribadi"), _yes(facts["personal_data"])),
        (_("Penanda tangan daerah"), str(states.SIGNERS.get(facts["signer"], facts["signer"]))),
        (_("Ditandai mengikuti aturan lain"), ", ".join(regimes.get(key, key) for key in facts["regimes"]) or "–"),
    ]  # fmt: skip


# what changed since a run, in words; several fields are one thing for the reader
FIELDS = {
    "items": lambda: _("kegiatan atau tautan rencananya"),
    "law": lambda: _("dasar hukum"),
    "day": lambda: _("temuan menurut tanggal hari ini"),
    "documents": lambda: _("dokumen masukan"),
    **dict.fromkeys(("form", "form_certainty"), lambda: _("bentuk hukum mitra")),
    "kind": lambda: _("naskah yang dipilih"),
    "wanted_kind": lambda: _("naskah yang diminta"),
    "under": lambda: _("naskah induk"),
    "months": lambda: _("jangka waktu"),
    "accreditations": lambda: _("akreditasi lembaga penilai"),
    "policy": lambda: _("kebijakan mitra"),
    "viewed": lambda: _("pandangan TKKSD"),
    "regimes": lambda: _("tanda aturan lain"),
    "signer": lambda: _("penanda tangan"),
    **dict.fromkeys(("burdens_public", "burdens_reason", "apbd_funded", "in_current_apbd", "apbd_amount", "routine"), lambda: _("jawaban tentang biaya")),
    **dict.fromkeys(("personal_data", "data_clause"), lambda: _("jawaban tentang data pribadi")),
    **dict.fromkeys(("partner_name", "partner_level", "partner_region", "region_name", "region_code", "direction"), lambda: _("nama pihak")),
}  # fmt: skip

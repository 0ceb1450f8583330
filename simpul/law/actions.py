"""What changes the law tables: loading the data files, and officers who confirm, correct, supersede or localise with evidence."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from simpul.core.actors import Actor
from simpul.core.canonical import canonical, clean_text, sha256
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.documents.models import File
from simpul.regions.table import name_of
from simpul.register.actions import open_chain, record

from . import rules, table
from .models import DATA, OFFICER, Entry, Regulation

CONTENT = ("kind", "key", "title", "text", "value", "article", "start", "end", "scope", "certainty", "source", "note")


@transaction.atomic
def load(*, by: Actor, at: dt.datetime) -> dict[str, int]:
    """The tables hold what the data files say; what officers decided stays. Loading again changes nothing."""
    stop_if([] if by.is_system else [rules.MAY_NOT])
    chain = open_chain("law", "data")
    counts = dict.fromkeys(("regulations", "new", "changed", "kept", "gone"), 0)
    counts["regulations"] = _load_regulations()
    cited = {row.key: row for row in Regulation.objects.all()}
    known = {row.slot: row for row in Entry.objects.select_for_update().exclude(slot=None)}
    theirs = {(row.kind, row.key, row.scope) for row in Entry.objects.filter(origin=OFFICER)}
    fresh: list[Entry] = []
    files = table.entries()
    for line in files:
        row = known.get(_slot(line))
        if row is None:
            if (line.kind, line.key, line.scope) in theirs:
                counts["kept"] += 1
            else:
                fresh.append(_from_file(Entry(slot=_slot(line)), line, cited))
        elif row.origin == OFFICER:
            counts["kept"] += 1
        elif _differs(row, line, cited):
            keep(_from_file(row, line, cited, version=row.version + 1))
            counts["changed"] += 1
    counts["gone"] = _retire({_slot(line) for line in files}, at)
    counts["new"] = len(Entry.objects.bulk_create(fresh))
    if any(counts[name] for name in ("regulations", "new", "changed", "gone")):
        print_of_data = sha256(canonical([dataclasses.asdict(line) for line in files]))
        record("law.loaded", chain=chain, by=by, at=at, data={**counts, "sha256": print_of_data})
    return counts


def _load_regulations() -> int:
    """How many regulations of the files were new or different."""
    held = {row.key: row for row in Regulation.objects.all()}
    count, later = 0, {}
    for line in table.regulations().values():
        values = dataclasses.asdict(line)
        later[line.key] = values.pop("replaced_by")
        row = held.get(line.key)
        if row is None or any(getattr(row, name) != value for name, value in values.items()):
            row = row or Regulation()
            for name, value in values.items():
                setattr(row, name, value)
            held[line.key] = keep(row)
            count += 1
    for key, replacement in later.items():
        wanted = held[replacement].pk if replacement else None
        if held[key].replaced_by_id != wanted:
            held[key].replaced_by_id = wanted
            keep(held[key], only=["replaced_by", "changed_at"])
    return count


def _slot(line: table.Entry) -> str:
    return f"{line.kind}:{line.key}:{line.scope}:{line.start or ''}"


def _from_file(row: Entry, line: table.Entry, cited: Mapping[str, Regulation], version: int = 1) -> Entry:
    for name in CONTENT:
        setattr(row, name, getattr(line, name))
    row.regulation, row.order, row.version = cited[line.regulation], line.order, version
    row.scope_name = "Nasional" if line.scope == rules.NATIONAL else name_of(line.scope) or line.scope
    row.origin, row.retired_at = DATA, None
    return row


def _differs(row: Entry, line: table.Entry, cited: Mapping[str, Regulation]) -> bool:
    same = all(getattr(row, name) == getattr(line, name) for name in (*CONTENT, "order"))
    return not same or row.regulation_id != cited[line.regulation].pk or row.retired_at is not None


def _retire(slots: set[str], at: dt.datetime) -> int:
    """Lines that left the files stay as history."""
    gone = Entry.objects.filter(origin=DATA, retired_at=None).exclude(slot=None).exclude(slot__in=slots)
    for row in gone:
        row.retired_at, row.version = at, row.version + 1
        keep(row, only=["retired_at", "version", "changed_at"])
    return len(gone)


@transaction.atomic
def confirm(
    entry: Entry,
    *,
    article: str = "",
    evidence: str,
    file: File | None = None,
    version: int,
    by: Actor,
    at: dt.datetime,
) -> Entry:
    """The entry is verified: somebody read the official text and says where; the article may be filled in."""
    row = _locked(entry)
    stop_if(rules.refusals_to_confirm(row.facts(), by=by, version=version, evidence=evidence))
    before = _content(row)
    row.article = _line(article) or row.article
    if row.kind == rules.AFFAIR:
        row.value, _none = rules.changed_value(row.kind, row.value, {})
    _sign(row, evidence, file, by, at)
    row.version += 1
    only = ["article", "value", "certainty", "origin", "evidence", "evidence_file", "confirmed_by", "confirmed_at"]
    keep(row, only=[*only, "version", "changed_at"])
    _record("law.confirmed", row, before, by, at)
    return row


@transaction.atomic
def correct(
    entry: Entry,
    *,
    title: str,
    text: str,
    value: Mapping[str, Any],
    regulation: str,
    article: str,
    start: dt.date | None,
    end: dt.date | None,
    evidence: str,
    file: File | None = None,
    version: int,
    by: Actor,
    at: dt.datetime,
) -> Entry:
    """A wrongly recorded entry is history; the right one, read in the official text, stands in its place from the beginning."""
    old = _locked(entry)
    new = _changed(old, title=title, text=text, regulation=regulation, article=article, by=by)
    new.start, new.end, new.supersedes = start, end, old
    new.value, wrong = rules.changed_value(old.kind, old.value, value)
    stop_if(
        rules.refusals_to_correct(
            old.facts(),
            by=by,
            version=version,
            evidence=evidence,
            start=start,
            end=end,
            same=not wrong and _same(new, old, regulation),
            overlaps=_overlaps(new, but=old.pk),
        )
        or wrong
    )
    _retired(old, at)
    _cite(new, regulation, by)
    keep(_sign(new, evidence, file, by, at))
    _record("law.corrected", new, _content(old), by, at)
    return new


@transaction.atomic
def supersede(
    entry: Entry,
    *,
    title: str,
    text: str,
    value: Mapping[str, Any],
    regulation: str,
    article: str,
    start: dt.date,
    end: dt.date | None,
    evidence: str,
    file: File | None = None,
    version: int,
    by: Actor,
    at: dt.datetime,
) -> Entry:
    """The law changes on a day: the old entry ends the day before, the new one holds from then."""
    old = _locked(entry)
    new = _changed(old, title=title, text=text, regulation=regulation, article=article, by=by)
    new.start, new.end, new.supersedes = start, end, old
    new.value, wrong = rules.changed_value(old.kind, old.value, value)
    stop_if(
        rules.refusals_to_supersede(
            old.facts(),
            by=by,
            version=version,
            evidence=evidence,
            start=start,
            end=end,
            overlaps=_overlaps(new, but=old.pk),
        )
        or wrong
    )
    before = _content(old)
    old.end, old.origin, old.version = start - dt.timedelta(days=1), OFFICER, old.version + 1
    keep(old, only=["end", "origin", "version", "changed_at"])
    _cite(new, regulation, by)
    keep(_sign(new, evidence, file, by, at))
    _record("law.superseded", new, before, by, at)
    return new


@transaction.atomic
def localise(
    entry: Entry,
    *,
    title: str,
    text: str,
    value: Mapping[str, Any],
    regulation: str,
    article: str,
    start: dt.date | None,
    end: dt.date | None,
    evidence: str,
    file: File | None = None,
    region_code: str = "",
    version: int,
    by: Actor,
    at: dt.datetime,
) -> Entry:
    """The actor's region has an entry of its own that wins there over the national one."""
    old = _locked(entry)
    region = region_code or by.region
    new = _changed(old, title=title, text=text, regulation=regulation, article=article, by=by)
    new.start, new.end, new.localises = start, end, old
    new.scope, new.scope_name = region, (name_of(region) if region else None) or region
    new.value, wrong = rules.changed_value(old.kind, old.value, value)
    stop_if(
        rules.refusals_to_localise(
            old.facts(),
            by=by,
            region_code=region,
            version=version,
            evidence=evidence,
            start=start,
            end=end,
            overlaps=_overlaps(new),
        )
        or wrong
    )
    _cite(new, regulation, by)
    keep(_sign(new, evidence, file, by, at))
    _record("law.localised", new, _content(old), by, at)
    return new


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("regulation").get(pk=entry.pk)


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())


def _changed(old: Entry, *, title: str, text: str, regulation: str, article: str, by: Actor) -> Entry:
    """A new row with the old one's place and these words; not saved."""
    return Entry(
        kind=old.kind,
        key=old.key,
        title=_line(title),
        text=clean_text(text).strip(),
        order=old.order,
        regulation=_known(regulation, by) or old.regulation,
        article=_line(article) or rules.UNKNOWN_ARTICLE,
        scope=old.scope,
        scope_name=old.scope_name,
        certainty=old.certainty,
        source="",  # from now on the evidence says what was read
        note="",
        origin=OFFICER,
    )


def _known(label: str, by: Actor) -> Regulation | None:
    """The regulation of that name, of the nation or of the actor's region."""
    return Regulation.objects.filter(label__iexact=_line(label), region__in={"", by.region}).first()


def _cite(row: Entry, label: str, by: Actor) -> None:
    """The entry cites the named regulation; one that the list does not hold yet is added for the entry's region."""
    label = _line(label)
    if not label or _known(label, by):
        return
    region = "" if row.scope == rules.NATIONAL else row.scope
    key = f"{slugify(label)[:28] or 'peraturan'}-{region or 'nasional'}"
    held = Regulation.objects.filter(key=key).first()
    made = Regulation(key=key, label=label, title=label, rank="Daerah", region=region, certainty=rules.VERIFIED)
    row.regulation = held or keep(made)


def _sign(row: Entry, evidence: str, file: File | None, by: Actor, at: dt.datetime) -> Entry:
    """Who confirmed it, when and on what evidence; from now on the entry is verified and the officers' own."""
    row.certainty, row.origin = rules.VERIFIED, OFFICER
    row.evidence, row.evidence_file = clean_text(evidence).strip(), file
    row.confirmed_by = ", ".join(part for part in (by.name, by.post, by.organization) if part)
    row.confirmed_at = at
    return row


def _retired(row: Entry, at: dt.datetime) -> None:
    row.retired_at, row.origin, row.version = at, OFFICER, row.version + 1
    keep(row, only=["retired_at", "origin", "version", "changed_at"])


def _overlaps(row: Entry, but: int | None = None) -> bool:
    if row.start and row.end and row.end < row.start:
        return False  # said in other words already
    found = Entry.objects.overlapping(
        kind=row.kind, key=row.key, scope=row.scope, start=row.start, end=row.end, but=but
    )
    return found.exists()


def _content(row: Entry) -> dict[str, Any]:
    names = ("title", "text", "value", "article", "start", "end")
    return {name: getattr(row, name) for name in names} | {"regulation": row.regulation.label}


def _same(new: Entry, old: Entry, label: str) -> bool:
    """Nothing a reader would notice is different."""
    if _line(label) and _line(label).lower() != old.regulation.label.lower():
        return False
    new_content, old_content = _content(new), _content(old)
    for content in (new_content, old_content):
        content["value"] = {name: held for name, held in content["value"].items() if name != "read"}
    return new_content == old_content


def _record(kind: str, row: Entry, before: dict[str, Any], by: Actor, at: dt.datetime) -> None:
    """What changed, with the old and the new words, on the chain of this provision in this place."""
    after = _content(row)
    data = {
        "scope": row.scope,
        "before": {name: value for name, value in before.items() if after[name] != value},
        "after": {name: value for name, value in after.items() if before[name] != value},
        "citation": row.citation.citation,
        "evidence": row.evidence,
        "file": row.evidence_file.sha256 if row.evidence_file else None,
    }
    record(kind, chain=open_chain("law", row.subject), by=by, at=at, subject=row.title, data=data)

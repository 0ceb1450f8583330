"""The only code that writes regions: the packaged table, and decrees that change it."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import connection, transaction
from django.db.models import Q

from simpul.core.actors import Actor
from simpul.core.canonical import sha256
from simpul.core.refusals import Refusal, stop_if
from simpul.regions import codes, rules, table
from simpul.regions.models import Region, Succession, Word
from simpul.register.actions import open_chain, record

CHAIN = ("regions", "wilayah")


@dataclasses.dataclass(frozen=True)
class Loaded:
    """What a load changed; all zero when the table was already there."""

    opened: int = 0
    closed: int = 0
    refreshed: int = 0

    def __bool__(self) -> bool:
        return bool(self.opened or self.closed or self.refreshed)


# --- the packaged table ---------------------------------------------------------------------------------------------

STAGE = """
CREATE TEMP TABLE staged (
    code varchar(13) PRIMARY KEY, above varchar(13), kind varchar(10), level smallint, name varchar(100),
    latitude float8, longitude float8, path text, name_key varchar(100), own_words varchar[], words varchar[]
) ON COMMIT DROP
"""
COPY = "COPY staged (code, above, kind, level, name, latitude, longitude, path, name_key, own_words, words) FROM STDIN"

# A version that began later than this table, by a decree imported since, is left alone.
CLOSE = """
UPDATE regions_region r SET valid_to = %(effective)s::date - 1, ended_by = %(decree)s
WHERE r.valid_to IS NULL AND (r.valid_from IS NULL OR r.valid_from < %(effective)s)
  AND NOT EXISTS (SELECT 1 FROM staged s WHERE s.code = r.code AND s.name = r.name AND s.kind = r.kind)
RETURNING r.id
"""
OPEN = """
INSERT INTO regions_region (code, kind, level, name, parent_id, latitude, longitude, valid_from, decree, ended_by,
                            path, name_key, own_words, words)
SELECT s.code, s.kind, s.level, s.name, above.id, s.latitude, s.longitude, %(since)s, %(decree)s, '',
       s.path, s.name_key, s.own_words, s.words
FROM staged s LEFT JOIN regions_region above ON above.code = s.above AND above.valid_to IS NULL
WHERE s.level = %(level)s AND (s.level = 1 OR above.id IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM regions_region r
                  WHERE r.code = s.code AND (r.valid_to IS NULL OR r.valid_to >= %(effective)s))
ORDER BY s.code
"""
# Same code: the new version continues the closed one.
CONTINUE = """
INSERT INTO regions_succession (predecessor_id, successor_id, decree)
SELECT old.id, new.id, %(decree)s FROM regions_region old
JOIN regions_region new ON new.code = old.code AND new.valid_to IS NULL AND new.id <> old.id
WHERE old.id = ANY(%(closed)s)
"""
FOLLOW = """
UPDATE regions_region child SET parent_id = new.id
FROM regions_region old JOIN regions_region new ON new.code = old.code AND new.valid_to IS NULL AND new.id <> old.id
WHERE old.id = ANY(%(closed)s) AND child.parent_id = old.id AND child.valid_to IS NULL
"""
REFRESH = """
UPDATE regions_region r SET latitude = s.latitude, longitude = s.longitude, path = s.path, words = s.words,
                            own_words = s.own_words, name_key = s.name_key
FROM staged s
WHERE r.code = s.code AND r.name = s.name AND r.valid_to IS NULL AND (r.valid_from IS NULL OR r.valid_from <= %(effective)s)
  AND (r.latitude, r.longitude, r.path, r.words, r.own_words)
      IS DISTINCT FROM (s.latitude, s.longitude, s.path, s.words, s.own_words)
"""
WORDS = """
INSERT INTO regions_word (word, level)
SELECT found.word, min(r.level) FROM regions_region r, unnest(r.own_words) found(word) GROUP BY found.word ORDER BY found.word
ON CONFLICT (word) DO UPDATE SET level = excluded.level WHERE regions_word.level <> excluded.level
"""


ESCAPES = {ord("\\"): r"\\", ord("\t"): r"\t", ord("\n"): r"\n", ord("\r"): r"\r"}


def load(
    *,
    by: Actor,
    at: dt.datetime,
    rows: Sequence[table.Row] | None = None,
    decree: str = table.DECREE,
    effective: dt.date = table.EFFECTIVE,
) -> Loaded:
    """The packaged table holds. A second run changes nothing.

    Into an empty database every region opens with an unknown beginning. Later a newer table closes what it no longer
    contains and opens what is new, by its decree and from its day. Coordinates are measurements: they are corrected in place.
    """
    chain = open_chain(*CHAIN)
    digest = sha256(repr((decree, effective, table.digest() if rows is None else rows)))
    if chain.events.filter(kind="regions.loaded", text__contains=digest).exists() and Region.objects.exists():
        return Loaded()
    rows = table.rows() if rows is None else rows
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE regions_region IN SHARE ROW EXCLUSIVE MODE")
        since = effective if Region.objects.exists() else None
        cursor.execute(STAGE)
        with cursor.copy(COPY) as copy:
            for line in _staged(rows):
                copy.write(line)
        values: dict[str, Any] = {"effective": effective, "decree": decree, "since": since}
        if since is None:
            with _indexes_made_after():
                done = Loaded(opened=_open(cursor, values))
        else:
            done = _compare(cursor, values)
        cursor.execute("DROP TABLE staged")
        if done:
            cursor.execute("ANALYZE regions_region, regions_word")
            record(
                "regions.loaded",
                chain=chain,
                by=by,
                at=at,
                data={
                    "decree": decree,
                    "effective": effective,
                    "table_sha256": digest,
                    "rows": len(rows),
                    **dataclasses.asdict(done),
                },
            )
    return done


def _open(cursor: Any, values: dict[str, Any]) -> int:
    """Every staged code without a version opens one, parents first; returns how many."""
    opened = 0
    for level in (1, 2, 3, 4):
        cursor.execute(OPEN, {**values, "level": level})
        opened += cursor.rowcount
        if level < 4:
            cursor.execute("ANALYZE regions_region")  # or the next level is planned for an empty table, in loops
    if opened:
        cursor.execute(WORDS)
    return opened


def _compare(cursor: Any, values: dict[str, Any]) -> Loaded:
    """What differs from the staged table is closed, opened, linked or refreshed."""
    cursor.execute("ANALYZE staged")
    cursor.execute(CLOSE, values)
    values["closed"] = [found for (found,) in cursor.fetchall()]
    opened = _open(cursor, values)
    cursor.execute(CONTINUE, values)
    cursor.execute(FOLLOW, values)
    cursor.execute(REFRESH, values)
    return Loaded(opened, len(values["closed"]), cursor.rowcount)


@contextlib.contextmanager
def _indexes_made_after() -> Iterator[None]:
    """Into an empty table: indexes and the exclusion are built once over all rows, several times faster than row by row."""
    apart = [
        (model, c) for model in (Region, Word) for c in model._meta.constraints if isinstance(c, ExclusionConstraint)
    ]
    indexes = [(model, index) for model in (Region, Word) for index in model._meta.indexes]
    with connection.schema_editor(atomic=False) as schema:
        for model, index in indexes:
            schema.remove_index(model, index)
        for model, constraint in apart:
            schema.remove_constraint(model, constraint)
        yield
        schema.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or the checks still waiting would forbid the next lines
        for model, index in indexes:
            schema.add_index(model, index)
        for model, constraint in apart:
            schema.add_constraint(model, constraint)


def _staged(rows: Sequence[table.Row]) -> Iterator[str]:
    """Each row as a line of COPY, with what is derived from it and from those above it, which stand before it."""
    below: dict[str | None, tuple[str, list[str]]] = {
        None: ("", [])
    }  # path and words that children of a code take over
    for row in sorted(rows):
        above = codes.parent_of(row.code)
        path, words_above = below.get(above, ("", []))
        key, level = codes.key_of(row.kind, row.name), codes.level_of(row.code)
        own = codes.words_of(row.code, key)
        words = list(dict.fromkeys(own + words_above))
        if level < 4:
            below[row.code] = (", ".join(filter(None, (codes.title(row.kind, row.name), path))), words)
        # Words are letters and digits, so an array of them needs no quotes.
        cells = (row.code, above, row.kind, level, row.name, row.latitude, row.longitude, path, key)
        yield "\t".join([*map(_cell, cells), f"{{{','.join(own)}}}", f"{{{','.join(words)}}}\n"])


def _cell(value: str | float | None) -> str:
    """A value as COPY's text format writes it."""
    if value is None:
        return r"\N"
    text = str(value)
    return text.translate(ESCAPES) if "\\" in text or not text.isprintable() else text


# --- decrees --------------------------------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class Imported:
    """What a decree changed, or would change: versions closed, opened, and links from old to new."""

    closed: int
    opened: int
    links: int
    refusals: tuple[Refusal, ...] = ()


def import_decree(
    rows: Iterable[Mapping[str, object]],
    *,
    by: Actor,
    at: dt.datetime,
    decree: str,
    effective: dt.date,
    dry_run: bool = False,
) -> Imported:
    """The decree's changes hold from its day: renamed, new, ended, split, merged; old versions stay, linked to what they became.

    `rows` have the columns of `rules.COLUMNS` and may say their own number as «baris». Every problem is named with its row; with one problem nothing is written.
    A dry run reports the problems, or the counts, and writes nothing.
    """
    changes, problems = _read(rows)
    decree = " ".join(decree.split())
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE regions_region IN SHARE ROW EXCLUSIVE MODE")
        codes_told = rules.mentioned(changes)
        versions = _open_versions(codes_told)
        if not problems:
            closed = Region.objects.filter(code__in=codes_told, valid_to__gte=effective)
            ends = {region.code: region.valid_to for region in closed if region.valid_to}
            problems = rules.refusals_to_import(changes, _known(versions), ends, effective)
        problems = rules.refusals_to_change(by, decree, effective) + problems
        if dry_run:
            return Imported(*_counts(changes), refusals=tuple(problems))
        stop_if(problems)
        done = _apply(changes, versions, decree=decree, effective=effective)
        record(
            "regions.decree_imported",
            chain=open_chain(*CHAIN),
            by=by,
            at=at,
            data={
                "decree": decree,
                "effective": effective,
                "closed": done.closed,
                "opened": done.opened,
                "links": done.links,
                "rows_sha256": sha256(json.dumps([dataclasses.astuple(c) for c in changes], ensure_ascii=False)),
            },
        )
    return done


def _read(rows: Iterable[Mapping[str, object]]) -> tuple[list[rules.Change], list[Refusal]]:
    changes, problems = [], []
    for number, raw in enumerate(rows, 2):  # row 1 of the sheet holds the headings
        told = raw.get("baris")
        change, wrong = rules.read(raw, told if isinstance(told, int) else number)
        problems += wrong
        if change:
            changes.append(change)
    return changes, problems


def _open_versions(wanted: set[str]) -> dict[str, Region]:
    return {region.code: region for region in Region.objects.filter(code__in=wanted, valid_to=None)}


def _known(versions: Mapping[str, Region]) -> dict[str, rules.Known]:
    below: dict[int, list[str]] = {}
    ids = [region.pk for region in versions.values()]
    for parent, code in (
        Region.objects.filter(parent__in=ids, valid_to=None).order_by("code").values_list("parent_id", "code")
    ):
        below.setdefault(parent or 0, []).append(code)
    return {code: rules.Known(r.name, r.valid_from, tuple(below.get(r.pk, ()))) for code, r in versions.items()}


def _counts(changes: Sequence[rules.Change]) -> tuple[int, int, int]:
    """(closed, opened, links): a mother that stays in her own `menjadi` gets a new version."""
    closing = [c for c in changes if c.verb != rules.NEW]
    new = {c.code for c in changes if c.verb == rules.NEW}
    renewed = [c for c in closing if c.verb == rules.RENAME or (c.code in c.into and c.code not in new)]
    links = sum(len(set(c.into)) or c.verb == rules.RENAME for c in closing) + sum(len(set(c.out_of)) for c in changes)
    return len(closing), len(new) + len(renewed), links


def _apply(changes: Sequence[rules.Change], old: Mapping[str, Region], *, decree: str, effective: dt.date) -> Imported:
    closing = [c for c in changes if c.verb != rules.NEW]
    new = {c.code for c in changes if c.verb == rules.NEW}
    closed = {old[c.code].pk: c.code for c in closing}
    Region.objects.filter(pk__in=closed).update(valid_to=effective - dt.timedelta(days=1), ended_by=decree)

    opening = [c for c in changes if c.verb in (rules.NEW, rules.RENAME) or (c.code in c.into and c.code not in new)]
    opened: dict[str, Region] = {}
    for change in sorted(opening, key=lambda c: c.code):  # parents first
        opened[change.code] = _opened(change, old, opened, decree=decree, effective=effective)
    for code, region in opened.items():
        Region.objects.filter(parent__code=code, valid_to=None).exclude(parent=region).update(parent=region)

    pairs: dict[tuple[int, int], Succession] = {}
    current = {**old, **opened}
    for change in changes:
        targets = (change.code,) if change.verb == rules.RENAME else change.into
        links = [(old[change.code], current[code]) for code in targets] + [
            (old[code], current[change.code]) for code in change.out_of
        ]
        for before, after in links:
            pairs[before.pk, after.pk] = Succession(predecessor=before, successor=after, decree=decree)
    Succession.objects.bulk_create(pairs.values())
    _refresh([code for code in opened if code in old])
    _add_words(opened.values())
    return Imported(len(closed), len(opened), len(pairs))


def _opened(
    change: rules.Change, old: Mapping[str, Region], opened: Mapping[str, Region], *, decree: str, effective: dt.date
) -> Region:
    """The next version of a code: its own facts from the row, the rest from the version before."""
    above = codes.parent_of(change.code) or ""
    parent = opened.get(above) or old.get(above)
    before = None if change.verb == rules.NEW else old[change.code]
    kind = codes.kind_of_code(change.code) or ""
    name = change.name or (before.name if before else "")
    latitude, longitude = change.latitude, change.longitude
    if before and latitude is None and longitude is None:
        latitude, longitude = before.latitude, before.longitude
    key = codes.key_of(kind, name)
    own = codes.words_of(change.code, key)
    return Region.objects.create(
        code=change.code,
        kind=kind,
        level=codes.level_of(change.code),
        name=name,
        parent=parent,
        latitude=latitude,
        longitude=longitude,
        valid_from=effective,
        decree=decree,
        path=_path(parent),
        name_key=key,
        own_words=own,
        words=list(dict.fromkeys(own + (parent.words if parent else []))),
    )


def _path(parent: Region | None) -> str:
    return str(parent) if parent else ""


def _refresh(renewed: Sequence[str]) -> None:
    """Path and words of what lies below a renewed region follow its new name."""
    for code in renewed:
        below = list(Region.objects.filter(code__startswith=f"{code}.", valid_to=None).order_by("code"))
        parents = {region.pk: region for region in Region.objects.filter(code=code, valid_to=None)}
        for region in below:
            parent = parents[region.parent_id or 0]
            region.path, region.words = _path(parent), list(dict.fromkeys(region.own_words + parent.words))
            parents[region.pk] = region
        Region.objects.bulk_update(below, ["path", "words"], batch_size=1000)


def _add_words(opened: Iterable[Region]) -> None:
    """Every word of a new name can be found; a word keeps the highest level at which it stands."""
    words: dict[str, int] = {}
    for region in opened:
        for word in region.own_words:
            words[word] = min(region.level, words.get(word, 9))
    Word.objects.bulk_create([Word(word=word, level=level) for word, level in words.items()], ignore_conflicts=True)
    for level in (1, 2, 3):
        higher = [word for word, found in words.items() if found == level]
        Word.objects.filter(Q(word__in=higher), level__gt=level).update(level=level)

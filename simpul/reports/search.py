"""Search over agreements, proposals and meetings: what the actor may see only, titles before texts, the newest first.

How it stays quick (measured by `./run bench search`): every kind has one index over who sees a row and which words it holds. It is asked
first, for a thousand rows at most of each kind, in no order. Fewer are all there are, and are put in order here. Only where there are more,
a word is so common that walking from the newest row downwards soon has a page full.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models, transaction
from django.db.models import BooleanField, CharField, F, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from simpul.agreements.models import Agreement
from simpul.core.actors import Actor
from simpul.meetings.models import Meeting
from simpul.proposals.models import Letter, Proposal

from . import rules
from .models import KnownWord
from .rules import Asked

PAGE, LAST_PAGE = 20, 25
MOST = 1000  # counted and put in order; beyond it «lebih dari 1.000»


@dataclasses.dataclass(frozen=True)
class Kind:
    word: Any
    model: Any
    moment: str  # the newest first by this
    page: str  # name of the address of one


KINDS = {
    "kerja-sama": Kind(_("Kerja sama"), Agreement, "changed_at", "agreement"),
    "penawaran": Kind(_("Penawaran & usulan"), Proposal, "changed_at", "proposal"),
    "pertemuan": Kind(_("Pertemuan"), Meeting, "starts_at", "meeting"),
}
FEW = 200  # so many texts are read to see whether a number stands in them as it was typed
EXACT, TITLE, TEXT = 0, 1, 2  # how well a row fits, the best first


@dataclasses.dataclass(frozen=True)
class Hit:
    kind: str
    id: int
    rank: int
    moment: dt.datetime

    @property
    def order(self) -> tuple[int, float, str, int]:
        return self.rank, -self.moment.timestamp(), self.kind, -self.id


@dataclasses.dataclass(frozen=True)
class Result:
    """One row of the page: the thing itself, its title and a piece of its text as (piece, is one of the words)."""

    kind: str
    row: Any
    title: list[tuple[str, bool]]
    snippet: list[tuple[str, bool]]

    @property
    def page(self) -> str:
        """Name of its address."""
        return KINDS[self.kind].page


@dataclasses.dataclass(frozen=True)
class Found:
    """A page of results. `near`: nothing holds the words as typed, these hold words like them."""

    asked: Asked
    results: list[Result]
    total: int
    page: int
    near: bool = False

    @property
    def many(self) -> bool:
        return self.total > MOST

    @property
    def more(self) -> bool:
        return self.page < LAST_PAGE and self.total > self.page * PAGE


class Holds(models.Expression):
    """True where a column the database generated (it is no field) holds what is asked."""

    def __init__(self, column: str, asked: str) -> None:
        super().__init__(output_field=BooleanField())
        self.column, self.asked, self.alias = column, asked, ""

    def resolve_expression(self, query: Any = None, *args: Any, **kwargs: Any) -> Any:
        resolved = copy.copy(self)
        resolved.alias = query.get_initial_alias()
        return resolved

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f'"{self.alias}"."{self.column}" @@ to_tsquery(\'indonesian\', %s)', (self.asked,)


def search(typed: object, *, actor: Actor, kinds: Collection[str] = (), page: int = 1) -> Found:
    """The page of what the actor may see and what holds all the words; words like them when nothing does. Any text gives an answer."""
    asked, chosen = rules.read(typed), [kind for kind in KINDS if not kinds or kind in kinds]
    if not asked.words:
        return Found(asked, [], 0, 1)
    page, near = min(max(page, 1), LAST_PAGE), False
    choices: list[list[str]] = [[word] for word in asked.words]
    coded = _by_number(asked, actor, chosen)
    wanted = max(page * PAGE + 1, FEW if asked.number else 0)
    hits, total = _hits(rules.expression(choices), actor, chosen, wanted)
    if not hits and not coded:
        for choices in _alternatives(asked):
            hits, total = _hits(rules.expression(choices), actor, chosen, wanted)
            if near := bool(hits):
                break
    elif asked.number and total <= FEW:
        coded += _as_typed(asked, hits, actor)
    first = {(hit.kind, hit.id) for hit in coded}
    hits = coded + [hit for hit in sorted(hits, key=lambda hit: hit.order) if (hit.kind, hit.id) not in first]
    total = max(total, len(hits))
    page = min(page, max(1, -(-total // PAGE)))
    shown = hits[(page - 1) * PAGE : page * PAGE]
    return Found(asked, _results(shown, actor, [word for group in choices for word in group]), total, page, near)


def _visible(kind: str, actor: Actor) -> Any:
    return KINDS[kind].model.objects.visible_to(actor)


def _branch(kind: str, rank: int, question: str, actor: Actor) -> QuerySet[Any]:
    """The rows of one kind whose title holds the words; or whose text does and not its title."""
    in_title, in_text = Holds("title_lexemes", question), Holds("lexemes", question)
    rows = (
        _visible(kind, actor).filter(in_title)
        if rank == TITLE
        else _visible(kind, actor).filter(in_text).exclude(Q(in_title))
    )
    return _plain(kind, rank, rows)


def _plain(kind: str, rank: int, rows: QuerySet[Any]) -> QuerySet[Any]:
    """As `Hit` has it, unordered."""
    named = rows.annotate(noun=Value(kind, CharField()), fit=Value(rank, IntegerField()), moment=F(KINDS[kind].moment))
    return named.order_by().values_list("noun", "pk", "fit", "moment")


def _hits(question: str, actor: Actor, kinds: Iterable[str], wanted: int) -> tuple[list[Hit], int]:
    """The best so many rows of each branch, and how many there are in all (more than MOST: not counted further).

    With more than MOST titles no page reaches the texts, so they are not asked.
    """
    found: list[Hit] = []
    total = 0
    for rank in (TITLE, TEXT):
        branches = {kind: _branch(kind, rank, question, actor) for kind in kinds}
        hits, counts = _by_index({kind: rows[: MOST + 1] for kind, rows in branches.items()}, wanted)
        if common := {kind for kind, count in counts.items() if count > MOST}:
            newest = [branches[kind].order_by(f"-{KINDS[kind].moment}", "-pk")[:wanted] for kind in common]
            hits = [hit for hit in hits if hit.kind not in common] + _read(newest)
        found += hits
        total += sum(counts.values())
        if total > max(MOST, LAST_PAGE * PAGE):
            break
    return found, total


def _by_index(branches: dict[str, QuerySet[Any]], wanted: int) -> tuple[list[Hit], dict[str, int]]:
    """Of each branch the newest so many rows, and how many it has. Asked of the index whatever the statistics promise: reading a table
    row by row for a word that stands only in texts of others would take a hundred times as long."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in branches.values():
        with contextlib.suppress(EmptyResultSet):
            sql, given = rows.query.sql_with_params()
            newest = f"SELECT row.*, count(*) OVER () FROM ({sql}) row ORDER BY 4 DESC, 2 DESC LIMIT {int(wanted)}"  # noqa: S608
            parts.append(f"({newest})")
            values += given
    if not parts:
        return [], {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute(" UNION ALL ".join(parts), values)
        found = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    return [Hit(*row[:4]) for row in found], {row[0]: row[4] for row in found}


def _read(branches: list[QuerySet[Any]]) -> list[Hit]:
    rows = branches[0].union(*branches[1:], all=True) if len(branches) > 1 else branches[0]
    return [Hit(*row) for row in rows]


def _by_number(asked: Asked, actor: Actor, kinds: Collection[str]) -> list[Hit]:
    """The case of that code, or that a visible letter with this number belongs to."""
    wanted: dict[str, Q] = {kind: Q(code=asked.code) for kind in kinds if asked.code}
    if asked.number:
        letters = Letter.objects.visible_to(actor).exclude(number="").annotate(big=Upper("number"))
        cases = list(letters.filter(big=asked.number.upper()).values_list("proposal_id", "meeting_id")[:PAGE])
        for kind, ids in (("penawaran", {p for p, _m in cases if p}), ("pertemuan", {m for _p, m in cases if m})):
            if ids and kind in kinds:
                wanted[kind] = wanted.get(kind, Q()) | Q(pk__in=ids)
    if not wanted:
        return []
    return sorted(
        _read([_plain(kind, EXACT, _visible(kind, actor).filter(q)) for kind, q in wanted.items()]),
        key=lambda h: h.order,
    )


def _as_typed(asked: Asked, hits: list[Hit], actor: Actor) -> list[Hit]:
    """Of those that hold all parts of a number the ones that hold it as it was typed."""
    ids = {kind: [hit.id for hit in hits if hit.kind == kind] for kind in {hit.kind for hit in hits}}
    rows = {
        kind: _visible(kind, actor).filter(pk__in=some, words__icontains=asked.number) for kind, some in ids.items()
    }
    return (
        sorted(_read([_plain(kind, EXACT, some) for kind, some in rows.items()]), key=lambda hit: hit.order)
        if rows
        else []
    )


def _alternatives(asked: Asked) -> list[list[list[str]]]:
    """For each word those that differ by a slip; then those that look like it. The list of words is everybody's: it says where to look,
    and only what the actor sees is found."""
    near = KnownWord.near(asked.words)
    widths = (1.0, 3.0)
    made: list[list[list[str]]] = []
    for width in widths:
        choices = [
            [other for other, far in near.get(word, {word: 0.0}).items() if far <= width] for word in asked.words
        ]
        if choices not in [*made, [[word] for word in asked.words]]:
            made.append(choices)
    return made


def _results(hits: list[Hit], actor: Actor, words: list[str]) -> list[Result]:
    """The rows themselves, in the order of the hits, with what was found in them."""
    rows: dict[tuple[str, int], Any] = {}
    for kind in {hit.kind for hit in hits}:
        some = _visible(kind, actor).filter(pk__in=[hit.id for hit in hits if hit.kind == kind])
        if kind == "kerja-sama":
            some = some.with_parties().defer(None)
        elif kind == "pertemuan":
            some = some.select_related("convener__institution")
        rows |= {(kind, row.pk): row for row in some}
    if not rows:
        return []
    wanted = {stem for some in _stems(words).values() for stem in some}
    windows = {key: rules.window(row.words, row.title, wanted) for key, row in rows.items()}
    stems = _stems(rules.words_in([*windows.values(), *(row.title for row in rows.values())]))
    return [
        Result(kind, row, rules.marked(row.title, stems, wanted), rules.marked(windows[kind, row.pk], stems, wanted))
        for kind, row in ((hit.kind, rows[hit.kind, hit.id]) for hit in hits if (hit.kind, hit.id) in rows)
    ]


def _stems(words: list[str]) -> dict[str, list[str]]:
    """What the database takes each word for: «pelatihan» and «melatih» are both «latih»."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, ts_lexize('indonesian_stem', word) FROM unnest(%s::text[]) word", [words])
        return {word: stems or [word] for word, stems in cursor.fetchall()}

"""Regions of Indonesia: one immutable row per version, with the codes of the Ministry of Home Affairs, and how they are found."""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Replace
from django.utils.translation import gettext_lazy as _

from simpul.regions import codes, rules

KINDS = [(kind, kind) for kind in codes.KINDS]


class _Days(Func):
    """The days on which a version holds, both ends included; an unknown beginning reaches back without end."""

    function = "DATERANGE"
    output_field = DateRangeField()


class RegionQuerySet(models.QuerySet["Region"]):
    def on(self, day: dt.date) -> RegionQuerySet:
        """The versions that hold on that day."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day),
            Q(valid_to=None) | Q(valid_to__gte=day),
        )

    def find(self, code: object, *, on: dt.date) -> Region | None:
        """The region of that code (with or without dots) on that day."""
        dotted = codes.normal(code)
        return self.on(on).filter(code=dotted).first() if dotted else None

    def versions(self, code: object) -> RegionQuerySet:
        """Every version of a code, the latest first; one without a known beginning is the earliest."""
        return self.filter(code=codes.normal(code) or "").order_by(F("valid_from").desc(nulls_last=True))

    def within(self, above: object) -> RegionQuerySet:
        """A region (a Region or its code) and everything below it, by the code."""
        dotted = codes.normal(above.code if isinstance(above, Region) else above)
        return self.filter(Q(code=dotted) | Q(code__startswith=f"{dotted}.")) if dotted else self.none()

    def search(
        self,
        text: object,
        *,
        on: dt.date,
        kind: str | Iterable[str] | None = None,
        within: object = None,
        limit: object = 20,
    ) -> list[Region]:
        """The regions meant by a code, the beginning of one, or words of the name and of what lies above, best first.

        Typing errors are forgiven; «sidomulyo lampung selatan» finds by parents; a first word like «kelurahan» prefers that kind.
        Whatever is typed gives an answer, never an error.
        """
        most = max(1, min(limit, 100)) if isinstance(limit, int) else 20
        held = self.on(on)
        if kind is not None:
            kinds = [kind] if isinstance(kind, str) else kind
            held = held.filter(kind__in=[known for known in kinds if known in codes.KINDS])
        if within is not None:
            held = held.within(within)
        asked = rules.question(text)
        if asked.code:
            return _by_code(held, asked.code, most, deep=kind is not None)
        return _by_words(held, asked, most) if asked.words else []


def _by_code(held: RegionQuerySet, begin: str, most: int, *, deep: bool) -> list[Region]:
    """The region of that code before those directly below it; with `deep` also those further below."""
    found = held.filter(code__startswith=begin)
    if not deep:
        found = found.filter(level__lte=codes.level_of(begin) + (codes.normal(begin) is not None))
    return list(found.order_by("level", "code")[:most])


def _by_words(held: RegionQuerySet, asked: rules.Question, most: int) -> list[Region]:
    """Exact words and beginnings first; near words when there are none; at last whatever holds one of the words."""
    spelled = Word.beginning({*asked.words, *asked.joined})
    unknown = [word for word in asked.words if not spelled[word]]
    near = {word: spelled[word] for word in asked.words} | (Word.near(unknown) if unknown else {})
    if not any(near.values()):
        return []
    found = _candidates(held, asked, near, spelled, most)
    if not found:
        rest = [word for word in asked.words if spelled[word]]
        near |= {word: near[word] | guesses for word, guesses in Word.near(rest).items()} if rest else {}
        found = _candidates(held, asked, near, spelled, most) or _candidates(
            held, asked, near, spelled, most, all_words=False
        )
    best = sorted(found, key=lambda candidate: rules.rank(asked, near, candidate))[:most]
    regions = held.model._default_manager.in_bulk([candidate.id for candidate in best])
    return [regions[candidate.id] for candidate in best]


def _array(words: Iterable[str]) -> Value:
    """One parameter, not one for each word: Django would spend more time on them than PostgreSQL."""
    return Value(sorted(words), output_field=ArrayField(models.CharField(max_length=rules.LONGEST_NAME)))


def _candidates(
    held: RegionQuerySet,
    asked: rules.Question,
    near: dict[str, dict[str, float]],
    spelled: dict[str, dict[str, float]],
    most: int,
    *,
    all_words: bool = True,
) -> list[rules.Candidate]:
    """Regions whose own name holds one of the words, and which hold all of them in the name or above; the likely ones."""
    if all_words and not all(near.values()):
        return []
    wanted = Q(own_words__overlap=_array({found for some in near.values() for found in some}))
    if all_words:
        for some in near.values():
            wanted &= Q(words__overlap=_array(some))
        if asked.joined and all(spelled[word] for word in asked.joined):
            whole = Q(own_words__overlap=_array(spelled[asked.joined[0]]))
            for word in asked.joined[1:]:
                whole &= Q(words__overlap=_array(spelled[word]))
            wanted |= whole
    # PostgreSQL sorts roughly, `rules.rank` finely: how many words of the question stand in the name as nearly as any word does.
    exact = models.Case(models.When(name_key__in=[asked.key, asked.bare_key], then=0), default=1)
    best = [_array(w for w, far in some.items() if far == min(some.values())) for some in near.values() if some]
    hits = [models.Case(models.When(own_words__overlap=words, then=1), default=0) for words in best]
    rows = (
        held.filter(wanted)
        .order_by(exact, functools.reduce(operator.add, hits).desc(), "level", "code")
        .values_list("id", "code", "kind", "name_key", "own_words", "words")[: max(80, 3 * most)]
    )
    return [
        rules.Candidate(i, code, kind, key, frozenset(own), frozenset(words)) for i, code, kind, key, own, words in rows
    ]


class Region(models.Model):
    """A version of a region. Code, kind, name and beginning never change: a change by decree closes it and opens the next.

    `valid_from` is empty for what held before the first decree we know. Parent, path and words follow the open version above:
    the code already says where a region lies, so a renamed kabupaten makes no new villages.
    """

    code = models.CharField(max_length=13)
    kind = models.CharField(max_length=10, choices=KINDS)
    level = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=rules.LONGEST_NAME)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    decree = models.CharField(max_length=120)
    ended_by = models.CharField(max_length=120, blank=True)
    path = models.TextField(blank=True)
    successors = models.ManyToManyField(
        "self",
        through="Succession",
        through_fields=("predecessor", "successor"),
        symmetrical=False,
        related_name="predecessors",
    )
    # For finding only, made from names by codes.py.
    name_key = models.CharField(max_length=rules.LONGEST_NAME)
    own_words = ArrayField(models.CharField(max_length=rules.LONGEST_NAME))
    words = ArrayField(models.CharField(max_length=rules.LONGEST_NAME))

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["code", F("valid_from").asc(nulls_first=True)]
        constraints = [
            ExclusionConstraint(
                name="region_versions_apart",
                expressions=[
                    # The code as a number: four times quicker to check than as text, and as unique.
                    (
                        Cast(Replace("code", Value("."), Value("")), models.BigIntegerField()),
                        RangeOperators.EQUAL,
                    ),
                    (
                        _Days("valid_from", "valid_to", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Dua versi wilayah dengan kode yang sama tidak boleh berlaku bersamaan."),
            ),
            models.CheckConstraint(
                name="region_days",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("Wilayah tidak dapat berakhir sebelum mulai berlaku."),
            ),
            models.CheckConstraint(
                name="region_code_shape",
                condition=Q(code__regex=r"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?$"),
                violation_error_message=_("Kode wilayah harus berbentuk PP.KK.CC.DDDD."),
            ),
            models.CheckConstraint(
                name="region_has_parent",
                condition=Q(level=1, parent=None) | Q(level__in=(2, 3, 4), parent__isnull=False),
                violation_error_message=_("Setiap wilayah di bawah provinsi memerlukan wilayah induk."),
            ),
            models.CheckConstraint(
                name="region_on_earth",
                condition=(Q(latitude=None) | Q(latitude__range=(-90, 90)))
                & (Q(longitude=None) | Q(longitude__range=(-180, 180))),
                violation_error_message=_("Lintang atau bujur di luar bumi."),
            ),
        ]
        indexes = [
            models.Index(OpClass("code", name="varchar_pattern_ops"), name="region_code_begin"),
            models.Index(fields=["name_key"], name="region_name_key"),
            GinIndex(fields=["own_words"], name="region_own_words", fastupdate=False),
            GinIndex(fields=["words"], name="region_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.path}" if self.path else self.title

    @property
    def title(self) -> str:
        """'Kel. Kalikabong', 'Desa Brecek', 'Kec. Kaligondang', 'Kab. Purbalingga', 'Jawa Tengah'."""
        return codes.title(self.kind, self.name)

    @property
    def is_village(self) -> bool:
        """A desa, kelurahan or desa adat."""
        return self.kind in codes.VILLAGE_KINDS

    @property
    def is_open(self) -> bool:
        """No decree has ended this version."""
        return self.valid_to is None


class Succession(models.Model):
    """By this decree one version became, or gave part of itself to, another."""

    predecessor = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    successor = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    decree = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(name="succession_of_another", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Word(models.Model):
    """A word that stands in some region's name; the trigram index on it forgives typing errors."""

    word = models.CharField(max_length=rules.LONGEST_NAME, primary_key=True)
    level = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_trigrams", fastupdate=False),
            models.Index(OpClass("word", name="varchar_pattern_ops"), name="word_begin"),
        ]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def beginning(cls, asked: Iterable[str]) -> dict[str, dict[str, float]]:
        """For each asked word the words that are it or begin with it, with how near they are."""
        # ~>=~ compares byte by byte whatever the locale; z{ ends the range because words are a-z and 0-9.
        found = _words(
            asked,
            "SELECT word FROM regions_word WHERE word ~>=~ asked.word AND word ~<~ (asked.word || '{')"
            " ORDER BY word <> asked.word, level, length(word), word LIMIT 40",
        )
        # Two letters begin half of all names: only the chief of them.
        return {word: dict(list(some.items())[: 12 if len(word) < 3 else 40]) for word, some in found.items()}

    @classmethod
    def near(cls, asked: Iterable[str]) -> dict[str, dict[str, float]]:
        """For each asked word the words that look like it, with how near they are."""
        words = list(asked)
        found: dict[str, dict[str, float]] = {word: {} for word in words}
        # One slip is all that a word of four letters is forgiven, and those are tried below.
        found |= _words(
            [word for word in words if len(word) > 4],
            "SELECT word FROM regions_word WHERE word %% asked.word"
            " ORDER BY similarity(word, asked.word) DESC, word LIMIT 40",
        )
        slips = {word: rules.slips(word) for word in words}
        with connection.cursor() as cursor:
            cursor.execute("SELECT word FROM regions_word WHERE word = ANY(%s)", [sorted(set().union(*slips.values()))])
            for (guess,) in cursor.fetchall():
                for word in words:
                    if guess in slips[word]:
                        found[word][guess] = 1.0
        return found


def _words(asked: Iterable[str], query: str) -> dict[str, dict[str, float]]:
    words = sorted(set(asked))
    if not words:
        return {}
    found: dict[str, dict[str, float]] = {word: {} for word in words}
    sql = f"SELECT asked.word, w.word FROM unnest(%s::varchar[]) asked(word), LATERAL ({query}) w"  # noqa: S608
    values: list[Any] = [words]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for word, other in cursor.fetchall():
            near = rules.nearness(word, other)
            if near is not None:
                found[word][other] = near
    return found

"""What the bench's proposals and meetings say and what happens to them, as plain values for the COPY generator and for the actions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import itertools
import random
from collections.abc import Iterator

from bench.cast import House, Unit
from bench.plans import code_of

COMMON = [
    "pelatihan",
    "pendampingan",
    "usaha",
    "desa",
    "kabupaten",
    "universitas",
    "kerja",
    "sama",
    "kegiatan",
    "masyarakat",
    "pemerintah",
    "daerah",
    "program",
    "dan",
    "yang",
    "untuk",
    "dengan",
    "aparatur",
    "digital",
    "petani",
    "magang",
    "kajian",
    "riset",
]
PARTS = [a + b for a in "bcdghjklmnprstwy" for b in ("a", "i", "u", "e", "o", "an", "in", "ur", "ak")]
STATES = {"draft": 8, "received": 30, "screening": 45, "incomplete": 12, "withdrawn": 5}
ASKED, GONE = "Lampirkan kerangka acuan kerja.", "Rencana ditunda."


@functools.cache
def vocabulary() -> list[str]:
    """Forty thousand words that could be Indonesian; the first are said often, the last hardly ever."""
    chance, found = random.Random(77), dict[str, None]()
    while len(found) < 40_000:
        found["".join(chance.choice(PARTS) for _n in range(chance.choice((2, 3, 3, 4))))] = None
    return list(found)


@functools.cache
def _weights() -> list[float]:
    return list(itertools.accumulate(1 / (n + 20) for n in range(len(vocabulary()))))


def rare(number: int) -> str:
    """A word of three neighbours only, and of no other text."""
    chance = random.Random(number // 3)
    return "zx" + "".join(chance.choice(PARTS) for _n in range(4))


def said(chance: random.Random, words: int) -> str:
    """So many words, half of them of those that stand in nearly every text."""
    half = words // 2
    found = chance.choices(COMMON, k=half) + chance.choices(vocabulary(), cum_weights=_weights(), k=words - half)
    chance.shuffle(found)
    return " ".join(found)


@dataclasses.dataclass(frozen=True)
class Letter:
    """A campus or company writes to a Pemda. `items` are the titles of what it asks for."""

    number: int
    code: str
    region: House
    partner: Unit
    pen: Unit
    state: str
    title: str
    purpose: str
    items: tuple[str, ...]
    drafted: dt.date

    def moment(self, step: int) -> dt.datetime:
        return _moment(self.drafted, step)

    @property
    def letter_number(self) -> str:
        return f"{self.number}/UN/{self.drafted.year}"

    @property
    def agenda_number(self) -> str:
        return f"A-{self.number:06}"


@dataclasses.dataclass(frozen=True)
class Gathering:
    """A unit of a Pemda convenes itself and a partner; `topic` is the one point of the agenda."""

    number: int
    code: str
    host: House
    convener: Unit
    guest: Unit
    invited: bool
    cancelled: bool
    kind: str
    title: str
    topic: str
    place: str
    drafted: dt.date

    def moment(self, step: int) -> dt.datetime:
        return _moment(self.drafted, step)

    @property
    def starts_at(self) -> dt.datetime:
        return _moment(self.drafted + dt.timedelta(days=14), 0)


def _moment(day: dt.date, step: int) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 3, tzinfo=dt.UTC) + dt.timedelta(hours=step)


def letters(houses: list[House], count: int, today: dt.date) -> Iterator[Letter]:
    """As many proposals; every fifth is addressed to the first Pemda."""
    chance = random.Random(45)
    for number in range(1, count + 1):
        partner = houses[chance.randrange(40, 100)]
        yield Letter(
            number=number, code=code_of(1_000_000 + number), region=houses[0 if number % 5 == 0 else chance.randrange(1, 40)],
            partner=partner.units[0], pen=partner.units[1], state=chance.choices(list(STATES), list(STATES.values()))[0],
            title=said(chance, 6).capitalize(), purpose=f"{said(chance, 70)} {rare(number)}",
            items=tuple(said(chance, 8) for _n in range(1 + number % 2)), drafted=today - dt.timedelta(days=chance.randint(2, 400)),
        )  # fmt: skip


def gatherings(houses: list[House], count: int, today: dt.date) -> Iterator[Gathering]:
    """As many meetings, of all kinds; nine of ten invitations went out; of those whose day has passed few are unfinished."""
    chance = random.Random(46)
    kinds = ("audiensi", "visit", "return_visit", "tkksd")
    for number in range(1, count + 1):
        host = houses[0 if number % 5 == 0 else chance.randrange(1, 40)]
        drafted = today - dt.timedelta(days=chance.randint(2, 900))
        yield Gathering(
            number=number, code=code_of(2_000_000 + number), host=host, convener=host.units[chance.randrange(1, 5)],
            guest=houses[chance.randrange(40, 100)].units[0], invited=chance.random() < 0.9,
            cancelled=number % 33 > 0 and drafted + dt.timedelta(days=14) < today, kind=kinds[number % 4],
            title=said(chance, 6).capitalize(), topic=said(chance, 24)[:270] + " " + rare(number), place=f"Ruang {number % 9 + 1}",
            drafted=drafted,
        )  # fmt: skip

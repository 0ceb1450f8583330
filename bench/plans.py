"""What happens to each of the bench's agreements, as plain values: the COPY generator and the actions both follow it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections.abc import Iterator

from bench.cast import House, Unit

DRAFT, CIRCULATED, AGREED, SIGNED, CLOSED = "draft", "circulated", "agreed", "signed", "closed"
SPREAD = ((DRAFT, 8), (CIRCULATED, 10), (AGREED, 5), (SIGNED, 62), (CLOSED, 15))
MONTHS = {"kb": 60, "nk": 60, "pks": 24}
TOPICS = ("Digitalisasi UMKM", "Pendampingan Petani", "Literasi Membaca Anak", "Pengelolaan Sampah", "Pelatihan Aparatur", "Riset Pangan Lokal")  # fmt: skip
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclasses.dataclass(frozen=True)
class Plan:
    """`approved` signatories have approved; `revised` text has a second version; `outcome` is set when closed."""

    number: int
    code: str
    kind: str
    stage: str
    title: str
    sides: tuple[Unit, ...]
    drafted: dt.date
    approved: int
    revised: bool
    planned: bool
    public: bool
    outcome: str
    parent: Plan | None

    @property
    def months(self) -> int:
        return MONTHS[self.kind]

    def moment(self, step: int) -> dt.datetime:
        """When the step happened: one an hour, from ten in the morning on."""
        return dt.datetime(self.drafted.year, self.drafted.month, self.drafted.day, 3, tzinfo=dt.UTC) + dt.timedelta(
            hours=step
        )


def code_of(number: int) -> str:
    """A code of its own for each number: multiplying by an odd number loses none of the forty bits."""
    bits = (number * 0x5DEECE66D + 0xB) % 2**40
    letters = "".join(ALPHABET[bits >> 5 * k & 31] for k in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def plans(houses: list[House], count: int, today: dt.date) -> Iterator[Plan]:
    """As many agreements; every fifth is one of the first Pemda's. A PKS follows a KB of the same two institutions."""
    chance = random.Random(1612)
    umbrellas: dict[tuple[int, int], Plan] = {}
    stages, weights = zip(*SPREAD, strict=True)
    for number in range(1, count + 1):
        one = 0 if number % 5 == 0 else chance.randrange(1, 40)
        other = chance.randrange(40, 80) if chance.random() < 0.85 else chance.randrange(80, 100)
        parent = umbrellas.get((one, other))
        kind = "kb" if parent is None else chance.choices(("kb", "nk", "pks"), (10, 8, 82))[0]
        stage = SIGNED if parent is None else chance.choices(stages, weights)[0]
        if stage == CLOSED and kind != "pks":
            stage = SIGNED
        sides = [houses[i].units[0 if kind != "pks" else chance.randrange(1, 5)] for i in (one, other)]
        if chance.random() < 0.05:
            sides.append(houses[80 + (other + 1) % 20].units[0])
        early = {SIGNED: 1500 if kind != "pks" else 900, CLOSED: 1400}.get(stage, 90)
        late = 765 if stage == CLOSED else 4
        plan = Plan(
            number=number, code=code_of(number), kind=kind, stage=stage, title=f"{TOPICS[number % 6]} {number}", sides=tuple(sides),
            drafted=today - dt.timedelta(days=chance.randint(late, early)),
            approved={DRAFT: 0, CIRCULATED: number % 2}.get(stage, len(sides)), revised=stage != DRAFT and chance.random() < 0.1,
            planned=kind == "nk" and number % 2 == 0, public=stage in (SIGNED, CLOSED) and chance.random() < 0.4,
            outcome=("terminated" if number % 3 == 0 else "finished") if stage == CLOSED else "",
            parent=parent if kind == "pks" else None,
        )  # fmt: skip
        if kind == "kb" and stage == SIGNED:
            umbrellas.setdefault((one, other), plan)
        yield plan

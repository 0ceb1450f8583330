"""How long it takes to load all regions, and to find one among them."""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Iterator

from bench.measure import Measure, at_most

DAY = dt.date(2026, 1, 1)
SPOILT = "aiueonrst"


def spoilt(text: str, chance: random.Random) -> str:
    """The text with one letter dropped, swapped or changed, as thumbs do."""
    if len(text) < 5:
        return text
    i = chance.randrange(1, len(text) - 1)
    return (
        text[:i] + text[i + 1 :],
        text[:i] + text[i + 1] + text[i] + text[i + 2 :],
        text[:i] + chance.choice(SPOILT) + text[i + 1 :],
    )[chance.randrange(3)]


def questions(count: int, chance: random.Random) -> list[tuple[str, str]]:
    """(kind of question, text): names, beginnings, parents, typing errors and codes, taken from the table itself."""
    from simpul.regions import codes, table

    found = []
    every = table.rows()
    for number in range(count):
        row = chance.choice(every)
        name = codes.plain(codes.bare(row.kind, row.name))
        above = [
            codes.plain(codes.bare(table.kind_of(p) or "", table.name_of(p) or "")) for p in table.parents(row.code)
        ]
        parent = chance.choice(above or [""])
        found.append(
            (
                ("name", name),
                ("beginning", name[: chance.randint(2, 6)]),
                ("name and parent", f"{name} {parent}"),
                ("typing error", spoilt(name, chance)),
                ("two typing errors", f"{spoilt(name, chance)} {spoilt(parent, chance)}"),
                ("code", row.code.replace(".", "")[: chance.randint(2, 10)]),
                (
                    "common",
                    chance.choice(["suka maju", "jawa tengah", "desa sidomulyo", "kota baru", "tanjung", "mekar jaya"]),
                ),
            )[number % 7]
        )
    return found


def measures(full: bool) -> Iterator[Measure]:
    from bench.database import open_database

    open_database()
    from django.db import connection, transaction
    from django.utils import timezone

    from simpul.core.actors import Actor
    from simpul.regions import actions
    from simpul.regions.models import Region

    by, at = Actor.system("bench"), timezone.now()
    # Measured into empty tables and taken back, because other figures may already stand on the regions there.
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE regions_region, regions_word, regions_succession CASCADE")
        start = time.perf_counter()
        actions.load(by=by, at=at)
        seconds = time.perf_counter() - start
        transaction.set_rollback(True)
    yield at_most("regions: load all", seconds, "s", 10)

    actions.load(by=by, at=at)
    chance = random.Random(2138)
    taken: dict[str, list[float]] = {}
    for kind, text in questions(2100 if full else 700, chance):
        start = time.perf_counter()
        Region.objects.search(text, on=DAY)
        taken.setdefault(kind, []).append((time.perf_counter() - start) * 1000)
    every = sorted(one for some in taken.values() for one in some)
    yield at_most("regions: search p95", every[int(len(every) * 0.95)], "ms", 30)
    yield Measure("regions: search median", round(every[len(every) // 2], 3), "ms")
    for kind, some in taken.items():
        yield Measure(f"regions: search p95, {kind}", round(sorted(some)[int(len(some) * 0.95)], 3), "ms")

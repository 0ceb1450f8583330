"""How long pages take with a hundred thousand agreements, as multiples of an empty page measured in the same turns."""

from __future__ import annotations

import gzip
import re
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import Measure, at_least, at_most

TURNS = 15
KB = 1024


def measures(full: bool) -> Iterator[Measure]:
    """Pages of the organisation with a fifth of all, and of an ordinary one; what an action costs; what a stranger downloads."""
    from bench import data, twins

    yield Measure("site: 100,000 agreements loaded (0: they were there)", round(data.stand(), 1), "s")
    compared, differing = twins.differences()
    yield at_least("site: generated rows beside those of the actions, compared", compared, "rows", 200)
    yield at_most("site: columns that differ" + "".join(f"\n    {one}" for one in differing[:5]), len(differing), "", 0)
    from django.test.utils import override_settings

    with override_settings(ROOT_URLCONF="bench.probe"):
        yield from _pages(TURNS * (3 if full else 1))
        yield from _counts()
        yield from _public()
    yield from _actions(60 if full else 30)


def _cast() -> list[tuple[str, Any]]:
    """(word, house): the one with a fifth of all, an ordinary Pemda, a campus."""
    from bench import cast

    houses = cast.houses()
    return [("a fifth of all", houses[0]), ("ordinary", houses[7]), ("campus", houses[50])]


def browser(key: str) -> Any:
    """A client logged in as the person of this actor key."""
    from django.test import Client

    from simpul.accounts.models import User

    made = Client()
    made.force_login(
        User.objects.get(pk=int(key.removeprefix("user:"))), backend="django.contrib.auth.backends.ModelBackend"
    )
    return made


def _addresses(actor: Any) -> dict[str, tuple[str, float]]:
    """name → address and goal, for a signed case and one in approval that this actor sees."""
    from simpul.agreements.models import Agreement

    seen = Agreement.objects.visible_to(actor).filter(kind="pks")
    signed = seen.filter(stage="signed", obligations__isnull=False).order_by("pk").first()
    open_one = seen.filter(stage="circulated", terms__number=2).order_by("pk").first()
    assert signed
    assert open_one
    return {
        "record page, in force": (f"/kerja-sama/{signed.code}/", 12),
        "record page, text changed": (f"/kerja-sama/{open_one.code}/", 12),
        "list of 50": ("/kerja-sama/", 15),
        "list of 50, filtered": ("/kerja-sama/?jenis=pks&tahap=signed", 15),
        "desk": ("/meja/", 25),
    }


def _pages(turns: int) -> Iterator[Measure]:
    """In every turn the empty page and each page once, so that what else runs on the machine strikes all alike."""
    for word, house in _cast():
        for role, actor in (("officer", house.officer), ("leader", house.leader)):
            client = browser(actor.key)
            pages = {name: address for name, (address, _goal) in _addresses(actor).items()}
            taken = _turns(client, {"empty": "/kosong/", **pages}, turns)
            floor = _quiet(taken["empty"])
            if role == "officer" and word == "a fifth of all":
                yield Measure("site: empty page, logged in (floor)", round(floor * 1000, 2), "ms")
            for name, (_address, goal) in _addresses(actor).items():
                seconds = _quiet(taken[name])
                yield at_most(f"site: {name}, {role}, {word}", seconds * 1000, "ms", goal, floor * 1000)


def _quiet(taken: list[float]) -> float:
    """The lower quartile: what else the machine does can only add to a turn."""
    return statistics.quantiles(taken, n=4)[0]


def _turns(client: Any, pages: dict[str, str], turns: int) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(turns + 2):
        for name, address in pages.items():
            start = time.perf_counter()
            answer = client.get(address)
            spent = time.perf_counter() - start
            assert answer.status_code == 200, f"{address}: {answer.status_code}"
            if turn >= 2:
                taken[name].append(spent)
    return taken


def _counts() -> Iterator[Measure]:
    """Queries of each page for who sees ten rows and for who sees a thousand: the same number."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    from bench import cast

    house = cast.houses()[7]
    pages = {"list of 50": "/kerja-sama/", "desk": "/meja/", "promises": "/kewajiban/", "open list": "/terbuka/"}
    found: dict[str, list[int]] = {name: [] for name in pages}
    for rows in (10, 1000):
        with transaction.atomic():
            _leave(house.id, rows)
            client = browser(house.officer.key)
            for name, address in pages.items():
                client.get(address)
                with CaptureQueriesContext(connection) as asked:
                    client.get(address)
                found[name].append(len(asked))
            transaction.set_rollback(True)
    for name, (few, many) in found.items():
        yield at_most(f"site: queries of {name} at 1,000 rows, more than the {few} at 10", many - few, "queries", 0)


def _leave(house: int, rows: int) -> None:
    """This institution sees only so many agreements (inside a transaction that is rolled back)."""
    from simpul.agreements.models import Agreement

    seen = Agreement.objects.filter(seen_by__contains=[house])
    keep: list[int] = []
    for stage in ("draft", "circulated", "agreed", "signed", "closed"):
        keep += seen.filter(stage=stage).order_by("pk").values_list("pk", flat=True)[: rows // 5]
    keep += seen.exclude(pk__in=keep).order_by("pk").values_list("pk", flat=True)[: rows - len(keep)]
    seen.exclude(pk__in=keep).update(seen_by=[])


def _public() -> Iterator[Measure]:
    """What a stranger's browser downloads on a cold cache, compressed: the page, its style sheet and icon."""
    from django.test import Client

    from simpul.agreements.models import Agreement

    code = (
        Agreement.objects.public()
        .filter(kind="pks", obligations__isnull=False)
        .order_by("pk")
        .values_list("code", flat=True)[0]
    )
    for name, address in (("verification", f"/verifikasi/{code}/"), ("front", "/"), ("open list", "/terbuka/")):
        answer = Client().get(address, headers={"accept-encoding": "gzip"})
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        html = gzip.decompress(answer.content) if answer.headers.get("Content-Encoding") == "gzip" else answer.content
        first, rest = len(answer.content), 0
        for tag in re.findall(r"<(?:link|script|img)[^>]+>", html.decode()):
            size = _compressed(re.findall(r'(?:href|src)="([^"]+)"', tag)[0])
            first, rest = (first + size, rest) if 'rel="stylesheet"' in tag else (first, rest + size)
        yield at_most(f"site: {name}, before first paint", first / KB, "KB", 40)
        yield at_most(f"site: {name}, in all", (first + rest) / KB, "KB", 100)


def _compressed(address: str) -> int:
    """Bytes of a static file as a server sends it."""
    from django.conf import settings
    from django.contrib.staticfiles import finders

    name = re.sub(r"\.[0-9a-f]{12}(\.\w+)$", r"\1", address.removeprefix(settings.STATIC_URL))
    path = finders.find(name)
    assert path, address
    return len(gzip.compress(Path(path).read_bytes(), 9))


def _actions(times: int) -> Iterator[Measure]:
    """Approving with its checks and its event, beside its own statements without the register's, and beside the fewest by hand."""
    from bench import baresql

    taken = {way: seconds * 1000 for way, seconds in baresql.approving(times).items()}
    yield at_most(
        "site: approve with its event, beside its own statements bare", taken["action"], "ms", 2, taken["own"]
    )
    yield Measure("site: approve, the same rows by the fewest statements", round(taken["hand"], 3), "ms")

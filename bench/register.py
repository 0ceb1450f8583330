"""How fast the whole register is checked, and what sealing it and exporting one case take."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

from bench.measure import Measure, at_least, median_seconds


def measures(full: bool) -> Iterator[Measure]:
    """Every entry of the hundred thousand agreements is hashed again; a fault would end the bench."""
    from bench import cast, data

    data.stand()
    from django.conf import settings
    from django.db import transaction

    from simpul.register import export
    from simpul.register.actions import make_checkpoint
    from simpul.register.models import Chain
    from simpul.register.verifying import verify

    start = time.perf_counter()
    report = verify()
    seconds = time.perf_counter() - start
    if report.fault:
        raise SystemExit(report.fault)
    yield Measure("register: entries", report.events, "entries")
    yield at_least("register: verify", report.events / seconds, "entries/s", 50_000)
    with transaction.atomic():
        start = time.perf_counter()
        make_checkpoint(seed=settings.KEYS.seal, day=dt.date(2000, 1, 1), by=cast.SYSTEM, at=cast.BEGUN)
        yield Measure("register: a checkpoint over all heads", round(time.perf_counter() - start, 2), "s")
        chain = Chain.objects.filter(kind="agreement", length__gte=8).order_by("subject")[0]
        seconds = median_seconds(lambda: export.archive(chain, []), 3)
        yield Measure("register: the history of one case as ZIP, with its proof", round(seconds, 2), "s")
        transaction.set_rollback(True)

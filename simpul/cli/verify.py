"""`simpul verify`: checks the whole register and names the first broken entry; `verify checkpoint` seals today's heads."""

from __future__ import annotations

import time

from simpul.cli.terminal import say


def run(argv: list[str]) -> int:
    """0 when all is well, 1 when something is broken."""
    if argv[:1] == ["checkpoint"]:
        return _seal()
    from simpul.register.verifying import verify

    start = time.perf_counter()
    report = verify()
    seconds = time.perf_counter() - start
    if report.fault:
        say(f"RUSAK. {report.fault}")
        return 1
    speed = round(report.events / seconds) if seconds else report.events
    say(
        f"Register utuh: {report.events} entri, {report.chains} rantai, {report.checkpoints} titik periksa ({speed} entri per detik)."
    )
    return 0


def _seal() -> int:
    from django.conf import settings
    from django.utils import timezone

    from simpul.core.actors import Actor
    from simpul.register.actions import make_checkpoint

    now = timezone.now()
    row = make_checkpoint(seed=settings.KEYS.seal, day=timezone.localdate(), by=Actor.system("titik periksa"), at=now)
    say(f"Titik periksa {row.day} dibuat.")
    return 0

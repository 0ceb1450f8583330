"""The nightly look ahead. A quarter past 23.00 UTC is early morning in all of Indonesia."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="15 23 * * *")
@app.task(queueing_lock="proposals-escalate")
def escalate(timestamp: int) -> None:
    """Whoever lets a proposal wait too long has heard of it, once for each clock."""
    from . import actions

    actions.escalate(at=timezone.now())

"""The nightly look ahead. 23.00 UTC is six in the morning in WIB."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="0 23 * * *")
@app.task(queueing_lock="meetings-remind")
def remind(timestamp: int) -> None:
    """Owners have heard of follow-ups due and late, once for each threshold."""
    from . import actions

    actions.remind(at=timezone.now())

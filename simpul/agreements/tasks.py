"""The nightly look ahead. 23.00 UTC is six in the morning in WIB."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app


@app.periodic(cron="0 23 * * *")
@app.task(queueing_lock="agreements-remind")
def remind(timestamp: int) -> None:
    """What nobody renews is closed after its last day; everybody concerned has heard of ends, waiting decisions and promises due, once for each threshold."""
    from . import actions

    at = timezone.now()
    actions.end_unrenewed(at=at)
    actions.remind(at=at)

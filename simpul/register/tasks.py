"""Nightly jobs of the register, and the broom for jobs whose worker died. Times are UTC: 17.05 is five past midnight in WIB."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from simpul.core.actors import Actor
from simpul.core.dates import local_day

RECEIPTS_LIVE = dt.timedelta(days=30)


@app.periodic(cron="5 17 * * *")
@app.task(queueing_lock="register-checkpoint")
def checkpoint(timestamp: int) -> None:
    """All chain heads of the night are sealed."""
    from . import actions

    now = timezone.now()
    actions.make_checkpoint(seed=settings.KEYS.seal, day=local_day(now), by=Actor.system("titik periksa"), at=now)
    actions.forget_receipts(before=now - RECEIPTS_LIVE)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="stalled-jobs", pass_context=True)
async def resume_stalled(context: JobContext, timestamp: int) -> None:
    """A job whose worker was killed midway is done again; every job of ours may run twice without harm."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job)

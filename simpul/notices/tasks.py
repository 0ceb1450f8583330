"""Jobs of notices."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def mail_notice(notice_id: int) -> None:
    """The recipient of a notice has it by mail, once; when the mail server fails it is tried again later."""
    from . import actions

    actions.mail(notice_id, at=timezone.now())

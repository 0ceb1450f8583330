"""Jobs of accounts: mail whose address and link nobody can read in the table of jobs."""

from __future__ import annotations

import json

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(queue="mail", retry=RetryStrategy(max_attempts=6, exponential_wait=5))
def mail(sealed: str) -> None:
    """The sealed letter is sent; when the mail server fails it is tried again later."""
    letter = json.loads(settings.KEYS.decrypt(sealed))
    EmailMessage(letter["subject"], letter["text"], to=[letter["to"]]).send()

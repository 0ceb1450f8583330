"""Jobs of documents."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from simpul.core.actors import Actor


@app.periodic(cron="20 2 * * *")
@app.task(queueing_lock="documents-sweep")
def sweep(timestamp: int) -> None:
    """Bytes that no row knows are gone: what uploads left behind whose action was refused."""
    from . import actions

    actions.sweep(by=Actor.system("pembersihan berkas"), at=timezone.now())

"""The only code that writes to the register."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.canonical import canonical
from simpul.core.keeping import keep
from simpul.core.refusals import Refusal, Refused

from . import merkle, sealing
from .models import Chain, Checkpoint, Event, Receipt, heads_at
from .rules import hash_of, text_of

# The database's clock, not ours: moments of different web servers stay comparable.
HELD = "SELECT subject, length, head, clock_timestamp() FROM register_chain WHERE id = %s FOR UPDATE"
WRITTEN = """
WITH longer AS (UPDATE register_chain SET length = %s, head = %s WHERE id = %s)
INSERT INTO register_event (chain_id, number, kind, at, recorded_at, actor, text, previous, hash)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
"""


def open_chain(kind: str, subject: str) -> Chain:
    """A case has its chain; asking again gives the same one."""
    return Chain.objects.get_or_create(kind=kind, subject=subject)[0]


def record(
    kind: str, *, chain: Chain | UUID, by: Actor, at: dt.datetime, subject: str = "", data: dict[str, Any] | None = None
) -> Event:
    """The chain (or the one with this key) is one event longer, in the caller's transaction and under the chain's row lock.

    `at` is when it happened; `recorded_at` is the database's clock. Raises RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record() belongs inside the action's transaction")
    key = chain if isinstance(chain, UUID) else chain.pk
    with connection.cursor() as cursor:  # two statements by hand: every action passes here
        cursor.execute(HELD, [key])
        about, length, head, moment = cursor.fetchone()
        event = Event(
            chain_id=key, number=length + 1, kind=kind, at=at, recorded_at=moment, actor=by.key, previous=head,
            text=text_of(
                chain=str(key), number=length + 1, kind=kind, at=at, recorded_at=moment, by=by, subject=subject or about, data=data or {}
            ),
        )  # fmt: skip
        event.hash = hash_of(head, event.text)
        values = [key, event.number, kind, at, moment, by.key, event.text, head, event.hash]
        cursor.execute(WRITTEN, [event.number, event.hash, key, *values])
        event.pk = cursor.fetchone()[0]
    event._state.adding = False
    return event


def once(call: Callable[[], Any], *, by: Actor, key: str | None, verb: str) -> Any:
    """`call` has its effect once for this actor and key; a repetition gets the first one's result.

    The result must be JSON. A second request waits for the first; a refused or failed one leaves no receipt.
    Raises Refused(`request.key_reused`) when the key came before with another verb. Without a key it simply calls;
    all or nothing in either case.
    """
    with transaction.atomic():
        if not key:
            return call()
        try:
            with transaction.atomic():
                receipt = Receipt.objects.create(actor=by.key, key=key, verb=verb)
        except IntegrityError:
            first = Receipt.objects.get(actor=by.key, key=key)
            if first.verb != verb:
                raise Refused([KEY_REUSED]) from None
            return first.result
        receipt.result = call()
        receipt.save(update_fields=["result"])
        return receipt.result


KEY_REUSED = Refusal(
    "request.key_reused",
    _("Kunci kiriman ini sudah dipakai untuk permintaan lain. Muat ulang halaman, lalu kirim sekali lagi."),
)


@transaction.atomic
def make_checkpoint(*, seed: bytes, day: dt.date, by: Actor, at: dt.datetime) -> Checkpoint:
    """All chain heads of this moment are sealed under one root; once a day, a second call gives the first one."""
    with connection.cursor() as cursor:  # waits for those who are writing, so that no earlier event appears later
        cursor.execute("LOCK TABLE register_event IN SHARE MODE")
    known = Checkpoint.objects.filter(day=day).first()
    if known:
        return known
    last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    heads = heads_at(last)
    text = canonical(
        {
            "version": "simpul-checkpoint-v1",
            "day": day,
            "made_at": at,
            "made_by": by.name,
            "chains": len(heads),
            "events": sum(length for _chain, length, _head in heads),
            "last_event": last,
            "root": merkle.root(heads),
        }
    )
    return keep(
        Checkpoint(
            day=day, made_at=at, text=text, signature=sealing.seal(seed, text), public_key=sealing.public_key(seed)
        )
    )


@transaction.atomic
def forget_receipts(*, before: dt.datetime) -> int:
    """Receipts older than that are gone: a request that comes again after weeks is a new one."""
    return Receipt.objects.filter(made_at__lt=before).delete()[0]

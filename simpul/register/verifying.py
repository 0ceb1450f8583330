"""Checking the whole register: every hash, every link, every head, every checkpoint. Names the first broken entry."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from . import merkle, sealing
from .models import GENESIS, Chain, Checkpoint, heads_at
from .rules import VERSION

# The columns repeat what the text says; PostgreSQL compares them while we hash.
EVENTS = """
SELECT e.chain_id::text, e.number, e.previous, e.hash, e.text, e.id,
       (j.t->>'kind' = e.kind AND j.t->'actor'->>'key' = e.actor AND (j.t->>'number')::int = e.number
        AND j.t->>'chain' = e.chain_id::text AND (j.t->>'at')::timestamptz = e.at AND (j.t->>'recorded_at')::timestamptz = e.recorded_at)
FROM register_event e CROSS JOIN LATERAL (SELECT e.text::jsonb AS t OFFSET 0) j
ORDER BY e.chain_id, e.number
"""
BATCH = 5_000


@dataclasses.dataclass(frozen=True)
class Report:
    """`fault` is empty when all is well; else a sentence that names the first broken entry."""

    events: int
    chains: int
    checkpoints: int
    fault: str = ""


@transaction.atomic
def verify(progress: Callable[[int], None] = lambda count: None) -> Report:
    """The whole register, in one snapshot. `progress` hears how many entries were checked."""
    heads: dict[str, tuple[int, str]] = {}
    count = 0
    with connection.chunked_cursor() as cursor:
        cursor.execute(EVENTS)
        begin, chain, number, head = f"{VERSION}\n".encode(), "", 0, GENESIS
        while rows := cursor.fetchmany(BATCH):
            for of, place, previous, digest, text, row_id, same in rows:
                if of != chain:
                    if chain:
                        heads[chain] = (number, head)
                    chain, number, head = of, 0, GENESIS
                number += 1
                if place != number or previous != head:
                    return Report(
                        count,
                        len(heads),
                        0,
                        _("Entri %(id)s: rantai %(chain)s terputus pada nomor %(n)s.")
                        % {"id": row_id, "chain": of, "n": number},
                    )
                if hashlib.sha256(begin + previous.encode() + b"\n" + text.encode()).hexdigest() != digest:
                    return Report(
                        count,
                        len(heads),
                        0,
                        _("Entri %(id)s: isi nomor %(n)s pada rantai %(chain)s berubah.")
                        % {"id": row_id, "chain": of, "n": number},
                    )
                if not same:
                    return Report(
                        count,
                        len(heads),
                        0,
                        _("Entri %(id)s: kolomnya tidak sama dengan isi yang tercatat.") % {"id": row_id},
                    )
                head = digest
                count += 1
            progress(count)
        if chain:
            heads[chain] = (number, head)
    fault = _heads_fault(heads) or _checkpoints_fault()
    return Report(count, len(heads), Checkpoint.objects.count(), fault)


def _heads_fault(heads: dict[str, tuple[int, str]]) -> str:
    """The stored head of each chain is that of its last event; entries cut off at the end show here."""
    for pk, length, head in Chain.objects.values_list("pk", "length", "head").iterator():
        if (length, head) != heads.get(str(pk), (0, GENESIS)):
            return _("Rantai %(chain)s: kepalanya tidak cocok dengan entri terakhir; ada entri yang hilang.") % {
                "chain": pk
            }
    return ""


def _checkpoints_fault() -> str:
    """Each checkpoint bears its seal, and its root follows again from the events it covers."""
    for row in Checkpoint.objects.order_by("day"):
        if not sealing.sealed(row.public_key, row.text, row.signature):
            return _("Titik periksa %(day)s: segelnya tidak sah.") % {"day": row.day}
        said = json.loads(row.text)
        if merkle.root(heads_at(said["last_event"])) != said["root"]:
            return _("Titik periksa %(day)s: register tidak lagi sama dengan saat itu.") % {"day": row.day}
    return ""

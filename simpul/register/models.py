"""The register: append-only events, one hash chain per case, signed checkpoints over all heads, and receipts of repeated requests."""

from __future__ import annotations

import uuid

from django.db import models

GENESIS = "0" * 64


class Chain(models.Model):
    """One case's line of events. Its row is the lock under which the next event is written."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20)
    subject = models.CharField(max_length=80)
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="chain_once")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.subject}"


class Event(models.Model):
    """One thing that happened. `text` is canonical JSON and is hashed as stored; the other columns repeat it for looking up."""

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.CharField(max_length=80)
    text = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="event_number_once")]
        indexes = [models.Index(fields=["actor", "-recorded_at"], name="event_by_actor")]

    def __str__(self) -> str:
        return f"{self.chain_id}/{self.number} {self.kind}"


class Checkpoint(models.Model):
    """A signed statement of all chain heads at one moment; a partner keeps it and compares later."""

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    text = models.TextField()
    signature = models.CharField(max_length=128)
    public_key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)


class Receipt(models.Model):
    """The one effect of a request that may come twice: unique by who sent it and its key."""

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    verb = models.CharField(max_length=200)
    result = models.JSONField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="receipt_once")]
        indexes = [models.Index(fields=["made_at"], name="receipt_age")]

    def __str__(self) -> str:
        return f"{self.actor} {self.key}"


def heads_at(last_event: int) -> list[tuple[str, int, str]]:
    """(chain, length, head) of every chain as it stood when this event was the newest."""
    rows = Event.objects.filter(pk__lte=last_event).order_by("chain_id", "-number").distinct("chain_id")
    return [(str(chain), number, digest) for chain, number, digest in rows.values_list("chain_id", "number", "hash")]

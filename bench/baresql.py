"""One action beside the same row changes by hand: what checks, the object mapper and the event cost."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from typing import Any

LOCK = "SELECT id, version, terms_id FROM agreements_agreement WHERE id = %s FOR UPDATE"
SIDES = """SELECT p.id, p.role, p."order", a.id FROM agreements_party p
LEFT JOIN agreements_approval a ON a.party_id = p.id AND a.voided_at IS NULL WHERE p.agreement_id = %s"""
APPROVE = """INSERT INTO agreements_approval (party_id, terms_id, voided_at, voided_by, by_key, by_name, behalf_name, behalf_post, behalf_on,
letter_id, at, recorded_at, confirmed_by, confirmed_at) VALUES (%s, %s, NULL, '', %s, %s, '', '', NULL, NULL, %s, now(), '', NULL) RETURNING id"""
MOVE = "UPDATE agreements_agreement SET version = version + 1, changed_at = %s WHERE id = %s AND version = %s"


def approving(times: int) -> tuple[float, float]:
    """Median seconds of `approve` by one side of two, and of its rows by hand; each commits, in turns."""
    from django.db import connection
    from django.utils import timezone

    from bench import cast
    from simpul.agreements.actions import approve
    from simpul.agreements.models import Agreement

    leaders = {house.id: house.leader for house in cast.houses()}
    waiting = Agreement.objects.filter(stage="circulated", parties__approvals__isnull=True).order_by("-pk").distinct()
    cases = list(
        waiting.select_related("terms").prefetch_related("parties__organization", "parties__approvals")[: 6 * times]
    )
    free = [c for c in cases if not any(a.voided_at is None for p in c.parties.all() for a in p.approvals.all())]
    spent: dict[str, list[float]] = {"action": [], "bare": []}
    for turn, case in enumerate(free[: 2 * (times + 3)]):
        party = case.parties.all()[0]
        leader, at, way = leaders[party.organization.path[0]], timezone.now(), ("action", "bare")[turn % 2]
        start = time.perf_counter()
        if way == "action":
            approve(case, party=party, hash=case.terms.hash, by=leader, at=at)  # type: ignore[union-attr]
        else:
            _by_hand(connection, case.pk, party.pk, leader, at)
        if turn >= 6:  # the first ones warm up
            spent[way].append(time.perf_counter() - start)
    return statistics.median(spent["action"]), statistics.median(spent["bare"])


def _by_hand(connection: Any, case: int, party: int, leader: Any, at: dt.datetime) -> None:
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [case])
        _id, version, terms = cursor.fetchone()
        cursor.execute(SIDES, [case])
        cursor.fetchall()
        cursor.execute(APPROVE, [party, terms, leader.key, f"{leader.post}, {leader.organization}", at])
        cursor.execute(MOVE, [at, case, version])

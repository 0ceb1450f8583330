"""One action beside the same row changes by hand: what checks, the object mapper and the event cost."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from typing import Any

LOCK = "SELECT id, version, terms_id FROM agreements_agreement WHERE id = %s FOR UPDATE"
SIDES = """SELECT p.id, p.role, p."order", a.id FROM agreements_party p
LEFT JOIN agreements_approval a ON a.party_id = p.id AND a.voided_at IS NULL WHERE p.agreement_id = %s"""
APPROVE = """INSERT INTO agreements_approval (party_id, terms_id, voided_at, voided_by, by_key, by_name, behalf_name, behalf_post, behalf_on,
letter_id, at, recorded_at, confirmed_by, confirmed_at) VALUES (%s, %s, NULL, '', %s, %s, '', '', NULL, NULL, %s, now(), '', NULL) RETURNING id"""
MOVE = "UPDATE agreements_agreement SET version = version + 1, changed_at = %s WHERE id = %s AND version = %s"


WAYS = ("action", "own", "hand")


def approving(times: int) -> dict[str, float]:
    """Median seconds, in turns and each with its commit: `action` approves for one side of two; `own` sends the statements of that
    action again without those of the register; `hand` changes the same rows with as few statements as an expert would."""
    from django.db import connection
    from django.db.models import Exists, OuterRef
    from django.utils import timezone

    from bench import cast
    from simpul.agreements.actions import approve
    from simpul.agreements.models import Agreement, Approval

    leaders = {house.id: house.leader for house in cast.houses()}
    given = Approval.objects.filter(party__agreement=OuterRef("pk"))
    waiting = Agreement.objects.filter(~Exists(given), stage="circulated", terms__number=1).order_by("-pk")
    free = waiting.select_related("terms").prefetch_related("parties__organization")[: 3 * (times + 2)]
    spent: dict[str, list[float]] = {way: [] for way in WAYS}
    for turn, case in enumerate(free):
        party, way = case.parties.all()[0], WAYS[turn % 3]
        leader, at = leaders[party.organization.path[0]], timezone.now()

        def act() -> None:
            approve(case, party=party, hash=case.terms.hash, by=leader, at=at)  # noqa: B023 - called in this turn

        statements = _sent(act) if way == "own" else []
        start = time.perf_counter()
        if way == "action":
            act()
        elif way == "own":
            _again(connection, statements)
        else:
            _by_hand(connection, case.pk, party.pk, leader, at)
        if turn >= 6:  # the first ones warm up
            spent[way].append(time.perf_counter() - start)
    return {way: statistics.median(every) for way, every in spent.items()}


def _sent(act: Callable[[], None]) -> list[str]:
    """What the action says to the database, except to the register; undone."""
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    with transaction.atomic():
        with CaptureQueriesContext(connection) as said:
            act()
        transaction.set_rollback(True)
    words = [one["sql"] for one in said.captured_queries]
    register = ("FROM register_chain", "INTO register_event")
    return [w for w in words if not any(name in w for name in register) and "SAVEPOINT" not in w]


def _again(connection: Any, statements: list[str]) -> None:
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()


def _by_hand(connection: Any, case: int, party: int, leader: Any, at: dt.datetime) -> None:
    from django.db import transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [case])
        _id, version, terms = cursor.fetchone()
        cursor.execute(SIDES, [case])
        cursor.fetchall()
        cursor.execute(APPROVE, [party, terms, leader.key, f"{leader.post}, {leader.organization}", at])
        cursor.execute(MOVE, [at, case, version])

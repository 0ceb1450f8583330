"""Generated proposals and meetings beside those that the actions make of the same plans, as `twins` does for agreements."""

from __future__ import annotations

import itertools
from typing import Any

from bench import caserows, texts, twins


def portrait(row: Any, noun: str) -> list[dict[str, Any]]:
    """Every row of the case as plain values."""
    from simpul.register.models import Event

    parts = {"proposal": ("items", "stays"), "meeting": ("attendances", "topics")}[noun]
    groups = [
        [row],
        *(getattr(row, name).all() for name in parts),
        Event.objects.filter(chain=row.chain_id).order_by("number"),
    ]
    return [twins._plain(one, {(noun, row.pk): "this"}) for group in groups for one in group]


def differences(cases: int = 30) -> tuple[int, list[str]]:
    """How many rows were compared, and where they differ. Nothing stays in the database."""
    from django.db import transaction

    from bench.data import COUNT, writer
    from simpul.meetings.models import Meeting
    from simpul.proposals.models import Proposal

    to, houses, today = writer()
    twins.WATCHERS.update(to.watchers)
    compared, found = 0, dict[Any, str]()
    sorts: tuple[tuple[str, Any, Any, Any], ...] = (
        ("proposal", Proposal, texts.letters(houses, COUNT, today), caserows.act_proposal),
        ("meeting", Meeting, texts.gatherings(houses, COUNT, today), caserows.act_meeting),
    )
    with transaction.atomic():
        for noun, model, plans, act in sorts:
            for plan in itertools.islice(plans, cases):
                row = model.objects.get(code=plan.code)
                left = portrait(row, noun)
                if noun == "proposal":
                    model.objects.filter(pk=row.pk).update(agenda_number="")  # of which there is one in a region
                right = portrait(act(plan, houses), noun)
                if [one["table"] for one in left] != [one["table"] for one in right]:
                    found.setdefault(noun, f"{plan.code}: rows of {noun} differ in number")
                    continue
                for a, b in zip(left, right, strict=True):
                    compared += 1
                    for column in (name for name in a if a[name] != b[name]):
                        found.setdefault(
                            (a["table"], column), f"{a['table']}.{column}: {a[column]!r} against {b[column]!r}"
                        )
        transaction.set_rollback(True)
    return compared, list(found.values())

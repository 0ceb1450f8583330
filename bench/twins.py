"""Two hundred rows of the generator beside those that the actions write for the same plans: column by column."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from bench import plans, rows
from bench.cast import House
from bench.plans import CLOSED, DRAFT, SIGNED, Plan

# What cannot be equal: ids and codes of their own, and the database's clock.
OWN = {"id", "chain_id", "code", "recorded_at", "subject", "previous", "head"}
WATCHERS: set[int] = set()  # who sees the generated rows besides, for the search


def act(plan: Plan, houses: list[House], clauses: dict[str, Any], scan: Any, today: dt.date) -> Any:
    """The plan, done by the actions; the agreement that came of it."""
    from simpul.agreements import actions
    from simpul.agreements.models import Agreement
    from simpul.organizations.models import Organization

    home = houses[plan.sides[0].institution]
    units = {row.pk: row for row in Organization.objects.filter(pk__in=[u.id for u in plan.sides])}
    parent = Agreement.objects.get(pk=plan.parent.number) if plan.parent else None
    made = actions.draft(
        kind=plan.kind, title=plan.title, sides=[actions.Side(units[u.id]) for u in plan.sides], author=units[plan.sides[0].id], parent=parent,
        body=rows.body_of(plan, clauses), by=home.officer, at=plan.moment(0),
    )  # fmt: skip
    if plan.stage != DRAFT:
        for code in rows.findings(plan):
            actions.override_finding(made, code=code, reason=rows.REASON, by=home.officer, at=plan.moment(1))
        actions.share(made, by=home.officer, at=plan.moment(1))
        step = _decide(plan, made, houses)
        if plan.stage in (SIGNED, CLOSED):
            _sign(plan, made, houses, scan, step)
            _keep_promises(plan, made, houses, today)
        if plan.stage == CLOSED:
            _close(plan, made, houses)
    return Agreement.objects.get(pk=made.pk)


def _decide(plan: Plan, made: Any, houses: list[House]) -> int:
    from simpul.agreements import actions

    parties, step = list(made.parties.order_by("order")), 1

    def approve(n: int) -> None:
        by = houses[plan.sides[n - 1].institution].leader
        made.refresh_from_db(fields=["terms"])
        actions.approve(made, party=parties[n - 1], hash=made.terms.hash, by=by, at=plan.moment(step))

    if plan.revised:
        step += 1
        approve(1)
        step += 1
        actions.revise(
            made, changes={"place": rows.PLACE}, by=houses[plan.sides[0].institution].officer, at=plan.moment(step)
        )
    for n in range(1, plan.approved + 1):
        step += 1
        approve(n)
    return step


def _sign(plan: Plan, made: Any, houses: list[House], scan: Any, step: int) -> None:
    from simpul.agreements import actions
    from simpul.core.dates import local_day
    from simpul.organizations.models import Authority, Holding

    pairs = list(zip(made.parties.order_by("order").select_related("organization"), plan.sides, strict=True))
    for n, (party, unit) in enumerate(pairs, 1):
        by = houses[unit.institution].officer
        holding = Holding.objects.select_related("post").get(pk=unit.holding)
        authority = Authority.objects.get(pk=unit.authority)
        step += 1
        actions.name_signer(made, party=party, holding=holding, authority=authority, by=by, at=plan.moment(step))
        step += 1
        actions.assign_number(made, party=party, number=f"{n}/{plan.number}", by=by, at=plan.moment(step))
    for party, unit in pairs:
        step += 1
        at = plan.moment(step)
        actions.sign(
            made, party=party, signed_on=local_day(at), scan=scan, initials=True, stamp_duty=True, seal=True, by=houses[unit.institution].officer,
            at=at, today=local_day(at),
        )  # fmt: skip
    if plan.public:
        step += 1
        actions.set_openness(
            made, openness="public", by=houses[plan.sides[0].institution].officer, at=plan.moment(step)
        )


def _keep_promises(plan: Plan, made: Any, houses: list[House], today: dt.date) -> None:
    from simpul.agreements import actions

    promises = {o.number: o for o in made.obligations.select_related("agreement")}
    for number, promise, day, accepted in rows.done(plan, today):
        by, check = (houses[plan.sides[promise[key] - 1].institution].officer for key in ("debtor", "beneficiary"))
        at = dt.datetime(day.year, day.month, day.day, 3, number, tzinfo=dt.UTC)
        quantity = Decimal(promise["quantity"]) if promise["quantity"] else None
        actions.report_evidence(
            promises[number],
            quantity=quantity,
            done_on=day,
            note_text=rows.REPORT,
            file=None,
            by=by,
            at=at,
            today=today,
        )
        if accepted:
            actions.accept_evidence(promises[number], whole=True, by=check, at=at + dt.timedelta(hours=1))


def _close(plan: Plan, made: Any, houses: list[House]) -> None:
    from simpul.agreements import actions
    from simpul.core.dates import local_day

    at, parties = rows.last_moment(plan), list(made.parties.order_by("order").select_related("organization"))
    actions.propose_closing(
        made, party=parties[0], outcome=plan.outcome, evaluation=rows.EVALUATION, by=houses[plan.sides[0].institution].leader, at=at,
        today=local_day(at),
    )  # fmt: skip
    for n, party in enumerate(parties[1:] if plan.outcome == "terminated" else [], 1):
        by = houses[plan.sides[n].institution].leader
        actions.answer_closing(made, party=party, agrees=True, by=by, at=at + dt.timedelta(hours=n))


def chosen(every: Iterator[Plan], wanted: int) -> list[Plan]:
    """Plans of every kind and stage, revised ones and those with three sides among them."""
    found: dict[tuple[Any, ...], Plan] = {}
    for plan in every:
        key = (plan.kind, plan.stage, plan.revised, len(plan.sides), plan.outcome)
        found.setdefault(key, plan)
        if len(found) == wanted:
            break
    return list(found.values())


def portrait(agreement: Any) -> list[dict[str, Any]]:
    """Every row of the case as plain values; rows of the same case are named by their number, not by their id."""
    from simpul.agreements.models import Approval, ClosingAnswer, Evidence, Signature
    from simpul.register.models import Chain, Event

    names: dict[tuple[str, Any], str] = {("agreement", agreement.pk): "this"}
    names |= {("party", p.pk): f"party {p.order}" for p in agreement.parties.all()}
    names |= {("termsversion", v.pk): f"v{v.number}" for v in agreement.versions.all()}
    names |= {("obligation", o.pk): f"promise {o.number}" for o in agreement.obligations.all()}
    names |= {("closing", c.pk): "closing" for c in agreement.closings.all()}
    sides = {"party__agreement": agreement}
    groups = [
        [agreement], agreement.parties.order_by("order"), agreement.versions.order_by("number"), agreement.overrides.order_by("code"),
        Approval.objects.filter(**sides).order_by("at"), Signature.objects.filter(**sides).order_by("at"),
        agreement.obligations.order_by("number"), Evidence.objects.filter(obligation__agreement=agreement).order_by("obligation__number"),
        agreement.closings.order_by("at"), ClosingAnswer.objects.filter(**sides).order_by("at"),
        Chain.objects.filter(subject__startswith=agreement.code).order_by("kind"),
        Event.objects.filter(chain__subject__startswith=agreement.code).order_by("chain__kind", "number"),
    ]  # fmt: skip
    return [_plain(row, names) for group in groups for row in group]


def _plain(row: Any, names: dict[tuple[str, Any], str]) -> dict[str, Any]:
    shown: dict[str, Any] = {"table": row._meta.db_table}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation:
            value = names.get((field.related_model._meta.model_name, value), value)
        if field.attname == "text" and row._meta.model_name == "event":
            value = {k: v for k, v in json.loads(value).items() if k not in ("chain", "recorded_at", "subject")}
        if field.attname == "seen_by":
            value = sorted(set(value) - WATCHERS)
        if field.attname not in OWN and (field.attname != "hash" or row._meta.model_name != "event"):
            shown[field.attname] = value
    return shown


def differences(count: int = 100_000, cases: int = 26) -> tuple[int, list[str]]:
    """How many rows were compared, and where they differ (the first of each table and column). Nothing stays in the database."""
    from django.db import transaction

    from bench.data import writer
    from simpul.agreements.models import Agreement
    from simpul.documents.models import File
    from simpul.law.models import law_on

    to, houses, today = writer()
    WATCHERS.update(to.watchers)
    clauses, scan = rows.bodies(law_on(today)), File.objects.get(pk=to.scan[0])
    compared, found = 0, dict[Any, str]()
    with transaction.atomic():
        for plan in chosen(plans.plans(houses, count, today), cases):
            left = portrait(Agreement.objects.get(pk=plan.number))
            right = portrait(act(plan, houses, clauses, scan, today))
            tables = [[row["table"] for row in side] for side in (left, right)]
            if tables[0] != tables[1]:
                found.setdefault("rows", f"{plan}: rows {tables[0]} against {tables[1]}")
                continue
            for a, b in zip(left, right, strict=True):
                compared += 1
                for column in a:
                    if a[column] != b[column]:
                        found.setdefault(
                            (a["table"], column), f"{a['table']}.{column}: {a[column]!r} against {b[column]!r}"
                        )
        transaction.set_rollback(True)
    return compared, list(found.values())

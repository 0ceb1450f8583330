"""On whose desk everything open lies and since when, and how long desks and stages usually take. Computed by PostgreSQL in a few queries."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.aggregates import BoolOr
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connection
from django.db.models import Aggregate, Count, ExpressionWrapper, F, FloatField, Func, Max, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Extract, Greatest
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.organizations.models import Organization
from simpul.proposals.models import Hop, Proposal, Stay
from simpul.proposals.rules import states

from .intake import LINE

PAGE = 50
BACK = 365  # days of stays that count: what a desk took years ago says little of today
MOST_DESKS = 20
BEFORE_OFFER = (
    states.RECEIVED,
    states.INCOMPLETE,
    states.SCREENING,
    states.AWAITING,
)  # of its own ideas a region keeps these to itself


class Percentile(Aggregate):
    """percentile_cont(share) over the rows of a group."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Together(Aggregate):
    """The spans of a group as one: where two overlap, the time counts once."""

    function = "range_agg"
    output_field = DateTimeRangeField()


# A case that several desks hold at once is one case, and its days in the stage are those of the wall.
BY_STAGE = """
SELECT state, count(*), count(*) FILTER (WHERE still), percentile_cont(0.5) WITHIN GROUP (ORDER BY days),
  percentile_cont(0.9) WITHIN GROUP (ORDER BY days), max(days)
FROM (
  SELECT state, still, (
    SELECT coalesce(sum(extract(epoch FROM upper(span) - lower(span))), 0) / 86400.0 FROM unnest(spans) AS span
  )::float8 AS days FROM ({cases}) AS cases
) AS taken GROUP BY state
"""


@dataclasses.dataclass(frozen=True)
class Open:
    """One open proposal on one desk; several when several are asked at once."""

    code: str
    title: str
    partner: str
    state: str
    stage: Any
    desk: str
    since: dt.datetime
    page: str


@dataclasses.dataclass(frozen=True)
class Everything:
    rows: list[Open]
    page: int
    more: bool
    inside: bool


@dataclasses.dataclass(frozen=True)
class Taken:
    """How long one desk or stage took, in days; `middle` and `most` are shares of the longest bar, for drawing."""

    label: Any
    key: str
    count: int
    still: int
    median: float
    ninetieth: float
    longest: float
    middle: float = 0.0
    most: float = 0.0

    @property
    def words(self) -> dict[str, str]:
        """The three sums as people say them."""
        return {name: spoken(getattr(self, name)) for name in ("median", "ninetieth", "longest")}


@dataclasses.dataclass(frozen=True)
class Statistics:
    stages: list[Taken]
    desks: list[Taken]


def _visible(actor: Actor) -> QuerySet[Proposal]:
    """Inside a region its own; else what the partner sees."""
    rows = Proposal.objects.visible_to(actor).filter(state__in=states.OPEN)
    return rows.filter(region_id=actor.institution_id) if actor.region else rows


def _to_others(actor: Actor) -> QuerySet[Proposal]:
    """What people of a region wrote to another one, as its partner."""
    own = list(Organization.objects.below(actor.reach or 0).values_list("pk", flat=True))
    rows = Proposal.objects.visible_to(actor).filter(state__in=states.OPEN, pen__in=own)
    return rows.exclude(region_id=actor.institution_id)


def everything(actor: Actor, *, desk: str = "", state: str = "", page: int = 1) -> Everything:
    """The open proposals, those that have waited longest on their desk first."""
    if not actor.reach and not actor.is_system:
        return Everything([], page, False, bool(actor.region))
    parts = [_visible(actor)]
    organization, _dash, post = desk.partition("-")
    chosen: dict[str, int | None] = {}
    since = "desk_since"
    if actor.region and organization.isdecimal() and len(desk) < 40:
        chosen = {"organization": int(organization), "post": int(post) if post.isdecimal() else None}
        lying = {f"stays__{name}": value for name, value in chosen.items()}
        parts, since = [parts[0].filter(stays__until=None, **lying)], "stays__since"
    elif actor.region:  # nobody learns of another region's desks by choosing one
        parts.append(_to_others(actor))
    if state in states.OPEN:
        parts = [rows.filter(state=state) for rows in parts]
    found = _oldest(parts, since, page)
    shown = found[:PAGE]
    waiting = _hops([row for row in shown if row.region_id == actor.institution_id], chosen) if actor.region else {}
    lines = [line for row in shown for line in _lines(row, waiting.get(row.pk, []), actor)]
    return Everything(lines, page, len(found) > PAGE, bool(actor.region))


def _oldest(parts: Sequence[QuerySet[Proposal]], since: str, page: int) -> list[Proposal]:
    """One page of them together and one more row, in one query; each part follows its own index."""
    order, last = (since, "pk"), page * PAGE + 1
    cut = [rows.select_related("desk").only(*LINE).order_by(*order)[:last] for rows in parts]
    if len(cut) == 1:
        return list(cut[0][last - PAGE - 1 :])
    return list(cut[0].union(*cut[1:], all=True).order_by(*order)[last - PAGE - 1 : last])


def _hops(rows: Sequence[Proposal], chosen: dict[str, int | None]) -> dict[int, list[Hop]]:
    """The questions that wait, of each proposal; where a desk was chosen only those that lie on it."""
    found: dict[int, list[Hop]] = {}
    asked = [row.pk for row in rows if row.state == states.AWAITING]
    for hop in Hop.objects.waiting().filter(proposal__in=asked, **chosen).order_by("given_at", "number"):
        found.setdefault(hop.proposal_id, []).append(hop)
    return found


def _lines(row: Proposal, hops: Sequence[Hop], actor: Actor) -> list[Open]:
    """A disposition has a line and a clock for each desk that was asked; everything else one."""
    same = (row.code, row.title, row.partner_name, row.state, states.STATES[row.state])
    if hops:
        return [Open(*same, h.label, h.given_at, f"/disposisi/{row.code}/{h.number}/") for h in hops]
    hidden = not row.shows_desk(actor)
    since = row.state_since if hidden or row.desk_since is None else row.desk_since
    return [Open(*same, row.region_name if hidden else row.desk_label, since, f"/penawaran/{row.code}/")]


def desks(actor: Actor) -> dict[str, str]:
    """The desks on which something lies now, for choosing one: «12-34» is an organisation and a post."""
    if not actor.region:
        return {}
    stays = Stay.objects.filter(until=None, proposal__in=_visible(actor))
    rows = stays.values_list("organization_id", "post_id").annotate(label=Max("label"))
    return {f"{desk}-{post or ''}": label for desk, post, label in rows.order_by("label")[:200]}


def statistics(actor: Actor, *, at: dt.datetime) -> Statistics:
    """How long it took in the last year, until now where it still waits: by stage every case once, with all its days there, however many
    desks held it at once; inside a region by desk every stay with its own clock."""
    rows = Stay.objects.filter(Q(until=None) | Q(until__gte=at - dt.timedelta(days=BACK)), state__in=states.OPEN)
    if actor.is_system or not actor.reach:
        return Statistics([], [])
    if actor.region:
        rows = rows.filter(proposal__region_id=actor.institution_id)
    else:
        rows = rows.exclude(proposal__direction=states.OUTGOING, state__in=BEFORE_OFFER)
    if not actor.region or actor.reach != actor.institution_id:  # who reaches the whole region sees all that was sent
        rows = rows.filter(proposal__seen_by__contains=[actor.reach])
    end = Coalesce(F("until"), Value(at))
    stages = _by_stage(rows, end)
    if not actor.region:
        return Statistics(_drawn(stages), [])
    return Statistics(_drawn(stages), _drawn(_by_desk(rows, end)[:MOST_DESKS]))


def _by_stage(rows: QuerySet[Stay], end: Any) -> list[Taken]:
    """In the order of the lifecycle."""
    span = Func(F("since"), Greatest(end, F("since")), function="tstzrange", output_field=DateTimeRangeField())
    cases = rows.order_by().values("proposal_id", "state").annotate(still=BoolOr(Q(until=None)), spans=Together(span))
    text, values = cases.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(BY_STAGE.format(cases=text), values)
        found = {state: Taken(states.STATES[state], state, *sums) for state, *sums in cursor.fetchall()}
    return [found[state] for state in states.STATES if state in found]


def _by_desk(rows: QuerySet[Stay], end: Any) -> list[Taken]:
    """Where most wait first."""
    days = ExpressionWrapper(Extract(end - F("since"), "epoch") / 86_400.0, output_field=FloatField())
    counted = rows.annotate(days=days).order_by().values("organization_id", "post_id").annotate(
        label=Max("label"), count=Count("pk"), still=Count("pk", filter=Q(until=None)),
        median=Percentile("days", share=0.5), ninetieth=Percentile("days", share=0.9), longest=Max("days"),
    )  # fmt: skip
    found = [
        Taken(
            row["label"], f"{row['organization_id']}-{row['post_id'] or ''}",
            *(row[name] for name in ("count", "still", "median", "ninetieth", "longest")),
        )
        for row in counted
    ]  # fmt: skip
    return sorted(found, key=lambda taken: (-taken.still, -taken.median, str(taken.label)))


def _drawn(rows: list[Taken]) -> list[Taken]:
    """With the lengths of their bars, of a hundred for the longest."""
    longest = max((row.ninetieth for row in rows), default=0) or 1
    return [
        dataclasses.replace(
            row, middle=round(100 * row.median / longest, 1), most=round(100 * row.ninetieth / longest, 1)
        )
        for row in rows
    ]


def spoken(days: float) -> str:
    """«kurang dari sehari», «3 hari»."""
    return _("kurang dari sehari") if days < 1 else _("%(n)s hari") % {"n": round(days)}

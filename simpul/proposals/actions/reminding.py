"""The nightly look at desks on which something waits too long: who must hear, once for each clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.utils.translation import gettext as _

from simpul.accounts.models import Membership
from simpul.core.dates import local_day
from simpul.organizations.models import Organization

from ..models import Hop, Proposal
from ..rules import hops, states
from .disposing import clocks_on, tell_desk
from .held import secretariat, tell_people

# who of a desk's organisation is asked, where it is not a leader's disposition
ASKED = {
    states.RECEIVED: ("proposal.register",),
    states.SCREENING: ("proposal.register",),
    states.INCOMPLETE: ("proposal.write",),
    states.OFFERED: ("proposal.answer", "proposal.write"),
}


def escalate(*, at: dt.datetime) -> int:
    """Who holds a question was told of each clock that ran out (7, 14 and 30 days or the region's own), from the second clock on also
    who asked and the officers; who is past the due day was told once. Returns how many desks."""
    return _dispositions(at) + _desks(at)


def _dispositions(at: dt.datetime) -> int:
    count = 0
    rows = Hop.objects.waiting().filter(proposal__state=states.AWAITING)
    rows = rows.with_desk().select_related(
        "proposal__region", "post", "organization__institution", "asked_by__post__organization"
    )
    clocks = _clocks(at)
    for hop in rows.iterator(chunk_size=500):
        zone = hop.organization.zone
        today, since = local_day(at, zone), local_day(hop.recorded_at, zone)
        if hop.due and since <= hop.due < today:
            text = _("Tenggat disposisi %(title)s sudah lewat (%(day)s).")
            words = {"title": hop.proposal.title[:180], "day": hop.due.strftime("%d-%m-%Y")}
            tell_desk(hop, hop.post, threshold=f"hop:{hop.number}:due", text=text % words, at=at)
            count += 1
        own = clocks(hop.proposal)
        reached = hops.clock(local_day(hop.given_at, zone), today, own, since=since)
        if reached is not None:
            count += 1
            _tell(hop, reached, own, at)
    return count


def _tell(hop: Hop, reached: int, clocks: tuple[int, ...], at: dt.datetime) -> None:
    """The desk at every clock; above it from the second on; at the last the officers hear that the case may be closed."""
    threshold, title = f"hop:{hop.number}:{reached}", hop.proposal.title[:150]
    text = _("%(title)s menunggu jawaban Anda lebih dari %(days)s hari.") % {"title": title, "days": reached}
    tell_desk(hop, hop.post, threshold=threshold, text=text, at=at)
    hears = hops.hears(reached, clocks)
    if hears == "desk":
        return
    words = {"title": title, "desk": hop.label[:90], "days": reached}
    text = _("%(title)s sudah lebih dari %(days)s hari di meja %(desk)s.") % words
    if hop.asked_by is not None:
        tell_desk(hop, hop.asked_by.post, threshold=f"{threshold}:above", text=text, at=at)
    if hears == "last":
        text = _("%(title)s sudah lebih dari %(days)s hari di meja %(desk)s; dapat ditutup tanpa tanggapan.") % words
    held = hop.proposal
    office = secretariat(held.region, local_day(at, held.region.zone))
    tell_people(held, office, ("proposal.register",), threshold=f"{threshold}:office", text=text, at=at)


def _desks(at: dt.datetime) -> int:
    """The other open desks: the officer who registers and screens, the sender who must complete, the partner who must answer.

    From the second clock on the region's cooperation office hears of what others let lie.
    """
    count, clocks = 0, _clocks(at)
    rows = Proposal.objects.filter(state__in=ASKED, desk__isnull=False, desk_since__isnull=False)
    for row in rows.select_related("region", "desk__institution__keeper", "desk__keeper").iterator(chunk_size=500):
        assert row.desk is not None
        assert row.desk_since is not None
        zone, own = row.desk.zone, clocks(row)
        stood = local_day(row.desk_since, zone)
        reached = hops.clock(stood, local_day(at, zone), own, since=local_day(row.recorded_at, zone))
        if reached is None:
            continue
        count += 1
        text = _("%(title)s menunggu di meja Anda lebih dari %(days)s hari.")
        words = {"title": row.title[:180], "days": reached}
        threshold = f"{row.state}:{stood}:{reached}"
        tell_people(
            row, _hears_for(row, local_day(at, zone)), ASKED[row.state], threshold=threshold, text=text % words, at=at
        )
        if row.state in states.WITH_OTHERS and hops.hears(reached, own) != "desk":
            _tell_office(row, reached, own, threshold, at)
    return count


def _hears_for(row: Proposal, day: dt.date) -> Organization:
    """The desk's own organisation; of a partner without people here, the institution that keeps it and answers for it."""
    assert row.desk is not None
    keeper = row.desk.institution.keeper if row.desk.institution else row.desk.keeper
    if keeper is None or Membership.objects.reaching(row.desk, ASKED[row.state], day).exists():
        return row.desk
    return keeper


def _tell_office(row: Proposal, reached: int, clocks: tuple[int, ...], threshold: str, at: dt.datetime) -> None:
    """Who may take it back or close it hears how long the others have let it lie."""
    office = secretariat(row.region, local_day(at, row.region.zone))
    if office.pk == row.desk_id:
        return
    words = {"title": row.title[:150], "desk": row.desk_label[:90], "days": reached}
    text = _("%(title)s sudah lebih dari %(days)s hari di meja %(desk)s.")
    if hops.hears(reached, clocks) == "last":
        text = _("%(title)s sudah lebih dari %(days)s hari di meja %(desk)s; dapat ditutup tanpa tanggapan.")
    tell_people(row, office, ("proposal.register",), threshold=f"{threshold}:office", text=text % words, at=at)


def _clocks(at: dt.datetime) -> Callable[[Proposal], tuple[int, ...]]:
    """Each region's clocks on that day, asked once a night."""
    known: dict[int, tuple[int, ...]] = {}

    def of(row: Proposal) -> tuple[int, ...]:
        if row.region_id not in known:
            known[row.region_id] = clocks_on(row, local_day(at, row.region.zone))
        return known[row.region_id]

    return of

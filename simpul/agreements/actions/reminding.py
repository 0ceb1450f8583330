"""The nightly look ahead: who must hear what, once for each threshold."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from simpul.core.dates import local_day

from ..models import Agreement, Obligation
from ..rules import reminders, states
from .held import tell_party


def remind(*, at: dt.datetime) -> int:
    """Everybody concerned was told of ends (180/90/60/30/7/0 days), of decisions waiting (7/14/30) and of promises due. Returns how many cases."""
    return _ends(at) + _waiting(at) + _promises(at)


def _ends(at: dt.datetime) -> int:
    today, count = local_day(at), 0
    latest = today + dt.timedelta(days=max(reminders.ENDS))
    rows = Agreement.objects.filter(stage=states.SIGNED, outcome="", end__gte=today, end__lte=latest).with_facts()
    for row in rows.iterator(chunk_size=500):
        assert row.end is not None
        zone = row.author.zone
        threshold = reminders.ending(row.end, local_day(at, zone), since=local_day(row.recorded_at, zone))
        if threshold is None or row.is_renewing:
            continue
        count += 1
        text = _("%(title)s berakhir dalam %(days)s hari. Putuskan: perpanjang atau tidak.") % {
            "title": row.title[:200], "days": (row.end - today).days,
        }  # fmt: skip
        for party in row.parties.all():
            tell_party(
                row,
                party,
                ("agreement.write", "agreement.close"),
                threshold=f"ends:{row.end}:{threshold}",
                text=text,
                at=at,
            )
    return count


def _waiting(at: dt.datetime) -> int:
    count = 0
    rows = Agreement.objects.filter(
        stage__in=[states.CIRCULATED, states.AGREED], stage_since__lte=at - dt.timedelta(days=min(reminders.CLOCKS))
    )
    for row in rows.with_facts().iterator(chunk_size=500):
        assert row.terms is not None
        zone = row.author.zone
        stood = local_day(max(row.stage_since, row.terms.made_at), zone)  # a new version asks anew
        threshold = reminders.waiting(stood, local_day(at, zone), since=local_day(row.recorded_at, zone))
        if threshold is None:
            continue
        sides = row.facts().signatories
        unsigned = [p.id for p in sides if not p.signed][:1]  # signing goes in turn
        waiting = {p.id for p in sides if not p.approved} if row.stage == states.CIRCULATED else set(unsigned)
        count += 1
        text = _("%(title)s menunggu keputusan Anda lebih dari %(days)s hari.") % {
            "title": row.title[:200],
            "days": threshold,
        }
        for party in row.parties.all():
            if party.pk in waiting:
                key = f"waits:{row.stage}:{row.terms.number}:{stood}:{threshold}"
                tell_party(row, party, ("agreement.decide", "agreement.record"), threshold=key, text=text, at=at)
    return count


def _promises(at: dt.datetime) -> int:
    today, count = local_day(at), 0
    soon = today + dt.timedelta(days=max(reminders.DUE))
    rows = Obligation.objects.open().filter(Q(due__lte=soon), agreement__stage=states.SIGNED)
    rows = rows.select_related("agreement", "debtor__organization", "beneficiary__organization")
    for row in rows.iterator(chunk_size=500):
        zone = row.debtor.organization.zone
        threshold = reminders.due(row.due, local_day(at, zone), since=local_day(row.agreement.recorded_at, zone))
        if threshold is None:
            continue
        count += 1
        words = {"text": row.text[:150], "day": row.due.strftime("%d-%m-%Y")}
        text = (
            _("Terlambat: %(text)s (tenggat %(day)s).") if threshold < 0 else _("Jatuh tempo %(day)s: %(text)s.")
        ) % words
        for party in (row.debtor, row.beneficiary) if threshold < 0 else (row.debtor,):
            tell_party(
                row.agreement,
                party,
                ("obligation.report", "obligation.verify"),
                threshold=f"due:{row.pk}:{threshold}",
                text=text,
                at=at,
            )
    return count

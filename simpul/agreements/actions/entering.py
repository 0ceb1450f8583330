"""What was signed elsewhere: entered with its scan, told to the other sides, corrected while nothing rests on it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.documents.models import File

from ..models import Agreement, Attachment
from ..rules import states, verbs
from ..rules import terms as terms_rules
from .drafting import build_terms, new_version
from .held import hold, move, note, tell_party
from .obligations import schedule


@transaction.atomic
def enter_signed(
    agreement: Agreement,
    *,
    signed_on: dt.date,
    scan: File | None,
    scan_name: str = "",
    by: Actor,
    at: dt.datetime,
    today: dt.date,
) -> None:
    """An agreement that was signed outside stands here as signed, with its scan; the page says so and the other sides are told."""
    held = hold(agreement)
    assert held.terms is not None
    last = terms_rules.end_of(held.terms.content, signed_on)[1]
    stop_if(
        verbs.refusals_to_enter(
            held.facts(), by, signed_on=signed_on, today=today, has_scan=scan is not None, last=last
        )
    )
    assert scan is not None
    _keep_scan(held, scan, scan_name, by=by, at=at)
    held.entered, held.signed_on, held.agreed = True, signed_on, held.terms
    held.start, held.end = terms_rules.end_of(held.terms.content, signed_on)
    held.seen_by = sorted(set(held.seen_by).union(*(p.organization.ids for p in held.parties_in_order)))
    move(held, "enter", states.SIGNED, at=at, also=["entered", "signed_on", "agreed", "start", "end", "seen_by"])
    schedule(held, at=at)
    note(held, "entered", by=by, at=at, signed_on=signed_on, scan=scan.sha256, hash=held.terms.hash)
    words = {"title": held.title, "who": by.organization}
    text = _("%(title)s: dicatat %(who)s sebagai sudah ditandatangani di luar sistem. Periksa tanggal dan pindaiannya.")
    _tell_others(held, text % words, threshold="entered", by=by, at=at)


@transaction.atomic
def correct_entry(
    agreement: Agreement,
    *,
    signed_on: dt.date,
    parent: Agreement | None,
    scan: File | None = None,
    scan_name: str = "",
    reason: str,
    version: int | None = None,
    by: Actor,
    at: dt.datetime,
    today: dt.date,
) -> None:
    """The day, the umbrella or the scan of what was entered is what it should have been; its promises are scheduled anew.

    The earlier scan stays beside the new one, and another umbrella makes a new version of the text.
    """
    held = hold(agreement)
    loop = parent is not None and held.pk in (parent.pk, parent.parent_id)
    refusals = verbs.refusals_to_correct_entry(
        held.facts(), by, entered=held.entered, used=held.entry_used, loop=loop, signed_on=signed_on, today=today, reason=reason,
        version=version,
    )  # fmt: skip
    stop_if(refusals)
    assert held.terms is not None
    before = {"signed_on": held.signed_on, "parent": held.parent.code if held.parent else ""}
    if scan:
        _keep_scan(held, scan, scan_name, by=by, at=at)
    if held.parent_id != (parent.pk if parent else None):
        held.parent = parent
        built = build_terms(held, list(held.parties_in_order), held.terms.content)
        held.terms = held.agreed = new_version(held, built, held.versions.count() + 1, by=by, at=at)
    held.signed_on = signed_on
    held.start, held.end = terms_rules.end_of(held.terms.content, signed_on)
    also = ["signed_on", "start", "end", "parent", "terms", "agreed"]
    move(held, "correct_entry", states.SIGNED, at=at, also=also)
    held.obligations.all().delete()
    schedule(held, at=at)
    note(
        held, "entry_corrected", by=by, at=at, reason=reason.strip(), before=before, signed_on=signed_on, parent=parent.code if parent else "",
        scan=scan.sha256 if scan else "", hash=held.terms.hash,
    )  # fmt: skip
    text = _("%(title)s: catatan tanda tangan dibetulkan. %(reason)s") % {"title": held.title, "reason": reason.strip()}
    _tell_others(held, text, threshold=f"entry:{held.version}", by=by, at=at)


def _keep_scan(held: Agreement, scan: File, name: str, *, by: Actor, at: dt.datetime) -> None:
    who = by.post or by.name
    keep(Attachment(agreement=held, file=scan, name=name or "naskah.pdf", kind="scan", by_name=who, at=at))


def _tell_others(held: Agreement, text: str, *, threshold: str, by: Actor, at: dt.datetime) -> None:
    for party in held.parties_in_order:
        if not by.speaks_for(party.organization.ids):
            tell_party(held, party, ("agreement.decide", "agreement.write"), threshold=threshold, text=text, at=at)

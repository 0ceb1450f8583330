"""A partner without an account: a mailed link reads one text, asks for changes, and approves it once."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.accounts.actions import guest_link, make_guest_link, use_guest_link
from simpul.core.actors import Actor
from simpul.core.refusals import Refusal, stop_if
from simpul.organizations.models import Organization

from ..models import Agreement, Comment, Party
from ..rules import states, verbs
from .deciding import approve
from .held import hold, note
from .talking import say


@transaction.atomic
def invite_guest(
    agreement: Agreement, *, party: Party, name: str, post: str, email: str, by: Actor, at: dt.datetime
) -> None:
    """Somebody of a partner without an account gets a link to read this text and approve it once. The sender never sees the link."""
    held = hold(agreement)
    facts = held.facts()
    found = [] if by.may("agreement.write") else [verbs.FORBIDDEN]
    found += verbs.decides_on_text(by, facts)
    if by.speaks_for(party.organization.ids):
        text = _("Tautan tamu hanya untuk pihak lain; untuk pihak sendiri, undang rekan sebagai pengguna.")
        found.append(Refusal("guest.own_side", text, "value", "party"))
    if facts.stage != states.CIRCULATED or facts.party(party.pk).approved or not facts.party(party.pk).signs:
        found.append(Refusal("guest.nothing_to_do", _("Pihak ini tidak sedang diminta menyetujui naskah.")))
    stop_if(found)
    sender = _office_of(by)
    about = _("%(sender)s meminta persetujuan Anda atas naskah: %(title)s") % {"sender": sender, "title": held.title}
    make_guest_link(
        purpose="approve", subject=str(party.pk), organization=party.organization, name=name, post=post, email=email,
        about=about, sender=sender, page="agreement_guest", by=by, at=at,
    )  # fmt: skip
    note(held, "guest_invited", by=by, at=at, party=party.label, name=name)


def _office_of(by: Actor) -> str:
    """Post, unit and institution of whoever asks; a guest reads from where, never a person's address."""
    unit = Organization.objects.select_related("institution").filter(pk=by.organization_id or 0).first()
    return ", ".join(part for part in (by.post, unit.whole_name if unit else by.organization) if part)


@transaction.atomic
def approve_as_guest(token: str, *, hash: str, at: dt.datetime) -> Agreement:
    """The holder of the link approves once; the link is spent with the approval and not before."""
    guest = use_guest_link(token, at=at)
    party = _party_of(guest)
    # A guest is invited because the partner has no account: the link itself is the right to decide for that party.
    approve(party.agreement, party=party, hash=hash, by=_entitled(guest, "agreement.decide"), at=at)
    return party.agreement


@transaction.atomic
def answer_as_guest(token: str, *, text: str, at: dt.datetime) -> Comment:
    """The holder of the link declines or asks for changes in words that all parties read; the link stays usable."""
    link, found = guest_link(token, at=at)
    stop_if(found)
    assert link is not None
    guest = _entitled(link.actor(), "note.write")
    party = _party_of(guest)
    held = hold(party.agreement)
    facts = held.facts()
    side = facts.party(party.pk)
    stop_if(verbs.refusals_to_open_as_guest(facts, side) + verbs.refusals_to_comment(facts, guest, text=text))
    name = ", ".join(part for part in (guest.name, guest.post) if part)[:160]
    told = _("%(title)s: %(who)s menolak atau meminta perubahan.") % {"title": held.title, "who": party.name}
    made = say(held, text=text, clause="", name=name, told=told, by=guest, at=at)
    note(held, "guest_answered", by=guest, at=at, party=party.label, name=guest.name, text=made.text)
    return made


def _party_of(guest: Actor) -> Party:
    return Party.objects.select_related("agreement", "organization").get(pk=int(guest.guest_of.partition(":")[2]))


def _entitled(guest: Actor, permission: str) -> Actor:
    return dataclasses.replace(guest, permissions=frozenset({permission}))

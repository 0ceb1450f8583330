"""What is said and kept beside the text: comments, private notes, attachments, overrides, openness."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.documents.models import File
from simpul.organizations.models import Organization
from simpul.register.actions import open_chain, record

from ..models import Agreement, Attachment, Comment, Override
from ..models.findings import findings_on, signer_findings
from ..rules import verbs
from ..rules.states import DRAFT
from .held import hold, note, tell_party


@transaction.atomic
def comment(
    agreement: Agreement, *, text: str, clause: str = "", private: bool = False, by: Actor, at: dt.datetime
) -> Comment:
    """It is said, to all parties or as a note that only the own institution sees; a private note stands on a chain of its own.

    What is said about a draft stays with its author's institution: sharing the text later does not share that talk.
    """
    held = hold(agreement)
    stop_if(verbs.refusals_to_comment(held.facts(), by, text=text))
    name = by.post or by.name
    if private or held.stage == DRAFT:
        own = _institution(by)
        made = keep(_comment(held, text=text, clause=clause, name=name, private_to=own, by=by, at=at))
        _on_inner_chain(held, own, "note_written", by=by, at=at, comment=made.pk)
        return made
    told = _("%(title)s: tanggapan baru dari %(who)s.") % {"title": held.title, "who": by.organization}
    made = say(held, text=text, clause=clause, name=name, told=told, by=by, at=at)
    note(held, "commented", by=by, at=at, clause=clause, text=made.text)
    return made


def say(held: Agreement, *, text: str, clause: str, name: str, told: str, by: Actor, at: dt.datetime) -> Comment:
    """It stands among the comments, and the other sides of a shared text are told."""
    made = keep(_comment(held, text=text, clause=clause, name=name, private_to=None, by=by, at=at))
    for party in held.parties_in_order:
        if not by.speaks_for(party.organization.ids):
            tell_party(held, party, ("agreement.write",), threshold=f"comment:{made.pk}", text=told, at=at)
    return made


def _comment(
    held: Agreement, *, text: str, clause: str, name: str, private_to: Organization | None, by: Actor, at: dt.datetime
) -> Comment:
    return Comment(
        agreement=held, private_to=private_to, clause=clause, text=text.strip(), by_name=name, by_organization=by.organization, at=at
    )  # fmt: skip


def _institution(by: Actor) -> Organization:
    assert by.institution_id is not None
    return Organization.objects.get(pk=by.institution_id)


def _on_inner_chain(
    held: Agreement, institution: Organization, kind: str, /, *, by: Actor, at: dt.datetime, **data: object
) -> None:
    """What one institution keeps to itself must not stand in the history that every party exports."""
    chain = open_chain("inner", f"{held.code}:{institution.code}")
    record(f"agreement.{kind}", chain=chain, by=by, at=at, subject=held.code, data=dict(data))


@transaction.atomic
def attach(
    agreement: Agreement, *, file: File, name: str, kind: str = "other", by: Actor, at: dt.datetime
) -> Attachment:
    """The file belongs to the case and is seen by all who see it."""
    held = hold(agreement)
    stop_if(verbs.refusals_to_comment(held.facts(), by))
    made = keep(Attachment(agreement=held, file=file, name=name[:200], kind=kind, by_name=by.post or by.name, at=at))
    note(held, "attached", by=by, at=at, name=made.name, file=file.sha256)
    return made


@transaction.atomic
def override_finding(agreement: Agreement, *, code: str, reason: str, by: Actor, at: dt.datetime) -> Override:
    """The institution has seen this finding and wrote why it goes on; the reason stays its own."""
    held = hold(agreement)
    day = local_day(at, held.author.zone)
    found = findings_on(held, day)
    for party in held.parties_in_order:
        if party.signer_name and verbs.acts_for(by, party.facts(held.terms_id)):
            found += signer_findings(held, party, day)
    stop_if(verbs.refusals_to_override(held.facts(), by, known=code in {f.code for f in found}, reason=reason))
    return write_reason(held, code=code, reason=reason, by=by, at=at)


def write_reason(held: Agreement, *, code: str, reason: str, by: Actor, at: dt.datetime) -> Override:
    """The reason stands, seen by the own institution only; called after the checks of an action."""
    own, reason, who = _institution(by), reason.strip(), by.post or by.name
    made = keep(Override(agreement=held, institution=own, code=code, reason=reason, made_by=who, made_at=at))
    _on_inner_chain(held, own, "finding_overridden", by=by, at=at, code=code, reason=made.reason)
    return made


@transaction.atomic
def set_openness(agreement: Agreement, *, openness: str, reason: str = "", by: Actor, at: dt.datetime) -> None:
    """Once signed, anybody may read the record and verify it; or not, for a written reason."""
    held = hold(agreement)
    stop_if(verbs.refusals_to_open(held.facts(), by, openness=openness, reason=reason))
    held.openness, held.openness_reason, held.changed_at = openness, reason.strip(), at
    held.version += 1
    keep(held, only=["openness", "openness_reason", "changed_at", "version"])
    note(held, "openness_set", by=by, at=at, openness=openness, reason=reason)

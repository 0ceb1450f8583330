"""Letters: written from the facts of a case, edited while they are drafts, numbered and issued once, the signed copy added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from simpul.accounts.models import Membership
from simpul.core.actors import Actor
from simpul.core.canonical import clean_text
from simpul.core.codes import new_code
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.documents.actions import store_bytes
from simpul.documents.models import File, template_bytes
from simpul.law.models import law_on
from simpul.meetings.models import Meeting
from simpul.notices.actions import tell
from simpul.organizations.actions import take_number
from simpul.organizations.models import Holding, Organization
from simpul.organizations.rules import LETTER
from simpul.register.actions import open_chain, record

from ..models import Letter, Proposal
from ..models.letter import case_of, issuer_of
from ..models.paper import head_title, letter_facts, matter_of, on_behalf_of, owners_of, to_whom
from ..papers import letter_docx
from ..rules import letter_texts, states
from ..rules import letters as rules
from ..rules.documents import DOCUMENT
from .held import hold, touch

LINES = ("to_name", "to_place", "subject", "nature", "enclosures", "copies", "classification")
REVISABLE = (*LINES, "body", "addressee")
READERS = ("letter.write", "proposal.answer", "meeting.write")  # who is told that a letter came


@transaction.atomic
def write_letter(
    *,
    kind: str,
    organization: Organization,
    proposal: Proposal | None = None,
    meeting: Meeting | None = None,
    addressee: Organization | None = None,
    to_name: str = "",
    to_place: str = "",
    subject: str = "",
    body: str = "",
    reason: str = "",
    level: str = "",
    nature: str = "",
    enclosures: str = "",
    copies: str = "",
    classification: str = "",
    by: Actor,
    at: dt.datetime,
) -> Letter:
    """A draft of the letter lies with its issuer; what was left empty is composed from the facts of the case.

    `level` is the one a referral goes to: what others own is left for a letter of its own. Empty: the one that owns most.
    """
    case = _held_case(proposal, meeting)
    issuer = _organization(organization)
    day = local_day(at, issuer.zone)
    stop_if(rules.refusals_to_write(kind, issuer_of(issuer, day), case_of(case), by, law=offer_law(issuer, day)))
    if kind == rules.REFERRAL and isinstance(case, Proposal):
        level = level or next(iter(owners_of(case)), "")
    matter = matter_of(case, issuer, reason=clean_text(reason), level=level, at=at)
    stop_if(rules.refusals_to_start(kind, outside=len(matter.outside), reason=matter.reason, body=body))
    usual, called = to_whom(kind, case, issuer, level=level)
    many = usual is None and addressee is None and kind == rules.INVITATION
    made = Letter(
        code=new_code(), kind=kind, organization=issuer, addressee=addressee or usual, made_by=_who(by), made_at=at,
        **{"proposal" if isinstance(case, Proposal) else "meeting": case},
    )  # fmt: skip
    given = {
        "to_name": to_name or (head_title(addressee) if addressee and addressee != usual else called), "to_place": to_place or "Tempat",
        "subject": subject or letter_texts.subject_of(kind, matter), "body": body or letter_texts.body_of(kind, matter), "nature": nature,
        "enclosures": enclosures or ("1 (satu) lembar" if many else ""), "copies": copies or _copies(kind, matter),
        "classification": classification,
    }  # fmt: skip
    _fill(made, given)
    keep(made)
    _note(made, "written", by=by, at=at, inside=True, kind=kind, subject=made.subject, to=made.to_name)
    return made


def _held_case(proposal: Proposal | None, meeting: Meeting | None) -> Proposal | Meeting:
    """The one case the letter belongs to, locked until the transaction ends."""
    if (proposal is None) == (meeting is None):
        raise TypeError("a letter belongs to one proposal or to one meeting")
    if proposal is not None:
        return hold(proposal)
    assert meeting is not None
    Meeting.objects.select_for_update().values_list("pk").get(pk=meeting.pk)
    return Meeting.objects.whole().get(pk=meeting.pk)


def _organization(organization: Organization) -> Organization:
    return Organization.objects.select_related("institution").get(pk=organization.pk)


def offer_law(organization: Organization, day: dt.date) -> str:
    """Which entry of law says who issues an offer in that region."""
    institution = organization.institution or organization
    row = law_on(day, institution.region_code).other(DOCUMENT, rules.OFFER_LAW)
    return str(row.source.label) if row else "tata cara kerja sama daerah"


def _copies(kind: str, matter: letter_texts.Matter) -> str:
    """A referral is copied to whoever wrote."""
    return matter.partner if kind == rules.REFERRAL else ""


def _fill(row: Letter, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name in LINES:
            value = " ".join(clean_text(value).split())
        elif name == "body":
            value = clean_text(value).strip()
        setattr(row, name, value)


def _who(by: Actor) -> str:
    return f"{by.post or by.name}, {by.organization}".strip(", ")[:200]


@transaction.atomic
def revise_letter(
    letter: Letter, *, changes: dict[str, Any], by: Actor, at: dt.datetime, version: int | None = None
) -> Letter:
    """The draft says something else."""
    held = _hold(letter)
    stop_if(rules.refusals_to_change(_facts(held, at), by, version=version))
    unknown = set(changes) - set(REVISABLE)
    if unknown:
        raise TypeError(f"a letter has no such field to revise: {sorted(unknown)}")
    before = {name: getattr(held, name) for name in changes}
    _fill(held, changes)
    states.LETTER.check("revise", held.state, held.state)
    held.version += 1
    keep(held, only=sorted({*changes, "version"}))
    changed = sorted(name for name in changes if getattr(held, name) != before[name])
    _note(held, "revised", by=by, at=at, inside=True, changed=changed)
    return held


@transaction.atomic
def discard_letter(letter: Letter, *, by: Actor, at: dt.datetime, version: int | None = None) -> Letter:
    """The draft is not used: it leaves its case, and only the issuer's own still reads it in the book of letters."""
    held = _hold(letter)
    stop_if(rules.refusals_to_discard(_facts(held, at), by, version=version))
    states.LETTER.check("discard", held.state, states.LETTER_DISCARDED)
    held.state = states.LETTER_DISCARDED
    held.version += 1
    keep(held, only=["state", "version"])
    _note(held, "discarded", by=by, at=at, inside=True, kind=held.kind, subject=held.subject)
    return held


def _hold(letter: Letter) -> Letter:
    """The case's row first, then the letter's: always in this order."""
    _held_case(letter.proposal, letter.meeting)
    Letter.objects.select_for_update().values_list("pk").get(pk=letter.pk)
    return Letter.objects.whole().get(pk=letter.pk)


def _facts(held: Letter, at: dt.datetime) -> rules.Facts:
    return held.facts(local_day(at, held.organization.zone))


@transaction.atomic
def issue_letter(
    letter: Letter,
    *,
    holding: Holding,
    day: dt.date,
    classification: str = "",
    number: str = "",
    by: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> Letter:
    """The letter has its number, day and signer, and its Word file is kept as it goes out. It never changes again."""
    held = _hold(letter)
    signer = Holding.objects.select_related("post__organization").get(pk=holding.pk)
    facts = rules.Signer(tuple(signer.post.organization.path), signer.post.is_head, signer.start, signer.end)
    today = local_day(at, held.organization.zone)
    law = offer_law(held.organization, day)
    stop_if(rules.refusals_to_issue(_facts(held, at), by, signer=facts, day=day, today=today, law=law, version=version))
    states.LETTER.check("issue", held.state, states.LETTER_ISSUED)
    typed = " ".join(clean_text(number).split())
    held.classification = " ".join(clean_text(classification).split()) or held.classification
    held.holding, held.signer_name, held.signer_title = signer, signer.person, signer.title[:160]
    held.day, held.by_hand, held.state, held.issued_at = day, bool(typed), states.LETTER_ISSUED, at
    held.number = typed or _next(held, day, by, at)
    held.version += 1
    names = [
        "classification",
        "holding",
        "signer_name",
        "signer_title",
        "day",
        "by_hand",
        "state",
        "issued_at",
        "number",
        "version",
    ]
    keep(held, only=names)
    template = template_bytes(held.kind, str(held.organization.institution_id or ""))
    word = letter_docx(letter_facts(held, day=day), template)
    held.file = store_bytes(word, f"{held.code}.docx", kind="attachment", by=by, at=at)
    keep(held, only=["file"])
    _give_the_proposal_its_letter(held, at)
    _tell_the_addressee(held, at)
    _note(
        held, "issued", by=by, at=at, kind=held.kind, number=held.number, day=day, subject=held.subject, to=held.to_name,
        signer=held.signer_title, on_behalf=on_behalf_of(held), by_hand=held.by_hand, file=held.file.sha256,
    )  # fmt: skip
    return held


def _next(held: Letter, day: dt.date, by: Actor, at: dt.datetime) -> str:
    """The next number of the year; those that somebody typed for this organisation are passed over."""

    def taken(number: str) -> bool:
        return Letter.objects.filter(organization=held.organization, number=number).exists()

    return take_number(
        held.organization, purpose=LETTER, day=day, classification=held.classification, taken=taken, by=by, at=at
    )


def _give_the_proposal_its_letter(held: Letter, at: dt.datetime) -> None:
    """An offer written here is the letter of its proposal: nobody types its number and day again.

    Two units of one partner may number alike; the second then stays without, for a person to tell them apart.
    """
    if held.kind != rules.OFFER or held.proposal is None or held.proposal.letter_number:
        return
    case = hold(held.proposal)
    alike = Proposal.objects.filter(region=case.region, partner=case.partner, letter_date=held.day)
    if alike.filter(letter_number__iexact=held.number).exists():
        return
    case.letter_number, case.letter_date, case.letter_file = held.number, held.day, case.letter_file or held.file
    touch(case, at=at, also=["letter_number", "letter_date", "letter_file"])


@translation.override("id")
def _tell_the_addressee(held: Letter, at: dt.datetime) -> None:
    """Those of the addressee who see the case hear of the letter; of an invitation to all, everybody who is invited."""
    seen = set(held.case.seen_by)
    for organization in _addressees(held):
        day = local_day(at, organization.zone)
        rows = Membership.objects.reaching(organization, READERS, day)
        rows = rows.select_related("user", "organization__institution", "post")
        text = _("%(kind)s nomor %(number)s dari %(who)s: %(subject)s") % {
            "kind": states.LETTER_KINDS[held.kind], "number": held.number, "who": held.organization.whole_name, "subject": held.subject,
        }  # fmt: skip
        users = {m.user for m in rows if m.actor().reach in seen}
        tell(users, subject=f"letter:{held.code}", threshold="issued", text=text, link=f"/surat/{held.code}/", at=at)


def _addressees(held: Letter) -> Iterable[Organization]:
    if held.addressee:
        return [held.addressee]
    if held.kind == rules.INVITATION and held.meeting:
        rows = held.meeting.attendances.filter(invited=True).exclude(organization=held.organization)
        return [row.organization for row in rows.select_related("organization")]
    return []


@transaction.atomic
def attach_scan(letter: Letter, *, scan: File, by: Actor, at: dt.datetime) -> Letter:
    """The signed copy lies with the letter; one that takes the place of another leaves that other's fingerprint in the register."""
    held = _hold(letter)
    stop_if(rules.refusals_to_attach_scan(_facts(held, at), by, scan=scan.sha256))
    before = held.scan.sha256 if held.scan else ""
    held.scan = scan
    held.version += 1
    keep(held, only=["scan", "version"])
    _note(held, "scanned", by=by, at=at, number=held.number, scan=scan.sha256, instead_of=before)
    return held


def _note(held: Letter, what: str, /, *, by: Actor, at: dt.datetime, inside: bool = False, **data: Any) -> None:
    """On the case's own chain when another institution may read the letter; else on the chain that only the issuer's own reads."""
    case, own = held.case, held.organization.institution_id
    told = [organization for organization in _addressees(held) if organization.institution_id != own]
    if inside or not any(set(organization.path) & set(case.seen_by) for organization in told):
        chain = open_chain("inner", f"{case.code}:{own}")
    else:
        chain = case.chain
    record(f"letter.{what}", chain=chain, by=by, at=at, subject=held.code, data=data)

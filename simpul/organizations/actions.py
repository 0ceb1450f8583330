"""What changes institutions, their posts and the right to sign for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import transaction

from simpul.core.actors import Actor
from simpul.core.canonical import clean_text
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import stop_if
from simpul.documents.models import File
from simpul.regions import codes
from simpul.regions.models import Region
from simpul.register.actions import open_chain, record

from . import rules
from .models import Accreditation, Authority, Counter, Holding, LegalForm, Letterhead, Numbering, Organization, Post


@transaction.atomic
def found(
    *,
    name: str,
    kind: str,
    parent: Organization | None = None,
    short_name: str = "",
    region_code: str = "",
    zone: str = "WIB",
    address: str = "",
    start: dt.date | None = None,
    predecessor: Organization | None = None,
    by: Actor,
    at: dt.datetime,
) -> Organization:
    """An organisation exists in the directory, at its place in the tree and with a chain of its own."""
    above = _locked(parent) if parent else None
    stop_if(
        rules.refusals_to_found(
            kind,
            parent=above.facts(local_day(at, above.zone)) if above else None,
            by=by,
            start=start,
            predecessor_start=predecessor.start if predecessor else None,
        )
    )
    row = Organization(
        name=_line(name),
        short_name=_line(short_name),
        kind=kind,
        parent=above,
        zone=zone,
        address=_line(address),
        start=start,
        predecessor=predecessor,
    )
    _place(row, region_code, local_day(at))
    row.chain = open_chain("organization", str(row.code))
    keep(row)
    row.path = [*(above.path if above else []), row.pk]
    row.institution_id = row.pk if kind in rules.INSTITUTIONS or above is None else above.institution_id
    row.keeper_id = by.institution_id if above is None else None
    row.save(update_fields=["path", "institution", "keeper"])
    record(
        "organization.founded",
        chain=row.chain,
        by=by,
        at=at,
        data={"name": row.name, "kind": kind, "parent": str(above.code) if above else None, "start": start},
    )
    return row


@transaction.atomic
def release(institution: Organization, *, by: Actor, at: dt.datetime) -> None:
    """The institution has somebody of its own; who entered it keeps it no longer. Nothing happens when nobody kept it."""
    row = _locked(institution)
    if row.keeper_id is None:
        return
    row.keeper = None
    keep(row, only=["keeper"])
    record("organization.released", chain=row.chain, by=by, at=at)


@transaction.atomic
def describe(
    organization: Organization,
    *,
    name: str,
    short_name: str = "",
    region_code: str = "",
    zone: str = "WIB",
    address: str = "",
    version: int,
    by: Actor,
    at: dt.datetime,
) -> Organization:
    """The organisation bears these names, this place and this address; who read an older version is refused."""
    row = _locked(organization)
    stop_if(rules.refusals_to_describe(row.facts(local_day(at, row.zone)), version=version, by=by))
    before = {"name": row.name, "short_name": row.short_name}
    row.name, row.short_name, row.zone, row.address = _line(name), _line(short_name), zone, _line(address)
    if region_code != row.region_code:
        _place(row, region_code, local_day(at))
    row.version += 1
    keep(row, only=["name", "short_name", "zone", "address", "region_code", "region_name", "version"])
    data = {"before": before, "name": row.name, "short_name": row.short_name}
    record("organization.described", chain=row.chain, by=by, at=at, data=data)
    return row


@transaction.atomic
def close(organization: Organization, *, end: dt.date, by: Actor, at: dt.datetime) -> Organization:
    """The organisation ends on that day; what it signed stays."""
    row = _locked(organization)
    open_units = row.children.filter(end=None).count()
    stop_if(
        rules.refusals_to_close(
            row.facts(local_day(at, row.zone)), end=end, start=row.start, open_units=open_units, by=by
        )
    )
    row.end = end
    row.version += 1
    keep(row, only=["end", "version"])
    record("organization.closed", chain=row.chain, by=by, at=at, data={"end": end})
    return row


@transaction.atomic
def give_form(
    organization: Organization,
    *,
    form: str,
    start: dt.date,
    basis: str,
    certainty: str = "U",
    by: Actor,
    at: dt.datetime,
) -> LegalForm:
    """From that day the institution legally is this, as surely as is said; the form before it ends the day before."""
    row = _locked(organization)
    latest = row.forms.first()
    stop_if(
        rules.refusals_to_give_form(
            row.facts(local_day(at, row.zone)),
            form=form,
            start=start,
            latest_start=latest.start if latest else None,
            by=by,
            certainty=certainty,
        )
    )
    if latest and (latest.end is None or latest.end >= start):
        latest.end = start - dt.timedelta(days=1)
        keep(latest, only=["end"])
    given = keep(LegalForm(organization=row, form=form, start=start, basis=_line(basis), certainty=certainty))
    data = {"form": form, "start": start, "basis": given.basis, "certainty": certainty}
    record("organization.form_given", chain=row.chain, by=by, at=at, data=data)
    return given


@transaction.atomic
def accredit(
    organization: Organization,
    *,
    purpose: str,
    rank: str,
    start: dt.date,
    end: dt.date | None = None,
    basis: str,
    by: Actor,
    at: dt.datetime,
) -> Accreditation:
    """The organisation holds this rank for the purpose by that decision; the one before it ends the day before. Who recorded it is kept."""
    basis = _line(basis)
    row = _locked(organization)
    latest = Accreditation.objects.select_for_update().filter(organization=row, purpose=purpose).first()
    stop_if(
        rules.refusals_to_accredit(
            row.facts(local_day(at, row.zone)),
            purpose=purpose,
            rank=rank,
            start=start,
            end=end,
            basis=basis,
            latest_start=latest.start if latest else None,
            by=by,
        )
    )
    if latest and (latest.end is None or latest.end >= start):
        latest.end = start - dt.timedelta(days=1)
        keep(latest, only=["end"])
    given = keep(
        Accreditation(
            organization=row, purpose=purpose, rank=rank, start=start, end=end, basis=basis,
            recorded_by=", ".join(part for part in (by.post, by.organization) if part) or by.name,
            own_word=by.institution_id is not None and by.institution_id == row.institution_id,
        )
    )  # fmt: skip
    data = {"purpose": purpose, "rank": rank, "start": start, "end": end, "basis": given.basis}
    record("organization.accredited", chain=row.chain, by=by, at=at, data=data)
    return given


@transaction.atomic
def end_accreditation(accreditation: Accreditation, *, end: dt.date, by: Actor, at: dt.datetime) -> Accreditation:
    """The rank counts no longer than that day."""
    row = _locked(accreditation.organization)
    held = Accreditation.objects.select_for_update().get(pk=accreditation.pk)
    facts = row.facts(local_day(at, row.zone))
    stop_if(rules.refusals_to_end_accreditation(facts, start=held.start, ended=held.end, end=end, by=by))
    held.end = end
    keep(held, only=["end"])
    data = {"purpose": held.purpose, "rank": held.rank, "end": end}
    record("organization.accreditation_ended", chain=row.chain, by=by, at=at, data=data)
    return held


@transaction.atomic
def create_post(organization: Organization, *, title: str, is_head: bool = False, by: Actor, at: dt.datetime) -> Post:
    """The organisation has an office that people may hold."""
    row = _locked(organization)
    title = _line(title)
    stop_if(rules.refusals_to_create_post(row.facts(local_day(at, row.zone)), title=title, is_head=is_head, by=by))
    post = keep(Post(organization=row, title=title, is_head=is_head))
    record("post.created", chain=row.chain, by=by, at=at, data={"title": title, "is_head": is_head})
    return post


@transaction.atomic
def end_post(post: Post, *, end: dt.date, by: Actor, at: dt.datetime) -> Post:
    """The office is no more after that day."""
    row = _locked(post.organization)
    post = Post.objects.select_for_update().get(pk=post.pk)
    held = Holding.objects.filter(post=post).on(end).exists()
    stop_if(rules.refusals_to_end_post(row.facts(local_day(at, row.zone)), held=held, by=by))
    post.end = end
    keep(post, only=["end"])
    record("post.ended", chain=row.chain, by=by, at=at, data={"title": post.title, "end": end})
    return post


@transaction.atomic
def appoint(
    post: Post,
    *,
    person: str,
    manner: str,
    start: dt.date,
    end: dt.date | None = None,
    basis: str = "",
    by: Actor,
    at: dt.datetime,
) -> Holding:
    """This person holds the post from that day; besides a definitive holder only acting ones."""
    row = _locked(post.organization)
    post = Post.objects.select_for_update().get(pk=post.pk)
    stop_if(
        rules.refusals_to_appoint(row.facts(local_day(at, row.zone)), post_end=post.end, start=start, end=end, by=by)
    )
    holding = keep(Holding(post=post, person=_line(person), manner=manner, start=start, end=end, basis=_line(basis)))
    data = {"post": post.title, "person": holding.person, "manner": manner, "start": start, "end": end}
    record("holding.begun", chain=row.chain, by=by, at=at, data=data)
    return holding


@transaction.atomic
def relieve(holding: Holding, *, end: dt.date, by: Actor, at: dt.datetime) -> Holding:
    """The person holds the post no longer than that day."""
    row = _locked(holding.post.organization)
    holding = Holding.objects.select_for_update(of=("self",)).select_related("post").get(pk=holding.pk)
    stop_if(
        rules.refusals_to_relieve(
            row.facts(local_day(at, row.zone)), start=holding.start, ended=holding.end, end=end, by=by
        )
    )
    holding.end = end
    keep(holding, only=["end"])
    data = {"post": holding.post.title, "person": holding.person, "end": end}
    record("holding.ended", chain=row.chain, by=by, at=at, data=data)
    return holding


@transaction.atomic
def authorize(
    organization: Organization,
    *,
    post: Post,
    basis: str,
    number: str = "",
    given_by: Post | None = None,
    kinds: Iterable[str] = (),
    scan: File | None = None,
    start: dt.date,
    end: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Authority:
    """Whoever holds the post may sign for the organisation on those days, by office or by letter."""
    row = _locked(organization)
    post = Post.objects.select_related("organization").get(pk=post.pk)
    wanted, number = sorted(set(kinds)), _line(number)
    mandate = rules.Mandate(
        basis=basis,
        number=number,
        kinds=tuple(wanted),
        start=start,
        end=end,
        post_ended=post.end is not None,
        same_institution=post.organization.institution_id == row.institution_id,
        has_giver=given_by is not None,
        giver_above=given_by is not None
        and given_by.pk != post.pk
        and given_by.organization.institution_id == row.institution_id,
    )
    stop_if(rules.refusals_to_authorize(row.facts(local_day(at, row.zone)), mandate, by=by))
    by_letter = basis == rules.BY_LETTER
    authority = keep(
        Authority(
            organization=row,
            post=post,
            basis=basis,
            number=number if by_letter else "",
            given_by=given_by if by_letter else None,
            kinds=wanted,
            scan=scan,
            start=start,
            end=end,
        )
    )
    data = {"post": post.title, "basis": basis, "number": authority.number, "kinds": wanted, "start": start, "end": end}
    data["scan"] = scan.sha256 if scan else None
    record("authority.given", chain=row.chain, by=by, at=at, data=data)
    return authority


@transaction.atomic
def revoke_authority(authority: Authority, *, end: dt.date, by: Actor, at: dt.datetime) -> Authority:
    """The right to sign ends with that day; what was signed under it stays."""
    row = _locked(authority.organization)
    authority = Authority.objects.select_for_update(of=("self",)).select_related("post").get(pk=authority.pk)
    stop_if(
        rules.refusals_to_revoke(
            row.facts(local_day(at, row.zone)), start=authority.start, ended=authority.end, end=end, by=by
        )
    )
    authority.end = end
    keep(authority, only=["end"])
    record("authority.revoked", chain=row.chain, by=by, at=at, data={"post": authority.post.title, "end": end})
    return authority


@transaction.atomic
def set_letterhead(
    organization: Organization,
    *,
    lines: str,
    logo: File | None = None,
    start: dt.date,
    by: Actor,
    at: dt.datetime,
) -> Letterhead:
    """Papers of the organisation bear this head from that day; without a new logo the former one stays."""
    row = _locked(organization)
    stop_if(rules.refusals_to_change(row.facts(local_day(at, row.zone)), by=by))
    before = row.letterheads.first()
    logo = logo or (before.logo if before else None)
    head = keep(Letterhead(organization=row, lines=clean_text(lines).strip(), logo=logo, start=start))
    data: dict[str, Any] = {"lines": head.lines, "logo": logo.sha256 if logo else None, "start": start}
    record("letterhead.set", chain=row.chain, by=by, at=at, data=data)
    return head


@transaction.atomic
def set_numbering(
    organization: Organization, *, pattern: str, unit: str = "", start: dt.date, by: Actor, at: dt.datetime
) -> Numbering:
    """From that day letters of the organisation, and of its units without a pattern of their own, are numbered like this."""
    row = _locked(organization)
    pattern, unit = _line(pattern), _line(unit)
    stop_if(rules.refusals_to_set_numbering(row.facts(local_day(at, row.zone)), pattern=pattern, unit=unit, by=by))
    numbering = keep(Numbering(organization=row, pattern=pattern, unit=unit, start=start))
    record("numbering.set", chain=row.chain, by=by, at=at, data={"pattern": pattern, "unit": unit, "start": start})
    return numbering


@transaction.atomic
def take_number(
    organization: Organization,
    *,
    purpose: str,
    day: dt.date,
    classification: str = "",
    taken: Callable[[str], bool] = lambda _number: False,
    by: Actor,
    at: dt.datetime,
) -> str:
    """The next number of that year is given out, once; `taken` tells numbers that somebody typed by hand, which are passed over.

    Letters are counted where their pattern stands, so that units under one pattern never share a number; without a pattern
    each unit counts its own. What comes in is counted by the institution. The event that names the number is its user's.
    """
    numbering = organization.numbering_on(day) if purpose == rules.LETTER else None
    pattern, unit = (numbering.pattern, numbering.unit) if numbering else (rules.PLAIN_PATTERN, "")
    classification = _line(classification)
    stop_if(rules.refusals_to_take_number(purpose=purpose, pattern=pattern, classification=classification))
    inside = organization.institution_id or organization.pk
    counted = numbering.organization_id if numbering else inside if purpose == rules.AGENDA else organization.pk
    place = {"organization_id": counted, "purpose": purpose, "year": day.year}
    Counter.objects.bulk_create([Counter(**place)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update().get(**place)
    while True:
        counter.last += 1
        number = rules.number_of(pattern, count=counter.last, day=day, unit=unit, classification=classification)
        if not taken(number):
            break
    keep(counter, only=["last"])
    return number


def _locked(organization: Organization) -> Organization:
    return (
        Organization.objects.select_for_update(of=("self",)).select_related("parent", "chain").get(pk=organization.pk)
    )


def _line(text: str) -> str:
    """One clean line: no control characters, no doubled spaces."""
    return " ".join(clean_text(text).split())


def _place(row: Organization, region_code: str, day: dt.date) -> None:
    """The region as its dotted code and the name it has on that day; a code that is in no table stays without a name."""
    code = codes.normal(region_code) if region_code else ""
    stop_if(rules.refusals_to_place(code))
    region = Region.objects.find(code, on=day) if code else None
    row.region_code = code or ""
    row.region_name = str(region)[:200] if region else ""

"""What changes accounts: who belongs where with which role, and the keys that open a door for them."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from simpul.core.actors import Actor
from simpul.core.canonical import clean_text, sha256
from simpul.core.dates import local_day
from simpul.core.keeping import keep
from simpul.core.refusals import Refusal, stop_if
from simpul.organizations import actions as organizations
from simpul.organizations.models import Organization, Post
from simpul.register.actions import open_chain, record

from . import rules, tasks
from .models import GuestLink, Invitation, Membership, Token, User

# Higher floors add what else a leaving colleague hands over: called with (user, to=, by=, at=), each returns how many of what.
ALSO_HANDED_OVER: list[Callable[..., dict[str, int]]] = []


@transaction.atomic
def create_user(
    *, email: str, name: str, password: str | None = None, by: Actor, at: dt.datetime, is_demo: bool = False
) -> User:
    """A person has an account; without a password it can be opened only by a reset or, in the demo, by its card."""
    stop_if(rules.refusals_to_manage_all(by))
    return _join(email=email, name=name, password=password, is_demo=is_demo, by=by, at=at)


def _join(
    *, email: str, name: str, password: str | None, by: Actor | None, at: dt.datetime, is_demo: bool = False
) -> User:
    email = email.strip().lower()
    stop_if(rules.refusals_to_join(taken=User.objects.filter(email__iexact=email).exists()))
    user = User(email=email, name=_line(name), is_demo=is_demo, joined_at=at)
    if password is None:
        user.set_unusable_password()
    else:
        stop_if(_refusals_to_password(password, user))
        user.set_password(password)
    user.chain = open_chain("account", str(uuid.uuid4()))
    keep(user)
    by = by or Actor(key=f"user:{user.pk}", name=user.name, user_id=user.pk)
    record("account.opened", chain=user.chain, by=by, at=at, data={"user": f"user:{user.pk}", "demo": is_demo})
    return user


def _refusals_to_password(password: str, user: User) -> list[Refusal]:
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        return [Refusal(f"password.{e.code}", e.messages[0], "value", "password") for e in wrong.error_list]
    return []


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    organization: Organization,
    role: str,
    post: Post | None = None,
    by: Actor,
    at: dt.datetime,
) -> Invitation:
    """The person is asked by mail to join with this role; the link works once and for fourteen days."""
    organization = _fresh(organization)
    email = email.strip().lower()
    invited = User.objects.filter(email__iexact=email).first()
    seat = _seat(organization, role, post, at)
    stop_if(rules.refusals_to_seat(seat, user_id=invited.pk if invited else None, by=by))
    # what expired unanswered makes room for a new one
    Invitation.objects.filter(
        email__iexact=email,
        organization=organization,
        role=role,
        accepted_at=None,
        withdrawn_at=None,
        expires_at__lte=at,
    ).update(withdrawn_at=at)
    token = secrets.token_urlsafe(32)
    invitation = keep(
        Invitation(
            email=email,
            name=_line(name),
            organization=organization,
            role=role,
            post=post,
            token_hash=sha256(token),
            invited_by_id=by.user_id,
            sent_at=at,
            expires_at=at + dt.timedelta(days=rules.INVITATION_DAYS),
        )
    )
    _mail_invitation(invitation, token, by)
    data = {"invitation": invitation.pk, "role": role, "post": post.title if post else None}
    record("account.invited", chain=organization.chain, by=by, at=at, data=data)
    return invitation


def _mail_invitation(invitation: Invitation, token: str, by: Actor) -> None:
    text = _(
        "Yth. %(name)s,\n\n%(inviter)s mengundang Anda ke Simpul sebagai %(role)s di %(organization)s.\n\n"
        "Buka tautan ini untuk menerima undangan, paling lambat %(day)s:\n%(link)s\n\n"
        "Tautan ini hanya berlaku satu kali. Abaikan surel ini bila Anda tidak mengenal pengirimnya."
    ) % {
        "name": invitation.name,
        "inviter": f"{by.name} ({by.organization})" if by.organization else by.name,
        "role": invitation.get_role_display(),
        "organization": invitation.organization.whole_name,
        "day": date_format(local_day(invitation.expires_at), "j F Y"),
        "link": settings.SITE_ADDRESS + reverse("invitation", args=[token]),
    }
    _mail(invitation.email, _("Undangan ke Simpul"), text)


@transaction.atomic
def accept_invitation(*, token: str, password: str | None = None, by: Actor, at: dt.datetime) -> User:
    """The invited person has an account (a new one, or the one they are logged in with) and the role they were asked for."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .by_token(token)
        .select_related("organization", "post")
        .first()
    )
    stop_if(rules.refusals_to_use_invitation(invitation.state(at) if invitation else "unknown"))
    assert invitation is not None
    user = User.objects.filter(email__iexact=invitation.email).first()
    stop_if(rules.refusals_to_use_invitation("open", other_account=user is not None and user.pk != by.user_id))
    if user is None:
        user = _join(email=invitation.email, name=invitation.name, password=password or "", by=None, at=at)
    invitation.accepted_at = at
    keep(invitation, only=["accepted_at"])
    themselves = Actor(key=f"user:{user.pk}", name=user.name, user_id=user.pk)
    _give(
        user,
        _seat(invitation.organization, invitation.role, invitation.post, at),
        invitation.organization,
        invitation.post,
        by=themselves,
        at=at,
    )
    data = {"invitation": invitation.pk}
    record("account.invitation_accepted", chain=user.chain, by=themselves, at=at, data=data)
    return user


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor, at: dt.datetime) -> Invitation:
    """The link in the mail opens nothing any more."""
    row = Invitation.objects.select_for_update(of=("self",)).select_related("organization").get(pk=invitation.pk)
    stop_if(rules.refusals_to_withdraw(row.organization.managers, state=row.state(at), by=by))
    row.withdrawn_at = at
    keep(row, only=["withdrawn_at"])
    chain, data = row.organization.chain, {"invitation": row.pk}
    record("account.invitation_withdrawn", chain=chain, by=by, at=at, data=data)
    return row


@transaction.atomic
def add_membership(
    user: User,
    *,
    organization: Organization,
    role: str,
    post: Post | None = None,
    start: dt.date | None = None,
    end: dt.date | None = None,
    by: Actor,
    at: dt.datetime,
) -> Membership:
    """The person has this role in the organisation from that day (today unless said)."""
    organization = _fresh(organization)
    seat = _seat(organization, role, post, at, start, end)
    stop_if(rules.refusals_to_seat(seat, user_id=user.pk, by=by))
    return _give(user, seat, organization, post, by=by, at=at)


def _seat(
    organization: Organization,
    role: str,
    post: Post | None,
    at: dt.datetime,
    start: dt.date | None = None,
    end: dt.date | None = None,
) -> rules.Seat:
    today = local_day(at, organization.zone)
    return rules.Seat(
        role=role,
        ids=organization.managers,
        organization_id=organization.pk,
        organization_ended=organization.end is not None and organization.end < today,
        post_organization_id=post.organization_id if post else None,
        start=start or today,
        end=end,
    )


def _give(
    user: User, seat: rules.Seat, organization: Organization, post: Post | None, *, by: Actor, at: dt.datetime
) -> Membership:
    membership = keep(
        Membership(user=user, organization=organization, role=seat.role, post=post, start=seat.start, end=seat.end)
    )
    data = {"organization": str(organization.code), "role": seat.role, "start": seat.start, "end": seat.end}
    record("membership.begun", chain=user.chain, by=by, at=at, data=data)
    if (
        organization.institution
        and organization.keeper_id_now
        and "organization.write" in rules.ROLES[seat.role].permissions
    ):
        organizations.release(organization.institution, by=by, at=at)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, by: Actor, at: dt.datetime) -> Membership:
    """The person has this role no more, from this moment; tokens of the role open nothing."""
    if (
        membership.role == "administrator"
    ):  # all of them first and in one order: two who end each other do not wait for each other
        _last_administrator([membership.pk], local_day(at, membership.organization.zone))
    row = _locked_membership(membership)
    today = local_day(at, row.organization.zone)
    stop_if(
        rules.refusals_to_end_membership(
            row.organization.managers,
            ended=row.end is not None and row.end < today,
            last_administrator=row.role == "administrator" and _last_administrator([row.pk], today),
            by=by,
        )
    )
    _end(row, today, by=by, at=at)
    return row


def _end(row: Membership, today: dt.date, *, by: Actor, at: dt.datetime) -> None:
    # its last day was yesterday: what is taken away today is not valid today
    row.end = max(today, row.start) - dt.timedelta(days=1)
    keep(row, only=["end"])
    row.tokens.filter(revoked_at=None).update(revoked_at=at)
    data = {"organization": str(row.organization.code), "role": row.role, "end": row.end}
    record("membership.ended", chain=row.user.chain, by=by, at=at, data=data)


def _locked_membership(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organization", "user__chain")
    return rows.get(pk=membership.pk)


def _last_administrator(going: list[int], today: dt.date) -> bool:
    """No administrator would be left; the rows are locked, so that two cannot leave at once."""
    rows = Membership.objects.select_for_update(of=("self",)).on(today).order_by("pk")
    rows = rows.filter(role="administrator", user__is_active=True)
    held = [row.pk for row in rows]
    return bool(set(held) & set(going)) and not set(held) - set(going)


@transaction.atomic
def hand_over(user: User, *, to: User, by: Actor, at: dt.datetime) -> dict[str, int]:
    """All open work of a leaving colleague is the successor's: roles from today, unread notices and what higher floors add.

    The leaver's tokens and sessions end. Only roles that `by` manages are handed over. Returns how many of what.
    """
    locked = {row.pk: row for row in User.objects.select_for_update().filter(pk__in=[user.pk, to.pk]).order_by("pk")}
    user, to = locked[user.pk], locked[to.pk]
    today = local_day(at)
    stop_if(rules.refusals_to_hand_over(_person(user, today), to=_person(to, today), by=by))
    rows = Membership.objects.select_for_update(of=("self",)).filter(user=user).filter(Q(end=None) | Q(end__gte=today))
    mine = [
        row
        for row in rows.select_related("organization", "post", "user__chain").order_by("pk")
        if not rules.refusals_to_manage(by, row.organization.managers)
    ]
    summary = {"memberships": 0, "tokens": Token.objects.filter(membership__in=mine, revoked_at=None).count()}
    for row in mine:
        last_day, start = row.end, max(today, row.start)
        _end(row, today, by=by, at=at)
        if not to.memberships.filter(organization=row.organization, role=row.role).on(start).exists():
            seat = _seat(row.organization, row.role, row.post, at, start, last_day)
            stop_if(rules.refusals_to_seat(seat, user_id=to.pk, by=by))
            _give(to, seat, row.organization, row.post, by=by, at=at)
            summary["memberships"] += 1
    _end_sessions(user)
    for also in ALSO_HANDED_OVER:
        summary |= also(user, to=to, by=by, at=at)
    data = {"from": f"user:{user.pk}", "to": f"user:{to.pk}", **summary}
    record("account.handed_over", chain=user.chain, by=by, at=at, data=data)
    return summary


@transaction.atomic
def deactivate(user: User, *, by: Actor, at: dt.datetime) -> User:
    """The account opens nothing any more: roles, tokens and sessions end at once."""
    row = User.objects.select_for_update(of=("self",)).select_related("chain").get(pk=user.pk)
    today = local_day(at)
    stop_if(rules.refusals_to_deactivate(_person(row, today), by=by))
    row.is_active = False
    keep(row, only=["is_active"])
    open_ones = (
        Membership.objects.select_for_update(of=("self",)).filter(user=row).filter(Q(end=None) | Q(end__gte=today))
    )
    for membership in open_ones.select_related("organization", "user__chain").order_by("pk"):
        _end(membership, today, by=by, at=at)
    _end_sessions(row)
    record("account.deactivated", chain=row.chain, by=by, at=at, data={"user": f"user:{row.pk}"})
    return row


@transaction.atomic
def reactivate(user: User, *, by: Actor, at: dt.datetime) -> User:
    """The person may log in again; roles must be given anew."""
    row = User.objects.select_for_update(of=("self",)).select_related("chain").get(pk=user.pk)
    stop_if(rules.refusals_to_reactivate(_person(row, local_day(at)), by=by))
    row.is_active = True
    keep(row, only=["is_active"])
    record("account.reactivated", chain=row.chain, by=by, at=at, data={"user": f"user:{row.pk}"})
    return row


def _person(user: User, today: dt.date) -> rules.Person:
    ever = list(user.memberships.select_related("organization"))
    valid = [m for m in ever if m.end is None or m.end >= today]
    administering = [m.pk for m in valid if m.role == "administrator"]
    return rules.Person(
        user_id=user.pk,
        is_active=user.is_active,
        seats=tuple(m.organization.managers for m in valid),
        seats_ever=tuple(m.organization.managers for m in ever),
        last_administrator=bool(administering) and _last_administrator(administering, today),
    )


def _end_sessions(user: User) -> None:
    user.session_number += 1
    keep(user, only=["session_number"])


@transaction.atomic
def make_token(membership: Membership, *, name: str, days: int = 90, by: Actor, at: dt.datetime) -> tuple[Token, str]:
    """The owner has a key to the API in this role. The text is given back once; only its hash stays."""
    row = _locked_membership(membership)
    today = local_day(at, row.organization.zone)
    valid = row.user.is_active and row.start <= today and (row.end is None or row.end >= today)
    stop_if(rules.refusals_to_make_token(owner_id=row.user_id, valid=valid, days=days, by=by))
    text = f"smp_{secrets.token_urlsafe(32)}"
    token = keep(
        Token(
            membership=row,
            name=_line(name),
            prefix=text[:10],
            token_hash=sha256(text),
            made_at=at,
            expires_at=at + dt.timedelta(days=days),
        )
    )
    data = {"token": token.pk, "role": row.role, "expires_at": token.expires_at}
    record("token.made", chain=row.user.chain, by=by, at=at, data=data)
    return token, text


@transaction.atomic
def revoke_token(token: Token, *, by: Actor, at: dt.datetime) -> Token:
    """The key opens nothing any more."""
    row = (
        Token.objects.select_for_update(of=("self",))
        .select_related("membership__organization", "membership__user__chain")
        .get(pk=token.pk)
    )
    membership = row.membership
    stop_if(
        rules.refusals_to_revoke_token(
            owner_id=membership.user_id, ids=membership.organization.managers, revoked=row.revoked_at is not None, by=by
        )
    )
    row.revoked_at = at
    keep(row, only=["revoked_at"])
    record("token.revoked", chain=membership.user.chain, by=by, at=at, data={"token": row.pk})
    return row


def actor_for_token(text: str, *, at: dt.datetime) -> Actor | None:
    """Who speaks with this token at that moment: its membership's actor, or nobody."""
    found = Token.objects.valid(at).filter(token_hash=sha256(text), membership__user__is_active=True)
    token = found.select_related(
        "membership__user", "membership__organization__institution", "membership__post"
    ).first()
    if token is None:
        return None
    membership = token.membership
    today = local_day(at, membership.organization.zone)
    if membership.start > today or (membership.end and membership.end < today):
        return None
    if token.used_at is None or at - token.used_at > dt.timedelta(minutes=5):  # not a write for every call
        Token.objects.filter(pk=token.pk).update(used_at=at)
    return membership.actor()


@transaction.atomic
def make_guest_link(
    *,
    purpose: str,
    subject: str,
    organization: Organization,
    name: str,
    post: str,
    email: str,
    about: str = "",
    sender: str = "",
    page: str,
    days: int = rules.GUEST_DAYS,
    by: Actor,
    at: dt.datetime,
) -> GuestLink:
    """Somebody without an account gets a link by mail that does one thing once. Its sender never sees the link.

    `page` is the name of the address that takes the token; `about` is the sentence in the mail that says what it is for;
    `sender` names the office and institution that ask.
    """
    stop_if(rules.refusals_to_make_guest_link(by))
    token = secrets.token_urlsafe(32)
    link = keep(
        GuestLink(
            purpose=purpose,
            subject=subject,
            organization=organization,
            name=_line(name),
            post=_line(post),
            email_sealed=settings.KEYS.encrypt(email.strip()),
            token_hash=sha256(token),
            made_by=by.key,
            sender=sender,
            made_at=at,
            expires_at=at + dt.timedelta(days=days),
        )
    )
    text = _(
        "Yth. %(name)s,\n\n%(about)s\n\nBuka tautan ini paling lambat %(day)s:\n%(link)s\n\n"
        "Tautan ini hanya untuk Anda dan hanya berlaku satu kali. Jangan teruskan surel ini.\n\n"
        "Surel ini dikirim sistem dan balasannya tidak dibaca. Tulis tanggapan Anda di halaman yang dibuka tautan itu."
    ) % {
        "name": link.name,
        "about": about or _("Tanggapan Anda diminta melalui Simpul."),
        "day": date_format(local_day(link.expires_at, organization.zone), "j F Y"),
        "link": settings.SITE_ADDRESS + reverse(page, args=[token]),
    }
    _mail(email.strip(), _("Tanggapan Anda diminta"), text)
    data = {"link": link.pk, "purpose": purpose, "subject": subject}
    record("guest_link.made", chain=organization.chain, by=by, at=at, data=data)
    return link


def guest_link(token: str, *, at: dt.datetime) -> tuple[GuestLink | None, list[Refusal]]:
    """The link behind a token, to show its page, with the reasons why it opens nothing any more."""
    link = GuestLink.objects.by_token(token).first()
    return link, rules.refusals_to_use_guest_link(link.state(at) if link else "unknown")


@transaction.atomic
def use_guest_link(token: str, *, at: dt.datetime) -> Actor:
    """The link is used up, and the guest speaks once. Call it in the transaction of what the guest does."""
    link = GuestLink.objects.select_for_update(of=("self",)).by_token(token).first()
    stop_if(rules.refusals_to_use_guest_link(link.state(at) if link else "unknown"))
    assert link is not None
    link.used_at = at
    keep(link, only=["used_at"])
    actor = link.actor()
    record("guest_link.used", chain=link.organization.chain, by=actor, at=at, data={"link": link.pk})
    return actor


def switch_membership(
    session: MutableMapping[str, Any], *, membership: Membership, by: Actor, at: dt.datetime
) -> Membership:
    """The person acts in this role for the rest of the session. Leaves no event: nothing in the world changed."""
    today = local_day(at, membership.organization.zone)
    valid = membership.start <= today and (membership.end is None or membership.end >= today)
    stop_if(rules.refusals_to_switch(owner_id=membership.user_id, valid=valid, by=by))
    session["membership"] = membership.pk
    return membership


def _fresh(organization: Organization) -> Organization:
    return Organization.objects.select_related("chain", "institution").get(pk=organization.pk)


def _mail(to: str, subject: str, text: str) -> None:
    letter = json.dumps({"to": to, "subject": subject, "text": text})
    tasks.mail.defer(sealed=settings.KEYS.encrypt(letter))


def _line(text: str) -> str:
    return " ".join(clean_text(text).split())

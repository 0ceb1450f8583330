"""People with accounts, their memberships, invitations, tokens and guest links; and how a row becomes an Actor."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.canonical import sha256
from simpul.organizations.models import Organization, Post

from . import rules


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, actor: Actor) -> UserQuerySet:
        """Those who manage accounts see who serves or served in their institution; the site's administrators all; others themselves."""
        if actor.may("site.manage"):
            return self
        if actor.may("account.manage") and actor.institution_id:
            inside = Membership.objects.filter(organization__path__contains=[actor.institution_id])
            return self.filter(Q(pk__in=inside.values("user_id")) | Q(pk=actor.user_id))
        return self.filter(pk=actor.user_id) if actor.user_id else self.none()

    def search(self, text: str) -> UserQuerySet:
        found = self
        for word in text.split()[:8]:
            found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return found


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One person, one account; what it may do follows from its memberships."""

    email = models.EmailField(
        _("surel"),
        unique=True,
        error_messages={"unique": _("Alamat surel ini sudah memiliki akun. Pakai alamat lain.")},
    )
    name = models.CharField(_("nama"), max_length=160)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    chain = models.ForeignKey("register.Chain", models.PROTECT)
    joined_at = models.DateTimeField()
    session_number = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Counting `session_number` up ends every session at its next request, also with the same password.
        salt = "simpul.accounts.models.User.session"
        return salted_hmac(
            salt, f"{self.password}:{self.session_number}", secret=secret, algorithm="sha256"
        ).hexdigest()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: dt.date) -> MembershipQuerySet:
        return self.filter(Q(start__lte=day), Q(end=None) | Q(end__gte=day))

    def reaching(self, organization: Organization, permissions: Iterable[str], day: dt.date) -> MembershipQuerySet:
        """Memberships whose actor would speak for this organisation and hold one of the permissions."""
        wanted = set(permissions)
        by_reach: dict[str, list[str]] = {"institution": [], "unit": [], "nothing": []}
        for code, role in rules.ROLES.items():
            if role.permissions & wanted:
                by_reach[role.reach].append(code)
        ids = list(organization.path)
        return self.on(day).filter(
            Q(role__in=by_reach["unit"], organization_id__in=ids)
            | Q(role__in=by_reach["institution"], organization__institution_id__in=ids),
            user__is_active=True,
        )

    def visible_to(self, actor: Actor) -> MembershipQuerySet:
        """Those who manage accounts see the memberships of their institution; others only their own."""
        if actor.may("site.manage"):
            return self
        if actor.may("account.manage") and actor.institution_id:
            return self.filter(Q(organization__path__contains=[actor.institution_id]) | Q(user_id=actor.user_id))
        return self.filter(user_id=actor.user_id) if actor.user_id else self.none()


class Membership(models.Model):
    """A person's role in an organisation from–to; it may point at the post the person works in."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="memberships")
    role = models.CharField(_("peran"), max_length=24, choices=rules.ROLE_CHOICES)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("jabatan")
    )
    start = models.DateField(_("sejak"))
    end = models.DateField(_("sampai"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["start", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                condition=Q(end=None),
                name="membership_once",
                violation_error_message=_("Orang ini sudah memegang peran tersebut di lembaga itu."),
            ),
            models.CheckConstraint(
                # the day before its start: ended on the very day it began, and valid on no day at all
                condition=Q(end=None) | Q(end__gte=F("start") - dt.timedelta(days=1)),
                name="membership_days",
                violation_error_message=_("Tanggal akhir mendahului tanggal mulai. Periksa kedua tanggal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()} · {self.organization}"

    def actor(self) -> Actor:
        """The frozen value that acts. `reach` follows the role: the institution, the own unit, or nothing."""
        role = rules.ROLES[self.role]
        organization = self.organization
        institution = organization.institution
        reach = {"institution": organization.institution_id, "unit": organization.pk, "nothing": None}[role.reach]
        return Actor(
            key=f"user:{self.user_id}",
            name=self.user.name,
            user_id=self.user_id,
            organization_id=organization.pk,
            organization=organization.name,
            institution_id=organization.institution_id,
            ancestors=organization.ids,
            post=self.post.title if self.post else str(role.label),
            reach=reach,
            permissions=role.permissions,
            role=self.role,
            post_id=self.post_id,
            zone=organization.zone,
            region=institution.region_code if institution and institution.kind == "pemda" else "",
        )


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, actor: Actor) -> InvitationQuerySet:
        if actor.may("site.manage"):
            return self
        if actor.may("account.manage") and actor.institution_id:
            return self.filter(organization__path__contains=[actor.institution_id])
        return self.none()

    def waiting(self, at: dt.datetime) -> InvitationQuerySet:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)

    def by_token(self, token: str) -> InvitationQuerySet:
        return self.filter(token_hash=sha256(token))


class Invitation(models.Model):
    """An address is asked to join with a role; the link works once, until it expires. Only a hash of it is kept."""

    email = models.EmailField(_("surel"))
    name = models.CharField(_("nama"), max_length=160)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations")
    role = models.CharField(_("peran"), max_length=24, choices=rules.ROLE_CHOICES)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                F("organization"),
                F("role"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="invitation_once",
                violation_error_message=_(
                    "Orang ini sudah diundang untuk peran yang sama. Tunggu jawabannya, atau tarik undangan yang lama."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} → {self.organization}"

    def state(self, at: dt.datetime) -> str:
        if self.withdrawn_at:
            return "withdrawn"
        return "used" if self.accepted_at else "expired" if self.expires_at <= at else "open"


class TokenQuerySet(models.QuerySet["Token"]):
    def visible_to(self, actor: Actor) -> TokenQuerySet:
        return self.filter(membership__in=Membership.objects.visible_to(actor))

    def valid(self, at: dt.datetime) -> TokenQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=at)


class Token(models.Model):
    """A person's key to the API, bound to one membership. Shown once; only its hash is kept."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="tokens")
    name = models.CharField(_("nama token"), max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class GuestLinkQuerySet(models.QuerySet["GuestLink"]):
    def by_token(self, token: str) -> GuestLinkQuerySet:
        """The only way to a link is its own secret."""
        return self.filter(token_hash=sha256(token)).select_related("organization")


class GuestLink(models.Model):
    """Lets somebody without an account do one thing once. The address is encrypted; the link itself is mailed and never shown to its sender."""

    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)
    post = models.CharField(max_length=160, blank=True)
    email_sealed = models.TextField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=80)
    sender = models.CharField(max_length=600, blank=True)  # office and institution as the guest reads them, no person
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects = GuestLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"

    def state(self, at: dt.datetime) -> str:
        return "used" if self.used_at else "expired" if self.expires_at <= at else "open"

    def actor(self) -> Actor:
        """The guest: named as the link names them, speaking of one subject only, reaching nothing."""
        organization = self.organization
        return Actor(
            key=f"guest:{self.pk}",
            name=self.name,
            organization_id=organization.pk,
            organization=organization.name,
            institution_id=organization.institution_id,
            ancestors=organization.ids,
            post=self.post,
            guest_of=f"{self.purpose}:{self.subject}",
        )

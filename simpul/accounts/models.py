"""People with accounts, their memberships, invitations, tokens and guest links; and how a row becomes an Actor."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.organizations.models import Organization, Post

from . import rules


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """One person, one account; what it may do follows from its memberships."""

    email = models.EmailField(_("surel"), unique=True)
    name = models.CharField(_("nama"), max_length=160)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    chain = models.ForeignKey("register.Chain", models.PROTECT)
    joined_at = models.DateTimeField()

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


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: dt.date) -> MembershipQuerySet:
        return self.filter(Q(start__lte=day), Q(end=None) | Q(end__gte=day))

    def visible_to(self, actor: Actor) -> MembershipQuerySet:
        """Those who manage accounts see the memberships of their institution; others only their own."""
        if actor.is_system:
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
            models.CheckConstraint(condition=Q(end=None) | Q(end__gte=F("start")), name="membership_days"),
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
            region=institution.region_code if institution and institution.kind == "pemda" else "",
        )


class Invitation(models.Model):
    """An address is asked to join with a role; the link works once, until it expires. Only a hash of it is kept."""

    email = models.EmailField(_("surel"))
    name = models.CharField(_("nama"), max_length=160)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="invitations")
    role = models.CharField(_("peran"), max_length=24, choices=rules.ROLE_CHOICES)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"{self.name} → {self.organization}"


class Token(models.Model):
    """A person's key to the API, bound to one membership. Shown once; only its hash is kept."""

    membership = models.ForeignKey(Membership, models.PROTECT, related_name="tokens")
    name = models.CharField(_("nama token"), max_length=80)
    prefix = models.CharField(max_length=12)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


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
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"

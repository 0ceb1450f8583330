"""What is typed about accounts, as values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from simpul.accounts import rules
from simpul.accounts.models import Membership, User
from simpul.core.actors import Actor
from simpul.organizations.models import Organization, Post
from simpul.web.forms import DateField, Form
from simpul.web.organizations.forms import PostChoice


class UnitChoice(forms.ModelChoiceField):
    def label_from_instance(self, organization: Any) -> str:
        return organization.whole_name


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, user: Any) -> str:
        return f"{user.name} — {user.email}"


def _password(label: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    hint = _("Paling sedikit 10 huruf atau angka; bukan kata sandi yang umum dan tidak mirip nama Anda.")
    return forms.CharField(label=label, max_length=128, strip=False, widget=widget, help_text=hint)


def units_of(actor: Actor) -> QuerySet[Organization]:
    """Where this actor may give roles: its institution, or everywhere for the site's administrators."""
    known = Organization.objects.filter(end=None).select_related("institution")
    if actor.may("site.manage"):
        return known
    return known.below(actor.institution_id) if actor.institution_id else known.none()


class RoleForm(Form):
    organization = UnitChoice(label=_("Lembaga atau unit"), queryset=Organization.objects.none())
    role = forms.ChoiceField(label=_("Peran"))
    post = PostChoice(
        label=_("Jabatan"),
        queryset=Post.objects.none(),
        required=False,
        help_text=_("Isi bila orang ini bekerja untuk sebuah jabatan pada lembaga itu."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = units_of(actor)
        self.fields["organization"].queryset = units  # type: ignore[attr-defined]
        posts = Post.objects.filter(organization__in=units, end=None).select_related("organization")
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (code, role.label)
            for code, role in rules.ROLES.items()
            if actor.may("site.manage") or "site.manage" not in role.permissions
        ]


class AddRoleForm(RoleForm):
    start = DateField(label=_("Sejak"), required=False, help_text=_("Kosongkan untuk mulai hari ini."))
    end = DateField(label=_("Sampai"), required=False, help_text=_("Kosongkan bila belum diketahui."))


class InviteForm(RoleForm):
    email = forms.EmailField(label=_("Alamat surel"), max_length=254)
    name = forms.CharField(label=_("Nama lengkap"), max_length=160)
    field_order = ("name", "email", "organization", "role", "post")


class AcceptForm(Form):
    password = _password(_("Kata sandi"))
    again = forms.CharField(
        label=_("Kata sandi sekali lagi"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("password", self.cleaned_data["again"]):
            raise forms.ValidationError(_("Kedua kata sandi tidak sama. Ketik kata sandi yang sama dua kali."))
        return self.cleaned_data["again"]


class HandOverForm(Form):
    to = PersonChoice(label=_("Diserahkan kepada"), queryset=User.objects.none())

    def __init__(self, *args: Any, actor: Actor, leaving: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.visible_to(actor).filter(is_active=True).exclude(pk__in=[leaving.pk, actor.user_id])
        self.fields["to"].queryset = people.order_by("name")  # type: ignore[attr-defined]


class TokenForm(Form):
    membership = forms.ModelChoiceField(label=_("Untuk peran"), queryset=Membership.objects.none())
    name = forms.CharField(label=_("Nama token"), max_length=80, help_text=_("Misalnya nama program yang memakainya."))
    days = forms.IntegerField(label=_("Berlaku (hari)"), min_value=1, max_value=rules.TOKEN_DAYS, initial=90)

    def __init__(self, *args: Any, memberships: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["membership"].queryset = memberships  # type: ignore[attr-defined]

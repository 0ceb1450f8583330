"""Forms of the letter pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.documents.rules import KINDS as FILES
from simpul.meetings.models import Meeting
from simpul.organizations.models import Holding, Organization
from simpul.proposals.models import Proposal
from simpul.proposals.models.paper import addressees_of, owners_of
from simpul.proposals.rules import letters, states
from simpul.proposals.rules.screening_facts import CENTRE, DISTRICT, PROVINCE
from simpul.web.forms import DateField, Form, LongText, VersionedForm
from simpul.web.templatetags.simpul import day

LEVELS = {DISTRICT: _("Kabupaten/kota"), PROVINCE: _("Provinsi"), CENTRE: _("Pemerintah pusat")}


class OrganizationChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organization.objects.none(), **kwargs)

    def label_from_instance(self, obj: Organization) -> str:
        return obj.whole_name


class SignerChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        until = f" ({_('sampai')} {day(obj.end)})" if obj.end else ""
        return f"{obj.person}, {obj.title} — {obj.post.organization.label}{until}"


def issuers_for(case: Proposal | Meeting, actor: Actor) -> Any:
    """The organisations in whose name the actor writes, the institution first."""
    rows = Organization.objects.below(actor.reach or 0).filter(end=None)
    return rows.select_related("institution").order_by("path")


class NewLetter(Form):
    kind = forms.ChoiceField(label=_("Jenis surat"))
    organization = OrganizationChoice(label=_("Atas nama"))
    addressee = OrganizationChoice(
        label=_("Kepada"),
        required=False,
        help_text=_("Kosongkan agar dialamatkan seperti lazimnya; undangan kepada semua yang diundang."),
    )
    reason = LongText(
        label=_("Alasan"), max_length=2000, rows=3, required=False, help_text=_("Hanya untuk surat penolakan.")
    )

    level = forms.ChoiceField(
        label=_("Dialihkan kepada"),
        required=False,
        help_text=_("Hanya untuk surat pengalihan; satu surat untuk satu tingkat."),
    )

    def __init__(self, *args: Any, case: Proposal | Meeting, kinds: list[str], actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind, states.LETTER_KINDS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        self.fields["organization"].queryset = issuers_for(case, actor)  # type: ignore[attr-defined]
        self.fields["addressee"].queryset = addressees_of(case)  # type: ignore[attr-defined]
        owners = owners_of(case) if letters.REFERRAL in kinds and isinstance(case, Proposal) else []
        if owners:
            self.fields["level"].choices = [(owner, LEVELS[owner]) for owner in owners]  # type: ignore[attr-defined]
        else:
            del self.fields["level"]
        if letters.REFUSAL not in kinds:
            del self.fields["reason"]


class LetterForm(VersionedForm):
    to_name = forms.CharField(label=_("Kepada Yth."), max_length=300)
    to_place = forms.CharField(label=_("Di"), max_length=160, required=False)
    addressee = OrganizationChoice(
        label=_("Lembaga tujuan di situs ini"),
        required=False,
        help_text=_("Orang dari lembaga ini membaca surat setelah terbit, bila mereka melihat perkaranya."),
    )
    subject = forms.CharField(label=_("Hal"), max_length=300)
    body = LongText(
        label=_("Isi surat"),
        max_length=12_000,
        rows=16,
        help_text=_("Satu alinea sebaris. «1. …» atau «a. …» menjadi butir; «Tempat : Aula» menjadi rincian."),
    )
    nature = forms.CharField(label=_("Sifat"), max_length=40, required=False, help_text=_("Kosong berarti Biasa."))
    enclosures = forms.CharField(label=_("Lampiran"), max_length=120, required=False)
    copies = forms.CharField(
        label=_("Tembusan"), max_length=500, required=False, help_text=_("Pisahkan dengan titik koma.")
    )
    classification = forms.CharField(label=_("Kode klasifikasi"), max_length=30, required=False)

    def __init__(self, *args: Any, case: Proposal | Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addressee"].queryset = addressees_of(case)  # type: ignore[attr-defined]


class IssueForm(VersionedForm):
    holding = SignerChoice(label=_("Ditandatangani oleh"), queryset=Holding.objects.none())
    day = DateField(label=_("Tanggal surat"))
    classification = forms.CharField(label=_("Kode klasifikasi"), max_length=30, required=False)
    number = forms.CharField(
        label=_("Nomor surat"),
        max_length=100,
        required=False,
        help_text=_(
            "Kosongkan agar diberi nomor berikutnya menurut tata naskah. Isi hanya bila sudah diberi nomor di luar."
        ),
    )

    def __init__(self, *args: Any, signers: list[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Holding.objects.filter(pk__in=[row.pk for row in signers]).select_related("post__organization")
        self.fields["holding"].queryset = rows.order_by("post__organization__path", "-post__is_head")  # type: ignore[attr-defined]


class ScanForm(Form):
    scan = forms.FileField(
        label=_("Pindaian surat bertanda tangan"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": FILES["letter"].accept}),
        help_text=_("PDF atau foto, paling besar 10 MB."),
    )

"""What is typed about organisations, posts and authorities, as values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.core.dates import ZONES
from simpul.organizations import rules
from simpul.organizations.models import Organization, Post
from simpul.web.forms import DateField, Form, LongText, VersionedForm


class PostChoice(forms.ModelChoiceField):
    """Offices with the organisation they belong to."""

    def label_from_instance(self, post: Any) -> str:
        return f"{post.title} — {post.organization.label}"


class Described(Form):
    name = forms.CharField(label=_("Nama resmi"), max_length=200)
    short_name = forms.CharField(label=_("Nama singkat"), max_length=60, required=False)
    address = forms.CharField(label=_("Alamat"), max_length=300, required=False)
    region_code = forms.CharField(
        label=_("Kode wilayah"),
        max_length=40,
        required=False,
        help_text=_("Kode Kemendagri, misalnya 33.03. Lihat halaman Wilayah."),
    )
    zone = forms.ChoiceField(label=_("Zona waktu"), choices=[(zone, zone) for zone in ZONES], initial="WIB")


class FoundForm(Described):
    kind = forms.ChoiceField(label=_("Jenis"))
    start = DateField(label=_("Berdiri sejak"), required=False)
    predecessor = forms.ModelChoiceField(
        label=_("Menggantikan"),
        queryset=Organization.objects.none(),
        required=False,
        help_text=_("Isi bila lembaga ini lanjutan dari lembaga yang berakhir."),
    )
    field_order = ("kind", "name", "short_name", "address", "region_code", "zone", "start", "predecessor")

    def __init__(self, *args: Any, parent: Organization | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        above = parent.kind if parent else None
        kinds = [(kind, label) for kind, label in rules.KINDS.items() if above in rules.PARENTS[kind]]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        ended = Organization.objects.filter(parent=parent, end__isnull=False)
        self.fields["predecessor"].queryset = ended  # type: ignore[attr-defined]


class DescribeForm(VersionedForm, Described):
    pass


class CloseForm(Form):
    end = DateField(label=_("Berakhir pada"), help_text=_("Hari terakhir lembaga ini ada."))
    seen = forms.BooleanField(
        label=_("Sudah saya periksa apa yang masih terkait; pengakhiran ini tidak dapat dibatalkan."),
        error_messages={"required": _("Periksa yang masih terkait di atas, lalu centang di sini.")},
    )


SURE = [
    ("V", _("Terverifikasi: dasarnya sudah dibaca")),
    ("L", _("Perlu Dipastikan: pendapat umum")),
    ("U", _("Perlu Dipastikan: belum diperiksa")),
]


class LegalFormForm(Form):
    form = forms.ChoiceField(label=_("Bentuk hukum"))
    start = DateField(label=_("Sejak"))
    basis = forms.CharField(
        label=_("Dasar"), max_length=200, required=False, help_text=_("Peraturan atau akta yang menetapkannya.")
    )
    certainty = forms.ChoiceField(
        label=_("Seberapa pasti"),
        choices=SURE,
        initial="U",
        required=False,
        help_text=_("Temuan telaah yang bertumpu pada bentuk hukum ini tidak lebih pasti daripada bentuk hukumnya."),
    )

    def clean_certainty(self) -> str:
        return self.cleaned_data["certainty"] or "U"

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = rules.FORMS_OF.get(organization.kind, ())
        self.fields["form"].choices = [(form, rules.FORMS[form]) for form in known]  # type: ignore[attr-defined]


class AccreditForm(Form):
    purpose = forms.ChoiceField(label=_("Bidang"), choices=list(rules.ACCREDITED_FOR.items()))
    rank = forms.ChoiceField(
        label=_("Peringkat"),
        choices=list({key: word for ranks in rules.RANKS.values() for key, word in ranks.items()}.items()),
        help_text=_("Penilaian kompetensi memakai A, B, atau C."),
    )
    start = DateField(label=_("Berlaku sejak"))
    end = DateField(label=_("Sampai"), required=False, help_text=_("Kosongkan bila keputusannya tidak menyebut akhir."))
    basis = forms.CharField(label=_("Nomor keputusan"), max_length=200)


class PostForm(Form):
    title = forms.CharField(label=_("Nama jabatan"), max_length=160)
    is_head = forms.BooleanField(label=_("Pimpinan lembaga ini"), required=False)


class EndForm(Form):
    end = DateField(label=_("Hari terakhir"))


class AppointForm(Form):
    person = forms.CharField(label=_("Nama pejabat"), max_length=160)
    manner = forms.ChoiceField(label=_("Kedudukan"), choices=list(rules.HOLDINGS.items()))
    start = DateField(label=_("Sejak"))
    end = DateField(label=_("Sampai"), required=False, help_text=_("Kosongkan bila belum diketahui."))
    basis = forms.CharField(label=_("Dasar (SK)"), max_length=200, required=False)


class AuthorizeForm(Form):
    post = PostChoice(label=_("Jabatan yang berwenang"), queryset=Post.objects.none())
    basis = forms.ChoiceField(label=_("Dasar kewenangan"), choices=list(rules.BASES.items()))
    number = forms.CharField(
        label=_("Nomor surat kuasa"), max_length=100, required=False, help_text=_("Hanya untuk surat kuasa.")
    )
    given_by = PostChoice(
        label=_("Pemberi kuasa"),
        queryset=Post.objects.none(),
        required=False,
        help_text=_("Hanya untuk surat kuasa."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Untuk naskah"),
        choices=list(rules.PAPERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tanpa pilihan berarti semua jenis naskah."),
    )
    start = DateField(label=_("Berlaku sejak"))
    end = DateField(label=_("Sampai"), required=False, help_text=_("Kosongkan bila tanpa batas waktu."))
    scan = forms.FileField(label=_("Pindaian surat kuasa"), required=False, max_length=200)

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = Post.objects.filter(organization__institution_id=organization.institution_id, end=None)
        for name in ("post", "given_by"):
            self.fields[name].queryset = posts.select_related("organization")  # type: ignore[attr-defined]


class LetterheadForm(Form):
    lines = LongText(
        label=_("Baris kop"),
        max_length=600,
        rows=5,
        help_text=_("Satu baris per baris kop: nama induk, nama lembaga, alamat."),
    )
    logo = forms.FileField(
        label=_("Logo"), required=False, max_length=200, help_text=_("PNG atau JPEG, paling besar 1 MB.")
    )
    start = DateField(label=_("Dipakai sejak"))


class NumberingForm(Form):
    pattern = forms.CharField(
        label=_("Pola nomor surat"),
        max_length=80,
        help_text=_(
            "Misalnya {klasifikasi}/{nomor}/{unit}/{bulan_romawi}/{tahun}. Sekurang-kurangnya {nomor} dan {tahun}."
        ),
    )
    unit = forms.CharField(label=_("Kode unit"), max_length=30, required=False)
    start = DateField(label=_("Dipakai sejak"))

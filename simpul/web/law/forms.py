"""Forms of the law pages: filters, and what an officer writes when changing an entry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.law import rules
from simpul.law.models import Entry
from simpul.web.forms import DateField, Form, LongText, VersionedForm


class FilterForm(Form):
    q = forms.CharField(label=_("Cari"), max_length=100, required=False)
    kelompok = forms.ChoiceField(label=_("Kelompok"), required=False)
    kepastian = forms.ChoiceField(label=_("Kepastian"), required=False)
    lingkup = forms.ChoiceField(label=_("Lingkup"), required=False)
    halaman = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9_999, required=False)

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("semua"))]
        self.fields["kelompok"].choices = everything + list(rules.KINDS.items())  # type: ignore[attr-defined]
        self.fields["kepastian"].choices = [  # type: ignore[attr-defined]
            *everything,
            ("pasti", _("Terverifikasi")),
            ("belum", _("Perlu Dipastikan")),
        ]
        self.fields["lingkup"].choices = everything + scopes  # type: ignore[attr-defined]


class ConfirmForm(VersionedForm):
    article = forms.CharField(
        label=_("Pasal"), max_length=80, help_text=_("Misalnya «Pasal 6 ayat (4)». Tulis seperti dalam naskah resmi.")
    )
    evidence = LongText(
        label=_("Bukti"),
        max_length=2000,
        rows=3,
        help_text=_("Di mana naskah resminya dibaca: JDIH, nomor, halaman, dan tanggal membacanya."),
    )
    file = forms.FileField(label=_("Salinan naskah"), required=False, help_text=_("PDF, gambar, atau berkas Office."))


class ChangeForm(ConfirmForm):
    title = forms.CharField(label=_("Judul"), max_length=160)
    text = LongText(label=_("Isi"), rows=8, max_length=10_000, required=False)
    amount = forms.CharField(
        label=_("Nilai"),
        max_length=100,
        required=False,
        help_text=_("Angka seperti 5 atau 0,5; beberapa nilai dipisah titik koma. Kosong berarti belum ada angka."),
    )
    required = forms.BooleanField(label=_("Pasal ini wajib ada"), required=False)
    guidance = LongText(label=_("Petunjuk"), rows=2, max_length=600, required=False)
    district = LongText(label=_("Kabupaten/kota"), rows=2, max_length=600, required=False)
    province = LongText(label=_("Provinsi"), rows=2, max_length=600, required=False)
    centre = LongText(label=_("Pusat"), rows=2, max_length=600, required=False)
    cooperation = forms.ChoiceField(label=_("Jenis kerja sama"), choices=list(rules.COOPERATIONS.items()))
    signer = forms.CharField(label=_("Penandatangan mitra"), max_length=300)
    regulation = forms.CharField(
        label=_("Peraturan"), max_length=80, help_text=_("Misalnya «PP 28/2018» atau «Perbup 12/2022».")
    )
    start = DateField(label=_("Berlaku sejak"), required=False)
    end = DateField(label=_("Berlaku sampai"), required=False)

    field_order = (
        *("title", "text", "amount", "required", "guidance", "district", "province", "centre", "cooperation"),
        *("signer", "regulation", "article", "start", "end", "evidence", "file"),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = rules.EDITABLE.get(kind, ())
        for name in {name for names in rules.EDITABLE.values() for name in names} - set(self.own):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """What belongs to the entry's value goes under one name, as the actions take it."""
        cleaned = super().clean() or {}
        cleaned["value"] = {name: cleaned.pop(name) for name in self.own if name in cleaned}
        return cleaned


class SupersedeForm(ChangeForm):
    start = DateField(label=_("Ketentuan baru berlaku sejak"))


def initial(entry: Entry) -> dict[str, Any]:
    """The form begins with the entry as it stands."""
    shown = {name: entry.value.get(name, "") for name in rules.EDITABLE.get(entry.kind, ())}
    if entry.kind == rules.LIMIT:
        shown["amount"] = rules.write_amount(entry.value.get("value"))
    article = "" if entry.article == rules.UNKNOWN_ARTICLE else entry.article
    common = {"title": entry.title, "text": entry.text, "regulation": entry.regulation.label, "article": article}
    return {**shown, **common, "start": entry.start, "end": entry.end, "version": entry.version}

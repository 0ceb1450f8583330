"""Fields that proposals need: a place found by words or code, a sub-matter of the law, a question answered yes, no or not yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from simpul.law.rules import Affair, LawOn
from simpul.organizations.models import Organization
from simpul.regions.models import Region


class OrganizationField(forms.ModelChoiceField):
    """An organisation under its whole name."""

    def __init__(self, *, queryset: Any = None, **kwargs: Any) -> None:
        rows = Organization.objects.none() if queryset is None else queryset
        super().__init__(queryset=rows, **{"empty_label": gettext_lazy("– pilih lembaga –")} | kwargs)

    def label_from_instance(self, obj: Organization) -> str:
        return obj.whole_name


FOUND = 40  # organisations offered at once


def seek(form: forms.Form, name: str, rows: Any, *, label: Any, help_text: Any = "") -> None:
    """The organisation `name` is found by typed words: the form comes back with those that fit, and one of them is chosen.

    What was chosen counts for the words it was offered for; other words search anew.
    """
    field, words, sought = form.fields[name], f"{name}_words", f"{name}_sought"
    assert isinstance(field, OrganizationField)
    field.queryset, field.widget = rows, forms.RadioSelect()
    field.label = gettext_lazy("Lembaga yang dimaksud")
    form.fields[words] = forms.CharField(label=label, max_length=120, required=False, help_text=help_text)
    form.fields[sought] = forms.CharField(max_length=120, required=False, widget=forms.HiddenInput)
    text = _plain(form.data.get(form.add_prefix(words), ""))
    picked = form.data.get(form.add_prefix(name), "") if form.is_bound else form.get_initial_for_field(field, name)
    found = list(rows.search(text)[: FOUND + 1]) if text else []
    if form.is_bound and text != _plain(form.data.get(form.add_prefix(sought), "")):
        shown = MultiValueDict(form.data)  # the page comes back as offered for these words
        shown[form.add_prefix(sought)] = text
        if text:
            shown[form.add_prefix(name)] = picked = str(found[0].pk) if len(found) == 1 else ""
        form.data = shown
    pk = str(getattr(picked, "pk", picked))
    if pk.isascii() and pk.isdigit() and len(pk) < 10 and int(pk) not in {o.pk for o in found}:
        found = [*rows.filter(pk=int(pk)), *found]
    field.choices = [(o.pk, o.whole_name) for o in found[:FOUND]]
    field.required, form.fields[words].required = bool(found), not found
    field.error_messages["required"] = gettext_lazy("Beberapa lembaga cocok. Pilih yang dimaksud, lalu simpan lagi.")
    form.fields[words].error_messages["required"] = gettext_lazy("Tulis nama lembaganya, lalu pilih yang dimaksud.")
    if not found:
        field.widget = forms.HiddenInput()
    if len(found) > FOUND:
        field.help_text = gettext_lazy(
            "Hanya sebagian yang tampil. Tulis kata yang lebih khusus bila belum ada di sini."
        )


def _plain(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())[:120]


def check_sought(form: forms.Form, name: str) -> None:
    """Words that fit nothing are told so."""
    if form.cleaned_data.get(f"{name}_words") and not form.cleaned_data.get(name) and name not in form.errors:
        text = _("Tidak ada lembaga yang cocok. Periksa ejaannya, atau catat dahulu lembaganya di Lembaga.")
        form.add_error(f"{name}_words", text)


class YesNo(forms.TypedChoiceField):
    """True, False, or None as long as nobody has answered."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("", gettext_lazy("Belum dijawab")), ("ya", gettext_lazy("Ya")), ("tidak", gettext_lazy("Tidak"))]
        super().__init__(
            choices=choices, coerce=lambda v: v == "ya", empty_value=None, required=False, widget=forms.RadioSelect, **kwargs
        )  # fmt: skip

    def prepare_value(self, value: Any) -> Any:
        return {True: "ya", False: "tidak", None: ""}.get(value, value) if not isinstance(value, str) else value


OWNERS = {
    "district": gettext_lazy("kabupaten/kota"),
    "province": gettext_lazy("provinsi"),
    "centre": gettext_lazy("pusat"),
    "own": gettext_lazy("tiap tingkat pada wilayahnya"),
}


class AffairField(forms.ChoiceField):
    """Sub-matters of the law of that day, grouped by sector; where levels share one, each of its parts with its owner.

    A choice is «affair» or «affair/part».
    """

    def fill(self, law: LawOn, *, level: str) -> None:
        sectors: dict[str, list[tuple[str, str]]] = {}
        for affair in law.affairs:
            sectors.setdefault(affair.sector, []).extend(_choices(affair, level))
        self.choices = [("", _("– pilih sub-urusan –")), *sectors.items()]


def _choices(affair: Affair, level: str) -> list[tuple[str, str]]:
    if not affair.parts:
        return [(affair.key, _short(f"{affair.matter}: {getattr(affair, level) or _('bukan bagian daerah ini')}"))]
    parts = [
        (f"{affair.key}/{part.key}", _short(f"{affair.matter} · {part.title} ({OWNERS.get(part.owner, part.owner)})"))
        for part in affair.parts
    ]
    return [*parts, (affair.key, _short(f"{affair.matter} · {_('belum tahu bagian yang mana')}"))]


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:119].rstrip() + "…"


def joined(affair: str, part: str) -> str:
    return f"{affair}/{part}" if part else affair


def split(choice: str) -> tuple[str, str]:
    affair, _slash, part = choice.partition("/")
    return affair, part


def level_of(region_code: str) -> str:
    """Which level of government a region with this code is."""
    return "province" if len(region_code) == 2 else "district"


def place_choices(regions: Sequence[Region]) -> list[tuple[str, str]]:
    return [(region.code, f"{region} ({region.code})") for region in regions]

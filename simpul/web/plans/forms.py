"""What is typed about plans, the mapping of affairs and the policy, as values."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.law.rules import LawOn
from simpul.organizations.models import Organization
from simpul.proposals.rules import states
from simpul.web.forms import DateField, Form
from simpul.web.proposals.fields import AffairField, level_of, split

YEAR = {"min_value": 0, "max_value": 9999}


class UnitField(forms.ModelChoiceField):
    """A unit under its own name: all are of one institution."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Perangkat daerah penanggung jawab"), queryset=Organization.objects.none(), required=False, **kwargs
        )


class Listed(Form):
    """Common to programmes and to the mapping: choices come from the law of the day and from the own institution."""

    def __init__(self, *args: Any, law: LawOn, units: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sectors: dict[str, list[tuple[str, str]]] = {}
        for affair in law.affairs:
            sectors.setdefault(affair.sector, []).append((affair.key, affair.matter))
        self.fields["affair"].choices = [("", _("– pilih sub-urusan –")), *sectors.items()]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class ProgrammeForm(Listed):
    plan = forms.ChoiceField(label=_("Rencana"), choices=list(states.PLANS.items()))
    code = forms.CharField(label=_("Kode program"), max_length=40, required=False)
    name = forms.CharField(label=_("Nama program"), max_length=300)
    affair = forms.ChoiceField(label=_("Sub-urusan"), required=False)
    unit = UnitField()
    first_year = forms.IntegerField(label=_("Tahun mulai"), **YEAR)  # type: ignore[arg-type]
    last_year = forms.IntegerField(label=_("Tahun akhir"), help_text=_("RKPD: sama dengan tahun mulai."), **YEAR)  # type: ignore[arg-type]


class MappingForm(Listed):
    year = forms.IntegerField(label=_("Tahun pemetaan"), **YEAR)  # type: ignore[arg-type]
    affair = AffairField(
        label=_("Sub-urusan dan bagiannya"), help_text=_("Usulan dianggap sejalan hanya bila bagiannya sama."),
    )  # fmt: skip
    object = forms.CharField(
        label=_("Objek kerja sama"), max_length=300, help_text=_("Apa yang dapat dikerjasamakan pada sub-urusan ini.")
    )
    unit = UnitField()
    offered = forms.BooleanField(label=_("Akan ditawarkan kepada mitra"), required=False)
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)

    def __init__(self, *args: Any, law: LawOn, **kwargs: Any) -> None:
        super().__init__(*args, law=law, **kwargs)
        field = self.fields["affair"]
        assert isinstance(field, AffairField)
        field.fill(law, level=level_of(law.region_code))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("affair"):
            data["affair"], data["part"] = split(data["affair"])
        return data


class PolicyForm(Form):
    """The order as eight selects, first first; for each class of partners the views that are asked for."""

    basis = forms.CharField(
        label=_("Dasar kebijakan"), max_length=300, help_text=_("Peraturan, keputusan, atau arahan yang menetapkannya.")
    )
    start = DateField(label=_("Berlaku sejak"))
    end = DateField(label=_("Sampai"), required=False, help_text=_("Kosongkan bila belum ditentukan."))
    clocks = forms.CharField(
        label=_("Batas hari menunggu di satu meja"),
        max_length=40,
        required=False,
        help_text=_("Sesudah hari-hari ini meja diingatkan. Kosong berarti 7, 14, 30."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        classes = [("", _("– tidak diurutkan –")), *states.PARTNER_CLASSES.items()]
        for place in range(1, len(states.PARTNER_CLASSES) + 1):
            label = _("Urutan %(place)s") % {"place": place}
            self.fields[f"place_{place}"] = forms.ChoiceField(label=label, choices=classes, required=False)
        for code, word in states.PARTNER_CLASSES.items():
            self.fields[f"checks_{code}"] = forms.MultipleChoiceField(
                label=word,
                choices=list(states.CHECKS.items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def _group(self, begin: str) -> list[Any]:
        return [field for field in self if field.name.startswith(begin)]

    def first(self) -> list[Any]:
        return [self[name] for name in ("basis", "start", "end", "clocks")]

    def places(self) -> list[Any]:
        return self._group("place_")

    def checks(self) -> list[Any]:
        return self._group("checks_")

    def clean_clocks(self) -> list[int]:
        parts = re.split(r"[,;\s]+", self.cleaned_data["clocks"].strip(" ,;"))
        if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts if part):
            raise forms.ValidationError(_("Tulis bilangan hari dipisah koma, misalnya 7, 14, 30."))
        return [int(part) for part in parts if part]

    def values(self) -> dict[str, Any]:
        """As the action takes them."""
        given = self.cleaned_data
        places = [given[name] for name in self.fields if name.startswith("place_")]
        checks = {code: given[f"checks_{code}"] for code in states.PARTNER_CLASSES}
        named = {name: given[name] for name in ("basis", "start", "end", "clocks")}
        return {**named, "order": [code for code in places if code], "checks": checks}


class EndPolicyForm(Form):
    end = DateField(label=_("Hari terakhir"))

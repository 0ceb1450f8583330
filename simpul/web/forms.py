"""Forms turn text into values and know no rule. Each carries the version it was made from where a row may have changed meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.core.refusals import Refusal

AnyField = TypeVar("AnyField", bound=forms.Field)
BLANK = forms.ModelChoiceField(None).empty_label  # Django writes a row of dashes


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DateField(forms.DateField):
    widget = DateInput
    default_error_messages = {
        "invalid": _("Tanggal tidak dapat dibaca. Tulis seperti 2026-07-15 atau pilih dari kalender.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"], **kwargs)

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day and not 1945 <= day.year <= 2200:
            raise forms.ValidationError(_("Tahun harus antara 1945 dan 2200. Periksa tanggalnya."))
        return day


def typed_day(data: Any, name: str) -> dt.date | None:
    """The day that was typed into this field, if it can be read."""
    try:
        return DateField(required=False).clean((data or {}).get(name))
    except forms.ValidationError:
        return None


class LongText(forms.CharField):
    """Several lines; at most 20,000 characters unless said otherwise."""

    def __init__(self, *, rows: int = 4, max_length: int = 20_000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def when_needed(field: AnyField, when: Any) -> AnyField:
    """The field must be filled in some cases: its hint says in which, and it is not called optional."""
    field.help_text = when
    field.when_needed = True  # type: ignore[attr-defined]
    return field


class Form(forms.Form):
    """`refuse()` puts an action's reasons beside the fields they speak of; the typed text stays."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and field.empty_label == BLANK:
                field.empty_label = _("– pilih –")

    def refuse(self, refusals: list[Refusal]) -> None:
        for refusal in refusals:
            self.add_error(
                refusal.field if refusal.field in self.fields else None,
                forms.ValidationError(str(refusal.text), refusal.code),
            )


class VersionedForm(Form):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class EmptyForm(Form):
    """A button: nothing to type."""

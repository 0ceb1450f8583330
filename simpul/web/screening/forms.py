"""What is typed while a proposal is screened, as values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.law.rules import LawOn
from simpul.proposals.rules import states
from simpul.web.forms import Form, LongText
from simpul.web.proposals.fields import AffairField, joined, level_of, split
from simpul.web.proposals.forms import FactsForm


class OverrideForm(Form):
    code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = LongText(
        label=_("Alasan melanjutkan"), max_length=2000,
        help_text=_("Dibaca pimpinan bersama temuannya. Hanya orang daerah yang melihatnya."),
    )  # fmt: skip


class ViewForm(Form):
    field = forms.ChoiceField(label=_("Bidang"), choices=list(states.FIELDS.items()))
    stance = forms.ChoiceField(label=_("Sikap"), choices=list(states.STANCES.items()), widget=forms.RadioSelect)
    text = LongText(label=_("Pandangan"), max_length=4000, rows=6)


class KindForm(Form):
    kind = forms.ChoiceField(label=_("Naskah"), widget=forms.RadioSelect)
    reason = LongText(
        label=_("Alasan"), max_length=2000, required=False, help_text=_("Diperlukan bila berbeda dari yang disarankan.")
    )

    def __init__(self, *args: Any, law: LawOn, advised: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [row for row in law.others_of("instrument") if row.key not in ("addendum", "rk")]
        rows.sort(key=lambda row: row.key not in advised)
        words = {row.key: f"{row.title} ({_('disarankan')})" if row.key in advised else row.title for row in rows}
        self.fields["kind"].choices = list(words.items())  # type: ignore[attr-defined]


class AnswersForm(FactsForm):
    """The questions that the region may answer itself; the term is what the letter asks for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["months"]


class ClassifyForm(Form):
    affair = AffairField(label=_("Sub-urusan dan bagiannya"))

    def __init__(self, *args: Any, law: LawOn, region_code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["affair"]
        assert isinstance(field, AffairField)
        field.fill(law, level=level_of(region_code))


__all__ = ["AnswersForm", "ClassifyForm", "KindForm", "OverrideForm", "ViewForm", "joined", "split"]

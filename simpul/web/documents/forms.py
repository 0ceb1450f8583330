"""The form that replaces a template."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.documents.rules import KINDS
from simpul.web.forms import VersionedForm


class UploadField(forms.FileField):
    """A file of one kind; the action judges what it truly is."""

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        allowed = KINDS[kind]
        kwargs.setdefault(
            "help_text",
            _("%(words)s, paling besar %(size)s MB.") % {"words": allowed.words, "size": allowed.size // (1024 * 1024)},
        )
        super().__init__(max_length=255, widget=forms.FileInput(attrs={"accept": allowed.accept}), **kwargs)


class TemplateForm(VersionedForm):
    file = UploadField(kind="template", label=_("Berkas templat"))
    note = forms.CharField(
        label=_("Apa yang berubah"),
        max_length=300,
        help_text=_("Satu kalimat untuk rekan Anda, misalnya: kop surat baru."),
    )

"""Forms of dispositions: short ones, for a thumb."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from simpul.organizations.models import Holding, Post
from simpul.proposals.models import Hop
from simpul.proposals.rules import states
from simpul.web.forms import DateField, Form, LongText, VersionedForm


def posts_in(region_id: int, day: dt.date, *, but: int | None = None) -> QuerySet[Post]:
    """The posts of a region that somebody holds on that day, the head's first, then down the tree."""
    held = Exists(Holding.objects.filter(post=OuterRef("pk")).on(day))
    rows = Post.objects.filter(held, Q(end=None) | Q(end__gte=day), organization__path__contains=[region_id])
    rows = rows.exclude(pk=but) if but else rows
    depth = Coalesce("organization__path__len", 0)
    return rows.select_related("organization").order_by(depth, "-is_head", "organization__name", "title")


class PostField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Post.objects.none(), empty_label=_("– pilih jabatan –"), **kwargs)

    def label_from_instance(self, obj: Post) -> str:
        return f"{obj.title} · {obj.organization.name}"


class HoldingField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Holding.objects.none(), empty_label=_("– pilih pejabat –"), **kwargs)

    def label_from_instance(self, obj: Holding) -> str:
        return f"{obj.person}, {obj.title}"


def choose(form: Form, name: str, rows: QuerySet) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class SubmitForm(VersionedForm):
    """To whose desk, with which words."""

    post = PostField(label=_("Kepada"))
    instruction = LongText(
        label=_("Pengantar"), max_length=2000, rows=3, required=False, help_text=_("Satu dua kalimat untuk pimpinan.")
    )
    due = DateField(label=_("Tenggat"), required=False)

    def __init__(self, *args: Any, posts: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "post", posts)


class ReopenForm(Form):
    """To whose desk, unless it goes back to the sender or the partner."""

    post = PostField(label=_("Kepada"))
    reason = LongText(label=_("Alasan membuka kembali"), max_length=2000)

    def __init__(self, *args: Any, posts: QuerySet[Post] | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if posts is None:
            del self.fields["post"]
        else:
            choose(self, "post", posts)


class RecallForm(Form):
    reason = LongText(label=_("Alasan"), max_length=2000, required=False)


class CloseForm(Form):
    reason = LongText(
        label=_("Alasan penutupan"), max_length=4000, help_text=_("Dibaca kedua pihak, bersama seluruh riwayatnya.")
    )


class AgreeForm(Form):
    text = LongText(label=_("Catatan"), max_length=2000, rows=2, required=False)


class ReturnForm(Form):
    text = LongText(label=_("Pertanyaan"), max_length=2000, rows=3)


class DeclineForm(Form):
    text = LongText(
        label=_("Alasan"), max_length=4000, rows=3, help_text=_("Bila ini keputusan akhir, pengusul membacanya.")
    )


class To:
    """Up to three posts."""

    def desks(self) -> list[Post]:
        values = self.cleaned_data  # type: ignore[attr-defined]
        chosen = [values.get(name) for name in ("to", "to_2", "to_3")]
        return list({post.pk: post for post in chosen if post}.values())


class DelegateForm(To, Form):
    """To whom, with which instruction; one decides, several advise."""

    to = PostField(label=_("Kepada"))
    to_2 = PostField(label=_("Juga kepada"), required=False)
    to_3 = PostField(label=_("Juga kepada (ketiga)"), required=False)
    mode = forms.ChoiceField(
        label=_("Yang diminta"), choices=states.MODES, widget=forms.RadioSelect, initial=states.DECIDE
    )
    text = LongText(label=_("Arahan"), max_length=2000, rows=3, required=False)
    due = DateField(label=_("Tenggat"), required=False)

    def __init__(self, *args: Any, posts: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("to", "to_2", "to_3"):
            choose(self, name, posts)


class RecordForm(To, Form):
    """What the holder answered on paper: who, when, the scan, and the answer with its words."""

    holding = HoldingField(label=_("Atas nama"))
    behalf_on = DateField(label=_("Tanggal jawaban di atas kertas"))
    letter = forms.FileField(
        label=_("Pindaian lembar disposisi"), required=False, help_text=_("PDF atau foto, paling besar 10 MB.")
    )
    answer = forms.ChoiceField(label=_("Jawaban"), choices=states.ANSWERS, widget=forms.RadioSelect)
    text = LongText(label=_("Catatan, pertanyaan, alasan, atau arahan"), max_length=2000, rows=3, required=False)
    to = PostField(label=_("Diteruskan kepada"), required=False)
    to_2 = PostField(label=_("Juga kepada"), required=False)
    to_3 = PostField(label=_("Juga kepada (ketiga)"), required=False)
    mode = forms.ChoiceField(label=_("Bila diteruskan, yang diminta"), choices=states.MODES, initial=states.DECIDE)
    due = DateField(label=_("Tenggat bila diteruskan"), required=False)

    def __init__(self, *args: Any, hop: Hop, posts: QuerySet[Post], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "holding", Holding.objects.filter(post=hop.post_id).select_related("post").order_by("-start"))
        for name in ("to", "to_2", "to_3"):
            choose(self, name, posts)

"""Forms of the meeting pages."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.canonical import clean_text
from simpul.core.dates import ZONES
from simpul.core.refusals import Refusal
from simpul.documents.rules import KINDS as FILES
from simpul.meetings import rules
from simpul.meetings.actions import Guest, Minutes
from simpul.meetings.models import FollowUp, Meeting
from simpul.organizations.models import Organization, Post
from simpul.register.actions import KEY_REUSED
from simpul.web.forms import DateField, Form, LongText, VersionedForm

PEOPLE = 500  # characters of «yang hadir»
REQUESTS, TASKS = 2, 3  # empty rows for what else was asked and agreed
ABOUT_FILES = _(
    "PDF, Word, Excel, atau gambar; paling besar 20 MB. Foto disimpan apa adanya, juga tempat pengambilannya bila tercatat di dalamnya."
)


class TimeField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    default_error_messages = {"invalid": _("Jam tidak dapat dibaca. Tulis seperti 09:30.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs)


class OrganizationChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Organization.objects.none())
        super().__init__(empty_label=_("– pilih lembaga –"), **kwargs)

    def label_from_instance(self, obj: Organization) -> str:
        return obj.whole_name


def units_of(actor: Actor) -> Any:
    """The organisations in whose name the actor may convene."""
    rows = Organization.objects.below(actor.reach or 0).filter(end=None)
    return rows.select_related("institution").order_by("institution__name", "name")


def present_at(meeting: Meeting) -> Any:
    """Who may have raised a point: those on the list, and the convener."""
    ids = {row.organization_id for row in meeting.attendances.all()} | {meeting.convener_id}
    return Organization.objects.filter(pk__in=ids).select_related("institution").order_by("name")


def owners_for(meeting: Meeting) -> Any:
    """Who may be given something to do: those on the list first of all, and every unit of the convener's institution."""
    ids = {row.organization_id for row in meeting.attendances.all()} | {meeting.convener_id}
    rows = Organization.objects.filter(pk__in=ids) | Organization.objects.filter(
        end=None, institution_id=meeting.convener.institution_id
    )
    return rows.select_related("institution").order_by("institution__name", "name")


def _even(text: str) -> str:
    return clean_text(text).strip()


class SharedForm(VersionedForm):
    """Several people may have it open at once. Each field carries beside it the text it was opened with, so that only what
    this writer changed counts as typed, and what two changed is shown side by side."""

    beside: Any = _("Tersimpan sekarang: %(text)s")

    def share(self, kept: dict[str, str], version: int) -> None:
        """`kept`: what is stored now, by the name of its field."""
        self.kept, self.newest = kept, version
        for name in kept:
            self.fields[name].show_hidden_initial = True

    def opened(self, name: str) -> str | None:
        """The text this field was opened with; None when the page did not say and is not of the newest version."""
        text = self.data.get(self.add_initial_prefix(name))
        if text is not None:
            return _even(text)
        return self.kept.get(name) if self.data.get("version") == str(self.newest) else None

    def typed(self, name: str) -> str | None:
        """What this writer put where another text had been; None where nothing was changed."""
        text = self.data.get(name)
        if text is None or _even(text) in (self.opened(name), self.kept.get(name)):
            return None
        return _even(text)

    def contested(self) -> list[str]:
        """The fields that this writer and another changed since the page was opened, each in another way."""
        return [name for name, text in self.kept.items() if self.typed(name) is not None and self.opened(name) != text]

    def compare(self, kept: dict[str, str], version: int) -> None:
        """The page shows what is stored now: in place of what was not touched here, and beside what both changed."""
        self.kept, self.newest = {n: t for n, t in kept.items() if n in self.fields}, version
        contested = self.contested()
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        for name, text in self.kept.items():
            if name in contested:
                self[name].help_text = self.beside % {"text": self.shown(name, text)}
                self.add_error(name, _("Orang lain juga mengubah isian ini. Gabungkan di sini, lalu simpan."))
            elif self.typed(name) is None:
                data[name] = text
            data[self.add_initial_prefix(name)] = text
        self.data = data

    def shown(self, name: str, text: str) -> str:
        """What is stored, as a person reads it."""
        words = {str(key): str(label) for key, label in getattr(self.fields[name], "choices", ())}
        if isinstance(self.fields[name], DateField) and text:
            text = dt.date.fromisoformat(text).strftime("%d-%m-%Y")
        return (words.get(text, text) if text else "") or str(_("(kosong)"))


class Described(Form):
    """What a meeting is about, when and where. Hours are those of the convener's clock."""

    kind = forms.ChoiceField(label=_("Jenis pertemuan"), choices=rules.KINDS)
    title = forms.CharField(label=_("Perihal"), max_length=300, help_text=_("Misalnya: Penjajakan pelatihan UMKM"))
    day = DateField(label=_("Tanggal"))
    last_day = DateField(
        label=_("Sampai tanggal"), required=False, help_text=_("Hanya bila pertemuan berlangsung beberapa hari.")
    )
    start = TimeField(label=_("Mulai pukul"))
    end = TimeField(label=_("Selesai pukul"), required=False)
    place = forms.CharField(label=_("Tempat"), max_length=300, required=False)

    def hours(self, zone: str) -> dict[str, Any]:
        """The beginning and the end as moments; the end is on the last day."""
        values, last = self.cleaned_data, self.cleaned_data["last_day"]

        def moment(day: dt.date, time: dt.time | None) -> dt.datetime | None:
            return dt.datetime.combine(day, time, ZONES[zone]) if time else None

        end = moment(last or values["day"], values["end"])
        return {"starts_at": moment(values["day"], values["start"]), "ends_at": end, "last_day": last}

    def refuse(self, refusals: list[Any]) -> None:
        """A reason about the end stands beside the field where its hour was typed."""
        names = {"ends_at": "end", "starts_at": "start"}
        for refusal in refusals:
            field = names.get(refusal.field, refusal.field)
            known = field if field in self.fields else None
            self.add_error(known, forms.ValidationError(str(refusal.text), refusal.code))


class NewMeeting(Described):
    convener = OrganizationChoice(label=_("Penyelenggara"))
    case = forms.CharField(
        label=_("Kode perkara"),
        max_length=9,
        required=False,
        help_text=_("Bila pertemuan ini tentang usulan atau naskah yang sudah ada, misalnya K7QF-2M9D."),
    )
    field_order = ("convener", "kind", "title", "day", "last_day", "start", "end", "place", "case")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["convener"].queryset = units_of(actor)  # type: ignore[attr-defined]


class ReviseMeeting(SharedForm, Described):
    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        kept = head_of(meeting)
        super().__init__(*args, initial=kept | {"version": meeting.version}, **kwargs)
        self.share(kept, meeting.version)


def head_of(meeting: Meeting) -> dict[str, str]:
    """What is stored of what the meeting is about, when and where, as its form writes it."""
    start, end = meeting.clock
    return {
        "kind": meeting.kind, "title": meeting.title, "place": meeting.place, "day": f"{meeting.day}",
        "last_day": f"{meeting.last_day or ''}", "start": f"{start:%H:%M}", "end": f"{end:%H:%M}" if end else "",
    }  # fmt: skip


class GuestForm(Form):
    """Who is invited: offices and organisations found by a search, or every OPD at once."""

    guests = forms.MultipleChoiceField(
        label=_("Pilih yang ditambahkan"), required=False, widget=forms.CheckboxSelectMultiple
    )
    everyone = forms.BooleanField(label=_("Semua perangkat daerah di lembaga kami"), required=False)
    how = forms.ChoiceField(
        label=_("Bagaimana mereka datang"),
        choices=[("unasked", _("Hadir tanpa undangan")), ("invited", _("Memang diundang"))],
        widget=forms.RadioSelect,
        initial="unasked",
    )

    def __init__(self, *args: Any, meeting: Meeting, found: list[Guest], offices: list[Organization], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.known = {f"p{g.post.pk}" if g.post else f"o{g.organization.pk}": g for g in found}
        self.offices = offices
        self.fields["guests"].choices = [(key, g.name) for key, g in self.known.items()]  # type: ignore[attr-defined]
        if not offices:
            del self.fields["everyone"]
        if not found:
            del self.fields["guests"]
        if meeting.state != rules.HELD:
            del self.fields["how"]

    def chosen(self) -> list[Guest]:
        values = self.cleaned_data
        picked = {key: self.known[key] for key in values.get("guests", [])}
        if values.get("everyone"):
            picked |= {f"o{row.pk}": Guest(row) for row in self.offices}
        return list(picked.values())


class TopicForm(Form):
    title = forms.CharField(label=_("Pokok bahasan"), max_length=300)
    raised_by = OrganizationChoice(label=_("Disampaikan oleh"), required=False)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["raised_by"].queryset = present_at(meeting)  # type: ignore[attr-defined]


class RequestForm(TopicForm):
    minutes = LongText(label=_("Isi permintaan dan tanggapannya"), rows=3, max_length=8000, required=False)


class FollowUpForm(Form):
    text = forms.CharField(label=_("Tindak lanjut"), max_length=500)
    owner = OrganizationChoice(label=_("Penanggung jawab"))
    due = DateField(label=_("Tenggat"))

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_for(meeting)  # type: ignore[attr-defined]


class ReviseFollowUp(SharedForm, FollowUpForm):
    def __init__(self, *args: Any, row: FollowUp, **kwargs: Any) -> None:
        kept = promise_of(row)
        super().__init__(*args, meeting=row.meeting, initial=kept | {"version": row.version}, **kwargs)
        self.fields["owner"].queryset |= Organization.objects.filter(pk=row.owner_id)  # type: ignore[attr-defined]
        self.share(kept, row.version)


def promise_of(row: FollowUp) -> dict[str, str]:
    return {"text": row.text, "owner": str(row.owner_id), "due": f"{row.due}"}


class SourceForm(Form):
    day = DateField(label=_("Tanggal"))
    source = forms.CharField(
        label=_("Sumber"), max_length=300, help_text=_("Misalnya: berita di situs pemerintah kabupaten")
    )
    note = forms.CharField(label=_("Catatan"), max_length=300, required=False)


class EncloseForm(Form):
    file = forms.FileField(
        label=_("Foto atau berkas"),
        max_length=200,
        help_text=ABOUT_FILES,
        widget=forms.ClearableFileInput(attrs={"accept": FILES["attachment"].accept}),
    )
    caption = forms.CharField(label=_("Keterangan"), max_length=300, required=False)


class LinkForm(Form):
    code = forms.CharField(
        label=_("Kode perkara"), max_length=9, help_text=_("Kode usulan atau naskah, misalnya K7QF-2M9D.")
    )


class ReasonForm(Form):
    reason = LongText(label=_("Alasan"), rows=3, max_length=500)


class FinishForm(VersionedForm):
    result = LongText(label=_("Hasil"), rows=4, max_length=2000)
    file = forms.FileField(
        label=_("Bukti"),
        required=False,
        max_length=200,
        help_text=ABOUT_FILES,
    )


class JudgeForm(VersionedForm):
    reason = LongText(label=_("Alasan"), rows=3, max_length=500)


def kept_in(meeting: Meeting) -> dict[str, str]:
    """What is stored of all that the minutes may change, by the name of its field."""
    kept = {"summary": meeting.summary}
    for row in meeting.attendances.all():
        kept |= {f"came_{row.pk}": "" if row.came == rules.UNKNOWN else row.came, f"people_{row.pk}": row.people}
    for topic in meeting.topics.all():
        kept |= {f"minutes_{topic.number}": topic.minutes, f"outcome_{topic.number}": topic.outcome}
    return {name: _even(text) for name, text in kept.items()}


class MinutesForm(SharedForm):
    """A whole meeting on one page: who came, what was said on each point, what else was asked, who does what by when.

    Several people write it at once; only what this writer changed is passed on.
    """

    beside = "%(text)s"  # its page says so itself

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attendances = list(meeting.attendances.all())
        self.topics = list(meeting.topics.all())
        marks = [(rules.CAME, rules.ATTENDANCE[rules.CAME]), (rules.ABSENT, rules.ATTENDANCE[rules.ABSENT])]
        for row in self.attendances:
            came = None if row.came == rules.UNKNOWN else row.came
            self.fields[f"came_{row.pk}"] = forms.ChoiceField(
                label=row.name,
                choices=marks,
                required=False,
                widget=forms.RadioSelect(attrs={"class": "pair"}),
                initial=came,
            )
            self.fields[f"people_{row.pk}"] = forms.CharField(
                label=_("Yang hadir dari %(name)s") % {"name": row.organization.label}, max_length=PEOPLE, required=False,
                initial=row.people,
            )  # fmt: skip
        for topic in self.topics:
            words = {"n": topic.number}
            self.fields[f"minutes_{topic.number}"] = LongText(
                label=_("Pembahasan %(n)s") % words, rows=4, max_length=8000, required=False, initial=topic.minutes
            )
            self.fields[f"outcome_{topic.number}"] = LongText(
                label=_("Kesimpulan %(n)s") % words, rows=2, max_length=4000, required=False, initial=topic.outcome
            )
        present, owners = list(_choices(present_at(meeting))), list(_choices(owners_for(meeting)))
        for n in range(1, REQUESTS + 1):
            self.fields[f"request_{n}"] = forms.CharField(
                label=_("Permintaan %(n)s") % {"n": n}, max_length=300, required=False
            )
            self.fields[f"request_by_{n}"] = forms.ChoiceField(
                label=_("Dari siapa (permintaan %(n)s)") % {"n": n}, choices=present, required=False
            )
            self.fields[f"request_text_{n}"] = LongText(
                label=_("Isi dan tanggapan (permintaan %(n)s)") % {"n": n}, rows=2, max_length=8000, required=False
            )
        for n in range(1, TASKS + 1):
            self.fields[f"task_{n}"] = forms.CharField(
                label=_("Tindak lanjut %(n)s") % {"n": n}, max_length=500, required=False
            )
            self.fields[f"owner_{n}"] = forms.ChoiceField(
                label=_("Penanggung jawab %(n)s") % {"n": n}, choices=owners, required=False
            )
            self.fields[f"due_{n}"] = DateField(label=_("Tenggat %(n)s") % {"n": n}, required=False)
        self.fields["summary"] = LongText(
            label=_("Ringkasan"), rows=4, max_length=8000, required=False, initial=meeting.summary
        )
        self.share(kept_in(meeting), meeting.version)

    def refuse(self, refusals: list[Refusal]) -> None:
        """Who went back to a page that was saved before, and typed on, is told so; nothing of it is lost."""
        text = _(
            "Halaman ini sudah pernah disimpan. Periksa isian di bawah, terutama baris baru, lalu simpan lagi bila ada tambahan."
        )
        super().refuse([dataclasses.replace(r, text=text) if r.code == KEY_REUSED.code else r for r in refusals])

    def bound(self, *names: str) -> list[Any]:
        return [self[name] for name in names]

    def attending(self) -> list[tuple[Any, list[Any]]]:
        return [(row, self.bound(f"came_{row.pk}", f"people_{row.pk}")) for row in self.attendances]

    def said(self) -> list[tuple[Any, list[Any]]]:
        return [(t, self.bound(f"minutes_{t.number}", f"outcome_{t.number}")) for t in self.topics]

    def requests(self) -> list[list[Any]]:
        return [self.bound(f"request_{n}", f"request_by_{n}", f"request_text_{n}") for n in range(1, REQUESTS + 1)]

    def tasks(self) -> list[list[Any]]:
        return [self.bound(f"task_{n}", f"owner_{n}", f"due_{n}") for n in range(1, TASKS + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in self.data:
            topic = re.fullmatch(r"(?:minutes|outcome)_\d+", name) and name not in self.fields
            if topic and _even(self.data[name]) not in ("", self.opened(name)):
                text = _("Pokok bahasan ini sudah dihapus orang lain. Salin bila masih perlu: «%(text)s»")
                self.add_error(None, forms.ValidationError(text, "meeting.row_gone", {"text": self.data[name]}))
        for n in range(1, REQUESTS + 1):
            if data.get(f"request_text_{n}") and not data.get(f"request_{n}"):
                self._ask(f"request_{n}", _("Tulis pokok permintaannya."))
        for n in range(1, TASKS + 1):
            filled = {name: data.get(f"{name}_{n}") for name in ("task", "owner", "due")}
            if any(filled.values()):
                words = {
                    "task": _("Tulis apa yang akan dikerjakan."),
                    "owner": _("Pilih siapa yang mengerjakan."),
                    "due": _("Isi tenggatnya."),
                }
                for name, text in words.items():
                    if not filled[name]:
                        self._ask(f"{name}_{n}", text)
        return data

    def _ask(self, name: str, text: Any) -> None:
        if name not in self.errors:
            self.add_error(name, text)

    def written(self) -> Minutes:
        """What was typed, as the action takes it; where nothing was changed here, what is stored."""
        v = self.cleaned_data | {name: text for name, text in self.kept.items() if self.typed(name) is None}
        ids = {v[f"request_by_{n}"] for n in range(1, REQUESTS + 1)} | {v[f"owner_{n}"] for n in range(1, TASKS + 1)}
        known = Organization.objects.select_related("institution").in_bulk([int(pk) for pk in ids if pk])
        return Minutes(
            summary=v["summary"],
            marks={r.pk: (v[f"came_{r.pk}"] or rules.UNKNOWN, v[f"people_{r.pk}"]) for r in self.attendances},
            topics={t.number: (v[f"minutes_{t.number}"], v[f"outcome_{t.number}"]) for t in self.topics},
            requests=[
                (v[f"request_{n}"], known.get(int(v[f"request_by_{n}"] or 0)), v[f"request_text_{n}"])
                for n in range(1, REQUESTS + 1)
                if v[f"request_{n}"]
            ],
            follow_ups=[
                (v[f"task_{n}"], known[int(v[f"owner_{n}"])], v[f"due_{n}"])
                for n in range(1, TASKS + 1)
                if v[f"task_{n}"]
            ],
        )


def _choices(rows: Iterable[Organization]) -> Iterable[tuple[str, Any]]:
    yield "", _("– pilih lembaga –")
    for row in rows:
        yield str(row.pk), row.whole_name


def posts_in(rows: Iterable[Organization]) -> Any:
    return Post.objects.filter(organization__in=[row.pk for row in rows], end=None)

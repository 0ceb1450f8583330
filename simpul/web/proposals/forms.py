"""Forms of the proposal pages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from simpul.agreements.models import Agreement
from simpul.agreements.rules import states as agreements
from simpul.core.actors import Actor
from simpul.law.rules import LawOn
from simpul.organizations.models import Organization
from simpul.proposals.models import Item, PlanProgramme, Proposal
from simpul.proposals.rules import states
from simpul.regions.codes import normal
from simpul.regions.models import Region
from simpul.regions.places import find_places
from simpul.web.forms import DateField, Form, LongText, VersionedForm

from .fields import (
    AffairField,
    OrganizationField,
    YesNo,
    check_sought,
    level_of,
    place_choices,
    seek,
    split,
)

FILE_HELP = _("PDF atau foto, paling besar 10 MB.")
NOT_SURE = _("– belum tahu, mohon saran –")


class Letter(Form):
    """What the letter says: common to a new proposal and to editing one."""

    title = forms.CharField(
        label=_("Perihal"), max_length=300, help_text=_("Misalnya: Pelatihan digital bagi UMKM dan pendampingan desa")
    )
    purpose = LongText(
        label=_("Maksud dan manfaat"), rows=5, max_length=8000, required=False,
        help_text=_("Apa yang ingin dikerjakan bersama, dan apa gunanya bagi masyarakat dan bagi kedua pihak."),
    )  # fmt: skip
    wanted_kind = forms.ChoiceField(label=_("Naskah yang diminta"), required=False)
    under = forms.ModelChoiceField(
        label=_("Di bawah kesepakatan"), queryset=Agreement.objects.none(), required=False,
        empty_label=_("– belum ada kesepakatan induk –"), help_text=_("KB atau NK yang sudah ditandatangani, bila ada."),
    )  # fmt: skip
    months = forms.IntegerField(
        label=_("Jangka waktu yang diminta (bulan)"), required=False, min_value=1, max_value=1200
    )
    letter_number = forms.CharField(
        label=_("Nomor surat"), max_length=100, required=False, help_text=_("Ditulis persis seperti pada surat.")
    )
    letter_date = DateField(label=_("Tanggal surat"), required=False)
    letter_file = forms.FileField(label=_("Pindaian surat"), required=False, max_length=200, help_text=FILE_HELP)

    def __init__(self, *args: Any, actor: Actor, law: LawOn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(row.key, row.title) for row in law.others_of("instrument") if row.key not in states.FOLLOWING]
        self.fields["wanted_kind"].choices = [("", NOT_SURE), *kinds]  # type: ignore[attr-defined]
        umbrellas = Agreement.objects.visible_to(actor).umbrellas().filter(stage=agreements.SIGNED)
        self.fields["under"].queryset = umbrellas.order_by("title")  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """The cleaned values under the names that the actions know; the file is stored by the page."""
        data = dict(self.cleaned_data)
        for name in ("letter_file", "version", "partner_words", "partner_sought"):
            data.pop(name, None)
        data["under"] = data["under"].chain if data["under"] else None
        return data


class Addressed(Letter):
    """From whom to whom: a partner names the kepala daerah, a region names the partner and its own unit."""

    region = OrganizationField(
        label=_("Kepada kepala daerah"), empty_label=_("– pilih pemerintah daerah –"),
        help_text=_("Surat ditujukan kepada bupati, wali kota, atau gubernur; Bagian Kerja Sama meregister."),
    )  # fmt: skip
    partner = OrganizationField(label=_("Mitra"))
    initiator = OrganizationField(
        label=_("Perangkat daerah"), required=False, empty_label=_("– belum ditentukan –"),
        help_text=_("Yang mengambil prakarsa, atau yang urusannya terkait."),
    )  # fmt: skip

    def address(self, actor: Actor, *, of_region: bool) -> None:
        """Only the fields that this side fills in, with what it may choose."""
        here = Organization.objects.filter(end=None).select_related("institution").order_by("institution__name", "name")
        own = here.filter(Q(path__contains=[actor.reach or 0]) | Q(pk__in=actor.ancestors))
        if of_region:
            seek(
                self, "partner", here.exclude(institution_id=actor.institution_id or 0), label=_("Mitra"),
                help_text=_("Tulis nama atau singkatannya. Belum tercatat? Catat dahulu di Lembaga."),
            )  # fmt: skip
            self._fill("initiator", own.exclude(pk=actor.institution_id or 0))
            del self.fields["region"]
        else:
            self._fill("region", here.filter(kind="pemda").exclude(pk=actor.institution_id or 0))
            self._fill("partner", own)
            self.fields["partner"].label = _("Atas nama")
            del self.fields["initiator"]
        order = ("direction", "region", "partner_words", "partner", "partner_sought", "initiator")
        self.order_fields([name for name in order if name in self.fields])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "partner_words" in self.fields:
            check_sought(self, "partner")
        return data

    def _fill(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined]


FROM_LETTER, OWN, ELSEWHERE = "incoming", "outgoing", "elsewhere"
BEGINNINGS = {
    FROM_LETTER: _("Surat penawaran dari mitra yang datang sebagai kertas"),
    OWN: _("Prakarsa perangkat daerah untuk ditawarkan kepada mitra"),
    ELSEWHERE: _("Penawaran kami kepada pemerintah daerah lain (pilih daerahnya sebagai mitra)"),
}


class NewProposal(Addressed):
    """Who writes to whom follows from who asks: a partner writes to a kepala daerah, an OPD takes an initiative, a cooperation officer does
    either, registers a paper letter, and writes to other regions."""

    direction = forms.ChoiceField(label=_("Apa yang Anda catat?"), widget=forms.RadioSelect, choices=BEGINNINGS)

    def __init__(self, *args: Any, actor: Actor, law: LawOn, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, law=law, **kwargs)
        self.of_region = bool(actor.region)
        if not (self.of_region and actor.may("proposal.register")):
            del self.fields["direction"]
            name, chosen = ("initiator", actor.organization_id) if self.of_region else ("partner", actor.reach)
            self.fields[name].initial = chosen
        self.address(actor, of_region=self.of_region)

    @property
    def begins(self) -> str:
        """How the case begins; a partner's people write themselves what others note from paper."""
        return self.cleaned_data.get("direction", OWN) if self.of_region else FROM_LETTER

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and self.begins == OWN and not data.get("initiator"):
            self.add_error("initiator", _("Pilih perangkat daerah yang mengambil prakarsa."))
        return data


class EditProposal(VersionedForm, Addressed):
    """The letter again; a draft may also be addressed anew."""

    def __init__(self, *args: Any, actor: Actor, law: LawOn, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, actor=actor, law=law, **kwargs)
        if proposal.state == states.DRAFT:
            self.address(actor, of_region=actor.institution_id == proposal.region_id)
        else:
            for name in ("region", "partner", "initiator"):
                del self.fields[name]


class ItemForm(Form):
    """One activity: what, on which sub-matter, where and how far, for whom."""

    activity = forms.ChoiceField(
        label=_("Kegiatan"), choices=[("", _("– pilih kegiatan –")), *states.ACTIVITIES.items()]
    )
    title = forms.CharField(
        label=_("Uraian singkat"), max_length=200, help_text=_("Misalnya: Pelatihan pemasaran digital")
    )
    detail = LongText(label=_("Rincian"), rows=3, max_length=4000, required=False)
    affair = AffairField(
        label=_("Sub-urusan"),
        help_text=_(
            "Urusan mana yang disentuh kegiatan ini. Di belakangnya: siapa yang memilikinya menurut tabel Dasar Hukum; sebagian masih perlu dipastikan."
        ),
    )
    place = forms.CharField(
        label=_("Tempat"), max_length=120,
        help_text=_("Nama desa, kecamatan, kabupaten, atau provinsi, atau kodenya. Salah ketik dimaklumi."),
    )  # fmt: skip
    region_code = forms.CharField(label=_("Tempat yang dimaksud"), max_length=13, required=False)
    extent = forms.ChoiceField(
        label=_("Cakupan wilayah"), choices=states.EXTENTS, widget=forms.RadioSelect, initial=states.WITHIN,
        help_text=_("Telaah memakainya untuk melihat tingkat pemerintahan mana yang berwenang."),
    )  # fmt: skip
    target = forms.CharField(label=_("Sasaran"), max_length=200, help_text=_("Misalnya: pelaku usaha mikro"))
    target_count = forms.IntegerField(label=_("Jumlah sasaran"), required=False, min_value=1, max_value=2**31 - 1)
    post_level = forms.ChoiceField(
        label=_("Jenjang jabatan yang dinilai"), required=False,
        choices=[("", _("– bukan penilaian kompetensi –")), *states.POST_LEVELS.items()],
        help_text=_("Hanya untuk penilaian kompetensi ASN: akreditasi lembaga penilai dibandingkan dengan jenjang ini."),
    )  # fmt: skip
    programme = forms.ModelChoiceField(
        label=_("Program rencana daerah"), queryset=PlanProgramme.objects.none(), required=False,
        empty_label=_("– belum ditautkan –"), help_text=_("Program RPJMD atau RKPD yang dilayani kegiatan ini."),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        proposal: Proposal,
        law: LawOn,
        day: dt.date,
        item: Item | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.day, self.near, self.item = day, proposal.region.region_code, item
        self.places: list[tuple[str, str]] = [(item.region_code, item.region_name)] if item else []
        affair = self.fields["affair"]
        assert isinstance(affair, AffairField)
        affair.fill(law, level=level_of(self.near))
        if actor.institution_id == proposal.region_id:
            self.fields["programme"].queryset = programmes_for(actor, day)  # type: ignore[attr-defined]
        else:
            del self.fields["programme"]

    def clean(self) -> dict[str, Any]:
        """The typed place becomes one region; when several may be meant they are offered and what was typed stays."""
        data = super().clean() or {}
        if "place" not in data:
            return data
        chosen = data.get("region_code", "")
        if self.item and data["place"] == self.item.region_name and chosen in ("", self.item.region_code):
            data["region_code"] = self.item.region_code
            return data
        found = find_places(data["place"], day=self.day, near=self.near)
        self.places = place_choices(found)
        if chosen in dict(self.places):
            return data
        meant = _meant(data["place"], found)
        if meant:
            data["region_code"] = meant
        elif found:
            self.add_error("place", _("Beberapa tempat cocok. Pilih yang dimaksud di bawah ini, lalu simpan lagi."))
        else:
            self.add_error(
                "place", _("Tempat ini tidak ditemukan. Periksa ejaannya, atau tulis nama kabupatennya juga.")
            )
        return data

    @property
    def chosen(self) -> str:
        """The code beside which the mark stands."""
        return str(self["region_code"].value() or "")

    def values(self) -> dict[str, Any]:
        given = {name: value for name, value in self.cleaned_data.items() if name != "place"}
        given["affair"], given["part"] = split(given["affair"])
        return given


def _meant(text: str, found: list[Region]) -> str:
    """The code of the one region that was surely meant: typed as a code, or because nothing else fits."""
    return normal(text) or (found[0].code if len(found) == 1 else "")


class FactsForm(VersionedForm):
    """Questions whose answers the rules about money, DPRD, personal data and signing need, each with why it is asked."""

    apbd_funded = YesNo(
        label=_("Apakah memakai dana APBD?"), help_text=_("Anggaran daerah yang diminta, seluruhnya atau sebagian."),
    )  # fmt: skip
    in_current_apbd = YesNo(
        label=_("Apakah sudah dianggarkan dalam APBD tahun berjalan?"),
        help_text=_("Hanya perlu dijawab bila memakai dana APBD."),
    )  # fmt: skip
    apbd_amount = forms.DecimalField(
        label=_("Perkiraan dana APBD (rupiah)"), required=False, max_digits=18, decimal_places=2, min_value=Decimal("0"),
        help_text=_("Angka tanpa titik, misalnya 25000000."),
    )  # fmt: skip
    burdens_public = YesNo(
        label=_("Apakah membebani masyarakat atau daerah?"),
        help_text=_("Misalnya pungutan, kewajiban lahan, atau utang. Telaah menjelaskan apa akibatnya, dengan dasar hukumnya."),
    )  # fmt: skip
    burdens_reason = forms.CharField(
        label=_("Penjelasan beban"), max_length=500, required=False,
        help_text=_("Beban apa, bagi siapa, dan berapa lama; atau mengapa tidak ada beban."),
    )  # fmt: skip
    routine = forms.BooleanField(
        label=_("Hanya tugas dan fungsi biasa dengan anggaran yang sudah ada"), required=False,
        help_text=_("Centang bila tidak ada pekerjaan atau biaya baru."),
    )  # fmt: skip
    personal_data = YesNo(
        label=_("Apakah data pribadi orang akan dibagikan atau diolah?"),
        help_text=_("Misalnya daftar peserta dengan NIK."),
    )  # fmt: skip
    data_clause = YesNo(
        label=_("Apakah rancangan sudah memuat pasal data pribadi?"), help_text=_("Hanya perlu dijawab bila data pribadi diolah."),
    )  # fmt: skip
    regimes = forms.MultipleChoiceField(
        label=_("Apakah menyangkut salah satu hal berikut?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Telaah menunjukkan aturannya dan unit yang mengurusnya."),
    )  # fmt: skip
    months = forms.IntegerField(
        label=_("Jangka waktu yang diminta (bulan)"), required=False, min_value=1, max_value=1200,
        help_text=_("Telaah membandingkannya dengan batas jenis naskahnya, bila batas itu diketahui."),
    )  # fmt: skip
    signer = forms.ChoiceField(
        label=_("Siapa yang akan menandatangani untuk daerah?"), choices=states.SIGNERS, widget=forms.RadioSelect,
        help_text=_("Telaah memeriksa apakah penanda tangan sesuai dengan jenis naskahnya."),
    )  # fmt: skip

    def __init__(self, *args: Any, law: LawOn, regimes: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(row.key, f"{row.title}: {row.text} · {row.source.label}") for row in law.others_of("referral")]
        self.fields["regimes"].choices = rows  # type: ignore[attr-defined]
        if not regimes:  # once sent, the region's answer stands and is its own
            del self.fields["regimes"]


class EncloseForm(Form):
    """A file for one line of the checklist."""

    kind = forms.CharField(max_length=50, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Berkas"), max_length=200, help_text=_("PDF, Word, Excel, atau gambar; paling besar 20 MB.")
    )


def kind_field(others: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Jenis dokumen"), choices=others)


class OtherDocument(EncloseForm):
    """A document that this kind of cooperation does not ask for."""

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = kind_field(others)


def programmes_for(actor: Actor, day: dt.date) -> Any:
    """Programmes of the actor's own region that run today or later."""
    return PlanProgramme.objects.visible_to(actor).filter(retired_at=None, last_year__gte=day.year)


class ProgrammeForm(Form):
    programme = forms.ModelChoiceField(
        label=_("Program rencana daerah"), queryset=PlanProgramme.objects.none(), required=False, empty_label=_("– tidak ditautkan –"),
        help_text=_("Program RPJMD atau RKPD yang dilayani kegiatan ini. Daftarnya ada di halaman Rencana."),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, day: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = programmes_for(actor, day)  # type: ignore[attr-defined]


class UmbrellaForm(Form):
    under = forms.ModelChoiceField(
        label=_("Di bawah kesepakatan"), queryset=Agreement.objects.none(), required=False, empty_label=_("– belum ada kesepakatan induk –"),
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Actor, day: dt.date, now: UUID | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Agreement.objects.visible_to(actor).umbrellas().in_force(day).order_by("title")
        self.fields["under"].queryset = rows  # type: ignore[attr-defined]
        if now and not self.is_bound:
            self.initial["under"] = rows.filter(chain=now).first()


class ParticipantForm(Form):
    organization = OrganizationField(label=_("Lembaga"))
    role = forms.ChoiceField(label=_("Peran"), choices=states.PARTICIPANT_ROLES, widget=forms.RadioSelect)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Organization.objects.filter(end=None).select_related("institution").order_by("institution__name", "name")
        sides = [proposal.region_id, proposal.partner.institution_id or proposal.partner_id]
        seek(
            self, "organization", here.exclude(path__overlap=sides), label=_("Lembaga"),
            help_text=_("Tulis nama atau singkatannya, misalnya: dinas koperasi."),
        )  # fmt: skip
        self.order_fields(["organization_words", "organization", "organization_sought", "role"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        check_sought(self, "organization")
        return {name: data[name] for name in ("organization", "role") if name in data}


class SendForm(VersionedForm):
    """One tap; for a letter on paper also the day it came."""


class SendLetterForm(SendForm):
    received_on = DateField(label=_("Diterima tanggal"), help_text=_("Tanggal surat kertasnya sampai."))


class RegisterForm(VersionedForm):
    agenda_number = forms.CharField(label=_("Nomor agenda"), max_length=60, required=False)
    received_on = DateField(label=_("Diterima tanggal"), required=False)

    def __init__(self, *args: Any, proposed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        text = _("Kosongkan agar nomor berikutnya (%(number)s) diberikan otomatis, atau tulis nomor dari buku agenda.")
        self.fields["agenda_number"].help_text = text % {"number": proposed}


class AskForm(Form):
    text = LongText(
        label=_("Apa yang perlu dilengkapi?"), rows=5, max_length=4000,
        help_text=_("Pengusul membaca ini persis seperti Anda tulis."),
    )  # fmt: skip


class CompleteForm(Form):
    note = LongText(
        label=_("Apa yang sudah dilengkapi?"), rows=3, max_length=2000, required=False,
        help_text=_("Satu dua kalimat cukup; perubahan pada butir dan dokumen terlihat sendiri."),
    )  # fmt: skip


class CommentForm(Form):
    text = LongText(label=_("Tanggapan"), rows=5, max_length=5000)


class ReasonForm(Form):
    reason = LongText(label=_("Alasan"), rows=3, max_length=2000)


class DropItemForm(Form):
    reason = LongText(label=_("Alasan"), rows=3, max_length=500, help_text=_("Kedua pihak membacanya."))


class BehalfFields(Form):
    """For whom the answer is recorded, when, and the letter that shows it."""

    behalf_name = forms.CharField(label=_("Atas nama (nama pejabat)"), max_length=160)
    behalf_post = forms.CharField(label=_("Jabatannya"), max_length=160)
    behalf_on = DateField(label=_("Tanggal jawabannya"))
    letter = forms.FileField(label=_("Surat yang dipindai"), required=False, max_length=200, help_text=FILE_HELP)


class DeclineBehalfForm(ReasonForm, BehalfFields):
    pass


class DraftForm(Form):
    title = forms.CharField(label=_("Tentang"), max_length=300, help_text=_("Judul naskah; boleh disesuaikan."))


class BatchForm(Form):
    """Rows pasted from a sheet, or the sheet itself."""

    text = LongText(label=_("Daftar usulan"), rows=8, max_length=200_000, required=False)
    file = forms.FileField(
        label=_("Atau lembar Excel"), required=False, max_length=200, help_text=_("Berkas .xlsx, paling besar 20 MB.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("text") and not data.get("file") and not self.errors:
            self.add_error("text", _("Tempelkan daftarnya di sini, atau pilih lembar Excel."))
        return data

"""Forms of the agreement pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from simpul.agreements.models import Agreement, Party
from simpul.agreements.models.agreement import OPENNESS, RESTRICTED
from simpul.agreements.rules import states, verbs
from simpul.agreements.rules.terms import plain_amount
from simpul.core.actors import Actor
from simpul.core.findings import Finding
from simpul.organizations.models import Authority, Holding, Organization
from simpul.web.forms import DateField, Form, LongText, VersionedForm, when_needed


class OrganizationField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        queryset = (
            Organization.objects.filter(end=None).select_related("institution").order_by("institution__name", "name")
        )
        super().__init__(queryset=queryset, empty_label=_("– pilih lembaga –"), **kwargs)

    def label_from_instance(self, obj: Organization) -> str:
        return obj.whole_name


def choose(form: Form, name: str, choices: Any) -> None:
    """What may be chosen in this field, which depends on who asks and on which case."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = choices
    else:
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


def sides_of(form: Form, rows: int) -> list[tuple[Organization, str]]:
    """The filled rows: which organisation in which role."""
    values = form.cleaned_data
    chosen = [(values.get(f"party_{n}"), values.get(f"role_{n}")) for n in range(1, rows + 1)]
    return [(organization, role or states.SIGNATORY) for organization, role in chosen if organization]


class NewAgreement(Form):
    """Kind, title, own unit and the other sides."""

    kind = forms.ChoiceField(label=_("Jenis naskah"), choices=states.KINDS)
    title = forms.CharField(label=_("Tentang"), max_length=300, help_text=_("Misalnya: Pelatihan kepemimpinan ASN"))
    parent = forms.ModelChoiceField(
        label=_("Kesepakatan induk"),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=_("– tanpa induk –"),
    )

    def __init__(self, *args: Any, actor: Actor, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = Agreement.objects.visible_to(actor).umbrellas().filter(stage=states.SIGNED)
        choose(self, "parent", parents.order_by("title"))
        self.rows = rows
        for n in range(1, rows + 1):
            self.fields[f"party_{n}"] = OrganizationField(label=_("Pihak ke-%(n)s") % {"n": n}, required=n <= 2)
            self.fields[f"role_{n}"] = forms.ChoiceField(
                label=_("Peran pihak ke-%(n)s") % {"n": n}, choices=states.PARTY_ROLES, required=n <= 2
            )

    def sides(self) -> list[tuple[Organization, str]]:
        return sides_of(self, self.rows)


class Parties(Form):
    """The sides of an existing text; an empty row leaves a side out."""

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = list(agreement.parties.all())
        self.rows = len(current) + 2
        for n in range(1, self.rows + 1):
            party = current[n - 1] if n <= len(current) else None
            self.fields[f"party_{n}"] = OrganizationField(
                label=_("Pihak ke-%(n)s") % {"n": n}, required=False, initial=party.organization_id if party else None
            )
            self.fields[f"role_{n}"] = forms.ChoiceField(
                label=_("Peran pihak ke-%(n)s") % {"n": n},
                choices=states.PARTY_ROLES,
                required=False,
                initial=party.role if party else None,
            )
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, initial=agreement.version, min_value=0, max_value=2**31 - 1
        )

    def sides(self) -> list[tuple[Organization, str]]:
        return sides_of(self, self.rows)


class TermsFacts(VersionedForm):
    """The parts of the text that are not clauses."""

    text = forms.IntegerField(
        widget=forms.HiddenInput, min_value=0, max_value=99_999, required=False
    )  # the version read
    title = forms.CharField(label=_("Tentang"), max_length=300)
    place = forms.CharField(label=_("Tempat penandatanganan"), max_length=120, required=False)
    start = DateField(
        label=_("Mulai berlaku"), required=False, help_text=_("Kosongkan bila berlaku sejak ditandatangani.")
    )
    end = DateField(label=_("Berakhir"), required=False)
    months = forms.IntegerField(label=_("Atau lama berlaku (bulan)"), required=False, min_value=1, max_value=1200)
    condition = forms.CharField(
        label=_("Syarat berakhir"),
        max_length=300,
        required=False,
        help_text=_("Bila akhirnya bukan tanggal, misalnya sampai unit memperoleh sertifikat."),
    )

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "title": data["title"], "place": data["place"], "start": data["start"].isoformat() if data["start"] else "",
            "end": data["end"].isoformat() if data["end"] else "", "months": data["months"] or 0, "condition": data["condition"],
        }  # fmt: skip


class ClauseForm(Form):
    type = forms.CharField(widget=forms.HiddenInput, max_length=40)
    was = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=99, required=False)  # its number before
    place = forms.IntegerField(label=_("Urutan"), min_value=1, max_value=99)
    heading = forms.CharField(label=_("Judul pasal"), max_length=160)
    text = LongText(label=_("Isi pasal"), rows=8)
    drop = forms.BooleanField(label=_("Hapus pasal ini"), required=False)


ClauseSet = forms.formset_factory(ClauseForm, extra=0, max_num=80, absolute_max=81, validate_max=True)

DUE_RULES = {
    "date": _("pada tanggal tertentu"),
    "after_start": _("sekian bulan setelah berlaku"),
    "every": _("berulang setiap sekian bulan"),
    "before_end": _("sekian hari sebelum berakhir"),
}


class ObligationForm(VersionedForm):
    """One promise taken from a clause."""

    clause = forms.TypedChoiceField(label=_("Dari pasal"), coerce=int)
    debtor = forms.TypedChoiceField(label=_("Siapa yang berkewajiban"), coerce=int)
    beneficiary = forms.TypedChoiceField(label=_("Kepada siapa"), coerce=int)
    text = forms.CharField(label=_("Kewajiban"), max_length=500, help_text=_("Misalnya: melatih pelaku usaha mikro"))
    quantity = forms.DecimalField(
        label=_("Jumlah"), required=False, max_digits=14, decimal_places=2, min_value=Decimal("0.01")
    )
    unit = forms.CharField(label=_("Satuan"), max_length=60, required=False, help_text=_("orang, dokumen, kali …"))
    rule = forms.ChoiceField(label=_("Tenggat"), choices=DUE_RULES)
    date = when_needed(DateField(label=_("Tanggal"), required=False), _("Untuk tenggat pada tanggal tertentu."))
    count = when_needed(
        forms.IntegerField(label=_("Bulan atau hari"), required=False, min_value=1, max_value=600),
        _("Untuk tenggat dalam sekian bulan atau hari."),
    )
    evidence = forms.CharField(label=_("Bukti yang diperlukan"), max_length=300, required=False)

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert agreement.terms is not None
        terms = agreement.terms.content
        choose(
            self,
            "clause",
            [(n, f"{_('Pasal %(n)s') % {'n': n}} {c['heading']}") for n, c in enumerate(terms["clauses"], 1)],
        )
        sides = [
            (p["order"], f"{p['label']}: {p['organization']}") for p in terms["parties"] if p["role"] != states.WITNESS
        ]
        choose(self, "debtor", sides)
        choose(self, "beneficiary", sides)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        rule = data.get("rule")
        if rule == "date" and not data.get("date") and "date" not in self.errors:
            self.add_error("date", _("Isi tanggal tenggatnya."))
        if rule in ("after_start", "every", "before_end") and not data.get("count") and "count" not in self.errors:
            self.add_error("count", _("Isi berapa bulan atau hari."))
        return data

    @staticmethod
    def typed(promise: dict[str, Any]) -> dict[str, Any]:
        """A promise of the text as this form shows it."""
        due = promise["due"]
        return promise | {
            "quantity": promise["quantity"] or None, "rule": due["rule"], "date": due.get("date"), "count": due.get("months") or due.get("days"),
        }  # fmt: skip

    def value(self) -> dict[str, Any]:
        data = self.cleaned_data
        due = {
            "date": {"rule": "date", "date": data["date"].isoformat() if data["date"] else ""},
            "before_end": {"rule": "before_end", "days": data["count"]},
        }.get(data["rule"], {"rule": data["rule"], "months": data["count"]})
        return {
            "clause": data["clause"], "debtor": data["debtor"], "beneficiary": data["beneficiary"], "text": data["text"],
            "quantity": format(data["quantity"].normalize(), "f") if data["quantity"] else "", "unit": data["unit"], "due": due,
            "evidence": data["evidence"],
        }  # fmt: skip


class PlanRow(VersionedForm):
    """One row of the Rencana Kerja annexed to an NK."""

    activity = forms.CharField(label=_("Program atau kegiatan"), max_length=300)
    output = forms.CharField(label=_("Keluaran"), max_length=300)
    target = forms.CharField(label=_("Target"), max_length=160)
    place = forms.CharField(label=_("Tempat"), max_length=160, required=False)
    period = forms.CharField(label=_("Waktu"), max_length=120)
    units = forms.CharField(label=_("Penanggung jawab di tiap pihak"), max_length=300)
    source = forms.CharField(label=_("Sumber anggaran"), max_length=160, required=False)
    amount = forms.CharField(
        label=_("Besar anggaran (Rp)"), max_length=80, required=False, help_text=_("Angka saja, misalnya 10.000.000.")
    )

    def clean_amount(self) -> str:
        text = self.cleaned_data["amount"]
        if not text:
            return ""
        amount = plain_amount(text)
        if amount is None:
            raise forms.ValidationError(_("Besar anggaran harus berupa angka. Tulis angkanya saja, atau kosongkan."))
        return amount


class BehalfForm(Form):
    """For whom, when, and the letter that shows it."""

    behalf_name = forms.CharField(label=_("Atas nama (nama pejabat)"), max_length=160)
    behalf_post = forms.CharField(label=_("Jabatannya"), max_length=160)
    behalf_on = DateField(label=_("Tanggal keputusannya"))
    letter = forms.FileField(label=_("Surat yang dipindai"), help_text=_("PDF atau foto, paling besar 20 MB."))


BEHALF_TOO = _("Wajib bila ada nama pejabat di atas.")


class ApproveForm(Form):
    hash = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ApproveBehalfForm(BehalfForm):
    hash = forms.CharField(max_length=64, widget=forms.HiddenInput)


class GuestAnswerForm(Form):
    text = LongText(label=_("Apa yang Anda tolak atau minta diubah, dan mengapa"), rows=4, max_length=5000)


class SignForm(Form):
    """What stands on the signed copy; for whom it is recorded, if for somebody; a reason for each finding of that day."""

    signed_on = DateField(label=_("Tanggal tanda tangan"))
    method = forms.ChoiceField(label=_("Cara"), choices=verbs.METHODS)
    scan = forms.FileField(
        label=_("Pindaian naskah bertanda tangan"), help_text=_("PDF atau foto, paling besar 20 MB.")
    )
    initials = forms.BooleanField(label=_("Ada paraf di setiap halaman"), required=False)
    stamp_duty = forms.BooleanField(label=_("Ada meterai"), required=False)
    seal = forms.BooleanField(label=_("Ada cap lembaga"), required=False)
    issuer = when_needed(
        forms.CharField(label=_("Penerbit sertifikat"), max_length=160, required=False),
        _("Wajib untuk TTE tersertifikasi."),
    )
    behalf_name = forms.CharField(
        label=_("Atas nama (nama pejabat)"),
        max_length=160,
        required=False,
        help_text=_("Isi bagian ini hanya bila tanda tangan dicatat atas nama pejabat yang nanti memastikannya."),
    )
    behalf_post = when_needed(forms.CharField(label=_("Jabatannya"), max_length=160, required=False), BEHALF_TOO)
    behalf_on = when_needed(DateField(label=_("Tanggal keputusannya"), required=False), BEHALF_TOO)
    letter = when_needed(forms.FileField(label=_("Surat yang dipindai"), required=False), BEHALF_TOO)

    def __init__(self, *args: Any, findings: Sequence[Finding] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for finding in findings:
            words = _("Alasan melanjutkan meski ada temuan ini. Hanya lembaga Anda yang membacanya.")
            reason = LongText(label=str(finding), rows=2, max_length=2000, required=False)
            self.fields[f"reasons.{finding.code}"] = when_needed(
                reason, f"{finding.source} {words}" if finding.source else words
            )
        self.order_fields(["signed_on", *(f"reasons.{f.code}" for f in findings)])  # beside the day they speak of

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        parts = ("behalf_name", "behalf_post", "behalf_on")
        if any(data.get(key) for key in (*parts, "letter")):
            for key in parts:
                if not data.get(key) and key not in self.errors:
                    self.add_error(key, _("Isi juga bagian ini, atau kosongkan semua bagian «atas nama»."))
        return data


class NumberForm(Form):
    number = forms.CharField(
        label=_("Nomor naskah"),
        max_length=100,
        required=False,
        help_text=_("Ditulis persis seperti di naskah. Kosongkan bila menyusul."),
    )


class AuthorityField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Authority) -> str:
        return f"{obj} · {obj.post.title}"


class SignerForm(Form):
    """Which holder of which post signs, by which right."""

    holding = forms.ModelChoiceField(
        label=_("Pejabat penanda tangan"), queryset=Holding.objects.none(), empty_label=_("– pilih pejabat –")
    )
    authority = AuthorityField(
        label=_("Dasar kewenangan"),
        queryset=Authority.objects.none(),
        required=False,
        empty_label=_("– belum dicatat –"),
    )

    def __init__(self, *args: Any, party: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = party.organization.path
        holdings = Holding.objects.filter(post__organization_id__in=ids)
        choose(self, "holding", holdings.select_related("post").order_by("-start"))
        authorities = Authority.objects.filter(organization_id__in=ids)
        choose(self, "authority", authorities.select_related("post").order_by("-start"))


class EnterForm(Form):
    signed_on = DateField(label=_("Tanggal tanda tangan"))
    scan = forms.FileField(label=_("Pindaian naskah"), help_text=_("PDF atau foto, paling besar 20 MB."))


class CorrectEntryForm(VersionedForm):
    signed_on = DateField(label=_("Tanggal tanda tangan"))
    parent = forms.ModelChoiceField(
        label=_("Kesepakatan induk"),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=_("– tanpa induk –"),
    )
    scan = forms.FileField(
        label=_("Pindaian yang benar"),
        required=False,
        help_text=_("Hanya bila pindaiannya keliru. PDF atau foto, paling besar 20 MB."),
    )
    reason = LongText(label=_("Apa yang keliru"), rows=3, max_length=2000)

    def __init__(self, *args: Any, actor: Actor, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Agreement.objects.visible_to(actor).umbrellas().filter(stage=states.SIGNED).exclude(pk=agreement.pk)
        now = Agreement.objects.filter(pk=agreement.parent_id or 0)
        choose(self, "parent", (seen | now).order_by("title"))


class CommentForm(Form):
    text = LongText(label=_("Tanggapan"), rows=3, max_length=5000)
    clause = forms.CharField(label=_("Tentang pasal"), max_length=200, required=False)
    private = forms.BooleanField(label=_("Catatan untuk lembaga saya saja"), required=False)


class AttachForm(Form):
    file = forms.FileField(label=_("Berkas"), help_text=_("PDF, Word, Excel, atau gambar; paling besar 20 MB."))
    name = forms.CharField(label=_("Nama berkas"), max_length=200, required=False)


class OverrideForm(Form):
    code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    reason = LongText(label=_("Alasan melanjutkan"), rows=3, max_length=2000)


class OpennessForm(Form):
    openness = forms.ChoiceField(label=_("Keterbukaan"), choices=OPENNESS, initial=RESTRICTED)
    reason = when_needed(
        forms.CharField(label=_("Alasan bila ditutup"), max_length=300, required=False), _("Wajib bila naskah ditutup.")
    )


class ReasonForm(Form):
    reason = LongText(label=_("Alasan"), rows=3, max_length=2000)


class ClosingForm(Form):
    outcome = forms.ChoiceField(
        label=_("Hasil"),
        choices=[(k, states.OUTCOMES[k]) for k in (states.FINISHED, states.NOT_RENEWED, states.TERMINATED)],
    )
    evaluation = LongText(label=_("Evaluasi: apa yang dicapai, apa yang tidak, dan mengapa"), rows=6, max_length=5000)


class AnswerForm(Form):
    agrees = forms.TypedChoiceField(
        label=_("Jawaban"),
        coerce=lambda v: v == "ya",
        choices=[("ya", _("Setuju ditutup")), ("tidak", _("Tidak setuju"))],
        widget=forms.RadioSelect,
    )
    reason = when_needed(
        LongText(label=_("Alasan bila tidak setuju"), rows=3, max_length=2000, required=False),
        _("Wajib bila tidak setuju."),
    )


class GuestForm(Form):
    name = forms.CharField(label=_("Nama penerima"), max_length=160)
    post = forms.CharField(label=_("Jabatan"), max_length=160)
    email = forms.EmailField(
        label=_("Surel"), max_length=254, help_text=_("Tautan dikirim ke sini; Anda tidak akan melihatnya.")
    )


class ReportForm(VersionedForm):
    quantity = when_needed(
        forms.DecimalField(label=_("Jumlah yang dicapai"), required=False, max_digits=14, decimal_places=2),
        _("Wajib bila yang dijanjikan berjumlah; kosongkan bila tidak."),
    )
    done_on = DateField(label=_("Tanggal pelaksanaan"), initial=dt.date.today)
    note = when_needed(
        LongText(label=_("Keterangan"), rows=3, max_length=2000, required=False),
        _("Wajib bila tidak ada berkas bukti: tulis di mana buktinya."),
    )
    file = when_needed(
        forms.FileField(label=_("Bukti"), required=False),
        _("Wajib bila keterangan kosong. PDF, Word, Excel, atau gambar; paling besar 20 MB."),
    )


class CheckForm(VersionedForm):
    whole = forms.BooleanField(label=_("Kewajiban ini sudah terpenuhi seluruhnya"), required=False)
    check_note = forms.CharField(label=_("Catatan"), max_length=1000, required=False)


class ReasonedForm(VersionedForm):
    reason = LongText(label=_("Alasan"), rows=3, max_length=2000)

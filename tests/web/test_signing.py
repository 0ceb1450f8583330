"""Recording a signature: findings of its day are answered on its page, and it may be recorded on behalf."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from simpul.agreements import actions
from simpul.agreements.models import Agreement, Override, Signature
from simpul.agreements.rules import states
from simpul.organizations import actions as organizations
from simpul.register.models import Event
from simpul.web.agreements import forms
from simpul.web.forms import Form
from tests import make
from tests.agreements import cases
from tests.web.agreement_forms import BEHALF, SIGN

REASON = "Pelantikan tertunda; surat tugasnya terlampir dalam berkas."


@pytest.fixture
def made(c: SimpleNamespace) -> Agreement:
    made = cases.agreed(c)
    cases.name_signers(c, made)
    return made


def send(made: Agreement, who: Any, **values: Any) -> Any:
    uploads = {"scan": SimpleUploadedFile("pindaian.pdf", cases.signed_pdf("pindaian"))}
    if "behalf_name" in values:
        uploads["letter"] = SimpleUploadedFile("surat.pdf", cases.signed_pdf("surat"))
    address = reverse("agreement_sign", args=[made.code, 1])
    return make.client(who).post(address, SIGN | values | uploads)


def test_findings_of_the_day_typed_are_listed_and_their_reasons_kept_with_the_signature(c, made):
    later = dt.date(2026, 3, 10)
    organizations.appoint(
        c.kadis_post,
        person="Lestari Pejabat Contoh",
        manner="plt",
        start=later,
        basis="SK contoh",
        by=make.SYSTEM,
        at=make.AT,
    )
    row, holder = cases.party(made, 1), make.holder(c.kadis_post)
    actions.name_signer(made, party=row, holding=holder, authority=c.kadis_authority, by=c.actors.officer, at=cases.AT)
    code = f"signer.not_in_office.{row.pk}"
    before = Event.objects.count()
    answer = send(made, c.officer, signed_on="2026-03-05")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "tidak tercatat memegang jabatannya" in page
    assert f'name="reasons.{code}"' in page
    answer = send(made, c.officer, signed_on="2026-03-05", **{f"reasons.{code}": "ya"})
    assert (answer.status_code, "terlalu pendek" in answer.content.decode()) == (422, True)
    assert (Event.objects.count(), Signature.objects.filter(party=row).exists()) == (before, False)
    assert send(made, c.officer, signed_on="2026-03-05", **{f"reasons.{code}": REASON}).status_code == 302
    assert Signature.objects.get(party=row).signed_on == dt.date(2026, 3, 5)
    assert Override.objects.get(agreement=made, code=code, institution=c.awan).reason == REASON


def test_a_day_before_all_approved_or_before_the_side_whose_turn_came_first_asks_for_a_reason(c):
    made = cases.shared(c)
    cases.name_signers(c, made)
    approved = cases.AT + dt.timedelta(days=4)  # 6 March
    for row in made.parties.all():
        actions.approve(made, party=row, hash=made.terms.hash, by=cases.decider(c, row), at=approved)

    def sign(order: int, day: int, who: Any) -> list[str]:
        row = cases.party(made, order)
        on = dt.date(2026, 3, day)
        found = findings(made, row, on)
        actions.sign(
            made, party=row, signed_on=on, scan=cases.scan(str(order)), reasons=dict.fromkeys(found, REASON), by=who, at=approved,
            today=dt.date(2026, 3, 20),
        )  # fmt: skip
        return [code.rpartition(".")[0] for code in found]

    assert sign(1, 5, c.actors.officer) == ["sign.before_approval"]
    actions.withdraw_signature(made, party=cases.party(made, 1), by=c.actors.officer, at=approved)
    assert sign(1, 9, c.actors.officer) == []
    assert sign(2, 7, c.actors.partner_officer) == ["sign.out_of_turn"]
    assert cases.fresh(made).stage == states.SIGNED


def findings(made: Agreement, row: Any, day: dt.date) -> list[str]:
    from simpul.agreements.models.findings import signing_findings

    return [f.code for f in signing_findings(cases.fresh(made), row, day)]


def test_a_signature_is_recorded_on_behalf_shown_and_confirmed(c, made):
    half = send(made, c.officer, behalf_name="Damayanti")
    assert (half.status_code, "kosongkan semua bagian" in half.content.decode()) == (422, True)
    early = send(made, c.officer, **BEHALF | {"behalf_on": "2026-02-27"})
    assert (early.status_code, "mendahului naskah versi ini" in early.content.decode()) == (422, True)
    assert send(made, c.officer, **BEHALF).status_code == 302
    given = Signature.objects.get(party=cases.party(made, 1))
    assert (given.behalf_name, given.letter_id is not None) == ("Damayanti", True)
    letter = reverse("agreement_signature_letter", args=[made.code, given.pk])
    case, confirm = (
        reverse("agreement", args=[made.code]),
        reverse("agreement_confirm_record", args=[made.code, 1, "tanda-tangan"]),
    )
    page = make.client(c.dinas_head).get(case).content.decode()
    for shown in ("dicatat atas nama Damayanti, Kepala Dinas", letter, confirm):
        assert shown in page
    assert b"".join(make.client(c.dinas_head).get(letter).streaming_content).startswith(b"%PDF")
    assert make.client(c.citra_officer).get(letter).status_code == 404
    assert make.client(c.dinas_head).post(confirm).status_code == 302
    given.refresh_from_db()
    assert given.confirmed_at


def test_a_certified_signature_names_its_issuer(c, made):
    answer = send(made, c.officer, method="tte", issuer=" ")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["issuer"])
    assert send(made, c.officer, method="tte", issuer="BSrE").status_code == 302


def test_what_was_signed_elsewhere_is_entered_with_its_findings_in_sight_and_corrected_on_its_page(c):
    draft, made = cases.draft(c), cases.entered(c)
    page = make.client(c.officer).get(reverse("agreement_enter", args=[draft.code])).content.decode()
    assert "PKS ini belum menunjuk kesepakatan induknya" in page
    correct = reverse("agreement_correct_entry", args=[made.code])
    assert correct in make.client(c.officer).get(reverse("agreement", args=[made.code])).content.decode()
    assert correct not in make.client(c.partner_officer).get(reverse("agreement", args=[made.code])).content.decode()
    values = {"signed_on": "2025-02-03", "parent": "", "reason": "Salah baca", "version": made.version}
    assert make.client(c.officer).post(correct, values).status_code == 302
    page = make.client(c.partner_officer).get(reverse("agreement", args=[made.code])).content.decode()
    assert "dibetulkan: Salah baca" in page


ASKED = {
    forms.SignForm: ("scan", "issuer", "letter"), forms.EnterForm: ("scan",), forms.BehalfForm: ("letter",), forms.ReasonForm: ("reason",),
    forms.ReasonedForm: ("reason",), forms.ClosingForm: ("evaluation",), forms.AnswerForm: ("reason",), forms.OpennessForm: ("reason",),
    forms.ReportForm: ("quantity", "note", "file"), forms.CorrectEntryForm: ("reason",),
}  # fmt: skip


@pytest.mark.parametrize("form", ASKED)
def test_nothing_that_may_be_asked_for_is_called_optional(form):
    for name in ASKED[form]:
        field = form.base_fields[name]
        shown = render_to_string("django/forms/field.html", {"field": _Bound({name: field})[name]})
        assert "boleh kosong" not in shown, name
        assert field.required or field.help_text, name
    assert "boleh kosong" in forms.NumberForm()["number"].as_field_group()


class _Bound(Form):
    """A form of the given fields, to see one drawn."""

    def __init__(self, fields: dict[str, Any]) -> None:
        super().__init__()
        self.fields |= fields

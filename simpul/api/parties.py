"""The sides of a case and what is each side's own: number, signer, invitation of a guest, closing."""

from __future__ import annotations

from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router

from simpul.agreements import actions
from simpul.agreements.rules import states
from simpul.core.dates import local_day
from simpul.core.refusals import Refusal, stop_if
from simpul.organizations.models import Authority, Holding

from . import cases
from .auth import who
from .cases import AgreementOut, PartyOut
from .doing import act, does, reads
from .values import Code, Flag, Id, In, Number, OneOf, Out, text

router = Router(tags=["parties"])
CLOSINGS = (states.FINISHED, states.NOT_RENEWED, states.TERMINATED)


class PartiesOut(Out):
    items: list[PartyOut]


@reads(router, "/agreements/{code}/parties", "Para pihak", PartiesOut)
def parties_list(request: HttpRequest, code: Code) -> Any:
    return PartiesOut(items=[cases.party(row) for row in cases.case(request, code).parties.all()])


class NumberIn(In):
    """Empty: pending again."""

    number: Annotated[str, text(100)]


@does(router, "/agreements/{code}/parties/{order}/number", "Nomor naskah satu pihak", AgreementOut)
def party_number(request: HttpRequest, code: Code, order: Number, body: NumberIn) -> Any:
    row = cases.case(request, code)
    party = cases.side(row, order)
    return act(
        request,
        lambda: actions.assign_number(row, party=party, number=body.number, by=who(request), at=timezone.now()),
        lambda _done: cases.told(request, code),
    )


class SignerIn(In):
    """Ids from the page of an organisation: who holds the post, and the right to sign."""

    holding: Id
    authority: Id | None = None


@does(router, "/agreements/{code}/parties/{order}/signer", "Tetapkan penanda tangan satu pihak", AgreementOut)
def party_signer(request: HttpRequest, code: Code, order: Number, body: SignerIn) -> Any:
    row = cases.case(request, code)
    party = cases.side(row, order)
    ids = party.organization.path
    holding = Holding.objects.filter(post__organization_id__in=ids, pk=body.holding).select_related("post").first()
    authority = Authority.objects.filter(organization_id__in=ids, pk=body.authority or 0).first()
    stop_if([] if holding else [unknown_official("holding")])
    stop_if([] if authority or body.authority is None else [unknown_official("authority")])
    assert holding is not None
    return act(
        request,
        lambda: actions.name_signer(
            row, party=party, holding=holding, authority=authority, by=who(request), at=timezone.now()
        ),
        lambda _done: cases.told(request, code),
    )


def unknown_official(field: str) -> Refusal:
    text = _("Pejabat atau kewenangan itu bukan milik pihak ini. Pilih dari data lembaga pihak ini.")
    return Refusal("signer.unknown", text, "value", field)


class GuestIn(In):
    name: Annotated[str, text(160, 1)]
    post: Annotated[str, text(160)] = ""
    email: Annotated[str, text(254, 3)]


@does(router, "/agreements/{code}/parties/{order}/invite", "Kirim tautan persetujuan sekali pakai", PartyOut)
def party_invite(request: HttpRequest, code: Code, order: Number, body: GuestIn) -> Any:
    """The link is mailed; it is in no answer, not even the sender's."""
    row = cases.case(request, code)
    party = cases.side(row, order)
    stop_if([] if _is_address(body.email) else [WRONG_ADDRESS])
    return act(
        request,
        lambda: actions.invite_guest(row, party=party, by=who(request), at=timezone.now(), **body.model_dump()),
        lambda _done: cases.party(party),
    )


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


WRONG_ADDRESS = Refusal(
    "guest.email", _("Alamat surel ini tidak sah. Periksa ejaannya, lalu kirim lagi."), "value", "email"
)


class CloseIn(In):
    outcome: Annotated[str, OneOf(CLOSINGS)]
    evaluation: Annotated[str, text(5000)]


@does(router, "/agreements/{code}/parties/{order}/close", "Usulkan penutupan dengan evaluasi", AgreementOut)
def closing_propose(request: HttpRequest, code: Code, order: Number, body: CloseIn) -> Any:
    row, at = cases.case(request, code), timezone.now()
    party = cases.side(row, order)
    return act(
        request,
        lambda: actions.propose_closing(
            row, party=party, by=who(request), at=at, today=local_day(at, who(request).zone), **body.model_dump()
        ),
        lambda _done: cases.told(request, code),
    )


class AnswerIn(In):
    agrees: Flag
    reason: Annotated[str, text(2000)] = ""


@does(router, "/agreements/{code}/parties/{order}/answer-closing", "Jawab usulan penutupan", AgreementOut)
def closing_answer(request: HttpRequest, code: Code, order: Number, body: AnswerIn) -> Any:
    row = cases.case(request, code)
    party = cases.side(row, order)
    return act(
        request,
        lambda: actions.answer_closing(row, party=party, by=who(request), at=timezone.now(), **body.model_dump()),
        lambda _done: cases.told(request, code),
    )

"""Every form of Penawaran & Usulan with values that are taken: the ground from which bad input departs."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from django.urls import reverse

from simpul.meetings import actions as meetings
from simpul.proposals import actions
from simpul.proposals.actions import screening
from simpul.proposals.models import Proposal
from simpul.proposals.models.screening import unanswered
from tests import make
from tests.agreements.cases import signed_pdf
from tests.proposals import cases

AT = cases.AT
Values = Callable[[SimpleNamespace], dict[str, Any]]


@dataclasses.dataclass(frozen=True)
class Good:
    """`who` posts `values` (and `files`) to the address `name` of the case `on`, and it is taken.

    `wrong_state` is a case on which the same is a conflict; `other` somebody who sees the case and may not do it.
    """

    name: str
    on: str
    values: Values = lambda s: {}
    more: tuple[Any, ...] = ()
    who: str = "partner_officer"
    files: dict[str, bytes] = dataclasses.field(default_factory=dict)
    wrong_state: str = ""
    other: str = "pengawas"
    long: tuple[str, ...] = ()  # fields that a text may overfill

    def address(self, s: SimpleNamespace, on: str = "") -> str:
        more = [s.numbers.get(word, word) for word in self.more]
        args = [getattr(s, on or self.on).code, *more] if self.on else more
        return reverse(self.name, args=args) + (
            f"?pertemuan={s.ceremony.code}" if self.name == "proposals_batch" else ""
        )


SCAN = signed_pdf("pindaian surat dari formulir")
ITEM = {
    "activity": "training", "title": "Pelatihan pembukuan", "detail": "Dua angkatan", "affair": "2.07.pelatihan", "place": "33.03",
    "extent": "within", "target": "Pelaku usaha mikro", "target_count": "40", "post_level": "",
}  # fmt: skip
FACTS = {
    "apbd_funded": "ya", "in_current_apbd": "tidak", "apbd_amount": "25000000", "burdens_public": "tidak", "burdens_reason": "Tidak ada pungutan",
    "routine": "on", "personal_data": "ya", "data_clause": "", "regimes": ["hibah"], "months": "12", "signer": "official",
}  # fmt: skip
BEHALF = {"behalf_name": "Gilang", "behalf_post": "Direktur", "behalf_on": "2026-03-02"}
LIST = "mitra\tperihal\ttahap\nUniversitas Bumi\tRiset pangan\tPerlu Dilengkapi\nPT Citra Selatan\tBursa kerja\tDraf"


def stages(c: SimpleNamespace) -> SimpleNamespace:
    """A case in each state that a form asks for; each letter has a number of its own."""
    numbers = iter(range(1, 99))

    def letter() -> dict[str, Any]:
        return {"letter_number": f"{next(numbers)}/UN/KS/2026"}

    s = SimpleNamespace(c=c)
    s.bare, s.draft = cases.bare_draft(c, **letter()), cases.draft(c, **letter())
    s.two = cases.draft(c, **letter())
    cases.item(s.two, c.actors.partner_officer, title="Bursa kerja")
    s.received, s.incomplete = cases.received(c, **letter()), cases.incomplete(c, **letter())
    s.screening = cases.draft(c, **letter())
    cases.item(s.screening, c.actors.partner_officer, title="Bursa kerja")
    actions.send(s.screening, by=c.actors.partner_officer, at=AT)
    actions.register(s.screening, by=c.actors.officer, at=AT)
    s.paper = cases.written_down(c)
    bank = make.organization("Bank Uji")
    c.bank_officer = make.user("Petugas Bank Uji", bank, "pengelola_kemitraan")
    s.heard, s.withdrawn = cases.received(c, **letter()), cases.received(c, **letter())
    for row in (s.heard, s.withdrawn):
        actions.add_participant(row, organization=bank, role="invited", by=c.actors.partner_officer, at=AT)
    actions.withdraw(s.withdrawn, reason="Salah alamat", by=c.actors.partner_officer, at=AT)
    s.offered, s.kept = offered(c), offered(c, partner=s.paper.partner)
    s.agreed = offered(c)
    actions.accept_offer(s.agreed, by=c.actors.partner_officer, at=AT)
    s.file = actions.enclose(
        s.draft, kind="kak", file=cases.scan("kak"), name="KAK.pdf", by=c.actors.partner_officer, at=AT
    )
    s.guest = actions.add_participant(s.draft, organization=c.citra, role="invited", by=c.actors.partner_officer, at=AT)
    s.programme = actions.add_programme(
        c.awan, plan="rpjmd", name="Peningkatan UMKM", first_year=2025, last_year=2029, by=c.actors.officer, at=AT
    )
    s.ceremony = meetings.prepare(
        kind="signing", title="Penandatanganan bersama", convener=c.bagian, starts_at=AT, by=c.actors.officer, at=AT
    )
    for name, made in vars(s).items():
        if isinstance(made, Proposal):
            setattr(s, name, cases.fresh(made))
    s.numbers = {"file": s.file.pk, "guest": s.guest.pk}
    return s


def offered(c: SimpleNamespace, **values: Any) -> Proposal:
    """What the dinas began and the leader agreed to offer."""
    made = cases.outgoing_screening(c, **values)
    screening.screen(made, by=c.actors.officer, at=AT)
    for row in unanswered(made):
        screening.override(made, code=row["code"], reason="Sudah dibahas.", by=c.actors.officer, at=AT)
    hop = actions.submit(made, post=c.bupati_post, by=c.actors.officer, at=AT)
    actions.answer(hop, answer="agree", by=c.actors.leader, at=AT)
    return made


GOOD: dict[str, Good] = {
    "new": Good(
        "proposal_new", "", lambda s: {
            "region": s.c.awan.pk, "partner": s.c.bumi.pk, "title": "Riset pangan", "purpose": "Lumbung desa", "wanted_kind": "kb", "months": "24",
            "letter_number": "99/UN/2026", "letter_date": "2026-02-27",
        }, files={"letter_file": SCAN}, other="leader", long=("title", "purpose", "letter_number"),
    ),
    "edit": Good(
        "proposal_edit", "draft", lambda s: {
            "region": s.c.awan.pk, "partner": s.c.bumi.pk, "title": "Judul yang disunting", "purpose": "Lain", "version": s.draft.version,
        },
        wrong_state="received", other="rektor", long=("title", "purpose", "letter_number"),
    ),
    "facts": Good(
        "proposal_facts", "draft", lambda s: FACTS | {"version": s.draft.version}, wrong_state="received", other="rektor",
        long=("burdens_reason",),
    ),
    "items": Good("proposal_items", "draft", lambda s: ITEM, wrong_state="received", other="rektor", long=("title", "detail", "target")),
    "item": Good("proposal_item", "draft", lambda s: ITEM, (1,), wrong_state="received", other="rektor", long=("title", "detail", "target")),
    "remove_item": Good("proposal_remove_item", "two", more=(2,), other="rektor"),
    "drop_item": Good(
        "proposal_drop_item", "screening", lambda s: {"reason": "Bukan kewenangan daerah"}, (1,), who="officer", wrong_state="withdrawn",
        other="partner_officer", long=("reason",),
    ),
    "link_programme": Good(
        "proposal_link_programme", "screening", lambda s: {"programme": s.programme.pk}, (1,), who="officer", wrong_state="withdrawn",
        other="partner_officer",
    ),
    "documents": Good(
        "proposal_documents", "draft", lambda s: {"kind": "studi_kelayakan"}, files={"file": SCAN}, wrong_state="withdrawn", other="rektor"
    ),
    "remove_enclosed": Good("proposal_remove_enclosed", "draft", more=("file",), other="rektor"),
    "participants": Good(
        "proposal_participants", "draft", lambda s: {"organization": s.paper.partner_id, "role": "implementing"}, wrong_state="withdrawn",
        other="rektor",
    ),
    "drop_participant": Good("proposal_drop_participant", "draft", more=("guest",), other="rektor"),
    "send": Good("proposal_send", "draft", lambda s: {"version": s.draft.version}, wrong_state="received", other="rektor"),
    "send_paper": Good(
        "proposal_send", "paper", lambda s: {"version": s.paper.version, "received_on": "2026-03-01"}, who="officer", other="leader"
    ),
    "register": Good(
        "proposal_register", "received", lambda s: {"version": s.received.version, "agenda_number": "12/KS/2026", "received_on": "2026-03-01"},
        who="officer", wrong_state="screening", other="partner_officer", long=("agenda_number",),
    ),
    "ask_completion": Good(
        "proposal_ask_completion", "received", lambda s: {"text": "Lampirkan KAK"}, who="officer", wrong_state="incomplete",
        other="partner_officer", long=("text",),
    ),
    "complete": Good(
        "proposal_complete", "incomplete", lambda s: {"note": "KAK dilampirkan"}, wrong_state="received", other="officer", long=("note",)
    ),
    "withdraw": Good(
        "proposal_withdraw", "received", lambda s: {"reason": "Program berubah"}, wrong_state="withdrawn", other="officer", long=("reason",)
    ),
    "comment": Good(
        "proposal_comment", "heard", lambda s: {"text": "Kami siap membiayai"}, who="bank_officer", wrong_state="withdrawn",
        other="partner_officer", long=("text",),
    ),
    "accept_offer": Good("proposal_accept_offer", "offered", who="rektor", wrong_state="agreed", other="officer"),
    "accept_offer_behalf": Good(
        "proposal_accept_offer", "kept", lambda s: BEHALF, who="officer", files={"letter": SCAN}, other="dinas_officer",
        long=("behalf_name", "behalf_post"),
    ),
    "decline_offer": Good(
        "proposal_decline_offer", "offered", lambda s: {"reason": "Belum ada dosen"}, who="rektor", wrong_state="agreed", other="officer",
        long=("reason",),
    ),
    "decline_offer_behalf": Good(
        "proposal_decline_offer", "kept", lambda s: BEHALF | {"reason": "Belum ada dana"}, who="officer", files={"letter": SCAN},
        other="dinas_officer", long=("reason", "behalf_name"),
    ),
    "draft": Good(
        "proposal_draft", "agreed", lambda s: {"title": "Pendampingan koperasi"}, who="officer", wrong_state="received", other="leader",
        long=("title",),
    ),
    "batch": Good("proposals_batch", "", lambda s: {"text": LIST, "lakukan": "buka"}, who="officer", other="dinas_officer"),
}  # fmt: skip

__all__ = ["GOOD", "LIST", "Good", "dt", "make", "stages"]

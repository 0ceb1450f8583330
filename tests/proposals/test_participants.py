"""Others who take part: they read the proposal once it is sent, comment when that was asked, or become implementing parties of the draft."""

from __future__ import annotations

import pytest

from simpul.core.actors import Actor
from simpul.core.refusals import Refused
from simpul.notices.models import Notice
from simpul.proposals import actions
from simpul.proposals.models import Comment, Participant, Proposal
from simpul.register.models import Event
from tests import make
from tests.proposals import cases
from tests.proposals.cases import AT

pytestmark = pytest.mark.django_db


def add(c, proposal: Proposal, *, by: Actor | None = None, organization=None, role: str = "invited") -> Participant:
    return actions.add_participant(
        proposal, organization=organization or c.citra, role=role, by=by or c.actors.partner_officer, at=AT
    )


def seen(actor: Actor, proposal: Proposal) -> bool:
    return Proposal.objects.visible_to(actor).filter(pk=proposal.pk).exists()


def test_who_takes_part_reads_the_proposal_once_it_is_sent(c):
    made = cases.draft(c)
    add(c, made)
    assert not seen(c.actors.citra_officer, made)
    actions.send(cases.fresh(made), by=c.actors.partner_officer, at=AT)
    assert seen(c.actors.citra_officer, made)
    assert not Proposal.objects.inside(c.actors.citra_officer).filter(pk=made.pk).exists()


def test_who_is_added_to_a_sent_proposal_reads_it_at_once(c):
    made = cases.received(c)
    assert not seen(c.actors.citra_officer, made)
    add(c, made, by=c.actors.officer)
    assert seen(c.actors.citra_officer, made)


def test_who_is_dropped_no_longer_takes_part(c):
    made = cases.received(c)
    actions.drop_participant(add(c, made), by=c.actors.officer, at=AT)
    assert not made.participants.exists()
    assert Event.objects.filter(chain=made.chain, kind="proposal.participant_dropped").exists()


@pytest.mark.parametrize("name", ["leader", "citra_officer", "pengawas", "admin"])
def test_only_those_who_write_or_register_name_participants(c, name):
    made = cases.received(c)
    before = Event.objects.count()
    with pytest.raises(Refused) as stopped:
        add(c, made, by=getattr(c.actors, name))
    assert [r.code for r in stopped.value.refusals] == ["participant.forbidden"]
    assert not Participant.objects.exists()
    assert Event.objects.count() == before


def test_a_side_is_no_participant(c):
    with pytest.raises(Refused) as stopped:
        add(c, cases.received(c), organization=c.dinas)
    assert [r.code for r in stopped.value.refusals] == ["participant.side"]


def test_nobody_takes_part_twice(c):
    made = cases.received(c)
    add(c, made)
    with pytest.raises(Refused) as stopped:
        add(c, made)
    assert [r.code for r in stopped.value.refusals] == ["database.participant_once"]


def test_nobody_joins_what_is_closed(c):
    made = cases.received(c)
    actions.withdraw(made, reason="Tidak jadi.", by=c.actors.partner_officer, at=AT)
    with pytest.raises(Refused) as stopped:
        add(c, cases.fresh(made))
    assert [r.code for r in stopped.value.refusals] == ["participant.closed"]


def test_who_is_dropped_twice_is_dropped_once(c):
    made = cases.received(c)
    row = add(c, made)
    actions.drop_participant(Participant.objects.get(pk=row.pk), by=c.actors.officer, at=AT)
    before = cases.fresh(made).version
    with pytest.raises(Refused) as stopped:
        actions.drop_participant(row, by=c.actors.partner_officer, at=AT)
    assert [(r.code, r.kind) for r in stopped.value.refusals] == [("participant.dropped", "state")]
    assert Event.objects.filter(chain=made.chain, kind="proposal.participant_dropped").count() == 1
    assert cases.fresh(made).version == before
    with pytest.raises(Refused) as stopped:
        actions.drop_participant(row, by=c.actors.citra_officer, at=AT)
    assert [r.code for r in stopped.value.refusals] == ["participant.forbidden"]


def say(c, proposal: Proposal, text: str = "Kami siap membiayai usaha.", who: str = "citra_officer") -> Comment:
    return actions.comment(proposal, text=text, by=getattr(c.actors, who), at=AT)


def test_an_invited_organisation_comments_and_the_officers_hear_of_it_once(c):
    made = cases.screening(c)
    add(c, made)
    said = say(c, made, " Kami siap membiayai usaha. ")
    assert (said.text, said.by_organization) == ("Kami siap membiayai usaha.", "PT Citra Selatan")
    assert Event.objects.filter(chain=made.chain, kind="proposal.commented").count() == 1
    told = Notice.objects.filter(subject=f"proposal:{made.code}", threshold=f"comment:{said.pk}")
    assert [notice.recipient for notice in told] == [c.officer]
    page = f"/penawaran/{made.code}/"
    for who in (c.officer, c.partner_officer, c.citra_officer):
        assert "Kami siap membiayai usaha." in make.client(who).get(page).content.decode()


@pytest.mark.parametrize(
    ("who", "role", "text", "codes"),
    [
        ("officer", "invited", "Baik.", ["comment.not_invited"]),
        ("partner_officer", "invited", "Baik.", ["comment.not_invited"]),
        ("citra_officer", "implementing", "Baik.", ["comment.not_invited"]),
        ("pengawas", "invited", "Baik.", ["proposal.not_permitted", "comment.not_invited"]),
        ("citra_officer", "invited", " ", ["comment.empty"]),
    ],
)
def test_who_was_not_invited_or_says_nothing_leaves_nothing(c, who, role, text, codes):
    made = cases.screening(c)
    add(c, made, role=role)
    before = Event.objects.count(), Notice.objects.count()
    with pytest.raises(Refused) as stopped:
        say(c, made, text, who)
    assert [r.code for r in stopped.value.refusals] == codes
    assert (Comment.objects.count(), Event.objects.count(), Notice.objects.count()) == (0, *before)


def test_nobody_comments_on_what_is_closed_and_the_page_says_why(c):
    made = cases.received(c)
    add(c, made)
    actions.withdraw(made, reason="Tidak jadi.", by=c.actors.partner_officer, at=AT)
    with pytest.raises(Refused) as stopped:
        say(c, cases.fresh(made))
    assert [(r.code, r.kind) for r in stopped.value.refusals] == [("comment.closed", "state")]
    browser = make.client(c.citra_officer)
    assert "jadi tanggapan tidak ditulis lagi" in browser.get(f"/penawaran/{made.code}/").content.decode()
    answer = browser.post(f"/penawaran/{made.code}/tanggapi/", {"text": "Terlambat."})
    assert (answer.status_code, Comment.objects.count()) == (409, 0)
    assert "Terlambat." in answer.content.decode()


def test_the_page_of_an_invited_organisation_asks_for_its_comment_first(c):
    made = cases.received(c)
    row = add(c, made)
    browser, page = make.client(c.citra_officer), f"/penawaran/{made.code}/"
    assert f'<a class="button" href="{page}tanggapi/">Tulis tanggapan</a>' in browser.get(page).content.decode()
    assert "Tulis tanggapan" not in make.client(c.officer).get(page).content.decode()
    assert browser.post(f"{page}tanggapi/", {"text": "Perlu jaminan."}).status_code == 302
    actions.drop_participant(row, by=c.actors.officer, at=AT)
    assert browser.post(f"{page}tanggapi/", {"text": "Sekali lagi."}).status_code == 403
    assert Comment.objects.get().text == "Perlu jaminan.", "what was said stays"

"""Writing, addressing, sending and withdrawing a proposal: every step, and every refusal with what it leaves behind."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest

from simpul.core.behalf import Behalf
from simpul.core.refusals import Refused
from simpul.notices.models import Notice
from simpul.organizations.models import Organization
from simpul.proposals import actions
from simpul.proposals.actions.held import Desk, hold, move
from simpul.proposals.models import Item, Proposal
from simpul.regions.models import Region
from simpul.register.models import Chain, Event
from tests import make
from tests.proposals import cases

AT, TODAY = cases.AT, cases.TODAY


def codes(stopped) -> list[str]:
    return [refusal.code for refusal in stopped.value.refusals]


def counts() -> tuple[int, int, int]:
    return Proposal.objects.count(), Item.objects.count(), Event.objects.count()


def kinds(made: Proposal) -> list[str]:
    return list(made.chain.events.order_by("number").values_list("kind", flat=True))


def inner(made: Proposal) -> list[str]:
    found = Event.objects.filter(chain__kind="inner", chain__subject=f"{made.code}:{made.region_id}").order_by("number")
    return list(found.values_list("kind", flat=True))


def sees(actor, made: Proposal) -> bool:
    return Proposal.objects.visible_to(actor).filter(pk=made.pk).exists()


def bring(made: Proposal, c, to: str) -> Proposal:
    """As the leader's answers would: to `awaiting`, and from there to `offered`."""
    move(hold(made), "submit", "awaiting", at=AT, desk=Desk(c.awan, c.bupati_post))
    if to == "offered":
        move(hold(made), "agree", "offered", at=AT, desk=Desk(c.bumi))
    return cases.fresh(made)


# ------------------------------------------------------------------ who sees it


def test_a_draft_is_seen_by_the_side_that_writes_it_and_by_nobody_else(c):
    made = cases.draft(c)
    assert sees(c.actors.partner_officer, made)
    assert sees(c.actors.rektor, made)
    for name in ("officer", "leader", "dinas_officer", "faculty_officer", "citra_officer", "admin"):
        assert not sees(getattr(c.actors, name), made), name


def test_a_sent_one_is_seen_by_both_sides_and_no_stranger(c):
    made = cases.received(c)
    for name in ("partner_officer", "rektor", "officer", "leader", "staf"):
        assert sees(getattr(c.actors, name), made), name
    for name in ("dinas_officer", "bkpsdm_officer", "faculty_officer", "citra_officer", "admin"):
        assert not sees(getattr(c.actors, name), made), name
    assert not Proposal.objects.inside(c.actors.partner_officer).filter(pk=made.pk).exists()
    assert Proposal.objects.inside(c.actors.officer).filter(pk=made.pk).exists()


def test_the_unit_it_concerns_sees_it_once_it_is_sent(c):
    made = cases.draft(c, initiator=c.dinas)
    assert not sees(c.actors.dinas_officer, made)
    actions.send(made, by=c.actors.partner_officer, at=AT)
    assert sees(c.actors.dinas_officer, made)
    assert not sees(c.actors.bkpsdm_officer, made)


def test_what_the_region_begins_stays_inside_until_it_is_offered(c):
    made = cases.outgoing_screening(c)
    assert made.initiator == c.dinas
    assert made.desk == c.bagian
    for name in ("officer", "leader", "dinas_officer", "dinas_head"):
        assert sees(getattr(c.actors, name), made), name
    assert not sees(c.actors.partner_officer, made)
    assert not sees(c.actors.bkpsdm_officer, made)
    assert kinds(made) == []  # what both sides read has not begun
    assert inner(made) == ["proposal.drafted", "proposal.item_added", "proposal.sent", "proposal.registered"]
    made = bring(made, c, "offered")
    assert sees(c.actors.partner_officer, made)
    assert sees(c.actors.rektor, made)
    assert not sees(c.actors.faculty_officer, made)
    assert not sees(c.actors.citra_officer, made)


# ------------------------------------------------------------------ drafting


def test_a_draft_keeps_what_was_written_cleanly(c):
    made = cases.bare_draft(
        c, title="  Pelatihan\n digital ", purpose="Baris satu\r\nBaris dua\x00", letter_number=" 9/UN ", routine=True
    )
    assert made.title == "Pelatihan digital"
    assert made.purpose == "Baris satu\nBaris dua"
    assert made.letter_number == "9/UN"
    assert (made.region_name, made.partner_name) == ("Kabupaten Awan", "Universitas Bumi")
    assert "Pelatihan digital" in made.words
    assert "Universitas Bumi" in made.words
    assert kinds(made) == ["proposal.drafted"]
    assert made.routine is True


def test_a_unit_of_the_partner_may_be_the_partner(c):
    made = cases.received(c, partner=c.fakultas, pen=c.fakultas, by=c.actors.partner_officer)
    assert made.partner_name == "Fakultas Ekonomi, Universitas Bumi"
    assert sees(c.actors.faculty_officer, made)
    assert sees(c.actors.partner_officer, made)


def test_the_cooperation_officer_writes_down_a_letter_on_paper(c):
    made = cases.written_down(c)
    assert made.direction == "incoming"
    assert not sees(c.actors.dinas_officer, made)
    actions.send(made, received_on=dt.date(2026, 2, 27), by=c.actors.officer, at=AT)
    made = cases.fresh(made)
    assert (made.state, made.received_on) == ("received", dt.date(2026, 2, 27))


def test_a_letter_on_paper_has_come_also_when_it_names_no_activity(c):
    made = cases.bare_draft(c, pen=c.bagian, by=c.actors.officer)
    actions.send(made, by=c.actors.officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.register(made, by=c.actors.officer, at=AT)
    assert codes(stopped) == ["register.no_items"]
    actions.ask_completion(made, text="Sebutkan kegiatannya.", by=c.actors.officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.complete(made, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["complete.no_items"]
    cases.item(made, c.actors.partner_officer)  # the partner itself completes what the region wrote down
    actions.complete(made, by=c.actors.partner_officer, at=AT)
    assert cases.fresh(made).state == "received"


def test_the_partner_is_told_that_its_letter_was_written_down(c):
    made = cases.draft(c, pen=c.bagian, by=c.actors.officer)
    actions.send(made, by=c.actors.officer, at=AT)
    assert Notice.objects.filter(recipient=c.partner_officer, threshold="written_down").count() == 1


ADDRESSES = {
    "an OPD receives no offers": (lambda c: {"region": c.dinas}, "address.not_a_region"),
    "a company is no region": (lambda c: {"region": c.citra}, "address.not_a_region"),
    "the partner is a unit of the region": (
        lambda c: {"partner": c.dinas, "pen": c.bagian, "by": c.actors.officer},
        "address.own_unit",
    ),
    "the unit belongs to somebody else": (lambda c: {"initiator": c.fakultas}, "address.initiator_elsewhere"),
    "an OPD does not receive letters": (
        lambda c: {"pen": c.dinas, "by": c.actors.dinas_officer},
        "pen.not_registrar",
    ),
    "a campus does not take the region's initiative": (lambda c: {"direction": "outgoing"}, "pen.outside_region"),
    "somebody else's letter": (
        lambda c: {"partner": c.bumi, "pen": c.citra, "by": c.actors.citra_officer},
        "pen.not_partner",
    ),
    "with another's pen": (lambda c: {"by": c.actors.citra_officer}, "proposal.not_your_side"),
    "without the permission": (lambda c: {"by": c.actors.rektor}, "proposal.not_permitted"),
    "an unknown direction": (lambda c: {"direction": "x", "pen": c.bagian, "by": c.actors.officer}, "value.direction"),
    "an unknown kind": (lambda c: {"wanted_kind": "surat"}, "fill.kind"),
    "no time": (lambda c: {"months": 0}, "fill.months"),
    "too much time": (lambda c: {"months": 601}, "fill.months"),
    "an unknown regime": (lambda c: {"regimes": ["tidak_ada"]}, "fill.regimes"),
    "money below nothing": (lambda c: {"apbd_amount": Decimal(-1)}, "fill.amount"),
    "more money than there is": (lambda c: {"apbd_amount": Decimal(10) ** 17}, "value.apbd_amount"),
    "under what is no document": (lambda c: {"under": Chain.objects.first()}, "fill.under"),
    "a letter of tomorrow": (lambda c: {"letter_date": TODAY + dt.timedelta(1)}, "letter.future"),
    "no title": (lambda c: {"title": "  "}, "value.title"),
    "too long a title": (lambda c: {"title": "x" * 301}, "value.title"),
    "too long a purpose": (lambda c: {"purpose": "x" * 8001}, "value.purpose"),
    "an unknown signer": (lambda c: {"signer": "siapa"}, "value.signer"),
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_draft_that_cannot_be_is_refused_and_leaves_nothing(c, name):
    values, code = ADDRESSES[name]
    before = counts()
    with pytest.raises(Refused) as stopped:
        cases.bare_draft(c, **values(c))
    assert code in codes(stopped)
    assert all(str(refusal.text).strip() for refusal in stopped.value.refusals)
    assert counts() == before


def test_what_has_ended_is_no_longer_addressed(c):
    Organization.objects.filter(pk__in=[c.awan.pk, c.bumi.pk]).update(end=dt.date(2026, 2, 1))
    c.awan.refresh_from_db()
    c.bumi.refresh_from_db()
    with pytest.raises(Refused) as stopped:
        cases.bare_draft(c)
    assert codes(stopped) == ["address.region_ended", "address.partner_ended"]


def test_a_field_that_nobody_may_fill_is_a_mistake_of_ours(c):
    with pytest.raises(TypeError):
        cases.bare_draft(c, rank=1)
    made = cases.draft(c)
    with pytest.raises(TypeError):
        actions.revise(made, changes={"state": "agreed"}, by=c.actors.partner_officer, at=AT)
    with pytest.raises(TypeError):
        cases.item(made, c.actors.partner_officer, number=7)


# ------------------------------------------------------------------ the same letter twice


def test_the_same_file_twice_is_refused_and_names_the_first(c):
    first = cases.received(c, letter_file=cases.scan())
    with pytest.raises(Refused) as stopped:
        cases.bare_draft(c, letter_number="lain", letter_file=cases.scan())
    (refusal,) = stopped.value.refusals
    assert (refusal.code, refusal.field, refusal.kind) == ("letter.twice", "letter_file", "state")
    assert first.code in str(refusal.text)


def test_the_same_number_and_day_twice_is_refused_whatever_its_spelling(c):
    first = cases.received(c)
    with pytest.raises(Refused) as stopped:
        cases.bare_draft(c, letter_number=" 12/un/ks/2026 ")
    assert codes(stopped) == ["letter.twice"]
    assert first.code in str(stopped.value.refusals[0].text)
    with pytest.raises(Refused):  # written down from paper by the region as well
        cases.bare_draft(c, pen=c.bagian, by=c.actors.officer)
    cases.bare_draft(c, letter_date=dt.date(2026, 2, 24))  # another day, another letter
    cases.written_down(c, letter_number="12/UN/KS/2026")  # another sender


def test_who_may_not_see_the_first_does_not_learn_its_code(c):
    first = cases.received(c)
    with pytest.raises(Refused) as stopped:
        cases.bare_draft(c, pen=c.fakultas, by=c.actors.faculty_officer)
    (refusal,) = stopped.value.refusals
    assert refusal.code == "letter.twice"
    assert first.code not in str(refusal.text)


def test_an_unsent_draft_of_the_other_side_neither_blocks_the_registry_nor_shows_itself(c):
    file = cases.scan()
    theirs = cases.draft(c, letter_file=file)
    ours = cases.received(c, pen=c.bagian, by=c.actors.officer, letter_file=file)
    assert ours.state == "received"
    with pytest.raises(Refused) as stopped:  # who sends second is told
        actions.send(theirs, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["letter.twice"]
    assert ours.code in str(stopped.value.refusals[0].text)
    assert cases.fresh(theirs).state == "draft"


def test_a_withdrawn_letter_may_come_again(c):
    first = cases.received(c, letter_file=cases.scan())
    actions.withdraw(first, reason="Keliru alamat.", by=c.actors.partner_officer, at=AT)
    assert cases.received(c, letter_file=cases.scan()).state == "received"


def test_a_letter_that_another_side_sent_meanwhile_is_found_at_sending_and_at_revising(c):
    made = cases.draft(c, letter_number="")
    cases.received(c, letter_number="77/UN")
    with pytest.raises(Refused) as stopped:
        actions.revise(made, changes={"letter_number": "77/UN"}, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["letter.twice"]
    assert cases.fresh(made).letter_number == ""


# ------------------------------------------------------------------ revising


def test_revising_says_what_changed_and_counts_the_version_up(c):
    made = cases.draft(c)
    actions.revise(
        made, changes={"title": "Judul baru", "months": 12}, version=made.version, by=c.actors.partner_officer, at=AT
    )
    now = cases.fresh(made)
    assert (now.title, now.months, now.version) == ("Judul baru", 12, made.version + 1)
    assert "Judul baru" in now.words
    event = made.chain.events.latest("number")
    assert event.kind == "proposal.revised"
    assert '"changed":["months","title"]' in event.text


def test_a_stale_page_changes_nothing(c):
    made = cases.draft(c)
    actions.revise(made, changes={"title": "Satu"}, by=c.actors.partner_officer, at=AT)
    for call in (
        lambda: actions.revise(made, changes={"title": "Dua"}, version=made.version, by=c.actors.rektor, at=AT),
        lambda: actions.send(made, version=made.version, by=c.actors.partner_officer, at=AT),
        lambda: actions.withdraw(made, reason="x", version=made.version, by=c.actors.partner_officer, at=AT),
        lambda: actions.revise_item(
            made.items.get(), changes={"title": "x"}, version=made.version, by=c.actors.partner_officer, at=AT
        ),
    ):
        with pytest.raises(Refused) as stopped:
            call()
        assert "proposal.stale" in codes(stopped)
    assert cases.fresh(made).title == "Satu"


def test_a_draft_may_change_its_address_but_its_items_must_lie_there(c):
    other = make.organization("Kota Mega", "pemda", region_code="33.74")
    made = cases.draft(c)
    with pytest.raises(Refused) as stopped:
        actions.revise(made, changes={"region": other}, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["address.items_outside"]
    actions.remove_item(made.items.get(), by=c.actors.partner_officer, at=AT)
    actions.revise(made, changes={"region": other}, by=c.actors.partner_officer, at=AT)
    now = cases.fresh(made)
    assert (now.region, now.region_name) == (other, "Kota Mega")
    with pytest.raises(Refused) as stopped:
        actions.revise(made, changes={"region": c.dinas}, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["address.not_a_region"]


def test_nobody_else_revises_and_nobody_after_it_was_sent(c):
    made = cases.received(c)
    for who in (c.actors.officer, c.actors.citra_officer, c.actors.partner_officer):
        with pytest.raises(Refused):
            actions.revise(made, changes={"title": "x"}, by=who, at=AT)
        with pytest.raises(Refused):
            cases.item(made, who)
        with pytest.raises(Refused):
            actions.revise_item(made.items.get(), changes={"title": "x"}, by=who, at=AT)
    assert cases.fresh(made).version == made.version


# ------------------------------------------------------------------ items


def test_items_are_numbered_and_their_words_are_found(c):
    made = cases.draft(c)
    second = cases.item(made, c.actors.partner_officer, title="KKN tematik", activity="kkn", region_code="3303012001")
    assert (second.number, second.region_code) == (2, "33.03.01.2001")
    assert made.items.first().region_name == "Kabupaten Awan"
    assert "KKN tematik" in cases.fresh(made).words
    actions.revise_item(
        second, changes={"title": "KKN produk unggulan", "region_code": "33.03"}, by=c.actors.partner_officer, at=AT
    )
    second.refresh_from_db()
    assert (second.title, second.region_code, second.activity) == ("KKN produk unggulan", "33.03", "kkn")
    assert "KKN tematik" not in cases.fresh(made).words
    actions.remove_item(second, by=c.actors.partner_officer, at=AT)
    assert made.items.count() == 1
    assert "proposal.item_removed" in kinds(made)


ITEMS = {
    "without place": ({"region_code": ""}, "item.place_missing"),
    "at no place": ({"region_code": "  "}, "item.place_missing"),
    "a place that is no code": ({"region_code": "Kaligondang"}, "item.place_unreadable"),
    "in another kabupaten": ({"region_code": "33.02.01"}, "item.place_outside"),
    "in the province above": ({"region_code": "33"}, "item.place_outside"),
    "an unknown affair": ({"affair": "9.99.lain"}, "item.affair"),
    "no affair": ({"affair": ""}, "item.affair"),
    "an assessment for nobody": ({"activity": "assessment"}, "item.post_level"),
    "an unknown activity": ({"activity": "pesta"}, "value.activity"),
    "an unknown extent": ({"extent": "dunia"}, "value.extent"),
    "an unknown level": ({"post_level": "raja"}, "value.post_level"),
    "no title": ({"title": ""}, "value.title"),
    "a long title": ({"title": "x" * 201}, "value.title"),
    "nobody to serve": ({"target": " "}, "value.target"),
    "fewer than none": ({"target_count": -1}, "value.target_count"),
    "more than there are": ({"target_count": 2**31}, "value.target_count"),
    "a long story": ({"detail": "x" * 4001}, "value.detail"),
}


@pytest.mark.parametrize("name", ITEMS)
def test_an_item_that_cannot_be_is_refused_and_leaves_nothing(c, name):
    values, code = ITEMS[name]
    made = cases.bare_draft(c)
    before = counts()
    with pytest.raises(Refused) as stopped:
        cases.item(made, c.actors.partner_officer, **values)
    assert code in codes(stopped)
    assert stopped.value.status == 422
    assert counts() == before


def test_a_place_outside_the_region_is_told_with_what_to_do(c):
    made = cases.bare_draft(c)
    with pytest.raises(Refused) as stopped:
        cases.item(made, c.actors.partner_officer, region_code="33.02")
    (refusal,) = stopped.value.refusals
    assert refusal.field == "region_code"
    assert "Kabupaten Awan" in str(refusal.text)
    assert "alamatkan" in str(refusal.text)


def test_a_place_that_is_in_no_table_of_that_day_is_refused(c):
    made = cases.bare_draft(c)
    named = {"own_words": [], "words": []}
    above = Region.objects.create(code="33", kind="provinsi", level=1, name="Jawa Tengah", **named)
    Region.objects.create(code="33.03", kind="kabupaten", level=2, name="Awan", parent=above, **named)
    assert cases.item(made, c.actors.partner_officer).region_name == "Kab. Awan"
    with pytest.raises(Refused) as stopped:
        cases.item(made, c.actors.partner_officer, region_code="33.03.99")
    assert codes(stopped) == ["item.place_unknown"]


def test_there_are_so_many_items_and_no_more(c, monkeypatch):
    from simpul.proposals.rules import verbs

    monkeypatch.setattr(verbs, "MOST_ITEMS", 1)
    made = cases.draft(c)
    with pytest.raises(Refused) as stopped:
        cases.item(made, c.actors.partner_officer)
    assert codes(stopped) == ["item.too_many"]


def test_only_programmes_of_the_very_region_that_still_hold_are_linked(c):
    other = make.organization("Kota Mega", "pemda", region_code="33.74")
    given = {"plan": "rpjmd", "name": "Program UMKM", "first_year": 2025, "last_year": 2029, "at": AT}
    theirs = actions.add_programme(other, by=make.SYSTEM, **given)
    ours = actions.add_programme(c.awan, by=c.actors.officer, **given)
    made = cases.bare_draft(c)
    assert cases.item(made, c.actors.partner_officer, programme=ours).programme == ours
    with pytest.raises(Refused) as stopped:
        cases.item(made, c.actors.partner_officer, programme=theirs)
    assert codes(stopped) == ["programme.elsewhere"]
    actions.retire_programme(ours, by=c.actors.officer, at=AT)
    ours.refresh_from_db()
    with pytest.raises(Refused) as stopped:
        cases.item(made, c.actors.partner_officer, programme=ours)
    assert codes(stopped) == ["programme.retired"]


# ------------------------------------------------------------------ documents


def test_documents_come_and_go_with_their_names(c):
    made = cases.draft(c)
    row = actions.enclose(made, kind="kak", file=cases.scan("kak"), name=" KAK \n", by=c.actors.partner_officer, at=AT)
    assert (row.name, row.by_name) == ("KAK", "Kepala UPT Kemitraan, UPT Kemitraan")
    assert cases.fresh(made).version == made.version + 1
    actions.remove_enclosed(row, by=c.actors.partner_officer, at=AT)
    assert made.documents.count() == 0
    assert kinds(made)[-2:] == ["proposal.document_enclosed", "proposal.document_removed"]


def test_the_region_adds_what_came_on_paper_while_it_works_on_it(c):
    made = cases.screening(c)
    actions.enclose(made, kind="kak", file=cases.scan("kak"), name="KAK", by=c.actors.officer, at=AT)
    actions.enclose(made, kind="lain", file=cases.scan("foto"), name="Foto", by=c.actors.officer, at=AT)
    for who in (c.actors.partner_officer, c.actors.citra_officer, c.actors.leader):
        with pytest.raises(Refused):
            actions.enclose(made, kind="kak", file=cases.scan("lagi"), name="KAK", by=who, at=AT)
    assert made.documents.count() == 2
    for row in made.documents.filter(kind="lain"):
        actions.remove_enclosed(row, by=c.actors.officer, at=AT)  # the own mistake
    assert made.documents.count() == 1


def test_the_region_does_not_take_away_what_the_partner_enclosed(c):
    made = cases.draft(c)
    row = actions.enclose(made, kind="kak", file=cases.scan("kak"), name="KAK", by=c.actors.partner_officer, at=AT)
    actions.send(made, by=c.actors.partner_officer, at=AT)
    for who, code in (
        (c.actors.officer, "enclose.theirs"),
        (c.actors.partner_officer, "proposal.wrong_state"),
        (c.actors.citra_officer, "proposal.not_your_side"),
    ):
        with pytest.raises(Refused) as stopped:
            actions.remove_enclosed(row, by=who, at=AT)
        assert code in codes(stopped)
    assert made.documents.count() == 1


def test_while_completing_the_partner_takes_away_only_what_its_own_side_enclosed(c):
    made = cases.screening(c)
    region = actions.enclose(made, kind="kak", file=cases.scan("kak"), name="KAK", by=c.actors.officer, at=AT)
    actions.ask_completion(made, text="Lampirkan profil.", by=c.actors.officer, at=AT)
    own = actions.enclose(made, kind="lain", file=cases.scan("lain"), name="Profil", by=c.actors.partner_officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.remove_enclosed(region, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["enclose.theirs"]
    actions.remove_enclosed(own, by=c.actors.partner_officer, at=AT)
    assert [row.name for row in made.documents.all()] == ["KAK"]


def test_who_bears_the_same_name_is_not_taken_for_who_enclosed_it(c):
    made = cases.screening(c)
    row = actions.enclose(made, kind="kak", file=cases.scan("kak"), name="KAK", by=c.actors.officer, at=AT)
    twin = dataclasses.replace(c.actors.officer, key="user:999999")
    with pytest.raises(Refused) as stopped:
        actions.remove_enclosed(row, by=twin, at=AT)
    assert codes(stopped) == ["enclose.theirs"]
    actions.remove_enclosed(row, by=dataclasses.replace(c.actors.officer, post="Kabag", name="Lain"), at=AT)
    assert not made.documents.exists()


def test_a_document_that_cannot_be_is_refused(c, monkeypatch):
    from simpul.proposals.rules import verbs

    made = cases.draft(c)
    given = {"file": cases.scan("kak"), "name": "KAK", "by": c.actors.partner_officer, "at": AT}
    with pytest.raises(Refused) as stopped:
        actions.enclose(made, kind="entah", **given)
    assert codes(stopped) == ["enclose.kind"]
    actions.enclose(made, kind="kak", **given)
    with pytest.raises(Refused) as stopped:
        actions.enclose(made, kind="kak", **given)
    assert codes(stopped) == ["database.enclosed_once"]
    monkeypatch.setattr(verbs, "MOST_DOCUMENTS", 1)
    with pytest.raises(Refused) as stopped:
        actions.enclose(made, kind="kak", **given | {"file": cases.scan("lain")})
    assert codes(stopped) == ["enclose.too_many"]
    assert made.documents.count() == 1


# ------------------------------------------------------------------ sending and withdrawing


def test_a_sent_proposal_lies_with_the_regions_cooperation_office_which_is_told(c):
    made = cases.received(c)
    assert (made.state, made.desk, made.received_on) == ("received", c.bagian, TODAY)
    assert made.stays.get().until is None
    assert Notice.objects.filter(recipient=c.officer, subject=f"proposal:{made.code}").count() == 1
    assert kinds(made) == ["proposal.drafted", "proposal.item_added", "proposal.sent"]


def test_sending_is_refused_without_items_by_others_twice_and_on_impossible_days(c):
    bare = cases.bare_draft(c)
    with pytest.raises(Refused) as stopped:
        actions.send(bare, by=c.actors.partner_officer, at=AT)
    assert codes(stopped) == ["send.no_items"]
    made = cases.written_down(c)
    for who, code in (
        (c.actors.citra_officer, "proposal.not_your_side"),
        (c.actors.leader, "proposal.not_permitted"),
    ):
        with pytest.raises(Refused) as stopped:
            actions.send(made, by=who, at=AT)
        assert code in codes(stopped)
    for day, code in (
        (TODAY + dt.timedelta(1), "received.future"),
        (cases.LETTER_DATE - dt.timedelta(1), "received.before_letter"),
    ):
        with pytest.raises(Refused) as stopped:
            actions.send(made, received_on=day, by=c.actors.officer, at=AT)
        assert codes(stopped) == [code]
    actions.send(made, by=c.actors.officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.send(made, by=c.actors.officer, at=AT)
    assert codes(stopped) == ["proposal.wrong_state"]


def test_a_partner_cannot_say_when_the_region_received_its_letter(c):
    made = cases.draft(c)
    actions.send(made, received_on=dt.date(2026, 2, 26), by=c.actors.partner_officer, at=AT)
    assert cases.fresh(made).received_on == TODAY


@pytest.mark.parametrize("state", ["draft", "received", "incomplete", "screening", "awaiting", "offered"])
def test_whoever_wrote_it_may_withdraw_it_from_every_open_state(c, state):
    if state == "offered":
        made, who = bring(cases.outgoing_screening(c), c, state), c.actors.dinas_officer
    elif state == "awaiting":
        made, who = bring(cases.screening(c), c, state), c.actors.partner_officer
    else:
        made, who = getattr(cases, state)(c), c.actors.partner_officer
    with pytest.raises(Refused) as stopped:
        actions.withdraw(made, reason=" ", by=who, at=AT)
    assert codes(stopped) == ["proposal.reason_missing"]
    actions.withdraw(made, reason="Batal", by=who, at=AT)
    now = cases.fresh(made)
    assert (now.state, now.ending, now.desk) == ("withdrawn", "Batal", None)
    assert now.stays.filter(until=None).count() == 0
    assert sees(c.actors.officer, now) is (state != "draft")
    with pytest.raises(Refused):
        actions.withdraw(made, reason="Lagi", by=who, at=AT)


def test_nobody_withdraws_what_others_wrote(c):
    made = cases.received(c)
    for who in (c.actors.officer, c.actors.citra_officer, c.actors.faculty_officer, c.actors.rektor):
        with pytest.raises(Refused) as stopped:
            actions.withdraw(made, reason="x", by=who, at=AT)
        assert stopped.value.status == 403
    assert cases.fresh(made).state == "received"


def test_a_withdrawn_proposal_lies_on_no_leaders_desk(c):
    from simpul.proposals.models import Hop

    made = bring(cases.screening(c), c, "awaiting")
    Hop.objects.create(
        proposal=made, number=1, post=c.bupati_post, organization=c.awan, label="Bupati", given_by="x", given_at=AT
    )
    actions.withdraw(made, reason="Batal", by=c.actors.partner_officer, at=AT)
    assert made.hops.get().state == "recalled"


def test_a_letter_that_the_region_wrote_down_is_the_partners_to_take_back(c):
    made = cases.written_down(c)
    actions.send(made, received_on=TODAY, by=c.actors.officer, at=AT)
    with pytest.raises(Refused) as stopped:
        actions.withdraw(made, reason="Tidak cocok", by=c.actors.officer, at=AT)
    assert codes(stopped) == ["behalf.missing"]
    assert cases.fresh(made).state == "received"
    letter = cases.scan("surat pencabutan")
    told = Behalf("Direktur Contoh", "Direktur", TODAY, letter)
    actions.withdraw(made, reason="Mitra menarik suratnya.", behalf=told, by=c.actors.officer, at=AT)
    now = cases.fresh(made)
    assert now.state == "withdrawn"
    assert now.documents.filter(file=letter).exists()


def test_the_same_letter_number_with_other_spaces_is_the_same_letter(c):
    cases.received(c, letter_number="012/UM/XI/2026", letter_date=TODAY)
    with pytest.raises(Refused) as stopped:
        cases.draft(c, letter_number="012 / um/XI/2026", letter_date=TODAY)
    assert codes(stopped) == ["letter.twice"]


def test_a_letter_has_its_place_in_the_queue_from_the_day_it_comes(c):
    policy = {"order": ["bumn", "swasta"], "checks": {}, "clocks": [], "basis": "SK Bupati"}
    actions.set_policy(c.awan, start=TODAY, by=c.actors.officer, at=AT, **policy)
    assert cases.received(c).rank == 2

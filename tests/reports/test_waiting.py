"""On whose desk proposals lie, what a leader's line says, and how long desks and stages take."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from simpul.agreements.actions import draft_from_proposal, revoke
from simpul.core.behalf import Behalf
from simpul.meetings import actions as meetings
from simpul.organizations import actions as organizations
from simpul.proposals import actions
from simpul.proposals.models import Proposal, Stay
from simpul.reports import desk, stakes, waiting
from simpul.web.proposals.lists import desk_of
from tests import make
from tests.proposals import cases

AT, TODAY = cases.AT, cases.TODAY
DAY = dt.timedelta(days=1)


def mine(c: SimpleNamespace, who: str, today: dt.date = TODAY) -> dict[str, desk.Wait]:
    rows = desk.waits_for_me(getattr(c.actors, who), today)
    return {w.title: w for w in rows}


def others(c: SimpleNamespace, who: str) -> dict[str, str]:
    return {w.title: w.whose for w in desk.waits_for_others(getattr(c.actors, who))}


# The desk


def test_the_leaders_line_tells_partner_items_months_money_and_the_recommendation(c):
    made = cases.awaiting(c, instruction="Mohon arahan", due=TODAY + 3 * DAY, apbd_funded=True, apbd_amount=50_000_000)
    wait = mine(c, "leader")[made.title]
    assert wait.address == f"/disposisi/{made.code}/1/"
    assert wait.ask.startswith("Keputusan Anda diminta. Arahan: Mohon arahan Tenggat 5 Maret 2026")
    for words in (
        "Universitas Bumi",
        "1 kegiatan",
        "24 bulan",
        "APBD Rp50.000.000",
        "1 perlu dipastikan",
        "disarankan KB",
    ):
        assert words in wait.subtitle, words


def test_the_oldest_question_stands_first_whatever_its_due_day(c):
    cases.awaiting(c, title="Baru", at=AT + 2 * DAY, letter_number="2", due=TODAY + 3 * DAY)
    cases.awaiting(c, title="Lama", letter_number="1", due=TODAY + 30 * DAY)
    rows = desk.waits_for_me(c.actors.leader, TODAY + 3 * DAY)
    assert [w.title for w in rows] == ["Lama", "Baru"]


def test_a_question_waits_for_its_desk_and_for_the_staff_who_record(c):
    made = cases.awaiting(c)
    assert mine(c, "staf")[made.title].ask.startswith("Bupati Awan diminta menjawab")
    for who in ("officer", "dinas_head", "partner_officer", "rektor", "citra_officer", "admin", "pengawas"):
        assert made.title not in mine(c, who), who
    assert others(c, "officer")[made.title] == "Bupati Awan, Kabupaten Awan"
    assert others(c, "partner_officer")[made.title] == "Kabupaten Awan"


def test_who_passed_it_on_waits_for_the_other_desk(c):
    made = cases.awaiting(c)
    actions.answer(cases.hop(made), answer="delegate", to=[c.kadis_post], by=c.actors.leader, at=AT)
    assert made.title not in mine(c, "leader")
    assert others(c, "leader")[made.title] == "Kepala Dinas Koperasi dan UKM, Dinas Koperasi dan UKM"
    assert mine(c, "dinas_head")[made.title].page == f"/disposisi/{made.code}/2/"
    assert made.title in mine(c, "dinas_officer")


@pytest.mark.parametrize(
    ("state", "who", "ask"),
    [
        ("draft", "partner_officer", "Lengkapi usulan, lalu kirim."),
        ("received", "officer", "Register dan beri nomor agenda."),
        ("screening", "officer", "Telaah, lalu naikkan kepada pimpinan."),
        ("incomplete", "partner_officer", "Lengkapi yang diminta Kabupaten Awan, lalu kirim kembali."),
        ("offered", "partner_officer", "Kabupaten Awan menawarkan kerja sama; terima atau tolak."),
        ("offered", "rektor", "Kabupaten Awan menawarkan kerja sama; terima atau tolak."),
    ],
)
def test_a_proposal_waits_for_who_must_act_and_for_nobody_else(c, state, who, ask):
    made = getattr(cases, state)(c)
    wait = mine(c, who)[made.title]
    assert (wait.ask, wait.address) == (ask, f"/penawaran/{made.code}/")
    for other in {"officer", "partner_officer", "citra_officer", "admin", "dinas_head"} - {who}:
        assert made.title not in mine(c, other) or (state, other) == ("offered", "partner_officer"), other


@pytest.mark.parametrize("state", ["declined", "no_response"])
def test_what_is_decided_waits_for_nobody(c, state):
    made = getattr(cases, state)(c)
    for who in c.users:
        assert made.title not in mine(c, who), who
        assert made.title not in others(c, who), who


def test_what_was_agreed_waits_for_who_writes_texts_until_one_is_begun(c):
    made = cases.agreed(c)
    assert (mine(c, "officer")[made.title].ask, mine(c, "officer")[made.title].page) == (
        "Susun naskah dari usulan yang disetujui.", f"/penawaran/{made.code}/",
    )  # fmt: skip
    assert made.title in mine(c, "partner_officer")
    for who in ("leader", "citra_officer", "admin", "pengawas"):
        assert made.title not in mine(c, who), who
    drafted = draft_from_proposal(made, by=c.actors.officer, at=AT)
    for who in ("officer", "partner_officer"):
        assert made.code not in {w.code for w in desk.waits_for_me(getattr(c.actors, who), TODAY)}, who
    revoke(drafted, reason="Salah jenis.", by=c.actors.officer, at=AT)
    assert made.code in {w.code for w in desk.waits_for_me(c.actors.officer, TODAY)}


def on_paper(c: SimpleNamespace, **values) -> Proposal:
    """A letter of Universitas Bumi on paper, sent back for completion."""
    made = cases.written_down(c, **values)
    actions.send(made, by=c.actors.officer, at=AT)
    actions.ask_completion(made, text="Lengkapi.", by=c.actors.officer, at=AT)
    return cases.fresh(made)


def test_what_a_letter_on_paper_lacks_waits_for_who_can_complete_it(c):
    theirs, ours = on_paper(c, partner=c.bumi, title="Punya orang"), on_paper(c, title="Tanpa orang")
    assert theirs.title in mine(c, "partner_officer")
    assert others(c, "officer")[theirs.title] == "Universitas Bumi"
    assert ours.title in mine(c, "officer")
    assert ours.title not in others(c, "officer")


def test_a_desk_inside_the_region_is_never_shown_to_the_partner(c):
    made = on_paper(c, partner=c.bumi)
    Proposal.objects.filter(pk=made.pk).update(desk=c.bagian, desk_label="Bagian Kerja Sama, Kabupaten Awan")
    made = cases.fresh(made)
    (row,) = waiting.everything(c.actors.partner_officer).rows
    assert row.desk == desk_of(made, c.actors.partner_officer).label == "Kabupaten Awan"
    assert waiting.everything(c.actors.officer).rows[0].desk == "Bagian Kerja Sama, Kabupaten Awan"


@pytest.fixture
def neighbour(c) -> SimpleNamespace:
    """Kabupaten Embun, which writes to Kabupaten Awan as its partner."""
    c.embun = make.organization("Kabupaten Embun", "pemda", region_code="33.05")
    c.actors.embun = make.actor(make.user("Petugas Embun", c.embun, "pengelola_kerja_sama"))
    return c


def test_a_region_that_writes_to_another_sees_its_own_letter_waiting(neighbour):
    c = neighbour
    made = cases.received(c, partner=c.embun, pen=c.embun, by=c.actors.embun)
    assert others(c, "embun")[made.title] == "Kabupaten Awan"
    (row,) = waiting.everything(c.actors.embun).rows
    assert (row.title, row.desk, row.page) == (made.title, "Kabupaten Awan", f"/penawaran/{made.code}/")
    made = cases.screened(c, cases.fresh(actions.register(made, by=c.actors.officer, at=AT) or made))
    actions.submit(made, post=c.bupati_post, by=c.actors.officer, at=AT)
    (row,) = waiting.everything(c.actors.embun).rows
    assert (row.desk, row.page) == ("Kabupaten Awan", f"/penawaran/{made.code}/")
    assert waiting.everything(c.actors.embun, desk=f"{c.awan.pk}-{c.bupati_post.pk}").rows == []
    assert waiting.desks(c.actors.embun) == {}


def test_a_partner_reads_nothing_of_how_long_the_region_thought_before_it_offered(c):
    cases.offered(c)
    found = waiting.statistics(c.actors.partner_officer, at=AT + 5 * DAY)
    assert [taken.key for taken in found.stages] == ["offered"]
    inside = waiting.statistics(c.actors.officer, at=AT + 5 * DAY)
    assert [taken.key for taken in inside.stages] == ["received", "screening", "awaiting", "offered"]


def test_what_was_recorded_for_a_predecessor_is_not_asked_of_the_successor(c):
    made = cases.awaiting(c)
    letter = cases.scan("lembar disposisi")
    named = Behalf("Anindita Pejabat Contoh", "Bupati Awan", TODAY, letter)
    actions.answer(cases.hop(made), answer="decline", text="Tidak.", behalf=named, by=c.actors.staf, at=AT)
    assert made.title in mine(c, "leader")
    organizations.relieve(make.holder(c.bupati_post), end=TODAY, by=make.SYSTEM, at=AT)
    assert made.title not in mine(c, "leader", TODAY + DAY)


def test_the_question_of_a_leader_stands_on_the_officers_desk(c):
    made = cases.awaiting(c)
    actions.answer(cases.hop(made), answer="return", text="Berapa biayanya?", by=c.actors.leader, at=AT)
    assert mine(c, "officer")[made.title].subtitle == "Pertanyaan Bupati Awan, Kabupaten Awan: Berapa biayanya?"


def test_a_view_that_the_policy_wants_is_asked_of_the_team_until_it_is_written(c):
    member = make.user("Anggota TKKSD", c.setda, "anggota_tkksd")
    c.actors.member = make.actor(member)
    actions.set_policy(c.awan, start=TODAY, order=["pt"], checks={"pt": ["hukum", "teknis"]}, clocks=[], basis="Perbup contoh", by=c.actors.officer, at=AT)  # fmt: skip
    made = cases.screening(c)
    assert made.title not in mine(c, "member")  # no run yet: nothing was found
    actions.screen(made, by=c.actors.officer, at=AT)
    wait = mine(c, "member")[made.title]
    assert wait.ask == "Tulis pandangan TKKSD: Aspek hukum, Aspek teknis perangkat daerah."
    assert (wait.whose, wait.page) == ("Universitas Bumi", f"/penawaran/{made.code}/telaah/pandangan/")
    for who in ("partner_officer", "rektor", "citra_officer", "leader", "pengawas"):
        assert "pandangan" not in getattr(mine(c, who).get(made.title), "ask", ""), who
    assert mine(c, "officer")[made.title].ask == "Telaah, lalu naikkan kepada pimpinan."  # leads there as well, once
    actions.write_view(made, field="teknis", stance="supports", text="Sanggup.", by=c.actors.member, at=AT)
    assert mine(c, "member")[made.title].ask == "Tulis pandangan TKKSD: Aspek hukum."
    actions.override(
        cases.fresh(made), code="policy.view_missing.hukum", reason="Dibahas lisan.", by=c.actors.officer, at=AT
    )
    assert made.title not in mine(c, "member")


def test_views_are_asked_oldest_first_in_one_query_whatever_their_number(c):
    c.actors.member = make.actor(make.user("Anggota TKKSD", c.setda, "anggota_tkksd"))
    actions.set_policy(c.awan, start=TODAY, order=["pt"], checks={"pt": ["hukum"]}, clocks=[], basis="Perbup contoh", by=c.actors.officer, at=AT)  # fmt: skip
    counts = []
    for number, (title, days) in enumerate((("Kedua", 2), ("Ketiga", 3), ("Pertama", 1)), 1):
        made = cases.screening(c, title=title, letter_number=str(number), at=AT + days * DAY)
        actions.screen(made, by=c.actors.officer, at=AT + days * DAY)
        with CaptureQueriesContext(connection) as seen:
            rows = desk.waits_for_me(c.actors.member, TODAY + 4 * DAY)
        counts.append(len(seen))
    assert [w.title for w in rows] == ["Pertama", "Kedua", "Ketiga"]
    assert len(set(counts)) == 1


def test_meetings_and_follow_ups_stand_on_the_desks_of_those_they_name(c):
    made = meetings.prepare(
        kind="audiensi", title="Audiensi Bumi", convener=c.bagian, starts_at=AT + 3 * DAY, by=c.actors.officer, at=AT
    )
    meetings.add_attendance(made, organization=c.upt, by=c.actors.officer, at=AT)
    meetings.invite(made, by=c.actors.officer, at=AT)
    wait = mine(c, "partner_officer")["Audiensi Bumi"]
    assert (wait.until, wait.page) == (TODAY + 3 * DAY, f"/pertemuan/{made.code}/")
    assert "Audiensi Bumi" not in mine(c, "citra_officer")
    assert mine(c, "officer", TODAY + 5 * DAY)["Audiensi Bumi"].ask == "Catat yang hadir dan sahkan risalahnya."
    meetings.hold(made, by=c.actors.officer, at=AT + 4 * DAY)
    meetings.add_follow_up(
        made, text="Kirim data", owner=c.bagian, due=TODAY + 9 * DAY, by=c.actors.officer, at=AT + 4 * DAY
    )
    asks = [w.ask for w in desk.waits_for_me(c.actors.officer, TODAY + 5 * DAY)]
    assert "Tindak lanjut: Kirim data" in asks


# The recommendation in one line


def finding(code: str, item: int | None, level: str, **more: object) -> dict:
    return {"code": code, "item": item, "level": level, **more}


@pytest.mark.parametrize(
    ("found", "kind", "words"),
    [
        ([finding("authority.fit", n, "fit") for n in range(7)] + [finding("authority.outside", 8, "outside")], "nk",
         "7 sesuai, 1 di luar kewenangan; disarankan NK + RK"),
        ([finding("authority.fit", 1, "fit"), finding("authority.unsure", 1, "unsure")], "pks", "1 perlu dipastikan; disarankan PKS"),
        ([finding("authority.outside", 1, "outside", leans="outside"), finding("authority.outside", 2, "unsure", leans="outside"), finding("authority.fit", 3, "unsure", leans="fit")],
         "", "1 di luar kewenangan, 1 di luar kewenangan (perlu dipastikan), 1 perlu dipastikan"),
        ([finding("accreditation.below", 1, "outside", hard=True)], "", "1 tidak dapat dilanjutkan"),
        ([finding("dprd", None, "unsure")], "kb", "disarankan KB"),
        ([], "", ""),
    ],
)  # fmt: skip
def test_the_recommendation_counts_items_by_authority(found, kind, words):
    assert stakes.recommendation(found, kind) == words


# Everything open


def test_everything_open_stands_with_desk_and_since_the_oldest_first(c):
    first = cases.awaiting(c, letter_number="1")
    second = cases.incomplete(c, title="Kurang", letter_number="2", at=AT + DAY)
    cases.agreed(c, title="Selesai", letter_number="3")
    rows = waiting.everything(c.actors.officer).rows
    assert [(r.title, r.desk, r.since) for r in rows] == [
        (first.title, "Bupati Awan, Kabupaten Awan", AT),
        (second.title, "UPT Kemitraan, Universitas Bumi", AT + DAY),
    ]


def test_each_adviser_is_a_desk_with_a_clock_of_its_own(c):
    made = cases.awaiting(c)
    actions.answer(
        cases.hop(made),
        answer="delegate",
        to=[c.sekda_post, c.kadis_post],
        mode="advise",
        by=c.actors.leader,
        at=AT + DAY,
    )
    rows = waiting.everything(c.actors.officer).rows
    assert [(r.page[-3:], r.since) for r in rows] == [("/2/", AT + DAY), ("/3/", AT + DAY)]


def test_what_a_stranger_is_told_of_desks_is_nothing(c):
    cases.awaiting(c)
    for who in ("citra_officer", "admin"):
        actor = getattr(c.actors, who)
        assert waiting.everything(actor).rows == []
        assert waiting.desks(actor) == {}
        assert waiting.statistics(actor, at=AT) == waiting.Statistics([], [])


def stays(made: Proposal, state: str, *lengths: float, still: float | None = None) -> None:
    """Stays of so many days on the desk of Bagian Kerja Sama, and one that has not ended."""
    Stay.objects.filter(proposal=made).delete()
    for days in lengths:
        Stay.objects.create(
            proposal=made, state=state, organization=made.region, label="Meja uji", since=AT, until=AT + days * DAY
        )
    if still is not None:
        Stay.objects.create(
            proposal=made, state=state, organization=made.region, label="Meja uji", since=AT + (20 - still) * DAY
        )


def test_statistics_tell_count_median_ninetieth_longest_and_what_still_waits(c):
    made = cases.received(c)
    stays(made, "screening", 1, 2, 3, 4, still=10)
    found = waiting.statistics(c.actors.officer, at=AT + 20 * DAY)
    (place,) = found.desks
    assert (place.label, place.key, place.count, place.still) == ("Meja uji", f"{c.awan.pk}-", 5, 1)
    assert [round(value, 3) for value in (place.median, place.ninetieth, place.longest)] == [3, 7.6, 10]
    assert place.words == {"median": "3 hari", "ninetieth": "8 hari", "longest": "10 hari"}
    assert (place.middle, place.most) == (39.5, 100)
    (stage,) = found.stages  # one case, there from the first to the fourth day and again for ten
    assert (stage.label, stage.count, stage.still, stage.longest) == ("Ditelaah", 1, 1, 14)


def test_desks_that_are_asked_at_once_are_each_counted_and_the_case_once(c):
    sekda = make.actor(make.user("Sekretaris Daerah", c.setda, "pimpinan", post=c.sekda_post))
    made, officer = cases.awaiting(c), c.actors.officer
    actions.answer(
        cases.hop(made), answer="delegate", to=[c.sekda_post, c.kadis_post], mode="advise", by=c.actors.leader, at=AT + 2 * DAY
    )  # fmt: skip

    def sums(days: int) -> tuple[dict[str, tuple[int, int, float]], list[tuple[int, int, float]]]:
        found = waiting.statistics(officer, at=AT + days * DAY)
        places = {t.label.partition(",")[0]: (t.count, t.still, round(t.longest, 3)) for t in found.desks}
        return places, [(t.count, t.still, round(t.longest, 3)) for t in found.stages if t.key == "awaiting"]

    places, stage = sums(5)
    assert places["Bupati Awan"] == (1, 0, 2)
    assert places["Sekretaris Daerah"] == places["Kepala Dinas Koperasi dan UKM"] == (1, 1, 3)
    assert stage == [(1, 1, 5)]
    keys = [f"{c.setda.pk}-{c.sekda_post.pk}", f"{c.dinas.pk}-{c.kadis_post.pk}"]
    assert set(keys) <= set(waiting.desks(officer))
    for number, key in enumerate(keys, 2):
        (row,) = waiting.everything(officer, desk=key).rows
        assert (row.page, row.since) == (f"/disposisi/{made.code}/{number}/", AT + 2 * DAY)
    actions.answer(cases.hop(made, 2), answer="agree", by=sekda, at=AT + 6 * DAY)
    assert cases.fresh(made).desk_since == AT + 2 * DAY, "who has not answered keeps the own clock"
    places, stage = sums(8)
    assert (places["Sekretaris Daerah"], places["Kepala Dinas Koperasi dan UKM"]) == ((1, 0, 4), (1, 1, 6))
    assert stage == [(1, 1, 8)]
    actions.answer(cases.hop(made, 3), answer="agree", by=c.actors.dinas_head, at=AT + 9 * DAY)
    places, stage = sums(10)
    assert (places["Bupati Awan"], places["Kepala Dinas Koperasi dan UKM"]) == ((2, 1, 2), (1, 0, 7))
    assert stage == [(1, 1, 10)]


def test_stays_that_ended_more_than_a_year_ago_do_not_count(c):
    made = cases.received(c)
    stays(made, "screening", 1, 2)
    assert waiting.statistics(c.actors.officer, at=AT + 400 * DAY).stages == []


def test_a_partner_reads_how_long_stages_take_and_no_desk(c):
    cases.awaiting(c)
    found = waiting.statistics(c.actors.partner_officer, at=AT + 5 * DAY)
    assert [taken.key for taken in found.stages] == ["received", "screening", "awaiting"]
    assert found.desks == []


def test_the_statistics_are_two_queries_however_many_stays(c):
    made = cases.received(c)
    for lengths in ([1], [1] * 30):
        stays(made, "screening", *lengths)
        with CaptureQueriesContext(connection) as seen:
            waiting.statistics(c.actors.officer, at=AT + 40 * DAY)
        assert len(seen) == 2


def test_a_case_stays_on_each_desk_it_lay_on(c):
    made = cases.agreed(c)
    rows = list(made.stays.order_by("since", "pk"))
    assert [r.state for r in rows] == ["received", "screening", "awaiting"]
    assert all(r.until is not None for r in rows)
    assert make.TODAY == TODAY

"""The search: who finds what, in which order, with which words forgiven, and that whatever is typed gives a page."""

from __future__ import annotations

import datetime as dt
import importlib
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from simpul.agreements import actions as agreements
from simpul.agreements.models import Agreement
from simpul.core.actors import Actor
from simpul.meetings import actions as meetings
from simpul.proposals import actions as proposals
from simpul.reports import search as searching
from simpul.reports.models import KnownWord
from simpul.reports.rules import expression, marked, read, window
from simpul.reports.search import Found, search
from tests import make
from tests.agreements import cases as of_agreements
from tests.meetings import cases as of_meetings
from tests.proposals import cases as of_proposals

AT = make.AT


def titles(found: Found) -> list[str]:
    return [result.row.title for result in found.results]


def ask(text: str, actor: Actor, **more: Any) -> list[str]:
    return titles(search(text, actor=actor, **more))


@pytest.fixture
def three(c: SimpleNamespace) -> SimpleNamespace:
    """An agreement, a proposal and a meeting that both sides see, about coaching weavers."""
    c.agreement = of_agreements.shared(c, title="Pembinaan penenun tradisional")
    c.proposal = of_proposals.received(c, title="Pelatihan bagi penenun", letter_number="045.2/117/UN3/2026")
    c.meeting = of_meetings.invited(c, title="Audiensi tentang penenun")
    return c


# --- what was typed ---------------------------------------------------------------------------------------------------


def test_words_are_read_without_marks_operators_and_what_stands_everywhere() -> None:
    assert read("Pelatihan & (kerja) | !desa:* 'dan'").words == ("pelatihan", "kerja", "desa")
    assert read("dan yang").words == ("dan", "yang")
    assert read("  k7qf2m9d ").code == "K7QF-2M9D"
    assert read("045/12/UN3").words == ("045", "12", "un3")


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "&|!():*'\"\\<->", None, 7, "…", "\ud800"])
def test_what_holds_no_word_asks_nothing(typed: Any) -> None:
    assert read(typed).words == ()


def test_a_long_question_is_cut() -> None:
    asked = read("kata " * 5000 + "akhir")
    assert (asked.words, len(asked.text) <= 200) == (("kata",), True)
    assert len(read(" ".join(f"kata{n}" for n in range(40))).words) == 12


def test_alternatives_become_one_expression() -> None:
    assert expression([["pelatihan"], ["desa", "dusun"]]) == "('pelatihan') & ('desa' | 'dusun')"


def test_a_piece_around_the_word_is_shown_without_the_title() -> None:
    text = "Judul\n" + "awal " * 60 + "pelatihan batik " + "akhir " * 60
    piece = window(text, "Judul", {"latih"})
    assert "pelatihan batik" in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")
    assert len(piece) < 300
    assert window("Judul\npendek", "Judul", {"tiada"}) == "pendek"
    assert window("Judul", "Judul", set()) == ""


def test_words_are_marked_by_their_stems() -> None:
    assert marked("Ia melatih <b>", {"melatih": ["latih"]}, {"latih"}) == [
        ("Ia ", False),
        ("melatih", True),
        (" <b>", False),
    ]


# --- who finds what ---------------------------------------------------------------------------------------------------


def test_both_sides_find_their_cases_and_the_outsider_nothing(three: SimpleNamespace) -> None:
    everything = {"Pembinaan penenun tradisional", "Pelatihan bagi penenun", "Audiensi tentang penenun"}
    assert set(ask("penenun", three.actors.officer)) == everything
    assert set(ask("penenun", three.actors.partner_officer)) == everything
    for text in (
        "penenun",
        "penenum",
        three.agreement.code,
        three.proposal.code,
        three.meeting.code,
        "045.2/117/UN3/2026",
    ):
        assert ask(text, three.actors.citra_officer) == []
        assert ask(text, three.actors.admin) == []


def test_a_draft_is_found_by_its_own_side_only(c: SimpleNamespace) -> None:
    of_proposals.draft(c, title="Rencana menara angin")
    of_agreements.draft(c, title="Naskah menara angin")
    of_meetings.listed(c, title="Rapat menara angin")
    assert ask("menara angin", c.actors.partner_officer) == ["Rencana menara angin"]
    assert set(ask("menara angin", c.actors.officer)) == {"Naskah menara angin", "Rapat menara angin"}


def test_minutes_are_found_by_guests_only_when_they_are_sealed(c: SimpleNamespace) -> None:
    held = of_meetings.held(c)
    meetings.add_topic(
        held, title="Lain", minutes="Dibahas ombudsmanku", by=c.actors.dinas_officer, at=of_meetings.AFTER
    )
    assert ask("ombudsmanku", c.actors.partner_officer) == []
    assert ask("ombudsmanka", c.actors.partner_officer) == []


def test_a_typing_error_never_leads_to_words_of_others(c: SimpleNamespace) -> None:
    of_proposals.draft(c, title="Kanopi kaca berwarna")  # a draft of the university
    of_agreements.draft(c, title="Kanoli berwarna")  # a draft of the region
    assert titles(search("kanopo", actor=c.actors.officer)) == ["Kanoli berwarna"]
    assert titles(search("kanopl", actor=c.actors.partner_officer)) == ["Kanopi kaca berwarna"]
    page = make.client(c.officer).get("/cari/?q=kanopo").content.decode()
    assert "kanopi" not in page.lower()


# --- which words are forgiven -----------------------------------------------------------------------------------------


def test_words_of_one_stem_find_each_other(three: SimpleNamespace) -> None:
    for text in ["pelatihan", "latih", "melatih", "dilatih", "PELATIHAN penenun", "penenun yang dilatih"]:
        found = search(text, actor=three.actors.officer)
        assert "Pelatihan bagi penenun" in titles(found)
        assert not found.near


def test_typing_errors_are_forgiven_and_said(three: SimpleNamespace) -> None:
    for text in ["penenum", "pennun", "peneunn", "pelatihn penenun", "tradisionla penenun"]:
        found = search(text, actor=three.actors.officer)
        assert any("penenun" in title for title in titles(found))
        assert found.near


def test_every_word_must_be_there(three: SimpleNamespace) -> None:
    assert ask("penenun tradisional", three.actors.officer) == ["Pembinaan penenun tradisional"]
    assert ask("penenun zamrudiyah", three.actors.officer) == []


def test_words_of_articles_and_items_are_found_not_only_titles(three: SimpleNamespace) -> None:
    found = search("pemasaran", actor=three.actors.officer)
    assert titles(found) == ["Pelatihan bagi penenun"]
    assert ("pemasaran", True) in found.results[0].snippet
    assert "Pembinaan penenun tradisional" in ask("keadaan kahar", three.actors.officer)


def test_a_revised_text_is_found_by_its_new_words(three: SimpleNamespace) -> None:
    clauses = [*three.agreement.terms.content["clauses"]]
    clauses[0] = {**clauses[0], "text": "Memuat kata gelagahwangi."}
    agreements.revise(
        three.agreement, changes={"clauses": clauses, "title": "Pembinaan pengrajin"}, by=three.actors.officer, at=AT
    )
    assert ask("gelagahwangi", three.actors.partner_officer) == ["Pembinaan pengrajin"]
    assert ask("tradisional", three.actors.partner_officer, kinds=["pertemuan", "penawaran"]) == []


# --- codes and numbers ------------------------------------------------------------------------------------------------


def test_a_case_is_found_by_its_code(three: SimpleNamespace) -> None:
    for row in (three.agreement, three.proposal, three.meeting):
        for written in (row.code, row.code.lower(), row.code.replace("-", "")):
            assert ask(written, three.actors.officer)[0] == row.title


def test_a_case_is_found_by_the_number_of_its_letter_agenda_or_party(three: SimpleNamespace) -> None:
    party = of_agreements.party(three.agreement, 1)
    agreements.assign_number(three.agreement, party=party, number="415.4/88/PKS/2026", by=three.actors.officer, at=AT)
    proposals.register(three.proposal, agenda_number="AG-0071/2026", by=three.actors.officer, at=AT)
    other = of_proposals.received(three, title="Bernomor serupa", letter_number="117/045.2/UN3/2026")
    assert ask("045.2/117/UN3/2026", three.actors.officer) == ["Pelatihan bagi penenun", other.title]
    assert ask("117/un3", three.actors.officer) == ["Pelatihan bagi penenun", other.title]
    assert ask("AG-0071/2026", three.actors.officer) == ["Pelatihan bagi penenun"]
    assert ask("415.4/88/PKS/2026", three.actors.partner_officer) == ["Pembinaan penenun tradisional"]


def test_a_letter_leads_to_its_case_for_those_who_may_read_it(three: SimpleNamespace) -> None:
    letter = proposals.write_letter(
        kind="answer", organization=three.bagian, proposal=three.proposal, addressee=three.bumi, to_name="Rektor", by=three.actors.officer, at=AT,
    )  # fmt: skip
    type(letter).objects.filter(pk=letter.pk).update(number="100/991/Setda")
    assert ask("100/991/setda", three.actors.officer) == ["Pelatihan bagi penenun"]
    assert ask("100/991/setda", three.actors.partner_officer) == []  # not issued yet
    assert ask("100/991/setda", three.actors.citra_officer) == []


# --- order, pages, how many -------------------------------------------------------------------------------------------


def test_titles_come_before_texts_and_the_newest_first(c: SimpleNamespace) -> None:
    days = [AT + dt.timedelta(days=n) for n in (0, 2, 1)]
    for n, at in enumerate(days):
        of_proposals.bare_draft(c, title=f"Kurikulum {n}", letter_number=f"{n}/KUR", at=at)
    of_proposals.bare_draft(
        c, title="Lain sekali", purpose="Menyusun kurikulum.", letter_number="", at=AT + dt.timedelta(days=9)
    )
    assert ask("kurikulum", c.actors.partner_officer) == ["Kurikulum 1", "Kurikulum 2", "Kurikulum 0", "Lain sekali"]


def test_a_kind_may_be_chosen(three: SimpleNamespace) -> None:
    assert ask("penenun", three.actors.officer, kinds=["pertemuan"]) == ["Audiensi tentang penenun"]
    assert ask("penenun", three.actors.officer, kinds=["penawaran"]) == ["Pelatihan bagi penenun"]
    assert ask(three.agreement.code, three.actors.officer, kinds=["pertemuan"]) == []


@pytest.mark.parametrize("most", [1000, 10])
def test_pages_follow_each_other_without_gap_or_double(c: SimpleNamespace, monkeypatch: Any, most: int) -> None:
    """Also for a word that is too common to be put in order whole."""
    for n in range(45):
        title, purpose = (f"Bersama {n:02}", "") if n % 2 else (f"Perihal {n:02}", "Maju bersama.")
        of_proposals.bare_draft(c, title=title, purpose=purpose, letter_number="", at=AT + dt.timedelta(hours=n))
    monkeypatch.setattr(searching, "MOST", most)
    pages = [search("bersama", actor=c.actors.partner_officer, page=n) for n in (1, 2, 3)]
    expected = [f"Bersama {n:02}" for n in range(43, 0, -2)] + [f"Perihal {n:02}" for n in range(44, -1, -2)]
    assert [title for page in pages for title in titles(page)] == expected
    assert [page.more for page in pages] == [True, True, False]
    assert pages[0].many is (most == 10)


def test_a_page_beyond_the_last_shows_the_last(three: SimpleNamespace) -> None:
    assert search("penenun", actor=three.actors.officer, page=99).page == 1


def test_an_actor_without_an_organisation_finds_nothing(db: None) -> None:
    assert search("penenun", actor=Actor(key="x", name="x")).results == []


# --- what is kept ------------------------------------------------------------------------------------------------------


def test_older_agreements_get_the_words_that_actions_write(three: SimpleNamespace) -> None:
    party = of_agreements.party(three.agreement, 2)
    agreements.assign_number(three.agreement, party=party, number="7/UN/2026", by=three.actors.partner_officer, at=AT)
    written = dict(Agreement.objects.values_list("pk", "words"))
    Agreement.objects.update(words="")
    fill = importlib.import_module("simpul.agreements.migrations.0006_words").FILL
    with connection.cursor() as cursor:
        cursor.execute(fill)
    assert dict(Agreement.objects.values_list("pk", "words")) == written
    assert "7/UN/2026" in written[three.agreement.pk]


def test_no_person_stands_in_the_words(c: SimpleNamespace) -> None:
    signed = Agreement.objects.get(pk=of_agreements.signed(c).pk)
    sides = list(signed.parties.all())
    assert all(side.signer_name for side in sides)
    assert not any(side.signer_name in signed.words for side in sides)


def test_words_are_learned_when_a_text_is_written(three: SimpleNamespace) -> None:
    known = set(KnownWord.objects.values_list("word", flat=True))
    assert {"penenun", "tradisional", "pembinaan", "pemasaran"} <= known
    assert not {word for word in known if len(word) < 4 or not word.isalpha()}
    assert "penenun" in KnownWord.near(["penenum"])["penenum"]
    assert KnownWord.near(["12", "abc"]) == {}


# --- the page ----------------------------------------------------------------------------------------------------------


def get(c: SimpleNamespace, **values: Any) -> Any:
    return make.client(c.officer).get("/cari/", values)


def test_the_page_shows_kind_state_and_marked_words(three: SimpleNamespace) -> None:
    html = get(three, q="penenun").content.decode()
    assert html.count("<mark>penenun</mark>") >= 3
    for word in ("Perjanjian", "Menunggu Persetujuan Pihak", "Diterima", "Diundang", three.meeting.code, "3 ditemukan"):
        assert word in html
    assert 'role="search" action="/cari/"' in html


def test_what_stands_in_a_text_is_never_html(c: SimpleNamespace) -> None:
    of_proposals.bare_draft(c, title="<script>alert('x')</script> bambu", purpose="<img src=x onerror=y> bambu & rotan")
    html = make.client(c.partner_officer).get("/cari/?q=bambu+script").content.decode()
    assert "&lt;<mark>script</mark>&gt;" in html
    assert "<script>alert" not in html
    assert "<img" not in html


TYPED = ["", " ", "\x00", "a\x00b", "&", "a & | b", "!!", "(((", "'", '"', "\\", ":*", "pelatihan:*", "<->", "%", "_", "x" * 9000, "kata " * 3000,
    "ɐ ß İ 漢字 😀", "\u202e", "<script>", "1e999", "-5", "' OR 1=1 --", "\ud83d", "a'b\\c", "½ ² ①"]  # fmt: skip


def test_whatever_is_typed_gives_a_page(three: SimpleNamespace) -> None:
    browser = make.client(three.officer)
    for typed in TYPED:
        answer = browser.get("/cari/", {"q": typed.encode("utf-8", "surrogatepass")})
        assert answer.status_code == 200, typed
        assert "<h2>" in answer.content.decode()


WRONG = [{"hal": "0"}, {"hal": "-1"}, {"hal": "99999"}, {"hal": "x"}, {"hal": "²"}, {"jenis": "\x00"}, {"jenis": "x"}]


def test_wrong_pages_and_kinds_give_the_first_page_of_all(three: SimpleNamespace) -> None:
    for values in WRONG:
        assert "3 ditemukan" in get(three, q="penenun", **values).content.decode(), values


def test_empty_no_word_and_no_result_are_said(three: SimpleNamespace) -> None:
    assert "Mencari dalam semua perkara Anda" in get(three).content.decode()
    assert "Ketik sedikitnya satu kata" in get(three, q="?!").content.decode()
    nothing = get(three, q="zamrudiyah", jenis="pertemuan").content.decode()
    assert "Tidak ditemukan: zamrudiyah" in nothing
    assert "?q=zamrudiyah" in nothing
    assert "kata yang mirip" in get(three, q="penenum").content.decode()


def test_nobody_searches_without_an_account(db: None) -> None:
    assert make.client().get("/cari/?q=x").status_code == 302
    assert make.client().get("/").content.decode().count("/cari/") == 0


def test_the_page_asks_as_often_for_twenty_rows_as_for_two(c: SimpleNamespace) -> None:
    counts = []
    for rows in (2, 20):
        for n in range(rows):
            of_proposals.bare_draft(c, title=f"Sulaman {rows} {n}", letter_number="")
        browser = make.client(c.partner_officer)
        browser.get("/cari/?q=sulaman")
        with CaptureQueriesContext(connection) as asked:
            assert b"Sulaman" in browser.get("/cari/?q=sulaman").content
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[1] <= 16

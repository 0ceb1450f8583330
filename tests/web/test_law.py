"""Law in the browser: read by everybody, confirmed, corrected, superseded and localised by officers with evidence."""

from __future__ import annotations

import gzip

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from simpul.core.idempotency import FORM_FIELD
from simpul.law import actions
from simpul.law.models import Entry, Regulation, law_on
from simpul.register.models import Event
from tests import make

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    + "1f15c4890000000d49444154789c6360f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
VERBS = ("confirm", "correct", "supersede", "localise")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The law and the cast, made once for this file and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        actions.load(by=make.SYSTEM, at=make.AT)
        yield make.cast()
        transaction.set_rollback(True)


@pytest.fixture
def c(world, db):
    return world


def limit(scope="nasional", key="term_years.pks") -> Entry:
    return Entry.objects.live().get(kind="limit", key=key, scope=scope)


def at(verb: str, entry: Entry) -> str:
    return reverse(f"law_{verb}", args=[entry.pk])


def values(entry: Entry, **changes) -> dict:
    shown = {
        "title": entry.title,
        "text": entry.text,
        "amount": "3",
        "regulation": "Perbup 12/2022",
        "article": "Pasal 9",
        "start": entry.start or "",
        "end": entry.end or "",
        "evidence": "JDIH Kabupaten Awan, dibaca 2 Maret 2026",
        "version": entry.version,
    }
    return shown | changes


def local(c, **changes) -> Entry:
    """Kabupaten Awan's own limit, made through the page."""
    national = limit()
    answer = make.client(c.officer).post(at("localise", national), values(national, **changes))
    assert answer.status_code == 302, answer.content.decode()
    return limit("33.03")


def everything() -> tuple:
    return (list(Entry.objects.order_by("pk").values()), Regulation.objects.count(), Event.objects.count())


def words_of(answer) -> str:
    return answer.content.decode()


def test_an_officer_sees_the_groups_and_how_much_is_unsure(c):
    text = words_of(make.client(c.officer).get(reverse("law")))
    assert "Batas dan angka" in text
    assert "Urusan dan sub-urusan" in text
    assert "Perlu Dipastikan" in text


def test_entries_show_certainty_source_validity_and_scope_in_words(c):
    text = words_of(make.client(c.officer).get(reverse("law"), {"kelompok": "limit", "q": "lama paling panjang"}))
    assert "Kota Yogyakarta" in text
    assert "5 tahun" in text
    assert "belum ada angka" in text
    assert "Terverifikasi" in text
    assert "Permendagri 22/2020 (pasal belum dipastikan)" in text
    text = words_of(make.client(c.officer).get(reverse("law"), {"kelompok": "data", "kepastian": "pasti"}))
    assert "sejak 17 Oktober 2024" in text
    assert '<span class="chip wait">' not in text


def test_the_scope_filter_shows_one_region(c):
    text = words_of(make.client(c.officer).get(reverse("law"), {"lingkup": "34.71", "kelompok": "limit"}))
    assert "4 ketentuan" in text


def test_nothing_found_says_what_to_do(c):
    assert "Kurangi saringan" in words_of(make.client(c.officer).get(reverse("law"), {"q": "tidakadayangbegini"}))


@pytest.mark.parametrize(
    "query",
    [{"q": "x" * 101}, {"q": "a\x00b"}, {"kelompok": "tidak"}, {"lingkup": "99"}, {"halaman": "x"}, {"halaman": "-1"}],
)
@pytest.mark.parametrize("page", ["law", "open_law"])
def test_a_bad_filter_is_told_and_does_no_harm(c, page, query):
    answer = make.client(c.officer).get(reverse(page), query)
    assert answer.status_code == 422
    assert "Saringan belum dapat dipakai" in words_of(answer)


def test_a_page_past_the_last_shows_the_last(c):
    answer = make.client(c.officer).get(reverse("law"), {"kelompok": "clause", "halaman": "9999"})
    assert "Halaman 2 dari 2" in words_of(answer)


def test_a_list_asks_the_same_number_of_questions_for_2_rows_as_for_50(c):
    browser = make.client(c.officer)
    browser.get(reverse("law"))

    def queries(**query) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(reverse("law"), query).status_code == 200
        return len(asked)

    assert queries(kelompok="referral", q="hibah") == queries(kelompok="clause")


def test_everybody_reads_the_public_page_and_it_is_light(c):
    browser = make.client()
    answer = browser.get(reverse("open_law"))
    assert "Terverifikasi" in words_of(answer)
    css = (settings.STATICFILES_DIRS[0] / "style.css").read_bytes()
    assert len(gzip.compress(answer.content)) + len(gzip.compress(css)) <= 40_000
    rows = browser.get(reverse("open_law"), {"kelompok": "clause"})
    assert "Pelindungan Data Pribadi" in words_of(rows)
    assert len(gzip.compress(rows.content)) <= 40_000
    assert reverse("law_entry", args=[limit().pk]) not in words_of(
        browser.get(reverse("open_law"), {"kelompok": "limit"})
    )


def test_a_stranger_must_log_in_for_the_officers_pages(c):
    for address in (reverse("law"), reverse("law_entry", args=[limit().pk]), *(at(verb, limit()) for verb in VERBS)):
        answer = make.client().get(address)
        assert answer.status_code == 302
        assert reverse("account_login") in answer["Location"]


def test_the_entry_page_offers_what_may_be_done_and_says_why_not(c):
    text = words_of(make.client(c.officer).get(reverse("law_entry", args=[limit().pk])))
    assert at("localise", limit()) in text
    assert "berlaku di luar wilayah Anda" in text
    assert "belum dibaca dalam naskah resminya" in text
    text = words_of(make.client(c.leader).get(reverse("law_entry", args=[limit().pk])))
    assert at("localise", limit()) not in text
    assert "tidak berwenang memastikan" in text


def test_every_entry_has_a_page(c):
    browser = make.client(c.officer)
    for kind in Entry.objects.order_by("kind").values_list("kind", flat=True).distinct():
        entry = Entry.objects.filter(kind=kind, scope="nasional").first()
        assert browser.get(reverse("law_entry", args=[entry.pk])).status_code == 200
        assert browser.get(at("localise", entry)).status_code == 200


def test_an_officer_makes_a_rule_for_the_own_region(c):
    entry = local(c)
    assert (entry.value["value"], entry.certainty, entry.scope_name) == (3, "V", "Kabupaten Purbalingga")
    assert entry.confirmed_by == "Petugas Kerja Sama, Kepala Bagian Kerja Sama, Bagian Kerja Sama"
    text = words_of(make.client(c.officer).get(reverse("law_entry", args=[entry.pk])))
    assert "Ketentuan daerah dibuat" in text
    assert "JDIH Kabupaten Awan" in text
    assert "<del>belum ada angka</del>" in text
    assert "<ins>3 tahun</ins>" in text
    assert law_on(timezone.localdate(), "33.03").limit("term_years.pks").value == 3
    assert law_on(timezone.localdate(), "34.71").limit("term_years.pks").value == 5


def test_an_officer_confirms_with_evidence_and_a_copy(c):
    entry = local(c)
    Entry.objects.filter(pk=entry.pk).update(certainty="L", confirmed_at=None, confirmed_by="", evidence="")
    browser = make.client(c.officer)
    assert "Perlu Dipastikan" in words_of(browser.get(reverse("law_entry", args=[entry.pk])))
    assert browser.get(at("evidence", entry)).status_code == 404
    given = {"article": "Pasal 9 ayat (1)", "evidence": "JDIH", "version": 1}
    copy = SimpleUploadedFile("perbup.png", PNG, "image/png")
    answer = browser.post(at("confirm", entry), given | {"file": copy}, follow=True)
    assert "Tersimpan" in words_of(answer)
    entry.refresh_from_db()
    assert (entry.certainty, entry.article) == ("V", "Pasal 9 ayat (1)")
    kept = browser.get(at("evidence", entry))
    assert b"".join(kept.streaming_content) == PNG
    assert "attachment" in kept["Content-Disposition"]
    assert make.client(c.officer).get(at("confirm", entry)).status_code == 409


def test_an_officer_corrects_and_the_wrong_one_stays_as_history(c):
    wrong = local(c)
    answer = make.client(c.officer).post(at("correct", wrong), values(wrong, amount="4"), follow=True)
    right = limit("33.03")
    assert right.pk != wrong.pk
    assert "4 tahun" in words_of(answer)
    assert "Dibetulkan" in words_of(answer)
    old = words_of(make.client(c.officer).get(reverse("law_entry", args=[wrong.pk])))
    assert "tinggal riwayat" in old
    assert reverse("law_entry", args=[right.pk]) in old
    assert make.client(c.officer).get(at("correct", wrong)).status_code == 409


def test_the_history_of_an_entry_writes_its_days_out(c):
    wrong = local(c, start="2026-01-01")
    answer = make.client(c.officer).post(at("correct", wrong), values(wrong, start="2026-06-01"), follow=True)
    assert "<del>1 Januari 2026</del> → <ins>1 Juni 2026</ins>" in words_of(answer)


def test_an_officer_supersedes_from_a_day_on(c):
    old = local(c, start="2022-05-01")
    given = values(old, amount="2", start="2030-01-01", regulation="Perbup 4/2029")
    answer = make.client(c.officer).post(at("supersede", old), given, follow=True)
    assert "Perbup 4/2029" in words_of(answer)
    old.refresh_from_db()
    assert str(old.end) == "2029-12-31"


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "who", ["leader", "staf", "dinas_officer", "partner_officer", "citra_officer", "admin", "pengawas"]
)
def test_only_the_cooperation_officer_of_a_pemda_changes_law(c, verb, who):
    own, browser = local(c), make.client(getattr(c, who))
    target = limit() if verb == "localise" else own
    before = everything()
    assert browser.get(at(verb, target)).status_code == 403
    answer = browser.post(at(verb, target), values(target, amount="9", start="2031-01-01"))
    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("verb", ["confirm", "correct", "supersede"])
@pytest.mark.parametrize("scope", ["nasional", "34.71"])
def test_law_of_others_is_not_the_officers_to_change(c, verb, scope):
    entry, browser, before = limit(scope), make.client(c.officer), everything()
    assert browser.get(at(verb, entry)).status_code == 403
    answer = browser.post(at(verb, entry), values(entry, amount="9", start="2031-01-01"))
    assert answer.status_code == 403
    assert "berlaku di luar wilayah Anda" in words_of(answer)
    assert everything() == before


def test_an_unknown_entry_is_not_there(c):
    browser, before = make.client(c.officer), everything()
    for pk in (0, 10**9, 10**30):
        for name in ("law_entry", "law_evidence", *(f"law_{verb}" for verb in VERBS)):
            assert browser.get(reverse(name, args=[pk])).status_code == 404
            if name.removeprefix("law_") in VERBS:
                assert browser.post(reverse(name, args=[pk]), {"evidence": "x"}).status_code == 404
    assert everything() == before


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"evidence": ""}, 422, "tidak boleh kosong"),
        ({"evidence": "   "}, 422, "tidak boleh kosong"),
        ({"evidence": "x" * 2001}, 422, "2000"),
        ({"evidence": "JDIH\x00"}, 422, "null"),
        ({"title": ""}, 422, "tidak boleh kosong"),
        ({"title": "x" * 161}, 422, "160"),
        ({"text": "x" * 10_001}, 422, "10000"),
        ({"regulation": "\x00"}, 422, "null"),
        ({"article": "x" * 81}, 422, "80"),
        ({"amount": "lima"}, 422, "Nilai harus berupa angka"),
        ({"amount": "-5"}, 422, "Nilai harus berupa angka"),
        ({"start": "2026-02-31"}, 422, "Tanggal tidak dapat dibaca"),
        ({"start": "0001-01-01"}, 422, "antara 1945 dan 2200"),
        ({"start": "2026-02-02", "end": "2026-02-01"}, 422, "mendahului"),
        ({"version": "99"}, 409, "sudah diubah orang lain"),
        ({"version": "satu"}, 422, "Belum tersimpan."),
        ({"amount": "3"}, 422, "Isinya belum berubah"),
    ],
)
def test_bad_input_is_told_keeps_the_text_and_writes_nothing(c, change, status, said):
    entry = local(c)
    before = everything()
    given = values(entry, amount="4", guidance="") | change
    answer = make.client(c.officer).post(at("correct", entry), given)
    assert answer.status_code == status
    text = words_of(answer)
    assert "Belum tersimpan." in text
    assert said in text
    assert "Perbup 12/2022" in text or "regulation" in change
    assert everything() == before


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("naskah.pdf", b"", "kosong"),
        ("naskah.pdf", b"bukan pdf", "dikenali"),
        ("naskah.pdf", PNG, "PNG"),
        ("a.exe", b"MZ" + b"0" * 99, "dikenali"),
    ],
)
def test_a_bad_file_is_told_and_writes_nothing(c, name, content, said):
    entry = local(c)
    before = everything()
    given = values(entry, amount="4") | {"file": SimpleUploadedFile(name, content)}
    answer = make.client(c.officer).post(at("correct", entry), given)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert everything() == before


def test_a_rule_that_the_region_has_already_is_not_made_twice(c):
    local(c)
    national, before, browser = limit(), everything(), make.client(c.officer)
    assert browser.get(at("localise", national)).status_code == 409
    answer = browser.post(at("localise", national), values(national))
    assert answer.status_code == 409
    assert "Sudah ada ketentuan yang sama" in words_of(answer)
    assert everything() == before


def test_a_new_law_before_the_old_one_is_refused(c):
    old = local(c, start="2022-05-01")
    before = everything()
    answer = make.client(c.officer).post(at("supersede", old), values(old, amount="2", start="2020-01-01"))
    assert answer.status_code == 422
    assert "harus mulai sesudah" in words_of(answer)
    answer = make.client(c.officer).post(at("supersede", old), values(old, amount="2", start=""))
    assert answer.status_code == 422
    assert everything() == before


def test_a_form_sent_twice_has_one_effect(c):
    national, browser = limit(), make.client(c.officer)
    given = values(national) | {FORM_FIELD: "kunci-yang-sama-0001"}
    first = browser.post(at("localise", national), given)
    events = Event.objects.count()
    second = browser.post(at("localise", national), given)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert Event.objects.count() == events
    assert Entry.objects.filter(scope="33.03").count() == 1


def test_pages_that_only_show_accept_no_post(c):
    browser = make.client(c.officer)
    for address in (reverse("law"), reverse("open_law"), reverse("law_entry", args=[limit().pk])):
        assert browser.post(address).status_code == 405


def test_text_of_users_stays_text(c):
    entry = local(c, title="<script>alert(1)</script>", text="<b>tebal</b>")
    for address in (
        reverse("law_entry", args=[entry.pk]),
        reverse("law") + "?lingkup=33.03",
        reverse("open_law") + "?q=tebal",
    ):
        text = words_of(make.client(c.officer).get(address))
        assert "&lt;b&gt;tebal" in text
        assert "<script>alert" not in text

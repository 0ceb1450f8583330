"""What everybody sees without an account: the check of one paper, the comparison of a file, the open list; light and without leaks."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from simpul.agreements import actions
from simpul.agreements.models import Agreement
from simpul.documents.models import File
from simpul.register.models import Event
from tests import make
from tests.agreements import cases

STATIC = Path(settings.STATICFILES_DIRS[0])


def opened(c: SimpleNamespace, **values) -> Agreement:
    made = cases.signed(c, **values)
    actions.assign_number(made, party=cases.party(made, 1), number="415.4/PKS/07-b", by=c.actors.officer, at=cases.AT)
    actions.set_openness(made, openness="public", by=c.actors.officer, at=cases.AT)
    return cases.fresh(made)


def page_of(made: Agreement) -> str:
    return reverse("verified", args=[made.code])


def words_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def compare(made: Agreement, data: bytes, name: str = "salinan.pdf"):
    return make.client().post(page_of(made), {"file": SimpleUploadedFile(name, data)})


def test_the_page_of_a_code_tells_number_parties_period_status_and_hash(c):
    made = opened(c)
    text = words_of(make.client().get(page_of(made)))
    assert "415.4/PKS/07-b · menyusul" in text
    for party in made.parties.all():
        assert f"{party.label}: {party.name}" in text
    assert "2 Maret 2026 – 1 Maret 2028" in text
    assert "Berlaku" in text
    assert f"sha256 {made.terms.hash}" in text
    assert "tanda tangan basah, salinan lengkap" in text
    assert str(made.chain.length) in text


def test_a_matching_and_an_altered_file_are_told_apart_and_neither_is_kept(c):
    made, kept = opened(c), File.objects.count()
    same = cases.signed_pdf("salinan PIHAK KESATU")
    assert "Sama." in words_of(compare(made, same))
    assert "Sama." in words_of(compare(made, same, "nama lain.bin"))
    assert "Tidak sama." in words_of(compare(made, same + b"\n"))
    assert File.objects.count() == kept


def test_the_scan_of_what_was_signed_elsewhere_is_compared_too(c):
    made = cases.entered(c)
    actions.set_openness(made, openness="public", by=c.actors.officer, at=cases.AT)
    assert "Sama." in words_of(compare(made, cases.signed_pdf("naskah bertanda tangan")))
    assert "Ditandatangani di luar sistem ini" in words_of(make.client().get(page_of(made)))


@pytest.mark.parametrize("what", ["no file", "empty", "text instead of a file"])
def test_a_comparison_without_a_file_is_told_in_words(c, what):
    made, before = opened(c), Event.objects.count()
    sent = {
        "no file": {},
        "empty": {"file": SimpleUploadedFile("a.pdf", b"")},
        "text instead of a file": {"file": "x"},
    }[what]
    answer = make.client().post(page_of(made), sent)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("code", "status"),
    [("", 422), ("x" * 21, 422), ("K7QF\x00-2M9D", 422), ("OOOO-1111", 422), ("2222-2222", 422), ("💥", 422), ("a" * 5000, 422)],
)  # fmt: skip
def test_a_wrong_code_is_told_and_harms_nothing(db, code, status):
    answer = make.client().get(reverse("verify"), {"kode": code})
    assert answer.status_code == status
    assert 'class="error"' in answer.content.decode()


def test_a_code_is_found_however_it_is_typed(c):
    made = opened(c)
    pasted = f"https://contoh.example/verifikasi/{made.code}/"
    for typed in (
        made.code,
        made.code.lower(),
        made.code.replace("-", ""),
        f" {made.code[:4]} {made.code[5:]} ",
        pasted,
    ):
        answer = make.client().get(reverse("verify"), {"kode": typed})
        assert (answer.status_code, answer["Location"]) == (302, page_of(made))


def test_the_qr_of_a_paper_that_is_not_open_explains_itself_and_tells_no_more_than_an_unknown_code(c):
    made = cases.signed(c)
    closed, unknown = (make.client().get(reverse("verified", args=[code])) for code in (made.code, "2222-2222"))
    assert (closed.status_code, unknown.status_code) == (404, 404)
    assert "tidak dibuka untuk umum" in words_of(closed)
    assert words_of(closed).replace(made.code, "") == words_of(unknown).replace("2222-2222", "")


def test_what_is_not_signed_and_opened_is_nowhere_in_public(c):
    hidden = [cases.draft(c), cases.shared(c), cases.agreed(c), cases.signed(c)]
    shared = cases.shared(c)
    actions.set_openness(shared, openness="public", by=c.actors.officer, at=cases.AT)
    gone = cases.shared(c)
    actions.set_openness(gone, openness="public", by=c.actors.officer, at=cases.AT)
    actions.revoke(gone, reason="Digabung.", by=c.actors.officer, at=cases.AT)
    listed = make.client().get(reverse("open_agreements")).content.decode()
    for made in (*hidden, shared, gone):
        assert make.client().get(page_of(made)).status_code == 404
        assert make.client().get(reverse("verify"), {"kode": made.code}).status_code == 422
        assert made.code not in listed


def test_a_closed_case_stays_verifiable_with_its_outcome(c):
    made = opened(c)
    first, second = cases.party(made, 1), cases.party(made, 2)
    actions.propose_closing(
        made, party=first, outcome="terminated", evaluation="Rahasia dapur.", by=c.actors.officer, at=cases.AT, today=cases.TODAY
    )  # fmt: skip
    actions.answer_closing(made, party=second, agrees=True, by=c.actors.rektor, at=cases.AT)
    text = words_of(make.client().get(page_of(made)))
    assert "Diakhiri" in text
    assert "Rahasia dapur" not in text


def test_the_public_page_tells_no_note_comment_or_address(c):
    made = opened(c)
    for private in (True, False):
        actions.comment(made, text="Kata orang dalam", private=private, by=c.actors.officer, at=cases.AT)
    text = make.client().get(page_of(made)).content.decode()
    assert "Kata orang dalam" not in text
    assert "contoh.example" not in text


def test_the_open_list_shows_what_was_opened_page_by_page(c):
    made = [cases.entered(c, title=f"Payung {n}") for n in range(52)]
    Agreement.objects.filter(pk__in=[m.pk for m in made]).update(openness="public")
    first = make.client().get(reverse("open_agreements")).content.decode()
    second = make.client().get(reverse("open_agreements"), {"hal": "2"}).content.decode()
    assert (first.count("/verifikasi/") - 1, second.count("Payung ")) >= (50, 2)
    for strange in ("-1", "²", "99999", "\x00", "x"):
        assert make.client().get(reverse("open_agreements"), {"hal": strange}).status_code == 200


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert make.client().get(address).status_code == 200
    return len(captured)


def test_the_open_list_asks_as_often_for_twenty_as_for_two(c):
    made = [cases.entered(c, title=f"Payung {n}") for n in range(20)]
    counts = []
    for number in (2, 20):
        Agreement.objects.filter(pk__in=[m.pk for m in made[:number]]).update(openness="public")
        counts.append(queries(reverse("open_agreements")))
    assert counts[0] == counts[1]


def weight(html: bytes) -> tuple[int, int]:
    """Compressed bytes before the first paint (page and stylesheets in the head) and in all (every file it names)."""
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html.decode()))
    sizes = {
        name: len(gzip.compress((STATIC / name.removeprefix("/static/").partition("?")[0]).read_bytes()))
        for name in named
    }
    page = len(gzip.compress(html))
    return page + sum(size for name, size in sizes.items() if ".css" in name), page + sum(sizes.values())


@pytest.mark.parametrize("name", ["front", "open_agreements", "verify", "verified", "open_law", "account_login"])
def test_a_public_page_is_light(c, name):
    address = page_of(opened(c)) if name == "verified" else reverse(name)
    before, whole = weight(make.client().get(address).content)
    assert before <= 40_000
    assert whole <= 100_000

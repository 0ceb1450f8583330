"""What is sent wrongly is told in Indonesian, with the field; nothing is written and nothing breaks."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client

from simpul.agreements.models import Agreement, Approval, Comment
from simpul.register.models import Event, Receipt
from tests import make
from tests.agreements import cases
from tests.api.caller import Caller, codes
from tests.api.test_verbs import ASK, DAY, at, draft_body, promise, scan, version
from tests.documents.files import docx, encrypted_pdf

KEY = "kunci-0001"


@pytest.fixture
def nothing_written():
    """Events and cases before; to be compared after."""
    return lambda: (Event.objects.count(), Agreement.objects.count(), Comment.objects.count(), Approval.objects.count())


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"title": 1' + b"0" * 5000 + b"}", b"[" * 100_000])
def test_what_is_not_json_is_malformed(c, body):
    answer = c.api["officer"].post("/agreements", body)
    assert (answer.status_code, codes(answer)) == (400, ["request.malformed"])


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"teks"', b"NaN", b"1"])
def test_json_of_another_shape_is_a_bad_value(c, body):
    assert c.api["officer"].post("/agreements", body).status_code == 422


def test_a_body_beyond_all_measure_is_too_large(c):
    answer = c.api["officer"].post("/agreements", b'{"title": "' + b"x" * 3_000_000 + b'"}')
    assert (answer.status_code, codes(answer)) == (413, ["request.too_large"])


WRONG = {
    "title": ["", "x" * 301, "a\x00b", 5, None, ["a"], "\ud800"],
    "kind": ["mou", "", None, 1],
    "parties": [[], [{}], "x", None, [{"organization": "bukan-uuid"}] * 2, [{"organization": str(uuid.uuid4())}] * 51],
    "author": ["x", 1],
    "parent": ["TIDAK", "K7QF-2M9D\n", 1],
    "everyday_label": ["x" * 41, "\x00"],
    "terms": [
        1, [], {"start": "2026-02-30"}, {"start": "0001-01-01"}, {"end": "2201-01-01"}, {"start": 1_700_000_000}, {"start": "2026-01-01T00:00:00"},
        {"months": -1}, {"months": 1201}, {"months": 2**70}, {"months": True}, {"months": "12"}, {"months": 1.5}, {"clauses": [{}] * 81},
        {"clauses": [{"type": "x", "heading": "x", "text": "x" * 20_001}]}, {"obligations": [{"due": {"rule": "kelak"}}]},
        {"obligations": [{"clause": 1, "debtor": 1, "beneficiary": 2, "text": "x", "quantity": "NaN", "due": {"rule": "every", "months": 0}}]},
        {"tidak_dikenal": 1},
    ],
}  # fmt: skip


@pytest.mark.parametrize(("field", "value"), [(f, v) for f, values in WRONG.items() for v in values])
def test_a_wrong_value_is_told_with_its_field(c, nothing_written, field, value):
    before = nothing_written()
    answer = c.api["officer"].post("/agreements", draft_body(c) | {field: value})
    assert answer.status_code == (200 if field == "author" and value is None else 422), answer.content
    rows = answer.json()["errors"]
    assert all(row["field"].startswith(field) and row["text"] for row in rows), rows
    assert not any("string" in row["text"] or "Input" in row["text"] for row in rows)
    assert nothing_written() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"parties": [{"organization": str(uuid.UUID(int=1))}] * 2}, "organization.unknown"),
        ({"author": str(uuid.UUID(int=1))}, "organization.unknown"),
        ({"parent": "K7QF-2M9D"}, "parent.unknown"),
        ({"title": "   "}, "terms.title_missing"),
        ({"terms": {"start": "2026-05-01", "end": "2026-04-01"}}, "terms.end_before_start"),
    ],
)
def test_values_that_mean_nothing_here_are_refused(c, nothing_written, change, code):
    before = nothing_written()
    answer = c.api["officer"].post("/agreements", draft_body(c) | change)
    assert (answer.status_code, codes(answer)) == (422, [code])
    assert nothing_written() == before


@pytest.mark.parametrize(
    "path",
    ["/agreements/%00", "/agreements/x", "/agreements/K7QF-2M9D/parties/99999999999999999999/number", "/agreements/K7QF-2M9D/parties/0/number"],
)  # fmt: skip
def test_an_impossible_address_is_no_crash(c, path):
    assert c.api["officer"].post(path + "/approve" if path.endswith("0") else path, {"number": "1"}).status_code in (
        404,
        405,
        422,
    )
    assert c.api["officer"].get(path).status_code in (404, 405, 422)


@pytest.mark.parametrize(
    "query",
    [{"page": 0}, {"page": 10**30}, {"limit": 101}, {"kind": "x"}, {"search": "a\x00"}, {"ends_by": "2026-13-01"}],
)
def test_a_wrong_question_is_told(c, query):
    answer = c.api["officer"].get("/agreements", **query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == next(iter(query))


def test_an_unknown_address_and_a_wrong_method_have_the_same_shape(c):
    lost = c.api["officer"].get("/tidak-ada")
    assert (lost.status_code, codes(lost)) == (404, ["request.not_found"])
    wrong = Client().delete("/api/v1/agreements", headers=c.api["officer"].headers())
    assert (wrong.status_code, codes(wrong)) == (405, ["request.method"])
    assert wrong.headers["Allow"]


def test_a_stale_version_is_a_conflict(c, nothing_written):
    assert ASK["agreement_revise"](c).status_code == 200
    before = nothing_written()
    answer = ASK["agreement_revise"](c)
    assert (answer.status_code, codes(answer)) == (409, ["agreement.stale"])
    late = c.api["partner_officer"].post(
        promise(c.signed, "/report"), {"version": 99, "quantity": "1", "done_on": DAY, "note": "x"}
    )
    assert (late.status_code, codes(late)) == (409, ["obligation.stale"])
    assert nothing_written() == before


def test_another_text_than_the_one_read_is_not_approved(c, nothing_written):
    before = nothing_written()
    answer = c.api["rektor"].post(at(c.shared, "/parties/2/approve"), {"hash": "0" * 64})
    assert (answer.status_code, codes(answer)) == (409, ["approve.changed_text"])
    assert nothing_written() == before


def test_a_step_at_the_wrong_stage_is_a_conflict(c):
    answer = c.api["officer"].post(at(c.signed, "/share"), {})
    assert (answer.status_code, "agreement.wrong_stage" in codes(answer)) == (409, True)


def test_law_is_named_when_it_is_the_reason(c):
    answer = c.api["officer"].post(at(c.draft, "/share"), {})
    assert codes(answer) == ["findings.open"]
    assert "source" in answer.json()["errors"][0]


def test_a_repeated_request_has_one_effect_and_the_same_answer(c):
    body, caller = draft_body(c), c.api["officer"]
    first, again = caller.post("/agreements", body, key=KEY), caller.post("/agreements", body, key=KEY)
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Agreement.objects.filter(title=body["title"]).count() == 1


def test_a_repeated_upload_and_a_repeated_comment_have_one_effect(c):
    sent = [c.api["officer"].send(cases.signed_pdf("sekali"), key=KEY) for _ in range(2)]
    assert sent[0].json() == sent[1].json()
    for _ in range(2):
        c.api["officer"].post(at(c.shared, "/comments"), {"text": "Sekali saja."}, key="kunci-0002")
    assert Comment.objects.filter(text="Sekali saja.").count() == 1


def test_the_same_key_with_other_words_is_refused_and_says_so(c):
    address = at(c.shared, "/comments")
    assert c.api["officer"].post(address, {"text": "Yang pertama."}, key=KEY).status_code == 201
    answer = c.api["officer"].post(address, {"text": "Yang lain sama sekali."}, key=KEY)
    assert (answer.status_code, codes(answer)) == (409, ["request.key_reused"])


def test_a_misspelt_filter_is_refused_instead_of_giving_the_whole_list(c):
    answer = c.api["officer"].get("/agreements?jenis=pks")
    assert (answer.status_code, codes(answer)) == (422, ["value.extra_forbidden"])
    assert c.api["officer"].get("/agreements?kind=pks").status_code == 200


def test_a_key_belongs_to_one_verb_and_one_person(c):
    caller = c.api["officer"]
    assert caller.post(at(c.shared, "/comments"), {"text": "Satu."}, key=KEY).status_code == 201
    answer = caller.post(at(c.draft, "/comments"), {"text": "Dua."}, key=KEY)
    assert (answer.status_code, codes(answer)) == (409, ["request.key_reused"])
    assert c.api["partner_officer"].post(at(c.shared, "/comments"), {"text": "Tiga."}, key=KEY).status_code == 201


def test_a_refused_request_leaves_its_key_free(c):
    caller = c.api["officer"]
    assert caller.post(at(c.shared, "/comments"), {"text": " "}, key=KEY).status_code == 422
    assert not Receipt.objects.filter(key=KEY).exists()
    assert caller.post(at(c.shared, "/comments"), {"text": "Kini berisi."}, key=KEY).status_code == 201


@pytest.mark.parametrize("key", ["pendek", "x" * 65, "ada spasi di sini"])
def test_a_key_of_no_shape_is_refused_rather_than_ignored(c, key):
    answer = c.api["officer"].post(at(c.shared, "/comments"), {"text": "Baik."}, key=key)
    assert (answer.status_code, codes(answer)) == (422, ["request.key_shape"])


def test_a_file_is_usable_by_its_sender_only_and_for_its_purpose_only(c):
    sent = scan(c, "partner_officer")
    answer = c.api["officer"].post(at(c.draft, "/enter"), {"signed_on": DAY, "scan": sent})
    assert (answer.status_code, codes(answer)) == (422, ["file.unknown"])
    letter = c.api["officer"].file(cases.signed_pdf("surat saja"), "letter")
    for wrong in (letter, "bukan-id", sent[:-1]):
        answer = c.api["officer"].post(at(c.draft, "/enter"), {"signed_on": DAY, "scan": wrong})
        assert (answer.status_code, codes(answer), answer.json()["errors"][0]["field"]) == (
            422,
            ["file.unknown"],
            "scan",
        )
    missing = c.api["officer"].post(at(c.draft, "/enter"), {"signed_on": DAY})
    assert codes(missing) == ["sign.scan_missing"]
    assert codes(c.api["officer"].post(at(c.shared, "/attachments"), {"file": ""})) == ["file.unknown"]


@pytest.mark.parametrize(
    ("content", "name", "kind", "code"),
    [
        (b"", "kosong.pdf", "scan", "file.empty"),
        (docx(), "naskah.docx", "scan", "file.wrong_type"),
        (docx(), "naskah.pdf", "attachment", "file.misnamed"),
        (encrypted_pdf(), "sandi.pdf", "scan", "file.encrypted"),
        (b"MZ\x00", "program.pdf", "scan", "file.unknown_type"),
        (b"%PDF-1.4 rusak", "rusak.pdf", "scan", "file.broken"),
    ],
)
def test_a_file_that_may_not_be_kept_is_refused(c, content, name, kind, code):
    answer = c.api["officer"].send(content, name, kind)
    assert (answer.status_code, codes(answer)) == (422, [code])


def test_an_upload_without_file_or_of_unknown_kind_is_told(c):
    answer = c.api["officer"].send(cases.signed_pdf("x"), kind="template")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "kind")
    empty = Client().post("/api/v1/files", {"kind": "scan"}, headers=c.api["officer"].headers())
    assert (empty.status_code, codes(empty)) == (422, ["value.missing"])
    torn = Client().post(
        "/api/v1/files", b"--x\r\ngarbage", content_type="multipart/form-data; boundary=x" * 1, headers=c.api["officer"].headers()
    )  # fmt: skip
    assert torn.status_code in (400, 422)
    unbounded = Client().post(
        "/api/v1/files", b"x", content_type="multipart/form-data", headers=c.api["officer"].headers()
    )
    assert (unbounded.status_code, codes(unbounded)) == (400, ["request.malformed"])


def test_someone_elses_signer_is_not_named(c):
    body = {"holding": make.holder(c.rektor_post).pk, "authority": None}
    answer = c.api["officer"].post(at(c.shared, "/parties/1/signer"), body)
    assert (answer.status_code, codes(answer)) == (422, ["signer.unknown"])
    answer = c.api["officer"].post(at(c.shared, "/parties/1/signer"), {"holding": 2**53 - 1})
    assert codes(answer) == ["signer.unknown"]


def test_a_guest_needs_a_real_address(c):
    for wrong in ("bukan surel", "a@b\r\nBcc: x@y.z", "@@@"):
        answer = c.api["officer"].post(at(c.shared, "/parties/2/invite"), {"name": "T", "post": "R", "email": wrong})
        assert (answer.status_code, codes(answer)) == (422, ["guest.email"])


def test_a_cookie_changes_no_language(c):
    browser = Client()
    browser.cookies["django_language"] = "en"
    answer = browser.get("/api/v1/agreements/x", headers=c.api["officer"].headers())
    assert answer.json()["errors"][0]["text"].startswith("Bentuk teks ini")
    assert Caller("").get("/me").json()["errors"][0]["text"].startswith("Token tidak ada")


def test_an_old_version_number_is_found_or_not_there(c):
    assert c.api["officer"].get(at(c.draft, "/versions/2")).status_code == 404
    assert c.api["officer"].get(at(c.draft, "/changes"), old=1, new=9).status_code == 404
    assert version(c.signed) == 1


def test_one_organisation_is_not_two_sides(c, nothing_written):
    """Neither in a new draft nor in a revision of one."""
    before, twice = nothing_written(), [{"organization": str(c.dinas.code)}, {"organization": str(c.bumi.code)}] * 2
    answer = c.api["officer"].post("/agreements", draft_body(c) | {"parties": twice})
    assert (answer.status_code, codes(answer)) == (422, ["terms.party_twice"])
    answer = c.api["officer"].post(at(c.draft, "/revise"), {"version": c.draft.version, "parties": twice})
    assert answer.status_code == 422
    new = [{"organization": str(row.code)} for row in (c.dinas, c.bumi, c.fakultas, c.fakultas)]
    answer = c.api["officer"].post(at(c.draft, "/revise"), {"version": c.draft.version, "parties": new})
    assert answer.status_code in (409, 422)
    assert nothing_written() == before


def test_a_party_comes_and_goes_with_a_revision(c):
    sides = [{"organization": str(row.code)} for row in (c.dinas, c.bumi)]
    sides.append({"organization": str(c.fakultas.code), "role": "implementing"})
    done = c.api["officer"].post(at(c.draft, "/revise"), {"version": c.draft.version, "parties": sides}).json()
    assert [(p["name"], p["role"]) for p in done["parties"]][2] == (c.fakultas.name, "implementing")
    done = c.api["officer"].post(at(c.draft, "/revise"), {"version": done["version"], "parties": sides[:2]}).json()
    assert len(done["parties"]) == 2


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded; charset=latin-1", "text/plain", "application/json; charset=utf-16"]
)
def test_an_upload_in_another_manner_is_told(c, kind):
    answer = Client().post("/api/v1/files", b"kind=scan", content_type=kind, headers=c.api["officer"].headers())
    assert answer.status_code in (400, 422)
    assert answer.json()["errors"][0]["text"]

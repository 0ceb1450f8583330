"""Who may ask what: tokens, strangers, wrong roles, and what no answer ever tells."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from simpul.accounts import actions as accounts
from simpul.accounts.models import GuestLink, Token
from simpul.agreements.actions import Side
from simpul.agreements.models import Agreement
from simpul.api import auth
from simpul.api.urls import api
from tests import make
from tests.agreements import cases
from tests.api import intake
from tests.api.caller import Caller, codes
from tests.api.test_verbs import ASK, at, opened
from tests.proposals import letter_cases


def addresses(c) -> list[tuple[str, str]]:
    """(method, path) of every operation that asks for a token, on a case that exists."""
    places = {"{code}": c.signed.code, "{order}": "1", "{number}": "1", "{sha256}": "0" * 64}
    found = []
    cases = {"/proposals/": c.proposal.code, "/meetings/": c.meeting.code, "/letters/": c.letter.code}
    for path, methods in api.get_openapi_schema(path_prefix="/")["paths"].items():
        case = next((code for start, code in cases.items() if path.startswith(start)), c.signed.code)
        for name, value in {**places, "{code}": case}.items():
            path = path.replace(name, value)
        found += [(method, path) for method, operation in methods.items() if operation.get("security")]
    return found


def ask(caller: Caller, method: str, path: str):
    return getattr(caller, method)(path)


@pytest.mark.parametrize("token", ["", "smp_salah", "x" * 5000, "smp_\xe9"])
def test_without_a_right_token_every_operation_says_401(c, token):
    for method, path in addresses(c):
        answer = ask(Caller(token), method, path)
        assert answer.status_code == 401, path
        assert codes(answer) == ["token.unknown"]
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_session_is_no_token(c):
    browser = make.client(c.officer)
    assert browser.get("/api/v1/agreements").status_code == 401


def test_no_form_token_is_asked(c):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(
        f"/api/v1/agreements/{c.shared.code}/comments", json.dumps({"text": "Baik."}), content_type="application/json",
        headers=c.api["officer"].headers(),
    )  # fmt: skip
    assert answer.status_code == 201


def test_a_revoked_token_opens_nothing(c):
    token = Token.objects.get(membership__user=c.officer)
    accounts.revoke_token(token, by=c.actors.officer, at=make.AT)
    assert c.api["officer"].get("/me").status_code == 401


def test_an_expired_token_opens_nothing(c, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: make.AT + dt.timedelta(days=91))
    assert c.api["officer"].get("/me").status_code == 401


def test_a_deactivated_person_is_nobody(c):
    accounts.deactivate(c.dinas_officer, by=c.actors.officer, at=make.AT)
    assert c.api["dinas_officer"].get("/me").status_code == 401


def test_a_token_that_asks_too_often_must_wait(c, monkeypatch):
    monkeypatch.setattr(auth, "PER_MINUTE", 2)
    caller = Caller.of(c.officer)
    answers = [caller.get("/me") for _ in range(6)]  # a minute may turn between two of them
    assert {a.status_code for a in answers} == {200, 429}
    turned = next(a for a in answers if a.status_code == 429)
    assert codes(turned) == ["request.too_often"]
    assert 0 < int(turned.headers["Retry-After"]) <= 60


def test_a_stranger_finds_no_case_by_any_verb(c):
    for method, path in addresses(c):
        if not path.startswith(("/agreements/", "/proposals/", "/meetings/", "/letters/")):
            continue
        answer = ask(c.api["citra_officer"], method, path)
        assert answer.status_code in (404, 422), path
    for row in (c.draft, c.shared, c.agreed, c.signed, c.entered):
        for rest in ("", "/versions", "/history", "/register", "/parties", "/approvals", "/comments"):
            assert c.api["citra_officer"].get(at(row, rest)).status_code == 404
        reason = c.api["citra_officer"].post(at(row, "/revoke"), {"reason": "Coba."})
        assert (reason.status_code, codes(reason)) == (404, ["request.not_found"])


def test_a_stranger_sees_only_what_is_public(c):
    opened(c)
    for path in ("/agreements", "/obligations", "/proposals", "/meetings", "/letters"):
        assert c.api["citra_officer"].get(path).json() == {"items": [], "more": False}
    assert c.api["citra_officer"].get("/organizations").status_code == 200
    assert c.api["citra_officer"].get(at(c.signed)).status_code == 404


def test_a_draft_is_not_there_for_the_partner(c):
    assert c.api["partner_officer"].get(at(c.draft)).status_code == 404
    assert c.api["officer"].get(at(c.draft)).status_code == 200


def test_an_administrator_gets_no_case(c):
    assert c.api["admin"].get("/agreements").json()["items"] == []
    assert c.api["admin"].get(at(c.signed)).status_code == 404


@pytest.mark.parametrize(
    ("who", "path", "body"),
    [
        ("leader", "/share", {}),
        ("leader", "/revoke", {"reason": "Tidak jadi."}),
        ("pengawas", "/comments", {"text": "Baik."}),
        ("partner_officer", "/parties/1/number", {"number": "1"}),
        ("rektor", "/parties/1/approve", {"hash": "0" * 64}),
        ("pengawas", "/parties/1/withdraw-signature", {}),
    ],
)
def test_the_wrong_role_or_side_is_told_403(c, who, path, body):
    answer = c.api[who].post(at(c.shared, path), body)
    assert answer.status_code == 403, answer.content
    assert codes(answer)[0].startswith("agreement.not_")


def test_notes_of_another_institution_are_not_told(c):
    ASK["agreement_comment"](c)
    assert [row["private"] for row in c.api["officer"].get(at(c.shared, "/comments")).json()["items"]] == [True]
    assert c.api["partner_officer"].get(at(c.shared, "/comments")).json()["items"] == []


def test_no_answer_holds_an_address_of_a_person(c):
    """E-mails of all users and of a guest; the link of the guest is in no answer either."""
    ASK["party_invite"](c)
    assert GuestLink.objects.count() == 1
    heard = [ask(c.api["officer"], method, path).content for method, path in addresses(c) if method == "get"]
    heard += [c.api["officer"].get(at(c.shared, rest)).content for rest in ("", "/history", "/approvals", "/comments")]
    heard.append(ASK["organization_read"](c).content)
    for content in heard:
        assert b"contoh.example" not in content


@pytest.mark.parametrize("path", ["/agreements", "/obligations", "/organizations", "/open-agreements", "/law"])
def test_a_list_asks_as_many_questions_for_twenty_rows_as_for_two(c, path):
    caller = c.api["officer"]
    for row in [opened(c), *(cases.entered(c, title=f"KB {n}") for n in range(4))]:
        Agreement.objects.filter(pk=row.pk).update(openness="public")
    caller.get(path, limit=2)
    counts = []
    for limit in (2, 20):
        with CaptureQueriesContext(connection) as heard:
            answer = caller.get(path, limit=limit)
        counts.append(len(heard))
        assert len(answer.json()["items"]) >= min(limit, 4)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("rest", ["", "/parties", "/approvals", "/versions", "/findings", "/history"])
def test_a_case_asks_as_many_questions_for_many_sides_as_for_few(c, rest):
    units = [make.organization(f"Unit {n}", "upt", parent=c.bumi) for n in range(6)]
    more = [Side(c.dinas), Side(c.bumi), *(Side(unit, "implementing") for unit in units)]
    large = cases.shared(c, title="Banyak pihak", sides=more)
    caller, counts = c.api["officer"], []
    caller.get(at(large, rest))
    for row in (c.shared, large):
        with CaptureQueriesContext(connection) as heard:
            assert caller.get(at(row, rest)).status_code == 200
        counts.append(len(heard))
    assert counts[0] == counts[1]


def test_pages_of_a_list_follow_each_other(c):
    first = c.api["officer"].get("/agreements", limit=2).json()
    second = c.api["officer"].get("/agreements", limit=2, page=2).json()
    assert first["more"] is True
    assert not {r["code"] for r in first["items"]} & {r["code"] for r in second["items"]}


def test_the_page_of_operations_needs_no_script_and_lists_all(c, client):
    page = client.get("/api/v1/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<script" not in text
    for path in api.get_openapi_schema(path_prefix="/api/v1/")["paths"]:
        assert path in text
    assert client.get("/api/v1/").status_code == 200


def test_the_description_declares_every_answer(c, client):
    said = client.get("/api/v1/openapi.json").json()
    for methods in said["paths"].values():
        for operation in methods.values():
            assert {"400", "401", "403", "404", "409", "413", "422", "429"} <= set(operation["responses"])


def test_screening_and_dispositions_are_the_regions_own(c):
    row = c.proposal
    assert c.api["partner_officer"].get(f"/proposals/{row.code}").status_code == 200
    for rest in ("/screening", "/dispositions"):
        assert c.api["partner_officer"].get(f"/proposals/{row.code}{rest}").status_code == 404
        assert c.api["officer"].get(f"/proposals/{row.code}{rest}").status_code == 200
    for rest, body in (
        ("/override", {"code": "x", "reason": "Coba."}),
        ("/views", {"field": "hukum", "stance": "supports", "text": "Coba."}),
        ("/submit", {"post": c.bupati_post.pk}),
        ("/screen", {}),
    ):
        assert c.api["partner_officer"].post(f"/proposals/{row.code}{rest}", body).status_code == 404


def test_the_partner_reads_that_it_lies_with_the_region_and_not_on_whose_desk(c):
    inside = c.api["officer"].get(f"/proposals/{c.proposal.code}").json()
    outside = c.api["partner_officer"].get(f"/proposals/{c.proposal.code}").json()
    assert inside["desk"] == "Bagian Kerja Sama, Kabupaten Awan"
    assert outside["desk"] == "Kabupaten Awan"


def test_guests_read_no_minutes_before_they_are_sealed(c):
    made = intake.guested(c)
    before = c.api["partner_officer"].get(f"/meetings/{made.code}").json()
    assert [(a["came"], a["people"]) for a in before["attendances"]] == [("unknown", "")]
    assert [t["minutes"] for t in before["topics"]] == [""]
    assert before["follow_ups"] == []
    assert c.api["officer"].get(f"/meetings/{made.code}").json()["topics"][0]["minutes"] == "Dibahas."
    intake.seal(c, made)
    after = c.api["partner_officer"].get(f"/meetings/{made.code}").json()
    assert [t["minutes"] for t in after["topics"]] == ["Dibahas."]
    assert [f["text"] for f in after["follow_ups"]] == ["Kirim kerangka acuan"]


def test_a_letter_is_drafted_revised_issued_and_told_as_on_the_pages(c):
    caller = c.api["officer"]
    body = {"kind": "answer", "organization": str(c.awan.code)}
    elsewhere = intake.post(c, c.proposal, "/letters", body | {"addressee": str(c.citra.code)})
    assert (elsewhere.status_code, codes(elsewhere)) == (422, ["letter.addressee"])
    made = intake.post(c, c.proposal, "/letters", body).json()
    assert (made["state"], made["of"], made["case"], made["addressee"]) == (
        "draft",
        "proposal",
        c.proposal.code,
        str(c.bumi.code),
    )
    address = f"/letters/{made['code']}"
    revised = caller.post(f"{address}/revise", {"version": 1, "nature": "Segera"}).json()
    assert (revised["nature"], revised["body"], revised["version"]) == ("Segera", made["body"], 2)
    assert codes(caller.post(f"{address}/discard", {"version": 1})) == ["letter.stale"]
    given = {"version": 2, "day": str(make.TODAY)}
    wrong = caller.post(f"{address}/issue", given | {"holding": make.holder(c.rektor_post).pk})
    assert (wrong.status_code, codes(wrong)) == (422, ["letter.signer_unknown"])
    assert c.api["partner_officer"].get(address).status_code == 404
    done = caller.post(f"{address}/issue", given | {"holding": make.holder(c.bupati_post).pk}).json()
    assert (done["state"], bool(done["number"]), done["signer_title"]) == ("issued", True, "Bupati Awan")
    assert c.api["partner_officer"].get(address).json() == done
    kept = c.api["partner_officer"].get(f"{address}/letter.docx").bytes
    assert hashlib.sha256(kept).hexdigest() == done["file"]
    assert codes(caller.post(f"{address}/discard", {"version": 3})) == ["letter.issued"]
    assert codes(c.api["leader"].post(f"/letters/{c.letter.code}/discard", {"version": 1})) == ["letter.not_permitted"]
    listed = [row["code"] for row in c.api["partner_officer"].get("/letters").json()["items"]]
    assert listed == [made["code"], c.sent.code]


def test_the_list_of_letters_asks_as_often_for_many_as_for_few(c):
    for _n in range(2):
        letter_cases.letter(c, "invitation", meeting=letter_cases.meeting(c))
    caller, counts = c.api["officer"], []
    caller.get("/letters")
    for limit in (1, 4):
        with CaptureQueriesContext(connection) as heard:
            assert len(caller.get("/letters", limit=limit).json()["items"]) == limit
        counts.append(len(heard))
    assert counts[0] == counts[1]


def test_a_meeting_of_several_days_tells_its_last_and_a_follow_up_is_corrected_by_its_convener_alone(c):
    plan = intake.PLAN | {"convener": str(c.bagian.code), "last_day": "2026-03-11"}
    assert c.api["officer"].post("/meetings", plan).json()["last_day"] == "2026-03-11"
    answer = c.api["officer"].post("/meetings", plan | {"last_day": "2026-03-08"})
    assert (answer.status_code, codes(answer)) == (422, ["meeting.last_day_before"])
    made = intake.guested(c)
    told = c.api["officer"].get(f"/meetings/{made.code}").json()["follow_ups"][0]
    body = {"text": "Kirim KAK", "owner": told["owner"], "due": "2026-04-01", "version": told["version"]}
    address = f"/meetings/{made.code}/follow-ups/1/revise"
    assert c.api["partner_officer"].post(address, body).status_code == 404  # not sealed yet
    changed = c.api["officer"].post(address, body).json()["follow_ups"][0]
    assert (changed["text"], changed["due"], changed["version"]) == ("Kirim KAK", "2026-04-01", 2)
    answer = c.api["officer"].post(address, body | {"text": "Lain"})
    assert (answer.status_code, codes(answer)) == (409, ["follow_up.stale"])


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2026-03-09T09:00:00", "value.moment_offset"),
        ("0001-01-01T00:00:00+07:00", "value.day_range"),
        ("besok", "value.datetime_from_date_parsing"),
    ],
)
def test_a_moment_that_cannot_be_placed_is_refused(c, moment, code):
    body = intake.PLAN | {"convener": str(c.bagian.code), "starts_at": moment}
    answer = c.api["officer"].post("/meetings", body)
    assert (answer.status_code, codes(answer)) == (422, [code])

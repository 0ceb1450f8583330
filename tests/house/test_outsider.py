"""The outsider Citra asks for every address of the site and of the API, filled with real cases, and learns nothing.

The addresses are those of the table, so a new page is asked too; the API's come from its own description.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from simpul.accounts import actions as accounts
from simpul.api.urls import api
from tests import make
from tests.house.test_access import ROWS, arguments, p, site

__all__ = ["p", "site"]  # the fixtures

# The public may see what its parties opened; these pages show it to the outsider as to everybody.
PUBLIC = {
    "open_agreements",
    "verified",
    "verify",
    "agreement_guest",
    "agreement_guest_answer",
    "agreement_guest_docx",
    "invitation",
}
# These are reached by the name of a case, so a stranger must not even learn that it exists.
OF_A_CASE = [
    row
    for row in ROWS
    if row[1].split("/")[0]
    in (
        "shared",
        "signed",
        "nk",
        "meeting",
        "met",
        "screened",
        "draft_letter",
        "sent_letter",
        "asked",
        "answered",
        "silent",
    )
]


@pytest.fixture
def secrets(p: SimpleNamespace) -> list[str]:
    """Words of the cases that nobody outside may read."""
    return [
        p.shared.title,
        p.shared.code,
        p.nk.title,
        p.nk.code,
        "l.pdf",
        p.shared.terms.hash,
        *_of_meetings(p),
        *_of_letters(p),
        p.asked.title,
        p.asked.code,
    ]


def _of_meetings(p: SimpleNamespace) -> list[str]:
    return [p.meeting.title, p.meeting.code, p.met.title, p.met.code, "m.pdf", "kurikulum rahasia"]


def _of_letters(p: SimpleNamespace) -> list[str]:
    rows = (p.draft_letter, p.sent_letter)
    return [p.screened.title, p.screened.code, *(row.subject for row in rows), *(row.code for row in rows)]


def body(response: Any) -> str:
    found = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return found.decode(errors="replace") + str(dict(response.items()))


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_address_tells_the_outsider_of_a_case(p: SimpleNamespace, secrets: list[str], method: str) -> None:
    browser, asked = make.client(p.c.citra_officer), 0
    for name, place, _get, _post in ROWS:
        if name in PUBLIC:
            continue
        address = reverse(name, args=arguments(p, place))
        response = getattr(browser, method)(address, follow=method == "get")
        text = body(response)
        for own in (address, response.request["PATH_INFO"]):  # the page names its own address at the foot
            text = text.replace(own, "")
        assert not [word for word in secrets if word in text], (name, address)
        asked += 1
    assert asked > 100


@pytest.mark.parametrize("row", OF_A_CASE, ids=[row[0] for row in OF_A_CASE])
def test_an_address_of_a_case_is_unknown_to_the_outsider(p: SimpleNamespace, row: list[str]) -> None:
    if row[0] in PUBLIC:
        return
    browser, address = make.client(p.c.citra_officer), reverse(row[0], args=arguments(p, row[1]))
    seen = browser.get(address, follow=True)  # the address of a button leads to the page that holds it
    assert {seen.status_code, browser.post(address).status_code} <= {404, 405}


def test_the_api_tells_the_outsider_nothing_of_a_case(p: SimpleNamespace, secrets: list[str]) -> None:
    citra = make.membership(p.c.citra_officer)
    _token, text = accounts.make_token(citra, name="luar", by=p.c.actors.citra_officer, at=timezone.now())
    caller, known = (
        Client(headers={"Authorization": f"Bearer {text}"}),
        {"code": p.shared.code, "order": 1, "number": 1},
    )
    asked = 0
    for path, verbs in api.get_openapi_schema()["paths"].items():
        address = path
        for part in [one.partition("}")[0] for one in path.split("{")[1:]]:
            address = address.replace("{" + part + "}", str(known.get(part, 1)))
        for verb in verbs:
            response = getattr(caller, verb)(
                address, data={} if verb == "get" else "{}", content_type="application/json"
            )
            if path.endswith("/open-agreements"):  # what the parties opened, to everybody
                continue
            answer = body(response).replace(address, "")
            assert not [word for word in secrets if word in answer], (verb, address)
            if "{code}" in path:
                assert response.status_code in (404, 422), (verb, address, response.status_code)
            asked += 1
    assert asked > 30

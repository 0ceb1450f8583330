"""A program that talks to the API with one person's token."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from simpul.accounts.actions import make_token
from simpul.accounts.models import User
from tests import make

ROOT = "/api/v1"


@dataclasses.dataclass
class Caller:
    token: str = ""

    @classmethod
    def of(cls, user: User) -> Caller:
        held = make.membership(user)
        return cls(make_token(held, name="uji", by=held.actor(), at=make.AT)[1])

    def headers(self, key: str = "") -> dict[str, str]:
        said = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return said | ({"Idempotency-Key": key} if key else {})

    def get(self, path: str, **query: Any) -> HttpResponse:
        answer = Client().get(ROOT + path, query, headers=self.headers())
        if answer.streaming:  # read to the end, which closes the file
            answer.bytes = b"".join(answer.streaming_content)
        return answer

    def post(self, path: str, body: Any = None, *, key: str = "") -> HttpResponse:
        data = body if isinstance(body, (bytes, str)) else json.dumps(body if body is not None else {})
        return Client().post(ROOT + path, data, content_type="application/json", headers=self.headers(key))

    def send(self, content: bytes, name: str = "berkas.pdf", kind: str = "scan", *, key: str = "") -> HttpResponse:
        form = {"file": SimpleUploadedFile(name, content), "kind": kind}
        return Client().post(f"{ROOT}/files", form, headers=self.headers(key))

    def file(self, content: bytes, kind: str = "scan", name: str = "berkas.pdf") -> str:
        """The id of a file that was sent."""
        answer = self.send(content, name, kind)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]


def codes(answer: HttpResponse) -> list[str]:
    return [row["code"] for row in answer.json()["errors"]]

"""Thousands of shapes nobody thought of: per role no crash, and no answer that the description does not declare."""

from __future__ import annotations

import functools
import os
from types import SimpleNamespace
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from tests.api.intake import ASK as INTAKE
from tests.api.test_verbs import ASK

ROLES = ("officer", "leader", "partner_officer", "citra_officer")
CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
MOST = int(os.environ.get("SIMPUL_FUZZ", "4"))  # shapes for each operation and role; more when one has time
SOME = settings(
    max_examples=MOST, derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)  # fmt: skip


@pytest.fixture
def one_connection():
    """A request's end closes no connection, as with Django's own test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@functools.cache
def description() -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@functools.cache
def operations() -> dict[str, Any]:
    found = (op.ok() for op in description().get_all_operations())
    return {op.definition.raw["operationId"]: op for op in found}


def operation(name: str) -> Any:
    return operations()[name]


def places(c: SimpleNamespace, name: str) -> list[dict[str, Any] | None]:
    """Addresses to try: anything, and cases that exist at several stages."""
    wanted = [p.name for p in operation(name).path_parameters]
    rows: tuple[Any, ...] = (c.draft, c.shared, c.agreed, c.signed, c.reported.agreement)
    if name in INTAKE:
        rows = (c.meeting, c.proposal, c.incoming)
    if "/letters/" in operation(name).path:
        rows = (c.letter, c.sent)
    known = [{"code": row.code, "order": 1, "number": 1, "sha256": "0" * 64} for row in rows]
    if "code" not in wanted or name in ("organization_read", "region_read"):
        return [None]
    return [None, *({key: place[key] for key in wanted} for place in known)]


def fuzz(c: SimpleNamespace, name: str, role: str) -> None:
    """Bodies as described and not as described, sent to every kind of address."""
    asked, known = operation(name), places(c, name)
    shapes = st.tuples(st.sampled_from(known), st.sampled_from([GenerationMode.POSITIVE, GenerationMode.NEGATIVE]))
    token = c.api[role].headers() | {"Accept-Encoding": "identity"}

    @seed(20260302)
    @SOME
    @given(case=shapes.flatmap(lambda shape: asked.as_strategy(generation_mode=shape[1], path_parameters=shape[0])))
    def ask(case: Any) -> None:
        with transaction.atomic():
            case.call_and_validate(headers=token, checks=CHECKS)
            transaction.set_rollback(True)

    ask()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(ASK))
def test_whatever_is_sent_is_answered_as_declared(c, one_connection, name, role):
    fuzz(c, name, role)

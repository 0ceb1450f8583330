"""Lists ask the database as often for many rows as for few."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from simpul.agreements.models import Agreement, Obligation, Party, TermsVersion
from simpul.register.models import Chain
from tests import make
from tests.agreements import cases

PAGES = {
    "the list": ("officer", "/kerja-sama/"),
    "a search": ("officer", "/kerja-sama/?cari=Salinan&tahap=signed"),
    "the officer's desk": ("officer", "/meja/"),
    "the leader's desk": ("dinas_head", "/meja/"),
    "the partner's desk": ("partner_officer", "/meja/"),
    "promises": ("officer", "/kewajiban/"),
    "umbrellas": ("officer", "/kerja-sama/tanpa-tindak-lanjut/"),
    "the open list": (None, "/terbuka/"),
    "one case": ("officer", "/kerja-sama/{signed}/"),
    "one text": ("officer", "/kerja-sama/{signed}/naskah/"),
    "a verified case": (None, "/verifikasi/{signed}/"),
}

NUMBERS = itertools.count(1)


def copies(model: type, row: Any, count: int, **changed: Any) -> list[Any]:
    """Rows like this one, with what must differ given as lists."""
    values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields if not f.primary_key}
    return model.objects.bulk_create([model(**values | {k: v[n] for k, v in changed.items()}) for n in range(count)])


def code_of(number: int) -> str:
    letters = "".join("23456789ABCDEFGH"[number >> shift & 15] for shift in range(0, 32, 4))
    return f"{letters[:4]}-{letters[4:]}"


def multiply(made: Agreement, count: int) -> None:
    """So many cases like this one, straight into the tables: only reading is measured here."""
    codes = [code_of(next(NUMBERS)) for _n in range(count)]
    chains = Chain.objects.bulk_create([Chain(kind="agreement", subject=f"salinan {code}") for code in codes])
    rows = copies(Agreement, made, count, code=codes, chain_id=[c.pk for c in chains])
    versions = copies(TermsVersion, made.terms, count, agreement_id=[r.pk for r in rows])
    for row, version in zip(rows, versions, strict=True):
        row.terms_id = version.pk
        row.agreed_id = version.pk
    Agreement.objects.bulk_update(rows, ["terms", "agreed"])
    sides = {p.pk: copies(Party, p, count, agreement_id=[r.pk for r in rows]) for p in made.parties.all()}
    for promise in made.obligations.all():
        copies(
            Obligation, promise, count, agreement_id=[r.pk for r in rows], terms_id=[v.pk for v in versions],
            debtor_id=[p.pk for p in sides[promise.debtor_id]], beneficiary_id=[p.pk for p in sides[promise.beneficiary_id]],
        )  # fmt: skip


def queries(s: SimpleNamespace, who: str | None, address: str) -> int:
    browser = make.client(s.c.users[who] if who else None)
    browser.get(address)  # what is remembered between requests is remembered now
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


@pytest.fixture(scope="module")
def counts(world: SimpleNamespace) -> dict[str, tuple[int, int]]:
    """Page → number of queries with ten and with a thousand cases of every state."""
    s = SimpleNamespace(c=world)
    states = [cases.draft(world), cases.shared(world), cases.agreed(world), cases.signed(world), cases.entered(world)]
    states.append(cases.entered(world, body={"months": 14, "obligations": []}))
    for made in states:
        Agreement.objects.filter(pk=made.pk).update(openness="public")
    states = [cases.fresh(made) for made in states]
    found: dict[str, list[int]] = {name: [] for name in PAGES}
    for count in (1, 166):
        for made in states:
            multiply(made, count)
        for name, (who, address) in PAGES.items():
            found[name].append(queries(s, who, address.format(signed=states[3].code)))
    assert Agreement.objects.count() > 1000
    return {name: (few, many) for name, (few, many) in found.items()}


@pytest.mark.parametrize("name", PAGES)
def test_a_thousand_rows_ask_no_more_than_ten(counts: dict[str, tuple[int, int]], name: str) -> None:
    few, many = counts[name]
    assert many == few
    assert many <= 40

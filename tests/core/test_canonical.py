"""One text for one value, and the hash that parties approve: golden vectors that must never change."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from simpul.core.canonical import SAFE, canonical, clean_text, hash_of_terms, sha256

CAFE = "Kafe\u0301"  # e and an accent of its own: NFC makes one letter of them
GOLDEN = [
    ({}, "{}", "d15b25f1811633f9769c350e193dc8a1e1c0893b451249ba0c6c16611f9e5ac3"),
    (
        {
            "title": "Pelatihan ASN",
            "months": 24,
            "clauses": [{"type": "maksud_tujuan", "heading": "Tujuan", "text": "Baris satu\r\nBaris dua"}],
        },
        '{"clauses":[{"heading":"Tujuan","text":"Baris satu\\nBaris dua","type":"maksud_tujuan"}],"months":24,"title":"Pelatihan ASN"}',
        "a42700c2fe5503e702b9491fa4a34175fdb4ce9eaad0c5ed89e4a9ebc812db22",
    ),
    (
        {
            "title": f"{CAFE} – «Simpul»",
            "quantity": Decimal("100.50"),
            "start": dt.date(2026, 3, 2),
            "none": None,
            "yes": True,
            "control": '\x01\t"\\/',
            "emoji": "🌾",
        },
        '{"control":"\\u0001\\t\\"\\\\/","emoji":"🌾","none":null,"quantity":"100.5","start":"2026-03-02","title":"Kafé – «Simpul»","yes":true}',
        "deef83521a96f4e40b04c6d56c12a8a00abd48a0f47180b9f3937be5132b38f3",
    ),
]


@pytest.mark.parametrize(("terms", "text", "digest"), GOLDEN)
def test_golden_vectors(terms, text, digest):
    assert canonical(terms) == text
    assert hash_of_terms(terms) == digest
    assert sha256(b"simpul-terms-v1\n" + text.encode()) == digest


def test_line_ends_and_composed_letters_make_no_difference():
    assert hash_of_terms({"a": "satu\r\ndua\rtiga"}) == hash_of_terms({"a": "satu\ndua\ntiga"})
    assert hash_of_terms({"a": CAFE}) == hash_of_terms({"a": "Kaf\u00e9"})
    assert clean_text("a\x00b") == "ab"


def test_order_of_keys_makes_no_difference_and_order_of_lists_does():
    assert canonical({"b": 1, "a": 2}) == '{"a":2,"b":1}'
    assert canonical([1, 2]) != canonical([2, 1])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1E+3"), '"1000"'),
        (Decimal("0.00"), '"0"'),
        (Decimal("-0.10"), '"-0.1"'),
        (dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.timezone(dt.timedelta(hours=7))), '"2026-03-02T03:00:00.000000Z"'),
        (uuid.UUID(int=1), '"00000000-0000-0000-0000-000000000001"'),
        ((1, 2), "[1,2]"),
        (gettext_lazy("Draf"), '"Draf"'),
    ],
)
def test_values_become_plain_text(value, text):
    assert canonical(value) == text


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (0.5, TypeError),
        (SAFE + 1, ValueError),
        (dt.datetime(2026, 3, 2), ValueError),
        ({"é": 1}, ValueError),
        ({1: 2}, ValueError),
        (object(), TypeError),
    ],
)
def test_what_has_no_single_text_is_refused(value, error):
    with pytest.raises(error):
        canonical(value)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz_", max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_reading_the_text_again_gives_the_same_text(value):
    assert canonical(json.loads(canonical(value))) == canonical(value)

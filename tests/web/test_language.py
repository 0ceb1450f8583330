"""Who chose English reads English; what is kept, printed and told to others stays Indonesian."""

from __future__ import annotations

import dataclasses
import uuid
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from simpul.agreements.models.paper import paper_facts
from simpul.notices.models import Notice
from tests import make
from tests.agreements import cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(world: SimpleNamespace) -> Client:
    client = make.client(world.officer)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_a_case_is_shown_in_english_to_who_chose_it(world: SimpleNamespace, reader: Client) -> None:
    page = reader.get(reverse("agreement", args=[cases.shared(world).code])).content.decode()
    assert '<html lang="en"' in page
    assert "Waiting for the parties&#x27; approval" in page
    assert "Menunggu Persetujuan Pihak" not in page


def test_who_acts_in_english_tells_the_partner_in_indonesian(world: SimpleNamespace, reader: Client) -> None:
    made = cases.shared(world)
    before = Notice.objects.count()
    sent = {"text": "Mohon lampiran anggaran.", "kunci_kirim": str(uuid.uuid4())}
    assert reader.post(reverse("agreement_comment", args=[made.code]), sent).status_code == 302
    assert Notice.objects.count() > before
    assert "tanggapan baru dari" in Notice.objects.latest("pk").text


def test_a_paper_is_indonesian_whatever_its_reader_chose(world: SimpleNamespace) -> None:
    made, today = cases.shared(world), timezone.localdate()
    expected = paper_facts(made, today=today)
    with translation.override("en"):
        read = paper_facts(made, today=today)
    assert dataclasses.replace(read, printed_at=expected.printed_at) == expected
    assert expected.status == "Menunggu Persetujuan Pihak"

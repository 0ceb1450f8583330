"""The answer to a watchman."""

from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.test import Client


@pytest.mark.django_db
def test_a_well_site_says_so(client: Client) -> None:
    answer = client.get("/sehat")
    assert (answer.status_code, answer.content) == (200, b"sehat\n")


@pytest.mark.django_db
def test_a_site_without_its_database_is_not_well(client: Client) -> None:
    with mock.patch.object(connection, "ensure_connection", side_effect=OperationalError("gone")):
        answer = client.get("/sehat")
    assert answer.status_code == 503
    assert b"tidak menjawab" in answer.content

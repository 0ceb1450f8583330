"""A downloaded history fits the proof that a partner kept; `simpul verify` names the first broken entry and ends with 1."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from simpul.agreements import actions
from simpul.cli import verify as command
from simpul.register.actions import make_checkpoint
from simpul.register.models import Checkpoint, Event
from tests import make
from tests.agreements import cases


def seal(day=cases.TODAY) -> Checkpoint:
    return make_checkpoint(seed=settings.KEYS.seal, day=day, by=make.SYSTEM, at=cases.AT)


def history(person, code: str, folder: Path, query: str = "") -> Path:
    answer = make.client(person).get(reverse("agreement_history", args=[code]) + query)
    assert answer["Content-Disposition"].startswith(f'attachment; filename="riwayat-{code}')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(folder)
    return folder


def check(folder: Path, *more: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", folder / "periksa_riwayat.py", *more], capture_output=True, text=True, check=False, timeout=60
    )  # fmt: skip
    return done.returncode, done.stdout


def test_the_downloaded_history_is_whole_and_fits_the_proof_that_was_kept(c, tmp_path):
    made = cases.shared(c)
    seal()
    old = history(c.partner_officer, made.code, tmp_path / "dulu")
    code, said = check(old)
    assert (code, "Riwayat utuh" in said, "Titik periksa 2026-03-02 sah" in said) == (0, True, True)
    actions.approve(made, party=cases.party(made, 2), hash=made.terms.hash, by=c.actors.rektor, at=cases.AT)
    new = history(c.officer, made.code, tmp_path / "kini")
    assert check(new, "--bukti-lama", str(old / "bukti.json"))[0] == 0


def test_the_checkpoint_that_a_partner_kept_is_checked_against_a_later_history(c, tmp_path):
    made = cases.shared(c)
    day = str(seal().day)
    kept = tmp_path / "simpanan.json"
    kept.write_bytes(make.client(c.partner_officer).get(reverse("register_checkpoint", args=[day])).content)
    actions.approve(made, party=cases.party(made, 2), hash=made.terms.hash, by=c.actors.rektor, at=cases.AT)
    seal(cases.TODAY + dt.timedelta(days=1))
    newest = history(c.partner_officer, made.code, tmp_path / "terbaru")
    code, said = check(newest, "--titik-periksa", str(kept))
    assert (code, f"?titik={day}" in said) == (1, True)  # says which one to download
    asked = history(c.partner_officer, made.code, tmp_path / "hari-itu", f"?titik={day}")
    code, said = check(asked, "--titik-periksa", str(kept))
    assert (code, f"Cocok dengan titik periksa yang Anda simpan dari {day}" in said) == (0, True)
    other = json.loads(kept.read_text())
    kept.write_text(json.dumps(other | {"text": other["text"].replace('"root":"', '"root":"0')}))
    code, said = check(asked, "--titik-periksa", str(kept))
    assert (code, "lain daripada yang Anda simpan" in said) == (1, True)


@pytest.mark.parametrize("day", ["2020-01-01", "2026-02-30", "kemarin", "\x00", "9999-99-99", "-1"])
def test_a_day_without_a_checkpoint_is_not_found(c, day):
    made = cases.shared(c)
    answer = make.client(c.officer).get(reverse("agreement_history", args=[made.code]), {"titik": day})
    assert answer.status_code == 404


# ---- the command


@pytest.fixture
def said(capsys):
    return lambda: "".join(capsys.readouterr())


def test_verify_says_whole_and_ends_with_0(c, said):
    cases.shared(c)
    seal()
    assert command.run([]) == 0
    assert f"Register utuh: {Event.objects.count()} entri" in said()


def alter(sql: str, values: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # what a thief with the database would do
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_verify_names_the_first_broken_entry_and_ends_with_1(c, said):
    made = cases.shared(c)
    first, second = Event.objects.filter(chain=made.chain).order_by("number")[:2]
    alter(
        "UPDATE register_event SET text = replace(text, 'PIHAK', 'PIHAX') WHERE id IN (%s, %s)", [first.pk, second.pk]
    )
    alter("UPDATE register_event SET text = text || ' ' WHERE id IN (%s, %s)", [first.pk, second.pk])
    assert command.run([]) == 1
    assert f"RUSAK. Entri {first.pk}:" in said()


def test_verify_checkpoint_seals_today_once(c, said):
    cases.shared(c)
    assert command.run(["checkpoint"]) == 0
    assert command.run(["checkpoint"]) == 0
    assert Checkpoint.objects.count() == 1
    assert command.run([]) == 0
    assert "1 titik periksa" in said()


def test_the_nightly_job_seals_and_forgets_old_receipts(c: SimpleNamespace):
    from simpul.register import tasks
    from simpul.register.models import Receipt

    Receipt.objects.create(actor="user:1", key="lama", verb="x")
    Receipt.objects.update(made_at=cases.AT - tasks.RECEIPTS_LIVE)
    Receipt.objects.create(actor="user:1", key="baru", verb="x")
    tasks.checkpoint(timestamp=0)
    tasks.checkpoint(timestamp=0)
    assert Checkpoint.objects.count() == 1
    assert [receipt.key for receipt in Receipt.objects.all()] == ["baru"]

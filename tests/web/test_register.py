"""The register's doors: sealed checkpoints for those who keep them, and a case's history for those who see the case."""

from __future__ import annotations

import io
import json
import zipfile

from django.conf import settings

from simpul.register import sealing
from simpul.register.actions import make_checkpoint
from simpul.register.tasks import checkpoint
from tests import make
from tests.agreements import cases


def test_the_checkpoints_are_listed_and_downloaded_sealed(c):
    row = make_checkpoint(seed=settings.KEYS.seal, day=cases.TODAY, by=make.SYSTEM, at=cases.AT)
    browser = make.client(c.pengawas)
    assert f"/register/{row.day}.json" in browser.get("/register/").content.decode()
    answer = browser.get(f"/register/{row.day}.json")
    said = json.loads(answer.content)
    assert sealing.sealed(said["public_key"], said["text"], said["signature"])
    assert answer["Content-Disposition"] == f'attachment; filename="titik-periksa-{row.day}.json"'


def test_without_checkpoints_the_page_says_so(c):
    text = make.client(c.pengawas).get("/register/").content.decode()
    assert "titik periksa" in text.lower()


def test_an_unknown_or_impossible_day_is_not_found(c):
    browser = make.client(c.pengawas)
    for day in ("2020-01-01", "2026-02-30", "9999-99-99", "kemarin"):
        assert browser.get(f"/register/{day}.json").status_code == 404, day


def test_who_may_not_read_the_register_is_told(c):
    answer = make.client(c.leader).get("/register/")
    assert answer.status_code == 403


def test_the_night_seals_all_heads_and_forgets_old_receipts(c):
    cases.draft(c)
    checkpoint(timestamp=0)
    assert make.client(c.officer).get("/register/").content.decode().count(".json") >= 1


def test_each_side_downloads_the_same_history_and_nobody_elses(c):
    made, other = cases.shared(c), cases.shared(c, title="Perkara lain")
    ours = make.client(c.officer).get(f"/kerja-sama/{made.code}/riwayat.zip")
    theirs = make.client(c.rektor).get(f"/kerja-sama/{made.code}/riwayat.zip")
    assert ours.content == theirs.content
    with zipfile.ZipFile(io.BytesIO(ours.content)) as folder:
        assert set(folder.namelist()) >= {"riwayat.jsonl", "naskah.jsonl", "bukti.json", "periksa_riwayat.py"}
        text = folder.read("riwayat.jsonl").decode()
    assert made.code in text
    assert other.code not in text
    assert make.client(c.citra_officer).get(f"/kerja-sama/{made.code}/riwayat.zip").status_code == 404


def test_a_private_note_is_in_no_history(c):
    from simpul.agreements import actions

    made = cases.shared(c)
    actions.comment(made, text="Rahasia dapur kami", private=True, by=c.actors.officer, at=cases.AT)
    answer = make.client(c.officer).get(f"/kerja-sama/{made.code}/riwayat.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as folder:
        assert all(b"Rahasia dapur" not in folder.read(name) for name in folder.namelist())
        assert b"note_written" not in folder.read("riwayat.jsonl")

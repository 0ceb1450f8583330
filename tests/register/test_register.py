"""The register: append-only, chained, sealed; verify names the first broken entry; a history is checked without us."""

from __future__ import annotations

import ast
import datetime as dt
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import DatabaseError, connection, transaction

from simpul.core.actors import Actor
from simpul.core.refusals import Refused
from simpul.register import actions, merkle, sealing
from simpul.register.export import VERIFIER, archive
from simpul.register.models import GENESIS, Chain, Checkpoint, Event, Receipt
from simpul.register.verifying import verify
from tests import make

pytestmark = pytest.mark.django_db
AT, BY = make.AT, Actor("user:7", "Petugas", organization="Bagian Kerja Sama", user_id=7)
SEED = b"simpul-seed-for-the-tests-only-0"


@pytest.fixture
def chains(db) -> list[Chain]:
    """Two cases: one with four events, one with two."""
    made = []
    for name, count in (("AAAA-2222", 4), ("BBBB-3333", 2)):
        chain = actions.open_chain("agreement", name)
        for n in range(count):
            actions.record("agreement.revised", chain=chain, by=BY, at=AT, data={"version": n + 1, "hash": "h"})
        made.append(Chain.objects.get(pk=chain.pk))
    return made


def tamper(sql: str, *values: object) -> None:
    """What somebody with the keys of the database could do, with the triggers asleep."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


# ---- writing


def test_events_form_a_chain_with_its_head(chains):
    chain = chains[0]
    events = list(chain.events.order_by("number"))
    assert [e.number for e in events] == [1, 2, 3, 4]
    assert [e.previous for e in events] == [GENESIS, *(e.hash for e in events[:3])]
    assert (chain.length, chain.head) == (4, events[-1].hash)
    said = json.loads(events[0].text)
    assert said["actor"] == {"key": "user:7", "name": "Petugas", "organization": "Bagian Kerja Sama", "post": ""}
    assert verify().fault == ""


def test_an_event_belongs_inside_a_transaction(chains, monkeypatch):
    monkeypatch.setattr(actions.transaction, "get_connection", lambda: SimpleNamespace(in_atomic_block=False))
    with pytest.raises(RuntimeError):
        actions.record("agreement.revised", chain=chains[0], by=BY, at=AT)


def execute(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql)


@pytest.mark.parametrize("table", ["register_event", "register_checkpoint"])
@pytest.mark.parametrize("what", ["UPDATE {} SET text = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_itself_forbids_changing_what_was_recorded(chains, table, what):
    actions.make_checkpoint(seed=SEED, day=AT.date(), by=BY, at=AT)
    with pytest.raises(DatabaseError, match="append-only"):
        execute(what.format(table) + (" CASCADE" if what.startswith("TRUNCATE") else ""))
    assert verify().fault == ""


# ---- one key, one effect


def test_a_repeated_key_gives_the_first_result():
    effects = []
    for _n in range(3):
        assert (
            actions.once(lambda: effects.append(1) or "/ke-sana/", by=BY, key="kunci-12345", verb="/tulis/")
            == "/ke-sana/"
        )
    assert effects == [1]


def test_keys_are_each_persons_own_and_absent_keys_do_nothing():
    effects = []
    for by, key in ((BY, "kunci-12345"), (make.SYSTEM, "kunci-12345"), (BY, None), (BY, None)):
        actions.once(lambda: effects.append(1), by=by, key=key, verb="/tulis/")
    assert len(effects) == 4


def test_a_key_that_came_with_another_verb_is_refused():
    actions.once(lambda: None, by=BY, key="kunci-12345", verb="/tulis/")
    with pytest.raises(Refused, match=r"request\.key_reused"):
        actions.once(lambda: None, by=BY, key="kunci-12345", verb="/hapus/")


@pytest.mark.parametrize("key", ["kunci-12345", None])
def test_a_refused_request_leaves_no_receipt_and_no_row(key, chains):
    def refuse():
        actions.record("agreement.revised", chain=chains[0], by=BY, at=AT)
        raise Refused([actions.KEY_REUSED])

    with pytest.raises(Refused):
        actions.once(refuse, by=BY, key=key, verb="/tulis/")
    assert Receipt.objects.count() == 0
    assert chains[0].events.count() == 4


def test_old_receipts_are_forgotten():
    actions.once(lambda: None, by=BY, key="kunci-12345", verb="/tulis/")
    assert actions.forget_receipts(before=AT - dt.timedelta(days=3650)) == 0
    assert actions.forget_receipts(before=dt.datetime(2100, 1, 1, tzinfo=dt.UTC)) == 1


# ---- verifying


def test_verify_counts_what_it_checked(chains):
    heard = []
    actions.make_checkpoint(seed=SEED, day=AT.date(), by=BY, at=AT)
    report = verify(heard.append)
    assert (report.fault, heard[-1]) == ("", report.events)
    assert report.events == Event.objects.count()
    assert (report.chains, report.checkpoints) == (Chain.objects.exclude(length=0).count(), 1)


def test_an_altered_text_is_named(chains):
    third = chains[0].events.get(number=3)
    tamper("UPDATE register_event SET text = replace(text, '\"version\":3', '\"version\":9') WHERE id = %s", third.pk)
    assert f"Entri {third.pk}: isi nomor 3" in verify().fault


def test_a_text_altered_with_its_own_hash_breaks_the_next_link(chains):
    second, third = chains[0].events.get(number=2), chains[0].events.get(number=3)
    tamper("UPDATE register_event SET hash = %s WHERE id = %s", "0" * 63 + "1", second.pk)
    assert f"Entri {second.pk}: isi nomor 2" in verify().fault
    assert str(third.pk) not in verify().fault


def test_a_removed_entry_in_the_middle_is_named_by_its_successor(chains):
    tamper("DELETE FROM register_event WHERE id = %s", chains[0].events.get(number=2).pk)
    assert f"Entri {chains[0].events.get(number=3).pk}: rantai {chains[0].pk} terputus pada nomor 2" in verify().fault


def test_a_removed_last_entry_shows_at_the_head(chains):
    tamper("DELETE FROM register_event WHERE id = %s", chains[0].events.get(number=4).pk)
    assert f"Rantai {chains[0].pk}: kepalanya tidak cocok" in verify().fault


def test_all_entries_of_a_chain_gone_shows_at_the_head(chains):
    tamper("DELETE FROM register_event WHERE chain_id = %s", chains[1].pk)
    assert f"Rantai {chains[1].pk}" in verify().fault


def test_a_removed_last_entry_with_a_forged_head_breaks_the_checkpoint(chains):
    actions.make_checkpoint(seed=SEED, day=AT.date(), by=BY, at=AT)
    last, before = chains[0].events.get(number=4), chains[0].events.get(number=3)
    tamper("DELETE FROM register_event WHERE id = %s", last.pk)
    tamper("UPDATE register_chain SET length = 3, head = %s WHERE id = %s", before.hash, chains[0].pk)
    assert "register tidak lagi sama dengan saat itu" in verify().fault


def test_two_swapped_entries_are_named(chains):
    one, two = chains[0].events.get(number=2), chains[0].events.get(number=3)
    for pk, number in ((one.pk, 99), (two.pk, 2), (one.pk, 3)):
        tamper("UPDATE register_event SET number = %s WHERE id = %s", number, pk)
    assert f"Entri {two.pk}" in verify().fault


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("kind", "agreement.signed"),
        ("actor", "user:8"),
        ("at", "2020-01-01T00:00:00Z"),
        ("recorded_at", "2020-01-01T00:00:00Z"),
    ],
)
def test_a_column_that_differs_from_the_text_is_named(chains, column, value):
    row = chains[0].events.get(number=2)
    tamper(f"UPDATE register_event SET {column} = %s WHERE id = %s", value, row.pk)
    assert verify().fault == f"Entri {row.pk}: kolomnya tidak sama dengan isi yang tercatat."


def test_a_forged_checkpoint_is_named(chains):
    row = actions.make_checkpoint(seed=SEED, day=AT.date(), by=BY, at=AT)
    tamper("UPDATE register_checkpoint SET text = replace(text, '\"chains\":', '\"chains\": ') WHERE id = %s", row.pk)
    assert verify().fault == f"Titik periksa {row.day}: segelnya tidak sah."


def test_a_whole_chain_written_anew_breaks_the_checkpoint_only(chains):
    """Who holds the database can make a new whole chain; the seal kept elsewhere shows it."""
    actions.make_checkpoint(seed=SEED, day=AT.date(), by=BY, at=AT)
    tamper("DELETE FROM register_event WHERE chain_id = %s", chains[1].pk)
    tamper("UPDATE register_chain SET length = 0, head = %s WHERE id = %s", GENESIS, chains[1].pk)
    for _n in range(2):
        actions.record("agreement.shared", chain=chains[1], by=BY, at=AT)
    assert f"Titik periksa {AT.date()}" in verify().fault


# ---- checkpoints


def test_a_day_has_one_checkpoint_over_all_heads(chains):
    first = actions.make_checkpoint(seed=SEED, day=AT.date(), by=BY, at=AT)
    actions.record("agreement.shared", chain=chains[0], by=BY, at=AT)
    assert actions.make_checkpoint(seed=SEED, day=AT.date(), by=BY, at=AT).pk == first.pk
    said = json.loads(first.text)
    assert (said["chains"], said["events"]) == (Chain.objects.exclude(length=0).count(), Event.objects.count() - 1)
    assert sealing.sealed(first.public_key, first.text, first.signature)
    assert not sealing.sealed(first.public_key, first.text + " ", first.signature)
    assert not sealing.sealed("zz", first.text, first.signature)
    assert verify().fault == ""


def test_a_checkpoint_of_an_empty_register_holds():
    assert merkle.root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 8, 13])
def test_every_head_can_be_proven_and_no_other(count):
    heads = [(f"chain-{n:02}", n + 1, f"{n:064x}") for n in range(count)]
    root = merkle.root(heads)
    for head in heads:
        path = merkle.proof(heads, head[0])
        assert merkle.climb(head, path) == root
        assert merkle.climb((head[0], head[1] + 1, head[2]), path) != root
    assert merkle.root(list(reversed(heads))) == root


# ---- the history that a partner keeps


def unpacked(content: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        made.extractall(folder)
    return folder


def examine(folder: Path, *more: str) -> tuple[int, str]:
    """The verifier as a stranger runs it: isolated, without our code, without a network."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "periksa_riwayat.py"), *more],
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def history(chains, tmp_path) -> Path:
    from simpul.core.canonical import canonical, hash_of_terms

    terms = {"title": "Naskah"}
    actions.record("agreement.drafted", chain=chains[0], by=BY, at=AT, data={"hash": hash_of_terms(terms)})
    actions.make_checkpoint(seed=SEED, day=AT.date(), by=BY, at=AT)
    text = [{"number": 1, "text": canonical(terms), "hash": hash_of_terms(terms)}]
    return unpacked(archive(chains[0], text), tmp_path / "riwayat")


def test_a_history_is_whole(history, chains):
    code, said = examine(history)
    assert code == 0, said
    assert "Riwayat utuh: 5 kejadian, 1 versi naskah" in said
    assert f"Titik periksa {AT.date()} sah" in said
    assert (history / "BACA-SAYA.txt").read_text().startswith("Riwayat perkara AAAA-2222")


def test_equal_histories_give_equal_bytes(chains):
    assert archive(chains[0], []) == archive(chains[0], [])


def test_a_history_without_a_checkpoint_says_so(chains, tmp_path):
    code, said = examine(unpacked(archive(chains[0], []), tmp_path))
    assert code == 0
    assert "Belum ada titik periksa" in said


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


CHANGES = {
    "an event": ("riwayat.jsonl", '\\"version\\":2', '\\"version\\":7', "isinya berubah"),
    "a text": ("naskah.jsonl", "Naskah", "Nasi", "tidak cocok dengan sidiknya"),
    "the seal": ("bukti.json", '"signature": "', '"signature": "00', "segelnya tidak sah"),
    "the proof": ("bukti.json", '"length": 5', '"length": 4', "tidak termasuk di dalamnya"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_an_altered_history_is_told(history, what):
    name, old, new, told = CHANGES[what]
    alter(history / name, old, new)
    code, said = examine(history)
    assert (code, told in said) == (1, True), said


def test_a_line_left_out_is_told(history):
    lines = (history / "riwayat.jsonl").read_text().splitlines()
    (history / "riwayat.jsonl").write_text("\n".join(lines[:1] + lines[2:]))
    assert examine(history)[1].startswith("TIDAK COCOK. Kejadian ke-2: rantai terputus")


def test_lines_left_out_at_the_end_are_told(history):
    lines = (history / "riwayat.jsonl").read_text().splitlines()
    (history / "riwayat.jsonl").write_text("\n".join(lines[:4]))
    (history / "naskah.jsonl").write_text("")
    assert "tidak lagi memuat apa yang disegel" in examine(history)[1]


def test_an_old_proof_still_fits_a_longer_history(history, chains, tmp_path):
    actions.record("agreement.shared", chain=chains[0], by=BY, at=AT)
    later = unpacked(archive(chains[0], []), tmp_path / "kelak")
    code, said = examine(later, "--bukti-lama", str(history / "bukti.json"))
    assert code == 0, said
    assert "Cocok dengan bukti lama" in said


def test_an_old_proof_does_not_fit_a_history_written_anew(history, chains, tmp_path):
    tamper("DELETE FROM register_event WHERE chain_id = %s", chains[0].pk)
    tamper("UPDATE register_chain SET length = 0, head = %s WHERE id = %s", GENESIS, chains[0].pk)
    tamper("DELETE FROM register_checkpoint")
    for _n in range(5):
        actions.record("agreement.revised", chain=chains[0], by=BY, at=AT)
    forged = unpacked(archive(Chain.objects.get(pk=chains[0].pk), []), tmp_path / "palsu")
    assert examine(forged)[0] == 0
    code, said = examine(forged, "--bukti-lama", str(history / "bukti.json"))
    assert (code, "tidak lagi memuat apa yang disegel" in said) == (1, True)


@pytest.mark.parametrize("name", ["riwayat.jsonl", "bukti.json", "naskah.jsonl"])
def test_an_unreadable_file_is_told_and_no_crash(history, name):
    (history / name).write_text("{rusak")
    code, said = examine(history)
    assert (code, "tidak dapat dibaca" in said) == (2, True)


def test_the_verifier_is_short_and_needs_nothing_but_python():
    source = VERIFIER.read_text()
    assert source.count("\n") <= 300
    asked = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        for name in (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert asked <= set(sys.stdlib_module_names)


def test_our_seal_and_the_verifiers_arithmetic_agree(history):
    """The verifier's own Ed25519 accepts what the library sealed, and nothing else."""
    space: dict = {"__name__": "verifier"}
    exec(compile((history / "periksa_riwayat.py").read_text(), "verifier", "exec"), space)
    public = bytes.fromhex(sealing.public_key(SEED))
    signature = bytes.fromhex(sealing.seal(SEED, "pesan"))
    assert space["seal_holds"](public, b"pesan", signature)
    assert not space["seal_holds"](public, b"pesan lain", signature)
    assert not space["seal_holds"](public, b"pesan", signature[:32] + b"\xff" * 32)
    assert not space["seal_holds"](b"\xff" * 32, b"pesan", signature)
    assert Checkpoint.objects.count() == 1

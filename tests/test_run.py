"""`./run demo` as a person meets it: warm starts, clean stops, and one clear line when something is in the way."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from simpul.cli.postgres import Postgres
from tests.conftest import Demo
from tests.settings import ROOT


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Demo]:
    """A demo that was never started."""
    site = Demo(tmp_path / "demo")
    yield site
    site.forget()


def of_session(leader: int) -> list[int]:
    """The processes that descend from the demo: each child leads a session of its own."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = path.read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if int(parent) == leader and state != "Z":
            found.append(int(path.parent.name))
    return found


def living(pids: list[int]) -> list[int]:
    return [
        pid for pid in pids if Path(f"/proc/{pid}").exists() and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    ]


def fetch(address: str) -> int:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return int(answer.status)


def events(demo: Demo) -> int:
    import psycopg

    with psycopg.connect(Postgres(demo.data / "postgres").url()) as connection:
        row = connection.execute("SELECT count(*) FROM register_event").fetchone()
        return int(row[0]) if row else 0


def asked(demo: Demo, question: str) -> list[tuple]:
    """What the demo's database answers."""
    import psycopg

    with psycopg.connect(Postgres(demo.data / "postgres").url()) as connection:
        return connection.execute(question).fetchall()


def kinds_of(demo: Demo, subject: str) -> set[str]:
    """The kinds of events of the case whose title holds the word."""
    found = asked(
        demo,
        f"SELECT DISTINCT e.kind FROM register_event e JOIN agreements_agreement a USING (chain_id) WHERE a.title LIKE '%{subject}%'",
    )
    return {kind.removeprefix("agreement.") for (kind,) in found}


def test_the_demo_tells_one_cooperation_from_the_kb_to_a_late_promise(demo: Demo) -> None:
    assert "entered" in kinds_of(demo, "Tridharma")
    pks = asked(demo, "SELECT count(*), count(parent_id) FROM agreements_agreement WHERE kind = 'pks'")[0]
    assert pks[0] == pks[1] >= 6  # every PKS stands under its KB
    changed = kinds_of(demo, "Digitalisasi UMKM")
    assert {"drafted", "shared", "commented", "approved", "revised"} <= changed
    running = kinds_of(demo, "Pelatihan kepemimpinan ASN")
    assert {"drafted", "shared", "approved", "signed", "evidence_reported", "evidence_accepted"} <= running
    assert asked(demo, "SELECT count(*) FROM agreements_approval WHERE voided_at IS NOT NULL")[0][0] >= 1
    assert (
        asked(demo, "SELECT count(*) FROM agreements_approval WHERE behalf_name <> '' AND letter_id IS NOT NULL")[0][0]
        >= 1
    )
    states = {state for (state,) in asked(demo, "SELECT DISTINCT state FROM agreements_obligation")}
    assert {"met", "partly", "scheduled"} <= states
    late = "SELECT count(*) FROM agreements_obligation WHERE due < current_date - 1 AND state NOT IN ('met', 'lapsed')"
    assert asked(demo, late)[0][0] >= 1


def test_no_text_of_the_demo_in_force_has_dots_left(demo: Demo) -> None:
    texts = "SELECT a.title FROM agreements_agreement a JOIN agreements_termsversion t ON t.id = a.terms_id WHERE a.stage = 'signed'"
    assert len(asked(demo, texts)) >= 3
    assert asked(demo, f"{texts} AND t.text LIKE '%....%'") == []


def test_meetings_that_a_source_tells_bear_its_dates(demo: Demo) -> None:
    told = """
        SELECT o.name, (m.starts_at AT TIME ZONE 'Asia/Jakarta')::date::text FROM meetings_meeting m
        JOIN organizations_organization u ON u.id = m.convener_id JOIN organizations_organization o ON o.id = u.institution_id
        WHERE NOT m.illustration AND m.recorded_at > m.made_at + interval '1 day' ORDER BY 1, 2"""
    assert asked(demo, told) == [
        ("Kabupaten Barru", "2021-05-03"),
        ("Kabupaten Barru", "2021-05-27"),
        ("Kabupaten Lampung Selatan", "2022-09-05"),
        ("Kabupaten Purbalingga", "2025-07-15"),
        ("Kota Pangkalpinang", "2022-08-26"),
    ]
    both = "SELECT day::text FROM meetings_sourcedate d JOIN meetings_meeting m ON m.id = d.meeting_id WHERE m.kind = 'return_visit' ORDER BY 1"
    assert [day for (day,) in asked(demo, both)] == ["2021-05-27", "2021-05-28"]


def test_the_kb_was_signed_before_the_audiensi_that_presupposes_it_and_no_pks_outlives_it(demo: Demo) -> None:
    kb = """SELECT title, signed_on < '2025-07-15', entered, "end" > current_date + interval '36 months'
        FROM agreements_agreement WHERE title LIKE 'Tridharma%' AND kind = 'kb' AND renews_id IS NULL"""
    assert asked(demo, kb) == [
        (
            "Tridharma perguruan tinggi dan pembangunan daerah (ilustrasi)",
            True,
            True,
            True,
        )  # the longest PKS: 36 months
    ]
    longer = 'SELECT k.title FROM agreements_agreement k JOIN agreements_agreement p ON p.id = k.parent_id WHERE k."end" > p."end"'
    assert asked(demo, longer) == []


def test_the_first_visit_to_barru_says_what_of_it_is_invented(demo: Demo) -> None:
    visit = "FROM meetings_meeting m WHERE m.kind = 'visit' AND m.title = 'Politeknik ATI Makassar ke Kabupaten Barru'"
    ((summary,),) = asked(demo, f"SELECT m.summary {visit}")
    assert "awal Mei 2021" in summary
    assert "tanggal 3 adalah ilustrasi" in summary
    assert asked(demo, f"SELECT count(*) FROM meetings_sourcedate WHERE meeting_id IN (SELECT m.id {visit})") == [(0,)]
    topics = asked(
        demo, f"SELECT title, minutes, outcome FROM meetings_topic WHERE meeting_id IN (SELECT m.id {visit})"
    )
    assert topics
    assert [text for row in topics for text in row if "(ilustrasi)" not in text] == []


def test_the_audiensi_of_lampung_selatan_tells_what_its_article_tells(demo: Demo) -> None:
    said = " ".join(
        text
        for row in asked(
            demo,
            "SELECT t.title, t.minutes, t.outcome FROM meetings_topic t JOIN meetings_meeting m ON m.id = t.meeting_id WHERE m.starts_at::date = '2022-09-05'",
        )
        for text in row
    )
    assert "inkubator bisnis" in said
    for invented in ("konseling", "magang", "bursa kerja", "administrator", "berminat"):
        assert invented not in said, invented
    assert "Bahwa ini di luar agenda adalah ilustrasi" in said
    titles = "SELECT p.title FROM organizations_post p JOIN organizations_organization o ON o.id = p.organization_id WHERE o.short_name = 'UPT PKK Unila'"
    assert asked(demo, titles) == [("Ketua UPT PKK",)]
    assert [basis for (basis,) in asked(demo, "SELECT basis FROM organizations_accreditation")] == [
        "peringkat disebut dalam audiensi 5 September 2022; nomor dan tanggal mulai ilustrasi"
    ]


# made by the demo itself, not by whoever clicks in it: it happened long before it was recorded
INVENTED = {
    "meetings_meeting": "title FROM meetings_meeting WHERE illustration AND recorded_at > made_at + interval '1 day'",
    "meetings_followup": "text FROM meetings_followup f JOIN meetings_meeting m ON m.id = f.meeting_id WHERE m.recorded_at > m.made_at + interval '1 day'",
    "proposals_override": "reason FROM proposals_override WHERE made_at < now() - interval '2 days'",
    "proposals_view": "text FROM proposals_view WHERE at < now() - interval '2 days'",
    "proposals_hop": "instruction FROM proposals_hop WHERE instruction <> '' AND given_at < now() - interval '2 days'",
    "proposals_hop answers": "text FROM proposals_hop WHERE text <> '' AND at < now() - interval '2 days'",
    "meetings_attendance": "note FROM meetings_attendance WHERE note <> ''",
    "plans": "object FROM proposals_affairmapping",
}


@pytest.mark.parametrize("where", INVENTED)
def test_what_no_source_tells_is_labelled(demo: Demo, where: str) -> None:
    found = [text for (text,) in asked(demo, f"SELECT {INVENTED[where]}")]
    assert found
    assert [text for text in found if "ilustrasi" not in text] == []


def test_every_invented_proposal_says_so_and_its_numbers_are_samples(demo: Demo) -> None:
    made = "FROM proposals_proposal WHERE recorded_at > made_at + interval '1 day'"
    count, labelled, sampled = asked(
        demo,
        f"SELECT count(*), count(*) FILTER (WHERE illustration), count(*) FILTER (WHERE letter_number LIKE '%(contoh)') {made}",
    )[0]
    assert count == labelled == sampled >= 9


def test_people_of_the_demo_appear_by_office(demo: Demo) -> None:
    assert asked(demo, "SELECT person FROM organizations_holding WHERE person NOT LIKE 'Pejabat %(contoh)'") == []
    assert asked(demo, "SELECT name FROM accounts_user WHERE is_demo AND name NOT LIKE '%(contoh)'") == []


def test_each_region_has_its_case(demo: Demo) -> None:
    kinds = "SELECT DISTINCT e.kind FROM register_event e JOIN register_chain c ON c.id = e.chain_id JOIN proposals_proposal p ON c.subject LIKE p.code || '%'"

    def told(title: str) -> set[str]:
        return {kind for (kind,) in asked(demo, f"{kinds} WHERE p.title = '{title}'")}

    unila = told("Pengembangan karier, kewirausahaan, dan desa")
    assert {
        "proposal.item_dropped",
        "proposal.kind_chosen",
        "proposal.hop_agreed",
        "proposal.agreed",
        "proposal.draft_begun",
    } <= unila
    assert {"proposal.recalled", "proposal.silence_closed"} <= told("Papan informasi digital kecamatan")
    assert {"letter.issued", "proposal.view_written"} <= told("Tambang batu bara dan pelatihan warga")
    assert {"proposal.agreed", "proposal.draft_begun"} <= told("Pengembangan SDM dan mutu pendidikan daerah")
    barru = told("Pembinaan IKM dan pendidikan vokasi industri")
    assert {"proposal.participant_added", "proposal.finding_overridden", "proposal.draft_begun"} <= barru
    assert {"proposal.participant_added", "proposal.submitted"} <= told("Perluasan kesempatan kerja berbasis kawasan")
    chosen = dict(
        asked(
            demo, "SELECT region_name, max(kind) FROM proposals_proposal WHERE kind <> '' AND illustration GROUP BY 1"
        )
    )
    assert chosen | {"Kabupaten Lampung Selatan": "nk", "Kabupaten Barru": "kb", "Kota Pangkalpinang": "nk"} == chosen


def test_no_reminder_goes_out_for_what_lay_before_the_demo(demo: Demo) -> None:
    waited = r"threshold ~ '^hop:[0-9]+:([0-9]+|due)' OR threshold ~ '^(received|screening|incomplete|offered):'"
    assert asked(demo, f"SELECT threshold, text FROM notices_notice WHERE {waited}") == []


def test_every_agreement_of_the_demo_was_made_by_the_actions_of_its_register(demo: Demo) -> None:
    bare = "SELECT count(*) FROM agreements_agreement a WHERE NOT EXISTS (SELECT 1 FROM register_event e WHERE e.chain_id = a.chain_id AND e.kind = 'agreement.drafted')"
    assert asked(demo, bare)[0][0] == 0
    decided = "SELECT (SELECT count(*) FROM agreements_approval) = (SELECT count(*) FROM register_event WHERE kind = 'agreement.approved')"
    assert asked(demo, decided)[0][0] is True
    signed = "SELECT (SELECT count(*) FROM agreements_signature) = (SELECT count(*) FROM register_event WHERE kind = 'agreement.signed')"
    assert asked(demo, signed)[0][0] is True


def test_verify_checks_the_register_of_the_demo(demo: Demo) -> None:
    done = subprocess.run(
        [ROOT / "run", "verify"], env=demo.environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(f"Register utuh: {events(demo)} entri")


def test_fresh_starts_over(demo: Demo) -> None:
    before = dict(asked(demo, "SELECT code, title FROM agreements_agreement"))  # the stories may have added their own
    assert demo.stop() == 0
    demo.start("--fresh")
    after = dict(asked(demo, "SELECT code, title FROM agreements_agreement"))
    assert 5 < len(after) <= len(before)
    assert set(after.values()) <= set(before.values())
    assert not after.keys() & before.keys()
    assert fetch(demo.address) == 200


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_stops_cleanly_and_starts_warm_with_its_data(demo: Demo, how: signal.Signals) -> None:
    assert demo.process is not None
    before, children = events(demo), of_session(demo.process.pid)
    assert len(children) == 3  # web, worker, database
    assert demo.stop(how) == 0
    assert living(children) == []
    assert Postgres(demo.data / "postgres").pid() == 0
    start = time.monotonic()
    said = demo.start()
    assert time.monotonic() - start < 20  # 5 s on an idle machine; the bench measures that
    assert said == [f"Simpul siap di {demo.address} — Ctrl-C menghentikan."]
    assert events(demo) == before > 0
    assert fetch(demo.address) == 200


def test_a_dead_child_is_named_and_takes_the_others_along(demo: Demo) -> None:
    assert demo.process is not None
    assert demo.process.stderr is not None
    children = of_session(demo.process.pid)
    worker = next(pid for pid in children if b"procrastinate" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    _, said = demo.process.communicate(timeout=60)
    assert demo.process.returncode == 1
    assert re.fullmatch(r"Proses worker berhenti sendiri \(kode -9\).*worker\.log\.\n", said)
    assert living(children) == []
    demo.start()


def test_a_killed_demo_leaves_no_web_and_starts_again(demo: Demo) -> None:
    assert demo.process is not None
    demo.process.kill()
    demo.process.communicate(timeout=60)
    limit = time.monotonic() + 20
    while time.monotonic() < limit and port_is_taken(demo.port):
        time.sleep(0.1)
    demo.start()
    assert fetch(demo.address) == 200


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_a_second_demo_on_the_same_data_is_told_to_wait(demo: Demo) -> None:
    second = Demo(demo.data)
    code, said = second.refused()
    assert code == 1
    assert re.fullmatch(r"Demo di .* sudah berjalan\. Hentikan yang itu dulu.*\n", said)


def test_a_taken_port_is_one_line_with_the_remedy(empty: Demo) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", empty.port))
        other.listen()
        code, said = empty.refused()
    assert code == 1
    assert said == (
        f"Porta {empty.port} sedang dipakai program lain. Hentikan program itu, atau pilih porta lain: ./run demo --port {empty.port + 1}\n"
    )
    assert not empty.data.exists()


def test_a_dead_database_is_one_line_with_the_remedy(empty: Demo) -> None:
    code, said = empty.refused(DATABASE_URL="postgresql://postgres@/simpul?host=/tidak/ada")
    assert code == 1
    assert re.fullmatch(
        r"Basis data tidak dapat dihubungi: .* Periksa bahwa PostgreSQL berjalan dan DATABASE_URL benar, lalu ulangi\.\n",
        said,
    )


def test_a_database_with_other_data_is_left_alone(empty: Demo, tmp_path: Path) -> None:
    import psycopg

    cluster = Postgres(tmp_path / "lain", durable=False).start()
    cluster.create("lain")
    with psycopg.connect(cluster.url("lain")) as connection:
        connection.execute("CREATE TABLE milik_orang AS SELECT 1")
    code, said = empty.refused(DATABASE_URL=cluster.url("lain"))
    cluster.stop()
    cluster.remove()
    shutil.rmtree(cluster.home)
    assert code == 1
    assert "sudah berisi data lain" in said


def test_an_impossible_port_is_refused(empty: Demo) -> None:
    empty.port = 70000
    code, said = empty.refused()
    assert code == 2
    assert "--port harus antara 1 dan 65535" in said


def test_an_unknown_command_lists_the_known_ones() -> None:
    done = subprocess.run([ROOT / "run", "terbang"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith("Perintah «terbang» tidak dikenal.")
    assert "  demo " in done.stderr


def test_production_refuses_to_start_without_its_settings_and_keys(tmp_path: Path) -> None:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIMPUL_", "DJANGO_", "DATABASE_URL"))
    }
    bare = subprocess.run([ROOT / "run", "serve"], env=environment, capture_output=True, text=True, timeout=60)
    assert (bare.returncode, bare.stderr[:25]) == (1, "DATABASE_URL belum diisi:")
    environment |= {"DATABASE_URL": "postgresql:///x", "SIMPUL_DATA": str(tmp_path)}
    keyless = subprocess.run(
        [ROOT / "run", "manage", "check"],
        env=environment | {"DATABASE_URL": os.environ["DATABASE_URL"].replace("/simpul?", "/postgres?")},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert keyless.returncode == 1
    assert "keys make" in keyless.stderr


def test_keys_are_made_once_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "aman" / "keys.json"
    made = subprocess.run([ROOT / "run", "keys", "make", path], capture_output=True, text=True, timeout=60)
    assert made.returncode == 0
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    again = subprocess.run([ROOT / "run", "keys", "make", path], capture_output=True, text=True, timeout=60)
    assert again.returncode == 1
    assert "tidak ditimpa" in again.stderr
    assert path.read_bytes() == before


def test_ci_runs_all_tests() -> None:
    script = ROOT / ".ci" / "run"
    assert script.read_text().splitlines()[-1] == "exec ./run test"
    assert os.access(ROOT / "run", os.X_OK)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The script and its lists alone: a machine on which nothing is installed yet."""
    shutil.copy(ROOT / "run", tmp_path / "run")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    return tmp_path


def test_a_missing_venv_module_is_one_line_with_the_remedy(bare: Path) -> None:
    (bare / "ensurepip.py").write_text("raise ImportError('python3-venv is not installed')\n")
    done = subprocess.run([bare / "run", "demo"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == "Modul venv milik Python belum terpasang. Pasang dengan: apt-get install python3-venv\n"


def test_a_missing_python_is_one_line_with_the_remedy(bare: Path) -> None:
    tools = bare / "tools"
    tools.mkdir()
    for name in ("bash", "dirname", "readlink", "cat", "sha256sum", "cut", "mkdir", "flock"):
        (tools / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        [str(tools / "bash"), str(bare / "run"), "demo"],
        env={"PATH": str(tools)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert (
        done.stderr
        == "Python 3.11 atau lebih baru tidak ditemukan. Pasang dengan: apt-get install python3 python3-venv\n"
    )


def test_tests_without_a_browser_name_the_command_and_fail(bare: Path) -> None:
    lines = (bare / "run").read_text().split("\ncommand=")[0]
    script = f"{lines}\ncommand() {{ return 1; }}\nid() {{ echo 1000; }}\ndebian_tools\n"
    done = subprocess.run(["bash", "-c", script, str(bare / "run")], capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "apt-get update && apt-get install -y --no-install-recommends chromium gettext" in done.stderr

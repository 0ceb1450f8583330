"""How long `./run demo` takes from nothing (packages installed) and warm, and how much memory a web process holds."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Measure, at_most
from simpul.cli.postgres import Postgres
from simpul.cli.site import ROOT

PAGES = ("/", "/masuk", "/verifikasi", "/perjanjian")


def start(data: Path, port: int) -> tuple[subprocess.Popen[str], float]:
    """A demo that is ready, and the seconds it took."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SIMPUL_", "DJANGO_", "DATABASE_URL"))
    }
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "simpul.cli.main", "demo", "--port", str(port)],
        env=kept | {"SIMPUL_DATA": str(data), "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if f":{port}" in line:
            return process, time.perf_counter() - begun
    raise SystemExit(f"demo did not start:\n{said}")


def stop(process: subprocess.Popen[str]) -> float:
    begun = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    return time.perf_counter() - begun


def web_megabytes(parent: int) -> float:
    """Resident memory of the largest web process below the demo."""
    largest = 0
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command, status = path.read_bytes(), path.with_name("status").read_text()
            session = int(path.with_name("stat").read_text().rsplit(")", 1)[1].split()[3])
            owner = int(Path(f"/proc/{session}/stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:  # it ended while we looked
            continue
        if b"gunicorn" in command and owner == parent:
            largest = max(largest, int(status.split("VmRSS:")[1].split()[0]))
    return largest / 1024


def measures(full: bool) -> Iterator[Measure]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    data = Path(tempfile.mkdtemp(prefix="simpul-bench-"))
    try:
        process, cold = start(data, port)
        yield Measure("demo: from nothing to ready, packages installed", round(cold, 2), "s")
        yield Measure("demo: stop", round(stop(process), 2), "s")
        process, warm = start(data, port)
        yield at_most("demo: warm start", warm, "s", 5)
        for page in PAGES * 10:
            try:
                urllib.request.urlopen(f"http://localhost:{port}{page}", timeout=20).read()
            except urllib.error.HTTPError as answer:
                answer.close()
        yield at_most("web process after 40 pages, resident", web_megabytes(process.pid), "MB", 250)
        stop(process)
    finally:
        cluster = Postgres(data / "postgres")
        cluster.remove()
        shutil.rmtree(cluster.home, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)

"""Web and worker as children of one process: started together, watched, stopped together, leaving nobody behind."""

from __future__ import annotations

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import urlsplit

from simpul.cli.site import ROOT
from simpul.cli.terminal import say

READY_SECONDS, STOP_SECONDS = 60, 15
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


class Stop(BaseException):
    """Somebody asked this process to end: Ctrl-C, TERM, or a closed terminal."""


def ignore_signals() -> None:
    """From here on cleaning up is not interrupted."""
    for name in SIGNALS:
        signal.signal(name, signal.SIG_IGN)


def ask_to_stop(number: int, frame: FrameType | None) -> NoReturn:
    ignore_signals()
    raise Stop


@contextlib.contextmanager
def until_stopped() -> Iterator[None]:
    """The block runs until it ends or somebody asks to stop; clean-up in it is not disturbed by a second Ctrl-C."""
    for name in SIGNALS:
        signal.signal(name, ask_to_stop)
    try:
        yield
    except Stop:
        say("Simpul berhenti.")


def require_port(host: str, port: int, command: str) -> None:
    """The port is free, or one line says how to choose another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise SystemExit(
                f"Porta {port} tidak boleh dipakai oleh pengguna ini. Pilih porta di atas 1023: {command}"
            ) from None
        except OSError:
            raise SystemExit(
                f"Porta {port} sedang dipakai program lain. Hentikan program itu, atau pilih porta lain: {command}"
            ) from None


def end_with_parent() -> None:
    """When the parent is killed outright, the kernel asks the child to end."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def commands(host: str, port: int, workers: int) -> dict[str, list[str]]:
    web = [
        sys.executable,
        "-m",
        "gunicorn",
        "simpul.wsgi:application",
        "--bind",
        f"{host}:{port}",
        "--no-control-socket",
    ]
    web += [
        "--worker-class",
        "gthread",
        "--workers",
        str(workers),
        "--threads",
        "4",
        "--timeout",
        "60",
        "--graceful-timeout",
        "10",
    ]
    web += ["--log-level", "warning", "--preload", "--max-requests", "5000", "--max-requests-jitter", "500"]
    return {"web": web, "worker": [sys.executable, "manage.py", "procrastinate", "worker"]}


def start(name: str, command: list[str], log: Path | None) -> subprocess.Popen[bytes]:
    """One child in a session of its own, so that Ctrl-C reaches only us; it writes to `log`, or to our output."""
    output = open(log, "ab") if log else None  # noqa: SIM115
    try:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PYTHONUNBUFFERED": "1",
                "DJANGO_SETTINGS_MODULE": "simpul.settings",
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
    finally:
        if output:
            output.close()


def stop(children: dict[str, subprocess.Popen[bytes]]) -> None:
    """All children and theirs are gone; who does not go when asked is killed."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    limit = time.monotonic() + STOP_SECONDS
    for child in children.values():
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(max(0.1, limit - time.monotonic()))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def status(host: str, port: int, name: str) -> int:
    """What the site answers to the question after its health; 0 while nobody answers."""
    connection = http.client.HTTPConnection(host, port, timeout=10)
    try:
        connection.request("GET", "/sehat", headers={"Host": name})
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


def require_alive(children: dict[str, subprocess.Popen[bytes]], logs: Path | None) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            where = f"Catatannya: {logs / f'{name}.log'}" if logs else "Sebabnya ada di atas"
            raise SystemExit(
                f"Proses {name} berhenti sendiri (kode {child.returncode}); yang lain ikut dihentikan. {where}."
            )


def wait_until_ready(
    host: str, port: int, name: str, children: dict[str, subprocess.Popen[bytes]], logs: Path | None
) -> None:
    """The site answers without an error of its own."""
    limit = time.monotonic() + READY_SECONDS
    where = f"Lihat {logs / 'web.log'}" if logs else "Lihat catatan di atas"
    while not (found := status(host, port, name)):
        require_alive(children, logs)
        if time.monotonic() > limit:
            raise SystemExit(f"Situs tidak menjawab dalam {READY_SECONDS} detik. {where}.")
        time.sleep(0.05)
    if found >= 500:
        raise SystemExit(f"Situs menjawab dengan galat {found}, maka dihentikan. {where}.")


def serve(host: str, port: int, address: str, workers: int, logs: Path | None) -> None:
    """Web and worker run until somebody asks to stop, or one of them dies."""
    if logs:
        logs.mkdir(parents=True, exist_ok=True)
    children: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands(host, port, workers).items():
            children[name] = start(name, command, logs / f"{name}.log" if logs else None)
        wait_until_ready(host, port, urlsplit(address).netloc, children, logs)
        say(f"Simpul siap di {address} — Ctrl-C menghentikan.")
        while True:
            require_alive(children, logs)
            time.sleep(0.3)
    finally:
        ignore_signals()
        stop(children)

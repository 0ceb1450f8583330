"""`simpul serve`: a site in production, web and worker together, behind a proxy that speaks TLS (docs/deploy.md)."""

from __future__ import annotations

import os

from simpul.cli import processes, site
from simpul.cli.prepare import prepare
from simpul.cli.terminal import Parser

REQUIRED = {
    "DATABASE_URL": "alamat basis data, mis. postgresql:///simpul",
    "SIMPUL_ADDRESS": "alamat situs, mis. https://kerjasama.contoh.go.id",
}


def run(argv: list[str]) -> int:
    parser = Parser(
        "./run serve", "Menyiapkan tabel dan berkas, lalu menjalankan web dan pekerja latar sampai dihentikan.", ""
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="ALAMAT", help="tempat mendengarkan (baku: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="porta (baku: 8000)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="jumlah proses web (baku: 2)")
    chosen = parser.parse_args(argv)
    for name, meaning in REQUIRED.items():
        if not os.environ.get(name):
            raise SystemExit(f"{name} belum diisi: {meaning}. Lihat docs/deploy.md.")
    processes.require_port(chosen.host, chosen.port, f"./run serve --port {chosen.port + 1}")
    site.require_database(os.environ["DATABASE_URL"])
    with processes.until_stopped():
        site.start_django()
        prepare()
        from django.db import connections

        connections.close_all()
        processes.serve(chosen.host, chosen.port, os.environ["SIMPUL_ADDRESS"], chosen.workers, logs=None)
    return 0

"""`simpul <perintah>`: one table of commands, each loaded only when it is called."""

from __future__ import annotations

import contextlib
import importlib
import sys

# command → (module with `run(argv) -> exit code`, one line of help)
COMMANDS: dict[str, tuple[str, str]] = {
    "place": ("simpul.cli.place", "menempatkan mahasiswa KKN ke desa, optimal dan dengan alasan"),
    "match": ("simpul.cli.match", "mempertemukan kebutuhan dengan layanan mitra"),
    "select": ("simpul.cli.select", "memilih peserta dengan kuota dan daftar cadangan"),
    "sample": ("simpul.cli.sample", "menulis berkas contoh untuk place, match atau select"),
    "demo": ("simpul.cli.demo", "menjalankan situs dengan data contoh"),
    "serve": ("simpul.cli.serve", "menjalankan situs produksi: web dan pekerja latar"),
    "keys": ("simpul.cli.keys", "membuat berkas kunci situs"),
    "regions": ("simpul.cli.regions", "memuat tabel wilayah dan perubahannya menurut keputusan"),
    "law": ("simpul.cli.law", "memuat dasar hukum dari berkas data: law load"),
    "verify": ("simpul.cli.verify", "memeriksa seluruh register; verify checkpoint menyegel hari ini"),
    "docs": ("simpul.cli.docs", "menulis ulang dokumen hasil bangkitan, atau memeriksanya"),
    "manage": ("simpul.cli.manage", "perintah Django pada situs ini, mis. manage migrate"),
}
# these work on a site: Django is set up and its database answers before they run
ON_A_SITE = {"manage", "law", "verify", "regions"}


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items()]
    return (
        "Pemakaian: simpul <perintah> [pilihan]\n\n"
        + "\n".join(lines)
        + "\n\nsimpul <perintah> --help menjelaskan satu perintah."
    )


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    if not argv or argv[0] in ("-h", "--help"):
        print(usage())
        return 0
    if argv[0] not in COMMANDS:
        print(f"Perintah «{argv[0]}» tidak dikenal.\n\n{usage()}", file=sys.stderr)
        return 2
    with contextlib.ExitStack() as around:
        if argv[0] in ON_A_SITE and not {"-h", "--help"} & set(argv):
            around.enter_context(importlib.import_module("simpul.cli.site").opened())
        module = importlib.import_module(COMMANDS[argv[0]][0])
        return int(module.run(argv[1:]) or 0)


if __name__ == "__main__":
    raise SystemExit(main())

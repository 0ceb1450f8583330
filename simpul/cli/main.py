"""`simpul <perintah>`: one table of commands, each loaded only when it is called."""

from __future__ import annotations

import importlib
import sys

# command → (module with `run(argv) -> exit code`, one line of help)
COMMANDS: dict[str, tuple[str, str]] = {
    "place": ("simpul.cli.place", "menempatkan mahasiswa KKN ke desa, optimal dan dengan alasan"),
    "match": ("simpul.cli.match", "mempertemukan kebutuhan dengan layanan mitra"),
    "select": ("simpul.cli.select", "memilih peserta dengan kuota dan daftar cadangan"),
    "sample": ("simpul.cli.sample", "menulis berkas contoh untuk place, match atau select"),
}


def usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {text}" for name, (_, text) in COMMANDS.items()]
    return "Pemakaian: simpul <perintah> [pilihan]\n\n" + "\n".join(lines) + "\n\nsimpul <perintah> --help menjelaskan satu perintah."


def main(argv: list[str] | None = None) -> int:
    argv = sys.argv[1:] if argv is None else argv
    if not argv or argv[0] in ("-h", "--help"):
        print(usage())
        return 0
    if argv[0] not in COMMANDS:
        print(f"Perintah «{argv[0]}» tidak dikenal.\n\n{usage()}", file=sys.stderr)
        return 2
    module = importlib.import_module(COMMANDS[argv[0]][0])
    return int(module.run(argv[1:]) or 0)


if __name__ == "__main__":
    raise SystemExit(main())

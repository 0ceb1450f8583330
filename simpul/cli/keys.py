"""`simpul keys make`: the key file of a site, once."""

from __future__ import annotations

import os
from pathlib import Path

from simpul.cli.site import ROOT
from simpul.cli.terminal import Parser, say


def run(argv: list[str]) -> int:
    parser = Parser("./run keys", "Membuat berkas kunci situs. Berkas yang sudah ada tidak pernah ditimpa.", "")
    parser.add_argument("what", choices=["make"], help="make: membuat berkas kunci")
    parser.add_argument(
        "file", nargs="?", type=Path, help="tempat berkas (baku: SIMPUL_KEYS, atau keys.json di SIMPUL_DATA)"
    )
    chosen = parser.parse_args(argv)
    data = Path(os.environ.get("SIMPUL_DATA") or ROOT / ".data" / os.environ.get("SIMPUL_MODE", "production"))
    path = chosen.file or Path(os.environ.get("SIMPUL_KEYS") or data / "keys.json")
    from simpul.core import keys

    try:
        keys.write(path)
    except FileExistsError:
        raise SystemExit(
            f"Berkas kunci {path} sudah ada dan tidak ditimpa: tanpa kunci lama, data pribadi tidak terbaca lagi."
        ) from None
    except OSError as wrong:
        raise SystemExit(
            f"Berkas kunci {path} tidak dapat ditulis ({wrong.strerror}). Pilih tempat lain: ./run keys make /tempat/keys.json"
        ) from None
    say(f"Berkas kunci dibuat: {path}. Simpan salinannya di tempat lain, terpisah dari cadangan basis data.")
    return 0

"""`simpul sample place [folder]`: sample files that the command of that name accepts at once."""

from __future__ import annotations

import importlib
from pathlib import Path

from simpul.cli.terminal import Parser, say

# command → (module with `write(folder) -> lines to show`, one line of help)
SAMPLES: dict[str, tuple[str, str]] = {
    "place": ("simpul.cli.sample_place", "mahasiswa dan desa sebuah KKN di Kabupaten Purbalingga"),
    "match": ("simpul.cli.sample_match", "kebutuhan desa dan layanan mitra di sekitar Kabupaten Purbalingga"),
    "select": ("simpul.cli.sample_select", "pelamar dan kuota sebuah pelatihan di Kabupaten Awan"),
}

EXAMPLE = "Contoh:\n  simpul sample place contoh\n\n" + "\n".join(
    f"  {name:<8}{text}" for name, (_, text) in SAMPLES.items()
)


def run(argv: list[str]) -> int:
    """The sample files stand in the folder, and the next command to type is shown."""
    parser = Parser("simpul sample", "Menulis berkas contoh (orang-orangnya rekaan).", EXAMPLE)
    parser.add_argument(
        "name",
        metavar="PERINTAH",
        choices=sorted(SAMPLES),
        help=f"contoh untuk perintah mana: {', '.join(sorted(SAMPLES))}",
    )
    parser.add_argument("folder", metavar="FOLDER", nargs="?", default="contoh", help="folder tujuan (bawaan: contoh)")
    options = parser.parse_args(argv)
    for line in importlib.import_module(SAMPLES[options.name][0]).write(Path(options.folder)):
        say(line)
    return 0

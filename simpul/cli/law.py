"""`simpul law load`: the law tables of a site hold what the packaged data files say; officers' decisions stay."""

from __future__ import annotations

from simpul.cli.terminal import Parser, say


def run(argv: list[str]) -> int:
    parser = Parser("simpul law", "Memuat dasar hukum dari berkas data ke basis data situs.", "Contoh: simpul law load")
    parser.add_argument("perintah", choices=["load"], help="load: memuat; mengulanginya tidak mengubah apa pun")
    parser.parse_args(argv)
    from django.utils import timezone

    from simpul.core.actors import Actor
    from simpul.law.actions import load

    counts = load(by=Actor.system("dasar hukum"), at=timezone.now())
    say(
        f"Dasar hukum: {counts['new']} ketentuan baru, {counts['changed']} berubah, {counts['gone']} tidak dipakai lagi, "
        f"{counts['kept']} tetap menurut petugas."
    )
    return 0

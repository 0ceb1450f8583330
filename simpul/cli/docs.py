"""`simpul docs`: the generated documents are what the code and the data say; `--check` only looks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from simpul.cli.terminal import Parser, say

ROOT = Path(__file__).resolve().parent.parent.parent


def law() -> str:
    from simpul.law.papers import whole

    return whole()


def lifecycles() -> str:
    """Every table of moves, as a diagram and as a table."""
    from simpul.agreements.rules.states import AGREEMENT, OBLIGATION
    from simpul.core.lifecycle import draw
    from simpul.meetings.rules import FOLLOW_UP, MEETING
    from simpul.proposals.rules.states import LETTER, PROPOSAL

    head = (
        "# Lifecycles\n\nGenerated from the tables of moves by `./run docs`; `./run check` fails when it is stale.\n\n"
    )
    return head + "\n".join(draw(one) for one in (MEETING, FOLLOW_UP, PROPOSAL, LETTER, AGREEMENT, OBLIGATION))


# file → what it should hold
GENERATORS: dict[str, Callable[[], str]] = {
    "docs/lifecycles.md": lifecycles,
    "docs/law.md": law,
}


def run(argv: list[str]) -> int:
    parser = Parser("simpul docs", "Menulis ulang dokumen hasil bangkitan.", "Contoh: simpul docs --check")
    parser.add_argument("--check", action="store_true", help="hanya memeriksa; gagal bila ada yang basi")
    check = parser.parse_args(argv).check
    setup()
    stale = []
    for name, generate in GENERATORS.items():
        path, text = ROOT / name, generate()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            say(f"{name} ditulis.")
    if check and stale:
        say(f"Basi: {', '.join(stale)}. Perbarui dengan: ./run docs")
        return 1
    return 0


def setup() -> None:
    """Django is set up in the product's language, without asking a database."""
    import django
    from django.apps import apps
    from django.utils import translation

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "simpul.settings")
        os.environ.setdefault("SIMPUL_MODE", "demo")
        django.setup()
    translation.activate("id")

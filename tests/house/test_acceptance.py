"""docs/acceptance.md names only tests and measures that exist; README, tour and decisions hold what it says of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = (ROOT / "docs" / "acceptance.md").read_text()
QUOTED = re.findall(r"`([^`\n]+)`", DOCUMENT)


def names_in(path: Path) -> set[str]:
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


def test_every_test_named_in_the_document_exists() -> None:
    named = [word.split("::") for word in QUOTED if word.startswith("tests/") and "::test_" in word]
    assert len(named) > 300
    known = {file: names_in(ROOT / file) if (ROOT / file).exists() else set() for file, _ in named}
    assert sorted({f"{file}::{name}" for file, name in named if name not in known[file]}) == []


def patterns() -> Iterator[re.Pattern[str]]:
    """Every text of the benches; what is filled in while they run may be anything."""
    for path in (ROOT / "bench").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield re.compile(re.escape(node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(v.value) if isinstance(v, ast.Constant) else ".*" for v in node.values]
                if sum(len(p) for p in parts if p != ".*") > 5:
                    yield re.compile("".join(parts))


def test_every_measure_named_in_the_document_exists() -> None:
    named = [word.removeprefix("bench: ") for word in QUOTED if word.startswith("bench: ") and word != "bench: name"]
    assert len(named) > 20
    known = list(patterns())
    assert [name for name in named if not any(pattern.fullmatch(name) for pattern in known)] == []


def test_every_claim_names_a_test_a_measure_or_what_is_missing() -> None:
    rows = [line.strip("| ").split(" | ") for line in DOCUMENT.splitlines() if line.startswith("| ")]
    assert all(len(row) == 2 for row in rows)
    heads = {"Shown by"}
    bare = [claim for claim, shown in rows if shown not in heads and not re.search(r"`|missing|above|below", shown)]
    assert bare == []


def test_the_tour_says_where_a_university_withdraws_an_offer_goes() -> None:
    tour = (ROOT / "docs" / "tour.md").read_text()
    answer = tour.partition("a university withdraws an offer")[2]
    for word in ("offers/rules.py", "offers/actions.py", "web/offers/", "tests/offers/"):
        assert word in answer


def test_decisions_are_numbered_without_a_gap() -> None:
    found = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [name[:4] for name in found] == [f"{n:04}" for n in range(1, len(found) + 1)]
    assert len(found) >= 5


def test_the_readme_shows_five_screens() -> None:
    shown = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", (ROOT / "README.md").read_text())
    assert len(shown) >= 5
    assert all(words and (ROOT / place).is_file() for words, place in shown)

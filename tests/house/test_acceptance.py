"""docs/acceptance.md names only tests and measures that exist; README, tour, decisions and stories hold what it says of them."""

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


STORIES = sorted((ROOT / "tests" / "stories").glob("*.py"))
TOLD = [path for path in STORIES if path.name in ("test_officer.py", "test_leader.py", "test_partner.py", "test_citizen.py", "test_outsider.py", "test_without_script.py")]  # fmt: skip


def test_stories_begin_with_their_script_in_prose() -> None:
    assert len(TOLD) == 6
    for path in TOLD:
        script = ast.get_docstring(ast.parse(path.read_text())) or ""
        assert len(script.split()) > 30, path.name
        assert "(" not in script, path.name  # prose, not code


def test_stories_only_click_and_import_nothing_of_simpul() -> None:
    for path in STORIES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not [name for name in names if name.split(".")[0] in ("simpul", "django", "psycopg")], path.name

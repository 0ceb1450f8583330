"""What the tests have truly seen happen: refusal codes, moves of lifecycles, findings. Counted over all workers at the end of a whole run."""

from __future__ import annotations

import ast
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SEEN: dict[str, set[str]] = {"refusal": set(), "move": set(), "finding": set()}
UNSEEN = pytest.StashKey[list[str]]()
FOLDER = "SIMPUL_TEST_WITNESSES"


def listen(config: pytest.Config) -> None:
    """From now on every refusal, move and finding is noted."""
    from simpul.core import findings, lifecycle, refusals

    refusals.WITNESSES.append(lambda found: SEEN["refusal"].update(r.code for r in found))
    lifecycle.WITNESSES.append(lambda *move: SEEN["move"].add(" ".join(move)))
    findings.WITNESSES.append(lambda found: SEEN["finding"].add(found.code))
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="simpul-witnesses-")


def finish(session: pytest.Session) -> None:
    """A worker leaves what it saw; who leads the run compares the sum with what exists."""
    folder = Path(os.environ[FOLDER])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{os.getpid()}.json").write_text(json.dumps({kind: sorted(seen) for kind, seen in SEEN.items()}))
    if hasattr(session.config, "workerinput"):
        return
    seen: dict[str, set[str]] = {kind: set() for kind in SEEN}
    for path in folder.glob("*.json"):
        for kind, codes in json.loads(path.read_text()).items():
            seen[kind].update(codes)
        path.unlink()
    folder.rmdir()
    if _whole(session) and session.exitstatus == 0:
        session.config.stash[UNSEEN] = unseen(seen)
        if session.config.stash[UNSEEN]:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def tell(reporter: pytest.TerminalReporter) -> None:
    for line in reporter.config.stash.get(UNSEEN, []):
        reporter.write_line(f"no test produces {line}", red=True)


def _whole(session: pytest.Session) -> bool:
    """True when nothing was chosen: by path, word, mark or earlier failure."""
    options = session.config.option
    chosen = options.keyword or options.markexpr or getattr(options, "lf", False) or options.deselect
    return not chosen and session.config.args_source is pytest.Config.ArgsSource.TESTPATHS


def unseen(seen: dict[str, set[str]]) -> list[str]:
    return [
        f"{kind} {code}"
        for kind, codes in existing().items()
        for code in sorted(codes)
        if not any(one == code or (code.endswith("…") and one.startswith(code[:-1])) for one in seen[kind])
    ]


def existing() -> dict[str, set[str]]:
    """All that the code can say: read from its text, and from the tables of moves."""
    from simpul.agreements.rules.states import AGREEMENT, OBLIGATION
    from simpul.documents.rules import TEXTS
    from simpul.meetings.rules import FOLLOW_UP, MEETING
    from simpul.proposals.rules.states import LETTER, PROPOSAL

    return {
        "refusal": set(_codes("Refusal")) - {"file.…"} | {f"file.{code}" for code in TEXTS},
        "move": {
            f"{table.name} {verb} {a} {b}"
            for table in (AGREEMENT, FOLLOW_UP, LETTER, MEETING, OBLIGATION, PROPOSAL)
            for verb, a, b, _ in table.table()
        },
        "finding": set(_codes("Finding")),
    }


def _codes(name: str) -> Iterable[str]:
    """The first argument of every call of that name, or of a helper that hands it on; what follows a fixed beginning reads «…»."""
    for path in sorted((ROOT / "simpul").rglob("*.py")):
        tree = ast.parse(path.read_text())
        makers = {name, *_helpers(tree, name)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in makers and node.args:
                yield from _text(node.args[0])


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _helpers(tree: ast.Module, name: str) -> Iterable[str]:
    """Functions of this file whose own first argument becomes the code."""
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and function.args.args:
            own = function.args.args[0].arg
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and _called(call) == name and call.args:
                    handed_on = call.args[0]
                    yield from [function.name] if isinstance(handed_on, ast.Name) and handed_on.id == own else []


def _text(node: Any) -> Iterable[str]:
    if isinstance(node, ast.Constant):
        yield node.value
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        yield f"{node.values[0].value}…"

"""Imports and foreign keys go down only; rules ask nobody; only actions write."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted(p for p in (ROOT / "simpul").rglob("*.py") if "migrations" not in p.parts)
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
FLOORS = [floor.replace(":", "|").split("|") for floor in CONTRACTS[0]["layers"]]
HEIGHT = {name.strip(): len(FLOORS) - n for n, floor in enumerate(FLOORS) for name in floor}
OURS = [model for model in apps.get_models() if model.__module__.startswith("simpul.")]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def part(path: Path, *names: str) -> bool:
    """True for `rules.py` and for every file of a package `rules/`."""
    return path.stem in names or any(name in path.parts for name in names)


def imports(path: Path) -> Iterator[str]:
    """Every module this file imports while it runs, whole names."""
    package = list(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            base = ".".join(filter(None, [above, node.module or ""]))
            yield from (f"{base}.{alias.name}" for alias in node.names)


def test_imports_go_down_only() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_every_folder_of_the_house_stands_on_a_floor() -> None:
    folders = {p.parent.name for p in (ROOT / "simpul").glob("*/__init__.py")}
    assert folders <= set(HEIGHT)


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_go_down_only(model: type) -> None:
    own = HEIGHT[model.__module__.split(".")[1]]
    for field in model._meta.get_fields():
        if field.concrete and field.is_relation and field.related_model.__module__.startswith("simpul."):
            assert HEIGHT[field.related_model.__module__.split(".")[1]] <= own, field


@pytest.mark.parametrize("path", [p for p in SOURCES if part(p, "rules")], ids=named)
def test_rules_ask_neither_models_nor_actions_nor_the_register(path: Path) -> None:
    asked = [name for name in imports(path) if name.startswith("simpul.")]
    assert not [n for n in asked if {"models", "actions"} & set(n.split(".")) or n.startswith("simpul.register.models")]
    if "register" not in path.parts:
        assert not [n for n in asked if n.startswith("simpul.register")]


@pytest.mark.parametrize("path", [p for p in SOURCES if part(p, "rules") or "solver" in p.parts], ids=named)
def test_rules_and_the_solver_have_neither_clock_nor_chance(path: Path) -> None:
    text = ast.unparse(ast.parse(path.read_text()))
    for word in ("timezone.now(", "datetime.now(", "date.today(", "localdate(", "time.time("):
        assert word not in text, word


WRITES = {
    "save", "create", "bulk_create", "update_or_create", "get_or_create", "bulk_update", "asave", "acreate", "delete", "full_clean",
}  # fmt: skip
MAY_WRITE = {
    "simpul/core/keeping.py",  # the one way actions save
    "simpul/accounts/models.py",  # Django's manager of users
}
# what looks like a write and is none of ours
HARMLESS = (
    "segno.",
    "Workbook",
    "document.save",
    "image.save",
    "default_storage",
    "workbook.save",
    "book.save",
    "formset",
)


def writes(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            text = ast.unparse(node)
            rows = ".objects" in text or ".filter(" in text or node.func.attr in ("save", "bulk_create")
            if (
                (node.func.attr in WRITES and node.func.attr != "delete")
                or (node.func.attr in ("update", "delete") and rows)
            ) and not any(word in text for word in HARMLESS):
                found.append(f"{node.lineno}: {text[:80]}")
    return found


DOORS = [
    p
    for p in SOURCES
    if not part(p, "actions", "demo") and p.relative_to(ROOT).parts[1] != "allocation" and named(p) not in MAY_WRITE
]


@pytest.mark.parametrize("path", DOORS, ids=named)
def test_nobody_writes_but_actions(path: Path) -> None:
    assert writes(path) == []


ACTIONS = [p for p in SOURCES if part(p, "actions")]
# done by the machine, or by whoever holds a link: nobody to name
NOBODY = {
    "forget_receipts": "housekeeping",
    "remind": "the nightly look ahead",
    "tell": "said by the site, about what somebody did",
    "mail": "the site mails what was told",
    "approve_as_guest": "the link says who",
    "answer_as_guest": "the link says who",
    "use_guest_link": "the link says who",
}


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The public functions that change something: those in a transaction of their own."""
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and any(
            ast.unparse(d) == "transaction.atomic" for d in node.decorator_list
        ):
            yield node


@pytest.mark.parametrize("path", ACTIONS, ids=named)
def test_each_action_says_who_and_takes_its_values_by_name(path: Path) -> None:
    for node in functions(path):
        assert len(node.args.args) <= 1, f"{node.name}: at most the row may stand before the names"
        assert "by" in {a.arg for a in node.args.kwonlyargs} or node.name in NOBODY, node.name
        assert ast.get_docstring(node) or node.name.startswith("_"), node.name

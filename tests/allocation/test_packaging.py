"""The solver and its command line need neither Django nor a database, and the checkers share nothing with the solver."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOLVER = ROOT / "simpul" / "allocation" / "solver"
CHECKERS = sorted(SOLVER.rglob("check*.py"))
FORBIDDEN = ("django", "psycopg", "procrastinate", "allauth", "ninja", "gunicorn")
BASE = {"numpy", "scipy", "ortools", "openpyxl", "python-calamine", "rich"}

HOOK = f"""
import sys
class Forbid:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {FORBIDDEN!r}:
            raise ImportError("forbidden here: " + name)
sys.meta_path.insert(0, Forbid())
"""


def without_django(code: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    path = f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
    return subprocess.run(
        [sys.executable, "-c", HOOK + path + code], cwd=cwd, capture_output=True, text=True, timeout=120
    )


def modules(folder: Path) -> list[str]:
    """Dotted names of all modules below a folder of the package."""
    files = sorted(folder.rglob("*.py"))
    return [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]


def imported(file: Path) -> set[str]:
    """Absolute names of everything a file imports, wherever the statement stands."""
    package = file.relative_to(ROOT).with_suffix("").parts[:-1]
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            names.add(".".join((*base, *([node.module] if node.module else []))))
    return names


def test_every_solver_module_imports_without_django() -> None:
    names = modules(SOLVER)
    assert len(names) > 8
    done = without_django("import importlib\n" + "\n".join(f"importlib.import_module({name!r})" for name in names))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", ["select", "place", "match"])
def test_the_commands_work_from_sample_to_result_without_django(command: str, tmp_path: Path) -> None:
    files = {
        "select": ("pelamar.xlsx", "aturan.xlsx"),
        "place": ("mahasiswa.xlsx", "desa.xlsx"),
        "match": ("kebutuhan.xlsx", "layanan.xlsx"),
    }[command]
    code = f"""
from simpul.cli.main import main
assert main(["sample", {command!r}, "contoh"]) == 0
raise SystemExit(main([{command!r}, "contoh/{files[0]}", "contoh/{files[1]}", "-o", "hasil.xlsx", "--report", "r.json"]))
"""
    done = without_django(code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "hasil.xlsx").stat().st_size > 2000
    assert (tmp_path / "r.json").exists()


def test_usage_of_the_whole_command_needs_no_django() -> None:
    done = without_django("from simpul.cli.main import main\nraise SystemExit(main([]))")
    assert done.returncode == 0, done.stderr
    assert "select" in done.stdout


def test_the_base_dependencies_are_the_solver_s_and_the_web_platform_is_an_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(lines: list[str]) -> set[str]:
        return {re.split(r"[\[<>=!~ ;]", line)[0].lower() for line in lines}

    assert names(project["dependencies"]) == BASE
    assert {"django", "psycopg"} <= names(project["optional-dependencies"]["site"])
    assert project["scripts"]["simpul"] == "simpul.cli.main:main"


@pytest.mark.parametrize("file", CHECKERS, ids=lambda file: file.name)
def test_a_checker_uses_numpy_and_the_standard_library_only(file: Path) -> None:
    roots = {name.split(".")[0] for name in imported(file)} - {"__future__"}
    assert roots <= {"numpy", *sys.stdlib_module_names}


def test_the_checkers_are_there() -> None:
    assert {"check_selection.py", "check_mentors.py", "check_chain.py"} <= {file.name for file in CHECKERS}


def test_no_solver_module_imports_django_clock_chance_or_highspy() -> None:
    banned = {*FORBIDDEN, "time", "datetime", "random", "secrets", "highspy", "requests", "socket", "subprocess"}
    for file in SOLVER.rglob("*.py"):
        roots = {name.split(".")[0] for name in imported(file)}
        assert not roots & banned, f"{file.name} imports {sorted(roots & banned)}"
        # Chance comes in as a seed and is spent through SHA-256, never through a generator of the library.
        assert "default_rng" not in file.read_text(encoding="utf-8"), file.name


def test_solver_modules_do_not_reach_above_their_floor() -> None:
    for file in SOLVER.rglob("*.py"):
        outside = {name for name in imported(file) if name.startswith("simpul") and ".solver" not in name}
        assert not outside, f"{file.name} imports {sorted(outside)}"


def test_every_file_and_function_that_the_document_names_exists() -> None:
    text = (ROOT / "docs" / "allocation.md").read_text(encoding="utf-8")
    sources = {
        file: file.read_text(encoding="utf-8")
        for file in (ROOT / "simpul").rglob("*.py")
        if "migrations" not in file.parts
    }
    names = {file.name for file in sources}
    code = "\n".join(text for file, text in sources.items() if {"allocation", "cli"} & set(file.parts))
    quoted = re.findall(r"`([^`\n]+)`", text)
    for word in quoted:
        if re.fullmatch(r"[\w/]+\.py", word):
            assert word.rsplit("/", 1)[-1] in names, word
        elif re.fullmatch(r"_?[a-z]+(_[a-z]+)+", word):
            assert re.search(rf"\b{word}\b", code), word

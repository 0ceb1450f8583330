"""Templates are used, migrations match, the catalogue is whole, generated pages are fresh, every model and state is in the glossary."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.core.management import call_command

from simpul.accounts.rules import PERMISSIONS, ROLES
from simpul.agreements.rules import obligations, states
from simpul.cli.docs import GENERATORS
from simpul.core import findings
from simpul.meetings import rules as meetings
from simpul.proposals.rules import states as proposals

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = ROOT / "simpul" / "web" / "templates"
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
# Django and allauth look for these by name
ASKED_BY_OTHERS = re.compile(r"^(\d{3}\.html|account/|mfa/|django/forms/)")


def test_every_template_is_used() -> None:
    code = "\n".join(p.read_text() for p in (ROOT / "simpul").rglob("*.py"))
    code += "\n".join(p.read_text() for p in TEMPLATES.rglob("*.*") if p.suffix in (".html", ".txt"))
    names = [str(p.relative_to(TEMPLATES)) for p in TEMPLATES.rglob("*.html")]
    assert [n for n in names if not ASKED_BY_OTHERS.match(n) and n not in code] == []


@pytest.mark.django_db
def test_migrations_match_the_models() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("name", GENERATORS)
def test_generated_documents_are_fresh(name: str) -> None:
    assert (ROOT / name).read_text() == GENERATORS[name]()


def test_every_word_has_an_english_translation() -> None:
    catalogue = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
    if not catalogue.exists():
        assert not (ROOT / "locale" / "en").exists()  # none is begun yet
        return
    entries = [e for e in polib.pofile(str(catalogue)) if not e.obsolete]
    assert [e.msgid for e in entries if not e.translated()] == []
    known = {e.msgid for e in entries}
    asked = {
        m[2]
        for p in TEMPLATES.rglob("*.html")
        for m in re.finditer(r"""{%\s*translate\s+(["'])(.+?)\1""", p.read_text())
    }
    assert sorted(asked - known) == []


@pytest.mark.parametrize(
    "model", [m for m in apps.get_models() if m.__module__.startswith("simpul.")], ids=lambda m: m._meta.label
)
def test_every_model_is_in_the_glossary(model: type) -> None:
    assert f"| {model._meta.object_name} |" in GLOSSARY


STATES = (
    *states.KINDS, *states.PARTY_ROLES, *states.STAGES, *states.OUTCOMES, *states.STATUSES, *states.OBLIGATION_STATES,
    *obligations.EVIDENCE_STATES, *findings.LABELS, *ROLES, *PERMISSIONS,
    *meetings.KINDS, *meetings.STATES, *meetings.ATTENDANCE, *meetings.FOLLOW_UP_STATES, *proposals.DIRECTIONS, *proposals.STATES,
    *proposals.ACTIVITIES, *proposals.EXTENTS, *proposals.POST_LEVELS, *proposals.PARTNER_CLASSES, *proposals.FIELDS, *proposals.STANCES,
    *proposals.PARTICIPANT_ROLES, *proposals.MODES, *proposals.HOP_STATES, *proposals.ANSWERS, *proposals.LETTER_KINDS, *proposals.LETTER_STATES,
)  # fmt: skip


@pytest.mark.parametrize("word", sorted(set(STATES)))
def test_every_state_role_and_permission_is_in_the_glossary(word: str) -> None:
    assert f"| `{word}` |" in GLOSSARY


LONGEST = {"tables": 90}  # a sheet of made-up people, line by line


def test_no_file_and_no_function_outgrows_the_house() -> None:
    import ast

    for path in (ROOT / "simpul").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        text = path.read_text()
        assert text.count("\n") <= 850, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= LONGEST.get(node.name, 65), f"{path}: {node.name}"


def test_no_test_reaches_the_network() -> None:
    for family, address in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family) as probe, pytest.raises(RuntimeError, match="tests reach no network"):
            probe.connect((address, 443))


def test_pages_hold_neither_script_nor_style_of_their_own() -> None:
    bad = re.compile(r"<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:")
    found = {str(p.relative_to(TEMPLATES)): m[0] for p in TEMPLATES.rglob("*.html") if (m := bad.search(p.read_text()))}
    assert found == {}

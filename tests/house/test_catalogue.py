"""The English catalogue says everything the site says, and nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polib
import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import translation

ROOT = Path(__file__).resolve().parent.parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
# %(name)s, %%, {name}, {{ name }}, {% tag %} and HTML
FILLED_IN = re.compile(r"%\(\w+\)[sd]|%%|\{%.*?%\}|\{\{.*?\}\}|\{\w+\}|<[^<>]+>")


def texts(entry: polib.POEntry) -> list[str]:
    """What a reader may see of this entry: one text, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.fixture(scope="module")
def entries() -> list[polib.POEntry]:
    return list(polib.pofile(str(CATALOGUE)))


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """The texts and plurals that gettext finds in a copy of the code; the copy, because it writes beside the templates."""
    home = tmp_path_factory.mktemp("catalogue")
    shutil.copytree(ROOT / "simpul", home / "simpul", ignore=shutil.ignore_patterns("__pycache__", "static", "data"))
    (home / "locale").mkdir()
    with pytest.MonkeyPatch.context() as patch, override_settings(LOCALE_PATHS=[home / "locale"]):
        patch.chdir(home)
        call_command("makemessages", locale=["en"], verbosity=0, no_location=True)
    return {(e.msgid, e.msgid_plural) for e in polib.pofile(str(home / "locale/en/LC_MESSAGES/django.po"))}


def test_every_text_of_the_site_is_in_the_catalogue(entries: list[polib.POEntry], asked: set[tuple[str, str]]) -> None:
    assert len(asked) > 1000
    assert sorted(asked - {(e.msgid, e.msgid_plural) for e in entries}) == [], "perbarui dengan ./run messages"


def test_the_catalogue_holds_nothing_the_site_no_longer_says(
    entries: list[polib.POEntry], asked: set[tuple[str, str]]
) -> None:
    assert sorted({(e.msgid, e.msgid_plural) for e in entries} - asked) == [], "perbarui dengan ./run messages"


def test_texts_are_marked_by_names_that_gettext_knows() -> None:
    strange = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "simpul").rglob("*.py")
        for name in re.findall(r"import n?gettext(?:_lazy)? as (\w+)", path.read_text("utf-8"))
        if name != "_"
    ]
    assert strange == []


def test_every_entry_is_translated_and_nobody_has_to_look_again(entries: list[polib.POEntry]) -> None:
    assert [e.msgid for e in entries if not all(texts(e)) or e.fuzzy or e.obsolete] == []
    assert [e.msgid for e in entries if e.msgid_plural and sorted(e.msgstr_plural) != [0, 1]] == []


def test_a_translation_is_filled_in_with_the_same_things(entries: list[polib.POEntry]) -> None:
    wrong = [
        (e.msgid, text)
        for e in entries
        for text in texts(e)
        if sorted(FILLED_IN.findall(text)) != sorted(FILLED_IN.findall(e.msgid))
    ]
    assert wrong == []


def test_english_is_as_calm_as_indonesian(entries: list[polib.POEntry]) -> None:
    assert [text for e in entries for text in texts(e) if "!" in text] == []


def test_the_header_names_no_person_and_no_date() -> None:
    header = polib.pofile(str(CATALOGUE)).metadata
    assert header["Language"] == "en"
    assert {"Last-Translator", "POT-Creation-Date", "PO-Revision-Date"}.isdisjoint(header)


def test_a_reader_who_chose_english_reads_english() -> None:
    with translation.override("en"):
        assert translation.gettext("Meja Kerja") == "Desk"
        assert translation.ngettext("%(count)s hari", "%(count)s hari", 1) == "%(count)s day"
    with translation.override("id"):
        assert translation.gettext("Meja Kerja") == "Meja Kerja"

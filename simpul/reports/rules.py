"""What was typed into the search, what to ask the database for it, and which words of a text to show. No database, no clock."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence

from simpul.core.codes import ALPHABET

LONGEST, MOST_WORDS = 200, 12  # of a question; more is cut, not refused
WORD = re.compile(r"[^\W_]+")
CODE = re.compile(rf"([{ALPHABET}]{{4}})-?([{ALPHABET}]{{4}})")
# Words that stand in every text: they narrow nothing, and a text without them is meant too.
NOISE = frozenset(
    ["dan", "atau", "yang", "di", "ke", "dari", "untuk", "dengan", "pada", "dalam", "oleh", "tentang", "para", "antara"]
)
BEFORE, SNIPPET = 70, 260  # letters shown before the first word found, and in all


@dataclasses.dataclass(frozen=True)
class Asked:
    """The words that must all be there; `code` when the whole may be the code of a case; `number` when a figure is among it."""

    text: str = ""
    words: tuple[str, ...] = ()
    code: str = ""

    @property
    def number(self) -> str:
        """As it was typed: «045/12/UN3/2026»."""
        return self.text if any(letter.isdigit() for letter in self.text) else ""


def read(typed: object) -> Asked:
    """Anything may have been typed; NUL, operators and marks are spaces."""
    if not isinstance(typed, str):
        return Asked()
    plain = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", typed[: 4 * LONGEST]))
    text = " ".join(plain.split())[:LONGEST]
    words = list(dict.fromkeys(WORD.findall(text.lower())))
    wanted = [word for word in words if word not in NOISE] or words
    code = CODE.fullmatch(text.upper())
    return Asked(text, tuple(wanted[:MOST_WORDS]), "-".join(code.groups()) if code else "")


def expression(choices: Iterable[Collection[str]]) -> str:
    """For to_tsquery: of each group at least one word. Words are letters and digits only, so that nothing is an operator."""
    return " & ".join("(" + " | ".join(f"'{word}'" for word in group) + ")" for group in choices)


def window(words: str, title: str, stems: Collection[str]) -> str:
    """The part of a text around the first word that may be one of those found, cut between words; its beginning if none is there."""
    text = " ".join(words.removeprefix(title).split())
    lower = text.lower()
    places = [place for place in (lower.find(stem) for stem in stems if stem) if place >= 0] if stems else []
    start = max(0, min(places, default=0) - BEFORE)
    if start:
        start = lower.find(" ", start) + 1
    end = start + SNIPPET
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + SNIPPET // 2)
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def words_in(texts: Iterable[str]) -> list[str]:
    """Every word of the texts once, in small letters."""
    return sorted({word for text in texts for word in WORD.findall(text.lower())})


def marked(text: str, stems_of: Mapping[str, Sequence[str]], wanted: Collection[str]) -> list[tuple[str, bool]]:
    """The text in pieces, and whether each is a word that was looked for. Escaping is left to the template."""
    pieces: list[tuple[str, bool]] = []
    last = 0
    for found in WORD.finditer(text):
        if any(stem in wanted for stem in stems_of.get(found[0].lower(), ())):
            pieces += [(text[last : found.start()], False), (found[0], True)]
            last = found.end()
    pieces.append((text[last:], False))
    return [piece for piece in pieces if piece[0]]

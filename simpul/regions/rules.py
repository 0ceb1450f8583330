"""Answers about regions that need no database: the shape of a code, what it names, and what is wrong with a decree's row."""

from __future__ import annotations

import re
import unicodedata

# Permendagri 58/2021: PP.KK.CC.DDDD; kabupaten are numbered 01-69, kota 71-99; a village's first digit tells its kind.
PARTS = (2, 2, 2, 4)
LENGTHS = (2, 5, 8, 13)  # with dots
_DOTTED = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_PLAIN = re.compile(r"[0-9]{2}([0-9]{2}([0-9]{2}([0-9]{4})?)?)?")

PROVINSI, KABUPATEN, KOTA, KECAMATAN = "provinsi", "kabupaten", "kota", "kecamatan"
KELURAHAN, DESA, DESA_ADAT = "kelurahan", "desa", "desa adat"
# kind → (level 1-4, word before a name)
KINDS: dict[str, tuple[int, str]] = {
    PROVINSI: (1, "Provinsi"),
    KABUPATEN: (2, "Kab."),
    KOTA: (2, "Kota"),
    KECAMATAN: (3, "Kec."),
    KELURAHAN: (4, "Kel."),
    DESA: (4, "Desa"),
    DESA_ADAT: (4, "Desa Adat"),
}
VILLAGE_KINDS = (KELURAHAN, DESA, DESA_ADAT)
_VILLAGES = {"1": KELURAHAN, "2": DESA, "3": DESA_ADAT}


def normal(code: object) -> str | None:
    """The dotted Kemendagri code of '3303', '33.03', 3303, ' 3303012001 ' …; None when it has no such shape."""
    # Spreadsheets turn codes into numbers: no province starts with 0, so only a closing 0 can be lost (33.10 → 33.1).
    if isinstance(code, float) and 0 < code < 10**10:
        code = int(code) if code.is_integer() else f"{code:.2f}" if round(code, 2) == code else None
    if isinstance(code, int) and not isinstance(code, bool) and 0 < code < 10**10:
        code = str(code)
    if not isinstance(code, str) or len(code) > 40:
        return None
    text = code.strip()
    if _PLAIN.fullmatch(text):
        text = dotted(text)
    return text if _DOTTED.fullmatch(text) else None


def dotted(digits: str) -> str:
    """'33030' → '33.03.0': dots where a code has them, also in an unfinished one."""
    parts, rest = [], digits
    for width in PARTS:
        if rest:
            parts.append(rest[:width])
            rest = rest[width:]
    return ".".join(parts)


def level_of(code: str) -> int:
    """1 province, 2 kabupaten/kota, 3 kecamatan, 4 village."""
    return code.count(".") + 1


def kind_of_code(code: str) -> str | None:
    """What a dotted code names, by its numbers alone."""
    level = level_of(code)
    if level == 1:
        return PROVINSI
    if level == 2:
        number = int(code[3:])
        return KABUPATEN if 1 <= number <= 69 else KOTA if number >= 71 else None
    return KECAMATAN if level == 3 else _VILLAGES.get(code[9])


def parent_of(code: str) -> str | None:
    """'33.03.01' → '33.03'; a province has no parent."""
    return code.rpartition(".")[0] or None


def parents_of(code: str) -> list[str]:
    """The codes above, nearest first: '33.03.01' → ['33.03', '33']."""
    found = []
    above = parent_of(code)
    while above:
        found.append(above)
        above = parent_of(above)
    return found


def bare(kind: str, name: str) -> str:
    """The name without its kind: 'Kabupaten Purbalingga' → 'Purbalingga'."""
    words = {KABUPATEN: ("Kabupaten ", "Kab. "), KOTA: ("Kota ",), DESA_ADAT: ("Desa Adat ",), PROVINSI: ("Provinsi ",)}
    for word in words.get(kind, ()):
        if name.lower().startswith(word.lower()) and len(name) > len(word):
            return name[len(word) :]
    return name


def title(kind: str, name: str) -> str:
    """How a region is written among others: 'Kel. Baru', 'Desa Baru', 'Kec. Barru', 'Kab. Barru', 'Jawa Tengah'."""
    return bare(kind, name) if kind == PROVINSI else f"{KINDS[kind][1]} {bare(kind, name)}"


def plain(text: str) -> str:
    """Small letters, no accents, only letters, digits and single spaces: the form in which names are compared."""
    text = unicodedata.normalize("NFKD", text).lower().replace("'", "").replace("’", "")
    return " ".join("".join(c if c.isascii() and c.isalnum() else " " if c.isascii() else "" for c in text).split())

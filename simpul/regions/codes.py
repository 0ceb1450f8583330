"""The shape of a region code, what it names, and how names are written and compared. No Django: the solver uses it too."""

from __future__ import annotations

import re
import unicodedata

# Permendagri 58/2021: PP.KK.CC.DDDD; kabupaten are numbered 01-69, kota 71-99; a village's first digit tells its kind.
PARTS = (2, 2, 2, 4)
LENGTHS = (2, 5, 8, 13)  # with dots
_DOTTED = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?")
_BREAK = re.compile(r"[^a-z0-9]+")
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
# What a name itself may begin with.
_BEFORE: dict[str, tuple[str, ...]] = {
    PROVINSI: ("Provinsi ",),
    KABUPATEN: ("Kabupaten ", "Kab. "),
    KOTA: ("Kota ",),
    DESA_ADAT: ("Desa Adat ",),
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
    if kind not in _BEFORE:
        return name
    for word in _BEFORE[kind]:
        if name.lower().startswith(word.lower()) and len(name) > len(word):
            return name[len(word) :]
    return name


def title(kind: str, name: str) -> str:
    """How a region is written among others: 'Kel. Baru', 'Desa Baru', 'Kec. Barru', 'Kab. Barru', 'Jawa Tengah'."""
    if kind == PROVINSI or (kind == DESA and name.startswith("Desa ")):  # some villages are called Desa Baru
        return bare(kind, name)
    return f"{KINDS[kind][1]} {bare(kind, name)}"


def plain(text: str) -> str:
    """Small letters, no accents, only letters, digits and single spaces: the form in which names are compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).replace("’", "'").encode("ascii", "ignore").decode()
    return _BREAK.sub(" ", text.lower().replace("'", "")).strip()


# What people write for a province instead of its name.
SHORT_NAMES: dict[str, str] = {
    "11": "nad",
    "12": "sumut",
    "13": "sumbar",
    "16": "sumsel",
    "19": "babel",
    "21": "kepri",
    "31": "dki jakarta",
    "32": "jabar",
    "33": "jateng",
    "34": "diy jogja jogjakarta",
    "35": "jatim",
    "52": "ntb",
    "53": "ntt",
    "61": "kalbar",
    "62": "kalteng",
    "63": "kalsel",
    "64": "kaltim",
    "65": "kaltara",
    "71": "sulut",
    "72": "sulteng",
    "73": "sulsel",
    "74": "sultra",
    "76": "sulbar",
    "82": "malut",
}


def key_of(kind: str, name: str) -> str:
    """The name as names are compared: 'Kabupaten Purbalingga' → 'purbalingga'."""
    return plain(bare(kind, name))


def words_of(code: str, key: str) -> list[str]:
    """The words by which a region is found: those of its compared name, the name as one word, and its short names."""
    words = key.split()
    if 1 < len(words) <= 3:
        words.append("".join(words))
    if code in SHORT_NAMES:
        words += SHORT_NAMES[code].split()
    return list(dict.fromkeys(words))

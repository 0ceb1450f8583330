"""What a search means, how near two words are, and what is wrong with a decree's rows. No database, no clock."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from simpul.core.actors import Actor
from simpul.core.refusals import Refusal
from simpul.regions import codes

# --- search -------------------------------------------------------------------------------------------------------

LONGEST, MOST_WORDS = 120, 6  # of a question; more is cut, not refused
KIND_WORDS: dict[str, tuple[str, ...]] = {
    "provinsi": (codes.PROVINSI,),
    "prov": (codes.PROVINSI,),
    "propinsi": (codes.PROVINSI,),
    "kabupaten": (codes.KABUPATEN,),
    "kab": (codes.KABUPATEN,),
    "kota": (codes.KOTA,),
    "kecamatan": (codes.KECAMATAN,),
    "kec": (codes.KECAMATAN,),
    "distrik": (codes.KECAMATAN,),
    "kelurahan": (codes.KELURAHAN,),
    "kel": (codes.KELURAHAN,),
    "desa": (codes.DESA, codes.DESA_ADAT),
}


@dataclasses.dataclass(frozen=True)
class Question:
    """What was typed: the beginning of a code, or words with the kinds asked for first. Both empty: nothing to look for."""

    code: str = ""
    key: str = ""
    words: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def bare_key(self) -> str:
        return " ".join(self.words)

    @property
    def joined(self) -> tuple[str, ...]:
        """«suka maju barat» also asks for «sukamaju barat»; empty when there is nothing to join."""
        whole = self.key.split()[:MOST_WORDS]
        return ("".join(whole[:2]), *whole[2:]) if len(whole) > 1 else ()


def question(text: object) -> Question:
    """Reads a search field. Anything may stand in it."""
    if not isinstance(text, str):
        return Question()
    text = text[:LONGEST].strip()
    if re.fullmatch(r"[0-9][0-9. ]*", text):
        begin = text.replace(" ", "")
        return Question(code=begin if "." in begin else codes.dotted(begin)) if len(begin) <= 13 else Question()
    words = codes.plain(text).split()[:MOST_WORDS]
    kinds = KIND_WORDS.get(words[0], ()) if words else ()
    named = [word for word in words if word not in KIND_WORDS]
    return Question(key=" ".join(words), words=tuple(dict.fromkeys(named or words)), kinds=kinds if named else ())


def distance(one: str, other: str, limit: int) -> int:
    """How many letters must be dropped, added, changed or swapped; above `limit` it may stop counting."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, last = last, row
    return last[-1]


LETTERS = "abcdefghijklmnopqrstuvwxyz"


def slips(word: str) -> set[str]:
    """What was perhaps meant, one slip away: trigrams do not find short words, so for these every slip is tried."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {a + b[1:] for a, b in cuts if b} | {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    if len(word) <= 6:
        found |= {a + letter + b for a, b in cuts for letter in LETTERS}
        found |= {a + letter + b[1:] for a, b in cuts if b for letter in LETTERS}
    return {guess for guess in found if len(guess) > 1} - {word}


def nearness(asked: str, word: str) -> float | None:
    """0 the same word, under 1 a beginning of it, then letters of difference; None too far away."""
    if word == asked:
        return 0.0
    if word.startswith(asked):
        return min(0.3 + 0.05 * (len(word) - len(asked)), 0.9)
    limit = 1 if len(asked) <= 4 else 2 if len(asked) <= 8 else 3
    far = distance(asked, word, limit)
    return float(far) if far <= limit else None


@dataclasses.dataclass(frozen=True)
class Candidate:
    """What ranking needs of a region."""

    id: int
    code: str
    kind: str
    key: str
    own: frozenset[str]
    words: frozenset[str]


ABSENT = 4.0  # a word of the question found neither in the name nor above it


def rank(asked: Question, near: Mapping[str, Mapping[str, float]], candidate: Candidate) -> tuple[float, int, str]:
    """Smaller is better: words near, in the own name rather than above, few words left over, of the kind asked for."""
    whole = candidate.key.split()
    squashed = "".join(whole)
    asked_words = asked.key.split()
    score, used, words = 0.0, {word for word in asked_words if word in KIND_WORDS}, asked.words
    if asked.joined and squashed == asked.joined[0]:
        used, words = {squashed}, tuple(word for word in asked.joined[1:] if word in near)
    for word in words:
        own = min(((near[word][w], w) for w in candidate.own if w in near[word]), default=None)
        above = min((near[word][w] for w in candidate.words if w in near[word]), default=ABSENT)
        if own and own[0] <= above + 0.4:
            score += own[0]
            used.add(own[1])
        else:
            score += min(above + 0.4, ABSENT)
    if squashed in ("".join(asked_words), "".join(asked.words)):
        score -= 0.5
    elif squashed not in used:
        score += 0.25 * sum(word not in used for word in whole)
    if candidate.key == asked.key:
        score -= 0.25
    if asked.kinds and candidate.kind not in asked.kinds and asked_words[0] not in whole:
        score += 1.5  # «kota baru» is itself a name, whatever the kind
    return round(score, 4), codes.level_of(candidate.code), candidate.code


# --- decrees ------------------------------------------------------------------------------------------------------

RENAME, NEW, END, SPLIT, MERGE, MOVE = "ganti_nama", "baru", "hapus", "pecah", "gabung", "pindah"
VERBS = (RENAME, NEW, END, SPLIT, MERGE, MOVE)
ENDING = {END: (0, 0), SPLIT: (2, 99), MERGE: (1, 1), MOVE: (1, 1)}  # verb → how many regions it may become
LONGEST_NAME = 100
PERMISSION = "regions.import"
COLUMNS = ("perubahan", "kode", "nama", "menjadi", "asal", "lintang", "bujur")


@dataclasses.dataclass(frozen=True)
class Change:
    """One row of a decree. `into`: what an ending region becomes; `out_of`: from which staying regions a new one is taken."""

    row: int
    verb: str
    code: str
    name: str = ""
    into: tuple[str, ...] = ()
    out_of: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None


@dataclasses.dataclass(frozen=True)
class Known:
    """What holds of a code today: its open version, and the codes of its open children."""

    name: str
    valid_from: dt.date | None
    children: tuple[str, ...] = ()


# refusal → what happened and what to do; the row stands before it
SENTENCES: dict[str, Any] = {
    "verb_unknown": _("Kolom perubahan harus salah satu dari: %(verbs)s."),
    "code_shape": _("Kode wilayah tidak berbentuk PP.KK.CC.DDDD. Periksa kolom kode."),
    "name_missing": _("Nama wilayah belum diisi. Isi kolom nama."),
    "name_bad": _("Nama wilayah terlalu panjang atau berisi tanda yang tidak dapat dicetak. Perbaiki kolom nama."),
    "code_list": _("Kolom menjadi atau asal berisi kode yang salah. Pisahkan kode dengan titik koma."),
    "degrees": _("Lintang atau bujur bukan derajat. Tulis seperti -7,3889 dan 109,3641."),
    "empty": _("Berkas tidak berisi perubahan. Isi paling sedikit satu baris."),
    "decree_missing": _("Nomor keputusan belum benar. Sebutkan nomornya, paling banyak 120 huruf."),
    "day_impossible": _("Tanggal berlaku %(day)s tidak mungkin. Periksa tanggal keputusan."),
    "twice": _("Kode %(code)s muncul lebih dari sekali. Gabungkan menjadi satu baris."),
    "exists": _("Kode %(code)s masih berlaku untuk wilayah lain. Akhiri dahulu wilayah itu."),
    "parent_missing": _("Wilayah induk %(code)s tidak ada. Tambahkan baris untuk induknya."),
    "origin_missing": _("Wilayah asal %(code)s tidak ada. Periksa kolom asal."),
    "not_found": _("Kode %(code)s tidak sedang berlaku. Periksa kolom kode."),
    "too_early": _(
        "Wilayah %(code)s sudah diubah per %(day)s, setelah keputusan ini. Masukkan keputusan menurut urutan."
    ),
    "same_name": _("Nama %(name)s sudah dipakai wilayah itu. Hapus baris ini."),
    "successor_count": _("Jumlah kode di kolom menjadi tidak cocok dengan perubahan %(verb)s."),
    "successor_missing": _("Wilayah pengganti %(code)s tidak ada. Tambahkan baris baru untuknya."),
    "children_left": _("Wilayah %(code)s masih memuat %(child)s. Pindahkan atau hapus dahulu."),
}


def problem(name: str, row: int = 0, /, **values: object) -> Refusal:
    """A refusal about one row; row 0 is the whole file."""
    text = SENTENCES[name]
    return Refusal(f"region.{name}", text % values if values else text, "value", f"baris {row}" if row else "")


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())


def _codes(value: object) -> list[str | None]:
    if isinstance(value, (int, float)):
        return [codes.normal(value)]
    return [codes.normal(part) for part in re.split(r"[;,]", str(value or "")) if part.strip()]


def _degrees(value: object, limit: float) -> float | None:
    """A number of degrees, None when empty; raises ValueError otherwise."""
    text = _text(value).replace(",", ".")
    if not text:
        return None
    number = float(text)
    if not -limit <= number <= limit:
        raise ValueError(text)
    return number


def read(raw: Mapping[str, object], row: int) -> tuple[Change | None, list[Refusal]]:
    """One row of a file as a change, or what is wrong with its form."""
    found: list[Refusal] = []
    verb, name = _text(raw.get("perubahan")).lower().replace(" ", "_"), _text(raw.get("nama"))
    code, into, out_of = codes.normal(raw.get("kode")), _codes(raw.get("menjadi")), _codes(raw.get("asal"))
    if verb not in VERBS:
        found.append(problem("verb_unknown", row, verbs=", ".join(VERBS)))
    if code is None or codes.kind_of_code(code) is None:
        found.append(problem("code_shape", row))
    if verb in (RENAME, NEW) and not name:
        found.append(problem("name_missing", row))
    if len(name) > LONGEST_NAME or not name.isprintable():
        found.append(problem("name_bad", row))
    if None in into or None in out_of:
        found.append(problem("code_list", row))
    latitude = longitude = None
    try:
        latitude, longitude = _degrees(raw.get("lintang"), 90), _degrees(raw.get("bujur"), 180)
    except ValueError:
        found.append(problem("degrees", row))
    if found or code is None:
        return None, found
    targets, origins = tuple(c for c in into if c), tuple(c for c in out_of if c)
    return Change(row, verb, code, name, targets, origins, latitude, longitude), []


def refusals_to_change(by: Actor, decree: str, effective: dt.date) -> list[Refusal]:
    """Why this person may not bring this decree into the table."""
    found = []
    if not by.may(PERMISSION):
        text = _("Anda tidak berwenang mengubah data wilayah. Minta administrator.")
        found.append(Refusal("region.not_permitted", text, "forbidden"))
    if not 3 <= len(decree) <= 120 or not decree.isprintable():
        found.append(problem("decree_missing"))
    if not 1945 <= effective.year <= 2200:
        found.append(problem("day_impossible", day=effective.isoformat()))
    return found


def _ended(changes: Sequence[Change]) -> set[str]:
    """The codes that no longer hold once the decree is in force; a mother in her own `menjadi` goes on."""
    new = {change.code for change in changes if change.verb == NEW}
    return {change.code for change in changes if change.verb in ENDING and change.code not in change.into} - new


def refusals_to_import(
    changes: Sequence[Change], known: Mapping[str, Known], closed: Mapping[str, dt.date], effective: dt.date
) -> list[Refusal]:
    """Why these changes cannot take effect on that day, row by row; empty means they can.

    `known` holds the open versions, `closed` the last days of versions that end on that day or later.
    """
    if not changes:
        return [problem("empty")]
    times = Counter(change.code for change in changes if change.verb != NEW)
    new = Counter(change.code for change in changes if change.verb == NEW)
    ended = _ended(changes)
    after = (set(known) - ended) | set(new)
    found: list[Refusal] = []
    for change in changes:
        if times[change.code] > 1 or new[change.code] > 1:
            found.append(problem("twice", change.row, code=change.code))
        elif change.code in closed:
            found.append(problem("too_early", change.row, code=change.code, day=closed[change.code].isoformat()))
        elif change.verb == NEW:
            found += _against_new(change, known, after, ends=bool(times[change.code]))
        else:
            found += _against_old(change, known, after, ended, effective)
    return found


def _against_new(change: Change, known: Mapping[str, Known], after: set[str], *, ends: bool) -> list[Refusal]:
    found = []
    if change.code in known and not ends:
        found.append(problem("exists", change.row, code=change.code))
    above = codes.parent_of(change.code)
    if above and above not in after:
        found.append(problem("parent_missing", change.row, code=above))
    missing = [code for code in change.out_of if code not in known]
    if missing:
        found.append(problem("origin_missing", change.row, code=missing[0]))
    return found


def _against_old(
    change: Change, known: Mapping[str, Known], after: set[str], ended: set[str], effective: dt.date
) -> list[Refusal]:
    if change.code not in known:
        return [problem("not_found", change.row, code=change.code)]
    held, found = known[change.code], []
    if held.valid_from and held.valid_from >= effective:
        found.append(problem("too_early", change.row, code=change.code, day=held.valid_from.isoformat()))
    if change.verb == RENAME:
        return found + ([problem("same_name", change.row, name=held.name)] if change.name == held.name else [])
    least, most = ENDING[change.verb]
    if not least <= len(set(change.into)) <= most:
        found.append(problem("successor_count", change.row, verb=change.verb))
    missing = [code for code in change.into if code not in after]
    if missing:
        found.append(problem("successor_missing", change.row, code=missing[0]))
    left = [child for child in held.children if child not in ended]
    if left and change.code in ended:
        found.append(problem("children_left", change.row, code=change.code, child=left[0]))
    return found


def mentioned(changes: Iterable[Change]) -> set[str]:
    """Every code a check has to know about: those in the rows and those above new ones."""
    found: set[str] = set()
    for change in changes:
        found |= {change.code, *change.into, *change.out_of, *codes.parents_of(change.code)}
    return found

"""Applicants and rules become a selection problem, or everything wrong with them is named; outcomes become sheets.

The number of seats may stand in a sheet `jumlah`, in a row of the rules whose kategori is `jumlah`, or in a column
`jumlah` of the rules. All forms that are filled must agree.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from simpul.allocation.sheets import (
    BadSheets,
    Column,
    Output,
    Problem,
    Sheet,
    as_written,
    key,
    only_sheet,
    read_book,
    rows_of,
    show,
)
from simpul.allocation.solver import selection
from simpul.allocation.solver import selection_reasons as reasons
from simpul.allocation.solver.lottery import TICKETS

DECIMALS = 4  # a score of 0 to 100 then has a million steps; the integer programme stays exact with room to spare
PLAIN = ("id", "nama", "nilai")
RULES = (
    Column("kategori", needed=False),
    Column("nilai", needed=False),
    Column("min", "whole", needed=False, low=0),
    Column("maks", "whole", needed=False, low=0),
    Column("jumlah", "whole", needed=False, low=1),
)


@dataclasses.dataclass(frozen=True)
class Rule:
    """One quota as it was written, with its row."""

    category: str
    value: str
    low: int | None
    high: int | None
    row: int


@dataclasses.dataclass(frozen=True)
class Selection:
    """What the two workbooks say: the problem in whole units of score, and the words to show it with."""

    problem: selection.Problem
    decimals: int
    ids: dict[str, Any]  # id → as its sheet wrote it, text or number
    names: dict[str, str]
    traits: dict[str, dict[str, str]]  # id → category → value as written
    categories: tuple[str, ...]
    rules: tuple[Rule, ...]
    rules_sheet: str
    notes: tuple[str, ...]

    def points(self, units: int) -> str:
        """Score units as a person writes them: 7125 with two decimals is 71,25."""
        return str(Decimal(units).scaleb(-self.decimals)).replace(".", ",")


def read(applicants: str | Path, rules: str | Path, *, seed: str, seats: int | None = None) -> Selection:
    """The checked selection problem; BadSheets names every problem of both workbooks at once."""
    problems: list[Problem] = []
    notes: list[str] = []
    rules_sheet, quotas, asked = _rules(read_book(rules), problems, notes, seats)
    categories = tuple(dict.fromkeys(rule.category for rule in quotas))
    sheet, people = _applicants(read_book(applicants), categories, problems, notes)
    if problems or asked is None:  # a missing number of seats is among the problems
        raise BadSheets(problems)
    traits = {row["id"]: {name: row[name] for name in categories} for row in people}
    _count_arguments(quotas, traits, asked, sheet, rules_sheet, problems, notes)
    score, decimals = _units(people, sheet, problems, notes)
    if problems:
        raise BadSheets(problems)
    ids = [row["id"] for row in people]
    member = np.array([[_same(traits[name][rule.category], rule.value) for rule in quotas] for name in ids], bool)
    problem = selection.Problem(
        ids=np.array(ids, dtype=np.str_),
        score=score,
        member=member.reshape(len(ids), len(quotas)),
        low=np.array([rule.low or 0 for rule in quotas], np.int64),
        high=np.array([len(ids) if rule.high is None else rule.high for rule in quotas], np.int64),
        quota_ids=tuple(map(_quota_name, quotas)),
        seats=asked,
        seed=seed,
    )
    names = {row["id"]: row["nama"] for row in people if row.get("nama")}
    written = {row["id"]: as_written(row, "id") for row in people}
    return Selection(problem, decimals, written, names, traits, categories, quotas, rules_sheet, tuple(notes))


def _same(mine: str, wanted: str) -> bool:
    return mine.casefold() == wanted.casefold()


def _rules(
    book: dict[str, Sheet], problems: list[Problem], notes: list[str], seats: int | None
) -> tuple[str, tuple[Rule, ...], int | None]:
    """The name of the rules sheet, the quotas, and the number of seats."""
    found: list[tuple[int, str, int | None]] = [] if seats is None else [(seats, "--jumlah", None)]
    apart = book.get("jumlah")
    if apart is not None and len(book) > 1:
        found += _seats_sheet(apart, problems)
        book = {name: sheet for name, sheet in book.items() if name != "jumlah"}
    sheet = only_sheet(book, "aturan", RULES, problems)
    rows = rows_of(sheet, RULES, problems, notes=notes, may_be_empty=True)
    title = sheet.name if sheet is not None else "aturan"
    rules: list[Rule] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        number, category = row["baris"], row["kategori"]
        if row["jumlah"] is not None:
            found.append((row["jumlah"], title, number))
        if category is None:
            if row["jumlah"] is None or row["nilai"] is not None:  # a row with nothing but jumlah is no quota
                problems.append(Problem(title, number, "kategori", "sel kosong", "Isi «kategori» pada baris ini."))
            continue
        if key(category) == "jumlah":
            found += _seats_row(row, title, problems)
            continue
        if row["nilai"] is None:
            problems.append(
                Problem(title, number, "nilai", "sel kosong", f"Isi nilai kategori «{category}» yang diatur.")
            )
            continue
        rule = Rule(key(category), row["nilai"], row["min"], row["maks"], number)
        mark = (rule.category, rule.value.casefold())
        if mark in seen:
            what = f"kuota «{category} = {rule.value}» sudah ada di baris {seen[mark]}"
            problems.append(Problem(title, number, "nilai", what, "Gabungkan menjadi satu baris."))
        seen.setdefault(mark, number)
        unread = any((fault.sheet, fault.row) == (title, number) for fault in problems)
        if rule.low is None and rule.high is None and not unread:
            what = f"kuota «{category} = {rule.value}» tanpa batas"
            problems.append(Problem(title, number, "min", what, "Isi min, maks, atau keduanya; atau hapus baris ini."))
        if rule.category in PLAIN:
            what = f"«{category}» bukan kategori"
            problems.append(Problem(title, number, "kategori", what, "Pakai nama kolom kategori pada lembar pelamar."))
        rules.append(rule)
    # In order of their names: whose row stands first must not decide who is chosen.
    return title, tuple(sorted(rules, key=_quota_name)), _agreed(found, title, problems)


def _quota_name(rule: Rule) -> str:
    return f"{rule.category} = {rule.value}"


def _seats_sheet(sheet: Sheet, problems: list[Problem]) -> list[tuple[int, str, int | None]]:
    """The only number of the sheet `jumlah`, below a title or alone."""
    cells = [(number, cell) for number, row in sheet.rows for cell in row if show(cell)]
    cells += [(sheet.header_row, cell) for cell in sheet.header if cell and key(cell) != "jumlah"]
    if len(cells) == 1:
        try:
            value = float(show(cells[0][1]))
        except ValueError:
            value = -1.0
        if value >= 1 and value.is_integer():
            return [(int(value), sheet.name, cells[0][0])]
    what = f"lembar ini harus berisi satu bilangan bulat, terbaca {len(cells)} isian"
    problems.append(
        Problem(sheet.name, cells[0][0] if cells else None, "jumlah", what, "Tulis jumlah yang dipilih, misalnya 30.")
    )
    return []


def _seats_row(row: dict[str, Any], title: str, problems: list[Problem]) -> list[tuple[int, str, int | None]]:
    """The seats of a row whose kategori is `jumlah`: in nilai, min, maks or jumlah; all filled cells must agree."""
    values = [row[name] for name in ("min", "maks", "jumlah") if row[name] is not None]
    if row["nilai"] is not None:
        if row["nilai"].isdecimal() and int(row["nilai"]) >= 1:
            values.append(int(row["nilai"]))
        else:
            what = f"«{row['nilai']}» bukan bilangan bulat mulai dari 1"
            problems.append(Problem(title, row["baris"], "nilai", what, "Isi misalnya 30."))
            return []
    if not values:
        problems.append(Problem(title, row["baris"], "nilai", "jumlah yang dipilih belum diisi", "Isi misalnya 30."))
    return [(int(value), title, row["baris"]) for value in values]


def _agreed(found: list[tuple[int, str, int | None]], title: str, problems: list[Problem]) -> int | None:
    if not found:
        remedy = "Tambahkan baris dengan kategori «jumlah» dan angkanya di kolom nilai, lembar «jumlah», atau pilihan --jumlah."
        problems.append(Problem(title, None, "jumlah", "jumlah yang dipilih tidak disebut", remedy))
        return None
    for value, sheet, row in found[1:]:
        if value != found[0][0]:
            what = f"jumlah {value} bertentangan dengan {found[0][0]} di «{found[0][1]}»"
            problems.append(Problem(sheet, row, "jumlah", what, "Sebut satu jumlah saja."))
            return None
    if found[0][0] < 1:
        problems.append(Problem(title, None, "jumlah", "jumlah yang dipilih kurang dari 1", "Isi paling sedikit 1."))
        return None
    return found[0][0]


def _applicants(
    book: dict[str, Sheet], categories: tuple[str, ...], problems: list[Problem], notes: list[str]
) -> tuple[str, list[dict[str, Any]]]:
    columns = (
        Column("id", "code", unique=True),
        Column("nama", needed=False),
        Column("nilai", "number"),
        *(Column(name) for name in categories if name not in PLAIN),
    )
    sheet = only_sheet(book, "pelamar", columns, problems)
    rows = rows_of(sheet, columns, problems, notes=notes)
    return (sheet.name if sheet is not None else "pelamar"), rows


def _units(
    people: list[dict[str, Any]], sheet: str, problems: list[Problem], notes: list[str]
) -> tuple[np.ndarray, int]:
    """Scores as integers in the smallest unit that keeps all decimals, four at most."""
    exact = [Decimal(repr(row["nilai"])) for row in people]
    rounded = [round(value, DECIMALS).normalize() for value in exact]
    if any(a != b for a, b in zip(exact, rounded, strict=True)):
        notes.append(f"Lembar «{sheet}»: nilai dengan lebih dari {DECIMALS} desimal dibulatkan ke {DECIMALS} desimal.")
    decimals = max((max(0, -int(value.as_tuple().exponent)) for value in rounded), default=0)
    units = [int(value.scaleb(decimals)) for value in rounded]
    if units and max(map(abs, units)) * len(units) >= (1 << 62) // selection.UNIT:
        what = "nilai terlalu besar atau desimalnya terlalu banyak untuk dihitung tanpa pembulatan"
        problems.append(
            Problem(
                sheet, None, "nilai", what, "Pakai skala yang lebih kecil, misalnya 0 sampai 100 dengan dua desimal."
            )
        )
        return np.zeros(0, np.int64), decimals
    return np.array(units, np.int64), decimals


def _count_arguments(
    rules: tuple[Rule, ...],
    traits: dict[str, dict[str, str]],
    seats: int,
    sheet: str,
    title: str,
    problems: list[Problem],
    notes: list[str],
) -> None:
    """Rules that cannot hold by mere counting are named with their row and by how much."""

    def bad(rule: Rule, column: str, what: str, remedy: str) -> None:
        problems.append(Problem(title, rule.row, column, what, remedy))

    if seats > len(traits):
        what = f"diminta {seats} orang, pelamarnya {len(traits)}"
        problems.append(Problem(sheet, None, "jumlah", what, f"Turunkan jumlah menjadi paling banyak {len(traits)}."))
    held = {rule: sum(_same(mine[rule.category], rule.value) for mine in traits.values()) for rule in rules}
    for rule, count in held.items():
        name = _quota_name(rule)
        if rule.low is not None and rule.high is not None and rule.low > rule.high:
            bad(rule, "min", f"min {rule.low} melebihi maks {rule.high}", "Turunkan min atau naikkan maks.")
        elif rule.low is not None and rule.low > count:
            bad(
                rule,
                "min",
                f"«{name}» diminta {rule.low}, pelamarnya {count}",
                f"Turunkan min menjadi {count}, atau periksa ejaannya.",
            )
        elif count == 0:
            notes.append(f"Lembar «{title}»: tidak ada pelamar dengan «{name}».")
    for category in dict.fromkeys(rule.category for rule in rules):
        own = [rule for rule in rules if rule.category == category]
        least = sum(rule.low or 0 for rule in own)
        if least > seats:
            what = f"jumlah min kategori «{category}» {least}, tempatnya {seats}"
            bad(own[-1], "min", what, f"Turunkan min kategori ini sebanyak {least - seats}.")
        rest = len(traits) - sum(held[rule] for rule in own)
        most = sum(held[rule] if rule.high is None else min(rule.high, held[rule]) for rule in own) + rest
        if most < seats <= len(traits):
            what = f"maks kategori «{category}» hanya memberi {most} orang, diminta {seats}"
            bad(own[-1], "maks", what, f"Naikkan maks kategori ini sebanyak {seats - most}.")


def relaxation_problems(data: Selection, changes: tuple[selection.Change, ...]) -> list[Problem]:
    """The smallest relaxation as problems with their rows, so that the sheet can be mended."""
    found = []
    for change in changes:
        if change.rule is None:
            what = f"kuota hanya memungkinkan {change.possible} orang, diminta {change.asked}"
            found.append(Problem(data.rules_sheet, None, "jumlah", what, f"Ubah jumlah menjadi {change.possible}."))
            continue
        rule = data.rules[change.rule]
        what = f"kuota tidak dapat dipenuhi bersama; pelonggaran terkecil mengubah {change.side} «{rule.category} = {rule.value}»"
        remedy = f"Ubah {change.side} dari {change.asked} menjadi {change.possible}."
        found.append(Problem(data.rules_sheet, rule.row, change.side, what, remedy))
    return found


# ------------------------------------------------------------------ words


def _quota(data: Selection, rule: int) -> str:
    return f"«{data.problem.quota_ids[rule]}»"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " dan " + names[-1]


def _chosen_reason(
    data: Selection, outcome: selection.Outcome, row: int, code: str, helped: list[int], chance: float
) -> str:
    seats = data.problem.seats
    fills = f" Ikut memenuhi kuota minimum {_listed([_quota(data, q) for q in helped])}." if helped else ""
    if code == "undian":
        return f"Nilai setara dengan pelamar lain pada batas; terpilih lewat undian dengan peluang {_share(chance)}.{fills}"
    if code == "nilai":
        return f"Termasuk {seats} nilai tertinggi.{fills}"
    if code == "kuota":
        return f"Di luar {seats} nilai tertinggi, terpilih karena kuota minimum {_listed([_quota(data, q) for q in helped])}."
    return f"Di luar {seats} nilai tertinggi, terpilih karena kuota maksimum membatasi pelamar bernilai lebih tinggi."


def _share(chance: float) -> str:
    return f"{100 * chance:.2f}%".replace(".", ",")


def _refused_reason(data: Selection, outcome: selection.Outcome, row: int, chance: float, lowest: int) -> str:
    problem = outcome.problem
    if chance > 1e-9:
        return f"Nilai setara dengan pelamar lain pada batas; kalah dalam undian, peluangnya {_share(chance)}."
    if problem.score[row] < problem.score[lowest]:
        return f"Nilai {data.points(int(problem.score[row]))} di bawah nilai terendah yang terpilih ({data.points(int(problem.score[lowest]))})."
    if problem.score[row] == problem.score[lowest]:
        return "Nilai sama dengan nilai terendah yang terpilih, tetapi susunan kuota mendahulukan pelamar lain."
    stops = reasons.blocking(outcome, lowest, row)
    if not stops:
        return "Pelamar terpilih yang bernilai lebih rendah diperlukan agar semua kuota terpenuhi bersama."
    full = [_quota(data, q) for q, side in stops if side == "maks"]
    bare = [_quota(data, q) for q, side in stops if side == "min"]
    # What is full concerns the person himself and says more than what the other one fills.
    words = f"maksimum {_listed(full)} sudah penuh" if full else f"minimum {_listed(bare)} hanya pas terpenuhi"
    return f"Tidak dapat menggantikan terpilih bernilai terendah ({problem.ids[lowest]}): {words}."


def _change(data: Selection, threshold: reasons.Threshold) -> str:
    if threshold.score is not None:
        return f"Pasti terpilih bila nilainya paling sedikit {data.points(threshold.score)}."
    if not threshold.changes:
        return "Tidak ada perubahan kuota yang cukup."
    words = [
        f"{c.side} {_quota(data, c.rule)} dari {c.asked} menjadi {c.possible}"
        for c in threshold.changes
        if c.rule is not None
    ]
    return f"Dengan kuota sekarang tidak dapat terpilih; mungkin bila {_listed(words)}."


def sheets(
    data: Selection,
    outcome: selection.Outcome,
    *,
    reserve_size: int,
    step: Callable[[str, float], None] = lambda text, share: None,
) -> dict[str, Output]:
    """The five sheets of a selection (and the table of the lottery when places were drawn), with every reason."""
    step("Menyusun cadangan", 0.3)
    spare = reasons.reserve(outcome, reserve_size)
    step("Menghitung harga kuota", 0.35)
    costs = reasons.rule_costs(outcome)
    found = reasons.thresholds(outcome, lambda share: step("Memeriksa apa yang mengubah hasil", 0.45 + 0.5 * share))
    chance = reasons.chances(outcome)
    pages = {
        "terpilih": _chosen_sheet(data, outcome, spare, chance),
        "cadangan": _reserve_sheet(data, outcome, spare),
        "tidak terpilih": _refused_sheet(data, outcome, chance, found),
        "kuota": _quota_sheet(data, outcome, costs),
        "ringkasan": _summary_sheet(data, outcome, spare),
    }
    if outcome.tied.any():
        pages["undian"] = _lottery_sheet(data, outcome, chance)
    return pages


def _person(data: Selection, outcome: selection.Outcome, row: int) -> list[Any]:
    name = str(outcome.problem.ids[row])
    score = float(Decimal(int(outcome.problem.score[row])).scaleb(-data.decimals))
    traits = [data.traits[name][category] for category in data.categories]
    return [data.ids[name], *([data.names.get(name, "")] if data.names else []), score, *traits]


def _person_header(data: Selection) -> list[str]:
    return ["id", *(["nama"] if data.names else []), "nilai", *data.categories]


def _chosen_sheet(data: Selection, outcome: selection.Outcome, spare: reasons.Reserve, chance: np.ndarray) -> Output:
    why = {row: (code, helped) for row, code, helped in reasons.why_chosen(outcome)}
    rows = np.array(sorted(why, key=lambda row: (-int(outcome.problem.score[row]), int(outcome.order[row]))), np.int64)
    moves: dict[int, int | None] = {}
    table = []
    for row in rows.tolist():
        kind = int(outcome.blocks.kind[row])
        best = int(spare.best_of_kind[kind])
        if best >= 0:
            instead = data.ids[str(outcome.problem.ids[best])]
        else:
            if kind not in moves:
                moves[kind] = reasons.moves_without(outcome, kind)
            count = moves[kind]
            instead = (
                "tidak ada: kuota tak dapat dipenuhi tanpa orang ini"
                if count is None
                else f"perlu mengganti {count} orang lain"
            )
        code, helped = why[row]
        table.append(
            [
                *_person(data, outcome, row),
                instead,
                _chosen_reason(data, outcome, row, code, helped, float(chance[row])),
            ]
        )
    return Output([*_person_header(data), "pengganti", "alasan"], table, _widths(data, 24, 80))


def _widths(data: Selection, *last: int) -> list[int]:
    return [*([16] * len(_person_header(data))), *last]


def _reserve_sheet(data: Selection, outcome: selection.Outcome, spare: reasons.Reserve) -> Output:
    table = []
    seats = outcome.problem.seats
    for place, row in enumerate(spare.rows.tolist(), 1):
        could, first = int(spare.replaces[place - 1]), int(spare.first_for[place - 1])
        reason = f"Dapat menggantikan {could} dari {seats} terpilih dengan semua kuota tetap terpenuhi"
        reason += (
            f"; pengganti terbaik bagi {first} di antaranya."
            if first
            else "; dipakai bila cadangan di atasnya sudah terpakai."
        )
        table.append([place, *_person(data, outcome, row), could, first, reason])
    header = ["urutan", *_person_header(data), "dapat_menggantikan", "terbaik_bagi", "alasan"]
    return Output(header, table, [10, *_widths(data, 20, 14, 80)])


def _refused_sheet(
    data: Selection, outcome: selection.Outcome, chance: np.ndarray, found: dict[int, reasons.Threshold]
) -> Output:
    score, order = outcome.problem.score, outcome.order
    chosen = np.flatnonzero(outcome.chosen)
    lowest = int(chosen[np.lexsort((-order[chosen], score[chosen]))[0]])
    rows = sorted(found, key=lambda row: (-int(score[row]), int(order[row])))
    table = [
        [
            *_person(data, outcome, row),
            _refused_reason(data, outcome, row, float(chance[row]), lowest),
            _change(data, found[row]),
        ]
        for row in rows
    ]
    return Output([*_person_header(data), "alasan", "perubahan"], table, _widths(data, 80, 50))


def _quota_sheet(data: Selection, outcome: selection.Outcome, costs: np.ndarray) -> Output:
    counts = reasons.held(outcome)
    table = []
    for q, rule in enumerate(data.rules):
        applied, got = int(outcome.problem.member[:, q].sum()), int(counts[q])
        state = (
            "pas di minimum" if rule.low and got == rule.low else "pas di maksimum" if got == rule.high else "longgar"
        )
        cost = int(costs[q])
        words = (
            f"Tanpa kuota ini jumlah nilai naik {data.points(cost)}."
            if cost
            else "Kuota ini tidak mengurangi jumlah nilai."
        )
        table.append([rule.category, rule.value, rule.low, rule.high, applied, got, state, words])
    header = ["kategori", "nilai", "min", "maks", "pelamar", "terpilih", "keadaan", "harga"]
    return Output(header, table, [18, 18, 8, 8, 10, 10, 16, 50])


def _summary_sheet(data: Selection, outcome: selection.Outcome, spare: reasons.Reserve) -> Output:
    result, lottery = outcome.result, outcome.lottery
    drawn = "tidak ada: hasil terbaiknya hanya satu"
    if outcome.tied.any():
        fair = "peluang terkecil dibuat sebesar mungkin (leximin)"
        if lottery is None or not lottery.exact:
            fair = "undian di antara pelamar yang setara; peluang antarkelompok tidak sepenuhnya leximin"
        drawn = f"{int(outcome.tied.sum())} pelamar setara diundi; {fair}"
    rows: list[list[Any]] = [
        ["pelamar", len(outcome.problem.ids)],
        ["dipilih", outcome.problem.seats],
        ["cadangan", len(spare.rows)],
        ["jumlah nilai", result.value / 10**data.decimals],
        ["batas yang terbukti", result.bound / 10**data.decimals],
        ["selisih dari batas (%)", round(100 * result.gap, 4)],
        ["kuota dilanggar", 0],
        ["undian", drawn],
        ["benih undian", outcome.problem.seed],
        [
            "cara undian",
            "urutan pelamar = SHA-256 dari «benih:id», terkecil lebih dahulu; susunan = SHA-256 dari «benih:komposisi» dibagi jumlah tiket, sisanya nomor tiket",
        ],
        [
            "cara memakai cadangan",
            "bila seorang terpilih mundur, panggil cadangan teratas yang membuat semua kuota tetap terpenuhi",
        ],
        ["sidik hasil", result.hash],
    ]
    return Output(["hal", "isi"], rows + [["catatan", note] for note in data.notes], [24, 100])


def _lottery_sheet(data: Selection, outcome: selection.Outcome, chance: np.ndarray) -> Output:
    """Every group that was drawn: its size, chance and winners, then the tickets of each composition."""
    table = []
    blocks, lottery = outcome.blocks, outcome.lottery
    columns = {int(block): place for place, block in enumerate(outcome.core.tolist())} if lottery is not None else {}
    count = len(lottery.tickets) if lottery is not None else 0
    for block in np.unique(blocks.block[outcome.tied]).tolist():
        row = int(np.flatnonzero(blocks.block == block)[0])
        taken = [
            int(lottery.compositions[c, columns[block]]) if lottery is not None and block in columns else None
            for c in range(count)
        ]
        table.append(
            [
                *_person(data, outcome, row)[1 + bool(data.names) :],
                int(blocks.size[block]),
                _share(float(chance[row])),
                int(outcome.taken[block]),
                *taken,
            ]
        )
    if lottery is not None:
        blank = [None] * len(data.categories)
        table.append(["jumlah tiket", *blank, None, None, TICKETS, *lottery.tickets.tolist()])
    header = ["nilai", *data.categories, "orang", "peluang", "terpilih", *(f"susunan {c + 1}" for c in range(count))]
    return Output(header, table)

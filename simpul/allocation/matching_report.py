"""A matching in words: sheets an officer can defend, and a summary for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simpul.allocation.matching_sheets import Tables, weight_of
from simpul.allocation.sheets import Output, as_written, figure
from simpul.allocation.solver.matching.problem import FULL
from simpul.allocation.solver.matching.repair import Moves
from simpul.allocation.solver.result import Result
from simpul.regions import table as regions

POINT = FULL * FULL  # one head of the first priority, perfectly served
WAY = {"onsite": "luring", "online": "daring"}
RULE = {
    "competency": "kompetensi",
    "window": "waktu",
    "level": "tingkat",
    "authority": "kewenangan",
    "mode": "cara",
    "distance": "jarak",
}
FAIRNESS = {
    "none": "nilai tertinggi",
    "convex": "lunak: makin banyak yang tertinggal di satu wilayah, makin mahal",
    "maxmin": "wilayah terburuk setinggi mungkin",
    "leximin": "wilayah terburuk setinggi mungkin, lalu yang terburuk berikutnya, dan seterusnya",
}
FREE_TEXT = 70


def points_of(value: int) -> float:
    return round(value / POINT, 3)


def said(value: int) -> str:
    """Points in a sentence."""
    return figure(value / POINT, 3)


def sheets(
    tables: Tables,
    result: Result,
    fairness: str,
    costs: Mapping[str, int],
    moves: Moves | None,
    before: Result | None,
) -> dict[str, Output]:
    """Everything there is to say, one sheet each."""
    by_kind: dict[str, list[Any]] = {"match": [], "need": [], "offer": [], "region": []}
    for reason in result.reasons:
        by_kind[str(reason["kind"])].append(reason)
    found = {
        "pertemuan": _matches(tables, by_kind["match"], fairness),
        "tak_terlayani": _unserved(tables, by_kind["need"], fairness),
        "kapasitas": _offers(tables, by_kind["offer"], fairness),
        "wilayah": _regions(by_kind["region"]),
    }
    if moves is not None:
        found["perpindahan"] = _moves(tables, moves)
    found["ringkasan"] = _summary(tables, result, fairness, costs, moves, before)
    return found


def _place_name(code: str) -> str:
    return regions.name_of(code) or code


# ------------------------------------------------------------------ pairs


def _matches(tables: Tables, reasons: Sequence[Mapping[str, Any]], fairness: str) -> Output:
    header = (
        "kebutuhan", "layanan", "jumlah", "lembaga", "kode_wilayah", "wilayah", "kompetensi", "cara", "jarak_km",
        "nilai", "alasan",
    )  # fmt: skip
    rows = []
    for reason in reasons:
        need, offer = tables.needs[reason["need"]], tables.offers[reason["offer"]]
        rows.append(
            (
                as_written(need, "id"),
                as_written(offer, "id"),
                reason["heads"],
                offer["lembaga"],
                as_written(need, "kode_wilayah"),
                _place_name(need["kode_wilayah"]),
                need["kompetensi"],
                WAY[reason["way"]],
                reason["km"],
                points_of(reason["value"] * reason["heads"]),
                _why_met(reason, need, fairness),
            )
        )
    return Output(header, rows, (12, 12, 8, 28, 16, 20, 20, 8, 9, 9, FREE_TEXT))


def _why_met(reason: Mapping[str, Any], need: Mapping[str, Any], fairness: str) -> str:
    place = f"luring {figure(reason['km'], 1)} km" if reason["way"] == "onsite" else "daring"
    parts = (
        f"Nilai per orang {said(reason['value'])} = bobot {figure(reason['weight'] / FULL, 3)} (prioritas {need['prioritas']}) "
        f"× kecocokan {figure(reason['competency'] * reason['quality'] * reason['place'] / FULL**3, 3)} ({place})"
    )
    if reason["value"] < reason["price"]:
        parts += f"; didahulukan karena wilayahnya kurang terlayani (premi adil {said(reason['premium'])})"
    if not reason["eligible"]:
        return f"{parts}."
    choice = f"; dari {reason['eligible']} layanan yang memenuhi semua aturan "
    if not reason["better"]:
        return (
            f"{parts}{choice}inilah yang terbaik."
            if reason["eligible"] > 1
            else f"{parts}; satu-satunya layanan yang memenuhi semua aturan."
        )
    why = "lebih bernilai untuk" if fairness == "none" else "dipakai, demi nilai atau pemerataan, oleh"
    return f"{parts}{choice}{reason['better']} lebih cocok, tetapi tempatnya {why} kebutuhan lain."


# ------------------------------------------------------------------ needs without


def _unserved(tables: Tables, reasons: Sequence[Mapping[str, Any]], fairness: str) -> Output:
    header = (
        "kebutuhan", "kode_wilayah", "wilayah", "kompetensi", "prioritas", "diminta", "terlayani", "alasan",
        "perubahan_terkecil",
    )  # fmt: skip
    rows = []
    for reason in reasons:
        need = tables.needs[reason["need"]]
        rows.append(
            (
                as_written(need, "id"),
                as_written(need, "kode_wilayah"),
                _place_name(need["kode_wilayah"]),
                need["kompetensi"],
                need["prioritas"],
                reason["asked"],
                reason["served"],
                _why_not(tables, reason, fairness),
                _change(tables, reason, need),
            )
        )
    return Output(header, rows, (12, 16, 20, 20, 9, 8, 9, FREE_TEXT, FREE_TEXT))


def _why_not(tables: Tables, reason: Mapping[str, Any], fairness: str) -> str:
    cause = reason["cause"]
    if cause == "competency":
        return "Tidak ada layanan dengan kompetensi ini."
    if cause == "rules":
        sets = [" dan ".join(RULE[name] for name in names) for names in reason["rules"] if "competency" not in names]
        listed = "; atau ".join(dict.fromkeys(sets))
        if not listed:
            return "Tidak ada layanan yang memenuhi semua aturan."
        return f"Tidak ada layanan yang memenuhi semua aturan. Yang menghalangi, pilihan terkecil: {listed}."
    best = reason["best"]
    if cause == "closed":
        return f"{reason['eligible']} layanan memenuhi aturan, tetapi kapasitasnya 0."
    nearest = f"layanan {best['offer']} ({tables.offers[best['offer']]['lembaga']})"
    if cause == "capacity":
        return f"Tempat habis: kebutuhan ini adalah yang terakhir yang masih mendapat tempat. Terdekat: {nearest}."
    fitting = f"{reason['eligible']} layanan" if reason["eligible"] else "Ada layanan yang"
    own = f"nilai {said(best['value'])}"
    if best["instead"] is not None:
        return (
            f"{fitting} memenuhi aturan, tetapi tempatnya diberikan untuk pemerataan antarwilayah. Terdekat: {nearest}, "
            f"{own}, sedangkan yang dilayani di sana bernilai {said(best['instead'])}."
        )
    premium = ", termasuk premi adil" if fairness != "none" else ""
    return (
        f"{fitting} memenuhi aturan, tetapi tempatnya lebih bernilai untuk kebutuhan lain. Terdekat: {nearest}, "
        f"{own} melawan harga tempat {said(best['price'])}{premium}."
    )


def _change(tables: Tables, reason: Mapping[str, Any], need: Mapping[str, Any]) -> str:
    change = reason["change"]
    if change is None:
        return "Belum ada satu perubahan yang terbukti cukup."
    who = "paling sedikit satu orang terlayani" if not reason["served"] else "paling sedikit satu orang lagi terlayani"
    if change["kind"] == "weight":
        priority = next(p for p in range(int(need["prioritas"]), 0, -1) if weight_of(p) >= change["to"])
        return f"Bila prioritasnya {priority} (sekarang {need['prioritas']}), {who}."
    if change["kind"] == "capacity":
        offer = tables.offers[change["offer"]]
        return f"Bila kapasitas layanan {change['offer']} ({offer['lembaga']}) {offer['kapasitas'] + change['add']} (sekarang {offer['kapasitas']}), {who}."
    if change["kind"] == "waiver":
        offer = tables.offers[change["offer"]]
        eased = "; ".join(_eased(name, change, need, offer) for name in change["rules"])
        return f"Bila layanan {change['offer']} ({offer['lembaga']}) dikecualikan untuk kebutuhan ini: {eased}; maka {who}."
    return f"Bila ada {change['add']} tempat baru berkompetensi «{need['kompetensi']}» yang disediakan khusus untuk kebutuhan ini, {who}."


def _eased(name: str, change: Mapping[str, Any], need: Mapping[str, Any], offer: Mapping[str, Any]) -> str:
    if name == "distance":
        return f"menjangkau {figure(change['km'], 1)} km (radius {figure(change['radius_km'], 1)} km)"
    if name == "window":
        side = "lebih awal" if change["side"] == "offer_later" else "lebih lama"
        return f"tersedia {change['days']} hari {side}"
    if name == "level":
        return f"melayani tingkat {change['level']} (tingkat maksimum {change['max_level']})"
    if name == "mode":
        return f"kebutuhan ini menerima cara lain (kebutuhan {need['cara']}, layanan {offer['cara']})"
    return f"aturan {RULE[name]} tidak diberlakukan"


# ------------------------------------------------------------------ offers, regions, moves, summary


def _offers(tables: Tables, reasons: Sequence[Mapping[str, Any]], fairness: str) -> Output:
    header = ("layanan", "lembaga", "kapasitas", "terpakai", "sisa", "harga_tambah_1", "harga_kurang_1", "keterangan")
    rows = []
    for reason in reasons:
        offer = tables.offers[reason["offer"]]
        left = reason["capacity"] - reason["used"]
        if not reason["eligible"]:
            text = "Tidak ada kebutuhan yang cocok dengan layanan ini."
        elif not reason["capacity"]:
            more = f" Satu tempat menambah nilai {said(reason['least'])}." if fairness == "none" else ""
            text = f"Kapasitasnya 0.{more}"
        elif left:
            text = (
                "Masih ada tempat: semua kebutuhan yang cocok sudah terlayani di sini atau di tempat yang lebih baik."
            )
        elif reason["least"]:
            kept = "" if fairness == "none" else " selama bagian wilayah yang dijaga tetap sama"
            text = f"Penuh. Satu tempat lagi menambah nilai {said(reason['least'])}{kept}."
        else:
            text = "Penuh, tetapi satu tempat lagi tidak menambah nilai."
        rows.append(
            (
                as_written(offer, "id"),
                offer["lembaga"],
                reason["capacity"],
                reason["used"],
                left,
                points_of(reason["least"]),
                points_of(reason["greatest"]),
                text,
            )
        )
    return Output(header, rows, (12, 30, 10, 9, 7, 15, 15, FREE_TEXT))


def _regions(reasons: Sequence[Mapping[str, Any]]) -> Output:
    header = ("kode_wilayah", "wilayah", "diminta", "dapat_dilayani", "terlayani", "bagian", "premi_adil")
    rows = [
        (
            reason["region"],
            _place_name(reason["region"]),
            reason["asked"],
            reason["coverable"],
            reason["served"],
            round(reason["served"] / reason["coverable"], 4) if reason["coverable"] else None,
            points_of(reason["premium"]),
        )
        for reason in reasons
    ]
    return Output(header, rows, (14, 24, 9, 14, 10, 9, 11))


def _moves(tables: Tables, moves: Moves) -> Output:
    def written(rows: Mapping[str, Mapping[str, Any]], name: str) -> Any:
        return as_written(rows[name], "id") if name in rows else name

    rows = [
        (
            written(tables.needs, need),
            written(tables.offers, before) or "(belum terlayani)",
            written(tables.offers, now) or "(tidak terlayani)",
            heads,
        )
        for need, before, now, heads in zip(
            moves.need.tolist(), moves.before.tolist(), moves.now.tolist(), moves.heads.tolist(), strict=True
        )
    ]
    return Output(("kebutuhan", "sebelumnya", "sekarang", "jumlah"), rows, (14, 18, 18, 8))


def _summary(
    tables: Tables,
    result: Result,
    fairness: str,
    costs: Mapping[str, int],
    moves: Moves | None,
    before: Result | None,
) -> Output:
    served = int(result.assignment["heads"].sum())
    asked = sum(row["jumlah"] for row in tables.needs.values())
    rows: list[tuple[object, ...]] = [
        ("kebutuhan", len(tables.needs), "baris"),
        ("layanan", len(tables.offers), "baris"),
        ("orang diminta", asked, "orang"),
        ("orang terlayani", served, "orang"),
        ("kapasitas", sum(row["kapasitas"] for row in tables.offers.values()), "orang"),
        ("cara adil", FAIRNESS[fairness], ""),
        ("nilai", points_of(result.value), "1 = satu orang prioritas 1 dengan kecocokan sempurna"),
        ("batas atas terbukti", points_of(result.bound), "tidak ada susunan lain yang melebihi ini"),
        ("selisih ke batas", round(result.gap, 8), "0 berarti terbukti terbaik"),
        ("sidik hasil", result.hash, "SHA-256; sama bila hasilnya sama"),
    ]
    if fairness == "convex":
        rows.append(("nilai tanpa bonus keadilan", points_of(plain_value(result)), "jumlah nilai pertemuan saja"))
    if moves is not None and before is not None:
        rows += [
            ("orang tetap", moves.kept, "di layanan yang sama seperti hasil lama"),
            ("orang pindah", moves.moved, "ke layanan lain"),
            ("orang baru terlayani", moves.gained, ""),
            ("orang tidak lagi terlayani", moves.lost, ""),
        ]
    rows += [
        (f"harga aturan {RULE[name]}", points_of(cost), "nilai bertambah sebanyak ini bila aturan ini ditiadakan")
        for name, cost in sorted(costs.items())
    ]
    return Output(("hal", "isi", "keterangan"), rows, (28, 44, 56))


def plain_value(result: Result) -> int:
    """The worth of the pairs alone; with convex fairness `result.value` also counts what regions gain by it."""
    return sum(int(r["value"]) * int(r["heads"]) for r in result.reasons if r["kind"] == "match")  # type: ignore[call-overload]


def report(
    result: Result, tables: Tables, fairness: str, costs: Mapping[str, int], moves: Moves | None, seconds: float
) -> dict[str, object]:
    """The summary for machines."""
    found: dict[str, object] = {
        "needs": len(tables.needs),
        "offers": len(tables.offers),
        "served": int(result.assignment["heads"].sum()),
        "fairness": fairness,
        "value": points_of(result.value),
        "value_of_pairs": points_of(plain_value(result)),
        "bound": points_of(result.bound),
        "gap": result.gap,
        "violations": 0,
        "hash": result.hash,
        "seconds": round(seconds, 3),
        "rule_costs": {name: points_of(cost) for name, cost in sorted(costs.items())},
    }
    if moves is not None:
        found["moves"] = {"kept": moves.kept, "moved": moves.moved, "gained": moves.gained, "lost": moves.lost}
    return found

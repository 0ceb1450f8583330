"""Needs ↔ offers: seconds, proven gap, value beside first-come and greedy on the same rows, and whether what is said is true."""

from __future__ import annotations

import dataclasses
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from bench.measure import Measure, at_least, at_most
from simpul.allocation import generate_matching as generator
from simpul.allocation.solver.matching import changes, eligibility, fairness, repair
from simpul.allocation.solver.matching.budgets import solve_budgeted
from simpul.allocation.solver.matching.indivisible import solve_whole
from simpul.allocation.solver.matching.problem import Columns, Problem, prepare
from simpul.allocation.solver.matching.solve import Options, solve
from simpul.allocation.solver.result import Result

PLAIN = Options(explain=False)
SECONDS_NATIONAL, GIB = 480.0, 4.0


def measures(full: bool) -> Iterator[Measure]:
    """Several seeds; first-come and greedy run right beside the solver on the same instance."""
    seeds = range(10 if full else 5)
    yield from _scale("kabupaten", seeds, 0.3, 0.0, 1.35, explained=True)
    yield from _scale("province", range(5 if full else 3), 5.0, 1e-4, 1.5, explained=False)
    yield from _truth(seeds, 200 if full else 25)
    yield from _fair("kabupaten", seeds)
    yield from _fair("province", range(3 if full else 1))
    yield from _repair(seeds)
    yield from _variants(range(3 if full else 1))
    if full:
        yield from _national()


def _scale(scale: str, seeds: range, seconds: float, gap: float, floor: float, explained: bool) -> Iterator[Measure]:
    taken, gaps, first, best_first = [], [], [], []
    solve(generator.generate(1, 50, 10, 0), PLAIN)  # imports and first calls are not what is measured
    for seed in seeds:
        problem = generator.generate(*generator.SCALES[scale], seed)
        start = time.perf_counter()
        result = solve(problem, Options(explain=explained))
        taken.append(time.perf_counter() - start)
        gaps.append(result.gap)
        columns = prepare(problem)
        edges = eligibility.all_edges(columns)
        first.append(result.value / generator.first_come(columns, edges, seed))
        best_first.append(result.value / generator.greedy(columns, edges))
    name = f"pertemuan {_sizes(scale)}"
    told = ", dengan alasan dan pemeriksa" if explained else ", dengan pemeriksa"
    yield at_most(f"{name}: detik (median{told})", statistics.median(taken), "d", seconds)
    yield at_most(f"{name}: selisih terbukti, terburuk", max(gaps), "bagian", gap)
    yield at_least(f"{name}: nilai ÷ siapa cepat, median", statistics.median(first), "kali", floor)
    yield at_least(f"{name}: nilai ÷ serakah, terendah", min(best_first), "kali", 1.0)


def _sizes(scale: str) -> str:
    _, needs, offers = generator.SCALES[scale]
    return f"{needs:,} × {offers:,}".replace(",", ".")


def _truth(seeds: range, sample: int) -> Iterator[Measure]:
    """Shown changes and prices, each solved again from nothing."""
    true = shown = exact = priced = silent = 0
    for seed in seeds:
        problem = generator.generate(*generator.SCALES["kabupaten"], seed)
        result = solve(problem)
        needs = [reason for reason in result.reasons if reason["kind"] == "need"]
        silent += sum(reason["change"] is None for reason in needs)
        for reason in needs[:: max(1, len(needs) // sample)]:
            shown += 1
            true += changes.holds(problem, result, reason["need"], reason["change"])  # type: ignore[arg-type]
        for offer in np.flatnonzero(result.prices["least"] > 0)[: sample // 5].tolist():
            priced += 1
            added = _one_more(problem, str(result.prices["offer"][offer])) - result.value
            exact += added == int(result.prices["least"][offer])
    yield at_least(f"perubahan yang ditunjukkan benar bila dihitung ulang ({shown})", true / shown, "bagian", 1.0)
    yield at_most("kebutuhan tak terlayani tanpa perubahan terbukti", silent, "buah", 0)
    yield at_least(f"harga tempat = tambahan nilai sebenarnya ({priced})", exact / priced, "bagian", 1.0)


def _one_more(problem: Problem, offer: str) -> int:
    more = changes.changed(problem, "", {"kind": "capacity", "offer": offer, "add": 1})
    return solve(more, PLAIN).value


def _fair(scale: str, seeds: range) -> Iterator[Measure]:
    costs, short, taken, raised = [], [], [], []
    for seed in seeds:
        problem = generator.generate(*generator.SCALES[scale], seed)
        plain = solve(problem, PLAIN)
        start = time.perf_counter()
        fair = solve(problem, Options("maxmin", explain=False))
        taken.append(time.perf_counter() - start)
        columns = prepare(problem)
        edges = eligibility.all_edges(columns)
        levels = fairness.Levels(columns, edges, fairness.coverable(columns, edges))
        least = _least_share(columns, fair, levels.heads)
        raised.append(least - _least_share(columns, plain, levels.heads))
        above = np.ceil((least + 0.002) * levels.heads - 1e-9).astype(np.int64)
        short.append(0.002 if levels.reachable(above) else 0.0)
        costs.append(1 - fair.value / plain.value)
    name = f"max-min {_sizes(scale)}"
    yield at_most(f"{name}: jarak ke batasnya", max(short), "bagian", 0.0019)
    yield at_most(f"{name}: nilai yang dikorbankan, median", statistics.median(costs), "bagian", 0.01)
    yield Measure(f"{name}: nilai yang dikorbankan, terburuk", round(max(costs), 5), "bagian")
    yield Measure(f"{name}: bagian wilayah terburuk naik, median", round(statistics.median(raised), 4), "bagian")
    yield Measure(f"{name}: detik (median)", round(statistics.median(taken), 3), "d")


def _least_share(columns: Columns, result: Result, heads: np.ndarray) -> float:
    region = columns.need["region"][np.searchsorted(columns.need_id, result.assignment["need"])]
    served = np.bincount(region, result.assignment["heads"], len(heads))
    return float((served[heads > 0] / heads[heads > 0]).min())


def _repair(seeds: range) -> Iterator[Measure]:
    """An offer of middling size is withdrawn."""
    taken, fewer, lost = [], [], []
    for seed in seeds:
        problem = generator.generate(*generator.SCALES["kabupaten"], seed)
        before = solve(problem, PLAIN)
        order = np.argsort(np.asarray(problem.offers["capacity"]), kind="stable")
        name = str(problem.offers["id"][order[len(order) * 3 // 4]])
        gone = changes.changed(problem, "", {"kind": "capacity", "offer": name, "add": -_capacity(problem, name)})
        start = time.perf_counter()
        after, moved = repair.repair(before, gone)
        taken.append(time.perf_counter() - start)
        anew = solve(gone, PLAIN)
        fewer.append(moved.kept - repair.moves(before, anew).kept)
        lost.append(anew.value - after.value)
    yield at_most("perbaikan setelah satu layanan mundur: detik (median)", statistics.median(taken), "d", 0.2)
    yield at_most("perbaikan: nilai hilang terhadap hitung ulang", max(lost), "poin", 0)
    yield at_least("perbaikan: orang tetap lebih banyak dari hitung ulang", min(fewer), "orang", 0)


def _capacity(problem: Problem, offer: str) -> int:
    return int(np.asarray(problem.offers["capacity"])[np.asarray(problem.offers["id"]) == offer][0])


def _variants(seeds: range) -> Iterator[Measure]:
    whole, money = [], []
    for seed in seeds:
        problem = generator.generate(*generator.SCALES["kabupaten"], seed)
        whole.append(solve_whole(problem).gap)
        region, heads = np.asarray(problem.needs["region"]), np.asarray(problem.needs["heads"])
        ids = np.unique(region)
        amount = np.array([int(heads[region == name].sum()) * 30 for name in ids], np.int64)
        paid = dataclasses.replace(
            problem, needs={**problem.needs, "budget": region}, budgets={"id": ids, "amount": amount}
        )
        money.append(solve_budgeted(paid).gap)
    yield at_most("kebutuhan utuh: selisih ke batas relaksasi", max(whole), "bagian", 0.03)
    yield at_most("anggaran per wilayah: selisih ke batas", max(money), "bagian", 0.002)


def _national() -> Iterator[Measure]:
    """In a process of its own, so that the memory is the problem's."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.matching", "--national"], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    name = f"pertemuan {_sizes('national')}"
    yield at_most(f"{name}: detik", found["seconds"], "d", SECONDS_NATIONAL)
    yield at_most(f"{name}: selisih terbukti atas semua pasangan", found["gap"], "bagian", 0.015)
    yield at_most(f"{name}: memori puncak", found["gib"], "GiB", GIB)
    yield Measure(f"{name}: detik pemeriksa mandiri", found["check"], "d")


def national(workers: int = 2, goal: float = 0.01) -> dict[str, float]:
    """The whole country once, seconds of solver and checker apart."""
    from simpul.allocation.solver.matching import answer, pricing
    from simpul.allocation.solver.matching.solve import accept

    problem = generator.generate(*generator.SCALES["national"], 0)
    start, used = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(workers) as threads:
        result = answer.result_from(pricing.solve(prepare(problem), goal, threads.map))
        solved = time.perf_counter()
        cpu = time.process_time() - used
        accept(problem, result, None, threads.map)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "seconds": round(solved - start, 1),
        "cpu": round(cpu, 1),
        "check": round(time.perf_counter() - solved, 1),
        "gap": result.gap,
        "gib": round(peak, 2),
    }


def main(arguments: list[str]) -> int:
    """Alone: `python -m bench.matching [--full]`."""
    if "--national" in arguments:
        sys.stdout.write(json.dumps(national()) + "\n")
        return 0
    failed = 0
    for measure in measures("--full" in arguments):
        sys.stdout.write(measure.line() + "\n")
        failed += measure.ok is False
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

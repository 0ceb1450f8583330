"""Mentors, selection and value chains: speed, proven gap, and what people reach without a solver on the same instances."""

from __future__ import annotations

import dataclasses
import functools
import statistics
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np

from bench.measure import Measure, at_least, at_most
from simpul.allocation import generate_people as gen
from simpul.allocation.solver import chain, chain_reasons, mentors, selection, selection_reasons

T = TypeVar("T")


def timed(call: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    answer = call()
    return answer, time.perf_counter() - start


def measures(full: bool) -> Iterator[Measure]:
    """Several seeds each; every baseline runs right beside the solver on the same instance."""
    seeds = range(6 if full else 3)
    yield from _selection(seeds)
    yield from _explanations(full)
    yield from _lottery()
    yield from _mentors(seeds, full)
    yield from _chains(seeds)


def _selection(seeds: range) -> Iterator[Measure]:
    seconds, gaps, top, capped, capped_share = [], [], [], [], []
    for seed in seeds:
        problem = gen.applicants(20_000, 1_000, seed)
        outcome, took = timed(functools.partial(selection.solve, problem))
        seconds.append(took)
        gaps.append(outcome.result.gap)
        top.append(gen.broken_quotas(problem, gen.highest_scores(problem)))
        greedy = gen.capped_scores(problem)
        capped.append(gen.broken_quotas(problem, greedy))
        capped_share.append(outcome.result.value / int(problem.score[gen.highest_scores(problem)].sum()))
    name = "seleksi 20.000 → 1.000"
    yield at_most(f"{name}: waktu (batas regangan 2 d)", statistics.median(seconds), "d", 15)
    yield at_most(f"{name}: selisih dari batas", max(gaps), "", 0.0)
    yield Measure(f"{name}: kuota dilanggar oleh nilai tertinggi saja", max(top), "kuota")
    yield Measure(f"{name}: kuota dilanggar oleh urut nilai dengan maks", max(capped), "kuota")
    yield Measure(f"{name}: bagian nilai yang tersisa setelah kuota", min(capped_share), "")


def _explanations(full: bool) -> Iterator[Measure]:
    people, seats = (5_000, 500) if full else (1_000, 100)
    outcome = selection.solve(gen.applicants(people, seats, 0))
    found, seconds = timed(lambda: selection_reasons.thresholds(outcome))
    _, spare = timed(lambda: selection_reasons.reserve(outcome, seats // 10))
    yield Measure(f"alasan untuk {people - seats:,} yang tidak terpilih".replace(",", "."), seconds, "d")
    yield Measure(f"daftar cadangan bagi {seats} terpilih", spare, "d")
    true, asked = 0, 0
    known = [(row, one.score) for row, one in found.items() if one.score is not None]
    for row, needed in known[:: max(1, len(known) // 25)]:
        for raised, gained in ((needed, 1), (needed - 1, 0)):
            score = outcome.problem.score.copy()
            score[row] = raised
            again = selection.solve(dataclasses.replace(outcome.problem, score=score), fair=False)
            asked += 1
            true += again.result.value == outcome.result.value + gained and (not gained or bool(again.chosen[row]))
    yield at_least(f"perubahan yang benar bila dihitung ulang ({asked} diperiksa)", true / asked, "", 1.0)


def _lottery() -> Iterator[Measure]:
    problem = gen.applicants(1_000, 100, 0, step=1000)
    outcome, seconds = timed(lambda: selection.solve(problem))
    yield Measure("undian leximin, 1.000 pelamar dengan 11 tingkat nilai", seconds, "d")
    yield at_least(
        "undian leximin: selesai tepat", float(outcome.lottery is not None and outcome.lottery.exact), "", 1.0
    )


def _mentors(seeds: range, full: bool) -> Iterator[Measure]:
    even: list[float] = []
    skewed: list[float] = []
    gaps, dealt, greedy, broken = [], [], [], []
    for seed in seeds:
        for skew, seconds in ((False, even), (True, skewed)):
            problem = mentors.sorted_problem(gen.mentoring(5_000, 100, seed, even=not skew))
            worth = mentors.pair_values(problem)
            start = time.process_time()  # one thread: processor time is what an idle machine needs
            for _ in range(5):
                mentors.optimum(worth, problem.low, problem.high)
            seconds.append((time.process_time() - start) / 5)
            result = mentors.solve(problem)
            gaps.append(result.gap)
            dealt.append(result.value / gen.round_robin(problem))
            taken, short = gen.best_first(problem)
            greedy.append(result.value / taken)
            broken.append(short)
    name = "mentor 100 × 5.000"
    yield at_most(f"{name}, peserta tersebar rata: waktu prosesor", statistics.median(even), "d", 0.1)
    yield Measure(f"{name}, peserta mengumpul di enam kota: waktu prosesor", statistics.median(skewed), "d")
    yield at_most(f"{name}: selisih dari batas semua pasangan", max(gaps), "", 0.0)
    yield at_least(f"{name}: nilai dibanding bergiliran", min(dealt), "x", 1.0)
    yield Measure(f"{name}: nilai dibanding pasangan terbaik dahulu", min(greedy), "x")
    yield Measure(f"{name}: minimum yang dilanggar pasangan terbaik dahulu", max(broken), "mentor")
    if full:
        problem = gen.mentoring(20_000, 400, 0, even=True)
        yield Measure("mentor 400 × 20.000: waktu dengan pemeriksa", timed(lambda: mentors.solve(problem))[1], "d")


def _chains(seeds: range) -> Iterator[Measure]:
    seconds, gaps, by_link, by_chain = [], [], [], []
    for seed in seeds:
        problem = gen.value_chains(300, 10, 600, seed)
        outcome, took = timed(functools.partial(chain.solve, problem))
        seconds.append(took)
        gaps.append(outcome.result.gap)
        by_link.append(outcome.result.value / gen.link_by_link(problem))
        by_chain.append(outcome.result.value / gen.chain_by_chain(problem))
    small = [gen.value_chains(30, 8, 40, seed) for seed in range(5)]
    blind = [chain.solve(p).result.value / gen.link_by_link(p) for p in small]
    name = "rantai nilai, 600 rantai dan 600 mitra"
    yield at_most(f"{name}: waktu", statistics.median(seconds), "d", 2)
    yield at_most(f"{name}: selisih dari batas", max(gaps), "", 0.001)
    yield at_least(f"{name}: nilai dibanding tambal tiap mata rantai", min(by_link), "x", 1.0)
    yield at_least(f"{name}: nilai dibanding rantai demi rantai", min(by_chain), "x", 1.0)
    yield at_least("rantai nilai, 60 rantai dan 40 mitra: nilai dibanding tambal", float(np.median(blind)), "x", 1.05)
    told, took = timed(lambda: chain_reasons.reasons(chain.solve(small[0])))
    yield Measure(f"alasan untuk {len(told)} rantai", took, "d")

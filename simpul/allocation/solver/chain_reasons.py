"""Why each chain is complete or not, and the smallest extra budget or place that would complete it, found by solving again."""

from __future__ import annotations

import dataclasses

import numpy as np

from .chain import LINKS, Bools, Outcome, Pairs, Problem, cheapest, eligible_pairs
from .result import Result


@dataclasses.dataclass(frozen=True)
class Reason:
    """The standing of one chain.

    `state`: "lengkap" already complete · "dilengkapi" completed by added partners for `cost` · "tanpa mitra" no partner for
    `lacking` · "tanpa tempat" partners have no place left beside the completed chains · "anggaran" completes too, with all
    completed chains kept, once the budget grows by `extra`.
    """

    chain: str
    state: str
    missing: tuple[str, ...]
    partners: tuple[str, ...] = ()
    cost: int = 0
    lacking: tuple[str, ...] = ()
    extra: int | None = None
    text: str = ""


def reasons(outcome: Outcome) -> tuple[Reason, ...]:
    """One Reason per chain, in order of ids."""
    problem = outcome.problem
    pairs = eligible_pairs(problem)
    keep = problem.capacity[pairs.partner] > 0
    pairs = dataclasses.replace(pairs, link=pairs.link[keep], partner=pairs.partner[keep])
    offered = np.bincount(pairs.link, minlength=len(pairs.chain_of)) > 0
    return tuple(_reason(outcome, pairs, offered, chain) for chain in range(len(problem.chain_ids)))


def explained(outcome: Outcome) -> Result:
    """The result with one reason per chain, ready for JSON, in order of ids."""
    return dataclasses.replace(outcome.result, reasons=tuple(dataclasses.asdict(one) for one in reasons(outcome)))


def _reason(outcome: Outcome, pairs: Pairs, offered: Bools, chain: int) -> Reason:
    problem = outcome.problem
    name = str(problem.chain_ids[chain])
    missing = tuple(LINKS[stage] for stage in np.flatnonzero(~problem.have[chain]))
    if not missing:
        return Reason(name, "lengkap", (), text="Kelima mata rantai sudah ada.")
    if outcome.filled[chain]:
        used = [pair for pair in outcome.used.tolist() if outcome.pairs.chain[pair] == chain]
        partners = tuple(str(problem.partner_ids[outcome.pairs.partner[pair]]) for pair in used)
        cost = int(problem.cost[outcome.pairs.partner[used]].sum())
        text = f"Dilengkapi {_listed(partners)} untuk {_listed(missing)}, biaya {cost}."
        return Reason(name, "dilengkapi", missing, partners, cost, text=text)
    mine = np.flatnonzero(pairs.chain_of == chain)
    lacking = tuple(LINKS[pairs.stage[link]] for link in mine if not offered[link])
    if lacking:
        text = f"Belum ada mitra untuk {_listed(lacking)} bagi komoditas dan jarak ini."
        return Reason(name, "tanpa mitra", missing, lacking=lacking, text=text)
    together = outcome.filled.copy()
    together[chain] = True
    used_too, cost = cheapest(problem, pairs, together)
    if used_too is None:
        text = f"Tempat mitra untuk {_listed(missing)} sudah terpakai rantai lain; perlu mitra baru atau kapasitas tambahan."
        return Reason(name, "tanpa tempat", missing, text=text)
    extra = cost - problem.budget
    text = f"Lengkap juga, tanpa mengorbankan rantai lain, bila anggaran bertambah {extra}."
    return Reason(name, "anggaran", missing, cost=cost - outcome.spent, extra=extra, text=text)


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " dan " + names[-1]


def holds(problem: Problem, pairs: Pairs, chains: Bools, budget: int) -> bool:
    """These chains can be completed together within `budget`."""
    used, cost = cheapest(problem, pairs, chains)
    return used is not None and cost <= budget

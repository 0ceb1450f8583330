"""How long the first page of the search takes among three hundred thousand texts: rare and common words, for who sees all and for who
sees one in a thousand."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterable, Iterator
from typing import Any

from bench.measure import Measure, at_most

REQUESTS = 60
RARE, COMMON = 60, 150  # milliseconds


def measures(full: bool) -> Iterator[Measure]:
    """Each question is a request for the whole page, as the person's browser sends it."""
    from bench import cast, data, texts
    from bench.regions import spoilt
    from bench.site import browser

    data.stand()
    from simpul.agreements.models import Agreement
    from simpul.meetings.models import Meeting
    from simpul.proposals.models import Proposal

    yield Measure("search: texts", sum(model.objects.count() for model in (Agreement, Proposal, Meeting)), "texts")
    chance, requests = random.Random(8), REQUESTS * (5 if full else 1)
    all_eyes, few_eyes = (browser(house.officer.key) for house in cast.houses()[-2:])
    common = [*texts.COMMON, "Pelatihan aparatur desa", "digitalisasi", "keadaan kahar", "dan", "yang dan untuk"]
    slips = [spoilt(word, chance) for word in texts.COMMON if len(word) > 6]
    for seen, client, every in (("all", all_eyes, 3), ("one in a thousand", few_eyes, 1000)):
        rare = [texts.rare(every * chance.randrange(1, data.COUNT // every)) for _n in range(requests)]
        often = [chance.choice(common) for _n in range(requests)]
        yield at_most(f"search: a rare word, who sees {seen}, p95", p95(client, rare), "ms", RARE)
        yield at_most(f"search: a common word, who sees {seen}, p95", p95(client, often), "ms", COMMON)
        wrong = [chance.choice(slips) for _n in range(requests)]
        yield Measure(f"search: a common word with a slip, who sees {seen}, p95", round(p95(client, wrong), 1), "ms")


def p95(client: Any, questions: Iterable[str]) -> float:
    """Milliseconds within which nineteen of twenty pages came."""
    taken = []
    for number, question in enumerate(["simpul", *questions]):
        start = time.perf_counter()
        answer = client.get("/cari/", {"q": question})
        spent = time.perf_counter() - start
        assert answer.status_code == 200
        if number:  # the first wakes up what is loaded once
            assert b"<mark>" in answer.content, question
            taken.append(spent)
    return statistics.quantiles(taken, n=20)[-1] * 1000

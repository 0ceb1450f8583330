"""What the work with proposals costs: the rules over ten items, and the queue with a hundred thousand proposals in the house."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bench.measure import Measure, at_least, at_most, median_seconds

TURNS = 15
PAGES = {"queue of 50": "/penawaran/antrean/", "list of 50": "/penawaran/"}


def measures(full: bool) -> Iterator[Measure]:
    """Generated rows beside those of the actions; one run of the screening; pages beside the empty one."""
    from bench import casetwins, data

    data.stand()
    compared, differing = casetwins.differences()
    yield at_least("intake: generated rows beside those of the actions, compared", compared, "rows", 200)
    yield at_most(
        "intake: columns that differ" + "".join(f"\n    {one}" for one in differing[:5]), len(differing), "", 0
    )
    yield at_most("intake: screening a proposal of ten items", _screening(20 if full else 7), "s", 0.2)
    from django.test.utils import override_settings

    with override_settings(ROOT_URLCONF="bench.probe"):
        yield from _pages(TURNS * (3 if full else 1))


def _screening(times: int) -> float:
    """Seconds of one run with its event; nothing stays."""
    from django.db import transaction

    from bench import caserows, texts
    from bench.data import writer
    from simpul.law.models import law_on
    from simpul.proposals import actions

    _to, houses, today = writer()
    plan = next(texts.letters(houses, 1, today))
    partner, region = houses[plan.partner.institution].officer, plan.region.officer
    affairs = sorted(row.key for row in law_on(today, caserows.place_of(plan)).affairs)[::7]
    with transaction.atomic():
        made = actions.draft(
            title="Sepuluh kegiatan", direction="incoming", region=caserows.unit(plan.region.units[0]), partner=caserows.unit(plan.partner),
            pen=caserows.unit(plan.pen), wanted_kind="kb", months=24, by=partner, at=plan.moment(0),
        )  # fmt: skip
        for n in range(10):
            actions.add_item(
                made, activity="training", title=f"Kegiatan {n}", affair=affairs[n % len(affairs)], region_code=caserows.place_of(plan),
                target=caserows.TARGET, target_count=40, by=partner, at=plan.moment(0),
            )  # fmt: skip
        actions.send(made, by=partner, at=plan.moment(1))
        actions.register(made, agenda_number="BENCH-1", by=region, at=plan.moment(2))
        actions.screen(made, by=region, at=plan.moment(3))
        seconds = median_seconds(lambda: actions.screen(made, by=region, at=plan.moment(3)), times)
        transaction.set_rollback(True)
    return seconds


def _pages(turns: int) -> Iterator[Measure]:
    """In every turn the empty page and each page once, as `site` does."""
    from bench import cast
    from bench.site import _quiet, _turns, browser

    houses = cast.houses()
    for word, house in (("a fifth of 100,000", houses[0]), ("ordinary", houses[7])):
        taken: dict[str, Any] = _turns(browser(house.officer.key), {"empty": "/kosong/", **PAGES}, turns)
        floor = _quiet(taken["empty"])
        for name in PAGES:
            yield at_most(f"intake: {name}, {word}", _quiet(taken[name]) * 1000, "ms", 15, floor * 1000)

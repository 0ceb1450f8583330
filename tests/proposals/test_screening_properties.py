"""What holds of every run of the rules, whatever the facts: order, sources, certainty, and that nothing is asked in vain."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random

import pytest

from simpul.core.canonical import canonical
from simpul.core.findings import FIT, OUTSIDE, PARTLY, SUPPORT, UNSURE
from simpul.law import table
from simpul.organizations.rules import FORMS
from simpul.proposals.rules import states
from simpul.proposals.rules.screening import RULES, findings_on
from simpul.proposals.rules.screening_facts import (
    AccreditationFacts,
    ItemFacts,
    MappedFacts,
    PlanFacts,
    PolicyFacts,
    ScreeningFacts,
)
from simpul.proposals.rules.screening_found import PENDING, hash_of, hash_of_law

REGIONS = ("33.03", "34.71", "64.72", "33")
DAYS = (dt.date(2019, 5, 6), dt.date(2024, 10, 16), dt.date(2026, 3, 2))
LAWS = {(day, region): table.law_on(day, region) for day in DAYS for region in REGIONS}
MAYBE = (None, True, False)
SIGNS = "100% sehat %(x)s {y}"  # what people write in titles, and what code could take for a place to fill in


def some_item(chance: random.Random, number: int) -> ItemFacts:
    law = LAWS[DAYS[2], "33.03"]
    affair = chance.choice(law.affairs)
    part = chance.choice([*(part.key for part in affair.parts), "", ""])
    plan = PlanFacts("rkpd", "Program", 2026, chance.choice((2025, 2026, 2029)))
    return ItemFacts(
        number=number, activity=chance.choice(list(states.ACTIVITIES)), title=chance.choice((f"Butir {number}", "Turunkan stunting 14%", SIGNS)),
        affair=chance.choice((affair.key, affair.key, affair.key, "9.99.apa")), part=part, region_code=chance.choice(("33.03", "33")),
        extent=chance.choice(list(states.EXTENTS)), post_level=chance.choice(["", *states.POST_LEVELS]),
        programme=chance.choice((None, plan)), mapped=chance.choice(((), (MappedFacts("Objek", part),), (MappedFacts("Objek"),))),
    )  # fmt: skip


def some_facts(seed: int) -> ScreeningFacts:
    chance = random.Random(seed)
    policy = PolicyFacts("Perbup contoh", dt.date(2019, 1, 1), checks=tuple(chance.sample(list(states.CHECKS), 3)))
    rank = AccreditationFacts(
        "UPT", chance.choice("ABCX"), dt.date(2018, 1, 1), chance.choice((None, dt.date(2020, 1, 1)))
    )
    return ScreeningFacts(
        day=chance.choice(DAYS), region_code=chance.choice(REGIONS), region_name="Daerah", partner_name="Mitra",
        form=chance.choice(["", *FORMS]), partner_level=chance.choice(("", "centre", "province", "district")), partner_region=chance.choice(("", "33", "33.03", "18")), direction=chance.choice(list(states.DIRECTIONS)),
        wanted_kind=chance.choice(("", "kb", "nk", "pks")), kind=chance.choice(("", "", "kb", "nk", "pks")), under=chance.random() < 0.3,
        months=chance.choice((None, 12, 60, 72)), burdens_public=chance.choice(MAYBE), apbd_funded=chance.choice(MAYBE),
        in_current_apbd=chance.choice(MAYBE), routine=chance.random() < 0.2, personal_data=chance.choice(MAYBE),
        data_clause=chance.choice(MAYBE), regimes=tuple(chance.sample(["barang_milik_daerah", "kpbu", "hibah", "swakelola"], 2)),
        signer=chance.choice(list(states.SIGNERS)), documents=tuple(chance.sample(["kak", "studi_kelayakan", "surat_penawaran"], 2)),
        items=tuple(some_item(chance, n) for n in range(1, chance.randint(1, 6))),
        accreditations=chance.choice(((), (rank,))), policy=chance.choice((None, policy)),
        viewed=tuple(chance.sample(list(states.CHECKS), 2)),
    )  # fmt: skip


SEEDS = range(150)


@pytest.fixture(params=SEEDS, scope="module")
def facts(request: pytest.FixtureRequest) -> ScreeningFacts:
    return some_facts(request.param)


def law_of(facts: ScreeningFacts):
    return LAWS[facts.day, facts.region_code]


def test_the_order_of_rows_does_not_matter(facts):
    shuffled = dataclasses.replace(
        facts, items=facts.items[::-1], documents=facts.documents[::-1], regimes=facts.regimes[::-1], viewed=facts.viewed[::-1]
    )  # fmt: skip
    assert findings_on(shuffled, law_of(facts)).rows() == findings_on(facts, law_of(facts)).rows()
    assert shuffled.text() == facts.text()


def test_every_finding_has_a_sentence_a_source_and_its_certainty(facts):
    for row in findings_on(facts, law_of(facts)).rows():
        assert row["text"].endswith((".", "?")), row
        assert "%(" not in row["text"].replace(SIGNS, "") + row["advice"], row
        assert row["regulation"], row
        assert row["certainty"] in "VLU"
        assert row["rule"] in RULES
        assert row["level"] in {FIT, PARTLY, OUTSIDE, SUPPORT, UNSURE, PENDING}


def test_what_was_not_read_is_never_stated_as_fact(facts):
    for row in findings_on(facts, law_of(facts)).rows():
        if row["certainty"] != "V" and row["leans"] != PENDING:
            assert row["level"] == UNSURE, row
            assert row["leans"] == UNSURE or row["text"].startswith("Perlu dipastikan: "), row


def test_a_finding_is_named_once_and_short_enough_to_be_answered(facts):
    codes = [row["code"] for row in findings_on(facts, law_of(facts)).rows()]
    assert len(codes) == len(set(codes))
    assert all(len(code) <= 80 for code in codes)


def test_what_is_hard_asks_for_nothing_and_what_fits_neither(facts):
    for finding in findings_on(facts, law_of(facts)).findings:
        assert not (finding.hard and finding.asks)
        assert not (finding.leans in (FIT, SUPPORT, PENDING) and (finding.asks or finding.hard))


def test_every_item_has_one_finding_about_its_authority_and_its_plan(facts):
    found = findings_on(facts, law_of(facts)).findings
    for item in facts.items:
        for word in ("authority.", "plans."):
            assert len([f for f in found if f.item == item.number and f.code.startswith(word)]) == 1


def test_the_same_facts_and_law_have_the_same_fingerprint(facts):
    law, again = law_of(facts), table.law_on(facts.day, facts.region_code)
    rows = findings_on(facts, law).rows()
    assert canonical(rows)
    assert hash_of(facts.text(), hash_of_law(facts, law), rows) == hash_of(
        facts.text(), hash_of_law(facts, again), findings_on(facts, again).rows()
    )


def test_another_law_has_another_fingerprint():
    facts = some_facts(1)
    law = law_of(facts)
    other = dataclasses.replace(law, others=tuple(row for row in law.others if row.kind != "dprd"))
    clauses = dataclasses.replace(law, clauses=())
    assert hash_of_law(facts, other) != hash_of_law(facts, law)
    assert hash_of_law(facts, clauses) == hash_of_law(facts, law), "clauses are not asked"

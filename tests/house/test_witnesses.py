"""The record of what the tests saw happen: what exists is read from the code, and what no test produced is told by name."""

from __future__ import annotations

from simpul.core.findings import Finding
from simpul.core.refusals import Refusal, Refused, stop_if
from tests import witnesses


def test_codes_moves_and_findings_are_read_from_the_code():
    known = witnesses.existing()
    assert {"approve.already", "law.stale", "evidence.own"} <= known["refusal"]
    assert {"terms.end_twice", "holding.ends_before_start", "file.macros"} <= known[
        "refusal"
    ]  # through a helper, from a table
    assert "agreement sign agreed signed" in known["move"]
    assert "obligation accept scheduled met" in known["move"]
    assert {"parent.missing", "clause.missing.…"} <= known["finding"]
    assert {
        kind: len(codes) > least for (kind, codes), least in zip(known.items(), (150, 25, 8), strict=True)
    } == dict.fromkeys(known, True)


def test_what_nobody_produced_is_named_and_what_was_seen_is_not():
    everything = {kind: {code.replace("…", "x") for code in codes} for kind, codes in witnesses.existing().items()}
    assert witnesses.unseen(everything) == []
    everything["refusal"].discard("approve.already")
    everything["move"].discard("agreement sign agreed signed")
    assert witnesses.unseen(everything) == ["refusal approve.already", "move agreement sign agreed signed"]


def test_a_refusal_that_stopped_something_was_seen():
    try:
        stop_if([Refusal("uji.disaksikan", "Uji.")])
    except Refused:
        assert "uji.disaksikan" in witnesses.SEEN["refusal"]
    else:
        raise AssertionError("nothing stopped it")
    Finding("uji.temuan", "Uji.", "partly", "", "L")
    assert "uji.temuan" in witnesses.SEEN["finding"]

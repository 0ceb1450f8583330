"""`./run bench`: one JSON object a line, exit code 1 when a goal is missed."""

from __future__ import annotations

import json
import random
from types import SimpleNamespace

import pytest
from django.apps import apps

from bench import __main__ as command
from bench import caserows, search, texts
from bench.measure import Measure, at_least, at_most

KEYS = ["name", "value", "unit", "floor", "ratio", "goal", "ok"]


@pytest.fixture
def bench(monkeypatch):
    """The command over two invented modules."""
    found = {
        "baik": [
            Measure("dilaporkan saja", 1.5, "d"),
            at_most("cepat", 0.1, "d", 0.2),
            at_most("ringan", 30, "ms", 12, 3),
        ],
        "buruk": [at_least("banyak", 10, "buah", 50)],
    }
    monkeypatch.setattr(command, "names", lambda: sorted(found))
    monkeypatch.setattr(command, "measured", lambda chosen, full: (m for name in chosen for m in found[name]))
    return command.main


def test_each_line_is_one_json_object(bench, capsys):
    assert bench(["--json", "baik"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(row) for row in rows] == [KEYS] * 3
    assert [row["ok"] for row in rows] == [None, True, True]
    assert (rows[2]["floor"], rows[2]["ratio"], rows[2]["goal"]) == (3, 10, "<= 12x")


def test_a_missed_goal_ends_with_1_and_is_told(bench, capsys):
    assert bench([]) == 1
    heard = capsys.readouterr()
    assert "TIDAK" in heard.out
    assert "1 sasaran tidak tercapai." in heard.err


def test_an_unknown_name_is_told_with_the_known_ones(bench, capsys):
    with pytest.raises(SystemExit) as stopped:
        bench(["terbang"])
    assert stopped.value.code == 2
    assert "pilih baik, buruk" in capsys.readouterr().err


def test_a_ratio_is_judged_and_seconds_without_a_goal_are_reported():
    assert at_most("x", 25, "ms", 12, 2).ok is False
    assert at_least("x", 3.0, "kali", 1.5).ok is True
    assert Measure("x", 9, "d").ok is None


def test_every_module_that_measures_is_found():
    known = {"intake", "matching", "papers", "people", "placement", "regions", "register", "search", "site", "start"}
    assert known == set(command.names())


def test_rare_words_are_of_three_neighbours_and_the_same_in_every_run():
    assert texts.rare(300) == texts.rare(301) == texts.rare(302) != texts.rare(303)
    assert len({texts.rare(n) for n in range(0, 3000, 3)}) == 1000
    assert texts.said(random.Random(1), 10) == texts.said(random.Random(1), 10)
    assert not any(word.startswith("zx") for word in texts.vocabulary())


def test_a_generated_row_begins_as_blank_as_the_model_says():
    columns = caserows.blank("proposals_proposal")
    assert columns["words"] == ""
    assert columns["version"] == 1
    assert set(caserows.models()) <= {model._meta.db_table for model in apps.get_models()}


def test_a_page_without_a_found_word_is_no_measure():
    empty = SimpleNamespace(get=lambda address, values: SimpleNamespace(status_code=200, content=b"nothing"))
    with pytest.raises(AssertionError):
        search.p95(empty, ["a", "b"])
    page = SimpleNamespace(status_code=200, content=b"<mark>x</mark>")
    browser = SimpleNamespace(get=lambda address, values: page)
    assert search.p95(browser, ["a"] * 30) < 1000

"""Days, lifecycles, keys of requests, refusals, actors: questions without a database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from simpul.core import idempotency
from simpul.core.actors import ANYONE, Actor
from simpul.core.dates import Dated, Period, add_months, days_ago, days_left, local_day, on
from simpul.core.findings import Finding
from simpul.core.lifecycle import Lifecycle, Move, draw
from simpul.core.refusals import Refusal, Refused, stop_if

DAY = dt.date(2026, 3, 2)
DOOR = Lifecycle(
    "door",
    (Move("open", ("shut",), ("ajar", "wide"), "door.use"), Move("shut", ("ajar", "wide"), ("shut",), "door.use")),
    {"shut": "Tertutup"},
)


@pytest.fixture(autouse=True)
def indonesian():
    with translation.override("id"):
        yield


@pytest.mark.parametrize(
    ("day", "months", "result"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2026, 12, 15), 1, dt.date(2027, 1, 15)),
        (dt.date(2026, 3, 31), -1, dt.date(2026, 2, 28)),
        (dt.date(2026, 3, 2), 24, dt.date(2028, 3, 2)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_last(day, months, result):
    assert add_months(day, months) == result


def test_the_day_is_that_of_the_wall_where_people_sit():
    late = dt.datetime(2026, 3, 1, 16, 30, tzinfo=dt.UTC)
    assert [local_day(late, zone) for zone in ("WIB", "WITA", "WIT")] == [dt.date(2026, 3, 1), DAY, DAY]
    assert local_day(dt.datetime(2026, 3, 1, 17, 0, tzinfo=dt.UTC)) == DAY


def test_waiting_and_remaining_days_are_told_in_words():
    assert days_ago(DAY, DAY) == "hari ini"
    assert days_ago(DAY, DAY + dt.timedelta(3)) == "3 hari"
    assert days_left(DAY + dt.timedelta(90), DAY) == "90 hari lagi"
    assert days_left(DAY, DAY) == "hari ini"
    assert days_left(DAY, DAY + dt.timedelta(2)) == "terlambat 2 hari"


def test_of_dated_values_the_latest_that_has_begun_holds():
    values = [
        Dated("lama", Period(dt.date(2020, 1, 1))),
        Dated("baru", Period(dt.date(2026, 1, 1), dt.date(2026, 6, 30))),
    ]
    assert on(values, DAY) == "baru"
    assert on(values, dt.date(2026, 7, 1)) == "lama"
    assert on(values, dt.date(2019, 1, 1)) is None


def test_a_lifecycle_answers_which_verbs_are_open():
    assert DOOR.verbs("shut") == {"open"}
    assert DOOR.starts("shut") == {"ajar", "wide"}
    assert DOOR.permission("open") == "door.use"
    assert not DOOR.allows("open", "wide")
    DOOR.check("open", "shut", "wide")
    with pytest.raises(AssertionError, match="no move open"):
        DOOR.check("open", "wide", "shut")


def test_a_lifecycle_is_drawn_with_every_move():
    text = draw(DOOR)
    assert "shut --> wide: open" in text
    assert "| `shut` | Tertutup |" in text
    assert "| `shut` | `wide` | `shut` | `door.use` |" in text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("abcdefgh", "abcdefgh"),
        ("  0123-4567_x ", "0123-4567_x"),
        ("kurang", None),
        ("x" * 65, None),
        ("a b c d e", None),
        ("abc\x00defg", None),
        (None, None),
    ],
)
def test_only_a_sane_key_counts(text, key):
    assert idempotency.read_key(text) == key


def test_a_new_key_is_a_sane_key():
    assert idempotency.read_key(idempotency.new_key())
    assert idempotency.new_key() != idempotency.new_key()


def test_the_gravest_refusal_gives_the_status():
    value, state, forbidden = (Refusal(f"test.{kind}", "teks", kind) for kind in ("value", "state", "forbidden"))
    assert Refused([value]).status == 422
    assert Refused([value, state]).status == 409
    assert Refused([value, state, forbidden]).status == 403
    assert "test.value: teks" in str(Refused([value]))
    stop_if([])
    with pytest.raises(Refused):
        stop_if([value])


def test_an_actor_may_what_its_role_allows_and_the_system_everything():
    officer = Actor("user:1", "Petugas", permissions=frozenset({"agreement.write"}), reach=7, user_id=1)
    assert officer.may("agreement.write")
    assert not officer.may("agreement.decide")
    assert officer.speaks_for({7, 9})
    assert not officer.speaks_for({9})
    assert Actor.system("uji").may("apa saja")
    assert Actor.system("uji").speaks_for(frozenset())
    assert not ANYONE.is_person
    assert set(officer.snapshot()) == {"key", "name", "organization", "post"}


def test_refusals_and_findings_read_as_their_text():
    assert str(Refusal("a.b", "Tidak bisa")) == "Tidak bisa"
    assert str(Finding("contoh.temuan", "Belum ada")) == "Belum ada"

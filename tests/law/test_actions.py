"""Loading, and what officers do with evidence; a refusal leaves neither row nor event."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import IntegrityError, transaction

from simpul.core.actors import Actor
from simpul.core.refusals import Refused
from simpul.law import actions, table
from simpul.law.models import Entry, Regulation, law_on
from simpul.register.models import Chain, Event
from tests import make

pytestmark = pytest.mark.django_db

AT, TODAY = make.AT, make.TODAY
OFFICER = Actor(
    key="user:1",
    name="Petugas",
    organization="Bagian Kerja Sama",
    user_id=1,
    permissions=frozenset({"law.confirm"}),
    region="33.03",
)
YOGYA = Actor(key="user:2", name="Petugas", user_id=2, permissions=frozenset({"law.confirm"}), region="34.71")


@pytest.fixture
def law():
    actions.load(by=make.SYSTEM, at=AT)


def limit(key="term_years.pks", scope="nasional", **where) -> Entry:
    return Entry.objects.get(kind="limit", key=key, scope=scope, retired_at=None, **where)


def words(entry: Entry, **changes):
    given = {
        "title": entry.title,
        "text": entry.text,
        "value": {},
        "regulation": "",
        "article": "Pasal 9",
        "start": entry.start,
        "end": entry.end,
        "evidence": "JDIH, dibaca 2 Maret 2026",
        "version": entry.version,
        "by": OFFICER,
        "at": AT,
    }
    return given | changes


def local(**changes) -> Entry:
    entry = limit()
    return actions.localise(entry, **words(entry, value={"amount": "3"}, regulation="Perbup 12/2022", **changes))


def refused(call, *args, **values) -> list[str]:
    before = (Entry.objects.count(), Regulation.objects.count(), Event.objects.count())
    with pytest.raises(Refused) as stopped, transaction.atomic():
        call(*args, **values)
    assert before == (Entry.objects.count(), Regulation.objects.count(), Event.objects.count())
    return [refusal.code for refusal in stopped.value.refusals]


def test_loading_fills_the_tables_and_a_second_time_changes_nothing(law):
    assert Entry.objects.count() == len(table.entries())
    assert Regulation.objects.count() == len(table.regulations())
    events = Event.objects.count()
    again = actions.load(by=make.SYSTEM, at=AT)
    assert (again["new"], again["changed"], again["gone"], again["regulations"]) == (0, 0, 0, 0)
    assert Event.objects.count() == events


def test_only_the_system_loads():
    assert refused(actions.load, by=OFFICER, at=AT) == ["law.forbidden"]


def test_a_changed_line_is_loaded_and_a_dropped_one_becomes_history(law, monkeypatch):
    import dataclasses

    lines = list(table.entries())
    changed = dataclasses.replace(lines[0], text="Bunyi baru.")
    monkeypatch.setattr(table, "entries", lambda: (changed, *lines[2:]))
    counts = actions.load(by=make.SYSTEM, at=AT)
    assert (counts["changed"], counts["gone"]) == (1, 1)
    assert Entry.objects.get(slot=actions._slot(changed)).text == "Bunyi baru."
    assert Entry.objects.get(slot=actions._slot(lines[1])).retired_at == AT
    monkeypatch.undo()
    assert actions.load(by=make.SYSTEM, at=AT)["changed"] == 2


def test_loading_leaves_what_officers_decided(law):
    mine = local()
    actions.confirm(limit("asn_jp_per_year"), article="Pasal 203", evidence="JDIH", version=1, by=make.SYSTEM, at=AT)
    counts = actions.load(by=make.SYSTEM, at=AT)
    assert counts["kept"] == 1
    assert limit("asn_jp_per_year").article == "Pasal 203"
    assert Entry.objects.get(pk=mine.pk).value["value"] == 3


def test_the_tables_and_the_files_tell_the_same_law(law):
    for region in ("", "34.71", "33.03", "34.71.01.1001"):
        assert law_on(TODAY, region).limits == table.law_on(TODAY, region).limits
        assert law_on(TODAY, region).clauses == table.law_on(TODAY, region).clauses
        assert law_on(TODAY, region).affairs == table.law_on(TODAY, region).affairs
        assert law_on(TODAY, region).partner_forms == table.law_on(TODAY, region).partner_forms
        assert law_on(TODAY, region).others == table.law_on(TODAY, region).others


def test_the_law_of_a_day_costs_one_query_once_it_is_known(law, django_assert_num_queries):
    with django_assert_num_queries(2):
        law_on(TODAY, "33.03")
    with django_assert_num_queries(1):
        law_on(TODAY, "33.03")


def test_a_change_is_seen_at_once(law):
    assert law_on(TODAY, "33.03").limit("term_years.pks").value is None
    local()
    assert law_on(TODAY, "33.03").limit("term_years.pks").value == 3
    assert law_on(TODAY, "33.02").limit("term_years.pks").value is None
    assert law_on(TODAY, "33.03").limit("term_years.pks").source.label == "Perbup 12/2022 Pasal 9"


def test_a_region_makes_its_own_entry_with_evidence(law):
    entry = local()
    assert (entry.scope, entry.scope_name, entry.certainty) == ("33.03", "Kabupaten Purbalingga", "V")
    assert entry.localises == limit()
    assert entry.regulation.region == "33.03"
    event = Event.objects.get(chain__subject="limit:term_years.pks:33.03")
    data = json.loads(event.text)["data"]
    assert event.kind == "law.localised"
    assert data["after"]["value"]["value"] == 3
    assert data["evidence"] == "JDIH, dibaca 2 Maret 2026"
    assert refused(local) == ["law.overlap"]


def test_nobody_writes_law_for_another_region(law):
    there = limit(scope="34.71")
    assert refused(actions.localise, there, **words(there)) == ["law.other_region"]
    assert refused(actions.localise, limit(), **words(limit(), region_code="34.71")) == ["law.other_region"]
    assert refused(actions.correct, there, **words(there, title="Lain")) == ["law.other_region"]
    assert refused(actions.correct, limit(), **words(limit(), title="Lain")) == ["law.other_region"]
    nobody = Actor(key="user:3", name="Petugas kampus", user_id=3, permissions=frozenset({"law.confirm"}))
    assert refused(actions.localise, limit(), **words(limit(), by=nobody)) == ["law.no_region"]
    stranger = Actor(key="user:4", name="Orang lain", user_id=4, region="33.03")
    assert refused(actions.localise, limit(), **words(limit(), by=stranger)) == ["law.forbidden"]


def test_an_officer_confirms_and_it_reads_as_verified(law):
    entry = local()
    Entry.objects.filter(pk=entry.pk).update(certainty="L", confirmed_at=None, confirmed_by="", evidence="")
    entry.refresh_from_db()
    given = {"article": "Pasal 7 ayat (2)", "by": OFFICER, "at": AT}
    assert refused(actions.confirm, entry, evidence=" ", version=1, **given) == ["law.evidence_missing"]
    assert refused(actions.confirm, entry, evidence="JDIH", version=9, **given) == ["law.stale"]
    done = actions.confirm(entry, evidence="JDIH", version=1, **given)
    assert (done.certainty, done.article, done.version) == ("V", "Pasal 7 ayat (2)", 2)
    assert done.confirmed_by == "Petugas, Bagian Kerja Sama"
    assert refused(actions.confirm, entry, evidence="JDIH", version=2, **given) == ["law.confirmed_already"]
    assert Event.objects.filter(chain__subject=entry.subject).count() == 2


def test_a_correction_keeps_the_wrong_one_as_history(law):
    wrong = local()
    assert refused(actions.correct, wrong, **words(wrong)) == ["law.same"]
    right = actions.correct(wrong, **words(wrong, value={"amount": "4"}, article="Pasal 10"))
    wrong.refresh_from_db()
    assert wrong.retired_at == AT
    assert right.supersedes == wrong
    assert law_on(TODAY, "33.03").limit("term_years.pks").value == 4
    assert refused(actions.correct, wrong, **words(wrong, title="Lagi")) == ["law.retired"]


def test_a_new_regulation_alone_is_a_correction(law):
    entry = local()
    right = actions.correct(entry, **words(entry, regulation="Perbup 3/2024"))
    assert right.regulation.label == "Perbup 3/2024"


def test_a_new_law_ends_the_old_the_day_before(law):
    old = local(start=dt.date(2022, 5, 1))
    new = actions.supersede(old, **words(old, value={"amount": "2"}, start=dt.date(2026, 7, 1)))
    old.refresh_from_db()
    assert old.end == dt.date(2026, 6, 30)
    assert new.supersedes == old
    assert law_on(dt.date(2026, 6, 30), "33.03").limit("term_years.pks").value == 3
    assert law_on(dt.date(2026, 7, 1), "33.03").limit("term_years.pks").value == 2
    assert law_on(dt.date(2022, 4, 30), "33.03").limit("term_years.pks").value is None
    early = words(new, start=dt.date(2026, 7, 1))
    assert refused(actions.supersede, new, **early) == ["law.start_too_early"]
    late = words(old, start=dt.date(2026, 7, 1), end=None)
    assert refused(actions.supersede, old, **late) == ["law.start_too_late", "law.overlap"]


def test_days_that_run_backwards_are_refused(law):
    entry = local()
    days = {"start": dt.date(2026, 1, 2), "end": dt.date(2026, 1, 1)}
    assert refused(actions.correct, entry, **words(entry, title="Lain", **days)) == ["law.end_before_start"]


def test_a_number_that_is_none_is_refused(law):
    entry = local()
    assert refused(actions.correct, entry, **words(entry, value={"amount": "lima"}, title="Lain")) == ["law.bad_value"]


def test_too_long_words_are_refused_in_words(law):
    entry = local()
    assert refused(actions.correct, entry, **words(entry, title="x" * 161)) == ["value.title"]


def test_the_database_forbids_two_at_once(law):
    held = limit()
    with pytest.raises(IntegrityError, match="law_one_at_a_time"), transaction.atomic():
        Entry.objects.create(kind="limit", key=held.key, title="x", regulation=held.regulation, certainty="L")
    for changes, name in (
        ({"certainty": "X"}, "law_certainty_known"),
        ({"scope": "34.71.01"}, "law_scope_known"),
        ({"start": dt.date(2026, 1, 2), "end": dt.date(2026, 1, 1)}, "law_entry_days|range lower bound"),
        ({"confirmed_at": AT}, "law_confirmed_with_evidence"),
    ):
        with pytest.raises(Exception, match=name), transaction.atomic():
            Entry.objects.filter(pk=held.pk).update(**changes)


def test_each_provision_has_its_own_chain(law):
    local()
    assert Chain.objects.filter(kind="law").count() == 2  # the load's and this provision's


def test_what_is_local_already_is_corrected_not_made_again(law):
    entry = local()
    assert refused(actions.localise, entry, **words(entry, start=dt.date(2040, 1, 1))) == ["law.already_local"]


def test_an_unknown_kind_of_cooperation_is_refused(law):
    form = Entry.objects.get(kind="partner_form", key="ptn_bh")
    given = words(form, value={"cooperation": "mou", "signer": "Rektor"})
    assert refused(actions.localise, form, **given) == ["law.bad_cooperation"]
    made = actions.localise(form, **words(form, value={"cooperation": "sinergi", "signer": "Rektor"}))
    assert made.value["documents"] == ["nk", "rk"]
    assert law_on(TODAY, "33.03").partner_form("ptn_bh").documents == ("nk", "rk")

"""The COPY generator: the rows that the actions would have written for a plan, a hundred thousand times as fast as they are needed."""

from __future__ import annotations

import concurrent.futures
import contextlib
import dataclasses
import datetime as dt
import functools
import hashlib
import json
import random
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bench.cast import House, Unit
from bench.plans import AGREED, CIRCULATED, CLOSED, DRAFT, SIGNED, Plan
from simpul.agreements.rules.terms import due_dates, side_label
from simpul.core.actors import Actor
from simpul.core.canonical import canonical
from simpul.core.dates import add_months, local_day

REASON = "Sudah dibahas dalam rapat TKKSD."
PLACE = "Kantor Bagian Kerja Sama"
EVALUATION = "Sasaran tercapai sebagian; pelatihan lanjutan disarankan."
REPORT = "Dilaksanakan sesuai jadwal."
PROMISES = [
    {"clause": 5, "debtor": 2, "beneficiary": 1, "text": "Melatih pelaku usaha mikro", "quantity": "100", "unit": "orang",
     "due": {"rule": "after_start", "months": 3}, "evidence": "daftar hadir"},
    {"clause": 4, "debtor": 1, "beneficiary": 2, "text": "Menyediakan tempat dan data peserta", "quantity": "", "unit": "",
     "due": {"rule": "every", "months": 6}, "evidence": "berita acara"},
]  # fmt: skip
WORK_PLAN = [
    {"activity": "Pelatihan", "output": "peserta terlatih", "target": "100 orang", "place": "Dinas", "period": "2026", "units": "Dinas Koperasi",
     "source": "APBD", "amount": "10000000"}
]  # fmt: skip

RECORDED = "by_key by_name behalf_name behalf_post behalf_on letter_id at recorded_at confirmed_by confirmed_at"
COLUMNS = {
    "register_chain": "id kind subject length head",
    "register_event": "id chain_id number kind at recorded_at actor text previous hash",
    "agreements_agreement": "id code kind everyday_label title parent_id renews_id author_id stage stage_since outcome terms_id agreed_id start"
    " end signed_on entered planned openness openness_reason seen_by words promised kept open_dues chain_id version made_at recorded_at changed_at",
    "agreements_party": "id agreement_id order role organization_id name institution_name label number holding_id authority_id signer_name signer_title",
    "agreements_termsversion": "id agreement_id number text hash made_by made_for made_at",
    "agreements_override": "id agreement_id institution_id code reason made_by made_at",
    "agreements_approval": f"id party_id terms_id voided_at voided_by {RECORDED}",
    "agreements_signature": "id party_id terms_id method signed_on signer_name signer_title authority_text scan_id initials stamp_duty seal issuer"
    f" withdrawn_at withdrawn_by {RECORDED}",
    "agreements_obligation": "id agreement_id terms_id number clause debtor_id beneficiary_id debtor_of beneficiary_of live text quantity unit evidence_needed due state"
    " state_since version",
    "agreements_evidence": "id obligation_id quantity done_on note file_id state by_key by_name at checked_by checked_at check_note",
    "agreements_closing": "id agreement_id outcome evaluation proposed_by_id by_name at done_at declined_at",
    "agreements_closinganswer": "id closing_id party_id agrees reason by_name at",
}  # fmt: skip

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def bodies(law: Any) -> dict[str, list[dict[str, str]]]:
    """The first twelve clauses of each kind's library (all that are required among them), with the gaps filled."""
    made = {}
    for kind in ("kb", "nk", "pks"):
        rules = law.clauses_of(kind)
        spare = 12 - sum(r.required for r in rules)
        optional = [r.type for r in rules if not r.required][: max(0, spare)]
        chosen = [r for r in rules if r.required or r.type in optional]
        made[kind] = [
            {"type": r.type, "heading": r.heading, "text": (r.text or r.heading).replace("{", "").replace("}", "")}
            for r in chosen
        ]
    return made


def body_of(plan: Plan, clauses: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    """What the actions are given to draft this plan."""
    return {
        "months": plan.months,
        "clauses": clauses[plan.kind],
        "obligations": PROMISES if plan.kind == "pks" else [],
        "work_plan": WORK_PLAN if plan.planned else [],
    }


def signing_step(plan: Plan) -> int:
    """The step of the last signature: what comes before takes an hour each."""
    return 1 + 2 * plan.revised + 4 * len(plan.sides)


def days_of(plan: Plan) -> tuple[dt.date, dt.date]:
    """First and last day in force of a plan that is signed."""
    start = local_day(plan.moment(signing_step(plan)))
    return start, add_months(start, plan.months) - dt.timedelta(days=1)


def last_moment(plan: Plan) -> dt.datetime:
    """When a closed plan was closed: ten days after its end, or after two hundred days of it."""
    start, end = days_of(plan)
    day = start + dt.timedelta(days=200) if plan.outcome == "terminated" else end + dt.timedelta(days=10)
    return dt.datetime(day.year, day.month, day.day, 3, tzinfo=dt.UTC)


def promised(plan: Plan) -> list[tuple[int, dict[str, Any], dt.date]]:
    """Number, promise and day of each obligation."""
    return _promised(*days_of(plan)) if plan.kind == "pks" else []


@functools.cache
def _promised(start: dt.date, end: dt.date) -> list[tuple[int, dict[str, Any], dt.date]]:
    days = [(p, day) for p in PROMISES for day in due_dates(p["due"], start, end)]
    return [(n, p, day) for n, (p, day) in enumerate(days, 1)]


def done(plan: Plan, today: dt.date) -> list[tuple[int, dict[str, Any], dt.date, bool]]:
    """Which promises were reported, on what day, and whether the report was accepted: two of five kept, one waits, two are late."""
    last = local_day(last_moment(plan)) if plan.stage == CLOSED else today

    def turn(n: int) -> int:
        return (plan.number // 5 + n) % 5

    past = [(n, p, day) for n, p, day in promised(plan) if day < last - dt.timedelta(days=3)]
    found = [(n, p, day, turn(n) != 2) for n, p, day in past if turn(n) < 3]
    return sorted(found, key=lambda row: (row[2], row[0]))


def findings(plan: Plan) -> list[str]:
    """The codes that the rules find in such a text, as `site` compares with what the actions asked for."""
    found = []
    if plan.parent is not None:
        end = add_months(local_day(plan.moment(1)), plan.months) - dt.timedelta(days=1)
        if end > days_of(plan.parent)[1]:
            found.append("parent.outlived")
    elif plan.kind == "pks":
        found.append("parent.missing")
    if plan.kind == "nk" and not plan.planned:
        found.append("work_plan.missing")
    return found


def utc(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="microseconds")[:26] + "Z"


class Writer:
    """Rows of many plans, kept as COPY text until they are sent."""

    def __init__(self, houses: list[House], clauses: dict[str, Any], *, scan: tuple[int, str], today: dt.date) -> None:
        self.houses, self.scan, self.today = houses, scan, today
        self.clauses = {kind: canonical(rows) for kind, rows in clauses.items()}
        self.articles = {
            kind: "\n".join(f"{c['heading']}\n{c['text']}" for c in rows) for kind, rows in clauses.items()
        }
        self.watchers = [house.id for house in houses[-2:]]
        self.tables: dict[str, list[str]] = {name: [] for name in COLUMNS}
        self.last = dict.fromkeys(COLUMNS, 0)
        self.chance = random.Random(29)
        self.actors = {
            a.key: (_encode(a.snapshot()), f"{a.post or a.name}, {a.organization}".strip(", "))
            for house in houses
            for a in (house.officer, house.leader)
        }

    def watched(self, number: int, seen: Iterable[int]) -> list[int]:
        """Who sees a row: besides those the actions name, the one institution that sees all and the one that sees each thousandth."""
        return sorted({*seen, *(self.watchers if number % 1000 == 0 else self.watchers[:1])})

    def put(self, table: str, *values: Any) -> int:
        """One more row; its id unless the table brings its own."""
        self.last[table] += 1
        self.tables[table].append("\t".join([str(self.last[table]), *map(_copied, values)]))
        return self.last[table]

    def taken(self) -> dict[str, list[str]]:
        """What is written so far; the writer goes on with empty tables."""
        written, self.tables = self.tables, {name: [] for name in COLUMNS}
        return written

    def new_chain(self, kind: str, subject: str) -> Line:
        return Line(str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), kind, subject)

    def event(self, line: Line, kind: str, at: dt.datetime, by: Actor, subject: str, data: dict[str, Any]) -> None:
        """As `register.actions.record` does, with a clock that is two seconds late."""
        line.length += 1
        later = at + dt.timedelta(seconds=2)
        text = (
            f'{{"actor":{self.actors[by.key][0]},"at":"{utc(at)}","chain":"{line.id}","data":{_encode(data)},"kind":"{kind}",'
            f'"number":{line.length},"recorded_at":"{utc(later)}","subject":"{subject}"}}'
        )
        digest = hashlib.sha256(f"simpul-event-v1\n{line.head}\n{text}".encode()).hexdigest()
        self.put("register_event", line.id, line.length, kind, at, later, by.key, text, line.head, digest)
        line.head = digest

    def close_chain(self, line: Line) -> None:
        self.tables["register_chain"].append("\t".join([line.id, line.kind, line.subject, str(line.length), line.head]))

    def terms(self, plan: Plan, place: str) -> tuple[str, str]:
        """Canonical text and fingerprint of one version."""
        parties = [
            {
                "code": u.code, "institution": self.houses[u.institution].units[0].name, "label": side_label(n), "order": n,
                "organization": u.name, "role": "signatory",
            }
            for n, u in enumerate(plan.sides, 1)
        ]  # fmt: skip
        promises = _PROMISES if plan.kind == "pks" else "[]"
        text = (
            f'{{"clauses":{self.clauses[plan.kind]},"condition":"","end":"","kind":"{plan.kind}","months":{plan.months},"obligations":{promises},'
            f'"parent":"{plan.parent.code if plan.parent else ""}","parties":{_encode(parties)},"place":"{place}","start":"","title":"{plan.title}",'
            f'"work_plan":{_WORK_PLAN if plan.planned else "[]"}}}'
        )
        return text, hashlib.sha256(f"simpul-terms-v1\n{text}".encode()).hexdigest()


_PROMISES, _WORK_PLAN = canonical(PROMISES), canonical(WORK_PLAN)


@dataclasses.dataclass
class Line:
    """A chain while it grows."""

    id: str
    kind: str
    subject: str
    length: int = 0
    head: str = "0" * 64


def _copied(value: Any) -> str:
    """The value as COPY text."""
    kind = type(value)
    if kind is str:
        return value.replace("\\", "\\\\").replace("\n", "\\n")  # no text here holds a bare tab
    if value is None:
        return "\\N"
    if kind is dt.datetime:
        return utc(value)
    if kind is bool:
        return "t" if value else "f"
    return "{" + ",".join(map(str, value)) + "}" if kind is list else str(value)


def add(to: Writer, plan: Plan) -> None:
    """All rows of one plan."""
    case = Case(to, plan)
    case.begin()
    if plan.stage != DRAFT:
        case.share()
        case.decide()
    if plan.stage in (SIGNED, CLOSED):
        case.sign()
        case.keep_promises()
        if plan.stage == CLOSED:
            case.close()
    case.finish()


class Case:
    """One agreement on its way; the methods are the verbs, in their order, and hold what the row shows at the end."""

    def __init__(self, to: Writer, plan: Plan) -> None:
        self.to, self.plan = to, plan
        self.id = to.last["agreements_agreement"] = to.last["agreements_agreement"] + 1
        self.home = to.houses[plan.sides[0].institution]
        self.line = to.new_chain("agreement", plan.code)
        self.step, self.version, self.stage = 0, 1, DRAFT
        self.changed = self.since = plan.moment(0)
        self.terms_ids: list[int] = []
        self.hashes: list[str] = []
        self.parties: list[int] = []
        self.seen = set(plan.sides[0].path)
        self.kept = 0
        self.open_dues: list[dt.date] = []

    def note(self, what: str, by: Actor, at: dt.datetime | None = None, /, **data: Any) -> dt.datetime:
        moment = at or self.plan.moment(self.step)
        self.to.event(self.line, f"agreement.{what}", moment, by, self.plan.code, data)
        return moment

    def move(self, stage: str, at: dt.datetime) -> None:
        self.version += 1
        self.changed = at
        if stage != self.stage:
            self.stage, self.since = stage, at

    def officer(self, unit: Unit) -> Actor:
        return self.to.houses[unit.institution].officer

    def leader(self, unit: Unit) -> Actor:
        return self.to.houses[unit.institution].leader

    def new_terms(self, place: str) -> None:
        text, digest = self.to.terms(self.plan, place)
        by, at = self.home.officer, self.plan.moment(self.step)
        number = len(self.hashes) + 1
        made = self.to.put(
            "agreements_termsversion", self.id, number, text, digest, by.post or by.name, by.organization, at
        )
        self.terms_ids.append(made)
        self.hashes.append(digest)

    def begin(self) -> None:
        plan, by = self.plan, self.home.officer
        signed = plan.stage in (SIGNED, CLOSED)
        for n, unit in enumerate(plan.sides, 1):
            institution = self.to.houses[unit.institution].units[0].name
            named = (
                (f"{n}/{plan.number}", unit.holding, unit.authority, unit.person, unit.title)
                if signed
                else ("", None, None, "", "")
            )
            self.parties.append(
                self.to.put(
                    "agreements_party", self.id, n, "signatory", unit.id, unit.name, institution, side_label(n), *named
                )
            )
        self.new_terms("")
        self.note(
            "drafted", by, hash=self.hashes[0], kind=plan.kind, title=plan.title, parties=[u.name for u in plan.sides]
        )

    def share(self) -> None:
        plan, by = self.plan, self.home.officer
        at = plan.moment(1)
        for code in findings(plan):
            self.to.put("agreements_override", self.id, self.home.id, code, REASON, by.post or by.name, at)
            inner = self.to.new_chain("inner", f"{plan.code}:{self.home.code}")
            self.to.event(inner, "agreement.finding_overridden", at, by, plan.code, {"code": code, "reason": REASON})
            self.to.close_chain(inner)
        self.step = 1
        for unit in plan.sides:
            self.seen.update(unit.path)
        self.move(CIRCULATED, self.note("shared", by, version=1, hash=self.hashes[0]))

    def approve(self, n: int, *, voided: dt.datetime | None = None) -> None:
        self.step += 1
        unit = self.plan.sides[n - 1]
        by = self.leader(unit)
        why = self.to.actors[self.home.officer.key][1] if voided else ""
        at = self.note("approved", by, party=side_label(n), version=len(self.hashes), hash=self.hashes[-1])
        self.to.put("agreements_approval", self.parties[n - 1], self.terms_ids[-1], voided, why, *self.recorded(by, at))
        whole = n == len(self.plan.sides) and not voided
        self.move(AGREED if whole else CIRCULATED, at)

    def recorded(self, by: Actor, at: dt.datetime) -> tuple[Any, ...]:
        return (by.key, self.to.actors[by.key][1], "", "", None, None, at, at + dt.timedelta(seconds=2), "", None)

    def decide(self) -> None:
        """The first side may approve a text that is then revised; after that the sides approve in their order."""
        if self.plan.revised:
            self.approve(1, voided=self.plan.moment(self.step + 2))
            self.step += 1
            self.new_terms(PLACE)
            old, new = self.hashes
            voided = [side_label(1)]
            self.move(
                CIRCULATED, self.note("revised", self.home.officer, version=2, hash=new, previous=old, voided=voided)
            )
        for n in range(1, self.plan.approved + 1):
            self.approve(n)

    def sign(self) -> None:
        plan, sides = self.plan, self.plan.sides
        scan, sha = self.to.scan
        for n, unit in enumerate(sides, 1):
            self.step += 1
            self.note(
                "signer_named",
                self.officer(unit),
                party=side_label(n),
                signer=unit.person,
                title=unit.title,
                authority=unit.basis,
            )
            self.step += 1
            self.note("numbered", self.officer(unit), party=side_label(n), number=f"{n}/{plan.number}", before="")
        for n, unit in enumerate(sides, 1):
            self.step += 1
            by, day = self.officer(unit), local_day(plan.moment(self.step))
            at = self.note(
                "signed", by, party=side_label(n), signer=unit.person, title=unit.title, signed_on=str(day), method="wet", scan=sha, missing=[],
                hash=self.hashes[-1],
            )  # fmt: skip
            self.to.put(
                "agreements_signature", self.parties[n - 1], self.terms_ids[-1], "wet", day, unit.person, unit.title, unit.basis, scan, True, True,
                True, "", None, "", *self.recorded(by, at),
            )  # fmt: skip
            self.move(SIGNED if n == len(sides) else AGREED, at)
        self.signed_at = plan.moment(self.step)
        if plan.public:
            self.step += 1
            self.move(SIGNED, self.note("openness_set", self.home.officer, openness="public", reason=""))

    def keep_promises(self) -> None:
        plan = self.plan
        states: dict[int, tuple[str, dt.datetime, int]] = {}
        reports: dict[int, tuple[Any, ...]] = {}
        for number, promise, day, accepted in done(plan, self.to.today):
            by, check = (self.officer(plan.sides[promise[key] - 1]) for key in ("debtor", "beneficiary"))
            at = dt.datetime(day.year, day.month, day.day, 3, number, tzinfo=dt.UTC)
            self.note(
                "evidence_reported",
                by,
                at,
                obligation=number,
                quantity=promise["quantity"] or None,
                done_on=str(day),
                file="",
            )
            found = (promise["quantity"] or None, day, REPORT, None)
            name = self.to.actors[by.key][1]
            if accepted:
                checked = at + dt.timedelta(hours=1)
                self.note(
                    "evidence_accepted",
                    check,
                    checked,
                    obligation=number,
                    state="met",
                    quantity=promise["quantity"] or None,
                )
                states[number] = ("met", checked, 3)
                reports[number] = (*found, "accepted", by.key, name, at, check.post or check.name, checked, "")
            else:
                states[number] = ("scheduled", self.signed_at, 2)
                reports[number] = (*found, "pending", by.key, name, at, "", None, "")
        for number, promise, day in promised(plan):
            state, since, version = states.get(number, ("scheduled", self.signed_at, 1))
            debtor, owed = promise["debtor"] - 1, promise["beneficiary"] - 1
            self.kept += state == "met"
            self.open_dues += [day] if state != "met" else []
            made = self.to.put(
                "agreements_obligation", self.id, self.terms_ids[-1], number, promise["clause"], self.parties[debtor], self.parties[owed],
                self.to.houses[plan.sides[debtor].institution].id, self.to.houses[plan.sides[owed].institution].id, plan.stage == SIGNED,
                promise["text"], promise["quantity"] or None, promise["unit"], promise["evidence"], day, state, since, version,
            )  # fmt: skip
            if number in reports:
                self.to.put("agreements_evidence", made, *reports[number])

    def close(self) -> None:
        """Proposed by the first side; before the end every other side must agree."""
        plan, at = self.plan, last_moment(self.plan)
        both = plan.outcome == "terminated"
        others = list(enumerate(plan.sides, 1))[1:] if both else []
        last = at + dt.timedelta(hours=len(others))
        by = self.home.leader
        said = by.post or by.name
        made = self.to.put(
            "agreements_closing", self.id, plan.outcome, EVALUATION, self.parties[0], said, at, last, None
        )
        self.to.put("agreements_closinganswer", made, self.parties[0], True, "", said, at)
        data = {"party": side_label(1), "outcome": plan.outcome, "evaluation": EVALUATION}
        self.move(SIGNED if both else CLOSED, self.note("closing_proposed" if both else "closed", by, at, **data))
        for n, unit in others:
            answerer, then = self.leader(unit), at + dt.timedelta(hours=n - 1)
            self.to.put(
                "agreements_closinganswer", made, self.parties[n - 1], True, "", answerer.post or answerer.name, then
            )
            whole = n == len(plan.sides)
            kind = "closed" if whole else "closing_confirmed"
            self.note(kind, answerer, then, party=side_label(n), outcome=plan.outcome)
            self.move(CLOSED if whole else SIGNED, then)

    def words(self) -> str:
        """As `agreements.actions.held.words_of` makes them."""
        signed, parts = self.plan.stage in (SIGNED, CLOSED), [self.plan.title]
        for n, unit in enumerate(self.plan.sides, 1):
            above = self.to.houses[unit.institution].units[0].name
            parts += [unit.name, above if above != unit.name else "", f"{n}/{self.plan.number}" if signed else ""]
        return "\n".join(part for part in [*parts, self.to.articles[self.plan.kind]] if part)

    def finish(self) -> None:
        plan = self.plan
        signed = plan.stage in (SIGNED, CLOSED)
        start, end = days_of(plan) if signed else (None, None)
        agreed = self.terms_ids[-1] if plan.stage in (AGREED, SIGNED, CLOSED) else None
        values = (
            plan.code, plan.kind, "", plan.title, plan.parent.number if plan.parent else None, None, plan.sides[0].id, self.stage, self.since,
            plan.outcome, self.terms_ids[-1], agreed, start, end, start, False, plan.planned, "public" if plan.public else "closed", "",
            self.to.watched(plan.number, self.seen), self.words(), len(promised(plan)) if signed else 0, self.kept, sorted(self.open_dues), self.line.id, self.version, plan.moment(0), plan.moment(0), self.changed,
        )  # fmt: skip
        self.to.tables["agreements_agreement"].append("\t".join([str(self.id), *map(_copied, values)]))
        self.to.close_chain(self.line)


def send(cursor: Any, tables: dict[str, list[str]]) -> None:
    for table, lines in tables.items():
        if lines:
            columns = ",".join(f'"{name}"' for name in COLUMNS[table].split())
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                copy.write("\n".join(lines) + "\n")


INDEXES = ("agreement_search", "proposal_search", "meeting_search")


def load(plans: Iterable[Any], to: Writer, add: Callable[[Writer, Any], None] = add, *, batch: int = 4_000) -> None:
    """The plans stand in the database: one transaction, foreign keys unasked because every id comes from here."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in COLUMNS:
            if table != "register_chain":
                cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
                to.last[table] = cursor.fetchone()[0]
        with concurrent.futures.ThreadPoolExecutor(1) as sending:  # the database stores a batch while the next is made
            sent = sending.submit(send, cursor, {})
            for place, plan in enumerate(plans, 1):
                add(to, plan)
                if place % batch == 0:
                    sent.result()
                    sent = sending.submit(send, cursor, to.taken())
            sent.result()
            send(cursor, to.taken())
        for table in COLUMNS:
            if table != "register_chain":
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(1, (SELECT max(id) FROM {table})))"
                )


@contextlib.contextmanager
def without_search() -> Iterator[None]:
    """The indexes of the search are built after the rows, which is many times faster; then the tables are swept and measured."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(INDEXES)])
        built = [definition for (definition,) in cursor.fetchall()]
        cursor.execute(";".join(f"DROP INDEX {name}" for name in INDEXES))
        yield
        cursor.execute("SET maintenance_work_mem = '256MB'")
        for definition in built:
            cursor.execute(definition)
        cursor.execute("VACUUM (ANALYZE)")

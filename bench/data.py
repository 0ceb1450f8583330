"""A hundred thousand agreements, proposals and meetings each stand in the bench's database: loaded once, kept for the next run while
the generator is the same."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from bench import caserows, cast, plans, rows, texts
from bench.database import open_database

COUNT = 100_000
SOURCES = ("cast.py", "plans.py", "rows.py", "data.py", "texts.py", "caserows.py")


def stand(count: int = COUNT) -> float:
    """Seconds that loading took; 0 when the rows of this generator were there already."""
    open_database()
    import time

    from simpul.cli.prepare import collect_static
    from simpul.register.models import Chain

    collect_static()
    mark = _mark(count)
    if Chain.objects.filter(kind="bench", subject=mark).exists():
        return 0.0
    empty()
    from simpul.law.actions import load as load_law

    load_law(by=cast.SYSTEM, at=cast.BEGUN)
    cast.build()
    start = time.perf_counter()
    to, houses, today = writer()
    with rows.without_search():
        rows.load(plans.plans(houses, count, today), to)
        rows.load(texts.letters(houses, count, today), to, caserows.proposal)
        rows.load(texts.gatherings(houses, count, today), to, caserows.meeting)
        know(count)
    seconds = time.perf_counter() - start
    Chain.objects.create(kind="bench", subject=mark)
    return seconds


def writer() -> tuple[rows.Writer, list[cast.House], dt.date]:
    """Where rows are written to, with the cast and the day that the plans count from."""
    from django.utils import timezone

    from simpul.documents.actions import store_bytes
    from simpul.law.models import law_on
    from tests.documents.files import pdf

    caserows.prepare()
    today, houses = timezone.localdate(), cast.houses()
    scan = store_bytes(pdf(1), "naskah.pdf", kind="scan", by=cast.SYSTEM, at=cast.BEGUN)
    to = rows.Writer(houses, rows.bodies(law_on(today)), scan=(scan.pk, scan.sha256), today=today)
    return to, houses, today


def know(count: int) -> None:
    """The words of the texts are known, as the database would have learned them one by one."""
    from django.db import connection

    said = [*texts.vocabulary(), *texts.COMMON, *(texts.rare(n) for n in range(0, count, 3))]
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO reports_knownword (word) SELECT reports_words_of(%s)", [" ".join(said)])
        cursor.execute("INSERT INTO reports_knownword (word) SELECT DISTINCT found FROM (SELECT words FROM agreements_agreement LIMIT 500) a,"
                       " reports_words_of(words) found")  # fmt: skip


def empty() -> None:
    """The bench's database has this version's tables and nothing in them."""
    from django.core.management import call_command
    from django.db import connection

    from simpul.cli.prepare import migrate

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    migrate()
    call_command("createcachetable", verbosity=0)


def _mark(count: int) -> str:
    """Another generator, other tables or another day make other rows."""
    from django.apps import apps
    from django.utils import timezone

    here = Path(__file__).parent
    tables = sorted(
        str(p.name) for config in apps.get_app_configs() for p in (Path(config.path) / "migrations").glob("0*.py")
    )
    said = "".join((here / name).read_text() for name in SOURCES) + str(tables) + str(timezone.localdate())
    return f"{count}-{hashlib.sha256(said.encode()).hexdigest()[:16]}"

"""Everything a site needs before it serves: tables, cache, static files, catalogue, regions. Quick when nothing changed."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from simpul.cli.terminal import say


def prepare() -> None:
    """The site that DATABASE_URL and SIMPUL_DATA name is ready to serve. Django is set up."""
    from django.core.management import call_command

    migrate()
    call_command("createcachetable", verbosity=0)
    compile_catalogue()
    collect_static()
    load_regions()
    load_law()


def migrate() -> None:
    """The tables are those of this version."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.exceptions import InconsistentMigrationHistory
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    try:
        executor.loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as wrong:
        raise SystemExit(
            f"Tabel di basis data bukan dari versi ini ({wrong}). Demo: mulai dari awal dengan ./run demo --fresh."
        ) from None
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Menyiapkan tabel …")
        call_command("migrate", verbosity=0, interactive=False)


def compile_catalogue() -> None:
    """The English texts can be read by gettext; compiled only when the catalogue is newer."""
    from django.conf import settings

    for folder in settings.LOCALE_PATHS:
        for source in Path(folder).glob("*/LC_MESSAGES/*.po"):
            target = source.with_suffix(".mo")
            if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
                continue
            import polib

            polib.pofile(str(source)).save_as_mofile(str(target))


def static_fingerprint() -> str:
    """Changes when any static file does."""
    from django.contrib.staticfiles.finders import get_finders

    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            lines.append(f"{name} {state.st_size} {state.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def collect_static() -> None:
    """Static files lie compressed and under names with their hash."""
    from django.conf import settings
    from django.core.management import call_command

    mark = Path(settings.STATIC_ROOT) / ".fingerprint"
    now = static_fingerprint()
    if mark.exists() and mark.read_text() == now:
        return
    say("Menyiapkan berkas statis …")
    call_command("collectstatic", verbosity=0, interactive=False, clear=True, stdout=io.StringIO())
    mark.write_text(now)


def load_regions() -> None:
    """All regions are in their table; a second time nothing changes."""
    from django.utils import timezone

    from simpul.core.actors import Actor
    from simpul.regions import actions
    from simpul.regions.models import Region

    if not Region.objects.exists():
        say("Memuat 91.599 wilayah …")
    actions.load(by=Actor.system("wilayah"), at=timezone.now())


def load_law() -> None:
    """The law tables hold what the data files say; what officers decided stays."""
    from django.utils import timezone

    from simpul.core.actors import Actor
    from simpul.law import actions

    actions.load(by=Actor.system("dasar hukum"), at=timezone.now())

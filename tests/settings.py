"""The settings of the tests: the site's own, on the tests' own cluster, quick where quickness changes nothing."""

import os
from pathlib import Path

from simpul.cli.postgres import Postgres

ROOT = Path(__file__).resolve().parent.parent
os.environ["SIMPUL_MODE"] = "test"
os.environ.setdefault("SIMPUL_DATA", str(ROOT / ".data" / "test"))
# started by tests/conftest.py; SIMPUL_TEST_DATABASE_URL names another server
CLUSTER = (
    None
    if os.environ.get("SIMPUL_TEST_DATABASE_URL")
    else Postgres(ROOT / ".data" / "test" / "postgres", durable=False)
)
os.environ["DATABASE_URL"] = CLUSTER.url("simpul") if CLUSTER else os.environ["SIMPUL_TEST_DATABASE_URL"]

from simpul.settings import *  # noqa: E402, F403
from simpul.settings import DATABASES  # noqa: E402

# Several test runs may share the server: each has databases of its own, named after the process that leads the run.
os.environ.setdefault("SIMPUL_TEST_RUN", str(os.getpid()))
DATABASES["default"]["TEST"] |= {"NAME": f"test_simpul_{os.environ['SIMPUL_TEST_RUN']}"}  # type: ignore[operator]
DATABASES["default"]["CONN_MAX_AGE"] = 0
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True  # static files straight from where they lie; none are collected

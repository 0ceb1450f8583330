"""What runs without anybody asking: the nightly jobs are on the calendar, and a job whose worker died is done again."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections
from procrastinate.contrib.django import app as jobs

from simpul.notices.actions import tell
from simpul.register import tasks
from tests import make

NIGHTLY = {
    "simpul.register.tasks.checkpoint": "5 17 * * *",
    "simpul.register.tasks.resume_stalled": "*/10 * * * *",
    "simpul.agreements.tasks.remind": "0 23 * * *",
    "simpul.meetings.tasks.remind": "0 23 * * *",
    "simpul.proposals.tasks.escalate": "15 23 * * *",
    "simpul.documents.tasks.sweep": "20 2 * * *",
}


def test_the_nightly_jobs_are_on_the_calendar():
    planned = {one.task.name: one.cron for one in jobs.periodic_registry.periodic_tasks.values()}
    assert planned == NIGHTLY


@pytest.mark.parametrize("name", NIGHTLY)
def test_a_nightly_job_waits_in_line_only_once(name):
    assert jobs.tasks[name].queueing_lock


def status(number: int) -> tuple[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text, worker_id FROM procrastinate_jobs WHERE id = %s", [number])
        return cursor.fetchone()


def begun(worker_age: str) -> int:
    """A job that a worker took; the worker last gave a sign of life so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval) RETURNING id",
            [worker_age],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE status = 'todo' RETURNING id",
            [worker],
        )
        return cursor.fetchone()[0]


@pytest.fixture
def waiting(committed):
    """One letter to be sent."""
    person = make.user("Petugas Awan")
    tell([person], subject="naskah:1", threshold="t", text="Ada", link="/", at=make.AT)


async def _sweep() -> None:
    try:
        await tasks.resume_stalled.func(None, timestamp=0)
    finally:
        await sync_to_async(connections.close_all)()  # that of the thread in which the loop asked


def sweep() -> None:
    """In a thread of its own: the browser of other tests keeps a loop running in this one."""
    with jobs.open(), ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _sweep()).result()


def test_a_job_whose_worker_was_killed_is_done_again(waiting):
    number = begun("10 minutes")
    sweep()
    assert status(number)[0] == "todo"


def test_a_job_whose_worker_lives_is_left_alone(waiting):
    number = begun("1 second")
    sweep()
    assert status(number)[0] == "doing"

"""Long jobs: queued with their transaction, seen while they run, cancelled, failed in words, begun again once."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import translation
from procrastinate.contrib.django import app as queue

from concentric.desk import registry, services, tasks
from concentric.desk.api import JobRun, cancel_job, run_job, start_job
from concentric.desk.models import Job
from concentric.desk.types import JobKind, JobState
from concentric.kernel.api import Actor, Invalid, Missing, Refused, Role, msgid, uuid7
from tests.access import factories as make

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 30
Work = Callable[[JobRun, Mapping[str, Any]], Mapping[str, Any]]


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], str]:
    """Registers a kind of job for one test."""
    monkeypatch.setattr(registry, "_entries", {k: {**v} for k, v in registry._entries.items()})

    def of(run: Work) -> str:
        registry.register(
            JobKind("test.work", "Work", run, result_url=lambda result: f"/result/{result['n']}")
        )
        return "test.work"

    return of


def anyone(name: str = "Wang") -> Actor:
    return Actor(uuid7(), None, "F001", frozenset({Role.OFFICER}), False, None, name)


def started(kind: str, actor: Actor | None = None, **params: Any) -> UUID:
    return start_job(actor=actor or anyone(), kind=kind, params=params)


def three_steps(run: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
    for step in range(3):
        run.progress(step + 1, 3, f"step {step + 1}")
    return {"n": params.get("n", 1)}


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], Any]]:
    """Asks the database through a connection of its own."""
    other = connections.create_connection("default")

    def ask(question: str) -> Any:
        with other.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()

    yield ask
    other.close()


@pytest.mark.django_db
def test_a_job_of_no_kind_is_refused() -> None:
    with pytest.raises(Invalid, match="called nothing"):
        started("nothing")


def test_a_start_that_is_rolled_back_leaves_nothing(
    committed_db: str, kind: Any, elsewhere: Any
) -> None:
    code = kind(three_steps)
    with transaction.atomic():
        started(code)
        transaction.set_rollback(True)
    assert elsewhere("SELECT count(*) FROM desk_job") == (0,)
    assert elsewhere("SELECT count(*) FROM procrastinate_jobs") == (0,)
    started(code)
    assert elsewhere("SELECT task_name, queue_name, status::text FROM procrastinate_jobs") == (
        "desk.run_job", "jobs", "todo",
    )  # fmt: skip


@pytest.mark.django_db
def test_a_job_runs_to_its_result(kind: Any) -> None:
    uuid = started(kind(three_steps), n=7)
    run_job(uuid)
    row = Job.objects.get(uuid=uuid)
    assert (row.state, row.done, row.total, row.says, row.attempts) == ("done", 3, 3, "step 3", 1)
    assert (row.result, row.failure) == ({"n": 7}, "")
    run_job(uuid)
    assert Job.objects.get(uuid=uuid).attempts == 1


@pytest.mark.parametrize("in_one_transaction", [False, True])
def test_progress_is_seen_from_outside_while_it_runs(
    committed_db: str, kind: Any, elsewhere: Any, in_one_transaction: bool
) -> None:
    seen = []

    def work(run: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
        run.progress(2, 5, "halfway")
        seen.append(elsewhere("SELECT state, done, total, says FROM desk_job"))
        return {"n": 1}

    def whole(run: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
        with transaction.atomic():
            return work(run, params)

    run_job(started(kind(whole if in_one_transaction else work)))
    assert seen == [("running", 2, 5, "halfway")]
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.django_db
def test_a_waiting_job_is_cancelled_at_once_and_does_not_run(kind: Any) -> None:
    actor = anyone()
    uuid = started(kind(three_steps), actor)
    cancel_job(actor=actor, uuid=uuid)
    run_job(uuid)
    row = Job.objects.get(uuid=uuid)
    assert (row.state, row.attempts) == ("cancelled", 0)
    cancel_job(actor=actor, uuid=uuid)
    assert Job.objects.get(uuid=uuid).state == "cancelled"


@pytest.mark.parametrize("in_one_transaction", [False, True])
def test_a_running_job_stops_at_its_next_report_and_keeps_nothing_half_done(
    committed_db: str, kind: Any, in_one_transaction: bool
) -> None:
    actor = anyone()

    def work(run: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
        Job.objects.create(kind="half done")
        run.progress(1, 2, "one")
        in_a_thread(lambda: cancel_job(actor=actor, uuid=run.uuid))
        run.progress(2, 2, "two")
        raise AssertionError("it went on")

    def whole(run: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
        with transaction.atomic():
            return work(run, params)

    uuid = started(kind(whole if in_one_transaction else work), actor)
    run_job(uuid)
    assert Job.objects.get(uuid=uuid).state == JobState.CANCELLED
    assert Job.objects.filter(kind="half done").exists() is not in_one_transaction


def in_a_thread(act: Callable[[], Any]) -> Any:
    """Does something as another request would: on a connection of its own."""

    def with_connection() -> Any:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(with_connection).result(timeout=WAIT_SECONDS)


@pytest.mark.django_db
def test_a_refusal_is_said_in_the_language_of_who_asked(kind: Any) -> None:
    def refused(run: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
        raise Refused(msgid("This page is not open to you."))

    code = kind(refused)
    for language, words in (("en", "This page is not open to you."), ("zh-hans", "\u60a8")):
        with translation.override(language):
            uuid = started(code)
        run_job(uuid)
        row = Job.objects.get(uuid=uuid)
        assert row.state == "failed"
        assert words in row.failure


@pytest.mark.django_db
@pytest.mark.parametrize("result", [None, {"n": object()}])
def test_a_fault_ends_the_job_and_reaches_the_log(
    kind: Any, result: Any, caplog: pytest.LogCaptureFixture
) -> None:
    uuid = started(kind(lambda run, params: result))
    with translation.override("en"), pytest.raises(TypeError):
        run_job(uuid)
    row = Job.objects.get(uuid=uuid)
    assert row.state == "failed"
    assert row.failure
    assert str(uuid) in caplog.text


@pytest.mark.django_db
def test_a_kind_that_is_gone_is_said(kind: Any) -> None:
    uuid = started(kind(three_steps))
    registry._entries[JobKind].clear()
    run_job(uuid)
    assert Job.objects.get(uuid=uuid).state == "failed"


@pytest.mark.django_db
def test_a_job_is_begun_twice_at_most(kind: Any) -> None:
    uuid = started(kind(three_steps))
    Job.objects.filter(uuid=uuid).update(state="running", attempts=1)
    run_job(uuid)
    assert Job.objects.get(uuid=uuid).state == "done"
    other = started("test.work")
    Job.objects.filter(uuid=other).update(state="running", attempts=2)
    run_job(other)
    row = Job.objects.get(uuid=other)
    assert (row.state, row.attempts) == ("failed", 2)


def test_two_workers_do_not_run_one_job(committed_db: str, kind: Any) -> None:
    begun, go_on, runs = threading.Event(), threading.Event(), []

    def work(run: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
        runs.append(run.uuid)
        begun.set()
        assert go_on.wait(WAIT_SECONDS)
        return {"n": 1}

    uuid = started(kind(work))
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(lambda: (run_job(uuid), connection.close()))
        assert begun.wait(WAIT_SECONDS)
        run_job(uuid)
        go_on.set()
        first.result(timeout=WAIT_SECONDS)
    assert runs == [uuid]
    assert Job.objects.get().state == "done"


def test_several_run_at_once(committed_db: str, kind: Any) -> None:
    together = threading.Barrier(3, timeout=WAIT_SECONDS)

    def work(run: JobRun, params: Mapping[str, Any]) -> Mapping[str, Any]:
        together.wait()
        run.progress(1, 1, "")
        return {"n": params["n"]}

    code = kind(work)
    uuids = [started(code, n=n) for n in range(3)]
    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(lambda u=u: (run_job(u), connection.close())) for u in uuids]:
            done.result(timeout=WAIT_SECONDS)
    assert [Job.objects.get(uuid=u).result["n"] for u in uuids] == [0, 1, 2]


WORKER = """
import os, sys, time
import django
django.setup()
from concentric.desk import registry
from concentric.desk.types import JobKind
def work(run, params):
    run.progress(1, 2, "begun")
    if sys.argv[1] == "hang":
        time.sleep(600)
    return {"n": 1}
registry.register(JobKind("test.work", "Work", work))
from procrastinate.contrib.django import app
app.with_connector(app.connector.get_worker_connector()).run_worker(
    wait=sys.argv[1] == "hang", queues=["jobs"], update_heartbeat_interval=0.2
)
"""


def worker(environment: dict[str, str], how: str) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join(str(ROOT / part) for part in ("src", "config"))
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, how],
        env=environment | {"PYTHONPATH": paths, "CONCENTRIC_POOL": "0"},
    )


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < limit, "it took too long"
        time.sleep(0.05)


def close_here() -> None:
    """Close the calling thread's connection: that of asynchronous work outlives the test's database."""
    connection.close()


def take_up(silent_seconds: float) -> int:
    async def once() -> int:
        try:
            return await tasks.take_up(queue.job_manager, silent_seconds)
        finally:
            await sync_to_async(close_here)()

    return asyncio.run(once())


def test_a_job_whose_worker_was_killed_runs_again_once(
    command_environment: dict[str, str], kind: Any
) -> None:
    uuid = started(kind(three_steps))
    killed = worker(command_environment, "hang")
    until(lambda: Job.objects.get(uuid=uuid).says == "begun")
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    time.sleep(0.5)
    assert take_up(0.3) == 1
    assert take_up(0.3) == 0
    second = worker(command_environment, "finish")
    assert second.wait(timeout=WAIT_SECONDS) == 0
    row = Job.objects.get(uuid=uuid)
    assert (row.state, row.attempts, row.result) == ("done", 2, {"n": 1})


def test_a_worker_that_lives_is_left_alone(command_environment: dict[str, str], kind: Any) -> None:
    uuid = started(kind(three_steps))
    living = worker(command_environment, "hang")
    try:
        until(lambda: Job.objects.get(uuid=uuid).says == "begun")
        assert take_up(tasks.STALLED_AFTER_SECONDS) == 0
    finally:
        living.kill()
        living.wait()


def test_the_queue_knows_its_tasks() -> None:
    assert {services.TASK, "desk.take_up_jobs"} <= set(queue.tasks)
    assert queue.tasks[services.TASK].queue == services.QUEUE


@pytest.fixture
def signed_in() -> tuple[Client, Actor]:
    actor = make.acting(Role.OFFICER, "ASSOC")
    return signed_in_as(actor), actor


def signed_in_as(actor: Actor) -> Client:
    from concentric.access.models import User

    make.account(actor.person)
    client = Client(headers={"accept-language": "en"})
    client.cookies["django_language"] = "en"
    client.force_login(
        User.objects.get(person__uuid=actor.person),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


@pytest.mark.django_db
def test_the_part_of_the_page_asks_again_until_the_job_is_over(
    signed_in: tuple[Client, Actor], kind: Any
) -> None:
    client, actor = signed_in
    uuid = started(kind(three_steps), actor, n=5)
    address = f"/desk/jobs/{uuid}/"
    part = client.get(address, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert b"<html" not in part.content
    assert f'hx-get="{address}" hx-trigger="every 1s"'.encode() in part.content
    assert b"Cancel" in part.content
    run_job(uuid)
    part = client.get(address, headers={"HX-Request": "true"})
    assert b"hx-get" not in part.content
    assert b'href="/result/5"' in part.content


@pytest.mark.django_db
def test_a_job_is_cancelled_from_its_page(signed_in: tuple[Client, Actor], kind: Any) -> None:
    client, actor = signed_in
    uuid = started(kind(three_steps), actor)
    assert client.post(f"/desk/jobs/{uuid}/cancel/").status_code == 302
    assert Job.objects.get(uuid=uuid).state == "cancelled"
    assert client.get(f"/desk/jobs/{uuid}/cancel/").status_code == 405


@pytest.mark.django_db
def test_the_job_of_another_is_not_there(signed_in: tuple[Client, Actor], kind: Any) -> None:
    client, _actor = signed_in
    uuid = started(kind(three_steps), anyone())
    part = {"HX-Request": "true"}
    assert client.get(f"/desk/jobs/{uuid}/", headers=part).status_code == 404
    assert client.post(f"/desk/jobs/{uuid}/cancel/", headers=part).status_code == 404
    assert Job.objects.get(uuid=uuid).state == "waiting"
    with pytest.raises(Missing):
        cancel_job(actor=Actor.anonymous(), uuid=uuid)

"""Identifiers of version 7: right bits, never out of order."""

from __future__ import annotations

import os
import pickle
import time
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from itertools import pairwise
from uuid import RFC_4122, UUID

import pytest

from concentric.kernel import identifiers
from concentric.kernel.api import uuid7


def test_version_variant_and_time() -> None:
    before = time.time_ns() // 1_000_000
    made = identifiers._Series().next()[0]
    after = time.time_ns() // 1_000_000
    assert before <= made <= after
    identifier = uuid7()
    assert (identifier.version, identifier.variant) == (7, RFC_4122)
    assert abs((identifier.int >> 80) - after) < 60_000


def test_each_is_greater_than_the_one_before() -> None:
    made = [uuid7() for _ in range(20_000)]
    assert all(one < other for one, other in pairwise(made))
    assert {(u.version, u.variant) for u in made} == {(7, RFC_4122)}


def test_threads_share_one_series() -> None:
    def many(_: int) -> list[UUID]:
        return [uuid7() for _ in range(2_000)]

    with ThreadPoolExecutor(8) as pool:
        runs = list(pool.map(many, range(8)))
    assert all(run == sorted(run) for run in runs)
    assert len({u for run in runs for u in run}) == 16_000


def test_order_survives_a_clock_that_steps_back(monkeypatch: pytest.MonkeyPatch) -> None:
    series = identifiers._Series()
    moments = iter([5_000_000_000, 1_000_000_000, 4_000_000_000])
    monkeypatch.setattr(identifiers.time, "time_ns", lambda: next(moments))
    made = [series.next() for _ in range(3)]
    assert made == sorted(set(made))


def test_a_used_up_tail_borrows_a_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    series = identifiers._Series()
    monkeypatch.setattr(identifiers.time, "time_ns", lambda: 5_000_000_000)
    first = series.next()
    series._tail = (1 << 74) - 1
    assert series.next() > (first[0], (1 << 74) - 1)


def test_a_fork_does_not_repeat_its_parent() -> None:
    uuid7()
    used = identifiers._series._tail
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, b"old" if identifiers._series._tail == used else b"new")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reading, 3) == b"new"
    os.close(reading)
    os.close(writing)


def test_an_identifier_is_a_uuid_like_any_other() -> None:
    made = uuid7()
    for other in (
        UUID(str(made)),
        UUID(int=made.int),
        pickle.loads(pickle.dumps(made)),
        copy(made),
    ):
        assert other == made
        assert hash(other) == hash(made)
        assert (other.is_safe, repr(other)) == (made.is_safe, repr(made))

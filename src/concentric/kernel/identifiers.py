"""UUIDs of version 7 (RFC 9562): ordered by time, so that indexes grow at one end."""

from __future__ import annotations

import os
import secrets
import threading
import time
from collections.abc import Iterator
from uuid import UUID, SafeUUID

_RANDOM_BITS = 74
_LOW_BITS = 62
_LOW = (1 << _LOW_BITS) - 1
_VERSION = 7 << 76
_VARIANT = 0b10 << _LOW_BITS


class _Series:
    """The identifiers of one process: each greater than the last, whatever the clock does."""

    def __init__(self) -> None:
        self.begin_again()

    def begin_again(self) -> None:
        """Forget the last identifier, and a lock that another thread of a parent process may hold."""
        self._lock = threading.Lock()
        self._millisecond = 0
        self._tail = 0
        self._step = _steps().__next__

    def next(self) -> tuple[int, int]:
        """The millisecond and the 74-bit tail of the next identifier."""
        now = time.time_ns() // 1_000_000
        with self._lock:
            if now > self._millisecond:
                self._millisecond = now
                self._tail = _fresh_tail()
                return now, self._tail
            # A random step keeps the next identifier unguessable; a tail used up borrows a millisecond.
            self._tail += 1 + self._step()
            if self._tail >> _RANDOM_BITS:
                self._millisecond += 1
                self._tail = _fresh_tail()
            return self._millisecond, self._tail


def _steps() -> Iterator[int]:
    # Asking the system for many random numbers at once costs as much as asking for one.
    while True:
        yield from memoryview(os.urandom(256)).cast("I")


def _fresh_tail() -> int:
    # The top bit stays free, so that many steps fit into one millisecond.
    return secrets.randbits(_RANDOM_BITS - 1)


_series = _Series()
_new, _put = object.__new__, object.__setattr__


# A forked child would continue the parent's tail, and could inherit a held lock.
os.register_at_fork(after_in_child=_series.begin_again)


def uuid7() -> UUID:
    """A new UUID of version 7, greater than every one this process made before."""
    millisecond, tail = _series.next()
    high, low = tail >> _LOW_BITS, tail & _LOW
    # Made as unpickling makes one: the constructor would ask which of its six forms was meant, and that
    # takes longer than all the rest when a batch of facts is recorded.
    made = _new(UUID)
    _put(made, "int", millisecond << 80 | _VERSION | high << 64 | _VARIANT | low)
    _put(made, "is_safe", SafeUUID.unknown)
    return made

"""Identifiers that sort by the moment they were made (RFC 9562, version 7)."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_COUNTER_BITS = 12
_RANDOM_BITS = 62
_lock = threading.Lock()
_last = 0


def uuid7() -> UUID:
    """A UUID version 7: 48 bits of milliseconds, then 12 bits that count within one, then 62 random bits.

    Within a process each is greater than the one before, also when the clock stands or steps back.
    """
    global _last
    with _lock:
        _last = max(_last + 1, (time.time_ns() // 1_000_000) << _COUNTER_BITS)
        moment = _last
    milliseconds, counter = moment >> _COUNTER_BITS, moment & ((1 << _COUNTER_BITS) - 1)
    random = int.from_bytes(os.urandom(8), "big") >> 2
    value = milliseconds << 80 | 0x7 << 76 | counter << 64 | 0b10 << _RANDOM_BITS | random
    return UUID(int=value)

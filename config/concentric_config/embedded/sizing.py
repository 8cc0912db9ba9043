"""The server's settings, sized for the machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

MEBIBYTE = 1024 * 1024
SMALLEST_SHARED_MEMORY = 256
"""Below this many MiB in /dev/shm (containers often have 64) parallel queries need another place."""

DURABILITY_OFF: dict[str, str | int] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "autovacuum": "off",
    "shared_buffers": "256MB",
}
"""For tests: a crash loses everything, and nobody minds."""


def memory_mib() -> int:
    """The memory this process may use, in MiB: the machine's, or its control group's if that is smaller."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = Path("/sys/fs/cgroup/memory.max")
    stated = limit.read_text(encoding="ascii").strip() if limit.is_file() else "max"
    return (min(whole, int(stated)) if stated.isdigit() else whole) // MEBIBYTE


def shared_memory_mib() -> int:
    """The size of /dev/shm in MiB, 0 where there is none."""
    try:
        found = os.statvfs("/dev/shm")
    except OSError:
        return 0
    return found.f_blocks * found.f_frsize // MEBIBYTE


def sized(memory: int, processors: int, shared_memory: int, *, fast: bool) -> dict[str, str | int]:
    """Settings for `memory` MiB, so many processors and so much /dev/shm."""
    settings: dict[str, str | int] = {
        "shared_buffers": f"{min(max(memory // 8, 128), 2048)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "work_mem": f"{min(max(memory // 256, 8), 64)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 64), 512)}MB",
        "max_connections": 100,
        "max_worker_processes": max(processors, 4),
        "max_parallel_workers": processors,
        "max_parallel_workers_per_gather": min(max(processors // 2, 1), 4),
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "password_encryption": "scram-sha-256",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_lock_waits": "on",
        "idle_in_transaction_session_timeout": "10min",
    }
    if shared_memory < SMALLEST_SHARED_MEMORY:
        settings["dynamic_shared_memory_type"] = "mmap"
    return settings | (DURABILITY_OFF if fast else {})


def settings_text(port: int, *, fast: bool) -> str:
    """The configuration file of this machine's server."""
    settings: Mapping[str, str | int] = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        **sized(memory_mib(), os.cpu_count() or 1, shared_memory_mib(), fast=fast),
    }
    head = "# Written anew at every start of the server.\n"
    return head + "".join(f"{name} = '{value}'\n" for name, value in settings.items())

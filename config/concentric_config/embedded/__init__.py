"""A PostgreSQL of our own: the server's programs come in a wheel, this package runs one cluster with them.

Used by the command line, the demo and the tests where no `CONCENTRIC_DATABASE_URL` names another server. It runs
as the current user or, for root, as the system user `concentric` on a copy of the programs, because
PostgreSQL refuses root. It listens on loopback only, asks for passwords, and never changes the mode of a
folder it did not make. It knows nothing of Django or of the product's tables.
"""

from concentric_config.embedded.binaries import program, programs_are_present
from concentric_config.embedded.server import Server, is_running, known, running, start, stop
from concentric_config.embedded.state import ADMIN, OWNER, WEB
from concentric_config.embedded.trouble import ServerUnavailable

__all__ = [
    "ADMIN",
    "OWNER",
    "WEB",
    "Server",
    "ServerUnavailable",
    "is_running",
    "known",
    "program",
    "programs_are_present",
    "running",
    "start",
    "stop",
]

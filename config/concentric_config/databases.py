"""From addresses of databases to Django's `DATABASES`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from concentric_config import embedded, environment

NOT_STARTED = "postgresql://{role}@127.0.0.1:1/concentric"
"""An address where nobody answers: settings must load before the embedded server runs."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The database as the web role and as the owner (empty where this process was not told)."""

    web: str
    owner: str


def server_home(var: Path) -> Path:
    """Where the embedded server lives."""
    return var / "postgres"


def addresses(var: Path) -> Addresses:
    """The operator's addresses, else those of the embedded server if it runs."""
    if web := environment.text("DATABASE_URL"):
        return Addresses(web=web, owner=environment.text("OWNER_DATABASE_URL"))
    if server := embedded.known(server_home(var)):
        return Addresses(web=server.url_web, owner=server.url_owner)
    return Addresses(
        web=NOT_STARTED.format(role=embedded.WEB), owner=NOT_STARTED.format(role=embedded.OWNER)
    )


def django_databases(found: Addresses, *, pool: int) -> dict[str, Any]:
    """Alias `default` is the web role with a pool; `owner`, if known, is for `migrate --database owner`."""
    aliases = {"default": django_database(found.web, pool=pool)}
    if found.owner:
        aliases["owner"] = django_database(found.owner, pool=0)
    return aliases


def django_database(url: str, *, pool: int) -> dict[str, Any]:
    """One database as Django wants it. Anything else in the address (sslmode, …) is passed on."""
    parts: dict[str, Any] = dict(conninfo_to_dict(url))
    options: dict[str, Any] = {"connect_timeout": 10}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 20}
    settings = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
    }
    return settings | {"OPTIONS": options | parts}

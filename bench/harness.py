"""What every benchmark shares: rows with their limits, a table on the screen, a JSON file, the machine's name."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Row:
    """One measured quantity. With `at_least` or `at_most` it is judged, without both it is told."""

    what: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def verdict(self) -> str:
        """`met`, `missed`, or nothing where there is no limit."""
        if self.at_least is None and self.at_most is None:
            return ""
        too_low = self.at_least is not None and self.value < self.at_least
        too_high = self.at_most is not None and self.value > self.at_most
        return "missed" if too_low or too_high else "met"

    @property
    def limit(self) -> str:
        """The limit in words."""
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return "" if self.at_most is None else f"<= {self.at_most:g}"


@dataclass(slots=True)
class Report:
    """The rows of one benchmark; `finish` prints them and writes `var/bench/<name>.json`."""

    name: str
    rows: list[Row] = field(default_factory=list)

    def add(
        self,
        what: str,
        value: float,
        unit: str,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
    ) -> None:
        """Add a quantity."""
        self.rows.append(Row(what, value, unit, at_least, at_most))

    def finish(self) -> bool:
        """Show and keep the rows; True when no limit was missed."""
        width = max(len(row.what) for row in self.rows)
        print(f"{self.name}  ({machine()['cpu']}, {machine()['cores']} cores)")
        for row in self.rows:
            print(
                f"  {row.what:<{width}}  {row.value:>12,.3f} {row.unit:<10} {row.limit:>8}  {row.verdict}"
            )
        place = ROOT / "var" / "bench" / f"{self.name}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        rows = [asdict(row) | {"verdict": row.verdict} for row in self.rows]
        said = {"name": self.name, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        place.write_text(json.dumps(said | {"machine": machine(), "rows": rows}, indent=2) + "\n")
        return all(row.verdict != "missed" for row in self.rows)


def machine() -> dict[str, str | int]:
    """What a figure depends on besides the code."""
    cpus = Path("/proc/cpuinfo")
    lines = cpus.read_text().splitlines() if cpus.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "cpu": models[0] if models else platform.machine(),
        "cores": os.cpu_count() or 0,
        "system": platform.system(),
        "python": platform.python_version(),
    }


def median(values: Sequence[float]) -> float:
    """The median of the rounds of one measurement."""
    return statistics.median(values)


@contextmanager
def installation() -> Iterator[Path]:
    """A new installation with its own embedded server, migrated, with Django set up; gone afterwards.

    Call it before anything of Django is imported. Yields its folder.
    """
    os.umask(0o022)
    with TemporaryDirectory(prefix="concentric-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        for variable in [v for v in os.environ if v.startswith("CONCENTRIC_")]:
            del os.environ[variable]
        os.environ["CONCENTRIC_VAR"] = str(folder / "var")
        os.environ["DJANGO_SETTINGS_MODULE"] = "concentric_config.settings"
        from concentric_config import bring_up

        with bring_up.database():
            import django

            django.setup()
            bring_up.migrate()
            yield folder

"""`django-admin places build`: the packaged lists, made anew from the packages they come from.

Loading lists is `concentric import places` and `concentric import communities`.
"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from concentric.places import building, reading


class Command(BaseCommand):
    """Builds the packaged lists of places."""

    help = "Build the packaged lists of places."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One sub-command per act."""
        acts = parser.add_subparsers(dest="act", required=True)
        build = acts.add_parser("build", help="rebuild the packaged lists from the two packages")
        build.add_argument("--packages", type=Path, required=True, help="china-division/dist")
        build.add_argument("--points", type=Path, required=True, help="cpca/resources/adcodes.csv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the lists and say how long they are."""
        rows, zones = building.build_china(options["packages"], options["points"], reading.DATA)
        tags = building.build_tags(reading.csv_rows(reading.DATA / "tag-rules.csv"), rows)
        reading.write_divisions(rows)
        reading.write_zones(zones)
        reading.write_tags(tags)
        self.stdout.write(f"{len(rows)} divisions, {len(zones)} zones, {len(tags)} tags")

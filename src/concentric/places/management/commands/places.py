"""`manage places build | load | load-communities`: the packaged lists, and lists of an operator."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from concentric.kernel.api import Actor, ConcentricError
from concentric.places import building, reading, services
from concentric.places.types import LoadOutcome


class Command(BaseCommand):
    """Builds and loads lists of places."""

    help = "Build or load lists of places."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One sub-command per act."""
        acts = parser.add_subparsers(dest="act", required=True)
        build = acts.add_parser("build", help="rebuild the packaged lists from the two packages")
        build.add_argument("--packages", type=Path, required=True, help="china-division/dist")
        build.add_argument("--points", type=Path, required=True, help="cpca/resources/adcodes.csv")
        load = acts.add_parser("load", help="load the packaged lists, or a list of divisions")
        load.add_argument("--divisions", type=Path, help="another country's list, same columns")
        load.add_argument("--source", default="", help="its name and version")
        communities = acts.add_parser("load-communities", help="load the communities of one county")
        communities.add_argument("county")
        communities.add_argument("file", type=Path, help="villages.csv of china-division")
        communities.add_argument("--source", default=services.PACKAGED_SOURCE)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the act; a refusal becomes a message and a failure code."""
        acts = {"build": self._build, "load": self._load, "load-communities": self._communities}
        try:
            acts[options["act"]](options)
        except ConcentricError as error:
            raise CommandError(str(error)) from error

    def _build(self, options: dict[str, Any]) -> None:
        rows, zones = building.build_china(options["packages"], options["points"], reading.DATA)
        tags = building.build_tags(reading.csv_rows(reading.DATA / "tag-rules.csv"), rows)
        reading.write_divisions(rows)
        reading.write_zones(zones)
        reading.write_tags(tags)
        self.stdout.write(f"{len(rows)} divisions, {len(zones)} zones, {len(tags)} tags")

    def _load(self, options: dict[str, Any]) -> None:
        actor = Actor.system("places load")
        if options["divisions"] is None:
            self._say(services.load_packaged(actor=actor))
            return
        if not options["source"]:
            raise CommandError("Give --source: the name and version of the list.")
        outcome = services.load_divisions(
            actor=actor, path=options["divisions"], source=options["source"]
        )
        services.state_places(actor=actor)
        self._say(outcome)

    def _communities(self, options: dict[str, Any]) -> None:
        self._say(
            services.load_communities(
                actor=Actor.system("places load-communities"),
                county=options["county"],
                path=options["file"],
                source=options["source"],
            )
        )

    def _say(self, outcome: LoadOutcome) -> None:
        self.stdout.write(
            f"{outcome.created} new, {outcome.changed} changed, {outcome.unchanged} unchanged"
        )

"""An import-linter contract: another room may import a room's `api` and `types`, and nothing else of it."""

from __future__ import annotations

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class DoorContract(Contract):
    """Keeps every import between rooms on the doors named in the contract."""

    rooms = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import from outside a room into anything but its doors breaks the contract."""
        broken = sorted(
            pair
            for room in self.rooms
            if room in graph.modules
            for pair in self._intrusions(graph, room)
        )
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def _intrusions(self, graph: ImportGraph, room: str) -> set[tuple[str, str]]:
        inside = {room} | graph.find_descendants(room)
        doors = {f"{room}.{door}" for door in self.doors}
        return {
            (outsider, module)
            for module in inside - doors
            for outsider in graph.find_modules_that_directly_import(module) - inside
            if ".migrations."
            not in outsider  # Django writes the real module of a default's function
        }

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line per import that passes by the door."""
        for outsider, module in check.metadata["broken"]:
            output.print_error(f"{outsider} imports {module}: use the room's api or types.")

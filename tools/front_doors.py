"""An import contract: other code enters a capability only by its actions, queries, events and model."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DOORS = frozenset({"actions", "queries", "events", "model"})


class FrontDoors(Contract):
    """Fails on an import from outside a capability into anything but its four doors. `app` may load what it discovers."""

    pillars = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002 - the base class's signature
        """Look at every direct import."""
        breaches = []
        for module in sorted(graph.modules):
            home = self._capability(module)
            if home is None or len(parts := module.split(".")) < 4 or parts[3] in DOORS:
                continue
            importers = sorted(graph.find_modules_that_directly_import(module))
            outside = [each for each in importers if each != home and not each.startswith(home + ".")]
            breaches.extend(f"{importer} -> {module}" for importer in outside)
        return ContractCheck(kept=not breaches, metadata={"breaches": breaches})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Say which imports came in by no door."""
        for breach in check.metadata["breaches"]:
            output.print_error(f"{breach}: enter by {', '.join(sorted(DOORS))}")

    def _capability(self, module: str) -> str | None:
        parts = module.split(".")
        return ".".join(parts[:3]) if len(parts) > 2 and parts[1] in self.pillars else None

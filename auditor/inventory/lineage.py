"""What data a resource holds: what it says of itself, else what its nearest originals do, else a guess from its name."""

from __future__ import annotations

from auditor.inventory.classify import Classification, Classifier
from auditor.inventory.link import MOVERS, NOT_READ, Index, Origin, edges, origins
from auditor.model import Resource

LINEAGE = 8
"""How many originals are followed to inherit a category: a copy of an image of a snapshot of a volume is four."""


class Lineage:
    """Bound to one snapshot: `add` every resource, then ask."""

    def __init__(self, classifier: Classifier, index: Index) -> None:
        self._classifier, self._index = classifier, index
        self._same: dict[Classification, Classification] = {}
        self.hidden = False

    def add(self, resource: Resource) -> None:
        """Let the index know a resource with what it says of its own data; one object for all that say the same."""
        found = self._classifier.own(resource)
        self._index.add(resource, self._same.setdefault(found, found))
        self.hidden = self.hidden or bool(found.unknown)

    def of(self, resource: Resource) -> Classification:
        """Own category, else the original's, else a guess; no guess where something that was not read might tell."""
        found = self._index.own(resource.id)
        if found.source is None and not found.unknown:
            found = self._inherited(resource)
        if found.source is None and not found.unknown:
            found = self._classifier.presumed(resource)
        return found

    def _inherited(self, resource: Resource) -> Classification:
        """The categories of its nearest classified originals; unsure when one was not read."""
        hole = resource.unknown.get("origin") or (resource.kind in MOVERS and next((edge.refused for edge in edges(resource)), ""))
        if hole:
            return Classification(unknown=hole)
        found = [self._original(origin) for origin in origins(resource)]
        doubt = next((one.unknown for one in found if one.unknown), "")
        if doubt or not any(one.source for one in found):
            return Classification(unknown=doubt)
        categories = dict.fromkeys(category for one in found for category in one.categories)
        activities = dict.fromkeys(activity for one in found for activity in one.activities)
        return Classification(tuple(categories), tuple(activities), "inherited")

    def _original(self, origin: Origin) -> Classification:
        """What an original says of its data, or the one it was itself made from."""
        for _step in range(LINEAGE):
            id = self._index.named(origin.id)
            node = self._index.nodes.get(id)
            if node is None:
                return Classification(unknown="" if self._index.was_read(origin) else f"{NOT_READ}: {id}")
            if node.data.source is not None or node.data.unknown or not node.origins:
                return node.data
            origin = node.origins[0]
        return Classification()

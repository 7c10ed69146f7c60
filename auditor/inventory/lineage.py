"""What data a resource holds: what it says of itself, else what its nearest classified originals do, else a guess from its name."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.inventory.classify import UNCLASSIFIED, Classification, Classifier
from auditor.inventory.link import NOT_READ, Index, Node
from auditor.model import Resource
from auditor.reason import reason_for

LINEAGE = 8
"""How many originals are followed to inherit a category: a copy of an image of a snapshot of a volume is four."""


class Lineage:
    """Bound to one snapshot, whose index holds every resource before the first is asked for."""

    def __init__(self, classifier: Classifier, index: Index) -> None:
        self._classifier, self._index = classifier, index

    def of(self, resource: Resource) -> Classification:
        """Own category, else the original's, else a guess; no guess where something that was not read might tell."""
        node = self._index.nodes[resource.id]
        if node.data.tells:
            return node.data
        found = inherited(node, self._index)
        return self._classifier.unheard(resource, found if found.tells else self._classifier.presumed(resource))


def inherited(node: Node, index: Index) -> Classification:
    """What its originals say of its data; unsure of more when one was not read, or one of several says nothing."""
    found = dict(_nearest(node, index))
    told = any(one.source for one in found.values())
    doubt = next((one.unknown for one in found.values() if one.unknown), "")
    if not doubt and told:
        doubt = next((reason_for(UNCLASSIFIED, id) for id, one in found.items() if not one.source), "")
    categories = dict.fromkeys(category for one in found.values() for category in one.categories)
    activities = dict.fromkeys(activity for one in found.values() for activity in one.activities)
    return Classification(tuple(categories), tuple(activities), "inherited" if told else None, doubt)


def _nearest(node: Node, index: Index) -> Iterator[tuple[str, Classification]]:
    """The first original on every way back that says anything, or the last; none of those that no longer exist."""
    seen: set[str] = set()
    level = [("", node)]
    for _step in range(LINEAGE):
        following: list[tuple[str, Node]] = []
        for of, each in level:
            if each.untraced:
                yield of, Classification(unknown=each.untraced)
            elif of and not each.origins:
                yield of, Classification()
            for origin in () if each.untraced else each.origins:
                id = index.named(origin.id)
                if id in seen:
                    continue
                seen.add(id)
                found = index.nodes.get(id)
                if found is not None and found.data.tells:
                    yield id, found.data
                elif found is not None:
                    following.append((id, found))
                elif not index.was_read(origin):
                    yield id, Classification(unknown=reason_for(NOT_READ, id))
        level = following

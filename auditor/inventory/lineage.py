"""Whose data a thing made of others holds: the categories of its nearest classified originals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.inventory.classify import UNCLASSIFIED, Classification
from auditor.inventory.link import NOT_READ, Index, Node

LINEAGE = 8
"""How many originals are followed to inherit a category: a copy of an image of a snapshot of a volume is four."""


def inherited(node: Node, index: Index, own: Mapping[str, Classification]) -> Classification:
    """What its originals, `own` by id, say of its data; unsure when one was not read, or one of several says nothing."""
    found = dict(_nearest(node, index, own))
    said = [one for one in found.values() if one.source]
    doubt = next((one.unknown for one in found.values() if one.unknown), "")
    if not doubt and said:
        doubt = next((f"{UNCLASSIFIED}: {id}" for id, one in found.items() if not one.source), "")
    if doubt or not said:
        return Classification(unknown=doubt)
    categories = dict.fromkeys(category for one in said for category in one.categories)
    activities = dict.fromkeys(activity for one in said for activity in one.activities)
    return Classification(tuple(categories), tuple(activities), "inherited")


def _nearest(node: Node, index: Index, own: Mapping[str, Classification]) -> Iterator[tuple[str, Classification]]:
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
                if id in own:
                    yield id, own[id]
                elif found := index.nodes.get(id):
                    following.append((id, found))
                elif not index.was_read(origin):
                    yield id, Classification(unknown=f"{NOT_READ}: {id}")
        level = following

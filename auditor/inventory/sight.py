"""What the whole of a snapshot has to know of each resource: seen by one process, or by several that hand over what they saw, packed."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from auditor.inventory.classify import Classification, Classifier
from auditor.inventory.link import Node, Same, node_of
from auditor.inventory.packed import GAPS
from auditor.inventory.told import of_account
from auditor.model import Coverage, Manifest, Resource, Told

MEMBERS = "guardrail.members"
Calls = Mapping[str, Mapping[str, str]]
"""The calls that facts rest on, by native type."""


class More(msgspec.Struct, frozen=True):
    """What few resources have: other names, an account that they lie in and was not asked, what people declare of the account.

    `inside` are the accounts of an organisation that one of its own tells, `members` is why it could not tell them.
    """

    aliases: tuple[str, ...] = ()
    elsewhere: bool = False
    told: Told | None = None
    inside: tuple[str, ...] = ()
    members: str = ""


NOTHING = More()


class Seen(NamedTuple):
    """One resource, as the whole has to know it."""

    id: str
    node: Node
    more: More = NOTHING


class Sight:
    """Looks at resources; one object for all nodes that are the same."""

    def __init__(self, classifier: Classifier, calls: Calls, same: Same) -> None:
        self._classifier, self._calls, self._same = classifier, calls, same
        self._data: dict[Classification, Classification] = {}

    def of(self, resource: Resource) -> Seen:
        """What has to be known of one."""
        data = self._classifier.own(resource)
        node = self._same.node(node_of(resource, self._data.setdefault(data, data), self._same.edge))
        return Seen(resource.id, node, _more(resource, self._calls))


def _more(resource: Resource, calls: Calls) -> More:
    organisation = (resource.facts.get("guardrail") or {}).get("organization")
    members = resource.unknown.get(MEMBERS, "") if MEMBERS in calls.get(resource.native_type, ()) else ""
    if not (resource.aliases or resource.holder is not None or resource.told or organisation or members):
        return NOTHING
    inside = (resource.account, organisation) if organisation else ()
    told = None if resource.told is None else of_account(resource.told)
    return More(resource.aliases, resource.holder is not None, told, inside, members)


def unlisted(manifest: Manifest, coverage: Iterable[Coverage]) -> Iterator[tuple[str, Any]]:
    """The accounts of which nobody could tell whether an organisation holds them, or which others it does, each with the reason."""
    told_by = {call for calls in manifest.calls.values() for call in calls.get(MEMBERS, "").split(", ")} - {""}
    return ((line.account, line.reason) for line in coverage if line.status in GAPS and line.call in told_by)


class Packing:
    """Packs what was seen, part by part; each node is written once, and meant by its number from then on."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}

    def pack(self, seen: Iterable[Seen]) -> bytes:
        """One part, which only an Unpacking reads that has read those before it. Its nodes are those of one Same."""
        ids: list[str] = []
        nodes: list[Node] = []
        numbers, more = array("I"), dict[int, More]()
        for position, one in enumerate(seen):
            number = self._numbers.get(id(one.node))
            if number is None:
                number = self._numbers[id(one.node)] = len(self._numbers)
                nodes.append(one.node)
            ids.append(one.id)
            numbers.append(number)
            if one.more is not NOTHING:
                more[position] = one.more
        return pickle.dumps((ids, numbers.tobytes(), nodes, more), pickle.HIGHEST_PROTOCOL)


class Unpacking:
    """Reads the parts of one Packing, in its order, and lets their nodes be those of `same`."""

    def __init__(self, same: Same) -> None:
        self._same = same
        self._nodes: list[Node] = []

    def seen(self, part: bytes) -> Iterator[Seen]:
        """What it holds. It comes from a process that was forked from this one."""
        ids, packed, nodes, more = pickle.loads(part)  # noqa: S301 - our own child's
        self._nodes += map(self._same.again, nodes)
        numbers = array("I", packed)
        for position, identifier in enumerate(ids):
            yield Seen(identifier, self._nodes[numbers[position]], more.get(position, NOTHING))

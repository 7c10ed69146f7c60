"""Flows: from a resource to every other place its data goes, followed transitively, each with the path that leads there.

Only what holds the content carries it onward: a replica of a replica and a copy of a replica count, the access logs of a replica do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from auditor.inventory.hosts import Host, host, owner
from auditor.model import Coverage, Resource
from auditor.reference.facts import facts

CARRIES_ON = frozenset({"replica", "copy"})
"""Roles after which the data itself lies at the target and may leave again."""
MOVERS = frozenset({"transfer", "cdn", "backup_plan", "trail", "delivery_stream"})
"""Kinds that hold nothing of their own: what they move is another resource's, and they are judged as that data."""
CONVEYORS = frozenset({"stream", "queue"})
"""Kinds that are there to be emptied by others: where their content goes is said by the mover that names them as its source."""
STAYS = frozenset({"log", "key"})
"""Roles of a target's own flows that do not hold what reached it."""
NOT_READ = "target_not_read"
BY_BATCH = "not_collected: a replica is not replicated again, unless somebody has a batch do so"


class Edge(msgspec.Struct, frozen=True):
    """One flow out of a resource. `refused` holds the reason when the flows of that aspect could not be read.

    `provider` is the cloud of the resource that it leaves: a region means nothing without it.
    """

    role: str
    aspect: str
    native_type: str = ""
    flow: Mapping[str, Any] = {}
    refused: str = ""
    provider: str = ""


class Node(msgspec.Struct, frozen=True):
    """What the other resources need to know of one."""

    kind: str
    provider: str
    account: str
    region: str | None
    region_unknown: str
    edges: tuple[Edge, ...]
    origins: tuple[str, ...]
    manager: str | None


class Hop(msgspec.Struct, frozen=True):
    """A place reached: the edge taken last, the target's node when it was read, and the ids passed through."""

    edge: Edge
    node: Node | None
    path: tuple[str, ...]


def edges(resource: Resource) -> Iterator[Edge]:
    """The flows of one resource, refused ones included."""
    flows = resource.facts.get("flows") or {}
    for name, role in _aspects():
        aspect = f"flows.{name}"
        reason = resource.unknown.get(aspect)
        if reason is not None:
            yield Edge(role, aspect, resource.native_type, refused=reason)
        for flow in flows.get(name) or ():
            yield Edge(role, aspect, resource.native_type, flow, provider=resource.provider)


def foreign(resources: Iterable[Resource]) -> set[str]:
    """Targets of flows that say no place of their own, and that no resource is."""
    named: set[str] = set()
    ids: set[str] = set()
    for resource in resources:
        ids.add(resource.id)
        flows = (edge.flow for edge in edges(resource))
        named |= {flow["to"] for flow in flows if flow.get("to") and not {"region", "country"} & flow.keys()}
    return named - ids


def origins(resource: Resource) -> tuple[str, ...]:
    """The resources whose data this one holds, or, for one that only moves data, moves."""
    origin = resource.facts.get("origin")
    if origin is not None or resource.kind not in MOVERS:
        return (origin,) if origin is not None else ()
    return tuple(dict.fromkeys(source for edge in edges(resource) if (source := edge.flow.get("source"))))


class Index:
    """Every resource of a snapshot by id, as far as links need it, and where the scan has holes."""

    def __init__(self, resources: Iterable[Resource], coverage: Iterable[Coverage]) -> None:
        self.nodes: dict[str, Node] = {}
        self._hosts: dict[Host, str] = {}
        self._aliases: dict[str, str] = {}
        self._movers: dict[str, list[tuple[Edge, str]]] = {}
        for resource in resources:
            self.add(resource)
        self._read: set[tuple[str, str | None]] = set()
        self._holes: set[tuple[str, str | None]] = set()
        for line in coverage:
            # What was skipped is no hole: a region left out has no line that was read, a service not offered there holds nothing.
            if line.status not in ("skipped", "not_understood"):
                (self._read if line.status == "read" else self._holes).add((line.account, line.region))

    def add(self, resource: Resource) -> None:
        """Remember one more resource."""
        self.nodes[resource.id] = _node(resource)
        if address := owner(resource.native_type, resource.name):
            self._hosts[address] = resource.id
        for edge in self.nodes[resource.id].edges if resource.kind in MOVERS else ():
            if source := edge.flow.get("source"):
                self._movers.setdefault(source, []).append((edge, resource.id))
        self._aliases |= dict.fromkeys((resource.facts.get("key") or {}).get("aliases") or (), resource.id)

    def told(self, resource: Resource) -> bool:
        """Whether another account told of it already, and neither is the one it lies in: an organisation's trail shows in every member."""
        known, holder = self.nodes.get(resource.id), located(resource.id)[1]
        return known is not None and holder is not None and resource.account not in (holder, known.account)

    def was_read(self, identifier: str, account: str) -> bool:
        """Whether the region of an id, in its account (`account` when it names none), was read without a gap: what is absent is gone."""
        region, named = located(identifier)
        where = (named or account, region)
        return "://" not in identifier and where in self._read and where not in self._holes

    def named(self, target: str) -> str:
        """The id of the resource that `target` means, by its id, an alias or an address of its own; as it is for what nobody read."""
        if target in self.nodes:
            return target
        address = host(target)
        return self._aliases.get(target, target) if address is None else self._hosts.get(address, target)

    def _meant(self, edge: Edge) -> Edge:
        """The same flow, to the resource that it tells by its address as if that were somebody."""
        holder = edge.flow.get("holder")
        if edge.flow.get("to") or not isinstance(holder, str) or (id := self.named(holder)) == holder:
            return edge
        return msgspec.structs.replace(edge, flow={**{name: value for name, value in edge.flow.items() if name != "holder"}, "to": id})

    def hops(self, start: Iterable[Edge], identifier: str) -> Iterator[Hop]:
        """Every place reachable through `start`, nearest first, each target once a role."""
        seen = {(identifier, "")}
        queue: list[tuple[Edge, tuple[str, ...]]] = [(edge, ()) for edge in start]
        for found, path in queue:
            edge = self._meant(found)
            target = self.named(edge.flow["to"]) if edge.flow.get("to") else None
            if target is not None and ((target, edge.role) in seen or target == identifier):
                continue
            if target is not None:
                seen.add((target, edge.role))
            node = self.nodes.get(target) if target else None
            here = (*path, target or edge.aspect)
            yield Hop(edge, node, here)
            if edge.refused or not _carries_on(edge) or target is None:
                continue
            unread = self._unread(target, node)
            if unread:
                # It may send the data on, and that must not look like "it does not".
                yield Hop(Edge(edge.role, edge.aspect, refused=f"{NOT_READ}: {unread}"), None, here)
            queue += [(onward, (*here, *by)) for onward, *by in self._onward(edge, target, node)]

    def _unread(self, target: str, node: Node | None) -> str:
        """What was not read of where a target's content goes; empty when all of it was."""
        if node is None:
            return target
        conveyed = node.kind in CONVEYORS and (node.account, node.region) in self._holes
        return f"what empties {target}" if conveyed else ""

    def _onward(self, edge: Edge, target: str, node: Node | None) -> Iterator[tuple[Any, ...]]:
        """The flows that take what reached a target further, each with the mover that shows it, if another does."""
        if node is None:
            return
        if edge.role not in CARRIES_ON:
            yield from ((onward,) for onward in node.edges if onward.role == edge.role)
            return
        yield from ((_sent_on(edge, onward),) for onward in node.edges if onward.role not in STAYS)
        if node.kind in CONVEYORS:
            yield from self._movers.get(target, ())


def _sent_on(edge: Edge, onward: Edge) -> Edge:
    """The onward flow, of which nobody knows when what arrives as a replica leaves again by no rule, and may have by a batch of its own."""
    if edge.role != "replica" or not onward.flow.get("once"):
        return onward
    return Edge(onward.role, onward.aspect, onward.native_type, refused=f"{BY_BATCH}: {onward.flow.get('to') or onward.flow.get('region')}")


def _carries_on(edge: Edge) -> bool:
    """Whether what reaches the target may leave it again: it lies there, or the flow says that it is only passed on there."""
    return edge.role in CARRIES_ON or bool(edge.flow.get("passed_on"))


def located(identifier: str | None) -> tuple[str | None, str | None]:
    """Region and account written in an ARN, account in an Azure id; None for what it does not say."""
    if (identifier or "").startswith("/subscriptions/"):
        return None, str(identifier).split("/")[2]
    fields = (identifier or "").split(":", 5)
    if len(fields) < 6 or fields[0] != "arn":
        return None, None
    return fields[3] or None, fields[4] or None


def provider_of(identifier: str | None) -> str | None:
    """The cloud whose way of naming things an id follows; None when it is nobody's."""
    return "aws" if (identifier or "").startswith("arn:") else "azure" if (identifier or "").startswith("/subscriptions/") else None


def _node(resource: Resource) -> Node:
    return Node(
        resource.kind,
        resource.provider,
        resource.account,
        resource.region,
        resource.unknown.get("region", ""),
        tuple(edges(resource)) if resource.facts.get("flows") or resource.unknown else (),
        origins(resource),
        (resource.facts.get("key") or {}).get("manager"),
    )


_ASPECTS: list[tuple[str, str]] = []


def _aspects() -> list[tuple[str, str]]:
    if not _ASPECTS:
        _ASPECTS.extend((name.removeprefix("flows."), fact.role) for name, fact in facts().facts.items() if fact.role)
    return _ASPECTS

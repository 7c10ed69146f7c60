"""Flows: from a resource to every other place its data goes, followed transitively, each with the path that leads there.

Only what holds the content carries it onward: a replica of a replica and a copy of a replica count, the access logs of a replica do not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import msgspec

from auditor.inventory.classify import Classification
from auditor.model import Coverage, Resource, Whereabouts
from auditor.reason import Reason, reason_for
from auditor.reference.facts import facts
from auditor.reference.operators import host

CARRIES_ON = frozenset({"replica", "backup", "copy"})
"""Roles after which the data itself lies at the target and may leave again."""
MOVERS = frozenset({"transfer", "cdn", "backup_plan", "trail", "delivery_stream"})
"""Kinds that hold nothing of their own: what they move is another resource's, and they are judged as that data."""
CONVEYORS = frozenset({"stream", "queue"})
"""Kinds that are there to be emptied by others: where their content goes is said by the mover that names them as its source."""
STAYS = frozenset({"log", "key"})
"""Roles of a target's own flows that do not hold what reached it."""
NOT_READ = "target_not_read"
BY_BATCH = Reason.of("not_collected", "a replica is not replicated again, unless somebody has a batch do so")
NOWHERE = Whereabouts()
UNTOLD = Classification()


class Edge(msgspec.Struct, frozen=True, eq=False, gc=False):
    """One flow out of a resource. `refused` holds the reason when the flows of that aspect could not be read, and there may be one.

    Of a flow that what was not read may send further there is no role: it may be shared, copied or worked on there.

    `where` is what the name of its target says. `offer` is who runs the resource that it leaves, or of whom `nobody` says why we do not
    know: a region means nothing without it.
    """

    role: str
    aspect: str
    native_type: str = ""
    flow: Mapping[str, Any] = {}
    refused: str = ""
    where: Whereabouts = NOWHERE
    offer: str = ""
    nobody: str = ""


class Origin(msgspec.Struct, frozen=True, gc=False):
    """An original as what was made of it names it, and the account that this was read in."""

    id: str
    where: Whereabouts
    account: str


class Node(msgspec.Struct, frozen=True, gc=False):
    """What the other resources need to know of one, one object for all of whom that is the same.

    `untraced` is why nobody knows of what it was made, `data` what it says of its own data.
    """

    kind: str
    offer: str
    nobody: str
    account: str
    region: str | None
    region_unknown: str
    edges: tuple[Edge, ...]
    origins: tuple[Origin, ...]
    manager: str | None
    site: str | None = None
    read_at: str = ""
    untraced: str = ""
    data: Classification = UNTOLD


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
            yield edge_to(resource, role, aspect, flow)


def edge_to(resource: Resource, role: str, aspect: str, flow: Mapping[str, Any]) -> Edge:
    """A flow out of a resource, with what its target's name says of it."""
    where = resource.named.get(flow.get("to") or flow.get("holder") or "", NOWHERE)
    return Edge(role, aspect, resource.native_type, flow, "", where, resource.run_by, resource.unknown.get("offer", ""))


def site_of(resource: Resource) -> dict[str, Any]:
    """The country of a machine that stands elsewhere than in its provider's region, as the configuration says."""
    country = (resource.facts.get("site") or {}).get("country")
    return {"country": country} if country else {}


def foreign(resources: Iterable[Resource]) -> set[str]:
    """Targets of flows that say no place of their own, and that no resource is."""
    named: set[str] = set()
    ids: set[str] = set()
    for resource in resources:
        ids.add(resource.id)
        flows = (edge.flow for edge in edges(resource))
        named |= {flow["to"] for flow in flows if flow.get("to") and not {"region", "country"} & flow.keys()}
    return named - ids


def origins(resource: Resource) -> tuple[Origin, ...]:
    """The resources whose data this one holds, or, for one that only moves data, moves."""
    origin = resource.facts.get("origin")
    found = [origin] if origin is not None else []
    if not found and resource.kind in MOVERS:
        found = [source for edge in edges(resource) if (source := edge.flow.get("source"))]
    return tuple(Origin(one, resource.named.get(one, NOWHERE), resource.account) for one in dict.fromkeys(found))


class Same:
    """One object for all edges that are the same, and for all nodes; where the edges lead."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self.ends: set[str] = set()

    def edge(self, edge: Edge) -> Edge:
        """The one that stands for all that are like it."""
        key = (edge.role, edge.aspect, edge.native_type, edge.refused, edge.where, edge.offer, edge.nobody, *edge.flow.items())
        known: Edge | None = self._known.get(key)
        if known is None:
            known = self._known[key] = edge
            self.ends |= {end for end in (edge.flow.get("to"), edge.flow.get("holder")) if end}
        return known

    def node(self, node: Node) -> Node:
        """The same of a node whose edges stand for theirs."""
        found: Node = self._known.setdefault(node, node)
        return found

    def again(self, node: Node) -> Node:
        """The same of a node that another process made."""
        edges = tuple(map(self.edge, node.edges))
        return self.node(msgspec.structs.replace(node, edges=edges) if edges else node)

    def forget(self) -> None:
        """All but where the edges lead."""
        self._known = {}


class Index:
    """Every resource of a snapshot by id, as far as links need it, and where the scan has holes."""

    def __init__(self, resources: Iterable[Resource], coverage: Iterable[Coverage]) -> None:
        self.nodes: dict[str, Node] = {}
        self.same = Same()
        self._aliases: dict[str, str] = {}
        self._movers: dict[str, list[tuple[Edge, str]]] = {}
        for resource in resources:
            self.add(resource)
        self._read: set[tuple[str, str | None]] = set()
        self._holes: dict[tuple[str, str | None], set[str]] = {}
        for line in coverage:
            # What was skipped is no hole: a region left out has no line that was read, a service not offered there holds nothing.
            if line.status == "read":
                self._read.add((line.account, line.region))
            elif line.status not in ("skipped", "not_understood"):
                self._holes.setdefault((line.account, line.region), set()).add(re.split("[:/]", line.permission.lower())[0])

    def add(self, resource: Resource) -> None:
        """Remember one more resource."""
        self.put(resource.id, self.same.node(node_of(resource, shared=self.same.edge)), resource.aliases)

    def put(self, identifier: str, node: Node, aliases: Iterable[str] = ()) -> None:
        """Remember one more, of which all is known that the others need; the node is one of `same`."""
        self.nodes[identifier] = node
        for edge in node.edges if node.kind in MOVERS else ():
            if source := edge.flow.get("source"):
                self._movers.setdefault(source, []).append((edge, identifier))
        self._aliases.update((alias, identifier) for alias in aliases)

    def settle(self) -> None:
        """Forget what only adding needs."""
        self.same.forget()

    @cached_property
    def reached(self) -> frozenset[str]:
        """The resources that a flow reaches, once all of them were added: what flows out of those may lead back."""
        return frozenset(map(self.named, self.same.ends))

    def told(self, identifier: str, account: str) -> bool:
        """Whether another account told of something that lies in neither: an organisation's trail shows in every member."""
        known = self.nodes.get(identifier)
        return known is not None and account != known.account

    def was_read(self, origin: Origin) -> bool:
        """Whether where an original would lie was read without a gap of its service: what is absent there is gone."""
        place = (origin.where.account or origin.account, origin.where.region)
        holes, service = self._holes.get(place, set()), origin.where.service
        return "://" not in origin.id and place in self._read and not (holes & {service, ""} if service else holes)

    def named(self, target: str) -> str:
        """The id of the resource that `target` means, by its id, an alias or an address of its own; as it is for what nobody read."""
        if target in self.nodes:
            return target
        names = (target, host(target), within_store(target))
        return next((id for name in names if (id := self._aliases.get(name))), target)

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
            unread = self._unread(edge, target, node)
            if unread and (unread, "") not in seen:
                # What may be there may be sent on, and that must not look like "it is not".
                seen.add((unread, ""))
                yield Hop(Edge(_unnamed(edge), edge.aspect, edge.native_type, refused=unread), None, here)
            if not edge.refused and target is not None and _carries_on(edge):
                queue += [(onward, (*here, *by)) for onward, *by in self._onward(edge, target, node)]

    def _unread(self, edge: Edge, target: str | None, node: Node | None) -> str:
        """Why nobody knows where what a flow brings to its target goes from there; empty when that was read, or nothing goes further."""
        if not _carries_on(edge):
            return ""
        if edge.refused or target is None:
            return edge.refused
        if node is None:
            return reason_for(NOT_READ, target)
        conveyed = node.kind in CONVEYORS and (node.account, node.region) in self._holes
        return reason_for(NOT_READ, f"what empties {target}") if conveyed else ""

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
    return Edge(
        onward.role, onward.aspect, onward.native_type, refused=str(BY_BATCH.beside(onward.flow.get("to") or onward.flow.get("region")))
    )


def _carries_on(edge: Edge) -> bool:
    """Whether what reaches the target may leave it again: it lies there, or the flow says that it is only passed on there."""
    return edge.role in CARRIES_ON or bool(edge.flow.get("passed_on"))


def within_store(address: str) -> str:
    """The bucket that an address names within its store, `https://host/bucket`, whatever comes before and after; empty for none."""
    parts = urlsplit(address) if "://" in address else None
    bucket = parts.path.split("/")[1] if parts and "/" in parts.path else ""
    return f"https://{parts.netloc.rpartition('@')[2].lower()}/{bucket}" if parts and parts.netloc and bucket else ""


def _unnamed(edge: Edge) -> str:
    """The role of a flow of which nobody knows: none where the data lies, as it may take any, else that in which it was passed on."""
    return "" if edge.role in CARRIES_ON else edge.role


def node_of(resource: Resource, data: Classification = UNTOLD, shared: Callable[[Edge], Edge] = lambda edge: edge) -> Node:
    """What the others need to know of a resource; of its edges those that `shared` answers."""
    out = tuple(map(shared, edges(resource))) if resource.facts.get("flows") or resource.unknown else ()
    return Node(
        resource.kind,
        resource.run_by,
        resource.unknown.get("offer", ""),
        resource.account,
        resource.region,
        resource.unknown.get("region", ""),
        out,
        origins(resource),
        (resource.facts.get("key") or {}).get("manager"),
        resource.site,
        resource.read_at,
        resource.unknown.get("origin") or (out[0].refused if out and resource.kind in MOVERS else ""),
        data,
    )


_ASPECTS: list[tuple[str, str]] = []


def _aspects() -> list[tuple[str, str]]:
    if not _ASPECTS:
        _ASPECTS.extend((name.removeprefix("flows."), fact.role) for name, fact in facts().facts.items() if fact.role)
    return _ASPECTS

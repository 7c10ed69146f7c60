"""What a scan's coverage comes to once everything has answered: which refusals are closed regions, and what several sources saw once.

Of a closed region the policies' own text decides where it was read. Where it cannot be, as in the member of an organisation, the
refusals do, when nearly all services there agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from auditor.inventory.snapshot import SETTINGS, Packed, Place
from auditor.model import Coverage
from auditor.reason import reason_of

SERVICES = 5
"""So many services at least have to be refused by a policy before it is the region that is taken to be closed, and not they."""
NO_DATA = SETTINGS | {"key"}
"""Kinds that may lie in a closed region: policies that close one leave settings and keys out."""


class ClosedRegions:
    """What a scan learns of closed regions, as its resources come."""

    def __init__(self) -> None:
        self._open: dict[str, list[str] | None] = {}
        self._held: set[Place] = set()

    def look(self, resources: Packed) -> None:
        """Remember which regions the policies leave open to whom, and where data lie."""
        self._held |= {place for kind, place in resources.held if kind not in NO_DATA}
        if not any(kind == "organization" for kind, _ in resources.held):
            return
        for one in resources:
            guard = one.facts.get("guardrail") or {}
            if one.kind == "organization" and "regions" in guard:
                regions = guard["regions"]
                # Not where anything says that they close none.
                self._open[one.account] = regions if self._open.get(one.account, regions) is not None else None

    def told(self, coverage: list[Coverage]) -> list[Coverage]:
        """The same lines, with what a policy refused in a closed region as guarded."""
        shut = {*self._shut(coverage)}
        return [msgspec.structs.replace(one, status="guarded") if _by_policy(one) and self._closed(one, shut) else one for one in coverage]

    def _closed(self, line: Coverage, shut: set[Place]) -> bool:
        if line.account in self._open:
            left = self._open[line.account]
            return left is not None and line.region not in left
        return _place(line) in shut

    def _shut(self, coverage: Iterable[Coverage]) -> Iterator[Place]:
        """Where most services were refused by a policy, and nothing that holds data showed."""
        refused: dict[Place, set[str]] = {}
        answered: dict[Place, set[str]] = {}
        for line in coverage:
            if _by_policy(line):
                refused.setdefault(_place(line), set()).add(line.service)
            elif line.status == "read":
                answered.setdefault(_place(line), set()).add(line.service)
        for place, services in refused.items():
            if place not in self._held and len(services) >= max(SERVICES, len(answered.get(place, ())) + 1):
                yield place


def once(coverage: Iterable[Coverage]) -> list[Coverage]:
    """The same lines; of those that tell of the same type that no collector reads, the one that saw the most of it."""
    lines = [*coverage]
    most: dict[tuple[Place, str], Coverage] = {}
    for line in lines:
        if line.status == "not_understood":
            key = (_place(line), line.service)
            most[key] = max(most.get(key, line), line, key=lambda one: one.resources)
    kept = {id(line) for line in most.values()}
    return [line for line in lines if line.status != "not_understood" or id(line) in kept]


def _by_policy(line: Coverage) -> bool:
    return line.status == "refused" and reason_of(line.reason).code == "guard_rail" and line.region is not None


def _place(line: Coverage) -> Place:
    return line.provider, line.account, line.region

"""What would have to move: the resources whose original is not where it may be, by who runs it, where, and what it is; with how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from auditor.model import Finding, Resource
from auditor.outputs.commands import act
from auditor.outputs.worst import ABROAD, Offence
from auditor.reference.facts import facts

HOME = "home"
"""The act by which data comes back."""
PRIMARY = "primary"


class Lot(NamedTuple):
    """Resources that are alike for whoever moves them."""

    offer: str
    region: str
    account: str
    kind: str
    activities: tuple[str, ...]


@dataclass(slots=True)
class Load:
    """How much a lot is, in bytes: `used` where that is told, `allocated` where only that is, `billed` what is paid for today.

    `unsized` counts those that hold data and of which nobody tells how much.
    """

    resources: int = 0
    used: int = 0
    allocated: int = 0
    billed: int = 0
    unsized: int = 0

    def add(self, allocated: object, used: object, *, sized: bool) -> None:
        """Take one resource in."""
        self.resources += 1
        if isinstance(used, int):
            self.used += used
        elif isinstance(allocated, int):
            self.allocated += allocated
        else:
            self.unsized += sized
        self.billed += allocated if isinstance(allocated, int) else used if isinstance(used, int) else 0


@dataclass(slots=True)
class Moving:
    """Fills as findings, then resources are read. `copies` counts those of which only a copy is out of place: it is made again at home."""

    _lots: dict[str, Lot] = field(default_factory=dict)
    _copies: set[str] = field(default_factory=set)
    _sizes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def note(self, finding: Finding, said: Sequence[Offence]) -> None:
        """Take a failure in, with what its reasons say."""
        if act(finding.rule) != HOME:
            return
        roles = {place.role for kind, place in said if kind == ABROAD and place}
        resource = finding.resource
        if PRIMARY in roles:
            self._lots[resource.id] = Lot(
                resource.run_by, resource.region or "", resource.account, resource.kind, tuple(finding.activities)
            )
        elif roles:
            self._copies.add(resource.id)

    def weigh(self, resource: Resource) -> None:
        """Take the size of a resource in, if it is to move."""
        size = resource.facts.get("size")
        if isinstance(size, dict) and resource.id in self._lots:
            self._sizes[resource.id] = size.get("allocated"), size.get("used")

    def size(self, resource: str) -> tuple[Any, Any]:
        """What is set aside for a resource that is to move, and what it holds, in bytes; None where that is not told."""
        return self._sizes.get(resource, (None, None))

    @property
    def copies(self) -> int:
        """How many are right themselves, and have a copy that is not."""
        return len(self._copies - self._lots.keys())

    def loads(self) -> dict[Lot, Load]:
        """How much each lot is."""
        found: dict[Lot, Load] = {}
        holding = facts().facts["size.allocated"].kinds
        for id, lot in self._lots.items():
            found.setdefault(lot, Load()).add(*self.size(id), sized=lot.kind in holding)
        return found

    def __iter__(self) -> Iterator[tuple[Lot, Load]]:
        """Every lot with its load, in a fixed order."""
        return iter(sorted(self.loads().items()))

"""What the names of things say: each cloud reads its own way of naming in its `naming.py`, and a register knows whose hosts are whose."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

import msgspec

from auditor import providers
from auditor.model import Facts, Resource, Whereabouts
from auditor.reference.operators import behind, host, offer


@dataclass(frozen=True, slots=True)
class Said:
    """What a cloud's own name of a thing says: the part of the cloud, region, account, of a key who manages it, and the service."""

    partition: str = ""
    region: str | None = None
    account: str | None = None
    manager: str | None = None
    service: str = ""


class Naming(Protocol):
    """A cloud's way of naming things: its module `naming`."""

    def said(self, identifier: str) -> Said | None:
        """What a name says; None when it is not one of this cloud's."""

    def aliases(self, native_type: str, name: str, facts: Facts, partition: str) -> Iterable[str]:
        """Every other name of a resource."""


@functools.cache
def _namings() -> Mapping[str, Naming]:
    """Each cloud's way of naming things, by provider; one that has none says nothing."""
    found = {name: f"{place.partition(':')[0]}.naming" for name, place in providers.PROVIDERS.items()}
    return {name: cast(Naming, import_module(module)) for name, module in found.items() if find_spec(module)}


@dataclass(frozen=True, slots=True)
class Names:
    """The names that one account of a provider uses. `run_by` is the offer behind it, empty when nobody knows."""

    provider: str
    partition: str
    run_by: str

    def account_of(self, identifier: str) -> str | None:
        """The account that the provider's own name of a thing says it lies in."""
        naming = _namings().get(self.provider)
        told = naming.said(identifier) if naming else None
        return told.account if told else None

    def described(self, resource: Resource) -> Resource:
        """A resource of an account, with what its own names say: who it lies with, its aliases, and the whereabouts of what it names."""
        naming, holder = _namings().get(self.provider), self.account_of(resource.id)
        also = naming.aliases(resource.native_type, resource.name, resource.facts, self.partition) if naming else ()
        return msgspec.structs.replace(
            resource,
            offer=self.run_by,
            holder=holder if holder != resource.account else None,
            aliases=tuple(also),
            named=self.among(resource.facts),
        )

    def among(self, facts: Facts) -> dict[str, Whereabouts]:
        """What the names among facts say, of every one that says something."""
        told = ((name, self.whereabouts(name)) for name in dict.fromkeys(_written(facts)))
        return {name: found for name, found in told if found is not None and found != Whereabouts()}

    def whereabouts(self, name: str) -> Whereabouts | None:
        """What a name says of the thing, be it an id of this cloud or of another, or a host; None for what is neither."""
        for provider, naming in sorted(_namings().items(), key=lambda one: one[0] != self.provider):
            told = naming.said(name)
            if told is not None:
                same = provider == self.provider and told.partition in ("", self.partition or told.partition)
                whose = None if same else offer(provider, told.partition or None)
                return Whereabouts(told.region, told.account, whose, told.manager, told.service)
        machine = host(name)
        whose = behind(machine) if machine else self.run_by
        return Whereabouts(offer=None if whose == self.run_by else whose)


def _written(facts: Facts) -> Iterator[str]:
    """The names that facts hold: of an original, of keys, and of both ends of flows."""
    encryption = facts.get("encryption") or {}
    yield from _texts([facts.get("origin"), encryption.get("key"), *(encryption.get("keys") or ())])
    for flows in (facts.get("flows") or {}).values():
        for flow in flows or ():
            yield from _texts([flow.get("to") or flow.get("holder"), flow.get("source")])


def _texts(values: Iterable[object]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))

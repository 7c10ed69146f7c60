"""Resources of snapshots that were taken before providers said what names say, as the present ones are: `former.yaml` reads the names."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path
from string import Formatter
from typing import Any

import msgspec

from auditor.model import Facts, Resource, Whereabouts
from auditor.reference.operators import behind, host, offer
from auditor.reference.source import load


class _Ids(msgspec.Struct, frozen=True):
    """How one provider wrote its ids."""

    id: re.Pattern[str]
    own: re.Pattern[str] | None
    offers: Mapping[str, str]


@functools.cache
def _read() -> Mapping[str, Any]:
    data: Mapping[str, Any] = load(Path(__file__).with_suffix(".yaml")).data
    return data


@functools.cache
def _ids() -> Mapping[str, _Ids]:
    return {
        name: _Ids(re.compile(one["id"]), re.compile(one["own"]) if "own" in one else None, one.get("offers", {}))
        for name, one in _read()["ids"].items()
    }


def upgraded(resource: Resource) -> Resource:
    """The same resource with its offer, its holder, its aliases, and the whereabouts of what it names."""
    own = offer(resource.provider, resource.region)
    holder = _whereabouts(resource.id, resource.provider, own).account
    names = {name: _whereabouts(name, resource.provider, own) for name in dict.fromkeys(_names(resource.facts))}
    return msgspec.structs.replace(
        resource,
        offer=own,
        holder=holder if holder != resource.account else None,
        aliases=(*((resource.facts.get("key") or {}).get("aliases") or ()), *_hosts(resource.native_type, resource.name.lower())),
        named={name: found for name, found in names.items() if found != Whereabouts()},
    )


def _whereabouts(name: str, provider: str, own: str) -> Whereabouts:
    for other, ids in _ids().items():
        if found := ids.id.fullmatch(name):
            said = found.groupdict()
            whose = ids.offers.get(said.get("partition", ""), other)
            manager = "provider" if ids.own and ids.own.fullmatch(name) else None
            same = whose == own or (other == provider and not said.get("partition"))
            return Whereabouts(said.get("region") or None, said.get("account") or None, None if same else whose, manager)
    machine = host(name)
    whose = behind(machine) if machine else own
    return Whereabouts(offer=None if whose == own else whose)


def _names(facts: Facts) -> Iterator[str]:
    named = [facts.get("origin"), (facts.get("encryption") or {}).get("key")]
    flows = (flow for found in (facts.get("flows") or {}).values() for flow in found or ())
    named += [end for flow in flows for end in (flow.get("to") or flow.get("holder"), flow.get("source"))]
    return (name for name in named if isinstance(name, str))


def _hosts(native_type: str, name: str) -> Iterable[str]:
    words = _read()["words"]
    for pattern in _read()["hosts"].get(native_type, ()):
        fields = [field for _, field, _, _ in Formatter().parse(pattern) if field is not None and field in words]
        for chosen in product(*(words[field] for field in fields)):
            yield pattern.format(name=name, **dict(zip(fields, chosen, strict=True)))

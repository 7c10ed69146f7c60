"""Who has a part in holding the data of an activity: operators, hosts of their rooms, further processors, and who looks from afar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from auditor.i18n import _
from auditor.model import Resource
from auditor.reference.operators import operators

LABELS = ("hds", "secnumcloud")
TRANSPARENCY = "HDS-006"
"""The question whether the contract names foreign laws, and the host publishes the map of its transfers."""


@dataclass(slots=True)
class Actor:
    """One actor of one activity: what its resources say. `asked` is whether anybody told who reaches the data from afar, `answered`
    what was answered of the laws it is under and of the public map of its transfers.
    """

    name: str
    role: str
    account: str
    countries: set[str] = field(default_factory=set)
    control: set[str] = field(default_factory=set)
    laws: set[str] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    labels: dict[str, set[str | None]] = field(default_factory=dict)
    covered: set[str] = field(default_factory=set)
    safeguards: set[str] = field(default_factory=set)
    accessed_from: set[str] = field(default_factory=set)
    asked: bool = False
    answered: set[str] = field(default_factory=set)

    @property
    def missing(self) -> list[str]:
        """What the table asks for and nobody said."""
        told = {
            _("ultimate control"): self.control,
            _("countries"): self.countries,
            _("countries from which it can reach the data"): self.accessed_from or self.asked,
        }
        lacking = [name for name, known in told.items() if not known]
        return lacking + [_("certificate %(name)s: proof") % {"name": name} for name, states in self.labels.items() if None in states]


def actors(resources: Iterable[Resource]) -> dict[str, list[Actor]]:
    """Activity → its actors, in the order of their names; what is attached to no activity is under the empty one."""
    found: dict[str, dict[tuple[str, str, str], Actor]] = {}
    for resource in resources:
        if resource.kind == "account":
            continue
        for activity in _section(resource, "data").get("activities") or ("",):
            seen = found.setdefault(activity, {})
            for actor in _of(resource):
                _add(seen.setdefault((actor.name, actor.role, actor.account), actor), actor)
    return {activity: [seen[key] for key in sorted(seen)] for activity, seen in sorted(found.items())}


def _of(resource: Resource) -> Iterator[Actor]:
    """The actors that one resource shows."""
    sure = resource.proved or resource
    places = [place for place in _list(resource, "places") if place.get("role") != "processing"]
    afar = [place for place in _list(resource, "places") if place.get("role") == "processing"]
    known = operators().get(resource.run_by)
    labels, operator = _section(sure, "labels"), _section(resource, "operator")
    categories = set(_section(resource, "data").get("categories") or ())
    entity = resource.told.entity if resource.told else ""
    if entity and known:
        control = {resource.told.control} if resource.told and resource.told.control else set()
        yield Actor(entity, _("provides the service"), resource.account, control=control, categories=categories)
    host = Actor(
        known.name if known else entity or resource.run_by or resource.account,
        _("hosts and operates"),
        resource.account,
        countries={str(place["country"]) for place in places if place.get("country")},
        control={str(operator["country"])} if operator.get("country") else set(),
        laws=set(_section(resource, "jurisdiction").get("laws") or ()),
        categories=categories,
        kinds={resource.kind},
        labels={name: {labels.get(name)} for name in LABELS},
        covered=set(labels.get("hds_activities") or ()),
        safeguards={str(place["safeguard"]) for place in places if place.get("safeguard")},
        accessed_from={str(place["country"]) for place in afar if place.get("country")},
        asked=resource.told is not None and "flows.processing" not in resource.unknown,
        answered={str(answer)} if (answer := _section(sure, "answers").get(TRANSPARENCY)) else set(),
    )
    yield host
    for place in afar:
        if place.get("country") and place.get("holder") not in (None, resource.account):
            land = str(place["country"])
            yield Actor(
                str(place["holder"]), _("reaches or processes"), resource.account, {land}, categories=categories, accessed_from={land}
            )


def _add(known: Actor, more: Actor) -> None:
    for name in ("countries", "control", "laws", "categories", "kinds", "covered", "safeguards", "accessed_from", "answered"):
        getattr(known, name).update(getattr(more, name))
    known.asked = known.asked and more.asked
    for label, states in more.labels.items():
        known.labels.setdefault(label, set()).update(states)


def _section(resource: Resource, name: str) -> Mapping[str, Any]:
    found = resource.facts.get(name)
    return found if isinstance(found, dict) else {}


def _list(resource: Resource, name: str) -> list[Mapping[str, Any]]:
    found = resource.facts.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

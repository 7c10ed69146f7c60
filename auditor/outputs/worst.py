"""The facts that a headline can say: which data is where, open, shared or kept too long, by the failures that nobody accepted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from auditor.model import SEVERITIES, Confidence, Finding, Place

ABROAD, OPEN, SHARED, KEPT = "abroad", "open", "shared", "kept"
KINDS = (ABROAD, OPEN, SHARED, KEPT)
"""What a failure says of data, in the order in which equally grave facts are told."""
Offence = tuple[str, Place | None]
_GRAVITY = {severity: position for position, severity in enumerate(SEVERITIES)}


class Fact(NamedTuple):
    """Data of these categories is so; `country` where it is, for what is abroad; `presumed` when only names say what it is,
    `planned` when it is not there yet.
    """

    kind: str
    country: str | None
    categories: tuple[str, ...]
    presumed: bool
    planned: bool = False


@dataclass(slots=True)
class Weight:
    """How grave a fact is at worst (0 is critical), which resources it concerns, and which rules they fail."""

    gravity: int = len(SEVERITIES)
    resources: set[int] = field(default_factory=set)
    rules: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Concerned:
    """Whom and what the failures of a rule are about: the data, the countries it should not be in, those it is shared with."""

    categories: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    holders: set[str] = field(default_factory=set)
    accounts: set[str] = field(default_factory=set)

    def add(self, finding: Finding, said: Sequence[Offence]) -> None:
        """Take one failure in, with what its reasons say."""
        self.categories.update(finding.categories)
        self.accounts.add(finding.resource.account)
        for kind, place in said:
            if place and place.country and kind == ABROAD:
                self.countries.add(place.country)
            if place and place.holder and kind == SHARED:
                self.holders.add(place.holder)

    def joined(self, other: Concerned) -> Concerned:
        """Both."""
        return Concerned(
            self.categories | other.categories,
            self.countries | other.countries,
            self.holders | other.holders,
            self.accounts | other.accounts,
        )


class Worst:
    """The facts of the failures, each with its weight."""

    def __init__(self) -> None:
        self.facts: defaultdict[Fact, Weight] = defaultdict(Weight)
        self.planned: frozenset[str] = frozenset()
        """The accounts of which nothing is there yet."""

    def add(self, finding: Finding, resource: int, said: Sequence[Offence]) -> None:
        """Count one failure, with what its reasons say."""
        presumed, planned = finding.confidence is Confidence.PRESUMED, finding.resource.account in self.planned
        for kind, place in said:
            country = place.country if place and kind == ABROAD else None
            fact = Fact(kind, country, tuple(finding.categories), presumed, planned)
            weight = self.facts[fact]
            weight.gravity = min(weight.gravity, _GRAVITY[finding.severity])
            weight.resources.add(resource)
            weight.rules.add(finding.rule)


def offences(finding: Finding) -> Iterator[Offence]:
    """What the reasons of a failure say, with the place that each is about."""
    for reason in finding.reasons:
        path = reason.fact
        if path.startswith("places["):
            position = path[len("places[") : path.find("]")]
            place = finding.places[int(position)] if position.isdigit() and int(position) < len(finding.places) else None
            if place is not None and place.role == "share":
                # Shared with everybody has neither: what is open to all says so by itself.
                if place.country or place.holder:
                    yield SHARED, place
            elif place is not None and place.role != "key" and place.country:
                yield ABROAD, place
        elif path == "public.access":
            yield OPEN, None
        elif path.startswith(("kept.", "retention.")) and reason.expected.startswith("at most"):
            yield KEPT, None

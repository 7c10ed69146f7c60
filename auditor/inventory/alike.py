"""What is derived of a resource, in a form that all resources share of which it is the same."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from auditor.inventory.classify import Classification
from auditor.inventory.known import Known
from auditor.inventory.switches import Verdicts
from auditor.model import Resource


class Heard(NamedTuple):
    """What is heard in the names of a resource: whose data it holds, the answers that name it, what its name speaks of."""

    data: Classification
    answers: tuple[tuple[str, str], ...] = ()
    speaks: frozenset[str] = frozenset()


def anonymous(resource: Resource) -> Resource:
    """The resource without what it is called, and when it was read: what is derived of this is derived of all that are alike.

    Its original goes too: what is inherited from that is heard.
    """
    origin, facts, named = resource.facts.get("origin"), resource.facts, resource.named
    if origin is not None:
        facts = {name: fact for name, fact in facts.items() if name != "origin"}
        if not any((facts.get("flows") or {}).values()):
            named = {name: where for name, where in named.items() if name != origin}
    return msgspec.structs.replace(resource, id="", name="", tags={}, aliases=(), read_at="", facts=facts, named=named)


class Derived(NamedTuple):
    """What is known of all that are `alike` (0: of one that is like no other), and what they say of switches. Never changed once made."""

    known: Known
    switches: Verdicts
    alike: int = 0

    def of(self, resource: Resource, proved: Resource | None = None) -> Resource:
        """One of them, with all that is known of it."""
        known, facts, origin = self.known, self.known.facts, resource.facts.get("origin")
        return msgspec.structs.replace(
            resource,
            facts=facts if origin is None else {**facts, "origin": origin},
            unknown=known.unknown,
            confidence=known.confidence,
            unconfirmed=known.unconfirmed,
            force=known.force,
            proved=proved,
            alike=self.alike,
        )

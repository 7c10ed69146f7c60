"""What is known of one resource while its facts are worked out: facts, reasons of what is not, how sure they are, how much they bind."""

from __future__ import annotations

import functools
from collections.abc import Container, Iterable, Mapping
from typing import Any

import msgspec

from auditor.model import Citation, Confidence, Facts, Resource
from auditor.reference.facts import facts as dictionary

FROM_COUNTRY = tuple(f"places.{name}" for name in ("country", "adequacy", "adequacy_left", "announced", "basis", "permitted"))
"""The facts of a place that rest on where its region is, and on what the law makes of that country."""


class Known:
    """The facts of a resource, its own to begin with and added to as they are derived; the resource itself is never changed.

    `unconfirmed` are the register entries that lowered a confidence. A guess from a name stays one, whatever the registers say.
    """

    __slots__ = ("confidence", "facts", "force", "unconfirmed", "unknown")

    def __init__(self, resource: Resource) -> None:
        self.facts: Facts = dict(resource.facts)
        self.unknown: dict[str, str] = dict(resource.unknown)
        self.confidence: dict[str, Confidence] = dict(resource.confidence)
        self.force: dict[str, str] = dict(resource.force)
        self.unconfirmed: dict[str, tuple[Citation, ...]] = {}

    def of(self, resource: Resource) -> Resource:
        """The same resource with all that is known of it now."""
        return msgspec.structs.replace(
            resource,
            facts=self.facts,
            unknown=self.unknown,
            confidence=self.confidence,
            force=self.force,
            unconfirmed=self.unconfirmed,
        )

    def section(self, name: str) -> Mapping[str, Any]:
        """The facts of a section; none where it is not known or not set."""
        found: Mapping[str, Any] = self.facts.get(name) or {}
        return found

    def add(self, section: str, facts: Mapping[str, object]) -> None:
        """Facts beside those of a section, which is the resource's own and stays as it is."""
        self.facts[section] = {**self.section(section), **facts}

    def hole(self, *paths: str) -> str:
        """Why the first of these that is not known is not; empty when all are."""
        return next((self.unknown[path] for path in paths if path in self.unknown), "")

    def cite(self, paths: Iterable[str], citations: Iterable[Citation]) -> None:
        """Let facts rest on register entries: those that are not verified lower the confidence and are kept."""
        unsure = tuple(dict.fromkeys([citation for citation in citations if not citation.sure]))
        for path in paths if unsure else ():
            found = self.unconfirmed.get(path)
            self.unconfirmed[path] = unsure if found in (None, unsure) else tuple(dict.fromkeys((*found, *unsure)))
            self.confidence.setdefault(path, Confidence.TO_CONFIRM)

    def rest(self, unconfirmed: Mapping[str, tuple[Citation, ...]]) -> None:
        """The same for facts that nothing else was said of yet, each with the entries that are not verified."""
        self.unconfirmed |= unconfirmed
        self.confidence = dict.fromkeys(unconfirmed, Confidence.TO_CONFIRM) | self.confidence


def without(told: Mapping[str, object], left_out: Container[str], above: str = "") -> Facts:
    """Facts but for those at some paths, as deep as they lie."""
    return {
        name: without(value, left_out, f"{above}{name}.") if isinstance(value, dict) else value
        for name, value in told.items()
        if above + name not in left_out
    }


def complete(resource: Resource) -> Facts:
    """The facts of a resource, with null for what its collector need not say and did not."""
    facts = dict(resource.facts)
    for path in _optional(resource.kind):
        if path not in resource.unknown:
            group, name = path.split(".")
            facts[group] = {name: None, **(facts.get(group) or {})}
    return facts


@functools.cache
def _optional(kind: str) -> tuple[str, ...]:
    """The facts of a kind that a collector need not say."""
    return tuple(path for path, fact in dictionary().of_kind(kind).items() if fact.optional)

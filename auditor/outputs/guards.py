"""The guard-rails of the report: what organisations impose, and what accounts set for everything made in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from auditor.inventory.snapshot import SETTINGS
from auditor.model import Resource
from auditor.outputs.causes import cause
from auditor.outputs.explained import value
from auditor.outputs.wording import local
from auditor.reference.facts import facts
from auditor.reference.registers import Reference

OF_ACCOUNTS = "settings"
"""The kind of which each resource is about one setting: what it says nothing of is not shown."""


@dataclass(slots=True)
class Guard:
    """What several accounts, or several regions of one, have alike: each setting by its name with its values in words."""

    said: list[tuple[str, list[str]]]
    accounts: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)

    @property
    def where(self) -> tuple[list[str], list[str]]:
        """The accounts and the regions, in order."""
        return sorted(self.accounts), sorted(self.regions)


class Guards:
    """The guard-rails among the resources of a run, those that are alike together."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[Resource, Guard]] = {}

    def add(self, resource: Resource) -> None:
        """Take a resource, if it is one."""
        if resource.kind not in SETTINGS:
            return
        alike = repr((resource.kind, resource.native_type, resource.facts, sorted(resource.unknown.items())))
        _, guard = self._found.setdefault(alike, (resource, Guard([])))
        guard.accounts.add(resource.account)
        if resource.region:
            guard.regions.add(resource.region)

    def rows(self, reference: Reference) -> list[Guard]:
        """One row for those that are alike, in words; what an organisation imposes first."""
        rows = sorted(self._found.values(), key=lambda pair: (pair[0].kind, pair[0].native_type, pair[1].where))
        return [Guard([*_said(resource, reference)], guard.accounts, guard.regions) for resource, guard in rows]


def _said(resource: Resource, reference: Reference) -> Iterator[tuple[str, list[str]]]:
    for path, fact in facts().facts.items():
        if resource.kind not in fact.kinds or not fact.kinds <= SETTINGS or fact.derived:
            continue
        if path in resource.unknown:
            why = cause(resource.unknown[path])
            yield local(fact.label), [f"{why.what} ({why.call})" if why.call else why.what]
            continue
        said = _at(resource.facts, path)
        if said is not None or resource.kind != OF_ACCOUNTS:
            yield (
                local(fact.label),
                [value(one, fact, reference) for one in said] if isinstance(said, list) else [value(said, fact, reference)],
            )


def _at(nested: object, path: str) -> Any:
    for name in path.split("."):
        nested = nested.get(name) if isinstance(nested, dict) else None
    return nested

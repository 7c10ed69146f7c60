"""Everything that a file plans, looked up by address, by name and by what refers to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from threading import Lock
from typing import Any

from auditor.providers.observing import Unknown
from auditor.providers.terraform.document import Document, Entry
from auditor.providers.terraform.placing import region
from auditor.providers.terraform.planned import Planned
from auditor.providers.terraform.references import References
from auditor.providers.terraform.table import Fact, Setting, Type

NAMES = ("id", "arn", "name", "bucket", "identifier", "self_link")
"""The attributes by which others name a resource."""
TELLS_WHO = {"aws_caller_identity": "account_id", "azurerm_client_config": "subscription_id", "azurerm_subscription": "subscription_id"}
"""The data sources that say which account a plan is for."""
OWNER = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(\d{12}):|/subscriptions/([0-9a-f-]{36})/")
"""Whose an id is that AWS or Azure gave."""

Named = tuple[Unknown | None, Unknown | None, dict[str, list[Planned]]]
"""Who names whom by one attribute: Unknown when somebody may name anything, or something whose name is not known; by address."""


class Estate:
    """A file, seen through the tables that say what its types are."""

    def __init__(
        self, document: Document, types: Mapping[str, Type], settings: Mapping[str, Setting], account: str, own: str, region: str
    ) -> None:
        self.document = document
        self.references = References(document)
        self._types, self._settings, self._declared, self._own = types, settings, account, own
        self.turn = Lock()
        self._standing: list[Planned] = []
        """Those of which it is being looked up what they stand for: what stands for itself stands for nothing."""
        self.region = region
        self._names: dict[tuple[str, tuple[str, ...]], Named] = {}

    @cached_property
    def account(self) -> str:
        """The account it is for: as the configuration says, as the plan read it, else the entry's own id."""
        if self._declared:
            return self._declared
        sources = [*self.document.prior, *(one for one in self.document.ours if one.mode == "data")]
        told = (Planned(one, self).get(TELLS_WHO[one.type]) for one in sources if one.type in TELLS_WHO)
        return next((one for one in told if isinstance(one, str) and one), None) or self._by_ids or self._own

    @cached_property
    def _by_ids(self) -> str:
        """The account that all ids agree on, of what is there already."""
        ids = (one.get(name) for one in self._planned.values() for name in ("arn", "id"))
        found = {said[1] or said[2] for one in ids if isinstance(one, str) and (said := OWNER.match(one))}
        return found.pop() if len(found) == 1 else ""

    def configured_region(self, planned: Planned, name: str) -> Any:
        """The region that the provider of a resource is for."""
        return region(self.document, planned.entry, name, self.region)

    def resources(self) -> Iterator[Planned]:
        """What is to be, and holds or moves data."""
        return (one for one in self._planned.values() if one.type in self._types)

    @cached_property
    def _planned(self) -> Mapping[str, Planned]:
        known = self._types.keys() | self._settings.keys()
        return {one.address: Planned(one, self) for one in self.document.ours if one.mode == "managed" and one.type in known}

    @cached_property
    def _by_name(self) -> Mapping[str, list[Planned]]:
        found: dict[str, list[Planned]] = defaultdict(list)
        for one in self._planned.values():
            if one.type in self._types or self._settings[one.type].stands:
                for name in dict.fromkeys(value for attribute in NAMES if isinstance(value := one.get(attribute), str) and value):
                    found[name].append(one)
        return found

    def found(self, name: str, of: tuple[str, ...] = ()) -> Planned | None:
        """The one resource that a text names, of some types: by its id, its ARN, or a name that nothing else of these types has."""
        named = [one for one in self._by_name.get(name, ()) if not of or one.type in of]
        return named[0] if len({one.entry.address for one in named}) == 1 else None

    @cached_property
    def _by_type(self) -> Mapping[str, list[Planned]]:
        found: dict[str, list[Planned]] = {}
        for one in self._planned.values():
            found.setdefault(one.type, []).append(one)
        return found

    def stood_for(self, planned: Planned | None) -> Planned | None:
        """What stands behind a resource that stands for another, as an alias does for its key; itself otherwise."""
        setting = self._settings.get(planned.type) if planned else None
        if planned is None or setting is None or not setting.stands:
            return planned
        if planned in self._standing:
            return None
        self._standing.append(planned)
        whom = planned.whom(setting.on)
        self._standing.pop()
        return whom if isinstance(whom, Planned) else None

    def of_type(self, *types: str) -> list[Planned]:
        """Every resource of some types."""
        return [one for type in types for one in self._by_type.get(type, ())]

    def naming(self, planned: Planned, path: str, *types: str) -> list[Planned] | Unknown:
        """The resources of some types whose attribute names this one; Unknown when one of them may, and nobody can say."""
        key = (path, types)
        if key not in self._names:
            self._names[key] = self._named_by(path, types)
        loose, strange, found = self._names[key]
        loose = loose or self.touched(planned)
        return loose or (strange if planned in self._nameless else None) or found.get(planned.entry.address, [])

    def _named_by(self, path: str, types: tuple[str, ...]) -> Named:
        found: dict[str, list[Planned]] = {}
        loose: Unknown | None = None
        strange: Unknown | None = None
        for one in self.of_type(*types):
            whom = one.whom(path)
            if isinstance(whom, Unknown):
                loose = whom
            elif isinstance(whom, Planned):
                found.setdefault(whom.entry.address, []).append(one)
            elif whom is not None:
                strange = Unknown.of("known_after_apply", f"{one.place}.{path}: whether it names this one")
        return loose, strange, found

    @cached_property
    def _nameless(self) -> list[Planned]:
        """The resources whose name nobody knows yet."""
        told = ((one, self._types[one.type].names) for one in self._planned.values() if one.type in self._types)
        return [one for one, names in told if any(isinstance(one.get(name), Unknown) for name in names)]

    def at(self, address: str) -> Planned | None:
        """The resource at an address."""
        return self._planned.get(address)

    def referred(self, entry: Entry, expression: object, *, anything: bool = False) -> list[Planned]:
        """The resources that an expression may mean, those of no table too if asked; none when it depends on what nobody can follow."""
        found = self.references.resources(entry, expression) or []
        told = (Planned(one, self) if anything else self._planned.get(one.address) for one in found)
        return [one for one in told if one is not None]

    def read_later(self, planned: Planned, expression: object, type: str) -> Planned | None:
        """The one data source of a type that an expression refers to, which Terraform reads once it can."""
        found = self.references.sources(planned.entry, expression, type)
        return Planned(found[0], self) if len(found) == 1 else None

    def filled(self, type: str) -> frozenset[str]:
        """The blocks of a type that its service makes by its own defaults."""
        row = self._types.get(type)
        return row.filled if row else frozenset()

    def facts(self, planned: Planned) -> Mapping[str, Fact]:
        """How the facts of its type are told."""
        row = self._types.get(planned.type)
        return row.facts if row else {}

    def id_of(self, planned: Planned) -> str:
        """Its own id where that is known before it is there; else its address."""
        made = self._types.get(planned.type)
        known = made.identified(planned) if made else None
        return known or planned.address

    @cached_property
    def _touched(self) -> Mapping[str, Unknown]:
        """By address, that something which was not read is given a resource, be it by its name."""
        touched, found = self.document.touched, {}
        for address, one in self._planned.items() if touched else ():
            names = (address, *(one.get(name) for name in NAMES))
            why = next((touched[name] for name in names if isinstance(name, str) and name in touched), None)
            if why:
                found[address] = Unknown.of("not_static", f"{why}, and is given {address}")
        return found

    def touched(self, planned: Planned) -> Unknown | None:
        """That something which was not read is given a resource."""
        return self._touched.get(planned.entry.address)

    def settings(self, planned: Planned, type: str) -> list[Planned] | Unknown:
        """The settings of a type that are of this resource; Unknown when one may be."""
        if (touched := self.touched(planned)) is not None:
            return touched
        joined, loose = self._joined.get(type, ({}, []))
        may = [one for one, candidates in loose if candidates is None or planned.entry.address in candidates]
        if may:
            return Unknown.of("known_after_apply", f"which resource {may[0].entry.address} configures")
        return joined.get(planned.entry.address, [])

    @cached_property
    def _joined(self) -> Mapping[str, tuple[dict[str, list[Planned]], list[tuple[Planned, set[str] | None]]]]:
        """Of each type of setting: those of each resource, and those of which nobody can say whose they are."""
        found: dict[str, tuple[dict[str, list[Planned]], list[tuple[Planned, set[str] | None]]]] = {}
        for one in self._planned.values():
            setting = self._settings.get(one.type)
            if setting is None:
                continue
            joined, loose = found.setdefault(one.type, ({}, []))
            whose = self._whose(one, setting)
            if one.entry.uncertain and whose is not None:
                loose.append((one, {whose.entry.address} if isinstance(whose, Planned) else whose or None))
            elif isinstance(whose, Planned):
                joined.setdefault(whose.entry.address, []).append(one)
            elif whose is not None:
                loose.append((one, whose or None))
        return found

    def _whose(self, one: Planned, setting: Setting) -> Planned | set[str] | None:
        """The resource that a setting is of; those it may be of, all when empty; None when it is of something that is not in the file."""
        on = next((path for path in (setting.on, *setting.also) if one.get(path) is not None), setting.on)
        value = one.get(on)
        if isinstance(value, str):
            named = [
                other for name in _within(value) for other in self._by_name.get(name, ()) if not setting.of or other.type in setting.of
            ]
            alike = {other.entry.address: other for other in named}
            # What is called nobody knows how may be called that.
            alike = alike or {other.entry.address: other for other in self._nameless if not setting.of or other.type in setting.of}
            return next(iter(alike.values())) if named and len(alike) == 1 else set(alike) if alike else None
        if not isinstance(value, Unknown):
            return None
        found = [other for other in self.referred(one.entry, one.expression(on)) if not setting.of or other.type in setting.of]
        return found[0] if len(found) == 1 else {other.entry.address for other in found}


def _within(name: str) -> Iterator[str]:
    """A name, and, of an id of Azure's, the ids of what it lies below."""
    yield name
    while name.startswith("/subscriptions/") and name.count("/providers/"):
        name = name.rpartition("/")[0]
        yield name

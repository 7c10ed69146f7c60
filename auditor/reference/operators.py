"""Who ultimately controls an offer, and how exposed it is to the law of a third country."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

import msgspec

from auditor.reference.places import region
from auditor.reference.shelf import filled, holds, register

_ADDRESS = re.compile(r"(?:[a-z0-9+.-]+://)?(?:[^/@]*@)?([a-z0-9](?:[a-z0-9-]*\.)+[a-z0-9-]*[a-z0-9])\.?(?![^/:?#,])")
"""A name of a machine, alone or in a URL: words with dots between them."""


@dataclass(frozen=True, slots=True)
class Operator:
    """One offer: `country` is that of its ultimate control, `exposure` goes from E0 (none) to E3 (control outside the EEA).

    Both are None for an offer that depends on who runs it (private cloud), until somebody declares it.
    `hosts` are what the names of its machines end with; `regions` is the register that its region codes are read in. `support` says
    that its people reach data from third countries, as it publishes itself.
    """

    id: str
    name: str
    kind: str
    parent: str
    country: str | None
    exposure: str | None
    us_law: str | None
    evidence: str
    source: str
    checked_on: str
    technology: tuple[str, ...] = ()
    end_of_life: str | None = None
    regions: str | None = None
    hosts: tuple[str, ...] = ()
    support: str | None = None


@dataclass(frozen=True, slots=True)
class ForeignLaw:
    """A law of a third country that may oblige an operator, as far as its mark goes."""

    id: str
    evidence: str
    checked_on: str
    title: dict[str, str]


@functools.cache
def foreign_laws() -> Mapping[str, ForeignLaw]:
    """Every law of the register, by id."""
    data = register("laws")
    entries = filled(data, ({"id": name, **entry} for name, entry in data["laws"].items()))
    return MappingProxyType({entry["id"]: msgspec.convert(entry, ForeignLaw) for entry in entries})


@functools.cache
def operators() -> Mapping[str, Operator]:
    """Every operator of the register, by id."""
    data = register("operators")
    entries = filled(data, ({"id": name, **entry} for name, entry in data["operators"].items()))
    return MappingProxyType({entry["id"]: msgspec.convert(entry, Operator) for entry in entries})


@functools.cache
def reached_from_abroad() -> frozenset[str]:
    """The offers whose own people reach data from third countries."""
    return frozenset(one.id for one in operators().values() if one.support == "third_countries")


@functools.cache
def software() -> frozenset[str]:
    """The offers that are software, whose places are those of what each part of it holds."""
    return frozenset(one.id for one in operators().values() if one.kind == "saas")


def operator(provider: str, partition_or_region: str | None = None) -> Operator | None:
    """The offer behind a provider, and behind one of its partitions or regions when that is another offer (`aws-eusc`).

    None when the register has none, or when nobody has declared who runs it: then its law is unknown.
    """
    found = operators().get(offer(provider, partition_or_region))
    return found if found and found.country and found.exposure else None


def offer(provider: str, partition_or_region: str | None) -> str:
    """The id of the offer behind a provider's partition or region (`aws-eusc`); the provider's own when it has no other."""
    offers: Mapping[str, Mapping[str, str]] = register("operators")["partitions"]
    by_partition = offers.get(provider, {})
    if partition_or_region is None or not by_partition:
        return provider
    place = region(provider, partition_or_region)
    partition = place.partition if place else partition_or_region
    return by_partition.get(partition or "", provider)


@functools.cache
def _hosts() -> Mapping[str, str]:
    return {suffix: one.id for one in operators().values() for suffix in one.hosts}


def host(address: str) -> str:
    """The host that a URL names, or that the text is, in lower case; empty for what names none."""
    found = _ADDRESS.match(address.lower())
    return found[1] if found else ""


@functools.lru_cache(maxsize=4096)
def behind(host: str) -> str:
    """The offer whose machines have names like that host's; empty for nobody's that the register knows."""
    labels = host.lower().rstrip(".").split(".")
    ends = (".".join(labels[start:]) for start in range(len(labels)))
    return next((_hosts()[end] for end in ends if end in _hosts()), "")


@functools.lru_cache(maxsize=256)
def laws(found: Operator, as_of: date) -> tuple[str, ...]:
    """The ids of the laws of third countries that may oblige an operator on that day: by who controls it, and by its subsidiaries."""
    reached = {"US"} if found.us_law in ("direct", "indirect") else set()
    entries: Mapping[str, Mapping[str, Any]] = register("laws")["laws"]
    return tuple(
        name
        for name, law in entries.items()
        if holds(law, as_of) and (law["country"] == found.country or (law["country"] in reached and law.get("indirect")))
    )

"""What Microsoft 365's collectors share: calls of Graph, what the admin centre's page says, places, and names that are none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Call, Reader
from auditor.providers.noted import noted
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows
from auditor.providers.thin import named

DOCS = "https://learn.microsoft.com/en-us"
SKUS_AT = "/subscribedSkus"
SEVERAL = Unknown.of("not_collected", "what is read lies where each workload is, which the admin centre's page does not place all alike")
CUSTOMER_KEY = Unknown.of("not_collected", "Customer Key is licensed, and no API of Graph tells what it encrypts")
SILENT = Unknown.of("not_collected", "Graph does not tell what leaves this workload, nor where it is worked on")
PAGE = 999
"""The most that Graph gives of the directory at a time."""


def call(service: str, operation: str, permission: str, *feeds: str, path: str = "value", **more: Any) -> Call:
    """A read of Graph, with the application permission to consent to."""
    return Call(service, operation, feeds=feeds, permission=permission, path=path, **more)


def skus(*feeds: str, **more: Any) -> Call:
    """The subscriptions of the tenant, as one collector reads them."""
    return call("subscribedSkus", "ListSubscribedSkus", "LicenseAssignment.Read.All", *feeds, **more)


def plans(bought: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The names of every subscription that still holds something, and of the service plans in it."""
    held = [one for one in bought if one["capabilityStatus"] != "Deleted"]
    inside = (plan["servicePlanName"] for one in held for plan in one["servicePlans"])
    return frozenset(str(name).upper() for name in (*(one["skuPartNumber"] for one in held), *inside))


def held(bought: Iterable[Mapping[str, object]]) -> frozenset[str]:
    """The same of those that are told whole."""
    told = ({"capabilityStatus", "skuPartNumber", "servicePlans"} <= one.keys() and one for one in bought)
    return plans(one for one in told if one)


def among(names: Iterable[str], *words: str) -> bool:
    """Whether one of the names begins with one of the words, or holds it after a `*`."""
    return any(word[1:] in name if word.startswith("*") else name.startswith(word) for name in names for word in words)


def sealed(names: object) -> dict[str, Any]:
    """The encryption of a workload: always, with Microsoft's key unless Customer Key is licensed."""
    return {"encryption.at_rest": True, "encryption.key": lift(lambda found: CUSTOMER_KEY if among(found, "CUSTOMER_KEY") else None, names)}


def workload(reader: Reader, native_type: str, title: str, name: str, facts: Mapping[str, object]) -> Resource:
    """A workload of which only its place can be known, by its name on the page."""
    place, told = noted(reader, name)
    return reader.resource(native_type, named(reader, native_type, name), title, {**facts, **told}, {}, place, otherwise=SILENT)


def anywhere(reader: Reader) -> Any:
    """Where what an outsider reads lies: the one place that the page has for every workload, if it has only one."""
    places = {*((reader.options.get("data_location") or {}).get("workloads") or {}).values()}
    return places.pop() if len(places) == 1 else SEVERAL


def elsewhere(place: object, codes: Iterable[str]) -> list[Mapping[str, Any]] | None:
    """Flows to each geography but that of the workload itself."""
    return flows({"region": code} for code in sorted(codes) if code != place)


def country_of(reader: Reader, *names: str) -> dict[str, str]:
    """The country that the entry declares for a partner or a publisher, by its tenant or its domain; nothing where it declares none."""
    known = {name.lower(): country for name, country in (reader.options.get("partners") or {}).items()}
    return next(({"country": known[name.lower()]} for name in names if name.lower() in known), {})


def pseudonym(reader: Reader, user: Mapping[str, object]) -> str:
    """What an account is called in what is kept: nobody's name, unless the entry says `reveal`."""
    if reader.options.get("reveal"):
        return str(user.get("userPrincipalName") or user.get("displayName") or user["id"])
    told = f"{reader.account}/{user['id']}"
    return f"agent-{hashlib.sha256(told.encode()).hexdigest()[:10]}"

"""The services that are read, as Keystone's catalogue names them, and where they are in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from auditor.providers.paging import Asked, Marker, Paging
from auditor.providers.shapes import within

_VERSION = re.compile(r"/v\d+(\.\d+)?(/|$)")
LATEST = "OpenStack-API-Version"


@dataclass(frozen=True, slots=True)
class Linked:
    """Where the next page is said somewhere in the answer, of which the query alone is followed: a proxy in front moves the paths."""

    size: int = 0

    def first(self, asked: Asked) -> Asked:
        """With as many elements as are wanted at a time."""
        return Asked(asked.path, {"limit": self.size, **asked.parameters}) if self.size else asked

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:  # noqa: ARG002
        """The same path, with what the address adds."""
        query = dict(parse_qsl(urlsplit(next(_next(answer), "")).query, keep_blank_values=True))
        return Asked(asked.path, {**asked.parameters, **query}) if query else None


@dataclass(frozen=True, slots=True)
class UntilEmpty:
    """How many elements are skipped, until a page is empty: whatever the provider caps a page at."""

    size: int = 1000

    def first(self, asked: Asked) -> Asked:
        """From the start."""
        return Asked(asked.path, {"limit": self.size, **asked.parameters, "offset": 0})

    def after(self, asked: Asked, answer: object, count: int, links: Mapping[str, str], so_far: int) -> Asked | None:  # noqa: ARG002
        """What follows those that came."""
        return Asked(asked.path, {**asked.parameters, "offset": so_far}) if count else None


@dataclass(frozen=True, slots=True)
class Service:
    """One service: the types by which catalogues know it, the version read, what asks for its newest revision, how its lists go on."""

    types: tuple[str, ...]
    version: str
    headers: Mapping[str, str] = field(default_factory=dict)
    paging: Paging = field(default_factory=Linked)


SERVICES: Mapping[str, Service] = {
    "keystone": Service(("identity",), "v3"),
    "nova": Service(("compute",), "v2.1", {LATEST: "compute latest"}, Linked(1000)),
    "cinder": Service(("block-storage", "volumev3", "block-store", "volume", "volumev2"), "v3", {LATEST: "volume latest"}, Linked(1000)),
    "glance": Service(("image",), "v2", {}, Linked(1000)),
    "swift": Service(("object-store",), "v1", {}, Marker()),
    "manila": Service(
        ("shared-file-system", "sharev2", "share"),
        "v2",
        {"X-OpenStack-Manila-API-Version": "latest", "X-OpenStack-Manila-API-Experimental": "true"},
        UntilEmpty(),
    ),
    "trove": Service(("database",), "v1.0"),
    "barbican": Service(("key-manager",), "v1", {}, Linked(100)),
    "magnum": Service(("container-infrastructure-management", "container-infra"), "v1", {LATEST: "container-infra latest"}),
    "ironic": Service(("baremetal", "bare-metal"), "v1", {"X-OpenStack-Ironic-API-Version": "latest"}),
}
"""By the name that people know it by."""
HOLD_NOTHING = frozenset({"identity", "placement", "network", "cloudformation", "ec2", "load-balancer"})
"""Types of services in which no data of an authority lies, or which only show what another one holds."""


def regions(catalogue: Sequence[Any]) -> list[str]:
    """Every region in which the catalogue has something, in order."""
    return sorted({_region(end) for entry in catalogue for end in entry.get("endpoints") or () if _region(end)})


def address(catalogue: Sequence[object], name: str, region: str, interface: str) -> str:
    """Where a service answers in a region, up to its version; empty where the catalogue has none there."""
    service = SERVICES[name]
    ends = {kind: end for kind in reversed(service.types) for end in _ends(catalogue, kind, region, interface)}
    url = next((ends[kind] for kind in service.types if kind in ends), "").rstrip("/")
    return url if not url or _VERSION.search(urlsplit(url).path) else f"{url}/{service.version}"


def unread(catalogue: Sequence[Any]) -> list[str]:
    """The types of the catalogue that no collector reads and in which data may lie."""
    known = {kind for service in SERVICES.values() for kind in service.types} | HOLD_NOTHING
    return sorted({str(entry.get("type")) for entry in catalogue} - known)


def _ends(catalogue: Sequence[Any], kind: str, region: str, interface: str) -> Iterator[str]:
    for entry in catalogue:
        for end in entry.get("endpoints") or () if entry.get("type") == kind else ():
            if _region(end) == region and end.get("interface") == interface and isinstance(end.get("url"), str):
                yield end["url"]


def _region(end: Mapping[str, object]) -> str:
    return str(end.get("region_id") or end.get("region") or "")


def _next(answer: object) -> Iterator[str]:
    """The address of the next page: `next`, `links.next`, or the link of that name among `links` or `volumes_links`."""
    if not isinstance(answer, Mapping):
        return
    for found in (answer.get("next"), within(answer, "links.next")):
        if isinstance(found, str) and found:
            yield found
    for name, links in answer.items():
        if isinstance(links, list) and (name == "links" or str(name).endswith("_links")):
            yield from (str(one["href"]) for one in links if isinstance(one, Mapping) and one.get("rel") == "next" and one.get("href"))

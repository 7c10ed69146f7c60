"""What Azure collectors need: calls named after ARM types, rows in one spelling, flows, pairs and keys in the shapes the facts have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Required, TypedDict

import msgspec

from auditor.model import Resource
from auditor.providers.azure.naming import endpoints
from auditor.providers.azure.placing import stands
from auditor.providers.azure.signs import answers, vouched
from auditor.providers.contract import Call, Reader
from auditor.providers.observing import GONE, Unknown, lift
from auditor.reference.places import region as register

NOT_THERE = frozenset({"ResourceNotFound", "NotFound", "ResourceGroupNotFound", "ParentResourceNotFound"})
"""Codes that say of a resource itself, or of what it lies below, that it is there no more."""
LOCATIONS = Call("Microsoft.Resources", "ListLocations", permission="Microsoft.Resources/subscriptions/locations/read")
"""Asked once a session; where it is refused the register answers, so it feeds no fact alone."""
OWNER = Call("Microsoft.Resources", "GetSubscriptions", ("flows.share",), permission="Microsoft.Resources/subscriptions/read")
OWN_TENANT = "ourTenantId"
"""Beside what Azure says of a subscription: the tenant that our token is of."""
VAULT_KEY = re.compile(r"(https://[^/]+/keys/[^/]+)", re.IGNORECASE)


class Row(TypedDict, total=False):
    """What a resource says of itself, as `envelope.normalised` writes it; `properties`, its type's own, Unknown where not read."""

    id: Required[str]
    written: str
    subscription: str
    name: Required[str]
    type: str
    location: str | None
    tags: Mapping[str, str] | None
    kind: str
    sku: Mapping[str, Any]
    managedBy: str
    extendedLocation: Mapping[str, str]
    properties: Any


def listed(native_type: str, *feeds: str) -> Call:
    """The list of every resource of a type in the subscription."""
    return Call(*_named("List", native_type), feeds, of=(native_type,), permission=f"{native_type}/read", lists=True)


def child(native_type: str, *feeds: str, of: str | tuple[str, ...] = (), absent: Iterable[str] = ()) -> Call:
    """One setting below a resource, `native_type` being the type of the setting; `absent` codes mean that it is not set."""
    of = (of,) if isinstance(of, str) else of
    return Call(*_named("Get", native_type), feeds, of=of, permission=f"{native_type}/read", absent=frozenset(absent))


def children(native_type: str, *feeds: str, of: str | tuple[str, ...] = (), absent: Iterable[str] = ()) -> Call:
    """The list of things of a type below one resource."""
    of = (of,) if isinstance(of, str) else of
    return Call(*_named("List", native_type), feeds, of=of, permission=f"{native_type}/read", absent=frozenset(absent))


def _named(verb: str, native_type: str) -> tuple[str, str]:
    namespace, *segments = native_type.split("/")
    return namespace, verb + "".join(segment[:1].upper() + segment[1:] for segment in segments)


def place(location: object) -> str | None:
    """A location in the one spelling (`West Europe` → `westeurope`); None for none, and for what is no text."""
    return re.sub(r"[^a-z0-9]", "", location.lower()) or None if isinstance(location, str) else None


def found(reader: Reader, call: Call, build: Callable[[Row], Resource]) -> Iterator[Resource]:
    """`build` over every row of a list; a row that came without its properties is asked for, and told as unknown when that is refused."""
    yield from reader.map(partial(_built, reader, call, build), reader.pages(call))


def rows(reader: Reader, call: Call) -> Iterator[Row]:
    """Every row of a list, each with its properties; Unknown ones in their place when they could not be read."""
    return reader.map(partial(_whole, reader, call), reader.pages(call))


def _built(reader: Reader, call: Call, build: Callable[[Row], Resource], row: Row) -> Resource:
    return built(reader, call.of[0], build, _whole(reader, call, row))


def built(reader: Reader, native_type: str, build: Callable[[Row], Resource], row: Row) -> Resource:
    """`build` over a row. One whose properties were not read, or have a shape that nobody foresaw, is told with every fact unknown."""
    made = lift(lambda _: build(row), row["properties"])
    return described(reader, native_type, row, {}, otherwise=made) if isinstance(made, Unknown) else made


def _whole(reader: Reader, call: Call, row: Row) -> Row:
    if answers(call.of[0], row):
        return row
    answer = reader.get(call, at=row["id"])
    if isinstance(answer, Unknown):
        # The thing itself was asked for, and is there no more.
        there = answer.reason.provider_code not in NOT_THERE
        return {**row, "properties": answer if there else Unknown(call.reason(GONE))}
    said: Any = {name: answer[name] for name in ("sku", "kind", "managedBy", "extendedLocation", "properties") if name in answer}
    return {**row, **said}


def described(
    reader: Reader,
    native_type: str,
    row: Row,
    told: Mapping[str, object],
    *,
    otherwise: Unknown | None = None,
    region: object = ...,
    regional: bool = True,
) -> Resource:
    """The resource of a row. A fact of its kind that the collector does not tell is unknown: `otherwise`, or not collected.

    A row that says no location lies somewhere, unless `regional` says that its kind has no region.
    """
    where = region if region is not ... else stands(native_type, place(row.get("location")), row.get("extendedLocation"))
    if where is None and regional:
        where = Unknown.of("empty_answer", f"{native_type} without a location")
    facts = vouched(native_type, row.get("properties"), told)
    tags: Any = row.get("tags") or {}
    labels = dict(tags) if isinstance(tags, Mapping) else tags
    resource = reader.resource(native_type, row["id"].lower(), row["name"], facts, labels, region=where, otherwise=otherwise)
    also = (one for one in endpoints(row.get("properties")) if one not in resource.aliases)
    return msgspec.structs.replace(resource, group=group_of(resource.id), aliases=(*resource.aliases, *also))


def group_of(identifier: str) -> str | None:
    """The resource group an ARM id names."""
    segments = identifier.split("/")
    return segments[4] if len(segments) > 4 and segments[3].lower() == "resourcegroups" else None


def subscription_of(identifier: str) -> str | None:
    """The subscription an ARM id names."""
    segments = identifier.split("/")
    return segments[2].lower() if len(segments) > 2 and segments[1].lower() == "subscriptions" else None


def to(identifier: str, region: str | None = None) -> dict[str, Any]:
    """The flow to an ARM id, with the subscription it names and the region when it is said."""
    said = {"region": place(region), "account": subscription_of(identifier)}
    return {"to": identifier.lower(), **{name: value for name, value in said.items() if value}}


def in_account(name: str, sort: str = "blob") -> dict[str, Any]:
    """The flow to a storage account of which only the name is told, by the host of that sort of storage in it."""
    return {"to": f"https://{name.lower()}.{sort}.core.windows.net"}


def within(reader: Reader, region: str | None) -> dict[str, Any]:
    """The flow to a region of the same subscription."""
    return {"region": place(region), "account": reader.account}


def paired(reader: Reader, location: str | None) -> Any:
    """The region that geo-redundant storage copies to: as Azure says, else as the register does. None when there is no pair."""
    here = place(location) or ""
    answer = reader.get(LOCATIONS)
    for one in answer if isinstance(answer, list) else ():
        # A location that says nothing of itself does not say that it has no pair.
        if place(one.get("name")) == here and isinstance(one.get("metadata"), Mapping):
            return next((place(at(pair, "name")) for pair in at(one, "metadata", "pairedRegion") or ()), None)
    known = register("azure", here)
    return known.pair if known else Unknown.of("region_not_in_register", f"azure/{here}")


def geo(reader: Reader, location: str | None, *, geo_redundant: bool, said: str | None = None) -> Any:
    """The flows of geo-redundant storage: to the pair, unknown when nobody can name it, None when the storage is not geo-redundant.

    `said` is the pair that the resource itself names.
    """
    if not geo_redundant:
        return None
    pair = place(said) or paired(reader, location)
    if isinstance(pair, Unknown):
        return pair
    return [within(reader, pair)] if pair else Unknown.of("not_collected", f"geo-redundant storage in {place(location)}, which has no pair")


def kept_in_pair(reader: Reader, location: str | None) -> Any:
    """The flows of a service that is copied to the pair of its region without a setting that says so; None where there is no pair."""
    return lift(lambda pair: [within(reader, pair)] if pair else None, paired(reader, location))


def key_uri(uri: str | None) -> str | None:
    """A Key Vault key without its version, the id its resource has; None for none."""
    match = VAULT_KEY.match(uri or "")
    return match[1].lower() if match else uri or None


def at(node: object, *path: str) -> Any:
    """The value at a path of nested properties, None where anything on the way is not set; names match in any case, as ARM's do.

    Raises TypeError where something else than an object is on the way: that says nothing.
    """
    for name in path:
        if node is None or isinstance(node, Unknown):
            return None
        if not isinstance(node, Mapping):
            raise TypeError(f"{name} of {node!r:.40}")
        node = node[name] if name in node else next((value for key, value in node.items() if key.lower() == name.lower()), None)
    return node


def everybody(ranges: Iterable[str]) -> bool:
    """Whether IPv4 ranges (`first-last`, `first/prefix` or one address), taken together, let in half of the Internet or more."""
    reach, count = -1, 0
    for first, last in sorted(map(_ends, ranges)):
        count += max(0, last - max(first, reach + 1) + 1)
        reach = max(reach, last)
    return count >= 2**31


def _ends(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    base, _, prefix = first.strip().partition("/")
    start = _number(base)
    if dash:
        return start, _number(last.strip())
    size = 2 ** (32 - int(prefix)) if prefix.isdecimal() and int(prefix) <= 32 else 1
    return start, start + size - 1


def _number(address: str) -> int:
    """An IPv4 address as a number; -1 for any other text."""
    parts = address.split(".")
    if len(parts) != 4 or not all(part.isdecimal() and int(part) < 256 for part in parts):
        return -1
    return int.from_bytes(bytes(map(int, parts)))


def is_on(value: object) -> bool:
    """Azure's ways to say yes."""
    return str(value).lower() in {"true", "enabled", "on", "yes"}

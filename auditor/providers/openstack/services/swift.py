"""Swift: containers, who may read them, what they are synchronised with, their versions, and links that open them without an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.openstack.calls import HELD, Rest, reference
from auditor.providers.shapes import flows, joined, sized

CONTAINER = "OpenStack::Swift::Container"
META = "x-container-meta-"
SECRET = ("temp-url-key", "temp-url-key-2", "access-control-allow-origin", "access-control-max-age", "quota-bytes", "quota-count")
"""What begins like a label and is none."""
CONTAINERS = Rest("swift", "ListContainers", feeds=("size.used",), permission="project_reader_roles", lists=True, must=("name",))
METADATA = Rest(
    "swift",
    "GetContainerMetadata",
    feeds=("public.access", "versioning.enabled", "retention.noncurrent_max", "flows.replication", "flows.share", "tags"),
    permission="operator_roles",
    must=("x-container-object-count",),
    route="/{container}",
    method="HEAD",
)
ACCOUNT = Rest(
    "swift",
    "GetAccountMetadata",
    feeds=("flows.share",),
    permission="operator_roles",
    must=("x-account-container-count",),
    route="",
    method="HEAD",
)
OWNERS = frozenset({"admin", "swiftoperator", "objectstore_operator", "reselleradmin"})
"""Roles to which Swift shows who else may read; to one that only reads it shows the same answer without."""
OWNED = (
    "x-container-read",
    "x-container-write",
    "x-container-sync-to",
    "x-container-sync-key",
    f"{META}temp-url-key",
    f"{META}temp-url-key-2",
)
ACCOUNT_KEYS = ("x-account-meta-temp-url-key", "x-account-meta-temp-url-key-2")
VERSIONED = ("x-versions-location", "x-history-location")
HIDDEN = Unknown(METADATA.reason("access_denied", "Swift hides it from roles that only read"))
SIGNED = Unknown.of("not_collected", "a key signs temporary links here, and nobody can list those that were given out")
EXPIRY = Unknown.of("not_collected", "in Swift each object has its own date of expiry, and the container none")
UNTOLD = Unknown.of("not_collected", "Swift does not say it")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every container of the project's account."""
    containers = list(reader.pages(CONTAINERS, format="json"))
    if not containers:
        return
    account = reader.get(ACCOUNT)
    heads = reader.map(lambda one: (one, reader.get(METADATA, container=one["name"])), containers)
    found = list(heads)
    owner = _owner(account, [head for _, head in found])
    for one, head in found:
        yield _container(reader, one, head, account, owner)


def _owner(account: object, heads: list[Any]) -> bool:
    """Whether what only the owner of an account is shown is shown to us: our role says so, or something of the kind was."""
    answers = [head for head in heads if not isinstance(head, Unknown)]
    roles = {role for answer in answers for role in answer[HELD].roles}
    keys = isinstance(account, Mapping) and any(name in account for name in (*ACCOUNT_KEYS, "x-account-access-control"))
    return bool(roles & OWNERS) or keys or any(name in answer for answer in answers for name in OWNED)


def _container(reader: Reader, listed: Mapping[str, object], head: object, account: object, owner: bool) -> Resource:
    name = listed["name"]
    shown: Any = head if owner or isinstance(head, Unknown) else HIDDEN
    versioned = lift(lambda said: any(said.get(one) for one in VERSIONED) or said.get("x-versions-enabled", "").lower() == "true", head)
    facts = {
        "public.access": lift(lambda said: _open(said.get("x-container-read", "")), shown),
        "flows.share": _shares(reader, shown, account),
        "flows.replication": lift(partial(_synchronised, reader), shown),
        "versioning.enabled": versioned,
        "retention.max": EXPIRY,
        "retention.noncurrent_max": lift(lambda yes: EXPIRY if yes else "P0D", versioned),
        "encryption.at_rest": UNTOLD,
        "encryption.key": UNTOLD,
        **sized(used=listed.get("bytes")),
    }
    tags = lift(_labels, head)
    return reader.resource(CONTAINER, str(reference(reader, CONTAINER, name)), name, facts, tags, otherwise=UNTOLD)


def _labels(said: Mapping[str, Any]) -> dict[str, str]:
    """The container's own metadata. What opens it is left out before it is kept anywhere."""
    own = {name.removeprefix(META): value for name, value in said.items() if name.startswith(META)}
    return {name: unquote(value) for name, value in own.items() if name not in SECRET}


def _open(acl: str) -> bool:
    """Anybody, anybody who has an account of this cloud, or who says to come from some page, which everybody can say."""
    items = [item.strip() for item in acl.split(",")]
    pages = [item.partition(":")[2] for item in items if item.split(":")[0] in (".r", ".ref", ".referer", ".referrer")]
    return "*:*" in items or any(page and not page.startswith("-") for page in pages)


def _shares(reader: Reader, shown: object, account: object) -> Any:
    """With other projects, and with whoever was given a link that a key of the container or of the account signs."""
    granted = lift(partial(_granted, reader), shown)
    links = lift(lambda said: SIGNED if any(said.get(name) for name in OWNED[4:]) else None, shown)
    of_account = lift(lambda said: SIGNED if any(said.get(name) for name in ACCOUNT_KEYS) else None, account)
    return joined(granted, links, of_account)


def _granted(reader: Reader, said: Mapping[str, Any]) -> Any:
    """Projects, and single people of any project, that the lists of who reads and who writes name."""
    items = {item.strip() for name in OWNED[:2] for item in said.get(name, "").split(",")}
    pairs = sorted(item.partition(":")[::2] for item in items if ":" in item and not item.startswith("."))
    others = [(project, user) for project, user in pairs if project != reader.account and (project, user) != ("*", "*")]
    return flows(
        {("holder" if project == "*" else "account"): user if project == "*" else project, "region": reader.region}
        for project, user in others
    )


def _synchronised(reader: Reader, said: Mapping[str, Any]) -> Any:
    """The container that this one is copied to: `//realm/cluster/account/container`, or its address, here when we know the host."""
    target = said.get("x-container-sync-to", "")
    if not target:
        return None
    parts = urlsplit(target)
    fields = parts.path.strip("/").split("/")
    account, container = fields[-2:] if len(fields) > 1 else ("", "")
    project = account.removeprefix("AUTH_")
    cluster = fields[0] if parts.netloc and not parts.scheme and len(fields) == 3 else None
    region = said[HELD].stores.get(parts.netloc) if parts.scheme else cluster
    here = reference(reader.at(region), CONTAINER, unquote(container), project) if region and project else None
    return flows([{"to": here or target, **({"account": project} if account.startswith("AUTH_") else {})}])


COLLECTOR = Collector(
    service="swift",
    native_types={CONTAINER: "object_store"},
    calls=(CONTAINERS, METADATA, ACCOUNT),
    collect=collect,
    never=(
        Absence(
            ("replication.foreign", "flows.logs"),
            "https://docs.openstack.org/api-ref/object-store/: a container has no access log of its own, nor such a setting",
        ),
    ),
)

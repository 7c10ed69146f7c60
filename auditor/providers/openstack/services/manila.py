"""Manila: shares, who may mount them, their replicas and snapshots."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.contract import Absence, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.openstack.calls import Rest, labels, reference, said, sealed, title, zone
from auditor.providers.shapes import GIB, flows, sized

SHARE, SNAPSHOT = "OpenStack::Manila::Share", "OpenStack::Manila::Snapshot"
ENCRYPTION = ("encryption.at_rest", "encryption.key")
SHARES = Rest(
    "manila",
    "ListShares",
    feeds=(*ENCRYPTION, "flows.replication", "size.allocated", "tags"),
    of=(SHARE,),
    path="shares",
    permission="share:get_all",
    lists=True,
    must=("id",),
    route="/shares/detail",
)
SNAPSHOTS = Rest(
    "manila",
    "ListSnapshots",
    feeds=(*ENCRYPTION, "origin", "size.allocated", "tags"),
    of=(SNAPSHOT,),
    path="snapshots",
    permission="share_snapshot:get_all_snapshots",
    lists=True,
    must=("id",),
    route="/snapshots/detail",
)
ACCESS = Rest(
    "manila",
    "ListAccessRules",
    feeds=("public.access", "flows.share"),
    of=(SHARE,),
    path="access_list",
    permission="share_access_rule:index",
    route="/share-access-rules",
)
REPLICAS = Rest(
    "manila",
    "ListReplicas",
    feeds=("flows.replication",),
    of=(SHARE,),
    path="share_replicas",
    permission="share_replica:get_all",
    route="/share-replicas/detail",
)
STORE = Unknown.of("not_collected", "Manila does not say whether its store encrypts")
NO_SHARE = Unknown.of("not_collected", "the share it was taken of is not among those of this project")


def collect(reader: Reader) -> Iterator[Resource]:
    """Shares with two details each, then snapshots, as encrypted as their share."""
    encrypted: dict[str, dict[str, Any]] = {}
    for share, resource in reader.map(lambda one: (one, _share(reader, one)), reader.pages(SHARES)):
        encrypted[str(share["id"])] = _encryption(reader, share)
        yield resource
    lost = reader.lost(SHARES) or NO_SHARE
    for snapshot in reader.pages(SNAPSHOTS):
        facts = {
            **encrypted.get(str(snapshot.get("share_id")), dict.fromkeys(ENCRYPTION, lost)),
            "origin": lift(partial(reference, reader, SHARE), said(snapshot, "share_id", SNAPSHOTS)),
            "public.access": False,
            **sized(allocated=snapshot.get("size"), unit=GIB),
        }
        yield _named(reader, SNAPSHOT, snapshot, facts)


def _share(reader: Reader, share: Mapping[str, object]) -> Resource:
    rules = lift(
        lambda found: [ipaddress.ip_network(rule["access_to"], strict=False) for rule in found if rule["access_type"] == "ip"],
        reader.get(ACCESS, share_id=share["id"]),
    )
    facts = {
        **_encryption(reader, share),
        "public.access": lift(lambda networks: any(network.prefixlen == 0 for network in networks), rules),
        "flows.share": lift(lambda networks: flows({"holder": str(one)} for one in networks if one.is_global and one.prefixlen), rules),
        "flows.replication": _replicated(reader, share),
        **sized(allocated=share.get("size"), unit=GIB),
    }
    return _named(reader, SHARE, share, facts)


def _encryption(reader: Reader, share: Mapping[str, object]) -> dict[str, Any]:
    key = sealed(reader, share.get("encryption_key_ref"))
    return {"encryption.at_rest": True if key else STORE, "encryption.key": key or STORE}


def _replicated(reader: Reader, share: Mapping[str, object]) -> Any:
    """One replica is the share itself; each other one is a copy in another zone of the region."""
    if not share.get("replication_type") and share.get("has_replicas") is False:
        return None
    replicas = reader.get(REPLICAS, share_id=share["id"])
    copies = lift(lambda found: [one for one in found if one.get("replica_state") != "active"], replicas)
    return lift(lambda found: flows(_copy(reader, one) for one in found), copies)


def _copy(reader: Reader, replica: Mapping[str, object]) -> dict[str, Any]:
    return {
        "to": reference(reader, "OpenStack::Manila::Replica", replica["id"]),
        "region": reader.region,
        "zone": zone(replica),
        "account": reader.account,
    }


def _named(reader: Reader, native_type: str, described: Mapping[str, object], facts: Mapping[str, object]) -> Resource:
    id = reference(reader, native_type, described["id"])
    return reader.resource(native_type, str(id), title(described), facts, labels(described, "metadata"), zone=zone(described))


COLLECTOR = Collector(
    service="manila",
    native_types={SHARE: "file_system", SNAPSHOT: "snapshot"},
    calls=(SHARES, SNAPSHOTS, ACCESS, REPLICAS),
    collect=collect,
    never=(
        Absence(
            ("backup.retention", "flows.copy"),
            "https://docs.openstack.org/api-ref/shared-file-system/: a share has no schedule of backups, and no export but its replicas",
            (SHARE,),
        ),
        Absence(
            ("lock.min", "flows.share"),
            "https://docs.openstack.org/api-ref/shared-file-system/: a snapshot is of one project and has no period of its own",
            (SNAPSHOT,),
        ),
    ),
)

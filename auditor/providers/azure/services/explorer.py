"""Data Explorer: clusters, the keys of their databases, and the databases of other clusters that they follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS, unset
from auditor.providers.azure.common import Row, at, built, children, described, listed, rows, to
from auditor.providers.azure.keys import vault_key
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, sealed

CLUSTER = "Microsoft.Kusto/clusters"
FOLLOWED = f"{CLUSTER}/attachedDatabaseConfigurations"
FACTS = ("encryption.at_rest", "encryption.key", "encryption.keys", "tags", "public.access", "flows.share")
CLUSTERS = replace(listed(CLUSTER, *FACTS), of=(CLUSTER, FOLLOWED))
DATABASES = children(f"{CLUSTER}/databases", "encryption.keys", of=CLUSTER)
FOLLOWING = Call(
    "Microsoft.Kusto", "ListClustersAttachedDatabaseConfigurations", ("flows.copy",), (FOLLOWED,), permission=f"{FOLLOWED}/read", lists=True
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Each cluster, then whom it follows: the databases of another are there too, as that one keeps them."""
    clusters = list(rows(reader, CLUSTERS))
    yield from reader.map(partial(built, reader, CLUSTER, partial(_cluster, reader)), clusters)
    for row in clusters:
        for followed in reader.pages(FOLLOWING, at=f"{row['id']}/attachedDatabaseConfigurations"):
            leader = str(at(followed, "properties", "clusterResourceId") or "").lower()
            copy = {**to(row["id"], row["location"]), **({"source": leader} if leader else {})}
            said: Row = {"id": followed["id"], "name": followed["name"], "location": row["location"], "tags": followed.get("tags")}
            said |= {"properties": followed.get("properties")}
            yield described(reader, FOLLOWED, said, {"flows.copy": flows([copy])})


def _cluster(reader: Reader, row: Row) -> Resource:
    """A cluster lets in the principals of its own tenant, and of those that it trusts."""
    properties = row["properties"]
    trusted = [str(one.get("value")) for one in properties.get("trustedExternalTenants") or () if one.get("value")]
    databases = lift(lambda seen: [*filter(_own, seen or ())], reader.all(DATABASES, at=f"{row['id']}/databases"))
    told = {
        "encryption.at_rest": True,
        **_keys(vault_key(properties.get("keyVaultProperties")), databases),
        # A query asks who one is, wherever it comes from.
        "public.access": False,
        "flows.share": flows({"holder": one.lower(), "region": row["location"]} for one in trusted),
    }
    return described(reader, CLUSTER, row, told)


def _own(database: dict[str, Any]) -> bool:
    """Whether a database is the cluster's, and not one that it follows."""
    return str(database.get("kind")).lower() != "readonlyfollowing"


def _keys(own: Any, databases: Any) -> dict[str, Any]:
    """A database may have a key of its own, in place of the cluster's."""
    keys = lift(lambda seen: [vault_key(key) for one in seen if (key := at(one, "properties", "keyVaultProperties"))], databases)
    return sealed(own, keys) if isinstance(keys, Unknown) else sealed(own, *keys)


COLLECTOR = Collector(
    service="explorer",
    native_types={CLUSTER: "warehouse", FOLLOWED: "transfer"},
    calls=(CLUSTERS, DATABASES, FOLLOWING),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("flows.replication",), f"{DOCS}/data-explorer/business-continuity-overview: another region takes another cluster", (CLUSTER,)
        ),
        *unset("flows.share", of=(FOLLOWED,)),
    ),
)

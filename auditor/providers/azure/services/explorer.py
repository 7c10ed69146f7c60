"""Data Explorer: clusters and their databases, with what feeds these, and the databases of other clusters that they follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.azure.absences import DOCS, unset
from auditor.providers.azure.common import Row, at, built, described, listed, rows, to
from auditor.providers.azure.keys import vault_key
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, sealed
from auditor.reason import Reason
from auditor.reference.durations import span

CLUSTER = "Microsoft.Kusto/clusters"
FOLLOWED = f"{CLUSTER}/attachedDatabaseConfigurations"
DATABASE = f"{CLUSTER}/databases"
FEED = f"{DATABASE}/dataConnections"
FACTS = ("encryption.at_rest", "encryption.key", "encryption.keys", "tags", "public.access", "flows.share")
CLUSTERS = replace(listed(CLUSTER, *FACTS), of=(CLUSTER, DATABASE, FEED, FOLLOWED))
HELD = ("encryption.key", "retention.max", "encryption.keys")
DATABASES = Call("Microsoft.Kusto", "ListClustersDatabases", HELD, (DATABASE, FEED), permission=f"{DATABASE}/read", lists=True)
FEEDS = Call("Microsoft.Kusto", "ListClustersDatabasesDataConnections", ("flows.copy",), (FEED,), permission=f"{FEED}/read", lists=True)
FOLLOWING = Call(
    "Microsoft.Kusto", "ListClustersAttachedDatabaseConfigurations", ("flows.copy",), (FOLLOWED,), permission=f"{FOLLOWED}/read", lists=True
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Each cluster with its databases, then whom it follows: the databases of another are there too, as that one keeps them."""
    clusters = list(rows(reader, CLUSTERS))
    for found in reader.map(partial(_whole, reader), clusters):
        yield from found
    for row in clusters:
        for followed in reader.pages(FOLLOWING, at=f"{row['id']}/attachedDatabaseConfigurations"):
            leader = str(at(followed, "properties", "clusterResourceId") or "").lower()
            copy = {**to(row["id"], row["location"]), **({"source": leader} if leader else {})}
            said: Row = {"id": followed["id"], "name": followed["name"], "location": row["location"], "tags": followed.get("tags")}
            said |= {"properties": followed.get("properties")}
            yield described(reader, FOLLOWED, said, {"flows.copy": flows([copy])})


def _whole(reader: Reader, row: Row) -> list[Resource]:
    """A cluster, the databases that are its own, and what feeds each."""
    databases = [*filter(_own, _in_order(reader.pages(DATABASES, at=f"{row['id']}/databases")))]
    found = [built(reader, CLUSTER, partial(_cluster, reader, reader.lost(DATABASES) or databases), row)]
    for one in databases:
        placed: Row = {**one, "location": one["location"] or row["location"], "tags": one["tags"] or row["tags"]}
        placed.setdefault("properties", {})
        found.append(built(reader, DATABASE, partial(_database, reader, row), placed))
        feed: Row
        for feed in _in_order(reader.pages(FEEDS, at=f"{one['id']}/dataConnections")):
            found.append(described(reader, FEED, {**feed, "location": placed["location"]}, {"flows.copy": _fed(one, feed, placed)}))
    return found


def _in_order(found: Iterator[Row]) -> list[Row]:
    return sorted(found, key=lambda one: str(one["id"]))


def _cluster(reader: Reader, databases: object, row: Row) -> Resource:
    """A cluster lets in the principals of its own tenant, and of those that it trusts."""
    told = {
        "encryption.at_rest": True,
        **_keys(vault_key(row["properties"].get("keyVaultProperties")), databases),
        # A query asks who one is, wherever it comes from.
        "public.access": False,
        "flows.share": _trusted(row),
    }
    return described(reader, CLUSTER, row, told)


def _database(reader: Reader, cluster: Row, row: Row) -> Resource:
    """What its tables keep at least, unless each has another period; whom the cluster lets in is let in here."""
    own = row["properties"].get("keyVaultProperties")
    told = {
        "encryption.at_rest": True,
        "encryption.key": lift(lambda above: vault_key(own or above.get("keyVaultProperties")), cluster["properties"]),
        "retention.max": Unknown(BOUND, _period(row["properties"].get("softDeletePeriod"))),
        "flows.share": lift(lambda _: _trusted(cluster), cluster["properties"]),
    }
    return described(reader, DATABASE, row, told)


def _trusted(cluster: Row) -> Any:
    trusted = [str(one.get("value")) for one in cluster["properties"].get("trustedExternalTenants") or () if one.get("value")]
    return flows({"holder": one.lower(), "region": cluster["location"]} for one in trusted)


def _period(said: object) -> str | None:
    """A period as Azure writes it; None for one of another form, or none."""
    try:
        return said if isinstance(said, str) and span(said) else None
    except ValueError:
        return None


def _fed(database: Row, feed: Row, placed: Row) -> Any:
    """What arrives in a database, from where it is taken: a store or a hub; of another sort nobody knows from where."""
    said = feed.get("properties") or {}
    source = next((str(said[one]).lower().partition("/eventhubs/")[0] for one in SOURCES if said.get(one)), None)
    flow = to(database["id"], placed["location"])
    return (
        flows([{**flow, "source": source}])
        if source
        else Unknown.of("not_collected", f"a connection of the kind {feed.get('kind')}", [flow])
    )


def _own(database: Row) -> bool:
    """Whether a database is the cluster's, and not one that it follows."""
    return str(database.get("kind")).lower() != "readonlyfollowing"


def _keys(own: object, databases: object) -> dict[str, Any]:
    """A database may have a key of its own, in place of the cluster's."""
    keys = lift(lambda seen: [vault_key(key) for one in seen if (key := at(one, "properties", "keyVaultProperties"))], databases)
    return sealed(own, keys) if isinstance(keys, Unknown) else sealed(own, *keys)


SOURCES = ("storageAccountResourceId", "cosmosDbAccountResourceId", "iotHubResourceId", "eventHubResourceId")
"""What a connection takes from; of storage it also names the hub that says when."""
BOUND = Reason.of("only_a_bound", "a table of the database may keep its rows for another time")
COLLECTOR = Collector(
    service="explorer",
    native_types={CLUSTER: "warehouse", DATABASE: "log_store", FEED: "transfer", FOLLOWED: "transfer"},
    calls=(CLUSTERS, DATABASES, FEEDS, FOLLOWING),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("flows.replication",), f"{DOCS}/data-explorer/business-continuity-overview: another region takes another cluster", (CLUSTER,)
        ),
        *unset("flows.share", of=(FOLLOWED, FEED)),
    ),
)

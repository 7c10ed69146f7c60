"""AWS Glue: databases of the data catalogue, where their tables lie, and the stores its connections reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import UNOFFERED, arn, key_arn, to_arn
from auditor.providers.aws.policies import shares
from auditor.providers.aws.targets import to_bucket, to_hosts
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.glue import Connection, Database, DatabaseIdentifier, GluePolicy, Table, TableIdentifier

DATABASE = "AWS::Glue::Database"
CONNECTION = "AWS::Glue::Connection"
TAKING = {
    DATABASE: ("glue:GetTable", "glue:GetTables", "glue:GetDatabase", "glue:GetDatabases", "glue:GetPartitions"),
    CONNECTION: ("glue:GetConnection", "glue:GetConnections"),
}
ADDRESSES = ("JDBC_CONNECTION_URL", "CONNECTION_URL", "HOST", "INSTANCE_URL", "KAFKA_BOOTSTRAP_SERVERS")
"""The properties of a connection that say where it leads, the surest first."""

DATABASES = Call("glue", "GetDatabases", of=(DATABASE,), path="DatabaseList", lists=True)
TABLES = Call("glue", "GetTables", feeds=("flows.copy",), of=(DATABASE,), path="TableList")
CONNECTIONS = Call("glue", "GetConnections", feeds=("flows.copy",), of=(CONNECTION,), path="ConnectionList", lists=True)
SETTINGS = Call(
    "glue",
    "GetDataCatalogEncryptionSettings",
    feeds=("encryption.at_rest", "encryption.key"),
    path="DataCatalogEncryptionSettings",
)
POLICIES = Call("glue", "GetResourcePolicies", feeds=("flows.share",), path="GetResourcePoliciesResponseList", absent=UNOFFERED)
TAGS = Call("glue", "GetTags", feeds=("tags",), must=("Tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every database and every connection of the region's catalogue; no password of theirs is asked for."""
    databases, connections = list(reader.pages(DATABASES)), list(reader.pages(CONNECTIONS, HidePassword=True))
    if not databases and not connections:
        return
    settings, policies = reader.get(SETTINGS), reader.all(POLICIES)
    yield from reader.map(partial(_database, reader, settings, policies), databases)
    yield from reader.map(partial(_connection, reader, settings, policies), connections)


def _database(reader: Reader, settings: object, policies: object, listed: Database) -> Resource:
    name = listed["Name"]
    tables = reader.all(TABLES, DatabaseName=name) if "TargetDatabase" not in listed else []
    key = lift(lambda found: found.get("EncryptionAtRest", {}), settings)
    facts = {
        "encryption.at_rest": lift(lambda found: found.get("CatalogEncryptionMode", "DISABLED") != "DISABLED", key),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("SseAwsKmsKeyId")), key),
        "flows.copy": joined(flows(_itself(reader, listed)), lift(partial(_lie, reader), tables)),
        "flows.share": lift(partial(_shares, reader, DATABASE, name), policies),
    }
    return _resource(reader, DATABASE, f"database/{name}", name, facts)


def _connection(reader: Reader, settings: object, policies: object, listed: Connection) -> Resource:
    name = listed["Name"]
    secret = lift(lambda found: found.get("ConnectionPasswordEncryption", {}), settings)
    facts = {
        "encryption.at_rest": lift(lambda found: bool(found.get("ReturnConnectionPasswordEncrypted")), secret),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("AwsKmsKeyId")), secret),
        "flows.copy": _reached(listed),
        "flows.share": lift(partial(_shares, reader, CONNECTION, name), policies),
    }
    return _resource(reader, CONNECTION, f"connection/{name}", name, facts)


def _reached(connection: Connection) -> Any:
    """The hosts a connection leads to. One of a network alone leads nowhere by itself; whatever else names no host leads somewhere."""
    properties, sort = connection.get("ConnectionProperties", {}), connection.get("ConnectionType", "")
    address = next((properties[one] for one in ADDRESSES if properties.get(one)), None)
    if address:
        return to_hosts(address)
    return None if sort == "NETWORK" else Unknown.of("not_collected", f"where a connection of type {sort} leads")


def _resource(reader: Reader, native_type: str, path: str, name: str, facts: Mapping[str, object]) -> Resource:
    id = arn(reader, "glue", path)
    labels = lift(lambda answer: dict(answer.get("Tags", {})), reader.get(TAGS, ResourceArn=id))
    return reader.resource(native_type, id, name, facts, labels)


def _itself(reader: Reader, database: Database) -> Iterator[dict[str, Any]]:
    """The bucket a database lies in; for a link to another catalogue, that catalogue's database; the connection it is seen through."""
    if target := database.get("TargetDatabase"):
        yield _elsewhere(reader, target)
    if through := database.get("FederatedDatabase", {}).get("ConnectionName"):
        yield to_arn(arn(reader, "glue", f"connection/{through}"))
    if place := _bucket(database.get("LocationUri")):
        yield to_bucket(reader, place)


def _lie(reader: Reader, tables: list[Table]) -> Any:
    """The buckets where the tables lie, and the databases of those that only link to another catalogue's."""
    places = [_bucket(table.get("StorageDescriptor", {}).get("Location")) for table in tables]
    links = [table["TargetTable"] for table in tables if table.get("TargetTable")]
    return flows([*(to_bucket(reader, place) for place in places if place), *(_elsewhere(reader, one) for one in links)])


def _bucket(place: str | None) -> str | None:
    return place if place and place.split(":")[0] in ("s3", "s3a", "s3n") else None


def _elsewhere(reader: Reader, target: DatabaseIdentifier | TableIdentifier) -> dict[str, Any]:
    region, owner = target.get("Region") or reader.region, target.get("CatalogId") or reader.account
    return to_arn(f"arn:{reader.partition}:glue:{region}:{owner}:database/{target['DatabaseName']}")


def _shares(reader: Reader, native_type: str, name: str, policies: list[GluePolicy] | None) -> Any:
    """What the policies of the catalogue say of one thing in it."""
    meant = partial(_means, native_type, name)
    return joined(*(shares(reader, one["PolicyInJson"], TAKING[native_type], on=meant) for one in policies or ()))


def _means(native_type: str, name: str, pattern: str) -> bool:
    """Whether a pattern means a connection, or a database or one of its tables; that of the catalogue alone opens nothing in it."""
    path = pattern.split(":", 5)[-1].split("/")
    sorts = ("connection",) if native_type == CONNECTION else ("database", "table", "userDefinedFunction")
    if len(path) == 1:
        return path[0] == "*"
    return any(fnmatchcase(sort, path[0]) for sort in sorts) and fnmatchcase(name, path[1])


COLLECTOR = Collector(
    service="glue",
    native_types={DATABASE: "data_catalog", CONNECTION: "data_catalog"},
    calls=(DATABASES, TABLES, CONNECTIONS, SETTINGS, POLICIES, TAGS),
    collect=collect,
)

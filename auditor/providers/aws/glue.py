"""AWS Glue: databases of the data catalogue, where their tables lie, and the stores its connections reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, flows, key_arn, to_arn
from auditor.providers.aws.policies import shares
from auditor.providers.aws.targets import to_bucket, to_host
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

DATABASE = "AWS::Glue::Database"
CONNECTION = "AWS::Glue::Connection"
TAKING = ("glue:GetTable", "glue:GetTables", "glue:GetDatabase", "glue:GetDatabases", "glue:GetPartitions")
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
POLICIES = Call("glue", "GetResourcePolicies", feeds=("flows.share",), path="GetResourcePoliciesResponseList")
TAGS = Call("glue", "GetTags", feeds=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every database and every connection of the region's catalogue; no password of theirs is asked for."""
    databases, connections = list(reader.pages(DATABASES)), list(reader.pages(CONNECTIONS, HidePassword=True))
    if not databases and not connections:
        return
    settings, policies = reader.get(SETTINGS), reader.all(POLICIES)
    yield from reader.map(partial(_database, reader, settings, policies), databases)
    yield from reader.map(partial(_connection, reader, settings, policies), connections)


def _database(reader: Reader, settings: Any, policies: Any, listed: dict[str, Any]) -> Resource:
    name = listed["Name"]
    tables = reader.all(TABLES, DatabaseName=name) if "TargetDatabase" not in listed else []
    key = lift(lambda found: found.get("EncryptionAtRest", {}), settings)
    facts = {
        "encryption.at_rest": lift(lambda found: found.get("CatalogEncryptionMode", "DISABLED") != "DISABLED", key),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("SseAwsKmsKeyId")), key),
        "flows.copy": lift(partial(_lies, reader, listed), tables),
        "flows.share": _shares(reader, policies),
    }
    return _resource(reader, DATABASE, f"database/{name}", name, facts)


def _connection(reader: Reader, settings: Any, policies: Any, listed: dict[str, Any]) -> Resource:
    name, properties = listed["Name"], listed.get("ConnectionProperties", {})
    secret = lift(lambda found: found.get("ConnectionPasswordEncryption", {}), settings)
    address = next((properties[one] for one in ADDRESSES if properties.get(one)), None)
    facts = {
        "encryption.at_rest": lift(lambda found: bool(found.get("ReturnConnectionPasswordEncrypted")), secret),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("AwsKmsKeyId")), secret),
        "flows.copy": flows([to_host(address.removeprefix("jdbc:").split(",")[0])] if address else []),
        "flows.share": _shares(reader, policies),
    }
    return _resource(reader, CONNECTION, f"connection/{name}", name, facts)


def _resource(reader: Reader, native_type: str, path: str, name: str, facts: Mapping[str, Any]) -> Resource:
    id = arn(reader, "glue", path)
    labels = lift(lambda answer: dict(answer.get("Tags", {})), reader.get(TAGS, ResourceArn=id))
    return reader.resource(native_type, id, name, facts, labels)


def _lies(reader: Reader, database: Mapping[str, Any], tables: list[dict[str, Any]]) -> Any:
    """The buckets where the tables lie, and for a link to another catalogue, that catalogue's database."""
    if target := database.get("TargetDatabase"):
        there = reader.at(target.get("Region") or reader.region)
        return flows([to_arn(arn(there, "glue", f"database/{target['DatabaseName']}").replace(reader.account, target["CatalogId"]))])
    places = [database.get("LocationUri"), *(table.get("StorageDescriptor", {}).get("Location") for table in tables)]
    return flows(to_bucket(reader, place) for place in places if place and place.split(":")[0] in ("s3", "s3a", "s3n"))


def _shares(reader: Reader, policies: Any) -> Any:
    """The policies of the catalogue, which hold for all it lists."""
    if isinstance(policies, Unknown):
        return policies
    found = [shares(reader, one["PolicyInJson"], TAKING) for one in policies]
    refused = next((one for one in found if isinstance(one, Unknown)), None)
    return refused or flows(flow for one in found for flow in one or ())


COLLECTOR = Collector(
    service="glue",
    native_types={DATABASE: "data_catalog", CONNECTION: "data_catalog"},
    calls=(DATABASES, TABLES, CONNECTIONS, SETTINGS, POLICIES, TAGS),
    collect=collect,
)

"""Amazon Keyspaces (Cassandra) tables and the regions their keyspace is replicated to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS, unshared
from auditor.providers.aws.common import arn, key_arn, to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.keyspaces import KeyspaceSummary, TableSummary

TABLE = "AWS::Cassandra::Table"
READ = "cassandra:Select"
"""The one permission that every read of Keyspaces asks for; it reads rows too, so that it is asked for where none are."""
RECOVERY = "P35D"
"""How far back point-in-time recovery goes."""

KEYSPACES = Call("keyspaces", "ListKeyspaces", feeds=("flows.replication",), path="keyspaces", permission=READ, lists=True)
TABLES = Call("keyspaces", "ListTables", path="tables", permission=READ, lists=True)
DETAIL = Call("keyspaces", "GetTable", feeds=("encryption.key", "backup.retention", "ttl.enabled"), permission=READ)
TAGS = tagging()


def collect(reader: Reader) -> Iterator[Resource]:
    """Every table of every keyspace of the region, but for the system's own."""
    keyspaces = [one for one in reader.pages(KEYSPACES) if not one["keyspaceName"].startswith("system")]
    labels = tagged(reader, TAGS, "cassandra") if keyspaces else {}
    for keyspace in keyspaces:
        tables = reader.pages(TABLES, keyspaceName=keyspace["keyspaceName"])
        yield from reader.map(partial(_table, reader, keyspace, labels), tables)


def _table(reader: Reader, keyspace: KeyspaceSummary, labels: object, table: TableSummary) -> Resource:
    id, name, space = table["resourceArn"], table["tableName"], table["keyspaceName"]
    detail = reader.get(DETAIL, keyspaceName=space, tableName=name)
    away = [region for region in keyspace.get("replicationRegions") or () if region != reader.region]
    facts = {
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: key_arn(reader, (one.get("encryptionSpecification") or {}).get("kmsKeyIdentifier")), detail),
        "backup.retention": lift(
            lambda one: RECOVERY if (one.get("pointInTimeRecovery") or {}).get("status") == "ENABLED" else None, detail
        ),
        "ttl.enabled": lift(lambda one: bool(one.get("defaultTimeToLive")), detail),
        "flows.replication": flows(to_arn(arn(reader.at(one), "cassandra", f"/keyspace/{space}/table/{name}")) for one in away),
    }
    return reader.resource(TABLE, id, f"{space}.{name}", facts, tags_of(labels, id))


COLLECTOR = Collector(
    service="keyspaces",
    native_types={TABLE: "table"},
    calls=(KEYSPACES, TABLES, DETAIL, TAGS),
    collect=collect,
    never=(
        unshared(),
        Absence(
            ("flows.copy",),
            f"{DOCS}/keyspaces/latest/APIReference/API_CreateTable.html: change streams stay in the region; nothing else leaves",
        ),
    ),
)

"""Amazon DynamoDB tables: their global replicas, continuous backups and item expiry."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, flows, key_arn, tags, to_arn
from auditor.providers.base import Call, Collector, Reader, lift

TABLE = "AWS::DynamoDB::Table"
DEFAULT_RECOVERY_DAYS = 35

TABLES = Call("dynamodb", "ListTables", path="TableNames", lists=True)
DESCRIPTION = Call("dynamodb", "DescribeTable", feeds=("flows.replication", "encryption.at_rest", "encryption.key"), path="Table")
BACKUPS = Call("dynamodb", "DescribeContinuousBackups", feeds=("backup.retention",), path="ContinuousBackupsDescription")
EXPIRY = Call("dynamodb", "DescribeTimeToLive", feeds=("ttl.enabled",), path="TimeToLiveDescription.TimeToLiveStatus")
TAGS = Call("dynamodb", "ListTagsOfResource", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every table of the region."""
    yield from reader.map(partial(_table, reader), reader.pages(TABLES))


def _table(reader: Reader, name: str) -> Resource:
    id = arn(reader, "dynamodb", f"table/{name}")
    description = reader.get(DESCRIPTION, TableName=name)
    facts = {
        "flows.replication": lift(partial(_replicas, reader, name), description),
        # DynamoDB encrypts every table; without a key of the account's, with one of its own.
        "encryption.at_rest": lift(lambda _: True, description),
        "encryption.key": lift(lambda table: key_arn(reader, table.get("SSEDescription", {}).get("KMSMasterKeyArn")), description),
        "backup.retention": lift(_recovery, reader.get(BACKUPS, TableName=name)),
        "ttl.enabled": lift(lambda status: status in ("ENABLED", "ENABLING"), reader.get(EXPIRY, TableName=name)),
    }
    return reader.resource(TABLE, id, name, facts, tags(reader.all(TAGS, ResourceArn=id)))


def _replicas(reader: Reader, name: str, table: dict[str, Any]) -> Any:
    found = [replica["RegionName"] for replica in table.get("Replicas", ())]
    # A witness holds no whole items but takes part in every write: data passes there.
    found += [witness["RegionName"] for witness in table.get("GlobalTableWitnesses", ())]
    return flows(to_arn(arn(reader.at(region), "dynamodb", f"table/{name}")) for region in found if region != reader.region)


def _recovery(backups: dict[str, Any]) -> str | None:
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        return None
    return f"P{recovery.get('RecoveryPeriodInDays', DEFAULT_RECOVERY_DAYS)}D"


COLLECTOR = Collector(
    service="dynamodb",
    native_types={TABLE: "table"},
    calls=(TABLES, DESCRIPTION, BACKUPS, EXPIRY, TAGS),
    collect=collect,
)

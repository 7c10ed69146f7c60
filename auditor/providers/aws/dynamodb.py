"""Amazon DynamoDB tables: their global replicas, continuous backups and item expiry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.common import arn, bucket_in, flows, key_arn, to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.base import Call, Collector, Reader, Unknown, lift

TABLE = "AWS::DynamoDB::Table"
DEFAULT_RECOVERY_DAYS = 35
STREAMING = frozenset({"ACTIVE", "ENABLING", "UPDATING"})
TAKE = tuple(
    f"dynamodb:{action}"
    for action in ("GetItem", "BatchGetItem", "Query", "Scan", "PartiQLSelect", "GetRecords", "ExportTableToPointInTime")
)

TABLES = Call("dynamodb", "ListTables", path="TableNames", lists=True)
DESCRIPTION = Call("dynamodb", "DescribeTable", feeds=("flows.replication", "encryption.at_rest", "encryption.key"), path="Table")
BACKUPS = Call("dynamodb", "DescribeContinuousBackups", feeds=("backup.retention",), path="ContinuousBackupsDescription")
EXPIRY = Call("dynamodb", "DescribeTimeToLive", feeds=("ttl.enabled",), path="TimeToLiveDescription.TimeToLiveStatus")
POLICY = Call("dynamodb", "GetResourcePolicy", feeds=("flows.share",), path="Policy", absent=frozenset({"PolicyNotFoundException"}))
STREAMS = Call("dynamodb", "DescribeKinesisStreamingDestination", feeds=("flows.copy",), path="KinesisDataStreamDestinations")
EXPORTS = Call("dynamodb", "ListExports", feeds=("flows.copy",), path="ExportSummaries")
EXPORT = Call("dynamodb", "DescribeExport", feeds=("flows.copy",), path="ExportDescription")
TAGS = tagging()


def collect(reader: Reader) -> Iterator[Resource]:
    """Every table of the region; exports, of which most tables have none, are asked for once."""
    tables = list(reader.pages(TABLES))
    if tables:
        exports, labels = lift(partial(_exports, reader), reader.all(EXPORTS)), tagged(reader, TAGS, "dynamodb")
        yield from reader.map(partial(_table, reader, exports, labels), tables)


def _exports(reader: Reader, summaries: list[dict[str, Any]]) -> Any:
    """By table, the buckets its exports of the last 90 days went to; an export that failed left nothing."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    arns = [one["ExportArn"] for one in summaries if one.get("ExportStatus") != "FAILED"]
    for export in reader.map(lambda id: reader.get(EXPORT, ExportArn=id), arns):
        if isinstance(export, Unknown):
            return export
        owner = {"account": export["S3BucketOwner"]} if export.get("S3BucketOwner") else {}
        found[export["TableArn"]].append({"to": bucket_in(reader, export["S3Bucket"]), **owner})
    return found


def _copies(id: str, streams: list[dict[str, Any]], exports: dict[str, list[dict[str, Any]]]) -> Any:
    """Changes sent to a stream, and exports of the whole."""
    live = [to_arn(one["StreamArn"]) for one in streams if one.get("DestinationStatus") in STREAMING]
    return flows([*live, *exports.get(id, ())])


def _table(reader: Reader, exports: Any, labels: Any, name: str) -> Resource:
    id = arn(reader, "dynamodb", f"table/{name}")
    description = reader.get(DESCRIPTION, TableName=name)
    facts = {
        "flows.replication": lift(partial(_replicas, reader, name), description),
        # DynamoDB encrypts every table; without a key of the account's, with one of its own.
        "encryption.at_rest": lift(lambda _: True, description),
        "encryption.key": lift(lambda table: key_arn(reader, table.get("SSEDescription", {}).get("KMSMasterKeyArn")), description),
        "backup.retention": lift(_recovery, reader.get(BACKUPS, TableName=name)),
        "flows.copy": lift(partial(_copies, id), reader.get(STREAMS, TableName=name), exports),
        "flows.share": policies.shares(reader, reader.get(POLICY, ResourceArn=id), TAKE),
        "ttl.enabled": lift(lambda status: status in ("ENABLED", "ENABLING"), reader.get(EXPIRY, TableName=name)),
    }
    return reader.resource(TABLE, id, name, facts, tags_of(labels, id))


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
    calls=(TABLES, DESCRIPTION, BACKUPS, EXPIRY, POLICY, STREAMS, EXPORTS, EXPORT, TAGS),
    collect=collect,
)

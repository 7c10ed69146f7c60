"""Amazon DynamoDB: tables with their global replicas, continuous backups and item expiry, and backups made by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS, unlocked
from auditor.providers.aws.common import UNOFFERED, arn, bucket_in, key_arn, to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined, sealed, sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.dynamodb import (
        BackupDescription,
        BackupSummary,
        ContinuousBackupsDescription,
        ExportSummary,
        GlobalTable,
        KinesisDataStreamDestination,
        TableDescription,
    )

TABLE = "AWS::DynamoDB::Table"
BACKUP = "AWS::DynamoDB::Backup"
DEFAULT_RECOVERY_DAYS = 35
STREAMING = frozenset({"ACTIVE", "ENABLING", "UPDATING"})
TAKE = tuple(
    f"dynamodb:{action}"
    for action in ("GetItem", "BatchGetItem", "Query", "Scan", "PartiQLSelect", "GetRecords", "ExportTableToPointInTime")
)

TABLES = Call("dynamodb", "ListTables", of=(TABLE,), path="TableNames", lists=True)
DESCRIPTION = Call(
    "dynamodb",
    "DescribeTable",
    feeds=("flows.replication", "flows.share", "encryption.at_rest", "encryption.key", "encryption.keys", "size.used"),
    of=(TABLE,),
    path="Table",
)
# The first version of global tables, which the table itself does not tell of.
GLOBAL = Call("dynamodb", "ListGlobalTables", feeds=("flows.replication",), of=(TABLE,), path="GlobalTables", absent=UNOFFERED)
CONTINUOUS = Call("dynamodb", "DescribeContinuousBackups", feeds=("backup.retention",), of=(TABLE,), path="ContinuousBackupsDescription")
EXPIRY = Call("dynamodb", "DescribeTimeToLive", feeds=("ttl.enabled",), of=(TABLE,), path="TimeToLiveDescription.TimeToLiveStatus")
POLICY = Call(
    "dynamodb",
    "GetResourcePolicy",
    feeds=("flows.share",),
    of=(TABLE,),
    path="Policy",
    absent=frozenset({"PolicyNotFoundException"}),
)
STREAMS = Call(
    "dynamodb",
    "DescribeKinesisStreamingDestination",
    feeds=("flows.copy",),
    of=(TABLE,),
    path="KinesisDataStreamDestinations",
)
EXPORTS = Call("dynamodb", "ListExports", feeds=("flows.copy",), of=(TABLE,), path="ExportSummaries")
EXPORT = Call("dynamodb", "DescribeExport", feeds=("flows.copy",), of=(TABLE,), path="ExportDescription")
TAGS = tagging(TABLE)
BACKUPS = Call("dynamodb", "ListBackups", feeds=("origin", "size.used"), of=(BACKUP,), path="BackupSummaries", lists=True)
BACKUP_DETAIL = Call("dynamodb", "DescribeBackup", feeds=("encryption.key",), of=(BACKUP,), path="BackupDescription")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every table of the region, then every backup; exports and old global tables, which few tables have, are asked for once."""
    tables = list(reader.pages(TABLES))
    if tables:
        exports, labels = lift(partial(_exports, reader), reader.all(EXPORTS)), tagged(reader, TAGS, "dynamodb")
        everywhere = lift(_by_name, reader.all(GLOBAL))
        yield from reader.map(partial(_table, reader, exports, labels, everywhere), tables)
    yield from reader.map(partial(_backup, reader), reader.pages(BACKUPS, BackupType="ALL"))


def _by_name(tables: list[GlobalTable] | None) -> dict[str, list[str]]:
    return {one["GlobalTableName"]: [replica["RegionName"] for replica in one["ReplicationGroup"]] for one in tables or ()}


def _exports(reader: Reader, summaries: list[ExportSummary]) -> Any:
    """By table, the buckets its exports of the last 90 days went to; an export that failed left nothing."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    arns = [one["ExportArn"] for one in summaries if one.get("ExportStatus") != "FAILED"]
    for export in reader.map(lambda id: reader.get(EXPORT, ExportArn=id), arns):
        if isinstance(export, Unknown):
            return export
        owner = {"account": export["S3BucketOwner"]} if export.get("S3BucketOwner") else {}
        found[export["TableArn"]].append({"to": bucket_in(reader, export["S3Bucket"]), **owner})
    return found


def _copies(id: str, streams: list[KinesisDataStreamDestination], exports: dict[str, list[dict[str, Any]]]) -> Any:
    """Changes sent to a stream, and exports of the whole."""
    live = [to_arn(one["StreamArn"]) for one in streams if one.get("DestinationStatus") in STREAMING]
    return flows([*live, *exports.get(id, ())])


def _table(reader: Reader, exports: object, labels: object, everywhere: object, name: str) -> Resource:
    id = arn(reader, "dynamodb", f"table/{name}")
    description = reader.get(DESCRIPTION, TableName=name)
    facts = {
        "flows.replication": lift(partial(_replicas, reader, name), description, everywhere),
        # DynamoDB encrypts every table; without a key of the account's, with one of its own.
        "encryption.at_rest": lift(lambda _: True, description),
        **_sealed(reader, description),
        "backup.retention": lift(_recovery, reader.get(CONTINUOUS, TableName=name)),
        "flows.copy": lift(partial(_copies, id), reader.get(STREAMS, TableName=name), exports),
        "flows.share": joined(_shares(reader, id), lift(partial(_streamed, reader), description)),
        "ttl.enabled": lift(lambda status: status in ("ENABLED", "ENABLING"), reader.get(EXPIRY, TableName=name)),
        # As it was counted in the last six hours or so.
        **sized(used=lift(lambda table: table.get("TableSizeBytes"), description)),
    }
    return reader.resource(TABLE, id, name, facts, tags_of(labels, id))


def _shares(reader: Reader, id: str) -> Any:
    return policies.shares(reader, reader.get(POLICY, ResourceArn=id), TAKE)


def _streamed(reader: Reader, table: TableDescription) -> Any:
    """Who may read every change of the table: its stream has a policy of its own."""
    on = table.get("StreamSpecification", {}).get("StreamEnabled")
    return _shares(reader, table["LatestStreamArn"]) if on else None


def _sealed(reader: Reader, description: object) -> dict[str, Any]:
    """The key of a table, and those that its replicas name as their own."""
    keys = lift(
        lambda table: [key_arn(reader, table.get("SSEDescription", {}).get("KMSMasterKeyArn")), *_abroad(reader, table)], description
    )
    return sealed(*([keys] if isinstance(keys, Unknown) else keys))


def _abroad(reader: Reader, table: TableDescription) -> list[str | None]:
    named = [(one["RegionName"], one["KMSMasterKeyId"]) for one in table.get("Replicas") or () if one.get("KMSMasterKeyId")]
    return [key_arn(reader.at(region), key) for region, key in named]


def _replicas(reader: Reader, name: str, table: TableDescription, everywhere: dict[str, list[str]]) -> Any:
    """A witness holds no whole items but takes part in every write: data passes there. A replica may be another account's."""
    told = {one["RegionName"]: one.get("ReplicaArn") for one in table.get("Replicas") or ()}
    regions = [*told, *(one["RegionName"] for one in table.get("GlobalTableWitnesses") or ()), *everywhere.get(name, ())]
    return flows(
        to_arn(told.get(region) or arn(reader.at(region), "dynamodb", f"table/{name}")) for region in regions if region != reader.region
    )


def _backup(reader: Reader, backup: BackupSummary) -> Resource:
    """It stays until somebody deletes it, under the key the table had; it has no tags, and is nobody else's."""
    detail = reader.get(BACKUP_DETAIL, BackupArn=backup["BackupArn"])
    facts = {
        "encryption.at_rest": True,
        "encryption.key": lift(partial(_key_of, reader), detail),
        "origin": backup["TableArn"],
        "public.access": False,
        **sized(used=backup.get("BackupSizeBytes")),
    }
    return reader.resource(BACKUP, backup["BackupArn"], backup["BackupName"], facts, {})


def _key_of(reader: Reader, backup: BackupDescription) -> str | None:
    features = backup.get("SourceTableFeatureDetails") or {}
    return key_arn(reader, (features.get("SSEDescription") or {}).get("KMSMasterKeyArn"))


def _recovery(backups: ContinuousBackupsDescription) -> str | None:
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        return None
    return f"P{recovery.get('RecoveryPeriodInDays', DEFAULT_RECOVERY_DAYS)}D"


COLLECTOR = Collector(
    service="dynamodb",
    native_types={TABLE: "table", BACKUP: "snapshot"},
    calls=(TABLES, DESCRIPTION, GLOBAL, CONTINUOUS, EXPIRY, POLICY, STREAMS, EXPORTS, EXPORT, TAGS, BACKUPS, BACKUP_DETAIL),
    collect=collect,
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/amazondynamodb/latest/developerguide/access-control-resource-based.html: tables and streams only",
            (BACKUP,),
        ),
        unlocked(BACKUP),
    ),
)

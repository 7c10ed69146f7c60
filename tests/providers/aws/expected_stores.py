"""What recorded answers say of tables, caches, file systems and backups, read by hand from AWS's documentation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.emulators.aws import Problem
from tests.providers.aws.expected import Data, Found, bucket_arn, by_arn, days, sealed, tags, targets
from tests.providers.aws.recorded import UNKNOWN, Expectation, Operation, Told


def file_systems(told: Told, asked: Data, answer: Data) -> Found:
    """One a file system of EFS."""
    for one in answer["FileSystems"]:
        yield (
            one.get("FileSystemArn") or told.arn("elasticfilesystem", f"file-system/{one['FileSystemId']}"),
            {
                **sealed(told, one.get("Encrypted"), one.get("KmsKeyId")),
                "name": one.get("Name") or one["FileSystemId"],
                "tags": tags(one.get("Tags")),
                "region": told.region,
            },
        )


def file_system_policy(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """None; unreadable; or one that names nobody but the account itself, or everybody who sits in its networks."""
    system = told.arn("elasticfilesystem", f"file-system/{asked['FileSystemId']}")
    if isinstance(answer, Problem):
        share = None if answer.code == "PolicyNotFound" else UNKNOWN
        yield system, {"public.access": False if share is None else UNKNOWN, "flows.share": share}
        return
    statements = json.loads(answer["Policy"])["Statement"]
    # One that needs a mount target of the account's own opens to nobody outside.
    inside = [one for one in statements if "elasticfilesystem:AccessedViaMountTarget" in json.dumps(one.get("Condition", {}))]
    mounts = [one for one in statements if one["Effect"] == "Allow" and "ClientMount" in json.dumps(one["Action"])]
    if [one for one in mounts if one in inside] == mounts:
        yield system, {"public.access": False, "flows.share": None}


def windows_and_others(told: Told, asked: Data, answer: Data) -> Found:
    """One a file system of FSx, which encrypts every one."""
    for one in answer["FileSystems"]:
        kind = one["FileSystemType"].lower()
        settings: Data = next((value for name, value in one.items() if name.lower() == f"{kind}configuration"), {})
        labels = tags(one.get("Tags"))
        yield (
            one["ResourceARN"],
            {
                **sealed(told, True, one["KmsKeyId"]),
                "backup.retention": days(settings.get("AutomaticBackupRetentionDays")),
                "name": labels.get("Name") or one["FileSystemId"],
                "tags": labels,
                "region": told.region,
            },
        )


def file_system_backups(told: Told, asked: Data, answer: Data) -> Found:
    """One a backup, of the file system it names."""
    for one in answer["Backups"]:
        labels = tags(one.get("Tags"))
        yield (
            one["ResourceARN"],
            {
                **sealed(told, True, one["KmsKeyId"]),
                "origin": one["FileSystem"].get("ResourceARN") or told.arn("fsx", f"file-system/{one['FileSystem']['FileSystemId']}"),
                "public.access": False,
                "flows.share": None,
                "name": labels.get("Name") or one["BackupId"],
                "tags": labels,
                "region": told.region,
            },
        )


def cache_clusters(told: Told, asked: Data, answer: Data) -> Found:
    """One a cluster; the oldest answers are from before a cache could be encrypted."""
    for one in answer["CacheClusters"]:
        yield (
            one.get("ARN") or told.arn("elasticache", f"cluster:{one['CacheClusterId']}"),
            {
                "encryption.at_rest": one.get("AtRestEncryptionEnabled", False),
                "encryption.key": None,
                "backup.retention": days(one.get("SnapshotRetentionLimit")),
                "flows.replication": None,
                "region": told.region,
            },
        )


def cache_groups(told: Told, asked: Data, answer: Data) -> Found:
    """One a replication group; none recorded is of a global one."""
    for one in answer["ReplicationGroups"]:
        yield (
            one.get("ARN") or told.arn("elasticache", f"replicationgroup:{one['ReplicationGroupId']}"),
            {
                **sealed(told, one.get("AtRestEncryptionEnabled"), one.get("KmsKeyId")),
                "backup.retention": days(one.get("SnapshotRetentionLimit")),
                "region": told.region,
            },
        )


def cache_snapshots(told: Told, asked: Data, answer: Data) -> Found:
    """One a snapshot, of the group or of the cluster it names."""
    for one in answer["Snapshots"]:
        group, cluster = one.get("ReplicationGroupId"), one.get("CacheClusterId")
        yield (
            one.get("ARN") or told.arn("elasticache", f"snapshot:{one['SnapshotName']}"),
            {
                "origin": told.arn("elasticache", f"replicationgroup:{group}" if group else f"cluster:{cluster}"),
                "public.access": False,
                "flows.share": None,
                "name": one["SnapshotName"],
                "region": told.region,
            },
        )


def cache_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield asked["ResourceName"], {"tags": tags(answer["TagList"])}


def _table(told: Told, name: str) -> str:
    return told.arn("dynamodb", f"table/{name}")


def tables(told: Told, asked: Data, answer: Data) -> Found:
    """One a table."""
    for name in answer["TableNames"]:
        yield _table(told, name), {"name": name, "region": told.region}


def table(told: Told, asked: Data, answer: Data) -> Found:
    """Always encrypted; replicas in the other regions it names."""
    one = answer["Table"]
    away = [replica["RegionName"] for replica in one.get("Replicas", ()) if replica["RegionName"] != told.region]
    yield (
        _table(told, asked["TableName"]),
        {
            "encryption.at_rest": True,
            "encryption.key": one.get("SSEDescription", {}).get("KMSMasterKeyArn"),
            "flows.replication": targets(*(by_arn(told.arn("dynamodb", f"table/{asked['TableName']}", region=region)) for region in away)),
        },
    )


def table_policy(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """None, or one that lets another account in."""
    if isinstance(answer, Problem):
        yield asked["ResourceArn"], {"flows.share": None if answer.code == "PolicyNotFoundException" else UNKNOWN}
        return
    named = [one["Principal"]["AWS"] for one in json.loads(answer["Policy"])["Statement"] if one["Effect"] == "Allow"]
    outside = [{"account": arn.split(":")[4], "region": told.region} for arn in named if f":{told.account}:" not in arn]
    yield asked["ResourceArn"], {"flows.share": outside or None}


def table_exports(told: Told, asked: Data, answer: Data) -> Found:
    """Told with each export."""
    yield from ()


def table_export(told: Told, asked: Data, answer: Data) -> Found:
    """Each export that did not fail left the table's items in a bucket."""
    id = answer["ExportDescription"]["TableArn"]
    to: list[Mapping[str, Any]] = []
    for summary in told.answer("dynamodb", "ListExports")["ExportSummaries"]:
        if summary["ExportStatus"] == "FAILED":
            continue
        one = told.answer("dynamodb", "DescribeExport", ExportArn=summary["ExportArn"])["ExportDescription"]
        flow = {"to": bucket_arn(one["S3Bucket"])} | ({"account": one["S3BucketOwner"]} if "S3BucketOwner" in one else {})
        if one["TableArn"] == id and flow not in to:
            to.append(flow)
    if id.rsplit("/", 1)[1] in told.answer("dynamodb", "ListTables").get("TableNames", ()):
        yield id, {"flows.copy": to or None}


def backup_plans(told: Told, asked: Data, answer: Data) -> Found:
    """One a plan."""
    for one in answer["BackupPlansList"]:
        yield one["BackupPlanArn"], {"name": one["BackupPlanName"], "flows.share": None, "region": told.region}


def backup_plan(told: Told, asked: Data, answer: Data) -> Found:
    """Kept as long as the longest of its rules and copies; for ever when one has no end."""
    rules = answer["BackupPlan"]["Rules"]
    ends = [one.get("Lifecycle", {}).get("DeleteAfterDays") for rule in rules for one in (rule, *rule.get("CopyActions", ()))]
    assert not any(rule.get("CopyActions") for rule in rules), "a plan that copies: say where to"
    arns = [one["BackupPlanArn"] for one in told.answer("backup", "ListBackupPlans")["BackupPlansList"]]
    yield (
        next(arn for arn in arns if arn.endswith(asked["backupPlanId"] if "backupPlanId" in asked else asked["BackupPlanId"])),
        {"retention.max": None if None in ends else days(max(ends)), "flows.backup": None},
    )


def backup_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield asked["ResourceArn"], {"tags": answer.get("Tags", {})}


def domains(told: Told, asked: Data, answer: Data) -> Found:
    """One a domain; what it is, this list does not say."""
    for one in answer["DomainNames"]:
        yield told.arn("es", f"domain/{one['DomainName']}"), {"name": one["DomainName"], "region": told.region}


def domain_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield asked["ARN"], {"tags": tags(answer["TagList"])}


def table_backups(told: Told, asked: Data, answer: Data) -> Found:
    """One a backup, of its table."""
    for one in answer["BackupSummaries"]:
        yield (
            one["BackupArn"],
            {
                "origin": one["TableArn"],
                "encryption.at_rest": True,
                "public.access": False,
                "name": one["BackupName"],
                "region": told.region,
            },
        )


def migrators(told: Told, asked: Data, answer: Data) -> Found:
    """One a replication instance, whose disk is encrypted with the key it names."""
    for one in answer["ReplicationInstances"]:
        yield (
            one["ReplicationInstanceArn"],
            {"encryption.at_rest": True, "encryption.key": one["KmsKeyId"], "name": one["ReplicationInstanceIdentifier"]},
        )


def migrator_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield asked["ResourceArn"], {"tags": tags(answer["TagList"])}


EXPECTED: Mapping[Operation, Expectation] = {
    ("dynamodb", "ListBackups"): table_backups,
    ("dms", "DescribeReplicationInstances"): migrators,
    ("dms", "ListTagsForResource"): migrator_tags,
    ("efs", "DescribeFileSystems"): file_systems,
    ("efs", "DescribeFileSystemPolicy"): file_system_policy,
    ("fsx", "DescribeFileSystems"): windows_and_others,
    ("fsx", "DescribeBackups"): file_system_backups,
    ("elasticache", "DescribeCacheClusters"): cache_clusters,
    ("elasticache", "DescribeReplicationGroups"): cache_groups,
    ("elasticache", "DescribeSnapshots"): cache_snapshots,
    ("elasticache", "ListTagsForResource"): cache_tags,
    ("dynamodb", "ListTables"): tables,
    ("dynamodb", "DescribeTable"): table,
    ("dynamodb", "GetResourcePolicy"): table_policy,
    ("dynamodb", "ListExports"): table_exports,
    ("dynamodb", "DescribeExport"): table_export,
    ("backup", "ListBackupPlans"): backup_plans,
    ("backup", "GetBackupPlan"): backup_plan,
    ("backup", "ListTags"): backup_tags,
    ("opensearch", "ListDomainNames"): domains,
    ("opensearch", "ListTags"): domain_tags,
}

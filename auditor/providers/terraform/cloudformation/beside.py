"""What Terraform has resources of their own for, and CloudFormation properties."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from auditor.providers.terraform.cloudformation.properties import Properties, blocks, each, part, policy, through
from auditor.providers.terraform.values import Later, at, within

OWNER = "@"
"""Stands for the resource that a setting is of."""
CANNED = {
    "Private": "private",
    "PublicRead": "public-read",
    "PublicReadWrite": "public-read-write",
    "AuthenticatedRead": "authenticated-read",
    "LogDeliveryWrite": "log-delivery-write",
    "BucketOwnerRead": "bucket-owner-read",
    "BucketOwnerFullControl": "bucket-owner-full-control",
    "AwsExecRead": "aws-exec-read",
}
Settings = Iterator[tuple[str, dict[str, Any]]]


def bucket(said: Properties) -> Settings:
    """What Terraform says of a bucket by resources of their own."""
    told: dict[str, Any] = {
        "versioning": ("versioning_configuration", through(lambda one: [part(one, status="Status")], said.get("VersioningConfiguration"))),
        "lifecycle_configuration": ("rule", through(each(_rule), at(said, "LifecycleConfiguration.Rules"))),
        "server_side_encryption_configuration": (
            "rule",
            through(each(_sealed), at(said, "BucketEncryption.ServerSideEncryptionConfiguration")),
        ),
        "replication_configuration": ("rule", through(each(_replica), at(said, "ReplicationConfiguration.Rules"))),
        "ownership_controls": (
            "rule",
            through(each(lambda one: part(one, object_ownership="ObjectOwnership")), at(said, "OwnershipControls.Rules")),
        ),
        "logging": ("target_bucket", at(said, "LoggingConfiguration.DestinationBucketName")),
    }
    for name, (attribute, value) in told.items():
        if value is not None:
            yield f"aws_s3_bucket_{name}", {"bucket": OWNER, attribute: value}
    # Logs without a bucket named go to the bucket itself.
    if at(said, "LoggingConfiguration") is not None and told["logging"][1] is None:
        yield "aws_s3_bucket_logging", {"bucket": OWNER, "target_bucket": OWNER}
    yield from _more_of_a_bucket(said)


def _more_of_a_bucket(said: Properties) -> Settings:
    block = said.get("PublicAccessBlockConfiguration")
    if block is not None:
        switches = {"restrict_public_buckets": "RestrictPublicBuckets", "ignore_public_acls": "IgnorePublicAcls"}
        told = dict.fromkeys(switches, block) if isinstance(block, Later) else part(block, **switches)
        yield "aws_s3_bucket_public_access_block", {"bucket": OWNER, **told}
    lock = at(said, "ObjectLockConfiguration.Rule.DefaultRetention")
    if lock is not None:
        kept = through(lambda one: [{"default_retention": [part(one, days="Days", years="Years")]}], lock)
        yield "aws_s3_bucket_object_lock_configuration", {"bucket": OWNER, "rule": kept}
    for one in _members(said, "InventoryConfigurations"):
        target = at(one, "Destination.BucketArn")
        yield "aws_s3_bucket_inventory", {"bucket": OWNER, "destination": [{"bucket": [{"bucket_arn": target}]}]}
    for one in _members(said, "AnalyticsConfigurations"):
        target = at(one, "StorageClassAnalysis.DataExport.Destination.BucketArn")
        export = [{"destination": [{"s3_bucket_destination": [{"bucket_arn": target}]}]}]
        yield "aws_s3_bucket_analytics_configuration", {"bucket": OWNER, "storage_class_analysis": [{"data_export": export}]}
    yield from _notified(said.get("NotificationConfiguration"))
    canned = said.get("AccessControl")
    if canned is not None:
        yield "aws_s3_bucket_acl", {"bucket": OWNER, "acl": through(lambda one: CANNED.get(one, one), canned)}


def _notified(told: object) -> Settings:
    """Whom events of a bucket tell; that the bus is told has a switch of its own, which is on where it is not said."""
    if told is None:
        return
    bus = at(told, "EventBridgeConfiguration")
    on = at(bus, "EventBridgeEnabled")
    ends = {
        block: through(each(partial(part, **{f"{block}_arn": name})), at(told, f"{plural}Configurations"))
        for block, name, plural in (("topic", "Topic", "Topic"), ("queue", "Queue", "Queue"), ("lambda_function", "Function", "Lambda"))
    }
    set_ = {block: found for block, found in ends.items() if found is not None}
    yield "aws_s3_bucket_notification", {"bucket": OWNER, **set_, "eventbridge": bus is not None if on is None else on}


def _members(said: Properties, name: str) -> Iterable[Any]:
    """What a list of a property holds; itself, as one, where nobody knows what it is."""
    found = said.get(name)
    return [found] if isinstance(found, Later) else found or ()


def _rule(one: object) -> dict[str, Any]:
    spared = {"newer_noncurrent_versions": "NoncurrentVersionExpiration.NewerNoncurrentVersions"}
    days = at(one, "NoncurrentVersionExpiration.NoncurrentDays") or at(one, "NoncurrentVersionExpirationInDays")
    narrowed = part(one, prefix="Prefix", tags="TagFilters", greater="ObjectSizeGreaterThan", less="ObjectSizeLessThan")
    return {
        **part(one, status="Status"),
        "filter": [narrowed] if narrowed else [],
        "expiration": [part(one, days="ExpirationInDays", date="ExpirationDate")],
        "noncurrent_version_expiration": [{"noncurrent_days": days, **part(one, **spared)}] if days is not None else [],
    }


def _sealed(one: object) -> dict[str, Any]:
    by = "ServerSideEncryptionByDefault"
    return {
        "apply_server_side_encryption_by_default": [part(one, sse_algorithm=f"{by}.SSEAlgorithm", kms_master_key_id=f"{by}.KMSMasterKeyID")]
    }


def _replica(one: object) -> dict[str, Any]:
    return {**part(one, status="Status"), "destination": [part(one, bucket="Destination.Bucket", account="Destination.Account")]}


def files(said: Properties) -> Settings:
    """What Terraform says of a file system by resources of their own."""
    kept = said.get("BackupPolicy")
    if kept is not None:
        yield "aws_efs_backup_policy", {"file_system_id": OWNER, "backup_policy": through(lambda one: [part(one, status="Status")], kept)}
    copies = at(said, "ReplicationConfiguration.Destinations")
    if copies is not None:
        yield "aws_efs_replication_configuration", {"source_file_system_id": OWNER, "destination": through(blocks, copies)}
    yield from inline("aws_efs_file_system_policy", "file_system_id", "FileSystemPolicy")(said)


def inline(type: str, on: str, name: str) -> Any:
    """A policy that a property holds, and Terraform a resource of its own."""

    def made(said: Properties) -> Settings:
        if said.get(name) is not None:
            yield type, {on: OWNER, "policy": through(policy, said[name])}

    return made


def lock(said: Properties) -> Settings:
    """The lock of a vault."""
    lock = said.get("LockConfiguration")
    if lock is not None:
        told = part(lock, min_retention_days="MinRetentionDays", max_retention_days="MaxRetentionDays")
        yield "aws_backup_vault_lock_configuration", {"backup_vault_name": OWNER, **told}


def subscribed(said: Properties) -> Settings:
    """The subscriptions of a topic that it holds itself."""
    for one in _members(said, "Subscription"):
        yield "aws_sns_topic_subscription", {"topic_arn": OWNER, "protocol": at(one, "Protocol"), "endpoint": at(one, "Endpoint")}


def stream(said: Properties) -> Settings:
    """Where the changes of a table go, and whom its policy lets in."""
    if said.get("KinesisStreamSpecification") is not None:
        target = at(said, "KinesisStreamSpecification.StreamArn")
        yield "aws_dynamodb_kinesis_streaming_destination", {"table_name": OWNER, "stream_arn": target}
    yield from inline("aws_dynamodb_resource_policy", "resource_arn", "ResourcePolicy")(
        {"ResourcePolicy": at(said, "ResourcePolicy.PolicyDocument")}
    )


def targets(said: Properties) -> Settings:
    """Where a rule sends events."""
    for one in _members(said, "Targets"):
        yield "aws_cloudwatch_event_target", {"rule": OWNER, "arn": at(one, "Arn")}


def shared(said: Properties) -> Settings:
    """What is shared, and with whom."""
    for name, type, on in (
        ("ResourceArns", "aws_ram_resource_association", "resource_arn"),
        ("Principals", "aws_ram_principal_association", "principal"),
    ):
        for one in _members(said, name):
            yield type, {"resource_share_arn": OWNER, on: one}


def backup_rule(one: object) -> dict[str, Any]:
    """A rule of a plan of backups."""
    kept = {"lifecycle": [part(one, delete_after="Lifecycle.DeleteAfterDays")]}
    copies = at(one, "CopyActions")
    return {
        **part(one, target_vault_name="TargetBackupVault"),
        **kept,
        "copy_action": [] if copies is None else through(each(_backup_copy), copies),
    }


def _backup_copy(one: object) -> dict[str, Any]:
    return {
        **part(one, destination_vault_arn="DestinationBackupVaultArn"),
        "lifecycle": [part(one, delete_after="Lifecycle.DeleteAfterDays")],
    }


def text(said: object) -> Any:
    """As JSON, where all of it is known."""
    return said if any(True for _ in within(said)) else json.dumps(said)


def replicas(found: object) -> Any:
    """The regions of a table that has several."""
    return each(lambda one: part(one, region_name="Region", kms_key_arn="SSESpecification.KMSMasterKeyId"))(found)

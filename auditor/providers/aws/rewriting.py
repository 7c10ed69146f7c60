"""Which actions give oneself, or another, what a policy guards: who may take them can read it by one more step."""

from __future__ import annotations

from collections.abc import Iterable

REWRITES = {
    "s3": "PutBucketPolicy PutBucketAcl PutObjectAcl PutObjectVersionAcl PutReplicationConfiguration PutInventoryConfiguration "
    "PutAccessPointPolicy PutMultiRegionAccessPointPolicy",
    "s3express": "PutBucketPolicy PutAccessPointPolicy",
    "s3tables": "PutTableBucketPolicy PutTablePolicy PutTableBucketReplication PutTableReplication",
    "s3vectors": "PutVectorBucketPolicy",
    "kms": "PutKeyPolicy ReplicateKey",
    "sqs": "AddPermission SetQueueAttributes",
    "sns": "AddPermission SetTopicAttributes",
    "secretsmanager": "PutResourcePolicy ReplicateSecretToRegions",
    "ssm": "PutResourcePolicy",
    "ecr": "SetRepositoryPolicy PutRegistryPolicy PutReplicationConfiguration",
    "lambda": "AddPermission AddLayerVersionPermission UpdateFunctionCode",
    "dynamodb": "PutResourcePolicy",
    "kinesis": "PutResourcePolicy",
    "kafka": "PutClusterPolicy",
    "backup": "PutBackupVaultAccessPolicy",
    "elasticfilesystem": "PutFileSystemPolicy PutReplicationConfiguration CreateReplicationConfiguration",
    "es": "UpdateDomainConfig",
    "glacier": "SetVaultAccessPolicy",
    "glue": "PutResourcePolicy",
    "events": "PutPermission",
    "cloudtrail": "PutResourcePolicy",
    "logs": "PutResourcePolicy PutSubscriptionFilter",
}
"""Service → its actions by which one does."""


def rewriting(taking: Iterable[str]) -> list[str]:
    """The actions that give oneself those of `taking`."""
    services = dict.fromkeys(action.split(":")[0] for action in taking)
    return [f"{service}:{action}" for service in services for action in REWRITES.get(service, "").split()]

"""Which of AWS's codes say that the very thing asked about is gone, and not that something of it is not set.

A thing that was listed and has gone since is neither a resource nor a gap. Where one code has both meanings the call declares it as
`absent`, and that holds; where a call asks about something else than the resource it is read for, nothing is said of the resource.
"""

from __future__ import annotations

from auditor.providers.contract import Call

CODES = {
    "ResourceNotFoundException": "appflow athena backup bedrock bedrock-agent cloudtrail cognito-idp cognito-identity docdb-elastic "
    "drs dlm dsql dynamodb events firehose glacier keyspaces kinesis lambda logs mailmanager neptune-graph opensearch opensearchserverless "
    "rbin redshift-serverless secretsmanager timestream-influxdb timestream-write transfer workspaces",
    "NotFoundException": "kafka kafkaconnect kms pipes s3tables s3vectors sesv2",
    "ResourceNotFound": "fsx sagemaker",
    "ResourceNotFoundFault": "dms",
    "NoSuchBucket": "s3",
    "NoSuchDistribution": "cloudfront",
    "NoSuchResource": "cloudfront",
    "NoSuchHostedZone": "route53",
    "NoSuchAccessPoint": "s3control",
    "NoSuchMultiRegionAccessPoint": "s3control",
    "EventDataStoreNotFoundException": "cloudtrail",
    "ClusterNotFoundFault": "dax memorydb",
    "SnapshotNotFoundFault": "elasticache memorydb",
    "CacheClusterNotFound": "elasticache",
    "ReplicationGroupNotFoundFault": "elasticache",
    "ServerlessCacheNotFoundFault": "elasticache",
    "ServerlessCacheSnapshotNotFoundFault": "elasticache",
    "TableNotFoundException": "dynamodb",
    "ExportNotFoundException": "dynamodb",
    "BackupNotFoundException": "dynamodb",
    "InvalidSnapshot.NotFound": "ec2",
    "InvalidAMIID.NotFound": "ec2",
    "InvalidAMIID.Unavailable": "ec2",
    "RepositoryNotFoundException": "ecr ecr-public",
    "FileSystemNotFound": "efs fsx",
    "AcceleratorNotFoundException": "globalaccelerator",
    "EntityNotFoundException": "glue",
    "DBSnapshotNotFound": "rds",
    "DBClusterSnapshotNotFoundFault": "rds",
    "NotFound": "sns",
    "QueueDoesNotExist": "sqs",
    "AWS.SimpleQueueService.NonExistentQueue": "sqs",
}
"""Code → the services in which it names what was asked about."""
OF_ANOTHER = frozenset(
    "bedrock-agent:GetDataSource events:ListTargetsByRule logs:DescribeAccountPolicies lambda:ListEventSourceMappings "
    "opensearchserverless:GetAccessPolicy redshift-serverless:ListSnapshotCopyConfigurations sagemaker:DescribeEndpointConfig "
    "transfer:DescribeUser".split()
)
"""Calls about a part of a resource, or about what it names: that may be gone, and the resource is still there."""


def gone(code: str, call: Call) -> bool:
    """Whether that answer to a call about a listed thing says that the thing is there no more."""
    if call.lists or code in call.absent or call.name in OF_ANOTHER:
        return False
    return call.service in CODES.get(code, "").split()

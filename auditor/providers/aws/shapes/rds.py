"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class DBCluster(TypedDict, total=False):
    """rds: DBCluster."""

    AllocatedStorage: int
    AwsBackupRecoveryPointArn: str
    BackupRetentionPeriod: int
    DBClusterArn: str
    DBClusterIdentifier: str
    DBSubnetGroup: str
    DbClusterResourceId: str
    Engine: str
    KmsKeyId: str
    PubliclyAccessible: bool
    ReadReplicaIdentifiers: list[str]
    ReplicationSourceIdentifier: str
    Status: str
    StorageEncrypted: bool
    TagList: list[dict[str, Any]]


class DBClusterAutomatedBackup(TypedDict, total=False):
    """rds: DBClusterAutomatedBackup."""

    AllocatedStorage: int
    AwsBackupRecoveryPointArn: str
    BackupRetentionPeriod: int
    DBClusterArn: str
    DBClusterAutomatedBackupsArn: str
    DBClusterIdentifier: str
    DbClusterResourceId: str
    Engine: str
    KmsKeyId: str
    Status: str
    StorageEncrypted: bool
    TagList: list[dict[str, Any]]


class DBInstance(TypedDict, total=False):
    """rds: DBInstance."""

    AllocatedStorage: int
    AwsBackupRecoveryPointArn: str
    BackupRetentionPeriod: int
    DBClusterIdentifier: str
    DBInstanceArn: str
    DBInstanceAutomatedBackupsReplications: list[DBInstanceAutomatedBackupsReplication]
    DBInstanceIdentifier: str
    DBSubnetGroup: DBSubnetGroup
    DbiResourceId: str
    Engine: str
    KmsKeyId: str
    PubliclyAccessible: bool
    ReadReplicaDBClusterIdentifiers: list[str]
    ReadReplicaDBInstanceIdentifiers: list[str]
    ReadReplicaSourceDBClusterIdentifier: str
    ReadReplicaSourceDBInstanceIdentifier: str
    StorageEncrypted: bool
    TagList: list[dict[str, Any]]


class DBInstanceAutomatedBackup(TypedDict, total=False):
    """rds: DBInstanceAutomatedBackup."""

    AllocatedStorage: int
    AwsBackupRecoveryPointArn: str
    BackupRetentionPeriod: int
    DBInstanceArn: str
    DBInstanceAutomatedBackupsArn: str
    DBInstanceAutomatedBackupsReplications: list[DBInstanceAutomatedBackupsReplication]
    DBInstanceIdentifier: str
    DbiResourceId: str
    Encrypted: bool
    Engine: str
    KmsKeyId: str
    Status: str
    TagList: list[dict[str, Any]]


class DBInstanceAutomatedBackupsReplication(TypedDict, total=False):
    """rds: DBInstanceAutomatedBackupsReplication."""

    DBInstanceAutomatedBackupsArn: str


class DBSubnetGroup(TypedDict, total=False):
    """rds: DBSubnetGroup."""

    Subnets: list[Subnet]


class Outpost(TypedDict, total=False):
    """rds: Outpost."""

    Arn: str


class Subnet(TypedDict, total=False):
    """rds: Subnet."""

    SubnetOutpost: Outpost

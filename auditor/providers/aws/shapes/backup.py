"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict


class BackupPlan(TypedDict, total=False):
    """backup: BackupPlan."""

    BackupPlanName: str
    Rules: list[BackupRule]


class BackupPlansListMember(TypedDict, total=False):
    """backup: BackupPlansListMember."""

    BackupPlanArn: str
    BackupPlanId: str
    BackupPlanName: str
    CreationDate: datetime


class BackupRule(TypedDict, total=False):
    """backup: BackupRule."""

    CopyActions: list[CopyAction]
    Lifecycle: Lifecycle
    TargetBackupVaultName: str
    TargetLogicallyAirGappedBackupVaultArn: str


class BackupVaultListMember(TypedDict, total=False):
    """backup: BackupVaultListMember."""

    BackupVaultArn: str
    BackupVaultName: str
    CreationDate: datetime
    EncryptionKeyArn: str
    Locked: bool
    MaxRetentionDays: int
    MinRetentionDays: int
    VaultType: str


class CalculatedLifecycle(TypedDict, total=False):
    """backup: CalculatedLifecycle."""

    DeleteAt: datetime


class CopyAction(TypedDict, total=False):
    """backup: CopyAction."""

    DestinationBackupVaultArn: str
    Lifecycle: Lifecycle


class Lifecycle(TypedDict, total=False):
    """backup: Lifecycle."""

    DeleteAfterDays: int
    DeleteAfterEvent: str


class RecoveryPointByBackupVault(TypedDict, total=False):
    """backup: RecoveryPointByBackupVault."""

    BackupVaultArn: str
    BackupVaultName: str
    CalculatedLifecycle: CalculatedLifecycle
    CreationDate: datetime
    EncryptionKeyArn: str
    IsEncrypted: bool
    Lifecycle: Lifecycle
    RecoveryPointArn: str
    ResourceArn: str
    ResourceName: str
    SourceBackupVaultArn: str
    VaultType: str


class ReportDeliveryChannel(TypedDict, total=False):
    """backup: ReportDeliveryChannel."""

    S3BucketName: str


class ReportPlan(TypedDict, total=False):
    """backup: ReportPlan."""

    ReportDeliveryChannel: ReportDeliveryChannel
    ReportPlanArn: str
    ReportPlanName: str

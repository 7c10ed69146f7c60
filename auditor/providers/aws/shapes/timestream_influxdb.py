"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class DbBackupConfigurationOutput(TypedDict, total=False):
    """timestream-influxdb: DbBackupConfigurationOutput."""

    enabled: bool
    retentionDays: int


class DbClusterSummary(TypedDict, total=False):
    """timestream-influxdb: DbClusterSummary."""

    allocatedStorage: int
    arn: str
    id: str
    name: str


class DbInstanceSummary(TypedDict, total=False):
    """timestream-influxdb: DbInstanceSummary."""

    allocatedStorage: int
    arn: str
    id: str
    name: str


class GetDbClusterOutput(TypedDict, total=False):
    """timestream-influxdb: GetDbClusterOutput."""

    allocatedStorage: int
    arn: str
    dbBackupConfigurations: list[DbBackupConfigurationOutput]
    id: str
    kmsKeyId: str
    name: str
    publiclyAccessible: bool


class GetDbInstanceOutput(TypedDict, total=False):
    """timestream-influxdb: GetDbInstanceOutput."""

    allocatedStorage: int
    arn: str
    dbBackupConfigurations: list[DbBackupConfigurationOutput]
    dbClusterId: str
    id: str
    kmsKeyId: str
    name: str
    publiclyAccessible: bool

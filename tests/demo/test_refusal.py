"""Refused calls answer as AWS answers, in the wire format of each service."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from auditor.demo.aws_emulator import AwsEmulator
from auditor.demo.refusal import Refusal, refusing

REFUSALS = (
    Refusal("s3", "GetBucketReplication", bucket="closed", permission="s3:GetReplicationConfiguration"),
    Refusal("logs", "DescribeLogGroups", region="eu-west-1", guard_rail=True),
    Refusal("backup", "List*", guard_rail=True),
    Refusal("rds", "DescribeDBInstances"),
    Refusal("ec2", "DescribeVolumes"),
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """An empty emulator with the refusals in front."""
    with AwsEmulator(partial(refusing, refusals=REFUSALS)) as aws:
        yield aws.url


def client(url: str, service: str, region: str = "eu-west-3") -> Any:
    """A client that tries once."""
    config = Config(retries={"total_max_attempts": 1})
    return boto3.client(service, region_name=region, endpoint_url=url, config=config)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("backup", "list_backup_plans", "AccessDeniedException"),
        ("backup", "list_backup_vaults", "AccessDeniedException"),
        ("rds", "describe_db_instances", "AccessDenied"),
        ("ec2", "describe_volumes", "UnauthorizedOperation"),
    ],
)
def test_each_protocol_has_its_error(url: str, service: str, operation: str, code: str) -> None:
    """The SDK reads the refusal as it reads AWS's own."""
    with pytest.raises(ClientError) as refused:
        getattr(client(url, service), operation)()
    assert refused.value.response["Error"]["Code"] == code
    assert "is not authorized to perform" in refused.value.response["Error"]["Message"]


def test_a_refusal_holds_in_its_region_only(url: str) -> None:
    """Ireland refuses, by a guard rail; Paris answers."""
    with pytest.raises(ClientError, match="with an explicit deny in a service control policy") as refused:
        client(url, "logs", "eu-west-1").describe_log_groups()
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert client(url, "logs").describe_log_groups()["logGroups"] == []


def test_a_refusal_holds_for_its_bucket_only(url: str) -> None:
    """One bucket's replication is refused, for want of a permission; the other says that there is none."""
    s3 = client(url, "s3")
    codes = {}
    for name in ("closed", "open"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
        with pytest.raises(ClientError) as answered:
            s3.get_bucket_replication(Bucket=name)
        codes[name] = answered.value.response["Error"]["Code"]
    assert codes == {"closed": "AccessDenied", "open": "ReplicationConfigurationNotFoundError"}


def test_calls_that_change_nothing_of_it_go_through(url: str) -> None:
    """Other operations of a service with refusals reach the emulator with their body."""
    client(url, "backup").create_backup_vault(BackupVaultName="coffre")
    assert client(url, "backup").describe_backup_vault(BackupVaultName="coffre")["BackupVaultName"] == "coffre"

"""The policy that `auditor permissions aws` prints is enough, and nothing but it is used: moto's IAM holds the whole scan to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from moto import settings
from moto.iam.access_control import IAMRequestBase

from auditor.inventory.snapshot import GAPS, NO_ANSWER
from auditor.providers.aws.permissions import INLINE
from tests.acceptance.estate import REGIONS, Estate
from tests.emulators.aws import Cloud, cloud

MISNAMED = {
    "s3:ListBucket": "s3:GetEncryptionConfiguration, s3:GetReplicationConfiguration, s3:GetInventoryConfiguration, "
    "s3:GetBucketObjectLockConfiguration and s3:GetBucketPublicAccessBlock",
    "s3:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
    "tagging:GetResources": "tag:GetResources",
}
"""What moto asks for instead of the permission that AWS documents: granted on top, or it would refuse what AWS allows."""


@pytest.fixture(scope="module")
def estate() -> Iterator[Cloud]:
    """The acceptance estate, and a user who may do nothing yet."""
    with cloud() as aws:
        Estate(aws.url).build()
        aws.client("iam").create_user(UserName="auditor")
        yield aws


@contextmanager
def only(aws: Cloud, monkeypatch: pytest.MonkeyPatch, actions: list[str]) -> Iterator[None]:
    """For the block, calls are made by a user who is allowed exactly these actions."""
    iam = aws.client("iam")
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="auditor", PolicyName="read", PolicyDocument=document)
    key = iam.create_access_key(UserName="auditor")["AccessKey"]
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
    # moto cannot verify the signatures of its REST services; who asks and what for is what is tested here.
    monkeypatch.setattr(IAMRequestBase, "check_signature", lambda _: None)
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    try:
        yield
    finally:
        monkeypatch.undo()
        iam.delete_access_key(UserName="auditor", AccessKeyId=key["AccessKeyId"])


def refused(aws: Cloud, name: str, service: str = "") -> set[str]:
    """Every reason for which the scan of the whole estate, or of one service in it, was told no."""
    _, units, coverage = aws.provider.plan(aws.options(id=name, emulator=False, regions=REGIONS))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(aws.provider.run, [unit for unit in units if service in ("", unit.service)]))
    lines = [*coverage, *(line for result in results for line in result.coverage)]
    told: list[Any] = [line.reason for line in lines if line.status in GAPS]
    told += [reason for result in results for one in result.resources for reason in one.unknown.values() if reason.startswith(NO_ANSWER)]
    return {reason for reason in told if reason.startswith("access_denied")}


def granted(aws: Cloud) -> list[str]:
    """Every action of the printed policy, and what moto calls otherwise."""
    (statement,) = aws.provider.permissions()["Statement"]
    return [*statement["Action"], *MISNAMED]


def test_nothing_is_refused_with_the_printed_policy(estate: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole scan, held to it."""
    with only(estate, monkeypatch, granted(estate)):
        assert refused(estate, "least") == set()


@pytest.mark.parametrize("missing", ["logs:DescribeLogGroups", "dynamodb:DescribeContinuousBackups", "rds:DescribeDBSnapshotAttributes"])
def test_the_policy_is_held_to(estate: Cloud, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """One action less, and exactly what needs it is refused: the emulator does enforce."""
    service = "rds-snapshots" if "Snapshot" in missing else missing.split(":")[0]
    with only(estate, monkeypatch, [action for action in granted(estate) if action != missing]):
        assert refused(estate, missing.replace(":", "-"), service) == {f"access_denied: {missing}"}


def test_the_policy_fits_where_aws_takes_it(estate: Cloud) -> None:
    """As the inline policy of a role, spaces aside."""
    assert len(json.dumps(estate.provider.permissions(), separators=(",", ":"))) <= INLINE

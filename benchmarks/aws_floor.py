"""A hand-written reader of the same facts: plain boto3, sixteen threads, nothing kept but the answers' sizes. What a scan is held against.

`python -m benchmarks.aws_floor URL` prints how many calls it made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import Any

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from auditor.providers.aws.blind_spots import TAGGED
from auditor.providers.aws.provider import COLLECTORS
from benchmarks.aws_estate import REGIONS

THREADS = 16
ACCOUNT = "123456789012"
OWNED: dict[str, dict[str, Any]] = {"DescribeSnapshots": {"OwnerIds": ["self"]}, "DescribeImages": {"Owners": ["self"]}}
SIZES = {"ec2": 500, "s3": 1000, "sqs": 1000}
BUCKET = (
    "GetBucketReplication GetBucketVersioning GetBucketLifecycleConfiguration GetBucketEncryption GetPublicAccessBlock GetBucketAcl "
    "GetBucketPolicyStatus GetBucketPolicy GetBucketLogging ListBucketInventoryConfigurations GetObjectLockConfiguration "
    "GetBucketTagging GetBucketLocation"
)
# list → the calls each of its elements needs, and how they name it: (service, operations, parameter, member of the element)
DETAILS: dict[str, list[tuple[str, str, str, str]]] = {
    "s3:ListBuckets": [("s3", BUCKET, "Bucket", "Name")],
    "logs:DescribeLogGroups": [("logs", "DescribeSubscriptionFilters", "logGroupName", "logGroupName")],
    "sqs:ListQueues": [("sqs", "GetQueueAttributes", "QueueUrl", "")],
    "sns:ListTopics": [("sns", "GetTopicAttributes ListSubscriptionsByTopic", "TopicArn", "TopicArn")],
    "ec2:DescribeSnapshots": [("ec2", "DescribeSnapshotAttribute", "SnapshotId", "SnapshotId")],
    "dynamodb:ListTables": [
        ("dynamodb", "DescribeTable DescribeContinuousBackups DescribeTimeToLive DescribeKinesisStreamingDestination", "TableName", ""),
    ],
    "kms:ListKeys": [("kms", "DescribeKey GetKeyRotationStatus ListGrants", "KeyId", "KeyId")],
    "secretsmanager:ListSecrets": [("secretsmanager", "DescribeSecret GetResourcePolicy", "SecretId", "ARN")],
}
EXTRA: dict[str, dict[str, Any]] = {
    "GetQueueAttributes": {"AttributeNames": ["All"]},
    "DescribeSnapshotAttribute": {"Attribute": "createVolumePermission"},
}
BY_ARN = {"dynamodb:ListTables": "GetResourcePolicy", "kms:ListKeys": "GetKeyPolicy"}


class Floor:
    """Counts what it asks. Errors are what they are: a floor judges nothing."""

    def __init__(self, url: str) -> None:
        session = boto3.Session("bench", "bench")
        config = Config(s3={"addressing_style": "path"}, max_pool_connections=32, retries={"total_max_attempts": 1})
        self._session: Any = session
        self._made_with: dict[str, Any] = {"endpoint_url": url, "config": config}
        self._clients: dict[tuple[str, str], Any] = {}
        self.calls = 0

    def read(self) -> int:
        """Every list in every region, then every detail; answers how many calls that took."""
        lists = dict.fromkeys((call, one.where) for one in COLLECTORS.values() for call in one.calls if call.lists)
        work = [(call, region) for call, where in lists for region in (REGIONS if where == "region" else ["us-east-1"])]
        # What is tagged, once a region.
        work += [(TAGGED, region) for region in REGIONS]
        for call, region in work:
            self._client(call.service, region)
        with ThreadPoolExecutor(THREADS) as pool:
            details = [detail for found in pool.map(self._list, work) for detail in found]
            list(pool.map(self._ask, details))
        return self.calls

    def _list(self, work: tuple[Any, str]) -> list[tuple[str, str, str, dict[str, Any]]]:
        call, region = work
        client, name = self._client(call.service, region), xform_name(call.operation)
        parameters = OWNED.get(call.operation, {})
        try:
            if not client.can_paginate(name):
                self.calls += 1
                return list(self._details(call, region, getattr(client, name)(**parameters)))
            paging = {"PaginationConfig": {"PageSize": SIZES[call.service]}} if call.service in SIZES else {}
            found: list[tuple[str, str, str, dict[str, Any]]] = []
            for page in client.get_paginator(name).paginate(**parameters, **paging):
                self.calls += 1
                found += self._details(call, region, page)
        except (ClientError, BotoCoreError):
            self.calls += 1
            return []
        return found

    def _details(self, call: Any, region: str, answer: Any) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
        found = reduce(lambda node, key: node.get(key) or {}, call.path.split("."), answer)
        for element in found if call.name in DETAILS else ():
            if isinstance(element, dict) and element.get("OwnerId", ACCOUNT) != ACCOUNT:
                # moto answers Amazon's public snapshots to who asks for his own.
                continue
            for service, operations, parameter, member in DETAILS[call.name]:
                value = element[member] if member else element
                yield from ((service, region, operation, {parameter: value}) for operation in operations.split())
            if call.name == "kms:ListKeys":
                yield "kms", region, "GetKeyPolicy", {"KeyId": element["KeyId"], "PolicyName": "default"}
            if call.name == "dynamodb:ListTables":
                arn = f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/{element}"
                yield from (("dynamodb", region, operation, {"ResourceArn": arn}) for operation in BY_ARN[call.name].split())

    def _ask(self, detail: tuple[str, str, str, dict[str, Any]]) -> None:
        service, region, operation, parameters = detail
        self.calls += 1
        try:
            getattr(self._client(service, region), xform_name(operation))(**parameters, **EXTRA.get(operation, {}))
        except (ClientError, BotoCoreError):
            return

    def _client(self, service: str, region: str) -> Any:
        if (service, region) not in self._clients:
            self._clients[service, region] = self._session.client(service, region_name=region, **self._made_with)
        return self._clients[service, region]


if __name__ == "__main__":
    print(Floor(sys.argv[1]).read())

"""A hand-written reader of the same facts: plain boto3, sixteen threads, nothing kept but the answers' sizes. What a scan is held against.

`python -m benchmarks.aws_floor URL` prints how many calls it made.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial, reduce
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from auditor.providers.aws.blind_spots import TAGGED
from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.aws.session import _strip_host_prefix
from benchmarks.aws_estate import REGIONS

THREADS = 16
ACCOUNT = "123456789012"
OWN = {"AccountId": ACCOUNT}
ASKED: dict[str, list[dict[str, Any]]] = {
    "bedrock:ListInferenceProfiles": [{"typeEquals": "SYSTEM_DEFINED"}, {"typeEquals": "APPLICATION"}],
    "cognito-identity:ListIdentityPools": [{"MaxResults": 60}],
    "cognito-idp:ListUserPools": [{"MaxResults": 60}],
    "ec2:DescribeImages": [{"Owners": ["self"]}],
    "ec2:DescribeSnapshots": [{"OwnerIds": ["self"]}],
    "ram:GetResourceShares": [{"resourceOwner": "SELF"}],
    "rbin:ListRules": [{"ResourceType": sort} for sort in ("EBS_SNAPSHOT", "EC2_IMAGE", "EBS_VOLUME")],
    "s3control:ListAccessPoints": [OWN],
    "s3control:ListAccessPointsForObjectLambda": [OWN],
    "s3control:ListMultiRegionAccessPoints": [OWN],
    "s3control:ListStorageLensConfigurations": [OWN],
}
"""What lists have to be told, once each."""
SIZES = {"ec2": 500, "s3": 1000, "sqs": 1000}
BUCKET = (
    "GetBucketVersioning GetBucketLifecycleConfiguration GetBucketEncryption GetBucketOwnershipControls GetBucketPolicy GetBucketLogging "
    "ListBucketInventoryConfigurations ListBucketAnalyticsConfigurations GetBucketNotificationConfiguration GetBucketTagging "
    "GetBucketLocation"
)
IN_TURN: dict[str, tuple[Callable[[Any], bool], str]] = {
    "GetBucketVersioning": (lambda said: bool(said.get("Status")), "GetBucketReplication GetObjectLockConfiguration"),
    "GetBucketOwnershipControls": (lambda said: "BucketOwnerEnforced" not in str(said), "GetBucketAcl GetPublicAccessBlock"),
    "GetBucketPolicy": (lambda said: '"*"' in said.get("Policy", ""), "GetBucketPolicyStatus"),
}
"""What a bucket is only asked where another answer leaves it open."""
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
    "athena:ListWorkGroups": [("athena", "GetWorkGroup", "WorkGroup", "Name")],
    "events:ListEventBuses": [
        ("events", "DescribeEventBus", "Name", "Name"),
        ("events", "ListRules", "EventBusName", "Name"),
        ("events", "ListTagsForResource", "ResourceARN", "Arn"),
    ],
}
BESIDE: dict[str, list[tuple[str, str]]] = {
    "dynamodb:ListTables": [("dynamodb", "ListExports ListGlobalTables")],
    "ec2:DescribeSnapshots": [("ec2", "DescribeLockedSnapshots")],
    "events:ListEventBuses": [("events", "ListEndpoints")],
    "kms:ListKeys": [("kms", "ListAliases")],
    "logs:DescribeLogGroups": [("logs", "DescribeAccountPolicies DescribeExportTasks DescribeResourcePolicies"), ("oam", "ListLinks")],
}
"""list → what is asked once a region that holds any of it."""
ALWAYS = [
    ("config", "GetDiscoveredResourceCounts"),
    ("ec2", "GetEbsEncryptionByDefault"),
    ("macie2", "GetAdministratorAccount GetClassificationExportConfiguration"),
]
"""Settings: once a region."""
EXTRA: dict[str, dict[str, Any]] = {
    "GetQueueAttributes": {"AttributeNames": ["All"]},
    "DescribeSnapshotAttribute": {"Attribute": "createVolumePermission"},
    "DescribeAccountPolicies": {"policyType": "SUBSCRIPTION_FILTER_POLICY"},
}
Detail = tuple[str, str, str, dict[str, Any]]
"""A call still to be made: service, region, operation, parameters."""
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
        asked = [(call, region, said) for call, region in work for said in ASKED.get(call.name, [{}])]
        details: list[Detail] = [(service, region, one, {}) for region in REGIONS for service, names in ALWAYS for one in names.split()]
        details.append(("s3control", "us-east-1", "GetPublicAccessBlock", OWN))
        with ThreadPoolExecutor(THREADS) as pool:
            details += [detail for found in pool.map(self._list, asked) for detail in found]
            while details:
                details = [detail for found in pool.map(self._ask, details) for detail in found]
        return self.calls

    def _list(self, asked: tuple[Any, str, dict[str, Any]]) -> list[Detail]:
        call, region, parameters = asked
        client, name = self._client(call.service, region), xform_name(call.operation)
        found: list[Detail] = []
        try:
            paging = {"PaginationConfig": {"PageSize": SIZES[call.service]}} if call.service in SIZES else {}
            paged = client.can_paginate(name)
            for page in client.get_paginator(name).paginate(**parameters, **paging) if paged else [getattr(client, name)(**parameters)]:
                self.calls += 1
                found += self._details(call, region, page)
        except (ClientError, BotoCoreError):
            self.calls += 1
            return []
        if found:
            found += [(service, region, operation, {}) for service, names in BESIDE.get(call.name, ()) for operation in names.split()]
        return found

    def _details(self, call: Any, region: str, answer: Any) -> Iterator[Detail]:
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
            if call.name == "athena:ListWorkGroups":
                arn = f"arn:aws:athena:{region}:{ACCOUNT}:workgroup/{element['Name']}"
                yield "athena", region, "ListTagsForResource", {"ResourceARN": arn}

    def _ask(self, detail: Detail) -> list[Detail]:
        """Ask one thing; answers what is to be asked in its turn."""
        service, region, operation, parameters = detail
        self.calls += 1
        try:
            said = getattr(self._client(service, region), xform_name(operation))(**parameters, **EXTRA.get(operation, {}))
        except (ClientError, BotoCoreError):
            said = {}
        leaves_open, more = IN_TURN.get(operation, (None, ""))
        return [(service, region, one, parameters) for one in more.split()] if leaves_open and leaves_open(said) else []

    def _client(self, service: str, region: str) -> Any:
        if (service, region) not in self._clients:
            self._clients[service, region] = client = self._session.client(service, region_name=region, **self._made_with)
            # S3 Control puts the account before the host, which the replay's address has no name for.
            client.meta.events.register(
                "before-sign.s3-control", partial(_strip_host_prefix, urlsplit(self._made_with["endpoint_url"]).netloc)
            )
        return self._clients[service, region]


if __name__ == "__main__":
    print(Floor(sys.argv[1]).read())

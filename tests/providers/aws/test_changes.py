"""Of the most common services: one of forty things changes, and what that costs beside reading the service whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from auditor.inventory.units import shard
from auditor.providers.aws.events import Meanings
from auditor.providers.aws.happened import Event
from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.memory import Former
from tests.emulators.aws import ACCOUNT, PARIS, Cloud
from tests.providers.contract import plain

MANY = 40
BEFORE, AFTER = "2020-01-01T00:00:00Z", "2099-01-01T00:00:00Z"
KEYED: dict[str, Any] = {
    "KeySchema": [{"AttributeName": "k", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "k", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}
MADE: dict[str, tuple[str, Callable[[Any, int], Any]]] = {
    "s3": ("s3", lambda c, i: c.create_bucket(Bucket=f"b-{i}", CreateBucketConfiguration={"LocationConstraint": PARIS})),
    "sqs": ("sqs", lambda c, i: c.create_queue(QueueName=f"q-{i}")),
    "sns": ("sns", lambda c, i: c.create_topic(Name=f"t-{i}")),
    "kms": ("kms", lambda c, _i: c.create_key()["KeyMetadata"]["KeyId"]),
    "logs": ("logs", lambda c, i: c.create_log_group(logGroupName=f"/g/{i}")),
    "dynamodb": ("dynamodb", lambda c, i: c.create_table(TableName=f"t{i}", **KEYED)),
    "secretsmanager": ("secretsmanager", lambda c, i: c.create_secret(Name=f"s{i}", SecretString="x")),
    "ebs": (
        "ec2",
        lambda c, _i: c.create_snapshot(VolumeId=c.create_volume(AvailabilityZone=f"{PARIS}a", Size=1)["VolumeId"])["SnapshotId"],
    ),
    "efs": ("efs", lambda c, i: c.create_file_system(CreationToken=str(i))["FileSystemId"]),
    "ecr": ("ecr", lambda c, i: c.create_repository(repositoryName=f"r{i}")),
    "glue": ("glue", lambda c, i: c.create_database(DatabaseInput={"Name": f"g{i}"})),
    "eventbridge": ("events", lambda c, i: c.create_event_bus(Name=f"e{i}")),
    "opensearch": ("opensearch", lambda c, i: c.create_domain(DomainName=f"dom{i}")),
    "cognito": ("cognito-idp", lambda c, i: c.create_user_pool(PoolName=f"p{i}")["UserPool"]["Id"]),
}
"""Collector → the service that makes its things, and how one is made: its id, where nobody chooses it."""
EVENTS: dict[str, tuple[str, str, str, str]] = {
    "s3": ("s3", "PutBucketVersioning", "bucketName", "b-1"),
    "sqs": ("sqs", "SetQueueAttributes", "queueUrl", f"https://sqs.{PARIS}.amazonaws.com/{ACCOUNT}/q-1"),
    "sns": ("sns", "SetTopicAttributes", "topicArn", f"arn:aws:sns:{PARIS}:{ACCOUNT}:t-1"),
    "kms": ("kms", "EnableKeyRotation", "keyId", ""),
    "logs": ("logs", "PutRetentionPolicy", "logGroupName", "/g/1"),
    "dynamodb": ("dynamodb", "UpdateTable", "tableName", "t1"),
    "secretsmanager": ("secretsmanager", "UpdateSecret", "secretId", "s1"),
    "ebs": ("ec2", "ModifySnapshotAttribute", "snapshotId", ""),
    "efs": ("elasticfilesystem", "PutLifecycleConfiguration", "fileSystemId", ""),
    "ecr": ("ecr", "SetRepositoryPolicy", "repositoryName", "r1"),
    "glue": ("glue", "UpdateDatabase", "name", "g1"),
    "eventbridge": ("events", "PutPermission", "eventBusName", "e1"),
    "opensearch": ("es", "UpdateDomainConfig", "domainName", "dom1"),
    "cognito": ("cognito-idp", "UpdateUserPool", "userPoolId", ""),
}
"""Collector → the event: its source, its name, and the parameter that names the thing; the id where there is no name."""


@pytest.mark.slow
@pytest.mark.parametrize("service", sorted(MADE))
def test_one_change_asks_about_one_thing(aws: Cloud, service: str) -> None:
    """Lists, and at most as many calls of details as one thing takes; the same resources, and marks for the next time."""
    made_by, make = MADE[service]
    made = [make(aws.client(made_by), number) for number in range(MANY)]
    source, name, parameter, thing = EVENTS[service]
    _, units, _ = aws.provider.open(aws.options(regions=[PARIS]))
    unit = next(one for one in units if one.service == service)
    whole = aws.provider.run(unit)
    kept = shard("key", ("aws", unit.account, unit.region, service), BEFORE, whole.resources, whole.coverage, 1, whole.traces)  # type: ignore[arg-type]
    event = Event(AFTER, source, name, json.dumps({"requestParameters": {parameter: thing or made[1]}}))
    told = [
        one for one in Meanings(COLLECTORS.values()).changes(event, unit.account, PARIS, [unit.account], [PARIS]) if one.touches(kept.head)
    ]
    assert [one.subject is not None for one in told] == [True]
    again = aws.provider.run(replace(unit, former=Former(kept.head, kept.packed.member, (told[0].subject,), BEFORE)))  # type: ignore[arg-type]
    lists = whole.api_calls % MANY
    assert again.api_calls <= lists + whole.api_calls // MANY + 2
    assert plain(again.resources) == plain(whole.resources)
    assert again.traces.marks == whole.traces.marks


def test_what_is_tagged_by_its_name_in_full_is_read_again_alone() -> None:
    """The tag editor writes one event, of its own source, for things of several services."""

    def touched(*names: str) -> list[tuple[object, bool]]:
        who = {"arn": f"arn:aws:iam::{ACCOUNT}:user/agent"}
        told = {"userIdentity": who, "requestParameters": {"resourceARNList": names, "tags": {"rgpd:categorie": "paie"}}}
        event = Event(AFTER, "tagging", "TagResources", json.dumps(told))
        found = Meanings(COLLECTORS.values()).changes(event, ACCOUNT, PARIS, [ACCOUNT], [PARIS])
        return [(one.services and one.services & {"sqs", "s3", "rds"}, one.subject is not None) for one in found]

    assert touched(f"arn:aws:sqs:{PARIS}:{ACCOUNT}:file") == [({"sqs"}, True)]
    assert touched("arn:aws:s3:::seau", f"arn:aws:rds:{PARIS}:{ACCOUNT}:db:base") == [({"rds"}, True), ({"s3"}, True)]
    assert touched(f"arn:aws:newthing:{PARIS}:{ACCOUNT}:box") == touched() == [(None, False)]

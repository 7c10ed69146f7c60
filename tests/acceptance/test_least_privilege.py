"""The policy that `auditor permissions aws` prints is enough, and nothing but it is used: moto's IAM holds the whole scan to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import botocore.session
import pytest
from moto import settings
from moto.iam.access_control import IAMRequestBase
from moto.iam.aws_managed_policies import aws_managed_policies_data

from auditor.errors import ProviderError
from auditor.inventory.snapshot import GAPS
from auditor.providers.aws.permissions import BESIDE, MANAGED, ROLE, size
from auditor.providers.aws.provider import AwsProvider, _calls
from auditor.reason import reason_of
from tests.acceptance.estate import REGIONS, Estate
from tests.emulators.aws import Cloud, cloud

pytestmark = pytest.mark.long

MISNAMED = {
    "s3:ListBucket": "s3:GetEncryptionConfiguration, s3:GetReplicationConfiguration, s3:GetInventoryConfiguration, "
    "s3:GetBucketObjectLockConfiguration and s3:GetBucketPublicAccessBlock",
    "s3:GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
    "tagging:GetResources": "tag:GetResources",
}
"""What moto asks for instead of the permission that AWS documents: granted on top, or it would refuse what AWS allows."""


DOCUMENTED = {
    "neptune-graph:ListExportTasks",
    "route53:ListTagsForResources",
    "storagegateway:ListTapePools",
    "workspaces:DescribeWorkspaceImagePermissions",
}
"""In the Service Authorization Reference, and in no policy that AWS publishes."""
RENAMED = {
    "cassandra:GetTable": {"cassandra:Select"},
    "cassandra:ListKeyspaces": {"cassandra:Select"},
    "cassandra:ListTables": {"cassandra:Select"},
    "monitoring:GetMetricData": {"cloudwatch:GetMetricData"},
    "resource-explorer-2:ListResources": {"resource-explorer-2:Search"},
    "s3:GetBucketEncryption": {"s3:GetEncryptionConfiguration", "s3express:GetEncryptionConfiguration"},
    "s3:GetBucketLifecycleConfiguration": {"s3:GetLifecycleConfiguration", "s3express:GetLifecycleConfiguration"},
    "s3:GetBucketPolicy": {"s3:GetBucketPolicy", "s3express:GetBucketPolicy"},
    "s3:GetBucketReplication": {"s3:GetReplicationConfiguration"},
    "s3:GetObjectLockConfiguration": {"s3:GetBucketObjectLockConfiguration"},
    "s3:GetPublicAccessBlock": {"s3:GetAccountPublicAccessBlock", "s3:GetBucketPublicAccessBlock"},
    "s3:GetBucketNotificationConfiguration": {"s3:GetBucketNotification"},
    "s3:ListBucketAnalyticsConfigurations": {"s3:GetAnalyticsConfiguration"},
    "s3:ListBucketInventoryConfigurations": {"s3:GetInventoryConfiguration"},
    "s3:ListBuckets": {"s3:ListAllMyBuckets"},
    "s3:ListDirectoryBuckets": {"s3express:ListAllMyDirectoryBuckets"},
    "s3:ListTagsForResource": {"s3express:ListTagsForResource"},
    "tagging:GetResources": {"tag:GetResources"},
}
"""What is signed as one thing and granted as another, in the words of each service's own documentation."""
POLICIES = AwsProvider()


@pytest.fixture(scope="module")
def estate() -> Iterator[Cloud]:
    """The acceptance estate, and a user who may do nothing yet."""
    with cloud() as aws:
        Estate(aws).build()
        aws.client("iam").create_user(UserName="auditor")
        yield aws


@contextmanager
def only(aws: Cloud, monkeypatch: pytest.MonkeyPatch, statements: Sequence[dict[str, Any]]) -> Iterator[None]:
    """For the block, calls are made by a user who is allowed exactly what these statements allow."""
    iam = aws.client("iam")
    misnamed = {"Effect": "Allow", "Action": [*MISNAMED], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [*statements, misnamed]})
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
    _, units, coverage = aws.provider.open(aws.options(id=name, emulator=False, regions=REGIONS))
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(aws.provider.run, [unit for unit in units if service in ("", unit.service)]))
    lines = [*coverage, *(line for result in results for line in result.coverage)]
    told: list[Any] = [line.reason for line in lines if line.status in GAPS]
    told += [reason for result in results for one in result.resources for reason in one.unknown.values() if reason_of(reason).unanswered]
    return {reason for reason in told if reason.startswith("access_denied")}


def test_nothing_is_refused_with_the_printed_policy(estate: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole scan, held to it."""
    with only(estate, monkeypatch, POLICIES.permissions()["Statement"]):
        assert refused(estate, "least") == set()


@pytest.mark.parametrize("missing", ["logs:DescribeLogGroups", "dynamodb:DescribeContinuousBackups", "rds:DescribeDBSnapshotAttributes"])
def test_the_policy_is_held_to(estate: Cloud, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """One action less, and exactly what needs it is refused: the emulator does enforce."""
    service = "rds-snapshots" if "Snapshot" in missing else missing.split(":")[0]
    granted = [one | {"Action": [action for action in one["Action"] if action != missing]} for one in POLICIES.permissions()["Statement"]]
    with only(estate, monkeypatch, granted):
        assert refused(estate, missing.replace(":", "-"), service) == {f"access_denied: {missing}"}


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov", "aws-eusc"])
def test_managed_policies_grant_the_same(partition: str) -> None:
    """As many as it takes, each within AWS's limit, together exactly the policy, under the partition's own name."""
    whole = POLICIES.permissions("policy", partition)
    parts = POLICIES.permissions("managed", partition)
    assert all(size(one) <= MANAGED for one in parts.values())
    assert grants(parts.values()) == grants([whole])
    assert {arn.split(":")[1] for _, arn in grants([whole]) if arn != "*"} == {partition}


def test_the_template_makes_that_role() -> None:
    """One role, that whoever is named may take, with the same rights but for the organisation's own; in any partition."""
    template = POLICIES.permissions("cloudformation")
    role = template["Resources"].pop("Role")
    documents = [one["Properties"]["PolicyDocument"] for one in template["Resources"].values()]
    assert [one["Ref"] for one in role["Properties"]["ManagedPolicyArns"]] == [*template["Resources"]]
    granted = {action for document in documents for one in document["Statement"] for action in one["Action"]}
    whole = {action for action, _ in grants([POLICIES.permissions()])}
    assert {action.split(":")[0] for action in whole - granted} == {"organizations"}
    assert "${AWS::Partition}" in json.dumps(documents)
    # What stands for the partition is no longer than it once it is put in.
    assert all(size(json.loads(re.sub(r'{"Fn::Sub": ("[^"]*")}', r"\1", json.dumps(document)))) <= MANAGED for document in documents)
    (trust,) = role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Principal"] == {"AWS": {"Ref": "AuditorArn"}}


def test_the_right_to_take_the_role_is_on_that_role() -> None:
    """In the account that reads an organisation, beside the reads."""
    documents = POLICIES.permissions("organization", "aws-eusc").values()
    assert all(size(document) <= MANAGED for document in documents)
    extra = grants(documents) - grants([POLICIES.permissions("policy", "aws-eusc")])
    assert extra == {("sts:AssumeRole", f"arn:aws-eusc:iam::*:role/{ROLE}")}


def test_no_row_can_be_read() -> None:
    """What reads the schema of Keyspaces would read its tables, and is not granted on any."""
    arns = {arn for action, arn in grants([POLICIES.permissions()]) if action == "cassandra:Select"}
    table = "arn:aws:cassandra:eu-west-3:123456789012:/keyspace/etat_civil/table/actes"
    assert arns
    assert not [arn for arn in arns if fnmatchcase(table, arn)]


def test_what_the_sdk_asks_by_itself_is_granted() -> None:
    """Some services are first asked where they answer, under a permission of its own."""
    discovered = {call.needs.split(":")[0] for call in _calls() if _model(call.service).operation_model(call.operation).endpoint_discovery}
    assert {action.split(":")[0] for action in BESIDE.values()} == discovered


@cache
def _model(service: str) -> Any:
    return botocore.session.Session().get_service_model(service)


def test_another_form_is_refused() -> None:
    """By name, with those there are."""
    with pytest.raises(ProviderError, match="bicep"):
        POLICIES.permissions("bicep")


def grants(documents: Iterable[Any]) -> set[tuple[str, str]]:
    """Each action with each resource it is granted on."""
    return {
        (action, arn)
        for document in documents
        for one in document["Statement"]
        for action in one["Action"]
        for arn in (one["Resource"] if isinstance(one["Resource"], list) else [one["Resource"]])
    }


def test_permissions_are_named_as_iam_names_them() -> None:
    """Each is written out in a policy that AWS itself publishes, or in the one place it is documented: none is made up."""
    published: Any = json.loads(aws_managed_policies_data)
    statements = [one for policy in published.values() for one in _several(policy["Document"]["Statement"])]
    known = {str(action).lower() for one in statements if one["Effect"] == "Allow" for action in _several(one.get("Action", []))}
    asked = {action for action, _ in grants([POLICIES.permissions()])}
    assert {action for action in asked if action.lower() not in known} == DOCUMENTED


def test_a_call_is_granted_under_the_name_it_is_signed_with() -> None:
    """The service that requests are signed for and the operation, but where AWS documents another name: no call is granted as another's."""
    names: dict[str, set[str]] = {}
    for call in _calls():
        names.setdefault(f"{_model(call.service).signing_name}:{call.operation}", set()).add(call.needs)
    assert {name: needs for name, needs in names.items() if needs != {name}} == RENAMED


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]

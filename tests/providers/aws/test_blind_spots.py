"""What the account uses and nobody reads is told, and a region that holds nothing costs one call."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from auditor import scan
from auditor.inventory.snapshot import GAPS, new_snapshot
from auditor.providers.aws import opening
from auditor.providers.aws.blind_spots import known_of, of_arn, understood
from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.contract import Call
from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud

pytestmark = [pytest.mark.long, pytest.mark.usefixtures("directly")]

KNOWN = known_of(COLLECTORS.values())
TAGS = ("resourcegroupstaggingapi", "GetResources")
FOR_A_REGION = {"resourcegroupstaggingapi", "config"}
"""The services that are asked of a region whether it is empty."""
VIEW = f"arn:aws:resource-explorer-2:{PARIS}:{ACCOUNT}:view/all/1"


def tagged(*arns: str) -> dict[str, Any]:
    """What the tagging API says."""
    return {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": []} for arn in arns]}


def told(lines: list[Any]) -> dict[tuple[str, str | None], tuple[int, str]]:
    """The lines of what is not read, by service and region."""
    return {(line.service, line.region): (line.resources, line.reason) for line in lines if line.status == "not_understood"}


def test_a_service_of_tomorrow_is_told(aws: Cloud) -> None:
    """Its name, its types and how many, in the region; what a collector reads and what holds nothing are left out. No gap."""
    aws.answer(
        *TAGS,
        tagged(
            f"arn:aws:quantumstore:{PARIS}:{ACCOUNT}:vault/a",
            f"arn:aws:quantumstore:{PARIS}:{ACCOUNT}:vault/b",
            f"arn:aws:quantumstore:{PARIS}:{ACCOUNT}:ledger/c",
            f"arn:aws:ec2:{PARIS}:{ACCOUNT}:volume/vol-1",
            f"arn:aws:ec2:{PARIS}:{ACCOUNT}:vpc/vpc-1",
            "arn:aws:s3:::etat-civil",
        ),
        region=PARIS,
    )
    result = aws.scan("blind-spots")
    assert told(result.coverage) == {
        ("quantumstore:ledger", PARIS): (1, "not_understood: quantumstore:ledger"),
        ("quantumstore:vault", PARIS): (2, "not_understood: quantumstore:vault"),
    }
    assert not [line for line in result.coverage if line.status in GAPS]


def test_config_and_tags_count_once(aws: Cloud) -> None:
    """Config knows what was never tagged; what both show is not counted twice."""
    counts = [{"resourceType": "AWS::QuantumStore::Vault", "count": 5}, {"resourceType": "AWS::S3::Bucket", "count": 9}]
    aws.answer("config", "GetDiscoveredResourceCounts", {"totalDiscoveredResources": 14, "resourceCounts": counts}, region=PARIS)
    aws.answer(*TAGS, tagged(f"arn:aws:quantumstore:{PARIS}:{ACCOUNT}:vault/a"), region=PARIS)
    assert told(aws.scan("blind-spots").coverage) == {("quantumstore:vault", PARIS): (5, "not_understood: quantumstore:vault")}


def test_one_source_is_enough(aws: Cloud) -> None:
    """Either may be refused; without both, that is a gap with the permission to grant."""
    with aws.fault("config", "GetDiscoveredResourceCounts"):
        assert not [line for line in aws.scan("blind-spots").coverage if line.status in GAPS]
    with aws.fault("config", "GetDiscoveredResourceCounts"), aws.fault(*TAGS):
        gaps = [line for line in aws.scan("blind-spots").coverage if line.status in GAPS]
    assert {(line.status, line.permission) for line in gaps} == {("refused", "tag:GetResources")}


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:s3:::bucket",
        f"arn:aws:rds:{PARIS}:{ACCOUNT}:db:soins",
        f"arn:aws:rds:{PARIS}:{ACCOUNT}:cluster-snapshot:s",
        f"arn:aws:rds:{PARIS}:{ACCOUNT}:auto-backup:ab-1",
        f"arn:aws:sns:{PARIS}:{ACCOUNT}:alertes",
        f"arn:aws:sqs:{PARIS}:{ACCOUNT}:file",
        f"arn:aws:elasticfilesystem:{PARIS}:{ACCOUNT}:file-system/fs-1",
        f"arn:aws:es:{PARIS}:{ACCOUNT}:domain/d",
        f"arn:aws:kafka:{PARIS}:{ACCOUNT}:cluster/c/1",
        f"arn:aws:firehose:{PARIS}:{ACCOUNT}:deliverystream/d",
        f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:/app",
        f"arn:aws:backup:{PARIS}:{ACCOUNT}:backup-vault:v",
        f"arn:aws:secretsmanager:{PARIS}:{ACCOUNT}:secret:s",
        f"arn:aws:glacier:{PARIS}:{ACCOUNT}:vaults/v",
        f"arn:aws:s3express:{PARIS}:{ACCOUNT}:bucket/b--euw3-az1--x-s3",
        f"arn:aws:s3:{PARIS}:{ACCOUNT}:accesspoint/ged",
        f"arn:aws:s3::{ACCOUNT}:accesspoint/m1.mrap",
        f"arn:aws:s3:{PARIS}:{ACCOUNT}:storage-lens/tout",
    ],
)
def test_what_is_read_is_understood(arn: str) -> None:
    """However its ARN spells it."""
    assert understood(of_arn(arn), KNOWN)


def test_config_calls_a_directory_bucket_by_its_type() -> None:
    """Which is read under that name."""
    assert understood("s3express:directorybucket", KNOWN)


@pytest.mark.parametrize(
    "arn",
    [
        f"arn:aws:ec2:{PARIS}:{ACCOUNT}:instance/i-1",
        f"arn:aws:qldb:{PARIS}:{ACCOUNT}:ledger/l",
        "not an arn",
        f"arn:aws:s3express:{PARIS}:{ACCOUNT}:accesspoint/a",
        f"arn:aws:s3-object-lambda:{PARIS}:{ACCOUNT}:accesspoint/a",
        f"arn:aws:s3:{PARIS}:{ACCOUNT}:access-grants/default",
        f"arn:aws:s3:{PARIS}:{ACCOUNT}:job/1",
        f"arn:aws:sns:{PARIS}:{ACCOUNT}:app/GCM/mairie",
    ],
)
def test_what_is_not_read_is_not(arn: str) -> None:
    """Nor what is no ARN at all."""
    assert not understood(of_arn(arn), KNOWN)


def indexed(aws: Cloud, *resources: tuple[str, str], index: dict[str, Any] | None = None, **view: Any) -> None:
    """An account whose index in Paris covers Paris and Virginia; each resource is its region and its type."""
    aws.answer(
        "resource-explorer-2", "ListIndexes", {"Indexes": [{"Region": PARIS, "Type": "AGGREGATOR"}, {"Region": VIRGINIA, "Type": "LOCAL"}]}
    )
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    whole = {"Type": "AGGREGATOR", "State": "ACTIVE", "ReplicatingFrom": [VIRGINIA], "CreatedAt": long_ago, "LastUpdatedAt": long_ago}
    aws.answer("resource-explorer-2", "GetIndex", whole | (index or {}))
    aws.answer("resource-explorer-2", "GetDefaultView", {"ViewArn": VIEW})
    scope = f"arn:aws:iam::{ACCOUNT}:root"
    aws.answer("resource-explorer-2", "GetView", {"View": {"ViewArn": VIEW, "Scope": scope, "Filters": {"FilterString": ""}} | view})
    listed = [
        {"Arn": f"arn:x:{number}", "Region": region, "ResourceType": kind, "OwningAccountId": ACCOUNT}
        for number, (region, kind) in enumerate(resources)
    ]
    aws.answer("resource-explorer-2", "ListResources", {"Resources": listed, "ViewArn": VIEW})


def test_an_empty_region_costs_one_call(aws: Cloud) -> None:
    """With an index of the whole account, a region that has but AWS's own is probed once, left out and named."""
    indexed(aws, (PARIS, "s3:bucket"), (VIRGINIA, "ec2:vpc"), (VIRGINIA, "events:event-bus"))
    _, units, coverage = aws.provider.open(aws.options(id="indexed"))
    assert {unit.region for unit in units} == {None, PARIS}
    (told_of,) = [line for line in coverage if line.region == VIRGINIA]
    assert (told_of.status, told_of.reason) == ("skipped", "not_collected: the account's index and its tags show nothing there")
    # Virginia is also where the account itself is asked who it is and what it has.
    assert [operation for service, operation, region in aws.faults.seen if region == VIRGINIA and service in FOR_A_REGION] == [
        "GetResources"
    ]


@pytest.mark.parametrize(
    ("case", "index", "view"),
    [
        ("something", {}, {}),
        ("tagged", {}, {}),
        ("refused", {}, {}),
        ("not pruned", {}, {}),
        ("not indexed", {}, {}),
        ("filtered", {}, {"Filters": {"FilterString": "service:s3"}}),
        ("of a unit", {}, {"Scope": "arn:aws:organizations::123456789012:ou/o-1/ou-1"}),
        ("of another account", {}, {"Scope": f"arn:aws:iam::{STRANGER}:root"}),
        ("being filled", {"State": "UPDATING"}, {}),
        ("new", {"LastUpdatedAt": datetime.now(UTC)}, {}),
        ("no more the aggregator", {"Type": "LOCAL"}, {}),
        ("not replicated", {"ReplicatingFrom": []}, {}),
        ("index refused", {}, {}),
        ("cut", {}, {}),
    ],
)
def test_a_region_that_may_hold_something_is_read(aws: Cloud, case: str, index: dict[str, Any], view: dict[str, Any]) -> None:
    """One resource, one tag, a view that hides some, an index that is not whole or may not be read: none of them is emptiness."""
    indexed(aws, *([(VIRGINIA, "logs:log-group")] if case == "something" else []), index=index, **view)
    if case == "tagged":
        aws.answer(*TAGS, tagged(f"arn:aws:logs:{VIRGINIA}:{ACCOUNT}:log-group:/a"))
    if case == "not indexed":
        aws.answer("resource-explorer-2", "ListIndexes", {"Indexes": [{"Region": PARIS, "Type": "AGGREGATOR"}]})
    if case == "cut":
        aws.answer("resource-explorer-2", "ListResources", {"Resources": [], "NextToken": "more"})
    refused = {"refused": "ListResources", "index refused": "GetIndex"}.get(case)
    with aws.fault("resource-explorer-2", refused) if refused else nullcontext():
        units = aws.provider.open(aws.options(id=case, prune=case != "not pruned"))[1]
    assert VIRGINIA in {unit.region for unit in units}


@pytest.mark.parametrize("index", [{"State": "UPDATING"}, {"LastUpdatedAt": datetime.now(UTC)}])
def test_an_index_that_is_not_whole_still_tells(aws: Cloud, index: dict[str, Any]) -> None:
    """What it shows is there; what it does not show may be."""
    indexed(aws, (VIRGINIA, "newthing:box"), index=index)
    _, units, coverage = aws.provider.open(aws.options(id=f"partial {index}"))
    assert told(coverage) == {("newthing:box", VIRGINIA): (1, "not_understood: newthing:box")}
    assert {unit.region for unit in units} == {None, PARIS, VIRGINIA}


def test_a_view_of_the_organisation_counts_only_ones_own(aws: Cloud) -> None:
    """What other accounts have in a region is theirs."""
    indexed(aws, (PARIS, "s3:bucket"), Scope="arn:aws:organizations::123456789012:organization/o-1")
    theirs = {"Arn": "arn:x:1", "Region": VIRGINIA, "ResourceType": "quantumstore:vault", "OwningAccountId": STRANGER}
    aws.answer("resource-explorer-2", "ListResources", {"Resources": [theirs], "ViewArn": VIEW})
    _, units, coverage = aws.provider.open(aws.options(id="organisation-wide"))
    assert {unit.region for unit in units} == {None}
    assert not told(coverage)


def test_an_endpoint_that_knows_indexes_but_not_their_state(aws: Cloud) -> None:
    """What speaks AWS's API elsewhere than at AWS is believed on what it does answer."""
    indexed(aws, (PARIS, "s3:bucket"))
    with aws.fault("resource-explorer-2", "GetIndex", "stranger"):
        units = aws.provider.open(aws.options(id="elsewhere"))[1]
    assert {unit.region for unit in units} == {None, PARIS}


def test_the_index_tells_what_is_not_read(aws: Cloud, tmp_path: Path) -> None:
    """And what the tags show of it as well is told once, as often as the source that saw the most."""
    indexed(aws, (PARIS, "quantumstore:vault"), (PARIS, "quantumstore:vault"), (VIRGINIA, "s3:bucket"))
    aws.answer(*TAGS, tagged(f"arn:aws:quantumstore:{PARIS}:{ACCOUNT}:vault/a", f"arn:aws:newer:{PARIS}:{ACCOUNT}:thing/a"), region=PARIS)
    plan = scan.plan([aws.options(id="told")])
    assert told(plan.coverage) == {("quantumstore:vault", PARIS): (2, "not_understood: quantumstore:vault")}
    plan.units = [unit for unit in plan.units if unit.service == "blind-spots"]
    with ThreadPoolExecutor(2) as pool, new_snapshot(tmp_path / "snapshot") as writer:
        scan.execute(plan, pool, writer, lambda _: None)
    lines = [(line.service, line.resources) for line in writer.coverage if line.status == "not_understood"]
    assert sorted(lines) == [("newer:thing", 1), ("quantumstore:vault", 2)]


def recorded(aws: Cloud, *rows: tuple[str, str], source: dict[str, Any] | None = None, **more: Any) -> None:
    """An aggregator in Paris; each row is a region and a type. Every region records everything unless said otherwise."""
    gathered = {"OrganizationAggregationSource": {"RoleArn": "arn:aws:iam::123456789012:role/r", "AllAwsRegions": True}}
    aggregator = {"ConfigurationAggregatorName": "tout", "ConfigurationAggregatorArn": "arn:x", **(source or gathered)}
    aws.answer("config", "DescribeConfigurationAggregators", {"ConfigurationAggregators": [aggregator]}, region=PARIS)
    status = {"SourceId": "o-1", "SourceType": "ORGANIZATION", "AwsRegion": VIRGINIA, "LastUpdateStatus": more.get("update", "SUCCEEDED")}
    aws.answer("config", "DescribeConfigurationAggregatorSourcesStatus", {"AggregatedSourceStatusList": [status]})
    found = [json.dumps({"awsRegion": region, "resourceType": kind, "COUNT(*)": 2}) for region, kind in rows]
    aws.answer("config", "SelectAggregateResourceConfig", {"Results": more.get("results", found)})
    group = {"allSupported": True, "recordingStrategy": {"useOnly": "ALL_SUPPORTED_RESOURCE_TYPES"}} | more.get("group", {})
    aws.answer("config", "DescribeConfigurationRecorders", {"ConfigurationRecorders": [{"name": "default", "recordingGroup": group}]})
    running = {"name": "default", "recording": True, "lastStatus": "Success"} | more.get("running", {})
    aws.answer("config", "DescribeConfigurationRecorderStatus", {"ConfigurationRecordersStatus": [running]})


def test_without_an_index_the_aggregator_shows_what_is_empty(aws: Cloud) -> None:
    """Its query once, and the region's recorder in two calls."""
    recorded(aws, (PARIS, "AWS::S3::Bucket"), (VIRGINIA, "AWS::EC2::VPC"), (VIRGINIA, "AWS::Events::EventBus"))
    _, units, coverage = aws.provider.open(aws.options(id="recorded"))
    assert {unit.region for unit in units} == {None, PARIS}
    (told_of,) = [line for line in coverage if line.region == VIRGINIA]
    assert (told_of.status, told_of.call) == ("skipped", "config:SelectAggregateResourceConfig")
    asked = [operation for service, operation, region in aws.faults.seen if service in FOR_A_REGION and region == VIRGINIA]
    # The aggregator was looked for there first: it is where the account itself is asked.
    assert asked == ["DescribeConfigurationAggregators", "DescribeConfigurationRecorders", "DescribeConfigurationRecorderStatus"]


PARIS_ONLY = {"AccountAggregationSources": [{"AccountIds": [ACCOUNT], "AwsRegions": [PARIS]}]}
OTHERS = {"AccountAggregationSources": [{"AccountIds": [STRANGER], "AllAwsRegions": True}]}
SOME_TYPES = {
    "OrganizationAggregationSource": {"RoleArn": "arn:aws:iam::123456789012:role/r", "AllAwsRegions": True},
    "AggregatorFilters": {"ResourceType": {"Type": "INCLUDE", "Value": ["AWS::S3::Bucket"]}},
}


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([(VIRGINIA, "AWS::Logs::LogGroup")], {}),
        ([(VIRGINIA, "AWS::QuantumStore::Vault")], {}),
        ([], {"source": PARIS_ONLY}),
        ([], {"source": OTHERS}),
        ([], {"source": SOME_TYPES}),
        ([], {"update": "FAILED"}),
        ([], {"update": "OUTDATED"}),
        ([], {"group": {"allSupported": False, "resourceTypes": ["AWS::S3::Bucket"]}}),
        ([], {"group": {"recordingStrategy": {"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}}}),
        ([], {"running": {"recording": False}}),
        ([], {"running": {"lastStatus": "Failure"}}),
        ([], {"running": {"name": "another"}}),
        ([], {"results": ["not json"]}),
    ],
)
def test_an_aggregator_that_is_not_whole_shows_nothing(aws: Cloud, rows: list[tuple[str, str]], more: dict[str, Any]) -> None:
    """Something there, a region, an account or a type that is not gathered, a recorder that is off: the region is read."""
    recorded(aws, *rows, **more)
    assert VIRGINIA in {unit.region for unit in aws.provider.open(aws.options(id="partial"))[1]}


@pytest.mark.parametrize(
    "operation",
    [
        "DescribeConfigurationAggregators",
        "DescribeConfigurationAggregatorSourcesStatus",
        "SelectAggregateResourceConfig",
        "DescribeConfigurationRecorders",
        "DescribeConfigurationRecorderStatus",
    ],
)
def test_what_config_refuses_shows_nothing(aws: Cloud, operation: str) -> None:
    """Each of the calls refused in turn: the region is read, and that is no gap."""
    recorded(aws)
    with aws.fault("config", operation):
        _, units, coverage = aws.provider.open(aws.options(id="shut"))
    assert VIRGINIA in {unit.region for unit in units}
    assert not [line for line in coverage if line.status in GAPS]


@pytest.mark.parametrize("call", opening.CALLS, ids=lambda call: call.name)
@pytest.mark.parametrize("by", ["index", "aggregator"])
def test_no_refusal_of_the_opening_hides_anything(aws: Cloud, call: Call, by: str) -> None:
    """Each call refused in turn: what is read is no less than without, or a gap says so."""
    empty = [(PARIS, "s3:bucket"), (VIRGINIA, "ec2:vpc")]
    if by == "index":
        indexed(aws, *empty)
    else:
        recorded(aws, (PARIS, "AWS::S3::Bucket"), (VIRGINIA, "AWS::EC2::VPC"))
    organizations = aws.client("organizations", VIRGINIA)
    organizations.create_organization(FeatureSet="ALL")
    organizations.create_account(Email="eau@ville.fr", AccountName="eau")
    options = aws.options(id=f"{by} {call.name}", organization=True, cost_explorer=True)
    whole = {(unit.account, unit.region, unit.service) for unit in aws.provider.open(options)[1]}
    assert (ACCOUNT, VIRGINIA) not in {(account, region) for account, region, _ in whole}
    with aws.fault(call.service, call.operation):
        _, units, coverage = aws.provider.open(options)
    holed = {(unit.account, unit.region, unit.service) for unit in units}
    assert whole <= holed or [line for line in coverage if line.status in GAPS]


@pytest.mark.parametrize("more", [{"source": SOME_TYPES}, {"update": "FAILED"}])
def test_an_aggregator_that_is_not_whole_still_tells(aws: Cloud, more: dict[str, Any]) -> None:
    """As an index does, of this account and not of another."""
    rows = [
        {"accountId": account, "awsRegion": PARIS, "resourceType": kind, "COUNT(*)": 2}
        for account, kind in ((ACCOUNT, "AWS::NewThing::Box"), (STRANGER, "AWS::Theirs::Box"))
    ]
    recorded(aws, results=[*map(json.dumps, rows)], **more)
    _, units, coverage = aws.provider.open(aws.options(id="some"))
    assert told(coverage) == {("newthing:box", PARIS): (2, "not_understood: newthing:box")}
    assert VIRGINIA in {unit.region for unit in units}


def test_one_index_does_not_empty_what_another_shows(aws: Cloud) -> None:
    """An index that is not trusted whole shows something where Config, which is, shows nothing."""
    indexed(aws, (VIRGINIA, "logs:log-group"), index={"State": "UPDATING"})
    recorded(aws, (PARIS, "AWS::S3::Bucket"))
    assert VIRGINIA in {unit.region for unit in aws.provider.open(aws.options(id="both"))[1]}


def test_the_aggregator_tells_what_is_not_read(aws: Cloud) -> None:
    """A type no collector declares, seen by the aggregator alone."""
    recorded(aws, (PARIS, "AWS::NewThing::Box"), (VIRGINIA, "AWS::S3::Bucket"))
    assert told(aws.provider.open(aws.options(id="aggregated"))[2]) == {("newthing:box", PARIS): (2, "not_understood: newthing:box")}


def test_the_bill_is_asked_on_purpose_only(aws: Cloud) -> None:
    """What is paid for and not read, by its name on the bill; never without the option, and then a refusal is a gap."""
    groups = [{"Keys": [name], "Metrics": {}} for name in ("Amazon Simple Storage Service", "Amazon QuantumStore")]
    aws.answer("ce", "GetCostAndUsage", {"ResultsByTime": [{"Groups": groups}]})
    assert not told(aws.provider.open(aws.options(id="free"))[2])
    assert told(aws.provider.open(aws.options(id="paid", cost_explorer=True))[2]) == {
        ("Amazon QuantumStore", None): (0, "not_understood: on the bill")
    }
    with aws.fault("ce", "GetCostAndUsage"):
        gaps = [line for line in aws.provider.open(aws.options(id="shut", cost_explorer=True))[2] if line.status in GAPS]
    assert [gap.permission for gap in gaps] == ["ce:GetCostAndUsage"]

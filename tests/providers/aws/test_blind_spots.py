"""What the account uses and nobody reads is told, and a region that holds nothing costs one call."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.inventory.snapshot import GAPS
from auditor.providers.aws.blind_spots import known_of, of_arn, understood
from auditor.providers.aws.provider import COLLECTORS
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud

KNOWN = known_of(COLLECTORS.values())
TAGS = ("resourcegroupstaggingapi", "GetResources")
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
    assert told(result.coverage) == {("quantumstore", PARIS): (3, "not_understood: ledger × 1, vault × 2")}
    assert not [line for line in result.coverage if line.status in GAPS]


def test_config_and_tags_count_once(aws: Cloud) -> None:
    """Config knows what was never tagged; what both show is not counted twice."""
    counts = [{"resourceType": "AWS::QuantumStore::Vault", "count": 5}, {"resourceType": "AWS::S3::Bucket", "count": 9}]
    aws.answer("config", "GetDiscoveredResourceCounts", {"totalDiscoveredResources": 14, "resourceCounts": counts}, region=PARIS)
    aws.answer(*TAGS, tagged(f"arn:aws:quantumstore:{PARIS}:{ACCOUNT}:vault/a"), region=PARIS)
    assert told(aws.scan("blind-spots").coverage) == {("quantumstore", PARIS): (5, "not_understood: vault × 5")}


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
    ],
)
def test_what_is_read_is_understood(arn: str) -> None:
    """However its ARN spells it."""
    assert understood(of_arn(arn), KNOWN)


@pytest.mark.parametrize("arn", [f"arn:aws:ec2:{PARIS}:{ACCOUNT}:instance/i-1", f"arn:aws:qldb:{PARIS}:{ACCOUNT}:ledger/l", "not an arn"])
def test_what_is_not_read_is_not(arn: str) -> None:
    """Nor what is no ARN at all."""
    assert not understood(of_arn(arn), KNOWN)


def indexed(aws: Cloud, *resources: tuple[str, str], filtered: str = "") -> None:
    """An account whose index in Paris covers Paris and Virginia; each resource is its region and its type."""
    aws.answer(
        "resource-explorer-2", "ListIndexes", {"Indexes": [{"Region": PARIS, "Type": "AGGREGATOR"}, {"Region": VIRGINIA, "Type": "LOCAL"}]}
    )
    aws.answer("resource-explorer-2", "GetDefaultView", {"ViewArn": VIEW})
    aws.answer("resource-explorer-2", "GetView", {"View": {"ViewArn": VIEW, "Filters": {"FilterString": filtered}}})
    listed = [{"Arn": f"arn:x:{number}", "Region": region, "ResourceType": kind} for number, (region, kind) in enumerate(resources)]
    aws.answer("resource-explorer-2", "ListResources", {"Resources": listed, "ViewArn": VIEW})


def test_an_empty_region_costs_one_call(aws: Cloud) -> None:
    """With an index of the whole account, a region that has but AWS's own is probed once, left out and named."""
    indexed(aws, (PARIS, "s3:bucket"), (VIRGINIA, "ec2:vpc"), (VIRGINIA, "events:event-bus"))
    _, units, coverage = aws.provider.plan(aws.options(id="indexed"))
    assert {unit.region for unit in units} == {None, PARIS}
    (told_of,) = [line for line in coverage if line.region == VIRGINIA]
    assert (told_of.status, told_of.reason) == ("skipped", "not_collected: the account's index and its tags show nothing there")
    assert [operation for _, operation, region in aws.faults.seen if region == VIRGINIA and operation == "GetResources"] == ["GetResources"]


@pytest.mark.parametrize("case", ["something", "tagged", "filtered", "refused", "not pruned", "not indexed"])
def test_a_region_that_may_hold_something_is_read(aws: Cloud, case: str) -> None:
    """One resource, one tag, a view that hides some, an index that may not be read: none of them is emptiness."""
    indexed(aws, *([(VIRGINIA, "logs:log-group")] if case == "something" else []), filtered="service:s3" if case == "filtered" else "")
    if case == "tagged":
        aws.answer(*TAGS, tagged(f"arn:aws:logs:{VIRGINIA}:{ACCOUNT}:log-group:/a"))
    if case == "not indexed":
        aws.answer("resource-explorer-2", "ListIndexes", {"Indexes": [{"Region": PARIS, "Type": "AGGREGATOR"}]})
    if case == "refused":
        with aws.fault("resource-explorer-2", "ListResources"):
            units = aws.provider.plan(aws.options(id=case))[1]
    else:
        units = aws.provider.plan(aws.options(id=case, prune=case != "not pruned"))[1]
    assert VIRGINIA in {unit.region for unit in units}


def test_the_index_tells_what_is_not_read(aws: Cloud) -> None:
    """And then nobody else is asked for it in the regions it covers."""
    indexed(aws, (PARIS, "quantumstore:vault"), (PARIS, "quantumstore:vault"), (VIRGINIA, "s3:bucket"))
    _, units, coverage = aws.provider.plan(aws.options(id="told"))
    assert told(coverage) == {("quantumstore", PARIS): (2, "not_understood: vault × 2")}
    assert not [unit for unit in units if unit.service == "blind-spots"]


def test_the_bill_is_asked_on_purpose_only(aws: Cloud) -> None:
    """What is paid for and not read, by its name on the bill; never without the option, and then a refusal is a gap."""
    groups = [{"Keys": [name], "Metrics": {}} for name in ("Amazon Simple Storage Service", "Amazon QuantumStore")]
    aws.answer("ce", "GetCostAndUsage", {"ResultsByTime": [{"Groups": groups}]})
    assert not told(aws.provider.plan(aws.options(id="free"))[2])
    assert told(aws.provider.plan(aws.options(id="paid", cost_explorer=True))[2]) == {
        ("Amazon QuantumStore", None): (0, "not_understood: on the bill")
    }
    with aws.fault("ce", "GetCostAndUsage"):
        gaps = [line for line in aws.provider.plan(aws.options(id="shut", cost_explorer=True))[2] if line.status in GAPS]
    assert [gap.permission for gap in gaps] == ["ce:GetCostAndUsage"]

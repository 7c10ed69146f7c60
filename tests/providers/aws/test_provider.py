"""Opening an account: who we are, which regions, and what is said when it does not open."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from auditor.errors import ProviderError
from auditor.inventory.snapshot import GAPS
from auditor.providers import PROVIDERS, extras, names, provider
from auditor.providers.aws import permissions, provider as module
from auditor.providers.aws.provider import AwsProvider
from auditor.providers.aws.revealing import REVEALING
from auditor.providers.contract import Discreet, Provider
from auditor.reference.places import region
from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud


def plan(aws: Cloud, **options: Any) -> tuple[dict[str, str], list[Any], list[Any]]:
    """The plan of one entry."""
    return aws.provider.open(aws.options(**options))


def test_identity_comes_first(aws: Cloud) -> None:
    """Nothing is asked before who we are."""
    identities, units, _ = plan(aws)
    assert identities == {ACCOUNT: f"arn:aws:sts::{ACCOUNT}:user/moto"}
    assert [call[:2] for call in aws.faults.seen][:2] == [("sts", "GetCallerIdentity"), ("ec2", "DescribeRegions")]
    assert {(unit.service, unit.region) for unit in units if unit.service in ("s3", "logs")} == {
        ("s3", None),
        ("logs", PARIS),
        ("logs", VIRGINIA),
    }


def test_every_enabled_region(aws: Cloud) -> None:
    """`all` means all that are enabled; one that was never opted into cannot hold anything, and is not asked."""
    listed = [
        {"RegionName": PARIS, "OptInStatus": "opt-in-not-required"},
        {"RegionName": "eu-south-1", "OptInStatus": "opted-in"},
        {"RegionName": "af-south-1", "OptInStatus": "not-opted-in"},
    ]
    aws.answer("ec2", "DescribeRegions", {"Regions": listed})
    _, units, coverage = plan(aws, regions="all")
    assert {unit.region for unit in units} == {None, PARIS, "eu-south-1"}
    assert {(line.region, line.status) for line in coverage} == {("af-south-1", "skipped")}


def test_regions_left_out_are_said(aws: Cloud) -> None:
    """A configured subset leaves a line for every enabled region it skips, and a gap for one that does not exist."""
    listed = [{"RegionName": PARIS}, {"RegionName": VIRGINIA}, {"RegionName": "af-south-1", "OptInStatus": "not-opted-in"}]
    aws.answer("ec2", "DescribeRegions", {"Regions": listed})
    _, units, coverage = plan(aws, regions=[PARIS, "af-south-1", "eu-wset-3"])
    assert {unit.region for unit in units} == {None, PARIS}
    assert {(line.region, line.status, line.reason.split(":")[0]) for line in coverage} == {
        (VIRGINIA, "skipped", "not_collected"),
        ("af-south-1", "skipped", "not_collected"),
        ("eu-wset-3", "failed", "no_answer"),
    }


def test_refused_region_list(aws: Cloud) -> None:
    """The account's list refused: a gap, and every region the SDK knows of is tried."""
    with aws.fault("ec2", "DescribeRegions"):
        _, units, (gap,) = plan(aws, regions="all")
    assert (gap.account, gap.status, gap.reason) == (ACCOUNT, "refused", "access_denied: ec2:DescribeRegions")
    assert {PARIS, VIRGINIA, "eu-west-1"} < {unit.region for unit in units}


def test_region_list_of_a_fenced_organisation(aws: Cloud) -> None:
    """Where an organisation allows only its own regions, the list is asked for in one of them."""
    with aws.fault("ec2", "DescribeRegions", "guard_rail", region=VIRGINIA):
        _, units, coverage = plan(aws, regions=[PARIS])
    assert {unit.region for unit in units} == {None, PARIS}
    assert {line.status for line in coverage} == {"skipped"}


def test_an_account_that_does_not_open_is_a_gap(aws: Cloud) -> None:
    """Refused, unreachable, or another account than the one expected: told under the entry's own id, and no unit runs."""
    with aws.fault("sts", "GetCallerIdentity"):
        refused = plan(aws)
    other = plan(aws, account_id=STRANGER)
    down = plan(aws, endpoint_url="http://127.0.0.1:9")
    for identities, units, (line,) in (refused, other, down):
        assert (identities, units, line.account, line.service, line.region) == ({}, [], "town", "sts", None)
    assert [gaps[0].reason.split(":")[0] for _, _, gaps in (refused, other, down)] == ["access_denied", "access_denied", "unreachable"]
    assert f"account {ACCOUNT}, not {STRANGER}" in other[2][0].reason


def test_expected_account_opens(aws: Cloud) -> None:
    """The expected account id lets the account through."""
    assert plan(aws, account_id=ACCOUNT)[0].keys() == {ACCOUNT}


def test_unknown_profile(aws: Cloud) -> None:
    """A profile nobody wrote: the reason names it and says where to look."""
    _, units, (line,) = plan(aws, profile="mairie")
    assert units == []
    assert "mairie" in line.reason
    assert line.reason.startswith("no_profile: sts:GetCallerIdentity")


def test_no_credentials(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing to sign with has its own reason, and is no crash."""
    _, units, (line,) = plan(aws, id="bare", emulator=False)
    assert (units, line.status, line.reason) == ([], "failed", "no_credentials: sts:GetCallerIdentity")


def test_made_up_credentials_stay_at_home() -> None:
    """They are for a loopback endpoint only."""
    options = {"id": "x", "provider": "aws", "endpoint_url": "https://s3.example.org", "emulator": True, "max_attempts": 1}
    one = AwsProvider()
    assert one._sessions.of(options)._core.get_credentials() is None
    one.close()


def test_assumed_role_reads_the_other_account(aws: Cloud) -> None:
    """A role leads into its own account, whose resources only are seen; the partition of the ARN is kept."""
    role = f"arn:aws:iam::{STRANGER}:role/audit"
    aws.client("logs").create_log_group(logGroupName="ours")
    identities, units, _ = plan(aws, role_arn=role, external_id="mairie", regions=[PARIS])
    assert identities == {STRANGER: f"arn:aws:sts::{STRANGER}:assumed-role/audit/residency-auditor"}
    (unit,) = [unit for unit in units if unit.service == "logs"]
    assert not aws.provider.run(unit).resources


def test_refused_role(aws: Cloud) -> None:
    """What was refused is the role, and the reason says so."""
    with aws.fault("sts", "AssumeRole"):
        _, _, (line,) = plan(aws, id="shut", role_arn=f"arn:aws:iam::{STRANGER}:role/shut")
    assert line.reason == "access_denied: sts:AssumeRole"


def test_european_sovereign_cloud(aws: Cloud) -> None:
    """Another partition: opened by its own region, and its ARNs are its own."""
    identity = {"Account": ACCOUNT, "Arn": f"arn:aws-eusc:iam::{ACCOUNT}:user/a", "UserId": "a"}
    aws.answer("sts", "GetCallerIdentity", identity)
    aws.answer("ec2", "DescribeRegions", {"Regions": [{"RegionName": "eusc-de-east-1"}]})
    _, units, coverage = plan(aws, regions=["eusc-de-east-1"])
    assert coverage == []
    assert {call[2] for call in aws.faults.seen} == {"eusc-de-east-1"}
    aws.client("logs", "eusc-de-east-1").create_log_group(logGroupName="g")
    (unit,) = [unit for unit in units if unit.service == "logs"]
    assert next(iter(aws.provider.run(unit).resources)).id == f"arn:aws-eusc:logs:eusc-de-east-1:{ACCOUNT}:log-group:g"


@pytest.mark.parametrize(
    ("partition", "regions"),
    [
        ("aws-cn", ["cn-north-1", "cn-northwest-1"]),
        ("aws-us-gov", ["us-gov-east-1", "us-gov-west-1"]),
        ("aws-eusc", ["eusc-de-east-1"]),
    ],
)
@pytest.mark.parametrize("chosen", ["all", "by name"])
def test_each_partition_is_read_by_its_name(aws: Cloud, partition: str, regions: list[str], chosen: str) -> None:
    """Asked in its own regions and in no other, with its own ARNs, although the emulator knows all of them at once."""
    aws.client("sqs", regions[0]).create_queue(QueueName="q")
    aws.faults.seen.clear()
    more = {"partition": partition, "regions": "all"} if chosen == "all" else {"regions": regions}
    identities, units, coverage = plan(aws, id=f"{partition} {chosen}", **more)
    assert {arn.split(":")[1] for arn in identities.values()} == {partition}
    assert {unit.region for unit in units} == {None, *regions}
    assert {region for _, _, region in aws.faults.seen} <= {*regions}
    assert not [line for line in coverage if line.status in GAPS]
    (queue,) = [one for unit in units if (unit.service, unit.region) == ("sqs", regions[0]) for one in aws.provider.run(unit).resources]
    assert queue.id == f"arn:{partition}:sqs:{regions[0]}:{ACCOUNT}:q"
    assert {one.partition for one in map(partial(region, "aws"), regions) if one} == {partition}


def test_units_travel(aws: Cloud) -> None:
    """A unit can be run by another process than the one that planned it, by a provider that never opened the account."""
    aws.client("logs").create_log_group(logGroupName="g")
    unit = next(unit for unit in plan(aws)[1] if (unit.service, unit.region) == ("logs", PARIS))
    elsewhere = AwsProvider()
    (resource,) = elsewhere.run(pickle.loads(pickle.dumps(unit))).resources  # noqa: S301  # our own bytes
    assert resource.name == "g"
    elsewhere.close()


@pytest.mark.parametrize("form", ["policy", "managed", "organization", "cloudformation"])
def test_what_can_answer_with_secrets_stands_apart_and_can_be_left_out(form: str) -> None:
    """Every one is declared, told in the documentation, in a statement that says so; without it the rest is the same."""
    aws = provider("aws")
    assert isinstance(aws, Discreet)
    assert {*REVEALING} <= {call.needs for call in module._calls()}
    usage = (Path(__file__).parents[3] / "docs/usage.md").read_text("utf-8")
    assert [line for line in usage.splitlines() if line.startswith(tuple(f"| `{one}` |" for one in REVEALING))] == [
        f"| `{permission}` | {where} |" for permission, where in REVEALING.items()
    ]
    whole, discreet = json.dumps(aws.permissions(form)), json.dumps(aws.discreet_permissions(form))
    assert all(f'"{one}"' in whole and f'"{one}"' not in discreet for one in REVEALING)
    assert permissions.SHOWS_SECRETS in whole
    assert permissions.SHOWS_SECRETS not in discreet
    assert '"s3:GetBucketLocation"' in discreet or '"s3:ListAllMyBuckets"' in discreet


def test_policy_is_what_is_declared() -> None:
    """Every declared call's permission, sorted, read-only, under the names IAM knows; nothing else."""
    policy = provider("aws").permissions()
    assert isinstance(policy, dict)
    actions = [action for statement in policy["Statement"] for action in statement["Action"]]
    assert len(actions) == len(set(actions))
    assert all(statement["Action"] == sorted(statement["Action"]) for statement in policy["Statement"])
    assert {call.needs for call in module._calls()} | {*permissions.BESIDE.values()} == set(actions)
    assert {
        "s3:GetReplicationConfiguration",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetAccountPublicAccessBlock",
        "s3:ListAllMyBuckets",
        "sts:GetCallerIdentity",
        "ec2:DescribeRegions",
    } <= set(actions)
    # Keyspaces and Config say Select, Resource Explorer says Search, the journal of what changed says Lookup.
    reads = ("Get", "List", "Des", "BatchGet", "Select", "Search", "Lookup")
    assert not [action for action in actions if action.startswith("s3control") or not action.split(":")[1].startswith(reads)]
    assert json.loads(json.dumps(policy)) == policy


RETENTION = ("s3:GetBucketVersioning", "s3:GetBucketLifecycleConfiguration", "s3:GetObjectLockConfiguration")


def test_evidence_names_the_calls() -> None:
    """For each native type, which calls feed which fact: two where it takes two."""
    evidence = {native: feeds for collector in provider("aws").collectors() for native, feeds in collector.evidence().items()}
    assert evidence["AWS::S3::Bucket"]["retention.max"] == ", ".join(RETENTION)
    assert evidence["AWS::RDS::DBCluster"]["backup.retention"] == "rds:DescribeDBClusters"
    assert evidence["AWS::EC2::Snapshot"]["flows.share"] == "ec2:DescribeSnapshotAttribute"


def test_no_sdk_until_an_account_opens() -> None:
    """Policies, evidence and the list of collectors need no SDK in memory."""
    script = (
        "import sys; from auditor.providers import provider; provider('aws').permissions(); print({'boto3', 'botocore'} & {*sys.modules})"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_missing_sdk_has_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, one sentence says what to install."""

    def missing(_: str) -> None:
        raise ModuleNotFoundError(name="boto3")

    monkeypatch.setattr(extras, "import_module", missing)
    with pytest.raises(ProviderError) as caught:
        AwsProvider().open({"id": "x", "provider": "aws"})
    assert "residency-auditor[aws]" in caught.value.remedy


def test_unknown_provider() -> None:
    """A provider nobody has: the known ones are listed."""
    with pytest.raises(ProviderError) as caught:
        provider("awss")
    assert "aws" in caught.value.remedy
    assert set(PROVIDERS) <= set(names())


def test_strangers_may_bring_a_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another package's entry point is loaded by its name."""

    class Point:
        name = "chorus"

        def load(self) -> Provider:
            return AwsProvider()

    monkeypatch.setattr("auditor.providers.entry_points", lambda **_: [Point()])
    assert provider("chorus").name == "aws"
    assert "chorus" in names()

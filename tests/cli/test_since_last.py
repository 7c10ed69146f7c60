"""`auditor run --since-last`: what changed is read again, the rest is taken over, and the findings are those of a whole scan."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from auditor.clock import stamp, utc
from auditor.inventory.snapshot import read_coverage, read_manifest
from auditor.run import SNAPSHOT, read_findings
from tests.cli.conftest import Run
from tests.emulators.aws import Cloud, Problem

pytestmark = pytest.mark.long

PARIS, VIRGINIA = "eu-west-3", "us-east-1"
AGES = re.compile(rb'"(?:at|read_at|began)":"[^"]*"')


def event(source: str, name: str, **parameters: Any) -> dict[str, Any]:
    """One event as LookupEvents lists it, of now."""
    told = {"eventSource": f"{source}.amazonaws.com", "eventName": name, "requestParameters": parameters}
    return {
        **{"EventId": name, "EventName": name, "EventTime": utc(), "EventSource": f"{source}.amazonaws.com", "ReadOnly": "false"},
        "CloudTrailEvent": json.dumps(told),
    }


def trail(aws: Cloud, region: str, *events: Mapping[str, Any]) -> None:
    """What CloudTrail tells in a region from now on."""
    aws.answer("cloudtrail", "LookupEvents", {"Events": [*events]}, region=region)


@pytest.fixture
def quiet(town: Path, aws: Cloud) -> Path:
    """The town in two regions, with something in several services, where CloudTrail tells of nothing yet."""
    town.write_text(town.read_text().replace("regions: [eu-west-3]", "regions: [eu-west-3, us-east-1]"))
    for region in (PARIS, VIRGINIA):
        trail(aws, region)
        for number in range(3):
            aws.client("sqs", region).create_queue(QueueName=f"file-{number}")
            aws.client("logs", region).create_log_group(logGroupName=f"journal-{number}")
            aws.client("sns", region).create_topic(Name=f"sujet-{number}")
    return town


def findings(out: Path) -> list[bytes]:
    """The findings, but for ages."""
    import msgspec

    return [AGES.sub(b"", msgspec.json.encode(one)) for one in read_findings(out / "run")]


def coverage(out: Path) -> set[tuple[Any, ...]]:
    """What was asked and answered, but for when."""
    return {(line.region, line.service, line.call, line.status, line.resources) for line in read_coverage(out / "run" / SNAPSHOT)}


def calls(aws: Cloud) -> list[tuple[str, str, str]]:
    """The calls made since this was last asked."""
    made = [*aws.faults.seen]
    aws.faults.seen.clear()
    return made


def test_nothing_changed_costs_five_calls_a_region(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """Who we are, which regions, what changed; every shard is taken over, and the findings are the same."""
    auditor("run", "-c", quiet)
    before, whole = findings(Path("audit")), len(calls(aws))
    done = auditor("run", "-c", quiet, "--since-last")
    assert len(calls(aws)) <= 5 * 2 < whole / 10
    assert findings(Path("audit")) == before, done.err
    manifest = read_manifest(Path("audit/run") / SNAPSHOT)
    assert manifest.reused > 100


def test_one_change_is_read_and_nothing_else(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """The same findings as a whole scan's, byte for byte but for ages, and the same coverage."""
    auditor("run", "-c", quiet)
    calls(aws)
    aws.client("sqs", VIRGINIA).create_queue(QueueName="nouvelle")
    trail(aws, VIRGINIA, event("sqs", "CreateQueue", queueName="nouvelle"))
    calls(aws)
    auditor("run", "-c", quiet, "--since-last")
    made = calls(aws)
    assert {(service, region) for service, name, region in made if name == "ListQueues"} == {("sqs", VIRGINIA)}
    assert not [one for one in made if one[0] in ("s3", "logs", "sns")]
    assert any(one.endswith("nouvelle") for one in {finding.resource.id for finding in read_findings(Path("audit/run"))})
    auditor("run", "-c", quiet, "--out", "whole")
    assert findings(Path("audit")) == findings(Path("whole"))
    assert coverage(Path("audit")) == coverage(Path("whole"))


@pytest.mark.slow
def test_of_a_unit_only_what_events_name_is_read_again(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """One bucket of many is changed, one made, one deleted: these are asked about; an event about the account reads all of them."""
    s3 = aws.client("s3", VIRGINIA)
    for number in range(12):
        s3.create_bucket(Bucket=f"seau-{number}")
    auditor("run", "-c", quiet)
    s3.put_bucket_versioning(Bucket="seau-1", VersioningConfiguration={"Status": "Enabled"})
    s3.create_bucket(Bucket="nouveau")
    s3.delete_bucket(Bucket="seau-2")
    trail(
        aws,
        VIRGINIA,
        event("s3", "PutBucketVersioning", bucketName="seau-1", VersioningConfiguration={"Status": "Enabled"}),
        event("s3", "CreateBucket", bucketName="nouveau"),
        event("s3", "DeleteBucket", bucketName="seau-2"),
    )
    calls(aws)
    auditor("run", "-c", quiet, "--since-last")
    assert len([one for one in calls(aws) if one[1] == "GetBucketAcl"]) == 2
    auditor("run", "-c", quiet, "--out", "whole")
    assert findings(Path("audit")) == findings(Path("whole"))
    assert coverage(Path("audit")) == coverage(Path("whole"))
    trail(aws, VIRGINIA, event("s3", "PutAccountPublicAccessBlock", accountId="123456789012"))
    calls(aws)
    auditor("run", "-c", quiet, "--since-last")
    assert len([one for one in calls(aws) if one[1] == "GetBucketAcl"]) >= 12


@pytest.mark.slow
def test_an_event_that_names_another_region_touches_it(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """A replica is made where nobody called."""
    auditor("run", "-c", quiet)
    trail(aws, VIRGINIA, event("sns", "CreateTopic", replica=PARIS))
    calls(aws)
    auditor("run", "-c", quiet, "--since-last")
    assert {region for service, name, region in calls(aws) if (service, name) == ("sns", "ListTopics")} == {PARIS, VIRGINIA}


@pytest.mark.slow
def test_an_event_that_nobody_understands_reads_its_region_again(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """Of a service that nobody knows: all of the account there, and what has no region; said."""
    auditor("run", "-c", quiet, "--lang", "en")
    trail(aws, VIRGINIA, event("newthing", "CreateBox"))
    calls(aws)
    done = auditor("run", "-c", quiet, "--since-last", "--lang", "en")
    made = {(service, region) for service, name, region in calls(aws) if name.startswith("List")}
    assert {("sqs", VIRGINIA), ("sns", VIRGINIA)} <= made
    assert ("sqs", PARIS) not in made
    assert "newthing:CreateBox" in done.err


@pytest.mark.slow
@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException"])
def test_a_source_that_is_refused_has_all_read_again(auditor: Run, quiet: Path, aws: Cloud, code: str) -> None:
    """As a whole scan would, and it is said."""
    calls(aws)
    auditor("run", "-c", quiet)
    whole = len(calls(aws))
    for region in (PARIS, VIRGINIA):
        aws.answer("cloudtrail", "LookupEvents", Problem(400, code), region=region)
    done = auditor("run", "-c", quiet, "--since-last")
    assert len(calls(aws)) >= whole
    assert "cloudtrail:LookupEvents" in done.err
    assert read_manifest(Path("audit/run") / SNAPSHOT).reused == 0


@pytest.mark.slow
def test_what_is_too_old_is_read_again(auditor: Run, quiet: Path, aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing older than --max-age is taken over, whatever did not happen."""
    calls(aws)
    auditor("run", "-c", quiet)
    whole = len(calls(aws))
    auditor("run", "-c", quiet, "--since-last", "--max-age", "0s")
    assert len(calls(aws)) >= whole


def test_a_refusal_stays_one_until_rights_change(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """No outcome improves by itself; whoever grants the right shows in the events."""
    with aws.fault("sqs", "ListQueues"):
        assert auditor("run", "-c", quiet).code == 4
    calls(aws)
    assert auditor("run", "-c", quiet, "--since-last").code == 4
    assert not [one for one in calls(aws) if one[0] == "sqs"]
    trail(aws, VIRGINIA, event("iam", "AttachRolePolicy", roleName="auditor"))
    auditor("run", "-c", quiet, "--since-last")
    assert {region for service, name, region in calls(aws) if name == "ListQueues"} == {PARIS, VIRGINIA}


@pytest.mark.slow
def test_what_timed_out_is_asked_again(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """Though nothing happened."""
    with aws.fault("sns", "ListTopics", "reset"):
        assert auditor("run", "-c", quiet).code == 4
    calls(aws)
    auditor("run", "-c", quiet, "--since-last")
    assert {service for service, name, _region in calls(aws) if name == "ListTopics"} == {"sns"}
    assert not read_manifest(Path("audit/run") / SNAPSHOT).gaps


def test_the_first_time_all_is_read(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """There is nothing to compare with, and it is said."""
    assert "antérieure" in auditor("run", "-c", quiet, "--since-last").err
    assert stamp(utc()) >= read_manifest(Path("audit/run") / SNAPSHOT).started_at


def test_each_finding_and_place_says_when_it_was_read(auditor: Run, quiet: Path, aws: Cloud) -> None:
    """What is taken over keeps the moment of its reading; what is read again has its own."""
    auditor("run", "-c", quiet)
    before = {one.fingerprint: one for one in read_findings(Path("audit/run"))}
    read = [one for one in before.values() if one.resource.native_type.startswith("AWS::")]
    assert read
    assert all(one.resource.read_at and all(place.read_at for place in one.places) for one in read)
    trail(aws, VIRGINIA, event("sqs", "CreateQueue", queueName="file-0"))
    moment = stamp(utc())
    while stamp(utc()) == moment:
        pass
    auditor("run", "-c", quiet, "--since-last")
    for one in read_findings(Path("audit/run")):
        if one.resource.native_type == "AWS::SNS::Topic" or one.resource.id.endswith(":file-1"):
            assert one.resource.read_at == before[one.fingerprint].resource.read_at
        if one.resource.id.endswith(":file-0") and one.resource.region == VIRGINIA:
            assert one.resource.read_at > before[one.fingerprint].resource.read_at

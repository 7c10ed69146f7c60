"""`auditor scan`, `permissions`, `doctor` and `completion` against an AWS over HTTP."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from auditor.errors import ProviderError
from auditor.inventory.snapshot import read_manifest, read_resources
from auditor.model import Manifest
from auditor.providers.aws.provider import COLLECTORS
from tests.cli.conftest import Run
from tests.emulators.aws import PARIS, Cloud, Problem


def test_scan_writes_a_snapshot_and_says_where(auditor: Run, town: Path, tmp_path: Path) -> None:
    """The path is on standard output, for scripts; standard error stays empty."""
    done = auditor("scan", "-c", town, "--out", tmp_path / "out")
    assert (done.code, done.err) == (0, "")
    snapshot = Path(done.out.strip())
    assert snapshot == tmp_path / "out/run/snapshot"
    assert [resource.name for resource in read_resources(snapshot) if resource.kind == "object_store"] == ["etat-civil-actes"]
    assert read_manifest(snapshot).context["processing_activities"][0]["categories"] == ["civil_status"]


def test_refused_list_exits_with_4_and_names_the_permission(auditor: Run, town: Path, aws: Cloud) -> None:
    """One short line for cron's mail; every gap with -v."""
    with aws.fault("kms", "ListKeys"):
        short, long = auditor("scan", "-c", town), auditor("scan", "-c", town, "-v")
    assert (short.code, long.code) == (4, 4)
    assert "kms:ListKeys (accès refusé)" in short.err
    assert len(short.err.splitlines()) == 1
    assert "eu-west-3 kms:ListKeys access_denied: kms:ListKeys" in long.err


def test_account_that_cannot_be_opened_exits_with_4(auditor: Run, town: Path, aws: Cloud) -> None:
    """Nothing read is never success."""
    with aws.fault("sts", "GetCallerIdentity"):
        done = auditor("scan", "-c", town)
    assert done.code == 4
    assert "sts:GetCallerIdentity" in done.err


def test_quiet_says_nothing_even_then(auditor: Run, town: Path, aws: Cloud) -> None:
    """The exit code remains."""
    with aws.fault("kms", "ListKeys"):
        assert auditor("scan", "-c", town, "-q") == (4, "", "")


def test_permissions_prints_a_policy_of_reads(auditor: Run) -> None:
    """Valid JSON, with the permissions that IAM names otherwise than the call, and nothing that writes."""
    done = auditor("permissions", "aws")
    actions = [action for statement in json.loads(done.out)["Statement"] for action in statement["Action"]]
    assert (done.code, done.err) == (0, "")
    assert {"sts:GetCallerIdentity", "ec2:DescribeRegions", "s3:GetReplicationConfiguration"} <= {*actions}
    reads = ("Get", "List", "Describe", "BatchGet", "Search", "Lookup", "Select")  # Keyspaces calls the reading of its own tables Select
    assert all(action.split(":")[1].startswith(reads) for action in actions)


def test_permissions_of_an_unknown_provider(auditor: Run) -> None:
    """Exit 2, and the providers there are."""
    done = auditor("permissions", "awz")
    assert done.code == 2
    assert "aws" in done.err


def keep_versions(aws: Cloud) -> None:
    """Of the town's bucket, which then may replicate: of one that never did, nobody asks."""
    aws.client("s3").put_bucket_versioning(Bucket="etat-civil-actes", VersioningConfiguration={"Status": "Enabled"})


def test_doctor_says_who_we_are_and_what_answers(auditor: Run, town: Path, aws: Cloud) -> None:
    """Permissions that nothing there needs are not claimed to work."""
    assert "? s3:GetBucketReplication" in auditor("doctor", "-c", town).out
    keep_versions(aws)
    done = auditor("doctor", "-c", town)
    assert done.code == 0, done.out
    assert "ville (aws)" in done.out
    assert "✓ arn:aws:" in done.out
    assert "✓ s3:GetBucketReplication (s3:GetReplicationConfiguration)" in done.out
    assert "? dynamodb:DescribeTable" in done.out
    assert "✗" not in done.out


@pytest.mark.long
def test_doctor_says_what_a_free_index_would_spare(auditor: Run, town: Path, aws: Cloud) -> None:
    """Where the account has none of all its regions; not where it has one, nor where nobody may say."""
    spared = sum(call.lists for one in COLLECTORS.values() if one.where == "region" for call in one.calls)
    advice = f"Resource Explorer would spare {spared} calls"
    aws.answer("resource-explorer-2", "ListIndexes", {"Indexes": [{"Type": "LOCAL", "Region": PARIS}]})
    assert advice in auditor("doctor", "-c", town, "--lang", "en").out
    with aws.fault("resource-explorer-2", "ListIndexes"):
        assert advice not in auditor("doctor", "-c", town, "--lang", "en").out
    aws.answer("resource-explorer-2", "ListIndexes", {"Indexes": [{"Type": "AGGREGATOR", "Region": PARIS}]})
    assert advice not in auditor("doctor", "-c", town, "--lang", "en").out


def test_doctor_says_what_a_missing_permission_hides(auditor: Run, town: Path, aws: Cloud) -> None:
    """In the words of the report, and with exit code 4; a refused list hides whole kinds."""
    keep_versions(aws)
    with aws.fault("s3", "GetBucketReplication"), aws.fault("kms", "ListKeys"):
        done = auditor("doctor", "-c", town, "--lang", "en")
    assert done.code == 4
    assert "✗ s3:GetBucketReplication (s3:GetReplicationConfiguration): access_denied; hides: replication" in done.out
    assert "✗ kms:ListKeys: access_denied; hides: encryption key" in done.out
    assert "auditor permissions" in done.err


@pytest.mark.long
def test_doctor_tries_what_ends(auditor: Run, town: Path, aws: Cloud) -> None:
    """Where people want to be told of it, and nowhere else: what no fact and no resource shows was asked all the same."""
    calls = ("acm:ListCertificates", "iam:ListServerCertificates", "iam:ListUsers", "iam:ListAccessKeys")
    unasked = auditor("doctor", "-c", town, "--lang", "en").out
    assert not [call for call in calls if call in unasked]
    town.write_text(town.read_text().replace("provider: aws", "provider: aws, expiring: true"))
    aws.client("iam").create_user(UserName="robot")
    whole = auditor("doctor", "-c", town, "--lang", "en")
    assert [call for call in calls if f"✓ {call}" not in whole.out] == []
    assert whole.code == 0, whole.out
    with aws.fault("acm", "ListCertificates"), aws.fault("iam", "ListAccessKeys"):
        done = auditor("doctor", "-c", town, "--lang", "en")
    assert done.code == 4
    for call in (calls[0], calls[3]):
        assert f"✗ {call}: access_denied; hides: what ends soon, and when" in done.out


def test_doctor_says_when_an_account_does_not_open(auditor: Run, town: Path, aws: Cloud) -> None:
    """Nothing can be tried behind a closed door."""
    with aws.fault("sts", "GetCallerIdentity"):
        done = auditor("doctor", "-c", town)
    assert done.code == 4
    assert "✗ sts:GetCallerIdentity" in done.out


@pytest.mark.parametrize(
    ("code", "message", "reason", "remedy"),
    [
        ("ExpiredToken", "The security token included in the request is expired", "credentials_expired", "Sign in again"),
        ("InvalidClientTokenId", "The security token included in the request is invalid", "credentials_invalid", "Check the key's id"),
        ("SignatureDoesNotMatch", "The signature we calculated does not match", "signature_invalid", "Check the secret key"),
        ("SignatureDoesNotMatch", "Signature expired: 20261128T060000Z is now earlier than", "clock_skew", "clock (NTP)"),
    ],
)
def test_doctor_says_what_is_wrong_with_signing_in(
    auditor: Run, town: Path, aws: Cloud, code: str, message: str, reason: str, remedy: str
) -> None:
    """AWS's own code, ours in words, and what to do about it."""
    aws.answer("sts", "GetCallerIdentity", Problem(403, code, message))
    done = auditor("doctor", "-c", town, "--lang", "en")
    assert done.code == 4
    assert code in done.out, reason
    assert remedy in done.out, reason


@pytest.mark.parametrize(
    ("endpoint", "proxy", "remedy"),
    [("http://nobody.invalid", "", "Check the name server"), ("http://aws.example.test", "http://127.0.0.1:9", "proxy")],
    ids=["no_route", "proxy_refused"],
)
def test_doctor_says_when_the_way_is_closed(
    auditor: Run, town: Path, monkeypatch: pytest.MonkeyPatch, endpoint: str, proxy: str, remedy: str
) -> None:
    """A name that does not resolve, and a proxy that lets nobody through."""
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    if proxy:
        monkeypatch.setenv("http_proxy", proxy)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nobody")
    text = town.read_text().replace("emulator: true, ", "operator: aws, ")
    town.write_text(re.sub(r'endpoint_url: "[^"]*"', f'endpoint_url: "{endpoint}"', text))
    done = auditor("doctor", "-c", town, "--lang", "en")
    assert done.code == 4
    assert remedy in done.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_script(auditor: Run, shell: str) -> None:
    """Names our own variable."""
    done = auditor("completion", shell)
    assert done.code == 0
    assert "_AUDITOR_COMPLETE" in done.out


def test_completion_knows_the_verbs(process: Run) -> None:
    """What the shell asks when one types `auditor re<tab>`."""
    done = process(_AUDITOR_COMPLETE="bash_complete", COMP_WORDS="auditor re", COMP_CWORD="1")
    assert "plain,report" in done.out.split()


def test_bash_script_is_valid_bash(auditor: Run, tmp_path: Path) -> None:
    """bash itself reads it."""
    script = tmp_path / "completion.bash"
    script.write_text(auditor("completion", "bash").out)
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0  # noqa: S607  # bash is what is tested


@pytest.mark.parametrize("asked", [[], ["--resolve-foreign"]])
def test_strangers_buckets_are_asked_about_on_purpose_only(
    auditor: Run, town: Path, monkeypatch: pytest.MonkeyPatch, asked: list[str]
) -> None:
    """The option reaches the scan, and is off without it."""
    told: list[bool] = []

    def scan(*_: object, resolve_foreign: bool, **__: object) -> Manifest:
        told.append(resolve_foreign)
        raise ProviderError("enough", "")

    monkeypatch.setattr("auditor.pipeline.scan", scan)
    auditor("scan", "-c", town, *asked)
    auditor("run", "-c", town, *asked)
    assert told == [bool(asked)] * 2

"""Buckets that flows name and no account read holds: located only when asked, without credentials, and unknown when S3 does not tell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest

from auditor import pipeline
from auditor.configuration import Configuration
from auditor.inventory.derive import derived
from auditor.inventory.snapshot import read_coverage, read_manifest, read_resources
from auditor.model import Manifest, Resource
from auditor.providers.aws.provider import AwsProvider
from auditor.providers.contract import Opened
from auditor.reference.registers import reference
from tests.emulators.aws import IRELAND, PARIS, STRANGER, VIRGINIA, Cloud, Problem

THEIRS, NOBODYS = "arn:aws:s3:::chez-eux", "arn:aws:s3:::personne"


@pytest.fixture
def aws(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> Cloud:
    """A bucket of ours that replicates to a stranger's in Ireland, to one that does not exist and to one of ours; S3 alone is read."""
    keys = aws.client("sts").assume_role(RoleArn=f"arn:aws:iam::{STRANGER}:role/x", RoleSessionName="essai")["Credentials"]
    given = {"aws_access_key_id": keys["AccessKeyId"], "aws_secret_access_key": keys["SecretAccessKey"]}
    stranger: Any = boto3.client("s3", IRELAND, endpoint_url=aws.url, aws_session_token=keys["SessionToken"], **given)
    stranger.create_bucket(Bucket="chez-eux", CreateBucketConfiguration={"LocationConstraint": IRELAND})
    s3 = aws.client("s3")
    for name in ("etat-civil", "copie"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": PARIS})
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    rules = [{"ID": name, "Status": "Enabled", "Destination": {"Bucket": f"arn:aws:s3:::{name}"}} for name in TARGETS]
    replicated = {"ReplicationConfiguration": {"Role": "x", "Rules": rules}}
    aws.answer("s3", "GetBucketReplication", lambda asked: replicated if asked["Bucket"] == "etat-civil" else NONE)
    whole = AwsProvider.open

    def opened(provider: AwsProvider, options: Mapping[str, Any]) -> Opened:
        identities, units, coverage = whole(provider, options)
        return Opened(identities, [unit for unit in units if unit.service == "s3"], coverage)

    monkeypatch.setattr(AwsProvider, "open", opened)
    return aws


NONE = Problem(404, "ReplicationConfigurationNotFoundError")
TARGETS = ("chez-eux", "personne", "copie")


def scanned(aws: Cloud, folder: Path, **more: Any) -> tuple[Manifest, dict[str, Resource]]:
    """The snapshot's first page, and its resources as they are judged."""
    configuration = Configuration(accounts=(aws.options(),))
    manifest = pipeline.scan(configuration, folder, **more)
    assert read_manifest(folder) == manifest
    read = partial(read_resources, folder)
    found = derived(read, manifest, read_coverage(folder), reference(date(2026, 11, 22)), configuration)
    return manifest, {one.name: one for one in found}


def replicas(one: Resource) -> dict[str, str]:
    """Where replicas lie, by the path that leads there; the reason where nobody knows."""
    places = [(at, place) for at, place in enumerate(one.facts["places"]) if place["role"] == "replica"]
    return {place["via"]: place.get("region") or one.unknown[f"places[{at}].region"] for at, place in reversed(places)}


def test_a_strangers_bucket_is_located_when_asked(aws: Cloud, tmp_path: Path) -> None:
    """S3 tells the region of a bucket to anybody; who keeps it, and what else happens to it, stays unknown."""
    manifest, found = scanned(aws, tmp_path / "snapshot", resolve_foreign=True)
    assert {target: one.region for target, one in manifest.located.items()} == {THEIRS: IRELAND}
    one = found["etat-civil"]
    assert replicas(one) == {THEIRS: IRELAND, NOBODYS: f"target_not_read: {NOBODYS}", "arn:aws:s3:::copie": PARIS}
    place = next(place for place in one.facts["places"] if place["via"] == THEIRS and "region" in place)
    assert (place["country"], place["evidence"]) == ("IE", "s3:GetBucketReplication; s3:HeadBucket, asked without credentials")
    assert "holder" not in place
    assert json.loads((tmp_path / "snapshot/manifest.json").read_text())["located"][THEIRS]["call"].startswith("s3:HeadBucket")


def test_nothing_is_asked_otherwise(aws: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stranger's bucket stays a place that nobody knows."""

    def asked(*_: Any) -> Any:
        raise AssertionError("asked")

    monkeypatch.setattr(AwsProvider, "locate", asked)
    manifest, found = scanned(aws, tmp_path / "snapshot")
    assert manifest.located == {}
    assert replicas(found["etat-civil"])[THEIRS] == f"target_not_read: {THEIRS}"


def test_what_cannot_be_reached_stays_unknown(aws: Cloud) -> None:
    """Neither a name that is no bucket's, nor an endpoint that is silent, nor another cloud's store is a region."""
    provider = AwsProvider()
    away = aws.options(endpoint_url="http://127.0.0.1:9")
    assert provider.locate(away, {THEIRS}) == {}
    others = {NOBODYS, "https://x.blob.core.windows.net", "arn:aws:sqs:eu-west-3:1:q", "hooks.example.com"}
    assert provider.locate(aws.options(), others) == {}
    provider.close()


def test_the_question_is_not_signed(aws: Cloud) -> None:
    """No account is behind it, and no region is believed that the answer does not name."""
    provider = AwsProvider()
    aws.client("s3", VIRGINIA).create_bucket(Bucket="virginie")
    assert provider.locate(aws.options(), {"arn:aws:s3:::virginie"})["arn:aws:s3:::virginie"].region == VIRGINIA
    # What is signed is seen.
    assert ("s3", "HeadBucket") not in {(service, operation) for service, operation, _ in aws.faults.seen}
    provider.close()

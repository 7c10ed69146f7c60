"""How much buckets hold: asked of CloudWatch only when the entry says so, five hundred at a time, and never made up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from auditor.providers.aws import measured
from tests.emulators.aws import PARIS, VIRGINIA, Cloud, Problem

PER_CALL = 500


def metrics(cloud: Cloud, most: int = PER_CALL) -> list[tuple[str, int]]:
    """CloudWatch counts ten bytes a bucket, nothing for one that is empty; answers the calls it was asked, with how many metrics."""
    asked: list[tuple[str, int]] = []

    def answer(region: str) -> Any:
        def told(parameters: Mapping[str, Any]) -> Any:
            queries = parameters["MetricDataQueries"]
            asked.append((region, len(queries)))
            if len(queries) > most:
                return Problem(400, "ValidationError", "too many searches")
            counts = {one["Id"]: [] if 'BucketName="vide"' in one["Expression"] else [10.0, 9.0] for one in queries}
            return {"MetricDataResults": [{"Id": id, "StatusCode": "Complete", "Values": values} for id, values in counts.items()]}

        return told

    for region in (PARIS, VIRGINIA):
        cloud.answer("cloudwatch", "GetMetricData", answer(region), region)
    return asked


def buckets(cloud: Cloud, *names: str) -> None:
    """Buckets of Paris, and one of Virginia."""
    client = cloud.client("s3")
    for name in names:
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": PARIS})
    cloud.client("s3", VIRGINIA).create_bucket(Bucket="loin")


def sizes(cloud: Cloud, **options: Any) -> dict[str, Any]:
    """What is known of each bucket's size: bytes, the reason, or nothing."""
    found = cloud.scan("s3", **options).resources
    return {one.name: one.facts.get("size", {}).get("used", one.unknown.get("size.used")) for one in found}


def test_nothing_is_asked_unless_the_entry_says_so(aws: Cloud) -> None:
    """And the size is then unknown, without a word."""
    asked = metrics(aws)
    buckets(aws, "dossiers")
    assert sizes(aws) == {"dossiers": None, "loin": None}
    assert asked == []


def test_one_call_a_region_tells_what_each_bucket_holds(aws: Cloud) -> None:
    """One that CloudWatch counts nothing of stays without a size: empty, or too new."""
    asked = metrics(aws)
    buckets(aws, "dossiers", "photos", "vide")
    assert sizes(aws, sizes=True) == {"dossiers": 10, "photos": 10, "vide": None, "loin": 10}
    assert sorted(asked) == [(PARIS, 3), (VIRGINIA, 1)]


def test_fewer_are_asked_at_once_where_so_many_are_not_allowed(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """And each is told of all the same."""
    monkeypatch.setattr(measured, "MOST", 3)
    monkeypatch.setattr(measured, "FEWER", 2)
    asked = metrics(aws, most=2)
    buckets(aws, "dossiers", "marches", "paie", "photos", "vide")
    assert sizes(aws, sizes=True) == {"dossiers": 10, "marches": 10, "paie": 10, "photos": 10, "vide": None, "loin": 10}
    assert [count for region, count in asked if region == PARIS] == [3, 2, 1, 2]


def test_a_refusal_is_told_of_each_bucket(aws: Cloud) -> None:
    """With the permission to grant."""
    metrics(aws)
    buckets(aws, "dossiers")
    with aws.fault("cloudwatch", "GetMetricData"):
        assert set(sizes(aws, sizes=True).values()) == {"access_denied: cloudwatch:GetMetricData"}

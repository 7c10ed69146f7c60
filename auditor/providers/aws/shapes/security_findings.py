"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class FindingAggregator(TypedDict, total=False):
    """securityhub: FindingAggregator."""

    FindingAggregatorArn: str


class GetFindingAggregatorResponse(TypedDict, total=False):
    """securityhub: GetFindingAggregatorResponse."""

    FindingAggregationRegion: str
    FindingAggregatorArn: str
    RegionLinkingMode: str
    Regions: list[str]


class S3Destination(TypedDict, total=False):
    """macie2: S3Destination."""

    bucketName: str
    expectedBucketOwner: str

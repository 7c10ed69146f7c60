"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class EstablishedMultiRegionAccessPointPolicy(TypedDict, total=False):
    """s3control: EstablishedMultiRegionAccessPointPolicy."""

    Policy: str


class GetMultiRegionAccessPointPolicyResult(TypedDict, total=False):
    """s3control: GetMultiRegionAccessPointPolicyResult."""

    Policy: MultiRegionAccessPointPolicyDocument


class MultiRegionAccessPointPolicyDocument(TypedDict, total=False):
    """s3control: MultiRegionAccessPointPolicyDocument."""

    Established: EstablishedMultiRegionAccessPointPolicy


class MultiRegionAccessPointReport(TypedDict, total=False):
    """s3control: MultiRegionAccessPointReport."""

    Alias: str
    Name: str
    Regions: list[RegionReport]


class RegionReport(TypedDict, total=False):
    """s3control: RegionReport."""

    Bucket: str
    BucketAccountId: str
    Region: str

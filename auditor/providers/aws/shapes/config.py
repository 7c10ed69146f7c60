"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class AggregationAuthorization(TypedDict, total=False):
    """config: AggregationAuthorization."""

    AuthorizedAccountId: str
    AuthorizedAwsRegion: str


class ConfigurationAggregator(TypedDict, total=False):
    """config: ConfigurationAggregator."""

    ConfigurationAggregatorArn: str
    ConfigurationAggregatorName: str


class ConfigurationRecorder(TypedDict, total=False):
    """config: ConfigurationRecorder."""

    name: str


class DeliveryChannel(TypedDict, total=False):
    """config: DeliveryChannel."""

    name: str
    s3BucketName: str
    snsTopicARN: str

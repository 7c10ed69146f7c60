"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class ModelInvocationJobInputDataConfig(TypedDict, total=False):
    """bedrock: ModelInvocationJobInputDataConfig."""

    s3InputDataConfig: ModelInvocationJobS3InputDataConfig


class ModelInvocationJobOutputDataConfig(TypedDict, total=False):
    """bedrock: ModelInvocationJobOutputDataConfig."""

    s3OutputDataConfig: ModelInvocationJobS3OutputDataConfig


class ModelInvocationJobS3InputDataConfig(TypedDict, total=False):
    """bedrock: ModelInvocationJobS3InputDataConfig."""

    s3BucketOwner: str
    s3Uri: str


class ModelInvocationJobS3OutputDataConfig(TypedDict, total=False):
    """bedrock: ModelInvocationJobS3OutputDataConfig."""

    s3BucketOwner: str
    s3EncryptionKeyId: str
    s3Uri: str


class ModelInvocationJobSummary(TypedDict, total=False):
    """bedrock: ModelInvocationJobSummary."""

    inputDataConfig: ModelInvocationJobInputDataConfig
    jobArn: str
    jobName: str
    modelId: str
    outputDataConfig: ModelInvocationJobOutputDataConfig
    status: str

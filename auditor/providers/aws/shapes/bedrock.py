"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class CloudWatchConfig(TypedDict, total=False):
    """bedrock: CloudWatchConfig."""

    largeDataDeliveryS3Config: S3Config
    logGroupName: str


class CustomModelSummary(TypedDict, total=False):
    """bedrock: CustomModelSummary."""

    modelArn: str
    modelName: str


class GetCustomModelResponse(TypedDict, total=False):
    """bedrock: GetCustomModelResponse."""

    modelArn: str
    modelKmsKeyArn: str
    modelName: str
    outputDataConfig: OutputDataConfig
    trainingDataConfig: TrainingDataConfig


class GuardrailCrossRegionDetails(TypedDict, total=False):
    """bedrock: GuardrailCrossRegionDetails."""

    guardrailProfileArn: str


class GuardrailSummary(TypedDict, total=False):
    """bedrock: GuardrailSummary."""

    arn: str
    crossRegionDetails: GuardrailCrossRegionDetails
    name: str


class InferenceProfileModel(TypedDict, total=False):
    """bedrock: InferenceProfileModel."""

    modelArn: str


class InferenceProfileSummary(TypedDict, total=False):
    """bedrock: InferenceProfileSummary."""

    inferenceProfileArn: str
    inferenceProfileName: str
    models: list[InferenceProfileModel]
    type: str


class LoggingConfig(TypedDict, total=False):
    """bedrock: LoggingConfig."""

    cloudWatchConfig: CloudWatchConfig
    s3Config: S3Config


class OutputDataConfig(TypedDict, total=False):
    """bedrock: OutputDataConfig."""

    s3Uri: str


class S3Config(TypedDict, total=False):
    """bedrock: S3Config."""

    bucketName: str


class TrainingDataConfig(TypedDict, total=False):
    """bedrock: TrainingDataConfig."""

    s3Uri: str

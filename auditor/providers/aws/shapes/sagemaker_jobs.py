"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Channel(TypedDict, total=False):
    """sagemaker: Channel."""

    DataSource: DataSource


class CheckpointConfig(TypedDict, total=False):
    """sagemaker: CheckpointConfig."""

    S3Uri: str


class DataSource(TypedDict, total=False):
    """sagemaker: DataSource."""

    S3DataSource: S3DataSource


class DebugHookConfig(TypedDict, total=False):
    """sagemaker: DebugHookConfig."""

    S3OutputPath: str


class DescribeTrainingJobResponse(TypedDict, total=False):
    """sagemaker: DescribeTrainingJobResponse."""

    CheckpointConfig: CheckpointConfig
    DebugHookConfig: DebugHookConfig
    InputDataConfig: list[Channel]
    OutputDataConfig: OutputDataConfig
    ProfilerConfig: ProfilerConfig
    TensorBoardOutputConfig: TensorBoardOutputConfig
    TrainingJobArn: str
    TrainingJobName: str


class OutputDataConfig(TypedDict, total=False):
    """sagemaker: OutputDataConfig."""

    KmsKeyId: str
    S3OutputPath: str


class ProfilerConfig(TypedDict, total=False):
    """sagemaker: ProfilerConfig."""

    S3OutputPath: str


class S3DataSource(TypedDict, total=False):
    """sagemaker: S3DataSource."""

    S3Uri: str


class TensorBoardOutputConfig(TypedDict, total=False):
    """sagemaker: TensorBoardOutputConfig."""

    S3OutputPath: str


class TrainingJobSummary(TypedDict, total=False):
    """sagemaker: TrainingJobSummary."""

    TrainingJobArn: str
    TrainingJobName: str

"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class AsyncInferenceConfig(TypedDict, total=False):
    """sagemaker: AsyncInferenceConfig."""

    OutputConfig: AsyncInferenceOutputConfig


class AsyncInferenceOutputConfig(TypedDict, total=False):
    """sagemaker: AsyncInferenceOutputConfig."""

    KmsKeyId: str
    S3FailurePath: str
    S3OutputPath: str


class ContainerDefinition(TypedDict, total=False):
    """sagemaker: ContainerDefinition."""

    ModelDataSource: ModelDataSource
    ModelDataUrl: str


class CrossRegionTrafficConfig(TypedDict, total=False):
    """sagemaker: CrossRegionTrafficConfig."""

    MaxCrossRegionPercentPerEndpoint: int


class DataCaptureConfig(TypedDict, total=False):
    """sagemaker: DataCaptureConfig."""

    DestinationS3Uri: str
    EnableCapture: bool
    KmsKeyId: str


class DescribeEndpointConfigOutput(TypedDict, total=False):
    """sagemaker: DescribeEndpointConfigOutput."""

    AsyncInferenceConfig: AsyncInferenceConfig
    CrossRegionTrafficConfig: CrossRegionTrafficConfig
    DataCaptureConfig: DataCaptureConfig
    EndpointConfigName: str
    KmsKeyId: str


class DescribeFeatureGroupResponse(TypedDict, total=False):
    """sagemaker: DescribeFeatureGroupResponse."""

    FeatureGroupArn: str
    FeatureGroupName: str
    OfflineStoreConfig: OfflineStoreConfig
    OnlineStoreConfig: OnlineStoreConfig


class DescribeModelOutput(TypedDict, total=False):
    """sagemaker: DescribeModelOutput."""

    Containers: list[ContainerDefinition]
    ModelArn: str
    ModelName: str
    PrimaryContainer: ContainerDefinition


class DomainDetails(TypedDict, total=False):
    """sagemaker: DomainDetails."""

    DomainArn: str
    DomainId: str
    DomainName: str


class EndpointSummary(TypedDict, total=False):
    """sagemaker: EndpointSummary."""

    EndpointArn: str
    EndpointName: str


class FeatureGroupSummary(TypedDict, total=False):
    """sagemaker: FeatureGroupSummary."""

    FeatureGroupArn: str
    FeatureGroupName: str


class ModelDataSource(TypedDict, total=False):
    """sagemaker: ModelDataSource."""

    S3DataSource: S3ModelDataSource


class ModelSummary(TypedDict, total=False):
    """sagemaker: ModelSummary."""

    ModelArn: str
    ModelName: str


class NotebookInstanceSummary(TypedDict, total=False):
    """sagemaker: NotebookInstanceSummary."""

    NotebookInstanceArn: str
    NotebookInstanceName: str


class OfflineStoreConfig(TypedDict, total=False):
    """sagemaker: OfflineStoreConfig."""

    S3StorageConfig: S3StorageConfig


class OnlineStoreConfig(TypedDict, total=False):
    """sagemaker: OnlineStoreConfig."""

    SecurityConfig: OnlineStoreSecurityConfig
    TtlDuration: dict[str, Any]


class OnlineStoreSecurityConfig(TypedDict, total=False):
    """sagemaker: OnlineStoreSecurityConfig."""

    KmsKeyId: str


class S3ModelDataSource(TypedDict, total=False):
    """sagemaker: S3ModelDataSource."""

    S3Uri: str


class S3StorageConfig(TypedDict, total=False):
    """sagemaker: S3StorageConfig."""

    KmsKeyId: str
    S3Uri: str

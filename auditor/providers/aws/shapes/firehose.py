"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class AmazonOpenSearchServerlessDestinationDescription(TypedDict, total=False):
    """firehose: AmazonOpenSearchServerlessDestinationDescription."""

    CollectionEndpoint: str
    ProcessingConfiguration: ProcessingConfiguration
    S3DestinationDescription: S3DestinationDescription


class AmazonopensearchserviceDestinationDescription(TypedDict, total=False):
    """firehose: AmazonopensearchserviceDestinationDescription."""

    ClusterEndpoint: str
    DomainARN: str
    ProcessingConfiguration: ProcessingConfiguration
    S3DestinationDescription: S3DestinationDescription


class CatalogConfiguration(TypedDict, total=False):
    """firehose: CatalogConfiguration."""

    CatalogARN: str


class DeliveryStreamDescription(TypedDict, total=False):
    """firehose: DeliveryStreamDescription."""

    DeliveryStreamEncryptionConfiguration: DeliveryStreamEncryptionConfiguration
    Destinations: list[DestinationDescription]
    Source: SourceDescription


class DeliveryStreamEncryptionConfiguration(TypedDict, total=False):
    """firehose: DeliveryStreamEncryptionConfiguration."""

    KeyARN: str
    Status: str


class DestinationDescription(TypedDict, total=False):
    """firehose: DestinationDescription."""

    AmazonOpenSearchServerlessDestinationDescription: AmazonOpenSearchServerlessDestinationDescription
    AmazonopensearchserviceDestinationDescription: AmazonopensearchserviceDestinationDescription
    ElasticsearchDestinationDescription: ElasticsearchDestinationDescription
    ExtendedS3DestinationDescription: ExtendedS3DestinationDescription
    HttpEndpointDestinationDescription: HttpEndpointDestinationDescription
    IcebergDestinationDescription: IcebergDestinationDescription
    RedshiftDestinationDescription: RedshiftDestinationDescription
    S3DestinationDescription: S3DestinationDescription
    SnowflakeDestinationDescription: SnowflakeDestinationDescription
    SplunkDestinationDescription: SplunkDestinationDescription


class ElasticsearchDestinationDescription(TypedDict, total=False):
    """firehose: ElasticsearchDestinationDescription."""

    ClusterEndpoint: str
    DomainARN: str
    ProcessingConfiguration: ProcessingConfiguration
    S3DestinationDescription: S3DestinationDescription


class ExtendedS3DestinationDescription(TypedDict, total=False):
    """firehose: ExtendedS3DestinationDescription."""

    BucketARN: str
    ProcessingConfiguration: ProcessingConfiguration
    S3BackupDescription: S3DestinationDescription


class HttpEndpointDescription(TypedDict, total=False):
    """firehose: HttpEndpointDescription."""

    Url: str


class HttpEndpointDestinationDescription(TypedDict, total=False):
    """firehose: HttpEndpointDestinationDescription."""

    EndpointConfiguration: HttpEndpointDescription
    ProcessingConfiguration: ProcessingConfiguration
    S3DestinationDescription: S3DestinationDescription


class IcebergDestinationDescription(TypedDict, total=False):
    """firehose: IcebergDestinationDescription."""

    CatalogConfiguration: CatalogConfiguration
    ProcessingConfiguration: ProcessingConfiguration
    S3DestinationDescription: S3DestinationDescription


class KinesisStreamSourceDescription(TypedDict, total=False):
    """firehose: KinesisStreamSourceDescription."""

    KinesisStreamARN: str


class MSKSourceDescription(TypedDict, total=False):
    """firehose: MSKSourceDescription."""

    MSKClusterARN: str


class ProcessingConfiguration(TypedDict, total=False):
    """firehose: ProcessingConfiguration."""

    Enabled: bool
    Processors: list[Processor]


class Processor(TypedDict, total=False):
    """firehose: Processor."""

    Parameters: list[ProcessorParameter]
    Type: str


class ProcessorParameter(TypedDict, total=False):
    """firehose: ProcessorParameter."""

    ParameterName: str
    ParameterValue: str


class RedshiftDestinationDescription(TypedDict, total=False):
    """firehose: RedshiftDestinationDescription."""

    ClusterJDBCURL: str
    ProcessingConfiguration: ProcessingConfiguration
    S3BackupDescription: S3DestinationDescription
    S3DestinationDescription: S3DestinationDescription


class S3DestinationDescription(TypedDict, total=False):
    """firehose: S3DestinationDescription."""

    BucketARN: str


class SnowflakeDestinationDescription(TypedDict, total=False):
    """firehose: SnowflakeDestinationDescription."""

    AccountUrl: str
    ProcessingConfiguration: ProcessingConfiguration
    S3DestinationDescription: S3DestinationDescription


class SourceDescription(TypedDict, total=False):
    """firehose: SourceDescription."""

    KinesisStreamSourceDescription: KinesisStreamSourceDescription
    MSKSourceDescription: MSKSourceDescription


class SplunkDestinationDescription(TypedDict, total=False):
    """firehose: SplunkDestinationDescription."""

    HECEndpoint: str
    ProcessingConfiguration: ProcessingConfiguration
    S3DestinationDescription: S3DestinationDescription

"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class Agent(TypedDict, total=False):
    """bedrock-agent: Agent."""

    agentId: str
    agentName: str
    customOrchestration: CustomOrchestration
    customerEncryptionKeyArn: str
    foundationModel: str
    promptOverrideConfiguration: PromptOverrideConfiguration


class AgentSummary(TypedDict, total=False):
    """bedrock-agent: AgentSummary."""

    agentId: str
    agentName: str


class BedrockFoundationModelConfiguration(TypedDict, total=False):
    """bedrock-agent: BedrockFoundationModelConfiguration."""

    modelArn: str


class BedrockFoundationModelContextEnrichmentConfiguration(TypedDict, total=False):
    """bedrock-agent: BedrockFoundationModelContextEnrichmentConfiguration."""

    modelArn: str


class ContextEnrichmentConfiguration(TypedDict, total=False):
    """bedrock-agent: ContextEnrichmentConfiguration."""

    bedrockFoundationModelConfiguration: BedrockFoundationModelContextEnrichmentConfiguration


class CustomOrchestration(TypedDict, total=False):
    """bedrock-agent: CustomOrchestration."""

    executor: dict[str, Any]


class DataSource(TypedDict, total=False):
    """bedrock-agent: DataSource."""

    dataSourceConfiguration: DataSourceConfiguration
    dataSourceId: str
    knowledgeBaseId: str
    name: str
    serverSideEncryptionConfiguration: ServerSideEncryptionConfiguration
    vectorIngestionConfiguration: VectorIngestionConfiguration


class DataSourceConfiguration(TypedDict, total=False):
    """bedrock-agent: DataSourceConfiguration."""

    s3Configuration: S3DataSourceConfiguration


class DataSourceSummary(TypedDict, total=False):
    """bedrock-agent: DataSourceSummary."""

    dataSourceId: str
    knowledgeBaseId: str
    name: str


class KnowledgeBase(TypedDict, total=False):
    """bedrock-agent: KnowledgeBase."""

    knowledgeBaseConfiguration: KnowledgeBaseConfiguration
    knowledgeBaseId: str
    name: str
    storageConfiguration: dict[str, Any]


class KnowledgeBaseConfiguration(TypedDict, total=False):
    """bedrock-agent: KnowledgeBaseConfiguration."""

    managedKnowledgeBaseConfiguration: ManagedKnowledgeBaseConfiguration


class KnowledgeBaseSummary(TypedDict, total=False):
    """bedrock-agent: KnowledgeBaseSummary."""

    knowledgeBaseId: str
    name: str


class ManagedKnowledgeBaseConfiguration(TypedDict, total=False):
    """bedrock-agent: ManagedKnowledgeBaseConfiguration."""

    embeddingModelArn: str
    serverSideEncryptionConfiguration: ServerSideEncryptionConfiguration
    supplementalDataStorageConfiguration: SupplementalDataStorageConfiguration


class ParsingConfiguration(TypedDict, total=False):
    """bedrock-agent: ParsingConfiguration."""

    bedrockFoundationModelConfiguration: BedrockFoundationModelConfiguration


class PromptConfiguration(TypedDict, total=False):
    """bedrock-agent: PromptConfiguration."""

    foundationModel: str


class PromptOverrideConfiguration(TypedDict, total=False):
    """bedrock-agent: PromptOverrideConfiguration."""

    overrideLambda: str
    promptConfigurations: list[PromptConfiguration]


class S3DataSourceConfiguration(TypedDict, total=False):
    """bedrock-agent: S3DataSourceConfiguration."""

    bucketArn: str


class S3Location(TypedDict, total=False):
    """bedrock-agent: S3Location."""

    uri: str


class ServerSideEncryptionConfiguration(TypedDict, total=False):
    """bedrock-agent: ServerSideEncryptionConfiguration."""

    kmsKeyArn: str


class SupplementalDataStorageConfiguration(TypedDict, total=False):
    """bedrock-agent: SupplementalDataStorageConfiguration."""

    storageLocations: list[SupplementalDataStorageLocation]


class SupplementalDataStorageLocation(TypedDict, total=False):
    """bedrock-agent: SupplementalDataStorageLocation."""

    s3Location: S3Location


class VectorIngestionConfiguration(TypedDict, total=False):
    """bedrock-agent: VectorIngestionConfiguration."""

    contextEnrichmentConfiguration: ContextEnrichmentConfiguration
    parsingConfiguration: ParsingConfiguration

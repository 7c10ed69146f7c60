"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class EncryptionConfiguration(TypedDict, total=False):
    """ecr: EncryptionConfiguration."""

    kmsKey: str


class PullThroughCacheRule(TypedDict, total=False):
    """ecr: PullThroughCacheRule."""

    ecrRepositoryPrefix: str
    registryId: str
    upstreamRegistryUrl: str


class ReplicationDestination(TypedDict, total=False):
    """ecr: ReplicationDestination."""

    region: str
    registryId: str


class ReplicationRule(TypedDict, total=False):
    """ecr: ReplicationRule."""

    destinations: list[ReplicationDestination]
    repositoryFilters: list[RepositoryFilter]


class Repository(TypedDict, total=False):
    """ecr: Repository."""

    encryptionConfiguration: EncryptionConfiguration
    registryId: str
    repositoryArn: str
    repositoryName: str


class RepositoryFilter(TypedDict, total=False):
    """ecr: RepositoryFilter."""

    filter: str

"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class DescribedConnector(TypedDict, total=False):
    """transfer: DescribedConnector."""

    Arn: str
    ConnectorId: str
    Tags: list[dict[str, Any]]
    Url: str


class DescribedServer(TypedDict, total=False):
    """transfer: DescribedServer."""

    Arn: str
    Domain: str
    IdentityProviderType: str
    ServerId: str
    StructuredLogDestinations: list[str]
    Tags: list[dict[str, Any]]
    WorkflowDetails: dict[str, Any]


class ListedConnector(TypedDict, total=False):
    """transfer: ListedConnector."""

    Arn: str
    ConnectorId: str
    Url: str


class ListedServer(TypedDict, total=False):
    """transfer: ListedServer."""

    Arn: str
    Domain: str
    IdentityProviderType: str
    ServerId: str


class ListedUser(TypedDict, total=False):
    """transfer: ListedUser."""

    Arn: str
    HomeDirectory: str
    HomeDirectoryType: str
    UserName: str

"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class AliasListEntry(TypedDict, total=False):
    """kms: AliasListEntry."""

    AliasArn: str
    TargetKeyId: str


class CustomKeyStoresListEntry(TypedDict, total=False):
    """kms: CustomKeyStoresListEntry."""

    CloudHsmClusterId: str
    CustomKeyStoreId: str
    XksProxyConfiguration: XksProxyConfigurationType


class GrantListEntry(TypedDict, total=False):
    """kms: GrantListEntry."""

    GranteePrincipal: str
    KeyId: str
    Operations: list[str]


class KeyListEntry(TypedDict, total=False):
    """kms: KeyListEntry."""

    KeyArn: str
    KeyId: str


class KeyMetadata(TypedDict, total=False):
    """kms: KeyMetadata."""

    Arn: str
    CloudHsmClusterId: str
    CustomKeyStoreId: str
    CustomerMasterKeySpec: str
    KeyId: str
    KeyManager: str
    KeySpec: str
    KeyState: str
    MultiRegion: bool
    MultiRegionConfiguration: MultiRegionConfiguration
    Origin: str


class MultiRegionConfiguration(TypedDict, total=False):
    """kms: MultiRegionConfiguration."""

    PrimaryKey: MultiRegionKey
    ReplicaKeys: list[MultiRegionKey]


class MultiRegionKey(TypedDict, total=False):
    """kms: MultiRegionKey."""

    Arn: str


class XksProxyConfigurationType(TypedDict, total=False):
    """kms: XksProxyConfigurationType."""

    UriEndpoint: str

"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Namespace(TypedDict, total=False):
    """redshift-serverless: Namespace."""

    kmsKeyId: str
    namespaceArn: str
    namespaceName: str


class Snapshot(TypedDict, total=False):
    """redshift-serverless: Snapshot."""

    accountsWithRestoreAccess: list[str]
    kmsKeyId: str
    namespaceArn: str
    namespaceName: str
    snapshotArn: str
    snapshotName: str

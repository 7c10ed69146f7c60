"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class CollectionDetail(TypedDict, total=False):
    """opensearchserverless: CollectionDetail."""

    arn: str
    id: str
    kmsKeyArn: str
    name: str


class CollectionSummary(TypedDict, total=False):
    """opensearchserverless: CollectionSummary."""

    arn: str
    id: str
    kmsKeyArn: str
    name: str

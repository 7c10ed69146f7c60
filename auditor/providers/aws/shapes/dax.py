"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Cluster(TypedDict, total=False):
    """dax: Cluster."""

    ClusterArn: str
    ClusterName: str
    SSEDescription: SSEDescription
    Status: str


class SSEDescription(TypedDict, total=False):
    """dax: SSEDescription."""

    Status: str

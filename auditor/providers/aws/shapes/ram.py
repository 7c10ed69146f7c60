"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class ResourceShare(TypedDict, total=False):
    """ram: ResourceShare."""

    name: str
    resourceShareArn: str
    status: str
    tags: list[dict[str, Any]]

"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class ParameterMetadata(TypedDict, total=False):
    """ssm: ParameterMetadata."""

    ARN: str
    KeyId: str
    Name: str
    Policies: list[dict[str, Any]]
    Tier: str
    Type: str

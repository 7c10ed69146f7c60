"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import Any, TypedDict


class DescribePipeResponse(TypedDict, total=False):
    """pipes: DescribePipeResponse."""

    Arn: str
    DesiredState: str
    Enrichment: str
    Name: str
    Source: str
    SourceParameters: dict[str, Any]
    Tags: dict[str, str]
    Target: str


class Pipe(TypedDict, total=False):
    """pipes: Pipe."""

    Arn: str
    DesiredState: str
    Enrichment: str
    Name: str
    Source: str
    Target: str

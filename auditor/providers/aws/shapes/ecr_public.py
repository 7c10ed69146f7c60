"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Repository(TypedDict, total=False):
    """ecr-public: Repository."""

    repositoryArn: str
    repositoryName: str

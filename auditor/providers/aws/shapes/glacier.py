"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class DescribeVaultOutput(TypedDict, total=False):
    """glacier: DescribeVaultOutput."""

    SizeInBytes: int
    VaultARN: str
    VaultName: str


class GetVaultLockOutput(TypedDict, total=False):
    """glacier: GetVaultLockOutput."""

    Policy: str
    State: str

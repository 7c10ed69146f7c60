"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class PoolInfo(TypedDict, total=False):
    """storagegateway: PoolInfo."""

    PoolARN: str
    RetentionLockTimeInDays: int
    RetentionLockType: str


class Tape(TypedDict, total=False):
    """storagegateway: Tape."""

    KMSKey: str
    PoolId: str
    TapeARN: str
    TapeBarcode: str
    TapeSizeInBytes: int


class TapeArchive(TypedDict, total=False):
    """storagegateway: TapeArchive."""

    KMSKey: str
    PoolId: str
    TapeARN: str
    TapeBarcode: str
    TapeSizeInBytes: int


class TapeInfo(TypedDict, total=False):
    """storagegateway: TapeInfo."""

    GatewayARN: str
    PoolId: str
    TapeARN: str
    TapeBarcode: str
    TapeSizeInBytes: int

"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class DeadLetterConfig(TypedDict, total=False):
    """lambda: DeadLetterConfig."""

    TargetArn: str


class DestinationConfig(TypedDict, total=False):
    """lambda: DestinationConfig."""

    OnFailure: OnFailure
    OnSuccess: OnSuccess


class EventSourceMappingConfiguration(TypedDict, total=False):
    """lambda: EventSourceMappingConfiguration."""

    DestinationConfig: DestinationConfig
    FunctionArn: str
    KMSKeyArn: str


class FunctionConfiguration(TypedDict, total=False):
    """lambda: FunctionConfiguration."""

    DeadLetterConfig: DeadLetterConfig
    FunctionArn: str
    FunctionName: str
    KMSKeyArn: str
    Layers: list[Layer]
    MasterArn: str


class FunctionEventInvokeConfig(TypedDict, total=False):
    """lambda: FunctionEventInvokeConfig."""

    DestinationConfig: DestinationConfig
    FunctionArn: str


class Layer(TypedDict, total=False):
    """lambda: Layer."""

    Arn: str


class OnFailure(TypedDict, total=False):
    """lambda: OnFailure."""

    Destination: str


class OnSuccess(TypedDict, total=False):
    """lambda: OnSuccess."""

    Destination: str

"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Archive(TypedDict, total=False):
    """events: Archive."""

    ArchiveName: str
    RetentionDays: int
    State: str


class DeadLetterConfig(TypedDict, total=False):
    """events: DeadLetterConfig."""

    Arn: str


class Endpoint(TypedDict, total=False):
    """events: Endpoint."""

    Arn: str
    EventBuses: list[EndpointEventBus]
    Name: str
    ReplicationConfig: ReplicationConfig
    State: str


class EndpointEventBus(TypedDict, total=False):
    """events: EndpointEventBus."""

    EventBusArn: str


class EventBus(TypedDict, total=False):
    """events: EventBus."""

    Arn: str
    Name: str
    Policy: str


class ReplicationConfig(TypedDict, total=False):
    """events: ReplicationConfig."""

    State: str


class Target(TypedDict, total=False):
    """events: Target."""

    Arn: str
    DeadLetterConfig: DeadLetterConfig

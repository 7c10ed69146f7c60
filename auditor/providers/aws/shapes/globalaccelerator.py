"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Accelerator(TypedDict, total=False):
    """globalaccelerator: Accelerator."""

    AcceleratorArn: str
    Name: str


class AcceleratorAttributes(TypedDict, total=False):
    """globalaccelerator: AcceleratorAttributes."""

    FlowLogsEnabled: bool
    FlowLogsS3Bucket: str


class EndpointDescription(TypedDict, total=False):
    """globalaccelerator: EndpointDescription."""

    EndpointId: str


class EndpointGroup(TypedDict, total=False):
    """globalaccelerator: EndpointGroup."""

    EndpointDescriptions: list[EndpointDescription]
    EndpointGroupRegion: str

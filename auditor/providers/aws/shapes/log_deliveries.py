"""What AWS answers to the collector of this name, as far as it is read. Written by docs/answers.py from AWS's own models."""

from __future__ import annotations

from typing import TypedDict


class Delivery(TypedDict, total=False):
    """logs: Delivery."""

    arn: str
    deliveryDestinationArn: str
    deliverySourceName: str
    id: str
    tags: dict[str, str]
